//! The resources of a bulk export, patient by patient, in bounded memory.
//!
//! What belongs to one patient may stand in any line of any file, so that no record is whole before the last line was
//! read. A small export is kept in memory. A larger one is sorted by patients into temporary files, each of which then is
//! small enough to be read as a whole; they have no name, and are gone when the process ends, however it ends.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufWriter, Read, Seek, Write};

use crate::record::fhir::{Account, Bindings, Collector, Patients, subject};
use crate::record::{RecordProblem, RecordText};
use crate::vocabulary::Vocabulary;

/// Temporary files of one export.
const SHARES: usize = 128;

/// Where a resource comes from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    /// Its file, among those of the export.
    file: u32,
    /// Its line; 0 where it is the whole file.
    line: u32,
}

/// Resources as they come in.
pub struct Gather<'b> {
    bindings: &'b Bindings,
    vocabulary: &'b Vocabulary,
    /// The names of the files.
    files: Vec<String>,
    /// How many bytes may be kept in memory.
    limit: usize,
    bytes: usize,
    waiting: Vec<(Origin, Box<[u8]>)>,
    sorted: Option<Sorted>,
}

/// Resources, sorted by patients.
struct Sorted {
    /// Those that belong to no patient, or to no patient for certain.
    common: Collector,
    shares: Vec<BufWriter<File>>,
}

/// The records of an export, one after another.
pub struct Export {
    current: Option<Patients>,
    rest: Option<Rest>,
    /// What became of the resources of patients that were already given.
    account: Account,
    problems: Vec<RecordProblem>,
}

/// What was sorted into temporary files, and not read again yet.
struct Rest {
    empty: Collector,
    files: Vec<String>,
    shares: std::vec::IntoIter<File>,
}

impl<'b> Gather<'b> {
    /// For the records of a vocabulary; so many bytes may be kept in memory.
    pub fn new(bindings: &'b Bindings, vocabulary: &'b Vocabulary, limit: usize) -> Self {
        Self { bindings, vocabulary, files: Vec::new(), limit, bytes: 0, waiting: Vec::new(), sorted: None }
    }

    /// Begins with a file.
    pub fn begin(&mut self, file: String) {
        self.files.push(file);
    }

    /// Takes a line of the file, or all of it: then the line is 0.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn take(&mut self, text: &[u8], line: usize) -> io::Result<()> {
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let origin = Origin { file, line: u32::try_from(line).unwrap_or(u32::MAX) };
        if self.sorted.is_some() {
            return self.sort(origin, text);
        }
        self.bytes += text.len();
        self.waiting.push((origin, text.into()));
        if self.bytes > self.limit {
            let shares = (0..SHARES).map(|_| tempfile::tempfile().map(BufWriter::new));
            let shares = shares.collect::<io::Result<_>>().map_err(|error| temporary(&error))?;
            let common = Collector::new(self.bindings, self.vocabulary);
            self.sorted = Some(Sorted { common, shares });
            for (origin, text) in std::mem::take(&mut self.waiting) {
                self.sort(origin, &text)?;
            }
        }
        Ok(())
    }

    /// Puts a resource to others of the same patient.
    fn sort(&mut self, origin: Origin, text: &[u8]) -> io::Result<()> {
        let Some(sorted) = &mut self.sorted else { return Ok(()) };
        let patient =
            std::str::from_utf8(text).ok().and_then(|text| subject(text.trim_start_matches('\u{feff}')));
        let Some(patient) = patient else {
            add(&mut sorted.common, &self.files, origin, text);
            return Ok(());
        };
        let mut hasher = DefaultHasher::new();
        patient.hash(&mut hasher);
        let share = usize::try_from(hasher.finish() % SHARES as u64).unwrap_or_default();
        let Some(share) = sorted.shares.get_mut(share) else { return Ok(()) };
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let head = [origin.file, origin.line, length].map(u32::to_le_bytes);
        share.write_all(head.as_flattened()).map_err(|error| temporary(&error))?;
        share.write_all(text).map_err(|error| temporary(&error))
    }

    /// The records.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn finish(self) -> io::Result<Export> {
        let Some(sorted) = self.sorted else {
            let mut collector = Collector::new(self.bindings, self.vocabulary);
            for (origin, text) in self.waiting {
                add(&mut collector, &self.files, origin, &text);
            }
            return Ok(Export::of(collector.finish(), None));
        };
        let share = |share: BufWriter<File>| {
            let mut file = share.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(file)
        };
        let shares = sorted.shares.into_iter().map(share).collect::<io::Result<Vec<_>>>();
        let shares = shares.map_err(|error| temporary(&error))?.into_iter();
        let mut empty = Collector::new(self.bindings, self.vocabulary);
        empty.refer_to(&sorted.common);
        Ok(Export::of(sorted.common.finish(), Some(Rest { empty, files: self.files, shares })))
    }
}

impl Rest {
    /// The patients of the next temporary file.
    fn next(&mut self) -> io::Result<Option<Patients>> {
        let Some(file) = self.shares.next() else { return Ok(None) };
        let mut input = io::BufReader::new(file);
        let mut collector = self.empty.clone();
        let mut text = Vec::new();
        loop {
            if input.fill_buf()?.is_empty() {
                return Ok(Some(collector.finish()));
            }
            let mut head = [[0; 4]; 3];
            input.read_exact(head.as_flattened_mut())?;
            let [file, line, length] = head.map(u32::from_le_bytes);
            text.clear();
            input.by_ref().take(u64::from(length)).read_to_end(&mut text)?;
            add(&mut collector, &self.files, Origin { file, line }, &text);
        }
    }
}

