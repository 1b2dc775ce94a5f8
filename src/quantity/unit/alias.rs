//! Common spellings of units that are not UCUM.

/// Spellings found in clinical data, each with the UCUM code it stands for. They are not read as units: they
/// are what an error suggests, and what a record or a ruleset can be fixed to.
///
/// A spelling is here only if it can mean one thing and is not itself UCUM for another. Left out for that
/// reason:
///
/// * `F`, `C`, `K`, `ft`, `pt`, `R`: UCUM for farad, coulomb, kelvin, femtotonne, picotonne and roentgen; so
///   is `K/uL`, a kelvin per microlitre.
/// * `units` and `u`: insulin is counted in `[IU]`, an enzyme in `U`, and `u` is the atomic mass unit.
/// * `oz`: of mass or of volume. `gal`, `cup` and `tsp` differ between countries. `Cal`: a kilocalorie or a
///   slip for `cal`.
/// * `gtt`, `drops`: an infusion set gives 10 to 60 drops a millilitre, UCUM's `[drp]` is a twentieth of one.
/// * `EU/mL`: UCUM for an exa-enzyme unit, where endotoxin or Ehrlich units are meant.
/// * `pH`: UCUM for a picohenry.
/// * `Torr`: within 2e-7 of `mm[Hg]`, but not the same.
/// * `10^9/L`, `10^3/uL`, `U/l`, `g/dl`, `mg%`, `ml`: UCUM as they are, and mean what they say.
/// * `mL/min/1.73.m2`: UCUM for a number times square metres, and no slip that can be told from intent.
/// * `M`, `mM`, `uM` for molar concentrations: one slip of case from `m`, `mm` and `um`.
///
/// ```
/// use elig::quantity::unit::{ALIASES, Unit};
/// assert!(ALIASES.iter().all(|(written, code)| Unit::parse(written).is_err() && Unit::parse(code).is_ok()));
/// ```
pub const ALIASES: &[(&str, &str)] = &[
    // Pressure
    ("mmHg", "mm[Hg]"),
    ("mm Hg", "mm[Hg]"),
    ("mmhg", "mm[Hg]"),
    ("MMHG", "mm[Hg]"),
    ("mm[hg]", "mm[Hg]"),
    ("mm_Hg", "mm[Hg]"),
    ("cmH2O", "cm[H2O]"),
    ("cm H2O", "cm[H2O]"),
    ("cmH20", "cm[H2O]"),
    ("inHg", "[in_i'Hg]"),
    ("psi", "[psi]"),
    // Rates
    ("bpm", "/min"),
    ("BPM", "/min"),
    ("beats/min", "{beats}/min"),
    ("beats/minute", "{beats}/min"),
    ("beats per minute", "{beats}/min"),
    ("breaths/min", "{breaths}/min"),
    ("breaths/minute", "{breaths}/min"),
    ("breaths per minute", "{breaths}/min"),
    ("per minute", "/min"),
    ("per min", "/min"),
    // Time
    ("years", "a"),
    ("year", "a"),
    ("yrs", "a"),
    ("yr", "a"),
    ("y", "a"),
    ("months", "mo"),
    ("month", "mo"),
    ("mos", "mo"),
    ("weeks", "wk"),
    ("week", "wk"),
    ("wks", "wk"),
    ("days", "d"),
    ("day", "d"),
    ("hours", "h"),
    ("hour", "h"),
    ("hrs", "h"),
    ("hr", "h"),
    ("minutes", "min"),
    ("minute", "min"),
    ("mins", "min"),
    ("seconds", "s"),
    ("second", "s"),
    ("secs", "s"),
    ("sec", "s"),
    ("msec", "ms"),
    ("usec", "us"),
    // Arbitrary units
    ("IU", "[IU]"),
    ("IU/L", "[IU]/L"),
    ("IU/l", "[IU]/L"),
    ("IU/mL", "[IU]/mL"),
    ("IU/ml", "[IU]/mL"),
    ("kIU/L", "k[IU]/L"),
    ("kIU/mL", "k[IU]/mL"),
    ("mIU/L", "m[IU]/L"),
    ("mIU/mL", "m[IU]/mL"),
    ("mIU/ml", "m[IU]/mL"),
    ("uIU/mL", "u[IU]/mL"),
    ("uIU/ml", "u[IU]/mL"),
    ("\u{b5}IU/mL", "u[IU]/mL"),
    ("\u{3bc}IU/mL", "u[IU]/mL"),
    ("\u{b5}IU/L", "u[IU]/L"),
    ("\u{3bc}IU/L", "u[IU]/L"),
    ("IU/kg", "[IU]/kg"),
    ("IU/day", "[IU]/d"),
    ("CFU/mL", "[CFU]/mL"),
    ("PFU/mL", "[PFU]/mL"),
    // Micro
    ("mcg", "ug"),
    ("\u{b5}g", "ug"),
    ("\u{3bc}g", "ug"),
    ("mcg/L", "ug/L"),
    ("mcg/dL", "ug/dL"),
    ("mcg/mL", "ug/mL"),
    ("mcg/kg/min", "ug/kg/min"),
    ("\u{b5}g/L", "ug/L"),
    ("\u{3bc}g/L", "ug/L"),
    ("\u{b5}g/dL", "ug/dL"),
    ("\u{3bc}g/dL", "ug/dL"),
    ("\u{b5}g/mL", "ug/mL"),
    ("\u{3bc}g/mL", "ug/mL"),
    ("\u{b5}mol", "umol"),
    ("\u{3bc}mol", "umol"),
    ("\u{b5}mol/L", "umol/L"),
    ("\u{3bc}mol/L", "umol/L"),
    ("mcmol/L", "umol/L"),
    ("\u{b5}L", "uL"),
    ("\u{3bc}L", "uL"),
    ("mcL", "uL"),
    ("\u{b5}m", "um"),
    ("\u{3bc}m", "um"),
    // Counts
    ("x10^9/L", "10*9/L"),
    ("x10*9/L", "10*9/L"),
    ("x10E9/L", "10*9/L"),
    ("10E9/L", "10*9/L"),
    ("10e9/L", "10*9/L"),
    ("\u{d7}10^9/L", "10*9/L"),
    ("\u{d7}10\u{2079}/L", "10*9/L"),
    ("10\u{2079}/L", "10*9/L"),
    ("x 10^9/L", "10*9/L"),
    ("\u{d7} 10\u{2079}/L", "10*9/L"),
    ("x10^12/L", "10*12/L"),
    ("10E12/L", "10*12/L"),
    ("10e12/L", "10*12/L"),
    ("\u{d7}10^12/L", "10*12/L"),
    ("\u{d7}10\u{b9}\u{b2}/L", "10*12/L"),
    ("10\u{b9}\u{b2}/L", "10*12/L"),
    ("x10^6/L", "10*6/L"),
    ("x10^3/uL", "10*3/uL"),
    ("x10^3/\u{b5}L", "10*3/uL"),
    ("x10^3/\u{3bc}L", "10*3/uL"),
    ("10^3/\u{b5}L", "10*3/uL"),
    ("10^3/\u{3bc}L", "10*3/uL"),
    ("10E3/uL", "10*3/uL"),
    ("x10^6/uL", "10*6/uL"),
    ("10^6/\u{b5}L", "10*6/uL"),
    ("10^6/\u{3bc}L", "10*6/uL"),
    ("10E6/uL", "10*6/uL"),
    ("thou/uL", "10*3/uL"),
    ("cells/uL", "{cells}/uL"),
    ("cells/\u{b5}L", "{cells}/uL"),
    ("cells/\u{3bc}L", "{cells}/uL"),
    ("cells/mm3", "{cells}/mm3"),
    ("cells/mm^3", "{cells}/mm3"),
    ("cells/mm\u{b3}", "{cells}/mm3"),
    ("copies/mL", "{copies}/mL"),
    ("copies/ml", "{copies}/mL"),
    ("/HPF", "/[HPF]"),
    ("/hpf", "/[HPF]"),
    ("/LPF", "/[LPF]"),
    ("/lpf", "/[LPF]"),
    // Filtration
    ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73 m2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73 m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73m^2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73m^2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73 m^2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73m\u{b2}", "mL/min/{1.73_m2}"),
    ("ml/min/1.73m\u{b2}", "mL/min/{1.73_m2}"),
    ("mL/min/1.73 m\u{b2}", "mL/min/{1.73_m2}"),
    ("ml/min/1.73 m\u{b2}", "mL/min/{1.73_m2}"),
    ("mL/min/1.73sqm", "mL/min/{1.73_m2}"),
    ("mL/min per 1.73 m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73_m2", "mL/min/{1.73_m2}"),
    // Temperature
    ("\u{b0}C", "Cel"),
    ("\u{2103}", "Cel"),
    ("degC", "Cel"),
    ("deg C", "Cel"),
    ("deg_C", "Cel"),
    ("celsius", "Cel"),
    ("Celsius", "Cel"),
    ("\u{b0}F", "[degF]"),
    ("\u{2109}", "[degF]"),
    ("degF", "[degF]"),
    ("deg F", "[degF]"),
    ("deg_F", "[degF]"),
    ("fahrenheit", "[degF]"),
    ("Fahrenheit", "[degF]"),
    // Mass, length, volume
    ("gm", "g"),
    ("gms", "g"),
    ("gram", "g"),
    ("grams", "g"),
    ("gm/dL", "g/dL"),
    ("gm/dl", "g/dL"),
    ("mgs", "mg"),
    ("kgs", "kg"),
    ("kilograms", "kg"),
    ("lbs", "[lb_av]"),
    ("lb", "[lb_av]"),
    ("pounds", "[lb_av]"),
    ("inches", "[in_i]"),
    ("inch", "[in_i]"),
    ("in", "[in_i]"),
    ("feet", "[ft_i]"),
    ("cc", "mL"),
    ("cc/h", "mL/h"),
    ("cc/hr", "mL/h"),
    ("cc/min", "mL/min"),
    ("mLs", "mL"),
    ("mls", "mL"),
    ("litre", "L"),
    ("litres", "L"),
    ("liter", "L"),
    ("liters", "L"),
    ("kg/m^2", "kg/m2"),
    ("kg/m\u{b2}", "kg/m2"),
    ("kg/sqm", "kg/m2"),
    ("m^2", "m2"),
    ("m\u{b2}", "m2"),
    ("sqm", "m2"),
    ("cm^2", "cm2"),
    ("cm\u{b2}", "cm2"),
    ("cm^3", "cm3"),
    ("cm\u{b3}", "cm3"),
    ("mm^3", "mm3"),
    ("mm\u{b3}", "mm3"),
    ("mg/m^2", "mg/m2"),
    ("mg/m\u{b2}", "mg/m2"),
    // Chemistry and the rest
    ("mEq", "meq"),
    ("mEq/L", "meq/L"),
    ("mEq/l", "meq/L"),
    ("mOsm", "mosm"),
    ("mOsm/kg", "mosm/kg"),
    ("mOsm/L", "mosm/L"),
    ("mOsmol/kg", "mosm/kg"),
    ("mosmol/kg", "mosm/kg"),
    ("mmoles/L", "mmol/L"),
    ("mg/kg/day", "mg/kg/d"),
    ("mg/day", "mg/d"),
    ("g/day", "g/d"),
    ("mL/hr", "mL/h"),
    ("ml/hr", "mL/h"),
    ("mm/hr", "mm/h"),
    ("L/minute", "L/min"),
    ("mg/24h", "mg/(24.h)"),
    ("g/24h", "g/(24.h)"),
    ("mL/24h", "mL/(24.h)"),
    ("mg/24hr", "mg/(24.h)"),
    ("percent", "%"),
    ("pct", "%"),
    ("ppm", "[ppm]"),
    ("ppb", "[ppb]"),
    ("mcCi", "uCi"),
    ("INR", "{INR}"),
    ("METs", "[MET]"),
    ("METS", "[MET]"),
];

