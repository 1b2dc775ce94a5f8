//! Figures as they are read: the same on a terminal and in the page.

use std::fmt::{self, Display, Formatter};

/// A count, its thousands apart: `12,345`.
#[derive(Debug, Clone, Copy)]
pub struct Count(pub u64);

impl Display for Count {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

/// What part of a whole it is, in per cent: `24.7%`. Somebody is never shown as nobody, nor all but one as all:
/// `<0.1%`, `>99.9%`.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    part: u64,
    whole: u64,
}

impl Share {
    /// `None` of nothing.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        (whole > 0).then_some(Self { part, whole })
    }
}

impl Display for Share {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let permille = (part * 2000 + whole) / (whole * 2);
        let text = match permille {
            0 if part > 0 => "<0.1%".to_owned(),
            1000 if part < whole => ">99.9%".to_owned(),
            _ => format!("{}.{}%", permille / 10, permille % 10),
        };
        f.pad(&text)
    }
}

/// A count and its share: `1,203 (24.7%)`.
#[derive(Debug, Clone, Copy)]
pub struct CountOf(pub u64, pub u64);

impl Display for CountOf {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(part, whole) = *self;
        match Share::of(part, whole) {
            Some(share) => write!(f, "{} ({share})", Count(part)),
            None => write!(f, "{}", Count(part)),
        }
    }
}

/// `1 patient`, `1,203 patients`.
pub fn counted(count: u64, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {word}{plural}", Count(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let counts = [0, 7, 999, 1_000, 12_345, 123_456, 1_234_567, u64::MAX];
        let shown = counts.map(|count| Count(count).to_string());
        assert_eq!(
            shown,
            ["0", "7", "999", "1,000", "12,345", "123,456", "1,234,567", "18,446,744,073,709,551,615"]
        );
        assert_eq!(format!("{:>7}|{:<7}|", Count(1_000), Count(1_000)), "  1,000|1,000  |");
    }

    #[test]
    fn somebody_is_never_nobody() {
        let shares = [(0, 3), (1, 3), (2, 3), (3, 3), (1, 2001), (1, 2000), (1999, 2000), (2000, 2001)];
        let shown = shares.map(|(part, whole)| Share::of(part, whole).expect("of something").to_string());
        assert_eq!(shown, ["0.0%", "33.3%", "66.7%", "100.0%", "<0.1%", "0.1%", ">99.9%", ">99.9%"]);
        assert!(Share::of(0, 0).is_none());
        assert_eq!(Share::of(u64::MAX, u64::MAX).expect("of something").to_string(), "100.0%");
    }
}
