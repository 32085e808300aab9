//! The proof after a change: Knot is told what Route 53 was told, or is not.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use zonecut::emulator::RecordType;

use crate::accounts::{DNS, Seen, TEAM};
use crate::installed;
use crate::world::World;
use crate::zone::TTL;

/// The cut that is made and removed: on Knot, which can change a zone while it serves it.
const CUT: &str = "missing.knot.example";
const PARENT: &str = "knot.example";

/// How long a change may take to reach Route 53.
const LIMIT: Duration = Duration::from_secs(30);

/// What stands at the cut in Route 53.
fn at_cut(seen: &Seen) -> Option<Vec<String>> {
    seen.listening.emulator.with(|accounts| {
        let zone = accounts.zone_named(DNS.0, PARENT).unwrap();
        zone.values(CUT, RecordType::Ns).map(|(_, values)| values)
    })
}

/// Copies the cut from Route 53 to Knot once it has changed, and somewhat later: as it is in life.
fn follow(seen: &Seen, world: &World, before: Option<&Vec<String>>) {
    let end = Instant::now() + LIMIT;
    let now = loop {
        let now = at_cut(seen);
        if now.as_ref() != before {
            break now.unwrap_or_default();
        }
        assert!(Instant::now() < end, "nothing was written");
        thread::sleep(Duration::from_millis(10));
    };
    thread::sleep(Duration::from_millis(700));
    let values: Vec<&str> = now.iter().map(String::as_str).collect();
    world.knot.set(PARENT, CUT, "NS", TTL, &values);
}

fn states(proof: &Value, role: &str) -> Vec<String> {
    let rows = proof["rows"].as_array().unwrap().iter().filter(|row| row["role"] == role);
    rows.map(|row| row["state"].as_str().unwrap().to_owned()).collect()
}

/// What the journal keeps of a proof, as it tells it of the change made last: all but the answers
/// address by address.
fn is_kept(seen: &Seen, proof: &Value) {
    let history = seen.machine.zonecut(&["history", "--json"]).json();
    let kept = &history[0]["proof"];
    assert_eq!(kept["verdict"], proof["verdict"]);
    let (kept, rows) = (kept["rows"].as_array().unwrap(), proof["rows"].as_array().unwrap());
    assert_eq!(kept.len(), rows.len());
    for (kept, row) in kept.iter().zip(rows) {
        for field in ["role", "server", "state", "words", "took_ms"] {
            assert_eq!(kept[field], row[field], "{field}: {kept:#} {row:#}");
        }
    }
}

#[test]
fn a_change_is_proved_once_the_servers_have_it() {
    if !installed::all("a_change_is_proved_once_the_servers_have_it") {
        return;
    }
    let world = World::start();
    let seen = Seen::new(&world);
    let child = format!("{}/{CUT}", TEAM.1);
    let parent = format!("{}/{PARENT}", DNS.1);
    let make = ["delegate", "--child", &child, "--yes", "--json"];
    let remove = ["remove", "--child", CUT, "--parent", &parent, "--yes", "--json"];
    for arguments in [&make[..], &remove[..]] {
        let before = at_cut(&seen);
        let ran = thread::scope(|scope| {
            let knot = scope.spawn(|| follow(&seen, &world, before.as_ref()));
            let ran = seen.machine.zonecut(arguments);
            knot.join().unwrap();
            ran
        });
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let proof = &ran.json()["result"]["proof"];
        assert_eq!(proof["verdict"], "proved", "{proof:#}");
        assert_eq!(states(proof, "parent"), ["agrees"; 4], "{proof:#}");
        is_kept(&seen, proof);
    }
}

#[test]
fn a_change_that_the_servers_have_not_is_told() {
    if !installed::all("a_change_that_the_servers_have_not_is_told") {
        return;
    }
    let world = World::start();
    let seen = Seen::impatient(&world);
    let child = format!("{}/{CUT}", TEAM.1);
    let ran = seen.machine.zonecut(&["delegate", "--child", &child, "--yes", "--json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(at_cut(&seen).is_some(), "Route 53 has it");
    let result = &ran.json()["result"];
    assert_eq!(result["state"], "in_sync", "{result:#}");
    let proof = &result["proof"];
    assert_eq!(proof["verdict"], "differs", "{proof:#}");
    assert_eq!(states(proof, "parent"), ["differs"; 4]);
    assert_eq!(states(proof, "child"), ["agrees"; 4]);
    is_kept(&seen, proof);
}
