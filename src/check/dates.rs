//! Dates, calendar durations and datetimes.

use super::arithmetic::Size;
use super::scope::{Checker, Entity, Typed};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Relation, Step, StepId};
use crate::possible::Possible;
use crate::quantity::{Dimension, Number};
use crate::source::Span;
use crate::syntax::ast::{
    Bound, CalendarUnit, Comparison, DateLiteral, DateOrder, Direction, Expr, ExprKind, NumberLiteral, Path,
    Window,
};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::time::{Dates, Instants, PartialDate, Period, TimeError};
use crate::vocabulary::ValueType;

/// The fact from which ages are counted.
const BIRTH_DATE: &str = "birth_date";

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

    /// `age`: the date of birth, looked at as completed units.
    pub fn age(&mut self, path: &'a Path) -> Option<Typed> {
        let place = path.place.0;
        self.used.insert(BIRTH_DATE);
        let slot = match self.names.get(BIRTH_DATE).map(|(entity, _)| *entity) {
            Some(Entity::Fact(slot)) => slot,
            Some(Entity::Silent) => return None,
            _ if self.is_broken(BIRTH_DATE) => return None,
            _ => {
                self.report(
                    Problem::new(
                        Code::AgeWithoutBirth,
                        place,
                        "`age` is counted from `birth_date`, which is not declared",
                    )
                    .help("declare it:\nfact birth_date: date fixed \"Date of birth\""),
                );
                return None;
            }
        };
        let ty = self.vocabulary.fact(slot)?.ty.clone();
        if ty != (ValueType::Date { or_never: false }) {
            self.report(
                Problem::new(Code::AgeWithoutBirth, place, "`age` is counted from `birth_date`, a date")
                    .says(format!("`birth_date` is `{ty}`"))
                    .help("declare it so:\nfact birth_date: date fixed \"Date of birth\""),
            );
            return None;
        }
        Some(Typed { step: self.fact_step(slot, place)?, ty: ValueType::Age })
    }

    /// `age >= 18 years`: completed units of the kind that is written, as a whole number.
    pub fn age_compared(
        &mut self,
        op: Comparison,
        (left_expr, left): (&Expr, &Typed),
        (right_expr, right): (&Expr, &Typed),
        place: Span,
    ) -> Option<Typed> {
        let left_is_age = left.ty == ValueType::Age;
        let (age, other, other_expr) =
            if left_is_age { (left, right, right_expr) } else { (right, left, left_expr) };
        let period = match self.program.step(other.step) {
            Some(Step::Constant(Possible::Period(Some(period)))) => single_unit(period),
            _ => None,
        };
        let Some((count, unit)) = period else {
            let text = print_expr(without_parens(other_expr));
            let help = match &other.ty {
                ValueType::Number { .. } => format!("say which units: `{text} years`"),
                ValueType::Duration => "write one calendar unit, for example `30 months`".to_owned(),
                _ => "compare it with a calendar duration: `age >= 18 years`".to_owned(),
            };
            self.report(
                Problem::new(
                    Code::NotComparable,
                    other_expr.place.0,
                    "an age is compared with a duration in years, months, weeks or days",
                )
                .says(format!("this is `{}`", other.ty))
                .help(help),
            );
            return None;
        };
        let age = self.completed(unit, age.step, None, place);
        let count = self.number(Number::from(count), other_expr.place.0);
        let (left, right) = if left_is_age { (age, count) } else { (count, age) };
        Some(self.compare(op, &left, &right, place))
    }

    /// Completed units between two dates, the second of which is the date of the decision if it is not given.
    fn completed(&mut self, unit: CalendarUnit, from: StepId, to: Option<StepId>, place: Span) -> Typed {
        let to = to.unwrap_or_else(|| self.as_of(place).step);
        let step = self.push(Step::Completed { unit, from, to }, place);
        Typed { step, ty: ValueType::number(true) }
    }

    /// `months between a and b`.
    pub fn units_between(
        &mut self,
        unit: CalendarUnit,
        from: &'a Expr,
        to: &'a Expr,
        place: Span,
    ) -> Option<Typed> {
        let (from, to) = (self.one_day(from), self.one_day(to));
        Some(self.completed(unit, from?.step, Some(to?.step), place))
    }

    /// `number of age in years`.
    pub fn number_of_age(&mut self, age: &Typed, unit: CalendarUnit, place: Span) -> Typed {
        self.completed(unit, age.step, None, place)
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
    fn calendar(&mut self, expr: &'a Expr) -> Option<Typed> {
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

    /// `d at least 6 months ago`: `d + 6 months <= as_of`. `at most` is the same window as `within`.
    pub fn ago(&mut self, date: &'a Expr, bound: Bound, period: &'a Expr, place: Span) -> Option<Typed> {
        let subject = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if subject.ty == ValueType::DateTime {
            self.day_wanted(date);
            return None;
        }
        let (subject, period) = (self.date_again(date, subject), self.calendar(period));
        let (subject, period) = (subject?, period?);
        let as_of = self.as_of(place);
        Some(match bound {
            Bound::AtLeast => {
                let shifted = self.shift(subject.step, period.step, false, place);
                self.step_compare(Relation::AtMost, shifted, as_of.step, place)
            }
            Bound::AtMost => self.window_after(subject.step, as_of.step, period.step, place),
        })
    }

    /// An expression that was already looked at, which must be a date.
    fn date_again(&mut self, expr: &'a Expr, typed: Typed) -> Option<Typed> {
        if matches!(typed.ty, ValueType::Date { .. }) { Some(typed) } else { self.date(expr) }
    }

    /// The decision's date is a day: hours before it cannot be told.
    fn day_wanted(&mut self, expr: &'a Expr) {
        let text = print_expr(without_parens(expr));
        self.report(
            Problem::new(
                Code::WrongType,
                expr.place.0,
                "the date of a decision is a day, and this is a moment",
            )
            .says("this is `datetime`")
            .help(format!(
                "take its day: `date of {text}`; hours are counted between two datetimes: \
                     `{text} within 4 'h' before …`"
            )),
        );
    }

    /// `from <= to <= from + period`.
    fn window_after(&mut self, from: StepId, to: StepId, period: StepId, place: Span) -> Typed {
        let starts = self.step_compare(Relation::AtMost, from, to, place);
        let end = self.shift(from, period, false, place);
        let ends = self.step_compare(Relation::AtMost, to, end, place);
        self.boolean(Step::All(Box::new([starts.step, ends.step])), place)
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

    /// `d within 6 weeks`, `d within 6 weeks before e`, `t within 4 'h' of u`.
    pub fn within(&mut self, date: &'a Expr, window: &'a Window, place: Span) -> Option<Typed> {
        let subject = self.value(date, Some(&ValueType::Date { or_never: false }))?;
        if subject.ty == ValueType::DateTime {
            return self.within_hours(date, subject.step, window, place);
        }
        let (subject, period) = (self.date_again(date, subject), self.calendar(&window.period));
        let Some((direction, anchor)) = &window.anchor else {
            let as_of = self.as_of(place);
            return Some(self.window_after(subject?.step, as_of.step, period?.step, place));
        };
        let anchors = self.anchor(anchor, *direction);
        let (subject, period, (before, after)) = (subject?.step, period?.step, anchors?);
        Some(match direction {
            Direction::Before => self.window_after(subject, before, period, place),
            Direction::After => self.window_after(after, subject, period, place),
            // Neither is more than the period behind the other. Of the earlier one that is the law; of the
            // later one it always holds.
            Direction::Of => {
                let one_end = self.shift(subject, period, false, place);
                let other_end = self.shift(before, period, false, place);
                let one = self.step_compare(Relation::AtMost, before, one_end, place);
                let other = self.step_compare(Relation::AtMost, subject, other_end, place);
                self.boolean(Step::All(Box::new([one.step, other.step])), place)
            }
        })
    }

    /// The days from which a window is counted: of a year or a month that is written out, its first day
    /// before it and its last day after it.
    fn anchor(&mut self, anchor: &'a Expr, direction: Direction) -> Option<(StepId, StepId)> {
        if without_parens(anchor).kind == ExprKind::Never {
            self.report(
                Problem::new(Code::NoOrder, anchor.place.0, "nothing is counted from `never`")
                    .help("ask `… is never` or `… is not never`"),
            );
            return None;
        }
        let Some(span) = written_span(anchor) else {
            let step = self.date(anchor)?.step;
            return Some((step, step));
        };
        if direction == Direction::Of {
            self.report(
                Problem::new(Code::PartialDate, anchor.place.0, "`within … of` is counted from one day")
                    .says("this is a span of days")
                    .help("write the whole date, or say `before` or `after` the span"),
            );
            return None;
        }
        let place = anchor.place.0;
        let first = self.days(Dates::day(span.first()), place).step;
        Some((first, self.days(Dates::day(span.last()), place).step))
    }

    /// `t within 4 'h' before u`, on datetimes.
    fn within_hours(
        &mut self,
        date: &'a Expr,
        subject: StepId,
        window: &'a Window,
        place: Span,
    ) -> Option<Typed> {
        let Some((direction, anchor)) = &window.anchor else {
            self.day_wanted(date);
            return None;
        };
        let period = self.clock(&window.period);
        let anchor_typed = self.value(anchor, Some(&ValueType::DateTime));
        let (period, other) = (period?, anchor_typed?);
        if other.ty != ValueType::DateTime {
            self.report(
                Problem::new(Code::NotComparable, anchor.place.0, "the two sides are of different kinds")
                    .says(format!("this is `{}`", other.ty))
                    .also(date.place.0, "this is `datetime`")
                    .help("compare two datetimes, or the days of both: `date of …`"),
            );
            return None;
        }
        let (one, two) = (subject, other.step);
        // As for days: `from <= to <= from + period`, or neither is more than the period behind the other.
        let (one_end, two_end) = (self.later(one, period, place), self.later(two, period, place));
        let tests = match direction {
            Direction::Before => [(one, two), (two, one_end)],
            Direction::After => [(two, one), (one, two_end)],
            Direction::Of => [(two, one_end), (one, two_end)],
        };
        let tests = tests.map(|(left, right)| self.moments(left, right, place));
        Some(self.boolean(Step::All(tests.into()), place))
    }

    /// A moment, a clock duration later.
    fn later(&mut self, moment: StepId, duration: StepId, place: Span) -> StepId {
        self.calculated(Operator::Add, moment, duration, place)
    }

    /// Is one moment no later than the other?
    fn moments(&mut self, left: StepId, right: StepId, place: Span) -> StepId {
        let compared = self.boolean(Step::Compare(Relation::AtMost, left, right), place);
        let moment = |step| Typed { step, ty: ValueType::DateTime };
        self.note_comparison(compared.step, &moment(left), "<=", &moment(right));
        compared.step
    }

    /// A clock duration: a quantity of time.
    fn clock(&mut self, expr: &'a Expr) -> Option<StepId> {
        let typed = self.value(expr, None)?;
        match &typed.ty {
            ValueType::Quantity(quantity) if quantity.dimension == Dimension::time() => {
                return Some(typed.step);
            }
            _ => {}
        }
        let help = match &typed.ty {
            ValueType::Duration => {
                "a day or a month has no fixed number of hours: write `24 'h'`, or compare the days of both datetimes: `date of …`"
            }
            _ => "write for example `4 'h'` or `90 'min'`",
        };
        self.report(
            Problem::new(Code::BadPeriod, expr.place.0, "between datetimes a clock duration is expected")
                .says(format!("this is `{}`", typed.ty))
                .help(help),
        );
        None
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
    pub fn dated(&mut self, op: Comparison, is_left: bool, (expr, typed): (&Expr, &Typed)) -> Option<Typed> {
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

    /// `date + period`, `datetime - 4 'h'`, `datetime - datetime`, `period + period`; `None` when the
    /// operands are none of these.
    pub fn dated_sum(
        &mut self,
        operator: Operator,
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
        place: Span,
    ) -> Option<Option<Typed>> {
        use ValueType::{Date, DateTime, Duration, Quantity};
        let back = operator == Operator::Subtract;
        let adds = matches!(operator, Operator::Add | Operator::Subtract);
        let is_temporal =
            |typed: &Typed| matches!(typed.ty, Date { .. } | DateTime | Duration | ValueType::Age);
        if !is_temporal(left.1) && !is_temporal(right.1) {
            return None;
        }
        if let Some((expr, _)) = [left, right].into_iter().find(|(expr, _)| written_span(expr).is_some()) {
            self.report(span_for_day(expr));
            return Some(None);
        }
        let result = match (&left.1.ty, &right.1.ty) {
            (Date { .. }, Duration) if adds => {
                let step = self.shift(left.1.step, right.1.step, back, place);
                Some(Typed { step, ty: left.1.ty.clone() })
            }
            (Duration, Date { .. }) if operator == Operator::Add => {
                let step = self.shift(right.1.step, left.1.step, false, place);
                Some(Typed { step, ty: right.1.ty.clone() })
            }
            (DateTime, Quantity(quantity)) if adds && quantity.dimension == Dimension::time() => {
                let step = self.calculated(operator, left.1.step, right.1.step, place);
                Some(Typed { step, ty: DateTime })
            }
            (DateTime, DateTime) if back => {
                let step = self.calculated(operator, left.1.step, right.1.step, place);
                Some(Typed { step, ty: self.hours()? })
            }
            (Duration, Duration) if adds => self.periods(operator, left, right, place),
            _ => {
                self.report(mixed_dates(left, right, place));
                None
            }
        };
        Some(result)
    }

    /// `1 year + 6 months`, both written out.
    fn periods(
        &mut self,
        operator: Operator,
        left: (&Expr, &Typed),
        right: (&Expr, &Typed),
        place: Span,
    ) -> Option<Typed> {
        let constant = |typed: &Typed| match self.program.step(typed.step) {
            Some(Step::Constant(Possible::Period(Some(period)))) => Some(*period),
            _ => None,
        };
        let sum = match (operator, constant(left.1), constant(right.1)) {
            (Operator::Add, Some(one), Some(other)) => one.plus(&other).ok(),
            _ => None,
        };
        let Some(sum) = sum else {
            self.report(
                Problem::new(Code::BadPeriod, place, "durations add up only where they are written out")
                    .help("move a date by one and then by the other: `date + a + b`"),
            );
            return None;
        };
        let step = self.push(Step::Constant(Possible::Period(Some(sum))), place);
        Some(Typed { step, ty: ValueType::Duration })
    }
}

/// A duration as a number of one calendar unit; `None` of one in months and days.
fn single_unit(period: &Period) -> Option<(i64, CalendarUnit)> {
    let unit = period.finest();
    let (months, days) = (period.months(), period.days());
    let count = match unit {
        CalendarUnit::Years => months / 12,
        CalendarUnit::Months => months,
        CalendarUnit::Weeks => days / 7,
        CalendarUnit::Days => days,
    };
    let in_months = matches!(unit, CalendarUnit::Years | CalendarUnit::Months);
    (if in_months { days } else { months } == 0).then_some((count, unit))
}

/// The problem of a year or a month that is written out where one day belongs; `None` of anything else.
pub fn span_where_a_day_belongs(expr: &Expr) -> Option<Problem> {
    written_span(expr).map(|_| span_for_day(expr))
}

/// A year or a month that is written out, where one day is counted from.
fn span_for_day(expr: &Expr) -> Problem {
    Problem::new(Code::PartialDate, expr.place.0, "time is counted from one day")
        .says("this is a span of days")
        .help("write the whole date")
}

/// Why two operands of which one is a date do not add up.
fn mixed_dates(left: (&Expr, &Typed), right: (&Expr, &Typed), place: Span) -> Problem {
    use ValueType::{Age, Date, DateTime, Duration, Number, Quantity};
    let (one, other) = (print_expr(without_parens(left.0)), print_expr(without_parens(right.0)));
    let help = match (&left.1.ty, &right.1.ty) {
        (Date { or_never: true }, Date { .. }) | (Date { .. }, Date { or_never: true }) => {
            "no time passes between a day and `never`: ask `… at least 6 months ago`, or `… within 6 months after …`"
                .to_owned()
        }
        (Date { .. }, Date { .. }) => { format!("count the units between them: `days between {other} and {one}`")
        }
        (Date { .. }, Quantity(_)) => calendar_for_clock(without_parens(right.0)),
        (Date { .. }, Number { .. }) => format!("say which units: `{one} + {other} days`"),
        (DateTime, Duration) => format!("move its day: `date of {one} + {other}`; or say hours: `24 'h'`"),
        (DateTime, _) | (_, DateTime) => "a datetime takes a clock duration: `4 'h'`".to_owned(),
        (Age, _) | (_, Age) => "use `number of age in years`".to_owned(),
        _ => "a date takes a calendar duration: `as_of - 6 months`".to_owned(),
    };
    Problem::new(Code::NotANumber, place, "these two do not add up")
        .says(format!("`{}` and `{}`", left.1.ty, right.1.ty))
        .help(help)
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
fn written_span(expr: &Expr) -> Option<PartialDate> {
    written_date(expr).filter(|date| date.day().is_none())
}
