//! Expressions of a wanted type, over the facts of a vocabulary.

use super::tape::Tape;
use super::vocabulary::{Bounds, Fact, Measure, Ty, Vocabulary, Words, tenths};

/// What expressions may be about.
#[derive(Debug)]
pub struct Scope<'v> {
    pub vocabulary: &'v Vocabulary,
    /// Names of conditions, of numbers.
    pub conditions: Vec<String>,
    pub numbers: Vec<String>,
    pub choices: Vec<(String, Words)>,
    pub dates: Vec<String>,
    /// Whether it may be asked what is recorded, and not only what is so.
    pub silence: bool,
}

pub const PERIODS: [&str; 12] = [
    "6 months",
    "1 year",
    "30 days",
    "6 weeks",
    "1 month",
    "18 years",
    "1 day",
    "3 months",
    "12 weeks",
    "0 days",
    "2 years",
    "13 months",
];

/// Days at which something may change: the ends of months, leap days, and days so long before them.
pub const DAYS: [&str; 16] = [
    "2025-11-20",
    "2025-05-20",
    "2025-05-21",
    "2024-02-29",
    "2025-02-28",
    "2023-02-28",
    "2025-03-31",
    "2025-03-01",
    "2024-12-31",
    "2025-01-01",
    "2007-11-20",
    "2007-11-21",
    "2008-02-29",
    "2024-11-20",
    "2026-01-31",
    "2025-10-21",
];

pub const SPANS: [&str; 6] = ["2025", "2024", "2025-05", "2024-02", "2025-11", "2007-11"];

fn order(tape: &mut Tape) -> &'static str {
    let signs: &[&str] = &[">=", "<", "<=", ">", "=", "!=", "is", "is not"];
    signs[tape.below(signs.len())]
}

