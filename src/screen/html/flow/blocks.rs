//! What stands in the diagram, from the first box to the last.

use super::draw::{Block, Boxed, Class, Diagram, Line};
use super::measure::wrap;
use crate::screen::figure::{Count, CountOf, counted};
use crate::screen::summary::{AttritionStep, Summary};
use crate::screen::words::asks;

/// Facts that are named as those for which open patients wait.
const MAX_WAITS: usize = 3;

/// Reasons that are named why records could not be decided on.
const MAX_REJECTS: usize = 2;

/// Lines of one text in a box.
const MAX_LINES: usize = 2;

/// Lines that name the rules at which nobody leaves.
const MAX_NOBODY_LINES: usize = 3;

/// The diagram of a summary.
pub fn of(summary: &Summary) -> Diagram {
    let mut diagram = Diagram::default();
    start(summary, &mut diagram);
    steps(summary, &mut diagram);
    end(summary, &mut diagram);
    diagram
}

/// `strong` in bold, `words` below it, each cut to what has room at this width.
fn side(class: Class, strong: &str, words: &[String]) -> Boxed {
    let room = class.room();
    let mut lines = bold(strong, room);
    for text in words {
        lines.extend(plain(text, room, MAX_LINES));
    }
    Boxed { class, lines, bar: None }
}

fn plain(text: &str, room: u32, lines: usize) -> impl Iterator<Item = Line> {
    wrap(text, room, lines, false).into_iter().map(|text| Line { text, strong: false })
}

fn bold(text: &str, room: u32) -> Vec<Line> {
    wrap(text, room, MAX_LINES, true).into_iter().map(|text| Line { text, strong: true }).collect()
}

/// Who remains, as it is said.
fn remain(summary: &Summary, said: &str, count: u64, open: u64) -> Boxed {
    let room = Class::Remain.room();
    let mut lines = bold(said, room);
    if open > 0 {
        lines.extend(plain(&format!("open: {}", Count(open)), room, MAX_LINES));
    }
    Boxed { class: Class::Remain, lines, bar: Some((count, summary.patients)) }
}

fn start(summary: &Summary, diagram: &mut Diagram) {
    let mut first = match summary.rejected {
        0 => remain(summary, &counted(summary.patients, "patient"), summary.patients, 0),
        _ => {
            let lines = bold(&counted(summary.records(), "record"), Class::Remain.room());
            Boxed { class: Class::Remain, lines, bar: None }
        }
    };
    if !summary.complete {
        let incomplete = wrap("INCOMPLETE: not all records were read", Class::Remain.room(), MAX_LINES, true);
        first.lines.extend(incomplete.into_iter().map(|text| Line { text, strong: true }));
    }
    let all = match summary.rejected {
        0 => counted(summary.patients, "patient"),
        _ => counted(summary.records(), "record"),
    };
    let incomplete = if summary.complete { "" } else { " Incomplete: not all records were read." };
    diagram.push(Block::Start(first), format!("{all}.{incomplete}"));
    if summary.rejected > 0 {
        let reasons = summary.problems.iter().filter(|problem| problem.rejects).take(MAX_REJECTS);
        let reasons: Vec<_> =
            reasons.map(|problem| format!("{}: {}", Count(problem.records), problem.title)).collect();
        let rejected = format!("{} could not be decided on", Count(summary.rejected));
        let block = Block::Leave {
            side: side(Class::Aside, &rejected, &reasons),
            main: remain(summary, &counted(summary.patients, "patient"), summary.patients, 0),
        };
        diagram.push(block, format!("{rejected}; {}.", counted(summary.patients, "patient")));
    }
    let others = summary.verdicts.not_applicable;
    if others > 0 {
        let whom = match &summary.scope {
            Some(scope) => format!("it applies when {}", scope.condition),
            None => "no rule applies to them".to_owned(),
        };
        let said = format!("{}: the ruleset is not for them", CountOf(others, summary.patients));
        let block = Block::Leave {
            side: side(Class::Aside, &said, &[whom]),
            main: remain(summary, &remaining(summary.asked()), summary.asked(), 0),
        };
        diagram.push(block, format!("{said}; {}.", remaining(summary.asked())));
    }
}

/// `1 remains`, `48,797 remain`.
fn remaining(count: u64) -> String {
    format!("{} {}", Count(count), if count == 1 { "remains" } else { "remain" })
}

fn steps(summary: &Summary, diagram: &mut Diagram) {
    let mut nobody: Vec<&AttritionStep> = Vec::new();
    for step in &summary.attrition {
        if step.lost == 0 {
            nobody.push(step);
            continue;
        }
        lose_nobody(&mut nobody, diagram);
        let said = format!(
            "{} {} at {}",
            CountOf(step.lost, step.before),
            if step.lost == 1 { "leaves" } else { "leave" },
            step.label
        );
        let asked = summary.rule(&step.label).map(|(_, rule)| {
            let words = rule.because.as_ref().unwrap_or(&rule.condition);
            format!("{}: {words}", asks(rule.kind))
        });
        let block = Block::Leave {
            side: side(Class::Leave, &said, asked.as_slice()),
            main: remain(summary, &remaining(step.after), step.after, step.open),
        };
        let open = match step.open {
            0 => String::new(),
            open => format!(", {} of them open", Count(open)),
        };
        diagram.push(block, format!("{said}; {}{open}.", remaining(step.after)));
    }
    lose_nobody(&mut nobody, diagram);
}

/// Steps at which nobody leaves, in one box.
fn lose_nobody(steps: &mut Vec<&AttritionStep>, diagram: &mut Diagram) {
    if steps.is_empty() {
        return;
    }
    let labels: Vec<_> = steps.drain(..).map(|step| &*step.label).collect();
    let said = format!("Nobody leaves at {}", labels.join(", "));
    let lines = plain(&said, Class::Nobody.room(), MAX_NOBODY_LINES).collect();
    let block = Block::Nobody(Boxed { class: Class::Nobody, lines, bar: None });
    diagram.push(block, format!("{said}."));
}

fn end(summary: &Summary, diagram: &mut Diagram) {
    let (eligible, open) = (summary.verdicts.eligible, summary.verdicts.undetermined);
    let waits = summary.missing.iter().take(MAX_WAITS);
    let waits: Vec<_> = waits
        .map(|missing| {
            format!(
                "{} {} for {}",
                Count(missing.patients),
                if missing.patients == 1 { "waits" } else { "wait" },
                missing.fact
            )
        })
        .collect();
    let left = format!("{} eligible", CountOf(eligible, summary.patients));
    let right = format!("{} undetermined", CountOf(open, summary.patients));
    let said = format!("At the end {left}, {right}.");
    let block = Block::End {
        left: Boxed { class: Class::Eligible, lines: bold(&left, Class::Eligible.room()), bar: None },
        right: side(Class::Open, &right, &waits),
    };
    diagram.push(block, said);
}
