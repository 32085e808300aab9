//! What `zonecut plan` finds in the DNS before a change.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::accounts::{DNS, Seen, TEAM};
use crate::cuts::{At, Cut, Whose};
use crate::installed;
use crate::machine::Ran;
use crate::world::World;

/// The findings that come from the DNS.
const FROM_DNS: [&str; 15] = [
    "child-authoritative",
    "child-ns-served-differs",
    "serials-differ",
    "lame-server",
    "all-lame",
    "servers-not-asked",
    "parent-live",
    "parent-not-live",
    "parent-liveness-unknown",
    "parent-seen",
    "parent-seen-differs",
    "seen-now",
    "kept-now",
    "ds-seen",
    "ds-seen-differs",
];

/// Which of them a cut is to show.
fn due(cut: &Cut) -> BTreeSet<&'static str> {
    let speaks = |at: &At| matches!(at, At::On(software) if cut.served.contains(software));
    let speaking = cut.set().iter().filter(|at| speaks(at)).count();
    let heard = !cut.set().iter().any(|at| matches!(at, At::Closed | At::Silent));
    let mut due = BTreeSet::from(["parent-live"]);
    due.insert(if cut.state == "dead" { "parent-seen-differs" } else { "parent-seen" });
    if speaking > 0 {
        due.insert("child-authoritative");
    }
    match (heard, speaking) {
        (false, _) => _ = due.insert("servers-not-asked"),
        (true, 0) => _ = due.insert("all-lame"),
        (true, some) if some < cut.set().len() => _ = due.insert("lame-server"),
        _ => {}
    }
    due.extend(["seen-now", "kept-now"]);
    // A span with opt-out says of what is not there, too, that it has no DS (RFC 5155 §6).
    let shows_ds = match cut.parent {
        "knot.example" | "bind.example" => cut.state != "missing",
        "nsd.example" => true,
        _ => cut.has_idle_ds(),
    };
    if cut.state == "broken_by_ds" {
        due.insert("ds-seen-differs");
    } else if shows_ds && cut.state != "dead" {
        due.insert("ds-seen");
    }
    due
}

fn of_dns(ran: &Ran) -> BTreeSet<&'static str> {
    let plan = ran.json();
    let codes: BTreeSet<&str> = findings(&plan).iter().map(|one| text(&one["code"])).collect();
    FROM_DNS.into_iter().filter(|code| codes.contains(code)).collect()
}

fn findings(plan: &Value) -> &[Value] {
    plan["findings"].as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_plan_tells_what_the_servers_say() {
    if !installed::all("a_plan_tells_what_the_servers_say") {
        return;
    }
    let world = World::shared();
    let seen = Seen::new(&world);
    let mut wrong = Vec::new();
    let in_view = |cut: &Cut| cut.whose == Whose::InView && !cut.twin;
    let cuts = world.layout.cuts.iter().filter(|placed| in_view(&placed.cut));
    let arguments = |cut: &Cut| {
        let child = format!("{}/{}", TEAM.1, cut.name);
        ["plan", "--json", "--child", &child].map(str::to_owned).to_vec()
    };
    for (placed, ran) in seen.of_each(cuts, arguments) {
        let (cut, found, due) = (&placed.cut, of_dns(&ran), due(&placed.cut));
        if found != due {
            wrong.push(format!("{}: {found:?}, not {due:?}\n{}", cut.name, ran.out));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The world is led to one of two hosted zones of the parent's name; the plan for the other says so
/// and names the one that is live.
#[test]
fn a_parent_that_nobody_reaches_is_told() {
    if !installed::all("a_parent_that_nobody_reaches_is_told") {
        return;
    }
    let world = World::shared();
    let mut unreached = String::new();
    let seen = Seen::with(&world, |accounts| {
        unreached = accounts.add_zone(TEAM.0, "nsd.example").unwrap();
        // Its servers are there, and are not those that the root names.
        let servers = world.layout.zones["knot.example"].servers.clone();
        accounts.zone_mut(&unreached).unwrap().set_name_servers(servers);
    });
    let plan = |profile: &str| {
        let parent = format!("{profile}/nsd.example");
        let child = format!("{}/missing.nsd.example", TEAM.1);
        seen.machine.zonecut(&["plan", "--json", "--child", &child, "--parent", &parent])
    };
    assert!(of_dns(&plan(DNS.1)).contains("parent-live"));
    let other = plan(TEAM.1);
    let found = of_dns(&other);
    assert!(found.contains("parent-not-live") && !found.contains("parent-live"), "{}", other.out);
    let other = other.json();
    assert_eq!(other["parent"]["zone_id"], unreached);
    let told = findings(&other).iter().find(|one| one["code"] == "parent-not-live").unwrap();
    assert_eq!(told["severity"], "warn");
    assert!(told["evidence"].to_string().contains(DNS.1), "{told:#}");
}
