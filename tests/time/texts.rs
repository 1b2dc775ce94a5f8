//! What is read, what is not, and in which words.

use elig::possible::Truth;
use elig::time::{CalendarUnit, Dates, Instants, PartialDate, Period, Zone};
use jiff::civil::date;
use proptest::prelude::*;

use super::{dates, period};

#[test]
fn dates_that_are_none() {
    let table = [
        ("", "a year has four digits"),
        ("25", "a year has four digits"),
        ("02025", "a year has four digits"),
        ("20.11.2025", "a year has four digits"),
        ("-2025", "a year has four digits"),
        ("+2025", "a year has four digits"),
        ("２０２５", "a year has four digits"),
        ("2025-2-3", "a month has two digits"),
        ("2025-324", "a month has two digits"),
        ("2025-02-3", "a day has two digits"),
        ("2025-02-03 ", "a day has two digits"),
        ("2025-11-20-01", "it has more than a year, a month and a day"),
        ("0000", "there is no year 0000"),
        ("2025-00", "there is no month 00"),
        ("2025-13", "there is no month 13"),
        ("2025-02-29", "2025-02 has no day 29"),
        ("1900-02-29", "1900-02 has no day 29"),
        ("2025-11-00", "2025-11 has no day 00"),
        ("2025-W47", "a date by its week is not read"),
        ("2025-W47-4", "a date by its week is not read"),
    ];
    for (text, why) in table {
        assert_eq!(
            PartialDate::parse(text).map_err(|error| error.to_string()),
            Err(why.to_owned()),
            "{text}"
        );
    }
}

#[test]
fn dates_in_words() {
    assert_eq!(dates("2025-11 or never").to_string(), "2025-11 or never");
    assert_eq!(dates("missing or never").to_string(), "any date or never");
    assert_eq!(dates("never").to_string(), "never");
    let weeks = Dates::span(date(2025, 12, 7), date(2025, 11, 3));
    assert_eq!(weeks.to_string(), "2025-11-03 to 2025-12-07");
    assert_eq!(Dates::span(date(2025, 2, 1), date(2025, 2, 28)).to_string(), "2025-02");
    assert_eq!(Dates::span(date(2025, 1, 1), date(2025, 12, 31)).to_string(), "2025");
    assert_eq!(dates("0001").to_string(), "0001");
}

#[test]
fn periods() {
    let table = [
        ("6 months", "6 months", "P6M", CalendarUnit::Months),
        ("1 year 6 months", "1 year 6 months", "P1Y6M", CalendarUnit::Months),
        ("1 year", "1 year", "P1Y", CalendarUnit::Years),
        ("12 month", "12 months", "P12M", CalendarUnit::Months),
        ("900 months", "900 months", "P900M", CalendarUnit::Months),
        ("P2W", "2 weeks", "P2W", CalendarUnit::Weeks),
        ("P1Y2M3W4D", "1 year 2 months 3 weeks 4 days", "P1Y2M3W4D", CalendarUnit::Days),
        ("0 days", "0 days", "P0D", CalendarUnit::Days),
        ("P1Y0M", "1 year 0 months", "P1Y0M", CalendarUnit::Months),
        ("P0Y06M", "6 months", "P6M", CalendarUnit::Months),
    ];
    for (text, words, iso, finest) in table {
        let read = period(text);
        assert_eq!(read.to_string(), words);
        assert_eq!(read.finest(), finest, "{text}");
        assert_eq!((period(words), period(iso)), (read, read), "{text}");
    }
    assert_ne!(period("75 years"), period("900 months"));
    assert_eq!(period("75 years").months(), period("900 months").months());
    assert_eq!(period("1 year").plus(&period("6 months")), Ok(period("1 year 6 months")));
    assert_eq!(period("2 weeks 3 days").days(), 17);
}

