//! Conditions by which a value is chosen, and those that are asked of entries and of stretches of days.

use super::{left_out, met, of, point, ruleset};

#[test]
fn items_of_a_score() {
    let rules = "score s { +1 when a, +2 when b or n > 3, missing counts 0 }\nrequire s >= 2";
    let found = of(&ruleset(rules, &["a = true, b = true, n = 1"]));
    assert_eq!(met(&found, "a"), "t");
    assert_eq!(met(&found, "b"), "tT");
    assert_eq!(met(&found, "b or n > 3"), "t");
    // `missing counts` asks what is known, and is no condition of anybody's.
    let texts: Vec<_> = found.points.iter().map(|point| &*point.text).collect();
    assert_eq!(texts, ["a", "b or n > 3", "b", "n > 3", "s >= 2"]);
}

#[test]
fn cells_of_a_table() {
    let rules = "table t: integer by n | a {\n  < 3 | any : 0,\n  3 to 6 | true : 1,\n  otherwise : 2,\n}\nrequire t >= 1";
    let found = of(&ruleset(rules, &["n = 4, a = true", "n = 4, a = false"]));
    assert_eq!(met(&found, "n: < 3"), "f");
    assert_eq!(met(&found, "a: true"), "tfTF");
    assert_eq!(met(&found, "n >= 3"), "tT");
    assert_eq!(met(&found, "3 to 6 | true : 1"), "tf");
    assert_eq!(found.points.len(), 6);
}

#[test]
fn branches_of_a_choice() {
    let rules = "require c\noutput o: integer = choose { when a and b: 1, when n > 5: if c then 2 else 3, otherwise: 4 }";
    let rules = rules.replace("otherwise:", "otherwise");
    let found = of(&ruleset(&rules, &["a = true, b = false, n = 9, c = true"]));
    assert_eq!(met(&found, "a and b"), "f");
    assert_eq!(met(&found, "b"), "fF");
    assert_eq!(met(&found, "n > 5"), "t");
}

#[test]
fn a_branch_that_is_a_condition() {
    let found = of(&ruleset("require r: if a then b else n > 5", &["a = true, b = true, n = 1"]));
    assert_eq!(met(&found, "a"), "tT");
    assert_eq!(met(&found, "b"), "tT");
    assert_eq!(met(&found, "n > 5"), "f");
}

const VISITS: &str =
    "record visit { date: date, hours: integer 0..24, kept: boolean }\nfact visits: list of visit\n";

#[test]
fn entries_of_a_list() {
    let rules = format!("{VISITS}require r: some visits where hours >= 4 and (kept or hours > 9)");
    let entry = |hours: &str| format!("visits = [{{ date = @2025-10-01{hours} }}]");
    let found = of(&ruleset(&rules, &[&entry(", hours = 5"), &entry("")]));
    assert_eq!(met(&found, "hours >= 4"), "tu");
    assert_eq!(met(&found, "kept"), "u");
    assert_eq!(point(&found, "hours > 9").entries_of.as_deref(), Some("visits"));
    // An entry that is dated after the decision is none that is asked about.
    let later = of(&ruleset(&rules, &["visits = [{ date = @2026-10-01, hours = 5 }]"]));
    assert_eq!(met(&later, "hours >= 4"), "");
}

/// What is asked of each is asked only of those that belong.
#[test]
fn every_entry_that_belongs() {
    let rules = format!("{VISITS}require r: every visits where kept has hours >= 4");
    let found = of(&ruleset(
        &rules,
        &[
            "visits = [{ date = @2025-10-01, hours = 1, kept = false }, { date = @2025-10-02, hours = 8, kept = true }]",
        ],
    ));
    assert_eq!(met(&found, "kept"), "tf");
    assert_eq!(met(&found, "hours >= 4"), "t");
}

#[test]
fn stretches_of_days() {
    let rules = format!(
        "{VISITS}require r: in some 7 days from as_of - 30 days to as_of: (count of visits where hours > 2) >= 2 and a"
    );
    let found = of(&ruleset(&rules, &["a = true, visits = [{ date = @2025-11-01, hours = 3 }]"]));
    assert_eq!(met(&found, "(count of visits where hours > 2) >= 2"), "f");
    assert_eq!(met(&found, "hours > 2"), "t");
    assert_eq!(met(&found, "a"), "t");
    let none = of(&ruleset(&rules, &["a = true"]));
    assert_eq!(met(&none, "hours > 2"), "");
}

#[test]
fn questions_inside_of_questions() {
    let text = "record dose { given: boolean }\nrecord cycle { doses: list of dose, stopped: boolean }\nfact cycles: list of cycle\nrequire r: some cycles where not stopped and (count of doses where given) >= 1";
    let patient = "cycles = [{ doses = [{ given = true }, { given = false }], stopped = false }]";
    let found = of(&ruleset(text, &[patient]));
    assert_eq!(met(&found, "given"), "tf");
    assert_eq!(met(&found, "stopped"), "f");
    assert_eq!(left_out(&found, "given"), "");
}
