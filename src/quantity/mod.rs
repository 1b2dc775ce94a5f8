//! Exact numbers, units and dimensions, and the analytes of clinical chemistry.

mod analyte;
mod number;
pub mod unit;

pub use analyte::{Analyte, Conversion, Factor, Relation, conversion};
pub use number::{Fault, MAX_BITS, MAX_DIGITS, Number, ParseNumberError};
pub use unit::{Dimension, Unit};
