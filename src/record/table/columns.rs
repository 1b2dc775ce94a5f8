//! Where the values of a row stand, and what to do about a cell that could not be read.

use std::collections::HashMap;

use super::node::{Column, Kind};
use crate::diagnostic::Code;
use crate::record::RecordProblem;
use crate::terminology::SHAPE_HELP;

/// The columns of a table: shared by all its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Their names, as they can be shown.
    pub(super) names: Vec<String>,
    /// The column of each path in a record.
    pub(super) by_path: HashMap<String, Column>,
    /// How a cell of each column is written.
    pub(super) helps: HashMap<Column, &'static str>,
}

impl Columns {
    /// `column haemoglobin`; one without a name has its number, from 1.
    pub(super) fn named(&self, column: Column) -> String {
        match self.names.get(column).filter(|name| !name.is_empty()) {
            Some(name) => format!("column {name}"),
            None => format!("column {}", column + 1),
        }
    }

    /// The column of the value at this path, or of what holds it.
    fn find(&self, path: &str) -> Option<Column> {
        let mut path = path;
        loop {
            if let Some(column) = self.by_path.get(path) {
                return Some(*column);
            }
            path = path.get(..path.rfind(['.', '['])?)?;
        }
    }

    /// `row 7, column haemoglobin`.
    pub(crate) fn place(&self, row: usize, path: &str) -> String {
        match self.find(path) {
            Some(column) => format!("row {row}, {}", self.named(column)),
            None => format!("row {row}"),
        }
    }

    /// What to do about a cell, where the help of a record's own text speaks of JSON.
    pub(crate) fn help(&self, problem: &RecordProblem) -> Option<String> {
        let path = &problem.path;
        match problem.code {
            Code::RecordType => self.helps.get(&self.find(path)?).map(|help| (*help).to_owned()),
            Code::RecordNoUnit => Some(format!(
                "write the unit in the name of the column, `{path} [UNIT]`, or in a column `{path}.unit`"
            )),
            Code::RecordCode if problem.help.as_deref() == Some(SHAPE_HELP) => Some(
                "write the system before the code: icd10cm:I50.9; or once, in the name of the column: `NAME [icd10cm]`"
                    .to_owned(),
            ),
            Code::RecordAttestation => Some(format!(
                "until both stand beside the value it counts as unknown: name their columns `{path}.by` and `{path}.on`"
            )),
            _ => None,
        }
    }
}

/// How a cell of this kind is written.
pub(super) fn help(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Boolean => Some(
            "write true or false; yes and no, y and n, t and f, 1 and 0 are read, too; what is not known is an empty cell",
        ),
        Kind::Number => Some(
            "write the number alone, with a point: 0.5; of a bound the sign first: <0.5; what is not known is an empty cell",
        ),
        Kind::Quantity(_) => Some(
            "write the number alone, with a point: 0.5; of a bound the sign first: <0.5; the unit stands in the name of the column",
        ),
        Kind::List | Kind::Record => {
            Some("write it as JSON, or give each field a column of its own: `NAME[1].FIELD`, `NAME[2].FIELD`")
        }
        Kind::Set => Some("write its values with semicolons between them; `[]` says that there are none"),
        Kind::Text | Kind::Word(_) | Kind::Code => None,
    }
}
