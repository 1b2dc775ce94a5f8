//! All integration tests in one binary: one module a phase, one file a case.

mod analytes;
mod branches;
mod cases;
mod cli;
mod codes;
mod docs;
mod embed;
mod format;
mod histories;
mod law;
mod limits;
mod linking;
mod lists;
mod quantities;
mod records;
mod review;
mod round_trip;
mod rulesets;
mod schema;
mod support;
mod time;
mod traps;
mod truth_tables;
mod units_page;
mod values;
