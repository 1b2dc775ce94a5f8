//! How far a screening has come, for whoever watches a terminal.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// A line on a terminal; nothing where there is none.
pub struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
    records: AtomicU64,
}

impl Progress {
    /// Of files of this size, of which so many bytes are read as `read` says. How much is left is told where the size is
    /// known.
    pub fn new(size: Option<u64>, read: Arc<AtomicU64>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = match size {
                Some(bytes) => {
                    ProgressBar::new(bytes).with_style(style("{bar:30} {percent:>3}%  {msg}, {eta} left"))
                }
                None => ProgressBar::new_spinner().with_style(style("{spinner} {msg}, {elapsed}")),
            };
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, read, records: AtomicU64::new(0) }
    }

    /// So many more records.
    pub fn advance(&self, records: usize) {
        let Some(bar) = &self.bar else { return };
        let records = records as u64;
        let all = self.records.fetch_add(records, Ordering::Relaxed) + records;
        bar.set_position(self.read.load(Ordering::Relaxed));
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
