//! Every code has a page, and every page is true: its wrong example gives the code, its mended one does not.
//! What a user sees of the wrong example is kept as a snapshot.

use elig::diagnostic::{Code, Severity};
use elig::loader::{Memory, Wanted};
use elig::record::fhir::{Bindings, Collector};
use elig::record::{Delimiter, RecordProblem, Table};
use elig::{AsOf, Compilation, Record, Ruleset};
use jiff::civil::date;

use crate::support::render;

/// Codes whose examples cannot stand in a page; each has a test of its own.
const SHOWN_ELSEWHERE: &[Code] = &[
    Code::Unreadable,       // tests/cli.rs: a file that is no text
    Code::TooLarge,         // tests/limits.rs
    Code::RecordTooLarge,   // tests/records.rs
    Code::UnknownCommand,   // tests/repl.rs
    Code::CommandArguments, // tests/repl.rs
];

/// A fenced block of a page: ```` ```elig wrong file=spine.elig ````.
struct Block {
    role: Role,
    file: String,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Wrong,
    Mended,
    Both,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let text: String =
            lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        let mut words = info.split(' ');
        let language = words.next().unwrap_or_default();
        let role = match words.next() {
            Some("wrong") => Role::Wrong,
            Some("mended") => Role::Mended,
            Some("both") => Role::Both,
            _ => continue,
        };
        let default = match language {
            "json" => "record.json",
            "csv" => "record.csv",
            _ => "main.elig",
        };
        let file = words.find_map(|word| word.strip_prefix("file=")).unwrap_or(default);
        found.push(Block { role, file: file.to_owned(), text });
    }
    found
}

/// What comes of the blocks of one role: the codes, and what a user sees.
fn outcome(blocks: &[Block], role: Role) -> (Vec<Code>, String) {
    let chosen = || blocks.iter().filter(|block| block.role == role || block.role == Role::Both);
    let files = chosen()
        .filter(|block| !block.file.starts_with("record.") && block.file != "bundle.json")
        .fold(Memory::new(), |files, block| files.with(&block.file, &block.text));
    let Compilation { sources, problems, ruleset, .. } = elig::compile(&files, Wanted::File("main.elig"));
    let mut codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    let mut shown = render(&problems, &sources);
    if let (Some(table), Some(ruleset)) = (chosen().find(|block| block.file == "record.csv"), &ruleset) {
        let mut told = |problem: &elig::record::RecordProblem| {
            codes.push(problem.code);
            shown +=
                &format!("record.csv:{problem}\n  help: {}\n", problem.help.as_deref().unwrap_or("none"));
        };
        let table = Table::new(table.text.as_bytes(), Delimiter::Comma, ruleset.vocabulary());
        let table = table.expect("memory can be read");
        table.problems().iter().for_each(&mut told);
        for row in table {
            match row.expect("memory can be read") {
                Err(problem) => told(&problem),
                Ok(text) => {
                    let record =
                        Record::from_json(ruleset.vocabulary(), &text.text).expect("it is an object");
                    record.problems().iter().for_each(|problem| told(&text.placed(problem)));
                }
            }
        }
    }
    if let (Some(bundle), Some(ruleset)) = (chosen().find(|block| block.file == "bundle.json"), &ruleset) {
        for problem in of_bundle(ruleset, &bundle.text) {
            codes.push(problem.code);
            let help = problem.help.as_deref().unwrap_or("none");
            shown.push_str(&format!("bundle.json:{problem}\n  help: {help}\n"));
        }
    }
    if let (Some(record), Some(ruleset)) = (chosen().find(|block| block.file == "record.json"), ruleset) {
        let record_problems = match Record::from_json(ruleset.vocabulary(), &record.text) {
            Ok(record) => {
                let as_of = record.as_of().unwrap_or(date(2025, 11, 20));
                let decision = ruleset.decide(&record, AsOf::Fixed(as_of)).expect("its own vocabulary");
                for warning in decision.warnings() {
                    codes.push(warning.code);
                    shown.push_str(&format!("{}: {}\n", warning.code, warning.message));
                }
                record.problems().to_vec()
            }
            Err(problem) => vec![problem],
        };
        for problem in record_problems {
            codes.push(problem.code);
            shown.push_str(&format!(
                "record.json:{problem}\n  help: {}\n",
                problem.help.as_deref().unwrap_or("none")
            ));
        }
    }
    (codes, shown)
}

/// What is told of the records that a Bundle makes.
fn of_bundle(ruleset: &Ruleset, text: &str) -> Vec<RecordProblem> {
    let mut collector = Collector::new(&Bindings::of(ruleset), ruleset.vocabulary());
    collector.add(text, "");
    let mut told = collector.problems().to_vec();
    for record in collector.finish() {
        let read = Record::from_json(ruleset.vocabulary(), &record.text).expect("it is a record");
        told.extend(record.problems().iter().cloned());
        told.extend(read.problems().iter().map(|problem| record.placed(problem)));
    }
    told
}

#[test]
fn every_page_has_its_title_and_true_examples() {
    for code in Code::ALL {
        let page = code.page();
        assert!(
            page.starts_with(&format!("# {code}: {}\n", code.title())),
            "the title of the page of {code}"
        );
        assert!(page.contains("## Wrong") && page.contains("## Mended"), "the parts of the page of {code}");
        if SHOWN_ELSEWHERE.contains(code) {
            continue;
        }
        let blocks = blocks(page);
        let (wrong, shown) = outcome(&blocks, Role::Wrong);
        assert!(wrong.contains(code), "the wrong example of {code} gives {wrong:?}\n{shown}");
        let (mended, shown) = outcome(&blocks, Role::Mended);
        let bad: Vec<_> =
            mended.iter().filter(|found| *found == code || found.severity() == Severity::Error).collect();
        assert!(bad.is_empty(), "the mended example of {code} gives {bad:?}\n{shown}");
    }
}

#[test]
fn what_a_user_sees_of_each_code() {
    for code in Code::ALL.iter().filter(|code| !SHOWN_ELSEWHERE.contains(code)) {
        let (_, shown) = outcome(&blocks(code.page()), Role::Wrong);
        insta::with_settings!({ snapshot_path => "codes", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(code.as_str(), shown);
        });
    }
}

#[test]
fn codes_are_unique_and_in_order() {
    let texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let mut sorted = texts.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(texts, sorted);
}

/// No page without a code: a page that nothing leads to is a page nobody reads.
#[test]
fn every_page_belongs_to_a_code() {
    for entry in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/codes")).expect("the folder is there")
    {
        let name = entry.expect("it can be read").file_name().into_string().expect("plain names");
        let code = name.strip_suffix(".md").and_then(Code::find);
        assert!(code.is_some(), "{name} belongs to no code");
    }
}
