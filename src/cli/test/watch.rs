//! `elig test --watch`: again whenever a file changes.
//!
//! Files are looked at a few times a second rather than watched by the system: that works on every file system, network
//! folders included, and there are few of them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::TestCommand;
use crate::cli::style::QUIET;
use crate::cli::{Status, interrupt};

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(300);

/// What tells that a file is another one than before.
type Stamp = Option<(SystemTime, u64)>;

/// Runs the tests, and again after every change, until Ctrl-C.
pub fn forever(command: &TestCommand, out: &mut dyn Write) -> io::Result<Status> {
    interrupt::watch();
    loop {
        // Stamped before they are read: a change meanwhile is not missed.
        let before = stamps(&command.watched());
        let (_, read) = command.once(out)?;
        writeln!(out, "{QUIET}waiting for a change; Ctrl-C ends{QUIET:#}")?;
        out.flush()?;
        let known = before.iter().map(|(path, _)| path);
        let later: Vec<PathBuf> =
            read.into_iter().filter(|path| !known.clone().any(|known| known == path)).collect();
        let later = stamps(&later);
        loop {
            if interrupt::is_asked() {
                return Ok(Status::Interrupted);
            }
            std::thread::sleep(PAUSE);
            let unchanged = |(path, stamp): &(PathBuf, Stamp)| self::stamp(path) == *stamp;
            let files = command.watched();
            let same_files = files.len() == before.len();
            if !same_files || !before.iter().all(unchanged) || !later.iter().all(unchanged) {
                break;
            }
        }
        writeln!(out, "\n{QUIET}a file changed{QUIET:#}")?;
    }
}

impl TestCommand {
    /// The files with tests, as they are now; none while a path cannot be read.
    fn watched(&self) -> Vec<PathBuf> {
        super::files::with_tests(&self.paths).unwrap_or_default()
    }
}

fn stamps(paths: &[PathBuf]) -> Vec<(PathBuf, Stamp)> {
    paths.iter().map(|path| (path.clone(), stamp(path))).collect()
}

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}
