//! A record for programs that read columns: numbers, booleans, texts and full dates; what is not recorded is left out.

use std::fmt::Display;

use super::calendar::Calendar;
use super::recorded::Recorded;
use super::text::{NYHA, Quoted, Tenths, diabetes, put, sex};

pub fn line(out: &mut String, number: u64, recorded: &Recorded, calendar: &Calendar) {
    let day = |ago: u32| Quoted(calendar.day(ago));
    put(out, format_args!("{{\"id\":\"p-{number:07}\""));
    field(out, "birth_date", recorded.born.map(day));
    field(out, "sex", recorded.female.map(|female| Quoted(sex(female))));
    field(out, "pregnant", recorded.pregnant);
    field(out, "diabetes", recorded.diabetes.map(|kind| Quoted(diabetes(kind))));
    field(out, "diagnosed", recorded.diagnosed.map(day));
    field(out, "hba1c", recorded.hba1c.map(Tenths));
    field(out, "hba1c_on", recorded.tested.map(day));
    field(out, "glucose", recorded.glucose);
    field(out, "egfr", recorded.egfr);
    field(out, "systolic", recorded.systolic);
    field(out, "bmi", recorded.bmi.map(Tenths));
    field(out, "nyha", recorded.nyha.map(|class| Quoted(NYHA[class])));
    field(out, "metformin", recorded.metformin);
    field(out, "insulin", recorded.insulin);
    field(out, "hypos", recorded.hypos);
    out.push('}');
}

fn field(out: &mut String, key: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        put(out, format_args!(",\"{key}\":{value}"));
    }
}
