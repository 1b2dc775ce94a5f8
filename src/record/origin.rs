//! Where the values of a record stand, of one that was not written in elig's own JSON: a row of a table, resources
//! of FHIR.

use std::borrow::Cow;
use std::sync::Arc;

use super::table::Columns;
use super::{RecordProblem, is_inside};

/// Where each value of a record was found, and what of the source could not be read as a value at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Paths of the record (`haemoglobin`, `odi[2].value`), each with its place in words: `row 7, column Hb`,
    /// `Observation/17, valueQuantity`.
    places: Vec<(String, String)>,
    /// What could not be taken over, with its place.
    problems: Vec<RecordProblem>,
    /// The table and the row, for whatever has no place of its own.
    row: Option<(Arc<Columns>, usize)>,
}

impl Origin {
    /// A row of a table.
    pub(super) fn of_row(columns: Arc<Columns>, row: usize) -> Self {
        Self { row: Some((columns, row)), ..Self::default() }
    }

    /// Says where the value at a path of the record comes from.
    pub fn found(&mut self, path: impl Into<String>, place: impl Into<String>) {
        self.places.push((path.into(), place.into()));
    }

    /// Says what could not be taken over.
    pub fn report(&mut self, problem: RecordProblem) {
        self.problems.push(problem);
    }

    /// What could not be taken over.
    #[must_use]
    pub fn problems(&self) -> &[RecordProblem] {
        &self.problems
    }

    /// Where the value at this path, or what holds it, comes from.
    ///
    /// ```
    /// let mut origin = elig::record::Origin::default();
    /// origin.found("odi[0]", "Observation/17");
    /// assert_eq!(origin.place("odi[0].value").as_deref(), Some("Observation/17"));
    /// assert_eq!(origin.place("odi[01]"), None);
    /// ```
    #[must_use]
    pub fn place(&self, path: &str) -> Option<Cow<'_, str>> {
        let holding = self.places.iter().filter(|(own, _)| is_inside(path, own));
        let place = holding.max_by_key(|(own, _)| own.len()).map(|(_, place)| Cow::Borrowed(place.as_str()));
        place.or_else(|| self.row.as_ref().map(|(columns, row)| Cow::Owned(columns.place(*row, path))))
    }

    /// The problem, with its place, and with what to do about it there.
    pub(super) fn placed(&self, problem: &RecordProblem) -> RecordProblem {
        let place = self.place(&problem.path).map(|place| place.into_owned().into());
        let own = self.row.as_ref().and_then(|(columns, _)| columns.help(problem)).map(Into::into);
        RecordProblem { place, help: own.or_else(|| problem.help.clone()), ..problem.clone() }
    }
}
