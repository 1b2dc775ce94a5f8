//! Counting answers, without keeping any.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::fast::RandomState;
use jiff::civil::Date;

use super::answer::{Answer, Told};
use super::ruled::{CODES, GROUP, Those, outcome_in};
use super::summary::{
    AttritionStep, DatesDecided, MissingCount, NearMisses, PairCount, ProblemCount, RuleCount,
    RulesetScreened, SCHEMA, ScopeCount, Summary, Verdicts,
};
use crate::absence::Absence;
use crate::decision::Place;
use crate::diagnostic::Code;
use crate::eval::{Outcome, Verdict};
use crate::limits::{MAX_PAIRS_TOLD, MAX_PROBLEM_KINDS};
use crate::possible::Truth;
use crate::record::{RecordProblem, without_numbers};
use crate::{AsOf, Ruleset};

/// What is counted of one rule.
#[derive(Debug, Clone, Copy, Default)]
struct OfRule {
    /// Patients who leave at it, being the first that is not met.
    lost: u64,
    /// Patients for whom it is the first that is unknown, and who are still there.
    opens: u64,
    /// Patients for whom a rule before it was unknown, and who leave at it.
    closes: u64,
    alone_keeps_out: u64,
    alone_leaves_open: u64,
}

/// What is counted of one missing fact.
#[derive(Debug, Clone, Default)]
struct OfFact {
    patients: u64,
    alone: u64,
    reasons: Vec<(Absence, u64)>,
    rules: Vec<u64>,
}

impl OfFact {
    fn reason(&mut self, reason: Absence, count: u64) {
        match self.reasons.iter_mut().find(|(own, _)| *own == reason) {
            Some((_, sum)) => *sum += count,
            None => self.reasons.push((reason, count)),
        }
    }

    fn rule(&mut self, rule: usize, count: u64) {
        if rule >= self.rules.len() {
            self.rules.resize(rule + 1, 0);
        }
        if let Some(sum) = self.rules.get_mut(rule) {
            *sum += count;
        }
    }
}

/// Counts of answers. Those of several threads add up, whoever met which patient.
#[derive(Debug, Clone)]
pub struct Tally {
    deciding: Those,
    /// Of each group of rules how many patients have what its rules can say.
    codes: Vec<[u64; CODES]>,
    rules: Vec<OfRule>,
    verdicts: Verdicts,
    scope: [u64; 3],
    dates: Option<(Date, Date)>,
    without_own: u64,
    patients: u64,
    with_problems: u64,
    without_facts: u64,
    rejected: u64,
    problems: HashMap<(Code, String, bool), u64>,
    /// By the places of the facts in the vocabulary.
    missing: Vec<OfFact>,
    pairs: HashMap<(usize, usize), u64, RandomState>,
    by_two_rules: u64,
    by_one_fact: u64,
}

impl Tally {
    /// Nothing was counted yet.
    pub fn new(ruleset: &Ruleset) -> Self {
        let rules = ruleset.program().rules.len();
        Self {
            rules: vec![OfRule::default(); rules],
            codes: vec![[0; CODES]; rules.div_ceil(GROUP)],
            deciding: Those::deciding(ruleset.program()),
            verdicts: Verdicts::default(),
            scope: [0; 3],
            dates: None,
            without_own: 0,
            patients: 0,
            with_problems: 0,
            without_facts: 0,
            rejected: 0,
            problems: HashMap::new(),
            missing: vec![OfFact::default(); ruleset.vocabulary().len()],
            pairs: HashMap::default(),
            by_two_rules: 0,
            by_one_fact: 0,
        }
    }

