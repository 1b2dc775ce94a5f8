//! The matrix, and the reasons by patient.

use std::fmt::{self, Formatter};

use jiff::civil::Date;

use super::{Keys, Page};
use crate::compare::{Patient, Point, Side};
use crate::eval::Outcome;
use crate::page::{Marked, TABLE_END, Text, table};

const MATRIX: &str = "<em>Contradict</em>: the patient is eligible by one \
    ruleset and ineligible by another. <em>Differ</em>: the verdicts are not all the same, and none contradicts \
    another.";

/// So many rulesets fit on a screen with mark and word side by side; with more the word stands below.
const MAX_ROOMY: usize = 6;

impl Page<'_> {
    pub(super) fn write_matrix(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">Matrix</h2>")?;
        if self.matrix.patients.is_empty() {
            return writeln!(f, "<p>The rulesets differ on no patient.</p>\n</section>");
        }
        let date = self.one_date();
        let as_of = date.map(|date| format!(" Every verdict is as of {date}.")).unwrap_or_default();
        writeln!(f, "<p>{MATRIX}{as_of}</p>")?;
        let classes = if self.matrix.rulesets.len() > MAX_ROOMY { "matrix dense" } else { "matrix" };
        table(f, "matrix", classes, "The verdict of each ruleset on each patient")?;
        writeln!(f, "<thead><tr><th scope=\"col\">Patient</th><th scope=\"col\">Rulesets</th>")?;
        for ruleset in &self.matrix.rulesets {
            let key = ruleset.key;
            let called = Text(ruleset.called());
            writeln!(
                f,
                "<th scope=\"col\" class=\"ruleset\"><a href=\"#ruleset-{key}\">{key}</a> <span>{called}</span></th>"
            )?;
        }
        let as_of = if date.is_none() { "<th scope=\"col\">As of</th>" } else { "" };
        writeln!(f, "{as_of}</tr></thead>\n<tbody>")?;
        for (index, patient, name) in self.patients() {
            write!(
                f,
                "<tr><th scope=\"row\"><a href=\"#patient-{}\">{}</a></th>{}",
                index + 1,
                Text(name),
                together(patient)
            )?;
            for answer in &patient.answers {
                write!(f, "<td class=\"{}\">{}</td>", answer.verdict.code(), Marked(answer.verdict))?;
            }
            if date.is_none() {
                write!(f, "<td>{}</td>", patient.as_of)?;
            }
            writeln!(f, "</tr>")?;
        }
        writeln!(f, "{TABLE_END}\n</section>")
    }

    /// The date of all verdicts, if it is the same.
    fn one_date(&self) -> Option<Date> {
        let mut dates = self.matrix.patients.iter().map(|patient| patient.as_of);
        let first = dates.next()?;
        dates.all(|date| date == first).then_some(first)
    }

    pub(super) fn write_patients(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<section aria-labelledby=\"patients\">\n<h2 id=\"patients\">Reasons by patient</h2>")?;
        for (index, patient, name) in self.patients() {
            // Whoever divides the rulesets is read first, and is on paper in any case.
            let open = if patient.differs() { " open=\"open\"" } else { "" };
            write!(f, "<details id=\"patient-{}\"{open}>\n<summary><h3>{}</h3> ", index + 1, Text(name))?;
            if patient.is_contradicted() {
                write!(f, "<span class=\"contradict word\">contradict</span> ")?;
            }
            for (index, (verdict, keys)) in patient.by_verdict().into_iter().enumerate() {
                let between = if index > 0 { "; " } else { "" };
                let keys: Vec<_> = keys.iter().map(char::to_string).collect();
                write!(f, "{between}{verdict} by {}", keys.join(", "))?;
            }
            writeln!(f, "</summary>")?;
            write_patient(patient, f)?;
            writeln!(f, "</details>")?;
        }
        writeln!(f, "</section>")
    }
}

