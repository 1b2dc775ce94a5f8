//! Every limit of the engine in one place: its name, its value, and what passing it means.
//!
//! Rulesets and records can be hostile. Passing a limit is an error with a code of its own, never a
//! verdict, a panic or an endless run.
//!
//! The most important ones can be set: [`Limit`] names them, and what [finds the files](crate::loader::Loader::limits) says
//! what they are.

mod settable;

pub use settable::{Limit, LimitError, Limits};

/// Nesting of parentheses, braces, `not`, `where`, `if … else if …` in one statement.
/// Beyond it: error E0017.
pub const MAX_NESTING: usize = 128;

/// Bytes in one ruleset file. Beyond it: error E0506.
pub const MAX_FILE_BYTES: usize = 8 * 1024 * 1024;

/// Files in one ruleset, itself and all it uses. Beyond it: error E0506.
pub const MAX_FILES: usize = 1_000;

/// Problems reported for one run; a file of noise would otherwise fill the screen.
pub const MAX_PROBLEMS: usize = 1_000;

/// Steps of the compiled program: the size of everything one decision computes.
/// Beyond it: error E0506.
pub const MAX_STEPS: usize = 1_000_000;

/// Rules of one ruleset. Beyond it: error E0506.
pub const MAX_RULES: usize = 100_000;

/// Calls of functions in one ruleset, those within functions included: each is written out where it stands.
/// Beyond it: error E0506.
pub const MAX_CALLS: usize = 10_000;

/// Rulesets that one ruleset asks or extends, those that these ask included; one that is asked with other settings
/// or as of another date counts again. Beyond it: error E0506.
pub const MAX_LINKED: usize = 100;

/// Bytes of one record's text. Beyond it: error E0709, and the record is left out.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// Columns of one table of records. Beyond it: error E0709, and nothing of the table is read.
pub const MAX_COLUMNS: usize = 100_000;

/// Bytes of the window of a file compressed with zstd, which are held in memory; the same as `zstd` takes by itself.
/// Beyond it the file is not read.
pub const MAX_ZSTD_WINDOW: u64 = 128 * 1024 * 1024;

/// Keys that nobody knows of which `elig records check` tells how often each is met; of further ones only how often.
pub const MAX_CENSUS_KEYS: usize = 1_000;

/// Ids that `elig records check` holds, to tell which occur twice; further ones are not compared.
pub const MAX_CENSUS_IDS: usize = 2_000_000;

/// Places that are told of each kind of mistake by `elig records check`.
pub const CENSUS_EXAMPLES: usize = 3;

/// Bytes of one text value in a record. Beyond it: error E0702, and the fact is unknown (invalid).
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// Bits of the ratio of a recorded unit to base units, an analyte's factor included, beside a declared unit with
/// a smaller one; no unit of clinical use comes near. Beyond it: error E0712, and the fact is unknown (invalid).
pub const MAX_RECORD_RATIO_BITS: u64 = 128;

/// Bytes of one Bundle of FHIR resources. Beyond it: error E0731, and nothing of it is read.
pub const MAX_BUNDLE_BYTES: usize = 512 * 1024 * 1024;

/// How deep Bundles may hold one another. Beyond it: error E0731, and what is inside is not read.
pub const MAX_BUNDLE_DEPTH: usize = 4;

/// Resources of FHIR that are kept of one patient. Beyond it: error E0731, and the facts that further ones may be
/// about are unknown (invalid).
pub const MAX_PATIENT_RESOURCES: usize = 200_000;

/// References from one resource to the next that one element is looked for behind.
pub const MAX_REFERENCES_FOLLOWED: usize = 8;

/// Values of one element of a resource that are looked at; further ones are as if they could not be read.
pub const MAX_ELEMENT_VALUES: usize = 1_000;

/// Steps of one condition that are computed anew for each finer date that is tried, to say which digit of a
/// partial date would settle it; beyond it only its comparisons are asked, one by one.
pub const MAX_STEPS_RETRIED: usize = 200;

/// Problems reported for one record.
pub const MAX_RECORD_PROBLEMS: usize = 100;

/// Entries of one list in a record. Beyond it: error E0709, and the list is unknown (invalid).
pub const MAX_LIST_ENTRIES: usize = 100_000;

/// Entries that one question inside of another asks, for all entries of the outer ones together. Beyond it the
/// answer is unknown.
pub const MAX_ENTRIES_ASKED: usize = 1_000_000;

