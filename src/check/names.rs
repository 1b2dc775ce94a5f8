//! The names in the scope of a ruleset, with their types and words: for whoever offers them.

use std::sync::Arc;

use super::scope::{Checker, Entity};
use crate::source::Span;
use crate::syntax::ast::{StatementKind, Text};
use crate::terminology::ValueSet;
use crate::vocabulary::{Choice, ValueType};

/// A name that can be written in a ruleset.
#[derive(Debug, Clone, PartialEq)]
pub struct NameInScope {
    /// The name.
    pub name: Arc<str>,
    /// What it stands for.
    pub kind: NameKind,
    /// The type of its value; `None` of what has no value, or whose type has an error.
    pub ty: Option<ValueType>,
    /// In words.
    pub description: Option<Arc<str>>,
    /// Where it is declared.
    pub place: Span,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameKind {
    /// A fact.
    Fact,
    /// A definition, a score or a table.
    Definition,
    /// A parameter.
    Parameter,
    /// A function.
    Function,
    /// What every ruleset has: `as_of`, `age`.
    BuiltIn,
    /// A field of the entry that is asked about, or a parameter of the function around it.
    Field,
    /// A value of a choice or scale.
    Value,
    /// A choice, scale or record.
    Type,
    /// A value set.
    ValueSet(Option<Arc<ValueSet>>),
    /// A source, or an item of one.
    Source,
    /// An analyte.
    Analyte,
    /// Another ruleset that is used.
    Ruleset,
}

impl Checker<'_> {
    /// Every name that can be written in the entry, in the order of their declarations.
    pub fn names_in_scope(&self) -> Vec<NameInScope> {
        let mut found = self.value_names();
        let functions = self.functions.iter().filter_map(|(name, index)| {
            let definition = self.definitions.get(*index)?;
            Some(self.named_so(name, NameKind::Function, None, definition.place))
        });
        found.extend(functions);
        let types = self.types.iter();
        found.extend(types.map(|(name, (choice, place))| {
            self.named_so(name, NameKind::Type, choice.clone().map(ValueType::Choice), *place)
        }));
        let sets = self.value_sets.iter();
        found.extend(sets.map(|(name, (set, place))| {
            self.named_so(name, NameKind::ValueSet(set.clone()), Some(ValueType::Code), *place)
        }));
        for (name, source) in &self.sources {
            let about = self.named_so(name, NameKind::Source, None, source.place);
            let description = source.about.title.clone();
            found.push(NameInScope { description, ..about });
            found.extend(source.items.iter().map(|(key, says, place)| NameInScope {
                name: format!("{name}.{key}").into(),
                kind: NameKind::Source,
                ty: None,
                description: Some(says.as_str().into()),
                place: *place,
            }));
        }
        let analytes = self.analytes.iter();
        found.extend(analytes.map(|(name, (_, place))| self.named_so(name, NameKind::Analyte, None, *place)));
        found.extend(self.links.used.iter().map(|(used, _)| NameInScope {
            name: used.name.as_str().into(),
            kind: NameKind::Ruleset,
            ty: None,
            description: used.checked.as_ref().and_then(|checked| checked.about.title.clone()),
            place: used.place,
        }));
        found
    }

    /// The names of values: facts first, then definitions and parameters, then what every ruleset has.
    pub fn value_names(&self) -> Vec<NameInScope> {
        let of = |wanted: NameKind| {
            self.names.iter().filter_map(move |(name, (entity, place))| {
                let (kind, ty) = match entity {
                    Entity::Fact(slot) => (NameKind::Fact, self.vocabulary.fact(*slot)?.ty.clone()),
                    Entity::Definition(index) => {
                        (NameKind::Definition, self.definitions.get(*index)?.result.as_ref()?.ty.clone())
                    }
                    Entity::Parameter(index) => {
                        (NameKind::Parameter, self.about.parameters.get(*index)?.ty.clone())
                    }
                    Entity::Silent => return None,
                };
                (kind == wanted).then(|| self.named_so(name, kind, Some(ty), *place))
            })
        };
        let mut found: Vec<_> =
            of(NameKind::Fact).chain(of(NameKind::Definition)).chain(of(NameKind::Parameter)).collect();
        let built_in = |name: &str, ty, description: &str| NameInScope {
            name: name.into(),
            kind: NameKind::BuiltIn,
            ty: Some(ty),
            description: Some(description.into()),
            place: Span::default(),
        };
        if !self.names.contains_key("age") && self.names.contains_key("birth_date") {
            found.push(built_in("age", ValueType::Age, "how old the patient is on the date of the decision"));
        }
        if !self.names.contains_key("as_of") {
            let day = ValueType::Date { or_never: false };
            found.push(built_in("as_of", day, "the date of the decision"));
        }
        found
    }

    fn named_so(&self, name: &str, kind: NameKind, ty: Option<ValueType>, place: Span) -> NameInScope {
        NameInScope { name: name.into(), kind, ty, description: self.words_of(place), place }
    }

    /// What the statement that declares a name says of it in words. `place` is where the name stands.
    fn words_of(&self, place: Span) -> Option<Arc<str>> {
        let input = self.inputs.iter().find(|input| input.file == place.file)?;
        let statements = &input.tree.statements;
        let after = statements.partition_point(|statement| statement.place.0.start <= place.start);
        let own = statements.get(after.checked_sub(1)?)?;
        let words = |text: &Option<Text>| text.as_ref().map(|text| text.value().into());
        match &own.kind {
            StatementKind::Fact(fact) => fact.attributes.iter().find_map(|attribute| match attribute {
                crate::syntax::ast::FactAttribute::Description(text) => Some(text.value().into()),
                _ => None,
            }),
            StatementKind::Parameter(parameter) => words(&parameter.description),
            StatementKind::Choice(values) | StatementKind::Scale(values) => words(&values.description),
            StatementKind::ValueSet(set) => words(&set.description),
            StatementKind::Analyte(analyte) => words(&analyte.description),
            StatementKind::Define(define) => because(&define.clauses),
            StatementKind::Score(score) => because(&score.clauses),
            StatementKind::Table(table) => because(&table.clauses),
            _ => None,
        }
    }
}

fn because(clauses: &[crate::syntax::ast::Clause]) -> Option<Arc<str>> {
    clauses.iter().find_map(|clause| match &clause.kind {
        crate::syntax::ast::ClauseKind::Because(text) => Some(text.value().into()),
        _ => None,
    })
}

/// The values of a choice or scale.
pub fn values_of(choice: &Arc<Choice>) -> impl Iterator<Item = NameInScope> {
    let ty = ValueType::Choice(Arc::clone(choice));
    choice.values.iter().map(move |value| NameInScope {
        name: Arc::clone(&value.name),
        kind: NameKind::Value,
        ty: Some(ty.clone()),
        description: value.description.clone(),
        place: Span::default(),
    })
}
