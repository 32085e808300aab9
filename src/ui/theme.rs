//! What things look like, by what they are: a style for each role.

use ratatui::style::{Color, Modifier, Style};

/// The styles of the screen. They use the terminal's own sixteen colours, so that they fit
/// whatever palette it has. No role is told by its colour alone: each has a glyph or a word too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
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
    /// What to do about something.
    pub(super) advice: Style,
    /// The answer that Return takes, and the cursor of a field.
    pub(super) chosen: Style,
    /// That this is the sandbox.
    pub(super) demo: Style,
}

impl Theme {
    /// For light text on a dark ground.
    #[must_use]
    pub fn dark() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
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
            advice: Style::new().fg(Color::LightCyan),
            chosen: bold.add_modifier(Modifier::REVERSED),
            demo: bold.fg(Color::Black).bg(Color::Yellow),
        }
    }

    /// For dark text on a light ground.
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
            advice: Style::new().fg(Color::Blue),
            demo: bold.fg(Color::White).bg(Color::Magenta),
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
            advice: plain,
            chosen: reversed,
            demo: reversed,
        }
    }
}
