//! Running the tests of a ruleset against its mutants.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::core::{self, difference};
use super::mutants::{Lines, Mutant, mutants};
use super::tested::{Group, Tested, without_tests};
use crate::Ruleset;
use crate::limits::MUTANTS_RUN;
use crate::testing::suite::Accepted;

/// Which mutants are run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only those that are told with this text: `chronic`, `table band`, `band: `.
    pub only: Option<String>,
    /// At most so many of a ruleset, taken from all over it.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { only: None, limit: MUTANTS_RUN }
    }
}

/// What came of a mutant.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// A test fails on it.
    Caught {
        /// The title of the first one.
        by: Arc<str>,
    },
    /// No test notices.
    Survived(Box<Survivor>),
    /// It says what the ruleset says, of every patient.
    Equivalent(Proof),
    /// It does not compile.
    Invalid,
    /// It is the same ruleset as a mutant before it.
    Same,
}

/// How it is known that a mutant says what its ruleset says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Both compile to the same.
    SameCore,
    /// Both give the same for every combination of what can be known of the facts that they read.
    AllCases,
}

/// A mutant that no test notices.
#[derive(Debug, Clone, PartialEq)]
pub struct Survivor {
    /// How many tests say something of a fact that the changed part reads.
    pub concerned: usize,
    /// How many tests there are.
    pub tests: usize,
    /// Why no test need notice it, where somebody says so.
    pub accepted: Option<Arc<str>>,
    /// A test that would notice it.
    pub test: Option<super::ready_made::ReadyMade>,
}

/// A mutant, and what came of it.
#[derive(Debug, Clone)]
pub struct Result {
    /// The mutant.
    pub mutant: Mutant,
    /// The name of the file that it changes.
    pub file: String,
    /// The lines that it changes.
    pub lines: Lines,
    /// What came of it.
    pub fate: Fate,
}

/// What came of all mutants of a ruleset.
#[derive(Debug)]
pub struct Report {
    /// Each mutant that was run, in the order of the ruleset.
    pub results: Vec<Result>,
    /// How many there would have been without a limit.
    pub made: usize,
    /// Somebody asked to stop, and not all of them were run.
    pub stopped: bool,
    /// Where all of them were run: what is accepted, and no mutant that survives is called so.
    pub unmatched: Vec<Unmatched>,
}

/// `accept` of a mutant that does not survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// What it says.
    pub mutant: Arc<str>,
    /// The name of its file.
    pub file: String,
    /// Its line.
    pub line: usize,
}

impl Report {
    /// How many came to such an end.
    #[must_use]
    pub fn count(&self, wanted: impl Fn(&Fate) -> bool) -> usize {
        self.results.iter().filter(|result| wanted(&result.fate)).count()
    }

    /// The mutants that no test notices, accepted ones included.
    pub fn survivors(&self) -> impl Iterator<Item = (&Result, &Survivor)> {
        self.results.iter().filter_map(|result| match &result.fate {
            Fate::Survived(survivor) => Some((result, &**survivor)),
            _ => None,
        })
    }
}

/// Runs the tests against every mutant, on all cores. `go_on` is told how many of how many are done, and stops
/// everything by answering no.
///
/// Nothing here waits: a mutant is a ruleset like any other, whose size and work have limits.
pub fn run(tested: &Tested, options: &Options, go_on: &(dyn Fn(usize, usize) -> bool + Sync)) -> Report {
    let all: Vec<Mutant> = mutants(&tested.compilation)
        .into_iter()
        .filter(|mutant| options.only.as_ref().is_none_or(|only| mutant.id().contains(only.as_str())))
        .collect();
    let made = all.len();
    let chosen = spread(all, options.limit);
    let runner = Runner { tested, bare: Bare::of(tested), seen: Mutex::default() };
    let fates = in_parallel(chosen.len(), go_on, &|index| {
        chosen.get(index).map_or(Fate::Invalid, |mutant| runner.fate(index, mutant))
    });
    let stopped = fates.iter().any(Option::is_none);
    let merged = runner.merged();
    let results: Vec<Result> = chosen
        .into_iter()
        .zip(fates)
        .enumerate()
        .filter_map(|(index, (mutant, fate))| {
            let sources = &tested.compilation.sources;
            let file = sources.name(mutant.place.file).to_owned();
            let lines = mutant.lines(sources.text(mutant.place.file));
            let fate = if merged.contains(&index) { Fate::Same } else { fate? };
            Some(Result { mutant, file, lines, fate })
        })
        .collect();
    let all_ran = !stopped && options.only.is_none() && results.len() == made;
    let unmatched = if all_ran { unmatched(tested, &results) } else { Vec::new() };
    Report { results, made, stopped, unmatched }
}

/// Why no test need notice this mutant, where somebody says so.
fn accepted(tested: &Tested, mutant: &Mutant) -> Option<Arc<str>> {
    let mut accepted =
        tested.groups.iter().flat_map(|group| &group.suites).flat_map(|file| &file.suite.accepted);
    accepted.find(|accepted| is_meant(mutant, accepted)).map(|accepted| Arc::clone(&accepted.because))
}

