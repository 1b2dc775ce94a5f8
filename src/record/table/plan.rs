//! The header of a table, held against the vocabulary: which column is which fact.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::columns::{self, Columns};
use super::header::{Header, Step, path_of};
use super::node::{Column, Fact, Group, Kind, Member, Node, key_of, quoted};
use super::rows::Row;
use super::write::Writer;
use crate::diagnostic::{Code, nearest};
use crate::ir::SlotId;
use crate::limits::MAX_RECORD_PROBLEMS;
use crate::record::{Record, RecordProblem, visible};
use crate::source::LineColumn;
use crate::terminology::CodeSystem;
use crate::vocabulary::{self, RecordType, ValueType, Vocabulary};

/// Characters of the name of a column that are shown.
const MAX_NAME_SHOWN: usize = 60;

/// What a header says.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub columns: Arc<Columns>,
    pub ids: Vec<Column>,
    pub dates: Vec<Column>,
    pub facts: Group,
    /// Columns that nobody knows.
    pub unknown: Vec<(Column, String)>,
    pub problems: Vec<RecordProblem>,
}

/// Makes the plan of a header that stands on this line.
pub(super) fn plan(names: &Row, vocabulary: &Arc<Vocabulary>) -> Plan {
    let mut planner = Planner {
        vocabulary,
        line: names.line,
        columns: Columns::default(),
        facts: IndexMap::new(),
        ids: Vec::new(),
        dates: Vec::new(),
        unknown: Vec::new(),
        units: Vec::new(),
        problems: Vec::new(),
    };
    let shown = (0..names.count()).map(|at| visible(names.cell(at).trim(), MAX_NAME_SHOWN));
    planner.columns.names = shown.collect();
    for column in 0..names.count() {
        planner.column(column, names.cell(column).trim());
    }
    planner.finish()
}

struct Planner<'v> {
    vocabulary: &'v Arc<Vocabulary>,
    line: usize,
    columns: Columns,
    facts: IndexMap<SlotId, Building>,
    ids: Vec<Column>,
    dates: Vec<Column>,
    unknown: Vec<(Column, String)>,
    /// Columns with a unit in their name: the fact, the column, the path without entries, and the unit.
    units: Vec<(SlotId, Column, String, String)>,
    problems: Vec<RecordProblem>,
}

/// The columns of one fact.
struct Building {
    node: Node,
    /// All columns that say something of it.
    columns: Vec<Column>,
    /// Nobody knows which of them to believe.
    is_broken: bool,
    misspelt: Vec<Column>,
}

/// What a path leads to.
enum Target<'p> {
    Fact(SlotId, &'p [Step]),
    Group(String),
    Nothing,
}

/// Why a column has no place in its fact.
enum Misplaced {
    /// Another column has it.
    Taken,
    /// There is no such part of a value without parts.
    NoPart(String),
    /// A record has no such field; the nearest.
    NoField(String, Option<String>),
    /// It has no unit.
    Unitless(String),
    /// The code system is none.
    System(String, String),
}

