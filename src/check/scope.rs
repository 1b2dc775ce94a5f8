//! What is known while checking: names, types, and the steps made so far.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::arithmetic::Size;
use super::asked::Links;
use super::list::{Element, Frame};
use super::{Asking, Checked, Hole, HoleWants, Input, Task, VariantSetting};
use crate::about::{About, Allowed, Compared, SourceAbout};
use crate::diagnostic::{Code, Problem, Problems, Severity, nearest};
use crate::ir::{Program, SlotId, Step, StepId};
use crate::limits::{Limit, Limits, MAX_SUGGESTIONS};
use crate::quantity::{Analyte, Number, Unit};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast;
use crate::syntax::walk::without_parens;
use crate::terminology::ValueSet;
use crate::vocabulary::{Choice, RecordType, ValueType, Vocabulary};

/// What a name stands for where a value is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// A fact.
    Fact(SlotId),
    /// A definition, by its place in [`Checker::definitions`].
    Definition(usize),
    /// A parameter, by its place in [`About::parameters`].
    Parameter(usize),
    /// Something this version does not decide, or that had an error: reported where it is declared.
    Silent,
}

/// A definition or a guarded fact, before and after it is checked.
pub struct Definition<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where the name stands.
    pub place: Span,
    /// What it stands for.
    pub body: super::body::Body<'a>,
    /// Its declared type.
    pub ty: Option<&'a ast::Type>,
    /// The fact whose `asked when` this is.
    pub guards: Option<SlotId>,
    /// The parameters of a function.
    pub parameters: Option<&'a [ast::FieldDeclaration]>,
    /// The step that computes it.
    pub result: Option<Typed>,
}

impl<'a> Definition<'a> {
    /// One that is not checked yet, whose type is not written, that guards no fact and takes no parameters.
    pub fn new(name: &'a str, place: Span, body: super::body::Body<'a>) -> Definition<'a> {
        Definition { name, place, body, ty: None, guards: None, parameters: None, result: None }
    }
}

/// An expression that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The step that computes it.
    pub step: StepId,
    /// Its type.
    pub ty: ValueType,
}

/// A quantity or a number as it is written out.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// Its number, in the unit that stands behind it.
    pub number: Number,
    /// The unit behind it.
    pub unit: Option<Unit>,
}

/// One side of a comparison or a sum: as it is written, and as it was understood.
pub type Side<'e> = (&'e ast::Expr, &'e Typed);

/// A declared source.
pub struct Source<'a> {
    /// Its words.
    pub about: Arc<SourceAbout>,
    /// Its items: key, what it says, where it stands.
    pub items: Vec<(&'a str, String, Span)>,
    /// Where it is declared.
    pub place: Span,
    /// The items that some rule cites.
    pub cited: HashSet<&'a str>,
    /// The first place that cites it.
    pub first_cited: Option<Span>,
}