/// Does `accept` name this mutant? The name alone would explain whatever becomes of the rule, and nothing at all every
/// rule.
fn is_meant(mutant: &Mutant, accepted: &Accepted) -> bool {
    let named = format!("{}: ", mutant.subject);
    let says = accepted.mutant.strip_prefix(&*named).unwrap_or_default();
    !says.is_empty() && mutant.what.starts_with(says)
}

/// What is accepted, and does not survive.
fn unmatched(tested: &Tested, results: &[Result]) -> Vec<Unmatched> {
    let survives = |accepted: &Accepted| {
        let mut survivors = results.iter().filter(|result| matches!(result.fate, Fate::Survived(_)));
        survivors.any(|result| is_meant(&result.mutant, accepted))
    };
    let files = tested.groups.iter().flat_map(|group| &group.suites);
    let accepted = files.flat_map(|file| file.suite.accepted.iter().map(move |accepted| (file, accepted)));
    accepted
        .filter(|(_, accepted)| !survives(accepted))
        .map(|(file, accepted)| Unmatched {
            mutant: Arc::clone(&accepted.mutant),
            file: file.name.clone(),
            line: crate::source::line_column(&file.text, accepted.place.start as usize).line,
        })
        .collect()
}

/// At most so many, taken from all over.
fn spread(all: Vec<Mutant>, limit: usize) -> Vec<Mutant> {
    let count = all.len();
    if count <= limit {
        return all;
    }
    let chosen = |index: usize| (index * limit / count) != ((index + 1) * limit / count);
    all.into_iter().enumerate().filter(|(index, _)| chosen(*index)).map(|(_, mutant)| mutant).collect()
}

/// Does a task for each number, on all cores; `None` of those that were not begun when it was stopped.
fn in_parallel(
    count: usize,
    go_on: &(dyn Fn(usize, usize) -> bool + Sync),
    task: &(dyn Fn(usize) -> Fate + Sync),
) -> Vec<Option<Fate>> {
    /// As deep as the main thread's: nesting is limited, and counts on it.
    const STACK: usize = 8 * 1024 * 1024;
    let (next, done, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let fates: Mutex<Vec<Option<Fate>>> = Mutex::new(vec![None; count]);
    let work = || {
        while !stop.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                break;
            }
            let fate = task(index);
            if let Ok(mut fates) = fates.lock()
                && let Some(place) = fates.get_mut(index)
            {
                *place = Some(fate);
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if !go_on(done, count) {
                stop.store(true, Ordering::Relaxed);
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(count);
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..cores)
            .map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work))
            .collect();
        // Where the system gives no thread, this one does the work.
        if started.iter().all(std::result::Result::is_err) {
            work();
        }
    });
    fates.into_inner().unwrap_or_default()
}

/// The text of the ruleset's own file without its tests, which have no part in a mutant.
struct Bare {
    text: String,
}

impl Bare {
    fn of(tested: &Tested) -> Self {
        Self { text: without_tests(tested.compilation.sources.text(tested.compilation.entry)) }
    }
}

struct Runner<'t> {
    tested: &'t Tested,
    bare: Bare,
    /// The mutants that compile, by what tests can see of them.
    seen: Mutex<HashMap<Vec<u128>, Vec<usize>>>,
}

impl Runner<'_> {
    fn fate(&self, index: usize, mutant: &Mutant) -> Fate {
        let Some(rulesets) = self.compile(mutant) else { return Fate::Invalid };
        let pairs: Vec<(&Group, &Ruleset)> = self.tested.groups.iter().zip(&rulesets).collect();
        let same = |(group, ruleset): &(&Group, &Ruleset)| difference(&group.ruleset, ruleset).is_none();
        if pairs.iter().all(same) {
            return Fate::Equivalent(Proof::SameCore);
        }
        if let Ok(mut seen) = self.seen.lock() {
            let key = rulesets.iter().map(core::key).collect();
            seen.entry(key).or_default().push(index);
        }
        for (group, ruleset) in &pairs {
            let caught = group.tests().find(|test| test.run(ruleset).is_ok_and(|result| !result.passes()));
            if let Some(test) = caught {
                return Fate::Caught { by: Arc::clone(&test.title) };
            }
        }
        super::survivor::examine(self.tested, mutant, &pairs, accepted(self.tested, mutant))
    }

    /// The mutant under the settings of each group; `None` if it does not compile.
    fn compile(&self, mutant: &Mutant) -> Option<Vec<Ruleset>> {
        let sources = &self.tested.compilation.sources;
        let file = mutant.place.file;
        let own = file == self.tested.compilation.entry;
        let text = mutant.text(if own { &self.bare.text } else { sources.text(file) });
        let name = sources.name(file);
        let groups = self.tested.groups.iter();
        groups.map(|group| self.tested.compile(name, &text, &group.settings).ruleset).collect()
    }

    /// All but the first of those that are the same ruleset.
    fn merged(&self) -> std::collections::HashSet<usize> {
        let Ok(seen) = self.seen.lock() else { return std::collections::HashSet::new() };
        let groups = seen.values().map(|group| {
            let first = group.iter().min().copied();
            group.iter().copied().filter(move |index| Some(*index) != first)
        });
        groups.flatten().collect()
    }
}
