//! Declarations: every name is known before anything is checked that uses it.

use std::collections::HashMap;
use std::sync::Arc;

use super::body::Body;
use super::expression::list_values;
use super::scope::{Checker, Definition, Entity};
use crate::about::{Allowed, Parameter};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::SlotId;
use crate::possible::Possible;
use crate::source::Span;
use crate::syntax::ast::{self, FactAttribute, HeaderClause, StatementKind};
use crate::time::{PartialDate, Zone};
use crate::vocabulary::{Fact, ValueType};

/// Keys of a record that are not facts.
const RESERVED_KEYS: &[&str] = &["id", "as_of"];

impl<'a> Checker<'a> {
    /// Makes all names of all files known: types first, then sources, then values.
    pub fn declare_all(&mut self) {
        let inputs = self.inputs;
        let entry = self.entry();
        let everything = || {
            inputs
                .iter()
                .flat_map(|input| input.tree.statements.iter().map(|statement| (input.file, statement)))
        };
        for (_, statement) in everything() {
            self.declare_type(statement);
        }
        // Analytes cite sources, and facts are of analytes; times in a record need the time zone.
        for (_, statement) in everything() {
            match &statement.kind {
                StatementKind::Source(source) => self.declare_source(source),
                StatementKind::Ruleset(header) | StatementKind::Vocabulary(header) => self.timezone(header),
                _ => {}
            }
        }
        for (_, statement) in everything() {
            match &statement.kind {
                StatementKind::Analyte(analyte) => self.declare_analyte(analyte, statement.place.0),
                StatementKind::ValueSet(set) => self.declare_value_set(set),
                _ => {}
            }
        }
        self.check_relations();
        for (_, statement) in everything() {
            if let StatementKind::Record(declared) = &statement.kind {
                self.record_type(&declared.name.text, declared.name.place.0);
            }
        }
        for (file, statement) in everything() {
            match &statement.kind {
                StatementKind::Fact(fact) => self.declare_fact(fact),
                StatementKind::Parameter(parameter) => self.declare_parameter(parameter),
                StatementKind::Define(define) => self.declare_definition(define),
                StatementKind::Score(score) => self.declare_score(score, statement.place.0),
                StatementKind::Table(table) => self.declare_table(table, statement.place.0),
                StatementKind::Ruleset(header) | StatementKind::Vocabulary(header) if file == entry => {
                    self.header(header, matches!(statement.kind, StatementKind::Vocabulary(_)));
                }
                _ => {}
            }
        }
        self.settings_without_parameter();
        self.declare_used();
    }

    fn declare_type(&mut self, statement: &'a ast::Statement) {
        let (name, choice) = match &statement.kind {
            StatementKind::Choice(declared) | StatementKind::Scale(declared) => {
                let ordered = matches!(statement.kind, StatementKind::Scale(_));
                let values: Vec<_> =
                    declared.values.iter().map(|value| (&value.name, value.description.as_ref())).collect();
                (&declared.name, self.choice(&declared.name.text, ordered, &values, statement.place.0))
            }
            StatementKind::Record(declared) => {
                self.record_declarations.entry(&declared.name.text).or_insert(declared);
                (&declared.name, None)
            }
            _ => return,
        };
        if let Some((_, first)) = self.types.get(name.text.as_str()) {
            let first = *first;
            self.report(duplicate(&name.text, name.place.0, first));
            return;
        }
        self.types.insert(&name.text, (choice, name.place.0));
    }

    fn header(&mut self, header: &'a ast::Header, is_vocabulary: bool) {
        self.about.name = Some(header.name.text.as_str().into());
        self.about.is_vocabulary = is_vocabulary;
        self.about.title = header.title.as_ref().map(|title| title.value().into());
        self.repeated_header_clauses(header);
        for clause in &header.clauses {
            match clause {
                HeaderClause::Version(version) => self.about.version = Some(version.value().into()),
                HeaderClause::Approved(role, date) => {
                    self.about.approvals.push((role.value().into(), date.written.as_str().into()));
                }
                HeaderClause::Allow(allow) => {
                    let whole_file = Span::new(header.name.place.0.file, 0, usize::MAX);
                    self.allow(allow, whole_file);
                }
                HeaderClause::Effective(from, to) => {
                    let ends = (PartialDate::parse(&from.written), PartialDate::parse(&to.written));
                    let (Ok(first), Ok(last)) = ends else { continue };
                    if first.first() > last.last() {
                        self.report(
                            Problem::new(Code::EmptyRange, from.place.0, "the ruleset is never in force")
                                .also(to.place.0, "this is before the start")
                                .help("write the earlier date first"),
                        );
                    }
                    self.about.effective = Some((first.first(), last.last()));
                }
                HeaderClause::Timezone(_) | HeaderClause::AppliesWhen(_) => {}
            }
        }
    }

