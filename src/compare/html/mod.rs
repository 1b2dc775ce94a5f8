//! A comparison as one page that stands alone: no script, nothing from outside, readable on paper and aloud.
//!
//! Whatever comes from a ruleset or a record goes through [`Text`]. No text stands in an attribute: anchors are numbers
//! and letters of our own.

mod patients;
mod rulesets;

use std::fmt::{self, Display, Formatter};

use super::Patient;
use super::matrix::Matrix;
use crate::page::{Head, Text};

const STYLE: &str = include_str!("style.css");

/// A comparison as a page of HTML, with `to_string`. It is well-formed XML, too.
#[derive(Debug, Clone)]
pub struct Page<'m> {
    matrix: &'m Matrix,
    names: Vec<String>,
}

impl<'m> Page<'m> {
    /// The page of a comparison.
    #[must_use]
    pub fn of(matrix: &'m Matrix) -> Self {
        Self { matrix, names: matrix.names() }
    }

    /// The patients with their places and names.
    fn patients(&self) -> impl Iterator<Item = (usize, &'m Patient, &str)> {
        let named = self.matrix.patients.iter().zip(&self.names).enumerate();
        named.map(|(index, (patient, name))| (index, patient, name.as_str()))
    }
}

impl Display for Page<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let matrix = self.matrix;
        write!(f, "{}", Head { title: "Rulesets compared", style: STYLE, script: None })?;
        writeln!(f, "<header>\n<h1>Rulesets compared</h1>")?;
        writeln!(f, "<p>{}</p>", Text(matrix.in_words()))?;
        for pair in matrix.called_out() {
            writeln!(f, "<p><strong class=\"contradict word\">{}.</strong></p>", Text(pair))?;
        }
        let values = match matrix.values {
            true => "It shows what was found of each patient. It is as confidential as the records.",
            false => {
                "Reasons are in the words of the rules, and no value of a record is shown; which rules a patient \
                 does not meet is confidential all the same."
            }
        };
        writeln!(f, "<p class=\"quiet\">{values}</p>")?;
        for note in matrix.notes() {
            writeln!(f, "<p><strong>Note:</strong> {}</p>", Text(note))?;
        }
        writeln!(
            f,
            "<nav aria-label=\"Parts of this page\"><ul><li><a href=\"#matrix\">Matrix</a></li>\
             <li><a href=\"#patients\">Reasons by patient</a></li><li><a href=\"#pairs\">Pairs of rulesets</a></li>\
             <li><a href=\"#rulesets\">Rulesets and sources</a></li></ul></nav>\n</header>\n<main>"
        )?;
        self.write_matrix(f)?;
        self.write_patients(f)?;
        self.write_pairs(f)?;
        self.write_rulesets(f)?;
        writeln!(
            f,
            "</main>\n<footer><p class=\"quiet\">Compared by {}. Rulesets are compared, never merged: each keeps its \
             own reasons. This is no medical advice.</p></footer>\n</body>\n</html>",
            Text(matrix.engine)
        )
    }
}

/// Letters of rulesets, each with a link to what it stands for: `A, B and C`.
struct Keys<'k>(&'k [char]);

impl Display for Keys<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, key) in self.0.iter().enumerate() {
            match index {
                0 => {}
                _ if index + 1 == self.0.len() => f.write_str(" and ")?,
                _ => f.write_str(", ")?,
            }
            write!(f, "<a href=\"#ruleset-{key}\">{key}</a>")?;
        }
        Ok(())
    }
}
