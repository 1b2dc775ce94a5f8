//! Reads entries, and hands them to a session.

use std::io;

use super::Session;

/// How a session is run.
#[derive(Debug, Clone, Default)]
pub struct Options {}

/// Runs a session to its end; was everything taken?
///
/// # Errors
/// When what is said cannot be written.
pub fn run(_session: &mut Session, _options: &Options) -> io::Result<bool> {
    Ok(true)
}
