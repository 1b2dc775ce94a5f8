//! Makes a cohort of invented patients for `examples/cohort/metabolic.elig`, one JSON object a line:
//! `cargo run --release --example make_cohort -- 1000000 --plain -o cohort.ndjson`.
//!
//! The same count, seed and form give the same bytes on every machine, and a shorter cohort is the beginning of a longer
//! one. [`cohort`] says how the patients come about, and by which published figures.

mod cohort;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cohort::{Form, SEED};

const USAGE: &str = "make_cohort COUNT [--seed N] [--plain] [-o FILE]

  COUNT     how many patients
  --seed N  another cohort (20251120 unless given)
  --plain   bare numbers, full dates and no mistakes: for programs that read columns
  -o FILE   where to write them; standard output unless given";

/// What was asked for on the command line.
struct Wanted {
    count: u64,
    seed: u64,
    form: Form,
    file: Option<PathBuf>,
}

fn main() -> ExitCode {
    match wanted(std::env::args().skip(1)) {
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Ok(wanted) => match make(&wanted) {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever reads the patients has enough of them, as `head` does.
            Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(problem) => {
                eprintln!("the cohort could not be written: {problem}");
                ExitCode::from(2)
            }
        },
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let (mut count, mut seed, mut form, mut file) = (None, SEED, Form::Full, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--plain" => form = Form::Plain,
            "--seed" => seed = number(arguments.next(), "the seed")?,
            "-o" => file = Some(PathBuf::from(arguments.next().ok_or("`-o` needs the name of a file")?)),
            _ if argument.starts_with('-') => return Err(format!("there is no option `{argument}`")),
            _ if count.is_some() => return Err(format!("`{argument}` is one argument too many")),
            _ => count = Some(number(Some(argument), "the count")?),
        }
    }
    Ok(Wanted { count: count.ok_or("say how many patients")?, seed, form, file })
}

fn number(text: Option<String>, what: &str) -> Result<u64, String> {
    let text = text.ok_or_else(|| format!("{what} is missing"))?;
    text.parse().map_err(|_| format!("{what} is a whole number, and not `{text}`"))
}

fn make(wanted: &Wanted) -> io::Result<()> {
    match &wanted.file {
        None => write(io::stdout().lock(), wanted),
        Some(path) => replace(path, wanted),
    }
}

/// Under its own name a file is there only when it is whole.
fn replace(path: &Path, wanted: &Wanted) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(name);
    let written = File::create(&part).and_then(|file| write(file, wanted));
    let placed = written.and_then(|()| std::fs::rename(&part, path));
    if placed.is_err() {
        // The first problem is the one to tell; what is left of the part may not even be there.
        let _ = std::fs::remove_file(&part);
    }
    placed
}

fn write(out: impl Write, wanted: &Wanted) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    cohort::write(&mut out, wanted.count, wanted.seed, wanted.form)?;
    out.flush()
}
