//! The way through a delegation for who does not know the keys: the child, the parent, the review,
//! each a list in which the likely answer is selected, and back again without loss.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use super::browse::Pane;
use super::choose::{Candidate, Choose, Stands};
use super::delegate;
use super::effect::{Effect, Effects};
use super::keymap::Command;
use super::model::{Model, Over};
use super::pair::{Mark, SideOf};
use super::panes::{at_hand, mark_of, owners_at_hand};
use super::requests::Purpose;
use super::review::{Review, Subject};
use super::zones::ZoneRow;
use crate::cut::Goal;
use crate::dns::{Name, RecordType};
use crate::zone::{Fault, RecordPage, RecordSet, RecordStart, ZoneId, ZoneKey};

/// Children that are listed, at most: more than anybody reads. Find knows all of them.
const MOST: usize = 1_000;
/// Parents that are looked into for what stands at the children's names.
const PARENTS: usize = 8;
/// How often zones that come are looked through for more children.
const OFTEN: Duration = Duration::from_secs(1);
/// Pages that are read of each.
const PAGES: usize = 3;

/// Whether nothing was marked or selected yet, so that `d` asks for the child first.
#[must_use]
pub fn is_due(model: &Model) -> bool {
    let nothing_marked = model.pair.parent.is_none() && model.pair.child.is_none();
    let selected = model.zones.is_chosen() || !model.browse.filter.trim().is_empty();
    nothing_marked && (model.browse.pane == Pane::Profiles || !selected) && !in_records(model)
}

fn in_records(model: &Model) -> bool {
    model.browse.pane == Pane::Records
}

/// Opens the review, or asks for what it takes: where nothing is marked, and nothing was selected
/// or what is selected has no parent in view, for the child first.
pub(super) fn delegate(model: &mut Model) -> Effects {
    let nothing_marked = model.pair.parent.is_none() && model.pair.child.is_none();
    let meant = at_hand(model).filter(|_| !is_due(model));
    let has_parent = |child: &Mark| !delegate::parents(model, child).is_empty();
    if nothing_marked && !meant.as_ref().is_some_and(has_parent) {
        return open(model, meant.as_ref());
    }
    delegate::delegate(model)
}

/// Asks for the child. `meant`: what the user has selected, which can't be one.
fn open(model: &mut Model, meant: Option<&Mark>) -> Effects {
    let (candidates, more) = children(model);
    if candidates.is_empty() {
        return delegate::delegate(model);
    }
    if let Some(mark) = meant {
        let name = &mark.key.name;
        let why = if mark.private { "is private" } else { "has no public zone above it in view" };
        model.messages.flash(format!("{name} {why}: select the zone that is to be delegated."));
    }
    let at_hand = at_hand(model);
    let row = candidates.iter().position(|it| at_hand.as_ref() == Some(&it.mark));
    let asked = parents_of(&candidates);
    let at = row.unwrap_or(0);
    let choose = delegate::choose(model, SideOf::Child, None, Goal::Delegate, candidates, at);
    let moved = row.is_some();
    let choose = Choose { more, looking: true, guided: true, moved, ..choose };
    model.over.push(Over::Choose(choose));
    model.requests.forget(|open| matches!(open, Purpose::Guide(..)));
    let mut effects = Effects::none();
    for (parent, first) in asked.into_iter().take(PARENTS) {
        effects = effects.and(read(model, parent, Some(RecordStart::at(&first)), PAGES));
    }
    if effects == Effects::none() {
        arrange(model);
    }
    effects
}

/// Asks for a page of a parent's records.
fn read(model: &mut Model, zone: ZoneKey, start: Option<RecordStart>, pages: usize) -> Effects {
    let Some(choose) = first_step(&mut model.over) else { return Effects::none() };
    let place = choose.asked.iter().position(|asked| *asked == zone.zone).unwrap_or_else(|| {
        choose.asked.push(zone.zone.clone());
        choose.asked.len() - 1
    });
    let id = model.requests.open(Purpose::Guide(place, pages));
    Effects::one(Effect::ReadRecords { id, zone, start })
}