/// The UCUM code that a common spelling stands for, letter for letter.
///
/// ```
/// use elig::quantity::unit::alias;
/// assert_eq!(alias("mmHg"), Some("mm[Hg]"));
/// assert_eq!(alias("mL/min/1.73m2"), Some("mL/min/{1.73_m2}"));
/// assert_eq!(alias("K/uL"), None); // a kelvin per microlitre
/// ```
#[must_use]
pub fn alias(written: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(known, _)| *known == written).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::Unit;
    use super::*;

    #[test]
    fn every_alias_names_a_unit_and_is_none_itself() {
        let mut seen = HashSet::new();
        for (written, code) in ALIASES {
            assert!(seen.insert(written), "{written} twice");
            let unit = Unit::parse(code).unwrap_or_else(|error| panic!("{written}: {error}"));
            if let Ok(shadowed) = Unit::parse(written) {
                panic!("{written} is UCUM for {}, {:?}", shadowed.dimension(), unit.dimension());
            }
        }
    }

    #[test]
    fn what_was_left_out_is_not_here() {
        for written in [
            "F", "C", "K", "M", "K/uL", "units", "u", "oz", "Torr", "Cal", "pH", "EU/mL", "ft", "10^9/L",
            "ml",
        ] {
            assert_eq!(alias(written), None, "{written}");
        }
        for written in [
            "F",
            "C",
            "K",
            "K/uL",
            "ft",
            "u",
            "R",
            "pH",
            "EU/mL",
            "pt",
            "10^9/L",
            "10^3/uL",
            "mg%",
            "mL/min/1.73.m2",
        ] {
            assert!(Unit::parse(written).is_ok(), "{written}");
        }
    }
}
