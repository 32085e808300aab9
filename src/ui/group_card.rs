//! One group of profiles: the Organization that they come from, and which accounts it leaves out.

use ratatui::text::Line;

use super::card::{Card, wrapped_to};
use super::fit;
use super::profile_card::fault_text;
use super::theme::Theme;
use crate::app::Model;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::organization::{Asked, Organization};
use crate::zone::LeftOut;

/// Accounts that are told of by name, at most.
const MOST: usize = 30;

/// The group, for a width in columns.
pub(super) fn lines(model: &Model, group: &str, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut card = Card::new(width, theme);
    let rows = model.accounts.rows().iter();
    let count = rows.filter(|row| row.group.as_deref() == Some(group)).count();
    card.fact("Profiles", &fit::number(count));
    for organization in model.organizations.iter().filter(|asked| asked.group == group) {
        card.gap();
        card.fact("Source", organization.source.as_str());
        card.fact("Role", &organization.role);
        state(&mut card, model, organization, theme);
    }
    card.gap();
    for (command, does) in [(Command::Fold, "fold away or out"), (Command::Reload, "ask AWS again")]
    {
        if let Some(key) = key_for(Context::Profiles, command) {
            card.key(&key.to_string(), does);
        }
    }
    card.lines()
}

fn state(card: &mut Card<'_>, model: &Model, organization: &Organization, theme: &Theme) {
    match &organization.state {
        Asked::No => card.fact("Accounts", "not asked yet"),
        Asked::Asking(since) => {
            let waited = model.now.saturating_sub(*since).as_secs();
            card.fact("Accounts", &format!("asking the Organization… {waited}s"));
        }
        Asked::Known { accounts, left_out } => {
            card.fact("Accounts", &format!("{} by this role", fit::number(*accounts)));
            for LeftOut { account, why } in left_out.iter().take(MOST) {
                let name = account.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
                card.fact_in("Without", &format!("{}{name}: {why}", account.id), theme.dim);
            }
            if left_out.len() > MOST {
                let more = fit::number(left_out.len() - MOST);
                card.fact_in("", &format!("and {more} more"), theme.dim);
            }
        }
        Asked::Failed(fault) => {
            card.gap();
            fault_text(card, fault, theme);
            card.text(&format!("→ {INSTEAD}"), theme.advice);
        }
    }
}

const INSTEAD: &str = "Or list the accounts' ids in profiles.toml.";

/// What stands in the way of a group's accounts, in at most four lines.
pub(super) fn trouble(model: &Model, group: &str, width: usize) -> Vec<String> {
    let mut asked = model.organizations.iter().filter(|asked| asked.group == group);
    let fault = asked.find_map(|organization| match &organization.state {
        Asked::Failed(fault) => Some(fault),
        _ => None,
    });
    let Some(fault) = fault else { return Vec::new() };
    let width = width.saturating_sub(2);
    let message = wrapped_to(&format!("✗ {}", fault.message()), width, 2);
    let hint = wrapped_to(&format!("→ {}", fault.hint()), width, 2);
    message.into_iter().chain(hint).map(|line| format!(" {line}")).collect()
}
