//! What a cut state looks like: a sign, a word, a style. The word is the same everywhere.

use ratatui::style::Style;
use ratatui::text::Span;

use super::fit;
use super::theme::Theme;
use crate::app::audit::Since;
use crate::cut::{CutState, Standing};

/// Columns of the longest sign and word.
pub(super) const WIDTH: usize = 14;

/// Columns below which a word can't be told any more.
const WORD: usize = 6;

/// The sign of a state and its style.
pub(super) fn look(state: CutState, theme: &Theme) -> (&'static str, Style) {
    match state {
        CutState::Dangling => ("!", theme.stop),
        CutState::BrokenByDs
        | CutState::Lame
        | CutState::Dead
        | CutState::WrongTwin
        | CutState::Missing => ("✗", theme.stop),
        CutState::Drifted => ("≠", theme.warn),
        CutState::PartlyLame | CutState::Occluding => ("~", theme.warn),
        CutState::Unknown => ("?", theme.warn),
        CutState::Elsewhere => ("→", theme.dim),
        CutState::Live => ("✓", theme.good),
    }
}

/// The state in exactly so many columns: sign and word, the sign alone where there is no room.
pub(super) fn span(state: CutState, width: usize, theme: &Theme) -> Span<'static> {
    let (sign, style) = look(state, theme);
    styled(&format!("{sign} {}", state.label()), width, style)
}

fn styled(text: &str, width: usize, style: Style) -> Span<'static> {
    let sign_alone = text.chars().next().filter(|_| width < WORD).map(String::from);
    Span::styled(fit::left(sign_alone.as_deref().unwrap_or(text), width), style)
}

/// The state of a row that may have been changed since it was seen.
pub(super) fn since(state: CutState, since: Since, width: usize, theme: &Theme) -> Span<'static> {
    let text = match since {
        Since::Unchanged => return span(state, width, theme),
        Since::Changed => "… changed",
        Since::Asking => "… asking again",
        Since::Gone => "· gone",
    };
    styled(text, width, theme.dim)
}

/// The sign of a server and its style.
pub(super) fn server(standing: Standing, theme: &Theme) -> (&'static str, Style) {
    match standing {
        Standing::Authoritative => ("✓", theme.good),
        Standing::Divided | Standing::PartlyLame => ("~", theme.warn),
        Standing::Lame => ("✗", theme.stop),
        Standing::Unheard => ("?", theme.warn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_fits_its_column() {
        for state in CutState::ALL {
            let text = span(state, WIDTH, &Theme::plain()).content.into_owned();
            assert!(!text.contains('…') && text.contains(state.label()), "{text}");
        }
    }
}
