//! The places of a patient where a value can be another one.

use std::sync::Arc;

use crate::patient::Patient;
use crate::patient::literal;
use crate::syntax::ast::{Expr, ExprKind, FieldValue, Path, Place};
use crate::syntax::walk::without_parens;
use crate::vocabulary::{RecordType, ValueType, Vocabulary};

/// How far into lists and records variables are looked for.
const DEEPEST: usize = 4;

/// Entries of one list that are looked into.
const MOST_ENTRIES: usize = 8;

/// A fact, or a field of an entry of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The fact.
    pub fact: Arc<str>,
    /// Where in it: the entry of a list, the field of a record, the one inside the other.
    pub within: Vec<Within>,
    /// The type of what stands there.
    pub ty: ValueType,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// The entry at this place of a list.
    Entry(usize),
    /// The field with this name.
    Field(Arc<str>),
}

impl Variable {
    /// What stands there, if anything does.
    #[must_use]
    pub fn get<'f>(&self, patient: &'f Patient) -> Option<&'f Expr> {
        let whole = without_parens(patient.fields().get(&self.fact)?);
        self.within.iter().try_fold(whole, |value, step| inside(value, step))
    }

    /// The patient with another value there; `None` takes it away. `None` if there is no such place, or no record can hold
    /// that value.
    #[must_use]
    pub fn with(&self, patient: &Patient, value: Option<Expr>) -> Option<Patient> {
        let value = match (self.within.as_slice(), value) {
            ([], None) => return Some(patient.without(&self.fact)),
            ([], Some(value)) => value,
            (within, value) => {
                let whole = without_parens(patient.fields().get(&self.fact)?);
                replaced(whole, within, value)?
            }
        };
        patient.with(&self.fact, &value).ok()
    }
}

fn inside<'e>(value: &'e Expr, step: &Within) -> Option<&'e Expr> {
    let found = match (&value.kind, step) {
        (ExprKind::List(items), Within::Entry(at)) => items.get(*at)?,
        (ExprKind::Record(fields), Within::Field(name)) => {
            &fields.iter().find(|field| field.path.text == **name)?.value
        }
        _ => return None,
    };
    Some(without_parens(found))
}

fn replaced(whole: &Expr, within: &[Within], new: Option<Expr>) -> Option<Expr> {
    let whole = without_parens(whole);
    let Some((step, deeper)) = within.split_first() else { return new };
    match (&whole.kind, step) {
        (ExprKind::List(items), Within::Entry(at)) => {
            let mut items = items.clone();
            match (deeper, new) {
                ([], None) => {
                    if *at < items.len() {
                        items.remove(*at);
                    }
                }
                (_, new) => {
                    let item = items.get_mut(*at)?;
                    *item = replaced(&item.clone(), deeper, new)?;
                }
            }
            Some(literal::list(items))
        }
        (ExprKind::Record(fields), Within::Field(name)) => {
            let mut fields = fields.clone();
            let at = fields.iter().position(|field| field.path.text == **name);
            match (deeper, new, at) {
                ([], None, Some(at)) => {
                    fields.remove(at);
                }
                ([], Some(value), None) => {
                    let path = Path { text: name.to_string(), place: Place::default() };
                    fields.push(FieldValue { path, value });
                }
                (_, new, Some(at)) => {
                    let field = fields.get_mut(at)?;
                    field.value = replaced(&field.value.clone(), deeper, new)?;
                }
                (_, _, None) => return None,
            }
            Some(Expr { kind: ExprKind::Record(fields), place: whole.place })
        }
        _ => None,
    }
}

/// The variables of these facts, in their order: each fact itself, and what stands in its lists and records.
#[must_use]
pub fn variables(patient: &Patient, facts: &[Arc<str>], vocabulary: &Vocabulary) -> Vec<Variable> {
    let mut found = Vec::new();
    for fact in facts {
        let Some(declared) = vocabulary.find(fact).and_then(|slot| vocabulary.fact(slot)) else { continue };
        let mut open = vec![Variable { fact: Arc::clone(fact), within: Vec::new(), ty: declared.ty.clone() }];
        while let Some(variable) = open.pop() {
            let below = below(&variable, patient);
            found.push(variable);
            open.extend(below.into_iter().rev());
        }
    }
    found
}

/// What stands directly in a variable.
fn below(variable: &Variable, patient: &Patient) -> Vec<Variable> {
    if variable.within.len() >= DEEPEST {
        return Vec::new();
    }
    let deeper = |step: Within, ty: ValueType| {
        let within = variable.within.iter().cloned().chain([step]).collect();
        Variable { fact: Arc::clone(&variable.fact), within, ty }
    };
    let value = variable.get(patient).map(|value| &value.kind);
    match (value, &variable.ty) {
        (Some(ExprKind::List(items)), ValueType::List(record)) => (0..items.len().min(MOST_ENTRIES))
            .map(|at| deeper(Within::Entry(at), ValueType::Record(std::sync::Arc::clone(record))))
            .collect(),
        (Some(ExprKind::Record(written)), ValueType::Record(record)) if is_plain(written, record) => record
            .fields
            .iter()
            .map(|field| deeper(Within::Field(Arc::clone(&field.name)), field.ty.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Are the fields those of the record, and nothing that says more of it (`absent`, a value beside its `unit`)?
fn is_plain(written: &[FieldValue], record: &RecordType) -> bool {
    written.iter().all(|field| record.position(&field.path.text).is_some())
}
