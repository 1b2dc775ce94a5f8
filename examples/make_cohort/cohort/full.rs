//! A record as records come: units of several kinds, bounds, dates in part, reasons for silence, and now and then a mistake.

use super::calendar::Calendar;
use super::chance::Chance;
use super::recorded::Recorded;
use super::text::{Absent, NYHA, Null, Quantity, Quoted, Said, Tenths, begin, diabetes, field, sex};

/// What somebody got wrong in a record. Each of these is seen in practice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    /// HbA1c in mmol/mol where the fact is in per cent, without a unit.
    OtherScale,
    /// A body mass index without its point.
    LostPoint,
    /// A date that starts with the day.
    DayFirst,
    /// A word for a truth value.
    Yes,
    /// A letter for a sex.
    Letter,
    /// A zero that means nothing.
    Zero,
    /// A remark for a number.
    Remark,
    /// A number for a class.
    Number,
    /// A unit of something else.
    Unit,
    /// Keys that are no fact's.
    Misspelt,
    Capital,
    OtherName,
}

const MISTAKES: [Mistake; 12] = [
    Mistake::OtherScale,
    Mistake::LostPoint,
    Mistake::DayFirst,
    Mistake::Yes,
    Mistake::Letter,
    Mistake::Zero,
    Mistake::Remark,
    Mistake::Number,
    Mistake::Unit,
    Mistake::Misspelt,
    Mistake::Capital,
    Mistake::OtherName,
];

const NOT_SAID: [&str; 3] = ["unknown", "not-asked", "asked-declined"];
const NOT_MEASURED: [&str; 2] = ["not-performed", "unknown"];

pub fn line(out: &mut String, number: u64, recorded: &Recorded, calendar: &Calendar, chance: &mut Chance) {
    let mistake = chance.share(0.02).then(|| MISTAKES[chance.below(12) as usize]);
    begin(out, number);
    let mut writer = Writer { out, calendar, chance, mistake };
    writer.history(recorded);
    writer.measurements(recorded);
    writer.treatment(recorded);
    out.push('}');
}

struct Writer<'a> {
    out: &'a mut String,
    calendar: &'a Calendar,
    chance: &'a mut Chance,
    mistake: Option<Mistake>,
}

