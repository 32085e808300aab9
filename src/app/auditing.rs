//! What keys and answers do to the audit: begun, paused, gone on with, searched, repaired from.

use std::collections::BTreeMap;
use std::time::Duration;

use super::accounts::Accounts;
use super::audit::{Auditing, Since, Stage};
use super::browse::Pane;
use super::delegate;
use super::effect::{Effect, Effects};
use super::exporting;
use super::field::Field;
use super::keymap::{Command, Context, key_for};
use super::look_up;
use super::messages::Message;
use super::model::{Model, Over};
use super::pair::Mark;
use super::panes::{account_of, owners_at_hand};
use super::requests::Purpose;
use super::review::Subject;
use super::zones::LooseCut;
use crate::cut::{
    AskId, Audit, AuditAnswer, AuditAsk, AuditOptions, AuditRow, AuditZone, Goal, Sides,
};
use crate::dns::Name;
use crate::zone::{AccountId, Fault, ProfileName, ZoneKey};

/// How old an estimate may get while zones come.
const OLD: Duration = Duration::from_millis(250);
/// Profiles of one account that read a zone, at most: where one can't, the next one may.
const READERS: usize = 3;

/// Opens the screen: with the audit that there is, or with what one would take.
pub(super) fn open(model: &mut Model) -> Effects {
    if model.audit.is_none() {
        if model.zones.listed().all(|row| row.zone.private) {
            model.messages.flash(match model.zones.remembered_len() {
                0 => "There is no public zone in view to audit.",
                _ => "No public zone was listed yet: an audit takes none from an earlier run.",
            });
            return Effects::none();
        }
        model.audit = Some(Box::new(planned(model)));
    }
    model.over.push(Over::Audit);
    fit(model);
    Effects::none()
}

/// An audit of the zones in view. Where a profile or a group is chosen, of the cuts at and below
/// its zones alone; their parents are looked for in all profiles.
fn planned(model: &Model) -> Auditing {
    let only = owners_at_hand(model).map(|owners| tops(model, &owners)).unwrap_or_default();
    let narrowed = model.browse.narrowed_to().and_then(|index| model.accounts.get(index));
    let of = narrowed.map(|row| row.label.as_str()).or_else(|| model.browse.group());
    let of = of.map(str::to_owned);
    let options = AuditOptions { dns: model.dns.ask, only, ..AuditOptions::default() };
    Auditing::new(Audit::new(zones(model), options), of, seen(model), model.now)
}

/// What an estimate rests on: how many zones there are, and how many profiles may have more.
fn seen(model: &Model) -> (usize, usize) {
    (model.zones.listed_len(), model.incomplete())
}

/// Makes an audit that has not begun anew, where zones have come since.
fn plan_anew(model: &mut Model) {
    let Some(audit) = &model.audit else { return };
    if audit.stage() == Stage::Estimate && audit.seen != seen(model) {
        let accounts = audit.accounts;
        let mut fresh = planned(model);
        fresh.accounts = accounts;
        model.audit = Some(Box::new(fresh));
        fit(model);
    }
}

/// The highest names of these owners' public zones.
fn tops(model: &Model, owners: &[usize]) -> Vec<Name> {
    let public = model.zones.listed().filter(|row| !row.zone.private);
    let own = public.filter(|row| owners.contains(&row.owner));
    let mut names: Vec<&Name> = own.map(|row| &row.zone.name).collect();
    names.sort_unstable();
    let mut tops: Vec<Name> = Vec::new();
    for name in names {
        if tops.last().is_none_or(|top| !name.is_at_or_below(top)) {
            tops.push(name.clone());
        }
    }
    tops
}

fn zones(model: &Model) -> Vec<AuditZone> {
    let mut readers: BTreeMap<usize, Vec<(ProfileName, Option<AccountId>)>> = BTreeMap::new();
    let mut zones = Vec::new();
    for row in model.zones.listed().filter(|row| !row.zone.private) {
        let readers = readers.entry(row.owner).or_insert_with(|| {
            let reaching = model.accounts.reaching(row.owner).take(READERS);
            reaching.map(|row| (row.profile.name.clone(), row.account().cloned())).collect()
        });
        zones.extend(readers.iter().map(|(profile, account)| AuditZone {
            key: ZoneKey {
                profile: profile.clone(),
                zone: row.zone.id.clone(),
                name: row.zone.name.clone(),
            },
            account: account.clone(),
            private: false,
            record_count: row.zone.record_count,
            linked_service: row.zone.linked_service.clone(),
        }));
    }
    zones
}

