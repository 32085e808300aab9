//! `zonecut audit` of all accounts: each cut gets the state that it was given, no more and no less.

use serde_json::Value;

use crate::accounts::Seen;
use crate::cuts::{At, Cut, Whose};
use crate::installed;
use crate::layout::Placed;
use crate::world::World;

/// The labelled table: each row's state and name, sorted.
fn due(world: &World) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for Placed { cut, .. } in &world.layout.cuts {
        rows.push((as_route53(&cut.name), cut.state.to_owned()));
        if cut.twin {
            rows.push((as_route53(&cut.name), "wrong_twin".to_owned()));
        }
    }
    rows.sort();
    rows
}

/// A name with octal escapes and the final dot.
fn as_route53(name: &str) -> String {
    format!("{}.", name.replace('/', "\\057"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What a server comes to, and what it is to have answered, in part.
fn standing(cut: &Cut, at: At) -> (&'static str, &'static str) {
    match at {
        _ if cut.whose == Whose::Unglued => ("lame", "no glue in the parent"),
        At::On(software) if cut.served.contains(&software) => ("authoritative", ""),
        At::On(software) if cut.broken.contains(&software) => ("lame", "SERVFAIL"),
        At::On(software) if software.parent() == cut.parent => ("lame", "referral"),
        At::On(_) => ("lame", "REFUSED"),
        At::Closed => ("could_not_ask", "connection refused"),
        At::Silent => ("could_not_ask", "no answer in time"),
        At::Nowhere => ("lame", "does not exist"),
    }
}

/// The servers that a row does not tell as they are.
fn wrong_servers(placed: &Placed, row: &Value) -> Vec<String> {
    let servers = row["servers"].as_array().unwrap();
    let wrong = placed.named.iter().zip(&placed.cut.named).filter_map(|(host, at)| {
        let (state, part) = standing(&placed.cut, *at);
        let seen = servers.iter().find(|seen| seen["server"] == format!("{host}."));
        let answers = |seen: &&Value| {
            let answers = seen["answers"].as_array().unwrap();
            seen["standing"] == state && answers.iter().all(|one| text(one).contains(part))
        };
        (!seen.as_ref().is_some_and(answers)).then(|| format!("{host}: {state} {part}, {seen:?}"))
    });
    wrong.collect()
}

#[test]
fn an_audit_names_every_state() {
    if !installed::all("an_audit_names_every_state") {
        return;
    }
    let world = World::shared();
    let seen = Seen::new(&world);
    let ran = seen.machine.zonecut(&["audit", "--json"]);
    let rows = ran.json();
    let rows = rows.as_array().unwrap();
    let pair = |row: &Value| (text(&row["name"]), text(&row["state"]));
    let mut found: Vec<_> = rows.iter().map(pair).collect();
    found.sort();
    let due = due(&world);
    let surplus: Vec<_> =
        rows.iter().filter(|row| !due.contains(&pair(row))).map(|row| format!("{row:#}")).collect();
    let missed: Vec<_> = due.iter().filter(|row| !found.contains(row)).collect();
    assert!(found == due, "missed {missed:#?}\nfound {}\n{}", surplus.join("\n"), ran.err);
    assert_eq!(ran.code, Some(1));

    let row = |cut: &Cut| {
        let due = (as_route53(&cut.name), cut.state.to_owned());
        rows.iter().find(|row| pair(row) == due).unwrap()
    };
    // Nobody asks on behalf of a cut that is known to be dead.
    let asked = world.layout.cuts.iter().filter(|placed| placed.cut.state != "dead");
    let wrong: Vec<_> = asked.flat_map(|placed| wrong_servers(placed, row(&placed.cut))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// With the DNS out of reach nothing is said of any server, only of what Route 53 itself shows.
#[test]
fn of_silence_an_audit_claims_nothing() {
    if !installed::all("of_silence_an_audit_claims_nothing") {
        return;
    }
    let world = World::shared();
    let seen = Seen::cut_off(&world);
    let ran = seen.machine.zonecut(&["audit", "--json"]);
    let mut found: Vec<(String, String)> = Vec::new();
    for row in ran.json().as_array().unwrap() {
        found.push((text(&row["name"]), text(&row["state"])));
    }
    found.sort();
    let mut due = due(&world);
    for (name, state) in &mut due {
        // What two record sets show, or a zone's own signing, takes no name server.
        let by_api = ["drifted", "missing", "wrong_twin", "dead", "broken_by_ds", "occluding"];
        let lacks_glue = name.starts_with("unglued.");
        if !by_api.contains(&state.as_str()) && !lacks_glue {
            *state = "unknown".to_owned();
        }
    }
    due.sort();
    assert_eq!(found, due);
    let live = ["--zone", "live.bind.example"];
    let ran = seen.machine.zonecut(&["audit", live[0], live[1], "--json"]);
    assert_eq!(ran.code, Some(5), "{ran:?}");
}
