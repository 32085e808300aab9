//! From the marks to a review: what is missing is proposed, several candidates are offered.

use std::collections::HashMap;
use std::time::Duration;

use super::browse::Pane;
use super::choose::{Candidate, Choose};
use super::cursor::Cursor;
use super::effect::Effects;
use super::model::{Model, Over, Proposed};
use super::pair::{Mark, SideOf};
use super::panes::{at_hand, mark_of};
use super::review::{Review, Subject};
use super::zones::ZoneRow;
use crate::cut::{Goal, Proposal, ZoneInView, propose_children, propose_parents};
use crate::dns::{Name, RecordType};
use crate::zone::{AccountId, ZoneId, ZoneKey};

/// More zones than this are not looked through for each page of them that comes.
const MANY: usize = 5_000;
/// How old the line that shows the pair may then get.
const OLD: Duration = Duration::from_millis(250);

/// Opens the review of the marked pair, or leads to one.
pub fn delegate(model: &mut Model) -> Effects {
    match (model.pair.parent.clone(), model.pair.child.clone()) {
        (Some(parent), Some(child)) => review(model, Subject::delegation(parent, child)),
        (Some(parent), None) => {
            let candidates = children(model, &parent);
            offer(model, SideOf::Child, parent, Goal::Delegate, candidates)
        }
        (None, child) => {
            let Some(child) = child.or_else(|| at_hand(model)) else {
                model.messages.flash("Select the child zone first.");
                return Effects::none();
            };
            let candidates = parents(model, &child);
            offer(model, SideOf::Parent, child, Goal::Delegate, candidates)
        }
    }
}

/// Opens the review that takes a delegation away: that of the record set at hand in an open
/// zone, else that of the zone at hand or marked as child.
pub fn remove(model: &mut Model) -> Effects {
    if let Some((parent, cut)) = cut_at_hand(model) {
        let child = only_zone_of(model, &cut, &parent);
        return review(model, Subject { parent, cut, child, goal: Goal::Remove });
    }
    let child = model.pair.child.clone().or_else(|| at_hand(model));
    let Some(child) = child else {
        model.messages.flash("Select the child zone first, or an NS record set of its parent.");
        return Effects::none();
    };
    match model.pair.parent.clone().filter(|parent| !parent.same_zone(&child)) {
        Some(parent) => {
            review(model, Subject { goal: Goal::Remove, ..Subject::delegation(parent, child) })
        }
        None => {
            let candidates = parents(model, &child);
            offer(model, SideOf::Parent, child, Goal::Remove, candidates)
        }
    }
}

/// Goes on from a zone that was created to the review of its delegation.
pub(super) fn new_child(model: &mut Model, key: ZoneKey, account: AccountId) -> Effects {
    let child = Mark { key, account: Some(account), private: false };
    match model.pair.parent.clone().filter(|parent| child.key.name.is_below(&parent.key.name)) {
        Some(parent) => review(model, Subject::delegation(parent, child)),
        None => {
            let candidates = parents(model, &child);
            offer(model, SideOf::Parent, child, Goal::Delegate, candidates)
        }
    }
}

/// The open zone, and the cut that the selected record set makes in it.
pub(super) fn cut_at_hand(model: &Model) -> Option<(Mark, Name)> {
    let opened = model.browse.opened.as_ref().filter(|_| model.browse.pane == Pane::Records)?;
    let set = opened.selected()?;
    let cuts = set.rtype == RecordType::Ns && set.name.is_below(&opened.key.name);
    if cuts { Some((at_hand(model)?, set.name.clone())) } else { None }
}

/// The public zone of that name, where one only is in view.
pub(super) fn only_zone_of(model: &Model, name: &Name, parent: &Mark) -> Option<Mark> {
    let mut found = model.zones.listed().filter(|row| {
        row.zone.name == *name && !row.zone.private && row.zone.id != parent.key.zone
    });
    let only = found.next()?;
    if found.next().is_some() { None } else { mark_of(model, only) }
}

