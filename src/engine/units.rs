//! Which files make up one ruleset, and the rulesets that ask one another.
//!
//! Each ruleset is checked by itself, with the vocabularies it uses; then it is there to be asked by others.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::load::{Kind, Loaded, header};
use super::variant::{self, Base, Varied};
use crate::check::{Asking, Checked, Input, Task, Used, VariantSetting, check};
use crate::diagnostic::{Code, Problem, Problems, Severity};
use crate::limits::MAX_LINKED;
use crate::source::{FileId, Span};
use crate::syntax::ast::{FieldValue, File, StatementKind, Use, UseTarget};
use crate::syntax::print::print_expr;

/// The variants among the files, each with the statements of its base and its own.
pub type Variants = HashMap<FileId, Varied>;

/// Puts the statements of every variant together.
pub fn variants(loaded: &Loaded, problems: &mut Problems) -> Variants {
    let mut variants = Variants::new();
    for (file, tree) in &loaded.files {
        let extend = tree.statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Extend(extend) => Some((extend, statement.place.0)),
            _ => None,
        });
        let Some((extend, place)) = extend else { continue };
        let base = loaded.uses.get(&place).copied().filter(|_| variants.len() < MAX_LINKED);
        if variants.len() == MAX_LINKED {
            problems.push(
                Problem::new(
                    Code::TooLarge,
                    place,
                    format!("more than {MAX_LINKED} variants are used together"),
                )
                .help("use fewer of them"),
            );
        }
        let base = base.and_then(|id| Some((id, tree_of(loaded, &variants, id)?)));
        let varied = match base {
            Some((id, base)) => {
                let names = [Names::of(loaded, base), Names::of(loaded, tree)];
                let base = Base {
                    tree: base,
                    varied: variants.get(&id),
                    is_subject: &|name| names.iter().any(|names| names.has(name)),
                    sources: &loaded.sources,
                };
                variant::vary(&base, extend, tree, problems)
            }
            // What is wrong with the base was told.
            None => variant::alone(extend, tree),
        };
        variants.insert(*file, varied);
    }
    variants
}

/// The statements of a file, or of the variant that it is.
fn tree_of<'l>(loaded: &'l Loaded, variants: &'l Variants, file: FileId) -> Option<&'l File> {
    match variants.get(&file) {
        Some(varied) => Some(&varied.tree),
        None => loaded.tree(file),
    }
}

/// What a file uses: the place of the statement, the statement, and the file that it names.
fn uses<'l>(loaded: &'l Loaded, tree: &'l File) -> impl Iterator<Item = (Span, &'l Use, FileId)> {
    tree.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Use(used) => Some((statement.place.0, used, *loaded.uses.get(&statement.place.0)?)),
        _ => None,
    })
}

fn header_of(loaded: &Loaded, file: FileId) -> Option<(&str, Kind)> {
    header(loaded.tree(file)?).map(|(header, kind)| (header.name.text.as_str(), kind))
}

/// The vocabularies that a file uses, and those that these use, in the order in which they were read.
pub fn vocabularies(loaded: &Loaded, tree: &File) -> Vec<FileId> {
    let mut found = HashSet::new();
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        for (_, _, id) in uses(loaded, tree) {
            if matches!(header_of(loaded, id), Some((_, Kind::Vocabulary))) && found.insert(id) {
                open.extend(loaded.tree(id));
            }
        }
    }
    loaded.files.iter().map(|(id, _)| *id).filter(|id| found.contains(id)).collect()
}

/// A file, and all files that it uses or extends, at once or by way of others.
fn reachable(loaded: &Loaded, file: FileId) -> HashSet<FileId> {
    let mut found = HashSet::from([file]);
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        for statement in loaded.tree(file).into_iter().flat_map(|tree| &tree.statements) {
            if let Some(used) = loaded.uses.get(&statement.place.0)
                && found.insert(*used)
            {
                open.push(*used);
            }
        }
    }
    found
}

/// The names after which a rule without a label may be called.
struct Names<'l> {
    values: HashSet<&'l str>,
    rulesets: Vec<String>,
}

impl<'l> Names<'l> {
    fn of(loaded: &'l Loaded, tree: &'l File) -> Self {
        let used = vocabularies(loaded, tree);
        let trees = loaded.files.iter().filter(|(id, _)| used.contains(id)).map(|(_, tree)| tree);
        let statements = trees.chain([tree]).flat_map(|tree| &tree.statements);
        let values = statements.filter_map(|statement| match &statement.kind {
            StatementKind::Fact(fact) => Some(fact.path.text.as_str()),
            StatementKind::Define(define) if define.parameters.is_none() => Some(define.name.text.as_str()),
            StatementKind::Score(score) => Some(score.name.text.as_str()),
            _ => None,
        });
        let rulesets = uses(loaded, tree).filter_map(|(_, used, id)| name_here(loaded, used, id));
        Self { values: values.collect(), rulesets: rulesets.map(|name| format!("{name}.")).collect() }
    }

    fn has(&self, name: &str) -> bool {
        self.values.contains(name) || self.rulesets.iter().any(|ruleset| name.starts_with(ruleset))
    }
}

