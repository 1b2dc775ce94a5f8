//! What a decision would be if something were otherwise, and the smallest changes that give another verdict: held against
//! the evaluator, and against trying everything.

use std::sync::Arc;

use elig::patient::{Patient, expression};
use elig::whatif::{Answer, Asked, Flips, difference, flip};
use elig::{AsOf, Outcome, Ruleset, Verdict};
use jiff::civil::date;
use proptest::prelude::*;

use crate::schema::Schema;
use crate::support::ruleset;

const AS_OF: AsOf = AsOf::Fixed(date(2025, 11, 20));

const VERDICTS: [Verdict; 4] =
    [Verdict::Eligible, Verdict::Ineligible, Verdict::Undetermined, Verdict::NotApplicable];

fn patient(ruleset: &Ruleset, json: &str) -> Patient {
    Patient::from_json(ruleset.vocabulary(), json).expect("it is an object")
}

fn flips(ruleset: &Ruleset, json: &str, asked: &Asked<'_>) -> Flips {
    flip(ruleset, &patient(ruleset, json), AS_OF, asked).expect("its own vocabulary")
}

/// The sets of changes in words: `a 4 -> 6.., b true -> false`.
fn told(flips: &Flips) -> Vec<String> {
    let change = |change: &elig::whatif::Change| {
        let range = change.range.as_ref().map_or(String::new(), |range| {
            let end = |end: &Option<String>| end.clone().unwrap_or_default();
            format!(" [{}..{}]", end(&range.at_least), end(&range.at_most))
        });
        let or = change.or.iter().map(|or| format!(" or {or}")).collect::<String>();
        format!("{}: {} -> {}{range}{or}", change.place, change.from, change.to)
    };
    flips.flips.iter().map(|flip| flip.changes.iter().map(change).collect::<Vec<_>>().join(", ")).collect()
}

fn eligible() -> Asked<'static> {
    Asked::new(Verdict::Eligible)
}

