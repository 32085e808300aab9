//! How many colours a terminal has, and the nearest of them to the one that is wanted.

use ratatui::style::{Color, Style};

use super::palette::Rgb;

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Sixteen, of its own palette.
    Sixteen,
    /// 256: those sixteen, a cube of 6 × 6 × 6, and 24 greys.
    Indexed,
    /// 16,777,216.
    True,
}

/// The levels of each channel in the cube of the 256 colours.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The sixteen colours as xterm has them; every terminal may have others.
const SIXTEEN: [(Color, Rgb); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (205, 0, 0)),
    (Color::Green, (0, 205, 0)),
    (Color::Yellow, (205, 205, 0)),
    (Color::Blue, (0, 0, 238)),
    (Color::Magenta, (205, 0, 205)),
    (Color::Cyan, (0, 205, 205)),
    (Color::Gray, (229, 229, 229)),
    (Color::DarkGray, (127, 127, 127)),
    (Color::LightRed, (255, 0, 0)),
    (Color::LightGreen, (0, 255, 0)),
    (Color::LightYellow, (255, 255, 0)),
    (Color::LightBlue, (92, 92, 255)),
    (Color::LightMagenta, (255, 0, 255)),
    (Color::LightCyan, (0, 255, 255)),
    (Color::White, (255, 255, 255)),
];

/// The nearest to a colour that there is.
pub(super) fn at(wanted: Rgb, depth: Depth) -> Color {
    match depth {
        Depth::True => Color::Rgb(wanted.0, wanted.1, wanted.2),
        Depth::Indexed => Color::Indexed(index(wanted)),
        Depth::Sixteen => sixteenth(wanted),
    }
}

/// A style in colours that there are.
pub(super) fn fitted(style: Style, depth: Depth) -> Style {
    let fit = |colour: Color| match (colour, rgb(colour)) {
        (Color::Rgb(..), Some(wanted)) => at(wanted, depth),
        (Color::Indexed(16..), Some(wanted)) if depth == Depth::Sixteen => at(wanted, depth),
        (Color::Indexed(own @ 0..16), _) => SIXTEEN[usize::from(own)].0,
        _ => colour,
    };
    Style { fg: style.fg.map(fit), bg: style.bg.map(fit), ..style }
}

/// What a colour is, as far as that is known.
pub(super) fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index @ 16..232) => {
            let level = |by: u8| LEVELS[usize::from((index - 16) / by % 6)];
            Some((level(36), level(6), level(1)))
        }
        Color::Indexed(index @ 232..) => {
            let grey = 8 + (index - 232) * 10;
            Some((grey, grey, grey))
        }
        Color::Indexed(index) => Some(SIXTEEN[usize::from(index)].1),
        named => SIXTEEN.iter().find(|(colour, _)| *colour == named).map(|(_, rgb)| *rgb),
    }
}

/// The nearest of the cube and the greys.
fn index(wanted: Rgb) -> u8 {
    let far = |index: u8| rgb(Color::Indexed(index)).map_or(u32::MAX, |rgb| distance(rgb, wanted));
    (16..=255).min_by_key(|index| far(*index)).unwrap_or(255)
}

fn sixteenth(wanted: Rgb) -> Color {
    let near = SIXTEEN.iter().min_by_key(|(_, rgb)| distance(*rgb, wanted));
    near.map_or(Color::Reset, |(colour, _)| *colour)
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

/// How much two colours differ in luminance, from 1 to 21 (WCAG 2.2, contrast ratio).
#[cfg(test)]
pub(super) fn contrast(a: Rgb, b: Rgb) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |(red, green, blue): Rgb| {
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_the_colours_is_taken() {
        assert_eq!(at((95, 215, 255), Depth::Indexed), Color::Indexed(81));
        assert_eq!(at((128, 128, 128), Depth::Indexed), Color::Indexed(244));
        assert_eq!(at((250, 10, 10), Depth::Sixteen), Color::LightRed);
        for index in 16..=255 {
            let back = rgb(Color::Indexed(index)).map(|rgb| at(rgb, Depth::Indexed));
            // Some greys are in the cube too.
            let same = back.and_then(rgb) == rgb(Color::Indexed(index));
            assert!(same, "{index}: {back:?}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 0.001);
        assert!((contrast((118, 118, 118), (255, 255, 255)) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_style_keeps_what_the_terminal_has() {
        let style = Style::new().fg(Color::Cyan).bg(Color::Indexed(4)).italic();
        let fitted = fitted(style, Depth::Sixteen);
        assert_eq!((fitted.fg, fitted.bg), (Some(Color::Cyan), Some(Color::Blue)));
        assert_eq!(fitted.add_modifier, style.add_modifier);
    }
}
