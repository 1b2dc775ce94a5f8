//! A record's text, read once from left to right: where the values of the facts stand that the ruleset reads.

use std::ops::Range;

use jiff::civil::Date;

use super::keys::{Keys, NONE, Place, Under};
use super::plan::Plan;
use super::scan::{Piece, blanks, piece, skip};
use crate::limits::Limit;
use crate::time::PartialDate;
use crate::vocabulary::Vocabulary;

/// The reader of one thread, and what it found in the record at hand.
#[derive(Debug)]
pub struct Walk {
    keys: Keys,
    records: u64,
    /// How many bytes a text may have.
    most_text: usize,
    /// The groups that are open: the one around, and the key in it.
    open: Vec<(usize, Place)>,
    /// The facts that the record mentions, and where their values stand.
    pub pieces: Vec<(usize, Piece)>,
    /// Where its `id` stands, without quotation marks.
    pub id: Option<Range<usize>>,
    /// The date that it says it is of.
    pub as_of: Option<Date>,
}

impl Walk {
    /// Nothing was read yet.
    pub fn new(vocabulary: &std::sync::Arc<Vocabulary>, plan: &Plan) -> Self {
        Self {
            keys: Keys::new(vocabulary, plan),
            records: 0,
            most_text: vocabulary.limits().get(Limit::TextBytes),
            open: Vec::new(),
            pieces: Vec::with_capacity(plan.facts.len()),
            id: None,
            as_of: None,
        }
    }

    /// Reads the record that starts here: where it ends. `None` if it is anything but usual.
    pub fn read(&mut self, text: &[u8], start: usize) -> Option<usize> {
        if text.get(start)? != &b'{' {
            return None;
        }
        self.records += 1;
        self.pieces.clear();
        self.open.clear();
        (self.id, self.as_of) = (None, None);
        // The group, and the key in it that was read last.
        let (mut group, mut after) = (0, NONE);
        let mut at = blanks(text, start + 1);
        if text.get(at)? == &b'}' {
            return Some(at + 1);
        }
        loop {
            let key = self.keys.read(text, at, (group, after), self.records)?;
            after = key.place;
            at = blanks(text, key.value);
            match key.under {
                Under::Fact(fact) => {
                    let piece = piece(text, at)?;
                    self.pieces.push((fact, piece));
                    at += piece.length;
                }
                Under::Group(inner) if text.get(at)? == &b'{' => {
                    let first = blanks(text, at + 1);
                    if text.get(first)? == &b'}' {
                        at = first + 1;
                    } else {
                        self.open.push((group, after));
                        (group, after, at) = (inner, NONE, first);
                        continue;
                    }
                }
                // Only null is a group, too.
                Under::Group(_) => at = skip(text, at, 0).filter(|_| text.get(at) == Some(&b'n'))?,
                Under::Other => at = skip(text, at, 0)?,
                Under::Id => {
                    let end = skip(text, at, 0)?;
                    self.id = match text.get(at)? {
                        b'n' => None,
                        b't' | b'f' | b'{' | b'[' => return None,
                        _ if end - at > self.most_text => return None,
                        b'"' => Some(at + 1..end - 1),
                        _ => Some(at..end),
                    };
                    at = end;
                }
                Under::AsOf => {
                    let end = at + piece(text, at)?.length;
                    self.as_of = match text.get(at..end)? {
                        b"null" => None,
                        [b'"', date @ .., b'"'] => {
                            Some(PartialDate::parse(std::str::from_utf8(date).ok()?).ok()?.day()?)
                        }
                        _ => return None,
                    };
                    at = end;
                }
            }
            loop {
                if let Some([b',', b'"']) = text.get(at..)?.first_chunk() {
                    at += 1;
                    break;
                }
                at = blanks(text, at);
                match text.get(at)? {
                    b',' => {
                        at = blanks(text, at + 1);
                        break;
                    }
                    b'}' => {
                        at += 1;
                        let Some((outer, key)) = self.open.pop() else { return Some(at) };
                        (group, after) = (outer, key);
                    }
                    _ => return None,
                }
            }
        }
    }
}
