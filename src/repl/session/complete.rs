//! How an entry could go on.

use std::path::{Path, PathBuf};

use super::{Candidate, CandidateKind, Completions, Session};
use crate::quantity::Unit;
use crate::quantity::unit::COMMON;
use crate::repl::commands::{self, Takes};
use crate::syntax::STATEMENTS;
use crate::syntax::print::quoted;
use crate::vocabulary::ValueType;
use crate::{NameInScope, NameKind};

/// Candidates that are offered at once.
const MOST: usize = 200;

/// Words that start an operand, each with what it asks.
const OPERANDS: &[(&str, &str)] = &[
    ("not", "the opposite of a condition"),
    ("any of {", "at least one of several conditions"),
    ("all of {", "each of several conditions"),
    ("none of {", "none of several conditions"),
    ("at least", "so many of several conditions: `at least 2 of { … }`"),
    ("some", "is there an entry of a list: `some treatments where …`"),
    ("no", "is there no entry of a list"),
    ("every", "do all entries of a list have something: `every … has …`"),
    ("count of", "how many entries of a list"),
    ("latest", "the latest entry of a list"),
    ("earliest", "the earliest entry of a list"),
    ("highest", "the greatest value of a list"),
    ("lowest", "the least value of a list"),
    ("if", "one of two values: `if … then … else …`"),
    ("true", ""),
    ("false", ""),
];

/// Words that can follow an operand.
const OPERATORS: &[(&str, &str)] = &[
    ("and", "both"),
    ("or", "at least one of the two"),
    ("is", "equal, in words"),
    ("is not", "not equal"),
    ("is known", "recorded, whatever it is"),
    ("in {", "one of several values"),
    ("between", "from one value to another, both included"),
    ("within", "not longer ago than"),
    ("at least", "not later than so long ago: `at least 6 months ago`"),
    ("before", "an earlier date"),
    ("after", "a later date"),
];

/// Words that can follow a rule's condition.
const CLAUSES: &[(&str, &str)] = &[
    ("because", "what the rule asks, in words"),
    ("cite", "where it comes from"),
    ("unless", "an exception"),
    ("applies when", "whom the rule is for"),
    ("reading", "how an ambiguous source was read"),
    ("evidence", "how good the evidence is"),
    ("until", "the day on which it lapses"),
    ("when not recorded:", "what it counts as where the record is silent"),
    ("allow", "a warning that is allowed, with the reason"),
];

/// Types of facts.
const TYPES: &[(&str, &str)] = &[
    ("boolean", "true or false"),
    ("integer", "a whole number: `integer 0..10`"),
    ("decimal", "a number"),
    ("quantity", "a number with a unit: `quantity 'mg/dL'`"),
    ("date", "a day"),
    ("date or never", "a day, or that it never happened"),
    ("datetime", "a moment"),
    ("duration", "a calendar duration"),
    ("text", "text"),
    ("code", "a code of a code system"),
    ("choice {", "one of several values"),
    ("scale {", "one of several values in order"),
    ("list of", "entries of a record"),
    ("set of", "several values of a choice"),
    ("observation of", "a value with its date and limits"),
];

/// The ways in which the text could go on at this byte.
pub fn completions(session: &Session, text: &str, at: usize) -> Completions {
    let before = text.get(..at).unwrap_or(text);
    if let Some(rest) = before.strip_prefix(':') {
        return of_command(session, rest);
    }
    let place = Place::of(before);
    let found: Vec<Candidate> = match place.quote {
        Some('"') => Vec::new(),
        Some(_) => units(session, &place),
        None => at_place(session, &place),
    };
    ranked(found, place.prefix, place.start)
}

