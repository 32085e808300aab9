//! Zones that the parent does not lead to: missing, the wrong one of twins, behind a dead cut.

use zonecut::cut::CutState::{
    Dead, Drifted, Elsewhere, Lame, Live, Missing, Occluding, PartlyLame, WrongTwin,
};
use zonecut::emulator::{DnsEffect, RecordType};

use super::Outcome;
use super::fine::READ;
use super::ground::{Cut, Ground, Servers};
use super::wrong::hide;

pub(super) fn missing(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Child);
    let child = ground.zone(&name, &servers)?;
    ground.label(&name, [Some(&parent.id), Some(&child)], Missing, &[])
}

pub(super) fn missing_deep(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let below = ground.name(&cut.name);
    let servers = ground.set(Servers::Grandchild);
    let child = ground.zone(&below, &servers)?;
    ground.label_cut(&cut, Live, &[])?;
    ground.label(&below, [Some(&cut.child), Some(&child)], Missing, &[])
}

pub(super) fn missing_private_parent(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let between = ground.name(&parent.apex);
    ground.private_zone(&between)?;
    let name = ground.name(&between);
    let servers = ground.set(Servers::Child);
    let child = ground.zone(&name, &servers)?;
    ground.label(&name, [Some(&parent.id), Some(&child)], Missing, &[])
}

/// Records at and below the name, a DS even, do not make a cut.
pub(super) fn missing_with_records(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Child);
    let child = ground.zone(&name, &servers)?;
    ground.put(&parent.id, &name, RecordType::A, &["192.0.2.1"])?;
    ground.put(&parent.id, &format!("www.{name}"), RecordType::A, &["192.0.2.1"])?;
    let ds = format!("4711 13 2 {}", "AB".repeat(32));
    ground.put(&parent.id, &name, RecordType::Ds, &[&ds])?;
    ground.label(&name, [Some(&parent.id), Some(&child)], Missing, &[])
}

pub(super) fn missing_twins(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    for servers in ground.sets(Servers::Child, 2) {
        let child = ground.zone(&name, &servers)?;
        ground.label(&name, [Some(&parent.id), Some(&child)], Missing, &[])?;
    }
    Ok(())
}

/// The parent hands the name below over itself, past the zone between.
pub(super) fn skipped(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let between = ground.name(&parent.apex);
    let servers = ground.set(Servers::Child);
    let child = ground.zone(&between, &servers)?;
    ground.label(&between, [Some(&parent.id), Some(&child)], Missing, &[])?;
    let below = ground.name(&between);
    let servers = ground.set(Servers::Grandchild);
    let child = ground.zone(&below, &servers)?;
    ground.ns(&parent.id, &below, &servers)?;
    ground.label(&below, [Some(&parent.id), Some(&child)], Live, &[])
}

/// A cut with so many further zones of its name.
fn with_twins(ground: &mut Ground, twins: usize) -> Outcome<Cut> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let mut sets = ground.sets(Servers::Child, 1 + twins).into_iter();
    let servers = sets.next().ok_or("no set")?;
    // The one that is named is made first or last, and comes so in a listing.
    let first = ground.chance.happens(500);
    let early = if first { Some(ground.zone(&name, &servers)?) } else { None };
    for set in sets {
        let twin = ground.zone(&name, &set)?;
        ground.label(&name, [Some(&parent.id), Some(&twin)], WrongTwin, &[])?;
    }
    let child = match early {
        Some(child) => child,
        None => ground.zone(&name, &servers)?,
    };
    ground.ns(&parent.id, &name, &servers)?;
    Ok(Cut { parent, name, child, servers })
}

pub(super) fn twin(ground: &mut Ground) -> Outcome<()> {
    let cut = with_twins(ground, 1)?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn two_twins(ground: &mut Ground) -> Outcome<()> {
    let cut = with_twins(ground, 2)?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn twin_of_lame(ground: &mut Ground) -> Outcome<()> {
    let cut = with_twins(ground, 1)?;
    for server in &cut.servers {
        ground.order(server, &cut.name, DnsEffect::Rcode(2))?;
    }
    ground.label_cut(&cut, Lame, &[])
}

pub(super) fn twin_of_drifted(ground: &mut Ground) -> Outcome<()> {
    let cut = with_twins(ground, 1)?;
    let others = ground.set(Servers::Vacant);
    let servers = [&cut.servers[1..], &others[..1]].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_cut(&cut, Drifted, &[PartlyLame])
}

/// The parent names an operator that serves well, and no server of either zone.
pub(super) fn neither_twin(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    for servers in ground.sets(Servers::Child, 2) {
        let child = ground.zone(&cut.name, &servers)?;
        ground.label(&cut.name, [Some(&cut.parent.id), Some(&child)], Drifted, &[])?;
    }
    Ok(())
}

/// An NS set in the parent below another of its cuts.
fn dead_ns(ground: &mut Ground, cut: &Cut) -> Outcome<(String, Vec<String>)> {
    let below = ground.name(&cut.name);
    let servers = ground.set(Servers::Grandchild);
    ground.ns(&cut.parent.id, &below, &servers)?;
    Ok((below, servers))
}

pub(super) fn dead(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (below, _) = dead_ns(ground, &cut)?;
    ground.label_cut(&cut, Live, &[])?;
    ground.label_ns(&cut.parent, &below, Dead, &[])
}

pub(super) fn dead_and_live(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (below, servers) = dead_ns(ground, &cut)?;
    let child = ground.zone(&below, &servers)?;
    ground.ns(&cut.child, &below, &servers)?;
    ground.label_cut(&cut, Live, &[])?;
    ground.label_ns(&cut.parent, &below, Dead, &[])?;
    ground.label(&below, [Some(&cut.child), Some(&child)], Live, &[])
}

pub(super) fn dead_and_missing(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (below, servers) = dead_ns(ground, &cut)?;
    let child = ground.zone(&below, &servers)?;
    ground.label_cut(&cut, Live, &[])?;
    ground.label_ns(&cut.parent, &below, Dead, &[])?;
    ground.label(&below, [Some(&cut.child), Some(&child)], Missing, &[])
}

pub(super) fn dead_behind_others(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    let (below, servers) = dead_ns(ground, &cut)?;
    let child = ground.zone(&below, &servers)?;
    ground.label_ns(&cut.parent, &cut.name, Elsewhere, &[])?;
    ground.label(&below, [Some(&cut.parent.id), Some(&child)], Dead, &[])
}

pub(super) fn dead_twice(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (below, _) = dead_ns(ground, &cut)?;
    let lowest = ground.name(&below);
    let (_, servers) = ground.operator()?;
    ground.ns(&cut.parent.id, &lowest, &servers)?;
    ground.label_cut(&cut, Live, &[])?;
    ground.label_ns(&cut.parent, &below, Dead, &[])?;
    ground.label_ns(&cut.parent, &lowest, Dead, &[])
}

/// What lies below a dead cut is hidden by the one above it.
pub(super) fn dead_and_occluding(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (below, _) = dead_ns(ground, &cut)?;
    hide(ground, &cut.parent.id, &below)?;
    ground.label_cut(&cut, Occluding, &[])?;
    ground.label_ns(&cut.parent, &below, Dead, &[])
}
