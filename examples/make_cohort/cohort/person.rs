//! How somebody is, whether or not anybody wrote it down.
//!
//! The figures are rounded from what was published of people with type 2 diabetes:
//!
//! - A: age, sex, body mass index, HbA1c and systolic pressure of 473,399 people with type 2 diabetes, from the first table of
//!   <https://pmc.ncbi.nlm.nih.gov/articles/PMC8822817/table/Tab1>.
//! - B: duration, fasting glucose and filtration rate of 1,072 people with type 2 diabetes and vascular disease, from the first
//!   table of "The influence of baseline risk on the relation between HbA1c and risk for new cardiovascular events and mortality
//!   in patients with type 2 diabetes and symptomatic cardiovascular disease", Cardiovascular Diabetology 2016,
//!   <https://doi.org/10.1186/s12933-016-0418-1>.
//! - C: average glucose by HbA1c, in mg/dL: 28.7 times the percentage, less 46.7 ("Translating the A1C assay into estimated
//!   average glucose values", Diabetes Care 2008;31:1473-1478).
//!
//! What has no letter was chosen so that every rule turns out each way often enough to be seen.

use super::chance::Chance;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Diabetes {
    Type1,
    Type2,
    Other,
}

pub struct Person {
    /// Days since birth, and since the diagnosis.
    pub born: u32,
    pub diagnosed: u32,
    pub female: bool,
    pub pregnant: bool,
    pub diabetes: Diabetes,
    /// In %.
    pub hba1c: f64,
    /// Days since HbA1c was taken.
    pub tested: u32,
    /// In mg/dL.
    pub glucose: f64,
    /// In mL/min/1.73 m².
    pub egfr: f64,
    /// In mm Hg.
    pub systolic: f64,
    /// In kg/m².
    pub bmi: f64,
    /// From 0, no heart failure, to 4.
    pub nyha: usize,
    pub metformin: bool,
    pub insulin: bool,
    pub hypos: u32,
}

impl Person {
    pub fn draw(chance: &mut Chance) -> Person {
        let diabetes = match chance.fraction() {
            share if share < 0.92 => Diabetes::Type2,
            share if share < 0.98 => Diabetes::Type1,
            _ => Diabetes::Other,
        };
        let type1 = diabetes == Diabetes::Type1;
        // A: 63.5 years, standard deviation 14.4.
        let age = (if type1 { 38.0 } else { 63.5 } + 14.4 * chance.normal()).clamp(8.0, 99.0);
        // A: 45.7 % are women.
        let female = chance.share(0.457);
        let duration = duration(chance).min(age - 4.0);
        let bmi = bmi(chance, age, type1);
        let egfr = egfr(chance, age);
        let insulin = type1 || chance.share(0.04 + 0.012 * duration);
        let hba1c = hba1c(chance, insulin);
        let heart_failure = 0.02 + 0.004 * (age - 50.0).max(0.0) + if egfr < 60.0 { 0.06 } else { 0.0 };
        let taken = match egfr {
            _ if type1 => 0.05,
            rate if rate < 30.0 => 0.04,
            rate if rate < 45.0 => 0.5,
            _ => 0.78,
        };
        Person {
            born: days(age),
            diagnosed: days(duration),
            female,
            pregnant: chance.share(0.09) && female && (18.0..46.0).contains(&age),
            diabetes,
            hba1c,
            tested: tested(chance, duration),
            // C, and a little less for it is fasting (B: a median of 7.9 mmol/L where HbA1c is 6.9 %).
            glucose: (28.7 * hba1c - 53.0 + 26.0 * chance.normal()).clamp(48.0, 690.0),
            egfr,
            systolic: systolic(chance, age, bmi),
            bmi,
            nyha: if chance.share(heart_failure) { nyha(chance) } else { 0 },
            metformin: chance.share(taken),
            insulin,
            hypos: hypos(chance, insulin),
        }
    }
}

fn days(years: f64) -> u32 {
    (years * 365.2425) as u32
}

/// Years since the diagnosis. B: a median of four, quartiles of one and of ten.
fn duration(chance: &mut Chance) -> f64 {
    let even = chance.fraction();
    let late = if chance.share(0.12) { 14.0 * chance.fraction() } else { 0.0 };
    16.0 * even * even + late
}

/// A: 31.5, standard deviation 6.9; skewed, and less in old age.
fn bmi(chance: &mut Chance, age: f64, type1: bool) -> f64 {
    let normal = chance.normal();
    let skewed = 0.97 * normal + 0.16 * (normal * normal - 1.0);
    let (mean, deviation) = if type1 { (26.0, 4.5) } else { (31.5, 6.7) };
    (mean - 0.1 * (age - 63.5) + deviation * skewed).clamp(14.0, 75.0)
}

/// B: 76, standard deviation 21; it falls by nearly one a year of age.
fn egfr(chance: &mut Chance, age: f64) -> f64 {
    let lost = if chance.share(0.03) { 25.0 + 20.0 * chance.fraction() } else { 0.0 };
    (77.0 - 0.9 * (age - 63.5) + 16.0 * chance.normal() - lost).clamp(5.0, 139.0)
}

/// A: below 7 % in 50.8 % of people, above 10 % in 8.3 %; higher with insulin. The two bends are where the normal distribution
/// has these shares.
fn hba1c(chance: &mut Chance, insulin: bool) -> f64 {
    let normal = 0.97 * chance.normal() + if insulin { 0.5 } else { -0.12 };
    let value = match normal {
        low if low < 0.02 => 7.0 + 0.75 * (low - 0.02),
        middle if middle < 1.385 => 7.0 + 3.0 / 1.365 * (middle - 0.02),
        high => 10.0 + 2.8 * (high - 1.385),
    };
    value.clamp(4.4, 17.5)
}

/// Days since HbA1c was taken: most were within half a year, and of a fresh diagnosis it is not older than that.
fn tested(chance: &mut Chance, duration: f64) -> u32 {
    let even = chance.fraction();
    ((420.0 * even * even * even.max(0.35)) as u32).min(days(duration) + 30)
}

/// A: below 130 in 32.2 % of people, 150 and more in 17.1 %; higher with age and weight, and sometimes very high.
fn systolic(chance: &mut Chance, age: f64, bmi: f64) -> f64 {
    let crisis = if chance.share(0.01) { 35.0 } else { 0.0 };
    (136.0 + 0.15 * (age - 63.5) + 0.2 * (bmi - 31.5) + 13.8 * chance.normal() + crisis).clamp(82.0, 240.0)
}

fn nyha(chance: &mut Chance) -> usize {
    match chance.fraction() {
        share if share < 0.2 => 1,
        share if share < 0.65 => 2,
        share if share < 0.93 => 3,
        _ => 4,
    }
}

fn hypos(chance: &mut Chance, insulin: bool) -> u32 {
    let none = if insulin { 0.8 } else { 0.985 };
    if chance.share(none) {
        return 0;
    }
    let mut count = 1;
    while count < 12 && chance.share(0.4) {
        count += 1;
    }
    count
}
