//! The handful of units that the reference knows, each as a ratio of whole numbers to the base of its dimension.

use super::value::Exact;

/// What a unit measures. Glucose is counted as mass a volume, also where it is written as an amount: by the factor that
/// practice uses, 1 mmol/L = 18 mg/dL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    Mass,
    Concentration,
    Glucose,
    Fraction,
    Temperature,
    TemperatureDifference,
    Pressure,
}

/// `value * ratio + offset` is the value in the base unit.
pub struct Unit {
    pub dimension: Dimension,
    ratio: (i64, i64),
    offset: (i64, i64),
}

/// The unit of this code, for a value of glucose or of nothing that is said.
pub fn unit(code: &str, glucose: bool) -> Option<Unit> {
    use Dimension::{Concentration, Fraction, Glucose, Mass, Pressure, Temperature, TemperatureDifference};
    let concentration = if glucose { Glucose } else { Concentration };
    let (dimension, ratio, offset) = match code {
        "g" => (Mass, (1, 1), (0, 1)),
        "kg" => (Mass, (1000, 1), (0, 1)),
        "mg" => (Mass, (1, 1000), (0, 1)),
        "g/L" => (concentration, (1, 1), (0, 1)),
        "mg/dL" => (concentration, (1, 100), (0, 1)),
        // 18 mg/dL are 0.18 g/L.
        "mmol/L" if glucose => (Glucose, (18, 100), (0, 1)),
        "%" => (Fraction, (1, 100), (0, 1)),
        "K" => (TemperatureDifference, (1, 1), (0, 1)),
        "Cel" => (Temperature, (1, 1), (27315, 100)),
        // (F + 459.67) * 5 / 9 is the temperature in kelvin.
        "[degF]" => (Temperature, (5, 9), (45967 * 5, 900)),
        "mm[Hg]" => (Pressure, (1, 1), (0, 1)),
        _ => return None,
    };
    Some(Unit { dimension, ratio, offset })
}

fn exact((above, below): (i64, i64)) -> Exact {
    Exact::new(above.into(), below.into())
}

impl Unit {
    pub fn to_base(&self, value: &Exact) -> Exact {
        value * exact(self.ratio) + exact(self.offset)
    }

    /// The number of this unit that a value in the base unit is: a line that rises, so that ends stay ends.
    pub fn line_from_base(&self) -> (Exact, Exact) {
        let slope = exact(self.ratio).recip();
        let offset = -(exact(self.offset) * &slope);
        (slope, offset)
    }
}
