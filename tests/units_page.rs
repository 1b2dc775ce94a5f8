//! The tables of `docs/units.md` say what the program knows: the analytes of `rulesets/units`, their sources,
//! and the spellings of units that records may use.

use std::fmt::Write;

use elig::diagnostic::Problems;
use elig::quantity::unit::ALIASES;
use elig::source::FileId;
use elig::syntax::ast::{
    AnalyteDeclaration, AnalyteEntry, ClauseKind, File, NumberLiteral, SourceEntryKind, StatementKind, Unit,
};
use elig::syntax::parse;
use indexmap::IndexMap;

const PAGE: &str = include_str!("../docs/units.md");

const FILES: [&str; 7] = [
    include_str!("../rulesets/units/chemistry.elig"),
    include_str!("../rulesets/units/drugs.elig"),
    include_str!("../rulesets/units/electrolytes.elig"),
    include_str!("../rulesets/units/haematology.elig"),
    include_str!("../rulesets/units/hormones.elig"),
    include_str!("../rulesets/units/lipids.elig"),
    include_str!("../rulesets/units/markers.elig"),
];

const SOURCES: &str = include_str!("../rulesets/units/sources.elig");

fn read(text: &str) -> File {
    let mut problems = Problems::new();
    let file = parse(text, FileId::default(), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    file
}

/// The page between two comments, `<!-- analytes -->` and `<!-- end of analytes -->`.
fn on_the_page(name: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("<!-- {name} -->\n\n")).expect("the table begins");
    rest.split_once(&format!("\n<!-- end of {name} -->")).expect("the table ends").0
}

fn assert_shown(name: &str, expected: &str) {
    assert!(
        on_the_page(name) == expected,
        "the table of {name} in docs/units.md is another one; paste this between its two comments:\n\n{expected}"
    );
}

fn amount((number, unit): &(NumberLiteral, Unit)) -> String {
    format!("{} '{}'", number.written, unit.code)
}

/// `1 'mg/dL' = 88.4 'umol/L'`, a unit alone, or the equation of a relation.
fn entry(entry: &AnalyteEntry) -> String {
    match entry {
        AnalyteEntry::MeasuredIn(unit) => format!("`'{}'`", unit.code),
        AnalyteEntry::Factor(factor) => format!("`{} = {}`", amount(&factor.left), amount(&factor.right)),
        AnalyteEntry::Relation(relation) => {
            let added = relation.intercept.as_ref().map(|number| {
                let value = number.value();
                if value.is_negative() { format!(" - {}", -value) } else { format!(" + {value}") }
            });
            format!(
                "`{}: '{}' = {} * '{}' of {}{}`",
                relation.name.text,
                relation.unit.code,
                relation.slope.written,
                relation.other_unit.code,
                relation.other.text,
                added.unwrap_or_default()
            )
        }
    }
}

fn row(analyte: &AnalyteDeclaration) -> String {
    let entries: Vec<_> = analyte.entries.iter().map(entry).collect();
    let cited = analyte.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Cite(source, place) => {
            let place = place.as_ref().map(|place| format!(": {}", place.value())).unwrap_or_default();
            Some(format!("`{}`{place}", source.text))
        }
        _ => None,
    });
    let cited: Vec<_> = cited.collect();
    let description = analyte.description.as_ref().map(elig::syntax::ast::Text::value).unwrap_or_default();
    format!(
        "| `{}` | {description} | {} | {} |\n",
        analyte.name.text,
        entries.join("<br>"),
        cited.join("<br>")
    )
}

#[test]
fn the_page_lists_every_analyte() {
    let mut expected = String::new();
    for file in FILES {
        for statement in read(file).statements {
            match statement.kind {
                StatementKind::Vocabulary(header) => {
                    let title = header.title.map(|title| title.value()).unwrap_or_default();
                    let gap = if expected.is_empty() { "" } else { "\n" };
                    write!(
                        expected,
                        "{gap}### {title}\n\n| name | what it is | measured in, or its factor | from |\n|---|---|---|---|\n"
                    )
                    .expect("a string takes all");
                }
                StatementKind::Analyte(analyte) => expected += &row(&analyte),
                _ => {}
            }
        }
    }
    assert_shown("analytes", &expected);
}

#[test]
fn the_page_lists_every_source() {
    let mut expected = "| source | |\n|---|---|\n".to_owned();
    for statement in read(SOURCES).statements {
        let StatementKind::Source(source) = statement.kind else { continue };
        let said: Vec<_> = source
            .entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                SourceEntryKind::Title(text) | SourceEntryKind::Publisher(text) => Some(text.value()),
                _ => None,
            })
            .collect();
        writeln!(expected, "| `{}` | {} |", source.name.text, said.join(". ")).expect("a string takes all");
    }
    assert_shown("sources", &expected);
}

#[test]
fn the_page_lists_every_spelling() {
    let mut by_code: IndexMap<&str, Vec<String>> = IndexMap::new();
    for (written, code) in ALIASES {
        by_code.entry(code).or_default().push(format!("`{written}`"));
    }
    let mut expected = "| UCUM | also read |\n|---|---|\n".to_owned();
    for (code, written) in by_code {
        writeln!(expected, "| `{code}` | {} |", written.join(", ")).expect("a string takes all");
    }
    assert_shown("spellings", &expected);
}
