//! Cuts whose servers or whose NS set are wrong: partly lame, lame, dangling, drifted; and those
//! that hide records.

use zonecut::cut::CutState::{Dangling, Drifted, Lame, Occluding, PartlyLame};
use zonecut::emulator::{DnsEffect, PRIVATE_NAME_SERVERS, RecordType};

use super::fine::{READ, glue, trouble};
use super::ground::{ADDRESSLESS, Cut, Ground, Kind, Servers};
use super::{Further, Outcome};

/// Ways of not speaking for a zone: REFUSED, SERVFAIL, NXDOMAIN, NOTIMP, NOTAUTH, FORMERR, empty
/// without AA, a referral to the root, the right answer without AA.
const FAULTS: [DnsEffect; 9] = [
    DnsEffect::Rcode(5),
    DnsEffect::Rcode(2),
    DnsEffect::Rcode(3),
    DnsEffect::Rcode(4),
    DnsEffect::Rcode(9),
    DnsEffect::Rcode(1),
    DnsEffect::Lame,
    DnsEffect::Upward,
    DnsEffect::StripAuthority,
];

/// Each of these does not speak for the zone, in a way of its own.
fn break_servers(ground: &mut Ground, servers: &[String], name: &str) -> Outcome<()> {
    for server in servers {
        let fault = ground.one_of(&FAULTS)?;
        ground.order(server, name, fault)?;
    }
    Ok(())
}

pub(super) fn partly_lame(ground: &mut Ground) -> Outcome<()> {
    for fault in FAULTS {
        let cut = ground.cut(READ)?;
        let (first, others) = cut.servers.split_first().ok_or("no servers")?;
        ground.order(first, &cut.name, fault)?;
        if ground.chance.happens(500) {
            let broken = ground.some_of(others, 1);
            break_servers(ground, &broken, &cut.name)?;
        }
        ground.label_cut(&cut, PartlyLame, &[])?;
    }
    Ok(())
}

pub(super) fn partly_lame_partly_silent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let fault = ground.one_of(&FAULTS)?;
    ground.order(&cut.servers[0], &cut.name, fault)?;
    ground.order(&cut.servers[1], &cut.name, DnsEffect::Silent)?;
    ground.label_cut(&cut, PartlyLame, &[])
}

/// A cut to a zone out of view that names this server besides.
fn one_more(ground: &mut Ground, server: impl Fn(&str, &Cut) -> String) -> Outcome<Cut> {
    let cut = ground.cut_to_others(READ)?;
    let (_, operator) = cut.servers[0].split_once('.').ok_or("no operator")?;
    let servers = [cut.servers.as_slice(), &[server(operator, &cut)]].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    Ok(Cut { servers, ..cut })
}

pub(super) fn one_without_name(ground: &mut Ground) -> Outcome<()> {
    let cut = one_more(ground, |operator, _| format!("ns9.{operator}"))?;
    ground.label_ns(&cut.parent, &cut.name, PartlyLame, &[])
}

pub(super) fn one_without_address(ground: &mut Ground) -> Outcome<()> {
    let cut = one_more(ground, |operator, _| format!("{ADDRESSLESS}.{operator}"))?;
    ground.label_ns(&cut.parent, &cut.name, PartlyLame, &[])
}

/// It refers to the child, and does not speak for it.
pub(super) fn one_of_the_parent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    let zone = ground.made.world.zone(&cut.parent.id).ok_or("no parent")?;
    let servers = [cut.servers.as_slice(), &zone.name_servers[..1]].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_ns(&cut.parent, &cut.name, PartlyLame, &[])
}

pub(super) fn one_of_two_addresses(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = vec![format!("ns1.{name}"), format!("ns2.{name}")];
    ground.zone_of_others(&name, &servers)?;
    glue(ground, &parent.id, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    for server in ground.some_of(&servers, 0) {
        ground.further(&server, Further::Vacant);
    }
    ground.label_ns(&parent, &name, PartlyLame, &[])
}

pub(super) fn lame(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    break_servers(ground, &cut.servers, &cut.name)?;
    ground.label_cut(&cut, Lame, &[])
}

pub(super) fn lame_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    break_servers(ground, &cut.servers, &cut.name)?;
    ground.label_ns(&cut.parent, &cut.name, Lame, &[])
}

