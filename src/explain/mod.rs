//! From the values of a decision to its reasons: which values decided, and what an unknown came from.
//! Reads the core and nothing else.

mod decisive;
mod parts;
mod precision;
mod rests;
mod taken;

pub use crate::eval::{Cause, causes};
pub use decisive::{Grounds, Reading, decisive, readings};
pub(crate) use parts::is_boolean;
pub use parts::{Part, conditions, parts, parts_of};
pub use precision::{OpenComparison, Settles, open_comparisons, settled_by};
pub use rests::{Resting, Stays, deciding};
pub use taken::taken_below;
