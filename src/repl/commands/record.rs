//! `:record`, `:set`, `:unset`, `:asof`, `:keep`.

use std::path::Path;

use super::{Command, Takes};
use crate::diagnostic::{Code, nearest};
use crate::repl::session::{After, in_entry, tell_of_entry};
use crate::time::PartialDate;

pub const RECORD: Command = Command {
    name: "record",
    arguments: "FILE [WHICH]",
    summary: "load a patient's record",
    help: "A record is a JSON object, as `elig run` reads it. Of a file with several records, WHICH is the number of one, \
           or its `id`. It takes the place of the record that was there, and of all that was set.",
    example: &[":record p-001.json"],
    takes: Takes::File(".json"),
    private: true,
    run: |session, call, out| {
        let named = call.arguments;
        if named.is_empty() {
            return call.wrong("which record is to be loaded?", "name a file: `:record p-001.json`", out);
        }
        let (path, which) = match named.rsplit_once(char::is_whitespace) {
            Some((path, which)) if !Path::new(named).exists() => (path.trim_end(), Some(which)),
            _ => (named, None),
        };
        session.load_record(Path::new(path), which, out)
    },
};

pub const SET: Command = Command {
    name: "set",
    arguments: "NAME = VALUE",
    summary: "record another value of a fact, or set a parameter",
    help: "The value is written as a ruleset writes it: `24`, `true`, `5.4 'mg/dL'`, `@2025-11-20`, `\"text\"`, the name of \
           a choice's value, or `[{ kind = injection, ended = @2025-05 }]` for a list. A fact that is not known for a reason \
           is set to `{ absent = \"asked-declined\" }`.",
    example: &[":set pain_months = 24", ":set device.pacemaker = false"],
    takes: Takes::Setting,
    private: true,
    run: |session, call, out| {
        let help = "write `:set FACT = VALUE`, for example `:set pain_months = 24`";
        match call.setting("this sets nothing", help, out)? {
            Some(setting) => session.set(call.entry, &setting, out),
            None => Ok(After::Failed),
        }
    },
};

pub const UNSET: Command = Command {
    name: "unset",
    arguments: "NAME",
    summary: "take a fact out of the record, or give a parameter its own value again",
    help: "The fact is then not recorded, whatever the file of the record says of it.",
    example: &[":set pain_months = 24", ":unset pain_months"],
    takes: Takes::Fact,
    private: true,
    run: |session, call, out| {
        let name = call.arguments;
        if name.is_empty() {
            return call.wrong("which fact is to be taken out?", "name one: `:unset pain_months`", out);
        }
        let settable = |known: &&crate::NameInScope| {
            matches!(known.kind, crate::NameKind::Fact | crate::NameKind::Parameter)
        };
        let names = session.names().iter().filter(settable).map(|known| &*known.name).chain(["as_of"]);
        let names: Vec<&str> = names.collect();
        if !names.contains(&name) {
            let mut problem = in_entry(Code::UnknownName, call.place(), format!("there is no fact `{name}`"));
            if let Some(near) = nearest(name, names.iter().copied()) {
                problem = problem.says(format!("did you mean `{near}`?"));
            }
            tell_of_entry(problem.help("`:facts` lists the facts"), call.entry, out)?;
            return Ok(After::Failed);
        }
        session.unset(name, out)
    },
};

pub const ASOF: Command = Command {
    name: "asof",
    arguments: "[DATE]",
    summary: "decide as of another date; without one, as of the record's own",
    help: "The date is written `2025-11-20`. It beats the date that the record says; where neither says one it is today.",
    example: &[":asof 2025-11-20", ":asof"],
    takes: Takes::Date,
    private: false,
    run: |session, call, out| {
        let written = call.arguments.trim_start_matches('@');
        if written.is_empty() {
            return session.set_as_of(None, out);
        }
        let day = PartialDate::parse(written).ok().filter(|date| date.first() == date.last());
        match day {
            Some(day) => session.set_as_of(Some(day.first()), out),
            None => call.wrong(
                "this is no day of the calendar",
                "write year, month and day: `:asof 2025-11-20`",
                out,
            ),
        }
    },
};

pub const KEEP: Command = Command {
    name: "keep",
    arguments: "\"TITLE\"",
    summary: "remember the record as it is now; `:save` writes it as a test",
    help: "The title says what the patient shows. A second one of the same title takes the place of the first.",
    example: &[":set pain_months = 3", ":keep \"too short\""],
    takes: Takes::Text,
    private: true,
    run: |session, call, out| {
        let title = call.arguments.trim_matches('"').trim();
        match title.is_empty() || title.contains(['"', '\\']) || title.chars().any(char::is_control) {
            true => call.wrong(
                "a test has a title in words",
                "write it in quotes: `:keep \"two years of pain\"`",
                out,
            ),
            false => session.keep(title, out),
        }
    },
};
