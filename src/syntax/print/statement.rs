//! Statements and their clauses.

use super::{Brackets, Doc, INDENT, Printer, Spanned};
use crate::syntax::ast::{
    AbsenceReason, Allow, AnalyteDeclaration, AnalyteEntry, AnalyteFactor, AnalyteRelation, Assume,
    AssumeKind, Clause, ClauseKind, CodeEntry, CodeSource, Define, Extend, Fact, FactAttribute, FieldValue,
    Header, HeaderClause, Output, Parameter, Points, RecordDeclaration, Rule, RuleKind, Score, ScoreEntry,
    SourceDeclaration, SourceEntry, SourceEntryKind, Statement, StatementKind, Text, Use, UseTarget,
    ValueDeclaration, ValueSetDeclaration, ValuesDeclaration, VariantChange, VariantChangeKind,
};

pub(super) fn target_end(target: &UseTarget) -> usize {
    match target {
        UseTarget::Name(path) => path.end(),
        UseTarget::File(text) => text.end(),
    }
}

impl<'a> Printer<'a> {
    pub(super) fn statement(&mut self, statement: &'a Statement) -> Doc<'a> {
        match &statement.kind {
            StatementKind::Ruleset(header) => self.header("ruleset ", header),
            StatementKind::Vocabulary(header) => self.header("vocabulary ", header),
            StatementKind::Use(used) => self.used(used),
            StatementKind::Extend(extend) => self.extend(extend),
            StatementKind::Source(source) => self.source(source),
            StatementKind::Parameter(parameter) => self.parameter(parameter),
            StatementKind::Fact(fact) => self.fact(fact),
            StatementKind::Record(record) => self.record(record),
            StatementKind::Choice(values) => self.values("choice ", Brackets::BRACES, values),
            StatementKind::Scale(values) => self.values("scale ", Brackets::SCALE, values),
            StatementKind::ValueSet(set) => self.value_set(set),
            StatementKind::Analyte(analyte) => self.analyte(analyte),
            StatementKind::Define(define) => self.define(define),
            StatementKind::Score(score) => self.score(score),
            StatementKind::Table(table) => self.table(table),
            StatementKind::Rule(rule) => self.rule(rule),
            StatementKind::Output(output) => self.output(output),
            StatementKind::Assume(assume) => self.assume(assume),
            StatementKind::Patient(patient) => self.patient(patient),
            StatementKind::Tests(header) => self.tests_header(header),
            StatementKind::Test(test) => self.test(test),
            StatementKind::Accept(accept) => self.accept(accept),
            StatementKind::Bind(bind) => self.bind(bind),
        }
    }

    fn header(&mut self, word: &'static str, header: &'a Header) -> Doc<'a> {
        let doc =
            self.word(word).append(self.path(&header.name)).append(self.description(header.title.as_ref()));
        let end = header.title.as_ref().map_or(header.name.end(), Spanned::end);
        let line = self.hardline();
        doc.append(self.indented(end, &line, &header.clauses, Self::header_clause))
    }

    fn header_clause(&mut self, clause: &'a HeaderClause) -> Doc<'a> {
        match clause {
            HeaderClause::Version(version) => self.worded("version ", version),
            HeaderClause::Effective(from, to) => self
                .word("effective ")
                .append(self.date(from))
                .append(self.word(" to "))
                .append(self.date(to)),
            HeaderClause::Approved(role, on) => {
                self.worded("approved by ", role).append(self.word(" on ")).append(self.date(on))
            }
            HeaderClause::Timezone(zone) => self.worded("timezone ", zone),
            HeaderClause::AppliesWhen(condition) => self.word("applies when").append(self.after(condition)),
            HeaderClause::Allow(allow) => self.allow(allow),
        }
    }

    /// A word and a text.
    pub(super) fn worded(&self, word: &'static str, text: &'a Text) -> Doc<'a> {
        self.word(word).append(self.text(text))
    }