impl Planner<'_> {
    fn report(&mut self, problem: RecordProblem) {
        let alike = self.problems.iter().filter(|own| own.severity() == problem.severity()).count();
        if alike < MAX_RECORD_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn problem(&self, code: Code, column: Column, path: &str, message: String) -> RecordProblem {
        let at = LineColumn { line: self.line, column: 1 };
        let place = Some(format!("row {}, {}", self.line, self.columns.named(column)).into());
        RecordProblem { place, at, ..RecordProblem::new(code, "", 0..0, path, message) }
    }

    fn column(&mut self, column: Column, name: &str) {
        if name.is_empty() {
            let problem = self.problem(
                Code::UnknownKey,
                column,
                &self.columns.named(column),
                "a column without a name is not read".into(),
            );
            self.report(problem.help("name it after the fact that it holds, or delete it"));
            let number = self.columns.named(column);
            self.unknown.push((column, number));
            return;
        }
        let Some(header) = Header::parse(name) else { return self.unknown_column(column, name) };
        match (header.steps.as_slice(), &header.unit) {
            ([Step::Name(name)], None) if name == "id" => return self.reserved(column, "id"),
            ([Step::Name(name)], None) if name == "as_of" => return self.reserved(column, "as_of"),
            _ => {}
        }
        match self.target(&header.steps) {
            Target::Nothing => self.unknown_column(column, &header.path()),
            Target::Group(path) => {
                let message = format!("`{path}` is a group of facts, and a column holds one of them");
                let inside = format!("{path}.");
                let facts = self.vocabulary.facts().map(|fact| Arc::clone(&fact.path));
                let members: Vec<_> = facts.filter(|fact| fact.starts_with(&inside)).collect();
                let first = members.first().map(|fact| format!("name the column after it: `{fact}`"));
                let problem = self.problem(Code::RecordColumn, column, &path, message);
                self.report(problem.help(first.unwrap_or_default()));
                for fact in members {
                    if let Some(slot) = self.vocabulary.find(&fact)
                        && let Some(building) = self.building(slot)
                    {
                        building.columns.push(column);
                        building.is_broken = true;
                    }
                }
            }
            Target::Fact(slot, rest) => self.fact(column, slot, &header, rest),
        }
    }

    fn reserved(&mut self, column: Column, key: &str) {
        let columns = if key == "id" { &mut self.ids } else { &mut self.dates };
        columns.push(column);
        if columns.len() > 1 {
            let message = format!("`{key}` has more than one column");
            let problem = self.problem(Code::RecordDuplicateKey, column, key, message);
            self.report(problem.help("keep one of the two; until then neither is used"));
        }
        self.columns.by_path.entry(key.to_owned()).or_insert(column);
    }

    fn target<'p>(&self, steps: &'p [Step]) -> Target<'p> {
        let mut path = String::new();
        for (at, step) in steps.iter().enumerate() {
            let Step::Name(name) = step else { return Target::Nothing };
            match self.vocabulary.group(&path).and_then(|group| group.get(name)) {
                Some(vocabulary::Member::Fact(slot)) => {
                    return Target::Fact(*slot, steps.get(at + 1..).unwrap_or_default());
                }
                Some(vocabulary::Member::Group(inner)) => path.clone_from(inner),
                None => return Target::Nothing,
            }
        }
        Target::Group(path)
    }

    fn building(&mut self, slot: SlotId) -> Option<&mut Building> {
        let fact = self.vocabulary.fact(slot)?;
        Some(self.facts.entry(slot).or_insert_with(|| Building {
            node: Node::of(&fact.ty, fact.unit_assumed),
            columns: Vec::new(),
            is_broken: false,
            misspelt: Vec::new(),
        }))
    }

    fn fact(&mut self, column: Column, slot: SlotId, header: &Header, rest: &[Step]) {
        let vocabulary = Arc::clone(self.vocabulary);
        let Some(fact) = vocabulary.fact(slot) else { return };
        let Some(building) = self.building(slot) else { return };
        building.columns.push(column);
        let placed = place(&mut building.node, &fact.ty, rest, column, header.unit.as_deref());
        let path = header.path();
        let (code, message, help) = match placed {
            Ok(kind) => {
                let own = path_of(&header.steps, 1);
                self.columns.by_path.entry(own).or_insert(column);
                if let Some(help) = columns::help(&kind) {
                    self.columns.helps.insert(column, help);
                }
                if let (Kind::Quantity(_), Some(unit)) = (&kind, &header.unit) {
                    let names: Vec<_> =
                        header.steps.iter().filter(|step| matches!(step, Step::Name(_))).cloned().collect();
                    self.units.push((slot, column, path_of(&names, 0), unit.clone()));
                }
                return;
            }
            Err(Misplaced::NoField(message, near)) => {
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let help = help.unwrap_or_else(|| "delete it, or declare it as a field".to_owned());
                building.columns.pop();
                self.unknown.push((column, path.clone()));
                let problem = self.problem(Code::UnknownKey, column, &path, message);
                return self.report(problem.help(help));
            }
            Err(Misplaced::Taken) => (
                Code::RecordDuplicateKey,
                format!("`{path}` has more than one column"),
                "keep one of the two; until then the fact is not used. The entries of a list are numbered: \
                 `NAME[1].FIELD`, `NAME[2].FIELD`"
                    .to_owned(),
            ),
            Err(Misplaced::NoPart(part)) => (
                Code::RecordColumn,
                format!("`{}` is `{}`, which has no {part}", fact.path, fact.ty),
                format!("name the column `{}`; until then the fact is not used", fact.path),
            ),
            Err(Misplaced::Unitless(ty)) => (
                Code::RecordColumn,
                format!("`{path}` is `{ty}`, which has no unit, and the name of its column has one"),
                format!(
                    "if the numbers are what the fact counts, name the column `{path}`; until then it is not used"
                ),
            ),
            Err(Misplaced::System(message, help)) => (Code::RecordCode, message, help),
        };
        building.is_broken = true;
        let problem = self.problem(code, column, &path, message);
        self.report(problem.help(help));
    }

    fn unknown_column(&mut self, column: Column, name: &str) {
        let known = self.vocabulary.facts().map(|fact| &*fact.path);
        let groups = self.vocabulary.group("").into_iter().flat_map(vocabulary::Group::keys);
        let warnings = self.problems.iter().filter(|own| own.code == Code::UnknownKey).count();
        // Only a name of a sensible length is worth a search.
        let is_searched = name.len() <= MAX_NAME_SHOWN && warnings < MAX_RECORD_PROBLEMS;
        let near = is_searched.then(|| nearest(name, known.chain(groups)).map(str::to_owned)).flatten();
        let shown = visible(name, MAX_NAME_SHOWN);
        self.unknown.push((column, shown.clone()));
        let message = format!("the vocabulary has no fact `{shown}`, so this column is not read");
        let problem = self.problem(Code::UnknownKey, column, &shown, message);
        let problem = RecordProblem { is_misspelt: near.is_some(), ..problem };
        let Some(near) = near else {
            return self.report(problem.help("delete it, or declare it as a fact"));
        };
        self.report(problem.help(format!("did you mean `{near}`?")));
        // Most likely the fact is recorded under this name: it is not simply silent, and no assumption fills it.
        let inside = format!("{near}.");
        let meant = self.vocabulary.facts().enumerate();
        let meant = meant.filter(|(_, fact)| *fact.path == *near || fact.path.starts_with(&inside));
        let slots: Vec<_> = meant.filter_map(|(_, fact)| self.vocabulary.find(&fact.path)).collect();
        for slot in slots {
            if let Some(building) = self.building(slot) {
                building.misspelt.push(column);
            }
        }
    }

    fn finish(mut self) -> Plan {
        self.without_units();
        self.wrong_units();
        if self.facts.is_empty() && !self.columns.names.is_empty() {
            let mut problem = self.problem(
                Code::RecordColumn,
                0,
                "",
                "no column of this table has the name of a fact".to_owned(),
            );
            problem.place = Some(format!("row {}", self.line).into());
            self.report(
                problem.help("the first row of a table names the fact of each column: `id,pain_months`"),
            );
        }
        let facts = self.assembled();
        Plan {
            columns: Arc::new(self.columns),
            ids: self.ids,
            dates: self.dates,
            facts,
            unknown: self.unknown,
            problems: self.problems,
        }
    }

    /// A number without a unit is no quantity.
    fn without_units(&mut self) {
        let mut bare = Vec::new();
        for (slot, building) in self.facts.iter_mut().filter(|(_, building)| !building.is_broken) {
            let mut columns = Vec::new();
            without_unit(&building.node, false, &mut columns);
            building.is_broken = !columns.is_empty();
            bare.extend(columns.into_iter().map(|column| (*slot, column)));
        }
        for (slot, column) in bare {
            let Some(fact) = self.vocabulary.fact(slot) else { continue };
            let name = self.columns.names.get(column).cloned().unwrap_or_default();
            let message = format!("`{name}` is a quantity, and its column has no unit");
            let unit = unit_of(&fact.ty).unwrap_or("UNIT");
            let problem = self.problem(Code::RecordNoUnit, column, &fact.path.clone(), message);
            self.report(problem.help(format!(
                "name the column `{name} [{unit}]`, or whatever its unit is; or give it a column `{name}.unit`"
            )));
        }
    }

    /// A unit that cannot be used is told once, and not for every row: a row with nothing but a number in this column
    /// is read, as the reader of records knows what is wrong with its unit.
    fn wrong_units(&mut self) {
        let facts = self.assembled();
        let mut seen = HashSet::new();
        for (slot, column, path, unit) in std::mem::take(&mut self.units) {
            let is_new = seen.insert((path, unit));
            if !is_new || self.facts.get(&slot).is_none_or(|building| building.is_broken) {
                continue;
            }
            let row = Row::with_one(column, "1");
            let mut writer = Writer::new(&row, 0);
            writer.record(&[], &[], &facts);
            let Ok(record) = Record::from_json(self.vocabulary, &writer.out) else { continue };
            let told = record.problems().iter();
            let told: Vec<_> = told
                .filter(|told| matches!(told.code, Code::RecordUnit | Code::RecordAnnotation))
                .map(|told| (told.code, told.path.clone(), told.message.clone(), told.help.clone()))
                .collect();
            for (code, path, message, help) in told {
                if code == Code::RecordUnit
                    && let Some(building) = self.facts.get_mut(&slot)
                {
                    building.is_broken = true;
                }
                let problem = self.problem(code, column, &path, message);
                self.report(problem.help(help.unwrap_or_default()));
            }
        }
    }

    fn assembled(&self) -> Group {
        let mut whole = Group::default();
        for (slot, building) in &self.facts {
            let Some(fact) = self.vocabulary.fact(*slot) else { continue };
            let is_read = !building.is_broken && !building.columns.is_empty();
            let told = Fact {
                path: fact.path.to_string(),
                node: is_read.then(|| building.node.clone()),
                unusable: if building.is_broken { building.columns.clone() } else { Vec::new() },
                misspelt: building.misspelt.clone(),
            };
            insert(&mut whole, &fact.path, told);
        }
        whole
    }
}

