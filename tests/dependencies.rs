//! What elig stands on: licences that whoever uses it can keep, and a library that stays small for those who embed it.

use std::collections::BTreeSet;
use std::process::Command;

/// Licences whose terms are met by naming them.
const ALLOWED: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Words in the names of crates that a library without the command line has no business with.
const NOT_EMBEDDED: [&str; 14] = [
    "async",
    "clap",
    "crossterm",
    "ctrlc",
    "hyper",
    "indicatif",
    "mio",
    "reqwest",
    "rustls",
    "rustyline",
    "socket",
    "term",
    "tokio",
    "tracing",
];

/// The crates below elig, with their licences. Those that only other systems need were not built here, so that cargo may have
/// to fetch them first.
fn crates(options: &[&str]) -> BTreeSet<(String, String)> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["tree", "--edges", "normal", "--prefix", "none", "--locked", "--format", "{p}|{l}"]);
    let output = cargo.args(options).output().expect("cargo is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it is text");
    let lines = text.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|'));
    let others = lines.filter(|(name, _)| !name.starts_with("elig "));
    others.map(|(name, licence)| (name.to_owned(), licence.to_owned())).collect()
}

/// Can the terms be kept? Of alternatives one will do, of what is joined each has to.
fn is_allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], " ").replace('/', " OR ");
    let joined = plain.split(" AND ");
    let mut joined = joined.map(|some| some.split(" OR ").any(|one| ALLOWED.contains(&one.trim())));
    joined.all(|is| is)
}

#[test]
fn licences_can_be_kept() {
    let all = crates(&["--target", "all"]);
    let refused: Vec<_> = all.into_iter().filter(|(_, licence)| !is_allowed(licence)).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn how_licences_are_read() {
    for licence in ["MIT OR GPL-3.0", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "Zlib"] {
        assert!(is_allowed(licence), "{licence}");
    }
    for licence in ["GPL-3.0", "MIT AND GPL-3.0", "", "LGPL-2.1 OR MPL-2.0", "(MIT OR GPL-3.0) AND MPL-2.0"] {
        assert!(!is_allowed(licence), "{licence}");
    }
}

#[test]
fn the_library_alone_is_small() {
    // On another system there may be one or two more.
    let all = crates(&["--no-default-features", "--target", "x86_64-unknown-linux-gnu"]);
    let names = all.iter().map(|(name, _)| name.split(' ').next().unwrap_or_default());
    let strange: Vec<&str> =
        names.clone().filter(|name| NOT_EMBEDDED.iter().any(|word| name.contains(word))).collect();
    assert!(strange.is_empty(), "{strange:?}");
    let readme = include_str!("../README.md");
    let said = format!("stands on {} crates", all.len());
    assert!(readme.contains(&said), "the README does not say that it {said}");
}
