//! The codes of errors and warnings. Each has a page in `docs/codes`, built into the program.

use std::fmt;

use serde::{Serialize, Serializer};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is decided until it is mended.
    Error,
    /// Worth a look; can be allowed with a reason.
    Warning,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $title:literal;)*) => {
        /// A stable code of an error (`E…`) or a warning (`W…`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as written: `E0104`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// What it is about, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }

            /// Its page: what it means, a wrong example, the mended one (Markdown).
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../../docs/codes/", $code, ".md")),)* }
            }
        }
    };
}

codes! {
    // Reading the text.
    Syntax = "E0001", "something else was expected here";
    UnknownStatement = "E0002", "a line in column 1 starts with no statement keyword";
    Unclosed = "E0003", "a bracket is never closed";
    UnexpectedClosing = "E0004", "a closing bracket closes nothing";
    WrongOperator = "E0005", "an operator from another language";
    Semicolon = "E0006", "a semicolon";
    SingleQuotedText = "E0007", "text in single quotes";
    MissingSpace = "E0008", "a number runs into a word";
    ReservedWord = "E0009", "a reserved word used as a name";
    ForeignCharacter = "E0010", "a character that only looks right";
    DirectionalCharacter = "E0011", "an invisible character that changes the reading direction";
    MixedScript = "E0012", "a name with letters of another alphabet";
    UnterminatedText = "E0013", "text without a closing quote";
    BadNumber = "E0014", "a number that cannot be read exactly";
    ChainedComparison = "E0015", "two comparisons in a row";
    BadEscape = "E0016", "an unknown escape in text";
    TooDeep = "E0017", "nested too deeply";
    BadDate = "E0018", "a date that is not in the calendar";
    RepeatedClause = "E0019", "a clause given twice";

    // Names.
    Duplicate = "E0101", "a name declared twice";
    UnknownType = "E0103", "an unknown type";
    UnknownName = "E0104", "an unknown name";
    UnknownSource = "E0105", "an unknown source or item";
    Cycle = "E0107", "definitions that lead back to themselves";
    DuplicateLabel = "E0108", "two rules with one label";
    PathConflict = "E0109", "a fact inside another fact";
    ReservedFact = "E0110", "a fact with a reserved name";
    UnknownValue = "E0112", "not a value of this choice or scale";
    UnknownCode = "E0113", "an unknown warning code";
    UnknownParameter = "E0131", "an unknown parameter";
    SetTwice = "E0132", "a parameter set twice";
    UnknownAsked = "E0133", "a used ruleset that has nothing of this name";
    MisplacedAsOf = "E0134", "a date of decision where none belongs";
    UnknownChanged = "E0135", "a change to a rule that is not there";
    ChangedTwice = "E0136", "a rule changed twice";
    AlreadyThere = "E0137", "a rule that is already there";
    UnknownResource = "E0141", "a resource of FHIR that facts are not bound from";
    UnknownElement = "E0142", "an element that FHIR does not have";
    BadBinding = "E0143", "a binding that does not fit its fact";

    // Types and ranges.
    WrongType = "E0201", "a value of the wrong type";
    NotACondition = "E0202", "not a condition";
    NotComparable = "E0203", "two things that cannot be compared";
    NoOrder = "E0204", "values that have no order";
    NotANumber = "E0205", "arithmetic on something that is no number";
    OutOfRange = "E0206", "a value outside the declared range";
    EmptyRange = "E0207", "a range that holds nothing";
    ImpossibleCount = "E0208", "a count that is always or never reached";
    EmptyGroup = "E0209", "a group with nothing in it";
    Hole = "E0210", "something that is still to be written";
    NotConstant = "E0211", "a value that must be written out";
    DivisionByZero = "E0212", "a division by zero";
    IncompleteChoose = "E0221", "a choose that leaves a case out";
    UnreachableArm = "E0222", "a branch that is never taken";
    TableShape = "E0223", "a table whose rows do not fit its columns";
    TableCell = "E0224", "a cell or a column that a table cannot have";
    TableGap = "E0225", "a table that leaves a case out";
    TableOverlap = "E0226", "two rows of a table for one case";
    UnreachableRow = "E0227", "a row that is never taken";

    // Units, analytes, dates and codes.
    UnknownUnit = "E0301", "a unit that UCUM does not have";
    DimensionMismatch = "E0302", "two quantities of different dimensions";
    AnalyteMismatch = "E0303", "two quantities of different analytes";
    UnknownAnalyte = "E0304", "an unknown analyte";
    BadAnalyte = "E0305", "an analyte that cannot be converted so";
    PointArithmetic = "E0306", "arithmetic on points of a scale";
    BadPeriod = "E0311", "not the duration that belongs here";
    PartialDate = "E0312", "a span of days where one day belongs";
    AgeWithoutBirth = "E0313", "an age without a date of birth";
    BadTimezone = "E0314", "a time zone that cannot be used";
    AlwaysNotNever = "E0315", "a date that cannot be never";
    UnknownSystem = "E0321", "an unknown code system";
    BadCode = "E0322", "a code that names nothing";
    EmptyValueSet = "E0323", "a value set with nothing in it";
    BadValueSetFile = "E0324", "a value set file that cannot be used";
    UnknownValueSet = "E0325", "an unknown value set";

    // Statements and rules.
    NoRules = "E0401", "a ruleset without rules";
    RuleInVocabulary = "E0402", "a statement that does not belong in a vocabulary";
    MisplacedHeader = "E0403", "a header that is not the first statement";
    MisplacedClause = "E0404", "a clause that does not belong here";

    // Files.
    FileNotFound = "E0501", "a used file was not found";
    ImportCycle = "E0502", "files that use each other in a circle";
    NameMismatch = "E0503", "a file that declares another name";
    Unreadable = "E0504", "a file that cannot be read";
    NoHeader = "E0505", "a used file without a header";
    TooLarge = "E0506", "larger than the limit";
    SharedFact = "E0511", "a fact that two rulesets declare differently";
    MisplacedUse = "E0512", "a file that cannot be used so";
    BaseNoRuleset = "E0513", "a variant of something that is no ruleset";
    RuleOutsideVariant = "E0514", "a rule beside the changes of a variant";

    // Patients and tests.
    TestDate = "E0601", "a test without a date";
    UnknownPatient = "E0602", "an unknown patient";
    UnknownExpected = "E0603", "a test that expects a name that is not there";
    ImpossibleExpectation = "E0604", "an expectation that no decision can meet";
    CaseShape = "E0605", "a case that does not fit its columns";
    NotATest = "E0606", "a statement that does not belong in a file of tests";
    EmptyAccept = "E0607", "an accept that says too little";

    // Records.
    RecordSyntax = "E0701", "a record that is not JSON";
    RecordType = "E0702", "a recorded value of the wrong type";
    RecordRange = "E0703", "a recorded value outside the declared range";
    RecordValue = "E0704", "a recorded value that the vocabulary does not know";
    RecordDuplicateKey = "E0705", "a key given twice in a record";
    RecordNumber = "E0706", "a recorded number that cannot be held exactly";
    RecordReason = "E0707", "an unknown reason for absence";
    RecordHeader = "E0708", "an `id` or `as_of` that cannot be read";
    RecordTooLarge = "E0709", "a record larger than the limit";
    RecordShape = "E0710", "a record that is not an object";
    RecordDottedKey = "E0711", "a fact written as a key with dots";

    RecordUnit = "E0712", "a recorded unit that cannot be used";
    RecordNoUnit = "E0713", "a recorded quantity without a unit";
    RecordDate = "E0714", "a recorded date or duration that cannot be read";
    RecordCode = "E0715", "a recorded code that cannot be used";
    RecordAttestation = "E0716", "a judgement without who judged or when";
    RecordRow = "E0721", "a row of a table that cannot be read";
    RecordColumn = "E0722", "a column of a table that is no fact";
    FhirResource = "E0731", "a resource of FHIR that cannot be read";
    FhirRefused = "E0732", "a resource of FHIR that is refused";
    FhirValue = "E0733", "a value of FHIR that its binding cannot use";

    // Commands of `elig repl`.
    UnknownCommand = "E0801", "an unknown command";
    CommandArguments = "E0802", "a command called wrongly";

    // Parts of the language that are read and formatted, but not yet decided.
    Unsupported = "E0900", "not supported yet";

    // Warnings.
    Unused = "W0101", "a name that nothing uses";
    FactLikeValue = "W0102", "a fact with the name of a choice's value";
    AlwaysSame = "W0201", "a condition that is always true or always false";
    Subsumed = "W0202", "a bound that another bound makes pointless";
    StrictBound = "W0203", "`>` where the words say at least";
    MixedLogic = "W0204", "`and` and `or` side by side";
    UnitsDisagree = "W0205", "two units that say almost the same";
    BandGap = "W0206", "a gap between two bands";
    Annotations = "W0207", "units that differ only in an annotation";
    RedundantCode = "W0208", "a code that is already in the value set";
    ValueSetNote = "W0209", "a value set to look at";
    LookAlikeUnit = "W0210", "a unit that is easily mistaken for another";
    LatestOfThose = "W0211", "the latest of those with a certain value";
    ShareOfRecorded = "W0212", "a share of the entries in a stretch of days";
    NoSource = "W0401", "a rule without a source";
    PendingSource = "W0402", "a source pending review";
    UncitedItem = "W0403", "a source's item that no rule cites";
    NamedByLine = "W0404", "a rule called by its line";
    LawBreaking = "W0405", "a rule that depends on what is recorded, not on what is true";
    NeverAsked = "W0411", "a used ruleset that nothing asks";
    NothingChanged = "W0412", "a variant that changes nothing";
    UnknownKey = "W0701", "a key that the vocabulary does not know";
    OutsideEffective = "W0702", "a decision outside the ruleset's effective dates";
    NotAskedButTrue = "W0703", "a fact recorded as true though it is not asked";
    OtherSystem = "W0704", "a code of a system that the value set does not list";
    RecordAnnotation = "W0705", "a recorded unit with another annotation";
    FhirDoubtful = "W0731", "a resource of FHIR that may or may not count";
}

impl Code {
    /// Errors start with `E`, warnings with `W`.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The code written so, in either case.
    ///
    /// ```
    /// use elig::diagnostic::Code;
    /// assert_eq!(Code::find("e0104"), Some(Code::UnknownName));
    /// assert_eq!(Code::find("E9999"), None);
    /// ```
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
