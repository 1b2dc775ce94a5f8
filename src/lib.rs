#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::todo,
        clippy::unimplemented
    )
)]
//! elig, an eligibility language: treatment criteria as programs that a clinician can read and sign, decided
//! in exact three-valued logic over records that do not say everything.
//!
//! ```
//! use elig::loader::{Memory, Wanted};
//!
//! let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
//! let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
//! let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
//!
//! assert_eq!(ruleset.decide_json(r#"{ "pain_months": 24 }"#, as_of)?.verdict(), elig::Verdict::Eligible);
//!
//! let open = ruleset.decide_json("{}", as_of)?;
//! assert_eq!(open.verdict(), elig::Verdict::Undetermined);
//! assert_eq!(&*open.missing()[0].fact, "pain_months");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way of the data
//!
//! ```text
//!  files ──loader──▶ text ──syntax──▶ tree ──check──▶ core (ir) ──eval──▶ values ──decision──▶ findings
//!                                               │                  ▲          │                    ▲
//!                                               └──▶ vocabulary ─▶ record     └──────explain───────┘
//! ```
//!
//! Each arrow is one verb and one module; nothing runs back up.
//!
//! | module | what it does | what it does not know |
//! |---|---|---|
//! | [`loader`] | finds files for the compiler; the only one that opens ruleset files | what is in them |
//! | [`syntax`] | text to syntax tree, and back (the formatter) | types, records |
//! | [`vocabulary`] | the facts a record may hold, and their types | rules |
//! | `check` | tree and vocabulary to the typed core; every problem; sugar ends here | records |
//! | `link` | what one ruleset says, as steps in the program of another | names, words |
//! | [`ir`] | the typed core: some twenty-five kinds of steps, no names, no sugar | everything above |
//! | [`possible`] | values as sets of possibilities | files, clocks |
//! | [`quantity`] | exact numbers, UCUM units and dimensions, analytes | files, clocks |
//! | [`time`] | days, calendar durations, moments, the bundled time zones | files, clocks |
//! | [`terminology`] | code systems, codes, value sets | files, terminology servers |
//! | [`eval`] | core and record to the value of every step, and the verdict | names, words |
//! | [`explain`] | which values decided, and what an unknown came from | names, words |
//! | [`completions`] | what a ruleset says of all that an open record could still say; what to ask first | how a condition is built |
//! | [`record`] | JSON, tables and FHIR to typed values, each mistake with its place | rules |
//! | `intake` | files, folders, compressed or not, to the texts of records (feature `cli`) | what a value means |
//! | [`census`] | what records say of the facts of a ruleset, counted | files, terminals |
//! | [`binding`] | where the facts of a vocabulary stand in FHIR R4 | files, records |
//! | [`patient`] | a record in the language's own words, that can be changed | rules |
//! | `explore` | patients near a given one, at whose values what a ruleset says changes | how a condition is built |
//! | [`decision`] | the verdict with every finding, ready to be read or serialized | terminals |
//! | [`why`] | why a decision is what it is, in a tree and in sentences | files, terminals |
//! | [`whatif`] | two decisions held against one another; the smallest changes that give another verdict | files, terminals |
//! | [`ask`] | an interview: the next question, and what an answer is | files, terminals |
//! | [`compare`] | rulesets held against one another: a matrix, its JSON, its page | files, terminals |
//! | [`screen`] | a cohort through a ruleset: verdicts, attrition, what each rule and each missing fact costs | files, terminals |
//! | [`testing`] | sample patients and tests, patients at every bound, what tests show, and changed rules they miss | files, terminals |
//! | [`diagnostic`] | problems: codes, places, nearest names, rendering | what causes them |
//! | `engine` | the facade: [`compile`], [`Ruleset`] | terminals, clocks |
//! | `page` | what the pages of HTML have in common: head, look, tables, text that stays text | what they say |
//! | `repl` | a session: what was loaded and typed, its answers and commands (feature `cli`) | |
//! | `cli` | the program; one file a subcommand (feature `cli`) | |
//!
//! # What holds everywhere
//!
//! - A missing value is never read as true or as false: see [`possible`].
//! - `eval`, `ir`, `possible`, `quantity`, `terminology` and `time` read no file, no clock, no environment, and print nothing.
//! - Only `syntax::lower` names rules of the grammar. Only `cli` and `repl` touch a terminal or ask for today's date.
//! - A [`Ruleset`] is immutable and shared; deciding takes no lock.
//! - No input can panic, overflow the stack or run for ever: every limit has a name in [`limits`].
//! - No patient's value appears in an error unless the caller asks for it.

pub mod about;
mod absence;
pub mod ask;
pub mod binding;
pub mod census;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod completions;
pub mod decision;
pub mod diagnostic;
mod engine;
pub mod eval;
pub mod explain;
mod explore;
#[cfg(feature = "cli")]
pub mod intake;
pub mod ir;
mod json;
pub mod limits;
mod link;
pub mod loader;
mod page;
pub mod patient;
pub mod possible;
pub mod quantity;
pub mod record;
#[cfg(feature = "cli")]
pub mod repl;
pub mod screen;
pub mod source;
pub mod syntax;
pub mod terminology;
pub mod testing;
pub mod time;
pub mod trace;
pub mod vocabulary;
pub mod whatif;
pub mod why;

pub use absence::Absence;
pub use check::{Hole, HoleWants, NameInScope, NameKind};
pub use decision::Decision;
pub use engine::{
    AsOf, Compilation, CompileError, DecideError, Draft, Question, Ruleset, Settings, compile, compile_with,
    draft,
};
pub use eval::{Outcome, Verdict};
pub use limits::{Limit, Limits};
pub use record::Record;
pub use why::Explanation;

/// The analytes that every ruleset knows without declaring them: the files of `rulesets/units`, built in.
///
/// ```
/// let glucose = elig::analytes().find(|analyte| &*analyte.name == "glucose").unwrap();
/// assert_eq!(glucose.factors[0].text(), "1 'mmol/L' = 18 'mg/dL'");
/// ```
pub fn analytes() -> impl Iterator<Item = &'static std::sync::Arc<quantity::Analyte>> {
    check::library()
}

/// The README's program is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