    /// `timezone "Europe/Zurich"`: one for all files, as they read one record.
    fn timezone(&mut self, header: &'a ast::Header) {
        for clause in &header.clauses {
            let HeaderClause::Timezone(text) = clause else { continue };
            let place = text.place.0;
            match Zone::parse(&text.value()) {
                Ok(zone) if self.vocabulary.zone().is_some_and(|other| *other != zone) => self.report(
                    Problem::new(Code::BadTimezone, place, "a second time zone, which is not the first one")
                        .says(format!("this is {zone}"))
                        .help("a record is read in one time zone: keep one of the two"),
                ),
                Ok(zone) => self.vocabulary.set_zone(zone),
                Err(error) => {
                    self.bad_timezone = true;
                    let message = format!("`{}` cannot be used: {error}", text.value());
                    self.report(Problem::new(Code::BadTimezone, place, message).help(error.help()));
                }
            }
        }
    }

    /// `version` and `effective` are said once; `applies when` is looked at with the rules.
    fn repeated_header_clauses(&mut self, header: &'a ast::Header) {
        let places =
            |wanted: fn(&HeaderClause) -> Option<Span>| header.clauses.iter().filter_map(wanted).skip(1);
        let versions = places(|clause| match clause {
            HeaderClause::Version(text) => Some(text.place.0),
            _ => None,
        });
        let dates = places(|clause| match clause {
            HeaderClause::Effective(from, _) => Some(from.place.0),
            _ => None,
        });
        let found: Vec<_> =
            versions.map(|place| (place, "version")).chain(dates.map(|place| (place, "effective"))).collect();
        for (place, word) in found {
            self.report(
                Problem::new(Code::RepeatedClause, place, format!("a second `{word}` clause"))
                    .help("keep one of the two"),
            );
        }
    }

    /// Notes a warning that is allowed with a reason.
    pub fn allow(&mut self, allow: &ast::Allow, within: Span) {
        match Code::find(&allow.code.text) {
            Some(code) if code.as_str().starts_with('W') => {
                self.allowed.push(Allowed { code, within, reason: allow.reason.value().into() });
            }
            Some(_) => self.report(
                Problem::new(
                    Code::UnknownCode,
                    allow.code.place.0,
                    format!("`{}` is an error", allow.code.text),
                )
                .help("only warnings can be allowed; their codes start with `W`"),
            ),
            None => self.report(
                Problem::new(
                    Code::UnknownCode,
                    allow.code.place.0,
                    format!("there is no code `{}`", allow.code.text),
                )
                .help("`elig explain` lists all codes"),
            ),
        }
    }

    /// Makes the name of a value known; a name taken twice is reported.
    fn declare_value(&mut self, name: &'a str, place: Span, entity: Entity) -> bool {
        if let Some((_, first)) = self.names.get(name) {
            let first = *first;
            self.report(duplicate(name, place, first));
            return false;
        }
        self.names.insert(name, (entity, place));
        true
    }

    fn declare_fact(&mut self, fact: &'a ast::Fact) {
        let path = fact.path.text.as_str();
        let place = fact.path.place.0;
        let first_step = path.split('.').next().unwrap_or(path);
        if RESERVED_KEYS.contains(&first_step) {
            self.report(
                Problem::new(
                    Code::ReservedFact,
                    place,
                    format!("`{first_step}` is not a fact: every record has it"),
                )
                .help("`id` names the record and `as_of` dates it; choose another name"),
            );
            self.declare_value(path, place, Entity::Silent);
            return;
        }
        let Some(ty) = self.value_type(&fact.ty) else {
            self.declare_value(path, place, Entity::Silent);
            return;
        };
        if let Some((_, first)) = self.names.get(path) {
            let first = *first;
            self.report(duplicate(path, place, first));
            return;
        }
        if let Some(other) = self.vocabulary.conflict(path) {
            let other = other.path.to_string();
            let first = self.names.get(other.as_str()).map(|(_, place)| *place).unwrap_or_default();
            let (outer, inner) = if other.len() < path.len() { (&*other, path) } else { (path, &*other) };
            self.report(
                Problem::new(
                    Code::PathConflict,
                    place,
                    format!("`{inner}` would be inside the fact `{outer}`"),
                )
                .also(first, format!("`{other}` is declared here"))
                .help(format!(
                    "a fact has a value or facts inside it, not both; call one of them `{outer}.value`"
                )),
            );
            self.declare_value(path, place, Entity::Silent);
            return;
        }
        let description = fact.attributes.iter().find_map(|attribute| match attribute {
            FactAttribute::Description(text) => Some(text.value().into()),
            _ => None,
        });
        let fixed = fact.attributes.iter().any(|attribute| matches!(attribute, FactAttribute::Fixed(_)));
        let unit_assumed =
            fact.attributes.iter().any(|attribute| matches!(attribute, FactAttribute::UnitAssumed(_)));
        let declared = Fact { path: path.into(), ty: ty.clone(), description, unit_assumed, fixed };
        let Some(slot) = self.vocabulary.add(declared) else { return };
        self.declare_value(path, place, Entity::Fact(slot));
        self.fact_places.insert(path.into(), place);
        self.fact_attributes(fact, slot, &ty);
    }

