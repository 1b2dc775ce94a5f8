//! Calendar durations: years, months, weeks and days.

use std::fmt;

use thiserror::Error;

use crate::possible::Truth;

/// The most months in a [`Period`], its years counted: the whole calendar. Beyond it:
/// [`PeriodError::TooLong`].
pub const MAX_PERIOD_MONTHS: u32 = 9_999 * 12;

/// The most days in a [`Period`], its weeks counted: the whole calendar. Beyond it:
/// [`PeriodError::TooLong`].
pub const MAX_PERIOD_DAYS: u32 = 3_652_059;

/// A calendar duration, not negative: so many years, months, weeks and days, as they were written.
///
/// Years are 12 months and weeks are 7 days, everywhere; months and days are kept apart, for how many days a
/// month has depends on where it begins. `==` compares what was written: `75 years` is not `900 months`,
/// though [`Period::equal`] is true of them.
///
/// It is shown as it was written: every unit that counts something, and the finest in any case.
///
/// ```
/// use elig::possible::Truth;
/// use elig::time::Period;
///
/// let read = |text| Period::parse(text).unwrap();
/// assert_eq!(read("1 year 6 months"), read("P1Y6M"));
/// assert_eq!(read("P1Y6M").to_string(), "1 year 6 months");
/// assert_eq!(read("18 months").equal(&read("P1Y6M")), Truth::True);
/// assert_eq!(read("4 weeks").at_most(&read("1 month")), Truth::True);
/// assert_eq!(read("30 days").less(&read("1 month")), Truth::Unknown);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    years: u32,
    months: u32,
    weeks: u32,
    days: u32,
    finest: CalendarUnit,
}

/// A unit of the calendar, the coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CalendarUnit {
    /// 12 months.
    Years,
    /// 28 to 31 days.
    Months,
    /// 7 days.
    Weeks,
    /// From one midnight to the next, however long the clock takes.
    Days,
}

/// Why a text is no calendar duration. No message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum PeriodError {
    /// Something else.
    #[error("not a calendar duration")]
    NotAPeriod,
    /// A minus.
    #[error("a calendar duration is not negative")]
    Negative,
    /// A fraction of a unit.
    #[error("years, months, weeks and days are counted in whole numbers")]
    Fraction,
    /// Hours, minutes or seconds.
    #[error("hours, minutes and seconds are no calendar units")]
    Clock,
    /// A finer unit before a coarser, or a unit twice.
    #[error("years, months, weeks and days stand in this order, each once")]
    Order,
    /// More than [`MAX_PERIOD_MONTHS`] or [`MAX_PERIOD_DAYS`].
    #[error("longer than the calendar, which has 9999 years")]
    TooLong,
}

impl PeriodError {
    /// What to do next.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::NotAPeriod | Self::Order => "write `6 months`, `1 year 6 months`, or `P6M`, `P1Y6M`, `P2W`",
            Self::Negative => "write it without the minus, and say which date is the earlier",
            Self::Fraction => "write it in a finer unit: `6 months` for half a year",
            Self::Clock => "write it in days, or as a quantity of time with its unit",
            Self::TooLong => "write at most 9999 years",
        }
    }
}

impl Period {
    /// So many of one unit.
    ///
    /// # Errors
    /// [`PeriodError::TooLong`].
    ///
    /// ```
    /// use elig::time::{CalendarUnit, Period};
    /// assert_eq!(Period::new(1, CalendarUnit::Weeks).unwrap().to_string(), "1 week");
    /// assert!(Period::new(10_000, CalendarUnit::Years).is_err());
    /// ```
    pub fn new(count: u32, unit: CalendarUnit) -> Result<Self, PeriodError> {
        let mut period = Self { years: 0, months: 0, weeks: 0, days: 0, finest: unit };
        *period.count_mut(unit) = count;
        period.checked()
    }

