//! What an audit will take, before it starts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::Model;
use crate::app::audit::Auditing;
use crate::app::keymap::{Command, Context, key_for};
use crate::cut::{AccountEstimate, RequestRate};
use crate::ui::card::Card;
use crate::ui::fit;
use crate::ui::layout;
use crate::ui::pane::{self, Pane as Frame};
use crate::ui::theme::Theme;

/// Columns of an account id, and of a number.
const ACCOUNT: usize = 14;
const NUMBER: usize = 10;
/// Rows that the list of accounts should have.
const LIST: u16 = 2;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    audit: &Auditing,
    theme: &Theme,
) -> Rect {
    let inside_width = area.width.saturating_sub(2);
    let above = what(audit, inside_width, theme);
    let below = all(audit, model.rate, inside_width, theme);
    let accounts = &audit.estimate.accounts;
    let around = |above: &[Line<'_>]| layout::rows(above.len() + below.len()) + 3;
    // Where there is little room, the numbers count for more than what they are numbers of.
    let above = if area.height < around(&above) + LIST { Vec::new() } else { above };
    let around = around(&above);
    let height = area.height.saturating_sub(around);
    let window = audit.accounts.window(usize::from(height), accounts.len());
    let frame = Frame {
        title: "Before it starts".into(),
        place: if window.is_empty() { String::new() } else { pane::place(&window, accounts.len()) },
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, area, theme);
    let (top, rest) = layout::take_top(inside, layout::rows(above.len()));
    pane::lines(buf, top, &above);
    let (head, rest) = layout::take_top(rest, 1);
    let columns = Columns::of(usize::from(inside.width));
    let heads = columns.line("ACCOUNT", "PROFILE", ["REQUESTS", "PAGES", "ZONES"]);
    pane::line(buf, head, &Line::styled(heads, theme.heading));
    let (list, rest) = layout::take_top(rest, layout::rows(window.len()));
    for (at, index) in window.enumerate() {
        let Some(account) = accounts.get(index) else { continue };
        pane::line(buf, layout::row(list, layout::rows(at)), &columns.row(model, account));
    }
    pane::lines(buf, rest, &below);
    Rect { height, ..list }
}

struct Columns {
    profile: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let free = width.saturating_sub(2 + ACCOUNT + 3 * NUMBER);
        Self { profile: free.clamp(8, 32) }
    }

    fn line(&self, account: &str, profile: &str, numbers: [&str; 3]) -> String {
        let numbers: String = numbers.iter().map(|number| fit::right(number, NUMBER)).collect();
        format!(
            " {}{}{numbers}",
            fit::left(account, ACCOUNT),
            fit::left(&fit::cut(profile, self.profile.saturating_sub(1)), self.profile)
        )
    }

    fn row(&self, model: &Model, account: &AccountEstimate) -> Line<'static> {
        let mut rows = model.accounts.rows().iter();
        let label = rows.find(|row| row.profile.name == account.profile);
        let label = label.map_or(account.profile.as_str(), |row| row.label.as_str());
        let id = account.account.as_ref().map_or("not known", |account| account.as_str());
        let numbers = [account.requests(), account.pages, account.zones].map(number);
        Line::raw(self.line(id, label, [&numbers[0], &numbers[1], &numbers[2]]))
    }
}

/// What is audited.
fn what(audit: &Auditing, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    let zones = usize::try_from(audit.estimate.zones).unwrap_or(usize::MAX);
    let text = format!(
        "Reads {} and asks the servers of every NS set below an apex, and of every zone whose \
         parent is in view. Nothing is written.",
        fit::count(zones, "public zone"),
    );
    let text =
        if audit.asks_dns() { text } else { text.replace(" and asks the servers of", " for") };
    card.text(&text, theme.text);
    card.gap();
    card.lines()
}

/// What it takes in all, what is not known, and the keys.
fn all(audit: &Auditing, rate: RequestRate, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    let estimate = &audit.estimate;
    card.fact(
        "Route 53",
        &format!(
            "{} requests in all, {} in each account after the first {}: {}",
            number(estimate.requests()),
            format_args!("{} a second", rate.per_second),
            rate.burst,
            about(audit.lasts(rate)),
        ),
    );
    if audit.asks_dns() {
        let servers = number(estimate.servers_about);
        card.fact("DNS", &format!("about {servers} servers, as the cuts turn out"));
    } else {
        card.fact_in(
            "DNS",
            "is not asked: only what Route 53's API tells is told, the rest stays unknown",
            theme.warn,
        );
    }
    let (_, incomplete) = audit.seen;
    if incomplete > 0 {
        let profiles = fit::count(incomplete, "profile");
        let have = if incomplete == 1 { "has" } else { "have" };
        let text = format!(
            "! {profiles} {have} not shown all zones (yet): their cuts and zones are not looked at."
        );
        card.text(&text, theme.warn);
    }
    let mut lines = card.lines();
    let key = |command| key_for(Context::AuditPlan, command);
    if let (Some(start), Some(back)) = (key(Command::Open), key(Command::Back)) {
        lines.push(Line::default());
        lines.push(Line::from(vec![
            Span::styled(format!(" {start}"), theme.key),
            Span::styled(" starts   ", theme.text),
            Span::styled(back.to_string(), theme.key),
            Span::styled(" goes back", theme.text),
        ]));
    }
    lines
}

fn about(time: std::time::Duration) -> String {
    match time.as_secs() {
        0 => "a few seconds".to_owned(),
        _ => format!("about {}", fit::time(time)),
    }
}

fn number(of: u64) -> String {
    fit::number(usize::try_from(of).unwrap_or(usize::MAX))
}
