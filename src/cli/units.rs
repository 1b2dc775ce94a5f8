//! `elig units`.

use std::io::{self, Write};

use clap::Args;

use super::style::{QUIET, STRONG};
use super::{Status, complain};
use crate::diagnostic::nearest;
use crate::quantity::unit::{alias, plain_name};
use crate::quantity::{Analyte, Number, Relation, Unit};

/// Show what a unit measures, how an analyte is converted, or convert a quantity exactly.
///
/// Without anything, all analytes are listed. A quantity is a number and a unit in one argument: `elig units
/// "126 mg/dL" --of glucose --to mmol/L`.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_STATUS)]
pub struct Units {
    /// A unit (mg/dL), an analyte (glucose), or a quantity ("126 mg/dL")
    #[arg(allow_hyphen_values = true)]
    what: Option<String>,
    /// The unit to convert the quantity to
    #[arg(long, value_name = "UNIT")]
    to: Option<String>,
    /// What it is a quantity of; mass becomes an amount only by its declared factor
    #[arg(long, value_name = "ANALYTE", requires = "to")]
    of: Option<String>,
}

impl Units {
    pub fn run(&self, out: &mut dyn Write) -> io::Result<Status> {
        let what = match (&self.what, &self.to) {
            (Some(what), _) => what,
            (None, None) => return list(out),
            (None, Some(to)) => return refuse(&format!("say what to convert to {to}: \"126 mg/dL\"")),
        };
        if let Some((number, unit)) = what.trim().split_once(char::is_whitespace)
            && let Ok(number) = Number::parse(number)
        {
            return self.quantity(&number, unit.trim(), out);
        }
        if self.to.is_some() {
            complain(&format!(
                "`{what}` is no quantity to convert; write a number and a unit: \"126 mg/dL\""
            ));
            return Ok(Status::Usage);
        }
        if let Some(analyte) = find(what) {
            return show_analyte(analyte, out);
        }
        match parse(what) {
            Ok(unit) => show_unit(&unit, out),
            Err(problem) => {
                let names = crate::analytes().map(|analyte| &*analyte.name);
                let near =
                    nearest(what, names).map(|near| format!("; or did you mean the analyte `{near}`?"));
                complain(&format!("{problem}{}", near.unwrap_or_default()));
                Ok(Status::Usage)
            }
        }
    }

    fn quantity(&self, number: &Number, unit: &str, out: &mut dyn Write) -> io::Result<Status> {
        let unit = match parse(unit) {
            Ok(unit) => unit,
            Err(problem) => return refuse(&problem),
        };
        let Some(to) = &self.to else {
            return show_unit(&unit, out);
        };
        let to = match parse(to) {
            Ok(to) => to,
            Err(problem) => return refuse(&problem),
        };
        let of = match &self.of {
            Some(name) => match find(name) {
                Some(analyte) => Some(analyte),
                None => return refuse(&format!("there is no analyte `{name}`; `elig units` lists them")),
            },
            None => None,
        };
        match convert(number, &unit, &to, of) {
            Ok((result, by)) => {
                let (from, to) = (unit.quoted(), to.quoted());
                writeln!(out, "{} {from} = {STRONG}{}{STRONG:#} {to}", number.to_short(), result.to_short())?;
                if result.to_short().ends_with('…') {
                    writeln!(out, "  exactly {result}")?;
                }
                for by in by {
                    writeln!(out, "  by {by}")?;
                }
                for cited in of.into_iter().flat_map(|analyte| &analyte.cited) {
                    writeln!(out, "  {QUIET}{cited}{QUIET:#}")?;
                }
                Ok(Status::Done)
            }
            Err(problem) => refuse(&problem),
        }
    }
}

fn refuse(problem: &str) -> io::Result<Status> {
    complain(problem);
    Ok(Status::Usage)
}

/// A unit of UCUM, or another spelling of one.
fn parse(written: &str) -> Result<Unit, String> {
    let written = written.trim().trim_matches('\'');
    let parsed = Unit::parse(alias(written).unwrap_or(written));
    parsed.map_err(|error| match error.help() {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    })
}

fn find(name: &str) -> Option<&'static Analyte> {
    crate::analytes().find(|analyte| *analyte.name == *name).map(|analyte| &**analyte)
}

