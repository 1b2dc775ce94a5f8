//! A tree is printed, read back, and is the same tree. Formatting keeps what a text says and every
//! comment, and formatting what was formatted changes nothing.

mod choices;
mod commenting;
mod expressions;
mod fitting;
mod statements;
mod words;

use std::collections::BTreeSet;

use elig::diagnostic::Problems;
use elig::source::FileId;
use elig::syntax::ast::File;
use elig::syntax::parse;
use elig::syntax::print::print;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use choices::choices;

/// Choices for one file; more make longer files, not deeper ones.
const CHOICES: usize = 600;

fn config() -> Config {
    Config { failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() }
}

/// Reads a text that has no mistakes.
fn read(text: &str) -> Result<File, TestCaseError> {
    let mut problems = Problems::new();
    let file = parse(text, FileId(0), &mut problems);
    let told: Vec<_> =
        problems.iter().map(|problem| (problem.code, &problem.message, problem.span())).collect();
    prop_assert!(told.is_empty(), "{told:?}\nin:\n{text}");
    Ok(file)
}

fn comments(file: &File) -> Vec<&str> {
    file.comments.iter().map(|comment| comment.text.as_str()).collect()
}

/// Formatting twice gives what formatting once gives; if not, the first lines that differ are shown.
fn same_text(once: &str, twice: &str, from: &str) -> Result<(), TestCaseError> {
    let differs = once.lines().zip(twice.lines()).position(|(once, twice)| once != twice);
    let lines = |text: &str| -> String {
        let around = text.lines().skip(differs.unwrap_or(usize::MAX).saturating_sub(3)).take(7);
        around.map(|line| format!("{line}\n")).collect()
    };
    prop_assert!(once == twice, "once:\n{}twice:\n{}from:\n{from}", lines(once), lines(twice));
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_printed_reads_back_as_the_same_tree(mut values in choices(CHOICES)) {
        let tree = statements::file(&mut values);
        let text = print(&tree, "");
        let back = read(&text)?;
        prop_assert_eq!(&back, &tree, "from:\n{}", text);
        prop_assert_eq!(print(&back, ""), text.clone(), "the tree that was read prints otherwise");
        let formatted = print(&back, &text);
        same_text(&formatted, &print(&read(&formatted)?, &formatted), &text)?;
    }

    #[test]
    fn no_comment_is_lost_moved_past_another_or_changes_the_tree(mut values in choices(CHOICES), mut places in choices(CHOICES)) {
        let plain = print(&statements::file(&mut values), "");
        let tree = read(&plain)?;
        let (text, expected) = commenting::with_comments(&mut places, &plain);
        let commented = read(&text)?;
        prop_assert_eq!(&commented.statements, &tree.statements, "from:\n{}", text);
        prop_assert_eq!(comments(&commented), expected.clone());

        let once = print(&commented, &text);
        let formatted = read(&once)?;
        prop_assert_eq!(&formatted.statements, &tree.statements, "from:\n{}\nformatted:\n{}", text, once);
        prop_assert_eq!(comments(&formatted), expected, "from:\n{}\nformatted:\n{}", text, once);
        same_text(&once, &print(&formatted, &once), &text)?;
    }
}

/// Words of the language in the place of names, each where a longer construct could be taken for granted.
#[test]
fn words_of_the_language_may_be_names() -> Result<(), TestCaseError> {
    for text in [
        "require level is highest\n  unless level is lowest\n  because \"…\"\n",
        "test \"…\"\n  given someone with level = highest\n  expect eligible\n",
        "test \"…\"\n  given someone with level = latest without lowest\n  expect ineligible by only\n",
        "fact a: boolean asked when level is latest fixed\n",
        "ruleset r \"…\"\n  applies when level is highest\n  version \"1\"\n",
        "require answer is known.value and answer is not known(at: 1)\n",
        "require latest reading.values within 3 days >= 2\n",
        "require a: latest before latest and no on or after some\n",
        "require b: test.source in when and unless is not days\n",
        "define c = choose { when d before @2025: x, when d = @2025-11-20: y, otherwise z }\n",
        "define e = count of on or count of at spaced at least count of x\n",
    ] {
        let tree = read(text)?;
        prop_assert_eq!(print(&tree, text), text);
    }
    Ok(())
}

/// The words before a bracket in what `Debug` prints: the kinds of node that a tree has.
fn kinds(tree: &File) -> BTreeSet<String> {
    format!("{tree:?}")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

/// A generator that forgets a construct proves nothing of it.
#[test]
fn every_kind_of_node_is_generated() {
    let mut seen = BTreeSet::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..400 {
        let mut values = choices(CHOICES).new_tree(&mut runner).expect("a list of numbers").current();
        seen.extend(kinds(&statements::file(&mut values)));
    }
    let missing: Vec<_> = kinds_of_the_language().into_iter().filter(|kind| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "never generated: {missing:?}");
}

/// The variants of every enum of the syntax tree, from its source.
fn kinds_of_the_language() -> Vec<String> {
    let source = concat!(include_str!("../src/syntax/ast.rs"), include_str!("../src/syntax/ast/testing.rs"));
    let mut kinds = Vec::new();
    let mut in_enum = false;
    for line in source.lines() {
        match line {
            _ if line.starts_with("pub enum ") => in_enum = true,
            "}" => in_enum = false,
            _ => {
                let variant =
                    line.strip_prefix("    ").filter(|variant| variant.starts_with(char::is_uppercase));
                if let Some(variant) = variant.filter(|_| in_enum) {
                    let end = variant.find(|c: char| !c.is_alphanumeric()).unwrap_or(variant.len());
                    kinds.push(variant[..end].to_owned());
                }
            }
        }
    }
    kinds
}
