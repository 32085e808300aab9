//! The colours of our own themes, and the grounds that they are for.

/// A theme of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Light text on the terminal's dark ground.
    Dark,
    /// Dark text on the terminal's light ground.
    Light,
    /// White on black, whatever the terminal's ground is.
    HighContrast,
}

/// Red, green, blue.
pub(super) type Rgb = (u8, u8, u8);

/// The colours of a theme by what they are for.
pub(super) struct Palette {
    /// The grounds that all of it can be read on: the darkest and the lightest of the usual ones.
    pub(super) grounds: [Rgb; 2],
    /// Whether the first of them is painted; else the ground and the text are the terminal's own.
    pub(super) paints: bool,
    pub(super) text: Rgb,
    pub(super) dim: Rgb,
    pub(super) accent: Rgb,
    pub(super) stop: Rgb,
    pub(super) warn: Rgb,
    pub(super) good: Rgb,
    pub(super) mark: Rgb,
    /// Text and ground of the selected row.
    pub(super) selected: (Rgb, Rgb),
    /// Text and ground of the word that tells the sandbox.
    pub(super) demo: (Rgb, Rgb),
}

const BLACK: Rgb = (0, 0, 0);
const WHITE: Rgb = (255, 255, 255);

impl Palette {
    /// The colours of a theme.
    pub(super) fn of(base: Base) -> Self {
        match base {
            Base::Dark => Self {
                grounds: [BLACK, (46, 52, 64)],
                paints: false,
                text: (229, 233, 240),
                dim: (175, 182, 194),
                accent: (95, 215, 255),
                stop: (255, 135, 135),
                warn: (255, 215, 95),
                good: (135, 235, 135),
                mark: (239, 168, 255),
                selected: (BLACK, (95, 215, 255)),
                demo: (BLACK, (255, 215, 95)),
            },
            Base::Light => Self {
                grounds: [(238, 232, 213), WHITE],
                paints: false,
                text: (28, 28, 28),
                dim: (88, 88, 88),
                accent: (0, 70, 160),
                stop: (165, 10, 20),
                warn: (120, 60, 0),
                good: (0, 85, 0),
                mark: (130, 0, 130),
                selected: (WHITE, (0, 70, 160)),
                demo: (WHITE, (130, 0, 130)),
            },
            Base::HighContrast => Self {
                grounds: [BLACK, BLACK],
                paints: true,
                text: WHITE,
                dim: (218, 218, 218),
                accent: (95, 255, 255),
                stop: (255, 155, 155),
                warn: (255, 255, 95),
                good: (95, 255, 95),
                mark: (255, 175, 255),
                selected: (BLACK, (255, 255, 95)),
                demo: (BLACK, WHITE),
            },
        }
    }
}
