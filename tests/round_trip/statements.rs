//! Statements, their clauses and types: every kind.

use elig::syntax::ast::{
    AbsenceReason, Accept, Allow, AnalyteDeclaration, AnalyteEntry, AnalyteFactor, AnalyteRelation, Assume,
    AssumeKind, Bind, BindCase, BindCondition, BindConditionKind, BindField, BindKey, BindSource, BindValue,
    CaseCell, CaseRow, Cases, Cell, CellKind, Change, Clause, ClauseKind, CodeEntry, CodeSource, Comparison,
    Define, ElementPath, ElementStep, Expectation, Expected, ExpectedOutput, ExpectedVerdict, Expr, ExprKind,
    Extend, Fact, FactAttribute, FieldDeclaration, File, Given, Header, HeaderClause, Listed, Output,
    Parameter, Path, Patient, Place, Points, RecordDeclaration, RowHead, Rule, RuleKind, Score, ScoreEntry,
    SignedNumber, SourceDeclaration, SourceEntry, SourceEntryKind, Statement, StatementKind, Table, TableRow,
    TestBody, TestCase, TestsHeader, Text, Type, TypeKind, Use, UseTarget, ValueDeclaration,
    ValueSetDeclaration, ValuesDeclaration, VariantChange, VariantChangeKind,
};

use super::choices::Choices;
use super::expressions::{expr, field_value, operand};
use super::fitting::{Level, Takes, takes, wrap};
use super::words::{date, name, named, number, path, path_but, range, text, type_name, unit};

/// How deep expressions and types are at most.
const DEPTH: u32 = 4;

const KINDS: u32 = 23;

const CODES: &[&str] = &["I50.*", "91273001", "E87.20", "a-b_c/d", "*"];

/// A whole file.
pub fn file(c: &mut Choices) -> File {
    File { statements: c.some(1, statement), ..File::default() }
}

fn statement(c: &mut Choices) -> Statement {
    let kind = match c.below(KINDS) {
        0 => StatementKind::Fact(fact(c)),
        1 => StatementKind::Ruleset(header(c)),
        2 => StatementKind::Vocabulary(header(c)),
        3 => StatementKind::Use(used(c)),
        4 => StatementKind::Source(SourceDeclaration { name: name(c), entries: c.some(0, source_entry) }),
        5 => StatementKind::Parameter(parameter(c)),
        6 => StatementKind::Record(RecordDeclaration { name: name(c), fields: c.some(0, field) }),
        7 => StatementKind::Choice(choice(c)),
        8 => StatementKind::Scale(scale(c)),
        9 => StatementKind::ValueSet(value_set(c)),
        10 => StatementKind::Analyte(analyte(c)),
        11 => StatementKind::Define(define(c)),
        12 => StatementKind::Score(Score {
            name: name(c),
            entries: c.some(0, score_entry),
            clauses: c.some(0, clause),
        }),
        13 => StatementKind::Output(Output {
            name: name(c),
            ty: ty(c, DEPTH),
            value: expr(c, DEPTH),
            clauses: c.some(0, clause),
        }),
        14 => StatementKind::Assume(assume(c)),
        15 => StatementKind::Patient(Patient { name: name(c), fields: c.some(0, |c| field_value(c, DEPTH)) }),
        16 => StatementKind::Test(test(c)),
        17 => StatementKind::Table(table(c)),
        18 => StatementKind::Extend(extend(c)),
        19 => StatementKind::Tests(tests_header(c)),
        21 => StatementKind::Bind(bind(c)),
        20 => StatementKind::Accept(Accept { mutant: text(c), because: text(c) }),
        _ => StatementKind::Rule(rule(c)),
    };
    Statement { kind, place: Place::default() }
}

fn bind(c: &mut Choices) -> Bind {
    Bind {
        // Behind `incomplete` a fact that is called `from` would be the word.
        incomplete: c.flag(),
        fact: path(c),
        from: Path {
            text: c.one(&["Observation", "Observation.component", "X"]).to_owned(),
            place: Place::default(),
        },
        condition: c.maybe(|c| bind_condition(c, DEPTH)),
        fields: c.some(0, bind_field),
    }
}