#[test]
fn how_long_periods_are() {
    let table = [
        ("27 days", "1 month", Truth::True),
        ("28 days", "1 month", Truth::Unknown),
        ("30 days", "1 month", Truth::Unknown),
        ("31 days", "1 month", Truth::False),
        ("1 month", "28 days", Truth::False),
        ("1 month", "31 days", Truth::Unknown),
        ("1 month", "32 days", Truth::True),
        ("1 month", "4 weeks", Truth::False),
        ("1 year", "12 months", Truth::False),
        ("1 year", "13 months", Truth::True),
        ("1 year", "365 days", Truth::False),
        ("1 year", "366 days", Truth::Unknown),
        ("52 weeks", "1 year", Truth::True),
        ("6 months", "26 weeks", Truth::Unknown),
        ("1 month 31 days", "2 months", Truth::False),
        ("1 month 27 days", "2 months", Truth::True),
        ("400 years", "146097 days", Truth::False),
        ("146096 days", "400 years", Truth::True),
    ];
    for (p, q, less) in table {
        assert_eq!(period(p).less(&period(q)), less, "{p}, {q}");
    }
    assert_eq!(period("400 years").equal(&period("146097 days")), Truth::True);
    assert_eq!(period("2 weeks").equal(&period("14 days")), Truth::True);
    assert_eq!(period("1 month").equal(&period("30 days")), Truth::Unknown);
    assert_eq!(period("1 month").equal(&period("32 days")), Truth::False);
}

