//! Laws of dates and of calendar durations, over generated ones.

use elig::possible::Truth;
use elig::time::{CalendarUnit, Dates, PartialDate, Period, completed};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::within_of;

fn any_date() -> impl Strategy<Value = Date> {
    // Month ends, leap days and the ends of the calendar more often than chance has them.
    let year =
        prop_oneof![5 => 1999_i16..2030, 1 => prop::sample::select(vec![1_i16, 1900, 2000, 2100, 9999])];
    let day = prop_oneof![1_i8..=31, 27_i8..=31, Just(1)];
    (year, 1_i8..=12, day).prop_map(|(year, month, day)| {
        let first = date(year, month, 1);
        date(year, month, day.min(first.days_in_month()))
    })
}

/// A date away from the ends of the calendar, which clamp.
fn inner_date() -> impl Strategy<Value = Date> {
    any_date().prop_filter("inner", |date| (1000..9000).contains(&date.year()))
}

fn any_partial_date() -> impl Strategy<Value = PartialDate> {
    (any_date(), 0..3).prop_map(|(date, steps)| {
        let text = [date.strftime("%Y"), date.strftime("%Y-%m"), date.strftime("%Y-%m-%d")];
        PartialDate::parse(&text[steps as usize].to_string()).unwrap()
    })
}

/// Few enough days to look at every one.
fn any_dates() -> impl Strategy<Value = Dates> {
    let days = prop_oneof![
        any_partial_date().prop_map(Dates::from),
        (any_date(), 0_i64..70).prop_map(|(first, days)| { Dates::span(first, days_later(first, days)) }),
    ];
    prop_oneof![8 => days.clone(), 2 => days.prop_map(Dates::or_never), 1 => Just(Dates::never())]
}

fn any_period() -> impl Strategy<Value = Period> {
    let count = || prop_oneof![Just(0_u32), 0_u32..40];
    (0_u32..4, count(), 0_u32..6, count()).prop_map(|(years, months, weeks, days)| {
        Period::parse(&format!("{years} years {months} months {weeks} weeks {days} days")).unwrap()
    })
}

/// Every single thing it could be.
fn members(dates: &Dates) -> Vec<Dates> {
    let mut members = Vec::new();
    if let Some((first, last)) = dates.days() {
        members.extend(first.series(1.day()).take_while(|day| *day <= last).map(Dates::day));
    }
    if dates.may_be_never() {
        members.push(Dates::never());
    }
    members
}

fn few_days() -> impl Strategy<Value = Dates> {
    let never = prop_oneof![6 => Just(Some(false)), 2 => Just(Some(true)), 1 => Just(None)];
    (any_date(), 0_i64..8, never).prop_map(|(first, days, or_never)| match or_never {
        None => Dates::never(),
        Some(false) => Dates::span(first, days_later(first, days)),
        Some(true) => Dates::span(first, days_later(first, days)).or_never(),
    })
}

fn days_later(date: Date, days: i64) -> Date {
    date.saturating_add(SignedDuration::from_hours(24 * days))
}

/// At most this many of them, the ends among them.
fn some_members(dates: &Dates, count: usize) -> Vec<Dates> {
    let members = members(dates);
    let last = members.len() - 1;
    (0..count.max(2)).map(|index| members[index * last / (count.max(2) - 1)]).collect()
}

type Question = fn(&Dates, &Dates, &Period) -> Truth;

const QUESTIONS: [(&str, Question); 8] = [
    ("before", |a, b, _| a.less(b)),
    ("on or before", |a, b, _| a.at_most(b)),
    ("after", |a, b, _| b.less(a)),
    ("same day", |a, b, _| a.equal(b)),
    ("never", |a, _, _| a.is_never()),
    ("ago", |a, b, p| a.at_least_ago(p, b)),
    ("within before", |a, b, p| a.within_before(p, b)),
    ("within of", |a, b, p| within_of(a, p, b)),
];

/// The answer that they share.
fn shared(answers: impl IntoIterator<Item = Truth>) -> Truth {
    let answers: Vec<_> = answers.into_iter().collect();
    if answers.windows(2).all(|pair| pair[0] == pair[1]) { answers[0] } else { Truth::Unknown }
}

