//! The limits that a host can set.

use std::fmt;

use super::{MAX_FILE_BYTES, MAX_LIST_ENTRIES, MAX_NESTING, MAX_RECORD_BYTES, MAX_RULES, MAX_STEPS};
use super::{MAX_TEXT_BYTES, MAX_WORK};

/// A limit that a host, or `--set-limit NAME=VALUE`, can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Bytes in one file of a ruleset.
    FileBytes,
    /// Levels within one another in one statement.
    Nesting,
    /// Rules of one ruleset.
    Rules,
    /// Steps of a compiled ruleset.
    Steps,
    /// Bytes of one record.
    RecordBytes,
    /// Bytes of one text in a record.
    TextBytes,
    /// Entries of one list in a record.
    ListEntries,
    /// Steps that all questions about lists compute for one decision.
    Work,
}

impl Limit {
    /// All of them.
    pub const ALL: [Limit; 8] = [
        Limit::FileBytes,
        Limit::Nesting,
        Limit::Rules,
        Limit::Steps,
        Limit::RecordBytes,
        Limit::TextBytes,
        Limit::ListEntries,
        Limit::Work,
    ];

    /// The name by which it is set.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Limit::FileBytes => "file-bytes",
            Limit::Nesting => "nesting",
            Limit::Rules => "rules",
            Limit::Steps => "steps",
            Limit::RecordBytes => "record-bytes",
            Limit::TextBytes => "text-bytes",
            Limit::ListEntries => "list-entries",
            Limit::Work => "work",
        }
    }

    /// What is counted, and what comes of passing it.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Limit::FileBytes => "bytes in one file of a ruleset; beyond it: E0506",
            Limit::Nesting => "levels within one another in one statement; beyond it: E0017",
            Limit::Rules => "rules of one ruleset; beyond it: E0506",
            Limit::Steps => "steps of the compiled ruleset, which every decision computes; beyond it: E0506",
            Limit::RecordBytes => "bytes of one record; beyond it: E0709, and the record is left out",
            Limit::TextBytes => "bytes of one text in a record; beyond it: E0702, and the fact is unknown",
            Limit::ListEntries => {
                "entries of one list in a record; beyond it: E0709, and the list is unknown"
            }
            Limit::Work => {
                "steps that all questions about lists compute for one decision; a list that is too long for it \
                 answers unknown"
            }
        }
    }

    /// What it is unless it is set.
    #[must_use]
    pub fn default_value(self) -> usize {
        match self {
            Limit::FileBytes => MAX_FILE_BYTES,
            Limit::Nesting => MAX_NESTING,
            Limit::Rules => MAX_RULES,
            Limit::Steps => MAX_STEPS,
            Limit::RecordBytes => MAX_RECORD_BYTES,
            Limit::TextBytes => MAX_TEXT_BYTES,
            Limit::ListEntries => MAX_LIST_ENTRIES,
            Limit::Work => MAX_WORK,
        }
    }

    /// What it can be set to at most. Nesting cannot be raised: deeper statements would want a larger stack than a
    /// thread of a host may have.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Limit::FileBytes | Limit::RecordBytes => 1 << 30,
            Limit::Nesting => MAX_NESTING,
            Limit::Rules => 10_000_000,
            Limit::Steps => 100_000_000,
            Limit::TextBytes => 16 << 20,
            Limit::ListEntries => 100_000_000,
            // More than a machine of 32 bits can say.
            Limit::Work => usize::try_from(1_u64 << 40).unwrap_or(usize::MAX),
        }
    }

    /// Is it a number of bytes?
    fn is_bytes(self) -> bool {
        matches!(self, Limit::FileBytes | Limit::RecordBytes | Limit::TextBytes)
    }

    /// A number as it is written of this limit: `16 MiB`, `100000`.
    #[must_use]
    pub fn shown(self, value: usize) -> String {
        const UNITS: [(usize, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        let unit =
            UNITS.iter().find(|(size, _)| self.is_bytes() && value >= *size && value.is_multiple_of(*size));
        match unit {
            Some((size, unit)) => format!("{} {unit}", value / size),
            None if self.is_bytes() => format!("{value} bytes"),
            None => value.to_string(),
        }
    }

    /// How it can be set, to stand in the help of an error.
    pub(crate) fn help(self) -> String {
        format!("the limit can be set: `--set-limit {}=…`", self.name())
    }
}

/// Why a limit cannot be set so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// There is no limit of this name.
    #[error("there is no limit `{name}`; there are {}", names())]
    Unknown {
        /// The name.
        name: String,
    },
    /// It is no whole number above zero, or has a unit that is not known.
    #[error("`{value}` is no value of the limit `{}`: write a whole number{}", limit.name(), units(*limit))]
    NotANumber {
        /// The limit.
        limit: Limit,
        /// What was written.
        value: String,
    },
    /// It is more than the limit can be.
    #[error("the limit `{}` can be {} at most", limit.name(), limit.shown(limit.most()))]
    TooLarge {
        /// The limit.
        limit: Limit,
    },
    /// It is written without `=`.
    #[error("`{text}` sets no limit: write `NAME=VALUE`, for example `list-entries=500000`")]
    NoValue {
        /// What was written.
        text: String,
    },
}