/// The state of a check.
pub struct Checker<'a> {
    /// The files, the entry last.
    pub inputs: &'a [Input<'a>],
    /// What was found so far.
    pub problems: &'a mut Problems,
    /// The facts.
    pub vocabulary: Vocabulary,
    /// The core.
    pub program: Program,
    /// The words.
    pub about: About,
    /// Names of values, and where they are declared.
    pub names: IndexMap<&'a str, (Entity, Span)>,
    /// Names of types; `None` for types of which only the syntax is known yet.
    pub types: IndexMap<&'a str, (Option<Arc<Choice>>, Span)>,
    /// Sources by name.
    pub sources: IndexMap<&'a str, Source<'a>>,
    /// Definitions and guarded facts.
    pub definitions: Vec<Definition<'a>>,
    /// The definition that is the `asked when` of a fact.
    pub guards: HashMap<SlotId, usize>,
    /// Names that were used, of values and of types.
    pub used: HashSet<&'a str>,
    /// Warnings that are allowed with a reason: the code and the stretch of text.
    pub allowed: Vec<Allowed>,
    /// The step of each fact that was read.
    pub fact_steps: HashMap<SlotId, StepId>,
    /// How large the number that a step computes can get.
    pub sizes: HashMap<StepId, Size>,
    /// A time zone was declared that cannot be used.
    pub bad_timezone: bool,
    /// The step that is the date of the decision.
    pub as_of_step: Option<StepId>,
    /// Units that were read, by their code; `Err` of those that UCUM does not have.
    pub units: HashMap<String, Result<Unit, ()>>,
    /// The quantities that are written out, by the steps that hold them.
    pub literals: HashMap<StepId, Literal>,
    /// Declared analytes, and where; `None` of one that had an error.
    pub analytes: IndexMap<&'a str, (Option<Arc<Analyte>>, Span)>,
    /// Record types, built when they are first asked for.
    pub records: HashMap<&'a str, Option<Arc<RecordType>>>,
    /// Record declarations by name.
    pub record_declarations: HashMap<&'a str, &'a ast::RecordDeclaration>,
    /// Record types that are being built.
    pub open_records: Vec<&'a str>,
    /// The places outside of the body that is being checked, the program first.
    pub frames: Vec<Frame<'a>>,
    /// What the body that is being checked is about.
    pub element: Option<Element<'a>>,
    /// The questions of the stretches of days that are being checked.
    pub window: Option<Vec<super::list::Question>>,
    /// A question about a list is being checked that is asked of stretches of days.
    pub in_stretch: bool,
    /// Declared value sets, and where; `None` of one that had an error.
    pub value_sets: IndexMap<&'a str, (Option<Arc<ValueSet>>, Span)>,
    /// The value set files, by the place where they are named.
    pub attached: &'a HashMap<Span, FileId>,
    /// Citations of definitions, to be resolved once all sources are known.
    pub definition_citations: Vec<(&'a ast::Path, Option<&'a ast::Text>)>,
    /// The texts, for line numbers.
    pub sources_text: &'a SourceMap,
    /// Every `if` and `choose`, to be looked at once all is known.
    pub branches: Vec<super::branch::Branches>,
    /// Every table, to be looked at once all is known.
    pub tables: Vec<super::table::Lookup<'a>>,
    /// The steps by which scores ask what is known (`missing counts 0`).
    pub counts_missing: HashSet<StepId>,
    /// Functions by name: their places in [`Checker::definitions`].
    pub functions: IndexMap<&'a str, usize>,
    /// The functions that were understood.
    pub signatures: HashMap<usize, std::rc::Rc<super::function::Function<'a>>>,
    /// The functions that are called.
    pub functions_used: HashSet<usize>,
    /// Where the bodies of functions stand.
    pub function_places: Vec<Span>,
    /// The parameters of the functions that are being written out, the innermost last.
    pub bound: Vec<HashMap<&'a str, Typed>>,
    /// How many calls of functions are being written out, one inside the other.
    pub inlined: usize,
    /// How many calls were written out in all.
    pub calls: usize,
    /// What the parameters are set to from outside.
    pub settings: &'a [ast::FieldValue],
    /// What the variants set, the furthest first.
    pub variant_settings: Vec<VariantSetting<'a>>,
    /// The rulesets that are used, and what of them was linked.
    pub links: Links,
    /// Where each fact is declared, those of used rulesets included.
    pub fact_places: HashMap<Arc<str>, Span>,
    /// Where something is still to be written.
    pub holes: Vec<Hole>,
    /// What is asked, of a ruleset that is being written.
    pub draft: Option<Asking<'a>>,
    pub limits: Limits,
    answer: Option<Typed>,
    broken: HashSet<&'a str>,
    /// A used file could not be read: any name might have been declared there.
    names_incomplete: bool,
    /// The program is larger than the limit.
    pub too_many_steps: bool,
    /// How many misspelt names were looked up so far.
    suggestions: usize,
}

impl<'a> Checker<'a> {
    /// Nothing known yet.
    pub fn new(task: Task<'a>, problems: &'a mut Problems) -> Self {
        let Task {
            inputs,
            used,
            attached,
            sources: sources_text,
            settings,
            extends,
            variant_settings,
            draft,
            limits,
        } = task;
        let broken = inputs.iter().flat_map(|input| &input.tree.broken_names).map(String::as_str).collect();
        let missing_file =
            [Code::FileNotFound, Code::ImportCycle, Code::Unreadable, Code::NoHeader, Code::TooLarge];
        // A value set's file declares no names.
        let of_value_set: HashSet<Span> =
            inputs.iter().flat_map(|input| value_set_files(input.tree)).collect();
        let names_incomplete = inputs.iter().any(|input| input.tree.broken_use)
            || problems.iter().any(|problem| {
                missing_file.contains(&problem.code) && !of_value_set.contains(&problem.span())
            });
        Self {
            inputs,
            problems,
            vocabulary: Vocabulary::within(limits),
            program: Program::default(),
            about: About { extends, ..About::default() },
            names: IndexMap::new(),
            types: IndexMap::new(),
            sources: IndexMap::new(),
            guards: HashMap::new(),
            suggestions: 0,
            definitions: Vec::new(),
            used: HashSet::new(),
            allowed: Vec::new(),
            fact_steps: HashMap::new(),
            sizes: HashMap::new(),
            as_of_step: None,
            bad_timezone: false,
            units: HashMap::new(),
            literals: HashMap::new(),
            analytes: IndexMap::new(),
            value_sets: IndexMap::new(),
            records: HashMap::new(),
            record_declarations: HashMap::new(),
            open_records: Vec::new(),
            frames: Vec::new(),
            element: None,
            window: None,
            in_stretch: false,
            attached,
            definition_citations: Vec::new(),
            sources_text,
            branches: Vec::new(),
            tables: Vec::new(),
            counts_missing: HashSet::new(),
            functions: IndexMap::new(),
            signatures: HashMap::new(),
            functions_used: HashSet::new(),
            function_places: Vec::new(),
            bound: Vec::new(),
            inlined: 0,
            calls: 0,
            settings,
            variant_settings,
            links: Links::new(used),
            fact_places: HashMap::new(),
            holes: Vec::new(),
            draft,
            limits,
            answer: None,
            broken,
            names_incomplete,
            too_many_steps: false,
        }
    }

