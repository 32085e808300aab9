//! What credentials that end do to a review: said ahead, and said where they held a change up.

use ratatui::text::{Line, Span};

use crate::app::Model;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::review::{Review, Stage};
use crate::app::signing_in::ends_soon;
use crate::ui::fit;
use crate::ui::theme::Theme;
use crate::zone::{Fault, FaultKind, ProfileName};

/// Rows of why a change was held up.
pub(super) const ROWS: u16 = 2;

/// A line where the sign-in of a side ends so soon that it is worth a warning.
pub(super) fn ending_soon(model: &Model, review: &Review, theme: &Theme) -> Option<Line<'static>> {
    if matches!(review.stage, Stage::Ended { .. }) {
        return None;
    }
    let mut sides: Vec<&ProfileName> = vec![&review.subject.parent.key.profile];
    sides.extend(review.subject.child.as_ref().map(|child| &child.key.profile));
    sides.dedup();
    let ends = sides.into_iter().filter_map(|profile| {
        let ends = ends_soon(model, profile)?;
        let minutes = ends.left(model.now).as_secs() / 60;
        Some(format!("{} {} ({minutes} min)", fit::cut(profile.as_str(), 24), ends.clock))
    });
    let ends: Vec<String> = ends.collect();
    if ends.is_empty() {
        return None;
    }
    let text = format!(" ! sign-in ends soon: {}", ends.join(", "));
    Some(Line::styled(text, theme.warn))
}

/// Why what was confirmed was not begun, and what helps.
pub(super) fn put_off(
    fault: &Fault,
    context: Context,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let profile = &fault.profile;
    let why = match &fault.kind {
        FaultKind::EndsSoon(_) => {
            format!(" ✗ Not sent. Credentials of {profile}: {}.", fault.detail)
        }
        _ => format!(" ✗ Not sent. Profile {profile}: {}.", fault.state()),
    };
    let why = fit::cut(&why, usize::from(width));
    let mut spans = Vec::new();
    if let Some(key) = key_for(context, Command::SignIn) {
        spans.push(Span::styled(format!("   {key}"), theme.key));
    }
    spans.push(Span::styled("  sign in first; the plan stays", theme.dim));
    vec![Line::styled(why, theme.stop), Line::from(spans)]
}
