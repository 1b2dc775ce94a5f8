//! What all resources of one patient say of one fact, put together.

use super::Reason;
use super::when::When;
use crate::absence::Absence;
use crate::terminology::Coding;

/// Nothing is said.
pub const NOT_RECORDED: &str = r#"{"absent":"not-recorded"}"#;

/// What was found of one fact.
#[derive(Default)]
pub struct Gathered {
    /// Resources that say that it is so, each with its codes.
    pub affirmed: Vec<Affirmed>,
    /// The codes of those that say that it is not so.
    pub refuted: Vec<Vec<Coding>>,
    /// Values and entries.
    pub found: Vec<Found>,
    /// Resources that may or may not count.
    pub doubts: Vec<When>,
    /// A resource that may be about it was refused.
    pub refused: bool,
    /// There may be more than what was found.
    pub incomplete: bool,
    /// More resources are elsewhere.
    pub cut_off: bool,
}

/// A resource that says that something is so.
pub struct Affirmed {
    /// Its codes.
    pub codes: Vec<Coding>,
    /// Where it stands.
    pub place: String,
}

/// A value or an entry.
pub struct Found {
    /// When it was.
    pub when: When,
    /// In a record's JSON.
    pub json: String,
    /// The resource.
    pub place: String,
    /// The fields whose places are known: `value` and `valueQuantity`.
    pub keys: Vec<(String, String)>,
}

impl Found {
    /// In this order entries stand in a record, however the resources were given.
    fn order(&self) -> (Option<(jiff::civil::Date, jiff::civil::Date)>, &str, &str) {
        (self.when.days(), &self.place, &self.json)
    }
}

/// What becomes of a fact: its JSON, and the places of what is in it.
pub struct Whole {
    /// In a record's JSON.
    pub json: String,
    /// Paths below the fact (`[0].value`), each with its place in words.
    pub places: Vec<(String, String)>,
    /// How many of what was found are in it.
    pub used: usize,
    /// Why the others are not.
    pub left: Reason,
}

fn absent(absence: Absence) -> Whole {
    let left = if absence == Absence::Conflicting { Reason::Conflicting } else { Reason::LeftOpen };
    Whole { json: format!("{{\"absent\":\"{absence}\"}}"), places: Vec::new(), used: 0, left }
}

impl Gathered {
    /// Is there one?
    pub fn exists(&self) -> Option<Whole> {
        let denied = |one: &Affirmed| {
            self.refuted.iter().any(|codes| one.codes.iter().any(|code| codes.contains(code)))
        };
        match self.affirmed.first() {
            Some(_) if self.affirmed.iter().all(denied) => Some(absent(Absence::Conflicting)),
            Some(_) => {
                let first = self.affirmed.iter().map(|one| one.place.as_str()).min().unwrap_or_default();
                let places = vec![(String::new(), first.to_owned())];
                Some(Whole {
                    json: "true".to_owned(),
                    places,
                    used: self.affirmed.len(),
                    left: Reason::NotLatest,
                })
            }
            None if self.refused => Some(absent(Absence::Invalid)),
            None if !self.doubts.is_empty() || self.cut_off => Some(absent(Absence::Imprecise)),
            None => (!self.refuted.is_empty()).then(|| Whole {
                json: "false".to_owned(),
                places: Vec::new(),
                used: self.refuted.len(),
                left: Reason::NotLatest,
            }),
        }
    }

    /// The latest value.
    pub fn latest(&mut self) -> Option<Whole> {
        if self.refused {
            return Some(absent(Absence::Invalid));
        }
        self.sort();
        let is_latest = |one: &&Found| !self.found.iter().any(|other| other.when.is_after(one.when));
        let latest: Vec<&Found> = self.found.iter().filter(is_latest).collect();
        let Some(first) = latest.first() else {
            return (!self.doubts.is_empty() || self.cut_off).then(|| absent(Absence::Imprecise));
        };
        if latest.iter().any(|other| other.json != first.json) {
            return Some(absent(Absence::Conflicting));
        }
        // One of which nobody knows whether it counts may be later, and so may one that is not here.
        if self.cut_off || self.doubts.iter().any(|doubt| !first.when.is_after(*doubt)) {
            return Some(absent(Absence::Imprecise));
        }
        if first.json == NOT_RECORDED {
            return None;
        }
        let places = places("", first);
        Some(Whole { json: first.json.clone(), places, used: latest.len(), left: Reason::NotLatest })
    }

    /// A list of all entries.
    pub fn entries(&mut self) -> Option<Whole> {
        if self.refused {
            return Some(absent(Absence::Invalid));
        }
        self.sort();
        let items: Vec<&str> = self.found.iter().map(|found| found.json.as_str()).collect();
        let mut written = Vec::new();
        for (at, found) in self.found.iter().enumerate() {
            written.extend(places(&format!("[{at}]"), found));
        }
        self.list(&items, written)
    }

    /// A set of all values.
    pub fn members(&mut self) -> Option<Whole> {
        if self.refused {
            return Some(absent(Absence::Invalid));
        }
        self.sort();
        let open = self.found.iter().any(|found| found.json.starts_with('{'));
        self.incomplete |= open;
        let mut items: Vec<&str> = Vec::new();
        for found in self.found.iter().filter(|found| !found.json.starts_with('{')) {
            if !items.contains(&found.json.as_str()) {
                items.push(&found.json);
            }
        }
        items.sort_unstable();
        let written = self.found.first().map(|found| (String::new(), found.place.clone()));
        self.list(&items, written.into_iter().collect())
    }

    fn list(&self, items: &[&str], places: Vec<(String, String)>) -> Option<Whole> {
        let open = self.incomplete || self.cut_off || !self.doubts.is_empty();
        if self.found.is_empty() && self.doubts.is_empty() {
            return self.cut_off.then(|| absent(Absence::Imprecise));
        }
        let items = items.join(",");
        let json = match open {
            true => format!("{{\"items\":[{items}],\"complete\":false}}"),
            false => format!("[{items}]"),
        };
        Some(Whole { json, places, used: self.found.len(), left: Reason::NotLatest })
    }

    fn sort(&mut self) {
        self.found.sort_by(|one, other| one.order().cmp(&other.order()));
    }
}

/// Where an entry and its fields stand.
fn places(path: &str, found: &Found) -> Vec<(String, String)> {
    let whole = (path.to_owned(), found.place.clone());
    let fields = found.keys.iter().map(|(field, key)| {
        let inner = if field.is_empty() { path.to_owned() } else { format!("{path}.{field}") };
        (inner, format!("{}, {key}", found.place))
    });
    std::iter::once(whole).chain(fields).collect()
}
