//! The answer to a `?`: what is wanted there, why, and what fits.

use std::io::{self, Write};

use crate::cli::style::{QUIET, STRONG};
use crate::{Hole, NameInScope, NameKind};

/// Names that are shown of those that fit; of further ones only the count.
const SHOWN: usize = 30;

/// Answers every hole of an entry.
pub fn answer(holes: &[Hole], out: &mut dyn Write) -> io::Result<()> {
    for (index, hole) in holes.iter().enumerate() {
        if holes.len() > 1 {
            write!(out, "{QUIET}? {}{QUIET:#}  ", index + 1)?;
        }
        writeln!(out, "wanted here: {STRONG}{}{STRONG:#}", hole.wanted.in_words())?;
        if !hole.why.is_empty() {
            writeln!(out, "  {}", hole.why)?;
        }
        if hole.fits.is_empty() && !matches!(hole.wanted, crate::HoleWants::Written(_)) {
            writeln!(out, "  {QUIET}no name in scope fits{QUIET:#}")?;
        }
        let width =
            hole.fits.iter().take(SHOWN).map(|name| name.name.chars().count()).max().unwrap_or_default();
        for name in hole.fits.iter().take(SHOWN) {
            writeln!(out, "{}", line(name, width).trim_end())?;
        }
        if hole.fits.len() > SHOWN {
            writeln!(out, "  {QUIET}and {} more{QUIET:#}", hole.fits.len() - SHOWN)?;
        }
    }
    Ok(())
}

fn line(name: &NameInScope, width: usize) -> String {
    let ty = match (&name.kind, &name.ty) {
        (NameKind::Value, _) | (_, None) => String::new(),
        (_, Some(ty)) => ty.to_string(),
    };
    let words = name.description.as_deref().unwrap_or_default();
    let padding = " ".repeat(width.saturating_sub(name.name.chars().count()));
    let gap = if ty.is_empty() || words.is_empty() { "" } else { "  " };
    format!("  {}{padding}  {ty}{gap}{QUIET}{words}{QUIET:#}", name.name)
}
