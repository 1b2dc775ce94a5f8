//! `:compare`.

use std::io;

use super::{Command, Takes};
use crate::cli::compare::text;
use crate::cli::problems::{show, tally};
use crate::compare::{Compare, CompareError};
use crate::loader::Wanted;
use crate::record::RecordText;
use crate::repl::session::{After, errors, refuse};

pub const COMPARE: Command = Command {
    name: "compare",
    arguments: "[RULESET]…",
    summary: "hold the ruleset against others on the record",
    help: "What each of them says of the patient, and why they differ. Without a ruleset it is those that the session was \
           started with. Facts that were set are part of the record.",
    example: &[":compare other.elig"],
    takes: Takes::File(".elig"),
    private: false,
    run: |session, call, out| {
        let named = call.arguments.split_whitespace().map(str::to_owned);
        let mut files: Vec<String> = named.collect();
        if files.is_empty() {
            files.extend(session.others().iter().map(|path| path.display().to_string()));
        }
        if files.is_empty() {
            return call.wrong("with which ruleset?", "name one: `:compare other.elig`", out);
        }
        let Some(own) = session.compiled().ruleset().filter(|_| session.compiled().decides()) else {
            return refuse("there is nothing to decide yet: type a rule first, or load a ruleset", out);
        };
        let mut rulesets = vec![(session.state().document.name().to_owned(), own.clone())];
        for file in files {
            let compilation = crate::compile(session.disk(), Wanted::File(&file));
            let Some(ruleset) = compilation.ruleset else {
                let found = errors(&compilation.problems);
                show(&found, &compilation.sources, out)?;
                return refuse(&format!("`{file}` has {}, so nothing was compared", tally(&found)), out);
            };
            if ruleset.is_vocabulary() {
                return refuse(&format!("`{file}` is a vocabulary, and has no rules to compare"), out);
            }
            rulesets.push((file, ruleset));
        }
        let compare = match Compare::new(rulesets) {
            Ok(compare) => compare.show_values(true),
            Err(error) => return refuse(&error.to_string(), out),
        };
        let Some(json) = session.record_as_json() else {
            return refuse("what was set cannot be written as a record, so nothing was compared", out);
        };
        let record = RecordText::new(json, 0, 0);
        let as_of = session.state().as_of(session.today());
        match compare.decide("the record", &record, as_of) {
            Ok(patient) => {
                let matrix = compare.matrix(vec![patient], Vec::new());
                text::write(&matrix, session.state().as_of.is_some(), out)?;
                Ok(After::Done)
            }
            Err(CompareError::LeftOut(left_out)) => {
                for problem in &left_out.problems {
                    writeln!(out, "the record:{problem}")?;
                }
                Ok(After::Failed)
            }
            Err(other) => Err(io::Error::other(other)),
        }
    },
};
