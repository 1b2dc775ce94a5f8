//! `elig explain`.

use super::here;

#[test]
fn every_code_in_a_list() {
    insta::assert_snapshot!(here(&["explain"]));
}

#[test]
fn a_page() {
    insta::assert_snapshot!(here(&["explain", "E0705"]));
    // In either case.
    let page = |code| here(&["explain", code]).split_once('\n').expect("a command and a page").1.to_owned();
    assert_eq!(page("e0705"), page("E0705"));
}

#[test]
fn a_code_that_is_none() {
    insta::assert_snapshot!(here(&["explain", "e070"]));
    insta::assert_snapshot!(here(&["explain", "pacemaker"]));
}