fn bind_condition(c: &mut Choices, depth: u32) -> BindCondition {
    let kind = match c.below(if depth == 0 { 4 } else { 8 }) {
        0 => BindConditionKind::InSet(element(c), name(c), c.flag()),
        1 => BindConditionKind::InWords(element(c), c.some(1, |c| named(c.one(CODES))), c.flag()),
        2 => BindConditionKind::Is(element(c), named(c.one(CODES)), c.flag()),
        3 => BindConditionKind::IsKnown(element(c), c.flag()),
        4 => BindConditionKind::Not(Box::new(bind_term(c, depth - 1))),
        5 => BindConditionKind::Paren(Box::new(bind_condition(c, depth - 1))),
        6 => BindConditionKind::And(c.some(2, |c| bind_term(c, depth - 1))),
        _ => BindConditionKind::Or(c.some(2, |c| bind_term(c, depth - 1))),
    };
    BindCondition { kind, place: Place::default() }
}

/// What stands beside `and`, `or` and `not` without parentheses.
fn bind_term(c: &mut Choices, depth: u32) -> BindCondition {
    let inner = bind_condition(c, depth);
    match inner.kind {
        BindConditionKind::And(_) | BindConditionKind::Or(_) => {
            BindCondition { kind: BindConditionKind::Paren(Box::new(inner)), place: Place::default() }
        }
        _ => inner,
    }
}

fn element(c: &mut Choices) -> ElementPath {
    let step = |c: &mut Choices| ElementStep {
        name: named(c.one(&["code", "value", "extension", "status", "known"])),
        url: c.maybe(|c| Text { parts: vec![text(c).value()], place: Place::default() }),
    };
    ElementPath { steps: c.some(1, step), place: Place::default() }
}

fn bind_field(c: &mut Choices) -> BindField {
    let source = match c.flag() {
        true => BindSource::Constant(arithmetic(c)),
        false => BindSource::Element(element(c), c.maybe(unit), c.some(0, bind_case)),
    };
    BindField { name: name(c), source, place: Place::default() }
}

fn bind_case(c: &mut Choices) -> BindCase {
    let key = match c.below(3) {
        0 => BindKey::Word(named(c.one(CODES))),
        1 => BindKey::In(name(c)),
        _ => BindKey::Otherwise(Place::default()),
    };
    let reasons = [AbsenceReason::NotRecorded, AbsenceReason::Declined, AbsenceReason::NotApplicable];
    let value = match c.flag() {
        true => BindValue::Absent(c.one(&reasons)),
        false => BindValue::Value(written_out(c)),
    };
    BindCase { key, value, place: Place::default() }
}

fn header(c: &mut Choices) -> Header {
    Header { name: path(c), title: c.maybe(text), clauses: c.some(0, header_clause) }
}

fn header_clause(c: &mut Choices) -> HeaderClause {
    match c.below(6) {
        4 => HeaderClause::Timezone(text(c)),
        0 => HeaderClause::Version(text(c)),
        1 => HeaderClause::Effective(date(c), date(c)),
        2 => HeaderClause::Approved(text(c), date(c)),
        3 => HeaderClause::AppliesWhen(expr(c, DEPTH)),
        _ => HeaderClause::Allow(allow(c)),
    }
}

fn allow(c: &mut Choices) -> Allow {
    Allow { code: name(c), reason: text(c) }
}

fn used(c: &mut Choices) -> Use {
    let target = if c.flag() { UseTarget::File(text(c)) } else { UseTarget::Name(path(c)) };
    Use { target, alias: c.maybe(name), settings: c.some(0, |c| field_value(c, DEPTH)) }
}

fn extend(c: &mut Choices) -> Extend {
    let base = if c.flag() { UseTarget::File(text(c)) } else { UseTarget::Name(path(c)) };
    Extend { base, header: header(c), changes: c.some(0, variant_change) }
}

fn variant_change(c: &mut Choices) -> VariantChange {
    let kind = match c.below(4) {
        0 => VariantChangeKind::Without(path(c)),
        1 => VariantChangeKind::Replace(path(c), expr(c, DEPTH), c.some(0, clause)),
        2 => VariantChangeKind::Add(rule(c)),
        _ => VariantChangeKind::Set(name(c), expr(c, DEPTH)),
    };
    VariantChange { kind, place: Place::default() }
}

