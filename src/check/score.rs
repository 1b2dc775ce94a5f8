//! `score NAME { +1 when A, max of { +1 when B, +2 when C }, missing counts 0 }`: a sum of branches.

use super::scope::{Checker, Typed};
use crate::about::{PointsAbout, ScoreAbout};
use crate::diagnostic::{Code, Problem};
use crate::ir::{Operator, Step, StepId};
use crate::quantity::Number;
use crate::source::Span;
use crate::syntax::ast::{NumberLiteral, Points, Score, ScoreEntry};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::vocabulary::ValueType;

/// Points, and the condition on which they count.
type Item = (Number, StepId, Span);

impl<'a> Checker<'a> {
    /// The step of a score. An item that is unknown counts anything between nothing and its points, so that
    /// the sum has bounds.
    pub fn score(&mut self, score: &'a Score) -> Option<Typed> {
        let place = score.name.place.0;
        let missing = self.missing_counts(score)?;
        let mut parts: Vec<Option<Vec<Item>>> = Vec::new();
        let mut told: Vec<Vec<PointsAbout>> = Vec::new();
        for entry in &score.entries {
            match entry {
                ScoreEntry::Points(points) => {
                    parts.push(self.items(std::slice::from_ref(points), missing, &mut told));
                }
                ScoreEntry::MaxOf(points, at) if points.is_empty() => {
                    self.report(
                        Problem::new(Code::EmptyGroup, at.0, "there is nothing to take the greatest of")
                            .help("put points between the braces: `max of { +1 when a, +2 when b }`"),
                    );
                    parts.push(None);
                }
                ScoreEntry::MaxOf(points, _) => parts.push(self.items(points, missing, &mut told)),
                ScoreEntry::MissingCounts(_) => {}
            }
        }
        if parts.is_empty() {
            self.report(
                Problem::new(Code::EmptyGroup, place, "this score has no points")
                    .help("put points between the braces: `+1 when CONDITION`"),
            );
        }
        let parts: Vec<Vec<Item>> = parts.into_iter().collect::<Option<_>>()?;
        let integer = parts.iter().flatten().all(|(points, ..)| points.is_integer());
        let mut sum: Option<StepId> = None;
        for items in parts {
            let value = self.greatest(items, place);
            sum = Some(match sum {
                Some(sum) => self.calculated(Operator::Add, sum, value, place),
                None => value,
            });
        }
        let (step, ty) = (sum?, ValueType::number(integer));
        let about = ScoreAbout {
            name: score.name.text.as_str().into(),
            ty: ty.clone(),
            parts: told,
            missing: missing.map(|number| number.value.clone()),
        };
        self.about.scores.insert(step, about);
        Some(Typed { step, ty })
    }

    /// `missing counts 0`, which is said at most once.
    #[allow(clippy::option_option, reason = "not there, and not understood, are two things")]
    fn missing_counts(&mut self, score: &'a Score) -> Option<Option<&'a NumberLiteral>> {
        let mut found: Option<&NumberLiteral> = None;
        for entry in &score.entries {
            let ScoreEntry::MissingCounts(number) = entry else { continue };
            if let Some(first) = found {
                self.report(
                    Problem::new(Code::RepeatedClause, number.place.0, "a second `missing counts`")
                        .also(first.place.0, "the first one")
                        .help("keep one of the two"),
                );
                return None;
            }
            found = Some(number);
        }
        Some(found)
    }

    /// The points with their conditions; with `missing counts` each of them is known, whatever is recorded.
    fn items(
        &mut self,
        points: &'a [Points],
        missing: Option<&NumberLiteral>,
        told: &mut Vec<Vec<PointsAbout>>,
    ) -> Option<Vec<Item>> {
        let conditions: Vec<_> = points.iter().map(|points| self.condition(&points.when, "`when`")).collect();
        let conditions: Vec<StepId> = conditions.into_iter().collect::<Option<_>>()?;
        let mut items = Vec::new();
        let mut told_here = Vec::new();
        for (points, condition) in points.iter().zip(conditions) {
            let place = without_parens(&points.when).place.0;
            let number = points.number.value.clone();
            let number = if points.negative { -number } else { number };
            let written = print_expr(&points.when).into();
            told_here.push(PointsAbout { points: number.clone(), condition, written });
            let Some(missing) = missing else {
                items.push((number, condition, place));
                continue;
            };
            let known = self.push(Step::IsKnown(condition), place);
            self.counts_missing.insert(known);
            items.push((number, self.push(Step::All(Box::new([known, condition])), place), place));
            if !missing.value.is_zero() {
                items.push((missing.value.clone(), self.push(Step::Not(known), place), place));
            }
        }
        told.push(told_here);
        Some(items)
    }

    /// The greatest points of those that count; nothing if none does.
    fn greatest(&mut self, mut items: Vec<Item>, place: Span) -> StepId {
        // The greatest ones first: the first that holds counts.
        items.sort_by(|one, other| other.0.cmp(&one.0));
        let nothing = self.number(Number::ZERO, place).step;
        let places: Vec<Span> =
            items.iter().flat_map(|(.., place)| [*place, *place]).chain([place]).collect();
        let arms: Vec<_> = items
            .into_iter()
            .map(|(points, condition, place)| (condition, self.number(points, place).step))
            .collect();
        let sum = self.branch(&arms, Some(nothing), place);
        self.named(sum, places)
    }
}
