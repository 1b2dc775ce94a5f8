//! The words of the language that decide where a statement starts and where a condition ends.

/// Statement keywords: in column 1 they start a statement, anywhere else they are ordinary names.
pub const STATEMENTS: &[&str] = &[
    "ruleset",
    "vocabulary",
    "use",
    "source",
    "parameter",
    "fact",
    "record",
    "choice",
    "scale",
    "valueset",
    "analyte",
    "define",
    "score",
    "table",
    "require",
    "exclude",
    "caution",
    "output",
    "assume",
    "patient",
    "test",
    "tests",
    "accept",
    "extend",
    "bind",
];

/// Words that start a clause of a statement, or go on with a condition: never the start of a statement.
pub const CONTINUATIONS: &[&str] = &[
    "unless",
    "except",
    "applies",
    "because",
    "reading",
    "cite",
    "evidence",
    "until",
    "when",
    "allow",
    "version",
    "effective",
    "approved",
    "timezone",
    "given",
    "expect",
    "cases",
    "and",
    "or",
    "then",
    "else",
    "where",
];

/// Operator words, which cannot be names anywhere.
pub const RESERVED: &[&str] = &[
    "and", "or", "not", "is", "in", "has", "if", "then", "else", "where", "between", "within", "true",
    "false", "never",
];
