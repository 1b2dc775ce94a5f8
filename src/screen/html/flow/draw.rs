//! Boxes in their places, and the mark-up of it. A block has its own stretch of height, so that nothing of one block can
//! lie over another; within a block the middle and the side are columns of their own.

use std::fmt::{self, Formatter};

use super::measure::FONT;
use crate::page::Text;

const WIDTH: u32 = 600;
/// The two columns: where they start, and how wide they are.
const MIDDLE: (u32, u32) = (4, 196);
const SIDE: (u32, u32) = (232, 364);
const PADDING: u32 = 10;
const LINE: u32 = 19;
const BAR: u32 = 6;
/// Between blocks, and where an arrow leaves the line down the middle.
const GAP: u32 = 8;
const BRANCH: u32 = 28;
const ARROW: u32 = 5;

/// What a box is about, and so in which column it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Remain,
    Leave,
    Aside,
    Nobody,
    Eligible,
    Open,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Class::Remain => "remain",
            Class::Leave => "leave",
            Class::Aside => "aside",
            Class::Nobody => "nobody",
            Class::Eligible => "ends-eligible",
            Class::Open => "ends-open",
        }
    }

    fn column(self) -> (u32, u32) {
        if matches!(self, Class::Remain | Class::Eligible) { MIDDLE } else { SIDE }
    }

    /// How wide a line of text may be.
    pub fn room(self) -> u32 {
        self.column().1 - 2 * PADDING
    }
}

/// A line of text in a box.
#[derive(Debug, Clone)]
pub struct Line {
    pub text: String,
    pub strong: bool,
}

/// A box.
#[derive(Debug, Clone)]
pub struct Boxed {
    pub class: Class,
    pub lines: Vec<Line>,
    /// A bar for a part of a whole.
    pub bar: Option<(u64, u64)>,
}

impl Boxed {
    fn height(&self) -> u32 {
        let lines = u32::try_from(self.lines.len()).unwrap_or(u32::MAX / LINE / 2);
        let bar = if self.bar.is_some() { BAR + PADDING / 2 } else { 0 };
        2 * PADDING + lines * LINE + bar
    }
}

/// What stands below the block before it.
#[derive(Debug, Clone)]
pub enum Block {
    /// The first box.
    Start(Boxed),
    /// Some leave, the others remain.
    Leave { side: Boxed, main: Boxed },
    /// Nobody leaves.
    Nobody(Boxed),
    /// The line ends in two boxes.
    End { left: Boxed, right: Boxed },
}

impl Block {
    fn height(&self) -> u32 {
        match self {
            Block::Start(main) => main.height(),
            Block::Leave { side, main } => {
                (GAP + side.height() + GAP).max(GAP + BRANCH + GAP + main.height())
            }
            Block::Nobody(side) => GAP + side.height() + GAP,
            Block::End { left, right } => 2 * BRANCH + left.height().max(right.height()),
        }
    }
}

/// The whole diagram.
#[derive(Debug, Clone, Default)]
pub struct Diagram {
    blocks: Vec<(Block, String)>,
}

impl Diagram {
    /// Puts a block below the others, with what it shows in words.
    pub fn push(&mut self, block: Block, said: String) {
        self.blocks.push((block, said));
    }

    /// Parts of about the same height, none higher than this, unless a block by itself is.
    pub fn parts(self, highest: u32) -> Vec<Part> {
        let whole: u32 = self.blocks.iter().map(|(block, _)| block.height()).sum();
        let number = whole.div_ceil(highest.max(1)).max(1);
        let about = whole.div_ceil(number);
        let mut parts: Vec<Part> = Vec::new();
        for (block, said) in self.blocks {
            let height = block.height();
            match parts.last_mut() {
                Some(part) if part.height + height / 2 <= about && part.height + height + GAP <= highest => {
                    part.height += height;
                    part.blocks.push(block);
                    part.said.push(said);
                }
                _ => parts.push(Part { height, blocks: vec![block], said: vec![said] }),
            }
        }
        parts
    }
}

/// A part of the diagram.
#[derive(Debug, Clone)]
pub struct Part {
    height: u32,
    blocks: Vec<Block>,
    said: Vec<String>,
}

/// Writes one part of so many.
pub fn write(part: &Part, number: usize, of: usize, f: &mut Formatter<'_>) -> fmt::Result {
    // The line goes on into the next part.
    let height = part.height + if number == of { GAP } else { 0 };
    writeln!(
        f,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"flow-{number}-title\" aria-describedby=\"flow-{number}-text\">"
    )?;
    let title = if of == 1 {
        "Flow of patients".to_owned()
    } else {
        format!("Flow of patients, part {number} of {of}")
    };
    writeln!(f, "<title id=\"flow-{number}-title\">{title}</title>")?;
    writeln!(f, "<desc id=\"flow-{number}-text\">{}</desc>", Text(part.said.join(" ")))?;
    let mut y = 0;
    for block in &part.blocks {
        write_block(block, y, f)?;
        y += block.height();
    }
    writeln!(f, "</svg>")
}

