//! Analytes: declared in a file, or those that elig brings along in `rulesets/units`.

use std::sync::{Arc, OnceLock};

use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem, Problems, nearest};
use crate::ir::Operator;
use crate::quantity::{Analyte, Factor, Number, Relation, Unit, conversion};
use crate::source::{FileId, Span};
use crate::syntax::ast::{
    self, AnalyteDeclaration, AnalyteEntry, Argument, ClauseKind, Name, SourceEntryKind, StatementKind,
};
use crate::syntax::parse;
use crate::vocabulary::{QuantityType, Subject, ValueType};

/// The files of `rulesets/units`, built into the program so that a host needs none.
const FILES: &[&str] = &[
    include_str!("../../rulesets/units/chemistry.elig"),
    include_str!("../../rulesets/units/drugs.elig"),
    include_str!("../../rulesets/units/electrolytes.elig"),
    include_str!("../../rulesets/units/haematology.elig"),
    include_str!("../../rulesets/units/hormones.elig"),
    include_str!("../../rulesets/units/lipids.elig"),
    include_str!("../../rulesets/units/markers.elig"),
];

/// What all of them cite.
const SOURCES: &str = include_str!("../../rulesets/units/sources.elig");

/// The analytes of each file; a file is read when it is needed first, as most rulesets need one or none.
static LIBRARY: [OnceLock<Vec<Arc<Analyte>>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];

/// The analytes that elig brings along, in the order of their files.
pub fn library() -> impl Iterator<Item = &'static Arc<Analyte>> {
    FILES.iter().zip(&LIBRARY).flat_map(|(text, kept)| kept_of(text, kept))
}

/// One of them, by its name.
fn in_library(name: &str) -> Option<&'static Arc<Analyte>> {
    let head = format!("\nanalyte {name} ");
    let (text, kept) = FILES.iter().zip(&LIBRARY).find(|(text, _)| text.contains(&head))?;
    kept_of(text, kept).iter().find(|analyte| *analyte.name == *name)
}

fn kept_of(text: &str, kept: &'static OnceLock<Vec<Arc<Analyte>>>) -> &'static [Arc<Analyte>] {
    static SOURCES_READ: OnceLock<Vec<(String, String)>> = OnceLock::new();
    kept.get_or_init(|| read_file(text, SOURCES_READ.get_or_init(|| titles(SOURCES))))
}

/// The sources of the library and their titles.
fn titles(text: &str) -> Vec<(String, String)> {
    let file = parse(text, FileId::default(), &mut Problems::new());
    let sources = file.statements.into_iter().filter_map(|statement| match statement.kind {
        StatementKind::Source(source) => {
            let title = source.entries.iter().find_map(|entry| match &entry.kind {
                SourceEntryKind::Title(title) => Some(title.value()),
                _ => None,
            });
            Some((source.name.text, title.unwrap_or_default()))
        }
        _ => None,
    });
    sources.collect()
}

/// The analytes of one file of the library; a test asks that the files have no errors.
fn read_file(text: &str, sources: &[(String, String)]) -> Vec<Arc<Analyte>> {
    let file = parse(text, FileId::default(), &mut Problems::new());
    let cited = |path: &str| sources.iter().find(|(name, _)| name == path).map(|(_, title)| title.clone());
    file.statements
        .iter()
        .filter_map(|statement| match &statement.kind {
            StatementKind::Analyte(declared) => {
                read(declared, &mut |unit| Unit::parse(&unit.code).ok(), &cited).ok().map(Arc::new)
            }
            _ => None,
        })
        .collect()
}

/// Why an analyte cannot be read; `None` when it was reported already.
type Mistake = Option<(Span, &'static str, &'static str)>;

fn read(
    declared: &AnalyteDeclaration,
    unit: &mut dyn FnMut(&ast::Unit) -> Option<Unit>,
    title: &dyn Fn(&str) -> Option<String>,
) -> Result<Analyte, Mistake> {
    let (mut measured_in, mut factors, mut relations) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &declared.entries {
        match entry {
            AnalyteEntry::MeasuredIn(written) => measured_in.push(unit(written).ok_or(None)?),
            AnalyteEntry::Factor(factor) => {
                let (left, right) = (unit(&factor.left.1), unit(&factor.right.1));
                let place = factor.left.0.place.0.to(factor.right.1.place.0);
                let (left, right) = (left.ok_or(None)?, right.ok_or(None)?);
                if left.dimension() == right.dimension() {
                    return Err(Some((
                        place,
                        "both sides of this factor have one dimension, which converts by itself",
                        "a factor joins two dimensions, such as mass and amount; name a unit alone to say how the analyte is measured",
                    )));
                }
                let sides = ((factor.left.0.value.clone(), left), (factor.right.0.value.clone(), right));
                let (one, other) = (sides.0.1.dimension().clone(), sides.1.1.dimension().clone());
                let new = Factor::new(sides.0, sides.1).ok_or(Some((
                    place,
                    "a factor is between two amounts above zero",
                    "write for example `1 'mg/dL' = 88.4 'umol/L'`",
                )))?;
                // One way from a dimension to another: a second one would have to say the very same.
                if conversion(&factors, &one, &other).is_some() {
                    return Err(Some((
                        place,
                        "the factors before lead from one of these dimensions to the other already",
                        "keep one factor between two dimensions",
                    )));
                }
                factors.push(new);
            }
            AnalyteEntry::Relation(relation) => {
                let (result, other) = (unit(&relation.unit), unit(&relation.other_unit));
                let (result, other) = (result.ok_or(None)?, other.ok_or(None)?);
                let read = Relation {
                    name: relation.name.text.as_str().into(),
                    unit: result,
                    slope: relation.slope.value.clone(),
                    other_unit: other,
                    other: relation.other.text.as_str().into(),
                    intercept: relation.intercept.as_ref().map_or(Number::ZERO, ast::SignedNumber::value),
                };
                if read.slope.is_zero() || read.in_base_units().is_none() {
                    return Err(Some((
                        relation.name.place.0,
                        "this relation cannot be computed",
                        "a relation is linear, with a slope that is not zero, between units that scale",
                    )));
                }
                relations.push(read);
            }
        }
    }
    if measured_in.is_empty() && factors.is_empty() && relations.is_empty() {
        return Err(Some((
            declared.name.place.0,
            "an analyte says in which units it is measured",
            "write a factor, `{ 1 'mg/dL' = 88.4 'umol/L' }`, or a unit alone, `{ 'mg/L' }`",
        )));
    }
    let cited = declared.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Cite(source, place) => {
            let source = title(&source.text).unwrap_or_else(|| source.text.clone());
            Some(match place {
                Some(place) => format!("{source}, {}", place.value()).into(),
                None => source.into(),
            })
        }
        _ => None,
    });
    Ok(Analyte {
        name: declared.name.text.as_str().into(),
        description: declared.description.as_ref().map(|text| text.value().into()),
        measured_in,
        factors,
        relations,
        cited: cited.collect(),
    })
}