/// The name that a used ruleset goes by.
fn name_here(loaded: &Loaded, used: &Use, id: FileId) -> Option<String> {
    let (declared, kind) = header_of(loaded, id)?;
    let name = match (&used.alias, &used.target) {
        (Some(alias), _) => &alias.text,
        (None, UseTarget::Name(path)) => &path.text,
        (None, UseTarget::File(_)) => declared,
    };
    (kind == Kind::Ruleset).then(|| name.to_owned())
}

/// Checks the entry, and before it every ruleset that it asks.
pub fn check_all(
    loaded: &Loaded,
    variants: &Variants,
    settings: &[FieldValue],
    draft: Option<Asking<'_>>,
    problems: &mut Problems,
) -> Checked {
    let entry = loaded.entry().unwrap_or_default();
    let mut checks =
        Checks { loaded, variants, reading: problems.clone(), done: HashMap::new(), full: false };
    checks.entry(entry, settings, draft, problems)
}

/// A ruleset as it is set, and what came of checking it.
type Done = HashMap<(FileId, String), Option<Rc<Checked>>>;

struct Checks<'l> {
    loaded: &'l Loaded,
    variants: &'l Variants,
    /// What was found when the files were read.
    reading: Problems,
    done: Done,
    full: bool,
}

impl Checks<'_> {
    fn entry(
        &mut self,
        file: FileId,
        settings: &[FieldValue],
        draft: Option<Asking<'_>>,
        problems: &mut Problems,
    ) -> Checked {
        let empty = File::default();
        let tree = tree_of(self.loaded, self.variants, file).unwrap_or(&empty);
        let used = self.used(tree, problems);
        let files = vocabularies(self.loaded, tree).into_iter();
        let others = self.loaded.files.iter();
        let others: HashMap<FileId, &File> = others.map(|(id, tree)| (*id, tree)).collect();
        let inputs = files.filter_map(|id| Some(Input { file: id, tree: others.get(&id)? }));
        let own = (!self.loaded.files.is_empty()).then_some(Input { file, tree });
        let inputs: Vec<Input<'_>> = inputs.chain(own).collect();
        let varied = self.variants.get(&file);
        let variant_settings = varied.map(|varied| varied.settings.as_slice()).unwrap_or_default();
        let task = Task {
            inputs: &inputs,
            used,
            attached: &self.loaded.attached,
            sources: &self.loaded.sources,
            settings,
            extends: varied.map(|varied| varied.extends.clone()).unwrap_or_default(),
            variant_settings: variant_settings
                .iter()
                .map(|(setting, change)| VariantSetting { setting, change: *change })
                .collect(),
            draft,
            limits: self.loaded.limits,
        };
        check(task, problems)
    }

    /// The rulesets that a file uses, checked.
    fn used(&mut self, tree: &File, problems: &mut Problems) -> Vec<Used> {
        let mut found: Vec<(Used, String)> = Vec::new();
        for (place, used, id) in uses(self.loaded, tree) {
            let Some(name) = name_here(self.loaded, used, id) else { continue };
            let mut settings: Vec<_> = used
                .settings
                .iter()
                .map(|setting| format!("{} = {}", setting.path.text, print_expr(&setting.value)))
                .collect();
            settings.sort_unstable();
            let key = format!("{} {}", id.0, settings.join(", "));
            // A variant may use again what its base uses.
            let again = |(other, known): &(Used, String)| {
                other.name == name && *known == key && other.place.file != place.file
            };
            if found.iter().any(again) {
                continue;
            }
            let checked = self.ruleset(id, &settings.join(", "), used, place, problems);
            found.push((Used { name, place, checked }, key));
        }
        found.into_iter().map(|(used, _)| used).collect()
    }

    /// A used ruleset; of what is wrong with it only the errors are told here.
    fn ruleset(
        &mut self,
        file: FileId,
        key: &str,
        used: &Use,
        place: Span,
        problems: &mut Problems,
    ) -> Option<Rc<Checked>> {
        let key = (file, key.to_owned());
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        if self.done.len() >= MAX_LINKED {
            if !self.full {
                self.full = true;
                problems.push(
                    Problem::new(
                        Code::TooLarge,
                        place,
                        format!("more than {MAX_LINKED} rulesets are asked here"),
                    )
                    .help("a ruleset with other settings counts again; ask fewer of them"),
                );
            }
            return None;
        }
        let mut found = self.reading.clone();
        let checked = self.entry(file, &used.settings, None, &mut found);
        let files = reachable(self.loaded, file);
        // What was found in other files when all of them were read does not concern this one.
        let concerns = |problem: &Problem| {
            problem.severity() == Severity::Error
                && (files.contains(&problem.span().file) || !self.reading.iter().any(|told| told == problem))
        };
        let failed = found.iter().any(concerns);
        problems.extend(found.into_iter().filter(|problem| problem.severity() == Severity::Error));
        let checked = (!failed).then(|| Rc::new(checked));
        self.done.insert(key, checked.clone());
        checked
    }
}