/// Those that start so, best first; then those that hold it.
fn ranked(found: Vec<Candidate>, prefix: &str, start: usize) -> Completions {
    let folded = prefix.to_lowercase();
    let starts = |candidate: &Candidate| candidate.text.to_lowercase().starts_with(&folded);
    let holds = |candidate: &Candidate| folded.len() > 1 && candidate.text.to_lowercase().contains(&folded);
    let (first, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(starts);
    let mut candidates: Vec<Candidate> = Vec::new();
    for candidate in first.into_iter().chain(rest.into_iter().filter(holds)) {
        if !candidates.iter().any(|known| known.text == candidate.text) {
            candidates.push(candidate);
        }
        if candidates.len() == MOST {
            break;
        }
    }
    Completions { start, candidates }
}

/// Where the text ends: what stands before, cut into words and signs.
struct Place<'t> {
    /// The words and signs before the one that is being typed.
    words: Vec<&'t str>,
    /// What was typed of the last one.
    prefix: &'t str,
    /// Where it starts.
    start: usize,
    /// It stands in a text or a unit.
    quote: Option<char>,
}

impl<'t> Place<'t> {
    fn of(text: &'t str) -> Self {
        let mut words: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        let mut quote = None;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(first) = rest.chars().next() else { break };
            let length = match first {
                '#' => rest.find('\n').unwrap_or(rest.len()),
                '"' | '\'' => match closing(rest, first) {
                    Some(end) => end,
                    None => {
                        quote = Some(first);
                        at += 1;
                        break;
                    }
                },
                _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                '<' | '>' | '!' if rest.get(1..2) == Some("=") => 2,
                _ => first.len_utf8(),
            };
            if !first.is_whitespace() && first != '#' {
                words.push((at, rest.get(..length).unwrap_or_default()));
            }
            at += length;
        }
        if quote.is_some() {
            let words = words.into_iter().map(|(_, word)| word).collect();
            return Self { words, prefix: text.get(at..).unwrap_or_default(), start: at, quote };
        }
        let typing =
            words.pop_if(|(start, word)| *start + word.len() == text.len() && word.starts_with(is_word));
        let (start, prefix) = typing.unwrap_or((text.len(), ""));
        Self { words: words.into_iter().map(|(_, word)| word).collect(), prefix, start, quote }
    }

    fn last(&self) -> &'t str {
        self.words.last().copied().unwrap_or_default()
    }

    fn nth_last(&self, index: usize) -> &'t str {
        self.words.iter().rev().nth(index).copied().unwrap_or_default()
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '@')
}

/// One past the closing quote.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return Some(at + char.len_utf8()),
            _ => {}
        }
    }
    None
}

fn at_place(session: &Session, place: &Place<'_>) -> Vec<Candidate> {
    let first = place.words.first().copied().unwrap_or_default();
    let keyword = if STATEMENTS.contains(&first) { first } else { "" };
    if place.words.is_empty() {
        let statements = STATEMENTS.iter().map(|word| word_of(word, "starts a statement"));
        return values(session, None).chain(words(OPERANDS)).chain(statements).collect();
    }
    match (keyword, place.last()) {
        (_, "cite") => return named(session, |kind| *kind == NameKind::Source).collect(),
        ("use" | "extend", "use" | "extend") => return files("", ".elig"),
        ("fact" | "parameter" | "output" | "define" | "table", ":") => return types(session),
        ("fact" | "ruleset" | "vocabulary" | "record" | "choice" | "scale" | "source", _) => {
            return Vec::new();
        }
        (_, "of") if place.nth_last(1).starts_with('\'') => {
            return named(session, |kind| *kind == NameKind::Analyte).collect();
        }
        ("assume", "assume") => return named(session, |kind| *kind == NameKind::Fact).collect(),
        ("test", "given") => {
            let patients = session.compiled().compilation().suite.patients.keys();
            return patients.map(|name| candidate(name, "a patient", CandidateKind::Name)).collect();
        }
        (_, "replace" | "without") => return labels(session),
        _ => {}
    }
    if let Some(ty) = compared(session, place) {
        let found = match &ty {
            ValueType::Choice(choice) | ValueType::Set(choice) => crate::check::values_of(choice)
                .map(|name| {
                    candidate(
                        &name.name,
                        name.description.as_deref().unwrap_or_default(),
                        CandidateKind::Value,
                    )
                })
                .chain(values(session, Some(&ty)))
                .collect(),
            ValueType::Code => named(session, |kind| matches!(kind, NameKind::ValueSet(_))).collect(),
            ValueType::Boolean => {
                words(&[("true", ""), ("false", "")]).chain(values(session, Some(&ty))).collect()
            }
            ty => values(session, Some(ty)).collect::<Vec<_>>(),
        };
        if !found.is_empty() {
            return found;
        }
    }
    if ends_operand(place.last()) {
        let clauses: &[(&str, &str)] = if keyword.is_empty() { &[] } else { CLAUSES };
        return words(OPERATORS).chain(words(clauses)).collect();
    }
    let sets = named(session, |kind| matches!(kind, NameKind::ValueSet(_))).filter(|_| place.last() == "in");
    sets.chain(values(session, None)).chain(words(OPERANDS)).collect()
}

