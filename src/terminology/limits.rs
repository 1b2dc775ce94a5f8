//! The limits of code systems, codes and value sets: each an error or a problem, never a silent cut.

/// Bytes of one value set's file. An expansion of a million codes stays below it.
pub const MAX_VALUE_SET_BYTES: usize = 256 * 1024 * 1024;

/// Codes and wildcards in one value set, those taken out again included.
pub const MAX_VALUE_SET_CODES: usize = 1_000_000;

/// How deep the entries of an expansion may contain one another.
pub const MAX_CONTAINS_DEPTH: usize = 32;

/// Mistakes reported for one value set.
pub const MAX_VALUE_SET_PROBLEMS: usize = 100;

/// Bytes of one code.
pub const MAX_CODE_BYTES: usize = 1_024;

/// Bytes of the URI of a code system.
pub const MAX_SYSTEM_BYTES: usize = 2_048;

/// Codes in one value of a record; where there are more, the rest counts as not known.
pub const MAX_CODINGS: usize = 1_000;

/// Problems reported for one code value of a record.
pub const MAX_CODE_PROBLEMS: usize = 20;
