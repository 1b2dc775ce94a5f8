//! Statements.

use super::binding::bind;
use super::clause::{allow, clauses};
use super::expression::{expression, field_values, sum};
use super::literal::{date, name, number, path, text, unit};
use super::parts::{Pair, Parts, keyword, says};
use super::table::table;
use super::testing::{accept, test, tests_header};
use super::{Mistakes, Rule, types};
use crate::diagnostic::{Code, Problem};
use crate::syntax::ast::{
    AbsenceReason, AnalyteDeclaration, AnalyteEntry, AnalyteFactor, AnalyteRelation, Assume, AssumeKind,
    CodeEntry, CodeSource, Define, Extend, Fact, FactAttribute, FieldDeclaration, FieldValue, Header,
    HeaderClause, Name, Output, Parameter, Patient, Points, RecordDeclaration, Rule as RuleStatement,
    RuleKind, Score, ScoreEntry, SignedNumber, SourceDeclaration, SourceEntry, SourceEntryKind, Statement,
    StatementKind, Use, UseTarget, ValueDeclaration, ValueSetDeclaration, ValuesDeclaration, VariantChange,
    VariantChangeKind,
};

/// One statement.
pub fn lower(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Statement> {
    let mut parts = Parts::of(pair);
    let pair = parts.next()?;
    let place = m.place(&pair);
    for mark in parts.take_all(Rule::bad_semicolon) {
        semicolon(&mark, m);
    }
    let kind = match pair.as_rule() {
        Rule::header if says(&pair, Rule::kw_ruleset) => StatementKind::Ruleset(header(pair, m)?),
        Rule::header => StatementKind::Vocabulary(header(pair, m)?),
        Rule::use_statement => StatementKind::Use(use_statement(pair, m)?),
        Rule::extend_statement => StatementKind::Extend(extend(pair, m)?),
        Rule::source_statement => StatementKind::Source(source(pair, m)?),
        Rule::parameter_statement => StatementKind::Parameter(parameter(pair, m)?),
        Rule::fact_statement => StatementKind::Fact(fact(pair, m)?),
        Rule::record_statement => {
            let mut parts = Parts::of(pair);
            let name = name(&parts.next()?, m);
            StatementKind::Record(RecordDeclaration { name, fields: fields(parts.rest(), m)? })
        }
        Rule::choice_statement => StatementKind::Choice(values(pair, m)?),
        Rule::scale_statement => StatementKind::Scale(values(pair, m)?),
        Rule::valueset_statement => StatementKind::ValueSet(value_set(pair, m)?),
        Rule::analyte_statement => StatementKind::Analyte(analyte(pair, m)?),
        Rule::define_statement => StatementKind::Define(define(pair, m)?),
        Rule::score_statement => StatementKind::Score(score(pair, m)?),
        Rule::table_statement => StatementKind::Table(table(pair, m)?),
        Rule::rule_statement => StatementKind::Rule(rule(pair, m)?),
        Rule::output_statement => {
            let mut parts = Parts::of(pair);
            StatementKind::Output(Output {
                name: name(&parts.next()?, m),
                ty: types::lower(parts.next()?, m)?,
                value: expression(parts.next()?, m)?,
                clauses: clauses(parts.rest(), m)?,
            })
        }
        Rule::assume_statement => StatementKind::Assume(assume(pair, m)?),
        Rule::patient_statement => {
            let mut parts = Parts::of(pair);
            let name = name(&parts.next()?, m);
            StatementKind::Patient(Patient { name, fields: field_values(parts.rest(), m)? })
        }
        Rule::test_statement => StatementKind::Test(test(pair, m)?),
        Rule::accept_statement => StatementKind::Accept(accept(pair, m)?),
        Rule::bind_statement => StatementKind::Bind(bind(pair, m)?),
        Rule::tests_header => StatementKind::Tests(tests_header(pair, m)?),
        _ => return None,
    };
    Some(Statement { kind, place })
}

fn semicolon(mark: &Pair<'_>, m: &Mistakes<'_>) {
    let span = m.span(mark);
    m.push(
        Problem::new(Code::Semicolon, span, "statements do not end with a semicolon")
            .help("delete it: a statement ends where the next one starts, in column 1")
            .fix(span, ""),
    );
}

fn optional_text(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<crate::syntax::ast::Text> {
    parts.take(Rule::text).map(|pair| text(pair, m))
}

fn header(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Header> {
    let mut parts = Parts::of(pair);
    let name = path(&parts.next()?, m);
    let title = optional_text(&mut parts, m);
    let clauses = parts.rest().map(|pair| header_clause(pair, m)).collect::<Option<_>>()?;
    Some(Header { name, title, clauses })
}

fn header_clause(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<HeaderClause> {
    let pair = Parts::of(pair).next()?;
    let rule = pair.as_rule();
    if rule == Rule::allow {
        return Some(HeaderClause::Allow(allow(pair, m)?));
    }
    let mut parts = Parts::of(pair);
    let first = parts.next()?;
    Some(match rule {
        Rule::version => HeaderClause::Version(text(first, m)),
        Rule::effective => HeaderClause::Effective(date(&first, m), date(&parts.next()?, m)),
        Rule::approved => HeaderClause::Approved(text(first, m), date(&parts.next()?, m)),
        Rule::timezone => HeaderClause::Timezone(text(first, m)),
        Rule::applies_when => HeaderClause::AppliesWhen(expression(first, m)?),
        _ => return None,
    })
}

fn use_statement(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Use> {
    let mut parts = Parts::of(pair);
    let target = target(parts.next()?, m);
    let alias = parts.take(Rule::alias).and_then(|pair| Parts::of(pair).next()).map(|pair| name(&pair, m));
    Some(Use { target, alias, settings: settings(&mut parts, m)? })
}

/// A file, by its name or by its path.
pub(super) fn target(pair: Pair<'_>, m: &Mistakes<'_>) -> UseTarget {
    match pair.as_rule() {
        Rule::text => UseTarget::File(text(pair, m)),
        _ => UseTarget::Name(path(&pair, m)),
    }
}

/// `with PARAMETER = VALUE, …`, if it is there.
pub(super) fn settings(parts: &mut Parts<'_>, m: &Mistakes<'_>) -> Option<Vec<FieldValue>> {
    match parts.take(Rule::with) {
        Some(pair) => field_values(Parts::of(pair).rest(), m),
        None => Some(Vec::new()),
    }
}

fn extend(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Extend> {
    let mut parts = Parts::of(pair);
    let base = target(parts.next()?, m);
    let name = path(&parts.next()?, m);
    let title = optional_text(&mut parts, m);
    let clauses = parts.take_all(Rule::header_clause);
    let clauses = clauses.into_iter().map(|pair| header_clause(pair, m)).collect::<Option<_>>()?;
    let changes = parts.rest().map(|pair| change(pair, m)).collect::<Option<_>>()?;
    Some(Extend { base, header: Header { name, title, clauses }, changes })
}

fn change(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<VariantChange> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    let kind = match pair.as_rule() {
        Rule::drop_rule => VariantChangeKind::Without(path(&Parts::of(pair).next()?, m)),
        Rule::replace_rule => {
            let mut parts = Parts::of(pair);
            let label = path(&Parts::of(parts.next()?).next()?, m);
            let condition = expression(parts.next()?, m)?;
            VariantChangeKind::Replace(label, condition, clauses(parts.rest(), m)?)
        }
        Rule::add_rule => {
            let kind = if says(&pair, Rule::kw_require) {
                RuleKind::Require
            } else if says(&pair, Rule::kw_exclude) {
                RuleKind::Exclude
            } else {
                RuleKind::Caution
            };
            let mut parts = Parts::of(pair);
            let label = parts.take(Rule::label).and_then(|pair| Parts::of(pair).next());
            let label = label.map(|pair| path(&pair, m));
            let condition = expression(parts.next()?, m)?;
            VariantChangeKind::Add(RuleStatement {
                kind,
                label,
                condition,
                clauses: clauses(parts.rest(), m)?,
            })
        }
        _ => {
            let mut parts = Parts::of(pair);
            VariantChangeKind::Set(name(&parts.next()?, m), expression(parts.next()?, m)?)
        }
    };
    Some(VariantChange { kind, place })
}

/// `minimum_months = 3`, as a parameter is set from outside.
pub fn setting(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<FieldValue> {
    let fields = Parts::of(pair).rest().filter(|part| part.as_rule() == Rule::field_value);
    field_values(fields, m)?.into_iter().next()
}

fn source(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<SourceDeclaration> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let entries = parts.rest().map(|pair| source_entry(pair, m)).collect::<Option<_>>()?;
    Some(SourceDeclaration { name, entries })
}

fn source_entry(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<SourceEntry> {
    let place = m.place(&pair);
    let pair = Parts::of(pair).next()?;
    let rule = pair.as_rule();
    if rule == Rule::source_status {
        // Both words of `status reviewed` are keywords; the last one is the status.
        let word = pair.into_inner().last()?;
        return Some(SourceEntry { kind: SourceEntryKind::Status(name(&word, m)), place });
    }
    let mut parts = Parts::of(pair);
    let first = parts.next()?;
    let kind = match rule {
        Rule::source_title => SourceEntryKind::Title(text(first, m)),
        Rule::source_publisher => SourceEntryKind::Publisher(text(first, m)),
        Rule::source_updated => SourceEntryKind::Updated(date(&first, m)),
        Rule::source_reviewed => SourceEntryKind::Reviewed(date(&first, m)),
        Rule::source_item => SourceEntryKind::Item(name(&first, m), text(parts.next()?, m)),
        _ => return None,
    };
    Some(SourceEntry { kind, place })
}

fn parameter(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Parameter> {
    let mut parts = Parts::of(pair);
    Some(Parameter {
        name: name(&parts.next()?, m),
        ty: types::lower(parts.next()?, m)?,
        default: expression(parts.next()?, m)?,
        description: optional_text(&mut parts, m),
    })
}

fn fact(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Fact> {
    let mut parts = Parts::of(pair);
    let path = path(&parts.next()?, m);
    let ty = types::lower(parts.next()?, m)?;
    let attributes = parts.rest().map(|pair| fact_attribute(pair, m)).collect::<Option<_>>()?;
    Some(Fact { path, ty, attributes })
}

fn fact_attribute(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<FactAttribute> {
    let pair = Parts::of(pair).next()?;
    let place = m.place(&pair);
    Some(match pair.as_rule() {
        Rule::fixed => FactAttribute::Fixed(place),
        Rule::unit_assumed => FactAttribute::UnitAssumed(place),
        Rule::asked_when => FactAttribute::AskedWhen(expression(Parts::of(pair).next()?, m)?),
        _ => FactAttribute::Description(text(pair, m)),
    })
}

fn fields<'i>(pairs: impl Iterator<Item = Pair<'i>>, m: &Mistakes<'_>) -> Option<Vec<FieldDeclaration>> {
    pairs
        .map(|pair| {
            let mut parts = Parts::of(pair);
            Some(FieldDeclaration {
                name: name(&parts.next()?, m),
                ty: types::lower(parts.next()?, m)?,
                description: optional_text(&mut parts, m),
            })
        })
        .collect()
}

fn values(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ValuesDeclaration> {
    let mut parts = Parts::of(pair);
    let declared = name(&parts.next()?, m);
    let description = optional_text(&mut parts, m);
    let values = parts
        .rest()
        .map(|pair| {
            let mut parts = Parts::of(pair);
            Some(ValueDeclaration {
                name: name(&parts.next()?, m),
                description: optional_text(&mut parts, m),
            })
        })
        .collect::<Option<_>>()?;
    Some(ValuesDeclaration { name: declared, description, values })
}

fn value_set(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ValueSetDeclaration> {
    let mut parts = Parts::of(pair);
    let declared = name(&parts.next()?, m);
    let description = optional_text(&mut parts, m);
    if let Some(file) = parts.take(Rule::value_set_file) {
        let codes = CodeSource::File(text(Parts::of(file).next()?, m));
        return Some(ValueSetDeclaration { name: declared, description, codes });
    }
    let codes = parts
        .rest()
        .map(|pair| {
            let mut parts = Parts::of(pair);
            let system = name(&parts.next()?, m);
            let code = parts.next()?;
            let code = Name { text: code.as_str().to_owned(), place: m.place(&code) };
            Some(CodeEntry { system, code, description: optional_text(&mut parts, m) })
        })
        .collect::<Option<_>>()?;
    Some(ValueSetDeclaration { name: declared, description, codes: CodeSource::Here(codes) })
}

fn analyte(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<AnalyteDeclaration> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let description = optional_text(&mut parts, m);
    let (said, rest): (Vec<_>, Vec<_>) = parts.rest().partition(|part| part.as_rule() != Rule::clause);
    let entries = said.into_iter().map(|pair| analyte_entry(pair, m)).collect::<Option<_>>()?;
    Some(AnalyteDeclaration { name, description, entries, clauses: clauses(rest.into_iter(), m)? })
}

fn analyte_entry(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<AnalyteEntry> {
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    Some(match rule {
        Rule::measured_in => AnalyteEntry::MeasuredIn(unit(parts.next()?, m)),
        Rule::factor => {
            let left = (number(&parts.next()?, m), unit(parts.next()?, m));
            let right = (number(&parts.next()?, m), unit(parts.next()?, m));
            AnalyteEntry::Factor(AnalyteFactor { left, right })
        }
        _ => AnalyteEntry::Relation(relation(parts, m)?),
    })
}

fn relation(mut parts: Parts<'_>, m: &Mistakes<'_>) -> Option<AnalyteRelation> {
    let (called, result) = (name(&parts.next()?, m), unit(parts.next()?, m));
    let slope = number(&parts.next()?, m);
    parts.take(Rule::multiply_op)?;
    let (other_unit, other) = (unit(parts.next()?, m), name(&parts.next()?, m));
    let intercept = match parts.next() {
        Some(sign) => {
            let negative = sign.as_rule() == Rule::subtract_op;
            Some(SignedNumber { negative, number: number(&parts.next()?, m) })
        }
        None => None,
    };
    Some(AnalyteRelation { name: called, unit: result, slope, other_unit, other, intercept })
}

fn define(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Define> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let parameters = match parts.take(Rule::define_parameters) {
        Some(pair) => Some(fields(Parts::of(pair).rest(), m)?),
        None => None,
    };
    let ty = match parts.take(Rule::r#type) {
        Some(pair) => Some(types::lower(pair, m)?),
        None => None,
    };
    let body = expression(parts.next()?, m)?;
    Some(Define { name, parameters, ty, body, clauses: clauses(parts.rest(), m)? })
}

fn score(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Score> {
    let mut parts = Parts::of(pair);
    let name = name(&parts.next()?, m);
    let entries = parts
        .take_all(Rule::score_entry)
        .into_iter()
        .map(|pair| score_entry(Parts::of(pair).next()?, m))
        .collect::<Option<_>>()?;
    Some(Score { name, entries, clauses: clauses(parts.rest(), m)? })
}

fn score_entry(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<ScoreEntry> {
    let place = m.place(&pair);
    Some(match pair.as_rule() {
        Rule::points => ScoreEntry::Points(points(pair, m)?),
        Rule::max_of => ScoreEntry::MaxOf(
            Parts::of(pair).rest().map(|pair| points(pair, m)).collect::<Option<_>>()?,
            place,
        ),
        _ => ScoreEntry::MissingCounts(number(&Parts::of(pair).next()?, m)),
    })
}

fn points(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Points> {
    let mut parts = Parts::of(pair);
    let negative = parts.next()?.as_str() == "-";
    Some(Points { negative, number: number(&parts.next()?, m), when: expression(parts.next()?, m)? })
}

fn rule(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<RuleStatement> {
    let kind = match keyword(&pair)? {
        Rule::kw_require => RuleKind::Require,
        Rule::kw_exclude => RuleKind::Exclude,
        _ => RuleKind::Caution,
    };
    let mut parts = Parts::of(pair);
    let label = parts.take(Rule::label).and_then(|pair| Parts::of(pair).next()).map(|pair| path(&pair, m));
    let condition = expression(parts.next()?, m)?;
    let (marks, written): (Vec<_>, Vec<_>) =
        parts.rest().partition(|part| part.as_rule() == Rule::bad_semicolon);
    for mark in &marks {
        semicolon(mark, m);
    }
    Some(RuleStatement { kind, label, condition, clauses: clauses(written.into_iter(), m)? })
}

fn assume(pair: Pair<'_>, m: &Mistakes<'_>) -> Option<Assume> {
    let mut parts = Parts::of(pair);
    let path = path(&parts.next()?, m);
    let kind = match parts.take(Rule::assume_value) {
        Some(pair) => {
            let mut parts = Parts::of(pair);
            let value = sum(parts.next()?, m)?;
            let reasons = parts
                .rest()
                .map(|pair| {
                    if says(&pair, Rule::kw_declined) {
                        AbsenceReason::Declined
                    } else if says(&pair, Rule::kw_applicable) {
                        AbsenceReason::NotApplicable
                    } else {
                        AbsenceReason::NotRecorded
                    }
                })
                .collect();
            AssumeKind::Value(value, reasons)
        }
        None => AssumeKind::Complete,
    };
    Some(Assume { path, kind, because: text(parts.next()?, m) })
}
