//! Interviews: whoever answers what a record says reaches the verdict of that record, with no more questions than it
//! has facts.

use elig::ask::{Ended, Interview, Taken};
use elig::loader::{Disk, Wanted};
use elig::patient::Patient;
use elig::syntax::print::print_expr;
use elig::{AsOf, Verdict};

#[test]
fn answers_of_a_record_reach_its_verdict() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut ended = 0;
    for (name, every) in [("cleveland_clinic", 4), ("medicare_a59468", 15)] {
        let path = root.join(format!("rulesets/intracept/{name}.elig"));
        let Some(ruleset) = elig::compile(&Disk::new(), Wanted::File(path.to_str().unwrap())).ruleset else {
            panic!("{name} compiles");
        };
        let mut files: Vec<_> = std::fs::read_dir(root.join("examples/patients"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for file in files.iter().step_by(every) {
            let text = std::fs::read_to_string(file).unwrap();
            let told = Patient::from_json(ruleset.vocabulary(), &text).unwrap();
            let as_of = AsOf::Fixed(told.as_of().unwrap());
            let wanted = told.decide(&ruleset, as_of).unwrap().verdict();
            let mut interview = Interview::new(&ruleset, Patient::new(ruleset.vocabulary()), as_of).unwrap();
            let mut questions = 0;
            let mut skipped = false;
            while interview.ended().is_none() {
                questions += 1;
                assert!(questions <= ruleset.vocabulary().len() * 2, "{name} {file:?} asks without end");
                let prompt = interview.prompt();
                let fact = prompt.trim_end_matches("? ");
                let answer = told.fields().get(fact).map(print_expr);
                let known = interview.patient().fields().contains_key(fact);
                let answer = match answer.filter(|_| !known) {
                    Some(answer) => answer,
                    None => {
                        skipped = true;
                        "skip".to_owned()
                    }
                };
                let taken = interview.take(&answer);
                assert_eq!(taken, Taken::Answered, "{name} {file:?} {fact} {answer}");
            }
            if interview.ended() == Some(Ended::Settled) || !skipped {
                let reached = match interview.whatever_is_missing() {
                    elig::completions::Whatever::Settled(verdict) => verdict,
                    _ => interview.decision().verdict(),
                };
                // What nobody asked has no part in it; but what the record leaves open it leaves open here, too.
                if wanted != Verdict::Undetermined {
                    assert_eq!(reached, wanted, "{name} {file:?}");
                    ended += 1;
                }
            }
        }
    }
    assert!(ended > 3, "only {ended} interviews came to an end");
}
