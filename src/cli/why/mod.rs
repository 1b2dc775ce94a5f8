//! `elig why`.

mod text;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::run::{Run, full_date};
use super::{Format, SearchPath, SetParameters, Status};

pub(crate) use text::{write, write_reasons, write_rule};

/// Say in plain words why a patient is eligible, is not, or cannot be decided on yet.
///
/// Each reason is followed down to the values that decided, and no further: a record that says only what is cited
/// is decided alike. A file may hold one record, an array of them, or one a line. Where neither --as-of nor the
/// record says on which date to decide, it is today.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct Why {
    /// The ruleset
    ruleset: String,
    /// A file of records; `-` is standard input
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// Explain only the rule with this label
    #[arg(value_name = "LABEL")]
    label: Option<String>,
    /// Decide as of this date (2025-11-20), whatever the records say
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// How to write the explanations; json is one explanation a line
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show the text of values that could not be read; it is a patient's
    #[arg(long)]
    show_values: bool,
    #[command(flatten)]
    set: SetParameters,
    #[command(flatten)]
    search: SearchPath,
}

impl Why {
    pub(super) fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        Run::explaining(self).run(out)
    }
}

/// What `elig run` needs to explain rather than to list.
impl Run {
    fn explaining(why: &Why) -> Self {
        Self {
            ruleset: why.ruleset.clone(),
            records: vec![why.record.clone()],
            as_of: why.as_of,
            format: why.format,
            rule: why.label.clone(),
            show_values: why.show_values,
            set: why.set.clone(),
            search: why.search.clone(),
            why: true,
            explains_in_json: true,
            ..Self::default()
        }
    }
}
