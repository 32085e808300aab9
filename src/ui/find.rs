//! Find: what was typed, and the best matches, with what matched marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::card::wrapped_to;
use super::field;
use super::fit;
use super::glyphs::Glyphs;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::zone_card::mark_span;
use crate::app::Model;
use crate::app::accounts::ProfileRow;
use crate::app::document::plain;
use crate::app::find::rank::Ranker;
use crate::app::find::{Find, Item, MOST, marks};
use crate::app::keymap::{Command, Context, key_for};

/// Columns of the kind of thing.
const KIND: usize = 8;
/// Columns of an account id, and of a zone id.
const ACCOUNT: usize = 12;
const ID: usize = 22;
/// Columns of the marks and of what is selected.
const GUTTER: usize = 4;

/// Draws the box and returns where the rows of its list are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    find: &Find,
    theme: &Theme,
) -> Rect {
    let (_, body) = layout::take_top(area, 1);
    let (body, _footer) = layout::take_bottom(body, 2);
    let place = layout::middle(body, area.width.saturating_sub(4).min(120), body.height);
    Clear.render(place, buf);
    buf.set_style(place, theme.text);
    let len = find.best().len();
    let rows = usize::from(place.height.saturating_sub(2 + 2 + 1 + 2));
    let window = find.cursor.window(rows, len);
    let frame = Frame {
        title: "Find".to_owned(),
        place: pane::place(&window, len),
        focused: true,
        ..Frame::default()
    };
    let inside = frame.draw(buf, place, theme);
    let (head, rest) = layout::take_top(inside, 2);
    typed(buf, layout::row(head, 0), model, find, theme);
    pane::rule(buf, layout::row(head, 1), theme);
    let (rest, below) = layout::take_bottom(rest, 2);
    pane::rule(buf, layout::row(below, 0), theme);
    pane::line(buf, layout::row(below, 1), &next(model, find, theme));
    let (top, list) = layout::take_top(rest, 1);
    if len == 0 {
        pane::lines(buf, rest, &nothing(model, find, rest.width, theme));
        return list;
    }
    let columns = Columns::of(model, usize::from(inside.width));
    pane::line(buf, top, &columns.heads().style(theme.heading));
    let mut ranker = Ranker::default();
    for (at, index) in window.enumerate() {
        let Some(hit) = find.best().get(index) else { continue };
        let row = layout::row(list, layout::rows(at));
        let selected = index == find.cursor.selected;
        let marked = Marked { find, ranker: &mut ranker, theme };
        pane::line(buf, row, &columns.row(model, hit.item, selected, marked));
        if selected {
            pane::highlight(buf, row, true, theme);
        }
    }
    list
}

/// The field, and how many match.
fn typed(buf: &mut Buffer, row: Rect, model: &Model, find: &Find, theme: &Theme) {
    let found = match find.found() {
        0 => String::new(),
        found if found > MOST => format!("{} of {} ", fit::number(MOST), fit::number(found)),
        1 => "1 match ".to_owned(),
        found => format!("{} matches ", fit::number(found)),
    };
    let more = if find.is_done(&model.zones) { "" } else { "… " };
    let taken = find.query().read_as.as_ref().map(|taken| format!("read as {taken}  "));
    let room = usize::from(row.width) / 2;
    let right = format!("{}{more}{found}", fit::cut(&taken.unwrap_or_default(), room));
    let wide = layout::rows(fit::columns(&right)).min(row.width);
    let left = Rect { width: row.width - wide, ..row };
    pane::line(buf, left, &field::line(" ", &find.field, left.width, theme));
    let right_side = Rect { x: row.x + left.width, width: wide, ..row };
    pane::line(buf, right_side, &Line::styled(right, theme.dim));
}

