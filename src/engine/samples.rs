//! Which patients and tests belong to the file that was asked for.

use std::collections::HashSet;

use super::load::{Loaded, tests_header};
use super::units::vocabularies;
use crate::diagnostic::{Code, Problem, Problems};
use crate::source::FileId;
use crate::syntax::ast::{File, Statement, StatementKind};
use crate::testing::Written;

/// The tests of the file that was asked for, and the patients they can be given: its own, those of the ruleset that
/// it tests, of the rulesets that this one extends, and of all vocabularies that any of these use.
pub fn of<'l>(loaded: &'l Loaded, problems: &mut Problems) -> Written<'l> {
    let Some((file, tree)) = loaded.asked_for() else { return Written::default() };
    if loaded.tested().is_some() {
        check_tests_file(tree, problems);
    }
    let mut found = HashSet::new();
    let mut open: Vec<FileId> = vec![*file];
    open.extend(loaded.entry());
    while let Some(file) = open.pop() {
        let Some(tree) = loaded.tree(file).filter(|_| found.insert(file)) else { continue };
        open.extend(vocabularies(loaded, tree));
        let bases = tree.statements.iter().filter(|one| matches!(one.kind, StatementKind::Extend(_)));
        open.extend(bases.filter_map(|base| loaded.uses.get(&base.place.0)));
    }
    let files = loaded.files.iter().filter(|(id, _)| found.contains(id));
    let patients =
        files.flat_map(|(_, tree)| &tree.statements).filter_map(|statement| match &statement.kind {
            StatementKind::Patient(patient) => Some(patient),
            _ => None,
        });
    let tests = tree.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Test(test) => Some((test, statement.place.0)),
        _ => None,
    });
    let accepts = tree.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Accept(accept) => Some((accept, statement.place.0)),
        _ => None,
    });
    Written { patients: patients.collect(), tests: tests.collect(), accepts: accepts.collect() }
}

/// A file of tests starts with its header, and holds patients and tests.
fn check_tests_file(tree: &File, problems: &mut Problems) {
    let first = tests_header(tree).map(|(_, place)| place).unwrap_or_default();
    for (index, statement) in tree.statements.iter().enumerate() {
        let place = statement.place.0;
        let misplaced =
            |message: &str, help: &str| Problem::new(Code::MisplacedHeader, place, message).help(help);
        match &statement.kind {
            StatementKind::Tests(_) if place != first => {
                problems.push(
                    misplaced("a file has one header", "move these tests to a file of their own")
                        .also(first, "the first one"),
                );
            }
            StatementKind::Tests(_) if index > 0 => {
                problems.push(misplaced("the header comes first in a file", "move it to the top"));
            }
            StatementKind::Tests(_)
            | StatementKind::Use(_)
            | StatementKind::Patient(_)
            | StatementKind::Test(_)
            | StatementKind::Accept(_) => {}
            _ => problems.push(not_a_test(statement)),
        }
    }
}

fn not_a_test(statement: &Statement) -> Problem {
    Problem::new(
        Code::NotATest,
        statement.place.0,
        "a file of tests holds patients and tests, and this is neither",
    )
    .help("move it to the ruleset that is tested, or to a vocabulary that both use")
}
