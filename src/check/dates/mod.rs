//! Dates, calendar durations and datetimes.

mod age;
mod moment;
mod sums;
mod window;

use crate::check::arithmetic::Size;
use crate::check::scope::{Checker, Side, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Relation, Step, StepId};
use crate::possible::Possible;
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{CalendarUnit, Comparison, DateLiteral, DateOrder, Expr, ExprKind, NumberLiteral};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::{Dates, Instants, PartialDate, Period, TimeError};
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// `@2025-11-20`, `@2025`, `@2025-11-20T14:30:00+01:00`.
    pub fn date_literal(&mut self, literal: &DateLiteral) -> Option<Typed> {
        let place = literal.place.0;
        if literal.written.contains('T') {
            let instants = match Instants::parse(&literal.written, self.vocabulary.zone()) {
                Ok(instants) if !instants.is_known() => {
                    // A minute, or an hour that the clock shows twice: patients in between would stay open for ever.
                    self.report(
                        Problem::new(
                            Code::BadDate,
                            place,
                            format!("`@{}` is not one moment", literal.written),
                        )
                        .help("write the seconds and the offset: `@2025-11-20T14:30:00+01:00`"),
                    );
                    return None;
                }
                Ok(instants) => instants,
                // That the time zone cannot be used is told where it is declared.
                Err(TimeError::OffsetRequired) if self.bad_timezone => return None,
                Err(error) => {
                    self.report(
                        Problem::new(Code::BadDate, place, format!("`@{}`: {error}", literal.written))
                            .help(error.help()),
                    );
                    return None;
                }
            };
            let step = self.push(Step::Constant(Possible::Instants(instants)), place);
            self.sizes.insert(step, Size::MOMENT);
            return Some(Typed { step, ty: ValueType::DateTime });
        }
        let date = PartialDate::parse(&literal.written).ok()?; // reported when it was read
        Some(self.days(Dates::from(date), place))
    }

    /// Days that are written out.
    fn days(&mut self, days: Dates, place: Span) -> Typed {
        let step = self.push(Step::Constant(Possible::Dates(days)), place);
        Typed { step, ty: ValueType::Date { or_never: false } }
    }

    /// `6 months`.
    pub fn duration_literal(
        &mut self,
        number: &NumberLiteral,
        unit: CalendarUnit,
        place: Span,
    ) -> Option<Typed> {
        let period = self.period(&number.value, unit, place)?;
        let step = self.push(Step::Constant(Possible::Period(Some(period))), place);
        Some(Typed { step, ty: ValueType::Duration })
    }

    fn period(&mut self, number: &Number, unit: CalendarUnit, place: Span) -> Option<Period> {
        if !number.is_integer() {
            self.report(
                Problem::new(Code::BadPeriod, place, "calendar units come whole: a month has no fixed half")
                    .help("write it in smaller units, for example `18 months` for one and a half years"),
            );
            return None;
        }
        let period = number
            .to_i64()
            .and_then(|count| u32::try_from(count).ok())
            .and_then(|count| Period::new(count, unit).ok());
        if period.is_none() {
            self.report(
                Problem::new(Code::BadPeriod, place, "this duration is longer than the calendar")
                    .help("dates run from the year 1 to the year 9999"),
            );
        }
        period
    }

    /// The date of the decision.
    pub fn as_of(&mut self, place: Span) -> Typed {
        let step = *self.as_of_step.get_or_insert_with(|| self.program.push(Step::AsOf, place));
        Typed { step, ty: ValueType::Date { or_never: false } }
    }

    /// A date that cannot be *never*, and is no span that is written out.
    fn one_day(&mut self, expr: &'a Expr) -> Option<Typed> {
        if written_span(expr).is_some() {
            self.report(span_for_day(expr));
            return None;
        }
        self.certain_date(expr)
    }

    /// A date that cannot be *never*.
    fn certain_date(&mut self, expr: &'a Expr) -> Option<Typed> {
        let typed = self.date(expr)?;
        if typed.ty == (ValueType::Date { or_never: true }) {
            let text = print_expr(without_parens(expr));
            self.report(
                Problem::new(Code::WrongType, expr.place.0, "no time passes between a day and `never`")
                    .says("this is `date or never`")
                    .help(format!(
                        "ask with `{text} at least 6 months ago`, which is false where it is never"
                    )),
            );
            return None;
        }
        Some(typed)
    }

    /// A date, *never* included.
    fn date(&mut self, expr: &'a Expr) -> Option<Typed> {
        let wanted = ValueType::Date { or_never: false };
        let typed = self.value(expr, Some(&wanted))?;
        if matches!(typed.ty, ValueType::Date { .. }) {
            return Some(typed);
        }
        let text = print_expr(without_parens(expr));
        let help = match &typed.ty {
            ValueType::DateTime => format!("take its day: `date of {text}`"),
            ValueType::Text => "a date is written `@2025-11-20`".to_owned(),
            ValueType::Age => "use `birth_date` itself".to_owned(),
            _ => {
                "a date stands here, such as `@2025-11-20`, `as_of`, or a fact of the type `date`".to_owned()
            }
        };
        self.report(
            Problem::new(Code::WrongType, expr.place.0, "a date is expected here")
                .says(format!("this is `{}`", typed.ty))
                .help(help),
        );
        None
    }

    /// A calendar duration.
    pub fn calendar(&mut self, expr: &'a Expr) -> Option<Typed> {
        let typed = self.value(expr, Some(&ValueType::Duration))?;
        if typed.ty == ValueType::Duration {
            return Some(typed);
        }
        let text = print_expr(without_parens(expr));
        let help = match &typed.ty {
            ValueType::Number { .. } => format!("say which units: `{text} months`"),
            ValueType::Quantity(_) => calendar_for_clock(without_parens(expr)),
            _ => "write for example `6 months`".to_owned(),
        };
        self.report(
            Problem::new(Code::BadPeriod, expr.place.0, "a calendar duration is expected here")
                .says(format!("this is `{}`", typed.ty))
                .help(help),
        );
        None
    }

    /// An expression that was already looked at, which must be a date.
    fn date_again(&mut self, expr: &'a Expr, typed: Typed) -> Option<Typed> {
        if matches!(typed.ty, ValueType::Date { .. }) { Some(typed) } else { self.date(expr) }
    }

    fn shift(&mut self, date: StepId, period: StepId, back: bool, place: Span) -> StepId {
        self.push(Step::Shift { date, period, back }, place)
    }

    fn step_compare(&mut self, relation: Relation, left: StepId, right: StepId, place: Span) -> Typed {
        let compared = self.boolean(Step::Compare(relation, left, right), place);
        let relation = if relation == Relation::Less { "<" } else { "<=" };
        let date = |step| Typed { step, ty: ValueType::Date { or_never: true } };
        self.note_comparison(compared.step, &date(left), relation, &date(right));
        compared
    }

    /// `d before e`, `d on or after e`: the same as `<` and `>=`.
    pub fn order(&mut self, left: &'a Expr, order: DateOrder, right: &'a Expr, place: Span) -> Option<Typed> {
        let op = match order {
            DateOrder::Before => Comparison::Less,
            DateOrder::After => Comparison::Greater,
            DateOrder::OnOrBefore => Comparison::LessOrEqual,
            DateOrder::OnOrAfter => Comparison::GreaterOrEqual,
        };
        for (one, other) in [(left, right), (right, left)] {
            if without_parens(one).kind == ExprKind::Never {
                return self.is_never(op, other, place);
            }
        }
        let wanted = ValueType::Date { or_never: false };
        let (one, other) = (self.value(left, Some(&wanted)), self.value(right, Some(&wanted)));
        let (one, other) = (one?, other?);
        for (expr, typed) in [(left, &one), (right, &other)] {
            if !matches!(typed.ty, ValueType::Date { .. } | ValueType::DateTime) {
                self.date_again(expr, typed.clone())?;
            }
        }
        self.compare_checked(op, (left, &one), (right, &other), place)
    }

    /// The side of a comparison as it is compared: of a year or a month that is written out, the day that
    /// makes the comparison speak of the whole span (`before` and `after` mean wholly).
    pub fn dated(&mut self, op: Comparison, is_left: bool, (expr, typed): Side<'_>) -> Option<Typed> {
        let Some(span) = written_span(expr) else { return Some(typed.clone()) };
        let place = expr.place.0;
        // Seen from the left side.
        let first = match (op, is_left) {
            (Comparison::Less | Comparison::GreaterOrEqual, false)
            | (Comparison::Greater | Comparison::LessOrEqual, true) => true,
            (Comparison::Greater | Comparison::LessOrEqual, false)
            | (Comparison::Less | Comparison::GreaterOrEqual, true) => false,
            _ => {
                let text = print_expr(without_parens(expr));
                self.report(
                    Problem::new(Code::PartialDate, place, "a span of days is no day to be equal to")
                        .says("this is a year or a month")
                        .help(format!("ask whether a date lies in it: `… in {text}`")),
                );
                return None;
            }
        };
        Some(self.days(Dates::day(if first { span.first() } else { span.last() }), place))
    }

    /// `d in @2025-05`.
    pub fn in_span(&mut self, value: &'a Expr, span: &'a DateLiteral, place: Span) -> Option<Typed> {
        let typed = self.date(value)?;
        let span_place = span.place.0;
        let Ok(days) = PartialDate::parse(&span.written) else {
            if span.written.contains('T') {
                self.report(
                    Problem::new(Code::PartialDate, span_place, "a date lies in a year, a month or a day")
                        .help("write for example `… in @2025-05`"),
                );
            }
            return None;
        };
        let first = self.days(Dates::day(days.first()), span_place);
        let last = self.days(Dates::day(days.last()), span_place);
        let starts = self.step_compare(Relation::AtMost, first.step, typed.step, place);
        let ends = self.step_compare(Relation::AtMost, typed.step, last.step, place);
        Some(self.boolean(Step::All(Box::new([starts.step, ends.step])), place))
    }

    /// `d is never`.
    pub fn is_never(&mut self, op: Comparison, value: &'a Expr, place: Span) -> Option<Typed> {
        let negated = match op {
            Comparison::Equal | Comparison::Is => false,
            Comparison::NotEqual | Comparison::IsNot => true,
            _ => {
                self.report(
                    Problem::new(Code::NoOrder, place, "`never` is no day: nothing is before or after it")
                        .help("ask `… is never` or `… is not never`"),
                );
                return None;
            }
        };
        let typed = self.date(value)?;
        if typed.ty != (ValueType::Date { or_never: true }) {
            let text = print_expr(without_parens(value));
            self.report(
                Problem::new(
                    Code::AlwaysNotNever,
                    place,
                    format!("`{text}` is a `date`, which is no `never`"),
                )
                .help("declare it as `date or never`, so that a record can say so"),
            );
            return None;
        }
        let never = self.boolean(Step::IsNever(typed.step), place);
        Some(if negated { self.boolean(Step::Not(never.step), place) } else { never })
    }

    /// `date of t`.
    pub fn date_of(&mut self, of: &'a Expr, place: Span) -> Option<Typed> {
        let typed = self.value(of, Some(&ValueType::DateTime))?;
        if typed.ty != ValueType::DateTime {
            self.report(
                Problem::new(Code::WrongType, of.place.0, "`date of` takes a datetime")
                    .says(format!("this is `{}`", typed.ty))
                    .maybe_help(
                        matches!(typed.ty, ValueType::Date { .. })
                            .then(|| "it is a date already: delete `date of`".to_owned()),
                    ),
            );
            return None;
        }
        let step = self.push(Step::DateOf(typed.step), place);
        Some(Typed { step, ty: ValueType::Date { or_never: false } })
    }

    /// Reports a year or a month that is written out where one day belongs: `None` then, and of nothing else.
    pub fn no_span(&mut self, expr: &Expr) -> Option<()> {
        if written_span(expr).is_some() {
            self.report(span_for_day(expr));
            return None;
        }
        Some(())
    }
}

