//! What the keys do.

use super::clinic;
use super::person::{ALT_ENTER, CTRL_R, DOWN, ENTER, RIGHT, TAB, UP, seat};

#[test]
fn tab_shows_facts_with_what_they_are() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!("pain{TAB}"));
    person.sees("Worst pain of the last week");
    let screen = person.screen();
    let column = |text: &str| screen.lines().find_map(|line| line.find(text)).expect("it is on the screen");
    assert_eq!(column("integer 0..1200 · How long"), column("integer 0..10 · Worst"), "{screen}");
    // What both have in common was typed.
    person.sees_that("the line again", |screen| screen.contents().matches("pain.").count() >= 3);
}

/// In the second line of an entry the list is as whole as in the first.
#[test]
fn tab_lists_all_in_any_line() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!("pregnant or{ENTER}pain{TAB}"));
    person.sees("How long the pain has lasted");
    person.sees_that("the entry below the list", |screen| {
        let contents = screen.contents();
        let below = contents.rsplit_once("Worst pain of the last week").map(|(_, below)| below);
        below.is_some_and(|below| below.contains("pregnant or\n  pain."))
    });
    let screen = person.screen();
    assert_eq!(
        screen.matches("pain.months  ").count() + screen.matches("pain.score   ").count(),
        2,
        "{screen}"
    );
}

#[test]
fn tab_completes_what_is_the_only_one() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!("pregn{TAB}"));
    person.sees("> pregnant");
}

#[test]
fn an_open_entry_goes_on_in_the_next_line() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig", "p.json"]).sits_down();
    person.types(&format!("any of {{ pain.months >= 6,{ENTER}"));
    person.types(&format!("pregnant }}{ENTER}"));
    person.sees("  pregnant }");
    person.sees_that("an answer", |screen| screen.contents().contains("true"));
}

#[test]
fn alt_enter_breaks_the_line() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types(&format!("1 +{ALT_ENTER}"));
    person.enters(&format!("2{ENTER}"));
    person.sees("1 +\n  2\n3");
}

#[test]
fn up_recalls_what_begins_alike() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    for entry in ["10 + 1", "2 + 2", "10 + 3"] {
        person.asks(entry);
    }
    person.types(&format!("10{UP}{UP}"));
    person.enters(&format!(" + 500{ENTER}"));
    person.sees("\n511");
    // Down leads back to what was typed.
    person.types(&format!("2{UP}{DOWN}"));
    person.enters(&format!(" * 300{ENTER}"));
    person.sees("\n600");
}

#[test]
fn ctrl_r_searches() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.asks("10 + 1");
    person.asks("2 + 2");
    person.types(&format!("{CTRL_R}0 +"));
    person.sees("(reverse-i-search)`0 +': 10 + 1");
    person.enters(ENTER);
    person.sees_that("the answer twice", |screen| screen.contents().matches("\n11").count() == 2);
}

#[test]
fn a_paste_of_several_statements_is_taken_one_by_one() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.pastes("define a = 2\n\n# and\ndefine b = 3\nany of {\n  a > b,\n  b > a\n}\n");
    person.sees("b > a");
    person.enters(ENTER);
    person.asks("a + b");
    person.sees("\n5");
}

/// Is the letter at the cursor a faint one?
fn is_faint(screen: &vt100::Screen, letter: &str) -> bool {
    let (row, column) = screen.cursor_position();
    screen.cell(row, column).is_some_and(|cell| cell.dim() && cell.contents() == letter)
}

#[test]
fn the_rest_of_an_earlier_entry_is_offered_and_taken_with_the_right_arrow() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.asks("20 + 22");
    person.types("20 ");
    person.sees_that("the faint rest behind the cursor", |screen| is_faint(screen, "+"));
    // Without taking it, it is not part of the entry.
    person.enters(&format!("- 19{ENTER}"));
    person.sees("\n1");
    person.types("20 +");
    person.sees_that("the faint rest behind the cursor", |screen| is_faint(screen, " "));
    person.enters(&format!("{RIGHT}{ENTER}"));
    person.sees_that("the answer twice", |screen| screen.contents().matches("\n42").count() == 2);
}

/// A note about a fact is nothing to type.
#[test]
fn a_fact_is_noted_behind_it() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types("pregnant");
    person.sees("Is with child");
    person.types(&format!("{RIGHT} or true"));
    person.sees("> pregnant or true");
}