    /// Reads `6 months`, `1 year 6 months`, or the same in ISO 8601: `P6M`, `P1Y6M`, `P2W`. Units stand from
    /// years to days; ISO may also have weeks beside the others.
    ///
    /// # Errors
    /// [`PeriodError`]: why it is no calendar duration.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        match text.strip_prefix('P') {
            Some(rest) => Self::from_pieces(iso_pieces(rest)?),
            None => Self::from_pieces(worded_pieces(text)?),
        }
    }

    /// One after the other, unit by unit: `1 year` and `6 months` are `1 year 6 months`.
    ///
    /// # Errors
    /// [`PeriodError::TooLong`].
    pub fn plus(&self, other: &Self) -> Result<Self, PeriodError> {
        Self {
            years: self.years.saturating_add(other.years),
            months: self.months.saturating_add(other.months),
            weeks: self.weeks.saturating_add(other.weeks),
            days: self.days.saturating_add(other.days),
            finest: self.finest.max(other.finest),
        }
        .checked()
    }

    /// Its years and months, in months: 0 to [`MAX_PERIOD_MONTHS`].
    #[must_use]
    pub fn months(&self) -> i64 {
        i64::from(self.years) * 12 + i64::from(self.months)
    }

    /// Its weeks and days, in days: 0 to [`MAX_PERIOD_DAYS`].
    #[must_use]
    pub fn days(&self) -> i64 {
        i64::from(self.weeks) * 7 + i64::from(self.days)
    }

    /// The finest unit it was written in.
    #[must_use]
    pub fn finest(&self) -> CalendarUnit {
        self.finest
    }

    /// Is it shorter than `other`, from whatever date both begin?
    ///
    /// Months against days are decided only where it is so from every date (true) or from none (false). A
    /// month has 28 to 31 days, two have 59 to 62, twelve 365 or 366, and 4800 have 146,097: the calendar
    /// comes round every 400 years, and all of them are looked at. The ends of the calendar are not.
    #[must_use]
    pub fn less(&self, other: &Self) -> Truth {
        // In one kind of unit there is nothing to ask the calendar about.
        if self.months() == other.months() {
            return Truth::from(self.days() < other.days());
        }
        if self.days() == other.days() {
            return Truth::from(self.months() < other.months());
        }
        match self.days_longer(other) {
            (least, _) if least > 0 => Truth::True,
            (_, greatest) if greatest <= 0 => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Is it at most as long as `other`, from whatever date both begin? As [`Period::less`].
    #[must_use]
    pub fn at_most(&self, other: &Self) -> Truth {
        !other.less(self)
    }

    /// Is it as long as `other`, from whatever date both begin? As [`Period::less`].
    #[must_use]
    pub fn equal(&self, other: &Self) -> Truth {
        match self.days_longer(other) {
            (0, 0) => Truth::True,
            (least, greatest) if least > 0 || greatest < 0 => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// By how many days `other` is longer, at least and at most.
    fn days_longer(&self, other: &Self) -> (i64, i64) {
        let days = other.days() - self.days();
        let months = other.months() - self.months();
        let (least, greatest) = days_in_months(months.abs());
        if months < 0 { (days - greatest, days - least) } else { (days + least, days + greatest) }
    }

    fn from_pieces(pieces: Vec<(u32, CalendarUnit)>) -> Result<Self, PeriodError> {
        let mut sum: Option<Self> = None;
        for (count, unit) in pieces {
            let piece = Self::new(count, unit)?;
            sum = Some(match sum {
                Some(sum) if sum.finest < unit => sum.plus(&piece)?,
                Some(_) => return Err(PeriodError::Order),
                None => piece,
            });
        }
        sum.ok_or(PeriodError::NotAPeriod)
    }

    /// What is shown: the units that count something, and the finest.
    fn pieces(&self) -> impl Iterator<Item = (u32, CalendarUnit)> {
        let finest = self.finest;
        CalendarUnit::ALL
            .into_iter()
            .zip([self.years, self.months, self.weeks, self.days])
            .map(|(unit, count)| (count, unit))
            .filter(move |(count, unit)| *count > 0 || *unit == finest)
    }

    fn count_mut(&mut self, unit: CalendarUnit) -> &mut u32 {
        match unit {
            CalendarUnit::Years => &mut self.years,
            CalendarUnit::Months => &mut self.months,
            CalendarUnit::Weeks => &mut self.weeks,
            CalendarUnit::Days => &mut self.days,
        }
    }

    fn checked(self) -> Result<Self, PeriodError> {
        let fits = self.months() <= i64::from(MAX_PERIOD_MONTHS) && self.days() <= i64::from(MAX_PERIOD_DAYS);
        if fits { Ok(self) } else { Err(PeriodError::TooLong) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (count, unit)) in self.pieces().enumerate() {
            let space = if index > 0 { " " } else { "" };
            let name = if count == 1 { unit.singular() } else { unit.plural() };
            write!(f, "{space}{count} {name}")?;
        }
        Ok(())
    }
}

impl CalendarUnit {
    /// All units, the coarsest first.
    pub const ALL: [Self; 4] = [Self::Years, Self::Months, Self::Weeks, Self::Days];

    /// Reads `years` or `year`, and so on.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| word == unit.plural() || word == unit.singular())
    }

    /// `year`, `month`, `week` or `day`.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Years => "year",
            Self::Months => "month",
            Self::Weeks => "week",
            Self::Days => "day",
        }
    }

    /// `years`, `months`, `weeks` or `days`.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Months => "months",
            Self::Weeks => "weeks",
            Self::Days => "days",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Years => 'Y',
            Self::Months => 'M',
            Self::Weeks => 'W',
            Self::Days => 'D',
        }
    }
}

impl fmt::Display for CalendarUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.plural())
    }
}

