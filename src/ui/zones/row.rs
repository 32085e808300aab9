//! A row of the Zones pane: how its columns are divided, and what stands in them.

use std::fmt::Write;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::audit::Since;
use crate::app::zones::{LooseCut, Shape, Shown, SortBy, ZoneRow};
use crate::app::{Hanging, Model};
use crate::cut::AuditRow;
use crate::dns::{Name, Reading};
use crate::ui::cut_state;
use crate::ui::fit;
use crate::ui::gap_card;
use crate::ui::glyphs::Glyphs;
use crate::ui::pane;
use crate::ui::theme::Theme;
use crate::ui::zone_card::{mark_span, rules};

/// Columns in front of the name: selection, mark, gap.
const GUTTER: usize = 4;
/// Columns of the number of record sets.
const RRSETS: usize = 7;
/// Columns of a cut state in little room, and of its sign alone.
const CUT: usize = 13;
const SIGN: usize = 2;
/// Columns of an account's digits, and of a name that leaves room for them.
const ACCOUNT: usize = 13;
const ROOMY: usize = 32;
/// Columns that a name should have before others get any.
const NAME: usize = 20;

/// A cut between two accounts.
const CROSSING: &str = "⇄";

/// How the columns of a row are divided.
pub(super) struct Columns {
    /// Columns of the name, with the lines that lead to it in the tree.
    pub(super) name: usize,
    profile: usize,
    /// Columns of an account, in a tree that has room for it.
    account: usize,
    rrsets: usize,
    cut: usize,
}

impl Columns {
    /// The columns of a pane this wide.
    pub(super) fn of(model: &Model, width: usize) -> Self {
        let free = width.saturating_sub(GUTTER);
        let labels = model.accounts.rows().iter().map(|row| fit::columns(&row.label));
        let audited = model.audit.as_ref().is_some_and(|audit| !audit.is_empty());
        let (least, most) = if audited && free < 60 { (7, 10) } else { (9, 24) };
        let profile = labels.max().unwrap_or(0).clamp(least, most) + 1;
        let cut = match free {
            _ if !audited => 0,
            60.. => cut_state::WIDTH + 1,
            38..60 => CUT,
            _ => SIGN,
        };
        let rrsets = if free > NAME + RRSETS + cut { RRSETS + 1 } else { 0 };
        let rrsets = if cut > 0 && free < NAME + RRSETS + cut + profile { 0 } else { rrsets };
        let narrowed = model.browse.narrowed_to().is_some();
        let left = free.saturating_sub(NAME + rrsets + cut);
        let profile = match left {
            _ if narrowed && left < 40 => 0,
            left if left >= profile => profile,
            left if left >= 10 || (cut > 0 && left >= 8) => left,
            _ => 0,
        };
        let left = free.saturating_sub(profile + rrsets + cut);
        let tree = model.zones.shape() == Shape::Tree;
        let account = if tree && left >= ROOMY + ACCOUNT { ACCOUNT } else { 0 };
        Self { name: left - account, profile, account, rrsets, cut }
    }

