//! `:type`.

use super::{Command, Takes};
use crate::cli::problems::show;
use crate::cli::style::STRONG;
use crate::diagnostic::Code;
use crate::repl::session::{After, answer_holes, errors};

pub const TYPE: Command = Command {
    name: "type",
    arguments: "EXPRESSION",
    summary: "show the type of an expression, without its value",
    help: "With `?` somewhere in it, it says what is wanted there.",
    example: &[":type pain_months", ":type pain_months >= 6", ":type pain_months >= ?"],
    takes: Takes::Expression,
    private: false,
    run: |session, call, out| {
        if call.arguments.is_empty() {
            return call.wrong("the type of what?", "write an expression: `:type pain_months >= 6`", out);
        }
        let draft = session.asked(call.arguments);
        let compilation = &draft.compilation;
        if let Some((_, ty)) = draft.question.as_ref().and_then(|asked| asked.answer.as_ref()) {
            writeln!(out, "{STRONG}{ty}{STRONG:#}")?;
            return Ok(After::Done);
        }
        answer_holes(&draft.holes, out)?;
        let mut found = errors(&compilation.problems);
        found.retain(|problem| problem.code != Code::Hole);
        show(&found, &compilation.sources, out)?;
        Ok(if found.is_empty() { After::Done } else { After::Failed })
    },
};
