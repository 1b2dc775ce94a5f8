//! Times of day: offsets, zones, the hours that the clock shows twice or never.

use elig::possible::{Interval, Truth};
use elig::quantity::{Fault, Number};
use elig::time::{Dates, Instants, TimeError, Zone};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

const HOUR: i64 = 3600;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// In no declared zone.
fn instants(text: &str) -> Instants {
    Instants::parse(text, None).unwrap_or_else(|why| panic!("{text}: {why}"))
}

fn local(text: &str, name: &str) -> Instants {
    Instants::parse(text, Some(&zone(name))).unwrap_or_else(|why| panic!("{text} in {name}: {why}"))
}

fn seconds(count: i64) -> Interval {
    Interval::point(Number::from(count))
}

/// The whole interval, from an instant to one that is no longer in it.
fn from_until(from: &str, until: &str) -> Interval {
    let end = |text: &str| Number::from(text.parse::<Timestamp>().expect("a timestamp").as_second());
    Interval::new(std::ops::Bound::Included(end(from)), std::ops::Bound::Excluded(end(until)))
}

#[test]
fn one_instant_in_many_words() {
    let same = [
        instants("2025-11-20T14:30:00+01:00"),
        instants("2025-11-20T13:30:00Z"),
        instants("2025-11-20T13:30:00.000-00:00"),
        instants("2025-11-21T03:30:00+14:00"),
        instants("2025-11-20T01:30:00-12:00"),
        local("2025-11-20T14:30:00", "Europe/Zurich"),
        local("2025-11-20T08:30:00", "America/New_York"),
        local("2025-11-20T19:00:00", "Asia/Kolkata"),
        local("2025-11-20T14:30:00", "+01:00"),
        local("2025-11-20T13:30:00Z", "America/New_York"),
        Instants::at("2025-11-20T13:30:00Z".parse().unwrap(), None),
    ];
    for a in &same {
        for b in &same {
            assert_eq!((a.equal(b), a.less(b), a.at_most(b)), (Truth::True, Truth::False, Truth::True));
        }
    }
    let later = instants("2025-11-20T14:30:00.000000001+01:00");
    assert_eq!((same[0].less(&later), same[0].equal(&later)), (Truth::True, Truth::False));
}

#[test]
fn a_time_to_the_minute_is_any_of_it() {
    let minute = instants("2025-11-20T14:30+01:00");
    assert_eq!(*minute.seconds(), from_until("2025-11-20T13:30:00Z", "2025-11-20T13:31:00Z"));
    assert_eq!(minute, local("2025-11-20T14:30", "+01:00"));
    let next = instants("2025-11-20T14:31:00+01:00");
    let last = instants("2025-11-20T14:30:59.999999999+01:00");
    assert_eq!(minute.less(&next), Truth::True);
    assert_eq!(minute.less(&last), Truth::Unknown);
    assert_eq!(minute.equal(&minute), Truth::Unknown);
    assert!(last.is_within(&minute) && !next.is_within(&minute));
}

#[test]
fn a_date_alone_is_all_of_it() {
    let anywhere = instants("2025-11-20");
    assert_eq!(*anywhere.seconds(), from_until("2025-11-19T10:00:00Z", "2025-11-21T12:00:00Z"));
    assert_eq!(anywhere.local_days(), Dates::day(date(2025, 11, 20)));
    let zurich = local("2025-11-20", "Europe/Zurich");
    assert_eq!(*zurich.seconds(), from_until("2025-11-19T23:00:00Z", "2025-11-20T23:00:00Z"));
    let month = local("2025-03", "Europe/Zurich");
    assert_eq!(*month.seconds(), from_until("2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z"));
    let year = instants("2025");
    assert_eq!(*year.seconds(), from_until("2024-12-31T10:00:00Z", "2026-01-01T12:00:00Z"));
    assert_eq!(year.local_days().to_string(), "2025");
    assert!(zurich.is_within(&anywhere) && anywhere.is_within(&year) && !anywhere.is_within(&zurich));
    assert!(year.is_within(&Instants::everything()));
    assert_eq!(instants("9999-12-31").local_days(), Dates::day(date(9999, 12, 31)));
    assert_eq!(instants("0001-01-01").local_days(), Dates::day(date(1, 1, 1)));
}

