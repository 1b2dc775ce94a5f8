//! Judgements: a value counts only with who judged it to be so, and when.

use serde_json::value::RawValue;

use super::read::Reader;
use super::{Entry, RecordProblem};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::possible::Possible;
use crate::vocabulary::{RecordType, ValueType};

impl<'t> Reader<'t> {
    /// Does it say who judged and when? If nothing is judged there is nobody to name. What is missing is reported,
    /// unless it stands there, and was reported because it cannot be read.
    pub(super) fn is_attested(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        record: &RecordType,
        fields: &[Entry],
    ) -> bool {
        let field = |name| record.position(name).and_then(|at| fields.get(at));
        let is_judged = field("value").is_some_and(|value| {
            matches!(value.absence, None | Some(Absence::Invalid | Absence::Imprecise | Absence::Censored))
        });
        // A month or a year says when, if not to the day; an empty text says nothing.
        let is_said = |entry: &&Entry| match &entry.value {
            Possible::Text(Some(text)) => !text.trim().is_empty(),
            _ => matches!(entry.absence, None | Some(Absence::Imprecise)),
        };
        let (by, on) = (field("by"), field("on"));
        if !is_judged || [by, on].into_iter().flatten().all(|entry| is_said(&entry)) {
            return true;
        }
        let is_left_out = |entry: Option<&Entry>| {
            entry.is_some_and(|entry| entry.absence != Some(Absence::Invalid) && !is_said(&entry))
        };
        let missing = match (is_left_out(by), is_left_out(on)) {
            (true, true) => "who judged, nor when",
            (true, false) => "who judged",
            (false, true) => "when it was judged",
            (false, false) => return false,
        };
        let problem = self
            .problem(
                Code::RecordAttestation,
                self.bytes(raw),
                path,
                format!("`{path}` does not say {missing}"),
            )
            .help(help(record));
        self.report(problem);
        false
    }

    /// A bare value where a judgement belongs.
    pub(super) fn unattested(&self, raw: &'t RawValue, path: &str, record: &RecordType) -> RecordProblem {
        let message = format!("`{path}` is a bare value: it does not say who judged, nor when");
        self.problem(Code::RecordAttestation, self.bytes(raw), path, message).help(help(record))
    }
}

fn help(record: &RecordType) -> String {
    let value = match record.fields.first().map(|field| &field.ty) {
        Some(ValueType::Boolean) => "true",
        _ => "…",
    };
    format!(
        "until both stand beside the value it counts as unknown: {{ \"value\": {value}, \"by\": \"spine surgeon\", \
         \"on\": \"2025-10-01\" }}"
    )
}