fn source_entry(c: &mut Choices) -> SourceEntry {
    let kind = match c.below(6) {
        0 => SourceEntryKind::Title(text(c)),
        1 => SourceEntryKind::Publisher(text(c)),
        2 => SourceEntryKind::Reviewed(date(c)),
        3 => SourceEntryKind::Updated(date(c)),
        4 => SourceEntryKind::Status(named(c.one(&["pending", "reviewed"]))),
        _ => SourceEntryKind::Item(name(c), text(c)),
    };
    SourceEntry { kind, place: Place::default() }
}

fn parameter(c: &mut Choices) -> Parameter {
    let (name, ty, description) = (name(c), ty(c, DEPTH), c.maybe(text));
    // A text behind a text would be one text in two parts.
    let followed = if description.is_some() { Takes::TEXT } else { Takes::NOTHING };
    Parameter { name, ty, default: operand(c, DEPTH, Level::Or, followed), description }
}

fn fact(c: &mut Choices) -> Fact {
    Fact { path: path(c), ty: ty(c, DEPTH), attributes: attributes(c) }
}

fn attributes(c: &mut Choices) -> Vec<FactAttribute> {
    let mut attributes: Vec<FactAttribute> = Vec::new();
    for attribute in c.some(0, attribute) {
        if matches!(attribute, FactAttribute::Description(_)) {
            match attributes.last_mut() {
                Some(FactAttribute::Description(_)) => continue,
                Some(FactAttribute::AskedWhen(condition)) if takes(condition).meets(Takes::TEXT) => {
                    *condition = wrap(condition.clone());
                }
                _ => {}
            }
        }
        attributes.push(attribute);
    }
    attributes
}

fn attribute(c: &mut Choices) -> FactAttribute {
    match c.below(4) {
        0 => FactAttribute::Fixed(Place::default()),
        1 => FactAttribute::Description(text(c)),
        2 => FactAttribute::UnitAssumed(Place::default()),
        _ => FactAttribute::AskedWhen(expr(c, DEPTH)),
    }
}

fn field(c: &mut Choices) -> FieldDeclaration {
    FieldDeclaration { name: name(c), ty: ty(c, DEPTH), description: c.maybe(text) }
}

fn choice(c: &mut Choices) -> ValuesDeclaration {
    let value = |c: &mut Choices| ValueDeclaration { name: name(c), description: c.maybe(text) };
    ValuesDeclaration { name: name(c), description: c.maybe(text), values: c.some(1, value) }
}

fn scale(c: &mut Choices) -> ValuesDeclaration {
    let value = |c: &mut Choices| ValueDeclaration { name: name(c), description: None };
    ValuesDeclaration { name: name(c), description: c.maybe(text), values: c.some(1, value) }
}

fn value_set(c: &mut Choices) -> ValueSetDeclaration {
    let entry = |c: &mut Choices| CodeEntry {
        system: name(c),
        code: named(c.one(CODES)),
        description: c.maybe(text),
    };
    let codes = if c.flag() { CodeSource::File(text(c)) } else { CodeSource::Here(c.some(0, entry)) };
    ValueSetDeclaration { name: name(c), description: c.maybe(text), codes }
}

fn analyte(c: &mut Choices) -> AnalyteDeclaration {
    let entry = |c: &mut Choices| match c.below(3) {
        0 => AnalyteEntry::MeasuredIn(unit(c)),
        1 => AnalyteEntry::Factor(AnalyteFactor { left: (number(c), unit(c)), right: (number(c), unit(c)) }),
        _ => AnalyteEntry::Relation(AnalyteRelation {
            name: name(c),
            unit: unit(c),
            slope: number(c),
            other_unit: unit(c),
            other: name(c),
            intercept: c.maybe(|c| SignedNumber { negative: c.flag(), number: number(c) }),
        }),
    };
    AnalyteDeclaration {
        name: name(c),
        description: c.maybe(text),
        entries: c.some(0, entry),
        clauses: c.some(0, clause),
    }
}

fn define(c: &mut Choices) -> Define {
    Define {
        name: name(c),
        parameters: c.maybe(|c| c.some(0, field)),
        ty: c.maybe(|c| ty(c, DEPTH)),
        body: expr(c, DEPTH),
        clauses: c.some(0, clause),
    }
}

fn score_entry(c: &mut Choices) -> ScoreEntry {
    match c.below(3) {
        0 => ScoreEntry::Points(points(c)),
        1 => ScoreEntry::MaxOf(c.some(1, points), Place::default()),
        _ => ScoreEntry::MissingCounts(number(c)),
    }
}