    /// Counts a patient.
    pub fn count(&mut self, told: &Told<'_>) {
        let (answer, as_of) = (told.answer, told.as_of);
        self.patients += 1;
        self.without_own += u64::from(!told.as_of_is_own);
        self.without_facts += u64::from(!answer.has_facts);
        self.dates = match self.dates {
            Some((first, last)) if first <= as_of && as_of <= last => self.dates,
            Some((first, last)) => Some((first.min(as_of), last.max(as_of))),
            None => Some((as_of, as_of)),
        };
        *match answer.verdict {
            Verdict::Eligible => &mut self.verdicts.eligible,
            Verdict::Ineligible => &mut self.verdicts.ineligible,
            Verdict::Undetermined => &mut self.verdicts.undetermined,
            Verdict::NotApplicable => &mut self.verdicts.not_applicable,
        } += 1;
        let [holds, does_not, unknown] = &mut self.scope;
        *match answer.scope {
            Truth::True => holds,
            Truth::False => does_not,
            Truth::Unknown => unknown,
        } += 1;
        self.count_rules(answer);
        self.with_problems += u64::from(answer.has_unusable || !answer.problems.is_empty());
        if !answer.problems.is_empty() {
            self.count_problems(answer.problems.iter().cloned(), false);
        }
    }

    fn count_rules(&mut self, answer: &Answer) {
        for (codes, code) in self.codes.iter_mut().zip(answer.rules.codes()) {
            if let Some(count) = codes.get_mut(code) {
                *count += 1;
            }
        }
        // The rules that decide: the first two that are not met, the first that is unknown, and how many of each.
        let (mut not_met, mut unknown, mut applying) = (0, 0, 0);
        for (word, deciding) in answer.rules.words().iter().zip(self.deciding.words()) {
            not_met += (word.not_met & deciding).count_ones();
            unknown += word.unknown(*deciding).count_ones();
            applying += (word.applies & deciding).count_ones();
        }
        let mut refusing = answer.rules.places(&self.deciding, |word, among| word.not_met & among);
        let (first_not_met, second_not_met) = (refusing.next(), refusing.next());
        drop(refusing);
        let first_unknown = answer.rules.places(&self.deciding, |word, among| word.unknown(among)).next();
        let certain = |at: usize| u32::from(answer.rules.applies(at));
        match answer.verdict {
            Verdict::Ineligible => {
                if let Some(leaves) = first_not_met {
                    self.one_more(leaves, |rule| &mut rule.lost);
                    if let Some(open) = first_unknown.filter(|open| *open < leaves) {
                        self.one_more(open, |rule| &mut rule.opens);
                        self.one_more(leaves, |rule| &mut rule.closes);
                    }
                }
                match (first_not_met, second_not_met, not_met, unknown) {
                    (Some(one), _, 1, 0) if applying > certain(one) => {
                        self.one_more(one, |rule| &mut rule.alone_keeps_out)
                    }
                    (Some(one), Some(other), 2, 0) if applying > certain(one) + certain(other) => {
                        *self.pairs.entry((one, other)).or_default() += 1;
                        self.by_two_rules += 1;
                    }
                    _ => {}
                }
            }
            Verdict::Undetermined => {
                // Nobody leaves while it is open whom the ruleset is for. Where each rule is met and it is open whether any
                // applies, the last one is as good as any.
                let mut all = answer.rules.places(&self.deciding, |_, among| among);
                let open = match answer.scope {
                    Truth::True => first_unknown.or_else(|| all.by_ref().last()),
                    _ => all.next(),
                };
                drop(all);
                if let Some(at) = open {
                    self.one_more(at, |rule| &mut rule.opens);
                }
                if let (Some(one), 0, 1, Truth::True) = (first_unknown, not_met, unknown, answer.scope)
                    && applying > certain(one)
                {
                    self.one_more(one, |rule| &mut rule.alone_leaves_open);
                }
                self.count_missing(answer);
            }
            Verdict::Eligible | Verdict::NotApplicable => {}
        }
    }

    /// Counts one more of something about a rule.
    fn one_more(&mut self, rule: usize, of: impl FnOnce(&mut OfRule) -> &mut u64) {
        if let Some(rule) = self.rules.get_mut(rule) {
            *of(rule) += 1;
        }
    }

    fn count_missing(&mut self, answer: &Answer) {
        let alone = u64::from(answer.missing.len() == 1);
        self.by_one_fact += alone;
        for missing in answer.missing.iter() {
            let Some(fact) = self.missing.get_mut(missing.fact.index()) else { continue };
            fact.patients += 1;
            fact.alone += alone;
            fact.reason(missing.absence, 1);
            missing.rules.iter().for_each(|rule| fact.rule(*rule, 1));
        }
    }