fn months_later(from: Date, months: i64) -> Date {
    from.checked_add(months.months()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_answer_is_what_all_days_share(a in any_dates(), day in any_date(), near in -40_i64..40, p in any_period()) {
        // An anchor that is likely to matter: near the date, or near the date and the period.
        let moved = a.shifted(&p).days().or(a.days()).map_or(day, |(first, _)| first);
        let moved = days_later(moved, near).max(date(1, 1, 1));
        for anchor in [Dates::day(day), Dates::day(moved), Dates::never()] {
            for (name, question) in QUESTIONS {
                let expected = shared(members(&a).iter().map(|member| question(member, &anchor, &p)));
                prop_assert_eq!(question(&a, &anchor, &p), expected, "{} {} {} {}", a, name, p, anchor);
            }
        }
    }

    #[test]
    fn an_answer_is_what_all_pairs_share(
        a in few_days(),
        (near, length, never) in (-9_i64..9, 0_i64..8, any::<bool>()),
        by in 0..2,
        p in any_period(),
    ) {
        // The anchor is near the date, or near a period after it: elsewhere all is decided.
        let moved = if by == 0 { a } else { a.shifted(&p) };
        let first = moved.days().map_or(date(2025, 11, 20), |(first, _)| days_later(first, near));
        let b = Dates::span(first, days_later(first, length));
        let b = if never { b.or_never() } else { b };
        for (name, question) in QUESTIONS {
            let mut answers = Vec::new();
            for x in members(&a) {
                answers.extend(members(&b).iter().map(|y| question(&x, y, &p)));
            }
            prop_assert_eq!(question(&a, &b, &p), shared(answers), "{} {} {} {}", a, name, p, b);
        }
    }

    #[test]
    fn fewer_possibilities_never_contradict(a in any_dates(), b in any_dates(), c in any_dates(), p in any_period()) {
        let (wide, wide_b) = (a.union(&c), b.union(&c));
        prop_assert!(a.is_within(&wide) && b.is_within(&wide_b));
        prop_assert!(a.shifted(&p).is_within(&wide.shifted(&p)));
        prop_assert!(a.shifted_back(&p).is_within(&wide.shifted_back(&p)));
        for (name, question) in QUESTIONS {
            let answer = question(&a, &b, &p);
            prop_assert!(answer.is_within(question(&wide, &wide_b, &p)), "{} {} {} {}", a, name, p, b);
        }
        for unit in CalendarUnit::ALL {
            if let (Some((low, high)), Some((least, greatest))) =
                (completed(unit, &a, &b), completed(unit, &wide, &wide_b))
            {
                prop_assert!(least <= low && low <= high && high <= greatest);
            }
        }
    }

    #[test]
    fn days_are_in_one_order(a in any_date(), b in any_date(), c in any_date()) {
        let (a, b, c) = (Dates::day(a), Dates::day(b), Dates::day(c));
        let orders = [a.less(&b), b.less(&a), a.equal(&b)];
        prop_assert_eq!(orders.iter().filter(|truth| **truth == Truth::True).count(), 1);
        prop_assert_eq!(a.at_most(&b), !b.less(&a));
        if a.less(&b) == Truth::True && b.less(&c) == Truth::True {
            prop_assert_eq!(a.less(&c), Truth::True);
        }
        if a.at_most(&b) == Truth::True && b.at_most(&a) == Truth::True {
            prop_assert_eq!(a.equal(&b), Truth::True);
        }
    }

    #[test]
    fn a_shift_keeps_the_order(a in any_date(), b in any_date(), p in any_period()) {
        let (a, b) = (a.min(b), a.max(b));
        let one = Dates::day(a).shifted(&p).only().unwrap();
        let other = Dates::day(b).shifted(&p).only().unwrap();
        prop_assert!(a <= one && one <= other);
        let one = Dates::day(a).shifted_back(&p).only().unwrap();
        let other = Dates::day(b).shifted_back(&p).only().unwrap();
        prop_assert!(one <= other && other <= b && one >= date(1, 1, 1));
    }

    #[test]
    fn a_shift_is_that_of_the_calendar(a in inner_date(), p in any_period()) {
        let expected = a.checked_add(p.months().months().days(p.days())).unwrap();
        prop_assert_eq!(Dates::day(a).shifted(&p).only(), Some(expected));
    }

    #[test]
    fn completed_units_agree_with_the_shift(a in inner_date(), b in inner_date()) {
        let (from, to) = (a.min(b), a.max(b));
        for (unit, months, days) in [
            (CalendarUnit::Years, 12, 0),
            (CalendarUnit::Months, 1, 0),
            (CalendarUnit::Weeks, 0, 7),
            (CalendarUnit::Days, 0, 1),
        ] {
            let (count, same) = completed(unit, &Dates::day(from), &Dates::day(to)).unwrap();
            prop_assert_eq!(count, same);
            let later = |count: i64| months_later(from, count * months).checked_add((count * days).days()).unwrap();
            prop_assert!(later(count) <= to && to < later(count + 1), "{} {} from {} to {}", count, unit, from, to);
            prop_assert_eq!(completed(unit, &Dates::day(to), &Dates::day(from)), Some((-count, -count)));
        }
    }

    #[test]
    fn completed_units_of_dates_are_those_of_their_days(a in any_dates(), b in any_dates()) {
        for unit in CalendarUnit::ALL {
            let mut counts = Vec::new();
            for x in some_members(&a, 12) {
                counts.extend(some_members(&b, 12).iter().filter_map(|y| completed(unit, &x, y)).map(|(n, _)| n));
            }
            let range = counts.iter().min().copied().zip(counts.iter().max().copied());
            if !a.may_be_never() && !b.may_be_never() {
                prop_assert_eq!(completed(unit, &a, &b), range);
            }
        }
    }

    #[test]
    fn refinements_are_the_same_days(a in any_partial_date()) {
        let parts: Vec<_> = a.refinements().collect();
        if a.day().is_none() {
            prop_assert_eq!((parts[0].first(), parts[parts.len() - 1].last()), (a.first(), a.last()));
            for pair in parts.windows(2) {
                prop_assert_eq!(pair[0].last().tomorrow().unwrap(), pair[1].first());
                prop_assert!(pair[0].precision() > a.precision());
            }
        }
        prop_assert_eq!(PartialDate::parse(&a.to_string()), Ok(a));
        prop_assert_eq!(Dates::from(a).to_string(), a.to_string());
    }

    #[test]
    fn a_period_is_read_as_it_is_shown(p in any_period()) {
        prop_assert_eq!(Period::parse(&p.to_string()), Ok(p));
    }

    #[test]
    fn periods_compare_as_they_do_from_every_date(p in any_period(), q in any_period(), from in inner_date()) {
        let (one, other) = (Dates::day(from).shifted(&p), Dates::day(from).shifted(&q));
        prop_assert!(one.less(&other).is_within(p.less(&q)), "{} {} from {}", p, q, from);
        prop_assert!(one.at_most(&other).is_within(p.at_most(&q)));
        prop_assert!(one.equal(&other).is_within(p.equal(&q)));
    }

    #[test]
    fn between_is_what_all_triples_share(a in few_days(), low in -9_i64..9, high in -9_i64..9, length in 0_i64..5) {
        let first = a.days().map_or(date(2025, 11, 20), |(first, _)| first);
        let end = |near| Dates::span(days_later(first, near), days_later(first, near + length));
        let (low, high) = (end(low), end(high));
        let mut answers = Vec::new();
        for x in members(&a) {
            for from in members(&low) {
                answers.extend(members(&high).iter().map(|to| x.between(&from, to)));
            }
        }
        prop_assert_eq!(a.between(&low, &high), shared(answers), "{} between {} and {}", a, low, high);
    }

    #[test]
    fn an_open_comparison_of_periods_goes_both_ways(months in 0_i64..15, more in 1_i64..15, near in -4_i64..5) {
        let days = (more * 61 / 2 + near).max(0);
        let p = Period::parse(&format!("{months} months {days} days")).unwrap();
        let q = Period::parse(&format!("{} months", months + more)).unwrap();
        // These years have every length that a few months can have, and clamping begins after the 28th.
        let days = date(2023, 1, 1).series(1.day()).take_while(|day| *day < date(2027, 3, 1));
        let starts: Vec<_> = days.filter(|day| day.day() == 1 || day.day() >= 28).collect();
        for (p, q) in [(p, q), (q, p)] {
            let from_each = |compare: fn(&Dates, &Dates) -> Truth| {
                shared(starts.iter().map(|from| {
                    let from = Dates::day(*from);
                    compare(&from.shifted(&p), &from.shifted(&q))
                }))
            };
            prop_assert_eq!(p.less(&q), from_each(Dates::less), "{} {}", p, q);
            prop_assert_eq!(p.at_most(&q), from_each(Dates::at_most), "{} {}", p, q);
            prop_assert_eq!(p.equal(&q), from_each(Dates::equal), "{} {}", p, q);
        }
    }
}

#[test]
fn what_goes_beyond_the_calendar_stays_at_its_end() {
    let period = Period::parse("9999 years").unwrap();
    let all = Dates::everything(true);
    let (first, last) = all.days().unwrap();
    assert_eq!(Dates::day(last).shifted(&period).only(), Some(last));
    assert_eq!(Dates::day(first).shifted_back(&period).only(), Some(first));
    assert_eq!(Dates::day(date(2025, 1, 1)).shifted(&period).only(), Some(last));
    assert_eq!(Dates::day(date(2025, 1, 1)).shifted_back(&period).only(), Some(first));
    assert_eq!(Dates::day(Date::MIN).only(), Some(first));
    assert!(all.shifted(&period).is_within(&all));
    let days = Period::parse("3652059 days").unwrap();
    assert_eq!(Dates::day(first).shifted(&days).only(), Some(last));
    assert_eq!(
        completed(CalendarUnit::Days, &Dates::day(first), &Dates::day(last)),
        Some((3_652_058, 3_652_058))
    );
}