/// The likely parents, each with the first name that is of interest in it.
fn parents_of(candidates: &[Candidate]) -> Vec<(ZoneKey, Name)> {
    let mut asked: Vec<(ZoneKey, Name)> = Vec::new();
    for candidate in candidates {
        let Some(parent) = &candidate.below else { continue };
        let name = &candidate.mark.key.name;
        // From the name right below the parent on: a cut may stand there.
        let top = name.ancestors().take_while(|it| it.is_below(&parent.name)).last();
        let top = top.unwrap_or_else(|| name.clone());
        match asked.iter_mut().find(|(key, _)| key.zone == parent.zone) {
            Some((_, first)) => *first = top.min(first.clone()),
            None => asked.push((parent.clone(), top)),
        }
    }
    asked
}

/// Takes a page of a parent's records: what stands at the children's names.
pub(super) fn looked(
    model: &mut Model,
    place: usize,
    pages: usize,
    answer: Result<RecordPage, Fault>,
) -> Effects {
    let effects = match answer {
        Ok(page) => page_of(model, place, pages, page),
        // What could not be read stays unknown.
        Err(_) => Effects::none(),
    };
    if !model.requests.any(|open| matches!(open, Purpose::Guide(..))) {
        arrange(model);
    }
    effects
}

fn first_step(over: &mut [Over]) -> Option<&mut Choose> {
    over.iter_mut().find_map(|over| match over {
        Over::Choose(choose) if choose.guided && choose.marked.is_none() => Some(choose),
        _ => None,
    })
}

/// Puts the likely ones first, once, when all is known that is looked for.
fn arrange(model: &mut Model) {
    let at_hand = at_hand(model);
    let Some(choose) = first_step(&mut model.over) else { return };
    choose.looking = false;
    if choose.moved {
        return;
    }
    choose.candidates.sort_by_key(order);
    let likely = choose.candidates.first().and_then(|first| first.stands);
    let own = choose.candidates.iter().position(|it| at_hand.as_ref() == Some(&it.mark));
    let own = own.filter(|at| choose.candidates[*at].stands == likely);
    choose.cursor.select(own.unwrap_or(0), choose.candidates.len());
}

fn page_of(model: &mut Model, place: usize, pages: usize, page: RecordPage) -> Effects {
    let Some(choose) = first_step(&mut model.over) else { return Effects::none() };
    let Some(parent) = choose.asked.get(place).cloned() else { return Effects::none() };
    let last = page.sets.last().map(|set| &set.name);
    let mut open = None;
    for candidate in &mut choose.candidates {
        let Some(key) = candidate.below.as_ref().filter(|key| key.zone == parent) else { continue };
        let name = &candidate.mark.key.name;
        let seen = stands(&page.sets, name, &key.name);
        if let Some(seen) = seen {
            candidate.stands = candidate.stands.max(Some(seen));
        } else if page.next.is_none() || last.is_some_and(|last| name < last) {
            candidate.stands = candidate.stands.max(Some(Stands::Nothing));
        } else {
            open = Some(key.clone());
        }
    }
    match (open, page.next) {
        (Some(zone), Some(next)) if pages > 1 => read(model, zone, Some(next), pages - 1),
        _ => Effects::none(),
    }
}

/// What stands in a parent at a child's name, below it, or on the way to it.
fn stands(sets: &[RecordSet], child: &Name, parent: &Name) -> Option<Stands> {
    let mut found = None;
    for set in sets {
        let is_ns = set.rtype == RecordType::Ns;
        let what = if set.name == *child && is_ns {
            Stands::Cut
        } else if is_ns && child.is_below(&set.name) && set.name.is_below(parent) {
            Stands::CutAbove
        } else if set.name.is_at_or_below(child) {
            Stands::Records
        } else {
            continue;
        };
        found = found.max(Some(what));
    }
    found
}

/// The likely ones first: those of which nothing stands in the parent, across accounts; what is
/// not known goes before what has a delegation.
fn order(candidate: &Candidate) -> (u8, bool) {
    let known = match candidate.stands {
        Some(Stands::Nothing) => 0,
        Some(Stands::Records) => 1,
        None => 2,
        Some(Stands::CutAbove) => 3,
        Some(Stands::Cut) => 4,
    };
    (known, !candidate.across)
}