    /// Counts a record that cannot be decided on.
    pub fn reject(&mut self, problems: &[RecordProblem]) {
        self.rejected += 1;
        self.count_problems(problems.iter().map(|problem| (problem.code, problem.path.clone())), true);
    }

    fn count_problems(&mut self, problems: impl Iterator<Item = (Code, String)>, rejects: bool) {
        // Once for each record, however often it has it.
        let mut seen = std::collections::HashSet::new();
        for (code, path) in problems {
            let kind = (code, without_numbers(&path), rejects);
            if !seen.insert(kind.clone()) {
                continue;
            }
            let known = self.problems.len() < MAX_PROBLEM_KINDS || self.problems.contains_key(&kind);
            let kind = if known { kind } else { (code, String::new(), rejects) };
            *self.problems.entry(kind).or_default() += 1;
        }
    }

    /// Adds what another thread counted.
    pub fn add(&mut self, other: Tally) {
        for (sum, own) in self.rules.iter_mut().zip(other.rules) {
            sum.lost += own.lost;
            sum.opens += own.opens;
            sum.closes += own.closes;
            sum.alone_keeps_out += own.alone_keeps_out;
            sum.alone_leaves_open += own.alone_leaves_open;
        }
        for (sum, own) in self.codes.iter_mut().flatten().zip(other.codes.iter().flatten()) {
            *sum += own;
        }
        self.verdicts.eligible += other.verdicts.eligible;
        self.verdicts.ineligible += other.verdicts.ineligible;
        self.verdicts.undetermined += other.verdicts.undetermined;
        self.verdicts.not_applicable += other.verdicts.not_applicable;
        self.scope.iter_mut().zip(other.scope).for_each(|(sum, own)| *sum += own);
        self.dates = match (self.dates, other.dates) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (some, None) | (None, some) => some,
        };
        self.without_own += other.without_own;
        self.patients += other.patients;
        self.with_problems += other.with_problems;
        self.without_facts += other.without_facts;
        self.rejected += other.rejected;
        self.by_two_rules += other.by_two_rules;
        self.by_one_fact += other.by_one_fact;
        merge(&mut self.problems, other.problems);
        merge(&mut self.pairs, other.pairs);
        for (sum, own) in self.missing.iter_mut().zip(other.missing) {
            sum.patients += own.patients;
            sum.alone += own.alone;
            own.reasons.into_iter().for_each(|(reason, count)| sum.reason(reason, count));
            own.rules.into_iter().enumerate().for_each(|(rule, count)| sum.rule(rule, count));
        }
    }

    /// All counts in the order in which they are read.
    pub fn summary(&self, ruleset: &Ruleset, as_of: AsOf, complete: bool) -> Summary {
        let about = ruleset.about();
        let label =
            |rule: usize| about.rules.get(rule).map(|rule| Arc::clone(&rule.label)).unwrap_or_default();
        let mut problems: Vec<_> = self.problems.iter().collect();
        problems.sort_by(|(one, count), (other, others)| others.cmp(count).then_with(|| one.cmp(other)));
        let problems = problems.into_iter().map(|((code, path, rejects), records)| ProblemCount {
            code: *code,
            title: code.title(),
            path: path.clone(),
            records: *records,
            rejects: *rejects,
        });
        let [holds, does_not_hold, unknown] = self.scope;
        Summary {
            schema: SCHEMA,
            engine: crate::engine::NAME,
            ruleset: RulesetScreened {
                name: about.name.clone(),
                title: about.title.clone(),
                version: about.version.clone(),
                file: ruleset.file().to_owned(),
                hash: ruleset.hash().to_owned(),
                settings: crate::decision::linked::settings(about),
            },
            as_of: DatesDecided {
                fixed: match as_of {
                    AsOf::Fixed(date) => Some(date),
                    AsOf::RecordOr(_) => None,
                },
                earliest: self.dates.map(|(first, _)| first),
                latest: self.dates.map(|(_, last)| last),
                without_own: if matches!(as_of, AsOf::Fixed(_)) { 0 } else { self.without_own },
            },
            complete,
            patients: self.patients,
            with_problems: self.with_problems,
            without_facts: self.without_facts,
            rejected: self.rejected,
            problems: problems.collect(),
            verdicts: self.verdicts,
            scope: ruleset.program().applies_when.map(|_| ScopeCount {
                condition: about.applies_when.clone().unwrap_or_default(),
                holds,
                does_not_hold,
                unknown,
            }),
            attrition: self.attrition(&label),
            rules: self.rules(ruleset),
            missing: self.missing(ruleset, &label),
            near_misses: NearMisses {
                by_one_rule: self.rules.iter().map(|rule| rule.alone_keeps_out).sum(),
                by_two_rules: self.by_two_rules,
                by_one_fact: self.by_one_fact,
                pairs: self.pairs(&label),
            },
        }
    }

    /// Patients of whom a rule says this.
    fn patients_with(&self, rule: usize, outcome: Outcome) -> u64 {
        let codes = self.codes.get(rule / GROUP).into_iter().flatten().enumerate();
        codes.filter(|(code, _)| outcome_in(*code, rule % GROUP) == outcome).map(|(_, count)| count).sum()
    }

    fn attrition(&self, label: &dyn Fn(usize) -> Arc<str>) -> Vec<AttritionStep> {
        let mut there = self.patients - self.verdicts.not_applicable;
        let mut open = 0;
        let rules = self.rules.iter().enumerate().filter(|(at, _)| self.deciding.has(*at));
        let steps = rules.map(|(at, rule)| {
            let before = there;
            there -= rule.lost;
            open = open + rule.opens - rule.closes;
            AttritionStep { label: label(at), before, lost: rule.lost, after: there, open }
        });
        steps.collect()
    }

    fn rules(&self, ruleset: &Ruleset) -> Vec<RuleCount> {
        let rules = self.rules.iter().zip(&ruleset.about().rules).enumerate().map(|(at, (count, about))| {
            let patients = |outcome| self.patients_with(at, outcome);
            let start = ruleset.sources().start(about.place);
            RuleCount {
                label: Arc::clone(&about.label),
                kind: about.kind,
                because: about.because.clone(),
                condition: Arc::clone(&about.condition),
                applies_when: about.applies_when.clone(),
                reading: about.reading.clone(),
                citations: about.citations.clone(),
                evidence: about.evidence.clone(),
                place: Place { file: ruleset.sources().name(about.place.file).to_owned(), line: start.line },
                met: patients(Outcome::Met),
                not_met: patients(Outcome::NotMet),
                unknown: patients(Outcome::Unknown),
                not_applicable: patients(Outcome::NotApplicable),
                alone_keeps_out: count.alone_keeps_out,
                alone_leaves_open: count.alone_leaves_open,
                more_without: count.alone_keeps_out + count.alone_leaves_open,
            }
        });
        rules.collect()
    }

    fn missing(&self, ruleset: &Ruleset, label: &dyn Fn(usize) -> Arc<str>) -> Vec<MissingCount> {
        let missing = self.missing.iter().zip(ruleset.vocabulary().facts());
        let mut missing: Vec<_> = missing.filter(|(count, _)| count.patients > 0).collect();
        missing.sort_by_key(|(count, _)| (std::cmp::Reverse(count.patients), std::cmp::Reverse(count.alone)));
        let missing = missing.into_iter().map(|(count, fact)| {
            let mut reasons = count.reasons.clone();
            reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
            let rules = count.rules.iter().enumerate().filter(|(_, count)| **count > 0);
            MissingCount {
                fact: Arc::clone(&fact.path),
                description: fact.description.clone(),
                patients: count.patients,
                alone: count.alone,
                reasons,
                rules: rules.map(|(rule, count)| (label(rule), *count)).collect(),
            }
        });
        missing.collect()
    }

    fn pairs(&self, label: &dyn Fn(usize) -> Arc<str>) -> Vec<PairCount> {
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        pairs.sort_by_key(|(rules, count)| (std::cmp::Reverse(**count), **rules));
        let told = pairs.into_iter().take(MAX_PAIRS_TOLD);
        told.map(|((one, other), count)| PairCount { rules: [label(*one), label(*other)], patients: *count })
            .collect()
    }
}

fn merge<K: Hash + Eq, S: BuildHasher>(into: &mut HashMap<K, u64, S>, from: HashMap<K, u64, S>) {
    for (key, count) in from {
        *into.entry(key).or_default() += count;
    }
}
