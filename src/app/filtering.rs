//! From the filter of the zones as typed to what it asks of each: profiles become the owners of
//! zones, states of cuts become the zones that the audit has found in them.

use super::accounts::{Accounts, ProfileRow};
use super::audit::Auditing;
use super::filter::{Filter, Term, Word, holds};
use super::needle::Needle;
use super::zones::{Sought, What};

/// What a filter asks for, and what is wrong with it.
pub(super) fn sought(
    text: &str,
    accounts: &Accounts,
    audit: Option<&Auditing>,
) -> (Vec<Sought>, Option<String>) {
    let Filter { words, mut complaint } = Filter::of_zones(text);
    let mut all = Vec::with_capacity(words.len());
    for Word { negated, term } in words {
        let what = match term {
            Term::Text(text) | Term::Type(text) => {
                let owners = owners(accounts, |row| is_named(row, &text) || is_in(row, &text));
                What::Text { text: Needle::new(&text), owners }
            }
            Term::Private(private) => What::Private(private),
            Term::Profile(text) => What::Owners(owners(accounts, |row| is_named(row, &text))),
            Term::Account(text) => What::Owners(owners(accounts, |row| is_in(row, &text))),
            Term::Cut(state) => match audit {
                Some(audit) if !audit.is_empty() => cuts(audit, &state),
                _ => {
                    complaint = Some("cut: is known after an audit".to_owned());
                    continue;
                }
            },
        };
        all.push(Sought { negated, what });
    }
    (all, complaint)
}

/// The owners of the zones that such profiles reach.
fn owners(accounts: &Accounts, wanted: impl Fn(&ProfileRow) -> bool) -> Vec<usize> {
    let rows = accounts.rows().iter().enumerate().filter(|(_, row)| wanted(row));
    let mut owners: Vec<usize> = rows.map(|(index, _)| accounts.owner(index)).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

fn is_named(row: &ProfileRow, text: &str) -> bool {
    holds(&row.label, text) || holds(row.profile.name.as_str(), text)
}

fn is_in(row: &ProfileRow, text: &str) -> bool {
    row.account().is_some_and(|account| holds(account.as_str(), text))
}

/// The zones and the loose cuts in a state, or with it beside another.
fn cuts(audit: &Auditing, start: &str) -> What {
    let (mut zones, mut loose) =
        (std::collections::HashSet::new(), std::collections::HashSet::new());
    for at in 0..audit.len() {
        let Ok(at) = u32::try_from(at) else { break };
        let Some(row) = audit.row(at) else { continue };
        let mut states = std::iter::once(&row.state).chain(&row.also);
        if !states.any(|state| state.as_str().starts_with(start)) {
            continue;
        }
        match &row.child {
            Some(child) => zones.insert(child.zone.clone()),
            None => loose.insert(at),
        };
    }
    What::Cuts(zones, loose)
}