/// Carries out a command of the screen.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    plan_anew(model);
    let now = model.now;
    let Some(audit) = &mut model.audit else {
        model.over.pop();
        return Effects::none();
    };
    if audit.editing.is_some() {
        match command {
            Command::Open => audit.editing = None,
            Command::Back => {
                audit.editing = None;
                audit.filter("");
            }
            _ => {}
        }
        return Effects::none();
    }
    let estimate = audit.stage() == Stage::Estimate;
    match command {
        Command::Back => return back(model),
        Command::Open if estimate => audit.turn(now),
        Command::Pause => audit.turn(now),
        Command::Reload => return anew(model),
        Command::Repair => return repair(model),
        Command::Check => return check(model),
        Command::Export => return exporting::open_audit(model),
        command if estimate => {
            let len = audit.estimate.accounts.len();
            audit.accounts.command(command, len);
        }
        Command::Open => {
            if let Some(row) = audit.table.selected() {
                audit.open(row);
            }
        }
        Command::Filter => audit.editing = Some(Field::with(audit.table.text())),
        Command::Sort => {
            let (by, reversed) = audit.table.sort();
            audit.sort_by(by.next(), reversed);
        }
        Command::Reverse => {
            let (by, reversed) = audit.table.sort();
            audit.sort_by(by, !reversed);
        }
        command => match &mut audit.evidence {
            Some(open) => {
                let len = open.lines.len();
                open.cursor.command(command, len);
            }
            None => audit.table.command(command),
        },
    }
    fit(model);
    ask(model)
}

/// Closes the evidence, takes the filter away, or leaves the screen: the audit goes on.
fn back(model: &mut Model) -> Effects {
    let Some(audit) = &mut model.audit else { return Effects::none() };
    match audit.stage() {
        Stage::Estimate => {
            model.audit = None;
            model.over.pop();
        }
        _ if audit.evidence.is_some() => audit.evidence = None,
        _ if !audit.table.text().is_empty() => audit.filter(""),
        stage => {
            model.over.pop();
            if stage == Stage::Running {
                let key = key_for(model.context(), Command::Audit);
                let key = key.map(|key| format!(": {key} shows it")).unwrap_or_default();
                model.messages.tell(format!("The audit goes on{key}."));
            }
        }
    }
    fit(model);
    Effects::none()
}

/// Starts over with the zones as they are now, from the estimate on.
fn anew(model: &mut Model) -> Effects {
    forget(model);
    model.zones.set_cuts(Vec::new());
    model.audit = Some(Box::new(planned(model)));
    fit(model);
    Effects::none()
}

fn forget(model: &mut Model) {
    let audits = |open| matches!(open, Purpose::Audit(_) | Purpose::AuditAgain(_));
    model.requests.forget(audits);
}

/// Somebody has signed in, which `mends` such a fault: reads the zones that could not be read for
/// want of it.
pub(super) fn signed_in(model: &mut Model, mends: impl Fn(&Fault) -> bool) -> Effects {
    let now = model.now;
    if !model.audit.as_mut().is_some_and(|audit| audit.go_on(mends, now)) {
        return Effects::none();
    }
    forget(model);
    fit(model);
    ask(model)
}

/// What is to be asked now.
fn ask(model: &mut Model) -> Effects {
    let Some(audit) = &mut model.audit else { return Effects::none() };
    let (own, again) = audit.asks();
    let mut effects = Effects::none();
    let requests = &mut model.requests;
    let mut push = |asks: Vec<AuditAsk>, purpose: fn(AskId) -> Purpose| {
        for AuditAsk { id, what } in asks {
            effects.push(Effect::Audit { id: requests.open(purpose(id)), what });
        }
    };
    push(own, Purpose::Audit);
    push(again, Purpose::AuditAgain);
    effects
}

/// Takes an answer, and asks on.
pub(super) fn heard(model: &mut Model, purpose: Purpose, answer: AuditAnswer) -> Effects {
    let now = model.now;
    let Some(audit) = &mut model.audit else { return Effects::none() };
    if let AuditAnswer::Records(Err(fault)) | AuditAnswer::Zone(Err(fault)) = &answer {
        model.messages.add(Message::from(fault));
    }
    match purpose {
        Purpose::Audit(id) => audit.hear(id, answer, now),
        Purpose::AuditAgain(id) => audit.hear_again(id, answer),
        _ => {}
    }
    ask(model)
}

/// Tells the tree of the cuts that lead out of view, and keeps an estimate up with the zones
/// that come: now and then.
pub(super) fn settle(model: &mut Model) {
    let now = model.now;
    let Some(audit) = &mut model.audit else { return };
    if audit.stage() == Stage::Estimate && (now >= audit.made + OLD || model.requests.is_idle()) {
        return plan_anew(model);
    }
    let Some(rows) = audit.loose(now) else { return };
    let cut = |at: u32| {
        let row = audit.row(at)?;
        let owner = owner(&model.accounts, &row.parent.as_ref()?.profile)?;
        Some(LooseCut { name: row.name.clone(), owner, audited: at })
    };
    let cuts = rows.into_iter().filter_map(cut).collect();
    model.zones.set_cuts(cuts);
}

fn owner(accounts: &Accounts, profile: &ProfileName) -> Option<usize> {
    let at = accounts.rows().iter().position(|row| row.profile.name == *profile)?;
    Some(accounts.owner(at))
}