/// A year or a month that is written out, where one day is counted from.
fn span_for_day(expr: &Expr) -> Problem {
    Problem::new(Code::PartialDate, expr.place.0, "time is counted from one day")
        .says("this is a span of days")
        .help("write the whole date")
}

/// What to write for a clock duration where a calendar duration belongs.
fn calendar_for_clock(expr: &Expr) -> String {
    let unit = match &expr.kind {
        ExprKind::Quantity(_, unit) => unit.code.as_str(),
        _ => "",
    };
    let word = match unit {
        "a" | "a_j" | "a_g" | "a_t" => "years",
        "mo" | "mo_j" | "mo_g" | "mo_s" => "months",
        "wk" => "weeks",
        _ => "days",
    };
    let number = match &expr.kind {
        ExprKind::Quantity(number, _) => number.written.as_str(),
        _ => "6",
    };
    match unit {
        "h" | "min" | "s" => {
            "hours and minutes are counted between datetimes; between dates count days: `2 days`".to_owned()
        }
        _ => format!("calendar durations stand without quotes: `{number} {word}`"),
    }
}

/// The date that is written out, to the day, the month or the year.
pub fn written_date(expr: &Expr) -> Option<PartialDate> {
    let ExprKind::Date(literal) = &without_parens(expr).kind else { return None };
    PartialDate::parse(&literal.written).ok()
}

/// The year or month that is written out; a whole date is none.
pub fn written_span(expr: &Expr) -> Option<PartialDate> {
    written_date(expr).filter(|date| date.day().is_none())
}