/// A server below the cut that the parent has no address of can't be found (RFC 9471 §2.1),
/// however well it serves those who know where it is.
pub(super) fn without_glue(ground: &mut Ground) -> Outcome<()> {
    for (with_glue, state) in [(0, Lame), (1, PartlyLame)] {
        let parent = ground.parent(READ)?;
        let name = ground.name(&parent.apex);
        let servers = vec![format!("ns1.{name}"), format!("ns2.{name}")];
        ground.zone_of_others(&name, &servers)?;
        glue(ground, &parent.id, &servers[..with_glue])?;
        ground.ns(&parent.id, &name, &servers)?;
        ground.label_ns(&parent, &name, state, &[])?;
    }
    Ok(())
}

/// By IPv6 nobody is reached, which takes nothing from what the others say.
pub(super) fn lame_and_unreached(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = vec![format!("ns1.{name}"), format!("ns2.{name}")];
    ground.zone_of_others(&name, &servers)?;
    glue(ground, &parent.id, &servers)?;
    ground.ns(&parent.id, &name, &servers)?;
    break_servers(ground, &servers, &name)?;
    for server in ground.some_of(&servers, 0) {
        ground.further(&server, Further::Unreached);
    }
    ground.label_ns(&parent, &name, Lame, &[])
}

/// Nobody gives zones on these servers to whoever comes.
pub(super) fn refused_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let (_, servers) = ground.operator()?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Lame, &[])
}

pub(super) fn all_without_names(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let (operator, _) = ground.operator()?;
    let servers = [format!("ns8.{operator}"), format!("ns9.{operator}")];
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Lame, &[])
}

pub(super) fn old_servers(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let old = ground.set(Servers::Vacant);
    ground.ns(&cut.parent.id, &cut.name, &old)?;
    ground.label_cut(&cut, Lame, &[Drifted])
}

pub(super) fn route53_fails(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = ground.set(Servers::Vacant);
    for server in &servers {
        ground.order(server, &name, DnsEffect::Rcode(2))?;
    }
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Lame, &[])
}

/// Nobody can be given a public zone on them.
pub(super) fn private_servers(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    ground.private_zone(&name)?;
    ground.ns(&parent.id, &name, &PRIVATE_NAME_SERVERS.map(str::to_owned))?;
    ground.label_ns(&parent, &name, Lame, &[])
}

pub(super) fn own_servers(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let own = ground.made.world.zone(&parent.id).ok_or("no parent")?.name_servers.clone();
    ground.ns(&parent.id, &name, &own)?;
    ground.label_ns(&parent, &name, Lame, &[])
}

/// Servers of Route 53 that have not got the name: of nobody, or of many other zones.
fn left_behind(ground: &mut Ground) -> Vec<String> {
    let of = if ground.chance.happens(500) { Servers::Vacant } else { Servers::Child };
    let servers = ground.set(of);
    ground.some_of(&servers, 0)
}

pub(super) fn dangling(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = left_behind(ground);
    trouble(ground, &servers, &name)?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Dangling, &[])
}

pub(super) fn dangling_and_nowhere(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let (operator, _) = ground.operator()?;
    let servers = [left_behind(ground), vec![format!("ns9.{operator}")]].concat();
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Dangling, &[])
}

pub(super) fn dangling_and_served(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    let servers = [left_behind(ground), cut.servers].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_ns(&cut.parent, &cut.name, Dangling, &[PartlyLame])
}

pub(super) fn dangling_and_occluding(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = left_behind(ground);
    ground.ns(&parent.id, &name, &servers)?;
    hide(ground, &parent.id, &name)?;
    ground.label_ns(&parent, &name, Dangling, &[Occluding])
}

