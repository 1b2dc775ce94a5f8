//! Questions about lists.
//!
//! | module | what it checks |
//! |---|---|
//! | `frame` | the places where steps are put: the ruleset, the body of a list, a stretch of days |
//! | `element` | the fields of the entry that is asked about, and of the one before it |
//! | `question` | `some`, `no`, `every`, `count of`, `share of` |
//! | `aggregate` | `latest` and its relatives, `distinct` |
//! | `dated` | which date of an entry counts |
//! | `windows` | `in some 30 days from A to B: …` |

mod aggregate;
mod dated;
mod element;
mod frame;
mod question;
mod windows;

pub use frame::{Element, Frame};
pub use question::Question;
