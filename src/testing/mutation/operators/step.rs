//! The smallest step that a written value can take.

use crate::syntax::ast::{DateLiteral, NumberLiteral};
use crate::time::{CalendarUnit, PartialDate, Precision};

/// A number moved by one in its last written digit, up and down: `6` by 1, `5.40` by 0.01.
pub fn number(number: &NumberLiteral) -> [Option<String>; 2] {
    [moved(&number.written, 1), moved(&number.written, -1)]
}

fn moved(written: &str, by: i128) -> Option<String> {
    let (whole, part) = written.split_once('.').unwrap_or((written, ""));
    let digits: i128 = format!("{whole}{part}").parse().ok()?;
    let moved = digits.checked_add(by)?;
    let sign = if moved < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", moved.unsigned_abs(), width = part.len() + 1);
    let (whole, part) = digits.split_at_checked(digits.len() - part.len())?;
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

/// A date moved by a day; a month by a month, and a year by a year, as precisely as it is written.
pub fn date(date: &DateLiteral) -> Vec<String> {
    let Ok(written) = PartialDate::parse(&date.written) else { return Vec::new() };
    let (first, last) = (written.first(), written.last());
    let neighbours = [last.tomorrow(), first.yesterday()].into_iter().flatten();
    let shown = neighbours.map(|day| match written.precision() {
        Precision::Day => format!("@{day}"),
        Precision::Month => format!("@{}", day.strftime("%Y-%m")),
        Precision::Year => format!("@{}", day.strftime("%Y")),
    });
    shown.collect()
}

/// A calendar duration that is longer, and one that is shorter, by as little as can be written. `sums` says whether
/// durations can be added where it stands: then a day longer than `6 months` is `6 months + 1 day`. A day shorter than
/// a month has no name; the month before is taken.
pub fn duration(number: &NumberLiteral, unit: CalendarUnit, sums: bool) -> Vec<String> {
    let Ok(count) = number.written.parse::<u32>() else { return Vec::new() };
    let (longer, shorter) = match unit {
        CalendarUnit::Days => (in_units(count.checked_add(1), unit), in_units(count.checked_sub(1), unit)),
        CalendarUnit::Weeks if sums => {
            let days = count.checked_mul(7);
            let moved = |by: i64| days.and_then(|days| u32::try_from(i64::from(days) + by).ok());
            (in_units(moved(1), CalendarUnit::Days), in_units(moved(-1), CalendarUnit::Days))
        }
        CalendarUnit::Months | CalendarUnit::Years if sums => {
            let months = if unit == CalendarUnit::Years { count.checked_mul(12) } else { Some(count) };
            let shorter = months.and_then(|months| months.checked_sub(1));
            (
                Some(format!("{} + 1 day", written(count, unit))),
                in_units(shorter.filter(|months| *months > 0), CalendarUnit::Months),
            )
        }
        _ => (in_units(count.checked_add(1), unit), in_units(count.checked_sub(1), unit)),
    };
    [longer, shorter].into_iter().flatten().collect()
}

fn in_units(count: Option<u32>, unit: CalendarUnit) -> Option<String> {
    count.map(|count| written(count, unit))
}

fn written(count: u32, unit: CalendarUnit) -> String {
    format!("{count} {}", if count == 1 { unit.singular() } else { unit.plural() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Number;
    use crate::syntax::ast::Place;

    fn literal(written: &str) -> NumberLiteral {
        NumberLiteral { written: written.to_owned(), value: Number::ZERO, place: Place::default() }
    }

    fn steps(written: &str) -> Vec<String> {
        number(&literal(written)).into_iter().flatten().collect()
    }

    #[test]
    fn a_number_moves_in_its_last_digit() {
        assert_eq!(steps("6"), ["7", "5"]);
        assert_eq!(steps("0"), ["1", "-1"]);
        assert_eq!(steps("5.40"), ["5.41", "5.39"]);
        assert_eq!(steps("0.9"), ["1.0", "0.8"]);
        assert_eq!(steps("0.00"), ["0.01", "-0.01"]);
        assert_eq!(steps("99"), ["100", "98"]);
    }

    #[test]
    fn a_date_moves_as_precisely_as_it_is_written() {
        let moved =
            |written: &str| date(&DateLiteral { written: written.to_owned(), place: Place::default() });
        assert_eq!(moved("2025-02-28"), ["@2025-03-01", "@2025-02-27"]);
        assert_eq!(moved("2025-01"), ["@2025-02", "@2024-12"]);
        assert_eq!(moved("2025"), ["@2026", "@2024"]);
        assert_eq!(moved("9999-12-31"), ["@9999-12-30"]);
    }

    #[test]
    fn a_duration_moves_by_a_day_where_that_can_be_written() {
        let moved = |count: &str, unit, sums| duration(&literal(count), unit, sums);
        assert_eq!(moved("30", CalendarUnit::Days, false), ["31 days", "29 days"]);
        assert_eq!(moved("6", CalendarUnit::Weeks, true), ["43 days", "41 days"]);
        assert_eq!(moved("6", CalendarUnit::Weeks, false), ["7 weeks", "5 weeks"]);
        assert_eq!(moved("6", CalendarUnit::Months, true), ["6 months + 1 day", "5 months"]);
        assert_eq!(moved("1", CalendarUnit::Years, true), ["1 year + 1 day", "11 months"]);
        assert_eq!(moved("18", CalendarUnit::Years, false), ["19 years", "17 years"]);
        assert_eq!(moved("0", CalendarUnit::Days, false), ["1 day"]);
    }
}
