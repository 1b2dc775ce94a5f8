//! Records made to break the reader: depth, size, number.

use std::io::{BufReader, Read};
use std::time::{Duration, Instant};

use elig::diagnostic::Code;
use elig::limits::MAX_RECORD_BYTES;
use elig::record::{RecordProblem, Records};
use elig::{Absence, Record};

use super::{entry, ruleset};

const MIB: usize = 1024 * 1024;

/// Runs on the stack that a host's threads usually have.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(2 * MIB)
        .spawn(run)
        .expect("a thread starts")
        .join()
        .expect("it ends well");
}

/// An object or array of this depth around nothing.
fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}1{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn nesting_costs_no_stack() {
    on_a_small_stack(|| {
        let ruleset = ruleset();
        let deep = [
            nested("[", "]", 100_000),
            nested(r#"{"a":"#, "}", 100_000),
            nested(r#"[{"device":"#, "}]", 50_000),
        ];
        for value in &deep {
            // Where nothing reads it.
            let record = Record::from_json(ruleset.vocabulary(), &format!(r#"{{ "x": {value}, "odi": 1 }}"#))
                .expect("an object");
            assert_eq!(entry(&record, "odi"), Ok("1".to_owned()));
            // Where a fact, a group, a reason, the id or the date is expected.
            for key in ["pain_months", "note", "smoking", "id", "as_of"] {
                let record = Record::from_json(ruleset.vocabulary(), &format!(r#"{{ "{key}": {value} }}"#))
                    .expect("an object");
                assert_eq!(record.problems().len(), 1, "{key}");
            }
            let text =
                format!(r#"{{ "pregnant": {{ "absent": {value} }}, "device": {{ "implanted": {value} }} }}"#);
            let record = Record::from_json(ruleset.vocabulary(), &text).expect("an object");
            assert_eq!(entry(&record, "pregnant"), Err(Absence::Invalid));
            // At the top.
            let _ = Record::from_json(ruleset.vocabulary(), value);
            let _ = Record::from_json(ruleset.vocabulary(), &value[..value.len() / 2]);
            assert_eq!(Records::new(value.as_bytes()).count(), 1);
        }
        // A group inside itself is no group of the vocabulary.
        let text = nested(r#"{"device":"#, "}", 100_000);
        let record = Record::from_json(ruleset.vocabulary(), &text).expect("an object");
        assert_eq!(record.problems().len(), 1);
    });
}

#[test]
fn many_keys_take_no_time() {
    let ruleset = ruleset();
    let start = Instant::now();
    let keys: String = (0..200_000).map(|at| format!(r#""k{at}":1,"#)).collect();
    let record =
        Record::from_json(ruleset.vocabulary(), &format!(r#"{{ {keys} "odi": 1 }}"#)).expect("an object");
    assert_eq!(entry(&record, "odi"), Ok("1".to_owned()));
    let twice = r#""device":0,"#.repeat(200_000);
    let record =
        Record::from_json(ruleset.vocabulary(), &format!(r#"{{ {twice} "odi": 1 }}"#)).expect("an object");
    assert_eq!(entry(&record, "odi"), Ok("1".to_owned()));
    let long = "k".repeat(4 * MIB);
    let record = Record::from_json(ruleset.vocabulary(), &format!(r#"{{ "{long}": 1, "odi": 1 }}"#))
        .expect("an object");
    assert_eq!(entry(&record, "odi"), Ok("1".to_owned()));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// A text made while it is read: a start, then one piece again and again.
struct Endless {
    start: Vec<u8>,
    piece: Vec<u8>,
    /// Bytes handed out, and how many there are.
    given: usize,
    total: usize,
}

impl Endless {
    fn new(start: &str, piece: &str, total: usize) -> Self {
        // Many pieces at once, so that making the text takes no time.
        Self { start: start.as_bytes().to_vec(), piece: piece.repeat(10_000).into_bytes(), given: 0, total }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = match self.given.checked_sub(self.start.len()) {
            None => &self.start[self.given..],
            Some(at) => &self.piece[at % self.piece.len()..],
        };
        let count = buffer.len().min(left.len()).min(self.total - self.given);
        buffer[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Reads to the end; what came out, and how much of the text was asked for.
fn read_all(mut endless: Endless) -> (Vec<Result<usize, RecordProblem>>, usize) {
    let pieces = Records::new(BufReader::new(&mut endless))
        .map(|piece| piece.expect("it can be read").map(|piece| piece.text.len()))
        .collect();
    (pieces, endless.given)
}

#[test]
fn what_never_ends_is_refused() {
    for (start, piece) in [
        // A text, an object, a value in an array of records, depth.
        ("{ \"note\": \"", "x"),
        ("{\n", "\"k\": 1,\n"),
        ("[ {}, { ", "\"k\": 1, "),
        ("", "{\"a\":"),
    ] {
        let (pieces, given) = read_all(Endless::new(start, piece, 200 * MIB));
        let last = pieces.last().expect("something is told").as_ref().expect_err("it is too large");
        assert_eq!(last.code, Code::RecordTooLarge, "{start}{piece}");
        assert!(last.help.as_deref().unwrap_or_default().contains("Nothing behind its start was read"));
        assert!(
            given < MAX_RECORD_BYTES + MIB,
            "{start}{piece}: no more is read than the limit, and not {given} bytes"
        );
    }
}

/// With one a line the next line is whole again; what is left of this one is read and forgotten.
#[test]
fn a_line_too_long_spoils_only_itself() {
    let long = Endless::new("{ \"odi\": 1 }\n{ \"note\": \"", "x", 40 * MIB);
    let mut records = Records::new(BufReader::new(long.chain(&b"\n{ \"odi\": \"3\" }\n"[..])));
    let mut next = || records.next().map(|piece| piece.expect("it can be read"));
    assert_eq!(next().expect("a record").expect("a good one").text, "{ \"odi\": 1 }");
    insta::assert_snapshot!(super::shown(&next().expect("a record").expect_err("it is too large")), @r"
    2:1: error[E0709]: this record is larger than 16 MiB
      help: a record holds one patient; several stand in an array, or one a line; the limit can be set: `--set-limit record-bytes=…`
    ");
    let third = next().expect("a record").expect("a good one");
    assert_eq!((third.text.as_str(), third.lines_before), ("{ \"odi\": \"3\" }", 2));
    assert!(next().is_none());
}

#[test]
fn an_endless_array_is_read_one_record_at_a_time() {
    let mut endless = Endless::new("[", "{ \"odi\": 1 },\n", 1024 * MIB);
    let records = Records::new(BufReader::new(&mut endless));
    let read = records
        .take(10_000)
        .filter(|piece| matches!(piece, Ok(Ok(piece)) if piece.text == "{ \"odi\": 1 }"))
        .count();
    assert_eq!(read, 10_000);
    assert!(endless.given < MIB);
}

/// A disk that fails in the middle of a file is told once, and ends the file.
#[test]
fn a_failing_input_ends_the_stream() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let mut records = Records::new(BufReader::new((&b"{ \"odi\": 1 }\n{ \"od"[..]).chain(Failing)));
    assert!(matches!(records.next(), Some(Ok(Ok(_)))));
    assert!(matches!(records.next(), Some(Err(error)) if error.to_string() == "the disk is gone"));
    assert!(records.next().is_none());
}
