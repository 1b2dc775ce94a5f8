//! What a summary says in sentences.

use std::fmt::Write;

use super::figure::{Count, CountOf, counted};
use super::summary::{AttritionStep, DatesDecided, MissingCount, ProblemCount, RuleCount, Summary};
use crate::Verdict;
use crate::diagnostic::Severity;
use crate::ir::RuleKind;

/// Rules that are named as those at which most patients are lost.
const MAX_LOSSES_NAMED: usize = 3;

/// What stands first where not every record was read.
pub const INCOMPLETE: &str = "not all records were read: it was interrupted, or a file broke off. Every figure is of \
    those that were";

/// Part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of our own.
    Words(String),
    /// A rule's label, or the path of a fact.
    Name(String),
}

impl Summary {
    /// The verdicts with their patients.
    pub(crate) fn by_verdict(&self) -> [(Verdict, u64); 4] {
        [
            (Verdict::Eligible, self.verdicts.eligible),
            (Verdict::Ineligible, self.verdicts.ineligible),
            (Verdict::Undetermined, self.verdicts.undetermined),
            (Verdict::NotApplicable, self.verdicts.not_applicable),
        ]
    }

    /// Records that were read, those included that could not be decided on.
    pub(crate) fn records(&self) -> u64 {
        self.patients.saturating_add(self.rejected)
    }

    /// Patients for whom the ruleset is: those who come to the first rule.
    pub(crate) fn asked(&self) -> u64 {
        let others = self.patients.saturating_sub(self.verdicts.not_applicable);
        self.attrition.first().map_or(others, |first| first.before)
    }

    /// The rule of this label.
    pub(crate) fn rule(&self, label: &str) -> Option<(usize, &RuleCount)> {
        self.rules.iter().enumerate().find(|(_, rule)| &*rule.label == label)
    }

    /// `50,000 patients: 3,120 (6.2%) eligible, …`
    pub(crate) fn in_words(&self) -> String {
        if self.patients == 0 {
            return "no patient was decided on".to_owned();
        }
        let mut text = counted(self.patients, "patient");
        let mut between = ":";
        for (verdict, count) in self.by_verdict() {
            // Most rulesets are for everybody.
            if verdict != Verdict::NotApplicable || count > 0 {
                // A string takes everything.
                let _ = write!(text, "{between} {} {verdict}", CountOf(count, self.patients));
                between = ",";
            }
        }
        text
    }

    /// What an analyst asks first, a sentence each: where most are lost, which rule costs most, what is missing most.
    pub(crate) fn findings(&self) -> Vec<Vec<Piece>> {
        [self.most_lost(), self.most_without(), self.most_missing()].into_iter().flatten().collect()
    }

    fn most_lost(&self) -> Option<Vec<Piece>> {
        let mut steps: Vec<&AttritionStep> = self.attrition.iter().filter(|step| step.lost > 0).collect();
        steps.sort_by_key(|step| std::cmp::Reverse(step.lost));
        let mut steps = steps.into_iter().take(MAX_LOSSES_NAMED);
        let first = steps.next()?;
        let mut pieces = vec![
            Piece::Words("Most patients are lost at ".to_owned()),
            Piece::Name(first.label.to_string()),
            Piece::Words(format!(
                ": {} of the {} who were there before it",
                CountOf(first.lost, first.before),
                Count(first.before)
            )),
        ];
        for step in steps {
            pieces.push(Piece::Words("; then at ".to_owned()));
            pieces.push(Piece::Name(step.label.to_string()));
            pieces.push(Piece::Words(format!(
                ": {} of {}",
                CountOf(step.lost, step.before),
                Count(step.before)
            )));
        }
        Some(pieces)
    }

