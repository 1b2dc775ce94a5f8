//! Value sets: written out, or from FHIR files.

use std::sync::Arc;

use super::scope::{Checker, Typed};
use crate::diagnostic::{Code, Problem, nearest};
use crate::ir::Step;
use crate::source::Span;
use crate::syntax::ast::{CodeEntry, CodeSource, Expr, Path, Text, ValueSetDeclaration};
use crate::syntax::print::print_expr;
use crate::syntax::walk::without_parens;
use crate::terminology::limits::MAX_VALUE_SET_CODES;
use crate::terminology::{Entry, EntryNote, ValueSet};
use crate::vocabulary::ValueType;

impl<'a> Checker<'a> {
    /// `valueset NAME { icd10cm: I50.* }`, `valueset NAME from "file.json"`.
    pub fn declare_value_set(&mut self, declared: &'a ValueSetDeclaration) {
        let (name, place) = (declared.name.text.as_str(), declared.name.place.0);
        let set = match &declared.codes {
            CodeSource::Here(entries) => self.listed(name, entries, place),
            CodeSource::File(file) => self.read_from(name, file),
        };
        if let Some((_, first)) = self.value_sets.get(name) {
            let first = *first;
            self.report(super::declare::duplicate(name, place, first));
            return;
        }
        self.value_sets.insert(name, (set.map(Arc::new), place));
    }

    fn listed(&mut self, name: &str, entries: &'a [CodeEntry], place: Span) -> Option<ValueSet> {
        let written: Vec<_> = entries
            .iter()
            .map(|entry| Entry { system: &entry.system.text, code: &entry.code.text })
            .collect();
        if entries.len() > MAX_VALUE_SET_CODES {
            self.report(
                Problem::new(
                    Code::TooLarge,
                    place,
                    format!("this value set has more than {MAX_VALUE_SET_CODES} codes"),
                )
                .help("use wildcards, or several value sets"),
            );
            return None;
        }
        let at = |index: usize| entries.get(index);
        match ValueSet::from_entries(name, &written) {
            Ok((set, notes)) => {
                for note in notes {
                    let (Some(entry), Some(other)) = (at(note.entry()), at(note.other())) else { continue };
                    let message = match note {
                        EntryNote::Repeated { .. } => "first listed here",
                        _ => "this wildcard takes it in",
                    };
                    self.report(
                        Problem::new(Code::RedundantCode, entry.code.place.0, note.to_string())
                            .also(other.code.place.0, message)
                            .help("delete it"),
                    );
                }
                Some(set)
            }
            Err(errors) => {
                for error in errors {
                    let entry = error.entry.and_then(at);
                    let (code, span) = match entry {
                        Some(entry) if error.in_system => (Code::UnknownSystem, entry.system.place.0),
                        Some(entry) => (Code::BadCode, entry.code.place.0),
                        None => (Code::EmptyValueSet, place),
                    };
                    self.report(Problem::new(code, span, error.to_string()).help(error.help));
                }
                None
            }
        }
    }

    fn read_from(&mut self, name: &str, file: &'a Text) -> Option<ValueSet> {
        let id = *self.attached.get(&file.place.0)?; // a file that was not found is reported already
        let text = self.sources_text.text(id);
        match ValueSet::from_fhir(name, text) {
            Ok((set, notes)) => {
                for note in notes {
                    self.report(Problem::new(Code::ValueSetNote, file.place.0, note.to_string()).help(
                        "look at the file; if it is meant so, say why in the header: `allow W0209 \"…\"`",
                    ));
                }
                Some(set)
            }
            Err(errors) => {
                for error in errors {
                    let span = Span::new(id, error.bytes.start, error.bytes.end);
                    let mut message = error.message.clone();
                    if !error.path.is_empty() {
                        message = format!("{message} (`{}`)", error.path);
                    }
                    self.report(
                        Problem::new(Code::BadValueSetFile, span, message)
                            .also(file.place.0, "this names the file")
                            .maybe_help(error.help.clone()),
                    );
                }
                None
            }
        }
    }

    /// `code in heart_failure`.
    pub fn in_value_set(&mut self, value: &'a Expr, set: &'a Path, place: Span) -> Option<Typed> {
        let typed = self.value(value, Some(&ValueType::Code));
        let set = self.value_set(set);
        let (typed, set) = (typed?, set?);
        if typed.ty != ValueType::Code {
            let text = print_expr(without_parens(value));
            let help = match &typed.ty {
                ValueType::Choice(_) => format!("list the values in braces: `{text} in {{ … }}`"),
                _ => "a value set holds codes: declare the fact as `code`".to_owned(),
            };
            self.report(
                Problem::new(Code::WrongType, value.place.0, "only codes are in a value set")
                    .says(format!("this is `{}`", typed.ty))
                    .help(help),
            );
            return None;
        }
        Some(self.boolean(Step::InSet(typed.step, set), place))
    }

    fn value_set(&mut self, path: &'a Path) -> Option<Arc<ValueSet>> {
        let name = path.text.as_str();
        self.used.insert(name);
        if let Some((set, _)) = self.value_sets.get(name) {
            return set.clone();
        }
        if self.is_broken(name) {
            return None;
        }
        let problem = if self.names.contains_key(name) {
            Problem::new(Code::UnknownValueSet, path.place.0, format!("`{name}` is not a value set"))
                .help(format!("a value set is declared so: `valueset heart_failure {{ icd10cm: I50.* }}`; compare with `{name}` by `=`"))
        } else {
            let near = nearest(name, self.value_sets.keys().copied());
            let near = near.map(|near| format!("did you mean `{near}`?"));
            Problem::new(Code::UnknownValueSet, path.place.0, format!("there is no value set `{name}`"))
                .says(near.unwrap_or_default())
                .help(format!("declare it: `valueset {name} {{ icd10cm: I50.* }}`, or `valueset {name} from \"file.json\"`"))
        };
        self.report(problem);
        None
    }
}
