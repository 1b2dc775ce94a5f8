//! A cohort through a ruleset: a verdict for each patient, and where the others were lost.
//!
//! Records stream through in portions that threads share out; memory holds a few portions, what recorded texts say, and
//! counts. What it says of a patient is what [`Ruleset::decide`](crate::Ruleset::decide) says.

mod answer;
mod batch;
mod days;
pub(crate) mod figure;
mod flat;
mod html;
mod judge;
mod keys;
mod lane;
mod open;
mod plan;
mod programs;
mod reached;
mod rows;
mod ruled;
mod scan;
pub mod summary;
mod table;
mod tally;
mod threads;
mod truths;
mod walk;
pub(crate) mod words;
mod work;

use std::io;

pub use answer::{Answer, Judged, Missing, Told};
pub use batch::{Batch, LineBatches, Lines, Portion, Taken, is_lines, texts};
pub use html::Page;
pub use rows::{RowFormat, Rows};
pub use ruled::Ruled;
pub use summary::Summary;
pub use tally::Tally;
pub use threads::{Sink, Source};
pub use work::Worked;

use crate::record::RecordProblem;
use crate::{AsOf, DecideError, Record, Ruleset};

/// A ruleset laid out for many patients.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::screen::Screen;
///
/// let text = "fact pain_months: integer 0..1200\nfact pacemaker: boolean\nrequire pain_months >= 6\nexclude pacemaker\n";
/// let files = Memory::new().with("pain.elig", text);
/// let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
/// let screen = Screen::new(&ruleset, elig::AsOf::Fixed(jiff::civil::date(2025, 11, 20)))?;
///
/// let mut patients = screen.patients();
/// let told = patients.decide(r#"{ "id": "p-1", "pain_months": 24, "pacemaker": false }"#).unwrap();
/// assert_eq!(told.answer.verdict, elig::Verdict::Eligible);
/// let told = patients.decide(r#"{ "id": "p-2", "pain_months": 3, "pacemaker": false }"#).unwrap();
/// assert_eq!(told.answer.verdict, elig::Verdict::Ineligible);
///
/// let summary = patients.summary();
/// assert_eq!(summary.verdicts.eligible, 1);
/// // Without the rule about months the second one would be eligible, too.
/// assert_eq!(summary.rules[0].more_without, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Screen {
    laid: lane::Laid,
}

impl Screen {
    /// Lays out a ruleset; `as_of` says for which dates it decides.
    ///
    /// # Errors
    /// When it is a vocabulary, which has nothing to decide.
    pub fn new(ruleset: &Ruleset, as_of: AsOf) -> Result<Self, DecideError> {
        if ruleset.is_vocabulary() {
            return Err(DecideError::Vocabulary);
        }
        Ok(Self { laid: lane::Laid::new(ruleset, as_of) })
    }

    /// Decides on patients one by one, and counts.
    #[must_use]
    pub fn patients(&self) -> Patients<'_> {
        Patients { screen: self, lane: lane::Lane::new(&self.laid), tally: Tally::new(&self.laid.ruleset) }
    }

    /// Decides on all records of a source with so many threads, in bounded memory. What came of each portion goes to the
    /// sink, in the order of the source. The counts are of everything that reached the sink; beside them stands the
    /// error that broke the reading off, if one did.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn run(
        &self,
        format: RowFormat,
        threads: usize,
        source: &mut Source<'_>,
        sink: &mut Sink<'_>,
    ) -> io::Result<(Tally, Option<io::Error>)> {
        threads::run(&self.laid, format, threads, source, sink)
    }

    /// All counts in the order in which they are read. `complete` says that no record was left unread.
    #[must_use]
    pub fn summary(&self, tally: &Tally, complete: bool) -> Summary {
        tally.summary(&self.laid.ruleset, self.laid.as_of, complete)
    }
}

/// Patients, one after another. It learns what recorded texts say, so that later ones are quicker.
#[derive(Debug)]
pub struct Patients<'s> {
    screen: &'s Screen,
    lane: lane::Lane<'s>,
    tally: Tally,
}

impl Patients<'_> {
    /// Decides on a record in JSON text, and counts it.
    ///
    /// # Errors
    /// When it cannot be decided on: why, each with its place in the text. It is counted as rejected.
    pub fn decide<'t>(&'t mut self, text: &'t str) -> Result<Told<'t>, Vec<RecordProblem>> {
        match self.lane.decide(text) {
            Ok(told) => {
                self.tally.count(&told);
                Ok(told)
            }
            Err(problems) => {
                self.tally.reject(&problems);
                Err(problems)
            }
        }
    }

    /// What the rules say of a record that was already read, and nothing else: the quickest answer there is. It is not
    /// counted. For reasons, and for what is missing, ask [`Ruleset::decide`].
    ///
    /// # Errors
    /// When the record was read for another vocabulary, or its `as_of` is needed and cannot be read.
    ///
    /// ```
    /// # use elig::loader::{Memory, Wanted};
    /// # let files = Memory::new().with("pain.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 6\n");
    /// # let ruleset = elig::compile(&files, Wanted::File("pain.elig")).into_result()?;
    /// let screen = elig::screen::Screen::new(&ruleset, elig::AsOf::Fixed(jiff::civil::date(2025, 11, 20)))?;
    /// let mut patients = screen.patients();
    /// let record = elig::Record::from_json(ruleset.vocabulary(), r#"{ "pain_months": 24 }"#).unwrap();
    /// let judged = patients.judge(&record)?;
    /// assert_eq!(judged.verdict, elig::Verdict::Eligible);
    /// assert_eq!(judged.rules.outcome(0), Some(elig::Outcome::Met));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge(&mut self, record: &Record) -> Result<Judged<'_>, DecideError> {
        self.lane.judge(record)
    }

    /// The counts so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.screen.summary(&self.tally, true)
    }
}
