//! Cases that a review of the meaning brought up: each was wrong once.

use elig::diagnostic::Code;
use elig::loader::{Memory, Wanted};
use elig::{DecideError, Verdict};

use crate::support::{codes, compile, decide, ruleset};

/// The value of `in` and `between` is compiled once, not once for each member or end: nested, that doubled the
/// work at each level.
#[test]
fn nested_memberships_and_ranges_are_compiled_once() {
    let facts = "fact b: boolean\nfact x: boolean\n";
    let nested = format!("{}b{}", "(".repeat(60), ") in { true, false }".repeat(60));
    let compilation = compile(&format!("{facts}require r: {nested}\nexclude x\n"));
    assert!(!codes(&compilation.problems).contains(&Code::TooLarge));
    let nested = format!("{}b{}", "(".repeat(60), ") between 1 and 2".repeat(60));
    let compilation = compile(&format!("{facts}require r: {nested}\nexclude x\n"));
    assert!(codes(&compilation.problems).contains(&Code::NotComparable));
}

/// Whether the ruleset is for the patient does not matter where no rule of it is.
#[test]
fn no_rule_applies_whether_or_not_the_ruleset_does() {
    let ruleset = ruleset(
        "ruleset v\n  applies when g\nfact g: boolean\nfact a: boolean\nfact h: boolean\nrequire a\n  applies when h\n",
    );
    assert_eq!(decide(&ruleset, r#"{ "h": false }"#).verdict(), Verdict::NotApplicable);
    assert_eq!(decide(&ruleset, r#"{ "h": true }"#).verdict(), Verdict::Undetermined);
}

/// A vocabulary has no other name where it is used, in whatever file that is.
#[test]
fn an_alias_in_a_used_file_is_not_ignored() {
    let files = Memory::new()
        .with("main.elig", "use a\nexclude x\n")
        .with("a.elig", "vocabulary a\nuse b as c\n")
        .with("b.elig", "vocabulary b\nfact x: boolean\n");
    let compilation = elig::compile(&files, Wanted::File("main.elig"));
    assert!(codes(&compilation.problems).contains(&Code::MisplacedUse));
}

/// What depends on the record's silence is told of the ruleset's own guard as well.
#[test]
fn a_law_breaking_guard_of_the_ruleset_is_told() {
    let compilation =
        compile("ruleset a\n  applies when x is known\nfact x: boolean\nfact y: boolean\nrequire y\n");
    assert!(codes(&compilation.problems).contains(&Code::LawBreaking));
}

/// However many warnings there are, they are no error.
#[test]
fn a_thousand_warnings_are_no_error() {
    let unused: String = (0..1_100).map(|index| format!("fact unused_{index}: boolean\n")).collect();
    let compilation = compile(&format!("{unused}fact a: boolean\nrequire a\n"));
    assert!(compilation.problems.len() > 1_000 && compilation.ruleset.is_some());
}

/// A warning that one rule allows is still told of another.
#[test]
fn a_warning_is_allowed_for_the_rule_that_allows_it() {
    let compilation =
        compile("fact a: boolean\nfact b: boolean\nrequire a\n  allow W0401 \"from nowhere\"\nrequire b\n");
    assert_eq!(codes(&compilation.problems), [Code::NoSource]);
    let on_purpose =
        "fact x: integer 0..9\ndefine always = x >= 0\n  allow W0201 \"on purpose\"\nrequire always\n";
    assert!(!codes(&compile(on_purpose).problems).contains(&Code::AlwaysSame));
}

/// A value of a choice beside a fact of that choice is no use of the fact that is called the same.
#[test]
fn a_value_is_no_circle() {
    let compilation = compile(
        "choice sex_at_birth { female, male }\nfact sex: sex_at_birth\nfact female: boolean asked when sex is female\n\
         require female\n",
    );
    assert_eq!(codes(&compilation.problems), [Code::FactLikeValue, Code::NoSource]);
}

/// A pending review is told to whoever cites the source, also from a vocabulary.
#[test]
fn a_pending_source_of_a_vocabulary_is_told_where_it_is_cited() {
    let files = Memory::new().with("main.elig", "use words\nrequire a\n  cite pend.one\n").with(
        "words.elig",
        "vocabulary words\nfact a: boolean\nsource pend { status pending, item one \"One\" }\n",
    );
    let found = |name| codes(&elig::compile(&files, Wanted::File(name)).problems);
    assert_eq!(found("main.elig"), [Code::PendingSource]);
    assert_eq!(found("words.elig"), []);
}

/// What did not decide is not called decisive, and an assumption that did not is not listed.
#[test]
fn what_decided_and_what_did_not() {
    let decisive = |text: &str, record: &str, rule: &str| -> Vec<String> {
        let finding = decide(&ruleset(text), record).rule(rule).expect("it is there");
        finding.read.iter().filter(|read| read.decisive).map(|read| read.fact.to_string()).collect()
    };
    let facts = "fact a: boolean\nfact b: boolean\nfact g: boolean\n";
    let met = r#"{ "a": true }"#;
    assert_eq!(
        decisive(&format!("{facts}require r: at least 1 of {{ a, b }}\nexclude g\n"), met, "r"),
        ["a"]
    );
    assert_eq!(decisive(&format!("{facts}require a\n  applies when g\nexclude b\n"), met, "a"), ["a"]);
    let text = "choice sex { f, m }\nfact s: sex\nfact p: boolean asked when s is f\nfact x: boolean\n\
                assume p = true when not recorded because \"so\"\nexclude r: any of { p, x }\n";
    assert_eq!(decisive(text, r#"{ "s": "m", "x": true }"#, "r"), ["x"]);
    assert_eq!(decide(&ruleset(text), r#"{ "s": "m", "x": true }"#).assumptions(), []);
}

/// While it is open whether the ruleset is for the patient, no other rule matters where one already refuses.
#[test]
fn only_the_scope_matters_where_a_rule_already_refuses() {
    let text = "ruleset v\n  applies when g\nfact g: boolean\nfact a: boolean\nfact b: boolean\nexclude a\nexclude b\n";
    let decision = decide(&ruleset(text), r#"{ "a": true }"#);
    let matter: Vec<_> = decision
        .missing()
        .into_iter()
        .filter(|fact| fact.matters)
        .map(|fact| fact.fact.to_string())
        .collect();
    assert_eq!(matter, ["g"]);
}

/// A vocabulary decides nothing, rather than that nobody is concerned.
#[test]
fn a_vocabulary_decides_nothing() {
    let vocabulary = ruleset("vocabulary words\nfact a: boolean\n");
    let as_of = elig::AsOf::Fixed(jiff::civil::date(2025, 11, 20));
    assert!(matches!(vocabulary.decide_json("{}", as_of), Err(DecideError::Vocabulary)));
}

/// A rule that protects nobody is told, also where what makes it so is written out.
#[test]
fn a_condition_that_is_always_the_same_is_told() {
    for condition in ["a and false", "a or true", "1 > 2", "not (a and false)", "any of { a, true }"] {
        let compilation = compile(&format!(
            "fact a: boolean\nfact b: boolean\nexclude r: {condition}\nrequire b\nrequire s: a\n"
        ));
        assert!(codes(&compilation.problems).contains(&Code::AlwaysSame), "{condition}");
    }
    // Written out in full it is meant: a source may deny everybody.
    let compilation = compile("exclude everybody: true\n");
    assert!(!codes(&compilation.problems).contains(&Code::AlwaysSame));
}

/// A mistake far to the right is told by its place; drawing it would pass what the drawing can hold.
#[test]
fn a_mistake_on_a_long_line_is_told() {
    let long = vec!["a"; 30_000].join(" or ");
    let compilation = compile(&format!("fact a: boolean\nrequire r: {long}\n"));
    assert!(crate::support::render(&compilation.problems, &compilation.sources).contains("names no source"));
    for blanks in [900, 2_000, 70_000] {
        let compilation = compile(&format!("fact a: boolean\nrequire r: {}b\n", " ".repeat(blanks)));
        let shown = crate::support::render(&compilation.problems, &compilation.sources);
        assert!(shown.contains("`b` is not declared"), "{shown}");
        assert!(blanks < 2_000 || shown.contains(&format!("main.elig:2:{}", 12 + blanks)), "{shown}");
    }
}
