//! What can't be asked or read, and what only the way from the root tells.

use zonecut::cut::CutState::{Elsewhere, Live, Missing, Unknown};
use zonecut::emulator::{DnsEffect, RecordType};

use super::Outcome;
use super::fine::READ;
use super::ground::{Ground, Kind, Servers};

/// Ways of sending something that is no answer to the question.
fn no_answer(ground: &mut Ground) -> DnsEffect {
    match ground.below(4) {
        0 => DnsEffect::WrongId,
        1 => DnsEffect::WrongQuestion,
        2 => DnsEffect::TruncateAlways,
        _ => DnsEffect::Garbage(vec![0xff; ground.below(40)]),
    }
}

pub(super) fn silent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    for server in &cut.servers {
        ground.order(server, &cut.name, DnsEffect::Silent)?;
    }
    ground.label_cut(&cut, Unknown, &[])
}

pub(super) fn closed(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Closed);
    for server in &servers {
        ground.order(server, &name, DnsEffect::ClosedPort)?;
    }
    let child = ground.zone(&name, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label(&name, [Some(&parent.id), Some(&child)], Unknown, &[])
}

pub(super) fn no_answers(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    for server in &cut.servers {
        let effect = no_answer(ground);
        ground.order(server, &cut.name, effect)?;
    }
    ground.label_cut(&cut, Unknown, &[])
}

pub(super) fn one_silent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let effect = if ground.chance.happens(500) { DnsEffect::Silent } else { no_answer(ground) };
    ground.order(&cut.servers[0], &cut.name, effect)?;
    ground.label_cut(&cut, Unknown, &[])
}

/// The servers answer, and nobody may read the delegation set that they should be.
pub(super) fn blind(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Child);
    let child = ground.blind_zone(&name, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label(&name, [Some(&parent.id), Some(&child)], Unknown, &[])
}

pub(super) fn silent_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    for server in &cut.servers {
        ground.order(server, &cut.name, DnsEffect::Silent)?;
    }
    ground.label_ns(&cut.parent, &cut.name, Unknown, &[])
}

/// They might refuse, and the name might dangle: they did not say.
pub(super) fn silent_route53(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Vacant);
    for server in &servers {
        ground.order(server, &name, DnsEffect::Silent)?;
    }
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Unknown, &[])
}

/// The resolver can't reach those who know the addresses, which says nothing of the servers.
pub(super) fn addresses_unknown(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let number = ground.below(1_000_000_000);
    let dark = format!("dark-{number}.net");
    let (_, servers) = ground.operator()?;
    ground.zone_of_others(&dark, &servers)?;
    for server in &servers {
        ground.order(server, &dark, DnsEffect::Silent)?;
    }
    ground.ns(&parent.id, &name, &[format!("ns1.{dark}"), format!("ns2.{dark}")])?;
    ground.label_ns(&parent, &name, Unknown, &[])
}

pub(super) fn live_below_unread(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(&[Kind::Closed])?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn missing_below_unread(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(&[Kind::Closed])?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Child);
    let child = ground.zone(&name, &servers)?;
    if ground.chance.happens(500) {
        ground.put(&parent.id, &format!("www.{name}"), RecordType::A, &["192.0.2.1"])?;
    }
    ground.label(&name, [Some(&parent.id), Some(&child)], Missing, &[])
}

pub(super) fn live_behind_others(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    let below = ground.name(&cut.name);
    let servers = ground.set(Servers::Grandchild);
    let child = ground.zone(&below, &servers)?;
    ground.ns(&cut.child, &below, &servers)?;
    ground.label_ns(&cut.parent, &cut.name, Elsewhere, &[])?;
    ground.label(&below, [None, Some(&child)], Live, &[])
}

pub(super) fn missing_behind_others(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    let below = ground.name(&cut.name);
    let servers = ground.set(Servers::Grandchild);
    let child = ground.zone(&below, &servers)?;
    ground.label_ns(&cut.parent, &cut.name, Elsewhere, &[])?;
    ground.label(&below, [None, Some(&child)], Missing, &[])
}