fn points(c: &mut Choices) -> Points {
    Points { negative: c.flag(), number: number(c), when: expr(c, DEPTH) }
}

fn table(c: &mut Choices) -> Table {
    Table {
        name: name(c),
        ty: c.maybe(|c| ty(c, DEPTH)),
        columns: c.some(1, |c| operand(c, DEPTH, Level::Sum, Takes::OPERATOR)),
        rows: c.some(0, table_row),
        clauses: c.some(0, clause),
    }
}

fn table_row(c: &mut Choices) -> TableRow {
    let head = match c.below(5) {
        0 => RowHead::Otherwise(Place::default()),
        _ => RowHead::Cells(c.some(1, table_cell)),
    };
    TableRow { head, value: operand(c, DEPTH, Level::Sum, Takes::NOTHING), place: Place::default() }
}

fn table_cell(c: &mut Choices) -> Cell {
    let kind = match c.below(4) {
        0 => CellKind::Any,
        1 => CellKind::Values(c.some(1, cell_value)),
        2 => CellKind::Bounds(c.some(1, |c| {
            let operator = c.one(&[
                Comparison::Less,
                Comparison::LessOrEqual,
                Comparison::Greater,
                Comparison::NotEqual,
            ]);
            (operator, cell_value(c))
        })),
        _ => CellKind::Range(Box::new(cell_value(c)), Box::new(cell_value(c))),
    };
    Cell { kind, place: Place::default() }
}

/// A value that is called like the words that a row may start with stands in parentheses.
fn cell_value(c: &mut Choices) -> Expr {
    let value = operand(c, 2, Level::Sum, Takes::OPERATOR);
    match &value.kind {
        ExprKind::Name(path) if ["any", "otherwise"].contains(&path.text.as_str()) => wrap(value),
        _ => value,
    }
}

fn rule(c: &mut Choices) -> Rule {
    Rule {
        kind: c.one(&[RuleKind::Require, RuleKind::Exclude, RuleKind::Caution]),
        label: c.maybe(path),
        condition: expr(c, DEPTH),
        clauses: c.some(0, clause),
    }
}

fn clause(c: &mut Choices) -> Clause {
    let kind = match c.below(10) {
        8 => ClauseKind::ExceptWhen(expr(c, DEPTH)),
        0 => ClauseKind::Because(text(c)),
        1 => ClauseKind::Unless(expr(c, DEPTH)),
        2 => ClauseKind::AppliesWhen(expr(c, DEPTH)),
        3 => ClauseKind::Reading(text(c)),
        4 => ClauseKind::Cite(path(c), c.maybe(text)),
        5 => ClauseKind::Evidence(path(c), text(c)),
        6 => ClauseKind::Until(arithmetic(c)),
        7 => ClauseKind::WhenNotRecorded(c.flag(), text(c)),
        _ => ClauseKind::Allow(allow(c)),
    };
    Clause { kind, place: Place::default() }
}

fn arithmetic(c: &mut Choices) -> Expr {
    operand(c, DEPTH, Level::Sum, Takes::NOTHING)
}

fn assume(c: &mut Choices) -> Assume {
    let reason = |c: &mut Choices| {
        c.one(&[AbsenceReason::NotRecorded, AbsenceReason::Declined, AbsenceReason::NotApplicable])
    };
    let kind =
        if c.flag() { AssumeKind::Value(arithmetic(c), c.some(1, reason)) } else { AssumeKind::Complete };
    Assume { path: path(c), kind, because: text(c) }
}

fn test(c: &mut Choices) -> TestCase {
    let body = if c.flag() { TestBody::Expect(expectation(c)) } else { TestBody::Cases(cases(c)) };
    TestCase { title: text(c), given: c.maybe(given), body }
}

fn tests_header(c: &mut Choices) -> TestsHeader {
    let of = if c.flag() { UseTarget::File(text(c)) } else { UseTarget::Name(path(c)) };
    TestsHeader { of, settings: c.some(0, |c| field_value(c, DEPTH)) }
}

fn cases(c: &mut Choices) -> Cases {
    Cases { columns: c.some(1, path), rows: c.some(0, case) }
}

fn case(c: &mut Choices) -> CaseRow {
    CaseRow { cells: c.some(1, case_cell), expect: expectation(c), place: Place::default() }
}

