//! The engines, one a file.

mod by_hand;
mod cedar;
mod cedar_expression;
mod cel;
mod elig_decision;
mod elig_screen;
mod rego;
mod rhai;
mod zen;

pub use by_hand::ByHand;
pub use cedar::Cedar;
pub use cedar_expression::CedarExpression;
pub use cel::Cel;
pub use elig_decision::EligDecision;
pub use elig_screen::EligScreen;
pub use rego::Rego;
pub use rhai::Rhai;
pub use zen::Zen;
