//! From a name to a zone, and on to the review of its delegation.

use super::accounts::Identified;
use super::create::{Create, Creator, NotCreated, Progress};
use super::delegate;
use super::effect::{Effect, Effects};
use super::field::Field;
use super::keymap::Command;
use super::messages::Message;
use super::model::{Model, Over};
use super::panes::at_hand;
use super::requests::Purpose;
use crate::cut::{Finding, Severity, quoted};
use crate::dns::Name;
use crate::zone::{Fault, Quota, ZoneDetail, ZoneId, ZoneKey};

/// Opens the form: a name below the marked parent or the zone at hand.
pub(super) fn open(model: &mut Model) -> Effects {
    let at_hand = at_hand(model);
    let creators = creators(model);
    if creators.is_empty() {
        model.messages.flash("No profile can be used to create a zone (yet).");
        return Effects::none();
    }
    let narrowed = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    let wanted = narrowed
        .map(|row| row.profile.name.clone())
        .or_else(|| at_hand.as_ref().map(|mark| mark.key.profile.clone()));
    let chosen = creators.iter().position(|it| Some(&it.profile) == wanted.as_ref()).unwrap_or(0);
    let parent = model.pair.parent.clone().or(at_hand);
    let create = Create::below(parent.map(|mark| mark.key.name).as_ref(), creators, chosen);
    model.over.push(Over::Create(Box::new(create)));
    Effects::none()
}

/// Every profile that STS has told whom it is.
fn creators(model: &Model) -> Vec<Creator> {
    let rows = model.accounts.rows().iter();
    let known = rows.filter_map(|row| match &row.identity {
        Identified::Yes(identity) => {
            Some(Creator { profile: row.profile.name.clone(), identity: identity.clone() })
        }
        _ => None,
    });
    known.collect()
}

/// Offers a profile in an open form that has come to be known since. The chosen one stays.
pub(super) fn identified(model: &mut Model) {
    if !model.over.iter().any(|over| matches!(over, Over::Create(_))) {
        return;
    }
    let known = creators(model);
    let Some(create) = form(&mut model.over) else { return };
    let Some(chosen) = create.creator().cloned() else { return };
    if let (Progress::Form(_), Some(at)) =
        (&create.progress, known.iter().position(|one| *one == chosen))
    {
        (create.creators, create.chosen) = (known, at);
    }
}

/// The form, whatever lies over it.
fn form(over: &mut [Over]) -> Option<&mut Create> {
    over.iter_mut().find_map(|over| match over {
        Over::Create(create) => Some(&mut **create),
        _ => None,
    })
}

/// Carries out a command. Quitting while it is being created is not for here.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let now = model.now;
    let Some(Over::Create(create)) = model.over.last_mut() else { return Effects::none() };
    match (&mut create.progress, command) {
        (Progress::Form(_), Command::Up) => create.chosen = create.chosen.saturating_sub(1),
        (Progress::Form(_), Command::Down) => {
            create.chosen = (create.chosen + 1).min(create.creators.len().saturating_sub(1));
        }
        (Progress::Form(_), Command::Open) => return ask(model),
        (Progress::Asked { yes, typed: None, .. }, Command::Left | Command::Right) => *yes = !*yes,
        (Progress::Asked { yes, typed: None, .. }, Command::Next | Command::Previous) => {
            *yes = !*yes;
        }
        (Progress::Asked { .. }, Command::Back | Command::No)
        | (Progress::Asked { yes: false, typed: None, .. }, Command::Open)
        | (Progress::Failed(..), Command::Reload) => {
            create.progress = Progress::Form(None);
        }
        (Progress::Asked { .. }, Command::Yes | Command::Open) => {
            let Some((creator, name)) = create.confirm(command == Command::Yes, now) else {
                return Effects::none();
            };
            let id = model.requests.open(Purpose::Create);
            return Effects::one(Effect::CreateZone { id, creator, name });
        }
        (Progress::Form(_) | Progress::Failed(..), Command::Back) => close(model),
        _ => {}
    }
    Effects::none()
}

fn close(model: &mut Model) {
    model.requests.forget(|open| open == Purpose::Quota);
    model.over.pop();
}

/// Takes the name, says what is known of it, and asks.
fn ask(model: &mut Model) -> Effects {
    let Some(Over::Create(create)) = model.over.last() else { return Effects::none() };
    let Some(creator) = create.creator().cloned() else { return Effects::none() };
    let named = Name::from_user(create.field.text()).map_err(|why| why.to_string());
    let named = named.and_then(|name| match name.depth() {
        0 => Err("a zone needs a name".to_owned()),
        _ if name.is_wildcard() => Err("a zone can't have a wildcard's name".to_owned()),
        _ => Ok(name),
    });
    let (progress, findings, asks) = match named {
        Err(why) => (Progress::Form(Some(why)), Vec::new(), false),
        Ok(name) => {
            let key = ZoneKey {
                profile: creator.profile.clone(),
                zone: ZoneId::new(""),
                name: name.clone(),
            };
            let rules = model.permissions.of(&key);
            let mut found: Vec<Finding> =
                rules.read_only.as_deref().map(read_only).into_iter().collect();
            found.extend(in_view(model, &name));
            let typed = rules.protected.then(Field::default);
            (Progress::Asked { name, typed, yes: false }, found, true)
        }
    };
    if let Some(Over::Create(create)) = model.over.last_mut() {
        create.progress = progress;
        create.findings = findings;
    }
    if !asks {
        return Effects::none();
    }
    model.requests.forget(|open| open == Purpose::Quota);
    let id = model.requests.open(Purpose::Quota);
    Effects::one(Effect::ReadAccountQuota { id, profile: creator.profile })
}

