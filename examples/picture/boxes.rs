//! Box-drawing characters and blocks as lines and rectangles.

use std::collections::BTreeMap;

use crate::svg::{CELL, DIM, push, px};

/// Widths of light and heavy lines, in tenths of a pixel.
const WIDTHS: [u32; 3] = [0, 11, 22];

/// Which arms a character has from the middle of its cell: up, right, down, left; 0 for none, 1
/// for a light line, 2 for a heavy one.
pub(crate) fn arms(symbol: &str) -> Option<[usize; 4]> {
    Some(match symbol {
        "─" => [0, 1, 0, 1],
        "│" => [1, 0, 1, 0],
        "┌" | "╭" => [0, 1, 1, 0],
        "┐" | "╮" => [0, 0, 1, 1],
        "└" | "╰" => [1, 1, 0, 0],
        "┘" | "╯" => [1, 0, 0, 1],
        "├" => [1, 1, 1, 0],
        "┤" => [1, 0, 1, 1],
        "┬" => [0, 1, 1, 1],
        "┴" => [1, 1, 0, 1],
        "┼" => [1, 1, 1, 1],
        "━" => [0, 2, 0, 2],
        "┃" => [2, 0, 2, 0],
        "┏" => [0, 2, 2, 0],
        "┓" => [0, 0, 2, 2],
        "┗" => [2, 2, 0, 0],
        "┛" => [2, 0, 0, 2],
        _ => return None,
    })
}

/// How wide a block is, in eighths of its cell.
pub(crate) fn block(symbol: &str) -> Option<u32> {
    match symbol {
        "█" => Some(8),
        "▌" => Some(4),
        _ => None,
    }
}

/// A colour, and whether it is dim.
pub(crate) type Ink = (&'static str, bool);

/// Lines of one ink and weight.
type Pen = (Ink, usize);

/// What is to be drawn, pieces of one line put together as they come.
#[derive(Default)]
pub(crate) struct Drawing {
    /// Per pen and height: from and to.
    across: BTreeMap<(Pen, u32), Vec<(u32, u32)>>,
    /// Per pen and column: from and to.
    down: BTreeMap<(Pen, u32), Vec<(u32, u32)>>,
    blocks: Vec<(u32, u32, u32, Ink)>,
}

impl Drawing {
    /// Adds what the character draws in the cell with this upper left corner, if it draws.
    pub(crate) fn add(&mut self, symbol: &str, (x, y): (u32, u32), ink: Ink) {
        if let Some(eighths) = block(symbol) {
            self.blocks.push((x, y, CELL.0 * eighths / 8, ink));
        }
        let Some([up, right, down, left]) = arms(symbol) else { return };
        let middle = (x + CELL.0 / 2, y + CELL.1 / 2);
        let mut across = |weight: usize, from, to| {
            if weight > 0 {
                join(self.across.entry(((ink, weight), middle.1)).or_default(), (from, to));
            }
        };
        across(left, x, middle.0);
        across(right, middle.0, x + CELL.0);
        let mut along = |weight: usize, from, to| {
            if weight > 0 {
                join(self.down.entry(((ink, weight), middle.0)).or_default(), (from, to));
            }
        };
        along(up, y, middle.1);
        along(down, middle.1, y + CELL.1);
    }

    /// Writes it all: a path for each pen, a rectangle for each block.
    pub(crate) fn write(&self, out: &mut String) {
        let mut paths: BTreeMap<Pen, String> = BTreeMap::new();
        for ((pen, y), pieces) in &self.across {
            let path = paths.entry(*pen).or_default();
            for (from, to) in pieces {
                push(path, format_args!("M{} {}H{}", px(*from), px(*y), px(*to)));
            }
        }
        for ((pen, x), pieces) in &self.down {
            let path = paths.entry(*pen).or_default();
            for (from, to) in pieces {
                push(path, format_args!("M{} {}V{}", px(*x), px(*from), px(*to)));
            }
        }
        for (((colour, dim), weight), path) in &paths {
            let opacity = opacity("stroke", *dim);
            let width = px(WIDTHS.get(*weight).copied().unwrap_or_default());
            push(
                out,
                format_args!(
                    "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\"{opacity} stroke-width=\"{width}\" \
                     stroke-linecap=\"square\"/>\n"
                ),
            );
        }
        for (x, y, width, (colour, dim)) in &self.blocks {
            push(
                out,
                format_args!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"{}/>\n",
                    px(*x),
                    px(*y),
                    px(*width),
                    px(CELL.1),
                    opacity("fill", *dim),
                ),
            );
        }
    }
}

fn opacity(of: &str, dim: bool) -> String {
    if dim { format!(" {of}-opacity=\"{DIM}\"") } else { String::new() }
}

/// Adds a piece, to the end of the last one where it touches it.
fn join(pieces: &mut Vec<(u32, u32)>, (from, to): (u32, u32)) {
    match pieces.last_mut() {
        Some(last) if last.1 == from => last.1 = to,
        _ => pieces.push((from, to)),
    }
}
