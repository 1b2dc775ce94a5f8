//! `:why`, `:whynot`.

use std::io::{self, Write};

use super::{Call, Command, Takes};
use crate::cli::why::{write, write_reasons, write_rule};
use crate::decision::Decision;
use crate::diagnostic::{Code, nearest};
use crate::repl::session::{After, in_entry, tell_of_entry};
use crate::why::Reason;
use crate::{Outcome, Verdict};

pub const WHY: Command = Command {
    name: "why",
    arguments: "[LABEL]",
    summary: "say in plain words why the verdict is what it is, or what a rule says",
    help: "Each reason is followed down to the values that decided, and no further. With the label of a rule, only that \
           rule is explained.",
    example: &[":set pain_months = 4", ":why", ":why pain_months"],
    takes: Takes::Label,
    private: false,
    run: |session, call, out| {
        let Some(decision) = session.decided(out)? else { return Ok(After::Failed) };
        if call.arguments.is_empty() {
            write(&decision.why(), &|_| Ok(()), out)?;
            return Ok(After::Done);
        }
        match rule(&decision, call, out)? {
            Some(reason) => write_rule(&reason, &|_| Ok(()), out)?,
            None => return Ok(After::Failed),
        }
        Ok(After::Done)
    },
};

pub const WHYNOT: Command = Command {
    name: "whynot",
    arguments: "[LABEL]",
    summary: "say everything that keeps the patient from being eligible, or a rule from being met",
    help: "Beside the rules that are not met it names those that are still open: they would have to be met, too. `:flip` \
           says which changes would do it.",
    example: &[":set pain_months = 4", ":whynot", ":whynot pain_months"],
    takes: Takes::Label,
    private: false,
    run: |session, call, out| {
        let Some(decision) = session.decided(out)? else { return Ok(After::Failed) };
        if !call.arguments.is_empty() {
            let Some(reason) = rule(&decision, call, out)? else { return Ok(After::Failed) };
            if matches!(reason.outcome, Outcome::Met | Outcome::NotApplicable) {
                writeln!(out, "it does not stand in the way:")?;
            }
            write_rule(&reason, &|_| Ok(()), out)?;
            return Ok(After::Done);
        }
        match decision.verdict() {
            Verdict::Eligible => writeln!(out, "the patient is eligible; `:why` says on what that rests")?,
            // Whom it is for is the reason, and no rule is asked.
            Verdict::NotApplicable => write(&decision.why(), &|_| Ok(()), out)?,
            _ => in_the_way(&decision, out)?,
        }
        Ok(After::Done)
    },
};

/// The rules that are not met, then those that are open.
fn in_the_way(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    let explanation = decision.why();
    let scope = explanation.reasons.into_iter().filter(|reason| reason.rule.is_none());
    let mut reasons: Vec<Reason> = scope.collect();
    let labels: Vec<_> = decision.outcomes().map(|(about, outcome)| (about.label.clone(), outcome)).collect();
    for wanted in [Outcome::NotMet, Outcome::Unknown] {
        let found = labels.iter().filter(|(_, outcome)| *outcome == wanted);
        let found = found.filter_map(|(label, _)| decision.why_rule(label));
        reasons.extend(found.filter(|reason| reason.kind != Some(crate::ir::RuleKind::Caution)));
    }
    write_reasons(&reasons, out)
}

/// The reason of the rule that was named; one that is not there is told.
fn rule(decision: &Decision, call: &Call<'_>, out: &mut dyn Write) -> io::Result<Option<Reason>> {
    let found = decision.why_rule(call.arguments);
    if found.is_none() {
        let labels: Vec<_> = decision.about().rules.iter().map(|rule| &*rule.label).collect();
        let problem =
            in_entry(Code::UnknownName, call.place(), format!("there is no rule `{}`", call.arguments));
        let problem = match nearest(call.arguments, labels.iter().copied()) {
            Some(near) => problem.says(format!("did you mean `{near}`?")),
            None => problem,
        };
        tell_of_entry(problem.help("`:rules` lists the rules"), call.entry, out)?;
    }
    Ok(found)
}
