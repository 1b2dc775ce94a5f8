//! A date known to the day, to the month or to the year.

use jiff::civil::Date;

/// The days a written date can mean: `2025-11` is 1 to 30 November 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// The first day it can mean.
    pub first: Date,
    /// The last day it can mean.
    pub last: Date,
}

impl PartialDate {
    /// Reads `2025`, `2025-11` or `2025-11-20` (years 0001 to 9999).
    ///
    /// # Errors
    /// In words, why it is no date.
    ///
    /// ```
    /// use elig::time::PartialDate;
    /// let november = PartialDate::parse("2025-11").unwrap();
    /// assert_eq!(november.last.to_string(), "2025-11-30");
    /// assert!(PartialDate::parse("2025-02-30").is_err());
    /// ```
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut steps = written.split('-');
        let year: i16 = number(steps.next(), 4).ok_or("a year has four digits")?;
        let month =
            steps.next().map(|text| number(Some(text), 2).ok_or("a month has two digits")).transpose()?;
        let day = steps.next().map(|text| number(Some(text), 2).ok_or("a day has two digits")).transpose()?;
        if steps.next().is_some() {
            return Err("it has more than a year, a month and a day".to_owned());
        }
        let first_month: i8 = month.unwrap_or(1);
        if year == 0 {
            return Err("there is no year 0000".to_owned());
        }
        let first =
            Date::new(year, first_month, 1).map_err(|_| format!("there is no month {first_month:02}"))?;
        match (month, day) {
            (None, _) => Ok(Self { first, last: first.last_of_year() }),
            (Some(_), None) => Ok(Self { first, last: first.last_of_month() }),
            (Some(month), Some(day)) => {
                let date = Date::new(year, month, day)
                    .map_err(|_| format!("{year:04}-{month:02} has no day {day:02}"))?;
                Ok(Self { first: date, last: date })
            }
        }
    }
}

fn number<N: std::str::FromStr>(text: Option<&str>, length: usize) -> Option<N> {
    text.filter(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}