    fn fact_attributes(&mut self, fact: &'a ast::Fact, slot: SlotId, ty: &ValueType) {
        let (is_boolean, is_quantity) = (*ty == ValueType::Boolean, matches!(ty, ValueType::Quantity(_)));
        let (mut guard_seen, mut description_seen) = (false, false);
        for attribute in &fact.attributes {
            match attribute {
                FactAttribute::UnitAssumed(_) if is_quantity => {}
                FactAttribute::UnitAssumed(place) => self.report(
                    Problem::new(Code::MisplacedClause, place.0, "`unit assumed` belongs to a quantity")
                        .help(match ty {
                            ValueType::Record(_) | ValueType::List(_) => {
                                "delete it: in an observation and in an entry of a list every value has its unit beside it"
                            }
                            _ => "delete it: this fact has no unit",
                        }),
                ),
                FactAttribute::AskedWhen(condition) if guard_seen => self.report(
                    Problem::new(Code::RepeatedClause, condition.place.0, "a second `asked when`")
                        .help("join the two conditions with `and`"),
                ),
                FactAttribute::AskedWhen(condition) if !is_boolean => self.report(
                    Problem::new(
                        Code::MisplacedClause,
                        condition.place.0,
                        "only a boolean fact can have `asked when`: where it is not asked, it is false",
                    )
                    .help("put `applies when` on the rules that read this fact"),
                ),
                FactAttribute::AskedWhen(condition) => {
                    guard_seen = true;
                    self.guards.insert(slot, self.definitions.len());
                    let guard = Definition::new(&fact.path.text, fact.path.place.0, Body::Expr(condition));
                    self.definitions.push(Definition { guards: Some(slot), ..guard });
                }
                FactAttribute::Description(text) if description_seen => self.report(
                    Problem::new(Code::RepeatedClause, text.place.0, "a second description")
                        .help("keep one of the two"),
                ),
                FactAttribute::Description(_) => description_seen = true,
                FactAttribute::Fixed(_) => {}
            }
        }
    }

    fn declare_parameter(&mut self, parameter: &'a ast::Parameter) {
        let (name, place) = (parameter.name.text.as_str(), parameter.name.place.0);
        let Some(ty) = self.value_type(&parameter.ty) else {
            self.declare_value(name, place, Entity::Silent);
            return;
        };
        let Some(value) = self.literal(&parameter.default, &ty) else {
            self.declare_value(name, place, Entity::Silent);
            return;
        };
        let entity = Entity::Parameter(self.about.parameters.len());
        if self.declare_value(name, place, entity) {
            let own = self.set_by_variants(name, place, &ty, value);
            let value = self.set_from_outside(name, place, &ty).unwrap_or_else(|| own.clone());
            self.about.parameters.push(Parameter { name: name.into(), ty, value, own });
        }
    }

    /// What the variants make of a parameter's value; the nearest one counts.
    fn set_by_variants(&mut self, name: &str, place: Span, ty: &ValueType, value: Possible) -> Possible {
        let mut own = value;
        for index in 0..self.variant_settings.len() {
            let Some(set) = self.variant_settings.get(index).filter(|set| set.setting.path.text == name)
            else {
                continue;
            };
            let (setting, (variant, change)) = (set.setting, set.change);
            let Some(value) = self.setting(setting, place, ty) else { continue };
            let told =
                self.about.extends.get_mut(variant).and_then(|variant| variant.changes.get_mut(change));
            if let Some(told) = told {
                told.before = Some(ty.show(&own).into());
                told.after = Some(ty.show(&value).into());
            }
            own = value;
        }
        own
    }

    fn set_from_outside(&mut self, name: &str, place: Span, ty: &ValueType) -> Option<Possible> {
        let setting = self.settings.iter().find(|setting| setting.path.text == name)?;
        self.setting(setting, place, ty)
    }

