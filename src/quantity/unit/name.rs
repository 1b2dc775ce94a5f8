//! A unit in words.

use octofhir_ucum::UnitExpr;

use super::atlas::Atlas;
use super::dimension::raised;
use super::parse;

/// Names where UCUM's table has none that a clinician would say, or an American spelling.
const NAMES: &[(&str, &str)] = &[
    ("m", "metre"),
    ("l", "litre"),
    ("L", "litre"),
    ("A", "ampere"),
    ("P", "poise"),
    ("U", "enzyme unit"),
    ("eq", "equivalent"),
    ("m[Hg]", "metre of mercury"),
    ("m[H2O]", "metre of water"),
    ("[in_i'Hg]", "inch of mercury"),
    ("[in_i'H2O]", "inch of water"),
    ("'", "minute of arc"),
    ("''", "second of arc"),
    ("10*", "10"),
    ("10^", "10"),
    ("[pi]", "π"),
    ("Ci", "curie"),
    ("R", "roentgen"),
    ("[smoot]", "smoot"),
    ("G", "gauss"),
    ("Mx", "maxwell"),
    ("Oe", "oersted"),
    ("Gb", "gilbert"),
    ("Bi", "biot"),
    ("St", "stokes"),
    ("Ky", "kayser"),
    ("Lmb", "lambert"),
    ("Gal", "gal"),
];

/// Units of length, whose powers are square and cubic ones.
const LENGTHS: &[&str] = &[
    "m", "[in_i]", "[ft_i]", "[yd_i]", "[mi_i]", "[in_us]", "[ft_us]", "[yd_us]", "[mi_us]", "[in_br]",
    "[ft_br]",
];

/// A unit in words, or nothing for what is not one: `mg/dL` is milligram per decilitre.
///
/// The words are for reading and are not unique: an annotation is told as written.
///
/// ```
/// use elig::quantity::unit::plain_name;
///
/// assert_eq!(plain_name("mg/dL").as_deref(), Some("milligram per decilitre"));
/// assert_eq!(plain_name("kg/m2").as_deref(), Some("kilogram per square metre"));
/// assert_eq!(plain_name("10*9/L").as_deref(), Some("10⁹ per litre"));
/// assert_eq!(plain_name("mgs"), None);
/// ```
#[must_use]
pub fn plain_name(code: &str) -> Option<String> {
    parse::unit(code).ok()?;
    let mut parts = Vec::new();
    collect(&parse::tree(code).ok()?, 1, &mut parts);
    let over: Vec<&str> =
        parts.iter().filter(|(_, sign)| *sign > 0).map(|(words, _)| words.as_str()).collect();
    let under = parts.iter().filter(|(_, sign)| *sign < 0).map(|(words, _)| format!("per {words}"));
    let words: Vec<String> = (!over.is_empty()).then(|| over.join(" ")).into_iter().chain(under).collect();
    Some(words.join(" "))
}

