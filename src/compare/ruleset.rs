//! What a comparison says of each ruleset: what it is called, and on which sources it stands.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use crate::about::{About, Citation, RuleAbout, SourceItems, Variant};
use crate::engine::Ruleset;
use crate::ir::RuleKind;

/// A ruleset that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesetCompared {
    /// The letter by which the comparison calls it.
    pub key: char,
    /// Its file.
    pub file: String,
    /// The dotted name of its header.
    pub name: Option<Arc<str>>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Its version.
    pub version: Option<Arc<str>>,
    /// The fingerprint of texts, parameters and engine, as its decisions carry it.
    pub hash: String,
    /// When it is in force, if it says so.
    pub effective: Option<Effective>,
    /// What it is a variant of, and how it differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extends: Vec<Variant>,
    /// Who published the sources that its rules cite, each once. Cautions and definitions do not count: a formula
    /// that two policies share makes them no policies of one publisher.
    pub publishers: Vec<Arc<str>>,
    /// Its own sources, and those of others that it cites.
    pub sources: Vec<SourceCompared>,
}

/// The first and the last day on which a ruleset is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effective {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// A source of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceCompared {
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
    /// A rule that decides cites it.
    pub decides: bool,
}

impl RulesetCompared {
    pub(super) fn of(key: char, file: &str, ruleset: &Ruleset) -> Self {
        let about = ruleset.about();
        let deciding = about.rules.iter().filter(|rule| rule.kind != RuleKind::Caution);
        let deciding = cited(deciding.flat_map(|rule| &rule.citations));
        let all = cited(citations(about));
        let sources = about.source_items.iter();
        let sources = sources.filter(|source| !source.shared || all.contains(&*source.source.name));
        let sources: Vec<_> = sources.map(|source| told(source, &deciding)).collect();
        let publishers = sources.iter().filter(|source| source.decides);
        let publishers = publishers.filter_map(|source| source.publisher.clone());
        Self {
            key,
            file: file.to_owned(),
            name: about.name.clone(),
            title: about.title.clone(),
            version: about.version.clone(),
            hash: ruleset.hash().to_owned(),
            effective: about
                .effective
                .map(|(from, to)| Effective { from: from.to_string(), to: to.to_string() }),
            extends: about.extends.clone(),
            publishers: each_once(publishers),
            sources,
        }
    }

    /// Its title, else its name, else its file.
    #[must_use]
    pub fn called(&self) -> &str {
        [self.title.as_deref(), self.name.as_deref()].into_iter().flatten().next().unwrap_or(&self.file)
    }

    /// The publishers that it shares with another ruleset. None with one that it is a variant of, or that is one of it:
    /// that they differ is what they are for.
    #[must_use]
    pub fn publishers_shared(&self, other: &Self) -> Vec<Arc<str>> {
        let extends = |variant: &Self, base: &Self| {
            variant.extends.iter().any(|extended| Some(&extended.base) == base.name.as_ref())
        };
        if extends(self, other) || extends(other, self) {
            return Vec::new();
        }
        let others: HashSet<_> = other.publishers.iter().map(|publisher| same(publisher)).collect();
        let shared = self.publishers.iter().filter(|publisher| others.contains(&same(publisher)));
        shared.map(Arc::clone).collect()
    }
}

/// Everything that can cite.
fn citations(about: &About) -> impl Iterator<Item = &Citation> {
    let rules = about.rules.iter().flat_map(|rule: &RuleAbout| &rule.citations);
    rules.chain(about.statements.iter().flat_map(|statement| &statement.citations))
}

/// The names of the sources that are cited.
fn cited<'a>(citations: impl Iterator<Item = &'a Citation>) -> HashSet<&'a str> {
    citations.map(|citation| &*citation.source.name).collect()
}

fn told(source: &SourceItems, deciding: &HashSet<&str>) -> SourceCompared {
    let about = &source.source;
    SourceCompared {
        name: Arc::clone(&about.name),
        title: about.title.clone(),
        publisher: about.publisher.clone(),
        updated: about.updated.clone(),
        reviewed: about.reviewed.clone(),
        status: source.status.clone(),
        decides: deciding.contains(&*about.name),
    }
}

/// By this a publisher is known again: neither capitals nor blanks make another one.
fn same(publisher: &str) -> String {
    publisher.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn each_once(publishers: impl Iterator<Item = Arc<str>>) -> Vec<Arc<str>> {
    let mut found: IndexMap<String, Arc<str>> = IndexMap::new();
    for publisher in publishers {
        found.entry(same(&publisher)).or_insert(publisher);
    }
    found.into_values().collect()
}
