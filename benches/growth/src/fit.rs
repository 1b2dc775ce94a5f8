//! How a cost grows.

/// The exponent by which it grows between the larger half of the sizes, by least squares of the logarithms: 1 is linear,
/// 2 is quadratic.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let from = if points.len() > 3 { points.len() / 2 - 1 } else { 0 };
    let large = points.get(from..).unwrap_or(points);
    let logs: Vec<(f64, f64)> = large.iter().map(|(size, cost)| (size.ln(), cost.ln())).collect();
    let count = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let above: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let below: f64 = logs.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}

/// What one more costs, between the two largest sizes.
pub fn slope(points: &[(f64, f64)]) -> f64 {
    match points {
        [.., before, last] => (last.1 - before.1) / (last.0 - before.0),
        _ => f64::NAN,
    }
}
