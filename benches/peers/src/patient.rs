//! A patient as a host would keep one: a plain struct, read by serde. Engines without a reader of JSON of their own, or with
//! one that cannot take these records, get their input from it.

use jiff::civil::Date;
use serde::Deserialize;

/// What a record says; `None` where it is silent.
#[derive(Debug, Clone, Deserialize)]
pub struct Patient {
    pub birth_date: Option<Date>,
    pub sex: Option<Sex>,
    pub pregnant: Option<bool>,
    pub diabetes: Option<Diabetes>,
    pub diagnosed: Option<Date>,
    pub hba1c: Option<f64>,
    pub hba1c_on: Option<Date>,
    pub glucose: Option<u32>,
    pub egfr: Option<u32>,
    pub systolic: Option<u32>,
    pub bmi: Option<f64>,
    pub nyha: Option<Nyha>,
    pub metformin: Option<bool>,
    pub insulin: Option<bool>,
    pub hypos: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    Female,
    Male,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Diabetes {
    Type1,
    Type2,
    Other,
}

/// Roman numbers, as they are recorded.
#[allow(clippy::upper_case_acronyms)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Nyha {
    #[serde(rename = "none")]
    None,
    I,
    II,
    III,
    IV,
}

impl Sex {
    pub fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

impl Diabetes {
    pub fn word(self) -> &'static str {
        match self {
            Self::Type1 => "type1",
            Self::Type2 => "type2",
            Self::Other => "other",
        }
    }
}

impl Nyha {
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::I => "I",
            Self::II => "II",
            Self::III => "III",
            Self::IV => "IV",
        }
    }
}

/// A date as a number that is greater for a later day, 20251120: for engines that compare numbers quicker than texts, or
/// that have no dates.
pub fn number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}