#[test]
fn the_nearest_bound_and_everything_beyond_it() {
    let rules = ruleset(
        "fact months: integer 0..1200\nfact bmi: decimal 10..80\nfact seen: date\n\
         require months >= 6\nexclude obese: bmi > 40\nrequire recent: seen within 6 months\n",
    );
    let found = flips(&rules, r#"{ "months": 4, "bmi": 44.5, "seen": "2025-01-03" }"#, &eligible());
    assert_eq!(
        told(&found),
        [
            "months: 4 -> 6 [6..], bmi: 44.5 -> 40 [..40], seen: 2025-01-03 -> 2025-05-20 [2025-05-20..2025-11-20]"
        ]
    );
}

#[test]
fn a_value_between_two_bounds_is_told_with_both() {
    let rules = ruleset("fact i: integer 0..100\nrequire middle: i between 20 and 30\n");
    assert_eq!(told(&flips(&rules, r#"{ "i": 4 }"#, &eligible())), ["i: 4 -> 20 [20..30]"]);
    assert_eq!(told(&flips(&rules, r#"{ "i": 77 }"#, &eligible())), ["i: 77 -> 30 [20..30]"]);
    // Of what is not recorded the least value, and all above it that do.
    assert_eq!(told(&flips(&rules, "{}", &eligible())), ["i: not recorded -> 20 [20..30]"]);
    let outside = ruleset("fact i: integer 0..100\nrequire outside: i < 20 or i > 30\n");
    assert_eq!(
        told(&flips(&outside, r#"{ "i": 22 }"#, &eligible())),
        ["i: 22 -> 19 [..19]", "i: 22 -> 31 [31..]"]
    );
}

#[test]
fn every_other_value_of_a_choice_that_does() {
    let rules = ruleset(
        "fact sex: choice { female, male, other }\nfact colour: choice { red, green, blue }\nrequire colour is not red\n",
    );
    assert_eq!(told(&flips(&rules, r#"{ "colour": "red" }"#, &eligible())), ["colour: red -> green or blue"]);
}

#[test]
fn what_is_fixed_or_kept_is_left_alone_and_named() {
    let rules = ruleset(
        "fact born: integer fixed\nfact weight: integer 0..300\nrequire born >= 3\nrequire weight >= 5\n",
    );
    let found = flips(&rules, r#"{ "born": 1, "weight": 1 }"#, &eligible());
    assert_eq!(found.answer, Answer::None);
    assert_eq!(found.left_alone.iter().map(|left| &*left.fact).collect::<Vec<_>>(), ["born"]);
    let kept = flips(&rules, r#"{ "born": 3, "weight": 1 }"#, &eligible().keep("weight"));
    assert_eq!(kept.answer, Answer::None);
    assert_eq!(kept.left_alone.iter().map(|left| &*left.fact).collect::<Vec<_>>(), ["weight"]);
    let only = flips(&rules, r#"{ "born": 3, "weight": 1 }"#, &eligible().only("weight"));
    assert_eq!(told(&only), ["weight: 1 -> 5 [5..]"]);
}

#[test]
fn entries_of_lists_come_and_go_and_change() {
    let rules = ruleset(
        "record care { kind: choice { drug, exercise }, ended: date }\nfact tried: list of care\n\
         require some tried where kind is exercise and ended within 6 months\n",
    );
    let record = r#"{ "tried": [{ "kind": "exercise", "ended": "2024-01-05" }, { "kind": "drug", "ended": "2025-10-01" }] }"#;
    let found = flips(&rules, record, &eligible());
    assert_eq!(
        told(&found),
        [
            "tried, entry 3: not recorded -> kind exercise, ended 2025-10-21",
            "tried, entry 1, ended: 2024-01-05 -> 2025-05-20 [2025-05-20..2025-11-20]",
            "tried, entry 2, kind: drug -> exercise",
        ]
    );
    let rules = ruleset(
        "record care { kind: choice { drug, exercise } }\nfact tried: list of care\nexclude drug: some tried where kind is drug\n",
    );
    let found = flips(&rules, r#"{ "tried": [{ "kind": "exercise" }, { "kind": "drug" }] }"#, &eligible());
    assert_eq!(
        told(&found),
        ["tried, entry 2: kind drug -> not recorded", "tried, entry 2, kind: drug -> exercise",]
    );
}

#[test]
fn quantities_of_observations_are_changed_in_their_unit() {
    let rules = ruleset(
        "fact odi: list of observation of quantity '%' 0..100\nrequire disabled: latest odi >= 30 '%'\n",
    );
    let record = r#"{ "odi": [{ "value": 22, "unit": "%", "date": "2025-10-01" }] }"#;
    let found = flips(&rules, record, &eligible());
    assert!(
        told(&found).contains(&"odi, entry 1, value: 22 '%' -> 30 '%' [30 '%'..]".to_owned()),
        "{:?}",
        told(&found)
    );
}

#[test]
fn a_judgement_is_changed_as_one_thing() {
    let rules = ruleset("fact fit: attested boolean\nrequire fit\n");
    let record = r#"{ "fit": { "value": false, "by": "anaesthetist", "on": "2025-11" } }"#;
    for record in [record, "{}"] {
        let found = flips(&rules, record, &eligible());
        let [flip] = found.flips.as_slice() else { panic!("{found:?}") };
        assert_eq!(flip.changes[0].to.to_string(), "true");
    }
}

#[test]
fn what_lapses_and_what_only_has_to_last() {
    let rules = ruleset(
        "fact onset: date\nfact operated: date\nrequire chronic: onset at least 6 months ago\n\
         exclude recent: operated within 6 weeks\n  until operated + 6 weeks + 1 day\n",
    );
    let found = flips(&rules, r#"{ "onset": "2025-07-10", "operated": "2025-11-01" }"#, &eligible());
    let waiting = found.waiting.as_ref().expect("time passes");
    assert_eq!((&*waiting.from, waiting.to.as_deref()), ("2026-01-10", None));
    assert_eq!(
        found.lapsing.iter().map(|rule| (&*rule.label, &*rule.until, rule.then)).collect::<Vec<_>>(),
        [("recent", "2025-12-14", Outcome::Met)]
    );
    assert_eq!(
        told(&found),
        [
            "onset: 2025-07-10 -> 2025-05-20 [..2025-05-20], operated: 2025-11-01 -> 2025-10-08 [..2025-10-08]",
            "onset: 2025-07-10 -> 2025-05-20 [..2025-05-20], operated: 2025-11-01 -> 2025-11-21 [2025-11-21..]",
        ]
    );
    // What a rule says of its end changes nothing that it says: the record has to.
    let rules = ruleset("fact operated: boolean\nexclude recent: operated\n  until @2026-03-01\n");
    let found = flips(&rules, r#"{ "operated": true }"#, &eligible());
    assert_eq!((found.waiting, found.lapsing[0].then), (None, Outcome::NotMet));
    let rules = ruleset("fact onset: date\nrequire chronic: onset at least 6 months ago\n");
    let settled = flips(&rules, r#"{ "onset": "2020-07-10" }"#, &eligible());
    assert_eq!((settled.answer, settled.waiting), (Answer::Already, None));
}

#[test]
fn a_verdict_that_comes_by_waiting_may_go_again() {
    let rules =
        ruleset("fact seen: date\nrequire lately: seen at least 6 months ago and seen within 12 months\n");
    let found = flips(&rules, r#"{ "seen": "2025-07-10" }"#, &eligible());
    let waiting = found.waiting.expect("time passes");
    assert_eq!((&*waiting.from, waiting.to.as_deref()), ("2026-01-10", Some("2026-07-10")));
}

#[test]
fn to_each_verdict() {
    let rules = ruleset(
        "ruleset r \"r\"\n  applies when adult\nfact adult: boolean\nfact sick: boolean\nfact months: integer 0..24\n\
         exclude sick\nrequire months >= 6\n",
    );
    let record = r#"{ "adult": true, "sick": false, "months": 7 }"#;
    assert_eq!(flips(&rules, record, &eligible()).answer, Answer::Already);
    let to = |verdict| told(&flips(&rules, record, &Asked::new(verdict)));
    assert_eq!(to(Verdict::Ineligible), ["sick: false -> true", "months: 7 -> 5 [..5]"]);
    assert_eq!(to(Verdict::NotApplicable), ["adult: true -> false"]);
    assert_eq!(
        to(Verdict::Undetermined),
        ["adult: true -> not recorded", "sick: false -> not recorded", "months: 7 -> not recorded"]
    );
}

#[test]
fn the_limit_is_told_and_is_no_proof() {
    let rules = ruleset("fact a: boolean\nfact b: integer 0..1000\nrequire a\nrequire odd: b * b = 144\n");
    let record = r#"{ "a": false, "b": 3 }"#;
    assert_eq!(told(&flips(&rules, record, &eligible())), ["a: false -> true, b: 3 -> 12 [12..12]"]);
    let short = flips(&rules, record, &eligible().most_decisions(4));
    assert_eq!((short.answer, short.tried.finished), (Answer::NotDecided, false));
    let few = flips(&rules, record, &eligible().most_changes(1));
    assert_eq!((few.answer, few.tried.needs_at_least), (Answer::NoneSoSmall, Some(2)));
    let ended = flips(&rules, record, &eligible().stop_when(&|| true));
    assert_eq!((ended.answer, ended.flips.len()), (Answer::NotDecided, 0));
}

#[test]
fn what_cannot_be_so_is_proven_whatever_the_facts_are() {
    let rules = ruleset("fact b: decimal 0..100\nrequire beyond: b + b > 300\n");
    let found = flips(&rules, r#"{ "b": 3 }"#, &eligible());
    assert_eq!((found.answer, found.tried.decisions), (Answer::None, 1));
}

#[test]
fn a_rule_about_silence_is_reached_by_silence() {
    let rules = ruleset("fact a: boolean\nfact b: integer\nrequire asked: a is not known\nrequire b >= 2\n");
    let found = flips(&rules, r#"{ "a": true, "b": 1 }"#, &eligible());
    assert_eq!(told(&found), ["a: true -> not recorded, b: 1 -> 2 [2..]"]);
    // A range is no value that is known: nothing may be said of it where a rule asks for that.
    let rules = ruleset("fact b: integer 0..9\nrequire either: b is not known or b >= 4\n");
    assert_eq!(told(&flips(&rules, r#"{ "b": 1 }"#, &eligible())), ["b: 1 -> 4"]);
}

#[test]
fn a_record_against_itself_differs_in_nothing() {
    for json in ["{}", r#"{ "months": 3 }"#] {
        let rules = ruleset("fact months: integer\nrequire months >= 6\n");
        let decision = patient(&rules, json).decide(&rules, AS_OF).expect("its own vocabulary");
        let difference = difference(&decision, &decision);
        assert!(difference.is_empty() && difference.facts.is_empty() && difference.same.is_empty());
    }
}

#[test]
fn a_difference_says_what_changed_and_what_did_not() {
    let rules = ruleset(
        "record care { kind: choice { drug, exercise } }\nfact months: integer\nfact sick: boolean\nfact tried: list of care\n\
         fact unused: boolean\nrequire months >= 6\nrequire some tried where kind is drug\nexclude sick\n\
         output doubled: integer = months * 2\n",
    );
    let before = patient(&rules, r#"{ "months": 3, "sick": true, "tried": [{ "kind": "drug" }] }"#);
    let set = |patient: &Patient, fact: &str, value: &str| {
        patient.with(fact, &expression(value).expect("a value")).expect("of its type")
    };
    let after = set(&set(&before, "months", "7"), "tried", "[{ kind = drug }, { kind = exercise }]");
    let after = set(&after, "unused", "true").without("sick");
    let decide = |patient: &Patient| patient.decide(&rules, AS_OF).expect("its own vocabulary");
    let difference = difference(&decide(&before), &decide(&after));
    let json = serde_json::to_string_pretty(&difference).expect("it is JSON");
    insta::assert_snapshot!(json.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

/// Facts of small types, so that everything can be tried.
const SMALL: &str = "\
choice colour { red, green, blue }
fact a: boolean
fact b: boolean
fact k: boolean fixed
fact i: integer 0..4
fact c: colour
";

/// Every value of each of these facts that may be changed, as a ruleset writes it.
const VALUES: [(&str, &[&str]); 4] = [
    ("a", &["true", "false"]),
    ("b", &["true", "false"]),
    ("i", &["0", "1", "2", "3", "4"]),
    ("c", &["red", "green", "blue"]),
];

fn conditions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("k".to_owned()),
        (0..5_u8).prop_map(|n| format!("i >= {n}")),
        (0..5_u8).prop_map(|n| format!("i = {n}")),
        (0..3_usize).prop_map(|at| format!("c is {}", ["red", "green", "blue"][at])),
        Just("a is known".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| format!("(not {of})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one} and {other})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one} or {other})")),
            prop::collection::vec(inner, 2..4)
                .prop_map(|all| format!("(at least 2 of {{ {} }})", all.join(", "))),
        ]
    })
}

fn small_rulesets() -> impl Strategy<Value = String> {
    let kind = prop_oneof![Just("require"), Just("exclude")];
    let guard = prop::option::weighted(0.3, conditions());
    let rules = prop::collection::vec((kind, conditions(), guard), 1..4);
    (rules, prop::option::weighted(0.2, conditions())).prop_map(|(rules, scope)| {
        let scope = scope.map(|scope| format!("  applies when {scope}\n")).unwrap_or_default();
        let mut text = format!("ruleset small \"Small\"\n{scope}{SMALL}");
        for (index, (kind, condition, guard)) in rules.into_iter().enumerate() {
            text.push_str(&format!("{kind} rule_{index}: {condition}\n"));
            if let Some(guard) = guard {
                text.push_str(&format!("  applies when {guard}\n"));
            }
        }
        text
    })
}

/// A record of these facts, some of which it leaves out.
fn small_records() -> impl Strategy<Value = String> {
    let value = |name: &'static str, values: &'static [&'static str]| {
        prop::option::weighted(0.85, prop::sample::select(values)).prop_map(move |value| {
            value.map(|value| match value.parse::<u8>().is_ok() || matches!(value, "true" | "false") {
                true => format!("\"{name}\": {value}"),
                false => format!("\"{name}\": \"{value}\""),
            })
        })
    };
    let all: Vec<_> = VALUES
        .iter()
        .copied()
        .chain([("k", &["true", "false"][..])])
        .map(|(name, values)| value(name, values).boxed())
        .collect();
    all.prop_map(|fields| format!("{{ {} }}", fields.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

/// The fewest facts that have to be others for a verdict; `None` where no values of all give it. What is recorded is only
/// changed, or taken away, too, if `silence` says so.
fn fewest(ruleset: &Ruleset, patient: &Patient, wanted: Verdict, silence: bool) -> Option<usize> {
    let mut fewest = None;
    let mut open: Vec<(Patient, usize, usize)> = vec![(patient.clone(), 0, 0)];
    while let Some((tried, at, changes)) = open.pop() {
        let Some((fact, values)) = VALUES.get(at) else {
            let decision = tried.decide(ruleset, AS_OF).expect("its own vocabulary");
            if decision.verdict() == wanted && fewest.is_none_or(|fewest| changes < fewest) {
                fewest = Some(changes);
            }
            continue;
        };
        open.push((tried.clone(), at + 1, changes));
        if wanted != Verdict::Undetermined {
            for value in *values {
                let value = expression(value).expect("a value");
                if tried.fields().get(*fact) != Some(&value) {
                    open.push((tried.with(fact, &value).expect("of its type"), at + 1, changes + 1));
                }
            }
        }
        if (silence || wanted == Verdict::Undetermined) && tried.fields().contains_key(*fact) {
            open.push((tried.without(fact), at + 1, changes + 1));
        }
    }
    fewest
}

/// Reaches every answer what it says, and no part of it? Are fixed facts as they were?
fn check_answers(ruleset: &Ruleset, before: &Patient, found: &Flips) -> Result<(), TestCaseError> {
    for flip in &found.flips {
        let all = flip.changes.len();
        for part in 0..1_usize << all {
            let mut changed = before.clone();
            for change in
                flip.changes.iter().enumerate().filter(|(at, _)| part >> at & 1 == 1).map(|(_, one)| one)
            {
                changed = match &change.set {
                    Some(set) => {
                        let (fact, value) = set.split_once('=').expect("FACT=VALUE");
                        let value = expression(value).expect("a value");
                        changed.with(fact, &value).expect("of its type")
                    }
                    None => changed.without(&change.place.fact),
                };
                let fact = changed.record().vocabulary().find(&change.place.fact);
                let fact = fact.and_then(|slot| ruleset.vocabulary().fact(slot)).expect("a fact");
                prop_assert!(!fact.fixed, "{} is fixed", fact.path);
            }
            let verdict = changed.decide(ruleset, AS_OF).expect("its own vocabulary").verdict();
            prop_assert_eq!(verdict == found.wanted, part + 1 == 1 << all, "{:?}", flip.changes);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The smallest set has the size that trying everything finds; where that finds none, none is told.
    #[test]
    fn trying_everything_finds_no_fewer_changes(text in small_rulesets(), record in small_records()) {
        let ruleset = ruleset(&text);
        let before = patient(&ruleset, &record);
        for wanted in VERDICTS {
            let found = flips(&ruleset, &record, &Asked::new(wanted).most_changes(4));
            prop_assert!(found.tried.finished);
            check_answers(&ruleset, &before, &found)?;
            let smallest = match found.answer {
                Answer::Already => Some(0),
                _ => found.flips.iter().map(|flip| flip.changes.len()).min(),
            };
            let values = fewest(&ruleset, &before, wanted, false);
            let or_silence = fewest(&ruleset, &before, wanted, true);
            // Silence is the last resort, so it may be passed over where more values do.
            prop_assert!(
                smallest == values || smallest == or_silence,
                "{wanted}: {smallest:?}, and there are {values:?} with values, {or_silence:?} with silence\n{record}\n{text}"
            );
            prop_assert_eq!(smallest.is_none(), or_silence.is_none(), "{} {}\n{}", wanted, record, text);
        }
    }

    /// What is said of all values of a range is so of each.
    #[test]
    fn ranges_are_proven(low in 0..40_i64, high in 0..40_i64, at in 0..60_i64, other in 0..60_i64) {
        let rules = ruleset(&format!(
            "fact i: integer 0..60\nfact d: decimal\nrequire one: i >= {low} or d < i\nexclude two: i > {high} and d > 3\n"
        ));
        let json = format!("{{ \"i\": {at}, \"d\": {other} }}");
        let found = flips(&rules, &json, &eligible());
        let before = patient(&rules, &json);
        for flip in &found.flips {
            let mut corners = vec![before.clone()];
            for change in &flip.changes {
                let range = change.range.clone().unwrap_or(elig::whatif::Range {
                    at_least: change.to.value.clone(),
                    at_most: change.to.value.clone(),
                    dates: false,
                });
                let (lowest, highest) = if &*change.place.fact == "i" { ("0", "60") } else { ("-1000", "1000") };
                let low = range.at_least.unwrap_or_else(|| lowest.to_owned());
                let high = range.at_most.unwrap_or_else(|| highest.to_owned());
                corners = corners
                    .iter()
                    .flat_map(|corner| {
                        [&low, &high].map(|value| {
                            let value = expression(value).expect("a number");
                            corner.with(&change.place.fact, &value).expect("of its type")
                        })
                    })
                    .collect();
            }
            for corner in corners {
                let verdict = corner.decide(&rules, AS_OF).expect("its own vocabulary").verdict();
                prop_assert_eq!(verdict, Verdict::Eligible, "{:?}", flip.changes);
            }
        }
    }
}

/// Every answer about the patients of the repository reaches the verdict, and so does no part of it.
#[test]
fn the_patients_of_the_repository() {
    let file = "rulesets/intracept/cleveland_clinic.elig";
    let rules = elig::compile(&elig::loader::Disk::new(), elig::loader::Wanted::File(file))
        .into_result()
        .unwrap_or_else(|error| panic!("{error}"));
    let mut looked_at = 0;
    let mut names: Vec<_> = std::fs::read_dir("examples/patients")
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    names.sort();
    for path in names {
        let json = std::fs::read_to_string(&path).expect("it can be read");
        let before = Patient::from_json(&Arc::clone(rules.vocabulary()), &json).expect("an object");
        for wanted in [Verdict::Eligible, Verdict::Undetermined] {
            let found = flip(&rules, &before, AsOf::RecordOr(date(2025, 11, 20)), &Asked::new(wanted));
            let found = found.expect("its own vocabulary");
            looked_at += found.flips.len();
            for flip in &found.flips {
                let mut changed = before.clone();
                for change in &flip.changes {
                    changed = match &change.set {
                        Some(set) => {
                            let (fact, value) = set.split_once('=').expect("FACT=VALUE");
                            changed.with(fact, &expression(value).expect("a value")).expect("of its type")
                        }
                        None => changed.without(&change.place.fact),
                    };
                }
                let decision = changed.decide(&rules, AsOf::RecordOr(date(2025, 11, 20)));
                let verdict = decision.expect("its own vocabulary").verdict();
                assert_eq!(verdict, wanted, "{}: {:?}", path.display(), flip.changes);
            }
        }
    }
    assert!(looked_at > 100, "{looked_at} answers are too few to say anything");
}

const TIMED: &str = "\
record visit { day: date, weight: decimal }
fact visits: list of visit
fact onset: date
fact born: date
require chronic: onset at least 6 months ago
require lately: some visits where day within 9 months
exclude young: years between born and as_of < 18
";

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of days that are passed over none would have done: every day alone says the same.
    #[test]
    fn the_first_day_is_the_first(onset in -400..400_i32, visit in -700..400_i32, born in -7500..-5500_i32) {
        let rules = ruleset(TIMED);
        let today = date(2025, 11, 20);
        let day = |days: i32| today.checked_add(jiff::Span::new().days(days)).expect("a day");
        let json = format!(
            "{{ \"onset\": \"{}\", \"born\": \"{}\", \"visits\": [{{ \"day\": \"{}\", \"weight\": 7 }}] }}",
            day(onset), day(born), day(visit)
        );
        let before = patient(&rules, &json);
        for wanted in [Verdict::Eligible, Verdict::Ineligible] {
            let found = flips(&rules, &json, &Asked::new(wanted).most_decisions(0));
            let is_so = |days: &i32| {
                let decision = before.decide(&rules, AsOf::Fixed(day(*days))).expect("its own vocabulary");
                decision.verdict() == wanted
            };
            if found.answer == Answer::Already {
                prop_assert!(is_so(&0));
                continue;
            }
            let first = (1..=1_096).find(is_so);
            let last = first.and_then(|first| (first..=1_096).find(|days| !is_so(days)));
            let said = found.waiting.map(|waiting| (waiting.from, waiting.to));
            let right = first.map(|first| (day(first).to_string(), last.map(|last| day(last - 1).to_string())));
            prop_assert_eq!(said, right, "{} by\n{}", wanted, json);
        }
    }
}

/// The JSON of both commands is as it is documented, whatever is changed and looked for.
#[test]
fn the_json_fits_its_schema() {
    let whatif = Schema::of(include_str!("../docs/whatif.schema.json"));
    let flip = Schema::of(include_str!("../docs/flip.schema.json"));
    let rules = elig::compile(
        &elig::loader::Disk::new(),
        elig::loader::Wanted::File("examples/whatif/injection.elig"),
    )
    .into_result()
    .unwrap_or_else(|error| panic!("{error}"));
    let records = [
        r#"{ "birth_date": "1980-02-29", "pain": { "since": "2025-07", "severity": 6 }, "anticoagulated": false, "treatments": [{ "kind": "injection", "ended": "2025-09-02" }] }"#,
        r#"{ "birth_date": "2014-05-06", "pain": { "severity": 6 }, "anticoagulated": true, "treatments": [] }"#,
        r#"{ "id": "x", "birth_date": "1980-02-29", "pain": { "since": "2024-07-10", "severity": 3 }, "anticoagulated": { "absent": "asked-declined" }, "treatments": [{ "kind": "injection", "ended": "2025-09-02" }, { "kind": "exercise", "ended": "2025-05" }] }"#,
        "{}",
    ];
    let patients: Vec<_> = records.iter().map(|json| patient(&rules, json)).collect();
    for (before, json) in patients.iter().zip(records) {
        for wanted in VERDICTS {
            for asked in [
                Asked::new(wanted),
                Asked::new(wanted).most_decisions(20),
                Asked::new(wanted).keep("pain.severity").most_changes(1),
            ] {
                let found = serde_json::to_value(flips(&rules, json, &asked)).expect("it is JSON");
                flip.check(&found).unwrap_or_else(|error| panic!("{error}"));
                flip.refuses(&found, "/answer", &serde_json::json!("perhaps"));
                flip.refuses(&found, "/more", &serde_json::json!(1));
            }
        }
        for after in &patients {
            let decide = |patient: &Patient, day| {
                patient.decide(&rules, AsOf::Fixed(day)).expect("its own vocabulary")
            };
            let difference =
                difference(&decide(before, date(2025, 11, 20)), &decide(after, date(2026, 1, 10)));
            let json = serde_json::to_value(&difference).expect("it is JSON");
            whatif.check(&json).unwrap_or_else(|error| panic!("{error}"));
            whatif.refuses(&json, "/verdict/after", &serde_json::json!("perhaps"));
            whatif.refuses(&json, "/more", &serde_json::json!(1));
        }
    }
}

/// A record of the law's facts, each of which may be left out.
fn law_records() -> impl Strategy<Value = String> {
    let field = |name: &'static str, values: BoxedStrategy<String>| {
        prop::option::weighted(0.8, values)
            .prop_map(move |value| value.map(|value| format!("\"{name}\": {value}")))
            .boxed()
    };
    let one_of =
        |values: &'static [&'static str]| prop::sample::select(values).prop_map(str::to_owned).boxed();
    let whole = |low: i64, high: i64| (low..=high).prop_map(|number| number.to_string()).boxed();
    let truths: &[&str] = &["true", "false"];
    let days: &[&str] =
        &["\"2024-02-29\"", "\"2025-05-20\"", "\"2025-11-20\"", "\"2025-06\"", "\"2026-01-01\""];
    let facts = vec![
        field("b0", one_of(truths)),
        field("b1", one_of(truths)),
        field("b2", one_of(truths)),
        field("i0", whole(0, 10)),
        field("i1", whole(-5, 5)),
        field("i2", whole(-20, 20)),
        field("d0", one_of(&["0", "0.25", "0.5", "1"])),
        field("d1", whole(-9, 9)),
        field("c0", one_of(&["\"red\"", "\"green\"", "\"blue\""])),
        field("c1", one_of(&["\"red\"", "\"green\"", "\"blue\""])),
        field("s0", one_of(&["\"low\"", "\"mid\"", "\"high\""])),
        field("s1", one_of(&["\"low\"", "\"mid\"", "\"high\""])),
        field("t0", one_of(&["\"no\"", "\"yes\""])),
        field("when0", one_of(days)),
        field("when1", one_of(&["\"never\"", "\"2025-05-20\"", "\"2025-12-01\""])),
        field(
            "q0",
            one_of(&["{ \"value\": 100, \"unit\": \"mg/dL\" }", "{ \"value\": 7.5, \"unit\": \"mmol/L\" }"]),
        ),
        field(
            "q1",
            one_of(&["{ \"value\": 38.3, \"unit\": \"Cel\" }", "{ \"value\": 101, \"unit\": \"[degF]\" }"]),
        ),
    ];
    facts.prop_map(|fields| format!("{{ {} }}", fields.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Over facts of every type and whatever rules: what is told reaches the verdict, and no part of it does; and where it is
    /// said that there is nothing, another record of these facts does not give the verdict.
    #[test]
    fn whatever_the_rules_are(text in crate::law::rulesets(), json in law_records(), other in law_records()) {
        let ruleset = ruleset(&text);
        let before = patient(&ruleset, &json);
        for wanted in VERDICTS {
            let asked = Asked::new(wanted).most_changes(2).most_decisions(400);
            let found = flips(&ruleset, &json, &asked);
            check_answers(&ruleset, &before, &found)?;
            if found.answer == Answer::None && wanted != Verdict::Undetermined {
                // What the first record says of a fact is replaced by what the other one says.
                let other = patient(&ruleset, &other);
                let changed = other.fields().iter().try_fold(before.clone(), |patient, (fact, value)| patient.with(fact, value));
                let verdict = changed.expect("of its type").decide(&ruleset, AS_OF).expect("its own vocabulary").verdict();
                prop_assert_ne!(verdict, wanted, "{}\n{}\n{:?}", text, json, other.fields());
            }
        }
    }
}