/// Steps that all questions about lists compute for one decision: in each of them a list may have so many entries that
/// all questions together stay below it. Beyond it the answer is unknown.
pub const MAX_WORK: usize = 100_000_000;

/// Days between the first and the last day of `in some 30 days from A to B`. Beyond it the answer is unknown.
pub const MAX_STRETCHES: usize = 100_000;

/// Stretches in a row: `each of 12 consecutive months`. Beyond it: error E0208.
pub const MAX_CONSECUTIVE: u32 = 120;

/// Values of one choice or scale. Beyond it: error E0506.
pub const MAX_CHOICE_VALUES: usize = crate::possible::Values::MAX;

/// How deep files may use one another. Beyond it: error E0506.
pub const MAX_USE_DEPTH: usize = 32;

/// Parameters and definitions that are spelt out beside one rule of a decision; further ones are not.
pub const MAX_NAMES_SHOWN: usize = 32;

/// Tables, branches and scores that are told of one rule or output of a decision; further ones are not.
pub const MAX_CHOSEN_TOLD: usize = 32;

/// Parts of one condition that are told of a rule; further ones are not.
pub const MAX_PARTS_TOLD: usize = 200;

/// Bytes of the records that the tests of one file are given, all together. Beyond it: error E0506.
pub const MAX_TESTS_BYTES: usize = 16 * 1024 * 1024;

/// Cases that are generated for the bounds of one fact; further ones are left out.
pub const MAX_CASES_A_FACT: usize = 60;

/// Patients with two changes that are tried, to find one of whom something is so. Beyond it nobody was found.
pub const MAX_PATIENTS_TRIED: usize = 20_000;
/// Parts of one condition times the steps that join them, up to which a test is asked of each part whether it alone
/// decides; of a larger condition coverage does not ask that.
pub const MAX_PARTS_FORCED: usize = 1_000_000;

/// Parts of one reason of an explanation that are told one by one; further ones are told as they are written, with the
/// values they rest on.
pub const MAX_WHY_PARTS: usize = 200;

/// How deep the parts of an explanation stand in one another; deeper ones are told as they are written, with the values
/// they rest on.
pub const MAX_WHY_DEPTH: usize = 24;

/// Rows of a table, or branches, that are told as still possible; of further ones only the count.
pub const MAX_ARMS_TOLD: usize = 10;

/// Misspelt names of one run for which the nearest name is looked up; further ones are reported without.
pub const MAX_SUGGESTIONS: usize = 200;

/// Steps of the conditions of one `choose` that are looked at, to see whether they leave a case out. Beyond it
/// only what is always true or false is told.
pub const MAX_BRANCH_PARTS: usize = 2_000;

/// Those parts times the combinations of their values that are tried, for one `choose`.
pub const MAX_BRANCH_TRIES: usize = 200_000;

/// The same for every `choose` of a ruleset together.
pub const MAX_BRANCH_TRIES_IN_ALL: usize = 5_000_000;

/// Parts of what the missing facts could be that are looked at, to see whether the verdict hangs on them. Beyond it that
/// is not decided.
pub const MAX_COMPLETIONS: usize = 10_000;

/// Steps of the ruleset times such parts: of a ruleset with more than a thousand steps fewer parts are looked at.
pub const MAX_COMPLETION_STEPS: usize = 10_000_000;

/// Such parts that are looked at for one missing fact, to see whether the verdict hangs on it. Beyond it it is asked for.
pub const MAX_PARTS_A_QUESTION: usize = 2_000;

/// Missing facts that are weighed, to ask first for what settles most; further ones stand behind them.
pub const MAX_QUESTIONS_WEIGHED: usize = 100;

/// Answers that are tried for one missing fact, to weigh it.
pub const MAX_ANSWERS_TRIED: usize = 60;

/// Columns of one table. Beyond it: error E0506.
pub const MAX_TABLE_COLUMNS: usize = 32;

/// Rows of one table. Beyond it: error E0506.
pub const MAX_TABLE_ROWS: usize = 500;

/// Combinations of values that the cells of one table tell apart. Beyond it: error E0506.
pub const MAX_TABLE_BOXES: u128 = 1 << 100;

/// Cells held against values, for all tables of a ruleset together, to see which combinations they take.
/// Beyond it: error E0506.
pub const MAX_TABLE_TRIES: usize = 4_000_000;

