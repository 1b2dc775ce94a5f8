//! Portions shared out among threads, and what comes of them put back into order.
//!
//! No thread of its own reads or writes: each takes the next portion, works on it, and writes what came of it when its
//! turn has come. What waits for its turn is bounded, and so is memory.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::lane::Laid;
use super::rows::RowFormat;
use super::tally::Tally;
use super::work::{Worked, Worker};

/// Portions that wait for their turn, for each thread.
const WAITING: usize = 4;

/// Where portions come from: `None` when there are no more.
pub type Source<'s> = dyn FnMut() -> io::Result<Option<Batch>> + Send + 's;

/// Where what came of them goes, in their order.
pub type Sink<'s> = dyn FnMut(Worked) -> io::Result<()> + Send + 's;

struct Taking<'s> {
    source: &'s mut Source<'s>,
    next: usize,
    ended: bool,
    error: Option<io::Error>,
}

struct Giving<'s> {
    sink: &'s mut Sink<'s>,
    next: usize,
    waiting: BTreeMap<usize, Worked>,
    error: Option<io::Error>,
}

/// Works on all portions with so many threads. All that was taken is finished, whatever ends it: the counts, and the
/// error that broke the reading off, if one did.
///
/// # Errors
/// When what came of a portion could not be written.
pub fn run(
    laid: &Laid,
    format: RowFormat,
    threads: usize,
    source: &mut Source<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<(Tally, Option<io::Error>)> {
    let taking = Mutex::new(Taking { source, next: 0, ended: false, error: None });
    let giving = Mutex::new(Giving { sink, next: 0, waiting: BTreeMap::new(), error: None });
    let turn = Condvar::new();
    let most = threads.max(1) * WAITING;
    let one = || {
        let mut worker = Worker::new(laid, format);
        while let Some((place, batch)) = take(&taking) {
            let worked = worker.work(batch);
            if !give(&giving, &turn, most, place, worked) {
                lock(&taking).ended = true;
            }
        }
        worker.into_tally()
    };
    let mut tally = Tally::new(&laid.ruleset);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(one)).collect();
        tally.add(one());
        for other in others {
            match other.join() {
                Ok(own) => tally.add(own),
                // A panic is a mistake of ours, and must not look like an answer.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    let giving = giving.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = giving.error {
        return Err(error);
    }
    Ok((tally, taking.into_inner().unwrap_or_else(PoisonError::into_inner).error))
}

/// Whoever held it and panicked ends the whole run.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(taking: &Mutex<Taking<'_>>) -> Option<(usize, Batch)> {
    let mut taking = lock(taking);
    if taking.ended {
        return None;
    }
    match (taking.source)() {
        Ok(Some(batch)) => {
            let place = taking.next;
            taking.next += 1;
            Some((place, batch))
        }
        Ok(None) => {
            taking.ended = true;
            None
        }
        Err(error) => {
            taking.ended = true;
            taking.error = Some(error);
            None
        }
    }
}

/// Writes what came of a portion, or leaves it to whoever writes the one before. False when writing has failed.
fn give(giving: &Mutex<Giving<'_>>, turn: &Condvar, most: usize, place: usize, worked: Worked) -> bool {
    let mut giving = lock(giving);
    while giving.next != place && giving.waiting.len() >= most && giving.error.is_none() {
        giving = turn.wait(giving).unwrap_or_else(PoisonError::into_inner);
    }
    giving.waiting.insert(place, worked);
    while giving.error.is_none() {
        let next = giving.next;
        let Some(worked) = giving.waiting.remove(&next) else { break };
        giving.next += 1;
        if let Err(error) = (giving.sink)(worked) {
            giving.error = Some(error);
        }
    }
    turn.notify_all();
    giving.error.is_none()
}
