//! `elig limits`: what `--set-limit` can set.

use std::io::{self, Write};

use clap::Args;

use super::Status;
use crate::Limit;

/// Lists the limits that can be set with `--set-limit NAME=VALUE`: what each is unless it is set, and what it can be.
///
/// All others are listed in the documentation of the library, under `elig::limits`.
#[derive(Debug, Args)]
pub struct LimitsCommand {}

impl LimitsCommand {
    #[expect(clippy::unused_self, reason = "as all commands")]
    pub(super) fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        for limit in Limit::ALL {
            let (default, most) = (limit.default_value(), limit.most());
            let most = match most == default {
                true => "cannot be raised".to_owned(),
                false => format!("at most {}", limit.shown(most)),
            };
            writeln!(out, "{:<14}{:<12}{most}", limit.name(), limit.shown(default))?;
            writeln!(out, "              {}", limit.meaning())?;
        }
        Ok(Status::Done)
    }
}