impl<'a> Checker<'a> {
    /// `analyte creatinine { 1 'mg/dL' = 88.4 'umol/L' }`. One that elig brings along may be declared anew:
    /// the ruleset's own factor counts.
    pub fn declare_analyte(&mut self, declared: &'a AnalyteDeclaration, whole: Span) {
        let (name, place) = (declared.name.text.as_str(), declared.name.place.0);
        self.definition_clauses(&declared.clauses, whole);
        let sources: Vec<(&str, String)> = self
            .sources
            .iter()
            .map(|(name, source)| (*name, source.about.title.as_deref().unwrap_or(*name).to_owned()))
            .collect();
        let title = |path: &str| {
            let source = path.split('.').next().unwrap_or(path);
            sources.iter().find(|(name, _)| *name == source).map(|(_, title)| title.clone())
        };
        let analyte = match read(declared, &mut |unit| self.unit(unit), &title) {
            Ok(analyte) => Some(Arc::new(analyte)),
            Err(mistake) => {
                if let Some((place, message, help)) = mistake {
                    self.report(Problem::new(Code::BadAnalyte, place, message).help(help));
                }
                None
            }
        };
        if let Some((_, first)) = self.analytes.get(name) {
            let first = *first;
            self.report(super::declare::duplicate(name, place, first));
            return;
        }
        self.analytes.insert(name, (analyte, place));
    }

    /// Relations are called by their names, and lead from analytes that are known.
    pub fn check_relations(&mut self) {
        let mut found = Vec::new();
        let mut seen: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for (analyte, (declared, place)) in &self.analytes {
            for relation in declared.iter().flat_map(|declared| &declared.relations) {
                let library = library().filter(|known| !self.analytes.contains_key(&*known.name));
                let of_library = library
                    .flat_map(|known| known.relations.iter().map(|own| (&own.name, &known.name)))
                    .find(|(name, _)| **name == relation.name)
                    .map(|(_, of)| Arc::clone(of));
                let earlier =
                    seen.iter().find(|(name, _)| *name == relation.name).map(|(_, of)| Arc::clone(of));
                if let Some(of) = earlier.or(of_library) {
                    found.push(
                        Problem::new(
                            Code::Duplicate,
                            *place,
                            format!("`{of}` has a relation `{}` already", relation.name),
                        )
                        .help("give one of the two another name"),
                    );
                }
                seen.push((Arc::clone(&relation.name), (*analyte).into()));
                let known =
                    self.analytes.contains_key(&*relation.other) || in_library(&relation.other).is_some();
                if !known && !self.is_broken(&relation.other) {
                    found.push(
                        Problem::new(
                            Code::UnknownAnalyte,
                            *place,
                            format!("its relation `{}` is with `{}`, which is no analyte", relation.name, relation.other),
                        )
                        .help("declare that analyte too, or mend its name; `elig units` lists those that elig knows"),
                    );
                }
            }
        }
        for problem in found {
            self.report(problem);
        }
    }