fn finding(code: &'static str, severity: Severity, message: String) -> Finding {
    Finding { code, severity, message, evidence: Vec::new(), advice: None }
}

fn read_only(why: &str) -> Finding {
    finding("read-only", Severity::Stop, format!("Nothing is to be written: {why}."))
}

/// What the zones in view say of a new one.
fn in_view(model: &Model, name: &Name) -> Vec<Finding> {
    let mut found = Vec::new();
    let twins: Vec<String> = model
        .zones
        .listed()
        .filter(|row| row.zone.name == *name)
        .filter_map(|row| {
            let label = &model.accounts.get(row.owner)?.label;
            let kind = if row.zone.private { "private" } else { "public" };
            Some(format!("{} {} in {label}, {kind}", row.zone.name, row.zone.id))
        })
        .collect();
    if !twins.is_empty() {
        let message = format!("There is a zone of the name {name} already: this makes another.");
        let twin = finding("twin-zone", Severity::Warn, message);
        found.push(Finding { evidence: twins, ..twin });
    }
    let below = |zone: &Name| name.is_below(zone);
    if !model.zones.listed().any(|row| !row.zone.private && below(&row.zone.name)) {
        let message = format!("No public zone above {name} is in view: nothing can delegate it.");
        found.push(finding("no-parent-in-view", Severity::Note, message));
    }
    let unknown = model.incomplete();
    if unknown > 0 {
        let message = format!("{unknown} of the profiles have not shown all their zones.");
        found.push(finding("not-seen", Severity::Note, message));
    }
    found
}

/// Takes the account's quota.
pub(super) fn quota(model: &mut Model, answer: Result<Quota, Fault>) {
    let Some(create) = form(&mut model.over) else { return };
    create.findings.push(match answer {
        Ok(Quota { count, limit }) => {
            let severity = if count >= limit { Severity::Stop } else { Severity::Note };
            let message = format!("The account has {count} hosted zones, and may have {limit}.");
            finding("account-quota", severity, message)
        }
        Err(fault) => {
            let message = format!("The account's quota could not be read: {}.", fault.state());
            finding("not-seen", Severity::Note, message)
        }
    });
    create.findings.sort_by_key(|finding| finding.severity);
}

/// Takes the new zone, and goes on to the review of its delegation, below what lies over the form:
/// what is typed there is no answer to a question that comes up meanwhile.
pub(super) fn created(model: &mut Model, answer: Result<Box<ZoneDetail>, NotCreated>) -> Effects {
    let at = model.over.iter().rposition(|over| matches!(over, Over::Create(_)));
    let Some(at) = at else { return Effects::none() };
    if model.over.last() == Some(&Over::Leave) {
        model.over.pop();
    }
    let above = model.over.split_off(at + 1);
    let effects = match model.over.pop() {
        Some(Over::Create(create)) => goes_on(model, create, answer),
        _ => Effects::none(),
    };
    model.over.extend(above);
    effects
}

fn goes_on(
    model: &mut Model,
    mut create: Box<Create>,
    answer: Result<Box<ZoneDetail>, NotCreated>,
) -> Effects {
    let Progress::Creating(name, _) = &create.progress else { return Effects::none() };
    let (name, Some(creator)) = (name.clone(), create.creator().cloned()) else {
        return Effects::none();
    };
    match answer {
        Ok(detail) => {
            model.sent.extend(next_step(&creator, &name, &detail.zone.id));
            let profile = |name: &crate::zone::ProfileName| {
                model.accounts.rows().iter().position(|row| row.profile.name == *name)
            };
            let Some(index) = profile(&creator.profile) else { return Effects::none() };
            let owner = model.accounts.owner(index);
            let zone = detail.zone.clone();
            let key = ZoneKey { profile: creator.profile, zone: zone.id.clone(), name };
            if !model.zones.iter().any(|row| row.zone.id == zone.id) {
                model.zones.add(owner, vec![zone]);
            }
            delegate::new_child(model, key, creator.identity.account)
        }
        Err(why) => {
            if let Some(zone) = &why.zone {
                model.sent.extend(next_step(&creator, &name, zone));
            }
            model.messages.add(Message {
                text: why.message.clone(),
                detail: String::new(),
                hint: why.advice.clone(),
                policy: None,
            });
            create.progress = Progress::Failed(name, why);
            model.over.push(Over::Create(create));
            Effects::none()
        }
    }
}

/// What is there, and how it goes on from there, for the end of the program.
fn next_step(creator: &Creator, name: &Name, zone: &ZoneId) -> Vec<String> {
    let Creator { profile, identity } = creator;
    let child = quoted(&format!("{profile}/{zone}"));
    vec![
        format!("Created: zone {name} ({zone}) in account {}", identity.account),
        format!("  Unless it is delegated below: zonecut delegate --child {child}"),
    ]
}
