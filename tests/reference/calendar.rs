//! The calendar, and its one law: shift the earlier date, and clamp to the last day of the month.

/// A day: year, month and day of the Gregorian calendar. They are in order as they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

/// The units of a calendar duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Years,
    Months,
    Weeks,
    Days,
}

/// A duration that is written out: months first, then days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub months: i64,
    pub days: i64,
    /// The unit, where only one is written, and how many of it.
    pub single: Option<(i64, Unit)>,
}

pub const FIRST: Day = Day { year: 1, month: 1, day: 1 };
pub const LAST: Day = Day { year: 9999, month: 12, day: 31 };

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Day {
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=length_of_month(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// Days since the day before the first of the year 1.
    pub fn number(self) -> i64 {
        let before = self.year - 1;
        let years = before * 365 + before / 4 - before / 100 + before / 400;
        let months: i64 = (1..self.month).map(|month| length_of_month(self.year, month)).sum();
        years + months + self.day
    }

    fn plus_days(self, days: i64) -> Self {
        let wanted = self.number() + days;
        if wanted < FIRST.number() {
            return FIRST;
        }
        if wanted > LAST.number() {
            return LAST;
        }
        // The year is found by trying: the last one whose first day is not behind what is wanted.
        let first = |year: i64| Self { year, month: 1, day: 1 }.number();
        let mut year = (wanted / 366 + 1).min(9999);
        while year < 9999 && first(year + 1) <= wanted {
            year += 1;
        }
        let (mut month, mut day) = (1, wanted - first(year) + 1);
        while day > length_of_month(year, month) {
            day -= length_of_month(year, month);
            month += 1;
        }
        Self { year, month, day }
    }

    fn plus_months(self, months: i64) -> Self {
        let all = self.year * 12 + (self.month - 1) + months;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        if year < 1 {
            return FIRST;
        }
        if year > 9999 {
            return LAST;
        }
        Self { year, month, day: self.day.min(length_of_month(year, month)) }
    }

    pub fn plus(self, period: Period) -> Self {
        self.plus_months(period.months).plus_days(period.days)
    }
}

impl Period {
    pub fn of(number: i64, unit: Unit) -> Self {
        let (months, days) = match unit {
            Unit::Years => (number * 12, 0),
            Unit::Months => (number, 0),
            Unit::Weeks => (0, number * 7),
            Unit::Days => (0, number),
        };
        Self { months, days, single: Some((number, unit)) }
    }

    pub fn plus(self, other: Self) -> Self {
        Self { months: self.months + other.months, days: self.days + other.days, single: None }
    }

    pub fn back(self) -> Self {
        Self { months: -self.months, days: -self.days, single: None }
    }
}

/// How many units are completed from one day to another: the earlier day is shifted. Negative when the second is
/// the earlier.
pub fn completed(unit: Unit, from: Day, to: Day) -> i64 {
    if from > to {
        return -completed(unit, to, from);
    }
    let days = to.number() - from.number();
    let near = match unit {
        Unit::Years => days / 366,
        Unit::Months => days / 31,
        Unit::Weeks => return days / 7,
        Unit::Days => return days,
    };
    let fits = |number: i64| {
        // What is shifted beyond the end of the calendar is not completed.
        let months = Period::of(number, unit).months;
        from.year * 12 + from.month - 1 + months <= LAST.year * 12 + 11
            && from.plus(Period::of(number, unit)) <= to
    };
    let mut number = near;
    while fits(number + 1) {
        number += 1;
    }
    number
}

/// The days that `2025`, `2025-05` or `2025-05-17` can mean.
pub fn span(text: &str) -> Option<(Day, Day)> {
    let digits = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i64>().ok())
            .flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    let year = digits(parts.first()?, 4)?;
    match parts.as_slice() {
        [_] => Some((Day::new(year, 1, 1)?, Day::new(year, 12, 31)?)),
        [_, month] => {
            let month = digits(month, 2)?;
            let first = Day::new(year, month, 1)?;
            Some((first, Day::new(year, month, length_of_month(year, month))?))
        }
        [_, month, day] => {
            let day = Day::new(year, digits(month, 2)?, digits(day, 2)?)?;
            Some((day, day))
        }
        _ => None,
    }
}
