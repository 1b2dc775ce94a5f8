//! Parts of the language that are read and formatted, but that this version does not decide.

use crate::diagnostic::{Code, Problem};
use crate::source::Span;

/// `what` is (or are) not supported yet.
pub fn unsupported(span: Span, what: &str, plural: &str, singular: &str) -> Problem {
    let verb = if what.ends_with('s') && !what.starts_with("the ") { plural } else { singular };
    Problem::new(Code::Unsupported, span, format!("{what} {verb} not supported yet")).help(
        "this version reads and formats it, but decides nothing with it; until it does, let the record state \
         the fact itself, for example `fact on_anticoagulants: boolean`",
    )
}