/// The words of each factor, with the sign of its exponent.
fn collect(tree: &UnitExpr, sign: i32, parts: &mut Vec<(String, i32)>) {
    match tree {
        UnitExpr::Symbol(text) => parts.push((powered(text, 1), sign)),
        UnitExpr::Numeric(number) => parts.push((number.to_string(), sign)),
        UnitExpr::Power(inner, exponent) => match inner.as_ref() {
            // A power of ten keeps its sign: 10⁻³, not per 10³.
            UnitExpr::Symbol(text) if is_ten(text) => parts.push((powered(text, *exponent), sign)),
            UnitExpr::Symbol(text) if *exponent < 0 => {
                parts.push((powered(text, exponent.saturating_neg()), -sign));
            }
            UnitExpr::Symbol(text) => parts.push((powered(text, *exponent), sign)),
            other => parts.push((other.to_string(), sign)),
        },
        UnitExpr::Annotation(text) => parts.push((told(text), sign)),
        UnitExpr::Annotated(inner, text) => {
            collect(inner, sign, parts);
            if let Some((words, _)) = parts.last_mut() {
                *words = format!("{words} ({})", told(text));
            }
        }
        UnitExpr::Product(terms) => {
            let mut number = None;
            for term in terms {
                match (number.take(), term) {
                    // `24.h` is one thing: per 24 hours.
                    (Some(number), UnitExpr::Symbol(text)) if !is_ten(text) => {
                        parts.push((format!("{number} {}s", word(text)), sign));
                        continue;
                    }
                    (Some(number), _) => parts.push((number, sign)),
                    (None, _) => {}
                }
                match term {
                    UnitExpr::Numeric(value) => number = Some(value.to_string()),
                    _ => collect(term, sign, parts),
                }
            }
            parts.extend(number.map(|number| (number, sign)));
        }
        UnitExpr::Quotient(over, under) => {
            collect(over, sign, parts);
            collect(under, -sign, parts);
        }
        UnitExpr::Reciprocal(inner) => collect(inner, -sign, parts),
    }
}

fn is_ten(symbol: &str) -> bool {
    symbol == "10*" || symbol == "10^"
}

fn told(annotation: &str) -> String {
    annotation.replace('_', " ")
}

/// A symbol with its exponent.
fn powered(text: &str, exponent: i32) -> String {
    let word = word(text);
    if is_ten(text) {
        let sign = if exponent < 0 { "⁻" } else { "" };
        return format!("{word}{sign}{}", raised(exponent.unsigned_abs()));
    }
    let is_length = Atlas::get().symbol(text).is_ok_and(|symbol| LENGTHS.contains(&symbol.code));
    match exponent {
        1 => word,
        2 if is_length => format!("square {word}"),
        3 if is_length => format!("cubic {word}"),
        2 => format!("{word} squared"),
        3 => format!("{word} cubed"),
        _ => format!("{word} to the power {exponent}"),
    }
}

/// A symbol in words: the name of its prefix and of its atom.
fn word(text: &str) -> String {
    let Ok(symbol) = Atlas::get().symbol(text) else { return text.to_owned() };
    let own = NAMES.iter().find(|(code, _)| *code == symbol.code).map(|(_, name)| *name);
    let table = || octofhir_ucum::find_unit(symbol.code).map(|unit| unit.display_name);
    let name = own.or_else(table).unwrap_or(symbol.code);
    match symbol.prefix {
        None => name.to_owned(),
        // A name of several words does not grow together with the prefix, but `mm[Hg]` does.
        Some(prefix) if symbol.code.starts_with('[') || symbol.code == "U" => {
            format!("{}-{name}", prefix.display_name)
        }
        Some(prefix) => format!("{}{name}", prefix.display_name),
    }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names() {
        for (code, name) in [
            ("mm[Hg]", "millimetre of mercury"),
            ("cm[H2O]", "centimetre of water"),
            ("m[IU]/L", "milli-international unit per litre"),
            ("mU/L", "milli-enzyme unit per litre"),
            ("mL/min/{1.73_m2}", "millilitre per minute per 1.73 m2"),
            ("/min", "per minute"),
            ("{beats}/min", "beats per minute"),
            ("m/s2", "metre per second squared"),
            ("kg.m-2", "kilogram per square metre"),
            ("10*-3", "10⁻³"),
            ("%", "percent"),
            ("[degF]", "degree Fahrenheit"),
            ("[lb_av]", "pound"),
            ("ug/(kg.min)", "microgram per kilogram per minute"),
            ("g{creat}", "gram (creat)"),
            ("mg/(24.h)", "milligram per 24 hours"),
            ("meq/L", "milliequivalent per litre"),
            ("dyn.s/cm5", "dyne second per centimetre to the power 5"),
            ("1", "1"),
        ] {
            assert_eq!(plain_name(code).as_deref(), Some(name), "{code}");
        }
        assert_eq!(plain_name(""), None);
    }
}
