//! How values are said in text, whatever the form of the record.

use super::person::Diabetes;

pub const NYHA: [&str; 5] = ["none", "I", "II", "III", "IV"];

pub fn sex(female: bool) -> &'static str {
    if female { "female" } else { "male" }
}

pub fn diabetes(kind: Diabetes) -> &'static str {
    match kind {
        Diabetes::Type1 => "type1",
        Diabetes::Type2 => "type2",
        Diabetes::Other => "other",
    }
}

/// The beginning of a record: its name, and room for a field behind it.
pub fn begin(out: &mut String, number: u64) {
    out.push_str("{\"id\":\"p-");
    digits(out, number, 7);
    out.push('"');
}

pub fn field(out: &mut String, key: &str, value: impl Said) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":");
    value.say(out);
}

/// What can be said in JSON. Millions of values are: they do without the machinery of `format!`.
pub trait Said {
    fn say(&self, out: &mut String);
}

impl Said for bool {
    fn say(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Said for u32 {
    fn say(&self, out: &mut String) {
        digits(out, u64::from(*self), 1);
    }
}

/// A text that has nothing in it to escape.
pub struct Quoted<'a>(pub &'a str);

impl Said for Quoted<'_> {
    fn say(&self, out: &mut String) {
        out.push('"');
        out.push_str(self.0);
        out.push('"');
    }
}

/// So many tenths as a decimal number, always with its digit behind the point.
pub struct Tenths(pub u32);

impl Said for Tenths {
    fn say(&self, out: &mut String) {
        digits(out, u64::from(self.0 / 10), 1);
        out.push('.');
        digits(out, u64::from(self.0 % 10), 1);
    }
}

/// A value with its unit.
pub struct Quantity<'a, V>(pub V, pub &'a str);

impl<V: Said> Said for Quantity<'_, V> {
    fn say(&self, out: &mut String) {
        out.push_str("{\"value\":");
        self.0.say(out);
        out.push_str(",\"unit\":\"");
        out.push_str(self.1);
        out.push_str("\"}");
    }
}

/// Nothing, and no reason either.
pub struct Null;

impl Said for Null {
    fn say(&self, out: &mut String) {
        out.push_str("null");
    }
}

/// Nothing, and why.
pub struct Absent<'a>(pub &'a str);

impl Said for Absent<'_> {
    fn say(&self, out: &mut String) {
        out.push_str("{\"absent\":\"");
        out.push_str(self.0);
        out.push_str("\"}");
    }
}

/// A whole number with at least so many digits.
fn digits(out: &mut String, value: u64, least: usize) {
    let mut written = [b'0'; 20];
    let (mut rest, mut start) = (value, written.len());
    while rest > 0 || written.len() - start < least {
        start -= 1;
        written[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(written[start..].iter().map(|&digit| char::from(digit)));
}
