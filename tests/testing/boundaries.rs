//! Tests at the bounds: every bound is found, and what is written is what the ruleset says.

use elig::loader::{Memory, Wanted};
use elig::testing::{Boundaries, boundaries};
use jiff::civil::date;

/// The bounds of a ruleset, which its own words confirm: every test that is written passes.
fn bounds(rules: &str) -> Boundaries {
    let files = Memory::new().with("r.elig", rules);
    let compilation = elig::compile(&files, Wanted::File("r.elig"));
    let shown = compilation.problems.render_plain(&compilation.sources);
    let ruleset = compilation.ruleset.unwrap_or_else(|| panic!("{shown}"));
    let found = boundaries(&ruleset, &compilation.suite, elig::AsOf::RecordOr(date(2025, 11, 20)))
        .expect("a patient is made up");
    let files = files.with("r.test.elig", found.text.as_str());
    let tests = elig::compile(&files, Wanted::File("r.test.elig"));
    let shown = tests.problems.render_plain(&tests.sources);
    let ruleset = tests.ruleset.unwrap_or_else(|| panic!("{shown}\n{}", found.text));
    assert_eq!(tests.suite.tests.len(), found.cases, "{}", found.text);
    for test in &tests.suite.tests {
        let result = test.run(&ruleset).expect("its own vocabulary");
        assert!(result.passes(), "{}: {:?}\n{}", test.title, result.differences, found.text);
    }
    found
}

/// The first cells of the table of a fact.
fn cells(found: &Boundaries, fact: &str) -> Vec<String> {
    let table =
        found.text.split(&format!("cases {fact} {{\n")).nth(1).unwrap_or_else(|| panic!("{}", found.text));
    let rows = table.split("\n  }").next().unwrap_or_default().lines();
    rows.filter_map(|row| row.split_once(" : ")).map(|(cell, _)| cell.trim().to_owned()).collect()
}

#[test]
fn bounds_of_numbers() {
    let found = bounds(
        "ruleset r\nfact a: integer 0..100\nfact b: decimal 0..10\nfact c: quantity 'mg/dL' 0..500 of glucose\n\
         fact d: quantity 'Cel' 20..50\nfact e: integer\n\
         require a between 18 and 65\nrequire b: b < 6.5\nrequire c: c < 7.0 'mmol/L'\nexclude d: d > 101 '[degF]'\nrequire e: e >= 4000\n",
    );
    assert_eq!(cells(&found, "a"), ["17", "18", "19", "64", "65", "66", "without"]);
    assert_eq!(cells(&found, "b"), ["6.4", "6.5", "6.6", "without"]);
    assert_eq!(cells(&found, "c"), ["125 'mg/dL'", "126 'mg/dL'", "127 'mg/dL'", "without"]);
    assert_eq!(cells(&found, "e"), ["3999", "4000", "4001", "without"]);
    // 101 degrees Fahrenheit are 38.333… degrees Celsius: the two next to it, to four places.
    let fever = cells(&found, "d");
    assert!(
        fever.iter().any(|cell| cell == "38.3333 'Cel'") && fever.iter().any(|cell| cell == "38.3334 'Cel'"),
        "{fever:?}"
    );
}

#[test]
fn bounds_of_dates() {
    let found = bounds(
        "ruleset r\nfact birth_date: date fixed\nfact onset: date\nfact surgery: date or never\n\
         require adult: age >= 18 years\nrequire onset: onset at least 6 months ago\nexclude surgery within 2 weeks\n",
    );
    assert_eq!(cells(&found, "birth_date"), ["@2007-11-19", "@2007-11-20", "@2007-11-21", "without"]);
    assert_eq!(cells(&found, "onset"), ["@2025-05-19", "@2025-05-20", "@2025-05-21", "without"]);
    let surgery = cells(&found, "surgery");
    assert_eq!(surgery[..3], ["@2025-11-05", "@2025-11-06", "@2025-11-07"]);
    assert_eq!(surgery[3..], ["@2025-11-19", "@2025-11-20", "@2025-11-21", "without"]);
}