fn write_block(block: &Block, y: u32, f: &mut Formatter<'_>) -> fmt::Result {
    let spine = MIDDLE.0 + MIDDLE.1 / 2;
    let bottom = y + block.height();
    match block {
        Block::Start(main) => write_box(main, y + 1, main.height() - 1, f),
        Block::Leave { side, main } => {
            let top = y + GAP + BRANCH + GAP;
            write_line(&[(spine, y), (spine, top)], f)?;
            write_arrow_down(spine, top, f)?;
            let branch = y + BRANCH;
            write_line(&[(spine, branch), (SIDE.0, branch)], f)?;
            write_arrow_right(SIDE.0, branch, f)?;
            let below = top + main.height();
            if below < bottom {
                write_line(&[(spine, below), (spine, bottom)], f)?;
            }
            write_box(side, y + GAP, side.height(), f)?;
            write_box(main, top, main.height(), f)
        }
        Block::Nobody(side) => {
            write_line(&[(spine, y), (spine, bottom)], f)?;
            write_box(side, y + GAP, side.height(), f)
        }
        Block::End { left, right } => {
            let (fork, top) = (y + BRANCH, y + 2 * BRANCH);
            let beside = SIDE.0 + SIDE.1 / 2;
            write_line(&[(spine, y), (spine, top)], f)?;
            write_line(&[(spine, fork), (beside, fork), (beside, top)], f)?;
            write_arrow_down(spine, top, f)?;
            write_arrow_down(beside, top, f)?;
            write_box(left, top, left.height(), f)?;
            write_box(right, top, right.height(), f)
        }
    }
}

fn write_box(boxed: &Boxed, y: u32, height: u32, f: &mut Formatter<'_>) -> fmt::Result {
    let (x, width) = boxed.class.column();
    writeln!(
        f,
        "<rect class=\"box {}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" />",
        boxed.class.name()
    )?;
    if boxed.lines.is_empty() {
        return Ok(());
    }
    // Text has a window of its own: what a font makes wider than any is cut, and lies over nothing.
    let room = boxed.class.room();
    writeln!(f, "<svg x=\"{}\" y=\"{}\" width=\"{room}\" height=\"{}\">", x + PADDING, y + 1, height - 2)?;
    let mut baseline = PADDING + FONT - 2;
    for line in &boxed.lines {
        let class = if line.strong { " class=\"strong\"" } else { "" };
        writeln!(f, "<text{class} x=\"0\" y=\"{baseline}\">{}</text>", Text(&line.text))?;
        baseline += LINE;
    }
    writeln!(f, "</svg>")?;
    match boxed.bar {
        Some((part, whole)) => {
            let y = y + height - PADDING / 2 - BAR;
            let x = x + PADDING;
            writeln!(f, "<rect class=\"whole\" x=\"{x}\" y=\"{y}\" width=\"{room}\" height=\"{BAR}\" />")?;
            let filled = scaled(part, whole, room);
            writeln!(f, "<rect class=\"part\" x=\"{x}\" y=\"{y}\" width=\"{filled}\" height=\"{BAR}\" />")
        }
        None => Ok(()),
    }
}

/// `part` of `whole` on a scale of this length. Somebody is at least seen.
pub fn scaled(part: u64, whole: u64, length: u32) -> u32 {
    if part == 0 || whole == 0 {
        return 0;
    }
    let units = u128::from(part) * u128::from(length) / u128::from(whole);
    u32::try_from(units).unwrap_or(length).clamp(1, length)
}

fn write_line(points: &[(u32, u32)], f: &mut Formatter<'_>) -> fmt::Result {
    let points: Vec<_> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    writeln!(f, "<polyline class=\"way\" points=\"{}\" />", points.join(" "))
}

fn write_arrow_down(x: u32, y: u32, f: &mut Formatter<'_>) -> fmt::Result {
    let (left, right, back) = (x - ARROW, x + ARROW, y - 2 * ARROW);
    writeln!(f, "<polygon class=\"tip\" points=\"{left},{back} {right},{back} {x},{y}\" />")
}

fn write_arrow_right(x: u32, y: u32, f: &mut Formatter<'_>) -> fmt::Result {
    let (up, down, back) = (y - ARROW, y + ARROW, x - 2 * ARROW);
    writeln!(f, "<polygon class=\"tip\" points=\"{back},{up} {back},{down} {x},{y}\" />")
}
