//! A cohort learns what one day says for all days that rules cannot tell from it: on every day of some years it says what a
//! decision says, whichever day came first.

use elig::AsOf;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::same::check;
use crate::support::ruleset;

const RULES: &str = "fact seen: date\nfact birth_date: date fixed\nfact other: date\nfact ended: date or never\n\
    fact begun: date\nfact note: date\n\
    require recent: seen within 6 months\n\
    require old: seen at least 3 months ago or seen before @2024-02-29\n\
    require grown: age >= 1 years or age < 3 months\n\
    require not_then: not (other = @2024-02-29)\n\
    require ended at least 1 year ago\n\
    require waited: months between seen and begun <= 1\n\
    exclude noted: note is known and note after @2024-02-28\n";

/// Every day from the first one on, whether there is one of this name or not.
fn days() -> Vec<String> {
    let names = (2023..=2025).flat_map(|year| (0..=13).map(move |month| (year, month)));
    names.flat_map(|(year, month)| (0..=32).map(move |day| format!("{year}-{month:02}-{day:02}"))).collect()
}

fn records(days: &[String]) -> Vec<String> {
    days.iter()
        .map(|day| {
            format!(r#"{{"seen":"{day}","birth_date":"{day}","other":"{day}","ended":"{day}","begun":"{day}","note":"{day}"}}"#)
        })
        .collect()
}

const ON: Date = date(2025, 2, 28);

#[test]
fn every_day_of_three_years() {
    let ruleset = ruleset(RULES);
    for as_of in [AsOf::Fixed(ON), AsOf::RecordOr(ON)] {
        let mut records = records(&days());
        check(&ruleset, as_of, &records).expect("all are the same");
        records.reverse();
        check(&ruleset, as_of, &records).expect("all are the same");
    }
}

proptest! {
    #[test]
    fn days_in_any_order(days in prop::sample::subsequence(days(), 30).prop_shuffle()) {
        prop_assert_eq!(check(&ruleset(RULES), AsOf::Fixed(ON), &records(&days)), Ok(()));
    }
}