/// `6 months`, `1 year 6 months`: counts and units in turn.
fn worded_pieces(text: &str) -> Result<Vec<(u32, CalendarUnit)>, PeriodError> {
    let mut words = text.split_ascii_whitespace();
    let mut pieces = Vec::new();
    while let Some(counted) = words.next() {
        let number = count(counted)?;
        let unit = match words.next() {
            Some("hours" | "hour" | "minutes" | "minute" | "seconds" | "second") => {
                return Err(PeriodError::Clock);
            }
            Some(word) => CalendarUnit::parse(word).ok_or(PeriodError::NotAPeriod)?,
            None => return Err(PeriodError::NotAPeriod),
        };
        add(&mut pieces, number, unit)?;
    }
    Ok(pieces)
}

/// What stands behind the `P` of ISO 8601: counts, each with its letter behind it.
fn iso_pieces(text: &str) -> Result<Vec<(u32, CalendarUnit)>, PeriodError> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        if rest.starts_with('T') {
            return Err(PeriodError::Clock);
        }
        let letter = |character: char| character.is_ascii_alphabetic();
        let (counted, behind) = rest.split_once(letter).ok_or(PeriodError::NotAPeriod)?;
        let letter = rest.chars().find(|character| letter(*character));
        let unit = CalendarUnit::ALL.into_iter().find(|unit| Some(unit.letter()) == letter);
        let number = count(counted)?;
        add(&mut pieces, number, unit.ok_or(PeriodError::NotAPeriod)?)?;
        rest = behind;
    }
    Ok(pieces)
}

/// Keeps what is read as short as the list of units, however long the text.
fn add(pieces: &mut Vec<(u32, CalendarUnit)>, number: u32, unit: CalendarUnit) -> Result<(), PeriodError> {
    if pieces.last().is_some_and(|(_, last)| *last >= unit) {
        return Err(PeriodError::Order);
    }
    pieces.push((number, unit));
    Ok(())
}

fn count(text: &str) -> Result<u32, PeriodError> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(text) {
        // All digits: it can only be too large.
        return text.parse().map_err(|_| PeriodError::TooLong);
    }
    match (text.strip_prefix('-'), text.split_once(['.', ','])) {
        (Some(_), _) => Err(PeriodError::Negative),
        (None, Some((whole, fraction))) if digits(whole) && digits(fraction) => Err(PeriodError::Fraction),
        _ => Err(PeriodError::NotAPeriod),
    }
}

/// How many days this many months have, at least and at most, over all dates they could be added to.
///
/// Only first days of a month are looked at. A day that is clamped counts to the last day of a month, and
/// from the last day of one month to that of another is as long as between the first days that follow; the
/// days in between lie between the two.
fn days_in_months(months: i64) -> (i64, i64) {
    let lengths =
        (0..MONTHS_OF_THE_CYCLE).map(|start| days_before_month(start + months) - days_before_month(start));
    lengths.fold((i64::MAX, i64::MIN), |(least, greatest), days| (least.min(days), greatest.max(days)))
}

/// The calendar comes round after 400 years.
const MONTHS_OF_THE_CYCLE: i64 = 400 * 12;

/// Days from the start of a year 0 to the start of this month, the January of the year 0 being month 0.
fn days_before_month(month: i64) -> i64 {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before_year = year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    let before_month = match month {
        0 => 0,
        1 => 31,
        // From March on, months have 153 days in every five.
        later => (153 * (later - 2) + 2) / 5 + 59 + i64::from(leap),
    };
    before_year + before_month
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_months() {
        let table = [
            (0, (0, 0)),
            (1, (28, 31)),
            (2, (59, 62)),
            (3, (89, 92)),
            (6, (181, 184)),
            (12, (365, 366)),
            (24, (730, 731)),
            (48, (1_460, 1_461)),
            (4_800, (146_097, 146_097)),
        ];
        for (months, days) in table {
            assert_eq!(days_in_months(months), days, "{months} months");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        let table = [
            ("1.5 months", PeriodError::Fraction),
            ("1.x months", PeriodError::NotAPeriod),
            (".5 months", PeriodError::NotAPeriod),
            ("-1 months", PeriodError::Negative),
            ("2 days 1 month", PeriodError::Order),
            ("1 month 1 month", PeriodError::Order),
            ("PT1H", PeriodError::Clock),
        ];
        for (text, why) in table {
            assert_eq!(Period::parse(text), Err(why), "{text}");
            assert!(why.help().contains(' '), "it says what to do: {}", why.help());
        }
        assert_eq!(CalendarUnit::Months.to_string(), "months");
    }

    #[test]
    fn months_begin_where_the_calendar_has_them() {
        let year_0 = super::super::calendar::day_number(jiff::civil::date(0, 1, 1));
        for month in 0..(2_000 * 12) {
            let first = super::super::calendar::plus_months(jiff::civil::date(1, 1, 1), month);
            let expected = super::super::calendar::day_number(first) - year_0;
            assert_eq!(days_before_month(month + 12), expected, "{first}");
        }
    }
}
