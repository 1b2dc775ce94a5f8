//! A drawing of all cases: both axes by powers of ten, so that what is linear is a line of one slope.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::fit;

const WIDTH: f64 = 350.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 58.0;
const TOP: f64 = 44.0;
const INNER_WIDTH: f64 = 250.0;
const INNER_HEIGHT: f64 = 110.0;
const COLUMNS: usize = 3;

/// The drawing, for a page in light or dark.
pub fn svg(drawings: &[(&Case, Vec<(f64, f64)>)]) -> String {
    let rows = drawings.len().div_ceil(COLUMNS);
    let (width, height) = (WIDTH * COLUMNS as f64, HEIGHT * rows as f64);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"10\" role=\"img\">\n\
         <title>How long each thing takes by its size, on logarithmic axes</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (at, (case, points)) in drawings.iter().enumerate() {
        let (x, y) = ((at % COLUMNS) as f64 * WIDTH, (at / COLUMNS) as f64 * HEIGHT);
        let _ = writeln!(svg, "<g transform=\"translate({x} {y})\">");
        one(case, points, &mut svg);
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn one(case: &Case, points: &[(f64, f64)], svg: &mut String) {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let logs = points.iter().map(|point| of(point).log10());
        let (low, high) = logs.fold((f64::MAX, f64::MIN), |(low, high), log| (low.min(log), high.max(log)));
        (low.floor(), high.ceil().max(low.floor() + 1.0))
    };
    let (sizes, costs) = (ends(|point| point.0), ends(|point| point.1));
    let x = |size: f64| LEFT + (size.log10() - sizes.0) / (sizes.1 - sizes.0) * INNER_WIDTH;
    let y = |cost: f64| TOP + INNER_HEIGHT - (cost.log10() - costs.0) / (costs.1 - costs.0) * INNER_HEIGHT;
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"18\" font-weight=\"600\" fill=\"#1f2937\">{}</text>\
         <text x=\"{LEFT}\" y=\"32\" fill=\"#4b5563\">by {} (exponent {:.2})</text>",
        case.about,
        case.unit,
        fit::exponent(points)
    );
    for power in sizes.0 as i32..=sizes.1 as i32 {
        let size = 10f64.powi(power);
        let _ = writeln!(
            svg,
            "<line x1=\"{0}\" x2=\"{0}\" y1=\"{TOP}\" y2=\"{1}\" stroke=\"#e5e7eb\"/>\
             <text x=\"{0}\" y=\"{2}\" text-anchor=\"middle\" fill=\"#4b5563\">{3}</text>",
            x(size),
            TOP + INNER_HEIGHT,
            TOP + INNER_HEIGHT + 14.0,
            crate::time::thousands(size)
        );
    }
    for power in costs.0 as i32..=costs.1 as i32 {
        let cost = 10f64.powi(power);
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{0}\" y1=\"{1}\" y2=\"{1}\" stroke=\"#e5e7eb\"/>\
             <text x=\"{2}\" y=\"{3}\" text-anchor=\"end\" fill=\"#4b5563\">{4}</text>",
            LEFT + INNER_WIDTH,
            y(cost),
            LEFT - 6.0,
            y(cost) + 3.0,
            tick(power)
        );
    }
    let line: Vec<String> =
        points.iter().map(|(size, cost)| format!("{:.1},{:.1}", x(*size), y(*cost))).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1d4ed8\" stroke-width=\"1.6\"/>",
        line.join(" ")
    );
    for (size, cost) in points {
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.6\" fill=\"#1d4ed8\"/>",
            x(*size),
            y(*cost)
        );
    }
}

/// A power of ten of nanoseconds.
fn tick(power: i32) -> String {
    let (scale, unit) = match power {
        ..3 => (0, "ns"),
        3..6 => (3, "µs"),
        6..9 => (6, "ms"),
        _ => (9, "s"),
    };
    format!("{} {unit}", crate::time::thousands(10f64.powi(power - scale)))
}
