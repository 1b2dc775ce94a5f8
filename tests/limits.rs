//! Hostile and huge programs: every one ends soon, in little stack, with problems and never a crash.

use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use elig::Compilation;
use elig::diagnostic::{Code, Problem, Problems, Severity};
use elig::limits::{MAX_FILE_BYTES, MAX_NESTING, MAX_PROBLEMS};
use elig::source::FileId;
use elig::syntax::parse;
use elig::syntax::print::print;
use proptest::prelude::*;

use crate::support::{codes, compile, render};

/// What a host may give the thread that compiles: Rust's default for a thread.
const SMALL_STACK: usize = 2 * 1024 * 1024;

/// Far more than any of these programs takes; less than what an exponential one would.
const LONG: Duration = Duration::from_secs(300);

/// Runs in a thread with a small stack, for no longer than [`LONG`].
fn in_small_stack<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::channel();
    let worker = thread::Builder::new().stack_size(SMALL_STACK).spawn(move || {
        // A receiver that gave up needs no answer.
        let _ = done.send(work());
    });
    let worker = worker.expect("a thread can be started");
    match result.recv_timeout(LONG) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what} does not end"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match worker.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => panic!("{what} gave no answer"),
        },
    }
}

/// Reads, formats, compiles and drops a program.
fn process(text: &str) -> Vec<Code> {
    let mut problems = Problems::new();
    let tree = parse(text, FileId(0), &mut problems);
    let formatted = print(&tree, text);
    drop((tree, formatted));
    let compilation = compile(text);
    let found = codes(&compilation.problems);
    drop(compilation);
    found
}

/// The errors and warnings of a program that is processed in a small stack.
fn codes_of(what: &str, text: String) -> Vec<Code> {
    in_small_stack(what, move || process(&text))
}

fn compiled(what: &str, text: String) -> Compilation {
    in_small_stack(what, move || compile(&text))
}

/// `count` items, each made of its number.
fn repeat(count: usize, separator: &str, item: impl Fn(usize) -> String) -> String {
    let items: Vec<_> = (0..count).map(item).collect();
    items.join(separator)
}

// ---------------------------------------------------------------- long chains

const FACTS: &str = "fact a: boolean\nfact b: boolean\nfact x: integer 0..1000000\n";
const DATE: &str = "fact d: date\n";

