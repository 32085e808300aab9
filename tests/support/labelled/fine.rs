//! Cuts with which nothing is wrong: live, and elsewhere.

use std::time::Duration;

use zonecut::cut::CutState::{Elsewhere, Live};
use zonecut::emulator::{DnsEffect, DnsRule, RecordType, Transport};

use super::ground::{Ground, Kind, Servers};
use super::{Further, Outcome};

/// Parents whose records are read.
pub(super) const READ: &[Kind] =
    &[Kind::Unsigned, Kind::Signed, Kind::GuardedSigned, Kind::GuardedUnsigned];

pub(super) fn plain(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    if ground.chance.happens(300) {
        // Without a DS it counts as unsigned.
        ground.sign(&cut.child, &["ksk"])?;
    }
    ground.label_cut(&cut, Live, &[])
}

/// Some servers are slow, lose the first packet, or answer by TCP only: they answer.
pub(super) fn troubled(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    trouble(ground, &cut.servers, &cut.name)?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn trouble(ground: &mut Ground, servers: &[String], name: &str) -> Outcome<()> {
    for server in ground.some_of(servers, 0) {
        let later = Duration::from_millis(50 + ground.chance.below(150));
        let rule = match ground.below(4) {
            0 => DnsRule::new(DnsEffect::Delay(later)),
            1 => DnsRule::new(DnsEffect::Truncate),
            2 => DnsRule::new(DnsEffect::Silent).transport(Transport::Udp),
            _ => DnsRule::drop_first(1),
        };
        ground.rule(rule, &server, name)?;
    }
    Ok(())
}

pub(super) fn apex_differs(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (_, others) = ground.operator()?;
    ground.ns(&cut.child, &cut.name, &others)?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn private_of_the_name(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    ground.private_zone(&cut.name)?;
    ground.label_cut(&cut, Live, &[])
}

/// Names that Route 53 lists between the cut and what lies below it, or beside it.
pub(super) fn neighbours(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (label, rest) = cut.name.split_once('.').ok_or("one label")?;
    for sibling in ["-", "a", "\\041", "\\055b"] {
        // A label has 63 octets at most.
        let label = label.get(..label.len().min(40)).unwrap_or(label);
        let name = format!("{label}{sibling}.{rest}");
        if name != cut.name {
            ground.put(&cut.parent.id, &name, RecordType::A, &["192.0.2.9"])?;
        }
    }
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn deep(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    ground.label_cut(&cut, Live, &[])?;
    let (mut above, mut name) = (cut.child, cut.name);
    for servers in [Servers::Grandchild, Servers::Deep] {
        let below = ground.name(&name);
        let servers = ground.set(servers);
        let child = ground.zone(&below, &servers)?;
        ground.ns(&above, &below, &servers)?;
        ground.label(&below, [Some(&above), Some(&child)], Live, &[])?;
        (above, name) = (child, below);
    }
    Ok(())
}

/// By IPv6 nobody is reached, which may be this machine's fault: IPv4 counts.
pub(super) fn unreached_by_v6(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = vec![format!("ns1.{name}"), format!("ns2.{name}")];
    ground.zone_of_others(&name, &servers)?;
    glue(ground, &parent.id, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    for server in ground.some_of(&servers, 0) {
        ground.further(&server, Further::Unreached);
    }
    ground.label_ns(&parent, &name, Elsewhere, &[])
}

pub(super) fn elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    trouble(ground, &cut.servers, &cut.name)?;
    if ground.chance.happens(300) {
        ground.private_zone(&cut.name)?;
    }
    ground.label_ns(&cut.parent, &cut.name, Elsewhere, &[])
}

/// A private zone's NS sets are no cuts of the DNS; a zone without a parent in view has no cut in
/// view.
pub(super) fn no_cut(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let private = ground.private_zone(&parent.apex)?;
    let (name, servers) = (ground.name(&parent.apex), ground.set(Servers::Vacant));
    ground.ns(&private, &name, &servers)?;
    let lonely = ground.name("lonely.test");
    let servers = ground.set(Servers::Child);
    ground.zone(&lonely, &servers).map(drop)
}

/// Addresses of servers below the cut, in the parent.
pub(super) fn glue(ground: &mut Ground, zone: &str, servers: &[String]) -> Outcome<()> {
    for server in servers {
        ground.put(zone, server, RecordType::A, &["192.0.2.53"])?;
        if ground.chance.happens(500) {
            ground.put(zone, server, RecordType::Aaaa, &["2001:db8::53"])?;
        }
    }
    Ok(())
}

pub(super) fn in_bailiwick(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let mut servers = vec![format!("ns1.{name}"), format!("b.ns.{name}")];
    if ground.chance.happens(300) {
        servers.push(name.clone());
    }
    ground.zone_of_others(&name, &servers)?;
    glue(ground, &parent.id, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Elsewhere, &[])
}

pub(super) fn sibling_glue(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let (one, two) = (ground.name(&parent.apex), ground.name(&parent.apex));
    let of_one = vec![format!("ns1.{one}"), format!("ns2.{one}")];
    let of_two = vec![of_one[0].clone(), format!("ns3.{one}")];
    glue(ground, &parent.id, &of_one)?;
    glue(ground, &parent.id, &of_two[1..])?;
    for (name, servers) in [(&one, &of_one), (&two, &of_two)] {
        ground.zone_of_others(name, servers)?;
        ground.ns(&parent.id, name, servers)?;
        ground.label_ns(&parent, name, Elsewhere, &[])?;
    }
    Ok(())
}

pub(super) fn elsewhere_on_route53(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Other);
    ground.zone_of_others(&name, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Elsewhere, &[])
}

pub(super) fn two_operators(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let mut servers = ground.set(Servers::Other);
    servers.truncate(2);
    servers.extend(ground.operator()?.1);
    ground.zone_of_others(&name, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Elsewhere, &[])
}
