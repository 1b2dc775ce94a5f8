//! Colours, sizes, and terminals that have neither.

use vt100::Color;

use super::clinic;
use super::person::{CTRL_D, ENTER, Person, seat};

/// The colour of the first letter of a word on the screen.
fn colour(person: &Person, word: &str) -> Color {
    person.look(|screen| {
        let (rows, columns) = screen.size();
        let mut places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let letter = |row, column: u16| screen.cell(row, column).map(|cell| cell.contents().to_owned());
        let stands_at = |row: u16, column: u16| {
            word.chars().zip(column..).all(|(c, column)| letter(row, column) == Some(c.to_string()))
        };
        let (row, column) = places.rfind(|(row, column)| stands_at(*row, *column)).expect("it is there");
        screen.cell(row, column).expect("it is there").fgcolor()
    })
}

const MAGENTA: Color = Color::Idx(5);
const GREEN: Color = Color::Idx(2);
const CYAN: Color = Color::Idx(6);

#[test]
fn an_entry_is_coloured_while_it_is_typed() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types("require long: pain.months >= 12 because \"it lasts\"");
    person.sees("it lasts\"");
    assert_eq!(colour(&person, "require"), MAGENTA);
    assert_eq!(colour(&person, "because"), MAGENTA);
    assert_eq!(colour(&person, "12"), CYAN);
    assert_eq!(colour(&person, "\"it lasts\""), GREEN);
    assert_eq!(colour(&person, "long:"), Color::Default);
}

/// The bracket beside the cursor and its partner are shown together, and no longer once the entry was made.
#[test]
fn brackets_show_their_partners() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).sits_down();
    person.types("(1 + 2)");
    let underlined = |person: &Person, line: u16| {
        person.look(|screen| {
            let cells = (0..80).filter_map(|column| screen.cell(line, column));
            cells.filter(|cell| cell.underline()).map(|cell| cell.contents().to_owned()).collect::<String>()
        })
    };
    person.sees("(1 + 2)");
    let row = person.look(|screen| screen.cursor_position().0);
    person.sees_that("both brackets", |screen| {
        (0..80).filter_map(|column| screen.cell(row, column)).filter(|cell| cell.underline()).count() == 2
    });
    assert_eq!(underlined(&person, row), "()");
    person.enters(ENTER);
    assert_eq!(underlined(&person, row), "");
}

#[test]
fn no_color() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig", "p.json"]).env("NO_COLOR", "1").sits_down();
    person.asks("require long: (pain.months >= 12)");
    person.asks("no such thing");
    let bytes = person.bytes();
    let styles: Vec<_> = bytes.split("\x1b[").skip(1).filter_map(|part| part.split_once('m')).collect();
    let is_style =
        |parameters: &str| parameters.chars().all(|c| c.is_ascii_digit() || c == ';') && parameters != "0";
    let styles: Vec<_> = styles.iter().filter(|(parameters, _)| is_style(parameters)).collect();
    assert!(styles.is_empty(), "{styles:?}");
}

/// A terminal that cannot move its cursor has the line of the system, and no colours.
#[test]
fn a_dumb_terminal() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).env("TERM", "dumb").starts();
    person.sees("> ");
    person.types("20 + 22\n");
    person.sees("\n42");
    assert!(!person.bytes().contains('\x1b'), "{:?}", person.bytes());
    person.types(CTRL_D);
    assert_eq!(person.exit_status().code(), Some(0));
}

#[test]
fn the_window_may_change_its_size() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).size(20, 80).sits_down();
    let long = "1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1";
    person.types(long);
    person.sees(long);
    person.resizes(20, 30);
    person.types(" + 1");
    // It is set anew in the narrow window: the line goes on in the next rows, and nothing is lost.
    person.sees_that("all of it", |screen| {
        screen.contents().replace('\n', "").contains(&format!("{long} + 1"))
    });
    person.enters(ENTER);
    person.sees("\n12");
}

/// A list that is wider than the window is cut, and each candidate stands on its line.
#[test]
fn a_narrow_window() {
    let folder = clinic();
    let person = seat(folder.path(), &["pain.elig"]).size(20, 30).sits_down();
    person.types("pain\t");
    person.sees_that("both, cut", |screen| {
        let contents = screen.contents();
        contents.contains("pain.months  integer 0..120…") && contents.contains("pain.score   integer 0..10 …")
    });
}
