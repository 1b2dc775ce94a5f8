//! What is wrong, where, why, and what to do next.
//!
//! A [`Problem`] carries spans only; its source text is attached when it is shown, so that problems
//! can be kept, compared and serialized. Every problem has a [`Code`], and every code has a page.

mod code;
mod nearest;
mod problem;
mod render;

pub use code::{Code, Severity};
pub use nearest::nearest;
pub use problem::{Fix, Label, Problem, Problems};
pub use render::{Report, render_plain};
