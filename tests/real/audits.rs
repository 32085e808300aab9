//! `zonecut audit` of all accounts: each cut gets the state that it was given, no more and no less.

use serde_json::Value;

use crate::accounts::Seen;
use crate::installed;
use crate::world::World;

/// The labelled table: each row's state and name, sorted.
fn due(world: &World) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for placed in &world.layout.cuts {
        let cut = &placed.cut;
        rows.push((format!("{}.", octal(&cut.name)), cut.state.to_owned()));
        if cut.twin {
            rows.push((format!("{}.", cut.name), "wrong_twin".to_owned()));
        }
    }
    rows.sort();
    rows
}

/// As Route 53 writes names.
fn octal(name: &str) -> String {
    name.replace('/', "\\057")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
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
    let mut found: Vec<_> =
        rows.iter().map(|row| (text(&row["name"]), text(&row["state"]))).collect();
    found.sort();
    let due = due(&world);
    let surplus: Vec<_> = rows
        .iter()
        .filter(|row| !due.contains(&(text(&row["name"]), text(&row["state"]))))
        .map(|row| format!("{row:#}"))
        .collect();
    let missed: Vec<_> = due.iter().filter(|row| !found.contains(row)).collect();
    assert!(found == due, "missed {missed:#?}\nfound {}\n{}", surplus.join("\n"), ran.err);
    assert_eq!(ran.code, Some(1));
}
