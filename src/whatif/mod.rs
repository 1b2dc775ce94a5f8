//! What a decision would be if something of the patient were otherwise, and what would have to be otherwise for
//! another verdict.

mod change;
mod difference;
mod flip;
mod place;
mod readers;
mod record;

pub use change::{Changes, Origins, name_of_fact};
pub use difference::{
    Difference, OutputChanged, ParameterChanged, RuleChanged, RuleSame, RuleSays, SCHEMA, ScopeChanged,
    ScopeSays, Turn, difference, unread,
};
pub use flip::{
    Answer, Asked, Change, ChangeKind, Flip, Flips, Lapsing, LeftAlone, LeftBecause, Range, RuleTurned,
    SCHEMA as FLIP_SCHEMA, Tried, Waiting, flip,
};
pub use place::{Place, Said};
pub use record::FactChanged;