    /// The file being checked for itself, as against the ones it uses.
    pub fn entry(&self) -> FileId {
        self.inputs.last().map(|input| input.file).unwrap_or_default()
    }

    /// The entry's statements.
    pub fn entry_statements(&self) -> &'a [ast::Statement] {
        self.inputs.last().map_or(&[], |input| &input.tree.statements)
    }

    /// Does the place belong to the entry?
    pub fn is_in_entry(&self, span: Span) -> bool {
        span.file == self.entry()
    }

    /// Was a statement with this name unreadable? Then its uses are not reported.
    pub fn is_broken(&self, name: &str) -> bool {
        let groups = name.match_indices('.').filter_map(|(at, _)| name.get(..at));
        self.names_incomplete || groups.chain([name]).any(|name| self.broken.contains(name))
    }

    /// Reports a problem.
    pub fn report(&mut self, problem: Problem) {
        // What is wrong in a function's body is told once, and not for every call.
        if self.inlined > 0
            && self.problems.iter().any(|told| told.code == problem.code && told.span() == problem.span())
        {
            return;
        }
        self.problems.push(problem);
    }

    /// Adds a step; the number of steps has a limit.
    pub fn push(&mut self, step: Step, place: Span) -> StepId {
        let most = self.limits.get(Limit::Steps);
        if self.program.steps().len() >= most && !self.too_many_steps {
            self.too_many_steps = true;
            self.report(
                Problem::new(Code::TooLarge, place, format!("this ruleset has more than {most} steps"))
                    .help(format!("split it into several rulesets; {}", Limit::Steps.help())),
            );
        }
        if self.too_many_steps {
            return StepId::default();
        }
        self.program.push(step, place)
    }

    /// Remembers where the operands of a condition are named.
    pub fn named(&mut self, step: StepId, places: impl IntoIterator<Item = Span>) -> StepId {
        self.about.named.insert(step, places.into_iter().collect());
        step
    }

    /// The same of operands that are written out.
    pub fn named_as(&mut self, step: StepId, operands: &[ast::Expr]) -> StepId {
        self.named(step, operands.iter().map(|operand| without_parens(operand).place.0))
    }

    /// Remembers a number as it is written out.
    pub fn note_literal(&mut self, step: StepId, number: Number, unit: Option<Unit>) {
        self.literals.insert(step, Literal { number, unit });
    }

    /// Remembers the two sides of a comparison as they are written, to show them with a decision.
    pub fn note_comparison(&mut self, step: StepId, left: &Typed, relation: &'static str, right: &Typed) {
        let side = |typed: &Typed| (typed.step, typed.ty.clone());
        self.about.comparisons.insert(step, Compared { relation, left: side(left), right: side(right) });
    }

    /// The name of a value that a misspelt one most likely means. Each look-up reads all names: in a file of
    /// nothing but unknown names only the first ones are answered.
    pub fn nearest_value(&mut self, name: &str) -> Option<&'a str> {
        if self.may_suggest() { nearest(name, self.names.keys().copied()) } else { None }
    }

    /// Is there another look-up to spend?
    pub fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    /// Checks what is asked in the scope of a ruleset that is being written.
    pub fn check_question(&mut self) {
        let Some(question) = self.draft.and_then(|draft| draft.question) else { return };
        if super::hole::is_hole(question) {
            return self.hole(question, HoleWants::Anything, "");
        }
        self.answer = self.any_value(question, None);
    }

    /// Ends the check: allowed warnings are dropped, and the parts handed over.
    pub fn finish(mut self) -> Checked {
        self.fill_holes();
        let names = if self.draft.is_some() { self.names_in_scope() } else { Vec::new() };
        let allowed = std::mem::take(&mut self.allowed);
        let entry = self.inputs.last().map(|input| input.file);
        // What is worth a look in the rules of its base is told of the base.
        let is_variant = !self.about.extends.is_empty();
        self.problems.retain(|problem| {
            let span = problem.span();
            let is_allowed = allowed.iter().any(|allowed| allowed.covers(problem.code, span));
            let of_base = is_variant && Some(span.file) != entry;
            problem.severity() == Severity::Error || !(of_base || is_allowed)
        });
        self.about.allowed = allowed;
        let output_sizes = self
            .about
            .outputs
            .iter()
            .filter_map(|output| Some((Arc::clone(&output.name), *self.sizes.get(&output.step)?)));
        Checked {
            output_sizes: output_sizes.collect(),
            vocabulary: Arc::new(self.vocabulary),
            program: self.program,
            about: self.about,
            fact_places: self.fact_places,
            counts_missing: self.counts_missing,
            holes: self.holes,
            names,
            answer: self.answer.map(|typed| (typed.step, typed.ty)),
        }
    }
}

/// Where a file names the files of value sets.
fn value_set_files(file: &ast::File) -> impl Iterator<Item = Span> {
    file.statements.iter().filter_map(|statement| match &statement.kind {
        ast::StatementKind::ValueSet(set) => match &set.codes {
            ast::CodeSource::File(file) => Some(file.place.0),
            ast::CodeSource::Here(_) => None,
        },
        _ => None,
    })
}
