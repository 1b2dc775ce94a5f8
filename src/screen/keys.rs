//! What the keys of records mean, looked up by their bytes; and which key comes after which, as most records of one
//! source have their keys in one order.

use std::collections::HashMap;
use std::sync::Arc;

use super::plan::{Plan, around};
use super::scan::quoted;
use crate::diagnostic::Severity;
use crate::limits::MAX_KEYS_KEPT;
use crate::record::Record;
use crate::vocabulary::{Member, Vocabulary};

/// How many keys that may come next are tried before a key is looked up.
const AHEAD: usize = 3;

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// A fact that is read: its place among those.
    Fact(usize),
    /// What the ruleset does not ask.
    Other,
    /// An object with facts: its place among those.
    Group(usize),
    /// The record's `id`.
    Id,
    /// The record's `as_of`.
    AsOf,
}

#[derive(Debug)]
struct Key {
    /// As it stands in a compact text: in quotes, with the colon.
    written: Box<[u8]>,
    /// Its first bytes, as many as a word has, and which of them count.
    start: (u128, u128),
    under: Under,
    /// The key that came after it last.
    next: Option<usize>,
    /// The record in which it was met last.
    met: u64,
}

impl Key {
    /// What stands under it; `None` if it was met in this record before.
    #[inline]
    fn meet(&mut self, record: u64) -> Option<Under> {
        let again = std::mem::replace(&mut self.met, record) == record;
        (!again).then_some(self.under)
    }

    /// Does a text start with it? Most keys are told by one word.
    #[inline]
    fn starts(&self, text: &[u8]) -> bool {
        let (word, counts) = self.start;
        let Some(Ok(first)) = text.get(..16).map(<[u8; 16]>::try_from) else {
            return text.starts_with(&self.written);
        };
        (u128::from_le_bytes(first) ^ word) & counts == 0
            && (self.written.len() <= 16 || text.starts_with(&self.written))
    }
}

fn start(written: &[u8]) -> (u128, u128) {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(written).for_each(|(to, from)| *to = *from);
    let counts = if written.len() >= 16 { u128::MAX } else { !(u128::MAX << (8 * written.len())) };
    (u128::from_le_bytes(bytes), counts)
}

#[derive(Debug)]
struct Group {
    path: String,
    by_name: HashMap<Box<[u8]>, usize>,
    /// The key that came first last.
    first: Option<usize>,
}

/// The keys that were met so far.
#[derive(Debug)]
pub struct Keys {
    vocabulary: Arc<Vocabulary>,
    keys: Vec<Key>,
    groups: Vec<Group>,
    by_path: HashMap<String, usize>,
    of_slot: Vec<Option<usize>>,
}

impl Keys {
    /// No key was met yet.
    pub fn new(vocabulary: &Arc<Vocabulary>, plan: &Plan) -> Self {
        let mut keys = Self {
            vocabulary: Arc::clone(vocabulary),
            keys: Vec::new(),
            groups: Vec::new(),
            by_path: HashMap::new(),
            of_slot: plan.of_slot.clone(),
        };
        keys.group(String::new());
        keys
    }

    fn group(&mut self, path: String) -> usize {
        if let Some(known) = self.by_path.get(&path) {
            return *known;
        }
        let place = self.groups.len();
        self.by_path.insert(path.clone(), place);
        self.groups.push(Group { path, by_name: HashMap::new(), first: None });
        place
    }

    /// The key that starts here, in a group and after another key of it: its place, and where its value starts, blanks
    /// aside. `None` if it is met for the second time in this record, or is anything but usual.
    #[inline]
    pub fn read(
        &mut self,
        text: &[u8],
        at: usize,
        (group, after): (usize, Option<usize>),
        record: u64,
    ) -> Option<(usize, Under, usize)> {
        let expected = match after {
            Some(key) => self.keys.get(key)?.next,
            None => self.groups.get(group)?.first,
        };
        // Records of one source have their keys in one order, and leave some out.
        let mut expected = expected;
        for _ in 0..AHEAD {
            let Some(place) = expected else { break };
            let key = self.keys.get_mut(place)?;
            if key.starts(text.get(at..)?) {
                return Some((place, key.meet(record)?, at + key.written.len()));
            }
            expected = key.next;
        }
        self.look_up(text, at, (group, after), record)
    }

    #[cold]
    fn look_up(
        &mut self,
        text: &[u8],
        at: usize,
        (group, after): (usize, Option<usize>),
        record: u64,
    ) -> Option<(usize, Under, usize)> {
        let end = Some(at).filter(|at| text.get(*at) == Some(&b'"')).and_then(|at| quoted(text, at))?;
        let name = text.get(at + 1..end - 1)?;
        let colon = super::scan::blanks(text, end);
        if text.get(colon)? != &b':' {
            return None;
        }
        let place = match self.groups.get(group)?.by_name.get(name) {
            Some(known) => *known,
            None => self.meet(group, name)?,
        };
        match after {
            Some(after) => self.keys.get_mut(after)?.next = Some(place),
            None => self.groups.get_mut(group)?.first = Some(place),
        }
        Some((place, self.keys.get_mut(place)?.meet(record)?, colon + 1))
    }

    fn meet(&mut self, group: usize, name: &[u8]) -> Option<usize> {
        let text = std::str::from_utf8(name).ok()?;
        let path = self.groups.get(group)?.path.clone();
        let member = self.vocabulary.group(&path).and_then(|group| group.get(text)).cloned();
        let under = match (member, text) {
            (_, "id") if path.is_empty() => Under::Id,
            (_, "as_of") if path.is_empty() => Under::AsOf,
            (Some(Member::Fact(slot)), _) => {
                self.of_slot.get(slot.index()).copied().flatten().map_or(Under::Other, Under::Fact)
            }
            (Some(Member::Group(inner)), _) => Under::Group(self.group(inner)),
            (None, _) if self.keys.len() < MAX_KEYS_KEPT && self.is_harmless(&path, text) => Under::Other,
            (None, _) => return None,
        };
        let place = self.keys.len();
        let written = [b"\"", name, b"\":"].concat().into_boxed_slice();
        let start = start(&written);
        self.keys.push(Key { written, start, under, next: None, met: 0 });
        self.groups.get_mut(group)?.by_name.insert(name.into(), place);
        Some(place)
    }

    /// Is a key that the vocabulary does not know just that, and not taken for another one? The reader of records says.
    fn is_harmless(&self, path: &str, name: &str) -> bool {
        let (before, behind) = around(path);
        let text = format!("{before}{{\"{name}\":null}}{behind}");
        let record = Record::from_json(&self.vocabulary, &text);
        record.is_ok_and(|record| {
            let mut problems = record.problems().iter();
            problems.all(|problem| problem.severity() == Severity::Warning && !problem.is_misspelt)
        })
    }
}