/// Is an operand whole with this word?
fn ends_operand(word: &str) -> bool {
    const OPEN: &[&str] = &[
        "and", "or", "not", "is", "in", "has", "if", "then", "else", "where", "between", "within", "require",
        "exclude", "caution", "unless", "when", "of", "some", "no", "every", "latest", "earliest", "highest",
        "lowest", "before", "after", "least", "most", "over", "by", "known",
    ];
    let is_closed = word.ends_with([')', '}', ']', '"', '\'']);
    is_closed || (word.starts_with(is_word) && !OPEN.contains(&word)) || word == "known"
}

/// The type of what is compared with what is to follow: `FACT =`, `FACT is not`, `FACT in { a,`.
fn compared(session: &Session, place: &Place<'_>) -> Option<ValueType> {
    let mut before = place.words.iter().rev().copied().skip_while(|word| *word == "not");
    match before.next()? {
        "=" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "has" => {
            type_of(session, before.find(|word| *word != "is")?)
        }
        "in" => type_of(session, before.find(|word| !matches!(*word, "not" | "is"))?)
            .filter(|ty| *ty == ValueType::Code),
        "{" | "," => {
            let mut words = place.words.iter().rev().copied();
            words.find(|word| *word == "{")?;
            let mut words = words.skip_while(|word| matches!(*word, "of" | "any" | "all" | "only"));
            words.next().filter(|word| matches!(*word, "in" | "has"))?;
            type_of(session, words.find(|word| !matches!(*word, "not" | "is"))?)
        }
        _ => None,
    }
}

fn type_of(session: &Session, name: &str) -> Option<ValueType> {
    let has_value = |known: &&NameInScope| &*known.name == name && known.kind != NameKind::Type;
    let known = session.names().iter().find(has_value);
    if let Some(ty) = known.and_then(|known| known.ty.as_ref()) {
        return Some(ty.plain().clone());
    }
    // A field of a record, or of an entry that is asked about.
    let (of, field) = name.rsplit_once('.').unwrap_or(("", name));
    let in_record = |ty: &ValueType| match ty {
        ValueType::Record(record) | ValueType::List(record) => {
            record.position(field).and_then(|at| record.fields.get(at)).map(|field| field.ty.plain().clone())
        }
        _ => None,
    };
    let mut holders = session.names().iter().filter(|known| of.is_empty() || &*known.name == of);
    holders.find_map(|known| in_record(known.ty.as_ref()?))
}

