//! What the pages have in common: their head, their look, their tables, and text that stays text.
//!
//! A page stands alone and loads nothing. Whatever comes from a ruleset or a record goes through [`Text`], and no such
//! text stands in an attribute: anchors are numbers and letters of our own. Every page is well-formed XML, too.

mod escape;
mod script;
mod table;
mod verdict;

use std::fmt::{self, Display, Formatter};

pub use escape::Text;
pub use script::Script;
pub use table::{TABLE_END, table};
pub use verdict::Marked;

const STYLE: &str = include_str!("style.css");

/// Even if something got past the escaping, a browser would load nothing, and run nothing but our own script.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Everything up to the body's first element.
pub struct Head<'h> {
    /// What a window is called that shows the page.
    pub title: &'h str,
    /// The page's own style, after the common one.
    pub style: &'h str,
    /// The one script that may run.
    pub script: Option<Script>,
}

impl Display for Head<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}"
        )?;
        if let Some(script) = &self.script {
            write!(f, "; script-src '{}'", script.hash())?;
        }
        writeln!(
            f,
            "\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <meta name=\"robots\" content=\"noindex\" />\n<title>{}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>",
            Text(self.title),
            self.style
        )
    }
}