/// 23 and 25 hours: the clock is put forward in March and back in October or November.
#[test]
fn days_on_which_the_clock_changes() {
    let table = [
        ("Europe/Zurich", "2025-03-30", 23, "2025-03-29T23:00:00Z"),
        ("Europe/Zurich", "2025-10-26", 25, "2025-10-25T22:00:00Z"),
        ("Europe/London", "2025-03-30", 23, "2025-03-30T00:00:00Z"),
        ("America/New_York", "2025-03-09", 23, "2025-03-09T05:00:00Z"),
        ("America/New_York", "2025-11-02", 25, "2025-11-02T04:00:00Z"),
        // Between the changes of one and the other.
        ("Europe/Zurich", "2025-03-09", 24, "2025-03-08T23:00:00Z"),
        ("America/New_York", "2025-03-30", 24, "2025-03-30T04:00:00Z"),
        // The clock is put forward at midnight: the day begins at 01:00.
        ("America/Sao_Paulo", "2018-11-04", 23, "2018-11-04T03:00:00Z"),
        // It is put back at midnight: the hour from 23 to 24 comes twice.
        ("America/Sao_Paulo", "2018-02-17", 25, "2018-02-17T02:00:00Z"),
        // By half an hour.
        ("Australia/Lord_Howe", "2025-10-05", 23, "2025-10-04T13:30:00Z"),
    ];
    for (name, day, hours, begin) in table {
        let all = local(day, name);
        let begin = instants(begin);
        assert_eq!(begin.at_most(&all), Truth::True, "{day} in {name}");
        let end = begin.plus(&seconds(hours * HOUR));
        if name != "Australia/Lord_Howe" {
            assert_eq!(all.less(&end), Truth::True, "{day} in {name}");
            assert_eq!(all.less(&end.minus(&seconds(1))), Truth::Unknown, "{day} in {name}");
        } else {
            assert_eq!(all.less(&end.plus(&seconds(HOUR / 2))), Truth::True);
        }
    }
}

#[test]
fn time_between_over_a_change() {
    let table = [
        ("Europe/Zurich", "2025-03-29T14:30:00", "2025-03-30T14:30:00", 23),
        ("Europe/Zurich", "2025-10-25T14:30:00", "2025-10-26T14:30:00", 25),
        ("America/New_York", "2025-03-08T14:30:00", "2025-03-09T14:30:00", 23),
        ("America/New_York", "2025-11-01T14:30:00", "2025-11-02T14:30:00", 25),
        ("Europe/Zurich", "2025-01-15T12:00:00", "2025-07-15T12:00:00", 181 * 24 - 1),
    ];
    for (name, from, to, hours) in table {
        let (from, to) = (local(from, name), local(to, name));
        assert_eq!(to.seconds_since(&from), seconds(hours * HOUR));
        assert_eq!(from.seconds_since(&to), seconds(-hours * HOUR));
        assert_eq!(from.plus(&seconds(hours * HOUR)), to);
        assert_eq!(to.minus(&seconds(hours * HOUR)), from);
    }
    // Between the American and the European change the two are five hours apart, else six.
    let apart = |day: &str| {
        let at = |name: &str| local(&format!("{day}T12:00:00"), name);
        at("America/New_York").seconds_since(&at("Europe/Zurich"))
    };
    assert_eq!(apart("2025-03-08"), seconds(6 * HOUR));
    assert_eq!(apart("2025-03-15"), seconds(5 * HOUR));
    assert_eq!(apart("2025-04-01"), seconds(6 * HOUR));
    assert_eq!(apart("2025-10-28"), seconds(5 * HOUR));
}

