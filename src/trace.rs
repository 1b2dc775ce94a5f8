//! Traceability: what each source says, and what of it became a rule.
//!
//! Read off a compiled ruleset alone; no patient is involved. The JSON is documented in `docs/trace.md`.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::about::{Citation, Evidence, RuleAbout, SourceItem, SourceItems, StatementAbout};
use crate::decision::Place;
use crate::diagnostic::Code;
use crate::engine::Compiled;
use crate::source::{FileId, Span};

/// The name and version of the shape. It changes when a reader of the old shape would misread the new one.
pub const SCHEMA: &str = "elig-trace/1";

/// What each source of a ruleset says, which rules stand on it, and which rules stand on nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The name and version of this shape: [`SCHEMA`].
    pub schema: &'static str,
    /// What was traced.
    pub ruleset: RulesetTraced,
    /// Its sources in the order of the files, those of the files that it uses first.
    pub sources: Vec<SourceTraced>,
    /// The rules that cite nothing, in the order written.
    pub rules_without_source: Vec<Tracing>,
    /// How much of it is traced.
    pub counts: Counts,
}

/// A ruleset that is traced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesetTraced {
    /// The dotted name of its header.
    pub name: Option<Arc<str>>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
    /// The fingerprint of texts, parameters and engine.
    pub hash: String,
}

/// A source, and what cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceTraced {
    /// The name that rules cite.
    pub name: Arc<str>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Who published it.
    pub publisher: Option<Arc<str>>,
    /// When it was last changed, as written.
    pub updated: Option<Arc<str>>,
    /// When it was last reviewed, as written.
    pub reviewed: Option<Arc<str>>,
    /// `pending` or `reviewed`, if it is said.
    pub status: Option<Arc<str>>,
    /// It stands in a file that others use, so that its items wait for whoever cites them.
    pub shared: bool,
    /// Where it is written.
    pub place: Place,
    /// Its items in the order written.
    pub items: Vec<ItemTraced>,
    /// What cites the source without naming an item.
    pub cited_by: Vec<Tracing>,
}

/// An item of a source, and what cites it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemTraced {
    /// Its key.
    pub key: Arc<str>,
    /// What it says.
    pub says: Arc<str>,
    /// Why it may stay without a rule: the reason of `allow W0403`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Arc<str>>,
    /// Where it is written.
    pub place: Place,
    /// The rules, definitions, scores, tables, outputs and analytes that cite it; none, if nobody does.
    pub cited_by: Vec<Tracing>,
}

/// A statement that cites a source, or a rule that cites none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tracing {
    /// The word it starts with: `require`, `exclude`, `caution`, `define`, `score`, `table`, `output`, `analyte`.
    pub kind: &'static str,
    /// Its label or its name.
    pub label: Arc<str>,
    /// A rule's condition as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Arc<str>>,
    /// Where in the source it is said, or what its item says there, where the citation itself says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<Arc<str>>,
    /// What it asks, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Arc<str>>,
    /// How an ambiguous source was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<Arc<str>>,
    /// Grades of evidence, each with its scheme.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why a rule may stay without a source: the reason of `allow W0401`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Arc<str>>,
    /// Where it is written.
    pub place: Place,
}

/// How much is traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Items of the ruleset's own sources.
    pub items: usize,
    /// Those of them that something cites.
    pub items_cited: usize,
    /// Rules.
    pub rules: usize,
    /// Those of them that cite a source.
    pub rules_citing: usize,
}

impl SourceTraced {
    /// Does nothing cite the source or any of its items?
    #[must_use]
    pub fn is_uncited(&self) -> bool {
        self.cited_by.is_empty() && self.items.iter().all(|item| item.cited_by.is_empty())
    }
}

impl Trace {
    /// What a ruleset says of its sources.
    pub(crate) fn of(compiled: &Compiled) -> Self {
        let about = &compiled.about;
        let reader = Reader::new(compiled);
        let sources: Vec<_> = about.source_items.iter().map(|source| reader.source(source)).collect();
        let bare = about.rules.iter().filter(|rule| rule.citations.is_empty());
        let rules_without_source: Vec<_> = bare.map(|rule| reader.rule(rule, None)).collect();
        let own = || sources.iter().filter(|source| !source.shared).flat_map(|source| &source.items);
        let counts = Counts {
            items: own().count(),
            items_cited: own().filter(|item| !item.cited_by.is_empty()).count(),
            rules: about.rules.len(),
            rules_citing: about.rules.len() - rules_without_source.len(),
        };
        let ruleset = RulesetTraced {
            name: about.name.clone(),
            title: about.title.clone(),
            version: about.version.clone(),
            hash: compiled.hash.clone(),
        };
        Self { schema: SCHEMA, ruleset, sources, rules_without_source, counts }
    }

