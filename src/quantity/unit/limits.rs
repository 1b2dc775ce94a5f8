//! The limits of a unit. Rulesets and records can be hostile, so that reading a unit has a bounded cost
//! whatever is written.

/// Bytes in the text of one unit. The longest unit of everyday use has about thirty.
pub const MAX_CODE_BYTES: usize = 200;

/// Parentheses within parentheses in one unit.
pub const MAX_NESTING: usize = 16;

/// Digits of one whole number in a unit, an exponent included. What has no more is below 10^18.
pub const MAX_NUMBER_DIGITS: usize = 18;

/// The largest exponent of one unit symbol, and the smallest without its sign: `10*100`, not `10*101`.
pub const MAX_EXPONENT: i32 = 100;

/// The most bits the numerator or the denominator of a unit's ratio to the base units may have. Half of what
/// a calculated number may have, so that a written number in base units never passes that limit.
pub const MAX_RATIO_BITS: u64 = 512;
