//! What several vocabularies can hold together.

use std::sync::Arc;

use super::{Fact, ValueType, Vocabulary};

impl Vocabulary {
    /// All facts of these vocabularies: for a text that is to be read by each of them.
    ///
    /// # Errors
    /// The path of a fact that one of them writes otherwise than another: a number here, a quantity there.
    pub fn union<'v>(vocabularies: impl IntoIterator<Item = &'v Vocabulary>) -> Result<Self, Arc<str>> {
        let mut all = Self::default();
        for fact in vocabularies.into_iter().flat_map(Vocabulary::facts) {
            match all.facts.get_mut(&fact.path) {
                Some(known) if is_written_alike(&known.ty, &fact.ty) => {
                    known.unit_assumed |= fact.unit_assumed;
                }
                Some(_) => return Err(Arc::clone(&fact.path)),
                None => {
                    all.add(Fact::clone(fact)).ok_or_else(|| Arc::clone(&fact.path))?;
                }
            }
        }
        Ok(all)
    }
}

/// Are values of the two types written in one way, whatever their bounds and units?
fn is_written_alike(one: &ValueType, other: &ValueType) -> bool {
    match (one, other) {
        (ValueType::Choice(one), ValueType::Choice(other)) | (ValueType::Set(one), ValueType::Set(other)) => {
            one.names().eq(other.names())
        }
        (ValueType::Record(one), ValueType::Record(other))
        | (ValueType::List(one), ValueType::List(other)) => {
            let same = one.fields.iter().zip(&other.fields);
            one.fields.len() == other.fields.len()
                && one.is_observation == other.is_observation
                && same
                    .into_iter()
                    .all(|(one, other)| one.name == other.name && is_written_alike(&one.ty, &other.ty))
        }
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}