/// What to do next, in one line.
fn next(model: &Model, find: &Find, theme: &Theme) -> Line<'static> {
    let context = find.context();
    let mut spans = vec![Span::raw(" ")];
    let mut step = |command: Command, does: &str| {
        if let Some(key) = key_for(context, command) {
            spans.push(Span::styled(key.to_string(), theme.key));
            spans.push(Span::styled(format!(" {does}  "), theme.dim));
        }
    };
    match find.selected() {
        None => step(Command::Back, "goes back"),
        Some(item) => {
            let does = match item {
                Item::Zone(_) => "goes to the zone",
                Item::Profile(_) => "goes to the profile",
                Item::Account(_) => "goes to the account",
            };
            step(Command::Open, does);
            match (item, context) {
                (Item::Zone(_), Context::Found) => {
                    step(Command::MarkParent, "marks it as parent");
                    step(Command::MarkChild, "as child");
                }
                (Item::Zone(_), _) => step(Command::Next, "then marks it as parent or child"),
                _ => {}
            }
        }
    }
    let marked = [("parent", &model.pair.parent), ("child", &model.pair.child)];
    for (side, mark) in marked {
        if let Some(mark) = mark {
            spans.push(Span::styled(format!(" {side} "), theme.mark));
            spans.push(Span::raw(fit::cut(&mark.key.name.to_string(), 28)));
        }
    }
    Line::from(spans)
}

/// What can be sought, or that nothing was found.
fn nothing(model: &Model, find: &Find, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let text = if find.query().is_empty() {
        "Type any part of the name of a zone, a profile or an account, or of an id; several words \
         must all match. Or paste a name, a URL, an ARN or an e-mail address: the deepest zone \
         that holds it comes first."
            .to_owned()
    } else if !find.is_done(&model.zones) {
        "…".to_owned()
    } else {
        let loading = match model.incomplete() {
            0 => String::new(),
            1 => " 1 profile has not shown all its zones.".to_owned(),
            many => format!(" {many} profiles have not shown all their zones."),
        };
        format!("Nothing in view matches.{loading}")
    };
    let lines = wrapped_to(&text, usize::from(width).saturating_sub(3), 6).into_iter();
    let lines = lines.map(|text| Line::styled(format!("  {text}"), theme.dim));
    std::iter::once(Line::default()).chain(lines).collect()
}

/// What marks the characters that match.
struct Marked<'a> {
    find: &'a Find,
    ranker: &'a mut Ranker,
    theme: &'a Theme,
}

impl Marked<'_> {
    /// A text in exactly so many columns, with what matches marked.
    fn left(&mut self, text: &str, width: usize, style: Style) -> Vec<Span<'static>> {
        let text = plain(text);
        let marks = marks(self.find.query(), &text, self.ranker);
        let shown = fit::left(&text, width);
        // The last character may stand for what was cut.
        let kept = if fit::columns(&text) > width {
            fit::cut(&text, width).chars().count().saturating_sub(1)
        } else {
            text.chars().count()
        };
        let is_marked = |at: usize| at < kept && marks.binary_search(&at).is_ok();
        let matched = style.patch(self.theme.key).add_modifier(Modifier::UNDERLINED);
        let mut spans: Vec<(String, bool)> = Vec::new();
        let mut at = 0;
        // A character is never torn from what combines with it.
        for grapheme in shown.graphemes(true) {
            let chars = grapheme.chars().count();
            let marked = (at..at + chars).any(is_marked);
            at += chars;
            match spans.last_mut() {
                Some((text, before)) if *before == marked => text.push_str(grapheme),
                _ => spans.push((grapheme.to_owned(), marked)),
            }
        }
        let span = |(text, marked)| Span::styled(text, if marked { matched } else { style });
        spans.into_iter().map(span).collect()
    }
}

/// How the columns of a row are divided.
struct Columns {
    name: usize,
    profile: usize,
    account: usize,
    id: usize,
}

impl Columns {
    fn of(model: &Model, width: usize) -> Self {
        let free = width.saturating_sub(GUTTER + KIND + 1);
        let labels = model.accounts.rows().iter().map(|row| fit::columns(&row.label));
        let profile = labels.max().unwrap_or(0).clamp(8, 24);
        let (account, id) = match free {
            92.. => (ACCOUNT, ID),
            60..92 => (ACCOUNT, 0),
            _ => (0, 0),
        };
        let beside =
            profile + 1 + [account, id].iter().filter(|it| **it > 0).count() + account + id;
        let name = free.saturating_sub(beside);
        Self { name, profile, account, id }
    }