/// Whether a cut that leads out of view is selected in the tree.
pub(super) fn is_at_hand(model: &Model) -> bool {
    model.browse.pane == Pane::Zones && model.zones.selected_cut().is_some()
}

/// Opens the evidence of the cut that is selected in the tree.
pub(super) fn show(model: &mut Model) -> Effects {
    if let (Some(audit), Some(cut)) = (&mut model.audit, model.zones.selected_cut()) {
        audit.table.select(cut.audited);
        audit.open(cut.audited);
        model.over.push(Over::Audit);
        fit(model);
    }
    Effects::none()
}

/// Opens the review of the removal of the cut that is selected in the tree.
pub(super) fn remove(model: &mut Model) -> Effects {
    let Some(cut) = model.zones.selected_cut() else { return Effects::none() };
    let row = model.audit.as_ref().and_then(|audit| audit.row(cut.audited));
    let Some(parent) = row.and_then(|row| row.parent.as_ref()) else { return Effects::none() };
    let (parent, cut) = (mark(model, parent), cut.name.clone());
    delegate::review(model, Subject { parent, cut, child: None, goal: Goal::Remove })
}

/// Looks at the cut that is selected in the tree.
pub(super) fn check_selected(model: &mut Model) -> Effects {
    if let (Some(audit), Some(cut)) = (&mut model.audit, model.zones.selected_cut()) {
        audit.table.select(cut.audited);
    }
    check(model)
}

/// Opens the review of what repairs the cut that is selected in the tree.
pub(super) fn repair_selected(model: &mut Model) -> Effects {
    if let (Some(audit), Some(cut)) = (&mut model.audit, model.zones.selected_cut()) {
        audit.table.select(cut.audited);
    }
    repair(model)
}

/// Looks at the cut of the row at hand, as its servers answer now.
fn check(model: &mut Model) -> Effects {
    let Some((_, row)) = model.audit.as_ref().and_then(|audit| audit.selected()) else {
        return Effects::none();
    };
    let (cut, parent, child) = (row.name.clone(), row.parent.clone(), row.child.clone());
    look_up::between(model, cut, parent, child)
}

/// Opens the review of what repairs the row at hand.
fn repair(model: &mut Model) -> Effects {
    let Some((at, row)) = model.audit.as_ref().and_then(|audit| audit.selected()) else {
        return Effects::none();
    };
    let since = model.audit.as_ref().map_or(Since::Unchanged, |audit| audit.since(at));
    let subject = match since {
        Since::Unchanged => subject(model, row),
        Since::Changed | Since::Asking | Since::Gone => {
            let key = key_for(Context::Audit, Command::Reload);
            let key = key.map(|key| format!(": {key} audits anew")).unwrap_or_default();
            model.messages.flash(format!("This cut was changed here since it was seen{key}."));
            return Effects::none();
        }
    };
    match subject {
        Ok(subject) => delegate::review(model, subject),
        Err(why) => {
            model.messages.flash(why);
            Effects::none()
        }
    }
}

/// What is to be reviewed, or why there is nothing.
fn subject(model: &Model, row: &AuditRow) -> Result<Subject, String> {
    let Some(repair) = &row.repair else {
        let why = row.advice.clone();
        return Err(why.unwrap_or_else(|| {
            format!("{} is {}: there is nothing to repair here.", row.name, row.state)
        }));
    };
    let Sides { parent, cut, child } = &repair.sides;
    Ok(Subject {
        parent: mark(model, parent),
        cut: cut.clone(),
        child: child.as_ref().map(|child| mark(model, child)),
        goal: repair.goal.clone(),
    })
}

fn mark(model: &Model, key: &ZoneKey) -> Mark {
    Mark { key: key.clone(), account: account_of(model, key).cloned(), private: false }
}

/// A cut was changed here: what the audit says of it is looked at again.
pub(super) fn changed(model: &mut Model, cut: &Name) -> Effects {
    let zones = zones(model);
    let Some(audit) = &mut model.audit else { return Effects::none() };
    if audit.stage() == Stage::Estimate {
        return Effects::none();
    }
    model.requests.forget(|open| matches!(open, Purpose::AuditAgain(_)));
    audit.look_again(cut, |run| {
        let options = AuditOptions { only: vec![cut.clone()], ..run.options().clone() };
        Audit::new(zones, options)
    });
    ask(model)
}

/// Puts what is typed or pasted into the filter, where it is open, and applies it.
pub(super) fn typed(model: &mut Model, put: impl FnOnce(&mut Field) -> bool) {
    if let Some(audit) = &mut model.audit
        && audit.editing.as_mut().is_some_and(put)
        && let Some(text) = audit.editing.as_ref().map(|field| field.text().to_owned())
    {
        audit.filter(&text);
    }
}

/// Tells the lists of the screen how much room they have.
pub(super) fn fit(model: &mut Model) {
    let room = model.room;
    if let Some(audit) = &mut model.audit {
        audit.fit(room.over_width, room.over);
    }
}
