//! What the evaluator computes of values that rulesets seldom bring together.

use jiff::civil::date;

use super::*;

fn instant(text: &str) -> Possible {
    Possible::Instants(Instants::parse(text, None).expect("it is a moment"))
}

fn seconds(count: i64) -> Possible {
    Possible::number(Number::from(count))
}

/// A number from one to the other.
fn between(low: i64, high: i64) -> Interval {
    Interval::new(Bound::Included(Number::from(low)), Bound::Included(Number::from(high)))
}

#[test]
fn moments_move_by_seconds_and_differ_by_them() {
    let (noon, later) = (instant("2025-11-20T12:00:00Z"), instant("2025-11-20T12:01:30Z"));
    assert_eq!(calculate(Operator::Add, &noon, &seconds(90), false), later);
    assert_eq!(calculate(Operator::Subtract, &later, &seconds(90), false), noon);
    assert_eq!(calculate(Operator::Subtract, &later, &noon, false), seconds(90));
}

#[test]
fn what_may_overflow_says_nothing_until_it_is_known() {
    let overflow = || Interval::everything().with_fault(Fault::Overflow);
    let (known, open) = (between(2, 2), between(1, 2));
    for (left, right, may_overflow, is_told) in [
        (&known, &known, true, true),
        (&known, &open, true, false),
        (&open, &known, true, false),
        (&open, &open, true, false),
        (&known, &known, false, true),
        (&known, &open, false, true),
    ] {
        let sum = arithmetic(Operator::Add, left, right, may_overflow);
        assert_eq!(sum, if is_told { left.plus(right) } else { overflow() }, "{left:?} + {right:?}");
    }

    let noon = instant("2025-11-20T12:00:00Z");
    let open = Possible::Number(between(1, 2));
    let anywhen = Possible::Instants(Instants::everything());
    let seconds = seconds(1);
    for (left, operator, right, may_overflow, is_told) in [
        (&noon, Operator::Add, &seconds, true, true),
        (&noon, Operator::Add, &open, true, false),
        (&anywhen, Operator::Add, &seconds, true, false),
        (&noon, Operator::Add, &open, false, true),
    ] {
        let moved = calculate(operator, left, right, may_overflow);
        assert_eq!(moved != anywhen, is_told, "{left:?} and {right:?}");
    }
    for (left, right, may_overflow, is_told) in
        [(&noon, &noon, true, true), (&noon, &anywhen, true, false), (&anywhen, &noon, true, false)]
    {
        let apart = calculate(Operator::Subtract, left, right, may_overflow);
        assert_eq!(apart != Possible::Number(overflow()), is_told, "{left:?} and {right:?}");
    }
}

#[test]
fn a_duration_that_is_not_known_moves_a_date_anywhere_on_its_side() {
    let day = Dates::day(date(2025, 11, 20));
    let on = Dates::span(date(2025, 11, 20), date(9999, 12, 31));
    let moved = |dates: Dates, back| shift(&Possible::Dates(dates), &Possible::Period(None), back);
    assert_eq!(moved(day, false), on);
    assert_eq!(moved(day.or_never(), false), on.or_never());
    assert_eq!(moved(day, true), Dates::everything(false));
    assert_eq!(moved(day.or_never(), true), Dates::everything(true));
    for back in [false, true] {
        assert_eq!(moved(Dates::never(), back), Dates::never());
    }
}
