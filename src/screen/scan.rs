//! Where the pieces of a JSON text end, for texts whose pieces were all read before by a parser, or will be.
//!
//! Nothing here is sure that a piece is JSON: a piece is looked up among those that the one reader has read, and one
//! that is not found goes to that reader. Pieces that nobody looks at are checked in full ([`skip`]). Wherever anything
//! is unusual the answer is `None`, and the whole record goes the slow way.

/// Bytes behind the end of a text that may be looked at.
pub const PADDING: usize = 32;

/// How deep pieces that nobody looks at may nest here.
const MAX_DEPTH: usize = 16;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that is zero; above the lowest of them bits may be set that mean nothing.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

const fn equal(word: u64, byte: u8) -> u64 {
    zeros(word ^ (ONES * byte as u64))
}

/// The high bit of each byte that is less than another, which is at most 128; as in [`zeros`].
const fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(ONES * byte as u64) & !word & HIGHS
}

/// From the first byte of those that are found on, how many bytes stand before it.
const fn first(found: u64) -> usize {
    (found.trailing_zeros() / 8) as usize
}

#[inline]
fn word(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// Sixteen bytes as two words.
#[inline]
pub fn two_words(bytes: &[u8; 16]) -> [u64; 2] {
    halves(u128::from_le_bytes(*bytes))
}

/// The first sixteen of some bytes as two words, with zeros where there are fewer.
pub fn first_words(bytes: &[u8]) -> [u64; 2] {
    let mut first = [0; 16];
    first.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    two_words(&first)
}

#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the halves are taken apart")]
pub const fn halves(whole: u128) -> [u64; 2] {
    [whole as u64, (whole >> 64) as u64]
}

/// The first byte from here on that is no blank.
#[inline]
pub fn blanks(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r') = text.get(at) {
        at += 1;
    }
    at
}

/// Is there nothing but what JSON takes for blank? A form feed is not.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Behind a text in quotes that starts here; `None` if it has an escape or a control character, or does not end.
#[inline]
pub fn quoted(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let word = word(text, at)?;
        let found = equal(word, b'"') | equal(word, b'\\') | below(word, b' ');
        if found != 0 {
            let end = at + first(found);
            return (text.get(end) == Some(&b'"')).then_some(end + 1);
        }
        at += 8;
    }
}

/// A value's text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Piece {
    /// Where it starts.
    pub start: usize,
    /// How many bytes it has.
    pub length: usize,
    /// Its bytes and its length, if it is short.
    pub short: Option<Short>,
}

/// A text of up to [`SHORT`] bytes in the first bytes, its length and one more in the last: no two texts have the same, and
/// none is nothing.
pub type Short = [u64; 2];

/// The length of texts that are told by two words.
pub const SHORT: usize = 15;

/// Of two words the bytes that belong to a text, by its length.
const OF_LENGTH: [Short; SHORT + 1] = [
    of_length(0),
    of_length(1),
    of_length(2),
    of_length(3),
    of_length(4),
    of_length(5),
    of_length(6),
    of_length(7),
    of_length(8),
    of_length(9),
    of_length(10),
    of_length(11),
    of_length(12),
    of_length(13),
    of_length(14),
    of_length(15),
];

const fn of_length(bytes: u32) -> Short {
    halves(!(u128::MAX << (8 * bytes)))
}

/// The start of a text, of this length, if it is short.
#[inline]
pub fn short([low, high]: [u64; 2], length: usize) -> Option<Short> {
    let [own_low, own_high] = OF_LENGTH.get(length)?;
    Some([low & own_low, high & own_high | (length as u64 + 1) << 56])
}

/// The value that starts here: a number, a word, a text in quotes, or whatever stands between brackets. Where it is no JSON
/// it may end anywhere.
#[inline]
pub fn piece(text: &[u8], start: usize) -> Option<Piece> {
    let words = two_words(text.get(start..)?.first_chunk()?);
    let [low, high] = words;
    let length = match low.to_le_bytes() {
        // Behind the first quotation mark is the next one: the first one is taken for something else.
        [b'"', ..] => ending(low ^ 0xFF, high, |word| equal(word, b'"')).map(|length| length + 1),
        [b'{' | b'[', ..] => None,
        _ => ending(low, high, ends_bare),
    };
    match length {
        Some(length) => Some(Piece { start, length, short: short(words, length) }),
        None => long(text, start),
    }
}

/// Before which byte of two words a value ends. Most are so short that the second word need not be looked at.
#[inline]
fn ending(low: u64, high: u64, ends: impl Fn(u64) -> u64) -> Option<usize> {
    let place = |found: u64| (found != 0).then(|| first(found));
    place(ends(low)).or_else(|| place(ends(high)).map(|place| 8 + place))
}