/// Opens a review.
pub fn review(model: &mut Model, subject: Subject) -> Effects {
    let in_view = in_view(model, &subject);
    let rules = model.permissions.of(&subject.parent.key);
    let (review, effects) = Review::open(
        subject,
        in_view,
        rules,
        model.default_ttl,
        model.dns.clone(),
        model.room.over_width,
        &mut model.requests,
    );
    model.over.push(Over::Review(Box::new(review)));
    effects
}

/// Looks for what would be proposed for the side that is not marked, where the marks or the zones
/// have changed since it was last looked for: the line that shows the pair is drawn more often.
///
/// With a time, which is told while answers come, new zones are looked through now and then only.
pub(super) fn refresh(model: &mut Model, sparing: Option<Duration>) {
    let Proposed { seen: (pair, zones), made, .. } = &model.proposed;
    let listed = model.zones.listed_len();
    let waits = listed > MANY && sparing.is_some_and(|now| now < *made + OLD);
    if *pair == model.pair && (*zones == listed || waits) {
        return;
    }
    let seen = (model.pair.clone(), listed);
    let (side, mut candidates) = match (&model.pair.parent, &model.pair.child) {
        (None, Some(child)) => (SideOf::Parent, parents(model, child)),
        (Some(parent), None) if !has_several(model, parent) => {
            (SideOf::Child, children(model, parent))
        }
        _ => (SideOf::Parent, Vec::new()),
    };
    let only = if candidates.len() == 1 { candidates.pop() } else { None };
    let only = only.map(|candidate| (side, candidate));
    model.proposed = Proposed { seen, made: sparing.unwrap_or(model.now), only };
}

/// Whether a parent has children of more than one name, or several of one name: then there is no
/// need to look through them all.
fn has_several(model: &Model, parent: &Mark) -> bool {
    let listed = |row: &&ZoneRow| !row.remembered && !row.zone.private;
    let mut below = model.zones.below(&parent.key.name).filter(listed);
    let Some(first) = below.next() else { return false };
    below.any(|row| row.zone.id != first.zone.id && !row.zone.name.is_below(&first.zone.name))
}

fn offer(
    model: &mut Model,
    side: SideOf,
    marked: Mark,
    goal: Goal,
    mut candidates: Vec<Candidate>,
) -> Effects {
    let unknown = model.incomplete();
    if candidates.is_empty() {
        let where_ = if side == SideOf::Parent { "above" } else { "below" };
        let more = match unknown {
            0 => String::new(),
            n => format!(" {n} profiles have not shown all their zones."),
        };
        model.messages.flash(format!(
            "No public zone {where_} {} is in view.{more} Mark the {} yourself.",
            marked.key.name,
            side.as_str(),
        ));
        return Effects::none();
    }
    if candidates.len() == 1 && side == SideOf::Parent {
        let parent = candidates.remove(0).mark;
        return review(model, Subject { goal, ..Subject::delegation(parent, marked) });
    }
    let at_hand = at_hand(model);
    let row = candidates.iter().position(|c| at_hand.as_ref() == Some(&c.mark)).unwrap_or(0);
    let choose = choose(model, side, Some(marked), goal, candidates, row);
    model.over.push(Over::Choose(choose));
    Effects::none()
}

/// A list of candidates as it opens, one of them selected.
pub(super) fn choose(
    model: &Model,
    side: SideOf,
    marked: Option<Mark>,
    goal: Goal,
    candidates: Vec<Candidate>,
    row: usize,
) -> Choose {
    let mut cursor = Cursor::default();
    cursor.fit(model.room.over, candidates.len());
    cursor.select(row, candidates.len());
    Choose {
        side,
        marked,
        goal,
        candidates,
        cursor,
        unknown: model.incomplete(),
        more: 0,
        asked: Vec::new(),
        looking: false,
        guided: false,
        moved: true,
        taken: None,
        ttl: None,
        seen: (model.zones.listed_len(), model.now),
    }
}

