//! Why a text is not a unit, and what may have been meant.

use thiserror::Error;

use super::limits::{MAX_CODE_BYTES, MAX_EXPONENT, MAX_NESTING, MAX_NUMBER_DIGITS};
use super::parse::{self, Stop};
use super::{plain_name, suggest};

/// Why a text is not taken as a unit.
///
/// The message says what is wrong; [`help`](Self::help) says what to do, [`at`](Self::at) where.
///
/// ```
/// use elig::quantity::unit::{Unit, UnitError};
///
/// let error = Unit::parse("mcg/kg/hr").unwrap_err();
/// assert!(matches!(error, UnitError::Unknown { .. }));
/// assert_eq!(error.nearest().as_deref(), Some("ug/kg/h"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// Nothing is written.
    #[error("the unit is empty")]
    Empty,
    /// The text passes [`MAX_CODE_BYTES`].
    #[error("the unit has more than {MAX_CODE_BYTES} bytes")]
    TooLong,
    /// The parentheses pass [`MAX_NESTING`].
    #[error("the unit has more than {MAX_NESTING} parentheses within one another")]
    TooDeep {
        /// The byte of the text where it goes wrong.
        at: usize,
    },
    /// A whole number passes [`MAX_NUMBER_DIGITS`].
    #[error("a number in the unit has more than {MAX_NUMBER_DIGITS} digits")]
    TooManyDigits {
        /// The byte of the text where it goes wrong.
        at: usize,
    },
    /// An exponent passes [`MAX_EXPONENT`].
    #[error("the exponent of `{symbol}` is not between -{MAX_EXPONENT} and {MAX_EXPONENT}")]
    Exponent {
        /// The symbol that has the exponent.
        symbol: String,
        /// The byte of the text where the symbol begins.
        at: usize,
    },
    /// The ratio to the base units passes [`MAX_RATIO_BITS`](super::limits::MAX_RATIO_BITS).
    #[error("the unit is too large or too small to calculate exactly")]
    TooLarge,
    /// A character that UCUM does not have, even in an annotation.
    #[error("a UCUM unit has no {}", spelt(*.character))]
    Character {
        /// The whole unit.
        code: String,
        /// The character.
        character: char,
        /// The byte of the text where it stands.
        at: usize,
    },
    /// The grammar is wrong.
    #[error("{}", misplaced(.code, *.at))]
    Syntax {
        /// The whole unit.
        code: String,
        /// The byte of the text where it goes wrong; the length of the text when something is missing.
        at: usize,
    },
    /// UCUM has no such symbol.
    #[error("unknown unit `{symbol}`")]
    Unknown {
        /// The whole unit.
        code: String,
        /// The symbol.
        symbol: String,
        /// The byte of the text where the symbol begins.
        at: usize,
    },
    /// A prefix before a symbol that takes none, as in `kmin`.
    #[error("`{atom}` takes no prefix, so that `{symbol}` is not a unit")]
    Prefix {
        /// The whole unit.
        code: String,
        /// The symbol with its prefix.
        symbol: String,
        /// The symbol without it.
        atom: String,
        /// The byte of the text where the symbol begins.
        at: usize,
    },
    /// A unit that is no multiple of others, in a product, a quotient or with an exponent: `Cel/h`.
    #[error("`{symbol}` stands alone: it can not be multiplied, divided or raised to a power")]
    Alone {
        /// The symbol.
        symbol: String,
        /// The byte of the text where the symbol begins.
        at: usize,
        /// Whether it is a point on a scale of temperature.
        point: bool,
    },
}

impl UnitError {
    /// What stopped the reading of `code`.
    pub(super) fn explain(stop: Stop, code: &str) -> Self {
        let code = code.to_owned();
        let at = |symbol: &str| parse::position(&code, symbol);
        match stop {
            Stop::Empty => Self::Empty,
            Stop::TooLong => Self::TooLong,
            Stop::TooDeep { at } => Self::TooDeep { at },
            Stop::TooManyDigits { at } => Self::TooManyDigits { at },
            Stop::TooLarge => Self::TooLarge,
            Stop::Exponent { symbol } => Self::Exponent { at: at(&symbol), symbol },
            Stop::Alone { symbol, point } => Self::Alone { at: at(&symbol), symbol, point },
            Stop::Unknown { symbol } => Self::Unknown { at: at(&symbol), symbol, code },
            Stop::Prefix { symbol, atom_bytes } => {
                let atom =
                    symbol.get(symbol.len().saturating_sub(atom_bytes)..).unwrap_or_default().to_owned();
                Self::Prefix { at: at(&symbol), atom, symbol, code }
            }
            Stop::Character { character, at } => Self::Character { code, character, at },
            Stop::Syntax { at } => Self::Syntax { code, at },
        }
    }

    /// The byte of the text where it goes wrong, 0 when it is the whole.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    /// assert_eq!(Unit::parse("mg/xyz").unwrap_err().at(), 3);
    /// ```
    #[must_use]
    pub fn at(&self) -> usize {
        match self {
            Self::Empty | Self::TooLong | Self::TooLarge => 0,
            Self::TooDeep { at }
            | Self::TooManyDigits { at }
            | Self::Exponent { at, .. }
            | Self::Character { at, .. }
            | Self::Syntax { at, .. }
            | Self::Unknown { at, .. }
            | Self::Prefix { at, .. }
            | Self::Alone { at, .. } => *at,
        }
    }

    /// The UCUM code that was probably meant. It is looked up at each call, at the cost of comparing the text
    /// with some five hundred codes.
    #[must_use]
    pub fn nearest(&self) -> Option<String> {
        match self {
            Self::Character { code, .. } | Self::Syntax { code, .. } | Self::Unknown { code, .. } => {
                suggest::nearest(code)
            }
            Self::Prefix { code, .. } => suggest::alike(code),
            _ => None,
        }
    }

    /// What to write instead, where that is known: the nearest UCUM code with its name.
    ///
    /// ```
    /// use elig::quantity::unit::Unit;
    ///
    /// let help = |code| Unit::parse(code).unwrap_err().help();
    /// assert_eq!(help("MG/DL").as_deref(), Some("UCUM writes `mg/dL`, milligram per decilitre"));
    /// assert_eq!(help("cel").as_deref(), Some("UCUM writes `Cel`, degree Celsius"));
    /// ```
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Empty => Some("the unit of a plain number is `1`".to_owned()),
            Self::Alone { point: true, .. } => {
                Some("for differences of temperature and rates, write `K`: 1 Cel more is 1 K more".to_owned())
            }
            Self::Alone { point: false, .. } => Some("write it without other units".to_owned()),
            _ => {
                let nearest = self.nearest()?;
                Some(match plain_name(&nearest) {
                    Some(name) => format!("UCUM writes `{nearest}`, {name}"),
                    None => format!("UCUM writes `{nearest}`"),
                })
            }
        }
    }
}

/// A character as a message can show it.
fn spelt(character: char) -> String {
    match character {
        ' ' => "spaces".to_owned(),
        '\u{b5}' | '\u{3bc}' => "`µ`".to_owned(),
        _ if character.is_whitespace() || character.is_control() => {
            format!("character U+{:04X}", u32::from(character))
        }
        _ => format!("`{character}`"),
    }
}

fn misplaced(code: &str, at: usize) -> String {
    match code.get(at..) {
        Some(rest) if !rest.is_empty() => format!("`{code}` is not a unit, from `{rest}` on"),
        _ => format!("`{code}` is not a unit: something is missing at its end"),
    }
}
