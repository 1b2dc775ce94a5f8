//! Questions about lists of records, sets and observations.

use elig::diagnostic::Code;
use elig::{Absence, Outcome};

use crate::support::{codes, compile, decide, ruleset};

const FACTS: &str = "\
choice kind { drug, injection, exercise }
choice effect { none, partial, lasting }
choice tag { red, green, blue }
record treatment { kind: kind, started: date, ended: date or never, response: effect, doses: integer }
record visit { day: date, tags: set of tag, treated: list of treatment }
fact treatments: list of treatment
fact visits: list of visit
fact egfr: list of observation of quantity 'mL/min' 0..200
fact crp: observation of quantity 'mg/L'
fact tags: set of tag
fact limit: integer
";

fn outcomes(rules: &str, record: &str) -> Vec<Outcome> {
    let decision = decide(&ruleset(&format!("{FACTS}{rules}")), record);
    assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
    decision.rules().iter().map(|finding| finding.outcome).collect()
}

fn errors(rules: &str) -> Vec<Code> {
    let problems = compile(&format!("{FACTS}{rules}")).problems;
    codes(&problems).into_iter().filter(|code| code.as_str().starts_with('E')).collect()
}

const MET: Outcome = Outcome::Met;
const NOT: Outcome = Outcome::NotMet;
const OPEN: Outcome = Outcome::Unknown;

/// A drug that helped a little, and an injection of which the response is not recorded.
const TWO: &str = r#"[
    { "kind": "drug", "started": "2025-01-10", "ended": "2025-02-10", "response": "partial", "doses": 3 },
    { "kind": "injection", "started": "2025-06-01", "ended": "never", "doses": 1 } ]"#;

#[test]
fn what_is_so_of_an_entry_anyway_keeps_nothing_open() {
    // Whether the second one belongs hangs on a limit that nobody knows, and does not matter: it is as it has to be.
    let rules = "require every treatments where kind is drug or doses > limit has response is partial\n";
    let waits = |second: &str| -> Vec<String> {
        let record = format!(
            r#"{{ "treatments": [{{ "kind": "drug", "doses": 3 }},
                {{ "kind": "exercise", "doses": 3, "response": "{second}" }}] }}"#
        );
        let decision = decide(&ruleset(&format!("{FACTS}{rules}")), &record);
        assert_eq!(decision.rules()[0].outcome, OPEN);
        decision.missing().into_iter().map(|missing| missing.fact.to_string()).collect()
    };
    assert_eq!(waits("partial"), ["treatments"]);
    assert_eq!(waits("none"), ["treatments", "limit"]);
}

