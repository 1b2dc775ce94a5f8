//! What a file declares, found in its syntax tree.

use std::collections::BTreeMap;

use elig::diagnostic::Problems;
use elig::source::FileId;
use elig::syntax::ast::{
    AbsenceReason, AssumeKind, Expr, ExprKind, FactAttribute, HeaderClause, Rule, Score, SignedNumber,
    StatementKind, Type, TypeKind,
};
use num_bigint::BigInt;

use super::Unsupported;
use super::units::{self, Dimension};
use super::value::{End, Exact, Range, Reason};

/// A kind of values, with what a missing one could be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Boolean,
    Number(Range),
    Quantity {
        unit: String,
        glucose: bool,
        range: Range,
    },
    Words(Vec<String>),
    Text,
    Date {
        or_never: bool,
    },
    /// Records, or observations with a value and a date: their fields.
    List(Vec<(String, Kind)>),
}

#[derive(Debug)]
pub struct Fact {
    pub kind: Kind,
    pub asked_when: Option<Expr>,
    pub unit_assumed: bool,
    pub assumed: Vec<(Vec<Reason>, Expr)>,
}

/// One file.
#[derive(Debug, Default)]
pub struct Program {
    pub applies_when: Option<Expr>,
    pub facts: BTreeMap<String, Fact>,
    /// What names stand for, and of which kind it is where that is said.
    pub definitions: BTreeMap<String, (Option<Kind>, Expr)>,
    pub parameters: BTreeMap<String, (Kind, Expr)>,
    pub scores: BTreeMap<String, Score>,
    pub rules: Vec<Rule>,
    named: BTreeMap<String, Vec<String>>,
    records: BTreeMap<String, Vec<(String, Kind)>>,
}

