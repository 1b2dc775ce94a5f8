//! Is an entry whole, or must more follow?

use super::Entered;

/// Words behind which an expression or a clause goes on.
const OPEN_WORDS: &[&str] =
    &["and", "or", "not", "is", "in", "has", "if", "then", "else", "where", "between", "within"];

/// Words behind which a clause goes on, unless they stand alone: they can be names.
const CLAUSE_WORDS: &[&str] = &[
    "unless", "because", "cite", "when", "reading", "given", "expect", "with", "without", "until", "allow",
    "of",
];

/// What an entry is so far. A blank line ends every entry, so that nobody is caught in one.
pub fn entered(text: &str) -> Entered {
    let ended = text.rsplit_once('\n').is_some_and(|(_, last)| is_blank(last));
    if ended {
        return Entered::Whole;
    }
    let Some(read) = read(text) else { return Entered::Whole };
    if text.trim_start().starts_with(':') {
        // A list can go on over several lines; else a command is one line.
        return if read.depth > 0 { Entered::Partial } else { Entered::Whole };
    }
    let open = read.depth > 0
        || ends_in_sign(&read.last)
        || OPEN_WORDS.contains(&&*read.last)
        || read.tokens > 1 && CLAUSE_WORDS.contains(&&*read.last)
        || is_unfinished_test(text);
    if open { Entered::Partial } else { Entered::Whole }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn ends_in_sign(last: &str) -> bool {
    matches!(last, "=" | "<" | ">" | "+" | "-" | "*" | "/" | ":" | "," | "|")
}

/// `test "title" given patient`: what it expects stands on the next line.
fn is_unfinished_test(text: &str) -> bool {
    let behind = text.trim_start().strip_prefix("test").map(str::trim_start);
    behind.is_some_and(|behind| {
        let after_title = behind.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let has = |word| behind.split_whitespace().any(|one| one == word);
        after_title.is_some() && !has("expect") && !has("cases")
    })
}

struct Read {
    /// Brackets that are open.
    depth: usize,
    /// The last word or sign.
    last: String,
    /// How many words and signs there are.
    tokens: usize,
}

/// Words, signs and brackets; `None` where a text or a unit is not closed on its line, which more lines cannot mend.
fn read(text: &str) -> Option<Read> {
    let mut read = Read { depth: 0, last: String::new(), tokens: 0 };
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '#' => while chars.next_if(|next| *next != '\n').is_some() {},
            '"' | '\'' => {
                loop {
                    match chars.next() {
                        None | Some('\n') => return None,
                        Some('\\') => drop(chars.next_if(|next| *next != '\n')),
                        Some(next) if next == char => break,
                        Some(_) => {}
                    }
                }
                read.next(char.to_string());
            }
            '(' | '[' | '{' => {
                read.depth += 1;
                read.next(char.to_string());
            }
            ')' | ']' | '}' => {
                read.depth = read.depth.saturating_sub(1);
                read.next(char.to_string());
            }
            _ if char.is_ascii_alphanumeric() || char == '_' || char == '@' => {
                let mut word = char.to_string();
                while let Some(next) =
                    chars.next_if(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '.'))
                {
                    word.push(next);
                }
                read.next(word);
            }
            _ if char.is_whitespace() => {}
            _ => read.next(char.to_string()),
        }
    }
    Some(read)
}

impl Read {
    fn next(&mut self, token: String) {
        self.last = token;
        self.tokens += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_on_while_something_is_open() {
        for partial in [
            "require any of {",
            "require pain_months >= 6 and",
            "require pain_months >=",
            "define years =",
            "require chronic:",
            "some treatments where",
            "test \"long pain\" given textbook",
            ":set treatments = [",
            "require a because \"b\" cite",
            "fact a: boolean,\nrequire {",
        ] {
            assert_eq!(entered(partial), Entered::Partial, "{partial}");
        }
        for whole in [
            "require pain_months >= 6",
            "age",
            "require \"never closed",
            ":help and",
            "unless",
            "require a and\n\n",
            "require any of {\n",
            "test \"long pain\" given textbook expect eligible",
            "# a comment {",
            "?",
        ] {
            assert_eq!(entered(whole), Entered::Whole, "{whole}");
        }
    }
}
