//! Files of many records: where each is cut, and what is told of the pieces.

use super::cut;

/// Each text with what it is cut into.
fn all_cut(texts: &[&[u8]]) -> String {
    texts
        .iter()
        .map(|text| {
            format!(
                "> {}\n{}\n",
                String::from_utf8_lossy(text).escape_debug().to_string().replace("\\\"", "\""),
                cut(text)
            )
        })
        .collect()
}

#[test]
fn nothing() {
    for text in ["", " ", "\n\r\n\t", "\u{feff}", "\u{feff}\n", "[]", " [ \n ] "] {
        assert_eq!(cut(text.as_bytes()), "", "{text:?}");
    }
}

#[test]
fn one_object() {
    let cut = all_cut(&[
        b"{}",
        b"  {\"odi\": 1}  ",
        b"\n\n  {\n    \"odi\": 1\n  }\n",
        b"{\r\n  \"odi\": \"1\"\r\n}\r\n",
        "\u{feff}{\"odi\": \"1\"}".as_bytes(),
        "\u{feff}\n {\n \"odi\": \"1\"}".as_bytes(),
        // Brackets and quotation marks inside of text are text.
        br#"{"note": "}{][\"", "odi": "1"}"#,
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn an_array() {
    let cut = all_cut(&[
        b"[{}]",
        b"[{\"odi\": 1}, {\"odi\": 2},{\"odi\": 3}]",
        b"[\n  { \"odi\": 1 },\n  {\n    \"odi\": \"2\"\n  }\n]\n",
        "[ { \"note\": \"\u{6d6e}\u{816b}\" }, { \"odi\": \"2\" } ]".as_bytes(),
        "\u{feff}[{\"odi\": \"1\"}]".as_bytes(),
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn a_broken_array() {
    let cut = all_cut(&[
        // One broken element leaves the others alone.
        b"[{\"odi\": 1}, {\"odi\": tru}, {\"odi\": 3}]",
        b"[{\"odi\": 1}, 7, \"x\", null, {\"odi\": 3}]",
        b"[[]]",
        b"[{\"odi\": 1}, [{\"odi\": 2}], {\"odi\": 3}]",
        // Commas too many and too few.
        b"[{\"odi\": 1},]",
        b"[{\"odi\": 1},,{\"odi\": 2}]",
        b"[,]",
        b"[{\"odi\": 1}\n {\"odi\": 2}]",
        // Cut off between two records, and inside of one.
        b"[{\"odi\": 1}, {\"odi\": 2}",
        b"[{\"odi\": 1},\n",
        b"[",
        b"[{\"odi\": 1}, {\"odi\": ",
        b"[{\"odi\": 1}, {\"note\": \"",
        // Something behind it.
        b"[{\"odi\": 1}] x",
        b"[{\"odi\": 1}]]",
        b"[{\"odi\": 1}] [{\"odi\": 2}]",
        b"[{\"odi\": 1}] {\"odi\": 2}",
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn one_a_line() {
    let cut = all_cut(&[
        b"{\"odi\": 1}\n{\"odi\": 2}\n{\"odi\": 3}",
        b"{\"odi\": 1}\r\n\r\n{\"odi\": \"2\"}\r\n",
        b"{\"odi\": 1}\n\n   {\"odi\": \"2\"}   \n\n",
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn broken_lines() {
    let cut = all_cut(&[
        // A broken line spoils only itself.
        b"{\"odi\": 1}\n{\"odi\": tru}\n{\"odi\": 3}\n",
        b"{\"odi\": 1}\n{\"odi\": 2\n{\"odi\": 3}\n",
        b"{\"odi\": 1}\n{\"note\": \"2}\n{\"odi\": 3}\n",
        b"{\"odi\": 1}\n\xff\xfe\n{\"odi\": 3}\n",
        b"{\"odi\": 1}\n}\n]\n{\"odi\": 3}\n",
        b"{\"odi\": 1}\n[{\"odi\": 2}]\n",
        b"{\"odi\": 1} {\"odi\": 2}\n{\"odi\": 3}\n",
        b"{\"odi\": 1},\n{\"odi\": 2},\n",
        b"{\"odi\": 1}\nid,odi\np-001,2\n",
        // So does a first line that is no object.
        b"id,odi\n{\"odi\": 2}\n{\"odi\": 3}\n",
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn objects_over_many_lines_one_after_another() {
    let cut = all_cut(&[
        b"{\n  \"odi\": 1\n}\n{\n  \"odi\": \"2\"\n}\n",
        b"{\n  \"odi\": 1\n} {\n  \"odi\": \"2\"\n}",
        b"{\n  \"odi\": 1\n}\n{ \"odi\": 2 }\n{ \"odi\": \"3\" }\n",
        b"{\n  \"odi\": 1\n},\n{\n  \"odi\": 2\n}\n",
        b"{\n  \"odi\": 1\n\n{\n  \"odi\": 2\n}\n",
    ]);
    insta::assert_snapshot!(cut);
}

#[test]
fn what_is_no_text_or_no_json_at_all() {
    let cut = all_cut(&[
        b"hello",
        b"7",
        b"\"p-001\"",
        b"null\ntrue\n",
        b"\xff\xfe{\x00}\x00",
        b"{\"note\": \"\xe4\"}",
        b"{\"note\": \"\xc3\xa4\", \"odi\":\n 1, \"x\": \"\xe4\"}",
        b"\xef\xbb{}",
        b"\x00",
        b"<record/>",
    ]);
    insta::assert_snapshot!(cut);
}
