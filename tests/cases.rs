//! Mistakes that people make, one file a case: what they are told stands beside it as a snapshot.
//!
//! `mistakes/` holds texts that must not compile; `warnings/` texts that compile with warnings. The pages of
//! the codes hold one example each; these are the variants.

use elig::loader::{Memory, Wanted};
use elig::{Compilation, compile};

use crate::support::render;

fn told(text: &str) -> (Compilation, String) {
    let compilation = compile(&Memory::new().with("case.elig", text), Wanted::File("case.elig"));
    let shown = render(&compilation.problems, &compilation.sources);
    (compilation, shown)
}

/// What a user sees, below the text itself.
fn snapshot(text: &str, shown: &str) {
    insta::with_settings!({ snapshot_path => "cases/snapshots", description => text, omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("told", shown);
    });
}

#[test]
fn mistakes() {
    insta::glob!("cases/mistakes/*.elig", |path| {
        let text = std::fs::read_to_string(path).expect("it can be read");
        let (compilation, shown) = told(&text);
        assert!(compilation.ruleset.is_none(), "{} compiles", path.display());
        snapshot(&text, &shown);
    });
}

#[test]
fn warnings() {
    insta::glob!("cases/warnings/*.elig", |path| {
        let text = std::fs::read_to_string(path).expect("it can be read");
        let (compilation, shown) = told(&text);
        assert!(compilation.ruleset.is_some(), "{}\n{shown}", path.display());
        assert!(!compilation.problems.is_empty(), "{} has no warning", path.display());
        snapshot(&text, &shown);
    });
}
