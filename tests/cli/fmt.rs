//! `elig fmt`.

use std::fs;

use elig::limits::MAX_FILE_BYTES;

use super::{fed, folder, read, within};

const UNTIDY: &str =
    "# months\nfact   months:integer 0..1200\nrequire months>=6\n     because \"Long enough\"\n";
const TIDY: &str =
    "# months\nfact months: integer 0..1200\n\nrequire months >= 6\n  because \"Long enough\"\n";
const BROKEN: &str = "fact months integer\nrequire   months>=6\n";

#[test]
fn a_file_is_written_anew() {
    let folder = folder(&[("a.elig", UNTIDY)]);
    insta::assert_snapshot!(within(&folder, &["fmt", "a.elig"]), @r"
    $ elig fmt a.elig
    formatted: a.elig
    1 file: 1 formatted anew
    --- exit status 0
    ");
    assert_eq!(read(&folder, "a.elig"), TIDY);
    insta::assert_snapshot!(within(&folder, &["fmt", "a.elig"]), @r"
    $ elig fmt a.elig
    1 file: 0 formatted anew
    --- exit status 0
    ");
    let files = fs::read_dir(folder.path()).expect("the folder is there").count();
    assert_eq!(files, 1, "nothing is left beside the file");
}

#[test]
fn a_folder_stands_for_the_rulesets_in_it() {
    let folder =
        folder(&[("a.elig", UNTIDY), ("deep/er/b.elig", UNTIDY), ("c.elig", TIDY), ("notes.txt", UNTIDY)]);
    insta::assert_snapshot!(within(&folder, &["fmt", "."]), @r"
    $ elig fmt .
    formatted: ./a.elig
    formatted: ./deep/er/b.elig
    3 files: 2 formatted anew
    --- exit status 0
    ");
    assert_eq!(read(&folder, "notes.txt"), UNTIDY);
}

#[test]
fn check_writes_nothing() {
    let folder = folder(&[("a.elig", UNTIDY), ("b.elig", TIDY)]);
    insta::assert_snapshot!(within(&folder, &["fmt", "--check", "a.elig", "b.elig"]), @r"
    $ elig fmt --check a.elig b.elig
    not formatted: a.elig
    2 files: 1 not formatted
    --- exit status 1
    ");
    assert_eq!(read(&folder, "a.elig"), UNTIDY);
    assert!(
        within(&folder, &["fmt", "--check", "b.elig"])
            .ends_with("1 file: 0 not formatted\n--- exit status 0\n")
    );
}

#[test]
fn standard_input_goes_to_standard_output() {
    assert_eq!(fed(UNTIDY, &["fmt", "-"]), format!("$ elig fmt -\n{TIDY}--- exit status 0\n"));
    assert_eq!(fed(UNTIDY, &["fmt", "--check", "-"]), "$ elig fmt --check -\n--- exit status 1\n");
    assert_eq!(fed(TIDY, &["fmt", "--check", "-"]), "$ elig fmt --check -\n--- exit status 0\n");
    insta::assert_snapshot!(fed(BROKEN, &["fmt", "-"]));
    insta::assert_snapshot!(fed(&b"# caf\xe9\n"[..], &["fmt", "-"]));
}

/// Never the first half of it.
#[test]
fn standard_input_that_is_too_large_is_refused() {
    let line = "# A comment that says nothing, many times over.\n";
    insta::assert_snapshot!(fed(line.repeat(MAX_FILE_BYTES / line.len() + 1), &["fmt", "-"]), @r"
    $ elig fmt -
    --- standard error
    error: standard input is larger than 8 MiB
    --- exit status 2
    ");
}

#[test]
fn a_file_with_a_syntax_error_is_left_as_it_is() {
    let folder = folder(&[("a.elig", BROKEN), ("b.elig", UNTIDY)]);
    insta::assert_snapshot!(within(&folder, &["fmt", "a.elig", "b.elig"]));
    assert_eq!(read(&folder, "a.elig"), BROKEN);
    assert_eq!(read(&folder, "b.elig"), TIDY, "the others are formatted");
}

#[test]
fn a_file_that_is_missing() {
    let folder = folder(&[("b.elig", UNTIDY)]);
    insta::assert_snapshot!(within(&folder, &["fmt", "a.elig", "b.elig"]));
    assert_eq!(read(&folder, "b.elig"), TIDY, "the others are formatted");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = folder(&[("kept/a.elig", UNTIDY)]);
    let (file, link) = (folder.path().join("kept/a.elig"), folder.path().join("link.elig"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("the file is the test's");
    symlink("kept/a.elig", &link).expect("the folder is the test's");
    assert!(
        within(&folder, &["fmt", "link.elig"]).ends_with("1 file: 1 formatted anew\n--- exit status 0\n")
    );
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink(), "the link is still one");
    assert_eq!(read(&folder, "kept/a.elig"), TIDY);
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o640);
}
