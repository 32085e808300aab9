//! One profile in full: whom it reaches, how, and what stands in its way.

use ratatui::text::Line;

use super::card::{Card, wrapped_to};
use super::fit;
use super::theme::Theme;
use crate::app::Model;
use crate::app::accounts::{Identified, Listing, ProfileRow};
use crate::app::keymap::{Command, Context, key_for};
use crate::app::sign_in::needed;
use crate::zone::{Fault, SignIn};

/// The profile, its account and state, for a width in columns.
pub(super) fn lines(
    model: &Model,
    index: usize,
    row: &ProfileRow,
    width: u16,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    if row.label != row.profile.name.as_str() {
        card.fact("Profile", row.profile.name.as_str());
    }
    match &row.identity {
        Identified::Yes(identity) => {
            card.fact("Account", &model.accounts.with_alias(&identity.account));
            card.fact("Signed in", &identity.arn);
        }
        Identified::Asking(_) => card.fact("Account", "asking AWS…"),
        Identified::No | Identified::Failed(_) => card.fact("Account", "not known"),
    }
    if let Some(ends) = model.accounts.ends(index) {
        let minutes = ends.left(model.now).as_secs() / 60;
        let soon = ends.is_soon(model.now);
        let (mark, style) = if soon { ("! ", theme.warn) } else { ("", theme.text) };
        card.fact_in("Until", &format!("{mark}{}, {minutes} min left", ends.clock), style);
    }
    if let Some(member) = row.profile.member.as_deref() {
        if let Some(name) = &member.account_name {
            card.fact("Named", name);
        }
        card.fact("By role of", member.source.as_str());
    }
    card.fact("Region", &row.profile.region);
    card.fact("Sign-in", sign_in(&row.profile.sign_in));
    if !row.only.is_empty() {
        let names: Vec<String> = row.only.iter().map(ToString::to_string).collect();
        card.fact("Only below", &names.join(" "));
    }
    if let Some((zones, more)) = model.accounts.zone_count(index) {
        let more = if more { ", more to come" } else { "" };
        card.fact("Zones", &format!("{}{more}", fit::number(zones)));
    }
    if let Some((zones, age)) = model.recall.of(model.accounts.owner(index), model.now) {
        let earlier = format!("~{} as listed {}", fit::number(zones), fit::ago(age));
        card.fact_in("Earlier", &earlier, theme.dim);
    }
    if let Listing::Shared { with } = row.listing
        && let Some(other) = model.accounts.get(with)
    {
        card.fact("Same as", &format!("{}: the same account, listed once", other.label));
    }
    let sharers: Vec<&str> =
        model.accounts.reaching(index).skip(1).map(|row| row.label.as_str()).take(20).collect();
    if !sharers.is_empty() {
        card.fact("Also by", &sharers.join(", "));
    }
    if let Some(problem) = &row.profile.problem {
        card.gap();
        card.text(&format!("✗ {}", problem.message), theme.stop);
        card.text(&format!("→ {}", problem.hint), theme.advice);
    }
    for fault in faults(row) {
        card.gap();
        fault_text(&mut card, fault, theme);
    }
    if needed(row).is_some()
        && let Some(key) = key_for(Context::Profiles, Command::SignIn)
    {
        card.gap();
        card.key(&key.to_string(), "sign in");
    }
    if row.profile.problem.is_none()
        && let Some(key) = key_for(Context::Profiles, Command::Reload)
    {
        card.gap();
        card.key(&key.to_string(), "ask AWS again");
    }
    card.lines()
}

/// A fault in full: what happened, AWS's own words, what to do.
pub(super) fn fault_text(card: &mut Card<'_>, fault: &Fault, theme: &Theme) {
    card.text(&format!("✗ {}", fault.message()), theme.stop);
    if !fault.detail.is_empty() {
        card.text(&fault.detail, theme.dim);
    }
    card.text(&format!("→ {}", fault.hint()), theme.advice);
}

/// What stands in the profile's way and what to do about it, in at most four lines.
pub(super) fn trouble(row: &ProfileRow, width: usize) -> Vec<String> {
    let (message, hint) = match (&row.profile.problem, row.fault()) {
        (Some(problem), _) => (problem.message.clone(), problem.hint.clone()),
        (None, Some(fault)) => (fault.message(), fault.hint()),
        (None, None) => return Vec::new(),
    };
    let width = width.saturating_sub(2);
    let message = wrapped_to(&format!("✗ {message}"), width, 2);
    let hint = wrapped_to(&format!("→ {hint}"), width, 2);
    message.into_iter().chain(hint).map(|line| format!(" {line}")).collect()
}

fn faults(row: &ProfileRow) -> impl Iterator<Item = &Fault> {
    let identity = match &row.identity {
        Identified::Failed(fault) => Some(fault),
        _ => None,
    };
    let listing = match &row.listing {
        Listing::Failed { fault, .. } => Some(fault),
        _ => None,
    };
    identity.into_iter().chain(listing)
}

fn sign_in(kind: &SignIn) -> &str {
    match kind {
        SignIn::Keys => "keys in the file",
        SignIn::Role => "role",
        SignIn::Process => "credential_process",
        SignIn::Sso(session) => session,
        SignIn::Login => "aws login",
        SignIn::WebIdentity => "web identity token",
        SignIn::Environment => "environment variables",
        SignIn::Mfa(_) => "MFA code",
        SignIn::Source(source) => sign_in(&source.1),
        SignIn::None => "none",
    }
}
