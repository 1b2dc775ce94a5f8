//! Generated conditions over the facts of the law's vocabulary, as text.

use proptest::prelude::*;

/// A condition in parentheses, nested at most `depth` levels.
pub fn condition(depth: u32) -> BoxedStrategy<String> {
    let leaf = leaf();
    leaf.prop_recursive(depth, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(|of| format!("({})", of.join(" and "))),
            several.clone().prop_map(|of| format!("({})", of.join(" or "))),
            inner.clone().prop_map(|of| format!("(not {of})")),
            several.clone().prop_map(|of| format!("any of {{ {} }}", of.join(", "))),
            several.clone().prop_map(|of| format!("none of {{ {} }}", of.join(", "))),
            (several.clone(), 1..3_usize)
                .prop_map(|(of, count)| format!("at least {count} of {{ {} }}", of.join(", "))),
            several.clone().prop_map(|of| format!("at most 1 of {{ {} }}", of.join(", "))),
            several.prop_map(|of| format!("exactly 1 of {{ {} }}", of.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} = {b})")),
            (question(), inner.clone(), inner.clone())
                .prop_map(|(when, a, b)| format!("(if {when} then {a} else {b})")),
            (question(), inner.clone(), inner)
                .prop_map(|(when, a, b)| format!("(choose {{ when {when}: {a}, otherwise {b} }})")),
        ]
    })
    .boxed()
}

/// What branches ask: nothing that is always true or false, for then a branch would never be taken.
fn question() -> BoxedStrategy<&'static str> {
    prop_oneof![Just("b0"), Just("b2"), Just("i0 >= 3"), Just("c0 is red"), Just("when0 before as_of")]
        .boxed()
}

/// Values that depend on conditions.
fn branched() -> BoxedStrategy<String> {
    let order = || prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("="), Just("!=")];
    prop_oneof![
        (order(), -3..5_i32).prop_map(|(op, bound)| format!("(points {op} {bound})")),
        (question(), order())
            .prop_map(|(when, op)| format!("((if {when} then q0 else 7 'mmol/L') {op} 126 'mg/dL')")),
        (question(), order()).prop_map(|(when, op)| format!("((if {when} then low else s0) {op} s1)")),
        question().prop_map(|when| format!("(c1 is (if {when} then red else c0))")),
        question().prop_map(|when| format!("((if {when} then when0 else when1) within 1 year)")),
        question().prop_map(|when| format!("(when0 within (if {when} then 1 month else 2 weeks))")),
        question().prop_map(|when| format!("((if {when} then \"yes\" else t0) is \"yes\")")),
        Just("(half(v: i0 + 0.0) >= 2)".to_owned()),
        (order(), -1..8_i32).prop_map(|(op, bound)| format!("(by_two {op} {bound})")),
        prop_oneof![Just("red"), Just("green"), Just("c1")].prop_map(|value| format!("(by_many is {value})")),
        (extreme(), order()).prop_map(|(which, op)| format!("({which} of {{ s0, s1, mid }} {op} s1)")),
        (extreme(), order())
            .prop_map(|(which, op)| format!("({which} of {{ q0, 7 'mmol/L' }} {op} 126 'mg/dL')")),
        extreme().prop_map(|which| format!("({which} of {{ when0, @2025-05-20 }} within 1 year)")),
        (order(), 0..9_i32)
            .prop_map(|(op, bound)| format!("(round(q0, to: 50 'mg/dL') {op} {bound} * 50 'mg/dL')")),
    ]
    .boxed()
}

fn extreme() -> BoxedStrategy<&'static str> {
    prop_oneof![Just("min"), Just("max")].boxed()
}

fn leaf() -> BoxedStrategy<String> {
    let order = prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("="), Just("!=")];
    let equality = prop_oneof![Just("is"), Just("is not")];
    let boolean = prop_oneof![Just("b0"), Just("b1"), Just("b2"), Just("true"), Just("false")];
    let colour = prop_oneof![Just("red"), Just("green"), Just("blue"), Just("c1")];
    let grade = prop_oneof![Just("low"), Just("mid"), Just("high"), Just("s1")];
    prop_oneof![
        boolean.prop_map(str::to_owned),
        (number(2), order.clone(), number(2)).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        (number(1), -6..6_i32, 0..6_i32)
            .prop_map(|(a, low, width)| format!("({a} between {low} and {})", low + width)),
        (equality.clone(), colour).prop_map(|(op, value)| format!("(c0 {op} {value})")),
        Just("(c0 in { red, blue })".to_owned()),
        Just("(c1 not in { green })".to_owned()),
        (order, grade).prop_map(|(op, value)| format!("(s0 {op} {value})")),
        Just("(s0 in { low, high })".to_owned()),
        equality.prop_map(|op| format!("(t0 {op} \"yes\")")),
        Just("(d1 in { 0, 1, 2.5 })".to_owned()),
        dated(),
        measured(),
        branched(),
    ]
    .boxed()
}

