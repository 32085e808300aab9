//! A screen as an SVG picture: static, with presentation attributes only, so that it looks the
//! same wherever pictures are sanitised.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

use crate::boxes;

/// A cell, in tenths of a pixel. The width is that of a glyph in most monospace fonts at 14 px.
pub(crate) const CELL: (u32, u32) = (84, 175);
/// From a row's top to the baseline of its text.
const BASELINE: u32 = 128;
/// Around the screen, and above it for the title.
const MARGIN: u32 = 120;
const BAR: u32 = 340;

const FONTS: &str =
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
const GROUND: &str = "#11161d";
const TEXT: &str = "#d5dbe3";
const FRAME: &str = "#303a46";
/// How much of a dim glyph is seen.
pub(crate) const DIM: &str = "0.62";
const TITLE: &str = "#8b97a5";

/// The picture of a screen in a window with this title.
pub(crate) fn document(buffer: &Buffer, title: &str) -> String {
    let (columns, rows) = (u32::from(buffer.area.width), u32::from(buffer.area.height));
    let width = columns * CELL.0 + 2 * MARGIN;
    let height = rows * CELL.1 + BAR + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" \
         viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\">\n",
        px(width),
        px(height),
        escaped(title),
    );
    window(&mut out, (width, height), title);
    push(
        &mut out,
        format_args!(
            "<g font-family=\"{FONTS}\" font-size=\"14\" fill=\"{TEXT}\" xml:space=\"preserve\">\n"
        ),
    );
    for (at, cells) in rows_of(buffer).enumerate() {
        let y = BAR + tenths(at) * CELL.1;
        let cells: Vec<Look> = cells.iter().map(Look::of).collect();
        grounds(&mut out, y, &cells);
        texts(&mut out, y, &cells);
    }
    lines(&mut out, buffer);
    out.push_str("</g>\n</svg>\n");
    out
}

/// Tenths of a pixel as SVG writes them.
pub(crate) fn px(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// What a cell looks like.
#[derive(Clone, Copy, PartialEq)]
struct Look<'a> {
    symbol: &'a str,
    paint: Paint,
}

/// How a glyph is painted, and on what.
#[derive(Clone, Copy, PartialEq)]
struct Paint {
    colour: &'static str,
    ground: Option<&'static str>,
    dim: bool,
    bold: bool,
    underlined: bool,
}

impl<'a> Look<'a> {
    fn of(cell: &'a Cell) -> Self {
        let (mut colour, mut ground) = (colour(cell.fg), colour_or_none(cell.bg));
        if cell.modifier.contains(Modifier::REVERSED) {
            (colour, ground) = (ground.unwrap_or(GROUND), Some(colour));
        }
        let paint = Paint {
            colour,
            ground,
            dim: cell.modifier.contains(Modifier::DIM),
            bold: cell.modifier.contains(Modifier::BOLD),
            underlined: cell.modifier.contains(Modifier::UNDERLINED),
        };
        Self { symbol: cell.symbol(), paint }
    }

    fn is_blank(&self) -> bool {
        self.symbol.trim().is_empty() && !self.paint.underlined
    }

    /// Whether fonts have this glyph in the width of the others. A run of such is one text; any
    /// other glyph may come from another font, and gets a text and a width of its own.
    fn is_common(&self) -> bool {
        self.symbol.chars().all(|char| matches!(char, ' '..='~' | '\u{a1}'..='\u{24f}'))
    }
}

/// The window: its ground, its frame, and the bar with the title.
fn window(out: &mut String, (width, height): (u32, u32), title: &str) {
    push(
        out,
        format_args!(
            "<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{GROUND}\" \
             stroke=\"{FRAME}\"/>\n",
            px(width - 10),
            px(height - 10),
        ),
    );
    for (at, colour) in ["#ff5f57", "#febc2e", "#28c840"].into_iter().enumerate() {
        let x = 200 + tenths(at) * 200;
        push(out, format_args!("<circle cx=\"{}\" cy=\"17\" r=\"6\" fill=\"{colour}\"/>\n", px(x)));
    }
    push(
        out,
        format_args!(
            "<text x=\"{}\" y=\"21.5\" text-anchor=\"middle\" font-family=\"{FONTS}\" \
             font-size=\"13\" fill=\"{TITLE}\">{}</text>\n",
            px(width / 2),
            escaped(title),
        ),
    );
}

