//! The commands of a session. They are no part of the language and are read apart from it, with the same kind of
//! diagnostics. Help, completion and what is run come from one table.

mod ask;
mod check;
mod compare;
mod facts;
mod files;
mod flip;
mod help;
mod info;
mod missing;
mod record;
mod rules;
mod session;
mod test;
mod type_of;
mod why;

use std::io::{self, Write};
use std::ops::Range;

use super::session::{After, Session, in_entry, tell_all_of_entry, tell_of_entry};
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::source::FileId;
use crate::syntax::ast::FieldValue;
use crate::syntax::parse_setting;

/// A command.
pub struct Command {
    /// Its name, without the colon.
    pub name: &'static str,
    /// What stands behind it: `FILE`, `[LABEL]`.
    pub arguments: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// More of it.
    pub help: &'static str,
    /// Entries that show it at work, one after another.
    pub example: &'static [&'static str],
    /// What is offered behind it.
    pub takes: Takes,
    /// What stands behind it says something of a patient.
    pub private: bool,
    /// Does it.
    pub run: Run,
}

/// What a command does.
type Run = fn(&mut Session, &Call<'_>, &mut dyn Write) -> io::Result<After>;

/// What is offered behind a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A file whose name ends so.
    File(&'static str),
    /// The label of a rule.
    Label,
    /// A fact or a parameter.
    Fact,
    /// Any name.
    Name,
    /// A verdict.
    Verdict,
    /// A command.
    Command,
    /// A fact and its value.
    Setting,
    /// An expression.
    Expression,
    /// A date.
    Date,
    /// Words.
    Text,
}

/// Every command, in the order in which they are listed.
pub const ALL: &[&Command] = &[
    &help::HELP,
    &files::LOAD,
    &files::RELOAD,
    &files::SAVE,
    &check::CHECK,
    &record::RECORD,
    &record::SET,
    &record::UNSET,
    &record::ASOF,
    &record::KEEP,
    &why::WHY,
    &why::WHYNOT,
    &flip::FLIP,
    &flip::WHATIF,
    &missing::MISSING,
    &ask::ASK,
    &rules::RULES,
    &facts::FACTS,
    &info::INFO,
    &type_of::TYPE,
    &test::TEST,
    &test::COVERAGE,
    &compare::COMPARE,
    &session::UNDO,
    &session::QUIT,
];

/// A command as it was called.
pub struct Call<'c> {
    /// The whole entry.
    pub entry: &'c str,
    /// What stands behind the name.
    pub arguments: &'c str,
    /// Where that starts in the entry.
    pub start: usize,
    /// `!` stood behind it: it is meant.
    pub bang: bool,
}

impl Call<'_> {
    /// Where the arguments stand; without any the name.
    fn place(&self) -> Range<usize> {
        match self.arguments.is_empty() {
            true => 0..self.entry.len(),
            false => self.start..self.start + self.arguments.len(),
        }
    }

    /// What stands behind it as `NAME = VALUE`; what is wrong with that is told.
    fn setting(&self, wrong: &str, help: &str, out: &mut dyn Write) -> io::Result<Option<FieldValue>> {
        if !self.arguments.contains('=') {
            self.wrong(wrong, help, out)?;
            return Ok(None);
        }
        // The command's name is blanked out, so that every place is one of the entry.
        let mut text = " ".repeat(self.start);
        text.push_str(self.arguments);
        let mut problems = Problems::new();
        let setting = parse_setting(&text, FileId::default(), &mut problems);
        let setting = setting.filter(|_| !problems.has_errors());
        if setting.is_none() {
            tell_all_of_entry(&problems, self.entry, out)?;
        }
        Ok(setting)
    }

    /// Tells that it was called wrongly.
    fn wrong(&self, message: &str, help: &str, out: &mut dyn Write) -> io::Result<After> {
        let problem = in_entry(Code::CommandArguments, self.place(), message).help(help);
        tell_of_entry(problem, self.entry, out)?;
        Ok(After::Failed)
    }
}

/// The command of this name; a unique beginning of one will do.
pub fn find(name: &str) -> Option<&'static Command> {
    let exact = ALL.iter().find(|command| command.name == name);
    let mut begun = ALL.iter().filter(|command| !name.is_empty() && command.name.starts_with(name));
    let only = begun.next().filter(|_| begun.next().is_none());
    exact.or(only).copied()
}

/// The name of the command, and what stands behind it.
fn split(entry: &str) -> (&str, &str, usize) {
    let after = entry.strip_prefix(':').unwrap_or(entry);
    let length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
    let (name, rest) = (after.get(..length).unwrap_or_default(), after.get(length..).unwrap_or_default());
    let blank = rest.len() - rest.trim_start().len();
    (name, rest.trim(), entry.len() - after.len() + length + blank)
}

