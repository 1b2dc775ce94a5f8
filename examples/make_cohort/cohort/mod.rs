//! An invented cohort of people with diabetes, and what their records say of them.
//!
//! Two steps, kept apart: a [`person::Person`] is how somebody is, and a [`recorded::Recorded`] is what was written down of
//! it. [`full`] and [`plain`] say the second one in JSON.

mod calendar;
mod chance;
mod full;
mod person;
mod plain;
mod recorded;
mod text;

use std::io::{self, Write};

use calendar::Calendar;
use chance::Chance;
use person::Person;
use recorded::Recorded;

/// The seed of the cohort that is kept beside the ruleset.
pub const SEED: u64 = 20_251_120;

/// How a record is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As records come: values with units of several kinds, bounds, dates in part, reasons for silence, mistakes.
    Full,
    /// Numbers, booleans and text alone, and what is not recorded left out.
    Plain,
}

/// Writes so many patients, one a line.
pub fn write(out: &mut impl Write, count: u64, seed: u64, form: Form) -> io::Result<()> {
    let calendar = Calendar::new();
    let mut chance = Chance::new(seed);
    let mut line = String::with_capacity(1024);
    for number in 1..=count {
        let person = Person::draw(&mut chance);
        let recorded = Recorded::draw(&person, &mut chance);
        line.clear();
        match form {
            Form::Full => full::line(&mut line, number, &recorded, &calendar, &mut chance),
            Form::Plain => plain::line(&mut line, number, &recorded, &calendar),
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}
