//! Quantities: a number, a unit, and bounds.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::read::Reader;
use super::{Entry, RecordProblem};
use crate::absence::Absence;
use crate::diagnostic::Code;
use crate::json::{Kind, Pairs};
use crate::limits::MAX_RECORD_RATIO_BITS;
use crate::possible::{Interval, Possible};
use crate::quantity::unit::{alias, differ_by};
use crate::quantity::{Number, Unit};
use crate::vocabulary::{QuantityType, ValueType};

/// Which side of a bound a value lies on: FHIR's quantity comparators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Censored {
    Below,
    AtMost,
    AtLeast,
    Above,
}

impl Censored {
    const SIGNS: [(&'static str, Censored); 6] = [
        ("<=", Censored::AtMost),
        (">=", Censored::AtLeast),
        ("≤", Censored::AtMost),
        ("≥", Censored::AtLeast),
        ("<", Censored::Below),
        (">", Censored::Above),
    ];

    /// `<0.5` is *below* and `0.5`.
    pub(super) fn split(text: &str) -> Option<(Self, &str)> {
        Self::SIGNS.iter().find_map(|(sign, censored)| Some((*censored, text.strip_prefix(sign)?.trim())))
    }

    fn parse(sign: &str) -> Option<Self> {
        Self::SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, censored)| *censored)
    }

    /// All numbers on that side.
    fn side(self, end: Number) -> (Bound<Number>, Bound<Number>) {
        match self {
            Censored::Below => (Bound::Unbounded, Bound::Excluded(end)),
            Censored::AtMost => (Bound::Unbounded, Bound::Included(end)),
            Censored::AtLeast => (Bound::Included(end), Bound::Unbounded),
            Censored::Above => (Bound::Excluded(end), Bound::Unbounded),
        }
    }
}

/// The parts of a quantity in a record.
#[derive(Default)]
struct Parts<'t> {
    value: Option<&'t RawValue>,
    unit: Option<&'t RawValue>,
    comparator: Option<&'t RawValue>,
    system: Option<&'t RawValue>,
    code: Option<&'t RawValue>,
}

impl<'t> Reader<'t> {
    /// `{ "value": 5.4, "unit": "mg/dL" }`, `{ "value": "<0.5", "unit": "mg/L" }`, and a FHIR Quantity.
    pub(super) fn quantity(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        quantity: &QuantityType,
    ) -> Result<Entry, RecordProblem> {
        let parts = self.parts(raw, path, quantity)?;
        self.quantity_of_parts(raw, &parts, path, ty, quantity)
    }