    /// What stands above them.
    pub(super) fn heads(&self, model: &Model) -> Line<'static> {
        let (by, reversed) = model.zones.sort();
        let list = model.zones.shape() == Shape::List;
        let head =
            |name: &str, column: SortBy, up: bool| match (list && by == column, up != reversed) {
                (false, _) => name.to_owned(),
                (true, true) => format!("{name} ▲"),
                (true, false) => format!("{name} ▼"),
            };
        let mut text = " ".repeat(GUTTER);
        text.push_str(&fit::left(&head("ZONE", SortBy::Name, true), self.name));
        if self.profile > 0 {
            let head = head("PROFILE", SortBy::Profile, true);
            let _ = write!(text, " {}", fit::left(&head, self.profile - 1));
        }
        if self.account > 0 {
            let _ = write!(text, " {}", fit::left("ACCOUNT", self.account - 1));
        }
        if self.rrsets > 0 {
            let head = head("RRSETS", SortBy::Records, false);
            text.push_str(&fit::right(&head, self.rrsets));
        }
        if self.cut > SIGN {
            text.push_str(" CUT");
        }
        Line::raw(text)
    }

    /// A row of the view.
    pub(super) fn row(
        &self,
        model: &Model,
        index: usize,
        selected: bool,
        theme: &Theme,
    ) -> Line<'static> {
        let mut spans = vec![Span::raw(pane::pointer(selected))];
        match model.zones.shown(index) {
            Some(Shown::Zone(row)) => self.zone(&mut spans, model, index, row, theme),
            Some(Shown::Cut(cut)) => self.loose(&mut spans, model, index, cut, theme),
            Some(Shown::Gap(name)) => self.gap(&mut spans, model, index, &name, theme),
            None => {}
        }
        Line::from(spans)
    }

    fn zone(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        index: usize,
        row: &ZoneRow,
        theme: &Theme,
    ) {
        // What only an earlier run has seen.
        let age = if row.remembered { Span::styled("~", theme.dim) } else { Span::raw(" ") };
        spans.extend([mark_span(model, &row.zone.id, theme), age]);
        let room = self.guides(spans, model, index, theme);
        name(spans, model, (index, row), room, theme);
        let label = model.accounts.get(row.owner()).map_or("", |profile| profile.label.as_str());
        let sets = usize::try_from(row.zone.record_count).unwrap_or(usize::MAX);
        let account = model.accounts.get(row.owner()).and_then(|profile| profile.account());
        let account = account.map_or("account ?", |account| account.as_str());
        self.beside(spans, [label, account, &fit::number(sets)], theme);
        let audited = model.audit.as_ref().and_then(|audit| audit.of_zone(&row.zone.id));
        self.state(spans, model, audited, theme);
    }

    /// A cut that leads to no zone in view.
    fn loose(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        index: usize,
        cut: &LooseCut,
        theme: &Theme,
    ) {
        spans.push(Span::raw("   "));
        let room = self.guides(spans, model, index, theme);
        spans.push(Span::styled(fit::left(&cut.name.to_string(), room), theme.dim));
        self.beside(spans, ["—", "—", "–"], theme);
        let audit = model.audit.as_ref();
        let audited = audit.and_then(|audit| Some((cut.audited, audit.row(cut.audited)?)));
        self.state(spans, model, audited, theme);
    }

    /// A name that no zone in view has: said where a zone has its columns.
    fn gap(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        index: usize,
        gap: &Name,
        theme: &Theme,
    ) {
        let folded = model.zones.branch(index).map_or(0, |(branch, _)| branch.folded);
        let folded = if folded > 0 { format!(" +{folded}") } else { String::new() };
        let room = self.name + self.profile + self.account + self.rrsets + self.cut;
        let room = room.saturating_sub(folded.len());
        let gap = gap.to_string();
        let words = format!(" · {}", gap_card::in_short(model));
        let fits = fit::columns(&gap) + fit::columns(&words) <= room;
        let words = if fits { words } else { " · no zone".to_owned() };
        let text = fit::cut(&gap, room.saturating_sub(fit::columns(&words)));
        let blank = room.saturating_sub(fit::columns(&text) + fit::columns(&words));
        spans.extend([
            Span::raw("   "),
            Span::styled(text, theme.dim),
            Span::styled(words, theme.dim),
            Span::styled(folded, theme.advice),
            Span::raw(" ".repeat(blank)),
        ]);
    }

    /// The lines that lead to a row of the tree; returns what they leave of the name's column.
    fn guides(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        index: usize,
        theme: &Theme,
    ) -> usize {
        let Some((_, guides)) = model.zones.branch(index) else { return self.name };
        let Some((last, before)) = guides.split_last() else { return self.name };
        let mut text = String::new();
        for done in before {
            text.push_str(if *done { "  " } else { "│ " });
        }
        text.push_str(if *last { "└" } else { "├" });
        let across = matches!(model.hanging(index), Hanging::Across(_));
        // However deep it lies, something of the name is to be read.
        let most = self.name / 2;
        let wide = fit::columns(&text) + 1;
        let text =
            if wide > most { format!("…{}", tail(&text, most.saturating_sub(2))) } else { text };
        let wide = fit::columns(&text) + 1;
        spans.push(Span::styled(text, theme.dim));
        spans.push(Span::styled(if across { CROSSING } else { " " }, theme.crossing));
        self.name.saturating_sub(wide)
    }

    /// Profile, account and number of record sets.
    fn beside(&self, spans: &mut Vec<Span<'static>>, about: [&str; 3], theme: &Theme) {
        let [profile, account, sets] = about;
        for (text, width) in [(profile, self.profile), (account, self.account)] {
            if width > 0 {
                spans.push(Span::styled(format!(" {}", fit::left(text, width - 1)), theme.dim));
            }
        }
        if self.rrsets > 0 {
            spans.push(Span::raw(fit::right(sets, self.rrsets)));
        }
    }

    /// What the audit says of the cut.
    fn state(
        &self,
        spans: &mut Vec<Span<'static>>,
        model: &Model,
        audited: Option<(u32, &AuditRow)>,
        theme: &Theme,
    ) {
        let (Some((at, row)), 1..) = (audited, self.cut) else { return };
        let since = model.audit.as_ref().map_or(Since::Unchanged, |audit| audit.since(at));
        spans.push(Span::raw(" "));
        spans.push(cut_state::since(row.state, since, self.cut - 1, theme));
    }
}

