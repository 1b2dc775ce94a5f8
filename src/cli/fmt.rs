//! `elig fmt`.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;

use super::files::{NO_FILE, rulesets};
use super::growing::write_whole;
use super::problems::{plural, show};
use super::{Status, complain};
use crate::diagnostic::Problems;
use crate::limits::MAX_FILE_BYTES;
use crate::loader::{Disk, LoadError, Loader, Wanted};
use crate::source::SourceMap;
use crate::syntax::{parse, print};

/// Write rulesets in their canonical form, comments kept.
///
/// A folder stands for every `.elig` file below it; `-` reads standard input and writes standard output. A
/// file with a syntax error is left as it is.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing: list the files that are not formatted, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        if self.paths == [PathBuf::from("-")] {
            return self.standard_input(out);
        }
        let files = match rulesets(&self.paths) {
            Ok(files) => files,
            Err(message) => {
                complain(&message);
                return Ok(Status::Usage);
            }
        };
        let mut status = Status::Done;
        let mut changed = 0;
        for path in &files {
            let name = path.display().to_string();
            let text = match Disk::new().load(Wanted::File(&name), None) {
                Ok(file) => file.text,
                Err(error) => {
                    complain(&match error {
                        LoadError::NotFound { .. } => format!("`{name}`: {NO_FILE}"),
                        other => other.to_string(),
                    });
                    status = Status::Usage;
                    continue;
                }
            };
            let Some(formatted) = format(&name, &text, out)? else {
                status = if status == Status::Done { Status::Ruleset } else { status };
                continue;
            };
            if formatted == text {
                continue;
            }
            changed += 1;
            if self.check {
                writeln!(out, "not formatted: {name}")?;
            } else {
                write_whole(path, formatted.as_bytes())?;
                writeln!(out, "formatted: {name}")?;
            }
        }
        if self.check && changed > 0 && status == Status::Done {
            status = Status::Ruleset;
        }
        let what = if self.check { "not formatted" } else { "formatted anew" };
        writeln!(out, "{}: {changed} {what}", plural(files.len(), "file"))?;
        Ok(status)
    }

    fn standard_input(&self, out: &mut dyn Write) -> io::Result<Status> {
        let mut bytes = Vec::new();
        io::stdin().take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > MAX_FILE_BYTES {
            complain(&format!("standard input is larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024)));
            return Ok(Status::Usage);
        }
        let Ok(text) = String::from_utf8(bytes) else {
            complain("standard input is not UTF-8; rulesets are plain text in UTF-8");
            return Ok(Status::Usage);
        };
        let Some(formatted) = format("<standard input>", &text, &mut anstream::stderr())? else {
            return Ok(Status::Ruleset);
        };
        if self.check {
            return Ok(if formatted == text { Status::Done } else { Status::Ruleset });
        }
        out.write_all(formatted.as_bytes())?;
        Ok(Status::Done)
    }
}

/// The canonical text; `None` after showing the errors of a text that cannot be read.
fn format(name: &str, text: &str, out: &mut dyn Write) -> io::Result<Option<String>> {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let mut problems = Problems::new();
    let tree = parse(text, file, &mut problems);
    if problems.has_errors() {
        show(&problems.sorted(), &sources, out)?;
        writeln!(out, "left as it is: {name}")?;
        return Ok(None);
    }
    Ok(Some(print::print(&tree, text)))
}
