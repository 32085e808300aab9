//! Stories on the screen, from its opening to the terminal that is left behind.

use crate::machine::Machine;
use crate::pty::{SIZES, Terminal};
use crate::scene::Scene;
use crate::site::Site;

/// From the list of zones to the end of a delegation, by keys that the screen names, typing
/// nothing but what it asks for.
fn delegate(terminal: &mut Terminal, child: &str) {
    terminal.follow("filter");
    terminal.shows(&["Filter zones:"]);
    terminal.send(child);
    terminal.shows(&[&format!("filter “{child}”")]);
    terminal.follow("take it");
    terminal.hides("Filter zones:");
    terminal.follow("delegate");
    terminal.shows(&["Review", "Nothing stands there now", "[ No ]"]);
    terminal.follow("create it");
    terminal.shows(&["The delegation stands", "is INSYNC", "read again as planned"]);
}

#[test]
fn the_demo_from_its_start_to_a_delegation_that_is_insync() {
    for size in SIZES {
        let mut terminal = Terminal::start(&Machine::new(), &["--demo"], size);
        // While team-b is still slow, the others are there to be used.
        terminal.shows(&["zonecut", "demo", "team-a.example.com.", "loading"]);
        assert!(terminal.is_taken());
        terminal.shows(&["example.com.", "sign-in expired", "access denied"]);
        delegate(&mut terminal, "team-a.example.com");
        terminal.follow("back to the zones");
        terminal.shows(&["Zones"]);
        terminal.send("q");
        let left = terminal.left();
        assert_eq!(left.code, 0);
        let parts =
            ["Made: CREATE team-a.example.com. NS in example.com.", "Z0EXAMPLECOM", "INSYNC"];
        for part in parts {
            assert!(left.text.contains(part), "“{part}” is not in {}", left.text);
        }
    }
}

#[test]
fn a_delegation_on_moto() {
    for (size, accounts) in
        SIZES.into_iter().zip([["611111111111", "622222222222"], ["633333333333", "644444444444"]])
    {
        let [dns, team] = accounts;
        let mut site = Site::moto();
        site.account(dns);
        site.account(team);
        let parent = site.zone(dns, "example.com");
        let child = site.zone(team, "team.example.com");
        let config = site.profile("dns", dns) + &site.profile("team", team);
        let machine = Machine::with(&config, &site.url().unwrap());
        let mut terminal = Terminal::start(&machine, &[], size);
        terminal.shows(&["2 accounts", "2 zones", "team.example.com."]);
        delegate(&mut terminal, "team.example.com");
        let due = (300, child.name_servers.clone());
        assert_eq!(site.ns(&parent, "team.example.com"), Some(due));
        terminal.send("q");
        let left = terminal.left();
        assert_eq!(left.code, 0);
        assert!(left.text.contains(&format!("({}, account {dns})", parent.id)), "{}", left.text);
    }
}

#[test]
fn a_replacement_is_applied_once_its_name_is_typed() {
    for size in SIZES {
        let scene = Scene::with_old_delegation();
        let mut terminal = scene.review(size);
        terminal.shows(&[
            "- DELETE",
            "+ CREATE",
            "replaces-delegation",
            "team.example.com to apply",
        ]);
        // Neither yes nor another name is enough.
        terminal.send("y\r");
        terminal.shows(&["that is not the name"]);
        terminal.send("\x15example.com\r");
        terminal.shows(&["▸ example.com", "that is not the name"]);
        assert_eq!(scene.writes(), 0);
        terminal.send("\x15");
        terminal.paste("team.example.com");
        terminal.shows(&["▸ team.example.com"]);
        terminal.follow("apply");
        terminal.shows(&["The delegation stands", "INSYNC"]);
        assert_eq!(scene.at_cut(), Some(scene.due()));
        assert_eq!(scene.writes(), 1);
        terminal.send("q");
        assert!(terminal.left().text.contains("Made: DELETE + CREATE team.example.com. NS"));
    }
}

#[test]
fn a_conflict_shows_what_was_planned_what_was_there_and_what_is_there_now() {
    for size in SIZES {
        let scene = Scene::with_old_delegation();
        let mut terminal = scene.review(size);
        terminal.shows(&["team.example.com to apply"]);
        scene.put(60, &["ns9.example.org."]);
        terminal.send("team.example.com\r");
        terminal.shows(&["Nothing was sent", "What differs", "ns9.example.org."]);
        // All of it can be reached, also where it does not fit.
        terminal.send("\x1b[F");
        terminal.shows(&["Now", "60 NS ns9.example.org.", "Plan anew"]);
        assert_eq!(scene.writes(), 0);
        terminal.follow("read again and plan anew");
        terminal.shows(&["ns9.example.org.", "team.example.com to apply"]);
        terminal.send("team.example.com\r");
        terminal.shows(&["The delegation stands"]);
        assert_eq!(scene.at_cut(), Some(scene.due()));
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
}
