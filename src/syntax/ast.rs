//! The syntax tree: what a file says, with no types and nothing resolved.
//!
//! Two trees are equal when they say the same thing, wherever it stands: every node's [`Place`]
//! compares equal to every other. That is what "parse after format is the identity" means.

mod binding;
mod testing;

use crate::quantity::Number;
use crate::source::Span;
pub use crate::time::CalendarUnit;
pub use binding::{
    Bind, BindCase, BindCondition, BindConditionKind, BindField, BindKey, BindSource, BindValue, ElementPath,
    ElementStep,
};
pub use testing::{
    Accept, CaseCell, CaseRow, Cases, Change, Expectation, Expected, ExpectedOutput, ExpectedVerdict, Given,
    Listed, Patient, TestBody, TestCase, TestsHeader,
};

/// Where a node stands. All places are equal, so that comparing trees compares what they say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place(pub Span);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

/// One file: its statements in order, and its comments beside them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// The statements that could be read.
    pub statements: Vec<Statement>,
    /// Every comment of the file, in order.
    pub comments: Vec<Comment>,
    /// Names that statements with errors would have declared: not reported as unknown elsewhere.
    pub broken_names: Vec<String>,
    /// A `use` statement has errors: any name might have come from there.
    pub broken_use: bool,
}

/// A comment from `#` to the end of its line, without trailing blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text with its `#`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A single name: `modic_type`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A dotted name: `device.pacemaker`; a single name is a path of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The steps joined by dots.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One or more string literals that stand side by side: `"one " "text"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The literals without quotes and escapes.
    pub parts: Vec<String>,
    /// Where they stand.
    pub place: Place,
}

impl Text {
    /// The joined text.
    #[must_use]
    pub fn value(&self) -> String {
        self.parts.concat()
    }
}

/// A number without a sign, as it was written and as the value it has.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberLiteral {
    /// As written: `0.50` stays `0.50`.
    pub written: String,
    /// The exact value.
    pub value: Number,
    /// Where it stands.
    pub place: Place,
}

/// A UCUM unit without its single quotes: `mg/dL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The unit's code.
    pub code: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

/// A date literal without its `@`: `2025`, `2025-11`, `2025-11-20`, or with a time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateLiteral {
    /// As written after the `@`.
    pub written: String,
    /// Where it stands.
    pub place: Place,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// From its keyword to its last token.
    pub place: Place,
}

/// The statements of the language, each documented with its concrete syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// `ruleset intracept.cleveland "title"` and its clauses.
    Ruleset(Header),
    /// `vocabulary spine "title"` and its clauses.
    Vocabulary(Header),
    /// `use spine`, `use "file.elig"`, `use intracept.x as y with minimum = 3`.
    Use(Use),
    /// `extend intracept.x as trial.y "title" { without LABEL, set PARAMETER = VALUE }`.
    Extend(Extend),
    /// `source NAME { title "…", reviewed @2023-11-06, item KEY "…" }`.
    Source(SourceDeclaration),
    /// `parameter NAME: TYPE = EXPR "description"`.
    Parameter(Parameter),
    /// `fact device.pacemaker: boolean "description"`.
    Fact(Fact),
    /// `record treatment { kind: care "description", started: date }`.
    Record(RecordDeclaration),
    /// `choice care { injection "description", exercise }`.
    Choice(ValuesDeclaration),
    /// `scale stage { I < II < III }`.
    Scale(ValuesDeclaration),
    /// `valueset NAME "description" { icd10cm: E87.20, snomed: 91273001 }`.
    ValueSet(ValueSetDeclaration),
    /// `analyte creatinine { 1 'mg/dL' = 88.4 'umol/L' } cite SOURCE "where"`.
    Analyte(AnalyteDeclaration),
    /// `define NAME: TYPE = EXPR`, `define f(x: TYPE) = EXPR`.
    Define(Define),
    /// `score NAME { +1 when COND, missing counts 0 }`.
    Score(Score),
    /// `table NAME: TYPE by COLUMN | COLUMN { CELL | CELL : VALUE, … }`.
    Table(Table),
    /// `require`, `exclude` or `caution`.
    Rule(Rule),
    /// `output NAME: TYPE = EXPR`.
    Output(Output),
    /// `assume FACT = VALUE when not recorded because "…"`, `assume LIST complete because "…"`.
    Assume(Assume),
    /// `patient NAME { path = value, … }`.
    Patient(Patient),
    /// `test "…" given … expect …`, `test "…" given … cases PATH | PATH { … }`.
    Test(TestCase),
    /// `tests for RULESET with PARAMETER = VALUE`: the header of a file of tests.
    Tests(TestsHeader),
    /// `accept "MUTANT" because "…"`: a changed rule that no test notices, and why it need not.
    Accept(Accept),
    /// `bind FACT from RESOURCE where CONDITION: FIELD ELEMENT, …`: where the fact stands in FHIR.
    Bind(Bind),
}