impl<'v> Scope<'v> {
    pub fn of(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            conditions: Vec::new(),
            numbers: Vec::new(),
            choices: Vec::new(),
            dates: Vec::new(),
            silence: false,
        }
    }

    fn facts(&self, wanted: impl Fn(&Ty) -> bool) -> Vec<&'v Fact> {
        self.vocabulary.facts.iter().filter(|fact| wanted(&fact.ty)).collect()
    }

    /// A condition that may turn out either way, by one fact alone: what a branch may ask.
    pub fn contingent(&self, tape: &mut Tape) -> String {
        let facts = self.facts(|ty| match ty {
            Ty::Boolean | Ty::Words(_) | Ty::Text => true,
            Ty::Number(bounds) => bounds.low.zip(bounds.high).is_some_and(|(low, high)| high - low >= 20),
            Ty::Date { or_never } => !or_never,
            Ty::Quantity { .. } | Ty::Visits | Ty::Episodes | Ty::Readings => false,
        });
        let fact = *tape.one_of(&facts);
        match &fact.ty {
            Ty::Number(bounds) => {
                let (low, high) = (bounds.low.unwrap_or(0), bounds.high.unwrap_or(0));
                let at = tape.between(low / 10 + 1, high / 10 - 1) * 10;
                format!("{} {} {}", fact.path, tape.one_of(&[">=", "<"]), tenths(at))
            }
            Ty::Words(words) => {
                let value = tape.one_of(&words.values);
                format!("{} {} {value}", fact.path, tape.one_of(&["is", "is not"]))
            }
            Ty::Text => format!("{} is \"a\"", fact.path),
            Ty::Date { .. } => format!("{} at least {} ago", fact.path, tape.one_of(&PERIODS)),
            _ => fact.path.clone(),
        }
    }

    pub fn condition(&self, tape: &mut Tape, depth: usize) -> String {
        if depth == 0 || tape.below(5) < 1 {
            return self.leaf(tape);
        }
        match tape.below(11) {
            0 | 1 => {
                format!("({}) and ({})", self.condition(tape, depth - 1), self.condition(tape, depth - 1))
            }
            2 | 3 => {
                format!("({}) or ({})", self.condition(tape, depth - 1), self.condition(tape, depth - 1))
            }
            4 => format!("not ({})", self.condition(tape, depth - 1)),
            5 | 6 => self.group(tape, depth),
            7 => format!(
                "if {} then ({}) else ({})",
                self.contingent(tape),
                self.condition(tape, depth - 1),
                self.condition(tape, depth - 1)
            ),
            8 if self.silence => {
                format!(
                    "any recorded of {{ {}, {} }}",
                    self.condition(tape, depth - 1),
                    self.condition(tape, depth - 1)
                )
            }
            9 => format!(
                "({}) {} ({})",
                self.condition(tape, depth - 1),
                tape.one_of(&["=", "!="]),
                self.leaf(tape)
            ),
            _ => format!(
                "choose {{ when {}: ({}), otherwise ({}) }}",
                self.contingent(tape),
                self.condition(tape, depth - 1),
                self.leaf(tape)
            ),
        }
    }

    fn group(&self, tape: &mut Tape, depth: usize) -> String {
        let parts: Vec<_> = (0..2 + tape.below(3)).map(|_| self.condition(tape, depth - 1)).collect();
        let many = parts.len();
        let word = match tape.below(6) {
            0 => "any of".to_owned(),
            1 => "all of".to_owned(),
            2 => "none of".to_owned(),
            3 => format!("at least {} of", 1 + tape.below(many)),
            4 => format!("at most {} of", tape.below(many)),
            _ => format!("exactly {} of", tape.below(many + 1)),
        };
        format!("{word} {{ {} }}", parts.join(", "))
    }

    fn leaf(&self, tape: &mut Tape) -> String {
        let named = self.conditions.len() + self.numbers.len() + self.choices.len() + self.dates.len();
        if named > 0 && tape.chance(20) {
            return self.named(tape);
        }
        let fact = tape.one_of(&self.vocabulary.facts);
        let is_list = matches!(fact.ty, Ty::Visits | Ty::Episodes | Ty::Readings);
        if self.silence && !is_list && tape.chance(8) {
            return format!("{} {} known", fact.path, tape.one_of(&["is", "is not"]));
        }
        let path = &fact.path;
        match &fact.ty {
            Ty::Boolean => match tape.below(6) {
                0..4 => path.clone(),
                4 => format!("{path} is {}", tape.one_of(&["true", "false"])),
                _ => {
                    let others = self.facts(|ty| matches!(ty, Ty::Boolean));
                    format!("{path} {} {}", tape.one_of(&["=", "!="]), tape.one_of(&others).path)
                }
            },
            Ty::Number(bounds) => self.about_number(tape, path, bounds),
            Ty::Words(words) => self.about_words(tape, path, words),
            Ty::Text => {
                let value = tape.one_of(&["a", "b", ""]);
                let others = self.facts(|ty| matches!(ty, Ty::Text));
                match tape.below(4) {
                    0 | 1 => format!("{path} {} \"{value}\"", tape.one_of(&["is", "is not"])),
                    2 => format!("{path} in {{ \"a\", \"c\" }}"),
                    _ => format!("{path} {} {}", tape.one_of(&["=", "!="]), tape.one_of(&others).path),
                }
            }
            Ty::Date { or_never } => self.about_date(tape, path, *or_never),
            Ty::Visits | Ty::Episodes | Ty::Readings => self.about_list(tape, fact),
            Ty::Quantity { measure, unit, .. } => self.about_quantity(tape, path, *measure, *unit),
        }
    }

    /// A condition on an entry of a list, by the bare names of its fields.
    fn of_entry(&self, tape: &mut Tape, ty: &Ty, depth: usize) -> String {
        if depth > 0 && tape.chance(50) {
            let (one, other) = (self.of_entry(tape, ty, depth - 1), self.of_entry(tape, ty, depth - 1));
            return match tape.below(4) {
                0 => format!("({one}) and ({other})"),
                1 => format!("({one}) or ({other})"),
                2 => format!("not ({one})"),
                _ => format!("({one}) = ({other})"),
            };
        }
        // What stands outside of the list may decide, whatever the list holds.
        if tape.chance(10) {
            let outside = self.vocabulary.facts.iter().filter(|fact| matches!(fact.ty, Ty::Boolean));
            return tape.one_of(&outside.collect::<Vec<_>>()).path.clone();
        }
        let date = if matches!(ty, Ty::Visits) { "day" } else { "date" };
        let words = &self.vocabulary.words;
        match (ty, tape.below(6)) {
            (Ty::Visits | Ty::Readings, 0) => format!("{date} at least {} ago", tape.one_of(&PERIODS)),
            (Ty::Visits | Ty::Readings, 1) => format!("{date} within {}", tape.one_of(&PERIODS)),
            (Ty::Visits | Ty::Readings, 2) => format!("{date} before @{}", tape.one_of(&DAYS)),
            (Ty::Readings, _) => format!("value {} {}", order(tape), tape.between(0, 10)),
            (Ty::Visits, 3) => format!("level {} {}", order(tape), tape.between(0, 10)),
            (Ty::Visits, 4) => {
                format!("hue {} {}", tape.one_of(&["is", "is not"]), tape.one_of(&words[0].values))
            }
            (Ty::Visits, _) => "done".to_owned(),
            (_, 0..3) => "severe".to_owned(),
            (_, 3) => "flag".to_owned(),
            (_, _) => format!("grade {} {}", tape.one_of(&[">=", "<", "is"]), tape.one_of(&words[1].values)),
        }
    }

    fn about_list(&self, tape: &mut Tape, fact: &Fact) -> String {
        let path = &fact.path;
        let filter = |tape: &mut Tape| match tape.below(4) {
            0 => String::new(),
            _ => format!(" where ({})", self.of_entry(tape, &fact.ty, 2)),
        };
        match tape.below(if matches!(fact.ty, Ty::Readings) { 9 } else { 5 }) {
            0 => format!("(some {path}{})", filter(tape)),
            1 => format!("(no {path}{})", filter(tape)),
            2 => {
                let (filter, has) = (filter(tape), self.of_entry(tape, &fact.ty, 1));
                format!("(every {path}{filter} has ({has}))")
            }
            3 | 4 => format!("(count of {path}{}) {} {}", filter(tape), order(tape), tape.between(1, 3)),
            _ => {
                let which = tape.one_of(&["latest", "earliest", "highest", "lowest"]);
                let window = match tape.below(2) {
                    0 => String::new(),
                    _ => format!(" within {}", tape.one_of(&PERIODS)),
                };
                let filter = match tape.below(3) {
                    0 => format!(" where ({})", self.of_entry(tape, &fact.ty, 1)),
                    _ => String::new(),
                };
                format!("({which} {path}{window}{filter}) {} {}", order(tape), tape.between(0, 10))
            }
        }
    }

    fn named(&self, tape: &mut Tape) -> String {
        let names = [&self.conditions, &self.numbers, &self.dates];
        match tape.below(4) {
            0 if !self.conditions.is_empty() => tape.one_of(names[0]).clone(),
            1 if !self.numbers.is_empty() => {
                let name = tape.one_of(names[1]).clone();
                format!("{name} {} {}", order(tape), tape.between(0, 12))
            }
            2 if !self.dates.is_empty() => {
                let name = tape.one_of(names[2]).clone();
                format!("{name} {} as_of", tape.one_of(&["<=", ">", "before", "on or after"]))
            }
            3 if !self.choices.is_empty() => {
                let (name, words) = tape.one_of(&self.choices).clone();
                self.about_words(tape, &name, &words)
            }
            _ => match names.iter().position(|names| !names.is_empty()) {
                Some(0) => tape.one_of(names[0]).clone(),
                Some(1) => format!("{} >= 1", tape.one_of(names[1])),
                Some(_) => format!("{} <= as_of", tape.one_of(names[2])),
                None => "flag".to_owned(),
            },
        }
    }

    /// A number that a fact with these bounds may be compared with.
    fn literal(tape: &mut Tape, bounds: &Bounds) -> i64 {
        let near = [bounds.low, bounds.high].into_iter().flatten().collect::<Vec<_>>();
        if !near.is_empty() && tape.chance(15) {
            return *tape.one_of(&near);
        }
        let low = bounds.low.or(bounds.high.map(|high| high - 60)).unwrap_or(-30);
        let high = bounds.high.unwrap_or(low + 120);
        let step = if bounds.whole { 10 } else { *tape.one_of(&[10, 5, 1]) };
        let (low, high) = ((low + step - 1).div_euclid(step), high.div_euclid(step));
        tape.between(low, high.max(low)) * step
    }

    fn about_number(&self, tape: &mut Tape, path: &str, bounds: &Bounds) -> String {
        match tape.below(10) {
            0..3 => format!("{path} {} {}", order(tape), tenths(Self::literal(tape, bounds))),
            3 => format!("{} {} {path}", tenths(Self::literal(tape, bounds)), order(tape)),
            4 => {
                let (one, two) = (Self::literal(tape, bounds), Self::literal(tape, bounds));
                format!("{path} between {} and {}", tenths(one.min(two)), tenths(one.max(two)))
            }
            5 => {
                let mut values: Vec<_> =
                    (0..1 + tape.below(4)).map(|_| Self::literal(tape, bounds)).collect();
                values.sort_unstable();
                values.dedup();
                let values: Vec<_> = values.into_iter().map(tenths).collect();
                format!("{path} {} {{ {} }}", tape.one_of(&["in", "not in"]), values.join(", "))
            }
            6 => format!("{path} {} ({})", order(tape), self.computed(tape, 2)),
            _ => format!("({}) {} ({})", self.computed(tape, 2), order(tape), self.number(tape, 1)),
        }
    }

    /// A number.
    pub fn number(&self, tape: &mut Tape, depth: usize) -> String {
        if depth == 0 || tape.below(4) < 1 { self.plain_number(tape) } else { self.computed(tape, depth) }
    }

    /// A number that is computed: it has no range that a literal beside it would have to be in.
    fn computed(&self, tape: &mut Tape, depth: usize) -> String {
        let (one, two) = (self.number(tape, depth - 1), self.number(tape, depth - 1));
        match tape.below(9) {
            0 => format!("({one}) + ({two})"),
            1 => format!("({one}) - ({two})"),
            2 => format!("({one}) * ({two})"),
            3 => format!("({one}) / {}", tape.one_of(&["2", "3", "0.5", "10"])),
            4 => match self.facts(|ty| matches!(ty, Ty::Number(_))).as_slice() {
                [] => one,
                facts => format!("({one}) / {}", tape.one_of(facts).path),
            },
            5 => match self.facts(|ty| matches!(ty, Ty::Number(_))).as_slice() {
                [] => format!("0 - ({one})"),
                facts => format!("-{} + ({one})", tape.one_of(facts).path),
            },
            6 => format!("(if {} then ({one}) else ({two})) + 0", self.contingent(tape)),
            _ => format!("{} of {{ {one}, {two} }}", tape.one_of(&["min", "max"])),
        }
    }

    fn plain_number(&self, tape: &mut Tape) -> String {
        let facts = self.facts(|ty| matches!(ty, Ty::Number(_)));
        let quantities = self.facts(|ty| matches!(ty, Ty::Quantity { .. }));
        let dates = self.facts(|ty| matches!(ty, Ty::Date { or_never: false }));
        match tape.below(9) {
            0..4 if !facts.is_empty() => tape.one_of(&facts).path.clone(),
            4 if !self.numbers.is_empty() => tape.one_of(&self.numbers).clone(),
            5 if !quantities.is_empty() => {
                let fact = tape.one_of(&quantities);
                let Ty::Quantity { measure, .. } = fact.ty else { return "1".to_owned() };
                format!("(number of {} in '{}')", fact.path, tape.one_of(measure.units()).0)
            }
            6 if !dates.is_empty() => {
                let unit = tape.one_of(&["months", "years", "weeks", "days"]);
                let one = tape.one_of(&dates).path.clone();
                match tape.below(3) {
                    0 => format!("({unit} between {one} and as_of)"),
                    1 => format!("({unit} between @{} and {one})", tape.one_of(&DAYS)),
                    _ => format!("({unit} between {one} and {})", tape.one_of(&dates).path),
                }
            }
            7 if dates.iter().any(|fact| fact.path == "birth_date") => "(number of age in years)".to_owned(),
            _ => tape.between(-3, 12).to_string(),
        }
    }

    fn about_words(&self, tape: &mut Tape, path: &str, words: &Words) -> String {
        let value = tape.one_of(&words.values).clone();
        match tape.below(8) {
            0 => format!("{path} {} {value}", tape.one_of(&["is", "is not"])),
            1 => format!("{value} {} {path}", tape.one_of(&["is", "is not", "=", "!="])),
            2 => {
                let mut values: Vec<_> = words.values.clone();
                values.truncate(1 + tape.below(values.len()));
                format!("{path} {} {{ {} }}", tape.one_of(&["in", "not in"]), values.join(", "))
            }
            3 | 4 if words.ordered => {
                format!("{path} {} {value}", tape.one_of(&[">=", "<", "<=", ">"]))
            }
            5 if words.ordered => {
                let (mut low, mut high) = (tape.below(words.values.len()), tape.below(words.values.len()));
                if low > high {
                    std::mem::swap(&mut low, &mut high);
                }
                format!("{path} between {} and {}", words.values[low], words.values[high])
            }
            6 => {
                let same = |ty: &Ty| matches!(ty, Ty::Words(other) if other.ty == words.ty);
                let other = tape.one_of(&self.facts(same)).path.clone();
                let sign = if words.ordered { order(tape) } else { tape.one_of(&["is", "is not"]) };
                format!("{path} {sign} {other}")
            }
            _ => {
                let chosen = self.choice(tape, words);
                format!("({chosen}) {} {value}", tape.one_of(&["is", "is not"]))
            }
        }
    }

    /// A value of a choice or a scale.
    pub fn choice(&self, tape: &mut Tape, words: &Words) -> String {
        let same = |ty: &Ty| matches!(ty, Ty::Words(other) if other.ty == words.ty);
        let facts = self.facts(same);
        let value = |tape: &mut Tape| match facts.as_slice() {
            [] => tape.one_of(&words.values).clone(),
            facts if tape.chance(50) => tape.one_of(facts).path.clone(),
            _ => tape.one_of(&words.values).clone(),
        };
        let fact = facts.first().map_or_else(|| words.values[0].clone(), |fact| fact.path.clone());
        let (guard, other) = (self.contingent(tape), value(tape));
        match tape.below(3) {
            0 => format!("if {guard} then {fact} else {other}"),
            1 => format!("choose {{ when {guard}: {other}, otherwise {fact} }}"),
            _ if words.ordered => format!("max of {{ {fact}, {other} }}"),
            _ => format!("if {guard} then {other} else {fact}"),
        }
    }

    fn day(&self, tape: &mut Tape) -> String {
        let dates = self.facts(|ty| matches!(ty, Ty::Date { .. }));
        match tape.below(5) {
            0 => "as_of".to_owned(),
            1 | 2 => format!("@{}", tape.one_of(&DAYS)),
            _ => tape.one_of(&dates).path.clone(),
        }
    }

    fn about_date(&self, tape: &mut Tape, path: &str, or_never: bool) -> String {
        if or_never && tape.chance(15) {
            return format!("{path} {} never", tape.one_of(&["is", "is not"]));
        }
        if path == "birth_date" && tape.chance(50) {
            let period =
                tape.one_of(&["18 years", "65 years", "216 months", "900 weeks", "6570 days", "17 years"]);
            return format!("age {} {period}", tape.one_of(&[">=", "<", "<=", ">"]));
        }
        let period = tape.one_of(&PERIODS);
        match tape.below(13) {
            9 => format!(
                "@{} {} {path}",
                tape.one_of(&SPANS),
                tape.one_of(&["before", "on or before", ">", ">="])
            ),
            10 => format!("{path} at least 1 year + 6 months ago"),
            11 if !or_never => {
                let others = self.facts(|ty| matches!(ty, Ty::Date { or_never: false }));
                let other = &tape.one_of(&others).path;
                format!(
                    "{} of {{ {path}, {other}, @2025-02-28 }} <= {}",
                    tape.one_of(&["min", "max"]),
                    self.day(tape)
                )
            }
            12 => {
                let (guard, day) = (self.contingent(tape), self.day(tape));
                format!("(if {guard} then {path} else {day}) on or before {}", self.day(tape))
            }
            0 => format!("{path} at least {period} ago"),
            1 => format!("{path} at most {period} ago"),
            2 => format!("{path} within {period}"),
            3 => {
                let direction = tape.one_of(&["before", "after", "of"]);
                format!("{path} within {period} {direction} {}", self.day(tape))
            }
            4 => {
                let word =
                    tape.one_of(&["before", "on or after", "after", "on or before", "<", ">=", "=", "!="]);
                format!("{path} {word} {}", self.day(tape))
            }
            5 => {
                let word = tape.one_of(&["before", "on or after", "after", "on or before"]);
                format!("{path} {word} @{}", tape.one_of(&SPANS))
            }
            6 => format!("{path} {} @{}", tape.one_of(&["in", "not in"]), tape.one_of(&SPANS)),
            7 => {
                let word = tape.one_of(&["before", "on or after", "=", ">"]);
                format!("{path} {} {period} {word} {}", tape.one_of(&["+", "-"]), self.day(tape))
            }
            _ => {
                let (one, two) = (tape.one_of(&DAYS), tape.one_of(&DAYS));
                format!("{path} between @{} and @{}", one.min(two), one.max(two))
            }
        }
    }

    /// A quantity that is written out, within the range of its measure.
    fn quantity_literal(tape: &mut Tape, measure: Measure) -> String {
        let (unit, low, high) = *tape.one_of(measure.units());
        let near = match measure {
            Measure::Glucose if unit == "mmol/L" => [7, 11],
            Measure::Glucose => [126, 198],
            Measure::Temperature if unit == "Cel" => [38, 37],
            Measure::Temperature => [101, 100],
            Measure::Weight if unit == "g" => [70_000, 50_000],
            _ => [50, 70],
        };
        let number = match tape.below(4) {
            0 => *tape.one_of(&near),
            1 => *tape.one_of(&[low, high]),
            _ => tape.between(low, high.min(low + 100)),
        };
        format!("{number} '{unit}'")
    }

    fn about_quantity(&self, tape: &mut Tape, path: &str, measure: Measure, declared: usize) -> String {
        let same = self.facts(|ty| matches!(ty, Ty::Quantity { measure: other, .. } if *other == measure));
        let other = tape.one_of(&same).path.clone();
        let sign = *tape.one_of(&[">=", "<", "<=", ">", "=", "!="]);
        let literal = Self::quantity_literal(tape, measure);
        match tape.below(9) {
            0..4 => format!("{path} {sign} {literal}"),
            4 => format!("{path} {sign} {other}"),
            5 if measure == Measure::Temperature => format!("{path} - {other} {sign} 1 'K'"),
            5 => format!("{path} + {other} {sign} {literal}"),
            6 if measure != Measure::Temperature => {
                format!("{path} * {} {sign} {literal}", tape.one_of(&["2", "0.5", "3"]))
            }
            7 if measure != Measure::Temperature && measure != Measure::Share => {
                // Of one unit: of two units it would have to be said which ratio is meant.
                let declared = |ty: &Ty| matches!(ty, Ty::Quantity { unit, .. } if *unit == declared);
                let same: Vec<_> = same.iter().filter(|fact| declared(&fact.ty)).collect();
                format!("{path} / {} {sign} {}", tape.one_of(&same).path, tape.one_of(&["1", "2", "0.5"]))
            }
            8 => format!("(if {} then {path} else {other}) {sign} {literal}", self.contingent(tape)),
            _ => format!("{} of {{ {path}, {other} }} {sign} {literal}", tape.one_of(&["min", "max"])),
        }
    }
}
