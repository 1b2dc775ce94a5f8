//! `elig explain`.

use std::io::{self, Write};

use clap::Args;

use super::style::STRONG;
use super::{Status, complain};
use crate::diagnostic::{Code, nearest};

/// Show the page of an error or warning code: what it means, a wrong example, the mended one.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, for example E0104; without one all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let Some(wanted) = &self.code else {
            for code in Code::ALL {
                writeln!(out, "{STRONG}{code}{STRONG:#}  {}", code.title())?;
            }
            return Ok(Status::Done);
        };
        let Some(code) = Code::find(wanted) else {
            let near = nearest(&wanted.to_uppercase(), Code::ALL.iter().map(|code| code.as_str()));
            let near = near.map_or(".".to_owned(), |near| format!("; did you mean {near}?"));
            complain(&format!("there is no code `{wanted}`{near} `elig explain` lists all of them"));
            return Ok(Status::Usage);
        };
        page(code.page(), out)?;
        Ok(Status::Done)
    }
}

/// Examples of invisible characters are shown by their code: printed, they would do what the page warns of.
fn visible(line: &str) -> String {
    let shown = |c: char| match c {
        '\u{AD}'
        | '\u{61C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => {
            format!("<U+{:04X}>", c as u32)
        }
        c => c.to_string(),
    };
    line.chars().map(shown).collect()
}

/// A page of Markdown as plain text: headings stand out, code is indented.
pub fn page(markdown: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut in_code = false;
    for line in markdown.lines() {
        let line = &visible(line);
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            writeln!(out, "{}", format!("    {line}").trim_end())?;
        } else if let Some(heading) = line.strip_prefix("# ").or_else(|| line.strip_prefix("## ")) {
            writeln!(out, "{STRONG}{heading}{STRONG:#}")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