impl Writer<'_> {
    fn history(&mut self, recorded: &Recorded) {
        match recorded.born {
            Some(ago) if self.is(Mistake::DayFirst) => {
                let day = self.calendar.day(ago);
                let turned = format!("{}/{}/{}", &day[8..], &day[5..7], &day[..4]);
                self.field("birth_date", Quoted(&turned));
            }
            Some(ago) => self.date("birth_date", ago, 0.01, 0.015),
            None => self.silence("birth_date", &NOT_SAID),
        }
        match recorded.female {
            Some(female) if self.is(Mistake::Letter) => {
                self.field("sex", Quoted(if female { "F" } else { "M" }));
            }
            value => self.said("sex", value.map(|female| Quoted(sex(female)))),
        }
        match recorded.pregnant {
            // That it has no meaning is said of some of those who are not asked.
            None if recorded.female == Some(false) => {
                if self.chance.share(0.1) {
                    self.field("pregnant", Absent("not-applicable"));
                }
            }
            value => self.said("pregnant", value),
        }
        self.said("diabetes", recorded.diabetes.map(|kind| Quoted(diabetes(kind))));
        match recorded.diagnosed {
            // Of what was long ago only the year is remembered.
            Some(ago) if ago > 5 * 365 => self.date("diagnosed", ago, 0.4, 0.25),
            Some(ago) => self.date("diagnosed", ago, 0.02, 0.15),
            None => self.silence("diagnosed", &NOT_SAID),
        }
    }

    fn measurements(&mut self, recorded: &Recorded) {
        match recorded.hba1c {
            Some(tenths) => self.hba1c(tenths),
            None => self.silence("hba1c", &NOT_MEASURED),
        }
        let on = if self.is(Mistake::OtherName) { "hba1c_date" } else { "hba1c_on" };
        match recorded.tested {
            Some(ago) => self.date(on, ago, 0.005, 0.05),
            None => self.silence(on, &NOT_MEASURED),
        }
        match recorded.glucose {
            Some(value) => self.glucose(value),
            None => self.silence("glucose", &NOT_MEASURED),
        }
        match recorded.egfr {
            Some(value) => self.egfr(value),
            None => self.silence("egfr", &NOT_MEASURED),
        }
        match recorded.systolic {
            Some(value) => self.systolic(value),
            None => self.silence("systolic", &NOT_MEASURED),
        }
        match recorded.bmi {
            Some(tenths) if self.is(Mistake::LostPoint) => self.field("bmi", tenths),
            Some(tenths) => self.field("bmi", Tenths(tenths)),
            None => self.silence("bmi", &NOT_MEASURED),
        }
    }

    fn treatment(&mut self, recorded: &Recorded) {
        match recorded.nyha {
            Some(class) if self.is(Mistake::Number) => self.field("nyha", class as u32),
            value => self.said("nyha", value.map(|class| Quoted(NYHA[class]))),
        }
        match recorded.metformin {
            Some(true) if self.is(Mistake::Yes) => self.field("metformin", Quoted("yes")),
            value => self.said("metformin", value),
        }
        self.said(if self.is(Mistake::Capital) { "Insulin" } else { "insulin" }, recorded.insulin);
        match recorded.hypos {
            // "Five or more", as some forms have it.
            Some(count) if count >= 5 => self.field("hypos", Quoted(">=5")),
            value => self.said("hypos", value),
        }
    }

    /// In per cent, mostly; where the laboratory reports mmol/mol alone, what the fact does not take.
    fn hba1c(&mut self, tenths: u32) {
        let ifcc = (f64::from(tenths) / 10.0 - 2.152) / 0.09148;
        match self.chance.fraction() {
            _ if self.is(Mistake::OtherScale) => self.field("hba1c", ifcc as u32),
            // Beyond what the instrument measures.
            _ if tenths > 140 => self.quantity("hba1c", Quoted(">14.0"), "%"),
            share if share < 0.006 => self.quantity("hba1c", ifcc as u32, "mmol/mol"),
            share if share < 0.4 => self.field("hba1c", Tenths(tenths)),
            _ => self.quantity("hba1c", Tenths(tenths), "%"),
        }
    }

    /// In mg/dL, or in mmol/L, of which one is 18 mg/dL.
    fn glucose(&mut self, value: u32) {
        match self.chance.fraction() {
            _ if self.is(Mistake::Remark) => self.field("glucose", Quoted("haemolytic")),
            _ if value > 600 => self.quantity("glucose", Quoted(">600"), "mg/dL"),
            share if share < 0.2 => self.field("glucose", value),
            share if share < 0.6 => self.quantity("glucose", value, "mg/dL"),
            _ => self.quantity("glucose", Tenths((value * 10 + 9) / 18), "mmol/L"),
        }
    }

    /// Many laboratories give a bound where the kidneys are well, and write the unit in their own way.
    fn egfr(&mut self, value: u32) {
        let unit = if self.chance.share(0.5) { "mL/min/{1.73_m2}" } else { "mL/min/1.73m2" };
        match self.chance.fraction() {
            _ if self.is(Mistake::Unit) => self.quantity("egfr", value, "mL/h/kg"),
            share if share < 0.3 && value > 90 => self.quantity("egfr", Quoted(">90"), unit),
            share if share < 0.4 && value > 60 => self.quantity("egfr", Quoted(">60"), unit),
            share if share < 0.7 => self.field("egfr", value),
            _ => self.quantity("egfr", value, unit),
        }
    }

    fn systolic(&mut self, value: u32) {
        let key = if self.is(Mistake::Misspelt) { "systollic" } else { "systolic" };
        match self.chance.fraction() {
            _ if self.is(Mistake::Zero) => self.field(key, 0_u32),
            share if share < 0.5 => self.field(key, value),
            share if share < 0.8 => self.quantity(key, value, "mm[Hg]"),
            _ => self.quantity(key, value, "mmHg"),
        }
    }

    fn is(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// A date to the day, or in these shares to the year or to the month.
    fn date(&mut self, key: &str, ago: u32, years: f64, months: f64) {
        let calendar = self.calendar;
        let said = match self.chance.fraction() {
            share if share < years => calendar.year(ago),
            share if share < years + months => calendar.month(ago),
            _ => calendar.day(ago),
        };
        self.field(key, Quoted(said));
    }

    fn quantity(&mut self, key: &str, value: impl Said, unit: &str) {
        self.field(key, Quantity(value, unit));
    }

    fn said(&mut self, key: &str, value: Option<impl Said>) {
        match value {
            Some(value) => self.field(key, value),
            None => self.silence(key, &NOT_SAID),
        }
    }

    /// A record is silent in three ways: without a word, with `null`, or with a reason.
    fn silence(&mut self, key: &str, reasons: &[&str]) {
        match self.chance.fraction() {
            share if share < 0.6 => {}
            share if share < 0.8 => self.field(key, Null),
            _ => {
                let reason = reasons[self.chance.below(reasons.len() as u32) as usize];
                self.field(key, Absent(reason));
            }
        }
    }

    fn field(&mut self, key: &str, value: impl Said) {
        field(self.out, key, value);
    }
}