fn convert(
    number: &Number,
    from: &Unit,
    to: &Unit,
    of: Option<&Analyte>,
) -> Result<(Number, Vec<String>), String> {
    let (one, other) = (from.dimension(), to.dimension());
    let large = |_| "the result is larger than the largest number that can be held".to_owned();
    let base = from.to_base(number).map_err(large)?;
    let relation = of.and_then(|analyte| {
        let fits = |relation: &&Relation| {
            (relation.other_unit.dimension(), relation.unit.dimension()) == (one, other)
        };
        analyte.relations.iter().find(fits)
    });
    if let Some(relation) = relation
        && let Some((slope, intercept)) = relation.in_base_units()
    {
        let result = base.checked_mul(&slope).and_then(|scaled| scaled.checked_add(&intercept));
        let result = result.and_then(|base| to.from_base(&base)).map_err(large)?;
        let by = format!("{}: {} of {}", relation.name, relation.text(), relation.other);
        return Ok((result, vec![by]));
    }
    let conversion = match of {
        Some(analyte) => analyte.conversion(one, other).map(|found| (found.ratio, found.by)),
        None if one == other => Some((Number::ONE, Vec::new())),
        None => None,
    };
    let Some((ratio, by)) = conversion else {
        let why = match of {
            Some(analyte) => format!("`{}` declares no factor between them", analyte.name),
            None => {
                "if one is a mass and the other an amount, say what is measured: `--of glucose`".to_owned()
            }
        };
        return Err(format!("{} is {one}, and {} is {other}; {why}", from.quoted(), to.quoted()));
    };
    let converted = base.checked_mul(&ratio).and_then(|base| to.from_base(&base)).map_err(large)?;
    Ok((converted, by))
}

fn list(out: &mut dyn Write) -> io::Result<Status> {
    let width = crate::analytes().map(|analyte| analyte.name.len()).max().unwrap_or_default();
    for analyte in crate::analytes() {
        let name = format!("{:<width$}", analyte.name);
        writeln!(out, "{STRONG}{name}{STRONG:#}  {}", summary(analyte))?;
    }
    Ok(Status::Done)
}

/// Its factors and relations, or the units it is measured in.
fn summary(analyte: &Analyte) -> String {
    let mut said: Vec<String> = analyte.factors.iter().map(|factor| factor.text()).collect();
    said.extend(
        analyte
            .relations
            .iter()
            .map(|relation| format!("{}: {} of {}", relation.name, relation.text(), relation.other)),
    );
    if said.is_empty() {
        said.extend(analyte.measured_in.iter().map(Unit::quoted));
    }
    said.join(", ")
}

fn show_analyte(analyte: &Analyte, out: &mut dyn Write) -> io::Result<Status> {
    let description = analyte.description.as_deref().unwrap_or_default();
    writeln!(out, "{STRONG}{}{STRONG:#}  {description}", analyte.name)?;
    writeln!(out, "  {}", summary(analyte))?;
    for cited in &analyte.cited {
        writeln!(out, "  {QUIET}{cited}{QUIET:#}")?;
    }
    Ok(Status::Done)
}

/// What a unit measures.
pub fn about_unit(code: &str, out: &mut dyn Write) -> io::Result<()> {
    match parse(code) {
        Ok(unit) => show_unit(&unit, out).map(|_| ()),
        Err(problem) => writeln!(out, "{problem}"),
    }
}

fn show_unit(unit: &Unit, out: &mut dyn Write) -> io::Result<Status> {
    let name = plain_name(unit.code()).map(|name| format!("  {name}")).unwrap_or_default();
    writeln!(out, "{STRONG}{}{STRONG:#}{name}", unit.quoted())?;
    writeln!(out, "  measures {}", unit.dimension())?;
    if unit.is_point() {
        writeln!(out, "  a point on a scale: two of them do not add up, and their difference is in K")?;
    }
    if let Some(other) = unit.look_alike() {
        let name = plain_name(other).map(|name| format!(", {name}")).unwrap_or_default();
        writeln!(out, "  easily mistaken for '{other}'{name}")?;
    }
    Ok(Status::Done)
}