    /// A value that is written out for a parameter; a mistake points at the parameter too.
    fn setting(&mut self, setting: &'a ast::FieldValue, place: Span, ty: &ValueType) -> Option<Possible> {
        let before = std::mem::take(self.problems);
        let value = self.literal(&setting.value, ty);
        let found = std::mem::replace(self.problems, before);
        let declared = format!("`{}` is declared here, as `{ty}`", setting.path.text);
        self.problems.extend(found.into_iter().map(|problem| problem.also(place, &declared)));
        value
    }

    /// Settings of parameters that are not there, and second ones of one that is.
    fn settings_without_parameter(&mut self) {
        let settings = self.variant_settings.iter().map(|set| (set.setting, Some(set.change.0)));
        let settings: Vec<_> = settings.chain(self.settings.iter().map(|setting| (setting, None))).collect();
        let mut seen: HashMap<(&str, Option<usize>), Span> = HashMap::new();
        for (setting, by) in settings {
            let (name, place) = (setting.path.text.as_str(), setting.path.place.0);
            if let Some(first) = seen.get(&(name, by)) {
                let problem = Problem::new(Code::SetTwice, place, format!("`{name}` is set twice"))
                    .also(*first, "first set here")
                    .help("keep one of the two");
                self.report(problem);
                continue;
            }
            seen.insert((name, by), place);
            match self.names.get(name).map(|(entity, place)| (*entity, *place)) {
                Some((Entity::Parameter(_) | Entity::Silent, _)) => {}
                Some((_, declared)) => self.report(
                    Problem::new(Code::UnknownParameter, place, format!("`{name}` is not a parameter"))
                        .also(declared, "declared here")
                        .help(match (self.vocabulary.find(name), by) {
                            // A variant's own setting is no question about a patient.
                            (Some(_), None) => format!(
                                "`{name}` is a fact, which a patient's record says; `elig whatif --set` tells what another value of it changes"
                            ),
                            _ => "only what is declared with `parameter` can be set from outside".to_owned(),
                        }),
                ),
                None if self.is_broken(name) => {}
                None => {
                    let names: Vec<_> = self.about.parameters.iter().map(|of| Arc::clone(&of.name)).collect();
                    let near = nearest(name, names.iter().map(|name| &**name))
                        .map(|near| format!("did you mean `{near}`?"));
                    let help = match names.as_slice() {
                        [] => "it has no parameters; declare one: `parameter NAME: TYPE = VALUE`".to_owned(),
                        _ => format!("its parameters are {}", list_values(names.iter().map(|name| &**name))),
                    };
                    self.report(
                        Problem::new(
                            Code::UnknownParameter,
                            place,
                            format!("{} has no parameter `{name}`", self.title_of_this()),
                        )
                        .says(near.unwrap_or_default())
                        .help(help),
                    );
                }
            }
        }
    }

    /// What is being checked, in a message.
    fn title_of_this(&self) -> String {
        match &self.about.name {
            Some(name) => format!("`{name}`"),
            None => "this ruleset".to_owned(),
        }
    }

    fn declare_score(&mut self, score: &'a ast::Score, whole: Span) {
        let (name, place) = (score.name.text.as_str(), score.name.place.0);
        self.definition_clauses(&score.clauses, whole);
        if self.declare_value(name, place, Entity::Definition(self.definitions.len())) {
            self.definitions.push(Definition::new(name, place, Body::Score(score)));
        }
    }

    fn declare_table(&mut self, table: &'a ast::Table, whole: Span) {
        let (name, place) = (table.name.text.as_str(), table.name.place.0);
        self.definition_clauses(&table.clauses, whole);
        if self.declare_value(name, place, Entity::Definition(self.definitions.len())) {
            let definition = Definition::new(name, place, Body::Table(table));
            self.definitions.push(Definition { ty: table.ty.as_ref(), ..definition });
        }
    }

    fn declare_definition(&mut self, define: &'a ast::Define) {
        let (name, place) = (define.name.text.as_str(), define.name.place.0);
        let whole = define
            .clauses
            .iter()
            .fold(place.to(define.body.place.0), |whole, clause| whole.to(clause.place.0));
        self.definition_clauses(&define.clauses, whole);
        if let Some(parameters) = &define.parameters {
            self.declare_function(define, parameters);
            return;
        }
        if self.declare_value(name, place, Entity::Definition(self.definitions.len())) {
            let definition = Definition::new(name, place, Body::Expr(&define.body));
            self.definitions.push(Definition { ty: define.ty.as_ref(), ..definition });
        }
    }
}

/// A name that is declared twice.
pub fn duplicate(name: &str, place: Span, first: Span) -> Problem {
    Problem::new(Code::Duplicate, place, format!("`{name}` is declared twice"))
        .says("declared again here")
        .also(first, "first declared here")
        .help("delete one of the two, or give it another name")
}