#[test]
fn bounds_of_a_formula() {
    let found = bounds(
        "ruleset r\nfact birth_date: date fixed\nfact weight: quantity 'kg' 2..400\nfact creatinine: quantity 'mg/dL' 0.1..20 of creatinine\n\
         define clearance = (140 - number of age in years) * number of weight in 'kg' / (72 * number of creatinine in 'mg/dL')\n\
         require enough: clearance >= 60\n",
    );
    assert!(cells(&found, "weight").len() >= 4, "{}", found.text);
    assert!(cells(&found, "creatinine").len() >= 4, "{}", found.text);
    assert!(cells(&found, "birth_date").len() >= 3, "{}", found.text);
}

#[test]
fn choices_scales_and_sets() {
    let found = bounds(
        "ruleset r\nchoice kind { a, b, c }\nscale level { low < middle < high }\nfact kind: kind\nfact level: level\nfact marks: set of kind\n\
         require kind: kind in { a, b }\nrequire level: level >= middle\nexclude marks: marks has c\n",
    );
    assert_eq!(cells(&found, "kind"), ["b", "c", "without"]);
    assert_eq!(cells(&found, "level").len(), 3);
    assert!(cells(&found, "marks").contains(&"[ c ]".to_owned()), "{}", found.text);
}

#[test]
fn entries_of_lists() {
    let found = bounds(
        "ruleset r\nscale level { low < middle < high }\nrecord visit { day: date, level: level, done: boolean }\nfact visits: list of visit\n\
         fact odi: list of observation of quantity '%' 0..100\n\
         require seen: some visits where level >= middle and done and day within 6 months\nrequire odi: latest odi within 1 month >= 30 '%'\n",
    );
    let visits = cells(&found, "visits").join("\n");
    for wanted in ["[]", "@2025-05-19", "@2025-05-20", "level = low", "done = false", "without"] {
        assert!(visits.contains(wanted), "{wanted}\n{visits}");
    }
    let odi = cells(&found, "odi").join("\n");
    for wanted in ["29 '%'", "30 '%'", "@2025-10-19", "@2025-10-20"] {
        assert!(odi.contains(wanted), "{wanted}\n{odi}");
    }
    assert!(found.not_reached.is_empty(), "{:?}", found.not_reached);
}

#[test]
fn rows_and_points() {
    let found = bounds(
        "ruleset r\nchoice plan { none, short, long }\nfact size: quantity 'mm' 0..50\nfact smoker: boolean\nfact old: boolean\nfact tender: boolean\n\
         table follow_up: plan by size | smoker {\n  < 6 'mm' | any : none,\n  6 'mm' to 8 'mm' | false : short,\n  6 'mm' to 8 'mm' | true : long,\n  > 8 'mm' | any : long,\n}\n\
         score points { +1 when smoker, +2 when old, -1 when tender }\n\
         output plan: plan = follow_up\nrequire points: points < 3\n",
    );
    assert!(found.not_reached.is_empty(), "{:?}", found.not_reached);
    // The two rows in the middle differ by the second column: two facts must change at once.
    assert!(
        found.text.contains("output plan = short") && found.text.contains("output plan = long"),
        "{}",
        found.text
    );
    for cell in ["5 'mm'", "6 'mm'", "7 'mm'"] {
        assert!(cells(&found, "size").contains(&cell.to_owned()), "{}", found.text);
    }
}

/// Two facts that must be given together are found by changing both.
#[test]
fn what_needs_two_changes() {
    let found = bounds(
        "ruleset r\nfact a: boolean\nfact b: boolean\nfact n: integer 0..10\nexclude both: a and b\nrequire n >= 3\n",
    );
    assert!(found.not_reached.is_empty(), "{:?}", found.not_reached);
}

#[test]
fn nobody_is_admitted() {
    let found = bounds(
        "ruleset r\nfact a: integer 0..10\nexclude everybody: true\n  allow W0201 \"on purpose\"\nrequire a: a > 3\n",
    );
    assert_eq!(found.verdict, elig::Verdict::Ineligible);
    assert_eq!(cells(&found, "a"), ["2", "3", "4", "without"]);
}
