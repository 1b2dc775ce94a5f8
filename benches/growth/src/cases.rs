//! What is measured, each at any size.

use std::hint::black_box;

use elig::Ruleset;
use elig::diagnostic::Problems;
use elig::record::fhir::{Bindings, Collector};
use elig::record::{Delimiter, Record, Records, Table};
use elig::screen::{Patients, Screen};
use elig::source::FileId;
use elig::syntax::parse;
use elig::syntax::print::print;

use crate::made::{self, day, problems, record, ruleset};

/// What is done once, with everything it needs prepared.
pub type Work = Box<dyn FnMut()>;

/// One thing that can be large.
pub struct Case {
    pub name: &'static str,
    /// What is done, and what grows.
    pub about: &'static str,
    /// What is counted: a rule, an entry.
    pub unit: &'static str,
    /// The sizes that are timed.
    pub sizes: &'static [usize],
    /// The smaller size at which instructions are counted; the other one is twice as large.
    pub guarded: usize,
    pub prepare: fn(usize) -> Work,
}

const RULES: &[usize] = &[1, 10, 100, 1_000, 10_000];
const LISTS: &[usize] = &[1, 10, 100, 1_000, 10_000, 100_000];
const DEPTHS: &[usize] = &[4, 8, 16, 32, 60];

