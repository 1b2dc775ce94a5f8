//! The screen of a terminal as a picture: text that can be selected, on light and on dark.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

const CELL: f32 = 8.4;
const LINE: f32 = 20.0;
const MARGIN: f32 = 16.0;

/// Colours by their number in a terminal, dark on light and light on dark; each contrasts with its ground.
const STYLE: &str = "  .ground { fill: #ffffff; stroke: #d0d7de }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
  .c1 { fill: #b3261e } .c2 { fill: #116329 } .c3 { fill: #7d4e00 } .c4 { fill: #0550ae } .c5 { fill: #8250df } .c6 { fill: #0a6577 }
  .bold { font-weight: 600 } .dim { fill: #656d76 } .underline { text-decoration: underline }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #30363d }
    text { fill: #e6edf3 }
    .c1 { fill: #ff7b72 } .c2 { fill: #56d364 } .c3 { fill: #e3b341 } .c4 { fill: #79c0ff } .c5 { fill: #d2a8ff } .c6 { fill: #76e3ea }
    .dim { fill: #8b949e }
  }
";

/// A picture of the screen, down to its last line with something on it.
pub fn picture(screen: &Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let is_used =
        |row: &u16| (0..columns).any(|column| screen.cell(*row, column).is_some_and(Cell::has_contents));
    let rows = (0..rows).rev().find(is_used).map_or(1, |last| last + 1);
    let width = f32::from(columns) * CELL + 2.0 * MARGIN;
    let height = f32::from(rows) * LINE + 2.0 * MARGIN;
    let mut svg = String::new();
    let title = escaped(title);
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" role=\"img\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"ground\" x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\"/>",
        width - 1.0,
        height - 1.0
    );
    for row in 0..rows {
        line(screen, row, columns, &mut svg);
    }
    svg.push_str("</svg>\n");
    svg
}

/// One line: a piece for each stretch of one look, at the place of its first letter.
fn line(screen: &Screen, row: u16, columns: u16, svg: &mut String) {
    let mut pieces: Vec<(u16, String, String)> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else {
            continue;
        };
        let contents = if cell.has_contents() { cell.contents() } else { " " };
        let look = look(cell);
        match pieces.last_mut() {
            // A blank belongs to what stands before it, however that looks: it is copied with it.
            Some((_, last, text)) if *last == look || contents == " " => text.push_str(contents),
            _ => pieces.push((column, look, contents.to_owned())),
        }
    }
    if let Some((_, _, text)) = pieces.last_mut() {
        text.truncate(text.trim_end().len());
    }
    pieces.retain(|(_, _, text)| !text.trim().is_empty());
    if pieces.is_empty() {
        return;
    }
    let y = MARGIN + f32::from(row) * LINE + 14.0;
    let _ = write!(svg, "<text y=\"{y:.0}\">");
    for (column, look, text) in pieces {
        let x = MARGIN + f32::from(column) * CELL;
        let class = if look.is_empty() { String::new() } else { format!(" class=\"{look}\"") };
        let _ = write!(svg, "<tspan x=\"{x:.1}\"{class}>{}</tspan>", escaped(&text));
    }
    svg.push_str("</text>\n");
}

/// The classes of a cell.
fn look(cell: &Cell) -> String {
    let mut classes = Vec::new();
    match cell.fgcolor() {
        Color::Idx(colour @ 1..=6) => classes.push(format!("c{colour}")),
        Color::Idx(colour @ 9..=14) => classes.push(format!("c{}", colour - 8)),
        _ => {}
    }
    for (is_so, class) in [(cell.bold(), "bold"), (cell.dim(), "dim"), (cell.underline(), "underline")] {
        if is_so {
            classes.push(class.to_owned());
        }
    }
    classes.join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn a_picture_shows_what_the_screen_shows() {
    use std::num::NonZeroU16;
    let size = |length| NonZeroU16::new(length).expect("it has cells");
    let mut parser = vt100::Parser::new(size(3), size(20), 0);
    parser.process(b"a \x1b[1;32mb<c\x1b[0m d\r\n  \x1b[2me");
    let picture = picture(parser.screen(), "a & b");
    let read = roxmltree::Document::parse(&picture).expect("it is XML");
    let spans = read.descendants().filter(|node| node.has_tag_name("tspan"));
    let spans: Vec<_> = spans
        .map(|node| {
            (
                node.attribute("x").unwrap_or_default(),
                node.attribute("class").unwrap_or_default(),
                node.text().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        spans,
        [("16.0", "", "a "), ("32.8", "c2 bold", "b<c "), ("66.4", "", "d"), ("32.8", "dim", "e")]
    );
}