/// Overlapping rows that are told of one table.
pub const MAX_OVERLAPS_TOLD: usize = 10;

/// Rulesets that are compared at once: each has a letter. Beyond it there is no comparison.
pub const MAX_COMPARED_RULESETS: usize = 26;

/// Answers, patients times rulesets, that `elig compare` holds in memory for one matrix. Beyond it there is none.
pub const MAX_COMPARED_ANSWERS: usize = 250_000;

/// Records that a comparison could not read and that are told above it one by one; of further ones only the count.
pub const MAX_LEFT_OUT_TOLD: usize = 20;

pub use crate::quantity::unit::limits as units;
pub use crate::terminology::limits as terminology;
pub use crate::time::{MAX_PERIOD_DAYS, MAX_PERIOD_MONTHS};

/// Mutants of one ruleset that are made. Beyond it no more are made.
pub const MAX_MUTANTS: usize = 20_000;

/// Mutants of one ruleset that are run unless another number is asked for: of more, some are taken from all over it.
pub const MUTANTS_RUN: usize = 2_000;

/// Patients that are tried, to find one of whom a mutant says something else than its ruleset.
pub const MAX_CANDIDATES: usize = 4_000;

/// Steps of the ruleset times patients that are tried, to find one of whom a mutant says something else: of a ruleset
/// with more than a thousand steps fewer patients are tried.
pub const MAX_SEARCH_STEPS: usize = 4_000_000;

/// Steps that are computed, over all combinations of values, to prove that a mutant says what its ruleset says.
/// Beyond it nothing is said.
pub const MAX_PROOF_STEPS: usize = 1_000_000;

/// Entries that the history of `elig repl` holds; the oldest give way.
pub const MAX_HISTORY_ENTRIES: usize = 10_000;

/// Bytes of one entry of `elig repl`, typed, pasted or in a script. A longer one is refused.
pub const MAX_ENTRY_BYTES: usize = 64 * 1024;

/// Ways in which an entry of `elig repl` could go on that are looked at; of more, only the first.
pub const MAX_CANDIDATES_LISTED: usize = 10_000;
/// Changes in one set of `elig flip`, unless another number is asked for: larger sets are not looked for.
pub const FLIP_CHANGES: usize = 3;

/// Changes in one set that can be asked for.
pub const MAX_FLIP_CHANGES: usize = 8;

/// Decisions that `elig flip` takes on one record, unless another number is asked for. Beyond it the answer is that it
/// is not decided, with what was found.
pub const FLIP_DECISIONS: usize = 50_000;

/// Days after the decision that are looked at, for a verdict that comes by waiting: three years.
pub const MAX_FLIP_DAYS: i32 = 1_096;

/// Values of one place that are all tried; of a place with more, those at bounds and some between.
pub const MAX_FLIP_VALUES: usize = 200;

/// Entries that are made up for one list.
pub const MAX_FLIP_ENTRIES: usize = 200;

/// Pairs of rules that keep patients out together, and that are told of a cohort; of further ones nothing.
pub const MAX_PAIRS_TOLD: usize = 20;

/// Recorded texts of one fact that a screening keeps, each thread for itself, with what they say. Beyond it, it begins to
/// keep anew.
pub const MAX_TEXTS_KEPT: usize = 60_000;

/// Bytes of those texts, for one fact.
pub const MAX_TEXTS_KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Keys that the vocabulary does not know, and that a screening keeps in mind; records with further ones take longer.
pub const MAX_KEYS_KEPT: usize = 1_000;

/// What is missing of patients, in different combinations, that a screening keeps in mind, each thread for itself; beyond
/// it, it begins to keep anew.
pub const MAX_OPEN_KEPT: usize = 50_000;

/// Kinds of mistakes, by code and fact, that are counted for a cohort; further ones are counted together, without a fact.
pub const MAX_PROBLEM_KINDS: usize = 1_000;

/// Bytes of an export of FHIR that are kept in memory; of a larger one the resources are sorted by patients into temporary
/// files.
pub const MAX_EXPORT_BYTES_KEPT: usize = 64 * 1024 * 1024;

/// Bytes of records that one thread of a screening takes at once.
pub const SCREEN_BATCH_BYTES: usize = 512 * 1024;

/// Records that one thread of a screening takes at once, where they are not taken by lines.
pub const SCREEN_BATCH_RECORDS: usize = 512;
