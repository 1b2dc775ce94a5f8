//! What the targets share.

use elig::loader::{Disk, Memory, Wanted};
use elig::screen::Screen;
use elig::{AsOf, Outcome, Ruleset};

/// The date of all decisions that say none themselves.
pub const AS_OF: AsOf = AsOf::RecordOr(jiff::civil::date(2025, 11, 20));

/// A ruleset from a text, if it has no errors.
pub fn compiled(text: &str) -> Option<Ruleset> {
    elig::compile(&Memory::new().with("fuzz.elig", text), Wanted::File("fuzz.elig")).into_result().ok()
}

/// One of the rulesets that elig brings along, by its path in the repository.
pub fn shipped(path: &str) -> Ruleset {
    let file = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    elig::compile(&Disk::new(), Wanted::File(&file)).into_result().expect("it has no errors")
}

/// Decides on a record in each way there is, and asks that all say the same.
pub fn decide(ruleset: &Ruleset, text: &str) {
    if ruleset.is_vocabulary() || ruleset.program().rules.is_empty() {
        return;
    }
    let screen = Screen::new(ruleset, AS_OF).expect("it has rules");
    let mut patients = screen.patients();
    let decided = ruleset.decide_json(text, AS_OF);
    // The second time what the first one learnt is used.
    for _ in 0..2 {
        let screened = patients.decide(text).map(|told| {
            let rules: Vec<Outcome> = told.answer.rules.outcomes().collect();
            (told.answer.verdict, rules)
        });
        match (&decided, screened) {
            (Ok(decision), Ok(screened)) => {
                let rules: Vec<Outcome> = decision.outcomes().map(|(_, outcome)| outcome).collect();
                assert_eq!((decision.verdict(), rules), screened);
            }
            (Err(_), Err(_)) => {}
            (decided, screened) => panic!("decided {}, screened {}", decided.is_ok(), screened.is_ok()),
        }
    }
    if let Ok(decision) = decided {
        let judged = patients.judge(decision.record()).expect("it was read for this vocabulary");
        let rules: Vec<Outcome> = decision.outcomes().map(|(_, outcome)| outcome).collect();
        assert_eq!((judged.verdict, judged.rules.outcomes().collect::<Vec<_>>()), (decision.verdict(), rules));
    }
}
