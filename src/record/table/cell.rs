//! One cell as a value of JSON. What is no value of its type becomes text: then the reader of records refuses it, in
//! the one place where values are judged.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::node::Kind;

/// Words that say that there is no value, where the type could not hold them as text.
pub const NOT_RECORDED: &[&str] = &["NA", "N/A", "#N/A", "NULL", "null", "\\N", "."];

/// Does the cell say anything?
pub(super) fn says(kind: &Kind, cell: &str) -> bool {
    let trimmed = cell.trim();
    match kind {
        Kind::Text => !trimmed.is_empty(),
        Kind::Word(names) if names.iter().any(|name| name == trimmed) => true,
        _ => !trimmed.is_empty() && !NOT_RECORDED.contains(&trimmed),
    }
}

/// Writes text as JSON does.
pub(super) fn push_text(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(text.get(from..at).unwrap_or_default());
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            other => out.push_str(&format!("\\u{other:04x}")),
        }
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push('"');
}

/// A cell that is JSON itself: it starts with a brace or a bracket, and is whole.
pub(super) fn push_json(cell: &str, out: &mut String) -> bool {
    let is_json = cell.starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(cell).is_ok();
    if is_json {
        out.push_str(cell);
    }
    is_json
}

/// true, yes, y, t and 1, and their contraries, in any case.
pub(super) fn push_boolean(cell: &str, out: &mut String) {
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    if is(&["true", "yes", "y", "t", "1"]) {
        out.push_str("true");
    } else if is(&["false", "no", "n", "f", "0"]) {
        out.push_str("false");
    } else {
        push_text(cell, out);
    }
}

/// A number or a bound.
pub(super) fn push_number(cell: &str, out: &mut String) {
    match number(cell) {
        Some(number) => out.push_str(&number),
        None => push_bound(cell, out),
    }
}

/// A bound with its number as JSON writes numbers, or text that is none.
fn push_bound(cell: &str, out: &mut String) {
    let signs = ["<=", ">=", "≤", "≥", "<", ">"];
    let bound = signs.iter().find_map(|sign| Some((sign, number(cell.strip_prefix(sign)?.trim())?)));
    match bound {
        Some((sign, number)) => push_text(&format!("{sign}{number}"), out),
        None => push_text(cell, out),
    }
}

/// A number as JSON writes it: tables have `007`, `+5`, `.5` and `5.`, too.
fn number(cell: &str) -> Option<Cow<'_, str>> {
    let (minus, rest) = match cell.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", cell.strip_prefix('+').unwrap_or(cell)),
    };
    let (mantissa, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power = exponent.get(1..).unwrap_or_default();
    let digits_of_power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let good = is_digits(whole)
        && is_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && (exponent.is_empty() || !digits_of_power.is_empty() && is_digits(digits_of_power));
    if !good {
        return None;
    }
    let short = whole.trim_start_matches('0');
    let short = if short.is_empty() { "0" } else { short };
    let is_json = short == whole && mantissa.contains('.') != fraction.is_empty() && !cell.starts_with('+');
    Some(match is_json {
        true => Cow::Borrowed(cell),
        false if fraction.is_empty() => Cow::Owned(format!("{minus}{short}{exponent}")),
        false => Cow::Owned(format!("{minus}{short}.{fraction}{exponent}")),
    })
}

/// The codings of one entry: `icd10cm:I50.9; snomed:84114007`; with the system of the column, in quotes, codes alone.
pub(super) fn push_codes(cell: &str, system: Option<&str>, out: &mut String) {
    let several = cell.contains(';');
    if several {
        out.push('[');
    }
    for (at, coding) in cell.split(';').map(str::trim).filter(|coding| !coding.is_empty()).enumerate() {
        if at > 0 {
            out.push(',');
        }
        let split = || coding.split_once('|').or_else(|| coding.rsplit_once(':'));
        match (system, split()) {
            (Some(system), _) => push_coding(|out| out.push_str(system), coding, out),
            (None, Some((system, code))) => {
                push_coding(|out| push_text(system.trim(), out), code.trim(), out);
            }
            (None, None) => push_text(coding, out),
        }
    }
    if several {
        out.push(']');
    }
}

fn push_coding(system: impl FnOnce(&mut String), code: &str, out: &mut String) {
    out.push_str("{\"system\":");
    system(out);
    out.push_str(",\"code\":");
    push_text(code, out);
    out.push('}');
}

/// The values of a set: `liver; bone`, `liver|bone`.
pub(super) fn push_set(cell: &str, out: &mut String) {
    out.push('[');
    for (at, value) in cell.split([';', '|']).map(str::trim).filter(|value| !value.is_empty()).enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_text(value, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_json() {
        for (cell, wanted) in [
            ("24", "24"),
            ("-0.5", "-0.5"),
            ("007", "7"),
            ("+5", "5"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("0", "0"),
            ("00.10", "0.10"),
            ("2.4e1", "2.4e1"),
            ("1e-3", "1e-3"),
        ] {
            assert_eq!(number(cell).as_deref(), Some(wanted), "{cell}");
            assert!(serde_json::from_str::<f64>(wanted).is_ok());
        }
        for cell in ["", ".", "+", "-", "1,5", "1 000", "e5", "1e", "1e+", "0x1", "5-", "NaN", "１"] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    #[test]
    fn text_is_escaped_as_json_wants_it() {
        for text in ["", "plain", "q\"b\\n\n\t\r\0\u{1f}ü", "\"", "\\"] {
            let mut out = String::new();
            push_text(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).expect("it is JSON"), text);
        }
    }

    #[test]
    fn words_for_nothing() {
        assert!(!says(&Kind::Number, " NA "));
        assert!(says(&Kind::Text, "NA"));
        assert!(says(&Kind::Word(vec!["NA".to_owned()]), "NA"));
        assert!(!says(&Kind::Word(vec!["other".to_owned()]), "NA"));
        assert!(!says(&Kind::Text, " "));
    }
}