/// Units of the dimension of what is compared, or all that are common.
fn units(session: &Session, place: &Place<'_>) -> Vec<Candidate> {
    let names = place.words.iter().rev().filter_map(|word| type_of(session, word));
    let quantity = names.filter_map(|ty| match ty {
        ValueType::Quantity(quantity) => Some(quantity),
        _ => None,
    });
    let quantity = quantity.into_iter().next();
    let own =
        quantity.as_ref().and_then(|quantity| quantity.unit.as_ref()).map(|unit| unit.code().to_owned());
    let analyte = quantity.as_ref().and_then(|quantity| quantity.analyte().cloned());
    let of_analyte = analyte.iter().flat_map(|analyte| analyte.factors.iter()).flat_map(|factor| {
        let text = factor.text().to_owned();
        let units: Vec<String> = text.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
        units
    });
    let fits = |code: &&&str| match &quantity {
        Some(quantity) => Unit::parse(code).is_ok_and(|unit| *unit.dimension() == quantity.dimension),
        None => true,
    };
    let common = COMMON.iter().filter(fits).map(|code| (*code).to_owned());
    own.into_iter()
        .chain(of_analyte)
        .chain(common)
        .map(|code| candidate(&code, "", CandidateKind::Unit))
        .collect()
}

fn types(session: &Session) -> Vec<Candidate> {
    named(session, |kind| *kind == NameKind::Type).chain(words(TYPES)).collect()
}

/// The names of values, of this type if one is wanted.
fn values<'s>(session: &'s Session, wanted: Option<&ValueType>) -> impl Iterator<Item = Candidate> + 's {
    let wanted = wanted.map(|ty| crate::HoleWants::Like(ty.clone()));
    session.names().iter().filter_map(move |name| {
        let kind = match name.kind {
            NameKind::Fact => CandidateKind::Fact,
            NameKind::Definition | NameKind::Parameter | NameKind::BuiltIn | NameKind::Function => {
                CandidateKind::Name
            }
            NameKind::Ruleset => CandidateKind::Name,
            _ => return None,
        };
        let fits = wanted.as_ref().is_none_or(|wanted| name.ty.as_ref().is_some_and(|ty| wanted.admits(ty)));
        fits.then(|| candidate(&name.name, &described(name), kind))
    })
}

fn named<'s>(
    session: &'s Session,
    wanted: impl Fn(&NameKind) -> bool + 's,
) -> impl Iterator<Item = Candidate> + 's {
    session.names().iter().filter(move |name| wanted(&name.kind)).map(|name| {
        let kind = match name.kind {
            NameKind::Fact => CandidateKind::Fact,
            NameKind::ValueSet(_) => CandidateKind::Code,
            _ => CandidateKind::Name,
        };
        candidate(&name.name, &described(name), kind)
    })
}

/// Its type and its words.
pub fn described(name: &NameInScope) -> String {
    let ty = name.ty.as_ref().filter(|_| name.kind != NameKind::Type).map(ToString::to_string);
    let words = name.description.as_ref().map(ToString::to_string);
    ty.into_iter().chain(words).collect::<Vec<_>>().join(" · ")
}

fn labels(session: &Session) -> Vec<Candidate> {
    let ruleset = session.compiled().ruleset();
    let rules = ruleset.into_iter().flat_map(|ruleset| &ruleset.about().rules);
    rules
        .map(|rule| {
            let words = rule.because.as_deref().unwrap_or(&rule.condition);
            candidate(&rule.label, words, CandidateKind::Name)
        })
        .collect()
}

fn words(of: &'static [(&'static str, &'static str)]) -> impl Iterator<Item = Candidate> {
    of.iter().map(|(word, description)| word_of(word, description))
}

fn word_of(word: &str, description: &str) -> Candidate {
    candidate(word, description, CandidateKind::Keyword)
}

fn candidate(text: &str, description: &str, kind: CandidateKind) -> Candidate {
    Candidate { text: text.to_owned(), description: description.to_owned(), kind }
}

