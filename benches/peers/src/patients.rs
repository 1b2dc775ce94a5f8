//! The patients: those of `examples/make_cohort`, and those whose values are at the bounds of the rules or missing.

use std::io;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};
use serde_json::{Map, Value, json};

/// The generator of the example, its other form of records included.
#[path = "../../../examples/make_cohort/cohort/mod.rs"]
#[allow(dead_code)]
mod cohort;

use cohort::{Form, SEED};

/// So many patients of the cohort, in JSON text, one each.
pub fn of_cohort(count: u64) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    cohort::write(&mut bytes, count, SEED, Form::Plain)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// So many patients with a value at a bound of a rule, beside it, or none. Values that stand in no way come more often, so
/// that a good many are decided by one value alone. They are the same in every run.
pub fn at_bounds(count: u64) -> Vec<String> {
    let facts = bounds();
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let mut below = |count: usize| chance.next_u32() as usize % count;
    let mut patients = Vec::new();
    for number in 0..count {
        let mut patient = Map::new();
        patient.insert("id".to_owned(), json!(format!("b-{number}")));
        for (name, values) in &facts {
            if below(12) > 0 {
                patient.insert((*name).to_owned(), values[below(values.len())].clone());
            }
        }
        patients.push(Value::Object(patient).to_string());
    }
    patients
}

fn bounds() -> Vec<(&'static str, Vec<Value>)> {
    let facts = json!({
        "birth_date": ["1965-11-20", "1950-02-28", "1965-11-21", "2007-11-20", "2007-11-21", "2008-02-29"],
        "sex": ["female", "male", "male"],
        "pregnant": [false, false, false, true],
        "diabetes": ["type2", "type2", "type2", "type2", "type2", "type2", "type1", "other"],
        "diagnosed": ["2025-08-20", "2010-08-31", "2025-08-20", "2010-08-31", "2025-08-21", "2025-11-21"],
        "hba1c": [7, 7.0, 12, 9.9, 12.0, 6.9, 12.1],
        "hba1c_on": ["2025-05-20", "2025-11-20", "2025-08-31", "2025-05-20", "2025-05-19", "2025-11-21"],
        "glucose": [300, 120, 300, 120, 120, 120, 301],
        "egfr": [59, 60, 59, 60, 29, 30, 20, 19],
        "systolic": [139, 140, 139, 140, 179, 139, 180],
        "bmi": [30, 29.9, 30.0, 29.9, 30, 20, 19.9],
        "nyha": ["none", "I", "II", "none", "II", "III", "IV"],
        "metformin": [true, true, true, false],
        "insulin": [false, true, true],
        "hypos": [0, 1, 0, 1, 2],
    });
    const NAMES: [&str; 15] = [
        "birth_date",
        "sex",
        "pregnant",
        "diabetes",
        "diagnosed",
        "hba1c",
        "hba1c_on",
        "glucose",
        "egfr",
        "systolic",
        "bmi",
        "nyha",
        "metformin",
        "insulin",
        "hypos",
    ];
    let values = |name: &str| facts[name].as_array().cloned().unwrap_or_default();
    NAMES.into_iter().map(|name| (name, values(name))).collect()
}