    fn allow(&self, allow: &'a Allow) -> Doc<'a> {
        self.word("allow ")
            .append(self.name(&allow.code))
            .append(self.word(" "))
            .append(self.text(&allow.reason))
    }

    pub(super) fn target(&self, target: &'a UseTarget) -> Doc<'a> {
        match target {
            UseTarget::Name(path) => self.path(path),
            UseTarget::File(text) => self.text(text),
        }
    }

    fn used(&mut self, used: &'a Use) -> Doc<'a> {
        let doc = self.word("use ").append(self.target(&used.target));
        let doc = match &used.alias {
            Some(alias) => doc.append(self.word(" as ")).append(self.name(alias)),
            None => doc,
        };
        let end = used.alias.as_ref().map_or_else(|| target_end(&used.target), Spanned::end);
        doc.append(self.settings(end, &used.settings)).group()
    }

    /// ` with PARAMETER = VALUE, …`, if there are any.
    pub(super) fn settings(&mut self, end: usize, settings: &'a [FieldValue]) -> Doc<'a> {
        let Some(first) = settings.first() else { return self.nil() };
        let line = self.line();
        let with = self.between(end, first.start(), line).append(self.word("with "));
        with.append(self.listed(settings, |this, field| this.field_value(field))).nest(INDENT)
    }

    /// The changes stand one a line, as rules do.
    fn extend(&mut self, extend: &'a Extend) -> Doc<'a> {
        let doc = self.word("extend ").append(self.target(&extend.base)).append(self.word(" as "));
        let header = &extend.header;
        let doc = doc.append(self.path(&header.name)).append(self.description(header.title.as_ref()));
        let end = header.title.as_ref().map_or(header.name.end(), Spanned::end);
        let line = self.hardline();
        let doc = doc.append(self.indented(end, &line, &header.clauses, Self::header_clause));
        let doc = doc.append(if header.clauses.is_empty() { self.word(" ") } else { self.hardline() });
        let from = header.clauses.last().map_or(end, Spanned::end);
        let braces = Brackets::BRACES.tall(true);
        doc.append(self.bracketed(braces, from, &extend.changes, |this, change| this.variant_change(change)))
    }

    fn variant_change(&mut self, change: &'a VariantChange) -> Doc<'a> {
        match &change.kind {
            VariantChangeKind::Without(label) => self.word("without ").append(self.path(label)),
            VariantChangeKind::Replace(label, condition, clauses) => {
                let doc = self.word("replace ").append(self.path(label)).append(self.word(":"));
                let doc = doc.append(self.after(condition));
                doc.append(self.clauses(condition.end(), clauses))
            }
            VariantChangeKind::Add(rule) => {
                let doc = self.word("add ");
                doc.append(self.rule(rule))
            }
            VariantChangeKind::Set(name, value) => {
                let head = self.word("set ").append(self.name(name));
                self.assigned(head, value)
            }
        }
    }

    fn source(&mut self, source: &'a SourceDeclaration) -> Doc<'a> {
        let doc = self.word("source ").append(self.name(&source.name)).append(self.word(" "));
        let braces = Brackets::BRACES.tall(true);
        doc.append(
            self.bracketed(braces, source.name.end(), &source.entries, |this, entry| {
                this.source_entry(entry)
            }),
        )
    }

    fn source_entry(&self, entry: &'a SourceEntry) -> Doc<'a> {
        match &entry.kind {
            SourceEntryKind::Title(title) => self.worded("title ", title),
            SourceEntryKind::Publisher(publisher) => self.worded("publisher ", publisher),
            SourceEntryKind::Updated(date) => self.word("updated ").append(self.date(date)),
            SourceEntryKind::Reviewed(date) => self.word("reviewed ").append(self.date(date)),
            SourceEntryKind::Status(status) => self.word("status ").append(self.name(status)),
            SourceEntryKind::Item(key, text) => {
                self.word("item ").append(self.name(key)).append(self.worded(" ", text))
            }
        }
    }

    fn parameter(&mut self, parameter: &'a Parameter) -> Doc<'a> {
        let head = self.word("parameter ").append(self.name(&parameter.name)).append(self.word(": "));
        let head = head.append(self.ty(&parameter.ty));
        let doc = self.assigned(head, &parameter.default);
        let Some(description) = &parameter.description else { return doc };
        let line = self.line();
        let more =
            self.between(parameter.default.end(), description.start(), line).append(self.text(description));
        doc.append(more.nest(INDENT)).group()
    }

    fn fact(&mut self, fact: &'a Fact) -> Doc<'a> {
        let head = self.word("fact ").append(self.path(&fact.path)).append(self.word(": "));
        let head = head.append(self.ty(&fact.ty));
        let line = self.line();
        head.append(self.indented(fact.ty.end(), &line, &fact.attributes, Self::fact_attribute)).group()
    }

    fn fact_attribute(&mut self, attribute: &'a FactAttribute) -> Doc<'a> {
        match attribute {
            FactAttribute::Fixed(_) => self.word("fixed"),
            FactAttribute::UnitAssumed(_) => self.word("unit assumed"),
            FactAttribute::AskedWhen(condition) => self.word("asked when").append(self.after(condition)),
            FactAttribute::Description(text) => self.text(text),
        }
    }

    fn record(&mut self, record: &'a RecordDeclaration) -> Doc<'a> {
        let doc = self.word("record ").append(self.name(&record.name)).append(self.word(" "));
        let braces = Brackets::BRACES.tall(record.fields.iter().any(|field| field.description.is_some()));
        let fields = self.bracketed(braces, record.name.end(), &record.fields, |this, field| {
            this.field_declaration(field)
        });
        doc.append(fields)
    }

    fn values(&mut self, word: &'static str, braces: Brackets, values: &'a ValuesDeclaration) -> Doc<'a> {
        let doc = self.word(word).append(self.name(&values.name));
        let doc = doc.append(self.description(values.description.as_ref())).append(self.word(" "));
        let from = values.description.as_ref().map_or(values.name.end(), Spanned::end);
        doc.append(self.bracketed(braces, from, &values.values, |this, value| this.value(value)))
    }

    fn value(&self, value: &'a ValueDeclaration) -> Doc<'a> {
        self.name(&value.name).append(self.description(value.description.as_ref()))
    }

    fn value_set(&mut self, set: &'a ValueSetDeclaration) -> Doc<'a> {
        let doc = self.word("valueset ").append(self.name(&set.name));
        let doc = doc.append(self.description(set.description.as_ref())).append(self.word(" "));
        let from = set.description.as_ref().map_or(set.name.end(), Spanned::end);
        let codes = match &set.codes {
            CodeSource::Here(codes) => codes,
            CodeSource::File(file) => return doc.append(self.worded("from ", file)),
        };
        let braces = Brackets::BRACES.tall(codes.iter().any(|code| code.description.is_some()));
        doc.append(self.bracketed(braces, from, codes, |this, code| this.code(code)))
    }

    fn code(&self, code: &'a CodeEntry) -> Doc<'a> {
        let doc = self.name(&code.system).append(self.word(": ")).append(self.name(&code.code));
        doc.append(self.description(code.description.as_ref()))
    }

    fn analyte(&mut self, analyte: &'a AnalyteDeclaration) -> Doc<'a> {
        let doc = self.word("analyte ").append(self.name(&analyte.name));
        let doc = doc.append(self.description(analyte.description.as_ref())).append(self.word(" "));
        let from = analyte.description.as_ref().map_or(analyte.name.end(), Spanned::end);
        let entries =
            self.bracketed(Brackets::BRACES, from, &analyte.entries, |this, entry| this.analyte_entry(entry));
        let line = self.line();
        doc.append(entries)
            .append(self.indented(self.comments.last(), &line, &analyte.clauses, Self::clause))
            .group()
    }

    fn analyte_entry(&self, entry: &'a AnalyteEntry) -> Doc<'a> {
        match entry {
            AnalyteEntry::MeasuredIn(unit) => self.unit(unit),
            AnalyteEntry::Factor(factor) => self.factor(factor),
            AnalyteEntry::Relation(relation) => self.relation(relation),
        }
    }

    fn relation(&self, relation: &'a AnalyteRelation) -> Doc<'a> {
        let head = self.name(&relation.name).append(self.word(": ")).append(self.unit(&relation.unit));
        let slope = self.word(" = ").append(self.number(&relation.slope)).append(self.word(" * "));
        let other =
            self.unit(&relation.other_unit).append(self.word(" of ")).append(self.name(&relation.other));
        let doc = head.append(slope).append(other);
        let Some(intercept) = &relation.intercept else { return doc };
        let sign = self.word(if intercept.negative { " - " } else { " + " });
        doc.append(sign).append(self.number(&intercept.number))
    }

    fn factor(&self, factor: &'a AnalyteFactor) -> Doc<'a> {
        let AnalyteFactor { left, right } = factor;
        self.quantity(&left.0, &left.1).append(self.word(" = ")).append(self.quantity(&right.0, &right.1))
    }

    fn define(&mut self, define: &'a Define) -> Doc<'a> {
        let mut head = self.word("define ").append(self.name(&define.name));
        if let Some(parameters) = &define.parameters {
            let parameters =
                self.bracketed(Brackets::ROUND, define.name.end(), parameters, |this, parameter| {
                    this.field_declaration(parameter)
                });
            head = head.append(parameters);
        }
        if let Some(ty) = &define.ty {
            head = head.append(self.word(": ")).append(self.ty(ty));
        }
        let doc = self.assigned(head, &define.body);
        doc.append(self.clauses(define.body.end(), &define.clauses))
    }

    fn score(&mut self, score: &'a Score) -> Doc<'a> {
        let doc = self.word("score ").append(self.name(&score.name)).append(self.word(" "));
        let braces = Brackets::BRACES.tall(true);
        let entries =
            self.bracketed(braces, score.name.end(), &score.entries, |this, entry| this.score_entry(entry));
        let end = self.comments.last();
        doc.append(entries).append(self.clauses(end, &score.clauses))
    }

    fn score_entry(&mut self, entry: &'a ScoreEntry) -> Doc<'a> {
        match entry {
            ScoreEntry::Points(points) => self.points(points),
            ScoreEntry::MaxOf(members, place) => {
                let members =
                    self.bracketed(Brackets::BRACES, place.start(), members, |this, one| this.points(one));
                self.word("max of ").append(members)
            }
            ScoreEntry::MissingCounts(number) => self.word("missing counts ").append(self.number(number)),
        }
    }

    fn points(&mut self, points: &'a Points) -> Doc<'a> {
        let sign = self.word(if points.negative { "-" } else { "+" });
        let doc = sign.append(self.number(&points.number)).append(self.word(" when"));
        doc.append(self.after(&points.when))
    }

    fn rule(&mut self, rule: &'a Rule) -> Doc<'a> {
        let mut doc = self.word(match rule.kind {
            RuleKind::Require => "require",
            RuleKind::Exclude => "exclude",
            RuleKind::Caution => "caution",
        });
        if let Some(label) = &rule.label {
            doc = doc.append(self.word(" ")).append(self.path(label)).append(self.word(":"));
        }
        let doc = doc.append(self.after(&rule.condition));
        doc.append(self.clauses(rule.condition.end(), &rule.clauses))
    }

    fn output(&mut self, output: &'a Output) -> Doc<'a> {
        let head = self.word("output ").append(self.name(&output.name)).append(self.word(": "));
        let head = head.append(self.ty(&output.ty));
        let doc = self.assigned(head, &output.value);
        doc.append(self.clauses(output.value.end(), &output.clauses))
    }

    /// Clauses behind what ends at `end`, each on its own line.
    pub(super) fn clauses(&mut self, end: usize, clauses: &'a [Clause]) -> Doc<'a> {
        let line = self.hardline();
        self.indented(end, &line, clauses, Self::clause)
    }

    fn clause(&mut self, clause: &'a Clause) -> Doc<'a> {
        match &clause.kind {
            ClauseKind::Unless(condition) => self.word("unless").append(self.after(condition)),
            ClauseKind::ExceptWhen(condition) => self.word("except when").append(self.after(condition)),
            ClauseKind::AppliesWhen(condition) => self.word("applies when").append(self.after(condition)),
            ClauseKind::Because(text) => self.worded("because ", text),
            ClauseKind::Reading(text) => self.worded("reading ", text),
            ClauseKind::Cite(source, place) => {
                self.word("cite ").append(self.path(source)).append(self.description(place.as_ref()))
            }
            ClauseKind::Evidence(scheme, grade) => {
                self.word("evidence ").append(self.path(scheme)).append(self.worded(" ", grade))
            }
            ClauseKind::Until(date) => self.word("until").append(self.after(date)),
            ClauseKind::WhenNotRecorded(true, text) => self.worded("when not recorded: met because ", text),
            ClauseKind::WhenNotRecorded(false, text) => {
                self.worded("when not recorded: not met because ", text)
            }
            ClauseKind::Allow(allow) => self.allow(allow),
        }
    }

    fn assume(&mut self, assume: &'a Assume) -> Doc<'a> {
        let mut doc = self.word("assume ").append(self.path(&assume.path));
        let end = match &assume.kind {
            AssumeKind::Value(value, reasons) => {
                doc = doc.append(self.word(" =")).append(self.after(value));
                let mut word = " when ";
                for reason in reasons {
                    doc = doc.append(self.word(word)).append(self.word(reason_words(*reason)));
                    word = " or ";
                }
                value.end()
            }
            AssumeKind::Complete => {
                doc = doc.append(self.word(" complete"));
                assume.path.end()
            }
        };
        let line = self.line();
        let because =
            self.between(end, assume.because.start(), line).append(self.worded("because ", &assume.because));
        doc.append(because.nest(INDENT)).group()
    }
}

fn reason_words(reason: AbsenceReason) -> &'static str {
    match reason {
        AbsenceReason::NotRecorded => "not recorded",
        AbsenceReason::Declined => "declined",
        AbsenceReason::NotApplicable => "not applicable",
    }
}
