//! Cuts with DS: those that vouch for a key, those that do nothing, and those that break it all.

use hickory_proto::rr::RecordType as Wire;
use zonecut::cut::CutState::{
    BrokenByDs, Drifted, Elsewhere, Live, Occluding, PartlyLame, Unknown,
};
use zonecut::emulator::{DnsEffect, DnsRule, RecordType};

use super::Outcome;
use super::ground::{Cut, Ground, Kind};
use super::wrong::hide;

/// Parents that are signed, whether the API tells or not.
const SIGNED: &[Kind] = &[Kind::Signed, Kind::GuardedSigned];
const UNSIGNED: &[Kind] = &[Kind::Unsigned, Kind::GuardedUnsigned];

fn ds(ground: &mut Ground, cut: &Cut, values: &[String]) -> Outcome<()> {
    let mut written = Vec::new();
    for value in ground.shuffled(values) {
        written.push(if ground.chance.happens(300) { value.to_lowercase() } else { value });
    }
    let values: Vec<&str> = written.iter().map(String::as_str).collect();
    ground.put(&cut.parent.id, &cut.name, RecordType::Ds, &values)
}

/// A DS of a key that nobody has.
fn strange(ground: &mut Ground) -> String {
    let (digest_type, octets) = [(2, 32), (4, 48), (1, 20)][ground.below(3)];
    let tag = 1 + ground.below(65_000);
    format!("{tag} 13 {digest_type} {}", format!("{:02X}", ground.below(256)).repeat(octets))
}

pub(super) fn right(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let keys = ground.sign(&cut.child, &["ksk"])?;
    ds(ground, &cut, &keys)?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn one_right(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let mut all = ground.sign(&cut.child, &["old", "new"])?;
    all.truncate(1 + ground.below(2));
    all.push(strange(ground));
    ds(ground, &cut, &all)?;
    ground.label_cut(&cut, Live, &[])
}

/// Below a parent that is not signed.
pub(super) fn idle(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(UNSIGNED)?;
    if ground.chance.happens(500) {
        ground.sign(&cut.child, &["ksk"])?;
    }
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_cut(&cut, Live, &[])
}

/// Validators pass it over: the child is unsigned to them.
pub(super) fn unknown_digest(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    ds(ground, &cut, &[format!("4711 13 200 {}", "AB".repeat(32))])?;
    ground.label_cut(&cut, Live, &[])
}

pub(super) fn right_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(SIGNED)?;
    let keys = ground.sign(&cut.child, &["ksk"])?;
    ds(ground, &cut, &keys)?;
    ground.label_ns(&cut.parent, &cut.name, Elsewhere, &[])
}

pub(super) fn child_unsigned(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_cut(&cut, BrokenByDs, &[])
}

pub(super) fn another_key(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let old = ground.sign(&cut.child, &["old"])?;
    ground.sign(&cut.child, &["new"])?;
    let all = [old, vec![strange(ground)]].concat();
    ds(ground, &cut, &all)?;
    ground.label_cut(&cut, BrokenByDs, &[])
}

/// Tag and algorithm are right.
pub(super) fn another_digest(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let keys = ground.sign(&cut.child, &["ksk"])?;
    let (head, digest) = keys[0].rsplit_once(' ').ok_or("no digest")?;
    let other: String = digest.chars().rev().collect();
    ds(ground, &cut, &[format!("{head} {other}")])?;
    ground.label_cut(&cut, BrokenByDs, &[])
}

pub(super) fn inactive_key(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let keys = ground.sign(&cut.child, &["old", "new"])?;
    let child = ground.made.world.zone_mut(&cut.child).ok_or("no child")?;
    "INACTIVE".clone_into(&mut child.signing.keys[0].status);
    ds(ground, &cut, &keys[..1])?;
    ground.label_cut(&cut, BrokenByDs, &[])
}

pub(super) fn broken_elsewhere(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(SIGNED)?;
    if ground.chance.happens(500) {
        ground.sign(&cut.child, &["ksk"])?;
    }
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_ns(&cut.parent, &cut.name, BrokenByDs, &[])
}

pub(super) fn broken_and_drifted(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    let servers = ground.some_of(&cut.servers, 1);
    ground.ns(&cut.parent.id, &cut.name, &servers)?;
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_cut(&cut, BrokenByDs, &[Drifted])
}

pub(super) fn broken_and_partly_lame(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    ground.order(&cut.servers[0], &cut.name, DnsEffect::Rcode(5))?;
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_cut(&cut, BrokenByDs, &[PartlyLame])
}

pub(super) fn broken_and_occluding(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    hide(ground, &cut.parent.id, &cut.name)?;
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    ground.label_cut(&cut, BrokenByDs, &[Occluding])
}

/// The servers speak for the zone and keep silent about its keys, and no API tells them.
pub(super) fn keys_unheard(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut_to_others(SIGNED)?;
    ground.sign(&cut.child, &["ksk"])?;
    let strange = strange(ground);
    ds(ground, &cut, &[strange])?;
    for server in &cut.servers {
        let silent = DnsRule::new(DnsEffect::Silent).qtype(Wire::DNSKEY);
        ground.rule(silent, server, &cut.name)?;
    }
    ground.label_ns(&cut.parent, &cut.name, Unknown, &[])
}

/// The servers keep silent about all, and the API tells that the child has no such key.
pub(super) fn broken_and_silent(ground: &mut Ground) -> Outcome<()> {
    let cut = ground.cut(SIGNED)?;
    if ground.chance.happens(500) {
        ground.sign(&cut.child, &["ksk"])?;
    }
    let strange = format!("1 13 2 {}", "AB".repeat(32));
    ds(ground, &cut, &[strange])?;
    for server in &cut.servers {
        ground.order(server, &cut.name, DnsEffect::Silent)?;
    }
    ground.label_cut(&cut, BrokenByDs, &[])
}