/// The public zones that have a public zone above them in view, and how many more there are.
fn children(model: &Model) -> (Vec<Candidate>, usize) {
    let narrowed = owners_at_hand(model);
    let mut rows: Vec<&ZoneRow> = model.zones.listed().filter(|row| !row.zone.private).collect();
    rows.sort_by(|a, b| a.zone.name.cmp(&b.zone.name));
    let mut found: BTreeMap<(bool, usize), (&ZoneRow, &ZoneRow)> = BTreeMap::new();
    let mut above: Vec<&ZoneRow> = Vec::new();
    let mut more = 0;
    for (at, row) in rows.into_iter().enumerate() {
        while above.last().is_some_and(|it| !row.zone.name.is_at_or_below(&it.zone.name)) {
            above.pop();
        }
        let parent = above.iter().rev().find(|it| row.zone.name.is_below(&it.zone.name));
        let wanted = narrowed.as_ref().is_none_or(|owners| owners.contains(&row.owner));
        if let Some(parent) = parent.filter(|_| wanted) {
            found.insert((parent.owner == row.owner, at), (row, parent));
            if found.len() > MOST {
                found.pop_last();
                more += 1;
            }
        }
        above.push(row);
    }
    let candidate = |(row, parent): (&ZoneRow, &ZoneRow)| {
        let (mark, parent_mark) = (mark_of(model, row)?, mark_of(model, parent)?);
        let across = parent.owner != row.owner;
        let where_ = if across { "in another account" } else { "in the same account" };
        let profile = &parent_mark.key.profile;
        Some(Candidate {
            mark,
            why: format!("{} is above it, in {profile}, {where_}", parent.zone.name),
            across,
            below: Some(parent_mark.key),
            stands: None,
        })
    };
    (found.into_values().filter_map(candidate).collect(), more)
}

/// Carries out a command in a list of proposals.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let Some(Over::Choose(choose)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Open => take(model),
        Command::Back => {
            back(model);
            Effects::none()
        }
        command => {
            choose.moved = true;
            let len = choose.candidates.len();
            choose.cursor.command(command, len);
            Effects::none()
        }
    }
}

/// Goes one step on; the list stays where it is, to come back to.
fn take(model: &mut Model) -> Effects {
    let Some(Over::Choose(choose)) = model.over.last_mut() else { return Effects::none() };
    choose.moved = true;
    let (goal, taken, ttl) = (choose.goal.clone(), choose.taken.clone(), choose.ttl.clone());
    if let Some((parent, child)) = choose.pair() {
        let ttl = ttl.filter(|(of, _)| *of == child.key.zone).map(|(_, ttl)| ttl);
        let effects =
            delegate::review(model, Subject { goal, ..Subject::delegation(parent, child) });
        if let (Some(ttl), Some(Over::Review(review))) = (ttl, model.over.last_mut()) {
            review.keep_ttl(ttl);
        }
        return effects;
    }
    let Some(child) = choose.selected().map(|candidate| candidate.mark.clone()) else {
        return Effects::none();
    };
    let candidates = delegate::parents(model, &child);
    if candidates.is_empty() {
        model.messages.flash(format!("No public zone above {} is in view.", child.key.name));
        return Effects::none();
    }
    // The parent that was selected when this child was last.
    let before = taken.filter(|(of, _)| *of == child.key.zone).map(|(_, parent)| parent);
    let row = candidates.iter().position(|it| Some(&it.mark.key.zone) == before.as_ref());
    let row = row.unwrap_or(0);
    let choose = delegate::choose(model, SideOf::Parent, Some(child), goal, candidates, row);
    model.over.push(Over::Choose(Choose { guided: true, ttl, ..choose }));
    Effects::none()
}

