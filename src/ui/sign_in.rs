//! A sign-in, over what the user was doing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::card::Card;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title::spinner;
use crate::app::Model;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::sign_in::{Shown, SignIn, Stage};
use crate::zone::SignIn as Credentials;

/// Columns of the box at most.
const WIDTH: u16 = 92;
/// Rows of the screen from which on there are empty lines in the box.
const ROOMY: u16 = 20;

/// Draws the box.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, sign_in: &SignIn, theme: &Theme) {
    let width = area.width.saturating_sub(4).min(WIDTH);
    let mut card = Card::new(width.saturating_sub(2), theme);
    let roomy = area.height >= ROOMY;
    let gap = |card: &mut Card<'_>| {
        if roomy {
            card.gap();
        }
    };
    gap(&mut card);
    card.fact("Profile", sign_in.profile.as_str());
    let lines = match &sign_in.stage {
        Stage::Asking => {
            card.gap();
            card.text(&format!("{} Asking AWS what it takes…", spinner(model.now)), theme.dim);
            card.lines()
        }
        Stage::Device { ask, ends, shown } => {
            if let Credentials::Sso(session) = &ask.session {
                card.fact("Session", session);
            }
            gap(&mut card);
            card.fact("Open", ask.best_address());
            card.fact_in("Code", &ask.code, theme.heading);
            let left = ends.saturating_sub(model.now).as_secs();
            let waiting = format!(
                "{} for the approval, {}:{:02} left",
                spinner(model.now),
                left / 60,
                left % 60
            );
            card.fact("Waiting", &waiting);
            gap(&mut card);
            card.text(where_to(*shown), theme.text);
            card.text(
                "Approve it there only if the page shows this very code. One sign-in brings back \
                 every profile of the session.",
                theme.text,
            );
            card.lines()
        }
        Stage::Code { serial, role, typed, wrong, checking } => {
            card.fact("Role", role);
            card.fact("MFA device", serial);
            gap(&mut card);
            if let Some(why) = wrong {
                card.text(&format!("✗ {why}"), theme.stop);
            }
            card.text("The session is kept in memory and ends with the program.", theme.dim);
            gap(&mut card);
            let mut lines = card.lines();
            let dots = "•".repeat(typed.len().min(12));
            lines.push(if *checking {
                Line::styled(format!(" {} Checking the code…", spinner(model.now)), theme.dim)
            } else {
                Line::from(vec![
                    Span::styled(" Code that the device shows now:  ", theme.heading),
                    Span::styled(format!("{dots}█"), theme.text),
                ])
            });
            lines
        }
        Stage::Failed { what, hint } => {
            card.gap();
            card.text(&format!("✗ {what}"), theme.stop);
            card.text(&format!("→ {hint}"), theme.advice);
            card.gap();
            if let Some(key) = key_for(Context::SignIn, Command::Reload) {
                card.key(&key.to_string(), "try again");
            }
            card.lines()
        }
    };
    let (body, _footer) = layout::take_bottom(area, 1);
    let place = layout::middle(body, width, layout::rows(lines.len()) + 2);
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let frame = Frame { focused: true, ..Frame::titled("Sign in") };
    let inside = frame.draw(buf, place, theme);
    pane::lines(buf, inside, &lines);
}

fn where_to(shown: Shown) -> &'static str {
    match shown {
        Shown::Here => "Open the address in a browser, on any machine.",
        Shown::Browser => "Your browser was opened with it.",
        Shown::Copied => "It was copied, if the terminal allows that: paste it into a browser.",
    }
}