/// What the rulesets are to each other on this patient.
fn together(patient: &Patient) -> &'static str {
    match (patient.is_contradicted(), patient.differs()) {
        (true, _) => "<td class=\"contradict\">contradict</td>",
        (false, true) => "<td>differ</td>",
        (false, false) => "<td class=\"quiet\">agree</td>",
    }
}

fn write_patient(patient: &Patient, f: &mut Formatter<'_>) -> fmt::Result {
    let from =
        if patient.as_of_recorded { "as the record says" } else { "a date that is not the record's own" };
    writeln!(
        f,
        "<p class=\"quiet\">As of {}, {from}. Record: {}, line {}</p>",
        patient.as_of,
        Text(&patient.file),
        patient.line
    )?;
    for told in &patient.problems {
        let problem = &told.problem;
        writeln!(
            f,
            "<p>Mistake in the record, as {} read it: {} ({}, line {}, column {})</p>",
            Keys(&told.rulesets),
            Text(&problem.message),
            problem.code,
            problem.at.line,
            problem.at.column
        )?;
    }
    writeln!(f, "<ul class=\"sides\">")?;
    for side in patient.sides() {
        writeln!(
            f,
            "<li><span class=\"verdict {}\">{}</span> by {}",
            side.verdict.code(),
            Marked(side.verdict),
            Keys(&side.keys)
        )?;
        write_reasons(patient, &side, f)?;
        writeln!(f, "</li>")?;
    }
    writeln!(f, "</ul>")
}

fn write_reasons(patient: &Patient, side: &Side, f: &mut Formatter<'_>) -> fmt::Result {
    let noted = side.assumed.len() + side.warnings.len() + side.lapses.iter().len();
    if side.points.len() + noted == 0 {
        return Ok(());
    }
    writeln!(f, "<ul class=\"reasons\">")?;
    for point in &side.points {
        write_point(patient, side, point, f)?;
    }
    for assumed in &side.assumed {
        let (says, because) = (Text(&assumed.says), Text(&assumed.because));
        writeln!(f, "<li>Assumed, as it is not recorded: {says} ({because})</li>")?;
    }
    if let Some(day) = &side.lapses {
        writeln!(f, "<li>Lapses on {}: on that day the reasons against have lapsed</li>", Text(day))?;
    }
    for warning in &side.warnings {
        writeln!(f, "<li><strong>Warning</strong> {}: {}</li>", warning.code, Text(&warning.message))?;
    }
    writeln!(f, "</ul>")
}

fn write_point(patient: &Patient, side: &Side, point: &Point, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "<li>")?;
    match &point.label {
        Some(label) => {
            let outcome = if point.outcome == Outcome::NotMet { "not met" } else { "open" };
            write!(f, "<strong>{}</strong> ({outcome}): {}", Text(label), Text(&point.says))?;
        }
        None => write!(f, "{}", Text(&point.says))?,
    }
    let label = point.label.as_deref().unwrap_or_default();
    let sharing = patient.sharing(&side.keys, label, point.outcome);
    if !sharing.is_empty() {
        write!(f, " <span class=\"quiet\">({} of {}, too)</span>", Text(label), Keys(&sharing))?;
    }
    if !point.found.is_empty() {
        write!(f, "<ul>")?;
        for found in &point.found {
            write!(f, "<li>Found: {}</li>", Text(found))?;
        }
        write!(f, "</ul>")?;
    }
    for (index, (keys, cited)) in point.citations.iter().enumerate() {
        let start = if index == 0 { "<p class=\"quiet\">Source: " } else { "; " };
        let by = if side.keys.len() > 1 { format!(" ({})", Keys(keys)) } else { String::new() };
        let says = cited.says.as_ref().filter(|_| cited.item.is_some());
        let says = says.map(|says| format!(", “{says}”")).unwrap_or_default();
        write!(f, "{start}{}{by}{}", Text(cited), Text(says))?;
    }
    if !point.citations.is_empty() {
        write!(f, "</p>")?;
    }
    writeln!(f, "</li>")
}
