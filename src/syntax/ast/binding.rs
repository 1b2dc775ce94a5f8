//! Where a fact stands in FHIR: what a `bind` statement says.

use super::{AbsenceReason, Expr, Name, Path, Place, Text, Unit};

/// `bind odi from Observation where code in odi_codes: value value, date effective`.
#[derive(Debug, Clone, PartialEq)]
pub struct Bind {
    /// `bind incomplete`: there may be more than what is found.
    pub incomplete: bool,
    /// The fact.
    pub fact: Path,
    /// The kind of resource, and the part of it if one is meant: `Observation.component`.
    pub from: Path,
    /// Which of them.
    pub condition: Option<BindCondition>,
    /// What of them.
    pub fields: Vec<BindField>,
}

/// A condition on a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct BindCondition {
    /// What it asks.
    pub kind: BindConditionKind,
    /// Where it stands.
    pub place: Place,
}

/// The conditions on a resource, each documented with its concrete syntax. `And` and `Or` have two or more parts.
#[derive(Debug, Clone, PartialEq)]
pub enum BindConditionKind {
    /// `a or b`.
    Or(Vec<BindCondition>),
    /// `a and b`.
    And(Vec<BindCondition>),
    /// `not a`.
    Not(Box<BindCondition>),
    /// `( a )`.
    Paren(Box<BindCondition>),
    /// `code in odi_codes`; with `not in` the flag is true.
    InSet(ElementPath, Name, bool),
    /// `status in { final, amended }`; with `not in` the flag is true.
    InWords(ElementPath, Vec<Name>, bool),
    /// `status is final`; with `is not` the flag is true.
    Is(ElementPath, Name, bool),
    /// `abatement is known`; with `is not known` the flag is true.
    IsKnown(ElementPath, bool),
}

/// `performed.start`, `extension("http://…").value`.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementPath {
    /// Its steps, one or more.
    pub steps: Vec<ElementStep>,
    /// Where it stands.
    pub place: Place,
}

/// One step into a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementStep {
    /// The element.
    pub name: Name,
    /// Of an extension, its URL.
    pub url: Option<Text>,
}

/// What one field of the fact is taken from.
#[derive(Debug, Clone, PartialEq)]
pub struct BindField {
    /// The field; of a plain value `value`.
    pub name: Name,
    /// Where its value is.
    pub source: BindSource,
    /// Where it stands.
    pub place: Place,
}

/// Where the value of a field is.
#[derive(Debug, Clone, PartialEq)]
pub enum BindSource {
    /// `kind = injection`: always the same.
    Constant(Expr),
    /// `date effective`, `sex gender { male: male, female: female }`, `value value in '%'`.
    Element(ElementPath, Option<Unit>, Vec<BindCase>),
}

/// `in injections: injection`, `unknown: not recorded`.
#[derive(Debug, Clone, PartialEq)]
pub struct BindCase {
    /// What stands in the resource.
    pub key: BindKey,
    /// What it is in the record.
    pub value: BindValue,
    /// Where it stands.
    pub place: Place,
}

/// What stands in a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum BindKey {
    /// `in injections`: a code of a value set.
    In(Name),
    /// `male`: this word.
    Word(Name),
    /// `otherwise`: whatever the other cases do not take.
    Otherwise(Place),
}

/// What it is in the record.
#[derive(Debug, Clone, PartialEq)]
pub enum BindValue {
    /// `injection`.
    Value(Expr),
    /// `not recorded`, `not applicable`, `asked declined`.
    Absent(AbsenceReason),
}
