//! Cuts lines into entries, as a file is cut into statements.

use std::io;
use std::iter::Peekable;

use crate::limits::MAX_ENTRY_BYTES;
use crate::syntax::{CONTINUATIONS, RESERVED, STATEMENTS};

/// An entry and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its lines.
    pub text: String,
    /// The line it began in, from 1.
    pub line: usize,
    /// It is longer than an entry may be; what is too much of it was left out.
    pub too_long: bool,
}

/// The entries of some lines, one after the other.
pub struct Entries<L: Iterator<Item = io::Result<String>>> {
    lines: Peekable<L>,
    /// Lines taken so far.
    taken: usize,
}

impl<L: Iterator<Item = io::Result<String>>> Entries<L> {
    /// Of these lines.
    pub fn of(lines: L) -> Self {
        Entries { lines: lines.peekable(), taken: 0 }
    }

    /// The next entry, if there is one. A line that is indented goes on with the entry before it, and so does one in
    /// column 1 while the entry is not whole, up to the next statement or command. Comments and blank lines between
    /// entries are passed over.
    ///
    /// # Errors
    /// When a line cannot be read.
    pub fn next(&mut self, is_whole: impl Fn(&str) -> bool) -> io::Result<Option<Entry>> {
        let mut found: Option<Entry> = None;
        // Where the last line ends that says something.
        let mut end = 0;
        while let Some(line) = self.lines.peek() {
            let says_something = line.as_ref().is_ok_and(|line| !is_skipped(line));
            if let (Some(entry), Ok(line)) = (&found, line)
                && says_something
                && !goes_on(entry.text.get(..end).unwrap_or_default(), line, &is_whole)
            {
                break;
            }
            let Some(line) = self.lines.next().transpose()? else { break };
            self.taken += 1;
            match &mut found {
                None if !says_something => {}
                None => {
                    found = Some(Entry { text: String::new(), line: self.taken, too_long: false });
                    found.iter_mut().for_each(|entry| entry.push(&line));
                }
                Some(entry) => {
                    entry.push("\n");
                    entry.push(&line);
                }
            }
            if says_something {
                end = found.as_ref().map_or(0, |entry| entry.text.len());
            }
        }
        if let Some(entry) = &mut found {
            entry.text.truncate(end);
        }
        Ok(found)
    }
}

impl Entry {
    fn push(&mut self, text: &str) {
        self.too_long |= self.text.len() + text.len() > MAX_ENTRY_BYTES;
        if !self.too_long {
            self.text.push_str(text);
        }
    }
}

/// The entries of a text that is whole.
pub fn entries(text: &str, is_whole: impl Fn(&str) -> bool) -> Vec<Entry> {
    let mut entries = Entries::of(text.lines().map(|line| Ok(line.to_owned())));
    // A text cannot fail to be read.
    std::iter::from_fn(|| entries.next(&is_whole).unwrap_or_default()).collect()
}

/// A blank line or a comment.
fn is_skipped(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Does this line go on with the entry before it?
fn goes_on(before: &str, line: &str, is_whole: impl Fn(&str) -> bool) -> bool {
    if line.starts_with([' ', '\t']) {
        return true;
    }
    let (word, rest) = first_word(line);
    if line.starts_with(':') || STATEMENTS.contains(&word) {
        return false;
    }
    let in_statement = STATEMENTS.contains(&first_word(before).0);
    in_statement && starts_clause(word, rest) || !is_whole(before)
}

/// `because "…"`, `and age >= 18`; a fact may be called `reading`, and `reading > 3` is a question.
fn starts_clause(word: &str, rest: &str) -> bool {
    let next = rest.trim_start();
    let is_operator = RESERVED.contains(&first_word(next).0) && !next.starts_with("not ");
    let says_more =
        next.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '"' | '@' | '('));
    CONTINUATIONS.contains(&word)
        && rest.starts_with(' ')
        && says_more
        && (RESERVED.contains(&word) || !is_operator)
}

fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brackets stand for all that leaves an entry open.
    fn is_whole(text: &str) -> bool {
        text.matches('{').count() <= text.matches('}').count()
    }

    fn cut(text: &str) -> Vec<(usize, String)> {
        entries(text, is_whole).into_iter().map(|entry| (entry.line, entry.text)).collect()
    }

    fn shown(text: &str) -> String {
        cut(text).iter().map(|(line, text)| format!("{line}: {}\n", text.replace('\n', "⏎"))).collect()
    }

    #[test]
    fn a_line_is_an_entry() {
        assert_eq!(shown("1 + 1\n:why\npain >= 6\n"), "1: 1 + 1\n2: :why\n3: pain >= 6\n");
    }

    #[test]
    fn indented_lines_go_on() {
        assert_eq!(
            shown("require pain >= 6\n  because \"it lasts\"\n\tcite page\n1"),
            "1: require pain >= 6⏎  because \"it lasts\"⏎\tcite page\n4: 1\n"
        );
    }

    #[test]
    fn comments_and_blank_lines_are_passed_over() {
        assert_eq!(shown("# first\n\n  # second\n1\n\n# third\n2 # two\n\n"), "4: 1\n7: 2 # two\n");
    }

    #[test]
    fn within_an_entry_they_stay() {
        assert_eq!(
            shown("patient p {\n  # known\n\n  age = 3\n}\n1"),
            "1: patient p {⏎  # known⏎⏎  age = 3⏎}\n6: 1\n"
        );
    }

    #[test]
    fn an_open_bracket_goes_on_in_column_one() {
        assert_eq!(shown("any of {\na,\nb\n}\nc"), "1: any of {⏎a,⏎b⏎}\n5: c\n");
    }

    /// A bracket that is never closed does not swallow the script.
    #[test]
    fn the_next_statement_or_command_ends_an_open_one() {
        assert_eq!(
            shown("require any of {\na,\nfact b: boolean\nx {\n:why"),
            "1: require any of {⏎a,\n3: fact b: boolean\n4: x {\n5: :why\n"
        );
    }

    #[test]
    fn clauses_in_column_one_go_on_with_a_statement() {
        assert_eq!(
            shown("require a\nbecause \"x\"\nunless b\nand not c"),
            "1: require a⏎because \"x\"⏎unless b⏎and not c\n"
        );
    }

    /// Words of clauses are names, too.
    #[test]
    fn a_question_may_begin_with_such_a_word() {
        assert_eq!(
            shown("require a\nreading > 3\nevidence.level == 2\nreading is known\nversion\n1\nbecause x"),
            "1: require a\n2: reading > 3\n3: evidence.level == 2\n4: reading is known\n5: version\n6: 1\n7: because x\n"
        );
    }

    #[test]
    fn what_ends_open_is_an_entry_all_the_same() {
        assert_eq!(shown("patient p {"), "1: patient p {\n");
        assert_eq!(shown("\n# nothing\n"), "");
    }

    #[test]
    fn an_entry_has_an_end() {
        let line = "x".repeat(MAX_ENTRY_BYTES);
        let found = entries(&format!("{line}\n  y\n2"), is_whole);
        assert!(found.first().is_some_and(|entry| entry.too_long && entry.text.len() == MAX_ENTRY_BYTES));
        assert!(found.get(1).is_some_and(|entry| !entry.too_long && entry.line == 3));
    }
}