/// The header of a file: its name, title and clauses.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The dotted name.
    pub name: Path,
    /// The title in words.
    pub title: Option<Text>,
    /// The clauses in the order written.
    pub clauses: Vec<HeaderClause>,
}

/// A clause of a header.
#[derive(Debug, Clone, PartialEq)]
pub enum HeaderClause {
    /// `version "2023-11"`.
    Version(Text),
    /// `effective @2024-01-01 to @2024-12-31`.
    Effective(DateLiteral, DateLiteral),
    /// `approved by "role" on @2024-01-01`.
    Approved(Text, DateLiteral),
    /// `timezone "Europe/Zurich"`: where a time of day without an offset was recorded.
    Timezone(Text),
    /// `applies when CONDITION`.
    AppliesWhen(Expr),
    /// `allow W0401 "reason"`: this file does not report that warning.
    Allow(Allow),
}

/// `allow W0401 "reason"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The warning's code.
    pub code: Name,
    /// Why it is allowed.
    pub reason: Text,
}

/// `use intracept.cleveland_clinic as cleveland with minimum_months = 3`.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// What is used.
    pub target: UseTarget,
    /// The name it goes by here.
    pub alias: Option<Name>,
    /// The values that its parameters are given.
    pub settings: Vec<FieldValue>,
}

/// `extend BASE as NAME "title" clauses { changes }`: the header of a variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Extend {
    /// The ruleset that it is a variant of.
    pub base: UseTarget,
    /// Its own name, title and clauses.
    pub header: Header,
    /// How it differs, in the order written.
    pub changes: Vec<VariantChange>,
}

/// One change of a variant.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantChange {
    /// What it changes.
    pub kind: VariantChangeKind,
    /// Where it stands.
    pub place: Place,
}

/// The changes of a variant, each documented with its concrete syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum VariantChangeKind {
    /// `without LABEL`.
    Without(Path),
    /// `replace LABEL: CONDITION clauses`.
    Replace(Path, Expr, Vec<Clause>),
    /// `add require LABEL: CONDITION clauses`.
    Add(Rule),
    /// `set PARAMETER = VALUE`.
    Set(Name, Expr),
}

/// A used file, by its name or by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseTarget {
    /// `use intracept.spine`.
    Name(Path),
    /// `use "shared/spine.elig"`.
    File(Text),
}

/// `source NAME { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceDeclaration {
    /// The name rules cite.
    pub name: Name,
    /// What is said of it, in the order written.
    pub entries: Vec<SourceEntry>,
}

/// One entry of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceEntry {
    /// What it says.
    pub kind: SourceEntryKind,
    /// Where it stands.
    pub place: Place,
}

/// The entries of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceEntryKind {
    /// `title "…"`.
    Title(Text),
    /// `publisher "…"`.
    Publisher(Text),
    /// `updated @2025-11-20`: it was changed then, reviewed or not.
    Updated(DateLiteral),
    /// `reviewed @2023-11-06`.
    Reviewed(DateLiteral),
    /// `status pending` or `status reviewed`.
    Status(Name),
    /// `item KEY "what it says, paraphrased"`.
    Item(Name, Text),
}

/// `parameter NAME: TYPE = EXPR "description"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Its value unless set from outside.
    pub default: Expr,
    /// In words.
    pub description: Option<Text>,
}

/// `fact PATH: TYPE attributes`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The path into the record.
    pub path: Path,
    /// Its type.
    pub ty: Type,
    /// `fixed`, `unit assumed`, `asked when COND`, `"description"`, in the order written.
    pub attributes: Vec<FactAttribute>,
}

/// What may follow a fact's type.
#[derive(Debug, Clone, PartialEq)]
pub enum FactAttribute {
    /// `fixed`: nobody can change it.
    Fixed(Place),
    /// `unit assumed`: a bare number in the record has the declared unit.
    UnitAssumed(Place),
    /// `asked when CONDITION`.
    AskedWhen(Expr),
    /// A description in words.
    Description(Text),
}

