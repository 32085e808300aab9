//! `zonecut check` of every cut: what is well is proved, what is wrong is found, and of what is
//! silent nothing is claimed.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use crate::accounts::Seen;
use crate::cuts::{Cut, Whose};
use crate::installed;
use crate::layout::Placed;
use crate::world::World;
use crate::zone::Signing;

/// How many checks run at a time.
const AT_ONCE: usize = 6;

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

/// Checks many cuts, some at a time.
fn check_all<'a>(
    seen: &Seen,
    cuts: impl Iterator<Item = &'a Placed>,
) -> Vec<(&'a Placed, i32, Value)> {
    let waiting: Mutex<VecDeque<&Placed>> = Mutex::new(cuts.collect());
    let checked = Mutex::new(Vec::new());
    let next = || waiting.lock().unwrap().pop_front();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(placed) = next() {
                    let ran = seen.machine.zonecut(&["check", &placed.cut.name, "--json"]);
                    let code = ran.code.unwrap_or_else(|| panic!("{ran:?}"));
                    checked.lock().unwrap().push((placed, code, ran.json()));
                }
            });
        }
    });
    checked.into_inner().unwrap()
}

/// The rows of a role, as states.
fn states<'a>(check: &'a Value, role: &str) -> Vec<&'a str> {
    let rows = check["rows"].as_array().unwrap().iter().filter(|row| row["role"] == role);
    rows.map(|row| row["state"].as_str().unwrap()).collect()
}

fn words<'a>(check: &'a Value, role: &str) -> Vec<&'a str> {
    let rows = check["rows"].as_array().unwrap().iter().filter(|row| row["role"] == role);
    rows.map(|row| row["words"].as_str().unwrap()).collect()
}

#[test]
fn every_cut_is_judged_as_it_is() {
    if !installed::all("every_cut_is_judged_as_it_is") {
        return;
    }
    let world = World::shared();
    let seen = Seen::new(&world);
    let mut wrong = Vec::new();
    for (placed, code, check) in check_all(&seen, world.layout.cuts.iter()) {
        if std::env::var_os("SHOW").is_some() {
            eprintln!(
                "== {} {} {}\n{}",
                placed.cut.name,
                placed.cut.state,
                code,
                check["rows"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|r| format!(
                        "   {} {} {}: {} {}",
                        r["role"], r["server"], r["state"], r["words"], r["detail"]
                    ))
                    .collect::<Vec<_>>()
                    .join("\n")
            );
        }
        let found = (code, check["verdict"].as_str().unwrap());
        if found != due(&placed.cut) {
            wrong.push(format!(
                "{}: {found:?}, not {:?}\n{check:#}",
                placed.cut.name,
                due(&placed.cut)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