fn names() -> String {
    Limit::ALL.map(|limit| format!("`{}`", limit.name())).join(", ")
}

fn units(limit: Limit) -> &'static str {
    if limit.is_bytes() { ", with `KiB` or `MiB` if you like" } else { " above zero" }
}

/// How large rulesets and records may be, and how much a decision may compute.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// use elig::{Limit, Limits};
/// let limits = Limits::default().with(Limit::Rules, 1)?;
/// let text = "fact adult: boolean\nfact well: boolean\nrequire adult\nrequire well\n";
/// let files = Memory::new().with("hello.elig", text).within(limits);
/// let error = elig::compile(&files, Wanted::File("hello.elig")).into_result().unwrap_err();
/// assert!(error.to_string().contains("more than 1 rule"));
/// # Ok::<(), elig::limits::LimitError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    values: [usize; Limit::ALL.len()],
}

impl Default for Limits {
    fn default() -> Self {
        Self { values: Limit::ALL.map(Limit::default_value) }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(Limit::ALL.map(|limit| (limit.name(), self.get(limit)))).finish()
    }
}

impl Limits {
    /// What a limit is.
    #[must_use]
    pub fn get(&self, limit: Limit) -> usize {
        self.values.get(limit as usize).copied().unwrap_or_default()
    }

    /// The same, with another value for one of them.
    ///
    /// # Errors
    /// When the value is zero, or more than the limit [can be](Limit::most).
    pub fn with(mut self, limit: Limit, value: usize) -> Result<Self, LimitError> {
        if value == 0 {
            return Err(LimitError::NotANumber { limit, value: value.to_string() });
        }
        if value > limit.most() {
            return Err(LimitError::TooLarge { limit });
        }
        if let Some(place) = self.values.get_mut(limit as usize) {
            *place = value;
        }
        Ok(self)
    }

    /// The same, with a limit as it is written: `list-entries=500000`, `record-bytes=64MiB`.
    ///
    /// # Errors
    /// When it does not say which limit is what, or the value is none that the limit can have.
    pub fn written(self, text: &str) -> Result<Self, LimitError> {
        let Some((name, value)) = text.split_once('=') else {
            return Err(LimitError::NoValue { text: text.to_owned() });
        };
        let (name, value) = (name.trim(), value.trim());
        let limit = Limit::ALL
            .into_iter()
            .find(|limit| limit.name() == name)
            .ok_or_else(|| LimitError::Unknown { name: name.to_owned() })?;
        let not_a_number = || LimitError::NotANumber { limit, value: value.to_owned() };
        let digits = value.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(value.len());
        let (number, unit) = value.split_at(digits);
        let number: usize = number.replace('_', "").parse().map_err(|_| not_a_number())?;
        let unit: usize = match unit.trim() {
            "" => 1,
            "KiB" if limit.is_bytes() => 1 << 10,
            "MiB" if limit.is_bytes() => 1 << 20,
            "GiB" if limit.is_bytes() => 1 << 30,
            _ => return Err(not_a_number()),
        };
        self.with(limit, number.checked_mul(unit).ok_or(LimitError::TooLarge { limit })?)
    }
}
