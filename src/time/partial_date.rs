//! A date known to the day, to the month or to the year.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

/// The days a written date can mean: `2025-11` is 1 to 30 November 2025.
///
/// It is shown as it is written: `2025`, `2025-11`, `2025-11-20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

/// How finely a date is known, the coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// Some day of a year.
    Year,
    /// Some day of a month.
    Month,
    /// One day.
    Day,
}

/// Why a text is no date. The messages tell of years, months and days that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum DateError {
    /// The year is not written with four digits.
    #[error("a year has four digits")]
    Year,
    /// The month is not written with two digits.
    #[error("a month has two digits")]
    Month,
    /// The day is not written with two digits.
    #[error("a day has two digits")]
    Day,
    /// There is something after the day.
    #[error("it has more than a year, a month and a day")]
    More,
    /// The year 0000.
    #[error("there is no year 0000")]
    YearZero,
    /// A month below 1 or above 12.
    #[error("there is no month {0:02}")]
    NoMonth(i8),
    /// A day that its month does not have: year, month, day.
    #[error("{0:04}-{1:02} has no day {2:02}")]
    NoDay(i16, i8, i8),
    /// A date by the number of its week, such as `2025-W47-4`.
    #[error("a date by its week is not read")]
    Week,
}

impl PartialDate {
    /// Reads `2025`, `2025-11` or `2025-11-20` (years 0001 to 9999).
    ///
    /// # Errors
    /// [`DateError`]: why it is no date.
    ///
    /// ```
    /// use elig::time::PartialDate;
    /// let november = PartialDate::parse("2025-11").unwrap();
    /// assert_eq!(november.last().to_string(), "2025-11-30");
    /// assert_eq!(november.to_string(), "2025-11");
    /// assert!(PartialDate::parse("2025-02-30").is_err());
    /// ```
    pub fn parse(written: &str) -> Result<Self, DateError> {
        let mut steps = written.split('-');
        let year: i16 = number(steps.next(), 4).ok_or(DateError::Year)?;
        let month = steps.next().map(month_digits).transpose()?;
        let day = steps.next().map(|text| number(Some(text), 2).ok_or(DateError::Day)).transpose()?;
        if steps.next().is_some() {
            return Err(DateError::More);
        }
        let first_month: i8 = month.unwrap_or(1);
        if year == 0 {
            return Err(DateError::YearZero);
        }
        let first = Date::new(year, first_month, 1).map_err(|_| DateError::NoMonth(first_month))?;
        match (month, day) {
            (None, _) => Ok(Self { first, precision: Precision::Year }),
            (Some(_), None) => Ok(Self { first, precision: Precision::Month }),
            (Some(month), Some(day)) => {
                let first = Date::new(year, month, day).map_err(|_| DateError::NoDay(year, month, day))?;
                Ok(Self { first, precision: Precision::Day })
            }
        }
    }

    /// The first day it can mean.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day it can mean.
    #[must_use]
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// The day, if it is known.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// How finely the date is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// What it could be one step finer, the earliest first: the months of a year, the days of a month, nothing
    /// for a day. Together they are the same days: if all of them give a question one answer, then so does
    /// this; if each gives some answer, then a month (or a day) would settle it.
    ///
    /// ```
    /// use elig::time::PartialDate;
    /// let months: Vec<_> = PartialDate::parse("2025").unwrap().refinements().collect();
    /// assert_eq!(months.len(), 12);
    /// assert_eq!(months[1].to_string(), "2025-02");
    /// assert_eq!(months[1].refinements().last().unwrap().to_string(), "2025-02-28");
    /// assert_eq!(months[1].refinements().last().unwrap().refinements().count(), 0);
    /// ```
    pub fn refinements(self) -> impl Iterator<Item = PartialDate> {
        let (year, month) = (self.first.year(), self.first.month());
        let (count, precision) = match self.precision {
            Precision::Year => (12, Precision::Month),
            Precision::Month => (self.first.days_in_month(), Precision::Day),
            Precision::Day => (0, Precision::Day),
        };
        (1..=count).filter_map(move |index| {
            let first = match precision {
                Precision::Year | Precision::Month => Date::new(year, index, 1),
                Precision::Day => Date::new(year, month, index),
            };
            first.ok().map(|first| PartialDate { first, precision })
        })
    }

    /// The written date for exactly these days, if there is one: `None` for 3 to 9 November.
    pub(super) fn of(first: Date, last: Date) -> Option<Self> {
        [Precision::Day, Precision::Month, Precision::Year].into_iter().find_map(|precision| {
            let begins = match precision {
                Precision::Day => first,
                Precision::Month => first.first_of_month(),
                Precision::Year => first.first_of_year(),
            };
            let date = Self { first, precision };
            (begins == first && date.last() == last).then_some(date)
        })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first.year())?;
        if self.precision >= Precision::Month {
            write!(f, "-{:02}", self.first.month())?;
        }
        if self.precision >= Precision::Day {
            write!(f, "-{:02}", self.first.day())?;
        }
        Ok(())
    }
}

fn month_digits(text: &str) -> Result<i8, DateError> {
    if text.starts_with('W') {
        return Err(DateError::Week);
    }
    number(Some(text), 2).ok_or(DateError::Month)
}

fn number<N: std::str::FromStr>(text: Option<&str>, length: usize) -> Option<N> {
    text.filter(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}
