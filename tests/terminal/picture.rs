//! The picture in the README: what the program shows today when these keys are pressed.

use std::path::Path;

use super::person::{ENTER, TAB, seat};
use super::svg::picture;

/// `ELIG_PICTURES=write cargo test --test all picture` makes it anew.
#[test]
fn the_picture_of_the_readme_shows_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let person =
        seat(root, &["examples/hello.elig", "examples/hello.json", "--no-history"]).size(40, 92).sits_down();
    person.asks("fact pain_score: integer 0..10 \"Worst pain of the last week\"");
    let rule = format!("require strong: any of {{{ENTER}pain_score >= 4,{ENTER}pain_months >= 120 }}{ENTER}");
    person.enters(&rule);
    person.asks(":set pain_score = 2");
    person.asks("pain_scor >= 4");
    person.types(&format!("any of {{ pain{TAB}"));
    person.sees("Worst pain of the last week\nineligible> any of { pain_");
    person.enters(&format!("sc{TAB} >= 4,{ENTER}pain_months >= 12 }}{ENTER}"));
    person.types("pain_score between 2 and ?");
    person.sees("between 2 and ?");
    let now = person.look(|screen| picture(screen, "A session of elig repl"));
    let path = root.join("docs/repl.svg");
    if std::env::var_os("ELIG_PICTURES").is_some_and(|how| how == "write") {
        std::fs::write(&path, &now).expect("it can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let screen = person.screen();
    assert!(
        committed == now,
        "docs/repl.svg shows something else; ELIG_PICTURES=write makes it anew\n{screen}"
    );
}
