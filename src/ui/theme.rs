//! What things look like, by what they are: a style for each role.

mod colour;
mod palette;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::glyphs::Glyphs;
use palette::Palette;

pub use colour::Depth;
pub use palette::Base;

/// The styles of the screen, and its set of glyphs. No role is told by its colour alone: each has
/// a glyph or a word too.
///
/// With sixteen colours they are the terminal's own, whatever palette it has. With more they are
/// ours, so that each can be read on its ground: a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3), of 7 to
/// 1 where a high contrast is wanted (1.4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// What borders, marks and signs are drawn with.
    pub(super) glyphs: Glyphs,
    /// Ordinary text.
    pub(super) text: Style,
    /// What is less important: labels, units, second columns.
    pub(super) dim: Style,
    /// The program's name and the names of boxes.
    pub(super) title: Style,
    /// Heads of columns and groups.
    pub(super) heading: Style,
    /// The border of a pane.
    pub(super) border: Style,
    /// The border of the pane that has the keys.
    pub(super) border_focus: Style,
    /// The selected row of the pane that has the keys.
    pub(super) selected: Style,
    /// The selected row of another pane.
    pub(super) selected_idle: Style,
    /// The name of a key.
    pub(super) key: Style,
    /// What is wrong, or stops.
    pub(super) stop: Style,
    /// What to beware of.
    pub(super) warn: Style,
    /// What is well, or done.
    pub(super) good: Style,
    /// What a change adds.
    pub(super) added: Style,
    /// What a change takes away.
    pub(super) removed: Style,
    /// The marks of parent and child.
    pub(super) mark: Style,
    /// A cut whose sides are in two accounts.
    pub(super) crossing: Style,
    /// What to do about something.
    pub(super) advice: Style,
    /// The answer that Return takes, and the cursor of a field.
    pub(super) chosen: Style,
    /// That this is the sandbox.
    pub(super) demo: Style,
}

impl Theme {
    /// The roles, by the names that `profiles.toml` gives them.
    pub const ROLES: [&str; 19] = [
        "text",
        "dim",
        "title",
        "heading",
        "border",
        "border_focus",
        "selected",
        "selected_idle",
        "key",
        "stop",
        "warn",
        "good",
        "added",
        "removed",
        "mark",
        "crossing",
        "advice",
        "chosen",
        "demo",
    ];

    /// A theme of ours, in as many colours as the terminal has.
    #[must_use]
    pub fn of(base: Base, depth: Depth) -> Self {
        match (base, depth) {
            (Base::Dark, Depth::Sixteen) => Self::dark(),
            (Base::Light, Depth::Sixteen) => Self::light(),
            (Base::HighContrast, Depth::Sixteen) => Self::high_contrast(),
            (base, depth) => Self::painted(&Palette::of(base), depth),
        }
    }

    /// Gives a role another style, in colours that the terminal has; `false` where no role is
    /// called so.
    pub fn restyle(&mut self, role: &str, style: Style, depth: Depth) -> bool {
        let Some(old) = self.role(role) else { return false };
        *old = colour::fitted(style, depth);
        true
    }

    /// The same with another set of glyphs.
    #[must_use]
    pub fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// Gives all cells that have no ground of their own the theme's, where it has one.
    pub(super) fn paint_ground(&self, buf: &mut Buffer) {
        let Some(ground) = self.text.bg else { return };
        for cell in &mut buf.content {
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
            if cell.fg == Color::Reset {
                cell.fg = self.text.fg.unwrap_or(Color::Reset);
            }
        }
    }

    fn role(&mut self, name: &str) -> Option<&mut Style> {
        Some(match name {
            "text" => &mut self.text,
            "dim" => &mut self.dim,
            "title" => &mut self.title,
            "heading" => &mut self.heading,
            "border" => &mut self.border,
            "border_focus" => &mut self.border_focus,
            "selected" => &mut self.selected,
            "selected_idle" => &mut self.selected_idle,
            "key" => &mut self.key,
            "stop" => &mut self.stop,
            "warn" => &mut self.warn,
            "good" => &mut self.good,
            "added" => &mut self.added,
            "removed" => &mut self.removed,
            "mark" => &mut self.mark,
            "crossing" => &mut self.crossing,
            "advice" => &mut self.advice,
            "chosen" => &mut self.chosen,
            "demo" => &mut self.demo,
            _ => return None,
        })
    }

    /// Of a palette's colours.
    fn painted(palette: &Palette, depth: Depth) -> Self {
        let on = |rgb| Style::new().fg(colour::at(rgb, depth));
        let bold = |rgb| on(rgb).add_modifier(Modifier::BOLD);
        let block = |(text, ground)| bold(text).bg(colour::at(ground, depth));
        let text = if palette.paints {
            on(palette.text).bg(colour::at(palette.grounds[0], depth))
        } else {
            Style::new()
        };
        let strong = text.add_modifier(Modifier::BOLD);
        Self {
            glyphs: Glyphs::default(),
            text,
            dim: on(palette.dim),
            title: bold(palette.accent),
            heading: strong,
            border: on(palette.dim),
            border_focus: on(palette.accent),
            selected: block(palette.selected),
            selected_idle: strong,
            key: bold(palette.accent),
            stop: bold(palette.stop),
            warn: bold(palette.warn),
            good: on(palette.good),
            added: on(palette.good),
            removed: on(palette.stop),
            mark: bold(palette.mark),
            crossing: bold(palette.mark),
            advice: on(palette.accent),
            chosen: strong.add_modifier(Modifier::REVERSED),
            demo: block(palette.demo),
        }
    }