fn insert(group: &mut Group, path: &str, fact: Fact) {
    let Some((first, rest)) = path.split_once('.') else {
        group.members.push((key_of(path), Member::Fact(Box::new(fact))));
        return;
    };
    let key = key_of(first);
    let at = group.members.iter().position(|(own, _)| *own == key).unwrap_or_else(|| {
        group.members.push((key, Member::Group(Group::default())));
        group.members.len() - 1
    });
    if let Some((_, Member::Group(inner))) = group.members.get_mut(at) {
        insert(inner, rest, fact);
    }
}

fn unit_of(ty: &ValueType) -> Option<&str> {
    match ty {
        ValueType::Quantity(quantity) => quantity.unit.as_ref().map(|unit| unit.code()),
        ValueType::Record(record) | ValueType::List(record) => {
            record.fields.iter().find_map(|field| unit_of(&field.ty))
        }
        _ => None,
    }
}

/// The columns of quantities that have no unit anywhere.
fn without_unit(node: &Node, is_beside: bool, found: &mut Vec<Column>) {
    if matches!(node.kind, Kind::Quantity(None))
        && node.unit.is_none()
        && node.fixed_unit.is_none()
        && !is_beside
    {
        found.extend(node.value);
    }
    let is_beside = node.unit.is_some();
    node.fields.iter().for_each(|(_, field)| without_unit(field, is_beside, found));
    node.entries.iter().for_each(|(_, entry)| without_unit(entry, false, found));
}

