//! Whether what is missing matters, and what to ask first.

use elig::completions::{Silence, Whatever, questions};
use elig::loader::{Memory, Wanted};
use elig::{AsOf, Decision, Ruleset, Verdict};

fn ruleset(text: &str) -> Ruleset {
    let files = Memory::new().with("a.elig", text);
    elig::compile(&files, Wanted::File("a.elig")).into_result().unwrap_or_else(|error| panic!("{error}"))
}

fn decide(text: &str, record: &str) -> Decision {
    ruleset(text).decide_json(record, AsOf::RecordOr(jiff::civil::date(2025, 11, 20))).unwrap()
}

fn asked(text: &str, record: &str) -> Vec<String> {
    let decision = decide(text, record);
    questions(&decision).iter().map(|question| question.missing.fact.to_string()).collect()
}

/// A table: the ruleset, the record, and whether what is missing matters.
#[test]
fn whether_what_is_missing_matters() {
    let settled = Whatever::Settled(Verdict::Eligible);
    let table: &[(&str, &str, Whatever)] = &[
        ("fact a: boolean\nrequire a or not a", "{}", settled),
        ("fact a: boolean\nrequire a", "{}", Whatever::Open),
        ("fact a: boolean\nrequire a and not a", "{}", Whatever::Settled(Verdict::Ineligible)),
        // Two rules that no patient can both meet.
        (
            "fact n: integer 0..10\nrequire l: n < 5\nrequire h: n >= 5",
            "{}",
            Whatever::Settled(Verdict::Ineligible),
        ),
        ("fact n: integer 0..10\nrequire l: n < 5\nrequire h: n >= 4", "{}", Whatever::Open),
        // Whole numbers only: there is none between.
        ("fact n: integer\nrequire l: n < 5 or n > 4", "{}", settled),
        ("fact n: decimal\nrequire l: n < 5 or n > 4", "{}", settled),
        ("fact n: decimal\nrequire l: n < 4 or n > 4", "{}", Whatever::Open),
        ("fact n: integer\nrequire l: n <= 4 or n >= 5", "{}", settled),
        ("fact n: decimal\nrequire l: n <= 4 or n >= 5", "{}", Whatever::Open),
        ("fact q: quantity 'kg'\nrequire l: q < 500 'g' or q >= 0.5 'kg'", "{}", settled),
        ("choice c { x, y, z }\nfact k: c\nrequire l: k in {x, y} or k is z", "{}", settled),
        ("choice c { x, y, z }\nfact k: c\nrequire l: k in {x, y} or k is not x", "{}", settled),
        ("choice c { x, y, z }\nfact k: set of c\nrequire l: k has x or not (k has x)", "{}", settled),
        ("fact d: date\nrequire l: d at least 6 months ago or d < @2026-01-01", "{}", Whatever::Open),
        ("fact d: date\nrequire l: d before @2025-05-21 or d after @2025-05-20", "{}", settled),
        (
            "fact d: date or never\nrequire l: d before @2025-05-21 or d after @2025-05-20",
            "{}",
            Whatever::Open,
        ),
        (
            "fact d: date or never\nrequire l: d is never or d before @2025-05-21 or d after @2025-05-20",
            "{}",
            settled,
        ),
        // What is known in part cannot be everything.
        (
            "fact d: date\nrequire l: d before @2025-05-11 or d after @2025-05-10",
            r#"{ "d": "2025-05" }"#,
            settled,
        ),
        ("fact n: integer 0..100\nrequire l: n < 50 or n > 49", r#"{ "n": ">10" }"#, settled),
        // One of two, whichever it is.
        ("fact a: boolean\nfact b: boolean\nrequire x: (a and b) or (a and not b) or (not a)", "{}", settled),
        (
            "fact a: boolean\nfact b: integer 0..3\nrequire x: if a then b < 2 else b >= 2\nrequire y: if a then b >= 2 else b < 2",
            "{}",
            Whatever::Settled(Verdict::Ineligible),
        ),
        // A ruleset that is for none of them.
        (
            "ruleset r\n  applies when n < 0 and n > 0\nfact n: integer\nrequire n = 7",
            "{}",
            Whatever::Settled(Verdict::NotApplicable),
        ),
        // A list can be too much to look through.
        ("record e { n: integer }\nfact l: list of e\nrequire x: some l where n > 3", "{}", Whatever::Open),
        (
            "record e { n: integer }\nfact l: list of e\nrequire x: some l where n > 3 or n <= 3",
            r#"{ "l": [ {} ] }"#,
            settled,
        ),
        (
            "record e { n: integer }\nfact l: list of e\nrequire x: some l where n > 3",
            r#"{ "l": [ {} ] }"#,
            Whatever::Open,
        ),
    ];
    for (text, record, wanted) in table {
        let decision = decide(text, record);
        assert_eq!(decision.verdict(), Verdict::Undetermined, "{text}");
        assert_eq!(decision.whatever_is_missing(), *wanted, "{text}\n{record}");
    }
}

#[test]
fn what_is_assumed_or_counted_is_taken_as_it_is() {
    let text = "fact a: boolean\nfact b: boolean\nassume a = true when not recorded because \"x\"\nrequire a\nrequire t: b or not b\n";
    assert_eq!(decide(text, "{}").whatever_is_missing(), Whatever::Settled(Verdict::Eligible));
    let text = "fact a: boolean\nfact b: boolean\nrequire a when not recorded: met because \"x\"\nrequire t: b or not b\n";
    assert_eq!(decide(text, "{}").whatever_is_missing(), Whatever::Settled(Verdict::Eligible));
    // What another rule waits for as well is asked.
    let text = "fact a: boolean\nrequire a when not recorded: met because \"x\"\nrequire t: a or not a\n";
    assert_eq!(decide(text, "{}").whatever_is_missing(), Whatever::Open);
}

/// Where a ruleset asks what is recorded, more can turn what is decided: nothing is said to hold whatever is missing.
#[test]
fn where_it_is_asked_what_is_recorded_nothing_is_proven() {
    let table = [
        ("fact biopsy: boolean\nfact c: boolean\nrequire c\nexclude done: biopsy is known\n", "{}"),
        (
            "fact score: integer 3..10\nfact estimate: integer 0..10\ndefine severity = if score is known then score else estimate\nrequire sev: severity >= 3\n",
            "{}",
        ),
        (
            "fact a: boolean\nfact b: boolean\nrequire t: b or not b\nrequire k: any recorded of { a, b }\n",
            "{}",
        ),
        (
            "fact k: boolean\nfact b: boolean\nrequire x: (k or not k) or b when not recorded: not met because \"x\"\n",
            r#"{ "b": { "absent": "asked-declined" } }"#,
        ),
        (
            "record e { n: integer }\nfact l: list of e\nrequire x: some l where n is known or n > 3\n",
            r#"{ "l": [ {} ] }"#,
        ),
    ];
    for (text, record) in table {
        let decision = decide(text, record);
        let settled = matches!(decision.whatever_is_missing(), Whatever::Settled(_));
        assert!(decision.verdict() != Verdict::Undetermined || !settled, "{text}");
        assert!(Silence::of(&decision).is_asked, "{text}");
    }
    // What is known, be it `never`, stays known.
    let text = "fact s: date or never\nfact c: boolean\nrequire recorded: s is known\nrequire c\n";
    let decision = decide(text, r#"{ "s": "never" }"#);
    assert_eq!(decision.whatever_is_missing(), Whatever::Open);
    assert_eq!(asked(text, r#"{ "s": "never" }"#), ["c"]);
    assert_eq!(Silence::of(&decision), Silence::default());
}

#[test]
fn first_comes_what_settles_most() {
    // One answer of two to `x` refuses the patient; `b` alone settles nothing of its rule.
    let text = "fact a: boolean\nfact b: boolean\nfact x: boolean\nrequire both: a and b\nrequire either: a or b\nexclude x\n";
    assert_eq!(asked(text, "{}"), ["a", "b", "x"]);
    assert_eq!(asked(text, r#"{ "a": true, "x": false }"#), ["b"]);
    assert_eq!(asked(text, r#"{ "x": true }"#), Vec::<String>::new());
    let question = &questions(&decide(text, r#"{ "a": true, "x": false }"#))[0];
    assert!(question.answers.always);
    assert_eq!(question.answers.verdicts, [Verdict::Eligible, Verdict::Ineligible]);
}

#[test]
fn what_no_longer_matters_is_not_asked() {
    // Whatever `b` is, it is `a` that decides.
    let text = "fact a: boolean\nfact b: boolean\nrequire x: (a and b) or (a and not b)\n";
    assert_eq!(asked(text, "{}"), ["a"]);
    // A number of which both sides are fine.
    let text = "fact n: integer 0..10\nfact a: boolean\nrequire x: n < 5 or n >= 5\nrequire a\n";
    assert_eq!(asked(text, "{}"), ["a"]);
    // Settled whatever it is: nothing is asked.
    assert_eq!(asked(text, r#"{ "a": true }"#), Vec::<String>::new());
}

#[test]
fn a_list_is_asked_for() {
    let text = "record e { n: integer, on: date }\nfact l: list of e\nfact a: boolean\nrequire a\nexclude x: some l where n > 3\n";
    assert_eq!(asked(text, "{}"), ["a", "l"]);
}
