//! `elig trace`.

use std::io::{self, Write};

use anstyle::Style;
use clap::Args;

use super::problems::{plural, show, tally, unreadable};
use super::style::{BAD, GOOD, QUIET, STRONG};
use super::wrap::wrapped;
use super::{Format, SearchPath, Status, complain};
use crate::loader::Wanted;
use crate::trace::{self, Counts, ItemTraced, SourceTraced, Tracing};

/// Show what each source says, and which rules stand on it.
///
/// Every item of every source with the rules that cite it, how they put it and how they read it; then the
/// rules that cite nothing. No record is needed.
#[derive(Debug, Args)]
pub struct Trace {
    /// The ruleset
    ruleset: String,
    /// Show only what is not traced: items that nothing cites, and rules that cite nothing
    #[arg(long)]
    missing: bool,
    /// How to write it; json is one object
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    search: SearchPath,
}

impl Trace {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let loader = self.search.loader();
        let compilation = crate::compile(&loader, Wanted::File(&self.ruleset));
        let Some(ruleset) = compilation.ruleset else {
            show(&compilation.problems, &compilation.sources, &mut anstream::stderr())?;
            if unreadable(&compilation.problems) {
                complain(&format!("`{}` could not be read, so nothing was traced", self.ruleset));
                return Ok(Status::Usage);
            }
            let tally = tally(&compilation.problems);
            complain(&format!("`{}` has {tally}, so nothing was traced", self.ruleset));
            return Ok(Status::Ruleset);
        };
        let trace = ruleset.trace();
        let trace = if self.missing { trace.missing() } else { trace };
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *out, &trace)?;
                writeln!(out)?;
            }
            Format::Text => Shown { trace: &trace, file: &self.ruleset }.write(out)?,
        }
        Ok(Status::Done)
    }
}

/// A mark and its colour.
type Mark = (&'static str, Style);

const TRACED: Mark = ("✓", GOOD);
const MISSING: Mark = ("✗", BAD);
/// Not traced, and it is said why that is no fault.
const ALLOWED: Mark = ("–", QUIET);

/// A trace for people.
struct Shown<'t> {
    trace: &'t trace::Trace,
    /// The file that was asked for: places in it are told by their line alone.
    file: &'t str,
}

impl Shown<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let ruleset = &self.trace.ruleset;
        let named =
            [ruleset.title.as_deref(), ruleset.name.as_deref(), Some(self.file)].into_iter().flatten().next();
        write!(out, "{STRONG}{}{STRONG:#}", named.unwrap_or_default())?;
        writeln!(
            out,
            "{}",
            ruleset.version.as_ref().map(|version| format!(" (version {version})")).unwrap_or_default()
        )?;
        // A source of another file that this one has no use for is only named.
        let (unused, sources): (Vec<_>, Vec<_>) = self
            .trace
            .sources
            .iter()
            .partition(|source| source.is_uncited() && source.place.file != self.file);
        for source in sources {
            self.source(source, out)?;
        }
        if !unused.is_empty() {
            let names: Vec<_> = unused.iter().map(|source| &*source.name).collect();
            let start = "Not cited here, of files that others use:";
            write!(out, "\n{QUIET}{start}{QUIET:#}")?;
            wrapped(&format!("{start} {}", names.join(", ")), start, "  ", out)?;
        }
        if !self.trace.rules_without_source.is_empty() {
            writeln!(out, "\n{STRONG}Rules that cite nothing{STRONG:#}")?;
            for rule in &self.trace.rules_without_source {
                let mark = if rule.allowed.is_some() { ALLOWED } else { MISSING };
                self.statement(mark, rule, out)?;
            }
        }
        writeln!(out, "\n{}", summary(&self.trace.counts))
    }

    fn source(&self, source: &SourceTraced, out: &mut dyn Write) -> io::Result<()> {
        let title = source.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
        write!(out, "\n{STRONG}{}{STRONG:#}", source.name)?;
        wrapped(&format!("{}{title}", source.name), &source.name, "  ", out)?;
        let notes = [
            ("publisher", &source.publisher),
            ("updated", &source.updated),
            ("reviewed", &source.reviewed),
            ("status", &source.status),
        ];
        for (word, text) in notes {
            if let Some(text) = text {
                line("  ", word, text, out)?;
            }
        }
        if source.items.is_empty() && source.cited_by.is_empty() {
            writeln!(out, "  {}", marked(MISSING, "nothing cites it"))?;
        }
        for item in &source.items {
            self.item(source, item, out)?;
        }
        if !source.cited_by.is_empty() {
            let start = if source.items.is_empty() { "cited" } else { "cited without an item" };
            writeln!(out, "\n  {STRONG}{start}{STRONG:#}")?;
            for statement in &source.cited_by {
                self.statement(TRACED, statement, out)?;
            }
        }
        Ok(())
    }

    fn item(&self, source: &SourceTraced, item: &ItemTraced, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "\n  {STRONG}{}{STRONG:#}", item.key)?;
        let start = format!("  {}", item.key);
        wrapped(&format!("{start}: {}", item.says), &start, "    ", out)?;
        for statement in &item.cited_by {
            self.statement(TRACED, statement, out)?;
        }
        match (item.cited_by.is_empty(), &item.allowed) {
            (false, _) => Ok(()),
            (true, _) if source.shared => writeln!(out, "    {}", marked(ALLOWED, "not cited here")),
            (true, None) => writeln!(out, "    {}", marked(MISSING, "nothing cites it")),
            (true, Some(why)) => {
                writeln!(out, "    {}", marked(ALLOWED, "nothing cites it"))?;
                line("        ", "allowed", why, out)
            }
        }
    }

    fn statement(&self, mark: Mark, statement: &Tracing, out: &mut dyn Write) -> io::Result<()> {
        let Tracing { kind, label, place, .. } = statement;
        let at = match place.file == self.file {
            true => format!("line {}", place.line),
            false => format!("{}, line {}", place.file, place.line),
        };
        let (mark, style) = mark;
        writeln!(out, "    {style}{mark}{style:#} {kind} {STRONG}{label}{STRONG:#} ({at})")?;
        let texts = [
            ("where", &statement.says),
            ("because", &statement.because),
            ("rule", if statement.because.is_none() { &statement.condition } else { &None }),
            ("reading", &statement.reading),
            ("allowed", &statement.allowed),
        ];
        for (word, text) in texts {
            if let Some(text) = text {
                line("        ", word, text, out)?;
            }
        }
        for evidence in &statement.evidence {
            line("        ", "evidence", &format!("{}: {}", evidence.scheme, evidence.grade), out)?;
        }
        Ok(())
    }
}

fn marked((mark, style): Mark, text: &str) -> String {
    format!("{style}{mark}{style:#} {text}")
}

/// A text with a word in front, wrapped under itself.
fn line(indent: &str, word: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let start = format!("{indent}{word:<10}");
    write!(out, "{indent}{QUIET}{word:<10}{QUIET:#}")?;
    wrapped(&format!("{start}{text}"), &start, &" ".repeat(start.len()), out)
}

/// How much is traced, in one line.
fn summary(counts: &Counts) -> String {
    let items = match counts {
        Counts { items: 0, .. } => "no items of its own".to_owned(),
        Counts { items, items_cited, .. } => {
            format!("{}, {items_cited} of them cited", plural(*items, "item"))
        }
    };
    let rules = match counts {
        Counts { rules: 0, .. } => "no rules".to_owned(),
        Counts { rules, rules_citing, .. } => {
            format!("{}, {rules_citing} of them with a source", plural(*rules, "rule"))
        }
    };
    format!("{items}; {rules}")
}