#[test]
fn what_the_clock_shows_twice_is_both() {
    let twice = local("2025-10-26T02:30:00", "Europe/Zurich");
    let (first, second) = (instants("2025-10-26T02:30:00+02:00"), instants("2025-10-26T02:30:00+01:00"));
    assert_eq!(*twice.seconds(), first.union(&second).seconds().clone());
    assert!(!twice.is_known());
    assert_eq!(twice.equal(&first), Truth::Unknown);
    assert_eq!(first.at_most(&twice), Truth::True);
    assert_eq!(second.less(&twice), Truth::False);
    let minute = local("2025-10-26T02:30", "Europe/Zurich");
    assert_eq!(*minute.seconds(), from_until("2025-10-26T00:30:00Z", "2025-10-26T01:31:00Z"));
    // The minute before is shown once, and so is the one after.
    let before = local("2025-10-26T01:59", "Europe/Zurich");
    assert_eq!(*before.seconds(), from_until("2025-10-25T23:59:00Z", "2025-10-26T00:00:00Z"));
    assert!(local("2025-10-26T03:00:00", "Europe/Zurich").is_known());
    assert!(!local("2025-11-02T01:30:00", "America/New_York").is_known());
    assert!(local("2025-10-26T02:30:00+01:00", "Europe/Zurich").is_known());
}

#[test]
fn what_the_clock_leaves_out_is_an_error() {
    for (text, name) in [
        ("2025-03-30T02:00:00", "Europe/Zurich"),
        ("2025-03-30T02:30:00", "Europe/Zurich"),
        ("2025-03-30T02:59", "Europe/Zurich"),
        ("2025-03-09T02:30", "America/New_York"),
        ("2018-11-04T00:30:00", "America/Sao_Paulo"),
        // Samoa went over the date line.
        ("2011-12-30", "Pacific/Apia"),
        ("2011-12-30T12:00:00", "Pacific/Apia"),
    ] {
        assert_eq!(Instants::parse(text, Some(&zone(name))), Err(TimeError::Gap), "{text} in {name}");
    }
    assert!(local("2025-03-30T01:59:59", "Europe/Zurich").is_known());
    assert!(local("2025-03-30T03:00:00", "Europe/Zurich").is_known());
    assert_eq!(
        *local("2011-12", "Pacific/Apia").seconds(),
        from_until("2011-12-01T10:00:00Z", "2011-12-31T10:00:00Z")
    );
}

#[test]
fn local_days() {
    let days = |instants: Instants| instants.local_days().to_string();
    // As written, beside an offset.
    assert_eq!(days(instants("2025-11-20T23:30:00+01:00")), "2025-11-20");
    assert_eq!(days(instants("2025-11-20T00:00:00+00:00")), "2025-11-20");
    assert_eq!(days(instants("2025-11-20T23:59-05:00")), "2025-11-20");
    // In the declared zone, whatever the offset.
    assert_eq!(days(local("2025-11-20T23:30:00Z", "Europe/Zurich")), "2025-11-21");
    assert_eq!(days(local("2025-11-20T03:30:00+01:00", "America/New_York")), "2025-11-19");
    // `Z` does not say where.
    assert_eq!(days(instants("2025-11-20T13:30:00Z")), "2025-11-20 to 2025-11-21");
    assert_eq!(days(instants("2025-11-20T11:00:00Z")), "2025-11-19 to 2025-11-21");
    assert_eq!(days(instants("2025-11-20T13:30:00-00:00")), "2025-11-20 to 2025-11-21");
    assert_eq!(days(Instants::everything()), "any date");
    // Moved.
    let evening = local("2025-11-20T23:30", "Europe/Zurich");
    assert_eq!(days(evening.plus(&seconds(29 * 60))), "2025-11-20");
    assert_eq!(days(evening.plus(&seconds(30 * 60))), "2025-11-21");
    assert_eq!(days(evening.plus(&seconds(29 * 60 + 30))), "2025-11-20 to 2025-11-21");
    // Newfoundland put its clocks back at 00:01, to 23:01: the next day came, went, and came again.
    let twice = local("2006-10-29T00:00:30", "America/St_Johns");
    assert_eq!(days(twice.clone()), "2006-10-29");
    assert_eq!(days(twice.plus(&seconds(0))), "2006-10-28 to 2006-10-29");
    let evening = local("2006-10-28T22:00:00", "America/St_Johns");
    assert_eq!(days(evening.plus(&seconds(2 * HOUR + 30))), "2006-10-29");
    assert_eq!(days(evening.plus(&seconds(2 * HOUR + 90))), "2006-10-28");
    let from = |from: i64, to: i64| {
        let end = |count| std::ops::Bound::Included(Number::from(count));
        evening.plus(&Interval::new(end(from), end(to)))
    };
    assert_eq!(days(from(0, 2 * HOUR + 90)), "2006-10-28 to 2006-10-29");
    assert_eq!(days(from(2 * HOUR + 30, 4 * HOUR)), "2006-10-28 to 2006-10-29");
    assert_eq!(days(from(2 * HOUR + 61, 2 * HOUR + 90)), "2006-10-28");
}

