//! What was written down of a person. What is missing is not missing at random: the well and the young are measured less, and
//! what would not matter is not asked.

use super::chance::Chance;
use super::person::{Diabetes, Person};

/// What a record says, rounded as it is recorded; nothing where it is silent.
pub struct Recorded {
    /// Days since birth.
    pub born: Option<u32>,
    pub female: Option<bool>,
    pub pregnant: Option<bool>,
    pub diabetes: Option<Diabetes>,
    /// Days since the diagnosis.
    pub diagnosed: Option<u32>,
    /// In tenths of a per cent.
    pub hba1c: Option<u32>,
    /// Days since HbA1c was taken.
    pub tested: Option<u32>,
    /// In mg/dL.
    pub glucose: Option<u32>,
    /// In mL/min/1.73 m².
    pub egfr: Option<u32>,
    /// In mm Hg.
    pub systolic: Option<u32>,
    /// In tenths of kg/m².
    pub bmi: Option<u32>,
    pub nyha: Option<usize>,
    pub metformin: Option<bool>,
    pub insulin: Option<bool>,
    pub hypos: Option<u32>,
}

impl Recorded {
    pub fn draw(person: &Person, chance: &mut Chance) -> Recorded {
        let young = person.born < 50 * 365;
        let mut kept = |missing: f64| !chance.share(missing);
        // Who is not seen has neither a recent HbA1c nor much else.
        let seen = kept(0.03);
        let unless_seen = |missing: f64| if seen { missing } else { 0.6 };
        let hba1c = kept(unless_seen(if young { 0.06 } else { 0.025 }));
        Recorded {
            born: kept(0.002).then_some(person.born),
            female: kept(0.003).then_some(person.female),
            // Nobody asks men, and not every woman is asked.
            pregnant: kept(match (person.female, young) {
                (false, _) => 0.99,
                (true, true) => 0.12,
                (true, false) => 0.04,
            })
            .then_some(person.pregnant),
            diabetes: kept(0.01).then_some(person.diabetes),
            diagnosed: kept(0.02).then_some(person.diagnosed),
            hba1c: hba1c.then(|| tenths(person.hba1c)),
            tested: (hba1c && kept(0.004)).then_some(person.tested),
            // Fasting glucose is measured where HbA1c gives cause to.
            glucose: kept(unless_seen(if person.hba1c < 8.0 { 0.16 } else { 0.05 }))
                .then(|| whole(person.glucose)),
            egfr: kept(unless_seen(if young { 0.08 } else { 0.03 })).then(|| whole(person.egfr)),
            systolic: kept(unless_seen(0.02)).then(|| whole(person.systolic)),
            // Weight is written down where it stands out.
            bmi: kept(unless_seen(if person.bmi < 30.0 { 0.09 } else { 0.03 })).then(|| tenths(person.bmi)),
            nyha: kept(if person.nyha > 0 { 0.02 } else { 0.06 }).then_some(person.nyha),
            metformin: kept(0.015).then_some(person.metformin),
            insulin: kept(0.01).then_some(person.insulin),
            // Low blood sugars are asked of those on insulin.
            hypos: kept(if person.insulin { 0.05 } else { 0.2 }).then_some(person.hypos),
        }
    }
}

fn whole(value: f64) -> u32 {
    (value + 0.5) as u32
}

fn tenths(value: f64) -> u32 {
    (value * 10.0 + 0.5) as u32
}