/// A number as it is written, with an exponent perhaps.
pub fn exact(written: &str) -> Option<Exact> {
    let (digits, exponent) = match written.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (written, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let places = exponent - i64::try_from(fraction.len()).ok()?;
    let power = Exact::from(BigInt::from(10).pow(u32::try_from(places.unsigned_abs()).ok()?));
    let number = Exact::from(number);
    Some(if places < 0 { number / power } else { number * power })
}

fn signed(number: &SignedNumber) -> Exact {
    let value = exact(&number.number.written).expect("a number");
    if number.negative { -value } else { value }
}

fn range(written: Option<&elig::syntax::ast::Range>) -> Range {
    let end = |number: &Option<SignedNumber>| {
        number.as_ref().map(|number| End { at: signed(number), included: true })
    };
    written.map_or_else(Range::everything, |range| Range {
        low: end(&range.low),
        high: end(&range.high),
        whole: false,
        may_fail: false,
    })
}

/// Where an end of a range lies in the base unit.
pub fn in_base(range: Range, unit: &units::Unit) -> Range {
    let turn = |end: Option<End>| end.map(|end| End { at: unit.to_base(&end.at), included: end.included });
    Range { low: turn(range.low), high: turn(range.high), ..Range::everything() }
}

impl Program {
    pub fn read(text: &str) -> Result<Self, Unsupported> {
        let mut problems = Problems::default();
        let file = elig::syntax::parse(text, FileId(0), &mut problems);
        assert!(problems.iter().next().is_none(), "it cannot be read:\n{text}");
        let mut program = Self::default();
        for statement in &file.statements {
            match &statement.kind {
                StatementKind::Choice(values) | StatementKind::Scale(values) => {
                    let words = values.values.iter().map(|value| value.name.text.clone()).collect();
                    program.named.insert(values.name.text.clone(), words);
                }
                _ => {}
            }
        }
        for statement in &file.statements {
            if let StatementKind::Record(record) = &statement.kind {
                let fields = record.fields.iter();
                let fields = fields.map(|field| Ok((field.name.text.clone(), program.kind(&field.ty)?)));
                let fields = fields.collect::<Result<_, _>>()?;
                program.records.insert(record.name.text.clone(), fields);
            }
        }
        for statement in file.statements {
            match statement.kind {
                StatementKind::Choice(_)
                | StatementKind::Scale(_)
                | StatementKind::Source(_)
                | StatementKind::Record(_) => {}
                StatementKind::Ruleset(header) => {
                    for clause in header.clauses {
                        if let HeaderClause::AppliesWhen(condition) = clause {
                            program.applies_when = Some(condition);
                        }
                    }
                }
                StatementKind::Fact(fact) => {
                    let mut found = Fact {
                        kind: program.kind(&fact.ty)?,
                        asked_when: None,
                        unit_assumed: false,
                        assumed: Vec::new(),
                    };
                    for attribute in fact.attributes {
                        match attribute {
                            FactAttribute::AskedWhen(guard) => found.asked_when = Some(guard),
                            FactAttribute::UnitAssumed(_) => found.unit_assumed = true,
                            FactAttribute::Fixed(_) | FactAttribute::Description(_) => {}
                        }
                    }
                    program.facts.insert(fact.path.text, found);
                }
                StatementKind::Parameter(parameter) => {
                    let kind = program.kind(&parameter.ty)?;
                    program.parameters.insert(parameter.name.text, (kind, parameter.default));
                }
                StatementKind::Define(define) if define.parameters.is_none() => {
                    let kind = define.ty.as_ref().map(|ty| program.kind(ty)).transpose()?;
                    program.definitions.insert(define.name.text, (kind, define.body));
                }
                StatementKind::Score(score) => {
                    program.scores.insert(score.name.text.clone(), score);
                }
                StatementKind::Rule(rule) => program.rules.push(rule),
                StatementKind::Assume(assume) => {
                    let AssumeKind::Value(value, reasons) = assume.kind else {
                        return Err(Unsupported("a list that is assumed to be complete"));
                    };
                    let reasons = reasons.into_iter().map(|reason| match reason {
                        AbsenceReason::NotRecorded => Reason::NotRecorded,
                        AbsenceReason::Declined => Reason::Declined,
                        AbsenceReason::NotApplicable => Reason::NotApplicable,
                    });
                    let reasons = reasons.collect();
                    let fact = program.facts.get_mut(&assume.path.text);
                    fact.expect("facts stand before what is assumed of them").assumed.push((reasons, value));
                }
                _ => return Err(Unsupported("a statement")),
            }
        }
        Ok(program)
    }

    fn kind(&self, ty: &Type) -> Result<Kind, Unsupported> {
        let words = |names: &[elig::syntax::ast::Name]| {
            Kind::Words(names.iter().map(|name| name.text.clone()).collect())
        };
        match &ty.kind {
            TypeKind::Boolean => Ok(Kind::Boolean),
            TypeKind::Integer(bounds) => Ok(Kind::Number(range(bounds.as_ref()).whole_ones())),
            TypeKind::Decimal(bounds) => Ok(Kind::Number(range(bounds.as_ref()))),
            TypeKind::Quantity { unit, range: bounds, analyte } => {
                let glucose = match analyte {
                    None => false,
                    Some(name) if name.text == "glucose" => true,
                    Some(_) => return Err(Unsupported("an analyte")),
                };
                let found = units::unit(&unit.code, glucose).ok_or(Unsupported("a unit"))?;
                let range = in_base(range(bounds.as_ref()), &found);
                Ok(Kind::Quantity { unit: unit.code.clone(), glucose, range })
            }
            TypeKind::Date => Ok(Kind::Date { or_never: false }),
            TypeKind::DateOrNever => Ok(Kind::Date { or_never: true }),
            TypeKind::Text => Ok(Kind::Text),
            TypeKind::Choice(names) | TypeKind::Scale(names) => Ok(words(names)),
            TypeKind::Named(name) => {
                self.named.get(&name.text).cloned().map(Kind::Words).ok_or(Unsupported("a record type"))
            }
            TypeKind::List(of) => match &of.kind {
                TypeKind::Named(name) => {
                    self.records.get(&name.text).cloned().map(Kind::List).ok_or(Unsupported("a list of this"))
                }
                TypeKind::Observation(of) => {
                    let date = ("date".to_owned(), Kind::Date { or_never: false });
                    Ok(Kind::List(vec![("value".to_owned(), self.kind(of)?), date]))
                }
                _ => Err(Unsupported("a list of this")),
            },
            _ => Err(Unsupported("a type")),
        }
    }

    /// The field of a record, by its bare name: in what the reference supports no two records share one.
    fn field(&self, name: &str) -> Option<&Kind> {
        let fields = self.records.values().flatten();
        fields.filter(|(field, _)| field == name).map(|(_, kind)| kind).next()
    }

    /// The values of the choice or scale that an expression is of; a bare name beside it may be one of them.
    pub fn words(&self, expr: &Expr) -> Option<Vec<String>> {
        match &expr.kind {
            ExprKind::Name(path) => match self.facts.get(&path.text) {
                Some(Fact { kind: Kind::Words(words), .. }) => Some(words.clone()),
                Some(_) => None,
                None if self.field(&path.text).is_some() => match self.field(&path.text) {
                    Some(Kind::Words(words)) => Some(words.clone()),
                    _ => None,
                },
                None => match self.parameters.get(&path.text) {
                    Some((Kind::Words(words), _)) => Some(words.clone()),
                    Some(_) => None,
                    None => match self.definitions.get(&path.text)? {
                        (Some(Kind::Words(words)), _) => Some(words.clone()),
                        (_, body) => self.words(body),
                    },
                },
            },
            ExprKind::Paren(inner) => self.words(inner),
            ExprKind::If(arms, otherwise) => {
                arms.iter().map(|(_, value)| value).chain([&**otherwise]).find_map(|value| self.words(value))
            }
            ExprKind::Choose(arms, otherwise) => arms
                .iter()
                .map(|(_, value)| value)
                .chain(otherwise.as_deref())
                .find_map(|value| self.words(value)),
            ExprKind::Extreme(_, values) => values.iter().find_map(|value| self.words(value)),
            _ => None,
        }
    }

    /// Whether an expression is about glucose, and of what dimension it is.
    pub fn dimension(&self, expr: &Expr) -> Option<Dimension> {
        match &expr.kind {
            ExprKind::Name(path) => match self.facts.get(&path.text) {
                Some(Fact { kind: Kind::Quantity { unit, glucose, .. }, .. }) => {
                    units::unit(unit, *glucose).map(|unit| unit.dimension)
                }
                Some(_) => None,
                None => match self.parameters.get(&path.text) {
                    Some((Kind::Quantity { unit, glucose, .. }, _)) => {
                        units::unit(unit, *glucose).map(|unit| unit.dimension)
                    }
                    Some(_) => None,
                    None => self.definitions.get(&path.text).and_then(|(_, body)| self.dimension(body)),
                },
            },
            ExprKind::Quantity(_, unit) => units::unit(&unit.code, false).map(|unit| unit.dimension),
            ExprKind::Paren(inner) | ExprKind::Negate(inner) => self.dimension(inner),
            ExprKind::Sum(first, rest) => {
                let parts = || std::iter::once(&**first).chain(rest.iter().map(|(_, part)| part));
                let found = parts().filter_map(|part| self.dimension(part)).collect::<Vec<_>>();
                found
                    .iter()
                    .copied()
                    .find(|dimension| *dimension == Dimension::Glucose)
                    .or_else(|| found.first().copied())
            }
            ExprKind::Product(first, rest) => std::iter::once(&**first)
                .chain(rest.iter().map(|(_, part)| part))
                .find_map(|part| self.dimension(part)),
            ExprKind::If(arms, otherwise) => arms
                .iter()
                .map(|(_, value)| value)
                .chain([&**otherwise])
                .find_map(|value| self.dimension(value)),
            ExprKind::Extreme(_, values) => values.iter().find_map(|value| self.dimension(value)),
            _ => None,
        }
    }
}
