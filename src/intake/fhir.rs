//! Resources of FHIR as records: which bindings apply, and which files belong together.

use std::fmt;
use std::io::{self, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Decoded;
use super::export::{Export, Gather};
use super::format::is_named_by_lines;
use crate::Ruleset;
use crate::limits::{MAX_BUNDLE_BYTES, MAX_EXPORT_BYTES_KEPT};
use crate::loader::Disk;
use crate::record::fhir::{Bindings, lines};
use crate::screen::is_lines;
use crate::vocabulary::Vocabulary;

/// Where the facts of rulesets stand in FHIR; looked for when FHIR is met.
pub struct WhereBound {
    rulesets: Vec<Ruleset>,
    given: Option<String>,
    loader: Disk,
    found: OnceLock<Result<Bindings, String>>,
    /// Somebody was told why there are none.
    is_told: AtomicBool,
}

impl fmt::Debug for WhereBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhereBound").field("given", &self.given).finish_non_exhaustive()
    }
}

impl WhereBound {
    /// By the file that is given; without one, by the bindings of these rulesets and those beside their vocabularies.
    #[must_use]
    pub fn new(rulesets: Vec<Ruleset>, given: Option<String>, loader: Disk) -> Self {
        Self { rulesets, given, loader, found: OnceLock::new(), is_told: AtomicBool::new(false) }
    }

    fn bindings(&self) -> io::Result<&Bindings> {
        let found = self.found.get_or_init(|| {
            let mut all = Bindings::default();
            for ruleset in &self.rulesets {
                let found = Bindings::find(ruleset, &self.loader, self.given.as_deref());
                all.extend(found.map_err(|error| format!("the bindings have errors:\n{error}"))?);
            }
            if all.is_empty() {
                return Err("this is FHIR, and nothing says where the facts of the ruleset stand in it; name a file of \
                     `bind` statements with --bindings, or put it beside the vocabulary as NAME.fhir.elig"
                    .to_owned());
            }
            Ok(all)
        });
        found.as_ref().map_err(|why| {
            // A folder may hold thousands of files.
            let why = match self.is_told.swap(true, Ordering::Relaxed) {
                true => "this is FHIR, too, and is not read for the reason above",
                false => why.as_str(),
            };
            io::Error::new(io::ErrorKind::InvalidData, why)
        })
    }
}

/// The records of all patients of some files, which are told apart by name where there are several.
pub fn patients(parts: Vec<Decoded>, vocabulary: &Vocabulary) -> io::Result<Export> {
    let bound = parts.first().and_then(|part| part.options.bindings.clone());
    let bound = bound.ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, "this is FHIR; here records are read from elig's own JSON")
    })?;
    let mut gather = Gather::new(bound.bindings()?, vocabulary, MAX_EXPORT_BYTES_KEPT);
    let several = parts.len() > 1;
    for mut part in parts {
        gather.begin(if several { part.name.display().to_string() } else { String::new() });
        if is_named_by_lines(&part.name) || is_lines(&mut part.input)? {
            lines(io::BufReader::new(part.input), &mut |line, number| gather.take(line, number))?;
        } else {
            let mut text = String::new();
            // One byte more than is allowed shows that it is too large.
            part.input.take(MAX_BUNDLE_BYTES as u64 + 1).read_to_string(&mut text)?;
            gather.take(text.as_bytes(), 0)?;
        }
    }
    gather.finish()
}