    /// A quantity of an observation, by the unit that stands beside all of them. The comparator is that of the
    /// `value`; a reference limit is written with its own sign.
    pub(super) fn quantity_beside(
        &mut self,
        (raw, members): (&'t RawValue, &Pairs<'t>),
        (key, value): (&str, &'t RawValue),
        path: &str,
        ty: &ValueType,
        quantity: &QuantityType,
    ) -> Result<Entry, RecordProblem> {
        let find = |key: &str| members.iter().find(|(own, _)| own == key).map(|(_, value)| *value);
        let parts = Parts {
            value: Some(value),
            unit: find("unit"),
            comparator: find("comparator").filter(|_| key == "value"),
            ..Parts::default()
        };
        self.quantity_of_parts(raw, &parts, path, ty, quantity)
    }

    fn quantity_of_parts(
        &mut self,
        raw: &'t RawValue,
        parts: &Parts<'t>,
        path: &str,
        ty: &ValueType,
        quantity: &QuantityType,
    ) -> Result<Entry, RecordProblem> {
        if parts.value.is_some_and(|value| Kind::of(value) == Kind::Null) {
            return Ok(Entry::new(ty.everything(), Some(Absence::NotRecorded)));
        }
        let Some(value) = parts.value else {
            return Err(self
                .problem(Code::RecordType, self.bytes(raw), path, format!("`{path}` has a unit and no value"))
                .help(quantity_help(quantity)));
        };
        let text = match Kind::of(value) {
            Kind::Number => value.get().to_owned(),
            Kind::Text => self.unescaped(value, path)?,
            _ => return Err(self.wrong_type(value, path, ty)),
        };
        let (unit, spelt) = self.recorded_unit(raw, parts, path, quantity)?;
        let (comparator, digits) = match (self.comparator(parts, path)?, Censored::split(&text)) {
            (None, Some((sign, digits))) => (Some(sign), digits),
            (given, None) => (given, text.as_str()),
            (Some(_), Some(_)) => {
                return Err(self
                    .problem(Code::RecordType, self.bytes(raw), path, format!("`{path}` has two comparators"))
                    .help("write the sign once: before the value, or as `comparator`"));
            }
        };
        if Kind::of(value) == Kind::Text && comparator.is_none() {
            return Err(self
                .problem(Code::RecordType, self.bytes(value), path, format!("the value of `{path}` is text"))
                .help("write the number without quotes; only a bound is text: \"<0.5\""));
        }
        let number = self.exact(digits, value, path)?;
        let (base, by) = self.in_base(&number, &unit, quantity, value, path)?;
        let sign = comparator.map_or("", |comparator| {
            Censored::SIGNS.iter().find(|(_, known)| *known == comparator).map_or("", |(sign, _)| *sign)
        });
        let written = format!("{sign}{digits} {spelt}");
        let entry = match comparator {
            Some(comparator) => {
                Entry::new(self.censored(comparator, base, raw, path, ty)?, Some(Absence::Censored))
            }
            None => Entry::new(self.admitted(base, raw, path, ty)?, None),
        };
        Ok(Entry { by, ..entry.written(written) })
    }

    /// A number alone: invalid, unless the fact says `unit assumed`.
    pub(super) fn bare_quantity(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
        quantity: &QuantityType,
        unit_assumed: bool,
    ) -> Result<Entry, RecordProblem> {
        let unit = quantity.unit.as_ref().filter(|_| unit_assumed);
        let Some(unit) = unit else {
            return Err(self
                .problem(
                    Code::RecordNoUnit,
                    self.bytes(raw),
                    path,
                    format!("`{path}` is a number without a unit"),
                )
                .help(format!(
                    "{}; where a source never writes it, the fact can say `unit assumed`",
                    quantity_help(quantity)
                )));
        };
        let number = self.exact(raw.get(), raw, path)?;
        let (base, _) = self.in_base(&number, unit, quantity, raw, path)?;
        let written = format!("{} {}", raw.get(), unit.code());
        Ok(Entry::new(self.admitted(base, raw, path, ty)?, None).written(written))
    }

    fn parts(
        &mut self,
        raw: &'t RawValue,
        path: &str,
        quantity: &QuantityType,
    ) -> Result<Parts<'t>, RecordProblem> {
        let mut parts = Parts::default();
        for (key, value) in Self::pairs(raw) {
            let place = match &*key {
                "value" => &mut parts.value,
                "unit" => &mut parts.unit,
                "comparator" => &mut parts.comparator,
                "system" => &mut parts.system,
                "code" => &mut parts.code,
                // A FHIR Quantity may carry an id.
                "id" => continue,
                _ => {
                    return Err(self
                        .problem(
                            Code::RecordType,
                            self.bytes(value),
                            path,
                            format!("`{path}` has a key that a quantity does not have"),
                        )
                        .help(quantity_help(quantity)));
                }
            };
            if place.replace(value).is_some() {
                return Err(self
                    .problem(
                        Code::RecordDuplicateKey,
                        self.bytes(value),
                        path,
                        format!("`{key}` of `{path}` is given more than once"),
                    )
                    .help("keep one of the two; until then the quantity is not used"));
            }
        }
        Ok(parts)
    }

    fn comparator(&self, parts: &Parts<'t>, path: &str) -> Result<Option<Censored>, RecordProblem> {
        let Some(raw) = parts.comparator.filter(|raw| Kind::of(raw) != Kind::Null) else { return Ok(None) };
        let sign: Option<String> = serde_json::from_str(raw.get()).ok();
        sign.and_then(|sign| Censored::parse(&sign)).map(Some).ok_or_else(|| {
            self.problem(
                Code::RecordType,
                self.bytes(raw),
                path,
                format!("`{path}` has an unknown comparator"),
            )
            .help("the comparators are <, <=, >= and >")
        })
    }

