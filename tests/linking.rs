//! Parameters that are set, other rulesets' verdicts as conditions, and variants.

use elig::diagnostic::{Code, Severity};
use elig::loader::{Memory, Wanted};
use elig::{AsOf, Compilation, Decision, Outcome, Ruleset, Settings, Verdict};
use jiff::civil::{Date, date};

use crate::support::{codes, decide, render};

fn compile(files: &[(&str, &str)]) -> Compilation {
    let memory = files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(*name, *text));
    elig::compile(&memory, Wanted::File("main.elig"))
}

fn ruleset(files: &[(&str, &str)]) -> Ruleset {
    compile(files).into_result().unwrap_or_else(|error| panic!("{error}"))
}

fn errors(compilation: &Compilation) -> Vec<Code> {
    let problems = compilation.problems.iter();
    problems.filter(|problem| problem.severity() == Severity::Error).map(|problem| problem.code).collect()
}

fn on(ruleset: &Ruleset, record: &str, day: Date) -> Decision {
    ruleset.decide_json(record, AsOf::Fixed(day)).expect("the record is an object")
}

mod parameters {
    use super::*;

    const PAIN: &str = "\
ruleset pain
choice side { left, right }
parameter minimum: integer 0..1200 = 6 \"How long\"
parameter wait: duration = 6 months
parameter which: side = left
fact pain_months: integer 0..1200
fact injected: date
fact where_it_hurts: side
require long_enough: pain_months >= minimum
exclude recent: injected within wait
require sided: where_it_hurts is which
";

    fn set(settings: &Settings) -> Compilation {
        let files = Memory::new().with("main.elig", PAIN);
        elig::compile_with(&files, Wanted::File("main.elig"), settings)
    }

    const RECORD: &str = r#"{ "pain_months": 4, "injected": "2025-08-01", "where_it_hurts": "right" }"#;

    #[test]
    fn set_by_the_host() {
        let own = set(&Settings::new()).into_result().expect("it compiles");
        assert_eq!(decide(&own, RECORD).verdict(), Verdict::Ineligible);
        assert!(decide(&own, RECORD).settings().is_empty());
        let settings = Settings::new().set("minimum", 3).set("wait", "3 months").set("which", "right");
        let other = set(&settings).into_result().expect("it compiles");
        let decision = decide(&other, RECORD);
        assert_eq!(decision.verdict(), Verdict::Eligible);
        let told: Vec<_> =
            decision.settings().iter().map(|set| format!("{} {} {}", set.name, set.value, set.own)).collect();
        assert_eq!(told, ["minimum 3 6", "wait 3 months 6 months", "which right left"]);
        assert_ne!(own.hash(), other.hash());
    }

    /// A parameter set to what it is anyway is not told, and the hash is the same.
    #[test]
    fn set_to_its_own_value() {
        let own = set(&Settings::new()).into_result().expect("it compiles");
        let same = set(&Settings::new().set("minimum", "6")).into_result().expect("it compiles");
        assert_eq!(own.hash(), same.hash());
        assert!(decide(&same, RECORD).settings().is_empty());
    }

    #[test]
    fn mistakes_point_at_the_setting() {
        let settings = Settings::new()
            .written("--set", "minimun=3")
            .written("--set", "minimum=\"three\"")
            .written("--set", "wait=2000")
            .written("--set", "which=both")
            .written("--set", "minimum=4")
            .written("--set", "pain_months=4")
            .written("--set", "wait")
            .written("--set", "wait = 3 months and more")
            .written("--set", "");
        let compilation = set(&settings);
        insta::assert_snapshot!(render(&compilation.problems, &compilation.sources));
    }

    #[test]
    fn a_value_out_of_range_is_an_error() {
        let compilation = set(&Settings::new().set("minimum", -1));
        assert_eq!(errors(&compilation), [Code::OutOfRange]);
    }

    /// What is written on the command line is as hostile as any text.
    #[test]
    fn a_setting_that_nests_too_deeply_is_refused() {
        let text = format!("minimum={}1{}", "(".repeat(100_000), ")".repeat(100_000));
        let compilation = set(&Settings::new().written("--set", text));
        assert!(codes(&compilation.problems).contains(&Code::TooDeep));
    }

