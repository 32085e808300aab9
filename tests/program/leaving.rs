//! Every way out, at every step: the terminal is given back, and what was sent is told.

use portable_pty::CommandBuilder;
use zonecut::emulator::Action;

use crate::machine::Machine;
use crate::pty::{Left, SIZES, Size, Terminal};
use crate::scene::Scene;

const WIDE: Size = (120, 40);
const CTRL_C: &str = "\x03";

/// Leaves by Ctrl-C, with nothing to tell.
fn gone(terminal: Terminal) {
    terminal.send(CTRL_C);
    let left = terminal.left();
    assert_eq!((left.code, left.text.as_str()), (0, ""));
}

fn told(left: &Left, parts: &[&str]) {
    for part in parts {
        assert!(left.text.contains(part), "“{part}” is not in {}", left.text);
    }
}

#[test]
fn ctrl_c_before_a_change_leaves_at_once_and_says_nothing() {
    let scene = Scene::with_old_delegation();
    for size in SIZES {
        gone(scene.open(size));

        let filter = scene.open(size);
        filter.follow("filter");
        filter.send("te");
        filter.shows(&["Filter zones: te"]);
        gone(filter);

        let records = scene.open(size);
        records.send("\r");
        records.shows(&["record sets", "SOA"]);
        gone(records);

        let help = scene.open(size);
        help.follow("help");
        help.shows(&["Keys · Zones"]);
        gone(help);

        let typed = scene.review(size);
        typed.shows(&["team.example.com to apply"]);
        gone(typed);

        let half_typed = scene.review(size);
        half_typed.shows(&["team.example.com to apply"]);
        half_typed.send("team.exa");
        half_typed.shows(&["▸ team.exa"]);
        gone(half_typed);
    }
    assert_eq!(scene.writes(), 0);
}

#[test]
fn ctrl_c_while_everything_is_being_read_leaves_at_once() {
    let scene = Scene::new();
    scene.stall(Action::GetCallerIdentity);
    let loading = Terminal::start(&scene.machine, &[], WIDE);
    loading.shows(&["loading 2"]);
    gone(loading);

    let scene = Scene::new();
    scene.stall(Action::ListResourceRecordSets);
    let reading = scene.review(WIDE);
    reading.shows(&["Reading parent, child and the cut"]);
    gone(reading);
    assert_eq!(scene.writes(), 0);
}

#[test]
fn ctrl_c_before_the_change_is_sent_says_that_it_was_not() {
    for size in SIZES {
        let scene = Scene::new();
        let terminal = scene.review(size);
        terminal.shows(&["[ No ]"]);
        scene.stall(Action::ListResourceRecordSets);
        terminal.follow("create it");
        terminal.shows(&["Applying", "Nothing is sent yet"]);
        terminal.send(CTRL_C);
        let left = terminal.left();
        assert_eq!(left.code, 0);
        told(&left, &["Not sent: CREATE team.example.com. NS in example.com.", &scene.parent]);
        assert_eq!((scene.writes(), scene.at_cut()), (0, None));
    }
}

#[test]
fn ctrl_c_while_the_answer_is_out_says_how_to_look() {
    for size in SIZES {
        let scene = Scene::new();
        scene.stall(Action::ChangeResourceRecordSets);
        let terminal = scene.applying(size);
        terminal.shows(&["Change sent under way"]);
        scene.asked(Action::ChangeResourceRecordSets);
        terminal.send(CTRL_C);
        let left = terminal.left();
        assert_eq!(left.code, 0);
        let look =
            format!("--hosted-zone-id {} --start-record-name team.example.com.", scene.parent);
        told(&left, &["Sent, but the answer had not come", "See whether it was made", &look]);
        told(&left, &["--profile dns"]);
        assert_eq!(scene.writes(), 1);
    }
}