/// `record NAME { field: TYPE "description", … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordDeclaration {
    /// Its name.
    pub name: Name,
    /// Its fields.
    pub fields: Vec<FieldDeclaration>,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldDeclaration {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// In words.
    pub description: Option<Text>,
}

/// A choice or a scale with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct ValuesDeclaration {
    /// Its name.
    pub name: Name,
    /// In words, before the brace: `choice care "Kinds of care" { … }`.
    pub description: Option<Text>,
    /// Its values, lowest first for a scale.
    pub values: Vec<ValueDeclaration>,
}

/// One value of a choice or scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueDeclaration {
    /// The value.
    pub name: Name,
    /// In words; only a choice's values have one.
    pub description: Option<Text>,
}

/// `valueset NAME { system: code, … }`, `valueset NAME from "file.json"`.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueSetDeclaration {
    /// Its name.
    pub name: Name,
    /// In words.
    pub description: Option<Text>,
    /// Where its codes are.
    pub codes: CodeSource,
}

/// Where the codes of a value set are written.
#[derive(Debug, Clone, PartialEq)]
pub enum CodeSource {
    /// `{ system: code, … }`.
    Here(Vec<CodeEntry>),
    /// `from "heart-failure.json"`: a FHIR R4 ValueSet.
    File(Text),
}

/// `icd10cm: I50.* "heart failure"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code system's short name.
    pub system: Name,
    /// The code, which may end in `*`.
    pub code: Name,
    /// In words.
    pub description: Option<Text>,
}

/// `analyte NAME "description" { 1 'mg/dL' = 88.4 'umol/L' } cite …`.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyteDeclaration {
    /// Its name.
    pub name: Name,
    /// In words.
    pub description: Option<Text>,
    /// What is said of its units.
    pub entries: Vec<AnalyteEntry>,
    /// Where the factors come from.
    pub clauses: Vec<Clause>,
}

/// What an analyte says of its units.
#[derive(Debug, Clone, PartialEq)]
pub enum AnalyteEntry {
    /// `'mg/L'`: it is measured so.
    MeasuredIn(Unit),
    /// `1 'mg/dL' = 88.4 'umol/L'`.
    Factor(AnalyteFactor),
    /// `ngsp_from_ifcc: '%' = 0.09148 * 'mmol/mol' of hba1c_ifcc + 2.152`.
    Relation(AnalyteRelation),
}

/// `NAME: 'UNIT' = SLOPE * 'UNIT' of ANALYTE + INTERCEPT`: how this analyte follows from another one.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyteRelation {
    /// What the relation is called.
    pub name: Name,
    /// The unit of the result.
    pub unit: Unit,
    /// What the other value is multiplied by.
    pub slope: NumberLiteral,
    /// The unit of the other value.
    pub other_unit: Unit,
    /// The other analyte.
    pub other: Name,
    /// What is added, with its sign.
    pub intercept: Option<SignedNumber>,
}

/// `1 'mg/dL' = 88.4 'umol/L'`.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyteFactor {
    /// The left amount.
    pub left: (NumberLiteral, Unit),
    /// The right amount.
    pub right: (NumberLiteral, Unit),
}

/// `define NAME(parameters): TYPE = EXPR clauses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// The parameters of a function; `None` for a plain definition.
    pub parameters: Option<Vec<FieldDeclaration>>,
    /// Its type, if written.
    pub ty: Option<Type>,
    /// What it stands for.
    pub body: Expr,
    /// `because`, `reading`, `cite`.
    pub clauses: Vec<Clause>,
}

/// `score NAME { … } clauses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Its name.
    pub name: Name,
    /// Its entries.
    pub entries: Vec<ScoreEntry>,
    /// `because`, `reading`, `cite`.
    pub clauses: Vec<Clause>,
}

/// One entry of a score.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreEntry {
    /// `+1 when COND`, `-2 when COND`.
    Points(Points),
    /// `max of { +1 when A, +2 when B }`.
    MaxOf(Vec<Points>, Place),
    /// `missing counts 0`.
    MissingCounts(NumberLiteral),
}

/// `+1 when COND`.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// The sign was `-`.
    pub negative: bool,
    /// How many.
    pub number: NumberLiteral,
    /// When they count.
    pub when: Expr,
}

/// `table NAME: TYPE by COLUMN | COLUMN { rows } clauses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its type, if written.
    pub ty: Option<Type>,
    /// What is looked up in it.
    pub columns: Vec<Expr>,
    /// Its rows, in the order written.
    pub rows: Vec<TableRow>,
    /// `because`, `reading`, `cite`.
    pub clauses: Vec<Clause>,
}

