//! Any lines are typed at the prompt, in a folder of their own; commands that read or write files have nothing to find there.

#![no_main]

use std::sync::LazyLock;

use elig::repl::{Session, Setup};
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("there is room");
    std::env::set_current_dir(folder.path()).expect("it is there");
    folder
});

fuzz_target!(|text: &str| {
    // Whatever leads out of the folder is not for a fuzzer.
    if text.contains("..") || text.contains('/') || text.contains('~') {
        return;
    }
    let _ = FOLDER.path();
    let setup = Setup { today: Some(jiff::civil::date(2025, 11, 20)), ..Setup::default() };
    let mut out = Vec::new();
    let (mut session, _) = Session::start(setup, &mut out).expect("a vector takes all");
    for line in text.lines().take(30) {
        let _ = session.enter(line, &mut out);
    }
});
