//! A host program: compile once, share the ruleset among threads, decide on JSON text and on the host's own
//! values. Run it with `cargo run --example embed`.

use elig::loader::{Disk, Memory, Wanted};
use elig::{AsOf, Ruleset, Verdict, compile};
use jiff::civil::date;

/// A host's own type: anything that serializes to an object of the record's shape.
#[derive(serde::Serialize)]
struct Patient {
    id: u32,
    pain_months: Option<u32>,
    device: Devices,
}

#[derive(serde::Serialize)]
struct Devices {
    pacemaker: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // From files; every problem of every file is in the error.
    let policy =
        compile(&Disk::new(), Wanted::File("rulesets/intracept/cleveland_clinic.elig")).into_result()?;
    let as_of = AsOf::RecordOr(date(2025, 11, 20));
    let decision = policy.decide_json(r#"{ "id": "p-1", "device": { "pacemaker": true } }"#, as_of)?;
    println!("{}: {}", decision.record_id().unwrap_or("?"), decision.verdict());

    // From memory: the library opens no file that the host's loader does not hand it.
    let files = Memory::new().with("pain.elig", include_str!("hello.elig"));
    let pain = compile(&files, Wanted::File("pain.elig")).into_result()?;
    let patient = Patient { id: 7, pain_months: None, device: Devices { pacemaker: false } };
    let decision = pain.decide_value(&patient, as_of)?;
    for missing in decision.missing() {
        println!("patient 7: {}, as {} {}", decision.verdict(), missing.fact, missing.absent.phrase());
    }

    // A ruleset is immutable and cheap to clone: any number of threads decide with it.
    println!("eligible after so many months: {:?}", by_threads(&pain)?);

    // A decision serializes with every reason, in the shape of docs/decision.md.
    println!("{}", serde_json::to_string(&decision)?.split_at(53).0);
    Ok(())
}

/// One thread for each patient.
fn by_threads(ruleset: &Ruleset) -> Result<Vec<u32>, elig::DecideError> {
    let decide = |pain_months| {
        let patient =
            Patient { id: pain_months, pain_months: Some(pain_months), device: Devices { pacemaker: false } };
        ruleset.decide_value(&patient, AsOf::Fixed(date(2025, 11, 20))).map(|decision| decision.verdict())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            [3, 5, 6, 24].map(|months| (months, scope.spawn(move || decide(months)))).into();
        let mut eligible = Vec::new();
        for (months, thread) in threads {
            if thread.join().expect("no decision panics")? == Verdict::Eligible {
                eligible.push(months);
            }
        }
        Ok(eligible)
    })
}