/// Does what an entry that starts with `:` asks.
pub fn run(session: &mut Session, entry: &str, out: &mut dyn Write) -> io::Result<After> {
    let (name, arguments, start) = split(entry);
    let Some(command) = find(name) else {
        tell_of_entry(unknown_at(name, 0..(name.len() + 1).min(entry.len())), entry, out)?;
        return Ok(After::Failed);
    };
    let bang = arguments
        .strip_prefix('!')
        .or_else(|| arguments.strip_suffix('!'))
        .filter(|_| command.name == "save");
    let moved = if arguments.starts_with('!') && bang.is_some() { 1 } else { 0 };
    let plain = bang.unwrap_or(arguments);
    let start = start + moved + (plain.len() - plain.trim_start().len());
    let call = Call { entry, arguments: plain.trim(), start, bang: bang.is_some() };
    if command.arguments.is_empty() && !call.arguments.is_empty() {
        return call.wrong(
            &format!("`:{}` takes nothing", command.name),
            "leave out what stands behind it",
            out,
        );
    }
    (command.run)(session, &call, out)
}

/// There is no such command.
fn unknown_at(name: &str, place: Range<usize>) -> Problem {
    let begun: Vec<_> = ALL.iter().filter(|command| command.name.starts_with(name)).collect();
    if name.is_empty() {
        return in_entry(Code::UnknownCommand, place, "a command has a name behind its colon")
            .help("`:help` lists the commands");
    }
    if begun.len() > 1 {
        let names: Vec<_> = begun.iter().map(|command| format!("`:{}`", command.name)).collect();
        return in_entry(Code::UnknownCommand, place, format!("`:{name}` could be several commands"))
            .help(format!("write one of {}", names.join(", ")));
    }
    let near = SAID_ELSEWHERE.iter().find(|(other, _)| *other == name).map(|(_, meant)| *meant);
    let near = near.or_else(|| nearest(name, ALL.iter().map(|command| command.name)));
    let problem = in_entry(Code::UnknownCommand, place, format!("there is no command `:{name}`"));
    let problem = problem.help("`:help` lists the commands");
    match near {
        Some(near) => problem.says(format!("did you mean `:{near}`?")),
        None => problem,
    }
}

/// What such commands are called elsewhere.
const SAID_ELSEWHERE: &[(&str, &str)] = &[
    ("exit", "quit"),
    ("open", "load"),
    ("write", "save"),
    ("patient", "record"),
    ("let", "set"),
    ("del", "unset"),
    ("clear", "unset"),
    ("doc", "info"),
    ("describe", "info"),
    ("explain", "info"),
    ("list", "rules"),
    ("back", "undo"),
    ("date", "asof"),
    ("pin", "keep"),
    ("warnings", "check"),
    ("because", "why"),
    ("if", "whatif"),
    ("change", "whatif"),
    ("interview", "ask"),
];

/// May the entry be kept beyond the session?
pub fn may_be_kept(entry: &str) -> bool {
    // What is no command is perhaps a misspelt one.
    find(split(entry).0).is_some_and(|command| !command.private)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::Setup;

    const CLINIC: &str = "fact pain_months: integer 0..1200\nfact device.pacemaker: boolean\n\
        require pain_months >= 6\nexclude device.pacemaker\n";

    /// Files of the examples, by the names by which these call them.
    const FILES: &[(&str, &str)] = &[
        ("clinic.elig", CLINIC),
        ("other.elig", "fact pain_months: integer 0..1200\nrequire pain_months >= 3\n"),
        ("p-001.json", r#"{ "id": "p-001", "as_of": "2025-11-20", "pain_months": 24 }"#),
    ];

    #[test]
    fn every_command_has_help_and_an_example_that_runs() {
        for command in ALL {
            assert!(!command.summary.is_empty() && !command.help.is_empty(), ":{} has help", command.name);
            assert!(command.example.iter().any(|entry| entry.starts_with(&format!(":{}", command.name))));
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in FILES {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            let setup = Setup {
                ruleset: Some(folder.path().join("clinic.elig")),
                today: Some(jiff::civil::date(2025, 11, 20)),
                ..Setup::default()
            };
            let mut out = Vec::new();
            let (mut session, all) = Session::start(setup, &mut out).unwrap();
            assert!(all);
            for entry in command.example {
                let entry = ["clinic.elig", "other.elig", "p-001.json", "authored.elig"]
                    .iter()
                    .fold((*entry).to_owned(), |entry, name| {
                        entry.replace(name, &folder.path().join(name).display().to_string())
                    });
                let after = session.enter(&entry, &mut out).unwrap();
                let told = String::from_utf8_lossy(&out);
                assert_ne!(after, After::Failed, "{entry}\n{told}");
            }
        }
    }

    #[test]
    fn a_beginning_that_only_one_command_has_will_do() {
        assert_eq!(find("cov").map(|command| command.name), Some("coverage"));
        assert_eq!(find("set").map(|command| command.name), Some("set"));
        assert!(find("re").is_none(), "`:record` or `:reload`");
        assert!(find("").is_none());
    }

    #[test]
    fn names_are_told_apart_and_lead_somewhere() {
        for command in ALL {
            assert_eq!(find(command.name).map(|found| found.name), Some(command.name));
        }
        for (_, meant) in SAID_ELSEWHERE {
            assert!(find(meant).is_some(), "{meant}");
        }
    }
}