pub const CASES: &[Case] = &[
    Case {
        name: "check-rules",
        about: "a ruleset is compiled",
        unit: "rule of three lines",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let text = made::rules(size);
            Box::new(move || drop(black_box(ruleset(&text))))
        },
    },
    Case {
        name: "format-rules",
        about: "a ruleset is read and written in its canonical form",
        unit: "rule of three lines",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let text = made::rules(size);
            Box::new(move || {
                let tree = parse(&text, FileId::default(), &mut Problems::new());
                drop(black_box(print(&tree, &text)));
            })
        },
    },
    Case {
        name: "judge-rules",
        about: "outcomes of all rules, of a record that was read",
        unit: "rule",
        sizes: RULES,
        guarded: 500,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(size));
            let record = record(&ruleset, &made::patient(size));
            let mut patients = patients(&ruleset);
            Box::new(move || {
                black_box(patients.judge(&record).expect("it is its own vocabulary").verdict);
            })
        },
    },
    Case {
        name: "screen-rules",
        about: "outcomes of all rules, from JSON",
        unit: "rule",
        sizes: RULES,
        guarded: 500,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(size));
            let text = made::patient(size);
            let mut patients = patients(&ruleset);
            let _ = patients.decide(&text);
            Box::new(move || {
                black_box(patients.decide(&text).expect("it is a record").answer.verdict);
            })
        },
    },
    Case {
        name: "explain-rules",
        about: "a decision with every reason, written as JSON",
        unit: "rule",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(size));
            let record = record(&ruleset, &made::patient(size));
            Box::new(move || {
                let decision = ruleset.decide(&record, day()).expect("it is its own vocabulary");
                drop(black_box(serde_json::to_string(&decision)));
            })
        },
    },
    Case {
        name: "explain-open",
        about: "a decision on nothing at all, with every reason",
        unit: "rule",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(size));
            let record = record(&ruleset, "{}");
            Box::new(move || {
                let decision = ruleset.decide(&record, day()).expect("it is its own vocabulary");
                drop(black_box(serde_json::to_string(&decision)));
            })
        },
    },
    Case {
        name: "unknown-keys",
        about: "a record is read of which nobody knows the keys",
        unit: "key",
        sizes: RULES,
        guarded: 400,
        prepare: |size| {
            let ruleset = ruleset(&made::facts(100));
            let text = made::all_facts(size).replace('f', "some_fact_");
            Box::new(move || drop(black_box(record(&ruleset, &text))))
        },
    },
    Case {
        name: "read-facts",
        about: "a record is read, and decided on",
        unit: "fact with a rule",
        sizes: RULES,
        guarded: 200,
        prepare: |size| {
            let ruleset = ruleset(&made::facts(size));
            let text = made::all_facts(size);
            Box::new(move || {
                let record = record(&ruleset, &text);
                black_box(ruleset.decide(&record, day()).expect("it is its own vocabulary").verdict());
            })
        },
    },
    Case {
        name: "read-list",
        about: "a record with a list is read",
        unit: "entry",
        sizes: LISTS,
        guarded: 500,
        prepare: |size| {
            let ruleset = ruleset(made::HISTORY);
            let text = made::history(size);
            Box::new(move || drop(black_box(record(&ruleset, &text))))
        },
    },
    Case {
        name: "ask-list",
        about: "three questions about a list",
        unit: "entry",
        sizes: LISTS,
        guarded: 500,
        prepare: |size| {
            let ruleset = ruleset(made::HISTORY);
            let record = record(&ruleset, &made::history(size));
            Box::new(move || {
                black_box(ruleset.decide(&record, day()).expect("it is its own vocabulary").verdict());
            })
        },
    },
    Case {
        name: "stretches-list",
        about: "a question about stretches of 30 days in two years",
        unit: "entry",
        sizes: LISTS,
        guarded: 20_000,
        prepare: |size| {
            let ruleset = ruleset(made::STRETCHES);
            let record = record(&ruleset, &made::history(size));
            Box::new(move || {
                black_box(ruleset.decide(&record, day()).expect("it is its own vocabulary").verdict());
            })
        },
    },
    Case {
        name: "check-nesting",
        about: "a condition is compiled",
        unit: "level within another",
        sizes: DEPTHS,
        guarded: 40,
        prepare: |size| {
            let text = made::nested(size);
            Box::new(move || drop(black_box(ruleset(&text))))
        },
    },
    Case {
        name: "check-chain",
        about: "one condition is compiled and decided",
        unit: "part",
        sizes: &[10, 100, 1_000, 10_000],
        guarded: 200,
        prepare: |size| {
            let text = made::chain(size);
            Box::new(move || {
                let decision = ruleset(&text).decide_json("{\"f0\":1}", day());
                black_box(decision.expect("it is a record").verdict());
            })
        },
    },
    Case {
        name: "check-mistakes",
        about: "rules with names that nobody declared are checked",
        unit: "rule",
        sizes: &[10, 100, 1_000, 10_000],
        guarded: 400,
        prepare: |size| {
            let text = made::mistakes(size);
            Box::new(move || drop(black_box(problems(&text))))
        },
    },
    Case {
        name: "check-noise",
        about: "noise is checked",
        unit: "line",
        sizes: &[10, 100, 1_000, 10_000],
        guarded: 400,
        prepare: |size| {
            let text = made::noise(size);
            Box::new(move || drop(black_box(problems(&text))))
        },
    },
    Case {
        name: "read-nested",
        about: "a record is read that nests what nobody knows",
        unit: "level",
        sizes: &[10, 100, 1_000, 10_000],
        guarded: 500,
        prepare: |size| {
            let ruleset = ruleset("fact note: text\nrequire told: note is known\n");
            let text = format!("{{\"a\":{}1{}}}", "[".repeat(size), "]".repeat(size));
            Box::new(move || drop(black_box(record(&ruleset, &text))))
        },
    },
    Case {
        name: "read-text",
        about: "a record with a long text is read",
        unit: "byte",
        sizes: &[10, 100, 1_000, 10_000, 60_000],
        guarded: 20_000,
        prepare: |size| {
            let ruleset = ruleset("fact note: text\nrequire told: note is known\n");
            let text = made::text(size);
            Box::new(move || drop(black_box(record(&ruleset, &text))))
        },
    },
    Case {
        name: "table-rows",
        about: "the rows of a table are read",
        unit: "row of twelve cells",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(1));
            let table = made::table(size);
            Box::new(move || {
                let rows = Table::new(table.as_bytes(), Delimiter::Comma, ruleset.vocabulary());
                for row in rows.expect("it is in memory") {
                    let row = row.expect("it is in memory").expect("it has all cells");
                    drop(black_box(Record::from_json(ruleset.vocabulary(), &row.text)));
                }
            })
        },
    },
    Case {
        name: "stream-records",
        about: "records are read, a line each",
        unit: "record of twelve facts",
        sizes: RULES,
        guarded: 100,
        prepare: |size| {
            let ruleset = ruleset(&made::rules(1));
            let stream = made::stream(size);
            Box::new(move || {
                for text in Records::new(stream.as_bytes()) {
                    let text = text.expect("it is in memory").expect("it is JSON");
                    drop(black_box(Record::from_json(ruleset.vocabulary(), &text.text)));
                }
            })
        },
    },
    Case {
        name: "bundle-resources",
        about: "a Bundle of FHIR is read",
        unit: "resource",
        sizes: &[1, 10, 100, 1_000, 10_000],
        guarded: 100,
        prepare: |size| {
            let ruleset = ruleset(made::BOUND);
            let bindings =
                Bindings::find(&ruleset, &elig::loader::Memory::new(), None).expect("they are its own");
            let bundle = made::bundle(size);
            Box::new(move || {
                let mut collector = Collector::new(&bindings, ruleset.vocabulary());
                collector.add(&bundle, "");
                for text in collector.finish() {
                    let read = record(&ruleset, &text.text);
                    assert!(read.problems().is_empty());
                    drop(black_box(read));
                }
            })
        },
    },
];

/// What decides on many patients. What it borrows lives as long as the process.
fn patients(ruleset: &Ruleset) -> Patients<'static> {
    let screen: &'static Screen = Box::leak(Box::new(Screen::new(ruleset, day()).expect("it has rules")));
    screen.patients()
}

/// The case of a name.
pub fn find(name: &str) -> Result<&'static Case, String> {
    let names = || CASES.iter().map(|case| case.name).collect::<Vec<_>>().join(", ");
    CASES
        .iter()
        .find(|case| case.name == name)
        .ok_or_else(|| format!("there is no case `{name}`; there are {}", names()))
}

/// Does it once, so that it can be counted.
pub fn once(name: &str, size: &str) -> Result<(), String> {
    let size: usize = size.parse().map_err(|_| format!("`{size}` is no size"))?;
    let mut work = (find(name)?.prepare)(size);
    // What is learnt at the first time is not counted.
    work();
    measured(&mut work);
    Ok(())
}

/// What is counted: callgrind knows it by its name.
#[inline(never)]
fn measured(work: &mut Work) {
    work();
    black_box(work);
}