#[test]
fn periods_that_are_none() {
    let table = [
        ("", "not a calendar duration"),
        ("P", "not a calendar duration"),
        ("6", "not a calendar duration"),
        ("months", "not a calendar duration"),
        ("6months", "not a calendar duration"),
        ("6 moons", "not a calendar duration"),
        ("p6m", "not a calendar duration"),
        ("P6", "not a calendar duration"),
        ("P6m", "not a calendar duration"),
        ("P6M ", "not a calendar duration"),
        ("PM", "not a calendar duration"),
        ("P6é", "not a calendar duration"),
        ("-6 months", "a calendar duration is not negative"),
        ("P-6M", "a calendar duration is not negative"),
        ("0.5 years", "years, months, weeks and days are counted in whole numbers"),
        ("P0,5Y", "years, months, weeks and days are counted in whole numbers"),
        ("6 hours", "hours, minutes and seconds are no calendar units"),
        ("PT6H", "hours, minutes and seconds are no calendar units"),
        ("P1DT6H", "hours, minutes and seconds are no calendar units"),
        ("6 months 1 year", "years, months, weeks and days stand in this order, each once"),
        ("P6M6M", "years, months, weeks and days stand in this order, each once"),
        ("10000 years", "longer than the calendar, which has 9999 years"),
        ("9999 years 1 month", "longer than the calendar, which has 9999 years"),
        ("P99999999999999999999D", "longer than the calendar, which has 9999 years"),
    ];
    for (text, why) in table {
        assert_eq!(Period::parse(text).map_err(|error| error.to_string()), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn times_that_are_none() {
    let digits = "hours, minutes and seconds have two digits each, with a colon between";
    let fraction = "a fraction of a second is a point and one to nine digits";
    let offset = "an offset is written with a sign, hours and minutes";
    let table = [
        ("2025-11-20T14Z", "a time of day has hours and minutes"),
        ("2025-11-20T14", "a time of day has hours and minutes"),
        ("2025-11-20TZ", digits),
        ("2025-11-20T", digits),
        ("2025-11-20T1430Z", digits),
        ("2025-11-20T14:3Z", digits),
        ("2025-11-20T14:30:00:00Z", digits),
        ("2025-11-20T14:30:00 +01:00", digits),
        ("2025-11-20T14:30:00z", digits),
        ("2025-11-20T24:00Z", "there is no hour 24"),
        ("2025-11-20T24:00:00+01:00", "there is no hour 24"),
        ("2025-11-20T25:00Z", "hours are from 00 to 23"),
        ("2025-11-20T14:60Z", "minutes are from 00 to 59"),
        ("2025-11-20T23:59:60Z", "a leap second is not read"),
        ("2025-11-20T23:59:61Z", "seconds are from 00 to 59"),
        ("2025-11-20T14:30:00.Z", fraction),
        ("2025-11-20T14:30:00.0123456789Z", fraction),
        ("2025-11-20T14:30:00,5Z", fraction),
        ("2025-11-20T14:30.5Z", fraction),
        ("2025-11-20T14:30:00", "offset required: the time does not say from where"),
        ("2025-11-20T14:30", "offset required: the time does not say from where"),
        ("2025-11-20T14:30:00+01", offset),
        ("2025-11-20T14:30:00+0100", offset),
        ("2025-11-20T14:30:00+1:00", offset),
        ("2025-11-20T14:30:00+01:60", offset),
        ("2025-11-20T14:30:00Z+01:00", offset),
        ("2025-11-20T14:30:00Z[Europe/Zurich]", offset),
        ("2025-11-20T14:30:00+18:01", "no place has this offset: they are from -12:00 to +14:00"),
        ("2025-11-20T14:30:00+14:01", "no place has this offset: they are from -12:00 to +14:00"),
        ("2025-11-20T14:30:00-12:30", "no place has this offset: they are from -12:00 to +14:00"),
        ("2025-11T14:30:00Z", "a time of day needs a full date"),
        ("2025T14:30:00Z", "a time of day needs a full date"),
        ("2025-11-20 14:30:00Z", "date and time are joined by a capital `T`"),
        ("2025-11-20t14:30:00Z", "date and time are joined by a capital `T`"),
        ("14:30:00Z", "date and time are joined by a capital `T`"),
        ("2025-2-3T14:30:00Z", "a month has two digits"),
        ("2025-02-30T14:30:00Z", "2025-02 has no day 30"),
        ("2025-W47-4T14:30:00Z", "a date by its week is not read"),
        ("2025-2-3", "a month has two digits"),
    ];
    for (text, why) in table {
        let error = Instants::parse(text, None).expect_err(text);
        assert_eq!(error.to_string(), why, "{text}");
        assert!(!error.help().is_empty());
    }
}

#[test]
fn zones() {
    for (text, name) in [
        ("Europe/Zurich", "Europe/Zurich"),
        ("america/new_york", "America/New_York"),
        ("UTC", "UTC"),
        ("+01:00", "+01:00"),
        ("-03:30", "-03:30"),
        ("+00:00", "+00:00"),
    ] {
        assert_eq!(Zone::parse(text).expect(text).name(), name);
    }
    let unknown = "not a time zone of the IANA database";
    for (text, why) in [
        ("", unknown),
        ("Z", unknown),
        ("Zurich", unknown),
        ("Etc/Unknown", unknown),
        ("../../etc/passwd", unknown),
        ("Europe/Zurich ", unknown),
        ("-00:00", "the offset -00:00 says that the offset is not known"),
        ("+1", "an offset is written with a sign, hours and minutes"),
        ("+19:00", "no place has this offset: they are from -12:00 to +14:00"),
    ] {
        assert_eq!(Zone::parse(text).map_err(|error| error.to_string()), Err(why.to_owned()), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_panics(text in prop_oneof![
        "\\PC{0,40}",
        "[0-9TZPYMWD:.,+ -]{0,30}",
        "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(\\.[0-9]{0,12})?(Z|[+-][0-1][0-9]:[0-5][0-9])?",
        "P?[0-9]{0,12}[YMWD ](years|months|[0-9]{1,3}[MD])?",
    ]) {
        let zurich = Zone::parse("Europe/Zurich").unwrap();
        let _ = PartialDate::parse(&text);
        let _ = Period::parse(&text);
        let _ = Zone::parse(&text);
        let _ = Instants::parse(&text, None);
        let _ = Instants::parse(&text, Some(&zurich));
    }
}
