//! A percentage as it is asked for: exact, with decimals.

use std::fmt;
use std::str::FromStr;

use crate::testing::coverage::Figure;

/// Decimals that are read.
const DECIMALS: usize = 6;
/// The smallest part of a percent.
const PART: u128 = 1_000_000;

/// A percentage from 0 to 100, in millionths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(u128);

impl Percent {
    /// How many objectives are lacking; `None` if enough are covered.
    pub fn lacking(self, figure: Figure) -> Option<usize> {
        let (covered, total) = (figure.covered as u128, figure.total as u128);
        let least = (total * self.0).div_ceil(100 * PART);
        usize::try_from(least.checked_sub(covered)?).ok().filter(|lacking| *lacking > 0)
    }
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("a percentage from 0 to 100, with at most {DECIMALS} decimals, is expected");
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let are_digits =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(whole) || !are_digits(decimals) || decimals.len() > DECIMALS || whole.len() > 3 {
            return Err(wrong());
        }
        let parts = format!("{whole}{decimals:0<DECIMALS$}").parse().map_err(|_| wrong())?;
        if parts > 100 * PART { Err(wrong()) } else { Ok(Self(parts)) }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:06}", self.0 % PART);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{} %", self.0 / PART),
            decimals => write!(f, "{}.{decimals} %", self.0 / PART),
        }
    }
}