    fn most_without(&self) -> Option<Vec<Piece>> {
        let rules = self.rules.iter().filter(|rule| rule.kind != RuleKind::Caution && rule.more_without > 0);
        // Of several the first.
        let rule =
            rules.reduce(|most, rule| if rule.more_without > most.more_without { rule } else { most })?;
        Some(vec![
            Piece::Words("Without ".to_owned()),
            Piece::Name(rule.label.to_string()),
            Piece::Words(format!(
                ", {} more would be eligible: {} whom it alone keeps out, and {} whom it alone leaves open. No other \
                 rule alone costs more",
                Count(rule.more_without),
                Count(rule.alone_keeps_out),
                Count(rule.alone_leaves_open)
            )),
        ])
    }

    fn most_missing(&self) -> Option<Vec<Piece>> {
        let missing = self.missing.first()?;
        Some(vec![
            Piece::Words("Most open patients wait for ".to_owned()),
            Piece::Name(missing.fact.to_string()),
            Piece::Words(format!(
                ": {} of {} undetermined, {} of them for nothing else",
                CountOf(missing.patients, self.verdicts.undetermined),
                Count(self.verdicts.undetermined),
                Count(missing.alone)
            )),
        ])
    }
}

impl DatesDecided {
    /// For which dates it was decided, and who said so.
    pub(crate) fn in_words(&self) -> String {
        if let Some(fixed) = self.fixed {
            return format!("{fixed}, the same for all");
        }
        let (Some(earliest), Some(latest)) = (self.earliest, self.latest) else {
            return "no date, as nothing was decided".to_owned();
        };
        let dates =
            if earliest == latest { format!("{earliest}") } else { format!("{earliest} to {latest}") };
        match self.without_own {
            0 => format!("{dates}, as the records say"),
            some => format!(
                "{dates}, as the records say; {} no date, and that of the run was taken",
                match some {
                    1 => "1 record has".to_owned(),
                    some => format!("{} records have", Count(some)),
                }
            ),
        }
    }
}

impl MissingCount {
    /// Why it is not known: `is not recorded: 1,100; was recorded too long ago: 103`.
    pub(crate) fn reasons_in_words(&self) -> String {
        let reasons = self.reasons.iter().map(|(why, count)| format!("{}: {}", why.phrase(), Count(*count)));
        reasons.collect::<Vec<_>>().join("; ")
    }

    /// What waits for it: `severity: 1,100; duration: 103`.
    pub(crate) fn rules_in_words(&self) -> String {
        if self.rules.is_empty() {
            return "whom the ruleset is for".to_owned();
        }
        let rules = self.rules.iter().map(|(rule, count)| format!("{rule}: {}", Count(*count)));
        rules.collect::<Vec<_>>().join("; ")
    }
}

impl ProblemCount {
    /// What came of it.
    pub(crate) fn came_in_words(&self) -> &'static str {
        match (self.rejects, self.code.severity()) {
            (true, _) => "not decided on",
            (false, Severity::Error) => "the value counts as unknown",
            (false, Severity::Warning) => "told, and nothing else",
        }
    }
}

/// What a rule asks, as it stands before its words.
pub fn asks(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Require => "must hold",
        RuleKind::Exclude => "must not hold",
        RuleKind::Caution => "advice",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn who_said_the_dates() {
        let dates = DatesDecided { fixed: None, earliest: None, latest: None, without_own: 0 };
        assert_eq!(dates.in_words(), "no date, as nothing was decided");
        let (first, last) = (Some(date(2025, 1, 1)), Some(date(2025, 11, 20)));
        let one = DatesDecided { earliest: first, latest: first, ..dates };
        assert_eq!(one.in_words(), "2025-01-01, as the records say");
        let some = DatesDecided { earliest: first, latest: last, without_own: 1_200, ..dates };
        assert_eq!(
            some.in_words(),
            "2025-01-01 to 2025-11-20, as the records say; 1,200 records have no date, and that of the run was taken"
        );
        let fixed = DatesDecided { fixed: last, ..some };
        assert_eq!(fixed.in_words(), "2025-11-20, the same for all");
    }
}
