//! Values that parameters are given from outside of the ruleset.

use std::fmt::Display;

use crate::diagnostic::Problems;
use crate::source::SourceMap;
use crate::syntax::ast::FieldValue;
use crate::syntax::parse_setting;

/// What the parameters of a ruleset are set to, in the language's own words.
///
/// ```
/// use elig::loader::{Memory, Wanted};
/// let files = Memory::new().with(
///     "pain.elig",
///     "parameter minimum: integer 0..1200 = 6\nfact pain_months: integer 0..1200\nrequire pain_months >= minimum\n",
/// );
/// let settings = elig::Settings::new().set("minimum", 3);
/// let ruleset = elig::compile_with(&files, Wanted::File("pain.elig"), &settings).into_result()?;
/// let as_of = elig::AsOf::RecordOr(jiff::civil::date(2025, 11, 20));
/// assert_eq!(ruleset.decide_json(r#"{ "pain_months": 4 }"#, as_of)?.verdict(), elig::Verdict::Eligible);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What a problem with it is shown in, and the text.
    texts: Vec<(String, String)>,
}

impl Settings {
    /// Every parameter has its own value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter to a value as the language writes it: `3`, `true`, `6 months`, `@2025-11-20`,
    /// `5.4 'mg/dL'`, `"text"` with its quotes, or the name of a choice's value.
    #[must_use]
    pub fn set(self, name: &str, value: impl Display) -> Self {
        self.written("setting", format!("{name} = {value}"))
    }

    /// Adds a setting as it was written, `NAME = VALUE`; `origin` is what messages about it name as its file.
    #[must_use]
    pub fn written(mut self, origin: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.push((origin.into(), text.into()));
        self
    }

    /// The settings, with places in texts of their own.
    pub(super) fn parse(&self, sources: &mut SourceMap, problems: &mut Problems) -> Vec<FieldValue> {
        let parsed = self.texts.iter().map(|(origin, text)| {
            let file = sources.add(origin.as_str(), text.as_str());
            parse_setting(text, file, problems)
        });
        parsed.flatten().collect()
    }
}