/// `< 6 'mm' | low or mild : VALUE`.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// Whom it is for.
    pub head: RowHead,
    /// What the table gives there.
    pub value: Expr,
    /// From its first cell to the end of its value.
    pub place: Place,
}

/// Whom a row of a table is for.
#[derive(Debug, Clone, PartialEq)]
pub enum RowHead {
    /// One cell a column.
    Cells(Vec<Cell>),
    /// `otherwise`: for all that no other row takes.
    Otherwise(Place),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it takes.
    pub kind: CellKind,
    /// Where it stands.
    pub place: Place,
}

/// What a cell takes.
#[derive(Debug, Clone, PartialEq)]
pub enum CellKind {
    /// `any`.
    Any,
    /// `a or b`.
    Values(Vec<Expr>),
    /// `>= 6 and < 8`.
    Bounds(Vec<(Comparison, Expr)>),
    /// `6 to 8`, both ends included.
    Range(Box<Expr>, Box<Expr>),
}

/// The three kinds of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// Must hold.
    Require,
    /// Must not hold.
    Exclude,
    /// Advice; never changes the verdict.
    Caution,
}

/// `require LABEL: CONDITION clauses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which kind.
    pub kind: RuleKind,
    /// The label before the colon.
    pub label: Option<Path>,
    /// The condition.
    pub condition: Expr,
    /// The clauses in the order written.
    pub clauses: Vec<Clause>,
}

/// A clause of a rule (some also stand behind definitions, scores, outputs and analytes).
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub place: Place,
}

/// The clauses.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `unless CONDITION`.
    Unless(Expr),
    /// `except when CONDITION`: an exception to the exception before it.
    ExceptWhen(Expr),
    /// `applies when CONDITION`.
    AppliesWhen(Expr),
    /// `because "what the rule asks"`.
    Because(Text),
    /// `reading "how an ambiguous source was read"`.
    Reading(Text),
    /// `cite SOURCE.ITEM` or `cite SOURCE "where in it"`.
    Cite(Path, Option<Text>),
    /// `evidence SCHEME "grade"`.
    Evidence(Path, Text),
    /// `until DATE`.
    Until(Expr),
    /// `when not recorded: met because "…"`; true for `met`.
    WhenNotRecorded(bool, Text),
    /// `allow W0401 "reason"`.
    Allow(Allow),
}

/// `output NAME: TYPE = EXPR clauses`.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Expr,
    /// `because`, `reading`, `cite`.
    pub clauses: Vec<Clause>,
}

/// `assume PATH = EXPR when not recorded or declined because "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assume {
    /// The fact.
    pub path: Path,
    /// What is assumed.
    pub kind: AssumeKind,
    /// Why.
    pub because: Text,
}

/// What is assumed of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum AssumeKind {
    /// `= VALUE when REASON or REASON`.
    Value(Expr, Vec<AbsenceReason>),
    /// `complete`: the list has no more entries.
    Complete,
}

/// The reasons an assumption may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsenceReason {
    /// `not recorded`.
    NotRecorded,
    /// `declined`.
    Declined,
    /// `not applicable`.
    NotApplicable,
}

/// `path = value` in a patient, a test or a record literal.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// The fact or field.
    pub path: Path,
    /// Its value.
    pub value: Expr,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Where it stands.
    pub place: Place,
}

/// The types, each documented with its concrete syntax.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `boolean`.
    Boolean,
    /// `integer 0..10`.
    Integer(Option<Range>),
    /// `decimal 0..1`.
    Decimal(Option<Range>),
    /// `quantity 'mg/dL' 0..100 of glucose`.
    Quantity {
        /// The unit.
        unit: Unit,
        /// The bounds.
        range: Option<Range>,
        /// The analyte.
        analyte: Option<Name>,
    },
    /// `date`.
    Date,
    /// `date or never`.
    DateOrNever,
    /// `datetime`.
    DateTime,
    /// `duration`.
    Duration,
    /// `text`.
    Text,
    /// `code`.
    Code,
    /// `choice { a, b }`, without a name.
    Choice(Vec<Name>),
    /// `scale { a < b }`, without a name.
    Scale(Vec<Name>),
    /// `list of TYPE`.
    List(Box<Type>),
    /// `set of TYPE`.
    Set(Box<Type>),
    /// `observation of TYPE`.
    Observation(Box<Type>),
    /// `attested TYPE`.
    Attested(Box<Type>),
    /// A declared choice, scale or record.
    Named(Name),
}

