//! Streams of records: whatever they look like, and whoever works on them, the rows are those of the records in their order.

use std::io::BufReader;

use elig::AsOf;
use elig::record::Records;
use elig::screen::{Batch, LineBatches, Portion, RowFormat, Screen, Summary, is_lines, texts};
use jiff::civil::date;

use crate::support::ruleset;

const RULES: &str = "fact pain_months: integer 0..1200\nfact device.pacemaker: boolean\nfact note: text\n\
    require pain_months >= 6\nexclude device.pacemaker\n";

/// Rows, rejects and counts of a text, with so many threads; by lines where it has one a line.
fn screened(text: &[u8], threads: usize) -> (String, String, Summary) {
    let ruleset = ruleset(RULES);
    let screen = Screen::new(&ruleset, AsOf::Fixed(date(2025, 11, 20))).expect("it has rules");
    let mut input = BufReader::new(text);
    let by_lines = is_lines(&mut input).expect("it is in memory");
    let mut lines = LineBatches::new(input);
    let mut records = Records::new(text);
    let mut source = || {
        let portion = match by_lines {
            true => lines.take()?.map(Portion::Lines),
            false => texts(&mut records)?.map(Portion::Texts),
        };
        Ok(portion.map(|records| Batch { file: "data".into(), records }))
    };
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let mut sink = |worked: elig::screen::Worked| {
        rows.extend(worked.rows);
        rejects.extend(worked.rejects);
        Ok(())
    };
    let (tally, error) =
        screen.run(RowFormat::Csv, threads, &mut source, &mut sink).expect("it is in memory");
    assert!(error.is_none());
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    (text(rows), text(rejects), screen.summary(&tally, true))
}

/// The same rows, from the reader of records alone.
fn one_by_one(text: &[u8]) -> (String, u64) {
    let ruleset = ruleset(RULES);
    let screen = Screen::new(&ruleset, AsOf::Fixed(date(2025, 11, 20))).expect("it has rules");
    let mut patients = screen.patients();
    let mut rows = elig::screen::Rows::new(&ruleset, RowFormat::Csv);
    let (mut out, mut rejected) = (Vec::new(), 0);
    for record in Records::new(text) {
        match record.expect("it is in memory") {
            Ok(record) => match patients.decide(&record.text) {
                Ok(told) => {
                    rows.row(&told, || format!("data:{}", record.lines_before + 1), &mut out);
                }
                Err(_) => rejected += 1,
            },
            Err(_) => rejected += 1,
        }
    }
    (String::from_utf8(out).expect("it is text"), rejected)
}

#[track_caller]
fn same(text: &[u8]) -> (String, String, Summary) {
    let one = screened(text, 1);
    let three = screened(text, 3);
    assert_eq!(one, three, "the number of threads shows");
    let (rows, rejected) = one_by_one(text);
    assert_eq!((&one.0, one.2.rejected), (&rows, rejected), "{}", String::from_utf8_lossy(text));
    one
}

#[test]
fn many_lines_keep_their_order() {
    let line = |at: usize| {
        let device = ["{\"pacemaker\":false}", "{\"pacemaker\":true}", "{}", "null"][at % 4];
        format!(
            "{{\"id\":\"p-{at}\",\"pain_months\":{},\"device\":{device},\"note\":\"{}\"}}\n",
            at % 11,
            "x".repeat(at % 90)
        )
    };
    let text: String = (0..40_000).map(line).collect();
    let (rows, _, summary) = same(text.as_bytes());
    assert_eq!(summary.patients, 40_000);
    for (at, row) in rows.lines().enumerate() {
        assert!(row.starts_with(&format!("p-{at},")), "{row}");
    }
}

#[test]
fn whatever_lines_look_like() {
    let good = "{\"id\":1,\"pain_months\":7,\"device\":{\"pacemaker\":false}}";
    for text in [
        format!("{good}\n{good}"),
        format!("{good}\r\n{good}\r\n"),
        format!("\u{feff}{good}\n{good}\n"),
        format!("{good}\n\n   \n{good}\n\t{good}\n"),
        // Blank to the eye, and not to JSON.
        format!("{good}\n\u{c}\n{good}\u{c}\n{good} \u{b}\n\u{a0}\n{good}\n"),
        format!("{good}\n{{\"id\":2,\n\"pain_months\":3}}\n{good}\n"),
        format!("{good}\n{good} {good}\n{good}\n"),
        format!("{good}\n[]\n17\nnull\n{{}}\n{good}\n"),
        format!("{good}\n{{\"pain_months\": 7,}}\n{{\"pain_months\": 07}}\n{{\"pain_months\"}}\n"),
        format!(
            "{good}\n{{\"pain_months\": 1, \"pain_months\": 9}}\n{{\"device.pacemaker\": true}}\n{{\"pain_month\": 9}}\n"
        ),
        format!(
            "{good}\n{{\"device\": 3}}\n{{\"device\": {{\"pacemaker\": 3}}}}\n{{\"pain_months\": -3, \"note\": 4}}\n"
        ),
        format!("{good}\n{{\"id\": {{}}}}\n{{\"as_of\": \"2025\"}}\n{{\"as_of\": 3}}\n"),
        format!("[{good},{good}]"),
        format!("{{\n  \"id\": 1,\n  \"pain_months\": 7\n}}\n{good}\n"),
        String::new(),
        "\n\n".to_owned(),
        "{".to_owned(),
    ] {
        same(text.as_bytes());
    }
}

#[test]
fn what_is_no_text_is_rejected_and_kept() {
    let good = b"{\"id\":1,\"pain_months\":7,\"device\":{\"pacemaker\":false}}\n";
    let bad = b"{\"id\":\"M\xFCller\",\"pain_months\":7}\n";
    let (rows, rejects, summary) = same(&[good.as_slice(), bad, good].concat());
    assert_eq!((rows.lines().count(), summary.patients, summary.rejected), (2, 2, 1));
    assert!(rejects.contains("not UTF-8") && rejects.contains("\"line\":2"), "{rejects}");
}

#[test]
fn a_line_that_is_too_large_spoils_only_itself() {
    let good = "{\"id\":1,\"pain_months\":7,\"device\":{\"pacemaker\":false}}\n";
    let large = format!("{{\"note\":\"{}\"}}\n", "x".repeat(elig::limits::MAX_RECORD_BYTES));
    let (rows, rejects, summary) = same(format!("{good}{large}{good}").as_bytes());
    assert_eq!((rows.lines().count(), summary.rejected), (2, 1));
    assert!(rejects.contains("larger than 16 MiB") && rejects.contains("\"line\":2"), "{rejects}");
}
