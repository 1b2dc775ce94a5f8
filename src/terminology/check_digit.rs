//! Check digits: the last digit of a SNOMED CT identifier and of a LOINC code follows from the others.

/// The check digit for the digits before it, after Verhoeff, as SNOMED CT identifiers use it
/// (SNOMED CT Release File Specification, "Check-digit", <http://snomed.org/rfs>).
/// `None` if there is a character that is no digit.
pub fn verhoeff(digits: &str) -> Option<char> {
    let mut state = 0;
    // Positions count from the check digit itself, which is position 0.
    for (position, digit) in (1..).zip(digits.chars().rev()) {
        state = compose(state, permuted(digit.to_digit(10)?, position % 8));
    }
    let inverse = if state < 5 { (5 - state) % 5 } else { state };
    char::from_digit(inverse, 10)
}

/// Two elements of the symmetry group of the pentagon: 0 to 4 are turns, 5 to 9 are turns after a flip.
fn compose(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Verhoeff's permutation, applied as often as the position says.
fn permuted(digit: u32, times: usize) -> u32 {
    (0..times).fold(digit, |digit, _| match digit {
        0 => 1,
        1 => 5,
        2 => 7,
        3 => 6,
        4 => 2,
        5 => 8,
        6 => 3,
        7 => 0,
        8 => 9,
        _ => 4,
    })
}

/// The check digit for the digits before it, "Mod 10", as LOINC codes use it: every second digit from the
/// right is doubled (<https://loinc.org/kb/users-guide/calculating-mod-10-check-digits/>).
/// `None` if there is a character that is no digit.
pub fn mod_10(digits: &str) -> Option<char> {
    let mut sum = 0;
    for (position, digit) in digits.chars().rev().enumerate() {
        let digit = digit.to_digit(10)?;
        let doubled = if position % 2 == 0 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
    }
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// Old LOINC codes whose check digit has been wrong from the start, all deprecated: the same page lists them.
/// Old entries in records may hold them.
pub const LOINC_WITH_A_WRONG_DIGIT: &[&str] = &[
    "11491-6", "11501-6", "5895-7", "5896-5", "5897-3", "5928-1", "6028-3", "6415-5", "6580-7", "6645-7",
    "6646-5", "6647-3", "6648-1", "6649-9",
];
