//! The same rules written in Rust on a plain struct: the floor.
//!
//! `Option<bool>` is the third value: `None` is unknown.

use elig::Outcome;
use jiff::civil::{Date, date};

use crate::answer::Answer;
use crate::patient::{Diabetes, Nyha, Patient, Sex};
use crate::peer::{Peer, Result};

/// Bounds of dates as of 2025-11-20: worked out once, so that no date is shifted for each patient.
const AS_OF: Date = date(2025, 11, 20);
const THREE_MONTHS_AGO: Date = date(2025, 8, 20);
const SIX_MONTHS_AGO: Date = date(2025, 5, 20);
const EIGHTEEN_YEARS_AGO: Date = date(2007, 11, 20);
const SIXTY_YEARS_AGO: Date = date(1965, 11, 20);

pub struct ByHand;

impl Peer for ByHand {
    type Ready = Patient;

    fn read(&self, text: &str) -> Result<Patient> {
        Ok(serde_json::from_str(text)?)
    }

    fn decide(&mut self, record: &Patient) -> Result<Answer> {
        Ok(decide(record))
    }
}

fn decide(patient: &Patient) -> Answer {
    let low = patient.egfr.map(|rate| rate < 30);
    let marks = [
        patient.birth_date.map(|born| born <= SIXTY_YEARS_AGO),
        patient.bmi.map(|index| index >= 30.0),
        patient.systolic.map(|pressure| pressure >= 140),
        patient.egfr.map(|rate| rate < 60),
    ];
    let urgent = any([
        patient.glucose.map(|glucose| glucose > 300),
        patient.hba1c.map(|value| value > 12.0),
        patient.systolic.map(|pressure| pressure >= 180),
    ]);
    let is_male = patient.sex.map(|sex| sex == Sex::Male);
    let rules = [
        require(patient.birth_date.map(|born| born <= EIGHTEEN_YEARS_AGO)),
        require(patient.diagnosed.map(|day| day <= THREE_MONTHS_AGO)),
        require(patient.hba1c.map(|value| value >= 7.0)),
        require(patient.hba1c_on.map(|day| (SIX_MONTHS_AGO..=AS_OF).contains(&day))),
        require(any([patient.metformin, low])),
        require(at_least_two(marks)),
        guarded(patient.insulin, patient.hypos.map(|count| count <= 1)),
        exclude(not(any([is_male, not(patient.pregnant)]))),
        exclude(patient.egfr.map(|rate| rate < 20)),
        exclude(patient.nyha.map(|class| class >= Nyha::III)),
        exclude(urgent),
        exclude(patient.bmi.map(|index| index < 20.0)),
    ];
    Answer::of(patient.diabetes.map(|kind| kind == Diabetes::Type2), rules)
}

fn require(holds: Option<bool>) -> Outcome {
    match holds {
        Some(true) => Outcome::Met,
        Some(false) => Outcome::NotMet,
        None => Outcome::Unknown,
    }
}

fn exclude(holds: Option<bool>) -> Outcome {
    require(not(holds))
}

/// A rule that applies under a condition: unknown with it, unless it is met either way.
fn guarded(applies: Option<bool>, holds: Option<bool>) -> Outcome {
    match (applies, holds) {
        (Some(false), _) => Outcome::NotApplicable,
        (_, Some(true)) => Outcome::Met,
        (Some(true), Some(false)) => Outcome::NotMet,
        _ => Outcome::Unknown,
    }
}

fn not(of: Option<bool>) -> Option<bool> {
    of.map(|of| !of)
}

fn any<const N: usize>(of: [Option<bool>; N]) -> Option<bool> {
    if of.contains(&Some(true)) {
        Some(true)
    } else if of.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// Certain by those that hold, impossible by those that could.
fn at_least_two(of: [Option<bool>; 4]) -> Option<bool> {
    let certain = of.iter().filter(|one| **one == Some(true)).count();
    let possible = of.iter().filter(|one| **one != Some(false)).count();
    match () {
        () if certain >= 2 => Some(true),
        () if possible < 2 => Some(false),
        () => None,
    }
}
