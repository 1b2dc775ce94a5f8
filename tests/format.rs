//! Untidy files and what the formatter makes of them, one family of constructs a file.

use elig::diagnostic::Problems;
use elig::source::FileId;
use elig::syntax::parse;
use elig::syntax::print::print;

/// The canonical text of a file without mistakes.
fn format(text: &str) -> String {
    let mut problems = Problems::new();
    let tree = parse(text, FileId(0), &mut problems);
    let told: Vec<_> =
        problems.iter().map(|problem| (problem.code, &problem.message, problem.span())).collect();
    assert!(told.is_empty(), "{told:?}\nin:\n{text}");
    print(&tree, text)
}

#[test]
fn untidy_files_are_laid_out() {
    insta::glob!("format/*.elig", |path| {
        let text = std::fs::read_to_string(path).expect("the case can be read");
        let formatted = format(&text);
        assert_eq!(format(&formatted), formatted, "formatting twice");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "format" }, {
            insta::assert_snapshot!("formatted", formatted);
        });
    });
}

/// The layout that the examples of the language have is the canonical one.
#[test]
fn shipped_programs_are_laid_out_already() {
    for folder in ["examples", "rulesets/intracept"] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(root).expect("the folder is there").flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "elig") {
                let text = std::fs::read_to_string(entry.path()).expect("the program can be read");
                assert_eq!(format(&text), text, "{}", entry.path().display());
            }
        }
    }
}