/// The bytes behind a number or a word: blanks, commas and quotation marks are below whatever it begins or goes on with. A
/// `+`, which only an exponent has, is as well: such a number ends too early, and then is no JSON.
#[inline]
const fn ends_bare(word: u64) -> u64 {
    below(word, b'-') | equal(word, b'}')
}

#[cold]
fn long(text: &[u8], start: usize) -> Option<Piece> {
    let end = match text.get(start)? {
        b'"' => quoted(text, start)?,
        b'{' | b'[' => bracketed(text, start)?,
        _ => {
            let mut at = start;
            loop {
                let found = ends_bare(word(text, at)?);
                if found != 0 {
                    break at + first(found);
                }
                at += 8;
            }
        }
    };
    let words = two_words(text.get(start..)?.first_chunk()?);
    Some(Piece { start, length: end - start, short: short(words, end - start) })
}

/// Behind the bracket that closes the one that stands here.
fn bracketed(text: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match text.get(at)? {
            b'"' => {
                at = quoted(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\n' => return None,
            _ => {}
        }
        at += 1;
    }
}

/// Behind a piece that nobody looks at, if it is JSON for certain.
pub fn skip(text: &[u8], start: usize, depth: usize) -> Option<usize> {
    match text.get(start)? {
        b'"' => quoted(text, start),
        b'{' if depth < MAX_DEPTH => members(text, start, depth),
        b'[' if depth < MAX_DEPTH => elements(text, start, depth),
        b't' => text.get(start..start + 4).filter(|word| word == b"true").map(|_| start + 4),
        b'f' => text.get(start..start + 5).filter(|word| word == b"false").map(|_| start + 5),
        b'n' => text.get(start..start + 4).filter(|word| word == b"null").map(|_| start + 4),
        _ => number(text, start),
    }
}

fn members(text: &[u8], start: usize, depth: usize) -> Option<usize> {
    let mut at = blanks(text, start + 1);
    if text.get(at)? == &b'}' {
        return Some(at + 1);
    }
    loop {
        at =
            blanks(text, Some(at).filter(|at| text.get(*at) == Some(&b'"')).and_then(|at| quoted(text, at))?);
        at = blanks(text, Some(at).filter(|at| text.get(*at) == Some(&b':'))? + 1);
        at = blanks(text, skip(text, at, depth + 1)?);
        match text.get(at)? {
            b',' => at = blanks(text, at + 1),
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

fn elements(text: &[u8], start: usize, depth: usize) -> Option<usize> {
    let mut at = blanks(text, start + 1);
    if text.get(at)? == &b']' {
        return Some(at + 1);
    }
    loop {
        at = blanks(text, skip(text, at, depth + 1)?);
        match text.get(at)? {
            b',' => at = blanks(text, at + 1),
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

fn digits(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

fn number(text: &[u8], start: usize) -> Option<usize> {
    let whole = start + usize::from(text.get(start)? == &b'-');
    let mut at = digits(text, whole);
    if at == whole || (text.get(whole) == Some(&b'0') && at > whole + 1) {
        return None;
    }
    if text.get(at) == Some(&b'.') {
        let end = digits(text, at + 1);
        if end == at + 1 {
            return None;
        }
        at = end;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let end = digits(text, at + 1 + sign);
        if end == at + 1 + sign {
            return None;
        }
        at = end;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn padded(text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(bytes.len() + PADDING, 0);
        bytes
    }

    proptest! {
        /// What is skipped as JSON is JSON, as the parser says that reads everything else.
        #[test]
        fn what_is_skipped_is_json(text in r#"[-+0-9.eE\[\]{}:," \ttruefalsn\\éA-Z]{0,30}"#) {
            if let Some(end) = skip(&padded(&text), 0, 0) {
                let piece = text.get(..end).expect("it ends between characters");
                prop_assert!(serde_json::from_str::<&serde_json::value::RawValue>(piece).is_ok(), "{piece}");
            }
        }

        /// What is JSON without escapes, and not too deep, is skipped to its end.
        #[test]
        fn json_is_skipped_to_its_end(value in value()) {
            let text = value.to_string();
            if !text.contains('\\') {
                prop_assert_eq!(skip(&padded(&text), 0, 0), Some(text.len()));
                // A number with a `+` ends there, and is no JSON.
                if text.contains('+') {
                    return Ok(());
                }
                let piece = piece(&padded(&format!("{text},")), 0).expect("it is JSON");
                prop_assert_eq!((piece.start, piece.length), (0, text.len()));
                prop_assert_eq!(piece.short.is_some(), text.len() <= SHORT);
            }
        }
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            "[a-zé ,:{}]{0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::btree_map("[a-z]{0,9}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }
}
