//! One zone in full, as far as it is known.

use ratatui::text::{Line, Span};

use super::audit::evidence_lines;
use super::card::Card;
use super::cut_state;
use super::fit;
use super::profile_card::fault_text;
use super::theme::Theme;
use crate::app::audit::Since;
use crate::app::pair::SideOf;
use crate::app::panes::mark_of;
use crate::app::records::{Load, Opened};
use crate::app::zones::ZoneRow;
use crate::app::{Hanging, Model};
use crate::dns::Reading;
use crate::zone::{HostedZone, Rules, ZoneId};

/// What the listing tells of a zone.
pub(super) fn listed(
    model: &Model,
    row: &ZoneRow,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    name(&mut card, &row.zone);
    card.fact("Zone", &kind_and_id(&row.zone));
    owner(&mut card, model, row.owner());
    let sets = usize::try_from(row.zone.record_count).unwrap_or(usize::MAX);
    card.fact("Holds", &fit::count(sets, "record set"));
    if let Some(ago) = listed_earlier(model, row) {
        card.fact_in("Listed", &format!("~ {ago}, not yet in this run"), theme.warn);
    }
    hanging(&mut card, model, theme);
    marked(&mut card, model, &row.zone.id, theme);
    restrictions(&mut card, &rules(model, row), theme);
    remarks(&mut card, &row.zone, theme);
    card.gap();
    let mut lines = card.lines();
    lines.extend(audited(model, &row.zone.id, width, theme));
    lines
}

/// That a zone was listed by an earlier run alone, and how long ago: `3 h ago`.
pub(super) fn listed_earlier(model: &Model, row: &ZoneRow) -> Option<String> {
    let (_, age) = model.recall.of(row.owner(), model.now).filter(|_| row.remembered)?;
    Some(fit::ago(age))
}

/// What the audit says of a zone's cut.
fn audited(model: &Model, zone: &ZoneId, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let Some(audit) = &model.audit else { return Vec::new() };
    let Some((row, _)) = audit.of_zone(zone) else { return Vec::new() };
    let mut lines = vec![Line::styled(" Cut, as audited", theme.title)];
    lines.extend(evidence_lines(audit, row, width, theme));
    lines.push(Line::default());
    lines
}

/// What is known of the zone that is open, the most important first.
pub(super) fn opened(
    model: &Model,
    opened: &Opened,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    card.fact("Zone", &kind_and_id(&opened.zone));
    match &opened.detail {
        Load::Loading => card.fact_in("Served by", "reading…", theme.dim),
        Load::Failed(fault) => fault_text(&mut card, fault, theme),
        Load::Done(detail) if detail.zone.private => {
            card.fact("Answers in", &joined_or(&detail.vpcs, "no VPC"));
        }
        Load::Done(detail) => {
            let servers: Vec<String> =
                detail.delegation_set.iter().map(ToString::to_string).collect();
            card.fact("Served by", &joined_or(&servers, "no name servers"));
        }
    }
    let mut rows = model.accounts.rows().iter();
    if let Some(index) = rows.position(|row| row.profile.name == opened.key.profile) {
        owner(&mut card, model, model.accounts.owner(index));
    }
    name(&mut card, &opened.zone);
    let audit = model.audit.as_ref();
    if let Some((at, row)) = audit.and_then(|audit| audit.of_zone(&opened.zone.id)) {
        let since = audit.map_or(Since::Unchanged, |audit| audit.since(at));
        let span = cut_state::since(row.state, since, cut_state::WIDTH, theme);
        card.fact_in("Cut", span.content.trim_end(), span.style);
    }
    marked(&mut card, model, &opened.zone.id, theme);
    restrictions(&mut card, &model.permissions.of(&opened.key), theme);
    remarks(&mut card, &opened.zone, theme);
    card.lines()
}

/// A key and what it does.
pub(super) fn key(key: &str, does: &str, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(0, theme);
    card.key(key, does);
    card.lines()
}

fn kind_and_id(zone: &HostedZone) -> String {
    format!("{}  {}", if zone.private { "private" } else { "public" }, zone.id)
}

fn joined_or(parts: &[String], none: &str) -> String {
    if parts.is_empty() { none.to_owned() } else { parts.join("  ") }
}

fn name(card: &mut Card<'_>, zone: &HostedZone) {
    if let Some(Reading { unicode, doubt }) = zone.name.reading() {
        card.fact("In the DNS", &zone.name.to_string());
        card.fact("Reads", &format!("«{unicode}»"));
        if let Some(doubt) = doubt {
            card.fact_in("Beware", &format!("! {}", doubt.as_str()), card.theme().warn);
        }
    }
}

/// What the selected zone of the tree hangs on.
fn hanging(card: &mut Card<'_>, model: &Model, theme: &Theme) {
    let whose = |row: &ZoneRow| {
        let profile = model.accounts.get(row.owner());
        let account = profile.and_then(|profile| profile.account());
        let label = profile.map_or("", |profile| profile.label.as_str());
        format!("{} in {label} {}", row.zone.name, account.map_or("", |account| account.as_str()))
    };
    match model.hanging(model.zones.cursor.selected) {
        Hanging::Within(above) => card.fact("Below", &whose(above)),
        Hanging::Across(above) => {
            card.fact_in("Below", &format!("⇄ {}: another account", whose(above)), theme.crossing);
        }
        Hanging::Loose(name) => {
            card.fact_in("Below", &format!("{name} (no zone in view)"), theme.dim);
        }
        Hanging::Aside => {}
    }
}

/// The account, and the profiles that reach it.
fn owner(card: &mut Card<'_>, model: &Model, owner: usize) {
    let account = model.accounts.get(owner).and_then(|row| row.account());
    let named = account.map(|account| model.accounts.with_alias(account));
    card.fact("Account", named.as_deref().unwrap_or("not known"));
    let labels: Vec<&str> =
        model.accounts.reaching(owner).map(|row| row.label.as_str()).take(20).collect();
    card.fact("Reached by", &labels.join(", "));
}

fn marked(card: &mut Card<'_>, model: &Model, zone: &ZoneId, theme: &Theme) {
    if let Some(side) = model.pair.side_of(zone) {
        card.fact_in("Marked", &format!("{} {}", mark(side), side.as_str()), theme.mark);
    }
}

/// What holds for writing to a zone with the profile that would be used on it.
pub(super) fn rules(model: &Model, row: &ZoneRow) -> Rules {
    mark_of(model, row).map(|mark| model.permissions.of(&mark.key)).unwrap_or_default()
}

fn restrictions(card: &mut Card<'_>, rules: &Rules, theme: &Theme) {
    if rules.protected {
        card.fact_in("Protected", "§ every change is confirmed by typing", theme.warn);
    }
    if let Some(why) = &rules.read_only {
        card.fact_in("Read-only", why, theme.warn);
    }
}

fn remarks(card: &mut Card<'_>, zone: &HostedZone, theme: &Theme) {
    if let Some(comment) = zone.comment.as_deref().filter(|comment| !comment.is_empty()) {
        card.fact("Comment", comment);
    }
    if let Some(service) = &zone.linked_service {
        card.fact_in("Owned by", &format!("! {service}: not editable here"), theme.warn);
    }
}

/// Glyph and letter of a side.
pub(super) fn mark(side: SideOf) -> &'static str {
    match side {
        SideOf::Parent => "◆P",
        SideOf::Child => "◇C",
    }
}

/// The mark of a zone in two columns.
pub(super) fn mark_span(model: &Model, zone: &ZoneId, theme: &Theme) -> Span<'static> {
    Span::styled(model.pair.side_of(zone).map_or("  ", mark), theme.mark)
}
