//! `kill -9` at each step of a change: the next start tells what became of it, and writes it down.

use std::time::Duration;

use zonecut::emulator::{Action, Effect, Loss, Matcher, Outcome, Rule};
use zonecut::journal::Journal;
use zonecut::zone::Entry;

use crate::pty::{Size, Terminal};
use crate::scene::Scene;

const WIDE: Size = (120, 40);

/// The program is gone, with no chance to say or write anything.
fn kill(terminal: Terminal) {
    terminal.signal("KILL");
    // Waits for its end.
    drop(terminal);
}

/// What the journal on the machine's disk holds.
fn entries(scene: &Scene) -> Vec<Entry> {
    let path = scene.machine.home().join(".local/share/zonecut/journal.jsonl");
    Journal::open(&path).unwrap().entries().unwrap()
}

/// The one entry there is.
#[track_caller]
fn entry(scene: &Scene) -> Entry {
    let [entry] = <[Entry; 1]>::try_from(entries(scene)).expect("one entry");
    entry
}

/// Starts the program again with nothing in its way: it tells this on its screen, and its
/// journal has this state and nothing open.
#[track_caller]
fn tells(scene: &Scene, told: &str, state: &str) {
    scene.listening.emulator.clear_orders();
    let terminal = Terminal::start(&scene.machine, &[], WIDE);
    terminal.shows(&[told]);
    drop(terminal);
    assert_eq!(entry(scene).state(), state);
    assert_eq!(scene.writes(), 1, "nothing is sent again");
}

/// Waits until a request has come that is not answered.
fn hangs(scene: &Scene, action: Action) {
    let end = std::time::Instant::now() + Duration::from_secs(30);
    let open = |call: &zonecut::emulator::Call| {
        call.action == action && call.answered.is_none() && call.outcome != Outcome::Done
    };
    while !scene.listening.emulator.log().iter().any(open) {
        assert!(std::time::Instant::now() < end, "{action} does not hang");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn killed_before_the_intent_nothing_was_sent_and_nothing_is_open() {
    let scene = Scene::new();
    let terminal = scene.review(WIDE);
    terminal.shows(&["[ No ]"]);
    scene.stall(Action::ListResourceRecordSets);
    terminal.follow("create it");
    terminal.shows(&["Nothing is sent yet"]);
    kill(terminal);
    assert_eq!(entries(&scene), []);
    scene.listening.emulator.clear_orders();
    let again = scene.open(WIDE);
    assert!(!again.text().contains("earlier run"), "{}", again.text());
    assert_eq!((scene.writes(), scene.at_cut()), (0, None));
}

#[test]
fn killed_while_the_request_is_out_and_not_carried_out_it_is_told_as_not_made() {
    let scene = Scene::new();
    scene.stall(Action::ChangeResourceRecordSets);
    let terminal = scene.applying(WIDE);
    scene.asked(Action::ChangeResourceRecordSets);
    assert_eq!(entry(&scene).state(), "sent");
    kill(terminal);
    tells(&scene, "1 change of an earlier run: not made", "not_made");
    assert_eq!(scene.at_cut(), None);
}

#[test]
fn killed_after_it_was_carried_out_and_before_the_answer_it_is_told_as_made() {
    let scene = Scene::new();
    let silent = Matcher::action(Action::ChangeResourceRecordSets);
    scene.listening.emulator.order(Rule::new(silent, Effect::Lose(Loss::Silence)));
    let terminal = scene.applying(WIDE);
    hangs(&scene, Action::ChangeResourceRecordSets);
    assert_eq!(scene.at_cut(), Some(scene.due()));
    assert_eq!(entry(&scene).state(), "sent");
    kill(terminal);
    tells(&scene, "1 change of an earlier run: made", "made");
}

#[test]
fn killed_while_pending_it_is_told_as_made() {
    let scene = Scene::new();
    scene.stay_pending();
    let terminal = scene.applying(WIDE);
    terminal.shows(&["PENDING → INSYNC under way"]);
    // What Route 53 answered is on disk before it is asked on.
    scene.asked(Action::GetChange);
    kill(terminal);
    assert_eq!(entry(&scene).state(), "pending");
    tells(&scene, "1 change of an earlier run: made", "made");
    assert_eq!(scene.at_cut(), Some(scene.due()));
}

#[test]
fn killed_before_the_proof_it_is_told_as_in_sync() {
    let scene = Scene::new();
    let terminal = scene.review(WIDE);
    terminal.shows(&["[ No ]"]);
    scene.listening.emulator.with(|world| world.insync_after = Duration::from_millis(1_500));
    terminal.follow("create it");
    scene.asked(Action::GetChange);
    scene.stall(Action::ListResourceRecordSets);
    hangs(&scene, Action::ListResourceRecordSets);
    assert_eq!(entry(&scene).state(), "pending");
    kill(terminal);
    tells(&scene, "1 change of an earlier run: made, INSYNC", "in_sync");
}
