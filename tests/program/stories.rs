//! Stories on the screen, from its opening to the terminal that is left behind.

use zonecut::emulator::{Action, Effect, Loss, Matcher, Rule};

use crate::machine::Machine;
use crate::pty::{SIZES, Terminal};
use crate::scene::Scene;
use crate::site::Site;

/// From the list of zones to the end of a delegation, by keys that the screen names, typing
/// nothing but what it asks for.
fn delegate(terminal: &Terminal, child: &str) {
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
        let terminal = Terminal::start(&Machine::new(), &["--demo"], size);
        // While team-b is still slow, the others are there to be used.
        terminal.shows(&["zonecut", "demo", "team-a.example.com.", "loading"]);
        assert!(terminal.is_taken());
        terminal.shows(&[" example.com. dns-prod", "sign-in expired", "access denied"]);
        delegate(&terminal, "team-a.example.com");
        terminal.follow("back to the zones");
        terminal.shows(&["Zones"]);
        // In the narrow footer there is no room for every key; the help has them all.
        terminal.follow("help");
        terminal.follow("quit");
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
        let terminal = Terminal::start(&machine, &[], size);
        terminal.shows(&["2 accounts", "2 zones", "team.example.com."]);
        delegate(&terminal, "team.example.com");
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
        let terminal = scene.review(size);
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
        assert!(
            terminal
                .left()
                .text
                .contains("Made: DELETE team.example.com. NS + CREATE team.example.com. NS")
        );
    }
}

#[test]
fn a_conflict_shows_what_was_planned_what_was_there_and_what_is_there_now() {
    for size in SIZES {
        let scene = Scene::with_old_delegation();
        let terminal = scene.review(size);
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

/// On real connections, where a client might try again by itself.
#[test]
fn a_write_whose_answer_is_lost_is_sent_once_and_settled_by_reading() {
    for (effect, parts, made) in [
        (Effect::Lose(Loss::Broken), ["connection lost", "shows that the change was made"], true),
        (Effect::CutOff, ["unreadable answer", "shows that the change was made"], true),
        (Effect::NotXml, ["AWS error", "shows that the change was made"], true),
        (Effect::Unreachable, ["connection lost", "the change was not made"], false),
    ] {
        let scene = Scene::new();
        let what = format!("{effect:?}");
        let write = Matcher::action(Action::ChangeResourceRecordSets);
        scene.listening.emulator.order(Rule::new(write, effect));
        let terminal = scene.applying(SIZES[0]);
        terminal.shows(&["The answer was lost", parts[0], parts[1]]);
        assert_eq!(scene.writes(), 1, "{what}");
        assert_eq!(scene.at_cut(), made.then(|| scene.due()), "{what}");
        terminal.send("q");
        let left = terminal.left();
        let told = if made { "Made: CREATE" } else { "Sent, but not seen to stand: CREATE" };
        assert!(left.text.contains(told), "{what}: {}", left.text);
    }
}

#[test]
fn a_write_that_is_refused_says_who_where_what_and_what_to_do() {
    for size in SIZES {
        let scene = Scene::new();
        let write = Matcher::action(Action::ChangeResourceRecordSets);
        scene.listening.emulator.order(Rule::new(write, Effect::Deny));
        let terminal = scene.applying(size);
        terminal.shows(&["Nothing was changed", "access denied", "not authorized to perform"]);
        let zone = format!("arn:aws:route53:::hostedzone/{}", scene.parent);
        let who = format!("on zone {} as profile dns (account 111111111111)", scene.parent);
        terminal.shows(&[&who]);
        // The end of it lies below the window of a small terminal.
        terminal.send("\x1b[F");
        terminal.shows(&[&format!("Ask for route53:ChangeResourceRecordSets on {zone}")]);
        assert_eq!((scene.writes(), scene.at_cut()), (1, None));
        terminal.send("m");
        terminal.shows(&[
            "In full",
            "arn:aws:iam::111111111111:user/admin",
            "This policy allows it",
        ]);
        terminal
            .shows(&["\"Action\": \"route53:ChangeResourceRecordSets\"", "[\"team.example.com\"]"]);
        terminal.send("\x1b");
        terminal.hides("In full");
        terminal.send("q");
        assert_eq!(terminal.left().text, "");
    }
}