pub(super) fn parents(model: &Model, child: &Mark) -> Vec<Candidate> {
    let above = seen(model, |row| child.key.name.is_below(&row.zone.name));
    let Some(child_view) = view_of(model, child) else { return Vec::new() };
    let default = default_parent(model, child);
    let views = above.iter().map(|(_, view)| view);
    candidates(model, &above, child, propose_parents(&child_view.zone, views, default.as_ref()))
}

pub(super) fn children(model: &Model, parent: &Mark) -> Vec<Candidate> {
    let below = seen(model, |row| row.zone.name.is_below(&parent.key.name));
    let Some(parent_view) = view_of(model, parent) else { return Vec::new() };
    let views = below.iter().map(|(_, view)| view);
    candidates(model, &below, parent, propose_children(&parent_view, views))
}

/// Zones of the name that is cut, those strictly between it and the parent, and the parent's twins.
fn in_view(model: &Model, subject: &Subject) -> Vec<ZoneInView> {
    let Subject { parent, cut, child, .. } = subject;
    let own = child.as_ref().map(|child| &child.key.zone);
    let wanted = |row: &ZoneRow| {
        let name = &row.zone.name;
        let is_twin =
            || *name == parent.key.name && row.zone.id != parent.key.zone && !row.zone.private;
        own != Some(&row.zone.id)
            && cut.is_at_or_below(name)
            && (name.is_below(&parent.key.name) || is_twin())
    };
    seen(model, wanted).into_iter().map(|(_, view)| view).collect()
}

/// The wanted zones, as rows and as the proposals want them: none that only an earlier run saw.
fn seen(model: &Model, wanted: impl Fn(&ZoneRow) -> bool) -> Vec<(&ZoneRow, ZoneInView)> {
    let rows = model.zones.listed().filter(|row| wanted(row));
    rows.filter_map(|row| Some((row, view(model, row)?))).collect()
}

fn view(model: &Model, row: &ZoneRow) -> Option<ZoneInView> {
    let profile = model.accounts.get(row.owner)?;
    Some(ZoneInView {
        profile: profile.profile.name.clone(),
        account: profile.account().cloned(),
        zone: row.zone.clone(),
    })
}

fn view_of(model: &Model, mark: &Mark) -> Option<ZoneInView> {
    view(model, row_of(model, &mark.key.zone)?)
}

fn row_of<'a>(model: &'a Model, zone: &ZoneId) -> Option<&'a ZoneRow> {
    model.zones.iter().find(|row| row.zone.id == *zone)
}

/// The proposals as candidates; each row that was seen is looked at once, however many they are.
fn candidates(
    model: &Model,
    seen: &[(&ZoneRow, ZoneInView)],
    of: &Mark,
    proposals: Vec<Proposal>,
) -> Vec<Candidate> {
    let mut rows: HashMap<&ZoneId, &ZoneRow> = HashMap::with_capacity(seen.len());
    for (row, _) in seen {
        rows.entry(&row.zone.id).or_insert(row);
    }
    let candidate = |proposal: Proposal| {
        let mark = mark_of(model, rows.get(&proposal.zone.zone.id)?)?;
        let across = mark.account != of.account;
        Some(Candidate { mark, why: proposal.why, across, below: None, stands: None })
    };
    proposals.into_iter().filter_map(candidate).collect()
}

/// The parent that the configuration names for the child's profile, by id or by name.
fn default_parent(model: &Model, child: &Mark) -> Option<ZoneId> {
    let mut profiles = model.accounts.rows().iter();
    let profile = profiles.find(|row| row.profile.name == child.key.profile)?;
    let wanted = profile.default_parent.as_deref()?;
    let name = crate::dns::Name::from_user(wanted).ok();
    let matches = |row: &&ZoneRow| {
        row.zone.id == ZoneId::new(wanted)
            || (!row.zone.private && Some(&row.zone.name) == name.as_ref())
    };
    let mut found = model.zones.listed().filter(matches);
    let zone = found.next()?.zone.id.clone();
    // A name that several zones bear decides nothing.
    if found.next().is_some() { None } else { Some(zone) }
}
