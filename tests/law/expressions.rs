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
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} = {b})")),
        ]
    })
    .boxed()
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
    ]
    .boxed()
}

/// Arithmetic that is neither a bare literal nor in need of a range: wrapped, so that no declared range is
/// compared with a literal outside of it.
fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("i0"), Just("i1"), Just("i2"), Just("d0"), Just("d1")].prop_map(|fact| format!("({fact} + 0.0)")),
        2 => (0..20_i32).prop_map(|value| format!("({value} / 2)")),
    ];
    leaf.prop_recursive(depth, 8, 3, |inner| {
        let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
        prop_oneof![
            3 => (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            1 => inner.clone().prop_map(|of| format!("(-{of})")),
            // Powers that may pass the limit on a number's size.
            1 => inner.prop_map(|of| format!("({})", vec![of; 14].join(" * "))),
        ]
    })
    .boxed()
}
