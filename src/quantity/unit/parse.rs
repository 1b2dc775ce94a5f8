//! A unit expression, read and worked out.
//!
//! The library's parser takes exactly the grammar of UCUM; a test shows this case by case. What is checked
//! here before it runs bounds its cost, and keeps from it what it would round: numbers beyond 28 digits.

use octofhir_ucum::{ErrorKind, UnitExpr};

use super::atlas::{self, Atlas, Kind, NoSymbol};
use super::dimension::{Base, Dimension};
use super::limits::{MAX_CODE_BYTES, MAX_EXPONENT, MAX_NESTING, MAX_NUMBER_DIGITS};
use super::measure::Measure;
use crate::quantity::{Fault, Number};

/// Why a text is not a unit, before anything is looked up to explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    Empty,
    TooLong,
    TooDeep { at: usize },
    TooManyDigits { at: usize },
    Character { character: char, at: usize },
    Syntax { at: usize },
    Unknown { symbol: String },
    Prefix { symbol: String, atom_bytes: usize },
    Alone { symbol: String, point: bool },
    Exponent { symbol: String },
    TooLarge,
}

impl From<Fault> for Stop {
    fn from(_: Fault) -> Self {
        Self::TooLarge
    }
}

/// A unit worked out.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) dimension: Dimension,
    pub(super) ratio: Number,
    /// For a point on a scale: base units from the absolute zero to the scale's own.
    pub(super) zero: Option<Number>,
    /// Whether the unit is no multiple of others.
    pub(super) alone: bool,
    pub(super) annotations: Vec<String>,
}

/// Reads a unit.
pub(super) fn unit(code: &str) -> Result<Parsed, Stop> {
    let tree = tree(code)?;
    let mut annotations = Vec::new();
    collect_annotations(&tree, &mut annotations);
    let atlas = Atlas::get();
    let bare = match &tree {
        UnitExpr::Annotated(inner, _) => inner.as_ref(),
        other => other,
    };
    if let UnitExpr::Symbol(text) = bare {
        let symbol = atlas.symbol(text).map_err(|no| unknown(text, no))?;
        match &symbol.atom.kind {
            Kind::Proper => {}
            Kind::Point { zero } => {
                let zero = Some(zero.clone());
                let degree = prefixed(&symbol)?;
                let dimension = degree.dimension()?;
                return Ok(Parsed { dimension, ratio: degree.ratio, zero, alone: false, annotations });
            }
            Kind::Alone => {
                let dimension = Dimension::of(Base::Named(text.as_str().into()));
                return Ok(Parsed { dimension, ratio: Number::ONE, zero: None, alone: true, annotations });
            }
        }
    }
    let measure = product(&tree, atlas)?;
    let dimension = measure.dimension()?;
    Ok(Parsed { dimension, ratio: measure.ratio, zero: None, alone: false, annotations })
}

/// The syntax of a unit, within the limits.
pub(super) fn tree(code: &str) -> Result<UnitExpr, Stop> {
    if code.is_empty() {
        return Err(Stop::Empty);
    }
    if code.len() > MAX_CODE_BYTES {
        return Err(Stop::TooLong);
    }
    let (mut depth, mut digits, mut annotated) = (0_usize, 0_usize, false);
    for (at, character) in code.char_indices() {
        if !character.is_ascii_graphic() {
            return Err(Stop::Character { character, at });
        }
        match character {
            '{' => annotated = true,
            '}' => annotated = false,
            '(' if !annotated => depth += 1,
            ')' if !annotated => depth = depth.saturating_sub(1),
            _ => {}
        }
        digits = if character.is_ascii_digit() && !annotated { digits + 1 } else { 0 };
        if depth > MAX_NESTING {
            return Err(Stop::TooDeep { at });
        }
        if digits > MAX_NUMBER_DIGITS {
            return Err(Stop::TooManyDigits { at });
        }
    }
    octofhir_ucum::parse_expression(code).map_err(|error| match error.kind {
        ErrorKind::InvalidExpression { position, .. } => Stop::Syntax { at: position.unwrap_or(0) },
        _ => Stop::TooDeep { at: 0 },
    })
}