/// The last columns of a text whose characters take one each.
fn tail(text: &str, columns: usize) -> String {
    let skip = text.chars().count().saturating_sub(columns);
    text.chars().skip(skip).collect()
}

/// A name as it reads; where that could be taken for another, as the DNS has it, and behind that
/// what it looks like.
pub(in crate::ui) fn read(name: &Name, room: usize, theme: &Theme) -> (String, String) {
    let ascii = || fit::cut(&name.to_string(), room);
    match name.reading().filter(|_| theme.glyphs == Glyphs::Unicode) {
        None => (ascii(), String::new()),
        Some(Reading { unicode, doubt: None }) => (fit::cut(&unicode, room), String::new()),
        Some(Reading { unicode, doubt: Some(_) }) => {
            let ascii = ascii();
            let free = room.saturating_sub(fit::columns(&ascii));
            let looks = if free >= 8 {
                format!(" !«{}»", fit::cut(&unicode, free - 4))
            } else {
                String::new()
            };
            (ascii, looks)
        }
    }
}

/// The name; behind it that it is private or protected, how much below it is folded away, and
/// what it looks like where that could deceive.
fn name(
    spans: &mut Vec<Span<'static>>,
    model: &Model,
    (index, row): (usize, &ZoneRow),
    room: usize,
    theme: &Theme,
) {
    let private = match (row.zone.private, rules(model, row).protected) {
        (true, true) => " (private) §",
        (true, false) => " (private)",
        (false, true) => " §",
        (false, false) => "",
    };
    let branch = model.zones.branch(index).map(|(branch, _)| *branch);
    let folded = branch.filter(|branch| branch.folded > 0);
    let folded = folded.map(|branch| format!(" +{}", branch.folded)).unwrap_or_default();
    let faint = row.remembered || branch.is_some_and(|branch| branch.faint);
    let room = room.saturating_sub(fit::columns(private) + folded.len());
    let (text, doubtful) = read(&row.zone.name, room, theme);
    let gap = room.saturating_sub(fit::columns(&text) + fit::columns(&doubtful));
    spans.push(Span::styled(text, if faint { theme.dim } else { Style::new() }));
    spans.push(Span::styled(doubtful, theme.warn));
    spans.push(Span::styled(private, theme.warn));
    spans.push(Span::styled(folded, theme.advice));
    spans.push(Span::raw(" ".repeat(gap)));
}
