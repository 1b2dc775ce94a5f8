//! What no record can bring about is left out, and nothing else.

use elig::eval::Outcome;

use super::{left_out, met, of, outcomes, ruleset};

#[test]
fn a_rule_that_always_holds_need_only_be_seen_so() {
    let found = of(&ruleset("exclude r: true\nrequire n > 3", &["n = 4"]));
    assert_eq!(outcomes(&found, "r"), (vec![Outcome::NotMet], vec![Outcome::Met, Outcome::Unknown]));
    assert_eq!((met(&found, "true"), left_out(&found, "true")), ("t".into(), "fu".into()));
}

#[test]
fn what_is_decided_with_nothing_known_is_decided_always() {
    // The type says that `n` is at most ten.
    let found = of(&ruleset("require r: n <= 10 or a\nrequire b", &[]));
    assert_eq!(left_out(&found, "n <= 10"), "fuTF");
    assert_eq!(left_out(&found, "n <= 10 or a"), "fu");
    // Beside it nothing else decides.
    assert_eq!(left_out(&found, "a"), "TF");
}

#[test]
fn what_is_known_is_never_unknown() {
    let found =
        of(&ruleset("require r: a is known and (n is known or b)", &["", "a = true", "a = true, b = true"]));
    assert_eq!(left_out(&found, "a is known"), "u");
    assert_eq!(left_out(&found, "a is known and (n is known or b)"), "");
    assert_eq!(met(&found, "a is known"), "tfTF");
    let only = of(&ruleset("require r: a is known and n is known", &[]));
    assert_eq!(outcomes(&only, "r").1, [Outcome::Unknown]);
}

/// While nothing is known `is known` is false, and later it may be true: that proves nothing.
#[test]
fn what_is_not_known_yet_proves_nothing() {
    let found = of(&ruleset("require r: (a is known and b is known) or n > 20 - 11", &[]));
    assert_eq!(left_out(&found, "a is known and b is known"), "u");
    assert_eq!(left_out(&found, "n > 20 - 11"), "");
}

#[test]
fn the_date_of_the_decision_is_always_known() {
    let found = of(&ruleset("require r: as_of >= @2025-01-01\nrequire a", &[]));
    assert_eq!(left_out(&found, "as_of >= @2025-01-01"), "u");
}

#[test]
fn any_recorded_is_open_only_while_all_are() {
    let found = of(&ruleset("require r: any recorded of { a, b is known }", &["b = true"]));
    assert_eq!(left_out(&found, "any recorded of { a, b is known }"), "u");
    let facts = of(&ruleset("require r: any recorded of { a, b }", &["", "a = false", "b = true"]));
    assert_eq!((met(&facts, "any recorded of { a, b }"), facts.conditions.left_out), ("tfu".into(), 0));
}

/// While nothing is known it is false where one part is known to be false, and later it may be true: that proves nothing.
#[test]
fn any_recorded_that_is_false_so_far_proves_nothing() {
    let rules = "parameter p: boolean = false\nrequire r: any recorded of { p, a and b }";
    let found = of(&ruleset(rules, &["a = true, b = true"]));
    let whole = "any recorded of { p, a and b }";
    assert_eq!((met(&found, whole), left_out(&found, whole)), ("t".into(), "u".into()));
    assert_eq!(outcomes(&found, "r"), (vec![Outcome::Met], vec![Outcome::Unknown]));
    assert_eq!((met(&found, "a"), left_out(&found, "a")), ("tT".into(), String::new()));
}

/// Other reasons than silence leave it open still.
#[test]
fn what_counts_as_met_while_it_is_not_recorded_can_be_open() {
    let rules = "require r: n > 5\n  when not recorded: met because \"it is rare\"";
    let found = of(&ruleset(rules, &["", "n = 3", "n = 7"]));
    assert_eq!(outcomes(&found, "r"), (vec![Outcome::Met, Outcome::NotMet], vec![]));
    assert_eq!(met(&found, "n > 5"), "tfu");
}

#[test]
fn what_is_assumed_can_be_open() {
    let rules = "assume a = false when not recorded because \"it is rare\"\nrequire r: not a";
    let found = of(&ruleset(rules, &[""]));
    assert_eq!((met(&found, "a"), left_out(&found, "a")), ("f".into(), String::new()));
}

#[test]
fn a_fact_that_is_not_always_asked() {
    let rules = "fact p: boolean asked when n >= 5\nexclude r: p";
    let found = of(&ruleset(rules, &["n = 3", "n = 7, p = true", "n = 7", "p = true"]));
    assert_eq!(met(&found, "p"), "tfu");
    assert_eq!(met(&found, "n >= 5"), "tfu");
    assert_eq!((found.conditions.total, found.conditions.left_out), (6, 0));
}

/// A parameter is what it is; another value is another run.
#[test]
fn a_parameter_is_written_out() {
    let rules = "parameter strict: boolean = true\nrequire r: not strict or a";
    let found = of(&ruleset(rules, &["a = true", "a = false", ""]));
    assert_eq!(left_out(&found, "strict"), "fuTF");
    assert_eq!(met(&found, "a"), "tfuTF");
}
