//! Any text is read and formatted; what was formatted is read without a new mistake, and formatted stays as it is.

#![no_main]

use elig::diagnostic::Problems;
use elig::source::FileId;
use elig::syntax::parse;
use elig::syntax::print::print;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut problems = Problems::new();
    let file = parse(text, FileId(0), &mut problems);
    if problems.iter().next().is_some() {
        return;
    }
    let once = print(&file, text);
    let again = parse(&once, FileId(0), &mut problems);
    let told: Vec<_> = problems.iter().map(|problem| problem.message.clone()).collect();
    assert!(told.is_empty(), "{told:?}\n{once}");
    assert_eq!(print(&again, &once), once);
});
