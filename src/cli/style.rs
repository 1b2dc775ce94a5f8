//! Colours. `anstream` drops them where the output is no terminal, and where `NO_COLOR` is set.

use anstyle::{AnsiColor, Style};

pub const GOOD: Style = AnsiColor::Green.on_default().bold();
pub const BAD: Style = AnsiColor::Red.on_default().bold();
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();
pub const QUIET: Style = Style::new().dimmed();
pub const STRONG: Style = Style::new().bold();