#[test]
fn durations_are_exact() {
    let third = Interval::point(Number::ONE.checked_div(&Number::from(3_i64)).unwrap());
    let start = instants("2025-11-20T14:30:00+01:00");
    let moved = start.plus(&third).plus(&third).plus(&third);
    assert_eq!(moved, instants("2025-11-20T14:30:01+01:00"));
    assert_eq!(start.plus(&third).less(&instants("2025-11-20T14:30:00.333333333+01:00")), Truth::False);
    assert_eq!(start.plus(&third).less(&instants("2025-11-20T14:30:00.333333334+01:00")), Truth::True);
    let failed = start.plus(&seconds(1).with_fault(Fault::DivideByZero));
    assert_eq!((failed.fault(), failed.at_most(&start)), (Some(Fault::DivideByZero), Truth::Unknown));
    // Far beyond the calendar, days stay at its end and instants go on.
    let far = start.plus(&seconds(i64::MAX));
    assert_eq!(far.local_days(), Dates::day(date(9999, 12, 31)));
    assert_eq!(far.less(&far.plus(&seconds(1))), Truth::True);
    let huge = Interval::point(Number::parse("-1e27").unwrap());
    assert_eq!(start.plus(&huge).local_days(), Dates::day(date(1, 1, 1)));
    assert_eq!(local("9999-12-31T23:59:59", "Europe/Zurich").local_days(), Dates::day(date(9999, 12, 31)));
}

fn any_text() -> impl Strategy<Value = String> {
    let clock = (0..24, 0..60, 0..60).prop_map(|(h, m, s)| format!("T{h:02}:{m:02}:{s:02}"));
    // Around changes of the clock.
    let day =
        prop::sample::select(vec!["2025-03-09", "2025-03-30", "2025-10-26", "2025-11-02", "2025-07-01"]);
    (day, clock).prop_map(|(day, clock)| format!("{day}{clock}"))
}

fn any_zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(vec!["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "-03:30", "UTC"])
        .prop_map(zone)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_more_finely_is_among_what_it_could_be(text in any_text(), zone in any_zone()) {
        let Ok(exact) = Instants::parse(&text, Some(&zone)) else { return Ok(()) };
        for coarser in [16, 10, 7, 4] {
            let coarse = Instants::parse(&text[..coarser], Some(&zone)).unwrap();
            prop_assert!(exact.is_within(&coarse), "{} {}", text, coarse.local_days());
        }
        prop_assert!(exact.is_within(&Instants::everything()));
        prop_assert_eq!(exact.local_days().to_string(), &text[..10]);
        for offset in ["-12:00", "-05:00", "+00:00", "+14:00"] {
            let exact = instants(&format!("{text}{offset}"));
            for coarser in [10, 7, 4] {
                prop_assert!(exact.is_within(&instants(&text[..coarser])));
            }
        }
    }

    #[test]
    fn a_narrower_time_never_contradicts(a in any_text(), b in any_text(), zone in any_zone()) {
        let (Ok(fine), Ok(other)) = (Instants::parse(&a, Some(&zone)), Instants::parse(&b, Some(&zone))) else {
            return Ok(());
        };
        let coarse = Instants::parse(&a[..16], Some(&zone)).unwrap();
        let coarse_other = Instants::parse(&b[..10], Some(&zone)).unwrap();
        for compare in [Instants::less, Instants::at_most, Instants::equal] {
            prop_assert!(compare(&fine, &other).is_within(compare(&coarse, &coarse_other)));
        }
        let between = other.seconds_since(&fine);
        prop_assert!(between.is_subset_of(&coarse_other.seconds_since(&coarse)));
        prop_assert!(fine.plus(&between).seconds().is_subset_of(coarse.plus(&between).seconds()));
        prop_assert!(other.seconds().is_subset_of(fine.plus(&between).seconds()));
        prop_assert!(fine.plus(&between).is_within(&coarse.plus(&between)));
    }
}
