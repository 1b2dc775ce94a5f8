//! Any bytes are screened by lines, with one thread and with three: the rows, the rejects and the counts are the same.

#![no_main]

use std::sync::{Arc, LazyLock};

use elig::Ruleset;
use elig::screen::{Batch, LineBatches, Portion, RowFormat, Screen};
use elig_fuzz::{AS_OF, shipped};
use libfuzzer_sys::fuzz_target;

static RULESET: LazyLock<Ruleset> = LazyLock::new(|| shipped("examples/cohort/metabolic.elig"));

fn screened(bytes: &[u8], threads: usize) -> (Vec<u8>, Vec<u8>, String) {
    let screen = Screen::new(&RULESET, AS_OF).expect("it has rules");
    let mut lines = LineBatches::new(bytes);
    let mut source = || {
        let taken = lines.take()?;
        Ok(taken.map(|lines| Batch { file: Arc::from("data"), records: Portion::Lines(lines) }))
    };
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let mut sink = |worked: elig::screen::Worked| {
        rows.extend(worked.rows);
        rejects.extend(worked.rejects);
        Ok(())
    };
    let (tally, error) = screen.run(RowFormat::Ndjson, threads, &mut source, &mut sink).expect("it is in memory");
    assert!(error.is_none());
    (rows, rejects, format!("{:?}", screen.summary(&tally, true)))
}

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(screened(bytes, 1), screened(bytes, 3));
});
