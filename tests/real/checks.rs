//! `zonecut check` of every cut: what is well is proved, what is wrong is found, and of what is
//! silent nothing is claimed.

use serde_json::Value;

use crate::accounts::Seen;
use crate::cuts::{At, Cut, Vouched, Whose};
use crate::installed;
use crate::layout::Placed;
use crate::world::World;

/// The exit code and the verdict of a cut.
fn due(cut: &Cut) -> (i32, &'static str) {
    match cut.state {
        // RFC 9471 §2.1: a referral has the glue of servers below the cut.
        _ if cut.whose == Whose::Unglued => (1, "differs"),
        "live" | "elsewhere" | "occluding" => (0, "proved"),
        "unknown" => (5, "could_not_ask"),
        _ => (1, "differs"),
    }
}

/// What each server of the parent is to say, in part: how it refers, and how it proves that there
/// is no DS. Nothing where it refers to no such cut.
fn referral(cut: &Cut) -> Option<&'static str> {
    if matches!(cut.state, "missing" | "dead" | "drifted") || cut.whose == Whose::Unglued {
        return None;
    }
    Some(match (cut.vouched, cut.parent) {
        (Vouched::Wrong, _) => "DS 4711",
        (Vouched::Right, _) => "DS ",
        (Vouched::No, "knot.example") => "no DS (NSEC)",
        (Vouched::No, "nsd.example") => "no DS (NSEC3 opt-out)",
        (Vouched::No, "bind.example") => "no DS (NSEC3)",
        (Vouched::No, _) => "no DS",
    })
}

/// The state of a server of the child, and what it is to say, in part.
fn of_child(cut: &Cut, at: At) -> (&'static str, &'static str) {
    match at {
        At::On(software) if cut.served.contains(&software) => match cut.vouched {
            Vouched::No => ("agrees", "AA, serial 1"),
            Vouched::Right => ("agrees", "is vouched for"),
            Vouched::Wrong if cut.has_idle_ds() => ("agrees", "nobody minds"),
            Vouched::Wrong => ("differs", "DS 4711"),
        },
        At::On(software) if cut.broken.contains(&software) => ("differs", "SERVFAIL"),
        At::On(software) if software.parent() == cut.parent => ("differs", "refers to"),
        At::On(_) => ("differs", "REFUSED"),
        At::Closed => ("could_not_ask", "connection refused"),
        At::Silent => ("could_not_ask", "no answer in time"),
        At::Nowhere => ("differs", "does not exist"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What is wrong with the rows of a check, if anything.
fn wrong_rows(placed: &Placed, check: &Value) -> Vec<String> {
    let Placed { cut, named, set, .. } = placed;
    let rows = check["rows"].as_array().unwrap();
    let of_role =
        |role: &str| rows.iter().filter(move |row| row["role"] == role).collect::<Vec<_>>();
    let mut wrong = Vec::new();
    if let Some(due) = referral(cut) {
        let parents = of_role("parent");
        let agree = |row: &&&Value| row["state"] == "agrees" && text(&row["words"]).contains(due);
        if parents.len() != 4 || parents.iter().filter(agree).count() != 4 {
            wrong.push(format!("the parent's four are to say “{due}”"));
        }
    }
    let hosts = named.iter().zip(&cut.named).chain(set.iter().zip(cut.set()));
    for (host, at) in hosts {
        let (state, part) = of_child(cut, *at);
        let row = of_role("child").into_iter().find(|row| row["server"] == format!("{host}."));
        let found = row.map(|row| (text(&row["state"]), text(&row["words"])));
        if !found.is_some_and(|(found, words)| found == state && words.contains(part)) {
            wrong.push(format!("{host} is to be “{state}” with “{part}”, is {found:?}"));
        }
    }
    wrong
}

#[test]
fn every_cut_is_judged_as_it_is() {
    if !installed::all("every_cut_is_judged_as_it_is") {
        return;
    }
    let world = World::shared();
    let seen = Seen::new(&world);
    let mut wrong = Vec::new();
    let check = |cut: &Cut| ["check", "--json", &cut.name].map(str::to_owned).to_vec();
    let cuts = world.layout.cuts.iter();
    for (placed, ran) in seen.of_each(cuts, check) {
        let check = ran.json();
        let name = &placed.cut.name;
        let found = (ran.code.unwrap(), text(&check["verdict"]));
        if found != due(&placed.cut) {
            wrong.push(format!("{name}: {found:?}, not {:?}\n{check:#}", due(&placed.cut)));
        }
        let rows = wrong_rows(placed, &check);
        wrong.extend(rows.iter().map(|one| format!("{name}: {one}\n{check:#}")));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