    /// For light text on a dark ground, in the terminal's own sixteen colours.
    #[must_use]
    pub fn dark() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            glyphs: Glyphs::default(),
            text: Style::new(),
            // Not a dark grey: some palettes have the ground's own colour there.
            dim: Style::new().add_modifier(Modifier::DIM),
            title: bold.fg(Color::Cyan),
            heading: bold,
            border: Style::new().add_modifier(Modifier::DIM),
            border_focus: Style::new().fg(Color::Cyan),
            selected: bold.fg(Color::Black).bg(Color::Cyan),
            selected_idle: bold,
            key: bold.fg(Color::Cyan),
            stop: bold.fg(Color::LightRed),
            warn: bold.fg(Color::LightYellow),
            good: Style::new().fg(Color::LightGreen),
            added: Style::new().fg(Color::LightGreen),
            removed: Style::new().fg(Color::LightRed),
            mark: bold.fg(Color::LightMagenta),
            crossing: bold.fg(Color::LightMagenta),
            advice: Style::new().fg(Color::LightCyan),
            chosen: bold.add_modifier(Modifier::REVERSED),
            demo: bold.fg(Color::Black).bg(Color::Yellow),
        }
    }

    /// For dark text on a light ground, in the terminal's own sixteen colours.
    #[must_use]
    pub fn light() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            title: bold.fg(Color::Blue),
            border_focus: Style::new().fg(Color::Blue),
            selected: bold.fg(Color::White).bg(Color::Blue),
            key: bold.fg(Color::Blue),
            stop: bold.fg(Color::Red),
            warn: bold.fg(Color::Magenta),
            good: Style::new().fg(Color::Green),
            added: Style::new().fg(Color::Green),
            removed: Style::new().fg(Color::Red),
            mark: bold.fg(Color::Magenta),
            crossing: bold.fg(Color::Magenta),
            advice: Style::new().fg(Color::Blue),
            demo: bold.fg(Color::White).bg(Color::Magenta),
            ..Self::dark()
        }
    }

    /// White on black and the brightest of the sixteen colours; nothing is dim.
    fn high_contrast() -> Self {
        let text = Style::new().fg(Color::White).bg(Color::Black);
        let bold = text.add_modifier(Modifier::BOLD);
        Self {
            text,
            dim: text,
            heading: bold,
            border: text,
            border_focus: bold.fg(Color::LightCyan),
            title: bold.fg(Color::LightCyan),
            key: bold.fg(Color::LightCyan),
            selected: bold.fg(Color::Black).bg(Color::LightYellow),
            selected_idle: bold.add_modifier(Modifier::UNDERLINED),
            chosen: bold.fg(Color::Black).bg(Color::White),
            demo: bold.fg(Color::Black).bg(Color::LightYellow),
            ..Self::dark()
        }
    }

    /// Without any colour (`NO_COLOR`): bold, underlined and reversed only.
    #[must_use]
    pub fn plain() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let reversed = bold.add_modifier(Modifier::REVERSED);
        Self {
            glyphs: Glyphs::default(),
            text: plain,
            dim: plain,
            title: bold,
            heading: bold,
            border: plain,
            border_focus: bold,
            selected: reversed,
            selected_idle: bold,
            key: bold,
            stop: bold.add_modifier(Modifier::UNDERLINED),
            warn: bold,
            good: plain,
            added: bold,
            removed: plain,
            mark: bold,
            crossing: bold,
            advice: plain,
            chosen: reversed,
            demo: reversed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::colour::{contrast, rgb};
    use super::*;

    const DEPTHS: [Depth; 2] = [Depth::Indexed, Depth::True];

    /// The least contrast of a role on any of the grounds that the theme is for.
    fn least(style: Style, palette: &Palette) -> f64 {
        let fg = style.fg.map_or(palette.text, |fg| rgb(fg).unwrap());
        let own = style.bg.map(|bg| rgb(bg).unwrap());
        let grounds = own.map_or(palette.grounds.to_vec(), |own| vec![own]);
        grounds.into_iter().map(|ground| contrast(fg, ground)).fold(21.0, f64::min)
    }

    #[test]
    fn every_role_can_be_read_on_every_ground_that_its_theme_is_for() {
        for (base, enough) in [(Base::Dark, 4.5), (Base::Light, 4.5), (Base::HighContrast, 7.0)] {
            for depth in DEPTHS {
                let mut theme = Theme::of(base, depth);
                for role in Theme::ROLES {
                    let style = *theme.role(role).unwrap();
                    let least = least(style, &Palette::of(base));
                    assert!(least >= enough, "{base:?} {depth:?} {role}: {least:.2}");
                }
            }
        }
    }

    #[test]
    fn a_theme_uses_only_the_colours_that_there_are() {
        for base in [Base::Dark, Base::Light, Base::HighContrast] {
            for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
                let mut theme = Theme::of(base, depth);
                let plain = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(200));
                assert!(theme.restyle("good", plain, depth) && !theme.restyle("god", plain, depth));
                for role in Theme::ROLES {
                    let style = *theme.role(role).unwrap();
                    for colour in [style.fg, style.bg].into_iter().flatten() {
                        let needs = match colour {
                            Color::Rgb(..) => Depth::True,
                            Color::Indexed(_) => Depth::Indexed,
                            _ => Depth::Sixteen,
                        };
                        assert!(needs <= depth, "{base:?} {depth:?} {role}: {colour:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn without_colour_there_is_none() {
        let mut theme = Theme::plain();
        for role in Theme::ROLES {
            let style = *theme.role(role).unwrap();
            assert_eq!((style.fg, style.bg), (None, None), "{role}");
        }
    }
}