pub(super) fn dangling_private(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = left_behind(ground);
    ground.ns(&parent.id, &name, &servers)?;
    ground.private_zone(&name)?;
    ground.label_ns(&parent, &name, Dangling, &[])
}

pub(super) fn dangling_with_ds(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(&[Kind::Signed, Kind::GuardedSigned])?;
    let name = ground.name(&parent.apex);
    let servers = left_behind(ground);
    ground.ns(&parent.id, &name, &servers)?;
    let ds = format!("4711 13 2 {}", "AB".repeat(32));
    ground.put(&parent.id, &name, RecordType::Ds, &[&ds])?;
    ground.label_ns(&parent, &name, Dangling, &[])
}

pub(super) fn drifted_swapped(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let others = ground.set(Servers::Vacant);
    let count = 1 + ground.below(3);
    let servers = [&cut.servers[count..], &others[..count]].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_cut(&cut, Drifted, &[PartlyLame])
}

pub(super) fn drifted_fewer(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let servers = ground.some_of(&cut.servers, 1);
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_cut(&cut, Drifted, &[])
}

pub(super) fn drifted_more(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (_, others) = ground.operator()?;
    ground.zone_of_others(&cut.name, &others)?;
    let servers = [cut.servers.as_slice(), &others].concat();
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_cut(&cut, Drifted, &[])
}

pub(super) fn drifted_moved(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let (_, others) = ground.operator()?;
    ground.zone_of_others(&cut.name, &others)?;
    ground.ns(&cut.parent.id, &cut.name, &others)?;
    ground.label_cut(&cut, Drifted, &[])
}

pub(super) fn drifted_silent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let others = ground.set(Servers::Vacant);
    let servers = [&cut.servers[1..], &others[..1]].concat();
    ground.order(&others[0], &cut.name, DnsEffect::Silent)?;
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    ground.label_cut(&cut, Drifted, &[])
}

pub(super) fn drifted_and_occluding(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    let servers = ground.some_of(&cut.servers, 1);
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    hide(ground, &cut.parent.id, &cut.name)?;
    ground.label_cut(&cut, Drifted, &[Occluding])
}

/// Puts records at or below a cut into the parent, none of them an address of its servers.
pub(super) fn hide(ground: &mut Ground, parent: &str, cut: &str) -> Outcome<()> {
    match ground.below(5) {
        0 => ground.put(parent, cut, RecordType::Txt, &["\"old\""]),
        1 => ground.put(parent, &format!("*.{cut}"), RecordType::A, &["192.0.2.1"]),
        2 => ground.put(parent, &format!("a.b.{cut}"), RecordType::Aaaa, &["2001:db8::1"]),
        3 => ground.put(parent, &format!("_dmarc.{cut}"), RecordType::Txt, &["\"v=DMARC1\""]),
        _ => {
            let mut hidden = 0..20 + ground.below(400);
            hidden.try_for_each(|at| {
                ground.put(parent, &format!("h{at}.{cut}"), RecordType::A, &["192.0.2.1"])
            })
        }
    }
}

pub(super) fn occluding(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(READ)?;
    hide(ground, &cut.parent.id, &cut.name)?;
    ground.label_cut(&cut, Occluding, &[])
}

pub(super) fn occluding_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(READ)?;
    hide(ground, &cut.parent.id, &cut.name)?;
    ground.label_ns(&cut.parent, &cut.name, Occluding, &[])
}

pub(super) fn occluding_beside_glue(ground: &mut Ground) -> Outcome<()> {
    let parent = ground.parent(READ)?;
    let name = ground.name(&parent.apex);
    let servers = vec![format!("ns1.{name}"), format!("ns2.{name}")];
    ground.zone_of_others(&name, &servers)?;
    glue(ground, &parent.id, &servers)?;
    ground.put(&parent.id, &format!("ns3.{name}"), RecordType::A, &["192.0.2.53"])?;
    ground.ns(&parent.id, &name, &servers)?;
    ground.label_ns(&parent, &name, Occluding, &[])
}