#[test]
fn some_no_and_every() {
    let rules = "require a: some treatments where kind is drug and response is partial\n\
                 require b: some treatments where response is none\n\
                 require c: no treatments where kind is exercise\n\
                 require d: every treatments has doses >= 1\n\
                 require e: every treatments where kind is drug has response is partial\n\
                 require f: every treatments has response is partial\n\
                 require g: every treatments has doses >= 2\n";
    assert_eq!(
        outcomes(rules, &format!(r#"{{ "treatments": {TWO} }}"#)),
        [MET, OPEN, MET, MET, MET, OPEN, NOT]
    );
    // A list is complete as given: an empty one says that there are none.
    assert_eq!(outcomes(rules, r#"{ "treatments": [] }"#), [NOT, NOT, MET, MET, MET, MET, MET]);
    // A missing one says nothing.
    assert_eq!(outcomes(rules, "{}"), [OPEN; 7]);
    // One that may have more can only prove that there is one, or that not all are so.
    let open = format!(r#"{{ "treatments": {{ "items": {TWO}, "complete": false }} }}"#);
    assert_eq!(outcomes(rules, &open), [MET, OPEN, OPEN, OPEN, OPEN, OPEN, NOT]);
}

#[test]
fn counts_are_bounds() {
    let rules = "require a: (count of treatments where response in { none, partial }) >= 1\n\
                 require b: (count of treatments where response in { none, partial }) >= 2\n\
                 require c: (count of treatments where response in { none, partial }) <= 2\n\
                 require d: count of treatments = 2\nrequire e: (count of treatments where doses >= limit) >= 1\n";
    assert_eq!(
        outcomes(rules, &format!(r#"{{ "treatments": {TWO}, "limit": 3 }}"#)),
        [MET, OPEN, MET, MET, MET]
    );
    let open = format!(r#"{{ "treatments": {{ "items": {TWO}, "complete": false }} }}"#);
    assert_eq!(outcomes(rules, &open), [MET, OPEN, OPEN, OPEN, OPEN]);
}

fn egfr(entries: &[(&str, &str)]) -> String {
    let entries: Vec<_> = entries
        .iter()
        .map(|(value, date)| format!(r#"{{ "value": {value}, "unit": "mL/min", "date": "{date}" }}"#))
        .collect();
    format!(r#"{{ "egfr": [{}] }}"#, entries.join(", "))
}

#[test]
fn latest_and_its_relatives() {
    let rules = "require a: latest egfr within 3 months >= 45 'mL/min'\nrequire b: earliest egfr >= 45 'mL/min'\n\
                 require c: highest egfr >= 60 'mL/min'\nrequire d: lowest egfr < 30 'mL/min'\n\
                 require e: average of egfr = 45 'mL/min'\nrequire f: latest egfr where (value < 45 'mL/min') < 35 'mL/min'\n";
    // What is dated after the decision is unseen.
    let three = egfr(&[("60", "2025-11-01"), ("30", "2025-09-01"), ("20", "2025-12-24")]);
    assert_eq!(outcomes(rules, &three), [MET, NOT, MET, NOT, MET, MET]);
    // Nothing in the window is unknown, and so is nothing at all.
    assert_eq!(outcomes(rules, &egfr(&[("60", "2024-01-01")]))[0], OPEN);
    assert_eq!(outcomes(rules, r#"{ "egfr": [] }"#)[..4], [OPEN; 4]);
    assert_eq!(outcomes(rules, "{}"), [OPEN; 6]);
    // Two on one day: both could be the latest.
    let tie = egfr(&[("60", "2025-11-01"), ("40", "2025-11-01")]);
    assert_eq!(outcomes(rules, &tie)[0], OPEN);
    let agreeing = egfr(&[("60", "2025-11-01"), ("50", "2025-11-01")]);
    assert_eq!(outcomes(rules, &agreeing)[0], MET);
    // A date to the month: it may be before or after the other one.
    let partial = egfr(&[("60", "2025-11"), ("40", "2025-11-10")]);
    assert_eq!(outcomes(rules, &partial)[0], OPEN);
    let earlier = egfr(&[("60", "2025-11"), ("40", "2025-10-10")]);
    assert_eq!(outcomes(rules, &earlier)[0], OPEN); // the month goes beyond the decision
}

#[test]
fn fields_of_a_record_that_was_found() {
    let rules = "define last = latest treatments by started\nrequire a: last.kind is injection\n\
                 require b: last.started within 1 year\nrequire c: last.ended is never\nrequire d: last.response is none\n\
                 require e: highest (doses) over treatments = 3\nrequire f: (sum of (doses) over treatments) = 4\n";
    assert_eq!(outcomes(rules, &format!(r#"{{ "treatments": {TWO} }}"#)), [MET, MET, MET, OPEN, MET, MET]);
}

#[test]
fn sets_have_values() {
    let rules = "require a: tags has red\nrequire b: tags has any of { green, blue }\n\
                 require c: tags has all of { red, green }\n";
    assert_eq!(outcomes(rules, r#"{ "tags": ["red", "green"] }"#), [MET, MET, MET]);
    assert_eq!(outcomes(rules, r#"{ "tags": ["red"] }"#), [MET, NOT, NOT]);
    assert_eq!(outcomes(rules, r#"{ "tags": [] }"#), [NOT, NOT, NOT]);
    assert_eq!(outcomes(rules, "{}"), [OPEN, OPEN, OPEN]);
    assert_eq!(outcomes(rules, r#"{ "tags": { "items": ["red"], "complete": false } }"#), [MET, OPEN, OPEN]);
}

#[test]
fn lists_in_lists_and_what_stands_outside() {
    let rules = "require a: some visits as v where v.tags has red and (some treated where doses >= limit)\n\
                 require b: every visits has (count of treated) >= 1\n\
                 require c: some visits where (some treated as t where t.started on or after day)\n";
    let record = format!(
        r#"{{ "limit": 3, "visits": [ {{ "day": "2025-03-01", "tags": ["red"], "treated": {TWO} }} ] }}"#
    );
    assert_eq!(outcomes(rules, &record), [MET, MET, MET]);
    let record = record.replace("\"limit\": 3", "\"limit\": 4");
    assert_eq!(outcomes(rules, &record)[0], NOT);
}

#[test]
fn a_single_observation() {
    let rules = "require a: crp < 10 'mg/L'\nrequire b: crp.date within 3 months\nrequire c: crp.value < 5 'mg/L'\n\
                 require d: crp <= 3 * crp.high\n";
    let record = r#"{ "crp": { "value": "<5", "unit": "mg/L", "date": "2025-10-01",
        "high": { "value": 5, "unit": "mg/L" } } }"#;
    assert_eq!(outcomes(rules, record), [MET; 4]);
}

#[test]
fn mistakes() {
    for (rule, code) in [
        ("require a: some limit where limit > 3", Code::WrongType),
        ("require a: some treatments where kidn is drug", Code::UnknownName),
        ("require a: some treatments where t.kind is drug", Code::UnknownName),
        ("require a: some treatments as t where t.kidn is drug", Code::UnknownName),
        ("require a: latest treatments", Code::WrongType),
        ("require a: latest treatments by kind", Code::WrongType),
        ("require a: highest treatments > 3", Code::WrongType),
        ("require a: limit has red", Code::WrongType),
        ("require a: tags has purple", Code::UnknownValue),
        ("require a: treatments", Code::NotACondition),
        ("require a: crp.valeu > 3 'mg/L'", Code::UnknownName),
        ("fact x: list of integer\nrequire a: limit > 3", Code::WrongType),
        ("fact doses: integer\nrequire a: some treatments where doses > 3", Code::Duplicate),
        ("record loop { inner: loop }\nrequire a: limit > 3", Code::Cycle),
        ("record empty { }\nrequire a: limit > 3", Code::EmptyGroup),
    ] {
        let found = errors(&format!("{rule}\n"));
        assert!(found.contains(&code), "{rule}: {found:?}");
    }
}

/// A function knows its parameters and the ruleset, and not the fields of the entry it is asked about: `doses` inside
/// of `more` is none of `treatments`.
#[test]
fn functions_and_branches_inside_of_questions() {
    let rules = "define more(n: integer) = n > limit\n\
                 define often(n: integer) = (count of treatments where doses >= n) >= 2\n\
                 define fresh(o: observation of quantity 'mg/L') = o < 10 'mg/L' and o.date within 3 months\n\
                 define newest(l: list of treatment) = count of l where kind is drug\n\
                 require a: some treatments where more(doses)\nrequire b: often(1)\nrequire c: often(2)\n\
                 require d: fresh(crp)\nrequire e: newest(treatments) = 1\n\
                 require f: some visits as v where (some v.treated as t where more(t.doses))\n\
                 require g: (sum of (if doses > 2 then doses else 0) over treatments) = 3\n";
    let record = format!(
        r#"{{ "limit": 2, "treatments": {TWO}, "visits": [{{ "day": "2025-03-01", "treated": {TWO} }}],
            "crp": {{ "value": 5, "unit": "mg/L", "date": "2025-11-01" }} }}"#
    );
    assert_eq!(outcomes(rules, &record), [MET, MET, NOT, MET, MET, MET, MET]);
    let hidden = "define more(n: integer) = n > doses\nrequire a: some treatments where more(doses)\n";
    assert_eq!(errors(hidden), [Code::UnknownName]);
}

#[test]
fn what_an_open_list_does_not_say_is_told() {
    let text = format!("{FACTS}require a: some treatments where response is none\n");
    let decision = decide(&ruleset(&text), &format!(r#"{{ "treatments": {TWO} }}"#));
    let unknown = &decision.rules()[0].unknown[0];
    assert_eq!(unknown.settled_by.as_deref(), Some("entry 2 does not say response"));
    let found =
        decide(&ruleset(&text.replace("is none", "is partial")), &format!(r#"{{ "treatments": {TWO} }}"#));
    assert_eq!(found.rules()[0].read[0].entries.len(), 1);
    // A date is told as it is recorded.
    let month = r#"{ "treatments": [{ "started": "2025-01", "response": "none" }] }"#;
    let found = decide(&ruleset(&text), month);
    assert_eq!(&*found.rules()[0].read[0].entries[0], "matches: entry 1 (started 2025-01, response none)");
}

/// What a record says wrongly of an entry is told with its place, and the entry could be anything.
#[test]
fn entries_that_cannot_be_read() {
    let ruleset =
        ruleset(&format!("{FACTS}require a: some treatments where kind is drug\nrequire b: egfr is known\n"));
    for (record, code) in [
        (r#"{ "treatments": 5 }"#, Code::RecordType),
        (r#"{ "treatments": [5] }"#, Code::RecordType),
        (r#"{ "treatments": [{ "kind": "pill" }] }"#, Code::RecordValue),
        (r#"{ "treatments": [{ "kidn": "drug" }] }"#, Code::UnknownKey),
        (r#"{ "treatments": [{ "kind": "drug", "kind": "drug" }] }"#, Code::RecordDuplicateKey),
        (r#"{ "egfr": [{ "value": 5 }] }"#, Code::RecordNoUnit),
        (r#"{ "egfr": [{ "value": 5000, "unit": "mL/min" }] }"#, Code::RecordRange),
        (r#"{ "tags": ["purple"] }"#, Code::RecordValue),
        (r#"{ "tags": "red" }"#, Code::RecordType),
        (r#"{ "treatments": { "items": [], "complet": false } }"#, Code::RecordType),
    ] {
        let decision = decide(&ruleset, record);
        let found: Vec<_> = decision.record_problems().iter().map(|problem| problem.code).collect();
        assert_eq!(found, [code], "{record}");
    }
}

/// What holds `when not recorded` is said of a record that is silent, and not of a list or a set that is there and open:
/// one of its entries may have been declined.
#[test]
fn an_open_list_is_not_silence() {
    let ruleset = ruleset(&format!(
        "{FACTS}require a: no treatments where kind is drug\n  when not recorded: met because \"So agreed\"\n\
         require b: tags has red\n  when not recorded: met because \"So agreed\"\n"
    ));
    let outcomes = |record: &str| {
        decide(&ruleset, record).rules().iter().map(|finding| finding.outcome).collect::<Vec<_>>()
    };
    assert_eq!(outcomes("{}"), [MET, MET]);
    let declined = r#"{ "treatments": { "items": [{ "kind": { "absent": "asked-declined" } }], "complete": false },
        "tags": { "items": ["blue"], "complete": false } }"#;
    assert_eq!(outcomes(declined), [OPEN, OPEN]);
}

/// A list of which all is known may still have no answer; an unknown is never bare.
#[test]
fn where_no_entry_could_belong_nothing_hangs_on_the_list() {
    let rules = "fact adult: boolean\nrequire helped: some treatments where (adult and doses >= 1)\n\
                 require either: (some treatments where (adult)) or (some treatments where (doses >= 1))\n";
    let decision = decide(&ruleset(&format!("{FACTS}{rules}")), r#"{ "adult": false }"#);
    let [helped, either] = &decision.rules()[..] else { panic!("two rules") };
    assert_eq!([helped.outcome, either.outcome], [NOT, OPEN]);
    let told = |finding: &elig::decision::Finding| {
        let list = finding.read.iter().find(|reading| &*reading.fact == "treatments");
        list.map(|reading| reading.entries.clone()).unwrap_or_default()
    };
    assert_eq!(told(helped), ["it makes no difference what it holds"]);
    assert!(told(either).is_empty(), "of one of the questions it does: {:?}", told(either));
}

#[test]
fn a_list_that_says_all_and_answers_nothing_says_why() {
    let ruleset = ruleset(
        "record visit { day: date, points: integer }\nfact visits: list of visit\n\
         define last = latest visits within 3 months\nrequire a: last.points > 2\n\
         require b: (average of (points) over visits within 3 months) > 2\n",
    );
    let why = |record: &str, rule: usize| {
        let decision = decide(&ruleset, record);
        let finding = &decision.rules()[rule];
        assert_eq!(finding.outcome, OPEN);
        let unknown = &finding.unknown[0];
        assert_eq!(decision.missing()[0].absent, decision.rules()[0].unknown[0].absent);
        (unknown.absent, unknown.settled_by.clone().unwrap_or_default())
    };
    let none = r#"{ "visits": [{ "day": "2025-01-01", "points": 3 }] }"#;
    let old = "the last one is too old: entry 1 (day 2025-01-01, points 3)".to_owned();
    assert_eq!(why(none, 0), (Absence::Stale, old.clone()));
    assert_eq!(why(none, 1), (Absence::Stale, old));
    assert_eq!(why(r#"{ "visits": [] }"#, 0), (Absence::NotRecorded, "it has no such entry".to_owned()));
    let two = r#"{ "visits": [{ "day": "2025-11-01", "points": 3 }, { "day": "2025-11-01", "points": 1 }] }"#;
    let tie = "more than one of its entries could be the latest";
    assert_eq!(why(two, 0), (Absence::Conflicting, tie.to_owned()));
    let open = r#"{ "visits": [{ "day": "2025-11-01", "points": 3 }, { "day": "2025-11", "points": 1 }] }"#;
    assert_eq!(why(open, 0), (Absence::Imprecise, format!("{tie}; entry 2 says of day only 2025-11")));
}

/// A field of the latest entry of which nothing is known could be never, or not.
#[test]
fn what_nothing_is_known_of_may_be_never() {
    let rules = "define last = latest treatments by started\nrequire a: last.ended is not never\n\
                 exclude b: last.ended is never\n\
                 table t: integer by last.ended { never : 1, < @2025 : 2, >= @2025 : 3 }\nrequire c: t != 1\n\
                 require d: (if limit > 3 then last.ended else last.started) is not never\n";
    for record in ["{}", r#"{ "treatments": [], "limit": 5 }"#] {
        assert_eq!(outcomes(rules, record), [OPEN; 4], "{record}");
    }
    let ended = r#"{ "treatments": [{ "started": "2025-01-10", "ended": "never" }], "limit": 5 }"#;
    assert_eq!(outcomes(rules, ended), [NOT, NOT, NOT, NOT]);
}

/// What is meant by a name has one answer: a field of the entry, or a parameter, or a field of the entry outside.
#[test]
fn a_name_that_could_be_two_things_is_an_error() {
    for rules in [
        "define high(doses: integer) = some treatments where doses >= doses\nrequire a: high(limit)\n",
        "define high(n: integer) = some treatments where kind is drug and doses >= n\n\
         define two(doses: integer) = high(doses) and some treatments where doses > 1\nrequire a: two(limit)\n",
        "record day { doses: integer, treated: list of treatment }\nfact days: list of day\n\
         require a: some days where (some treated where doses > 1)\n",
    ] {
        assert!(errors(rules).contains(&Code::Duplicate), "{rules}: {:?}", errors(rules));
    }
    // The name of the entry alone is its value, of an observation; of others a field is wanted.
    assert_eq!(errors("require a: some egfr as x where x > 30 'mL/min'\n"), []);
    assert!(errors("require a: some visits as x where x > 3\n").contains(&Code::WrongType));
    let named = "record day { doses: integer, treated: list of treatment }\nfact days: list of day\n\
                 require a: some days as d where (some d.treated where doses > d.doses)\n";
    assert_eq!(errors(named), []);
}

/// Only a question about an entry's own date, after something that is no entry's, sees what lies after the decision.
#[test]
fn what_is_dated_later_is_seen_only_where_it_is_asked_for() {
    let rules = "require a: some visits where day after @2025-01-01\nrequire b: some visits where @2025-01-01 before day\n\
                 require c: some visits where day > @2025-01-01\n\
                 require d: some visits where day on or before @2027-01-01\n\
                 require e: some visits as v where (some visits as w where w.day after v.day)\n\
                 require f: some visits where day within 2 days after previous.day\n\
                 require g: some visits where (some treated as t where t.started after day)\n";
    let later = r#"{ "visits": [{ "day": "2025-12-01", "treated": [{ "started": "2025-12-05" }] },
        { "day": "2025-12-02", "treated": [] }] }"#;
    assert_eq!(outcomes(rules, later), [MET, MET, MET, NOT, NOT, NOT, NOT]);
    let now = later.replace("2025-12-0", "2025-11-0");
    assert_eq!(outcomes(rules, &now), [MET, MET, MET, MET, MET, MET, MET]);
    let ruleset = ruleset(&format!("{FACTS}require a: some visits where day on or before @2027-01-01\n"));
    let told = decide(&ruleset, later).rules()[0].read[0].entries.clone();
    assert_eq!(told, ["none matches", "2 are dated after the decision, and not seen"]);
}

/// The field that is asked of the latest entry, and the entry by its date where several say the same.
#[test]
fn what_the_latest_entry_does_not_say_is_told() {
    let ruleset = ruleset(
        "record visit { day: date, points: integer }\nfact visits: list of visit\ndefine last = latest visits\n\
         require a: last.points >= 2\nrequire b: (latest (points) over visits) >= 2\n\
         require c: some visits where previous.points = 3\n",
    );
    let unknown = |record: &str, rule: usize| {
        let decision = decide(&ruleset, record);
        decision.rules()[rule].unknown[0].settled_by.clone().unwrap_or_default()
    };
    let silent = r#"{ "visits": [{ "day": "2025-01-01" }, { "day": "2024-01-01", "points": 3 }] }"#;
    assert_eq!(unknown(silent, 0), "entry 1 does not say points");
    let first = r#"{ "visits": [{ "day": "2024-12-20" }, { "day": "2025-01-01", "points": 3 }] }"#;
    assert_eq!(unknown(first, 2), "what is before entry 2 is not known, or does not say it");
    let alike =
        r#"{ "visits": [{ "day": "2024-01-05", "points": 2 }, { "day": "2025-01-20", "points": 2 }] }"#;
    let told = decide(&ruleset, alike).rules()[1].read[0].entries.clone();
    assert_eq!(told, ["latest: entry 2 (day 2025-01-20, points 2)"]);
    // Nothing is told of a list that is not recorded; of one that may have more, what is open.
    assert_eq!(decide(&ruleset, "{}").rules()[1].read[0].entries, Vec::<String>::new());
    let more = r#"{ "visits": { "items": [{ "day": "2025-01-01", "points": 3 }, { "day": "2024-01-01", "points": 1 }],
        "complete": false } }"#;
    assert_eq!(unknown(more, 1), "there may be further entries");
}

mod law {
    use elig::Outcome;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use crate::support::{decide, ruleset};

    const RULES: &str = "\
scale relief { none < some < lasting }
record treatment { started: date, relief: relief, doses: integer, missed: integer, ended: date or never }
fact treatments: list of treatment
fact limit: integer
define last = latest treatments by started
define first = earliest treatments by started where (doses >= limit)
require a: some treatments by started where relief is lasting and doses > limit
require b: no treatments by started where started within 1 year and relief < lasting
require c: every treatments by started where doses > 1 has relief > none
require d: (count of treatments by started where doses >= limit) between 1 and 2
require e: last.relief is some
require f: first.doses + last.doses > 3
require g: highest (doses) over treatments by started > 2
require h: (lowest (doses - missed) over treatments by started where (relief is not none)) < 1
require i: (sum of (if relief is none then 0 else doses) over treatments by started) >= 4
require j: (average of (doses) over treatments by started within 6 months) >= 2
require k: some treatments as t by started where (count of treatments by started where doses > t.doses) >= 2
require l: (count of treatments by started where doses > 0 spaced at least 2 months) >= 2
require m: in some 2 months from as_of - 6 months to as_of: (count of treatments by started where doses >= limit) >= 1
require n: in every 4 months from as_of - 6 months to as_of: some treatments by started where relief > none
require o: in each of 2 consecutive months from as_of - 6 months to as_of: count of treatments by started = 0
require p: some treatments by started where doses > previous.doses
require q: every treatments by started where previous.relief is none has relief > none
require r: (share of treatments by started where relief is none) >= 50 '%'
define reliefs = distinct relief over treatments by started where (doses > 0)
require s: reliefs is contiguous
require w: last.ended is not never
require x: (if limit > 1 then last.ended else first.ended) is never
require t: (count of reliefs) between 1 and 2
require u: reliefs has only { none, some }
require v: in some 3 months from last.started to as_of: (share of treatments by started where doses > 1) >= 50 '%'
  and (highest (doses) over treatments by started) > 2
";

    type Drawn = (Option<String>, Option<&'static str>, Option<i32>, Option<i32>);

    fn entry() -> impl Strategy<Value = Drawn> {
        let day = prop_oneof![
            Just("2025-11-01"),
            Just("2025-11"),
            Just("2025"),
            Just("2024-05-03"),
            Just("2025-12-24"),
            Just("2025-06-30")
        ];
        let relief = prop_oneof![Just("none"), Just("some"), Just("lasting")];
        (
            proptest::option::weighted(0.8, day.prop_map(str::to_owned)),
            proptest::option::weighted(0.7, relief),
            proptest::option::weighted(0.7, 0..4),
            proptest::option::weighted(0.7, 0..3),
        )
    }

    /// What is missing of an entry is filled in, and a date to the month or the year becomes a day of it.
    fn finer((day, relief, doses, missed): &Drawn, choice: u32) -> Drawn {
        let pick = choice as usize;
        let days = ["2025-11-01", "2025-01-15", "2024-05-03"];
        let finer_day = match day.as_deref() {
            None => days[pick % 3].to_owned(),
            Some("2025") => ["2025-11-20", "2025-03-03", "2025-12-31"][pick % 3].to_owned(),
            Some("2025-11") => ["2025-11-01", "2025-11-20", "2025-11-30"][pick % 3].to_owned(),
            Some(known) => known.to_owned(),
        };
        (
            Some(finer_day),
            relief.or(Some(["none", "some", "lasting"][pick / 3 % 3])),
            doses.or(Some(i32::try_from(pick / 9 % 4).unwrap_or(0))),
            missed.or(Some(i32::try_from(pick / 36 % 3).unwrap_or(0))),
        )
    }

    fn written((day, relief, doses, missed): &Drawn) -> Value {
        // It is over where the dose is known and even.
        let ended = doses.map(|doses| if doses % 2 == 0 { "2025-11-02" } else { "never" });
        json!({ "started": day, "relief": relief, "doses": doses, "missed": missed, "ended": ended })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        /// What a list with gaps decides, it decides in the same way when the gaps are filled.
        #[test]
        fn what_is_learned_of_entries_turns_nothing_over(
            entries in proptest::collection::vec(entry(), 0..4),
            more in proptest::collection::vec(entry(), 0..3),
            choices in proptest::collection::vec(0u32..108, 7),
            complete in any::<bool>(),
            (known, limit) in (any::<bool>(), 0..4),
        ) {
            thread_local! { static RULESET: elig::Ruleset = ruleset(RULES); }
            let before: Vec<_> = entries.iter().map(written).collect();
            let later = if complete { &[][..] } else { &more[..] };
            let after: Vec<_> = entries
                .iter()
                .chain(later)
                .zip(&choices)
                .map(|(entry, choice)| written(&finer(entry, *choice)))
                .collect();
            let before = json!({
                "treatments": { "items": before, "complete": complete },
                "limit": known.then_some(limit),
            });
            let after = json!({ "treatments": after, "limit": limit });
            let outcomes = |record: &Value| -> Vec<Outcome> {
                RULESET.with(|ruleset| {
                    let decision = decide(ruleset, &record.to_string());
                    assert!(decision.record_problems().is_empty(), "{:?}", decision.record_problems());
                    decision.rules().iter().map(|finding| {
                        let bare = finding.outcome == Outcome::Unknown && finding.unknown.is_empty();
                        assert!(!bare, "{record}: {} is unknown without a reason", finding.label);
                        finding.outcome
                    }).collect()
                })
            };
            for (at, (before_it, after_it)) in outcomes(&before).iter().zip(outcomes(&after)).enumerate() {
                prop_assert!(
                    *before_it == Outcome::Unknown || *before_it == after_it,
                    "rule {at} was {before_it:?} and became {after_it:?}: {before} then {after}"
                );
            }
        }
    }
}
