//! A change to the text of a file.

use crate::source::Span;

/// A stretch of text, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there instead; empty where something is taken away.
    pub text: String,
}

impl Edit {
    /// Something else in the place of what stood there.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// What makes it the same change as another one.
    pub fn key(&self) -> (Span, String) {
        (self.span, self.text.clone())
    }

    /// Nothing in the place of what stood there.
    pub fn delete(span: Span) -> Self {
        Self::new(span, "")
    }
}

/// The text with these edits, which do not overlap and stand in order. Every line keeps its number: where lines are
/// taken away, empty ones stay.
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        changed.push_str(text.get(at..range.start).unwrap_or_default());
        changed.push_str(&edit.text);
        let old = text.get(range.clone()).unwrap_or_default();
        let lost = lines(old).saturating_sub(lines(&edit.text));
        if lost > 0 {
            changed.extend(std::iter::repeat_n('\n', lost));
            // Nothing that goes on with a statement may stand in column 1.
            changed.push_str("  ");
        }
        at = range.end;
    }
    changed.push_str(text.get(at..).unwrap_or_default());
    changed
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::{Edit, apply};
    use crate::source::{FileId, Span};

    fn span(start: usize, end: usize) -> Span {
        Span::new(FileId::default(), start, end)
    }

    #[test]
    fn the_rest_stays_where_it_is() {
        let text = "require a\n  and b\nrequire c\n";
        let dropped = Edit::delete(span(9, 17));
        assert_eq!(apply(text, &[&dropped]), "require a\n  \nrequire c\n");
        let other = Edit::new(span(8, 9), "x");
        assert_eq!(apply(text, &[&other, &dropped]), "require x\n  \nrequire c\n");
    }
}
