//! All small expressions, and not only those that chance finds.
//!
//! Over a boolean, a whole number and a choice: every expression of at most three levels that the grammar below makes, on
//! every record of the values below. A level names those below it by `define`, so that they are worked out once.
//!
//! ```text
//! first   b, i >= 5, c is red
//! second  first, not x, x and y, x or y, x = y; comparisons of i with 5 in a branch, a least and a quotient
//! third   not x, x and y, x or y, x = y, exactly 1 of { x, y } of the second; if x of the first then y else z
//! ```
//!
//! That is 9,108 expressions on 36 records. With `--ignored` the second level has exactly 1 of { x, y },
//! if x then y else z, at least 2 of { x, y, z } and more numbers, too: 91,086 expressions, which takes some minutes.

use std::fmt::Write;

use elig::AsOf;
use jiff::civil::date;
use serde_json::{Map, Value as Json, json};

use super::calendar::Day;
use super::decide::decide;
use super::differential::{compiled, outcome};
use super::program::Program;

const FACTS: &str = "\
ruleset small
fact b: boolean
fact i: integer 0..10
fact c: choice { red, green, blue }
";

/// So many rules in a ruleset.
const PORTION: usize = 1000;

/// What stands in for each fact; nothing where it is not recorded.
fn records() -> Vec<Json> {
    let facts: [(&str, Vec<Option<Json>>); 3] = [
        ("b", vec![None, Some(json!(true)), Some(json!(false))]),
        ("i", vec![None, Some(json!(4)), Some(json!(5)), Some(json!(6))]),
        ("c", vec![None, Some(json!("red")), Some(json!("green"))]),
    ];
    let mut records = vec![Map::new()];
    for (path, values) in facts {
        let with = |record: &Map<String, Json>, value: &Option<Json>| {
            let mut record = record.clone();
            record.extend(value.iter().map(|value| (path.to_owned(), value.clone())));
            record
        };
        records =
            records.iter().flat_map(|record| values.iter().map(move |value| with(record, value))).collect();
    }
    records.into_iter().map(Json::Object).collect()
}

fn pairs(names: &[String]) -> impl Iterator<Item = (&String, &String)> {
    names.iter().flat_map(|one| names.iter().map(move |other| (one, other)))
}

fn joined(names: &[String]) -> Vec<String> {
    let mut made: Vec<_> = names.iter().map(|name| format!("not {name}")).collect();
    for (one, other) in pairs(names) {
        made.extend(["and", "or", "="].map(|word| format!("{one} {word} {other}")));
    }
    made
}

fn one_of_two(names: &[String]) -> impl Iterator<Item = String> {
    pairs(names).map(|(one, other)| format!("exactly 1 of {{ {one}, {other} }}"))
}

fn first() -> Vec<String> {
    ["b", "i >= 5", "c is red"].map(str::to_owned).to_vec()
}

fn second(more: bool) -> Vec<String> {
    let first: Vec<_> = first().iter().map(|atom| format!("({atom})")).collect();
    let mut made = first.clone();
    made.extend(joined(&first));
    if !more {
        made.extend(
            ["if b then i else 7", "min of { i, 5 }", "i / i + 4"].map(|number| format!("({number}) = 5")),
        );
        return made;
    }
    made.extend(one_of_two(&first));
    for (one, two) in pairs(&first) {
        for three in &first {
            made.push(format!("if {one} then {two} else {three}"));
            made.push(format!("at least 2 of {{ {one}, {two}, {three} }}"));
        }
    }
    for number in
        ["i + 1", "i * 2 - 5", "if b then i else 7", "min of { i, 5 }", "max of { i, 5 }", "i / i + 4"]
    {
        made.extend(["=", "<", ">="].map(|sign| format!("({number}) {sign} 5")));
    }
    made
}

fn third(second: &[String]) -> Vec<String> {
    let mut made = joined(second);
    made.extend(one_of_two(second));
    for condition in first() {
        made.extend(pairs(second).map(|(one, other)| format!("if {condition} then {one} else {other}")));
    }
    made
}

#[test]
fn all_small_expressions() {
    check(false, 9_108);
}

#[test]
#[ignore = "takes minutes"]
fn all_small_expressions_of_more_forms() {
    check(true, 91_086);
}

fn check(more: bool, many: usize) {
    let below = second(more);
    let mut head = String::from(FACTS);
    let names: Vec<_> = (0..below.len()).map(|index| format!("d{index}")).collect();
    for (name, body) in names.iter().zip(&below) {
        writeln!(head, "define {name} = {body}").expect("a string takes all");
    }
    let expressions = third(&names);
    let records = records();
    assert_eq!((records.len(), expressions.len()), (36, many));
    let today = Day::new(2025, 11, 20).expect("a day");
    for portion in expressions.chunks(PORTION) {
        let mut text = head.clone();
        for (index, expression) in portion.iter().enumerate() {
            writeln!(text, "require rule_{index}: {expression}").expect("a string takes all");
        }
        let ruleset =
            compiled(&text).unwrap_or_else(|why| panic!("{}", why.lines().next().unwrap_or_default()));
        let program = Program::read(&text).expect("it is supported");
        for record in &records {
            let found = ruleset
                .decide_json(&record.to_string(), AsOf::Fixed(date(2025, 11, 20)))
                .expect("the record is an object");
            let wanted = decide(&program, record, today).expect("it is supported");
            for ((found, (_, wanted)), expression) in found.outcomes().zip(&wanted.rules).zip(portion) {
                assert_eq!(outcome(found.1), *wanted, "{expression} of {record}, where\n{head}");
            }
        }
    }
}
