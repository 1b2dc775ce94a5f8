//! From the values of a decision to its reasons: which values decided, and what an unknown came from.
//! Reads the core and nothing else.

mod causes;
mod decisive;
mod precision;
mod taken;

pub use causes::{Cause, causes};
pub use decisive::decisive;
pub use precision::{OpenComparison, Settles, open_comparisons, settled_by};
pub use taken::taken_below;
