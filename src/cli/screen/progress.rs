//! How far a screening has come, for whoever watches a terminal.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// A line on a terminal; nothing where there is none.
pub struct Progress {
    bar: Option<ProgressBar>,
    records: AtomicU64,
}

impl Progress {
    /// Of these files. How much is left is told where all of them say how large they are.
    pub fn new(files: &[PathBuf]) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = match size(files) {
                Some(bytes) => {
                    ProgressBar::new(bytes).with_style(style("{bar:30} {percent:>3}%  {msg}, {eta} left"))
                }
                None => ProgressBar::new_spinner().with_style(style("{spinner} {msg}, {elapsed}")),
            };
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, records: AtomicU64::new(0) }
    }

    /// So many more bytes and records.
    pub fn advance(&self, bytes: usize, records: usize) {
        let Some(bar) = &self.bar else { return };
        let records = records as u64;
        let all = self.records.fetch_add(records, Ordering::Relaxed) + records;
        bar.inc(bytes as u64);
        let seconds = bar.elapsed().as_secs_f64().max(0.001);
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rate for people"
        )]
        let rate = (all as f64 / seconds) as u64;
        bar.set_message(format!("{} records, {} a second", HumanCount(all), HumanCount(rate)));
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The size of all files; `None` where one is no plain file, or is compressed.
fn size(files: &[PathBuf]) -> Option<u64> {
    let compressed = |path: &Path| path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
    let size = |path: &PathBuf| {
        let about = std::fs::metadata(path).ok().filter(|about| about.is_file() && !compressed(path));
        about.map(|about| about.len())
    };
    files.iter().map(size).sum()
}