/// The size and dimension of an expression. Its depth is bounded by its length, and by the library at 128.
pub(super) fn product(tree: &UnitExpr, atlas: &Atlas) -> Result<Measure, Stop> {
    let one = || Measure::number(Number::ONE);
    Ok(match tree {
        UnitExpr::Symbol(text) => symbol(text, atlas)?,
        UnitExpr::Numeric(number) => {
            Measure::number(atlas::integer_and_exponent(*number).ok_or(Stop::TooLarge)?)
        }
        UnitExpr::Power(inner, exponent) => {
            if exponent.unsigned_abs() > MAX_EXPONENT.unsigned_abs() {
                return Err(Stop::Exponent { symbol: inner.to_string() });
            }
            one().times(&product(inner, atlas)?, *exponent)?
        }
        UnitExpr::Annotation(_) => one(),
        UnitExpr::Annotated(inner, _) => product(inner, atlas)?,
        UnitExpr::Product(terms) => terms
            .iter()
            .try_fold(one(), |done, term| Ok::<_, Stop>(done.times(&product(term, atlas)?, 1)?))?,
        UnitExpr::Quotient(over, under) => product(over, atlas)?.times(&product(under, atlas)?, -1)?,
        UnitExpr::Reciprocal(inner) => one().times(&product(inner, atlas)?, -1)?,
    })
}

fn symbol(text: &str, atlas: &Atlas) -> Result<Measure, Stop> {
    let symbol = atlas.symbol(text).map_err(|no| unknown(text, no))?;
    match symbol.atom.kind {
        Kind::Proper => prefixed(&symbol),
        Kind::Point { .. } => Err(Stop::Alone { symbol: text.to_owned(), point: true }),
        Kind::Alone => Err(Stop::Alone { symbol: text.to_owned(), point: false }),
    }
}

fn prefixed(symbol: &atlas::Symbol<'_>) -> Result<Measure, Stop> {
    let measure = symbol.atom.measure.clone();
    let Some(prefix) = symbol.prefix else { return Ok(measure) };
    let factor = atlas::factor(prefix).ok_or(Stop::TooLarge)?;
    Ok(measure.times(&Measure::number(factor), 1)?)
}

fn unknown(text: &str, no: NoSymbol) -> Stop {
    match no {
        NoSymbol::Unknown => Stop::Unknown { symbol: text.to_owned() },
        NoSymbol::Prefix { atom_bytes } => Stop::Prefix { symbol: text.to_owned(), atom_bytes },
    }
}

fn collect_annotations(tree: &UnitExpr, found: &mut Vec<String>) {
    match tree {
        UnitExpr::Symbol(_) | UnitExpr::Numeric(_) => {}
        UnitExpr::Annotation(text) => found.push(text.clone()),
        UnitExpr::Annotated(inner, text) => {
            collect_annotations(inner, found);
            found.push(text.clone());
        }
        UnitExpr::Power(inner, _) | UnitExpr::Reciprocal(inner) => collect_annotations(inner, found),
        UnitExpr::Product(terms) => terms.iter().for_each(|term| collect_annotations(term, found)),
        UnitExpr::Quotient(over, under) => {
            collect_annotations(over, found);
            collect_annotations(under, found);
        }
    }
}

/// The bytes of a code where a symbol begins that is written `wanted`, its exponent aside.
pub(super) fn position(code: &str, wanted: &str) -> usize {
    let (mut annotated, mut bracketed, mut starts) = (false, false, true);
    for (at, character) in code.char_indices() {
        if starts && let Some(rest) = code.get(at..).and_then(|rest| rest.strip_prefix(wanted)) {
            let rest = rest.trim_start_matches(|next: char| matches!(next, '+' | '-' | '0'..='9'));
            if rest.is_empty() || rest.starts_with(['.', '/', ')', '{']) {
                return at;
            }
        }
        match character {
            '{' => annotated = true,
            '}' => annotated = false,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        starts = !annotated && !bracketed && matches!(character, '.' | '/' | '(');
    }
    0
}