/// The change id, as the emulator's world has it: from the words of the program.
fn change_id(text: &str) -> String {
    let (_, after) = text.split_once("change C").expect("a change id is told");
    format!("C{}", after.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
}

#[test]
fn ctrl_c_while_pending_says_what_was_sent_with_its_change_id() {
    for size in SIZES {
        let scene = Scene::new();
        scene.stay_pending();
        let terminal = scene.applying(size);
        terminal.shows(&["PENDING → INSYNC under way", "Route 53 completes it"]);
        let id = change_id(&terminal.text());
        terminal.send(CTRL_C);
        let left = terminal.left();
        assert_eq!(left.code, 0);
        told(&left, &["Sent, and PENDING when zonecut was left", "CREATE team.example.com. NS"]);
        told(&left, &[&format!("aws route53 get-change --id {id} --profile dns")]);
        assert_eq!(scene.at_cut(), Some(scene.due()));
    }
}

#[test]
fn ctrl_c_after_the_end_says_what_was_made() {
    let scene = Scene::new();
    let terminal = scene.applying(WIDE);
    terminal.shows(&["The delegation stands"]);
    let id = change_id(&terminal.text());
    terminal.send(CTRL_C);
    told(&terminal.left(), &["Made: CREATE team.example.com. NS", &id, "INSYNC"]);
}

#[test]
fn q_and_esc_while_pending_ask_first() {
    for (size, key) in SIZES.into_iter().flat_map(|size| [(size, "q"), (size, "\x1b")]) {
        let scene = Scene::new();
        scene.stay_pending();
        let terminal = scene.applying(size);
        terminal.shows(&["PENDING → INSYNC under way"]);
        terminal.send(key);
        terminal.shows(&["A change is under way", "Leave now?", "sent, change id C"]);
        terminal.follow("stay and watch");
        terminal.hides("Leave now?");
        terminal.shows(&["PENDING → INSYNC under way"]);
        terminal.send(key);
        terminal.shows(&["Leave now?"]);
        // Return takes the answer at hand, which is No.
        terminal.send("\r");
        terminal.hides("Leave now?");
        terminal.send(key);
        terminal.follow("leave");
        told(&terminal.left(), &["Sent, and PENDING", "aws route53 get-change --id C"]);
    }
}

#[test]
fn a_question_that_the_end_of_the_change_has_answered_goes_away() {
    let scene = Scene::new();
    scene.stay_pending();
    let terminal = scene.applying(WIDE);
    terminal.shows(&["PENDING → INSYNC under way"]);
    let stalled = scene.asked(Action::GetChange);
    terminal.send("q");
    terminal.shows(&["Leave now?"]);
    // No GetChange is answered with PENDING for ever: refused, it is given up and the cut is read.
    let deny = zonecut::emulator::Matcher::action(stalled.action);
    let deny = zonecut::emulator::Rule::new(deny, zonecut::emulator::Effect::Deny);
    scene.listening.emulator.order(deny);
    terminal.hides("Leave now?");
    terminal.shows(&["INSYNC was not seen", "route53:GetChange"]);
    terminal.send("q");
    told(&terminal.left(), &["Made: CREATE", "INSYNC was not seen"]);
}

#[test]
fn signals_end_it_as_ctrl_c_does() {
    for (size, signal) in SIZES.into_iter().zip(["TERM", "HUP"]) {
        let scene = Scene::new();
        let terminal = scene.open(size);
        terminal.signal(signal);
        let left = terminal.left();
        assert_eq!(left.text, "", "{signal}");

        let scene = Scene::new();
        scene.stay_pending();
        let terminal = scene.applying(size);
        terminal.shows(&["PENDING → INSYNC under way"]);
        terminal.signal(signal);
        told(&terminal.left(), &["Sent, and PENDING", "aws route53 get-change --id C"]);
        assert_eq!(scene.at_cut(), Some(scene.due()));
    }
}

#[test]
fn a_terminal_that_goes_away_ends_it() {
    let scene = Scene::new();
    scene.open(WIDE).hang_up();

    scene.stay_pending();
    let terminal = scene.applying(WIDE);
    terminal.shows(&["PENDING → INSYNC under way"]);
    terminal.hang_up();
}

#[test]
fn without_a_terminal_it_says_what_to_use_and_ends_with_two() {
    let machine = Machine::new();
    let words = ["the screen needs a terminal", "zonecut zones --json"];
    machine.zonecut(&["--demo"]).failed(2, &words);

    // Neither half is enough: here output is a terminal and input is not, and the other way round.
    for redirected in ["</dev/null", "<&-", ">/dev/null"] {
        let mut command = CommandBuilder::new("/bin/sh");
        let line = format!("{} --demo {redirected}", env!("CARGO_BIN_EXE_zonecut"));
        command.args(["-c", &line]);
        let left = Terminal::run(&machine, command, WIDE).left();
        assert_eq!(left.code, 2, "{redirected}");
        told(&left, &words);
    }
}
