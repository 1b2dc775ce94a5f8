//! `elig check`.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::files::rulesets;
use super::problems::{plural, show_one, tally, unreadable};
use super::{SearchPath, SetParameters, Status, complain};
use crate::about::About;
use crate::diagnostic::{Problems, render_plain};
use crate::loader::Wanted;

/// Check rulesets: read, resolve, type-check, warn.
///
/// A folder stands for every `.elig` file below it. All problems of all files are shown.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    set: SetParameters,
    #[command(flatten)]
    search: SearchPath,
}

impl Check {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let files = match rulesets(&self.paths) {
            Ok(files) => files,
            Err(message) => {
                complain(&message);
                return Ok(Status::Usage);
            }
        };
        let loader = self.search.loader();
        let mut all = Problems::new();
        let mut shown = HashSet::new();
        let mut unread = false;
        for file in &files {
            let compilation =
                crate::compile_with(&loader, Wanted::File(&file.display().to_string()), &self.set.settings());
            unread |= unreadable(&compilation.problems);
            for problem in &compilation.problems {
                // A file that others use is looked at with each of them; its problems are shown once.
                if shown.insert(render_plain(problem, &compilation.sources)) {
                    show_one(problem, &compilation.sources, out)?;
                    all.push(problem.clone());
                }
            }
            if let Some(ruleset) = &compilation.ruleset {
                variant(ruleset.about(), out)?;
            }
        }
        let checked = plural(files.len(), "file");
        if all.is_empty() {
            writeln!(out, "{checked} checked: no problems")?;
            return Ok(Status::Done);
        }
        // Errors come before warnings in what is worth reading first.
        let worst = all.iter().min_by_key(|problem| problem.severity());
        let more =
            worst.map(|problem| format!("; `{}` says more", problem.code.learn_more())).unwrap_or_default();
        writeln!(out, "{checked} checked: {}{more}", tally(&all))?;
        let failed = all.has_errors() || self.deny_warnings;
        Ok(match (unread, failed) {
            (true, _) => Status::Usage,
            (false, true) => Status::Ruleset,
            (false, false) => Status::Done,
        })
    }
}

/// Of what a ruleset is a variant, and how it differs.
fn variant(about: &About, out: &mut dyn Write) -> io::Result<()> {
    let mut name = about.name.clone().unwrap_or_default();
    for variant in &about.extends {
        writeln!(out, "{name} is a variant of {}:", variant.base)?;
        for change in &variant.changes {
            writeln!(out, "  {change}")?;
        }
        name = Arc::clone(&variant.base);
    }
    Ok(())
}
