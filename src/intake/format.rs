//! In which format records come.

use std::fmt;
use std::io::{self, BufRead};
use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::peek::Peek;
use crate::record::fhir::is_fhir;
use crate::record::{Delimiter, looks_like_a_table};

/// The format of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// elig's own JSON: one object, an array of them, or one a line.
    Json,
    /// CSV or TSV.
    Table(Delimiter),
    /// Resources of FHIR R4.
    Fhir,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Json => "JSON",
            Format::Table(Delimiter::Comma) => "CSV",
            Format::Table(Delimiter::Semicolon) => "CSV with semicolons",
            Format::Table(Delimiter::Tab) => "TSV",
            Format::Fhir => "FHIR",
        })
    }
}

/// A format that somebody asks for, whatever the name and the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// JSON: one object, an array of them, or one a line.
    Json,
    /// A table with commas or semicolons.
    Csv,
    /// A table with tabulators.
    Tsv,
}

impl ValueEnum for InputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[InputFormat::Json, InputFormat::Csv, InputFormat::Tsv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        // Without a text of their own: help stays one line an option.
        Some(PossibleValue::new(match self {
            InputFormat::Json => "json",
            InputFormat::Csv => "csv",
            InputFormat::Tsv => "tsv",
        }))
    }
}

/// Bytes that are looked at, to tell what an input is.
const LOOKED_AT: usize = 64 * 1024;

/// The endings of the names of data files.
const ENDINGS: &[&str] = &["json", "ndjson", "jsonl", "csv", "tsv"];

/// Endings that stand behind them.
const COMPRESSED: &[&str] = &["gz", "zst"];

/// The ending of a name, under the compression, in small letters.
fn ending(path: &Path) -> Option<String> {
    let of = |path: &Path| path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let last = of(path)?;
    if COMPRESSED.contains(&last.as_str()) { of(Path::new(path.file_stem()?)) } else { Some(last) }
}

/// Is it a file of data by its name?
pub fn is_data(path: &Path) -> bool {
    ending(path).is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Does the name of a file say that it is a table?
pub fn is_named_as_table(path: &Path) -> bool {
    ending(path).is_some_and(|ending| matches!(ending.as_str(), "csv" | "tsv"))
}

/// Does the name of a file say that it holds JSON, one object a line?
pub fn is_named_by_lines(path: &Path) -> bool {
    ending(path).is_some_and(|ending| matches!(ending.as_str(), "ndjson" | "jsonl"))
}

/// What an input is: by what is asked for, by its name, by its first bytes.
pub fn recognise<R: BufRead>(
    path: &Path,
    asked: Option<InputFormat>,
    input: &mut Peek<R>,
) -> io::Result<Format> {
    if input.starts_with(&[0xFF, 0xFE])? || input.starts_with(&[0xFE, 0xFF])? {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "this text is UTF-16; save it as UTF-8 and try again",
        ));
    }
    let ending = ending(path);
    match (asked, ending.as_deref()) {
        (Some(InputFormat::Json), _) => Ok(Format::Json),
        (Some(InputFormat::Tsv), _) | (None, Some("tsv")) => Ok(Format::Table(Delimiter::Tab)),
        (Some(InputFormat::Csv), _) | (None, Some("csv")) => {
            let delimiter = Delimiter::guess(&first_line(input)?).unwrap_or(Delimiter::Comma);
            Ok(Format::Table(delimiter))
        }
        (None, ending) => {
            input.until(LOOKED_AT, |seen| first_byte(seen).is_some())?;
            let is_json = matches!(first_byte(input.seen()), None | Some(b'{' | b'['));
            if is_json && is_fhir(&String::from_utf8_lossy(input.seen())) {
                return Ok(Format::Fhir);
            }
            if is_json || ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
                return Ok(Format::Json);
            }
            let line = first_line(input)?;
            let delimiter = Delimiter::guess(&line).filter(|_| looks_like_a_table(&line));
            Ok(delimiter.map_or(Format::Json, Format::Table))
        }
    }
}

/// The first byte that says anything.
fn first_byte(text: &[u8]) -> Option<u8> {
    let text = text.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(text);
    text.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The first line that says anything, as far as is looked at.
fn first_line<R: BufRead>(input: &mut Peek<R>) -> io::Result<String> {
    let ends = |text: &[u8]| {
        let start = text.iter().position(|byte| !byte.is_ascii_whitespace());
        start
            .and_then(|at| text.get(at..))
            .is_some_and(|text| text.iter().any(|b| matches!(b, b'\n' | b'\r')))
    };
    input.until(LOOKED_AT, ends)?;
    Ok(String::from_utf8_lossy(input.seen()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, text: &str) -> Format {
        recognise(Path::new(path), None, &mut Peek::new(text.as_bytes())).expect("memory can be read")
    }

    #[test]
    fn names_go_before_first_bytes() {
        assert_eq!(of("a.csv", "{"), Format::Table(Delimiter::Comma));
        assert_eq!(of("a.CSV.gz", "id;hb, g/L\n1;2\n"), Format::Table(Delimiter::Semicolon));
        assert_eq!(of("a.tsv.zst", "id"), Format::Table(Delimiter::Tab));
        assert_eq!(of("a.json", "id,hb\n"), Format::Json);
        assert_eq!(of("-", " \n{}"), Format::Json);
        assert_eq!(of("-", ""), Format::Json);
        assert_eq!(of("-", "\u{feff}\"id\",\"hb [g/L]\"\r\n1,2"), Format::Table(Delimiter::Comma));
        assert_eq!(of("list.txt", "id\thb\n"), Format::Table(Delimiter::Tab));
        // Broken JSON stays JSON, and is told as such.
        assert_eq!(of("-", "\"a\": 1, \"b\": 2"), Format::Json);
        assert_eq!(of("-", "nonsense, and more of it: {"), Format::Table(Delimiter::Comma));
        assert_eq!(of("-", "pain_months: 24, note: 1"), Format::Json);
        assert_eq!(of("-", "{\"resourceType\":\"Patient\"}"), Format::Fhir);
    }
}
