//! Tables in a page.

use std::fmt::{self, Formatter};

/// A box that scrolls sideways where its table is too wide, and that a keyboard reaches. The table is named by its
/// caption.
pub fn table(f: &mut Formatter<'_>, id: &str, class: &str, caption: &str) -> fmt::Result {
    writeln!(
        f,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}-caption\">\n\
         <table class=\"{class}\">\n<caption id=\"{id}-caption\">{caption}</caption>"
    )
}

/// The end of a table and of its box.
pub const TABLE_END: &str = "</tbody>\n</table>\n</div>";