    #[test]
    fn of_a_used_vocabulary_too() {
        let files = Memory::new().with("main.elig", "use v\nrequire pain_months >= minimum\n").with(
            "v.elig",
            "vocabulary v\nfact pain_months: integer 0..90\nparameter minimum: integer 0..90 = 6\n",
        );
        let settings = Settings::new().set("minimum", 3);
        let ruleset = elig::compile_with(&files, Wanted::File("main.elig"), &settings)
            .into_result()
            .expect("it compiles");
        assert_eq!(decide(&ruleset, r#"{ "pain_months": 4 }"#).verdict(), Verdict::Eligible);
    }
}

mod asked {
    use super::*;

    const CLINIC: &str = "\
ruleset clinic
parameter minimum: integer 0..1200 = 6
fact pain_months: integer 0..1200
fact pregnant: boolean
fact smoker: boolean
require chronic: pain_months >= minimum
exclude pregnant
caution smoker
output months_over: integer = pain_months - minimum
";

    #[test]
    fn verdict_rules_cautions_and_outputs() {
        let main = "ruleset main\nuse clinic as c\nrequire c.eligible\nrequire c.chronic\nexclude c.pregnant\n\
                    exclude c.smoker\nrequire over: c.months_over >= 2\noutput by: integer = c.months_over + 1\n";
        let ruleset = ruleset(&[("main.elig", main), ("clinic.elig", CLINIC)]);
        let decision = decide(&ruleset, r#"{ "pain_months": 8, "pregnant": false, "smoker": false }"#);
        assert_eq!(decision.verdict(), Verdict::Eligible);
        assert_eq!(decision.outputs()[0].value.as_deref(), Some("3"));
        let labels: Vec<_> = decision.rules().iter().map(|rule| rule.label.to_string()).collect();
        assert_eq!(labels, ["c.eligible", "c.chronic", "c.pregnant", "c.smoker", "over"]);
        let open = decide(&ruleset, r#"{ "pain_months": 8, "smoker": true }"#);
        assert_eq!(open.rule("c.eligible").map(|rule| rule.outcome), Some(Outcome::Unknown));
        assert_eq!(open.rule("c.smoker").map(|rule| rule.outcome), Some(Outcome::NotMet));
        assert_eq!(open.missing().iter().map(|fact| &*fact.fact).collect::<Vec<_>>(), ["pregnant"]);
        let said = open.rule("c.eligible").expect("it is there").consulted[0].to_string();
        assert_eq!(said, "clinic is undetermined, with pregnant open");
    }

    #[test]
    fn with_other_parameters() {
        let main = "ruleset main\nuse clinic\nuse clinic as lenient with minimum = 3\n\
                    require apart: lenient.eligible and not clinic.eligible\n";
        let ruleset = ruleset(&[("main.elig", main), ("clinic.elig", CLINIC)]);
        let decision = decide(&ruleset, r#"{ "pain_months": 4, "pregnant": false }"#);
        assert_eq!(decision.verdict(), Verdict::Eligible);
        let said: Vec<_> =
            decision.rule("apart").expect("it is there").consulted.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["clinic with minimum = 3 is eligible", "clinic is ineligible: chronic"]);
    }

    /// Everything that reads the date of the decision reads the other date, inside of questions about lists too.
    #[test]
    fn as_of_another_date() {
        let other = "\
ruleset other
record visit { day: date, pain: integer 0..10 }
fact visits: list of visit
fact birth_date: date fixed
define newest = latest visits
require seen: some visits where day within 6 months
require adult: age >= 18 years
require again: some visits as v where some visits as w where w.day before v.day and w.day within 12 months
require last: newest.pain >= 3
require often: in some 3 months from as_of - 12 months to as_of: count of visits >= 2
require spread: (count of visits spaced at least 30 days) >= 2
";
        let main = "ruleset main\nuse other\nfact asked_on: date\nrequire now: other.eligible\nrequire past: other.eligible as of asked_on\n\
                    require half: other.eligible as of as_of - 6 months\n";
        let files = [("main.elig", main), ("other.elig", other)];
        let linked = ruleset(&files);
        let alone = ruleset(&[("main.elig", other)]);
        let visits = r#""birth_date": "2006-01-15", "visits": [
            { "day": "2023-12-01", "pain": 5 }, { "day": "2024-02-01", "pain": 3 }, { "day": "2024-04-10", "pain": 6 },
            { "day": "2025-09-01", "pain": 2 }, { "day": "2025-10-01", "pain": 8 } ]"#;
        let now = date(2025, 11, 20);
        let mut answers = Vec::new();
        for then in
            [date(2023, 12, 15), date(2024, 2, 2), date(2024, 5, 1), date(2024, 11, 30), date(2025, 9, 15)]
        {
            let record = format!("{{ \"asked_on\": \"{then}\", {visits} }}");
            let decision = on(&linked, &record, now);
            let outcome = |label: &str| decision.rule(label).expect("it is there").outcome == Outcome::Met;
            let says = |day: Date| on(&alone, &format!("{{ {visits} }}"), day).verdict() == Verdict::Eligible;
            assert_eq!(outcome("past"), says(then), "as of {then}");
            answers.push(outcome("past"));
            assert_eq!(outcome("now"), says(now));
            assert_eq!(outcome("half"), says(date(2025, 5, 20)));
        }
        assert!(answers.contains(&true) && answers.contains(&false), "{answers:?}");
        // A date that is not known leaves open what hangs on it.
        let decision = on(&linked, &format!("{{ {visits} }}"), now);
        assert_eq!(decision.rule("past").map(|rule| rule.outcome), Some(Outcome::Unknown));
        assert!(decision.missing().iter().any(|fact| &*fact.fact == "asked_on"));
    }

    /// A ruleset that two others ask stands in the program once.
    #[test]
    fn diamonds_are_linked_once() {
        let mut files: Vec<(String, String)> = vec![(
            "r0.elig".to_owned(),
            "ruleset r0\nfact a: boolean\nfact b: boolean\nrequire a\nexclude b\n".to_owned(),
        )];
        for level in 1..=20 {
            let below = level - 1;
            for twin in ["x", "y"] {
                let base = if below == 0 {
                    vec!["r0".to_owned()]
                } else {
                    vec![format!("x{below}"), format!("y{below}")]
                };
                let uses: String = base.iter().map(|name| format!("use {name}\n")).collect();
                let asks: Vec<_> = base.iter().map(|name| format!("{name}.eligible")).collect();
                files.push((
                    format!("{twin}{level}.elig"),
                    format!("ruleset {twin}{level}\n{uses}require all: {}\n", asks.join(" and ")),
                ));
            }
        }
        files.push(("main.elig".to_owned(), "ruleset main\nuse x20\nrequire x20.eligible\n".to_owned()));
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let ruleset = ruleset(&files);
        assert_eq!(decide(&ruleset, r#"{ "a": true, "b": false }"#).verdict(), Verdict::Eligible);
        assert_eq!(decide(&ruleset, r#"{ "b": true }"#).verdict(), Verdict::Ineligible);
        assert_eq!(decide(&ruleset, "{}").missing().len(), 2);
    }

    /// What a ruleset assumes holds in it alone, and is told wherever it is asked.
    #[test]
    fn assumptions_stay_in_their_ruleset() {
        let other = "ruleset other\nfact a: boolean\nfact b: boolean\nassume a = true when not recorded because \"the form says so\"\n\
                     require a\nexclude b\n  when not recorded: met because \"nobody asks\"\n";
        let main = "ruleset main\nuse other\nfact a: boolean\nrequire a\nrequire said: other.eligible\n";
        let ruleset = ruleset(&[("main.elig", main), ("other.elig", other)]);
        let decision = decide(&ruleset, "{}");
        assert_eq!(decision.rule("a").map(|rule| rule.outcome), Some(Outcome::Unknown));
        assert_eq!(decision.rule("said").map(|rule| rule.outcome), Some(Outcome::Met));
        let assumed = decision.assumptions();
        assert_eq!(assumed.len(), 1);
        assert_eq!(assumed[0].ruleset.as_deref(), Some("other"));
        assert_eq!(assumed[0].rules.iter().map(|rule| &**rule).collect::<Vec<_>>(), ["said"]);
        let defaults = decision.defaults();
        assert_eq!(defaults.iter().map(|of| &*of.rule).collect::<Vec<_>>(), ["b"]);
        let compilation = compile(&[("main.elig", main), ("other.elig", other)]);
        let law: Vec<_> =
            compilation.problems.iter().filter(|found| found.code == Code::LawBreaking).collect();
        assert_eq!(law.len(), 2, "{law:?}");
        assert!(law.iter().all(|found| found.message.starts_with("this asks `other`, which")), "{law:?}");
    }

    #[test]
    fn effective_dates_of_a_used_ruleset() {
        let other = "ruleset other\n  effective @2024-01-01 to @2024-12-31\nfact a: boolean\nrequire a\n";
        let main = "ruleset main\nuse other\nrequire now: other.eligible\nrequire past: other.eligible as of @2024-06-01\n";
        let ruleset = ruleset(&[("main.elig", main), ("other.elig", other)]);
        let warnings = decide(&ruleset, "{}").warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].message.contains("`other`"));
    }

    #[test]
    fn mistakes() {
        let main = "\
ruleset main
use clinic
use clinic as c
use clinic as c
use pain as pregnant
fact pregnant: boolean
fact pregnant.since: date
record visit { day: date }
fact visits: list of visit
require clinic.elegible
require clinic.minimum
require clinic.eligible as of @2025
require text: clinic.eligible as of 3
require each: some visits where clinic.eligible as of day
require other.eligible
require late: as_of as of @2025-01-01
require again: (clinic.eligible) as of @2025-01-01
";
        let pain = "ruleset pain\nfact pain_months: integer 0..99\nrequire pain_months >= 6\n";
        let compilation = compile(&[("main.elig", main), ("clinic.elig", CLINIC), ("pain.elig", pain)]);
        insta::assert_snapshot!(render(&compilation.problems, &compilation.sources));
    }

    /// What is wrong with a used ruleset is told once, where it stands.
    #[test]
    fn errors_of_a_used_ruleset() {
        let other = "ruleset other\nfact a: boolean\nrequire b\nrequire c: a\n";
        let main =
            "ruleset main\nuse other\nuse other as again\nrequire x: other.eligible or again.c or again.d\n";
        let compilation = compile(&[("main.elig", main), ("other.elig", other)]);
        assert_eq!(errors(&compilation), [Code::UnknownName], "{:?}", compilation.problems);
    }

    /// Beyond the limit nothing is linked, and it is told once.
    #[test]
    fn so_many_are_linked_and_no_more() {
        let asked = |count: usize| {
            let dates: Vec<_> = (0..count)
                .map(|at| format!("clinic.eligible as of @{}-{:02}-01", 2000 + at / 12, at % 12 + 1))
                .collect();
            let main = format!("ruleset main\nuse clinic\nrequire all: {}\n", dates.join(" and "));
            errors(&compile(&[("main.elig", main.as_str()), ("clinic.elig", CLINIC)]))
        };
        assert_eq!(asked(elig::limits::MAX_LINKED), []);
        assert_eq!(asked(elig::limits::MAX_LINKED + 20), [Code::TooLarge]);
        let used = |count: i32| {
            let uses: String =
                (0..count).map(|at| format!("use clinic as c{at} with minimum = {at}\n")).collect();
            let main = format!("ruleset main\n{uses}require all: c0.eligible\n");
            errors(&compile(&[("main.elig", main.as_str()), ("clinic.elig", CLINIC)]))
        };
        assert_eq!(used(100), []);
        assert_eq!(used(120), [Code::TooLarge]);
    }

    #[test]
    fn circles_are_errors() {
        let a = "ruleset main\nuse b\nfact x: boolean\nrequire x\nrequire b.eligible\n";
        let b = "ruleset b\nuse main\nrequire main.eligible\n";
        let compilation = compile(&[("main.elig", a), ("b.elig", b)]);
        assert!(codes(&compilation.problems).contains(&Code::ImportCycle));
    }
}

mod variants {
    use super::*;

    const CLINIC: &str = "\
ruleset clinic \"The clinic\"
  version \"3\"
  applies when adult
parameter minimum: integer 0..1200 = 6
fact adult: boolean
fact pain_months: integer 0..1200
fact pregnant: boolean
source policy { title \"Policy\" }
require chronic: pain_months >= minimum
  cite policy \"section 2\"
exclude pregnant
  cite policy \"section 3\"
";

    const TRIAL: &str = "\
extend clinic as main \"The trial\"
  version \"1\"
{
  without pregnant,
  replace chronic: pain_months >= minimum + 1
    because \"Longer than the clinic asks\"
    cite protocol \"section 1\",
  add exclude smoker
    cite protocol \"section 2\",
  set minimum = 3,
}
source protocol { title \"Protocol\" }
fact smoker: boolean
";

    #[test]
    fn changes_rules_and_parameters() {
        let compilation = compile(&[("main.elig", TRIAL), ("clinic.elig", CLINIC)]);
        assert!(compilation.problems.is_empty(), "{}", render(&compilation.problems, &compilation.sources));
        let ruleset = compilation.ruleset.expect("it compiles");
        assert_eq!(ruleset.name(), Some("main"));
        let record = r#"{ "adult": true, "pain_months": 4, "pregnant": true, "smoker": false }"#;
        assert_eq!(decide(&ruleset, record).verdict(), Verdict::Eligible);
        let other = r#"{ "adult": false, "pain_months": 4, "smoker": false }"#;
        assert_eq!(decide(&ruleset, other).verdict(), Verdict::NotApplicable);
        let extends = &ruleset.about().extends;
        assert_eq!(extends.len(), 1);
        assert_eq!((&*extends[0].base, extends[0].version.as_deref()), ("clinic", Some("3")));
        let told: Vec<_> = extends[0].changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "without pregnant",
                "chronic is pain_months >= minimum + 1, and was pain_months >= minimum",
                "with smoker: smoker",
                "minimum = 3, and was 6",
            ]
        );
    }

    #[test]
    fn of_variants_and_asked_by_others() {
        let second = "extend main as second {\n  set minimum = 12,\n  replace smoker: smoker and pain_months > 100,\n}\n";
        let panel = "ruleset panel\nuse second\nuse clinic\nuse main as trial with minimum = 1\nrequire a: second.eligible\nrequire b: clinic.eligible\nrequire c: trial.eligible\n";
        let files = [("second.elig", second), ("clinic.elig", CLINIC)];
        let memory = files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(*name, *text));
        let memory = memory.with("main.elig", TRIAL).with("panel.elig", panel);
        let ruleset = elig::compile(&memory, Wanted::File("panel.elig"))
            .into_result()
            .unwrap_or_else(|error| panic!("{error}"));
        let record = r#"{ "adult": true, "pain_months": 13, "pregnant": true, "smoker": true }"#;
        let decision = decide(&ruleset, record);
        let outcomes: Vec<_> = decision.rules().iter().map(|rule| rule.outcome).collect();
        assert_eq!(outcomes, [Outcome::Met, Outcome::NotMet, Outcome::NotMet]);
        let second = elig::compile(&memory, Wanted::File("second.elig")).into_result().expect("it compiles");
        let bases: Vec<_> = second.about().extends.iter().map(|variant| variant.base.to_string()).collect();
        assert_eq!(bases, ["main", "clinic"]);
        let told: Vec<_> = second.about().extends[0].changes.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "minimum = 12, and was 3");
    }

    #[test]
    fn mistakes() {
        let main = "\
extend clinic as main {
  without pregnent,
  without pregnant,
  replace pregnant: adult,
  add require chronic: adult,
  set minimun = 3,
  set minimum = 3,
  set minimum = 4,
  set adult = true,
}
require adult
exclude also: adult
";
        let compilation = compile(&[("main.elig", main), ("clinic.elig", CLINIC)]);
        insta::assert_snapshot!(render(&compilation.problems, &compilation.sources));
    }

    #[test]
    fn circles_are_errors() {
        let compilation = compile(&[("main.elig", "extend main as main { }\n")]);
        assert!(codes(&compilation.problems).contains(&Code::ImportCycle));
    }

    #[test]
    fn a_base_that_is_not_there_is_told() {
        let compilation = compile(&[("main.elig", "extend nothing as main { without a }\nfact x: colour\n")]);
        assert!(codes(&compilation.problems).contains(&Code::FileNotFound));
    }
}

/// A value of a choice or a scale that another ruleset gives is compared like any other.
#[test]
fn outputs_of_a_choice_are_compared() {
    let other = "ruleset a\nchoice dose { full, half, none }\nscale risk { low < mid < high }\nfact n: integer 0..10\n\
                 require fine: n >= 0\n  allow W0201 \"for the outputs\"\n\
                 output dose: dose = if n > 5 then full else none\noutput risk: risk = if n > 5 then high else low\n";
    let main = "use a\nfact n: integer 0..10\nrequire p: a.dose is full\nrequire q: a.risk >= mid\nexclude r: a.dose = none\n\
                require s: n >= 6 unless a.dose is full\nrequire t: a.dose as of @2025-01-01 is full\n\
                require u: a.dose in { full, half }\noutput o: integer = if a.dose is full then 1 else 0\n";
    let compiled = compile(&[("main.elig", main), ("a.elig", other)]);
    assert_eq!(errors(&compiled), []);
    let ruleset = compiled.ruleset.expect("no errors");
    let decided = on(&ruleset, r#"{ "n": 7 }"#, date(2025, 11, 20));
    assert_eq!(decided.verdict(), elig::Verdict::Eligible);
    assert_eq!(decided.outputs()[0].value.as_deref(), Some("1"));
    let decided = on(&ruleset, r#"{ "n": 3 }"#, date(2025, 11, 20));
    assert!(decided.rules().iter().all(|rule| rule.outcome == elig::Outcome::NotMet));
    let wrong = compile(&[("main.elig", "use a\nrequire p: a.dose is nonsense\n"), ("a.elig", other)]);
    assert_eq!(errors(&wrong), [Code::UnknownValue]);
}

/// A variant shares the steps of its base; an assumption is told of the ruleset that was asked.
#[test]
fn an_assumption_is_told_of_the_ruleset_that_is_asked() {
    let base =
        "ruleset e0\nfact b: boolean\nassume b = true when not recorded because \"Usual\"\nrequire r: b\n";
    let variant = |base: &str, name: &str, rule: &str| {
        format!("extend {base} as {name} {{ add require {rule}: n >= 0 }}\nfact n: integer\n")
    };
    let (one, two) = (variant("e0", "e1", "s"), "extend e1 as e2 { without s }\n".to_owned());
    let main = "use e2\nuse e1\nrequire f: e1.r\nrequire g: e2.r\n";
    for (rules, expected) in [
        (main.to_owned(), vec![("e1", "f"), ("e2", "g")]),
        (
            main.replace("require g: e2.r\n", "output o: boolean = e2.eligible\n"),
            vec![("e1", "f"), ("e2", "")],
        ),
    ] {
        let files = [("main.elig", &*rules), ("e0.elig", base), ("e1.elig", &*one), ("e2.elig", &*two)];
        let compiled = compile(&files);
        assert_eq!(errors(&compiled), [], "{:?}", compiled.problems);
        let decided = on(&compiled.ruleset.expect("no errors"), r#"{ "n": 1 }"#, date(2025, 11, 20));
        let told = decided.assumptions();
        let first =
            |rules: &[std::sync::Arc<str>]| rules.first().map(ToString::to_string).unwrap_or_default();
        let told: Vec<_> = told
            .iter()
            .map(|used| (used.ruleset.as_deref().unwrap_or_default(), first(&used.rules)))
            .collect();
        let expected: Vec<_> = expected.into_iter().map(|(name, rule)| (name, rule.to_owned())).collect();
        assert_eq!(told, expected);
    }
}
