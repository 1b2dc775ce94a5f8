//! The next step after a syntax error, where what was found gives away what was meant.
//!
//! Each hint answers a slip that people make; the words of policies and of other languages are the usual ones.

use crate::diagnostic::nearest;
use crate::syntax::keywords::{CONTINUATIONS, RESERVED, STATEMENTS};

/// Words for which another word of the language is meant.
const MEANT: &[(&str, &str)] = &[
    ("reason", "because"),
    ("rationale", "because"),
    ("why", "because"),
    ("source", "cite"),
    ("ref", "cite"),
    ("reference", "cite"),
    ("see", "cite"),
    ("if", "applies when"),
    ("when", "applies when"),
    ("only", "applies when"),
    ("for", "applies when"),
    ("but", "unless"),
    ("grade", "evidence"),
    ("note", "reading"),
    ("ignore", "allow"),
];

/// Clause words that a misspelt word is held against.
const CLAUSES: &[&str] =
    &["unless", "except", "applies", "because", "reading", "cite", "evidence", "until", "allow"];

const TYPES: &[&str] = &["boolean", "integer", "decimal", "text", "quantity", "date", "choice", "scale"];

/// What to do next, if that is clear: `before` is the statement up to the error, `found` the word there, `rest`
/// the line from there on, `wanted` what the grammar would have taken.
pub fn hint(before: &str, found: Option<&str>, rest: &str, wanted: &[String]) -> Option<String> {
    let place = Place { before, found: found.unwrap_or_default(), rest, wanted };
    if crate::time::CalendarUnit::parse(place.last_word()).is_some()
        && place.found.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some("durations are joined with a plus: `1 year + 6 months`".to_owned());
    }
    if let Some(said) = place.time_in_words().or_else(|| place.of_a_fact()) {
        return Some(said);
    }
    if let Some(said) = place.of_a_test() {
        return Some(said);
    }
    if let Some(said) = place.history() {
        return Some(said.to_owned());
    }
    if place.wants("`ago`") {
        return Some(
            "`at least … ago` asks about a date; for a bound on a number write `>=` or `<=`".to_owned(),
        );
    }
    if place.last_word() == "because" && place.found.starts_with('"') && place.wants("operator") {
        return Some("the condition is missing: it stands before `because`".to_owned());
    }
    found?;
    place
        .capital_letters()
        .or_else(|| place.table())
        .or_else(|| place.number())
        .or_else(|| place.braces())
        .or_else(|| place.names())
        .or_else(|| place.clauses())
        .or_else(|| place.anything_else())
}

struct Place<'a> {
    before: &'a str,
    found: &'a str,
    rest: &'a str,
    wanted: &'a [String],
}

