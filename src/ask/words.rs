//! What an interview says.

use super::answer::how;
use crate::absence::Absence;
use crate::completions::{Question, Silence, Whatever};
use crate::decision::{Decision, words};
use crate::diagnostic::Problems;
use crate::eval::Verdict;
use crate::vocabulary::ValueType;

/// What is asked, and how it is answered.
pub fn question(question: &Question, ty: Option<&ValueType>) -> String {
    let missing = &question.missing;
    let what = missing.description.as_deref().unwrap_or(&missing.fact);
    let how = ty.map(how).unwrap_or_default();
    let mut text = format!("{what}\n  {how}");
    if missing.absent != Absence::NotRecorded {
        let known = words::known_only(missing.absent, missing.recorded.as_deref());
        text.push_str(&format!("\n  so far it {known}"));
        if let Some(settled_by) = &missing.settled_by {
            text.push_str(&format!("; {settled_by}"));
        }
    }
    text
}

/// Why a fact is asked for: which rules wait for it, and what answers would do.
pub fn why(question: &Question, decision: &Decision) -> String {
    let missing = &question.missing;
    let mut lines = Vec::new();
    for label in &missing.rules {
        match decision.rule(label) {
            Some(rule) => lines.push(format!(
                "{label} waits for it: {}",
                words::asked(rule.kind, rule.because.as_deref(), &rule.condition)
            )),
            // The ruleset's own `applies when`.
            None => lines.push(format!("{label} waits for it: whom this ruleset is for")),
        }
    }
    lines.push(effect(question));
    lines.join("\n")
}

/// What answers would do.
pub fn effect(question: &Question) -> String {
    let answers = &question.answers;
    let verdicts: Vec<_> = answers.verdicts.iter().map(Verdict::to_string).collect();
    let verdicts = verdicts.join(" or ");
    match (answers.always, answers.settle, answers.rules) {
        (true, ..) => format!("any answer settles the verdict: {verdicts}"),
        (false, 1.., _) => format!("an answer can settle the verdict: {verdicts}"),
        (false, 0, 1..) => "no answer settles the verdict alone; some decide a rule".to_owned(),
        (false, 0, 0) if answers.all == 0 => "what an answer would do was not tried out".to_owned(),
        (false, 0, 0) => "no answer settles a rule alone; together with others it does".to_owned(),
    }
}

/// What can be typed.
pub fn help(how: Option<&str>) -> String {
    let how = how.map(|how| format!("the answer is {how}\n")).unwrap_or_default();
    format!(
        "{how}skip     leaves it open and asks the next one\n\
         decline  records that it was asked for and not answered\n\
         back     takes the last answer back\n\
         why      says which rules wait for it\n\
         stop     ends here, with what was answered"
    )
}

/// What is wrong with a value, and what to do. The problem points into no text that a reader has.
pub fn refused(problems: &Problems) -> String {
    let Some(problem) = problems.iter().next() else { return "this is no answer".to_owned() };
    match &problem.help {
        Some(help) => format!("{}; {help}", problem.message),
        None => problem.message.clone(),
    }
}

/// How it ended.
pub fn summary(decision: &Decision, whatever: Whatever) -> String {
    let (verdict, silence) = (decision.verdict(), Silence::of(decision));
    let proviso = silence.proviso();
    match (verdict, whatever) {
        (Verdict::Undetermined, Whatever::Settled(verdict)) if silence.is_filled => {
            format!("{verdict}, whatever the other missing facts are{proviso}")
        }
        (Verdict::Undetermined, Whatever::Settled(verdict)) => {
            format!("{verdict}, whatever the facts are that are still missing")
        }
        (Verdict::Undetermined, _) => {
            let missing = decision.missing();
            let open: Vec<_> = missing.iter().filter(|fact| fact.matters).map(|fact| &*fact.fact).collect();
            match open.as_slice() {
                [] => "undetermined, and no record can settle it".to_owned(),
                [only] => format!("undetermined: {only} is still open"),
                open => format!("undetermined: {} facts are still open: {}", open.len(), open.join(", ")),
            }
        }
        (verdict, _) if silence.is_asked => format!("{verdict}{proviso}"),
        (verdict, _) if silence.is_filled => format!("{verdict}{proviso}: no other fact can change it"),
        (verdict, _) => format!("{verdict}: no further fact can change it"),
    }
}
