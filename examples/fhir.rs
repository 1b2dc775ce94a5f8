//! Decides on the patients of FHIR R4 Bundles and bulk exports, by the bindings beside a vocabulary.
//!
//! `cargo run --example fhir -- examples/fhir/programme.elig 2025-11-20 examples/fhir/bundles/*.json`

use std::error::Error;

use elig::loader::{Disk, Wanted};
use elig::record::fhir::{Bindings, Collector};
use elig::{AsOf, Record, compile};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let ruleset = arguments.next().ok_or("name a ruleset, a date, and files of FHIR resources")?;
    let as_of: jiff::civil::Date = arguments.next().ok_or("name the date of the decision")?.parse()?;
    let ruleset = compile(&Disk::new(), Wanted::File(&ruleset)).into_result()?;
    let bindings = Bindings::find(&ruleset, &Disk::new(), None)?;

    let mut collector = Collector::new(&bindings, ruleset.vocabulary());
    for file in arguments {
        // A place that says more than the resource's own name is only needed where several files are read.
        let input = std::fs::File::open(&file)?;
        match file.ends_with(".ndjson") {
            true => collector.add_lines(std::io::BufReader::new(input), "")?,
            false => collector.add(&std::fs::read_to_string(&file)?, ""),
        }
    }

    let mut patients = collector.finish();
    for problem in patients.problems() {
        println!("{problem}");
    }
    for record in patients.by_ref() {
        let read = Record::from_json(ruleset.vocabulary(), &record.text)?;
        let decision = ruleset.decide(&read, AsOf::Fixed(as_of))?;
        println!("{}: {}", read.id().unwrap_or("a patient"), decision.verdict());
        let placed = read.problems().iter().map(|problem| record.placed(problem));
        for problem in record.problems().iter().cloned().chain(placed) {
            println!(" {problem}");
        }
    }
    println!("{}", serde_json::to_string_pretty(patients.account())?);
    Ok(())
}