/// Goes one step back, and keeps in mind what was selected.
fn back(model: &mut Model) {
    let Some(Over::Choose(left)) = model.over.pop() else { return };
    let zone = |mark: &Mark| -> ZoneId { mark.key.zone.clone() };
    let taken = left.marked.as_ref().map(zone).zip(left.selected().map(|it| zone(&it.mark)));
    if let Some(Over::Choose(below)) = model.over.last_mut() {
        below.taken = taken;
        below.ttl = left.ttl;
    } else {
        model.requests.forget(|open| matches!(open, Purpose::Guide(..)));
    }
}

/// A review was left for the list that led to it: a TTL that was set in it stays the child's.
pub(super) fn left(model: &mut Model, review: &Review) {
    let (Some(Over::Choose(choose)), Some(child), Some(ttl)) =
        (model.over.last_mut(), &review.subject.child, review.ttl())
    else {
        return;
    };
    choose.ttl = Some((child.key.zone.clone(), ttl));
}

/// Adds to the open lists what has come since they were opened: now and then, for all zones are
/// looked through.
pub(super) fn settle(model: &mut Model) -> Effects {
    other_side(model);
    first_side(model)
}

/// Adds candidates for the side that goes with a marked one, each where it belongs; the selection
/// stays with its zone.
fn other_side(model: &mut Model) {
    let (listed, now, idle) = (model.zones.listed_len(), model.now, model.loading() == 0);
    let unknown = model.incomplete();
    let Some(choose) = second_step(&mut model.over) else { return };
    let (before, at) = choose.seen;
    choose.unknown = unknown;
    if before == listed || (now < at + OFTEN && !idle) {
        return;
    }
    choose.seen = (listed, now);
    let (side, Some(marked)) = (choose.side, choose.marked.clone()) else { return };
    let mut found = match side {
        SideOf::Parent => delegate::parents(model, &marked),
        SideOf::Child => delegate::children(model, &marked),
    };
    let Some(choose) = second_step(&mut model.over) else { return };
    let selected = choose.selected().map(|it| it.mark.key.zone.clone());
    let known: HashSet<ZoneId> = found.iter().map(|it| it.mark.key.zone.clone()).collect();
    // A zone that is being listed anew is not gone.
    found.extend(choose.candidates.drain(..).filter(|it| !known.contains(&it.mark.key.zone)));
    let row = found.iter().position(|it| Some(&it.mark.key.zone) == selected.as_ref());
    choose.cursor.select(row.unwrap_or(0), found.len());
    choose.candidates = found;
}

fn second_step(over: &mut [Over]) -> Option<&mut Choose> {
    over.iter_mut().rev().find_map(|over| match over {
        Over::Choose(choose) if choose.marked.is_some() => Some(choose),
        _ => None,
    })
}

/// Adds children, behind those that are there.
fn first_side(model: &mut Model) -> Effects {
    let (listed, now, idle) = (model.zones.listed_len(), model.now, model.loading() == 0);
    let unknown = model.incomplete();
    let Some(choose) = first_step(&mut model.over) else { return Effects::none() };
    let (before, at) = choose.seen;
    choose.unknown = unknown;
    if before == listed || (now < at + OFTEN && !idle) {
        return Effects::none();
    }
    choose.seen = (listed, now);
    let known: HashSet<ZoneId> =
        choose.candidates.iter().map(|it| it.mark.key.zone.clone()).collect();
    let (found, more) = children(model);
    let fresh = found.into_iter().filter(|it| !known.contains(&it.mark.key.zone));
    let fresh: Vec<Candidate> = fresh.take(MOST.saturating_sub(known.len())).collect();
    let asked = parents_of(&fresh);
    let Some(choose) = first_step(&mut model.over) else { return Effects::none() };
    choose.more = more;
    choose.candidates.extend(fresh);
    choose.looking |= !asked.is_empty();
    let reads = asked.into_iter().take(PARENTS);
    let reads =
        reads.map(|(parent, first)| read(model, parent, Some(RecordStart::at(&first)), PAGES));
    reads.fold(Effects::none(), Effects::and)
}

/// A change has come to its end: the lists that led to it are no way back.
pub(super) fn end(model: &mut Model) {
    model.over.retain(|over| !matches!(over, Over::Choose(_)));
}
