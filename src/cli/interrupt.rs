//! Ctrl-C: the record at hand is finished, and what was not looked at is told.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C asks the program to stop; the second one ends it at once.
pub fn watch() {
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(super::Status::Interrupted as i32);
        }
    });
}

/// From now on Ctrl-C asks, however often, and never ends the program.
pub fn watch_patiently() {
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _ = ctrlc::set_handler(|| ASKED.store(true, Ordering::SeqCst));
}

/// Has somebody asked it to stop?
pub fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// What was asked is over: the next Ctrl-C asks anew.
pub fn forget() {
    ASKED.store(false, Ordering::SeqCst);
}
