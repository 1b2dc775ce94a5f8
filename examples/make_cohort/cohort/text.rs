//! How values are said in text, whatever the form of the record.

use std::fmt::{Display, Write as _};

use super::person::Diabetes;

pub const NYHA: [&str; 5] = ["none", "I", "II", "III", "IV"];

/// Text does not fail to be written into text.
pub fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(what);
    debug_assert!(written.is_ok());
}

pub fn sex(female: bool) -> &'static str {
    if female { "female" } else { "male" }
}

pub fn diabetes(kind: Diabetes) -> &'static str {
    match kind {
        Diabetes::Type1 => "type1",
        Diabetes::Type2 => "type2",
        Diabetes::Other => "other",
    }
}

/// A text that has nothing in it to escape.
pub struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "\"{}\"", self.0)
    }
}

/// So many tenths as a decimal number, always with its digit behind the point.
#[derive(Clone, Copy)]
pub struct Tenths(pub u32);

impl Display for Tenths {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}.{}", self.0 / 10, self.0 % 10)
    }
}