    /// The unit of a recorded quantity, and how it is spelt. UCUM in `code` beats what is shown in `unit`;
    /// another spelling is understood if the table of aliases has it.
    fn recorded_unit(
        &mut self,
        raw: &'t RawValue,
        parts: &Parts<'t>,
        path: &str,
        quantity: &QuantityType,
    ) -> Result<(Unit, String), RecordProblem> {
        let is_ucum = match parts.system.filter(|raw| Kind::of(raw) != Kind::Null) {
            None => true,
            Some(system) => {
                let uri: Option<String> = serde_json::from_str(system.get()).ok();
                uri.is_some_and(|uri| matches!(uri.as_str(), "http://unitsofmeasure.org" | "ucum"))
            }
        };
        let coded = parts.code.filter(|raw| is_ucum && Kind::of(raw) != Kind::Null);
        let Some(place) = coded.or(parts.unit).filter(|raw| Kind::of(raw) != Kind::Null) else {
            return Err(self
                .problem(Code::RecordNoUnit, self.bytes(raw), path, format!("`{path}` has no unit"))
                .help(quantity_help(quantity)));
        };
        let spelt: String = match Kind::of(place) {
            Kind::Text => self.unescaped(place, path)?,
            other => {
                return Err(self
                    .problem(
                        Code::RecordUnit,
                        self.bytes(place),
                        path,
                        format!("the unit of `{path}` is {}", other.phrase()),
                    )
                    .help(quantity_help(quantity)));
            }
        };
        if spelt.trim().is_empty() {
            return Err(self
                .problem(
                    Code::RecordNoUnit,
                    self.bytes(place),
                    path,
                    format!("the unit of `{path}` is empty"),
                )
                .help(quantity_help(quantity)));
        }
        let parsed = match alias(&spelt) {
            Some(ucum) => Unit::parse(ucum),
            None => Unit::parse(&spelt),
        };
        let unit = parsed.map_err(|error| {
            let nearest = error.help().unwrap_or_else(|| quantity_help(quantity));
            self.problem(
                Code::RecordUnit,
                self.bytes(place),
                path,
                format!("the unit of `{path}` is no unit of UCUM, nor a spelling that elig knows"),
            )
            .help(format!("{nearest}; the fact is in '{}'", declared(quantity)))
        })?;
        if let Some(meant) = unit.look_alike() {
            // A megamole is a mistake; a thousand million times too much must not pass for a value.
            return Err(self
                .problem(
                    Code::RecordUnit,
                    self.bytes(place),
                    path,
                    format!("the unit of `{path}` is easily mistaken for another, and is not used"),
                )
                .help(format!(
                    "did the source mean `{meant}`? Write so; the fact is in '{}'",
                    declared(quantity)
                )));
        }
        self.check_annotation(place, path, quantity, &unit);
        Ok((unit, spelt))
    }

    /// `mL/min` where `mL/min/{1.73_m2}` is declared: the same unit to UCUM, and perhaps not to a clinician.
    fn check_annotation(&mut self, place: &'t RawValue, path: &str, quantity: &QuantityType, unit: &Unit) {
        // Units of two dimensions are never the same, whatever stands in braces; that is told where it is converted.
        let Some(declared) = quantity.unit.as_ref().filter(|own| own.dimension() == unit.dimension()) else {
            return;
        };
        // `{beats}/min` says the same as `/min`; what is counted for a body of so many square metres does not.
        let per_body = |unit: &Unit| unit.annotations().iter().any(|text| text.contains("1.73"));
        let plain = declared.annotations().is_empty() || unit.annotations().is_empty();
        if declared.annotations() == unit.annotations() || (plain && per_body(declared) == per_body(unit)) {
            return;
        }
        let problem = self
            .problem(
                Code::RecordAnnotation,
                self.bytes(place),
                path,
                format!("the unit of `{path}` differs in what stands in braces"),
            )
            .help(format!(
                "the fact is in '{}'; UCUM takes both for the same unit: check that they are",
                declared.code()
            ));
        self.report(problem);
    }

    /// The number in base units of the fact's dimension, and the declared factors that led there.
    fn in_base(
        &self,
        number: &Number,
        unit: &Unit,
        quantity: &QuantityType,
        raw: &'t RawValue,
        path: &str,
    ) -> Result<(Number, Option<Arc<str>>), RecordProblem> {
        let overflow = |_| {
            self.problem(
                Code::RecordNumber,
                self.bytes(raw),
                path,
                format!("`{path}` is too large in base units"),
            )
            .help("record it in a unit nearer to the number")
        };
        let base = unit.to_base(number).map_err(overflow)?;
        if unit.dimension() == &quantity.dimension {
            self.check_ratio(unit, &Number::ONE, quantity, raw, path)?;
            return Ok((base, None));
        }
        let analyte = quantity.analyte();
        let conversion = analyte.and_then(|a| a.conversion(unit.dimension(), &quantity.dimension));
        let Some(conversion) = conversion else {
            let relation = analyte.and_then(|analyte| {
                let fits = |unit: &Unit, other: &Unit| unit.dimension() == other.dimension();
                analyte.relations.iter().find(|relation| fits(&relation.other_unit, unit))
            });
            let help = match (relation, analyte) {
                (Some(relation), _) => format!(
                    "such values are of `{}`: record them in a fact of that analyte; a ruleset converts them with `{}`",
                    relation.other, relation.name
                ),
                (None, Some(analyte)) => {
                    format!(
                        "the analyte `{}` declares no factor between the two; the fact is in '{}'",
                        analyte.name,
                        declared(quantity)
                    )
                }
                (None, None) if differ_by(unit.dimension(), &quantity.dimension, "[IU]/U") => format!(
                    "international units and enzyme units are not the same; where a laboratory writes IU for the enzyme unit U, record '{}'",
                    declared(quantity)
                ),
                (None, None) if differ_by(unit.dimension(), &quantity.dimension, "g/mol") => format!(
                    "the fact is in '{}'; mass becomes an amount only by what is measured: declare the fact `of` its analyte, such as `quantity '{}' of creatinine`",
                    declared(quantity),
                    declared(quantity)
                ),
                (None, None) => format!("the fact is in '{}'", declared(quantity)),
            };
            return Err(self
                .problem(
                    Code::RecordUnit,
                    self.bytes(raw),
                    path,
                    format!("`{path}` measures {}, and this unit {}", quantity.dimension, unit.dimension()),
                )
                .help(help));
        };
        self.check_ratio(unit, &conversion.ratio, quantity, raw, path)?;
        let by = conversion.by.join(" and ").into();
        Ok((base.checked_mul(&conversion.ratio).map_err(overflow)?, Some(by)))
    }