/// `0..10`, `-5..5`, `0..`, `..10`: both ends belong to the range. At least one end is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: Option<SignedNumber>,
    /// The upper end.
    pub high: Option<SignedNumber>,
    /// Where it stands.
    pub place: Place,
}

/// A number with an optional `-`.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedNumber {
    /// The sign was `-`.
    pub negative: bool,
    /// The number without its sign.
    pub number: NumberLiteral,
}

impl SignedNumber {
    /// The value with its sign.
    #[must_use]
    pub fn value(&self) -> Number {
        if self.negative { -self.number.value.clone() } else { self.number.value.clone() }
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Where it stands.
    pub place: Place,
}

/// The expressions, each documented with its concrete syntax. Lists of operands have two or more
/// entries, so that a chain of ten thousand terms is one node and not ten thousand levels.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `42`, `0.5`.
    Number(NumberLiteral),
    /// `5.4 'mg/dL'`.
    Quantity(NumberLiteral, Unit),
    /// `6 months`.
    Duration(NumberLiteral, CalendarUnit),
    /// `@2025-11-20`.
    Date(DateLiteral),
    /// `"text"`.
    Text(Text),
    /// `true`, `false`.
    Boolean(bool),
    /// `never`.
    Never,
    /// `?`: something is still to be written here.
    Hole,
    /// `device.pacemaker`: a fact, a definition, a parameter or a choice's value.
    Name(Path),
    /// `crcl(age: a, weight: b)`, `ngsp_from_ifcc(a1c)`.
    Call(Name, Vec<Argument>),
    /// `( a )`, kept because the author meant it to be seen.
    Paren(Box<Expr>),
    /// `not a`.
    Not(Box<Expr>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `a and b and c`.
    And(Vec<Expr>),
    /// `a or b or c`.
    Or(Vec<Expr>),
    /// `any of { a, b }`, `at least 2 of { a, b, c }`.
    Group(Threshold, Vec<Expr>),
    /// `any recorded of { a, b }`.
    AnyRecorded(Vec<Expr>),
    /// `a >= b`, `a is b`.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a between 3 and 5`, both ends included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a in { x, y }`, `a in valueset`; with `not in` the flag is true.
    In(Box<Expr>, Membership, bool),
    /// `a is known`; with `is not known` the flag is true.
    IsKnown(Box<Expr>, bool),
    /// `a has v`, `a has any of { … }`, `a has all of { … }`, `a has only { … }`.
    Has(Box<Expr>, HasWhat),
    /// `a + b - c`: the first operand, then each operator with its operand.
    Sum(Box<Expr>, Vec<(AddOperator, Expr)>),
    /// `a * b / c`.
    Product(Box<Expr>, Vec<(MultiplyOperator, Expr)>),
    /// `number of x in 'kg'`, `number of age in years`.
    NumberOf(Box<Expr>, UnitName),
    /// `date of sample.taken`.
    DateOf(Box<Expr>),
    /// `some X where COND`; with `no X where COND` the flag is true.
    Some {
        /// `no` was written.
        negated: bool,
        /// The list.
        list: Entries,
        /// The condition; without it any entry will do.
        filter: Option<Box<Expr>>,
    },
    /// `every X where FILTER has COND`.
    Every {
        /// The list.
        list: Entries,
        /// The filter.
        filter: Option<Box<Expr>>,
        /// What each must have.
        has: Box<Expr>,
    },
    /// `count of X where COND spaced at least P`.
    Count {
        /// The list.
        list: Entries,
        /// The filter.
        filter: Option<Box<Expr>>,
        /// The spacing.
        spaced: Option<Box<Expr>>,
    },
    /// `share of X where COND`.
    Share {
        /// The list.
        list: Entries,
        /// What is so of a share of the entries.
        has: Box<Expr>,
    },
    /// `latest EXPR over X by FIELD within P where (COND)`.
    Aggregate(Box<Aggregate>),
    /// `intracept.cleveland_clinic.eligible as of @2025-01-01`.
    AsOf(Box<Expr>, Box<Expr>),
    /// `in some 30 days from A to B: COND`.
    InWindows(Box<InWindows>),
    /// `levels is contiguous`; with `is not contiguous` the flag is true.
    IsContiguous(Box<Expr>, bool),
    /// `d at least 6 months ago`.
    Ago(Box<Expr>, Bound, Box<Expr>),
    /// `d within 6 weeks before e`.
    Within(Box<Expr>, Window),
    /// `d before e`, `d on or after e`.
    Order(Box<Expr>, DateOrder, Box<Expr>),
    /// `months between a and b`.
    UnitsBetween(CalendarUnit, Box<Expr>, Box<Expr>),
    /// `if A then x else if B then y else z`.
    If(Vec<(Expr, Expr)>, Box<Expr>),
    /// `choose { when A: x, otherwise z }`.
    Choose(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `min of { a, b }`, `max of { a, b }`.
    Extreme(Extreme, Vec<Expr>),
    /// `[a, b]` in a patient.
    List(Vec<Expr>),
    /// `{ kind = injection, ended = @2025 }` in a patient.
    Record(Vec<FieldValue>),
}

/// `age: a`, or `a` alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// Its name; a function of one argument needs none.
    pub name: Option<Name>,
    /// Its value.
    pub value: Expr,
}

/// Which of several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extreme {
    /// `min of`: the least.
    Min,
    /// `max of`: the greatest.
    Max,
}

