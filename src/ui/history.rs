//! What we wrote: the list, and the selected change in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::document::set_line;
use crate::app::history::word;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::records::Load;
use crate::zone::{
    Deed, Entry, Outcome, Party, Proof, ProofRole, ProofRow, ProofState, ProofVerdict, RecordSet,
    Settled,
};

/// Columns of a time, of a deed, of a state.
const TIME: usize = 17;
/// Of that, the year and its dash.
const YEAR: usize = 5;
const DEED: usize = 12;
const STATE: usize = 20;
/// Columns of a parent's account.
const ACCOUNT: usize = 13;

/// Draws the screen and returns where the rows of its list are.
pub(super) fn draw(buf: &mut Buffer, area: Rect, model: &Model, theme: &Theme) -> Rect {
    let entries = &model.history.entries;
    let (top, body) = layout::take_top(area, 1);
    title::draw(buf, top, model, theme);
    let (body, _footer) = layout::take_bottom(body, 1);
    let list = layout::rows(entries.len().max(1)).saturating_add(3);
    let (above, below) = layout::take_top(body, list.min((body.height * 2 / 5).max(5)));

    let height = usize::from(above.height.saturating_sub(3));
    let cursor = model.history.cursor;
    let window = cursor.window(height, entries.len());
    let frame = Frame {
        title: "History · the newest first".to_owned(),
        place: pane::place(&window, entries.len()),
        foot: next(model),
        focused: true,
    };
    let inside = frame.draw(buf, above, theme);
    let (head, list) = layout::take_top(inside, 1);
    let columns = Columns::of(usize::from(inside.width));
    if entries.is_empty() {
        let (text, style) = match &model.history.read {
            Err(why) => (format!(" ✗ {why}"), theme.stop),
            Ok(Load::Loading) => (" Reading the journal…".to_owned(), theme.dim),
            Ok(_) => (" Nothing was written yet.".to_owned(), theme.dim),
        };
        let text = fit::cut(&text, usize::from(head.width));
        pane::line(buf, head, &Line::styled(text, style));
    } else {
        pane::line(buf, head, &columns.heads().style(theme.heading));
    }
    for (at, index) in window.enumerate() {
        let Some(entry) = entries.get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == cursor.selected;
        pane::line(buf, row, &columns.row(entry, selected, theme));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }

    pane::in_full(buf, below, model.history.turned, theme, |width| {
        entries.get(cursor.selected).map(|entry| in_full(entry, width, theme)).unwrap_or_default()
    });
    list
}

/// What can be done here.
fn next(model: &Model) -> String {
    let key =
        key_for(Context::History, Command::Undo).filter(|_| model.history.selected().is_some());
    let of = |key| format!("{key} reviews the inverse of the selected change");
    key.map(of).unwrap_or_default()
}

/// How the columns of a row are divided.
struct Columns {
    /// Whether a time has its year.
    year: bool,
    time: usize,
    cut: usize,
    account: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let year = width >= 70;
        let time = if year { TIME } else { TIME - YEAR };
        let free = width.saturating_sub(2 + time + DEED + STATE);
        let account = if free >= ACCOUNT + 24 { ACCOUNT } else { 0 };
        Self { year, time, cut: free.saturating_sub(account), account }
    }

    fn line(&self, pointer: &str, parts: [&str; 4], state: Span<'static>) -> Line<'static> {
        let [time, deed, cut, account] = parts;
        Line::from(vec![
            Span::raw(format!(
                "{pointer} {}{}{}{}",
                fit::left(time, self.time),
                fit::left(deed, DEED),
                fit::left(&fit::cut(cut, self.cut.saturating_sub(1)), self.cut),
                fit::left(account, self.account),
            )),
            state,
        ])
    }

    fn heads(&self) -> Line<'static> {
        self.line(
            " ",
            [if self.year { "TIME (UTC)" } else { "UTC" }, "WHAT", "CUT", "ACCOUNT"],
            Span::raw("STATE"),
        )
    }

    fn row(&self, entry: &Entry, selected: bool, theme: &Theme) -> Line<'static> {
        let (glyph, style) = look(entry, theme);
        let state = Span::styled(format!("{glyph} {}", word(entry)), style);
        let cut = entry.intent.cut.to_string();
        let account = entry.intent.parent.identity.account.as_str();
        let time = minute(&entry.at, self.year);
        let parts = [&*time, deed(entry.intent.deed), &cut, account];
        self.line(pane::pointer(selected), parts, state)
    }
}

/// `2026-11-23 13:07` of an RFC 3339 time, or without the year.
fn minute(at: &str, year: bool) -> String {
    at.get(if year { 0 } else { YEAR }..16).unwrap_or(at).replace('T', " ")
}

fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Delegate => "delegate",
        Deed::Remove => "remove",
        Deed::Sign => "DS",
        Deed::CreateZone => "create zone",
        Deed::Undo => "undo",
    }
}

fn look(entry: &Entry, theme: &Theme) -> (&'static str, Style) {
    match entry.last() {
        None | Some(Outcome::Sent | Outcome::Accepted { .. } | Outcome::Unclear(_)) => {
            ("?", theme.warn)
        }
        Some(Outcome::InSync | Outcome::Settled(Settled::Made)) => ("✓", theme.good),
        Some(Outcome::Unproved(_)) => ("✓", theme.warn),
        Some(Outcome::Overwritten(_) | Outcome::Settled(Settled::Otherwise(_))) => {
            ("≠", theme.warn)
        }
        Some(Outcome::NotSent(_) | Outcome::Refused(_) | Outcome::Settled(Settled::NotMade)) => {
            ("·", theme.dim)
        }
    }
}

fn in_full(entry: &Entry, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let intent = &entry.intent;
    let mut card = Card::new(width, theme);
    let (glyph, style) = look(entry, theme);
    card.fact_in("State", &format!("{glyph} {}", state(entry)), style);
    card.fact("What", &format!("{} {}", deed(intent.deed), intent.cut));
    if let Some(undoes) = &intent.undoes {
        card.fact("Undoes", undoes.as_str());
    }
    card.fact(if intent.batch.is_some() { "Parent" } else { "Account" }, &party(&intent.parent));
    if let Some(child) = &intent.child {
        card.fact("Child", &party(child));
    }
    if let Some(by) = &intent.requested_by {
        card.fact("Requested", &format!("for {} by account {}", by.zone, by.account));
    }
    if intent.batch.is_some() {
        sets(&mut card, "Before", &intent.before, theme.removed);
        sets(&mut card, "After", &intent.after, theme.added);
    }
    if let Some(Outcome::Overwritten(now) | Outcome::Settled(Settled::Otherwise(now))) =
        entry.last()
    {
        sets(&mut card, "Seen then", now, theme.warn);
    }
    if let Some(proof) = &entry.proof {
        seen(&mut card, proof, theme);
    }
    card.fact("Change id", entry.change_id().map_or("none", |id| id.as_str()));
    card.fact("By", &format!("{} at {}", entry.who, entry.at));
    card.fact("Entry", entry.id.as_str());
    let steps: Vec<&str> = entry.outcomes.iter().map(Outcome::state).collect();
    if !steps.is_empty() {
        card.fact("Steps", &format!("intended → {}", steps.join(" → ")));
    }
    card.lines()
}

/// What the name servers answered after the change.
fn seen(card: &mut Card<'_>, proof: &Proof, theme: &Theme) {
    let (verdict, style) = match proof.verdict {
        ProofVerdict::Proved => ("✓ all answer as they should", theme.good),
        ProofVerdict::Differs => ("✗ some answered otherwise", theme.stop),
        ProofVerdict::CouldNotAsk => ("? some could not be asked", theme.warn),
        ProofVerdict::Waiting => ("? left before all had answered", theme.warn),
    };
    card.fact_in("Servers", verdict, style);
    let agree = |role: ProofRole| {
        let of: Vec<&ProofRow> = proof.rows.iter().filter(|row| row.role == role).collect();
        let well = of.iter().filter(|row| row.state == ProofState::Agrees).count();
        format!("{well} of {} of the {}", of.len(), role.as_str())
    };
    card.fact("", &format!("{}, {}", agree(ProofRole::Parent), agree(ProofRole::Child)));
    for row in &proof.rows {
        let style = match row.state {
            ProofState::Agrees | ProofState::NotNeeded => continue,
            ProofState::Differs => theme.stop,
            ProofState::CouldNotAsk | ProofState::Cached | ProofState::Waiting => theme.warn,
        };
        card.text(&format!("  {}  {}  {}", row.role.as_str(), row.server, row.words), style);
    }
}

/// The state, with the reason where there is one.
fn state(entry: &Entry) -> String {
    match entry.last() {
        Some(
            Outcome::NotSent(why)
            | Outcome::Refused(why)
            | Outcome::Unclear(why)
            | Outcome::Unproved(why),
        ) => format!("{}: {why}", word(entry)),
        _ => word(entry).to_owned(),
    }
}

fn party(party: &Party) -> String {
    let zone = party.zone.as_ref().map(|zone| format!(" {zone}")).unwrap_or_default();
    format!("{}{zone} ({} {})", party.name, party.profile, party.identity.account)
}

fn sets(card: &mut Card<'_>, label: &str, sets: &[RecordSet], style: Style) {
    if sets.is_empty() {
        card.fact(label, "no NS or DS record set");
    }
    for set in sets {
        card.fact_in(label, &set_line(set), style);
    }
}
