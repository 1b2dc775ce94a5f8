//! What a record says of a fact: a value, nothing, or why there is none.

use elig::Absence;
use elig::Absence::{AskedDeclined, Invalid, NotApplicable, NotRecorded};

use super::{entry, read};

#[test]
fn null_and_a_missing_key_are_not_recorded() {
    for text in ["{}", r#"{ "pregnant": null }"#, r#"{ "pregnant": { "absent": "not-recorded" } }"#] {
        let record = read(text);
        assert_eq!(entry(&record, "pregnant"), Err(NotRecorded), "{text}");
        assert!(record.problems().is_empty(), "{text}");
    }
}

#[test]
fn every_reason_is_taken_for_every_type() {
    let facts = ["pain_months", "odi", "pregnant", "smoking", "scoliosis", "note"];
    for (code, absence) in Absence::CODES {
        for fact in facts {
            let record = read(&format!(r#"{{ "{fact}": {{ "absent": "{code}" }} }}"#));
            assert_eq!(entry(&record, fact), Err(*absence), "{fact}: {code}");
            assert!(record.problems().is_empty(), "{fact}: {code}");
        }
        let nested =
            read(&format!(r#"{{ "device": {{ "implanted": {{ "kind": {{ "absent": "{code}" }} }} }} }}"#));
        assert_eq!(entry(&nested, "device.implanted.kind"), Err(*absence), "{code}");
    }
}

/// The table in the documents is the one in the program.
#[test]
fn the_documents_list_every_reason() {
    let page = include_str!("../../docs/records.md");
    let documented: Vec<(String, String)> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| {
            let mut cells =
                line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
            Some((cells.next()?, cells.next()?))
        })
        .filter(|(_, meaning)| Absence::from_code(meaning).is_some())
        .collect();
    let known: Vec<_> =
        Absence::CODES.iter().map(|(code, absence)| ((*code).to_owned(), absence.to_string())).collect();
    assert_eq!(documented, known);
}

#[test]
fn a_group_may_be_partial() {
    let record = read(r#"{ "device": { "implanted": { "count": 1 } } }"#);
    assert_eq!(entry(&record, "device.implanted.count"), Ok("1".to_owned()));
    assert_eq!(entry(&record, "device.implanted.kind"), Err(NotRecorded));
    assert_eq!(entry(&record, "device.pacemaker"), Err(NotRecorded));
}

#[test]
fn a_group_that_is_null_or_empty_says_nothing() {
    for text in [r#"{ "device": null }"#, r#"{ "device": {} }"#, r#"{ "device": { "implanted": null } }"#] {
        let record = read(text);
        for fact in ["device.pacemaker", "device.implanted.kind", "device.implanted.count"] {
            assert_eq!(entry(&record, fact), Err(NotRecorded), "{fact} in {text}");
        }
        assert!(record.problems().is_empty(), "{text}");
    }
}

/// Somebody meant to say something of these facts: they are not merely missing.
#[test]
fn a_group_that_is_no_object_is_invalid_with_all_its_facts() {
    for value in ["true", "0", "\"none\"", "[]", "[{ \"pacemaker\": true }]"] {
        let record = read(&format!(r#"{{ "device": {value}, "pain_months": 7 }}"#));
        for fact in ["device.pacemaker", "device.implanted.kind", "device.implanted.count"] {
            assert_eq!(entry(&record, fact), Err(Invalid), "{fact} in {value}");
        }
        assert_eq!(entry(&record, "heart.weakened"), Err(NotRecorded));
        assert_eq!(entry(&record, "pain_months"), Ok("7".to_owned()), "the rest stays usable");
    }
}

#[test]
fn facts_of_one_name_in_several_groups_are_apart() {
    let record =
        read(r#"{ "heart": { "weakened": true }, "lungs": { "weakened": { "absent": "asked-declined" } } }"#);
    assert_eq!(entry(&record, "heart.weakened"), Ok("true".to_owned()));
    assert_eq!(entry(&record, "lungs.weakened"), Err(AskedDeclined));
    // A value out of its group is given to nobody; the fact it may have been meant for is not merely silent.
    let record = read(r#"{ "weakened": true, "lungs": { "weakened": false } }"#);
    assert_eq!(entry(&record, "heart.weakened"), Err(Invalid));
    assert_eq!(entry(&record, "lungs.weakened"), Ok("false".to_owned()));
}

/// An assumption fills what the record is silent of, and not what it says in the wrong place.
#[test]
fn no_assumption_fills_a_fact_that_a_misplaced_key_means() {
    let ruleset = crate::support::ruleset(
        "fact cancer.active: boolean\nassume cancer.active = false when not recorded because \"it would be known\"\n\
         exclude cancer.active\n",
    );
    let verdict = |text: &str| crate::support::decide(&ruleset, text).verdict();
    assert_eq!(verdict("{}"), elig::Verdict::Eligible);
    for text in [
        r#"{ "cancer.active": true }"#,
        r#"{ "cancer.active": true, "cancer": { "active": false } }"#,
        r#"{ "Cancer": { "active": true } }"#,
        r#"{ "cancer": { "actve": true } }"#,
    ] {
        assert_eq!(verdict(text), elig::Verdict::Undetermined, "{text}");
    }
}

#[test]
fn a_rejected_value_is_invalid_and_the_rest_stays_usable() {
    let record = read(r#"{ "pain_months": "24", "odi": 42, "pregnant": { "absent": "not-applicable" } }"#);
    assert_eq!(entry(&record, "pain_months"), Err(Invalid));
    assert_eq!(entry(&record, "odi"), Ok("42".to_owned()));
    assert_eq!(entry(&record, "pregnant"), Err(NotApplicable));
}
