//! Rulesets and records of any size, always the same.

use elig::loader::{Memory, Wanted};
use elig::{AsOf, Record, Ruleset};

/// The date of all decisions.
pub fn day() -> AsOf {
    AsOf::Fixed(jiff::civil::date(2025, 11, 20))
}

pub fn ruleset(text: &str) -> Ruleset {
    let files = Memory::new().with("made.elig", text);
    match elig::compile(&files, Wanted::File("made.elig")).into_result() {
        Ok(ruleset) => ruleset,
        Err(error) => panic!("{error}"),
    }
}

/// What is wrong with a text, and its rendering.
pub fn problems(text: &str) -> String {
    let files = Memory::new().with("made.elig", text);
    let found = elig::compile(&files, Wanted::File("made.elig"));
    assert!(found.ruleset.is_none(), "there is something wrong with it");
    found.problems.render_plain(&found.sources)
}

pub fn record(ruleset: &Ruleset, text: &str) -> Record {
    Record::from_json(ruleset.vocabulary(), text).expect("it is a record")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// How many facts so many rules read: more where there are more.
fn facts_of(rules: usize) -> usize {
    12 + rules / 10
}

/// Rules of three lines each.
pub fn rules(count: usize) -> String {
    let many = facts_of(count);
    let facts = lines(many, |at| format!("fact f{at}: integer 0..1000\n"));
    let rules = lines(count, |at| {
        let (one, other) = (at % many, (at * 7_919 + 1) % many);
        format!(
            "require r{at}: f{one} >= {} or f{other} < {}\n  because \"the {at}th rule, as a page would say it\"\n  \
             cite page \"under the {at}th heading\"\n",
            at % 900 + 1,
            at % 700 + 100
        )
    });
    format!("ruleset made\nsource page {{ title \"A page\" }}\n{facts}{rules}")
}

/// A record for so many rules, of which one fact is missing.
pub fn patient(rules: usize) -> String {
    all_facts(facts_of(rules) - 1)
}

/// So many facts, one rule a fact.
pub fn facts(count: usize) -> String {
    let facts = lines(count, |at| format!("fact f{at}: integer 0..1000\n"));
    let rules = lines(count, |at| format!("require r{at}: f{at} >= {}\n", at % 900 + 1));
    format!("{facts}{rules}")
}

/// A record that says all of them.
pub fn all_facts(count: usize) -> String {
    let facts: Vec<String> = (0..count).map(|at| format!("\"f{at}\":{}", (at * 83 + 7) % 1000)).collect();
    format!("{{{}}}", facts.join(","))
}

pub const HISTORY: &str = "record visit { day: date, weight: integer 0..500, done: boolean }\n\
    fact visits: list of visit\n\
    require heavy: some visits where (weight >= 499 and done)\n\
    require few: (count of visits where (weight < 20)) <= 1000000\n\
    require recent: latest_visit.weight >= 0\n\
    define latest_visit = latest visits\n";

/// So many entries, some days apart, that say nearly all.
pub fn history(count: usize) -> String {
    let start = jiff::civil::date(1990, 1, 1);
    let visit = |at: usize| {
        let day =
            start.saturating_add(jiff::Span::new().days(i64::try_from(at * 12_000 / count).unwrap_or(0)));
        match at % 10 {
            3 => format!("{{\"day\":\"{day}\",\"weight\":{}}}", at % 450),
            _ => format!("{{\"day\":\"{day}\",\"weight\":{},\"done\":{}}}", at % 450, at.is_multiple_of(3)),
        }
    };
    let visits: Vec<String> = (0..count).map(visit).collect();
    format!("{{\"visits\":[{}]}}", visits.join(","))
}

/// Stretches of days over a history.
pub const STRETCHES: &str = "record visit { day: date, weight: integer 0..500, done: boolean }\n\
    fact visits: list of visit\n\
    require often: in every 30 days from @2000-01-01 to @2001-12-31: count of visits >= 0\n";

/// Parentheses within one another.
pub fn nested(depth: usize) -> String {
    let (mut open, mut close) = (String::new(), String::new());
    for at in 0..depth {
        open.push_str(if at % 2 == 0 { "(y and not " } else { "(z or " });
        close.push(')');
    }
    format!("fact y: boolean\nfact z: boolean\nrequire r: {open}y{close}\n")
}

/// One condition of so many parts.
pub fn chain(parts: usize) -> String {
    let facts = lines(12, |at| format!("fact f{at}: integer 0..1000\n"));
    let parts: Vec<String> = (0..parts).map(|at| format!("f{} >= {}", at % 12, at % 900 + 1)).collect();
    format!("{facts}require r: {}\n", parts.join(" and "))
}

/// So many rules about facts that are not there.
pub fn mistakes(rules: usize) -> String {
    let facts = lines(100, |at| format!("fact pain_of_kind_{at}: boolean\n"));
    format!("{facts}{}", lines(rules, |at| format!("require r{at}: pain_of_knid_{}\n", at % 1000)))
}

/// So many lines in which nothing can be read.
pub fn noise(count: usize) -> String {
    const PIECES: [&str; 10] = [
        "require (",
        "and and",
        "fact :",
        "} else",
        "\"open",
        "'mg/dL",
        "12 34 @",
        "where }",
        "in { ,",
        "score x {",
    ];
    lines(count, |at| {
        let piece = |step: usize| PIECES[(at * step + step) % PIECES.len()];
        format!("{} {} {}\n", piece(3), piece(7), piece(1))
    })
}

/// A text that says so much of a fact.
pub fn text(length: usize) -> String {
    format!("{{\"note\":\"{}\"}}", "word ".repeat(length / 5))
}

/// Rows of a table.
pub fn table(rows: usize) -> String {
    let header: Vec<String> = (0..12).map(|at| format!("f{at}")).collect();
    let row = |at: usize| {
        let cells: Vec<String> = (0..12).map(|column| ((at * 31 + column * 7) % 1000).to_string()).collect();
        format!("p{at},{}\n", cells.join(","))
    };
    format!("id,{}\n{}", header.join(","), lines(rows, row))
}

/// Records, a line each.
pub fn stream(records: usize) -> String {
    lines(records, |at| {
        let facts: Vec<String> =
            (0..12).map(|fact| format!("\"f{fact}\":{}", (at * 31 + fact * 7) % 1000)).collect();
        format!("{{\"id\":\"p{at}\",{}}}\n", facts.join(","))
    })
}

pub const BOUND: &str = "fact weights: list of observation of quantity 'kg' 0..500\n\
    valueset weighing { loinc: 29463-7 }\n\
    bind weights from Observation where code in weighing: value value, date effective\n\
    require light: no weights where (value > 450 'kg')\n";

/// A Bundle of one patient with so many measurements.
pub fn bundle(count: usize) -> String {
    let entry = |at: usize| {
        format!(
            "{{\"resource\":{{\"resourceType\":\"Observation\",\"id\":\"o{at}\",\"status\":\"final\",\
             \"subject\":{{\"reference\":\"Patient/p\"}},\
             \"code\":{{\"coding\":[{{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}}]}},\
             \"effectiveDateTime\":\"2024-{:02}-{:02}\",\
             \"valueQuantity\":{{\"value\":{},\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}}}}}}",
            at % 12 + 1,
            at % 28 + 1,
            at % 400
        )
    };
    let patient = "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\"}}".to_owned();
    let entries: Vec<String> = std::iter::once(patient).chain((0..count).map(entry)).collect();
    format!("{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{}]}}", entries.join(","))
}