fn case_cell(c: &mut Choices) -> CaseCell {
    match c.below(3) {
        0 => CaseCell::Without(Place::default()),
        1 => CaseCell::AsGiven(Place::default()),
        _ => CaseCell::Value(written_out(c)),
    }
}

/// What a patient's fact or an output may be.
fn written_out(c: &mut Choices) -> Expr {
    let kind = match c.below(3) {
        0 => ExprKind::Number(number(c)),
        1 => ExprKind::Text(text(c)),
        _ => ExprKind::Name(path_but(c, EXPECTED)),
    };
    Expr { kind, place: Place::default() }
}

fn given(c: &mut Choices) -> Given {
    let patient = c.maybe(|c| path_but(c, &["with", "without", "expect", "cases"]));
    let least = u32::from(patient.is_none());
    Given { patient, changes: c.some(least, change) }
}

fn change(c: &mut Choices) -> Change {
    if c.flag() {
        Change::Without(c.some(1, path))
    } else {
        Change::With(c.some(1, |c| field_value(c, DEPTH)))
    }
}

fn expectation(c: &mut Choices) -> Expectation {
    Expectation {
        verdict: c.one(&[
            ExpectedVerdict::Eligible,
            ExpectedVerdict::Ineligible,
            ExpectedVerdict::Undetermined,
            ExpectedVerdict::NotApplicable,
        ]),
        more: expected(c),
        place: Place::default(),
    }
}

/// Words that go on with what is expected: names like these could be either.
const EXPECTED: &[&str] = &[
    "by",
    "missing",
    "cautions",
    "unchecked",
    "output",
    "until",
    "only",
    "none",
    "without",
    "as",
    "cases",
    "expect",
    "with",
];

fn expected(c: &mut Choices) -> Vec<Expected> {
    let output = |c: &mut Choices| ExpectedOutput { name: name(c), value: c.maybe(written_out) };
    let cautions = |c: &mut Choices| {
        if c.flag() { Expected::Cautions(listed(c)) } else { Expected::NoCautions(Place::default()) }
    };
    let unchecked = |c: &mut Choices| {
        if c.flag() { Expected::Unchecked(listed(c)) } else { Expected::NoUnchecked(Place::default()) }
    };
    let all = [
        c.maybe(|c| Expected::By(listed(c))),
        c.maybe(|c| Expected::Missing(listed(c))),
        c.maybe(cautions),
        c.maybe(unchecked),
        c.maybe(|c| Expected::Outputs(c.some(1, output))),
        c.maybe(|c| Expected::Until(date(c))),
    ];
    all.into_iter().flatten().collect()
}

fn listed(c: &mut Choices) -> Listed {
    let name = |c: &mut Choices| -> Path { path_but(c, EXPECTED) };
    Listed { only: c.flag(), names: c.some(1, name) }
}

/// `attested of` is told to be a slip: a type of this name cannot stand there.
fn without_of(ty: Type) -> Type {
    match &ty.kind {
        TypeKind::Named(name) if name.text == "of" => Type { kind: TypeKind::Named(named("kind")), ..ty },
        _ => ty,
    }
}

fn ty(c: &mut Choices, depth: u32) -> Type {
    let alternatives = if depth == 0 { 13 } else { 17 };
    let kind = match c.below(alternatives) {
        0 => TypeKind::Boolean,
        1 => TypeKind::Integer(c.maybe(range)),
        2 => TypeKind::Decimal(c.maybe(range)),
        3 => TypeKind::Quantity { unit: unit(c), range: c.maybe(range), analyte: c.maybe(name) },
        4 => TypeKind::Date,
        5 => TypeKind::DateOrNever,
        6 => TypeKind::DateTime,
        7 => TypeKind::Duration,
        8 => TypeKind::Text,
        9 => TypeKind::Code,
        10 => TypeKind::Choice(c.some(1, name)),
        11 => TypeKind::Scale(c.some(1, name)),
        12 => TypeKind::Named(type_name(c)),
        13 => TypeKind::List(Box::new(ty(c, depth - 1))),
        14 => TypeKind::Set(Box::new(ty(c, depth - 1))),
        15 => TypeKind::Attested(Box::new(without_of(ty(c, depth - 1)))),
        _ => TypeKind::Observation(Box::new(ty(c, depth - 1))),
    };
    Type { kind, place: Place::default() }
}
