//! The parts of a pair without its keywords and punctuation.

use super::Rule;

pub type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// Keywords and punctuation: they carry no meaning once the rule around them is known.
fn is_noise(rule: Rule) -> bool {
    (Rule::kw_ruleset..=Rule::p_less).contains(&rule)
}

/// Walks over the meaningful parts of a pair.
pub struct Parts<'i> {
    inner: std::iter::Peekable<std::vec::IntoIter<Pair<'i>>>,
}

impl<'i> Parts<'i> {
    pub fn of(pair: Pair<'i>) -> Self {
        let parts: Vec<_> = pair.into_inner().filter(|part| !is_noise(part.as_rule())).collect();
        Self { inner: parts.into_iter().peekable() }
    }

    pub fn next(&mut self) -> Option<Pair<'i>> {
        self.inner.next()
    }

    /// The next part if it is of this rule.
    pub fn take(&mut self, rule: Rule) -> Option<Pair<'i>> {
        self.inner.next_if(|part| part.as_rule() == rule)
    }

    /// All parts that follow and are of this rule.
    pub fn take_all(&mut self, rule: Rule) -> Vec<Pair<'i>> {
        std::iter::from_fn(|| self.take(rule)).collect()
    }

    pub fn rest(self) -> impl Iterator<Item = Pair<'i>> {
        self.inner
    }
}

/// Does the keyword stand directly in this pair?
pub fn says(pair: &Pair<'_>, keyword: Rule) -> bool {
    pair.clone().into_inner().any(|part| part.as_rule() == keyword)
}

/// The first keyword that stands directly in this pair.
pub fn keyword(pair: &Pair<'_>) -> Option<Rule> {
    pair.clone().into_inner().map(|part| part.as_rule()).find(|rule| is_noise(*rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_and_punctuation_are_one_stretch_of_rules() {
        for rule in Rule::all_rules() {
            let name = format!("{rule:?}");
            assert_eq!(is_noise(*rule), name.starts_with("kw_") || name.starts_with("p_"), "{name}");
        }
    }
}