/// Conditions on dates, datetimes and codes.
fn dated() -> BoxedStrategy<String> {
    let order =
        || prop_oneof![Just("before"), Just("after"), Just("on or before"), Just("on or after"), Just("=")];
    let period =
        || prop_oneof![Just("0 days"), Just("10 days"), Just("2 weeks"), Just("1 month"), Just("1 year")];
    let day = || {
        prop_oneof![
            Just("when0"),
            Just("when1"),
            Just("as_of"),
            Just("(when0 + 1 month)"),
            Just("(when1 - 2 weeks)"),
            Just("(date of m0)"),
        ]
    };
    let unit = prop_oneof![Just("years"), Just("months"), Just("weeks"), Just("days")];
    prop_oneof![
        (day(), order(), day()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        (day(), period()).prop_map(|(a, period)| format!("({a} at least {period} ago)")),
        (day(), period()).prop_map(|(a, period)| format!("({a} within {period})")),
        (day(), period(), prop_oneof![Just("before"), Just("after"), Just("of")], day())
            .prop_map(|(a, period, side, b)| format!("({a} within {period} {side} {b})")),
        (unit, 0..20_i32).prop_map(|(unit, count)| format!("({unit} between when0 and as_of >= {count})")),
        Just("(when1 is never)".to_owned()),
        Just("(when0 in @2025)".to_owned()),
        Just("(when1 between @2025-10 and @2025-11)".to_owned()),
        Just("(dx in heart_failure)".to_owned()),
        Just("(m0 before @2025-11-20T12:00:00Z)".to_owned()),
        Just("(m0 within 4 'h' of @2025-11-20T12:00:00Z)".to_owned()),
    ]
    .boxed()
}

/// Conditions on quantities.
fn measured() -> BoxedStrategy<String> {
    let order = || prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("="), Just("!=")];
    prop_oneof![
        (
            order(),
            prop_oneof![Just("126 'mg/dL'"), Just("7 'mmol/L'"), Just("1.26 'g/L'"), Just("0.002 'mol/L'")]
        )
            .prop_map(|(op, bound)| format!("(q0 {op} {bound})")),
        (order(), prop_oneof![Just("101 '[degF]'"), Just("38.3 'Cel'"), Just("300 'K'")])
            .prop_map(|(op, bound)| format!("(q1 {op} {bound})")),
        order().prop_map(|op| format!("(q1 - 37 'Cel' {op} 1 'K')")),
        order().prop_map(|op| format!("(q0 * 2 - 1 'mmol/L' {op} 250 'mg/dL')")),
        order().prop_map(|op| format!("(number of q0 in 'mmol/L' / d1 {op} 3)")),
        order().prop_map(|op| format!("(q0 / 9 'mg/dL' {op} 14)")),
    ]
    .boxed()
}

/// Arithmetic that is neither a bare literal nor in need of a range: wrapped, so that no declared range is
/// compared with a literal outside of it.
fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("i0"), Just("i1"), Just("i2"), Just("d0"), Just("d1")].prop_map(|fact| format!("({fact} + 0.0)")),
        1 => question().prop_map(|when| format!("(if {when} then d0 else i1)")),
        1 => Just("(choose { when c0 is red: 1, when c0 is green: d1, otherwise i2 })".to_owned()),
        2 => (0..20_i32).prop_map(|value| format!("({value} / 2)")),
    ];
    leaf.prop_recursive(depth, 8, 3, |inner| {
        let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
        prop_oneof![
            3 => (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            1 => inner.clone().prop_map(|of| format!("(-{of})")),
            1 => inner.clone().prop_map(|of| format!("round({of})")),
            1 => inner.clone().prop_map(|of| format!("round({of}, to: 0.3)")),
            1 => (extreme(), inner.clone(), inner.clone()).prop_map(|(which, a, b)| format!("({which} of {{ {a}, {b} }})")),
            // Powers that may pass the limit on a number's size.
            1 => inner.prop_map(|of| format!("({})", vec![of; 14].join(" * "))),
        ]
    })
    .boxed()
}