    /// The analyte behind `of`.
    pub fn analyte(&mut self, name: &'a Name) -> Option<Arc<Analyte>> {
        self.used.insert(&name.text);
        if let Some((analyte, _)) = self.analytes.get(name.text.as_str()) {
            return analyte.clone();
        }
        if let Some(known) = in_library(&name.text) {
            return Some(Arc::clone(known));
        }
        if self.is_broken(&name.text) {
            return None;
        }
        let names = self.analytes.keys().copied().chain(library().map(|analyte| &*analyte.name));
        let near = nearest(&name.text, names).map(|near| format!("did you mean `{near}`?"));
        self.report(
            Problem::new(Code::UnknownAnalyte, name.place.0, format!("there is no analyte `{}`", name.text))
                .says(near.unwrap_or_default())
                .help(format!(
                    "`elig units` lists those that elig knows; declare another one with its factor and where \
                     that comes from:\nanalyte {} {{ 1 'mg/dL' = … 'mmol/L' }}",
                    name.text
                )),
        );
        None
    }

    /// Every analyte that has a relation, with the relation's index: the declared ones first.
    pub fn relation_names(&self) -> Vec<(Arc<Analyte>, usize)> {
        let declared = self.analytes.values().filter_map(|(analyte, _)| analyte.clone());
        let known = library().filter(|analyte| !self.analytes.contains_key(&*analyte.name));
        declared
            .chain(known.cloned())
            .flat_map(|analyte| (0..analyte.relations.len()).map(move |index| (Arc::clone(&analyte), index)))
            .collect()
    }

    /// `ngsp_from_ifcc(a1c)`; `None` when no relation is called so.
    pub fn relation_call(
        &mut self,
        function: &'a Name,
        arguments: &'a [Argument],
        place: Span,
    ) -> Option<Option<Typed>> {
        let (analyte, relation) = self.relation_names().into_iter().find_map(|(analyte, index)| {
            let relation =
                analyte.relations.get(index).filter(|relation| *relation.name == *function.text)?;
            Some((Arc::clone(&analyte), relation.clone()))
        })?;
        let [argument] = arguments else {
            self.report(
                Problem::new(Code::WrongType, place, format!("`{}` takes one value", relation.name))
                    .help(format!("it is {}: give it the value of `{}`", relation.text(), relation.other)),
            );
            return Some(None);
        };
        Some(self.related(&analyte, &relation, argument, place))
    }

    fn related(
        &mut self,
        analyte: &Arc<Analyte>,
        relation: &Relation,
        argument: &'a Argument,
        place: Span,
    ) -> Option<Typed> {
        let typed = self.value(&argument.value, None)?;
        let fits = match &typed.ty {
            ValueType::Quantity(quantity) => {
                let of_other = match &quantity.subject {
                    Subject::Of(of) => of.name == relation.other,
                    Subject::Written => true,
                    Subject::Unsaid => false,
                };
                of_other && &quantity.dimension == relation.other_unit.dimension()
            }
            _ => false,
        };
        if !fits {
            self.report(
                Problem::new(
                    Code::AnalyteMismatch,
                    argument.value.place.0,
                    format!("`{}` takes a value of `{}`", relation.name, relation.other),
                )
                .says(format!("this is `{}`", typed.ty))
                .help(format!(
                    "declare the fact as `quantity {} of {}`",
                    relation.other_unit.quoted(),
                    relation.other
                )),
            );
            return None;
        }
        let (slope, intercept) = relation.in_base_units()?;
        let (slope, intercept) = (self.number(slope, place), self.number(intercept, place));
        let scaled = self.calculated(Operator::Multiply, typed.step, slope.step, place);
        let step = self.calculated(Operator::Add, scaled, intercept.step, place);
        self.about.conversions.insert(step, vec![format!("{}: {}", relation.name, relation.text())]);
        let ty = QuantityType::in_unit(relation.unit.clone(), Subject::Of(Arc::clone(analyte)));
        Some(Typed { step, ty: ValueType::Quantity(Arc::new(ty)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_no_errors() {
        let sources = titles(SOURCES);
        for text in FILES {
            let mut problems = Problems::new();
            let file = parse(text, FileId::default(), &mut problems);
            assert!(problems.iter().next().is_none(), "{problems:?}");
            let declared = file
                .statements
                .iter()
                .filter(|statement| matches!(statement.kind, StatementKind::Analyte(_)))
                .count();
            assert_eq!(read_file(text, &sources).len(), declared);
        }
    }

    #[test]
    fn each_analyte_of_the_library_is_found_by_its_name() {
        for analyte in library() {
            assert_eq!(in_library(&analyte.name).map(|found| &found.name), Some(&analyte.name));
        }
        assert_eq!(in_library("no such thing"), None);
    }

    #[test]
    fn every_analyte_of_the_library_says_where_it_comes_from() {
        for analyte in library() {
            assert!(analyte.description.is_some(), "{}", analyte.name);
            let declares = !analyte.factors.is_empty() || !analyte.relations.is_empty();
            assert!(!declares || !analyte.cited.is_empty(), "{}", analyte.name);
        }
    }
}
