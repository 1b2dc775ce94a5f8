//! `elig repl`.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::files::in_words;
use super::run::full_date;
use super::{SearchPath, SetParameters, Status, complain, interrupt};
use crate::repl::{Interrupt, Keep, Options, Session, Setup, greet, history_file, is_typed, run};

const KEEPING: &str = "\
Entries are recalled in later sessions, those excepted that say something of a patient. They are kept
in a file of yours alone: $XDG_STATE_HOME/elig/history, or ~/.local/state/elig/history.

Without a terminal the entries are read as a script, and each is shown behind its prompt with its
answer: `elig repl clinic.elig < questions.txt`.

Exit status:
  0  it ran
  1  an entry of a script was not taken, or the ruleset or record has errors
  2  wrong usage, or a file that cannot be read or written";

/// Ask a ruleset and a record what comes to mind, and try rules out.
///
/// Without files it begins empty.
#[derive(Debug, Args)]
#[command(after_help = KEEPING)]
pub struct Repl {
    /// A ruleset (`.elig`), further ones to hold it against, and a record (`.json`)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Decide as of this date (2025-11-20), whatever the record says
    #[arg(long, value_name = "DATE", value_parser = full_date)]
    as_of: Option<Date>,
    /// Keep the history in this file
    #[arg(long, value_name = "FILE", conflicts_with = "no_history")]
    history: Option<PathBuf>,
    /// Neither recall earlier sessions nor keep anything of this one
    #[arg(long)]
    no_history: bool,
    /// Keep entries that hold a patient's values, too
    #[arg(long, conflicts_with_all = ["private", "no_history"])]
    keep_values: bool,
    /// Keep nothing of this session; earlier ones are recalled
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    set: SetParameters,
    #[command(flatten)]
    search: SearchPath,
}

/// What the files are, by how their names end.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sorted<'a> {
    ruleset: Option<&'a Path>,
    others: Vec<&'a Path>,
    record: Option<&'a Path>,
}

impl Repl {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let sorted = match sorted(&self.files) {
            Ok(sorted) => sorted,
            Err(message) => {
                complain(&message);
                return Ok(Status::Usage);
            }
        };
        let is_typed = is_typed();
        if is_typed {
            greet(&format!("elig {}", env!("CARGO_PKG_VERSION")), out)?;
        } else if let Some(message) = self.files.iter().find_map(|path| unreadable(path)) {
            complain(&message);
            return Ok(Status::Usage);
        }
        interrupt::watch_patiently();
        let (mut session, is_all_loaded) = Session::start(self.setup(sorted), out)?;
        // A person can mend a file and go on; a script that begins with one that is broken ends there.
        if !is_all_loaded && !is_typed {
            out.flush()?;
            complain("not all could be loaded, so no entry was taken");
            return Ok(Status::Ruleset);
        }
        match run(&mut session, &self.options(), out)? {
            true => Ok(Status::Done),
            false => Ok(Status::Ruleset),
        }
    }

    fn setup(&self, sorted: Sorted<'_>) -> Setup {
        Setup {
            ruleset: sorted.ruleset.map(Path::to_path_buf),
            others: sorted.others.into_iter().map(Path::to_path_buf).collect(),
            record: sorted.record.map(Path::to_path_buf),
            disk: self.search.loader(),
            set: self.set.set.clone(),
            as_of: self.as_of,
            today: None,
        }
    }

    fn options(&self) -> Options {
        let history = match self.no_history {
            true => None,
            false => self.history.clone().or_else(history_file),
        };
        let keep = match (self.private, self.keep_values) {
            (true, _) => Keep::Nothing,
            (_, true) => Keep::Everything,
            _ => Keep::NoPatient,
        };
        let interrupt = Interrupt { is_asked: interrupt::is_asked, forget: interrupt::forget };
        Options { history, keep, interrupt }
    }
}

/// Why a file cannot be read, if so.
fn unreadable(path: &Path) -> Option<String> {
    let error = File::open(path).and_then(|mut file| file.read(&mut [0])).err()?;
    Some(format!("`{}`: {}", path.display(), in_words(&error)))
}

/// # Errors
/// In words, when a file is neither, or there are several records.
fn sorted(files: &[PathBuf]) -> Result<Sorted<'_>, String> {
    let mut sorted = Sorted::default();
    for file in files {
        let ends_in = |extension| file.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
        if ends_in("elig") && sorted.ruleset.is_none() {
            sorted.ruleset = Some(file);
        } else if ends_in("elig") {
            sorted.others.push(file);
        } else if !ends_in("json") {
            return Err(format!("`{}` is neither a ruleset (.elig) nor a record (.json)", file.display()));
        } else if let Some(record) = sorted.record {
            return Err(format!(
                "`{}` and `{}` are two records; name one, and change to the other with `:record`",
                record.display(),
                file.display()
            ));
        } else {
            sorted.record = Some(file);
        }
    }
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(files: &[&str]) -> Result<String, String> {
        let files: Vec<_> = files.iter().map(PathBuf::from).collect();
        let sorted = sorted(&files)?;
        Ok(format!("{:?} {:?} {:?}", sorted.ruleset, sorted.others, sorted.record).replace("Some", ""))
    }

    #[test]
    fn files_are_told_apart_by_their_names() {
        assert_eq!(shown(&[]).as_deref(), Ok("None [] None"));
        assert_eq!(
            shown(&["p.json", "a.elig", "b.ELIG"]).as_deref(),
            Ok(r#"("a.elig") ["b.ELIG"] ("p.json")"#)
        );
    }

    #[test]
    fn others_are_refused() {
        assert_eq!(
            shown(&["a.txt"]),
            Err("`a.txt` is neither a ruleset (.elig) nor a record (.json)".to_owned())
        );
        let two = shown(&["a.json", "b.json"]).expect_err("there is one record");
        assert!(two.contains("two records"), "{two}");
    }
}