/// The name of a command, or what it takes.
fn of_command(session: &Session, rest: &str) -> Completions {
    let Some((name, argument)) = rest.split_once(' ') else {
        let all = commands::ALL
            .iter()
            .map(|command| candidate(&format!(":{}", command.name), command.summary, CandidateKind::Command));
        return ranked(all.collect(), &format!(":{rest}"), 0);
    };
    let Some(command) = commands::find(name) else { return Completions::default() };
    let start = 1 + name.len() + 1;
    let last = start + argument.rfind(' ').map_or(0, |at| at + 1);
    let typed = argument.rsplit(' ').next().unwrap_or_default();
    match command.takes {
        Takes::Nothing | Takes::Text | Takes::Date => Completions::default(),
        Takes::File(ending) => ranked(files(argument, ending), argument, start),
        Takes::Command => {
            let all = commands::ALL
                .iter()
                .map(|command| candidate(command.name, command.summary, CandidateKind::Command));
            ranked(all.collect(), typed, last)
        }
        Takes::Label => ranked(labels(session), typed, last),
        Takes::Verdict => {
            let verdicts = crate::cli::verdict::names().map(|name| word_of(name, ""));
            ranked(verdicts.collect(), typed, last)
        }
        Takes::Fact => {
            let facts = named(session, |kind| matches!(kind, NameKind::Fact | NameKind::Parameter));
            ranked(facts.collect(), typed, last)
        }
        Takes::Name => {
            let mut all: Vec<_> = named(session, |_| true).collect();
            all.extend(labels(session));
            all.extend(
                crate::diagnostic::Code::ALL
                    .iter()
                    .map(|code| candidate(code.as_str(), code.title(), CandidateKind::Code)),
            );
            ranked(all, typed, last)
        }
        Takes::Setting => match argument.contains('=') {
            false => {
                let facts = named(session, |kind| matches!(kind, NameKind::Fact | NameKind::Parameter));
                ranked(facts.collect(), argument.trim_start(), start)
            }
            // A record holds values that are written out, and no names of others.
            true => {
                let mut found = completions(session, argument, argument.len());
                let is_name = |kind| matches!(kind, CandidateKind::Fact | CandidateKind::Name);
                found.candidates.retain(|candidate| !is_name(candidate.kind));
                let name = argument.split('=').next().unwrap_or_default().trim();
                if type_of(session, name) == Some(ValueType::Code) {
                    return {
                        let at = behind_equals(argument);
                        ranked(codes(session), argument.get(at..).unwrap_or_default(), start + at)
                    };
                }
                shifted(found, start)
            }
        },
        Takes::Expression => shifted(completions(session, argument, argument.len()), start),
    }
}

/// Where the value starts.
fn behind_equals(setting: &str) -> usize {
    let at = setting.find('=').map_or(setting.len(), |at| at + 1);
    let rest = setting.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start().len()
}

/// The codes that value sets name, as a record holds them.
fn codes(session: &Session) -> Vec<Candidate> {
    let sets = session.names().iter().filter_map(|name| match &name.kind {
        NameKind::ValueSet(Some(set)) => Some((name, set)),
        _ => None,
    });
    let codes = sets.flat_map(|(name, set)| {
        set.samples().map(|(system, code)| {
            let text = format!("{{ system = {}, code = {} }}", quoted(system), quoted(code));
            candidate(&text, &format!("in {}", name.name), CandidateKind::Code)
        })
    });
    codes.take(MOST).collect()
}

fn shifted(found: Completions, by: usize) -> Completions {
    Completions { start: found.start + by, ..found }
}

/// Files and folders that a path could go on with.
fn files(typed: &str, ending: &str) -> Vec<Candidate> {
    let cut = typed.rfind('/').map_or(0, |at| at + 1);
    let shown = typed.get(..cut).unwrap_or_default();
    let folder = if shown.is_empty() { PathBuf::from(".") } else { Path::new(shown).to_path_buf() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<Candidate> = entries
        .filter_map(Result::ok)
        .take(MOST * 10)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let slash = if is_folder { "/" } else { "" };
            (is_folder || name.ends_with(ending))
                .then(|| candidate(&format!("{shown}{name}{slash}"), "", CandidateKind::File))
        })
        .collect();
    found.sort_by(|one, other| one.text.cmp(&other.text));
    found
}
