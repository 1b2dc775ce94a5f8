//! Vocabularies: facts of all types, with names and ranges that are made up.

use std::fmt::Write;

use super::tape::Tape;

/// A choice or a scale.
#[derive(Debug, Clone)]
pub struct Words {
    /// Its name, or the type in full where it has none.
    pub ty: String,
    pub values: Vec<String>,
    pub ordered: bool,
}

/// Numbers between bounds, in tenths.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub low: Option<i64>,
    pub high: Option<i64>,
    pub whole: bool,
}

/// Quantities that compare with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Glucose,
    Protein,
    Weight,
    Share,
    Temperature,
    Pressure,
}

#[derive(Debug, Clone)]
pub enum Ty {
    Boolean,
    Number(Bounds),
    Words(Words),
    Text,
    Date {
        or_never: bool,
    },
    /// The unit in which it is declared, among those of its measure.
    Quantity {
        measure: Measure,
        unit: usize,
        unit_assumed: bool,
    },
    /// A list of `visit`, with a date.
    Visits,
    /// A list of `episode`, without one.
    Episodes,
    /// A list of observations of whole numbers up to ten.
    Readings,
}

#[derive(Debug, Clone)]
pub struct Fact {
    pub path: String,
    pub ty: Ty,
}

/// The facts, and the statements that declare them.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub facts: Vec<Fact>,
    pub words: Vec<Words>,
    pub text: String,
}

impl Measure {
    pub const ALL: [Self; 6] =
        [Self::Pressure, Self::Weight, Self::Share, Self::Protein, Self::Glucose, Self::Temperature];

    /// Each unit with the least and the greatest value that facts of this measure have; ends that are the same in all
    /// units, so that a fact may be declared in any of them.
    pub fn units(self) -> &'static [(&'static str, i64, i64)] {
        match self {
            Self::Glucose => &[("mg/dL", 0, 900), ("mmol/L", 0, 50)],
            Self::Protein => &[("g/L", 0, 200), ("mg/dL", 0, 20000)],
            Self::Weight => &[("kg", 1, 400), ("g", 1000, 400_000)],
            Self::Share => &[("%", 0, 100)],
            Self::Temperature => &[("Cel", 20, 45), ("[degF]", 68, 113)],
            Self::Pressure => &[("mm[Hg]", 0, 300)],
        }
    }
}

impl Bounds {}

/// A number of tenths as it is written.
pub fn tenths(number: i64) -> String {
    let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
    match size % 10 {
        0 => format!("{sign}{}", size / 10),
        rest => format!("{sign}{}.{rest}", size / 10),
    }
}

const COLOURS: [&str; 4] = ["red", "green", "blue", "none_of_these"];
const STEPS: [&str; 4] = ["low", "mid", "high", "top"];

impl Vocabulary {
    pub fn make(tape: &mut Tape) -> Self {
        let mut made = Self::default();
        let colours = 2 + tape.below(3);
        let steps = 2 + tape.below(3);
        made.declare("colour", &COLOURS[..colours], false);
        made.declare("step", &STEPS[..steps], true);
        made.words.push(Words {
            ty: "choice { yes, no }".into(),
            values: vec!["yes".into(), "no".into()],
            ordered: false,
        });
        made.words.push(Words {
            ty: "scale { I < II < III }".into(),
            values: vec!["I".into(), "II".into(), "III".into()],
            ordered: true,
        });
        // There is always something to ask that may turn out either way.
        made.fact("flag", Ty::Boolean, "");
        for index in 0..1 + tape.below(8) {
            made.make_fact(tape, index);
        }
        if tape.chance(40) {
            made.fact("birth_date", Ty::Date { or_never: false }, " fixed");
        }
        if tape.chance(20) {
            made.text
                .push_str("record visit { done: boolean, level: integer 0..10, hue: colour, day: date }\n");
            made.fact("visits", Ty::Visits, "");
        }
        if tape.chance(15) {
            made.text.push_str("record episode { severe: boolean, grade: step }\n");
            made.fact("episodes", Ty::Episodes, "");
        }
        if tape.chance(20) {
            made.fact("readings", Ty::Readings, "");
        }
        // A fact that is called like a value of a choice: beside the choice the value is meant.
        if tape.chance(10) {
            made.fact("red", Ty::Boolean, "");
        }
        made
    }