/// A chain of so many terms as a whole program.
type Chain = (&'static str, fn(usize) -> String);

const CHAINS: &[Chain] = &[
    ("and", |n| format!("{FACTS}require r: {}\n", repeat(n, " and ", term))),
    ("or", |n| format!("{FACTS}require r: {}\n", repeat(n, "\n  or ", term))),
    ("and in or", |n| {
        format!("{FACTS}require r: {}\n", repeat(n, " or ", |at| format!("a and {}", term(at))))
    }),
    ("sum", |n| format!("{FACTS}define s = {}\nrequire r: s > 0\n", repeat(n, " + ", |_| "x".to_owned()))),
    ("product", |n| {
        format!("{FACTS}define s = {}\nrequire r: s > 0\n", repeat(n, " * ", |_| "x".to_owned()))
    }),
    ("any of", |n| format!("{FACTS}require r: any of {{ {} }}\n", repeat(n, ", ", term))),
    ("at least", |n| format!("{FACTS}require r: at least 2 of {{ {} }}\n", repeat(n, ", ", term))),
    ("in", |n| format!("{FACTS}require r: x in {{ {} }}\n", repeat(n, ", ", |at| at.to_string()))),
    ("choose", |n| {
        let arms = repeat(n, ", ", |at| format!("when x = {at}: {at}"));
        format!("{FACTS}define c = choose {{ {arms}, otherwise 0 }}\nrequire r: c > 0\n")
    }),
    ("score", |n| {
        format!(
            "{FACTS}score s {{ {} }}\nrequire r: s > 0\n",
            repeat(n, ", ", |at| format!("+1 when x > {at}"))
        )
    }),
    ("facts", |n| {
        format!("{FACTS}{}\nrequire a\n", repeat(n, "\n", |at| format!("fact f{at}: boolean \"a fact\"")))
    }),
    ("rules", |n| {
        format!(
            "{FACTS}{}\n",
            repeat(n, "\n", |at| format!("require r{at}: x > {at}\n  because \"it is so\""))
        )
    }),
    ("definitions", |n| {
        format!("{FACTS}{}\nrequire d0 > 0\n", repeat(n, "\n", |at| format!("define d{at} = x + {at}")))
    }),
    ("texts", |n| {
        format!("{FACTS}require a\n  because {}\n", repeat(n, "\n  ", |at| format!("\"part {at} \"")))
    }),
    ("codes", |n| format!("valueset v {{ {} }}\n", repeat(n, ", ", |at| format!("snomed: {at}")))),
    ("list", |n| format!("patient p {{ l = [ {} ] }}\n", repeat(n, ", ", |at| at.to_string()))),
    ("tests", |n| {
        format!(
            "{FACTS}require a\n{}\n",
            repeat(n, "\n", |at| format!("test \"{at}\"\n  expect undetermined"))
        )
    }),
    ("comments", |n| format!("{FACTS}require r: {}\n", repeat(n, " # why\n  and ", term))),
    ("comments between", |n| format!("{}require a\n", "# why\n\n  # indented\n".repeat(n))),
    ("a comment far below", |n| {
        format!("{}\n  # indented\n", repeat(n, "\n", |at| format!("fact f{at}: boolean")))
    }),
    ("unknown names", |n| {
        format!("{FACTS}{}\n", repeat(n, "\n", |at| format!("require r{at}: unknown{at}")))
    }),
    ("syntax errors", |n| format!("{FACTS}{}\n", repeat(n, "\n", |at| format!("require r{at}: )")))),
    ("foreign letters", |n| "use é\n".repeat(n)),
    ("pasted characters", |n| format!("{FACTS}require r: {}\n", "“ ’ ≥ ‘x’ \u{a0}".repeat(n))),
    ("comparisons in a row", |n| format!("{FACTS}require r: x {}\n", "= x ".repeat(n))),
    ("windows in a row", |n| format!("{FACTS}{DATE}require r: d {}\n", "within 1 day ".repeat(n))),
    ("windows", |n| {
        format!("{FACTS}{DATE}require r: {}\n", repeat(n, " and ", |_| "d within 3 months".to_owned()))
    }),
    ("between", |n| {
        format!("{FACTS}require r: {}\n", repeat(n, " and ", |_| "x between 1 and 3".to_owned()))
    }),
    ("negations in a row", |n| format!("{FACTS}require r: {}\n", repeat(n, " and ", |_| "not a".to_owned()))),
];

/// The first of them are whole programs that this version of elig accepts.
const ACCEPTED_CHAINS: usize = 8;

/// A condition that is not the same as its neighbours.
fn term(at: usize) -> String {
    if at.is_multiple_of(2) { "a".to_owned() } else { format!("x != {at}") }
}

fn time((what, chain): Chain, length: usize) -> Duration {
    let text = chain(length);
    in_small_stack(what, move || {
        let start = Instant::now();
        process(&text);
        start.elapsed()
    })
}

/// Sixteen times the length may take 64 times as long: a busy machine can make one run long, but a
/// quadratic program takes 256 times as long, in each of three runs.
#[test]
fn a_chain_sixteen_times_as_long_takes_about_sixteen_times_as_long() {
    for chain in CHAINS {
        let short = (0..3).map(|_| time(*chain, 100)).min().expect("three runs");
        let long = (0..3).map(|_| time(*chain, 1_600));
        let limit = short.max(Duration::from_millis(1)) * 64;
        let mut seen = Vec::new();
        let linear = long.inspect(|long| seen.push(*long)).any(|long| long < limit);
        assert!(linear, "{}: 100 terms take {short:?}, 1,600 take {seen:?}", chain.0);
    }
}

#[test]
fn long_chains_of_conditions_have_no_error() {
    for (what, chain) in CHAINS.iter().take(ACCEPTED_CHAINS) {
        let compilation = compiled(what, chain(10_000));
        assert!(!compilation.problems.has_errors(), "{what}: {}", shown(&compilation));
    }
}

/// The first errors of a program.
fn shown(compilation: &Compilation) -> String {
    let errors = compilation.problems.iter().filter(|problem| problem.severity() == Severity::Error);
    errors.take(3).map(|problem| format!("{}: {}\n", problem.code, problem.message)).collect()
}

// ---------------------------------------------------------------- deep nesting

/// A construct nested so often, around what stands innermost, as a whole program.
type Nest = (&'static str, fn(usize, &str) -> String);

/// `open` so often, the core, and `close` so often, as a condition.
fn nested(open: &str, depth: usize, core: &str, close: &str) -> String {
    format!("{FACTS}{DATE}require r: {}{core}{}\n", open.repeat(depth), close.repeat(depth))
}

const NESTS: &[Nest] = &[
    ("parentheses", |n, core| nested("(", n, core, ")")),
    ("any of", |n, core| nested("any of { ", n, core, " }")),
    ("at least of", |n, core| nested("at least 1 of { ", n, core, " }")),
    ("any recorded of", |n, core| nested("any recorded of { ", n, core, " }")),
    ("not", |n, core| nested("not ", n, core, "")),
    ("minus", |n, core| nested("-", n, core, "")),
    ("minus apart", |n, core| nested("- ", n, core, "")),
    ("some", |n, core| nested("some l where ", n, core, "")),
    ("no", |n, core| nested("no l as y where ", n, core, "")),
    ("every", |n, core| nested("every l has ", n, core, "")),
    ("every where", |n, core| nested("every l where a has ", n, core, "")),
    ("filter of every", |n, core| nested("every l where ", n, core, " has a")),
    ("count where", |n, core| nested("count of l where ", n, core, "")),
    ("spaced", |n, core| nested("count of l spaced at least ", n, core, "")),
    ("aggregate within", |n, core| nested("latest l within ", n, core, "")),
    ("aggregate before", |n, core| nested("latest l within 1 day before ", n, core, "")),
    ("aggregate where", |n, core| nested("latest l where (", n, core, ")")),
    ("aggregate over", |n, core| nested("latest (", n, core, ") over l")),
    ("aggregate of parenthesis", |n, core| nested("latest (", n, core, ")")),
    ("aggregate ago", |n, core| nested("latest l at least (", n, core, ") ago")),
    ("aggregate apart", |n, core| nested("latest l at least (", n, core, ") apart")),
    ("aggregate in parentheses", |n, core| nested("latest l within (", n, core, ") >= 1")),
    ("number of", |n, core| nested("number of ", n, core, " in 'kg'")),
    ("number of parenthesis", |n, core| nested("number of (", n, core, ") in days")),
    ("units between", |n, core| nested("days between ", n, core, " and d")),
    ("units between right", |n, core| nested("days between d and ", n, core, "")),
    ("units between in parentheses", |n, core| nested("days between (", n, core, ") and (d)")),
    ("between", |n, core| nested("x between (", n, core, ") and 3")),
    ("in", |n, core| nested("x in { ", n, core, " }")),
    ("has any", |n, core| nested("x has any of { ", n, core, " }")),
    ("has", |n, core| nested("x has (", n, core, ")")),
    ("order", |n, core| nested("d before (", n, core, ")")),
    ("window", |n, core| nested("d within 1 day before (", n, core, ")")),
    ("window period", |n, core| nested("d within (", n, core, ") of d")),
    ("as of", |n, core| nested("x as of (", n, core, ")")),
    ("if", |n, core| nested("if ", n, core, " then a else b")),
    ("then", |n, core| nested("if a then ", n, core, " else b")),
    ("else", |n, core| nested("if a then b else ", n, core, "")),
    ("choose", |n, core| nested("choose { when ", n, core, ": a, otherwise b }")),
    ("otherwise", |n, core| nested("choose { when a: b, otherwise ", n, core, " }")),
    ("max of", |n, core| nested("max of { ", n, core, " }")),
    ("min of in a score", |n, core| {
        format!("score s {{ max of {{ +1 when {}{core}{} }} }}\n", "min of { ".repeat(n), " }".repeat(n))
    }),
    ("round", |n, core| nested("round(", n, core, ", to: 1)")),
    ("columns", |n, core| format!("table t by {}{core}{} {{ any: 1 }}\n", "(".repeat(n), ")".repeat(n))),
    ("cells", |n, core| format!("table t by x {{ {}{core}{}: 1 }}\n", "max of { ".repeat(n), " }".repeat(n))),
    ("values of rows", |n, core| {
        format!("table t by x {{ any: {}{core}{} }}\n", "(".repeat(n), ")".repeat(n))
    }),
    ("calls", |n, core| nested("f(v: ", n, core, ")")),
    ("calls by a word", |n, core| nested("latest(v: ", n, core, ")")),
    ("sums in parentheses", |n, core| nested("1 + (", n, core, ")")),
    ("comparisons", |n, core| nested("x = (", n, core, ")")),
    ("lists", |n, core| format!("patient p {{ l = {}{core}{} }}\n", "[".repeat(n), "]".repeat(n))),
    ("records", |n, core| format!("patient p {{ l = {}{core}{} }}\n", "{ l = ".repeat(n), " }".repeat(n))),
    ("lists of records", |n, core| {
        format!("patient p {{ l = {}{core}{} }}\n", "[{ l = ".repeat(n), "}]".repeat(n))
    }),
    ("list types", |n, core| format!("fact y: {}{core}\n", "list of ".repeat(n))),
    ("set types", |n, core| format!("fact y: {}{core}\n", "set of ".repeat(n))),
    ("observation types", |n, core| format!("define y: {}{core} = 1\n", "observation of ".repeat(n))),
];

/// Something that may stand innermost: a condition, which is also the name of a type that nobody declared.
const CORE: &str = "a";

#[test]
fn nesting_up_to_the_limit_is_read_or_refused() {
    for (what, nest) in NESTS {
        for depth in [MAX_NESTING / 2 - 1, MAX_NESTING - 1, MAX_NESTING] {
            codes_of(what, nest(depth, CORE));
        }
    }
}

#[test]
fn nesting_beyond_the_limit_is_an_error() {
    for (what, nest) in NESTS {
        for depth in [MAX_NESTING + 1, 1_000, 100_000] {
            let found = codes_of(what, nest(depth, CORE));
            assert!(found.contains(&Code::TooDeep), "{what} at {depth} levels: {:?}", found.first());
        }
    }
}

#[test]
fn parentheses_up_to_the_limit_are_accepted() {
    let compilation = compiled("parentheses", nested("(", MAX_NESTING, "a", ")").replace(DATE, ""));
    assert!(!compilation.problems.has_errors(), "{}", shown(&compilation));
}

/// Each level of nesting must be read once: an alternative that is tried twice makes 2^60 attempts here.
#[test]
fn a_mistake_deep_inside_is_found_without_trying_everything_twice() {
    for (what, nest) in NESTS {
        for core in ["a", "!!", "a b", "a at least", ""] {
            codes_of(what, nest(MAX_NESTING / 2 - 1, core));
        }
    }
}

/// Each comparison of a comparison would be one more level of the tree.
#[test]
fn comparisons_in_a_row_are_one_level() {
    for more in [
        "= x ",
        "is known ",
        "in { 1 } ",
        "between 1 and 3 ",
        "has x ",
        "at least 1 day ago ",
        "within 1 day ",
        "before d ",
    ] {
        let found = codes_of(more, format!("{FACTS}{DATE}require r: x {}\n", more.repeat(5_000)));
        let refused = found.contains(&Code::ChainedComparison) || found.contains(&Code::TooDeep);
        assert!(refused, "{more}: {:?}", found.first());
    }
}

#[test]
fn different_constructs_nest_in_one_another() {
    let openings = ["(", "not (", "any of { a, ", "if a then b else (", "-(", "latest l within ("];
    let mut text = String::from("require r: ");
    for level in 0..30_000 {
        text.push_str(openings[level % openings.len()]);
    }
    assert!(codes_of("a mixture", text).contains(&Code::TooDeep));
}

// ---------------------------------------------------------------- tables

/// A table of so many rows of one number each, in so many columns.
fn table(rows: usize, columns: usize) -> String {
    let heads = repeat(columns, " | ", |_| "x".to_owned());
    let row = |at: usize| format!("{}: {at}", repeat(columns, " | ", |_| at.to_string()));
    format!("{FACTS}table t by {heads} {{ {}, otherwise: 0 }}\nrequire r: t >= 0\n", repeat(rows, ", ", row))
}

#[test]
fn tables_up_to_the_limit_are_checked_and_larger_ones_refused() {
    use elig::limits::{MAX_TABLE_COLUMNS, MAX_TABLE_ROWS};
    for (rows, columns) in [(MAX_TABLE_ROWS - 1, 1), (MAX_TABLE_ROWS - 1, 2), (20, MAX_TABLE_COLUMNS - 12)] {
        let found = compiled("a table", table(rows, columns));
        assert!(found.ruleset.is_some(), "{rows} rows, {columns} columns: {}", shown(&found));
    }
    for (rows, columns) in [(MAX_TABLE_ROWS + 1, 1), (2, MAX_TABLE_COLUMNS + 1), (499, 31)] {
        let found = codes_of("a large table", table(rows, columns));
        assert!(found.contains(&Code::TooLarge), "{rows} rows, {columns} columns: {found:?}");
    }
    // One cell of very many values, and very many tables.
    let values = repeat(20_000, " or ", |at| at.to_string());
    let cell = format!("{FACTS}table t by x {{ {values}: 1, otherwise: 0 }}\nrequire r: t >= 0\n");
    assert!(codes_of("a cell", cell).contains(&Code::TooLarge));
    let rows = repeat(400, ", ", |at| format!("{at}: {at}"));
    let tables = repeat(100, "\n", |at| format!("table t{at} by x {{ {rows}, otherwise: 0 }}"));
    assert!(codes_of("tables", format!("{FACTS}{tables}\nrequire r: t0 >= 0\n")).contains(&Code::TooLarge));
}

// ---------------------------------------------------------------- many definitions

/// `define d0 = d1 + 1` and so on, the last one ending in `last`.
fn definitions(count: usize, last: &str) -> String {
    let next = |at: usize| if at + 1 < count { format!("d{}", at + 1) } else { last.to_owned() };
    let lines = repeat(count, "\n", |at| format!("define d{at} = {} + 1", next(at)));
    format!("{FACTS}{lines}\nrequire r: d0 > 0\n")
}

#[test]
fn ten_thousand_definitions_may_each_use_the_next() {
    let compilation = compiled("a chain of definitions", definitions(10_000, "x"));
    assert!(!compilation.problems.has_errors(), "{}", shown(&compilation));
    in_small_stack("deciding and dropping it", move || {
        let ruleset = compilation.into_result().expect("there is no error");
        crate::support::decide(&ruleset, r#"{ "x": 3 }"#);
    });
}

#[test]
fn a_cycle_of_a_thousand_definitions_is_one_error() {
    let found = codes_of("a cycle of definitions", definitions(1_000, "d0"));
    assert_eq!(found.iter().filter(|code| **code == Code::Cycle).count(), 1, "{found:?}");
}

#[test]
fn a_cycle_of_functions_is_an_error() {
    let text =
        "define f(v: integer 0..9) = g(v: v)\ndefine g(v: integer 0..9) = f(v: v)\nrequire r: f(v: 1) > 0\n";
    assert!(codes_of("functions", text.to_owned()).iter().any(|code| code.as_str().starts_with('E')));
}

#[test]
fn functions_that_call_functions_do_not_grow_without_end() {
    // Each level calls the next twice: spelt out, that is 2^40 calls.
    let lines =
        repeat(40, "\n", |at| format!("define f{at}(v: integer) = f{}(v: v) + f{}(v: v)", at + 1, at + 1));
    let text = format!("{FACTS}{lines}\ndefine f40(v: integer) = v\nrequire r: f0(v: x) > 0\n");
    assert!(codes_of("functions", text).contains(&Code::TooLarge));
}

#[test]
fn questions_inside_of_questions_do_not_multiply_without_end() {
    // Each entry is compared with each: that is 10^10 comparisons.
    let ruleset = crate::support::ruleset(
        "record visit { day: date, weight: decimal }\nfact visits: list of visit\n\
         require a: no visits as v where (some visits as w where w.weight > v.weight + 1)\n\
         require b: latest_one.weight = 2\ndefine latest_one = latest visits\n",
    );
    let entry = r#"{ "day": "2025-01-01", "weight": 2 }"#;
    let list = vec![entry; elig::limits::MAX_LIST_ENTRIES].join(",");
    let decision = crate::support::decide(&ruleset, &format!(r#"{{ "visits": [{list}] }}"#));
    let outcomes: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(outcomes, [elig::Outcome::Unknown, elig::Outcome::Met]);
    let why = decision.rules()[0].unknown[0].settled_by.clone();
    assert_eq!(why.as_deref(), Some("it has too many entries to ask all of them for each of the others"));
    let few = format!(r#"{{ "visits": [{}] }}"#, vec![entry; 300].join(","));
    assert_eq!(crate::support::decide(&ruleset, &few).rules()[0].outcome, elig::Outcome::Met);
}

#[test]
fn many_questions_about_a_long_list_do_not_multiply_without_end() {
    // Three steps in each of 3,000 questions, for each of 100,000 entries: that would be 10^9 steps.
    let rules =
        repeat(3_000, "\n", |at| format!("require r{at}: (count of visits where (weight >= {at})) < 9"));
    let text = format!("record visit {{ weight: integer }}\nfact visits: list of visit\n{rules}\n");
    let found = in_small_stack("many questions", move || {
        let ruleset = crate::support::ruleset(&text);
        let decide = |count: usize| {
            let list = vec![r#"{ "weight": 2 }"#; count].join(",");
            crate::support::decide(&ruleset, &format!(r#"{{ "visits": [{list}] }}"#)).rules()[5].outcome
        };
        [decide(500), decide(elig::limits::MAX_LIST_ENTRIES)]
    });
    assert_eq!(found, [elig::Outcome::Met, elig::Outcome::Unknown]);
}

/// Histories of the longest lists, with dates of all kinds, and stretches of days that are too many.
#[test]
fn long_histories_are_asked_soon() {
    let ruleset = crate::support::ruleset(
        "record visit { day: date, weight: integer }\nfact visits: list of visit\nfact born: date\n\
         require a: (count of visits spaced at least 3 days) >= 2\n\
         require b: some visits where weight > previous.weight\n\
         require c: (share of visits where weight > 1) > 0 '%'\n\
         require d: in some 30 days from as_of - 1 year to as_of: (count of visits) >= 100000\n\
         require e: in some 1 day from born to as_of: (count of visits) >= 3\n",
    );
    let day = |at: usize| match at % 7 {
        0 => format!("{}", 2000 + at % 25),
        1 | 2 => format!("{}-{:02}", 2000 + at % 25, at % 12 + 1),
        _ => format!("{}-{:02}-{:02}", 1990 + at % 35, at % 12 + 1, at % 28 + 1),
    };
    let entry = |at: usize| format!(r#"{{ "day": "{}", "weight": {} }}"#, day(at), at % 5);
    let list: Vec<_> = (0..elig::limits::MAX_LIST_ENTRIES).map(entry).collect();
    let record = format!(r#"{{ "born": "1600-01-01", "visits": [{}] }}"#, list.join(","));
    let decision = crate::support::decide(&ruleset, &record);
    let outcomes: Vec<_> = decision.rules().iter().map(|finding| finding.outcome).collect();
    assert_eq!(outcomes[0], elig::Outcome::Met);
    // More days than are looked at.
    assert_eq!(outcomes[3..], [elig::Outcome::NotMet, elig::Outcome::Unknown]);
    let why = |rule: usize| decision.rules()[rule].unknown[0].settled_by.clone().unwrap_or_default();
    assert!(why(4).contains("more to look at than the limits allow"), "{}", why(4));
    let few =
        format!(r#"{{ "born": "1900-01-01", "visits": [{}] }}"#, [r#"{ "day": "1950-05-05" }"#; 3].join(","));
    assert_eq!(crate::support::decide(&ruleset, &few).rules()[4].outcome, elig::Outcome::Met);
}

// ---------------------------------------------------------------- files that are not programs

#[test]
fn thousands_of_unclosed_brackets_end_in_an_error() {
    for open in ["(", "[", "{", "any of {", "(\nfact y", "{\nrequire z: (", ")", "}\n", "([{"] {
        let found = codes_of(open, format!("require r: {}", open.repeat(20_000)));
        assert!(!found.is_empty() && found.len() <= MAX_PROBLEMS + 1, "{open:?}: {} problems", found.len());
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let text = "fact y: boolean \"some words\"\n".repeat(MAX_FILE_BYTES / 28 * 9 / 8);
    assert_eq!(codes_of("a large file", text), [Code::TooLarge]);
}

#[test]
fn a_large_file_of_nothing_much_is_read() {
    for line in ["# a comment\n", "\n", ",", "@", "- ", "\"a\" "] {
        codes_of(line, format!("require r: {}", line.repeat(MAX_FILE_BYTES / line.len() - 2)));
    }
}

#[test]
fn a_long_file_of_mistakes_is_read() {
    for line in
        ["x\n", "use é\n", "\"\n", "(\n", "require (\n", "require )\n", "fact a: boolean\n", "require b\n"]
    {
        let found = codes_of(line, line.repeat(5_000));
        assert!(!found.is_empty() && found.len() <= MAX_PROBLEMS + 1, "{line:?}: {} problems", found.len());
    }
}

#[test]
fn a_fact_may_have_ten_thousand_steps() {
    let path = repeat(10_000, ".", |at| format!("s{at}"));
    let found = codes_of("a long path", format!("fact {path}: boolean\nrequire {path}\n"));
    assert!(!found.iter().any(|code| code.as_str().starts_with('E')), "{found:?}");
}

// ---------------------------------------------------------------- noise

/// Every word and sign of the language, and what people put in their places.
const TOKENS: &[&str] = &[
    "\nrequire",
    "\nfact",
    "\ndefine",
    "\nruleset",
    "\nuse",
    "\nsource",
    "\nchoice",
    "\nscale",
    "\nrecord",
    "\npatient",
    "\ntest",
    "\nassume",
    "\nscore",
    "\noutput",
    "\nvalueset",
    "\nanalyte",
    "\nparameter",
    "\ntable",
    "\nextend",
    "\n",
    "a",
    "b.c",
    "x",
    "l",
    "known",
    "and",
    "or",
    "not",
    "is",
    "in",
    "has",
    "if",
    "then",
    "else",
    "where",
    "between",
    "within",
    "true",
    "never",
    "any",
    "all",
    "of",
    "at",
    "least",
    "2",
    "1.50",
    "007",
    "6months",
    "3_000",
    ".5",
    "0..10",
    "some",
    "no",
    "every",
    "count",
    "latest",
    "over",
    "by",
    "apart",
    "ago",
    "before",
    "after",
    "on",
    "number",
    "choose",
    "when",
    "otherwise",
    "months",
    "years",
    "'kg'",
    "'mg/dL'",
    "'nonsense'",
    "\"text\"",
    "\"two\" \"texts\"",
    "\"\\x\"",
    "\"open",
    "'open",
    "@2025",
    "@2025-13-45",
    "@",
    "@2024-02-29T10:00",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    "==",
    "!=",
    "=>",
    "<>",
    "<",
    ">=",
    "&&",
    "|",
    "!",
    "+",
    "-",
    "*",
    "/",
    ";",
    "# note\n",
    "because",
    "cite",
    "unless",
    "until",
    "as_of",
    "age",
    "boolean",
    "integer",
    "date",
    "quantity",
    "list",
    "set",
    "observation",
    "asked",
    "fixed",
    "given",
    "expect",
    "eligible",
    "missing",
    "only",
    "max",
    "item",
    "title",
    "complete",
    "“",
    "”",
    "’",
    "–",
    "≥",
    "≤",
    "≠",
    "×",
    "…",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "аge",
    "中",
    "😀",
    "\r\n",
    "\t",
    "\0",
];

fn soup() -> impl Strategy<Value = String> {
    let token = prop::sample::select(TOKENS);
    let gap = prop::sample::select(&[" ", " ", " ", "", "\n  "][..]);
    prop::collection::vec((token, gap), 0..120).prop_map(|pieces| {
        let mut text = String::new();
        for (token, gap) in pieces {
            let _ = write!(text, "{token}{gap}");
        }
        text
    })
}

/// Every place that a problem names lies inside of the text, and cuts no character in two.
fn check_spans(problem: &Problem, text: &str) -> Result<(), TestCaseError> {
    let fix = problem.fix.iter().map(|fix| fix.span);
    for span in problem.labels.iter().map(|label| label.span).chain(fix) {
        let (start, end) = (span.start as usize, span.end as usize);
        prop_assert!(
            start <= end && text.get(start..end).is_some(),
            "{start}..{end} of {text:?}: {problem:?}"
        );
    }
    Ok(())
}

/// Reads, formats and compiles noise, and shows all that is said of it.
fn survive(text: &str) -> Result<(), TestCaseError> {
    let mut problems = Problems::new();
    let tree = parse(text, FileId(0), &mut problems);
    for problem in &problems {
        check_spans(problem, text)?;
    }
    drop(print(&tree, text));
    let compilation = compile(text);
    for problem in &compilation.problems {
        check_spans(problem, text)?;
    }
    render(&compilation.problems, &compilation.sources);
    Ok(())
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(&String::from_utf8_lossy(&bytes))?;
    }

    /// A roman numeral that is one character of three bytes, and looks like four letters.
    #[test]
    fn a_character_that_looks_longer_than_it_is(before in "[ a-z\"]{0,3}", after in "[ a-z\"=]{0,3}") {
        survive(&format!("{before}Ⅷ{after}"))?;
        survive(&format!("fact {before}ⅧⅧ{after}: boolean"))?;
    }

    #[test]
    fn random_characters_are_survived(text in any::<String>()) {
        survive(&text)?;
    }

    #[test]
    fn random_tokens_are_survived(text in soup()) {
        survive(&text)?;
    }

    /// What was pasted from a word processor, in an otherwise sound program.
    #[test]
    fn a_program_with_random_tokens_inside_is_survived(noise in soup(), at in any::<prop::sample::Index>()) {
        let program = include_str!("../examples/hello.elig");
        let places: Vec<_> = program.char_indices().map(|(at, _)| at).collect();
        let (before, after) = program.split_at(*at.get(&places));
        survive(&format!("{before}{}{after}", noise.chars().take(12).collect::<String>()))?;
    }
}
