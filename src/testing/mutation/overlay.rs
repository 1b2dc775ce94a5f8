//! The files of a ruleset as they were read once, with other texts in the place of some.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::limits::Limits;
use crate::loader::{LoadError, LoadedFile, Loader, Wanted};

/// What was asked for: by name or by path, and the file that asked.
type Question = (bool, String, Option<String>);

fn question(wanted: Wanted<'_>, from: Option<&str>) -> Question {
    let (by_name, name) = match wanted {
        Wanted::Name(name) => (true, name),
        Wanted::File(name) => (false, name),
    };
    (by_name, name.to_owned(), from.map(str::to_owned))
}

/// Hands on what it is asked, and keeps the answers.
pub struct Recorder<'l> {
    loader: &'l dyn Loader,
    answers: RefCell<HashMap<Question, Result<LoadedFile, LoadError>>>,
}

impl<'l> Recorder<'l> {
    /// Nothing was asked yet.
    pub fn new(loader: &'l dyn Loader) -> Self {
        Self { loader, answers: RefCell::default() }
    }

    /// The answers: a change of a file from now on has no part in them.
    pub fn into_files(self) -> Files {
        Files { limits: self.loader.limits(), answers: self.answers.into_inner() }
    }
}

impl Loader for Recorder<'_> {
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        let answer = self.loader.load(wanted, from);
        self.answers.borrow_mut().insert(question(wanted, from), answer.clone());
        answer
    }

    fn limits(&self) -> Limits {
        self.loader.limits()
    }
}

/// The files of a ruleset, as they were when it was read.
#[derive(Debug, Clone)]
pub struct Files {
    answers: HashMap<Question, Result<LoadedFile, LoadError>>,
    limits: Limits,
}

impl Loader for Files {
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        let (Wanted::Name(name) | Wanted::File(name)) = wanted;
        let not_read = || Err(LoadError::NotFound { tried: vec![name.to_owned()] });
        self.answers.get(&question(wanted, from)).cloned().unwrap_or_else(not_read)
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

/// The same files, with another text in the place of one.
pub struct Overlay<'f> {
    /// The others.
    pub files: &'f dyn Loader,
    /// The name of the file.
    pub name: &'f str,
    /// Its text.
    pub text: &'f str,
}

impl Loader for Overlay<'_> {
    fn load(&self, wanted: Wanted<'_>, from: Option<&str>) -> Result<LoadedFile, LoadError> {
        let file = self.files.load(wanted, from)?;
        if file.name == self.name {
            return Ok(LoadedFile { name: file.name, text: self.text.to_owned() });
        }
        Ok(file)
    }

    fn limits(&self) -> Limits {
        self.files.limits()
    }
}