    fn declare(&mut self, name: &str, values: &[&str], ordered: bool) {
        let (keyword, between) = if ordered { ("scale", " < ") } else { ("choice", ", ") };
        writeln!(self.text, "{keyword} {name} {{ {} }}", values.join(between)).expect("a string takes all");
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.words.push(Words { ty: name.to_owned(), values, ordered });
    }

    pub fn fact(&mut self, path: &str, ty: Ty, attributes: &str) {
        let written = match &ty {
            Ty::Boolean => "boolean".to_owned(),
            Ty::Number(bounds) => {
                let name = if bounds.whole { "integer" } else { "decimal" };
                let end = |end: Option<i64>| end.map(tenths).unwrap_or_default();
                match (bounds.low, bounds.high) {
                    (None, None) => name.to_owned(),
                    (low, high) => format!("{name} {}..{}", end(low), end(high)),
                }
            }
            Ty::Words(words) => words.ty.clone(),
            Ty::Text => "text".to_owned(),
            Ty::Visits => "list of visit".to_owned(),
            Ty::Episodes => "list of episode".to_owned(),
            Ty::Readings => "list of observation of integer 0..10".to_owned(),
            Ty::Date { or_never: false } => "date".to_owned(),
            Ty::Date { or_never: true } => "date or never".to_owned(),
            Ty::Quantity { measure, unit, unit_assumed } => {
                let (unit, low, high) = measure.units()[*unit];
                let analyte = if *measure == Measure::Glucose { " of glucose" } else { "" };
                let assumed = if *unit_assumed { " unit assumed" } else { "" };
                format!("quantity '{unit}' {low}..{high}{analyte}{assumed}")
            }
        };
        writeln!(self.text, "fact {path}: {written}{attributes}").expect("a string takes all");
        self.facts.push(Fact { path: path.to_owned(), ty });
    }

    fn make_fact(&mut self, tape: &mut Tape, index: usize) {
        let ty = match tape.below(12) {
            0 | 1 => Ty::Boolean,
            2 | 3 => Ty::Number(bounds(tape, true)),
            4 => Ty::Number(bounds(tape, false)),
            5 | 6 => Ty::Words(tape.one_of(&self.words).clone()),
            7 => Ty::Text,
            8 => Ty::Date { or_never: false },
            9 => Ty::Date { or_never: true },
            _ => {
                let measure = *tape.one_of(&Measure::ALL);
                let unit = tape.below(measure.units().len());
                Ty::Quantity { measure, unit, unit_assumed: tape.chance(20) }
            }
        };
        let name = match ty {
            Ty::Boolean => "b",
            Ty::Number(Bounds { whole: true, .. }) => "i",
            Ty::Number(_) => "d",
            Ty::Words(_) => "w",
            Ty::Text => "t",
            Ty::Date { .. } => "on",
            _ => "q",
        };
        let group = match tape.below(6) {
            0..4 => "",
            4 => "group.",
            _ => "group.inner.",
        };
        let path = format!("{group}{name}{index}");
        self.fact(&path, ty, "");
    }
}

fn bounds(tape: &mut Tape, whole: bool) -> Bounds {
    let size = |tape: &mut Tape, low: i64, high: i64| {
        let number = tape.between(low, high);
        if whole { number * 10 } else { number * 10 + tape.between(0, 9) * i64::from(tape.chance(30)) }
    };
    let low = size(tape, -3, 5);
    let high = low + size(tape, 1, 20).max(10);
    match tape.below(8) {
        0..5 => Bounds { low: Some(low), high: Some(high), whole },
        5 => Bounds { low: Some(low), high: None, whole },
        6 => Bounds { low: None, high: Some(high), whole },
        _ => Bounds { low: None, high: None, whole },
    }
}
