//! The name of a column: the path of a fact, and a unit or a code system.

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// `device` and `pacemaker` of `device.pacemaker`.
    Name(String),
    /// `1` of `odi[1].value`: an entry of a list, from 1.
    Entry(usize),
}

/// `odi[1].value`, `haemoglobin [g/dL]`, `haemoglobin (g/dL)`, `haemoglobin, g/dL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The path.
    pub steps: Vec<Step>,
    /// What stands behind it: a unit, or a code system.
    pub unit: Option<String>,
}

impl Header {
    /// `None` if it is not written as a path.
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text.trim();
        loop {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (name, behind) = rest.split_at_checked(end)?;
            if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                return None;
            }
            steps.push(Step::Name(name.to_owned()));
            rest = behind;
            while let Some((number, behind)) = entry(rest) {
                steps.push(Step::Entry(number));
                rest = behind;
            }
            match rest.strip_prefix('.') {
                Some(behind) => rest = behind,
                None => break,
            }
        }
        let rest = rest.trim();
        if rest.is_empty() {
            return Some(Self { steps, unit: None });
        }
        let between = |open, close| rest.strip_prefix(open)?.strip_suffix(close);
        let unit = between('[', ']').or_else(|| between('(', ')')).or_else(|| rest.strip_prefix(','))?.trim();
        Some(Self { steps, unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()) })
    }

    /// The path as it is written.
    pub fn path(&self) -> String {
        path_of(&self.steps, 0)
    }
}

/// A path; entries are counted from 1 as people do, or as in a record from 0, which is one less.
pub(super) fn path_of(steps: &[Step], less: usize) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Name(name) if path.is_empty() => path.push_str(name),
            Step::Name(name) => {
                path.push('.');
                path.push_str(name);
            }
            Step::Entry(number) => path.push_str(&format!("[{}]", number.saturating_sub(less))),
        }
    }
    path
}

/// `[1]` and what stands behind it.
fn entry(text: &str) -> Option<(usize, &str)> {
    let (digits, behind) = text.strip_prefix('[')?.split_once(']')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((digits.parse().ok().filter(|number| is_number && *number > 0)?, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        Header::parse(text).map(|header| (header.path(), header.unit))
    }

    #[test]
    fn units_stand_behind_the_path() {
        let some = |path: &str, unit: &str| Some((path.to_owned(), Some(unit.to_owned())));
        assert_eq!(read(" pain_months "), Some(("pain_months".to_owned(), None)));
        assert_eq!(read("bp.sys[mm[Hg]]"), some("bp.sys", "mm[Hg]"));
        assert_eq!(read("bp.sys [mm[Hg]]"), some("bp.sys", "mm[Hg]"));
        assert_eq!(read("crp (mg/L)"), some("crp", "mg/L"));
        assert_eq!(read("crp, mg/L"), some("crp", "mg/L"));
        assert_eq!(read("odi[2].value [%]"), some("odi[2].value", "%"));
        assert_eq!(read("crp []"), Some(("crp".to_owned(), None)));
        for wrong in ["", "1st", "crp mg/L", "crp [mg/L", "odi[0].value x", "a..b", "a.", "pain months"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