    /// Only what is not traced: items of the ruleset's own sources that nothing cites, sources of its own that
    /// have no items and that nothing cites, rules that cite nothing. The counts stay.
    #[must_use]
    pub fn missing(mut self) -> Self {
        self.sources.retain_mut(|source| {
            let unused = source.items.is_empty() && source.is_uncited();
            source.items.retain(|item| item.cited_by.is_empty());
            source.cited_by.clear();
            !source.shared && (unused || !source.items.is_empty())
        });
        self
    }
}

/// A source and the item of it that is cited.
type Cited<'c> = (&'c str, Option<&'c str>);

struct Reader<'c> {
    compiled: &'c Compiled,
    /// What cites each source or item, rules first: looked up once an item, of which there may be many.
    citing: HashMap<Cited<'c>, Vec<Citing<'c>>>,
    /// Where the lines of each file end.
    lines: HashMap<FileId, Vec<usize>>,
}

/// A statement and how it cites.
#[derive(Clone, Copy)]
enum Citing<'c> {
    Rule(&'c RuleAbout, &'c Citation),
    Other(&'c StatementAbout, &'c Citation),
}

impl<'c> Reader<'c> {
    fn new(compiled: &'c Compiled) -> Self {
        let about = &compiled.about;
        let rules = about.rules.iter().flat_map(|rule| {
            rule.citations.iter().map(move |citation| (citation, Citing::Rule(rule, citation)))
        });
        let others = about.statements.iter().flat_map(|statement| {
            statement.citations.iter().map(move |citation| (citation, Citing::Other(statement, citation)))
        });
        let mut citing: HashMap<_, Vec<_>> = HashMap::new();
        for (citation, statement) in rules.chain(others) {
            let cited = (&*citation.source.name, citation.item.as_deref());
            citing.entry(cited).or_default().push(statement);
        }
        let ends = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect();
        let lines = compiled.sources.iter().map(|(file, source)| (file, ends(&source.text))).collect();
        Self { compiled, citing, lines }
    }

    fn place(&self, span: Span) -> Place {
        let before = self
            .lines
            .get(&span.file)
            .map_or(0, |ends| ends.partition_point(|end| *end < span.range().start));
        Place { file: self.compiled.sources.name(span.file).to_owned(), line: before + 1 }
    }

    fn allowed(&self, code: Code, place: Span) -> Option<Arc<str>> {
        let allowed = self.compiled.about.allowed.iter().find(|allowed| allowed.covers(code, place));
        allowed.map(|allowed| Arc::clone(&allowed.reason))
    }

    fn source(&self, source: &SourceItems) -> SourceTraced {
        let about = &source.source;
        SourceTraced {
            name: Arc::clone(&about.name),
            title: about.title.clone(),
            publisher: about.publisher.clone(),
            updated: about.updated.clone(),
            reviewed: about.reviewed.clone(),
            status: source.status.clone(),
            shared: source.shared,
            place: self.place(source.place),
            items: source.items.iter().map(|item| self.item(&about.name, item)).collect(),
            cited_by: self.cited_by(&about.name, None),
        }
    }

    fn item(&self, source: &str, item: &SourceItem) -> ItemTraced {
        let cited_by = self.cited_by(source, Some(item));
        let allowed = if cited_by.is_empty() { self.allowed(Code::UncitedItem, item.place) } else { None };
        ItemTraced {
            key: Arc::clone(&item.key),
            says: Arc::clone(&item.says),
            allowed,
            place: self.place(item.place),
            cited_by,
        }
    }

    /// What cites the item, or the source without an item.
    fn cited_by(&self, source: &str, item: Option<&SourceItem>) -> Vec<Tracing> {
        // What the item says already is not said again of everything that cites it.
        let own = |citation: &Citation| {
            citation.says.clone().filter(|says| item.is_none_or(|item| item.says != *says))
        };
        let citing = self.citing.get(&(source, item.map(|item| &*item.key)));
        let told = citing.into_iter().flatten().map(|citing| match citing {
            Citing::Rule(rule, citation) => self.rule(rule, own(citation)),
            Citing::Other(statement, citation) => self.statement(statement, own(citation)),
        });
        told.collect()
    }

    fn rule(&self, rule: &RuleAbout, says: Option<Arc<str>>) -> Tracing {
        let bare = rule.citations.is_empty();
        Tracing {
            kind: rule.kind.word(),
            label: Arc::clone(&rule.label),
            condition: Some(Arc::clone(&rule.condition)),
            says,
            because: rule.because.clone(),
            reading: rule.reading.clone(),
            evidence: rule.evidence.clone(),
            allowed: if bare { self.allowed(Code::NoSource, rule.place) } else { None },
            place: self.place(rule.place),
        }
    }

    fn statement(&self, statement: &StatementAbout, says: Option<Arc<str>>) -> Tracing {
        Tracing {
            kind: statement.kind,
            label: Arc::clone(&statement.name),
            condition: None,
            says,
            because: statement.because.clone(),
            reading: statement.reading.clone(),
            evidence: statement.evidence.clone(),
            allowed: None,
            place: self.place(statement.place),
        }
    }
}
