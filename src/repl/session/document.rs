//! The document: the text of a loaded file, if one was loaded, and the statements that were typed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::naming::{Key, key_of};
use crate::diagnostic::Problems;
use crate::limits::Limits;
use crate::loader::{Disk, LoadError, LoadedFile, Loader, Wanted};
use crate::source::FileId;
use crate::syntax::ast::{Statement, StatementKind};
use crate::syntax::parse;

/// What a document is called of which nothing was loaded.
pub const UNNAMED: &str = "<session>";

/// A loaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Where it was loaded from.
    pub path: PathBuf,
    /// The loader's name for it.
    pub name: Arc<str>,
    /// What it said.
    pub text: Arc<str>,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The loaded file.
    base: Option<Arc<Base>>,
    /// The statements that were typed, in their order.
    typed: Vec<Arc<str>>,
    /// All of it.
    text: Arc<str>,
}

/// Where a typed statement stands in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its first byte in the document.
    pub start: usize,
    /// How many bytes it has.
    pub len: usize,
    /// It stands in the place of another one.
    pub replaced: Option<Replaced>,
}

/// What a typed statement stands in the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// Something that was typed.
    Typed,
    /// Something of the loaded file, which itself stays as it is.
    Loaded,
}

impl Document {
    /// The loaded file as it is.
    pub fn loaded(base: Base) -> Self {
        Self { text: Arc::clone(&base.text), base: Some(Arc::new(base)), typed: Vec::new() }
    }

    /// The loaded file.
    pub fn base(&self) -> Option<&Base> {
        self.base.as_deref()
    }

    /// All of its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of its file as messages show it.
    pub fn name(&self) -> &str {
        self.base.as_ref().map_or(UNNAMED, |base| &base.name)
    }

    /// How many statements were typed.
    pub fn typed_count(&self) -> usize {
        self.typed.len()
    }

    /// The same with a statement more, or in the place of the one of that name. `is_subject` says whether a rule
    /// without a label can be called by a name.
    pub fn with(&self, statement: &str, is_subject: &dyn Fn(&str) -> bool) -> (Self, Placed) {
        let new = parsed(statement).into_iter().next();
        let key = new.as_ref().and_then(|statement| key_of(statement, is_subject));
        let there = parsed(&self.text);
        let same = |one: &&Statement| key.is_some() && key_of(one, is_subject) == key;
        let old = there.iter().find(same).map(|old| old.place.0.range());
        let (text, start) = match &old {
            Some(range) => replaced(&self.text, range.clone(), statement),
            None => added(&self.text, &there, new.as_ref(), statement),
        };
        let has_key = |typed: &Arc<str>| has_key(typed, key.as_ref(), is_subject);
        let was_typed = self.typed.iter().any(has_key);
        let others = self.typed.iter().filter(|typed| !has_key(typed)).cloned();
        let typed = others.chain([Arc::from(statement)]).collect();
        let replaced = old.map(|_| if was_typed { Replaced::Typed } else { Replaced::Loaded });
        let document = Self { base: self.base.clone(), typed, text: text.into() };
        (document, Placed { start, len: statement.len(), replaced })
    }

    /// What was typed, over the loaded file as it is now.
    pub fn rebased(&self, base: Base, is_subject: &dyn Fn(&str) -> bool) -> Self {
        let loaded = Self::loaded(base);
        self.typed.iter().fold(loaded, |document, typed| document.with(typed, is_subject).0)
    }
}

fn has_key(typed: &str, key: Option<&Key>, is_subject: &dyn Fn(&str) -> bool) -> bool {
    key.is_some() && parsed(typed).first().and_then(|typed| key_of(typed, is_subject)).as_ref() == key
}

/// The statements of a text.
pub fn parsed(text: &str) -> Vec<Statement> {
    parse(text, FileId::default(), &mut Problems::new()).statements
}

fn replaced(text: &str, range: std::ops::Range<usize>, by: &str) -> (String, usize) {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    (format!("{before}{by}{after}"), before.len())
}

/// A header goes to the top, a `use` behind the header and the others, everything else to the end.
fn added(text: &str, there: &[Statement], new: Option<&Statement>, statement: &str) -> (String, usize) {
    let opens = |kind: &StatementKind| is_header(kind) || matches!(kind, StatementKind::Use(_));
    let at = match new.map(|new| &new.kind) {
        Some(kind) if is_header(kind) => {
            there.first().map_or(text.len(), |first| first.place.0.range().start)
        }
        Some(StatementKind::Use(_)) => {
            let before = there.iter().take_while(|one| opens(&one.kind)).last();
            match (before, there.first()) {
                (Some(last), _) => line_end(text, last.place.0.range().end),
                (None, Some(first)) => first.place.0.range().start,
                (None, None) => text.len(),
            }
        }
        _ => text.len(),
    };
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let start = before.len() + gap.len();
    (format!("{before}{gap}{statement}\n{after}"), start)
}

/// One past the end of the line that this byte is on.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Does it say what the file is?
pub fn is_header(kind: &StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::Ruleset(_)
            | StatementKind::Vocabulary(_)
            | StatementKind::Extend(_)
            | StatementKind::Tests(_)
    )
}

/// The files that were read: by name or by path, what was asked for, and the file that asked. A file that changes is
/// read again when the session reloads, and not before.
pub type FilesRead = HashMap<(bool, String, Option<String>), LoadedFile>;

/// The files on disk, with the document in the place of its own.
pub struct Files<'d> {
    /// The others.
    pub disk: &'d Disk,
    /// Those that were read already.
    pub read: &'d RefCell<FilesRead>,
    /// The document.
    pub document: &'d Document,
}

impl Loader for Files<'_> {
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        let (name, text) = (self.document.name(), self.document.text());
        let own = || LoadedFile { name: name.to_owned(), text: text.to_owned() };
        if from.is_none() {
            return Ok(own());
        }
        let asked = match wanted {
            Wanted::Name(name) => (true, name.to_owned(), from.map(str::to_owned)),
            Wanted::File(name) => (false, name.to_owned(), from.map(str::to_owned)),
        };
        let known = self.read.borrow().get(&asked).cloned();
        let file = match known {
            Some(file) => file,
            None => {
                let file = self.disk.load(wanted, from)?;
                self.read.borrow_mut().insert(asked, file.clone());
                file
            }
        };
        Ok(if file.name == name { own() } else { file })
    }

    fn limits(&self) -> Limits {
        self.disk.limits()
    }
}