impl Place<'_> {
    fn wants(&self, what: &str) -> bool {
        self.wanted.iter().any(|wanted| wanted.contains(what))
    }

    /// The word before the error.
    fn last_word(&self) -> &str {
        let start =
            self.before.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        self.before.get(start..).unwrap_or_default()
    }

    fn after_number(&self) -> bool {
        self.last_word().starts_with(|c: char| c.is_ascii_digit())
    }

    /// What a test expects.
    fn of_a_test(&self) -> Option<String> {
        const VERDICTS: [&str; 4] = ["eligible", "ineligible", "undetermined", "not"];
        if self.wants("a verdict") {
            return Some(
                "the verdicts are `eligible`, `ineligible`, `undetermined` and `not applicable`".to_owned(),
            );
        }
        if self.wants("`|`") && VERDICTS.contains(&self.found) {
            return Some(format!(
                "write a colon between the case and what is expected: `{} : {}`",
                self.last_word(),
                self.found
            ));
        }
        if self.wants("`cautions`") && self.wants("`,`") {
            return Some("names are listed with commas: `by chronic, pregnant`".to_owned());
        }
        self.wants("`cases`").then(|| "say what must come out, for example `expect eligible`".to_owned())
    }

    /// The words before the error, the last one first.
    fn words_before(&self) -> impl Iterator<Item = &str> {
        self.before.split_whitespace().rev()
    }

    /// `6 months`, if the line goes on with a calendar duration after `skip` words.
    fn period_ahead(&self, skip: usize) -> Option<String> {
        let mut words = self.rest.split(|c: char| c.is_whitespace() || c == ',').skip(skip);
        let (number, unit) = (words.next()?, words.next()?);
        let is_period = number.starts_with(|c: char| c.is_ascii_digit())
            && crate::time::CalendarUnit::parse(unit).is_some();
        is_period.then(|| format!("{number} {unit}"))
    }

    /// `d >= 6 months ago`, `in the last 6 months`, `more than 6 months ago`, `18 years old`.
    fn time_in_words(&self) -> Option<String> {
        let unit = self.last_word();
        let behind_unit = crate::time::CalendarUnit::parse(unit).is_some();
        let mut before = self.words_before().skip(1);
        let (number, word) = (before.next().unwrap_or_default(), before.next().unwrap_or_default());
        let period = format!("{number} {unit}");
        let since = |period: &str| {
            format!("write `onset within {period}`: in the {period} before `as_of`, both ends included")
        };
        let earlier = |period: &str| {
            format!(
                "`onset at least {period} ago` counts that day in; without it write `onset + {period} before as_of`"
            )
        };
        let later = |period: &str| {
            format!(
                "`onset within {period}` counts that day in; without it write `onset + {period} after as_of`"
            )
        };
        Some(match self.found {
            "ago" if behind_unit => match word {
                "before" | "than" if word == "before" || self.says_before(&["more", "longer", "earlier"]) => {
                    earlier(&period)
                }
                "after" | "than" if word == "after" || self.says_before(&["less", "fewer", "later"]) => {
                    later(&period)
                }
                _ => "a date is asked about so: `onset at least 6 months ago`, `onset at most 6 months ago`"
                    .to_owned(),
            },
            "old" if behind_unit => "delete `old`: `age >= 18 years`".to_owned(),
            "last" | "past" | "previous" | "preceding" if let Some(period) = self.period_ahead(1) => {
                since(&period)
            }
            _ if matches!(self.last_word(), "last" | "past" | "previous")
                && let Some(period) = self.period_ahead(0) =>
            {
                since(&period)
            }
            "over" if let Some(period) = self.period_ahead(1) => earlier(&period),
            "under" if let Some(period) = self.period_ahead(1) => later(&period),
            "older" | "longer" | "earlier" if let Some(period) = self.period_ahead(2) => earlier(&period),
            "the" if self.last_word() == "within" => {
                "`onset within 6 months` is within the 6 months before `as_of`".to_owned()
            }
            "before" | "after" if self.wants("`ago`") => self.at_least_before()?,
            "since" => "write `onset on or after @2020-01-01`".to_owned(),
            _ => return None,
        })
    }

    /// Is one of these the fourth word before the error, as in `more than 6 months ago`?
    fn says_before(&self, words: &[&str]) -> bool {
        self.words_before().nth(3).is_some_and(|word| words.contains(&word))
    }

    /// `d at least 6 months before e`.
    fn at_least_before(&self) -> Option<String> {
        let mut before: Vec<&str> = self.words_before().take(5).collect();
        before.reverse();
        let [subject, "at", bound, number, unit] = before.as_slice() else { return None };
        let anchor = self.rest.split_whitespace().nth(1)?;
        let sign = if self.found == "before" { '-' } else { '+' };
        let edge = format!("{anchor} {sign} {number} {unit}");
        Some(match (self.found, *bound) {
            ("before", "least") => format!("write `{subject} on or before {edge}`"),
            ("after", "least") => format!("write `{subject} on or after {edge}`"),
            _ => format!("write `{subject} within {number} {unit} {} {anchor}`", self.found),
        })
    }

    /// Entries some time apart, and stretches of days.
    fn history(&self) -> Option<&'static str> {
        if self.found == "apart" {
            return Some(
                "entries are counted with their spacing: `count of visits where … spaced at least 30 days`",
            );
        }
        let starts = ["in some", "in every", "in each"];
        let stretch = starts.iter().filter_map(|start| self.before.rfind(start)).max()?;
        let asked = self.before.get(stretch..)?;
        if asked.contains(':') {
            return None;
        }
        if self.last_word() == "each" || self.wants("`consecutive`") {
            return Some(
                "in a row: `in each of 3 consecutive months from A to B: …`; one stretch of 3 months is `in some 3 months`",
            );
        }
        if self.wants("`from`") || self.wants("`to`") && !asked.contains(" to ") {
            return Some("say between which two days: `in some 30 days from as_of - 1 year to as_of: …`");
        }
        let complete = asked.contains(" from ") && asked.contains(" to ");
        (complete && self.wants("operator")).then_some(
            "a colon stands before what is asked of each stretch of days: `… to as_of: count of visits >= 2`",
        )
    }

    /// `history of x`, `no x`, `without x`: a fact that is true or false has a name of one word, and `not` before it.
    fn of_a_fact(&self) -> Option<String> {
        let behind = self.words_before().nth(1).unwrap_or_default();
        let not = |name: &str| {
            format!("`no x where …` asks about a list; of a fact that is true or false write `not {name}`")
        };
        if self.found == "of" && matches!(self.last_word(), "history" | "evidence" | "presence" | "diagnosis")
        {
            let of = self.rest.split_whitespace().nth(1).filter(|word| is_name(word)).unwrap_or("x");
            let name = format!("{}_of_{of}", self.last_word());
            if behind == "no" {
                return Some(not(&name));
            }
            return Some(format!(
                "the name of a fact is one word: declare `fact {name}: boolean \"…\"`, and ask `{name}`"
            ));
        }
        if behind == "evidence" && self.last_word() == "of" {
            return Some(not(self.found));
        }
        if behind == "no" && self.wants("`where`") && is_name(self.last_word()) {
            return Some(not(self.last_word()));
        }
        if self.found == "without" && self.wants("operator") || self.last_word() == "without" {
            return Some(
                "of a fact that is true or false write `not x`, of a list `no x where …`".to_owned(),
            );
        }
        None
    }

    /// `3 x ULN`, `3x ULN`: a product.
    fn product(&self) -> Option<String> {
        let times = |word: &str| matches!(word, "x" | "X" | "×" | "times" | "fold");
        let ahead = self.rest.split_whitespace().nth(1).unwrap_or_default();
        let (number, factor) = match self.last_word().strip_suffix(['x', 'X']) {
            Some(number) => (number, self.found),
            None if times(self.found) => (self.last_word(), ahead),
            None => return None,
        };
        if !number.starts_with(|c: char| c.is_ascii_digit())
            || !factor.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            return None;
        }
        Some(match factor.to_lowercase().as_str() {
            "uln" | "lln" | "upper" | "the" => format!(
                "a product has a `*`: `{number} * limit`; an observation has the limits of its laboratory: `alt <= {number} * alt.high`"
            ),
            _ => format!("a product has a `*`: `{number} * {factor}`"),
        })
    }

    /// `5 kg`: the number before, and the unit in quotes as UCUM writes it.
    fn quoted_unit(&self) -> String {
        use crate::quantity::Unit;
        use crate::quantity::unit::alias;
        let written = self.rest.split([' ', ',', ')', '}']).next().unwrap_or(self.found);
        let hour = [("hour", "h"), ("hours", "h"), ("minute", "min"), ("minutes", "min")];
        let hour = hour.iter().find(|(word, _)| *word == written).map(|(_, code)| *code);
        let code = hour.or_else(|| alias(written)).unwrap_or(written);
        match Unit::parse(code) {
            Ok(unit) => format!("a unit stands in single quotes: `{} {}`", self.last_word(), unit.quoted()),
            Err(_) => format!("a unit stands in single quotes: `{} 'mg/dL'`", self.last_word()),
        }
    }

    fn capital_letters(&self) -> Option<String> {
        let lower = self.found.to_lowercase();
        let is_word = RESERVED.contains(&lower.as_str()) || CONTINUATIONS.contains(&lower.as_str());
        (lower != self.found && is_word)
            .then(|| format!("the words of the language are written in small letters: `{lower}`"))
    }

    /// Rows and columns of a table.
    fn table(&self) -> Option<String> {
        self.before.strip_prefix("table")?.strip_prefix(char::is_whitespace)?;
        let row = "a row is cells, a colon and a value: `< 6 | any : VALUE`";
        let word = match (self.before.contains('{'), self.found) {
            (false, ",") => "columns are separated by `|`: `table dose by weight | age { … }`",
            (false, _) if self.wants("`by`") => "say what is looked up: `table dose by weight | age { … }`",
            (
                false,
                "=" | "<" | ">" | "!" | "is" | "in" | "and" | "or" | "at" | "within" | "before" | "after",
            ) => "a condition that is a column stands in parentheses: `(age_years >= 18)`",
            (true, ",") if self.wants("`|`") => {
                "cells are separated by `|`, values of one cell by `or`; a comma ends the row"
            }
            (true, ".") if self.after_number() => "a range in a cell is written `6 to 8`",
            (true, "*" | "_" | "?") | (true, ":" | "|")
                if self.wants("row") || self.before.ends_with('-') =>
            {
                "where a column does not matter, write `any`"
            }
            (true, "else" | "default" | "ELSE") => "write `otherwise: VALUE`",
            (true, _) if self.last_word() == "otherwise" => "a colon stands behind it: `otherwise: VALUE`",
            (true, "=" | ">" | "then") if self.wants("`|`") || self.before.ends_with('-') => row,
            (true, _) if self.wants("a row such as") => row,
            _ => return None,
        };
        Some(word.to_owned())
    }

    /// Numbers, ranges and units.
    fn number(&self) -> Option<String> {
        if let Some(product) = self.product() {
            return Some(product);
        }
        let starts_with_digit = self.found.starts_with(|c: char| c.is_ascii_digit());
        let word = match self.found {
            "," if self.before.contains(" between ") => "both ends are joined by `and`: `x between 1 and 5`",
            "," if self.after_number() && !self.wants("`}`") && !self.wants("`]`") => {
                "a decimal is written with a point: `6.5`; digits are not grouped"
            }
            "-" | "to" if self.after_number() && (self.wants("description") || self.wants("range")) => {
                "a range is written with two points: `0..10`"
            }
            "." if self.after_number() => {
                "a decimal has digits behind its point: `7.0`; a range in a condition is `between`"
            }
            "%" => "a unit stands in single quotes: `50 '%'`",
            "^" | "*" => "there are no powers; write `x * x`",
            _ if self.wants("date") && starts_with_digit => {
                return Some(format!(
                    "a date starts with `@`: `@{}`",
                    self.rest.split([' ', ',']).next().unwrap_or_default()
                ));
            }
            _ if starts_with_digit && !self.after_number() => {
                let near = nearest(self.last_word(), TYPES.iter().copied())?;
                return Some(format!("`{}` is not a type; did you mean `{near}`?", self.last_word()));
            }
            _ if self.after_number() && self.wants("operator") && self.is_unit() => {
                return Some(self.quoted_unit());
            }
            _ => return None,
        };
        Some(word.to_owned())
    }

    /// A word behind a number that is no word of the language.
    fn is_unit(&self) -> bool {
        self.found.starts_with(|c: char| c.is_ascii_alphabetic())
            && !STATEMENTS.contains(&self.found)
            && !CONTINUATIONS.contains(&self.found)
            && nearest(self.found, CLAUSES.iter().copied()).is_none()
    }

    /// Groups, lists and scales.
    fn braces(&self) -> Option<String> {
        let number_words = ["one", "two", "three", "four", "five", "six"];
        let digit = |word: &str| number_words.iter().position(|known| *known == word).map(|at| at + 1);
        match self.found {
            "between" if self.last_word() == "is" => Some("delete `is`: `x between 1 and 5`".to_owned()),
            _ if self.last_word() == "where" && self.wanted == ["`(`"] => Some(
                "behind `latest` and its like the filter stands in parentheses: `latest x where (…)`"
                    .to_owned(),
            ),
            "(" | "[" if self.wants("`{`") && self.last_word() == "in" => {
                Some("values stand in braces: `x in { a, b }`".to_owned())
            }
            "(" | "[" if self.wants("`{`") => Some("a group stands in braces: `any of { a, b }`".to_owned()),
            "," if self.wants("`<`") => {
                Some("the values of a scale stand in their order: `mild < severe`".to_owned())
            }
            word if digit(word).is_some()
                && matches!(self.last_word(), "any" | "least" | "most" | "exactly") =>
            {
                let count = digit(word).unwrap_or_default();
                let bound = match self.last_word() {
                    "most" => "at most",
                    "exactly" => "exactly",
                    _ => "at least",
                };
                Some(format!("write the number in digits: `{bound} {count} of {{ a, b }}`"))
            }
            "or" | "of" if self.after_number() => {
                Some("a count is written `at least 2 of { a, b, c }`".to_owned())
            }
            _ if self.wants("`,`") && self.found != ":" => {
                Some("entries inside braces are separated by commas".to_owned())
            }
            _ => None,
        }
    }

    /// Labels, declarations and names.
    fn names(&self) -> Option<String> {
        match self.found {
            "-" if self.wanted == ["`:`"] => Some("a name has no hyphen; write `_`".to_owned()),
            "from" | "in" | "between" if self.wanted == ["`:`"] => {
                Some("a type and its range stand behind a colon: `fact age_years: integer 18..75`".to_owned())
            }
            _ if self.wanted == ["`:`"] => {
                Some("a colon stands between a name and its type: `fact pregnant: boolean`".to_owned())
            }
            ":" if self.wants("operator") && CLAUSES.contains(&self.last_word()) => {
                Some(format!("no colon stands behind `{}`", self.last_word()))
            }
            ":" if self.wants("operator") => Some(
                "a label is one dotted name before the colon: `require adult: age_years >= 18`".to_owned(),
            ),
            ":" => Some("delete the colon".to_owned()),
            word if self.wants("name") && RESERVED.contains(&word) => {
                Some(format!("`{word}` is a word of the language and cannot be a name"))
            }
            word if self.wants("operator")
                && self.rest.contains(':')
                && is_name(word)
                && is_name(self.last_word()) =>
            {
                Some(format!("a label is one word: `{}_{word}: …`", self.last_word()))
            }
            _ => None,
        }
    }

    /// What stands behind a condition.
    fn clauses(&self) -> Option<String> {
        if self.last_word() == "except" && self.wants("`when`") {
            let said = "an exception to a rule is `unless CONDITION`; an exception to that one is `except when CONDITION`";
            return Some(said.to_owned());
        }
        if self.last_word() == "when" && self.wants("`not`") {
            return Some("the clause is `applies when CONDITION`".to_owned());
        }
        if !self.wants("clause") {
            return None;
        }
        if self.found.starts_with('"') {
            return Some(
                "put `because` before the reason, `cite SOURCE` before a place in a source".to_owned(),
            );
        }
        let meant = MEANT.iter().find(|(word, _)| *word == self.found).map(|(_, meant)| *meant);
        meant
            .or_else(|| nearest(self.found, CLAUSES.iter().copied()).filter(|near| *near != self.found))
            .map(|meant| format!("did you mean `{meant}`?"))
    }

    fn anything_else(&self) -> Option<String> {
        if STATEMENTS.contains(&self.found) {
            return Some(format!(
                "if `{}` starts a new statement, it belongs in the first column",
                self.found
            ));
        }
        match self.found {
            ";" => Some("statements have no semicolons; delete it".to_owned()),
            "/" if self.rest.starts_with("//") || self.before.ends_with('/') => {
                Some("a comment starts with `#`".to_owned())
            }
            _ => None,
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && !RESERVED.contains(&word)
}