    fn heads(&self) -> Line<'static> {
        let mut text = format!("{}{} ", " ".repeat(GUTTER), fit::left("KIND", KIND));
        for (head, width) in [
            ("NAME", self.name),
            ("PROFILE", self.profile),
            ("ACCOUNT", self.account),
            ("ID", self.id),
        ] {
            if width > 0 {
                text.push_str(&fit::left(head, width));
                text.push(' ');
            }
        }
        Line::raw(text)
    }

    fn row(
        &self,
        model: &Model,
        item: Item,
        selected: bool,
        mut marked: Marked<'_>,
    ) -> Line<'static> {
        let theme = marked.theme;
        let mut spans = vec![Span::raw(pane::pointer(selected))];
        let account = |row: &ProfileRow| row.account().map(ToString::to_string);
        match item {
            Item::Zone(at) => {
                let Some(row) = model.zones.at(at) else { return Line::default() };
                let (zone, owner) = (&row.zone, model.accounts.get(row.owner()));
                spans.extend([mark_span(model, &zone.id, theme), Span::raw(" ")]);
                let kind = if zone.private { "private" } else { "zone" };
                spans.push(Span::styled(fit::left(kind, KIND + 1), theme.dim));
                let mut name = zone.name.to_string();
                let reads = zone.name.unicode().filter(|_| theme.glyphs == Glyphs::Unicode);
                if let Some(unicode) = reads {
                    name = format!("{name} «{unicode}»");
                }
                spans.extend(marked.left(&name, self.name, Style::new()));
                self.who(&mut spans, owner, &mut marked);
                if self.id > 0 {
                    spans.push(Span::raw(" "));
                    spans.extend(marked.left(zone.id.as_str(), self.id, theme.dim));
                }
            }
            Item::Profile(index) => {
                let Some(row) = model.accounts.get(index) else { return Line::default() };
                spans.push(Span::raw("   "));
                spans.push(Span::styled(fit::left("profile", KIND + 1), theme.dim));
                let own = row.profile.name.as_str();
                let name = if row.label == own {
                    row.label.clone()
                } else {
                    format!("{} ({own})", row.label)
                };
                spans.extend(marked.left(&name, self.name, Style::new()));
                self.zones(&mut spans, model, index, account(row), &mut marked);
            }
            Item::Account(index) => {
                let Some(row) = model.accounts.get(index) else { return Line::default() };
                spans.push(Span::raw("   "));
                spans.push(Span::styled(fit::left("account", KIND + 1), theme.dim));
                let mut name = row
                    .account()
                    .map_or_else(String::new, |account| model.accounts.with_alias(account));
                let member = row.profile.member.as_ref();
                if let Some(called) = member.and_then(|member| member.account_name.as_deref()) {
                    name = format!("{name} ({called})");
                }
                spans.extend(marked.left(&name, self.name, Style::new()));
                self.who(&mut spans, Some(row), &mut marked);
            }
        }
        Line::from(spans)
    }

    /// The profile and the account that something is reached by.
    fn who(
        &self,
        spans: &mut Vec<Span<'static>>,
        row: Option<&ProfileRow>,
        marked: &mut Marked<'_>,
    ) {
        let dim = marked.theme.dim;
        spans.push(Span::raw(" "));
        spans.push(Span::styled(fit::left(row.map_or("", |row| &row.label), self.profile), dim));
        if self.account > 0 {
            let account = row.and_then(|row| row.account()).map_or("", |account| account.as_str());
            spans.push(Span::raw(" "));
            spans.push(Span::styled(fit::left(account, self.account), dim));
        }
    }

    /// How many zones a profile reaches, and its account.
    fn zones(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        index: usize,
        account: Option<String>,
        marked: &mut Marked<'_>,
    ) {
        let dim = marked.theme.dim;
        let zones = model.accounts.zone_count(index);
        let zones = zones.map(|(zones, _)| fit::count(zones, "zone")).unwrap_or_default();
        spans.push(Span::raw(" "));
        spans.push(Span::styled(fit::left(&zones, self.profile), dim));
        if self.account > 0 {
            spans.push(Span::raw(" "));
            spans.push(Span::styled(fit::left(&account.unwrap_or_default(), self.account), dim));
        }
    }
}
