//! Pieces of a JSON text, each with its place: so that a mistake can be shown where it stands.

mod members;

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

pub use members::Members;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean(bool),
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    pub fn of(raw: &RawValue) -> Self {
        match raw.get().as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'"') => Kind::Text,
            Some(b't') => Kind::Boolean(true),
            Some(b'f') => Kind::Boolean(false),
            Some(b'n') => Kind::Null,
            _ => Kind::Number,
        }
    }

    pub fn phrase(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean(_) => "true or false",
            Kind::Number => "a number",
            Kind::Text => "text",
            Kind::List => "a list",
            Kind::Object => "an object",
        }
    }
}

/// Keys and values of an object in the order written, repeated keys included.
pub type Pairs<'t> = Vec<(Cow<'t, str>, &'t RawValue)>;

/// `None` if it is no object, or a key is no Unicode.
pub fn object(raw: &RawValue) -> Option<Pairs<'_>> {
    serde_json::from_str(raw.get()).ok().map(|Members(members)| members)
}

/// `None` if it is no list.
pub fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

/// `None` if it is no text, or no Unicode.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    // Only a text without escapes can be borrowed.
    match serde_json::from_str::<&str>(raw.get()) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => serde_json::from_str(raw.get()).ok().map(Cow::Owned),
    }
}

/// The values under this key: none, one, or more by mistake.
pub fn values<'p, 't>(pairs: &'p Pairs<'t>, key: &'p str) -> impl Iterator<Item = &'t RawValue> + 'p {
    pairs.iter().filter(move |(own, _)| own == key).map(|(_, value)| *value)
}

/// The bytes of `whole` that a piece of it covers.
pub fn bytes(whole: &str, piece: &str) -> Range<usize> {
    let start = (piece.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len());
    start..(start + piece.len()).min(whole.len())
}

/// Where a text stops to be JSON. serde_json counts lines from 1, and bytes of a line from 1.
pub fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(lines).map(str::len).sum();
    let wanted = (start + error.column()).saturating_sub(1).min(text.len());
    (0..=wanted).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