/// How many of a group must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// `any of`.
    AnyOf,
    /// `all of`.
    AllOf,
    /// `none of`.
    NoneOf,
    /// `at least k of`.
    AtLeast(u32),
    /// `at most k of`.
    AtMost(u32),
    /// `exactly k of`.
    Exactly(u32),
}

/// The comparison operators as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `is`, the same as `=` in words.
    Is,
    /// `is not`, the same as `!=` in words.
    IsNot,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// What stands behind `in`.
#[derive(Debug, Clone, PartialEq)]
pub enum Membership {
    /// `{ a, b }`.
    Values(Vec<Expr>),
    /// A value set's name.
    Named(Path),
    /// `@2025-05`: the days of a year or a month.
    Span(DateLiteral),
}

/// What stands behind `has`.
#[derive(Debug, Clone, PartialEq)]
pub enum HasWhat {
    /// One value.
    One(Box<Expr>),
    /// `any of { … }`.
    AnyOf(Vec<Expr>),
    /// `all of { … }`.
    AllOf(Vec<Expr>),
    /// `only { … }`.
    Only(Vec<Expr>),
}

/// `+` or `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddOperator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
}

/// `*` or `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MultiplyOperator {
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
}

/// A unit behind `number of x in`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitName {
    /// `'kg'`.
    Ucum(Unit),
    /// `years`.
    Calendar(CalendarUnit),
}

/// `visits as v by day`: the list whose entries are asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// The list.
    pub path: Path,
    /// `as v`: the name of its entry.
    pub alias: Option<Name>,
    /// `by day`: which date of an entry counts.
    pub by: Option<Name>,
}

/// `latest EXPR over X by FIELD within P where (COND)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// `EXPR over`.
    pub over: Option<Expr>,
    /// The list.
    pub list: Path,
    /// `by FIELD`.
    pub by: Option<Name>,
    /// `within P [before|after|of D]`.
    pub within: Option<Window>,
    /// `where (COND)`; the parentheses are part of the construct, not of the condition.
    pub filter: Option<Expr>,
}

/// The aggregate functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregateFunction {
    /// `latest`.
    Latest,
    /// `earliest`.
    Earliest,
    /// `highest`.
    Highest,
    /// `lowest`.
    Lowest,
    /// `average of`.
    Average,
    /// `sum of`.
    Sum,
    /// `distinct`.
    Distinct,
}

/// `in some 30 days from A to B: COND`.
#[derive(Debug, Clone, PartialEq)]
pub struct InWindows {
    /// Which stretches of days.
    pub windows: Windows,
    /// The first day.
    pub from: Expr,
    /// The last day.
    pub to: Expr,
    /// What holds of what lies in the stretch.
    pub condition: Expr,
}

/// Which stretches of days are asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Windows {
    /// `some 30 days`.
    Some(Expr),
    /// `every 3 months`.
    Every(Expr),
    /// `each of 3 consecutive months`.
    Consecutive(NumberLiteral, CalendarUnit),
}

/// `at least` or `at most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `at least`.
    AtLeast,
    /// `at most`.
    AtMost,
}

/// `within P [before|after|of D]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// How long.
    pub period: Box<Expr>,
    /// From when; `None` is the as-of date.
    pub anchor: Option<(Direction, Box<Expr>)>,
}

/// Which side of an anchor date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `before`.
    Before,
    /// `after`.
    After,
    /// `of`: either side.
    Of,
}

/// How one date stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `before`.
    Before,
    /// `after`.
    After,
    /// `on or before`.
    OnOrBefore,
    /// `on or after`.
    OnOrAfter,
}
