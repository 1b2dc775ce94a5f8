//! The figures do not depend on how a ruleset is laid out.

use elig::diagnostic::Problems;
use elig::source::FileId;
use elig::syntax::parse;
use elig::syntax::print::print;
use elig::testing::coverage::{Figure, RulesetCovered};
use proptest::prelude::*;

use super::{of, ruleset};

fn figures(ruleset: &RulesetCovered) -> (Figure, Figure, usize) {
    (ruleset.rules, ruleset.conditions, ruleset.points.len())
}

/// A condition without a parenthesis too many, and with as many as there may be.
#[derive(Debug, Clone)]
struct Written {
    plain: String,
    heavy: String,
    /// How it is joined, so that only what needs parentheses gets them.
    join: Option<&'static str>,
}

fn leaf() -> impl Strategy<Value = Written> {
    let texts = [
        "a",
        "b",
        "c",
        "n >= 5",
        "n between 2 and 4",
        "n != 3",
        "a is known",
        "d",
        "f(n)",
        "f(x: 3)",
        "(count of visits where kept or hours >= 4) >= 1",
        "(some visits where (kept and hours >= 2))",
        "at least 2 of { a, b, n > 7 }",
        "none of { b, c }",
        "n in { 1, 2, 3 }",
        "s >= 2",
        "any recorded of { a, c }",
    ];
    prop::sample::select(texts.to_vec()).prop_map(|text| Written {
        plain: text.to_owned(),
        heavy: format!("(({text}))"),
        join: None,
    })
}

fn condition() -> impl Strategy<Value = Written> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let joined = (prop::sample::select(vec!["and", "or"]), prop::collection::vec(inner.clone(), 2..4));
        let joined = joined.prop_map(|(word, parts)| {
            let plain = parts.iter().map(|part| match part.join {
                Some(own) if own != word => format!("({})", part.plain),
                _ => part.plain.clone(),
            });
            let plain = plain.collect::<Vec<_>>().join(&format!(" {word} "));
            // Nested from the right, with parentheses that change nothing.
            let heavy = parts.iter().rev().map(|part| format!("({})", part.heavy));
            let heavy = heavy.reduce(|rest, part| format!("{part} {word} ({rest})")).unwrap_or_default();
            Written { plain, heavy, join: Some(word) }
        });
        let denied = inner.prop_map(|part| Written {
            plain: format!("not ({})", part.plain),
            heavy: format!("not (({}))", part.heavy),
            join: None,
        });
        prop_oneof![3 => joined, 1 => denied]
    })
}

const REST: &str = "record visit { date: date, hours: integer 0..24, kept: boolean }\nfact visits: list of visit\n\
    define d = n > 6 or (a and b)\ndefine f(x: integer) = x > 2 and x <= 8\n\
    score s { +1 when a, +2 when b or n > 3, missing counts 0 }\n";

fn patients() -> impl Strategy<Value = Vec<String>> {
    let truth = |name: &'static str| {
        prop::option::weighted(0.7, any::<bool>())
            .prop_map(move |value| value.map(|v| format!("{name} = {v}")))
    };
    let number = prop::option::weighted(0.7, 0..11_u8).prop_map(|value| value.map(|v| format!("n = {v}")));
    let entry = (0..25_u8, any::<bool>())
        .prop_map(|(hours, kept)| format!("{{ date = @2025-10-01, hours = {hours}, kept = {kept} }}"));
    let visits = prop::option::weighted(0.6, prop::collection::vec(entry, 0..3))
        .prop_map(|entries| entries.map(|entries| format!("visits = [{}]", entries.join(", "))));
    let patient = (truth("a"), truth("b"), truth("c"), number, visits).prop_map(|(a, b, c, n, visits)| {
        [a, b, c, n, visits].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    prop::collection::vec(patient, 0..6)
}

fn written(rules: &[(Written, Option<Written>)], patients: &[String], heavy: bool) -> String {
    let text = |written: &Written| if heavy { written.heavy.clone() } else { written.plain.clone() };
    let mut lines = REST.to_owned();
    for (at, (condition, unless)) in rules.iter().enumerate() {
        lines += &format!("require r{at}: {}\n", text(condition));
        if let Some(unless) = unless {
            lines += &format!("  unless {}\n", text(unless));
        }
    }
    ruleset(&lines, &patients.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The same text with other blanks, line breaks and comments between its words.
fn reflowed(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().cycle();
    let mut quoted = false;
    let mut found = String::new();
    for c in text.chars() {
        quoted ^= c == '"';
        match c {
            ' ' if !quoted => found.push_str(match choices.next().map(|choice| choice % 5) {
                Some(0) => "\n    ",
                Some(1) => "  # a note, (with and or not) \"in it\n  ",
                Some(2) => "   ",
                _ => " ",
            }),
            c => found.push(c),
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn layout_changes_no_figure(
        rules in prop::collection::vec((condition(), prop::option::weighted(0.3, condition())), 1..4),
        patients in patients(),
        choices in prop::collection::vec(any::<u8>(), 16..64),
    ) {
        let text = written(&rules, &patients, false);
        let expected = figures(&of(&text));
        let heavy = written(&rules, &patients, true);
        prop_assert_eq!(figures(&of(&heavy)), expected, "parentheses:\n{}\n{}", text, heavy);
        let loose = reflowed(&text, &choices);
        prop_assert_eq!(figures(&of(&loose)), expected, "line breaks:\n{}", loose);
        for text in [&text, &heavy, &loose] {
            let mut problems = Problems::new();
            let tree = parse(text, FileId(0), &mut problems);
            let formatted = print(&tree, text);
            prop_assert_eq!(figures(&of(&formatted)), expected, "formatted:\n{}", formatted);
        }
    }
}