fn add(collector: &mut Collector, files: &[String], origin: Origin, text: &[u8]) {
    let file = usize::try_from(origin.file).ok().and_then(|file| files.get(file));
    let place = file.map(String::as_str).unwrap_or_default();
    match origin.line {
        0 => collector.add(&String::from_utf8_lossy(text), place),
        line => collector.add_line(text, place, usize::try_from(line).unwrap_or_default()),
    }
}

fn temporary(error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!(
            "{error}, in a temporary file: a large export is sorted by patients in {}",
            std::env::temp_dir().display()
        ),
    )
}

impl Export {
    fn of(current: Patients, rest: Option<Rest>) -> Self {
        let problems = current.problems().to_vec();
        Self { current: Some(current), rest, account: Account::default(), problems }
    }

    /// What could not be read and belongs to no patient.
    pub fn problems(&self) -> &[RecordProblem] {
        &self.problems
    }

    /// What became of everything that was read; whole when there is no next record.
    pub fn account(&self) -> &Account {
        &self.account
    }
}

impl Iterator for Export {
    type Item = io::Result<RecordText>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(text) = self.current.as_mut()?.next() {
                return Some(Ok(text));
            }
            if let Some(done) = self.current.take() {
                self.account.add(done.account());
            }
            match self.rest.as_mut()?.next() {
                Ok(next) => self.current = next,
                Err(error) => return Some(Err(temporary(&error))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::{Memory, Wanted};

    const RULES: &str = "fact months: integer\nfact device: boolean\nrequire months >= 6\nexclude device\n\n\
        valueset months_codes \"LOINC\" { loinc: 72514-3 }\nvalueset device_codes \"SNOMED CT\" { snomed: 14106009 }\n\n\
        bind months from Observation where code in months_codes: value value\n\
        bind device from DeviceUseStatement where device in device_codes\n";

    /// The records, and what became of everything, in an order that does not hang on how they were kept.
    fn records(files: &[(&str, &str)], limit: usize) -> (Vec<String>, Account, Vec<String>) {
        let compiled = crate::compile(&Memory::new().with("r.elig", RULES), Wanted::File("r.elig"));
        let ruleset = compiled.into_result().unwrap_or_else(|error| panic!("{error}"));
        let bindings = Bindings::of(&ruleset);
        let mut gather = Gather::new(&bindings, ruleset.vocabulary(), limit);
        for (name, text) in files {
            gather.begin((*name).to_owned());
            match name.ends_with(".ndjson") {
                true => {
                    crate::record::fhir::lines(text.as_bytes(), &mut |line, number| gather.take(line, number))
                }
                false => gather.take(text.as_bytes(), 0),
            }
            .expect("there is room");
        }
        let mut export = gather.finish().expect("there is room");
        let problems = export.problems().iter().map(|problem| format!("{problem:?}")).collect();
        let records = export.by_ref().map(|text| text.expect("it can be read again").text);
        let mut records: Vec<String> = records.collect();
        records.sort();
        (records, export.account().clone(), problems)
    }

    #[test]
    fn an_export_says_the_same_in_memory_and_in_files() {
        let patients: String =
            (0..300).map(|at| format!("{{\"resourceType\":\"Patient\",\"id\":\"{at}\"}}\n")).collect();
        let observations: String = (0..600)
            .map(|at| {
                let (patient, months) = (at * 7 % 320, at % 30);
                format!(
                    "{{\"resourceType\":\"Observation\",\"id\":\"o{at}\",\"status\":\"final\",\"code\":{{\"coding\":[{{\
                     \"system\":\"http://loinc.org\",\"code\":\"72514-3\"}}]}},\"subject\":{{\"reference\":\"Patient/{patient}\"}},\
                     \"effectiveDateTime\":\"2025-01-{:02}\",\"valueInteger\":{months}}}\n",
                    at % 28 + 1
                )
            })
            .collect();
        let uses: String = (0..40)
            .map(|at| {
                format!(
                    "{{\"resourceType\":\"DeviceUseStatement\",\"id\":\"u{at}\",\"status\":\"active\",\"subject\":{{\
                     \"reference\":\"Patient/{at}\"}},\"device\":{{\"reference\":\"Device/d\"}}}}\n"
                )
            })
            .collect();
        let device = "{\n  \"resourceType\": \"Device\",\n  \"id\": \"d\",\n  \"type\": { \"coding\": [{ \"system\": \
             \"http://snomed.info/sct\", \"code\": \"14106009\" }] }\n}";
        let files = [
            ("Observation.ndjson", observations.as_str()),
            ("Patient.ndjson", &patients),
            (
                "broken.ndjson",
                "{\"resourceType\":\n\n{\"resourceType\":\"Observation\",\"status\":\"final\"}\n",
            ),
            ("DeviceUseStatement.ndjson", &uses),
            ("Device.json", device),
        ];
        let kept = records(&files, usize::MAX);
        assert_eq!(kept.0.len(), 320);
        assert_eq!(kept.0.iter().filter(|text| text.contains("\"device\":true")).count(), 40, "{:?}", kept.0);
        for limit in [0, 5_000, 100_000] {
            assert_eq!(records(&files, limit), kept, "{limit}");
        }
    }
}