/// The grounds of a row, a rectangle for cells of one colour that stand together.
fn grounds(out: &mut String, y: u32, cells: &[Look<'_>]) {
    let mut at = 0;
    for run in cells.chunk_by(|one, other| one.paint.ground == other.paint.ground) {
        if let Some(ground) = run.first().and_then(|cell| cell.paint.ground) {
            push(
                out,
                format_args!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{ground}\"/>\n",
                    px(MARGIN + tenths(at) * CELL.0),
                    px(y),
                    px(tenths(run.len()) * CELL.0),
                    px(CELL.1),
                ),
            );
        }
        at += run.len();
    }
}

/// The texts of a row. Each begins at its own column and fills its own width, whatever the font.
fn texts(out: &mut String, y: u32, cells: &[Look<'_>]) {
    let mut at = 0;
    while let Some(first) = cells.get(at) {
        let len = run(cells.get(at..).unwrap_or_default());
        let drawn = boxes::arms(first.symbol).is_some() || boxes::block(first.symbol).is_some();
        if !first.is_blank() && !drawn {
            let text: String = cells.iter().skip(at).take(len).map(|cell| cell.symbol).collect();
            text_at(out, at, y, text.trim_end(), *first);
        }
        at += len;
    }
}

/// How many cells from the first one on are one text.
fn run(cells: &[Look<'_>]) -> usize {
    let Some(first) = cells.first() else { return 0 };
    if first.is_blank() || !first.is_common() {
        return first.symbol.width().max(1);
    }
    let goes_on = |(at, cell): (usize, &Look<'_>)| {
        let two_blanks = cell.is_blank() && cells.get(at + 1).is_none_or(Look::is_blank);
        cell.paint == first.paint && cell.is_common() && !two_blanks
    };
    cells.iter().enumerate().take_while(|(at, cell)| goes_on((*at, cell))).count().max(1)
}

fn text_at(out: &mut String, column: usize, y: u32, text: &str, look: Look<'_>) {
    let mut about = String::new();
    if look.paint.colour != TEXT {
        push(&mut about, format_args!(" fill=\"{}\"", look.paint.colour));
    }
    if look.paint.dim {
        push(&mut about, format_args!(" fill-opacity=\"{DIM}\""));
    }
    if look.paint.bold {
        about.push_str(" font-weight=\"bold\"");
    }
    if look.paint.underlined {
        about.push_str(" text-decoration=\"underline\"");
    }
    if !look.is_common() {
        about.push_str(" lengthAdjust=\"spacingAndGlyphs\"");
    }
    let (x, y) = (px(MARGIN + tenths(column) * CELL.0), px(y + BASELINE));
    let (width, text) = (px(tenths(text.width()) * CELL.0), escaped(text));
    push(
        out,
        format_args!("<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\"{about}>{text}</text>\n"),
    );
}

/// Borders, rules and blocks, drawn so that they meet, which glyphs don't in every font.
fn lines(out: &mut String, buffer: &Buffer) {
    let mut drawing = boxes::Drawing::default();
    for (row, cells) in rows_of(buffer).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let corner = (MARGIN + tenths(column) * CELL.0, BAR + tenths(row) * CELL.1);
            let Paint { colour, dim, .. } = Look::of(cell).paint;
            drawing.add(cell.symbol(), corner, (colour, dim));
        }
    }
    drawing.write(out);
}

fn rows_of(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content().chunks(usize::from(buffer.area.width).max(1))
}

fn colour(colour: Color) -> &'static str {
    colour_or_none(colour).unwrap_or(TEXT)
}

/// The terminal's sixteen colours, which are all that the themes use.
fn colour_or_none(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::Black => "#10151b",
        Color::Red => "#e5534b",
        Color::Green => "#57ab5a",
        Color::Yellow => "#e3b341",
        Color::Blue => "#539bf5",
        Color::Magenta => "#b083f0",
        Color::Cyan => "#4fc3d9",
        Color::Gray => "#adbac7",
        Color::DarkGray => "#7b8794",
        Color::LightRed => "#ff7b72",
        Color::LightGreen => "#7ee787",
        Color::LightYellow => "#f2cc60",
        Color::LightBlue => "#79c0ff",
        Color::LightMagenta => "#d2a8ff",
        Color::LightCyan => "#8fe3ee",
        Color::White => "#f0f3f6",
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn tenths(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Writing to a string can't fail.
pub(crate) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}
