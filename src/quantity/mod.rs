//! Exact numbers.

mod number;

pub use number::{Fault, MAX_BITS, MAX_DIGITS, Number, ParseNumberError};