    /// The checker counts on ratios of a limited size, to know what can overflow before anything runs.
    fn check_ratio(
        &self,
        unit: &Unit,
        factor: &Number,
        quantity: &QuantityType,
        raw: &'t RawValue,
        path: &str,
    ) -> Result<(), RecordProblem> {
        let ratio = unit.ratio().unwrap_or(&Number::ONE).checked_mul(factor);
        if ratio.is_ok_and(|ratio| ratio.bits() <= ratio_bits(quantity.unit.as_ref())) {
            return Ok(());
        }
        Err(self
            .problem(
                Code::RecordUnit,
                self.bytes(raw),
                path,
                format!("the unit of `{path}` is too far from the declared one to be converted exactly"),
            )
            .help(format!("record it in '{}'", declared(quantity))))
    }

    fn admitted(
        &self,
        base: Number,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
    ) -> Result<Possible, RecordProblem> {
        if ty.admits(&base) { Ok(Possible::number(base)) } else { Err(self.outside(raw, path, ty)) }
    }

    pub(super) fn outside(&self, raw: &'t RawValue, path: &str, ty: &ValueType) -> RecordProblem {
        self.problem(
            Code::RecordRange,
            self.bytes(raw),
            path,
            format!("`{path}` is outside of its declared range"),
        )
        .help(format!(
            "its type is `{ty}`; correct the record, or widen the range where the fact is declared"
        ))
    }

    /// What lies on one side of a bound and within the declared range.
    pub(super) fn censored(
        &self,
        comparator: Censored,
        end: Number,
        raw: &'t RawValue,
        path: &str,
        ty: &ValueType,
    ) -> Result<Possible, RecordProblem> {
        let Possible::Number(declared) = ty.everything() else { return Err(self.wrong_type(raw, path, ty)) };
        let (low, high) = comparator.side(end);
        let whole = matches!(ty, ValueType::Number { integer: true, .. });
        let (low, high) = if whole { (whole_low(low), whole_high(high)) } else { (low, high) };
        let side = Interval::new(low, high);
        declared.common(&side).map(Possible::Number).ok_or_else(|| self.outside(raw, path, ty))
    }
}

/// The first whole number from this end on.
fn whole_low(end: Bound<Number>) -> Bound<Number> {
    match end {
        Bound::Included(number) => Bound::Included(number.ceil()),
        Bound::Excluded(number) => {
            number.floor().checked_add(&Number::ONE).map_or(Bound::Excluded(number), Bound::Included)
        }
        Bound::Unbounded => Bound::Unbounded,
    }
}

/// The last whole number up to this end.
fn whole_high(end: Bound<Number>) -> Bound<Number> {
    match end {
        Bound::Included(number) => Bound::Included(number.floor()),
        Bound::Excluded(number) => {
            number.ceil().checked_sub(&Number::ONE).map_or(Bound::Excluded(number), Bound::Included)
        }
        Bound::Unbounded => Bound::Unbounded,
    }
}

fn declared(quantity: &QuantityType) -> &str {
    quantity.unit.as_ref().map_or("1", Unit::code)
}

/// How many bits the ratio of a recorded unit, times that of an analyte's factor, may have: as many as that of
/// the declared unit, and at least [`MAX_RECORD_RATIO_BITS`].
pub(crate) fn ratio_bits(declared: Option<&Unit>) -> u64 {
    declared.and_then(Unit::ratio).map_or(0, Number::bits).max(MAX_RECORD_RATIO_BITS)
}

/// How a quantity is written in a record.
pub(super) fn quantity_help(quantity: &QuantityType) -> String {
    let unit = declared(quantity);
    format!(
        "write `{{ \"value\": 5.4, \"unit\": \"{unit}\" }}`, and of a bound `{{ \"value\": \"<5.4\", \"unit\": \"{unit}\" }}`"
    )
}
