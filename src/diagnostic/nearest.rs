//! The nearest name: what a misspelt one may have meant.

/// Words that this field uses for one another. A name one of whose steps is swapped for its
/// neighbour here counts as near.
const SYNONYMS: &[&[&str]] = &[
    &["sex", "gender"],
    &["odi", "oswestry"],
    &["infection", "infectious", "septic"],
    &["onset", "start", "began", "started"],
    &["end", "ended", "stop", "stopped"],
    &["weight", "mass"],
    &["lungs", "lung", "pulmonary", "respiratory"],
    &["heart", "cardiac"],
    &["kidney", "renal"],
    &["liver", "hepatic"],
    &["pregnant", "pregnancy", "gravid"],
    &["pacemaker", "ppm", "icd"],
    &["medication", "medications", "drug", "drugs", "medicine"],
    &["surgery", "operation"],
    &["hemoglobin", "haemoglobin", "hb", "hgb"],
    &["temporary", "transient", "short_lived"],
    &["female", "woman", "f"],
    &["male", "man", "m"],
    &["boolean", "bool", "yes_no", "flag"],
    &["integer", "int", "whole", "number"],
    &["decimal", "float", "double", "real", "numeric"],
    &["text", "string", "str"],
    &["choice", "enum", "category"],
    &["scale", "ordinal", "ordered"],
    &["require", "include", "must", "requires", "inclusion", "required", "if"],
    &["exclude", "reject", "deny", "excludes", "exclusion", "contraindication", "excluded"],
    &["caution", "warn", "warning", "advise", "prefer"],
    &["define", "let", "def", "function"],
    &["use", "import", "include", "using"],
    &["fact", "field", "input", "var", "variable"],
];

/// The candidate that `wanted` most likely means, if one is near enough: at most a third of its
/// letters differ (Damerau–Levenshtein), it is the same but for case, `_` and `.`, or it differs by
/// a synonym of the field.
///
/// ```
/// use elig::diagnostic::nearest;
/// assert_eq!(nearest("device.pacmaker", ["device.pacemaker", "pain_months"]), Some("device.pacemaker"));
/// assert_eq!(nearest("gender", ["sex", "pain_months"]), Some("sex"));
/// assert_eq!(nearest("blood_type", ["sex", "pain_months"]), None);
/// ```
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(wanted);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(wanted, &folded, candidate)?, candidate)))
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How far apart two names are; `None` when too far to offer one for the other.
fn distance(wanted: &str, folded: &str, candidate: &str) -> Option<usize> {
    if wanted == candidate {
        return Some(0);
    }
    let other = fold(candidate);
    if *folded == other || synonymous(wanted, candidate) {
        return Some(1);
    }
    // The last step alone, when the author forgot the group: `pacemaker` for `device.pacemaker`.
    if !wanted.contains('.') && candidate.rsplit('.').next() == Some(wanted) {
        return Some(1);
    }
    let (one, two) = (folded.chars().count(), other.chars().count());
    let allowed = (one.max(two) / 3).min(4);
    if one.abs_diff(two) > allowed {
        return None;
    }
    let edits = strsim::damerau_levenshtein(folded, &other);
    (edits <= allowed).then_some(edits + 1)
}

/// The same steps and words but for a synonym.
fn synonymous(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(['.', '_']).map(str::to_lowercase).filter(|word| !word.is_empty()).collect()
    };
    let (a, b) = (words(a), words(b));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| {
            a == b || SYNONYMS.iter().any(|row| row.contains(&a.as_str()) && row.contains(&b.as_str()))
        })
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_typos_synonyms_and_forgotten_groups() {
        let facts = ["pain_months", "device.pacemaker", "sex", "lungs.weakened", "heart.failure"];
        for (wanted, meant) in [
            ("pain_month", Some("pain_months")),
            ("painMonths", Some("pain_months")),
            ("pacemaker", Some("device.pacemaker")),
            ("gender", Some("sex")),
            ("pulmonary.weakened", Some("lungs.weakened")),
            ("cardiac.failure", Some("heart.failure")),
            ("hart.failure", Some("heart.failure")),
            ("creatinine", None),
            ("x", None),
        ] {
            assert_eq!(nearest(wanted, facts), meant, "{wanted}");
        }
    }
}