/// Takes a place that is still free.
fn take(place: &mut Option<Column>, column: Column) -> Result<(), Misplaced> {
    match place.replace(column) {
        None => Ok(()),
        Some(_) => Err(Misplaced::Taken),
    }
}

/// Gives a column its place in a value of this type, and says how its cells are read.
fn place(
    node: &mut Node,
    ty: &ValueType,
    rest: &[Step],
    column: Column,
    unit: Option<&str>,
) -> Result<Kind, Misplaced> {
    let is_name = |wanted: &str| matches!(rest, [Step::Name(name)] if name == wanted);
    if let ValueType::Record(record) = ty {
        return in_record(node, record, ty, rest, column, unit);
    }
    if let ValueType::List(record) = ty {
        let (number, behind) = match rest {
            [Step::Entry(number), behind @ ..] => (*number, behind),
            [] => {
                take(&mut node.value, column)?;
                return alone(node, ty, unit);
            }
            _ if is_name("complete") && record.position("complete").is_none() => {
                take(&mut node.complete, column)?;
                return refuse_unit(Kind::Boolean, ty, unit);
            }
            _ if is_name("absent") && record.position("absent").is_none() => {
                take(&mut node.absent, column)?;
                return refuse_unit(Kind::Word(Vec::new()), ty, unit);
            }
            _ => (1, rest),
        };
        if node.value.is_some() {
            return Err(Misplaced::Taken);
        }
        let entry = node.entry(number, || Node::of_kind(Kind::Record)).ok_or(Misplaced::Taken)?;
        return in_record(entry, record, &ValueType::Record(Arc::clone(record)), behind, column, unit);
    }
    if is_name("absent") {
        take(&mut node.absent, column)?;
        return refuse_unit(Kind::Word(Vec::new()), ty, unit);
    }
    match ty {
        ValueType::Quantity(_) if rest.is_empty() || is_name("value") => {
            take(&mut node.value, column)?;
            if let Some(unit) = unit {
                if node.unit.is_some() {
                    return Err(Misplaced::Taken);
                }
                node.fixed_unit = Some(quoted(unit));
            }
            Ok(node.kind.clone())
        }
        ValueType::Quantity(_) if is_name("unit") => {
            take(&mut node.unit, column)?;
            if node.fixed_unit.is_some() {
                return Err(Misplaced::Taken);
            }
            refuse_unit(Kind::Text, ty, unit)
        }
        ValueType::Code if rest.is_empty() || is_name("code") => {
            take(&mut node.value, column)?;
            if let Some(system) = unit {
                if node.unit.is_some() {
                    return Err(Misplaced::Taken);
                }
                CodeSystem::parse(system)
                    .map_err(|error| Misplaced::System(error.to_string(), error.help()))?;
                node.fixed_unit = Some(quoted(system));
            }
            Ok(Kind::Code)
        }
        ValueType::Code if is_name("system") => {
            take(&mut node.unit, column)?;
            if node.fixed_unit.is_some() {
                return Err(Misplaced::Taken);
            }
            refuse_unit(Kind::Text, ty, unit)
        }
        ValueType::Set(_) if is_name("complete") => {
            take(&mut node.complete, column)?;
            refuse_unit(Kind::Boolean, ty, unit)
        }
        _ => match rest {
            [] => {
                take(&mut node.value, column)?;
                alone(node, ty, unit)
            }
            [Step::Entry(_), ..] => Err(Misplaced::NoPart("entries".to_owned())),
            [Step::Name(name), ..] => {
                Err(Misplaced::NoPart(format!("part `{}`", visible(name, MAX_NAME_SHOWN))))
            }
        },
    }
}

