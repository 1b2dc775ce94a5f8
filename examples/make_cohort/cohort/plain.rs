//! A record for programs that read columns: numbers, booleans, texts and full dates; what is not recorded is left out.

use super::calendar::Calendar;
use super::recorded::Recorded;
use super::text::{NYHA, Quoted, Said, Tenths, begin, diabetes, field, sex};

pub fn line(out: &mut String, number: u64, recorded: &Recorded, calendar: &Calendar) {
    let day = |ago: u32| Quoted(calendar.day(ago));
    begin(out, number);
    known(out, "birth_date", recorded.born.map(day));
    known(out, "sex", recorded.female.map(|female| Quoted(sex(female))));
    known(out, "pregnant", recorded.pregnant);
    known(out, "diabetes", recorded.diabetes.map(|kind| Quoted(diabetes(kind))));
    known(out, "diagnosed", recorded.diagnosed.map(day));
    known(out, "hba1c", recorded.hba1c.map(Tenths));
    known(out, "hba1c_on", recorded.tested.map(day));
    known(out, "glucose", recorded.glucose);
    known(out, "egfr", recorded.egfr);
    known(out, "systolic", recorded.systolic);
    known(out, "bmi", recorded.bmi.map(Tenths));
    known(out, "nyha", recorded.nyha.map(|class| Quoted(NYHA[class])));
    known(out, "metformin", recorded.metformin);
    known(out, "insulin", recorded.insulin);
    known(out, "hypos", recorded.hypos);
    out.push('}');
}

fn known(out: &mut String, key: &str, value: Option<impl Said>) {
    if let Some(value) = value {
        field(out, key, value);
    }
}