fn refuse_unit(kind: Kind, ty: &ValueType, unit: Option<&str>) -> Result<Kind, Misplaced> {
    match unit {
        None => Ok(kind),
        Some(_) => Err(Misplaced::Unitless(ty.to_string())),
    }
}

/// A value in one cell, whose parts no other column has.
fn alone(node: &Node, ty: &ValueType, unit: Option<&str>) -> Result<Kind, Misplaced> {
    if !node.fields.is_empty() || !node.entries.is_empty() {
        return Err(Misplaced::Taken);
    }
    refuse_unit(node.kind.clone(), ty, unit)
}

fn in_record(
    node: &mut Node,
    record: &RecordType,
    ty: &ValueType,
    rest: &[Step],
    column: Column,
    unit: Option<&str>,
) -> Result<Kind, Misplaced> {
    let (name, behind) = match rest {
        [] => {
            take(&mut node.value, column)?;
            return alone(node, ty, unit);
        }
        [Step::Entry(_), ..] => return Err(Misplaced::NoPart("entries".to_owned())),
        [Step::Name(name), behind @ ..] => (name.as_str(), behind),
    };
    if node.value.is_some() {
        return Err(Misplaced::Taken);
    }
    if let Some(field) = record.position(name).and_then(|at| record.fields.get(at)) {
        if name == "value" && unit.is_some() && node.unit.is_some() {
            return Err(Misplaced::Taken);
        }
        let inner = node.field(name, || Node::of(&field.ty, false)).ok_or(Misplaced::Taken)?;
        return place(inner, &field.ty, behind, column, unit);
    }
    if name == "absent" && behind.is_empty() {
        take(&mut node.absent, column)?;
        return refuse_unit(Kind::Word(Vec::new()), ty, unit);
    }
    let is_measured = record.fields.iter().any(|field| matches!(field.ty, ValueType::Quantity(_)));
    if name == "unit" && behind.is_empty() && record.is_observation && is_measured {
        take(&mut node.unit, column)?;
        let has_unit = |(key, value): &(String, Node)| *key == key_of("value") && value.fixed_unit.is_some();
        if node.fields.iter().any(has_unit) {
            return Err(Misplaced::Taken);
        }
        let inner = node.field("unit", || Node::of_kind(Kind::Text)).ok_or(Misplaced::Taken)?;
        take(&mut inner.value, column)?;
        return refuse_unit(Kind::Text, ty, unit);
    }
    let near = nearest(name, record.names()).map(str::to_owned);
    let name = visible(name, MAX_NAME_SHOWN);
    let message = format!("an entry of `{}` has no field `{name}`, so this column is not read", record.name);
    Err(Misplaced::NoField(message, near))
}
