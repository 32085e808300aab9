//! `update` under any keys and any answers: no panic, and no write that was not confirmed.

mod dns;
mod members;
mod moved;
mod recall;
mod sign_in;
mod world;

use std::time::Duration;

use proptest::prelude::*;

use self::world::{answer, model};
use super::create::Progress;
use super::key::{Code, Key};
use super::review::{Asking, Stage};
use super::{Answer, Effect, Effects, Model, Msg, Room, update};
use crate::cut::{Goal, Step};
use crate::dns::Name;
use crate::zone::{Action, ChangeBatch, EntryId, Outcome};

#[derive(Debug, Clone)]
enum Event {
    Key(Key),
    Name,
    Junk(String),
    Room(u8, u8),
    Answer(u8, u8),
}

fn key() -> impl Strategy<Value = Key> {
    let likely = [
        'd', 'd', 'y', 'y', 'n', 'p', 'c', 'j', 'k', 'r', '/', 's', 'q', 'm', '?', 'x', 'D', 'H',
        'u', 'S', 'n', 'n', 'a', 'a', 't', ' ', 'e', 'R', 'v', 'v', 'L', 'L', 'P',
    ];
    prop_oneof![
        8 => prop::sample::select(likely.to_vec()).prop_map(Key::char),
        2 => Just(Key::plain(Code::Enter)),
        2 => Just(Key::plain(Code::Right)),
        2 => Just(Key::plain(Code::Esc)),
        1 => Just(Key::ctrl('t')),
        1 => Just(Key::ctrl('p')),
        1 => Just(Key::ctrl('r')),
        1 => Just(Key::plain(Code::Tab)),
        1 => Just(Key::plain(Code::PageDown)),
        1 => any::<char>().prop_map(Key::char),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => key().prop_map(Event::Key),
        3 => Just(Event::Name),
        1 => ".{0,40}".prop_map(Event::Junk),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(w, h)| Event::Room(w, h)),
        14 => (any::<u8>(), any::<u8>()).prop_map(|(which, dice)| Event::Answer(which, dice)),
    ]
}

/// What the user has confirmed with this key, judged from what the screen showed before it.
fn confirms(model: &Model, key: Key) -> Option<ChangeBatch> {
    let review = match model.over.last() {
        Some(super::Over::Review(review)) if review.ttl_field.is_none() => review,
        _ => return None,
    };
    let Stage::Planned { plan, asking } = &review.stage else { return None };
    if matches!(asking, Asking::YesNo { .. }) {
        assert!(matches!(plan.goal(), Goal::Delegate | Goal::Sign), "a bare yes takes away");
        let changes = plan.batch().into_iter().flat_map(|batch| &batch.changes);
        assert!(changes.into_iter().all(|change| change.action == Action::Create));
    }
    let enter = key == Key::plain(Code::Enter);
    let confirmed = match asking {
        Asking::Nothing => false,
        Asking::YesNo { yes } => key == Key::char('y') || (enter && *yes),
        Asking::Name { field, .. } => {
            enter && Name::from_user(field.text()).as_ref() == Ok(&review.subject.cut)
        }
    };
    if confirmed { plan.batch().cloned() } else { None }
}

/// The zone that the user has agreed to with this key.
fn agrees(model: &Model, key: Key) -> Option<Name> {
    let Some(super::Over::Create(create)) = model.over.last() else { return None };
    let Progress::Asked { name, typed: None, yes } = &create.progress else { return None };
    let enter = key == Key::plain(Code::Enter);
    (key == Key::char('y') || (enter && *yes)).then(|| name.clone())
}

struct World {
    model: Model,
    /// The zone that the user has agreed to and that is not being created yet.
    agreed: Option<Name>,
    created: usize,
    pending: Vec<Effect>,
    confirmed: Option<ChangeBatch>,
    read_again: bool,
    sent: usize,
    left: bool,
}

impl World {
    /// Before anything was asked.
    fn new(model: Model) -> Self {
        Self {
            model,
            agreed: None,
            created: 0,
            pending: Vec::new(),
            confirmed: None,
            read_again: false,
            sent: 0,
            left: false,
        }
    }

    fn take(&mut self, effects: Effects) {
        for effect in effects {
            if let Effect::Apply { step, note, .. } = &effect {
                match step {
                    Step::Send(batch) => {
                        let noted = note.as_ref().map(|(_, outcome)| outcome);
                        assert_eq!(noted, Some(&Outcome::Sent), "a write that is not noted");
                        assert_eq!(
                            self.confirmed.as_ref(),
                            Some(batch),
                            "a write nobody confirmed"
                        );
                        assert!(self.read_again, "a write without a reading before it");
                        self.read_again = false;
                        self.sent += 1;
                    }
                    Step::Reread => self.read_again = true,
                    _ => {}
                }
            }
            if let Effect::CreateZone { name, .. } = &effect {
                assert_eq!(self.agreed.take().as_ref(), Some(name), "a zone nobody agreed to");
                self.created += 1;
            }
            recall::rests_on_no_earlier_run(&effect);
            self.left |= effect == Effect::Quit;
            self.pending.push(effect);
        }
    }

    fn step(&mut self, event: Event) {
        let msg = match event {
            Event::Key(key) => {
                if let Some(name) = agrees(&self.model, key) {
                    self.agreed = Some(name);
                }
                if let Some(batch) = confirms(&self.model, key) {
                    self.confirmed = Some(batch);
                }
                Msg::Key(key)
            }
            Event::Name => match self.model.review() {
                Some(review) => Msg::Paste(review.subject.cut.to_string()),
                None => Msg::Paste("team".into()),
            },
            Event::Junk(text) => Msg::Paste(text),
            Event::Room(width, height) => Msg::Drawn(Room {
                profiles: height.into(),
                zones: height.into(),
                records: height.into(),
                over: height.into(),
                over_width: width.into(),
                found: height.into(),
                ..Room::default()
            }),
            Event::Answer(which, dice) => {
                if self.pending.is_empty() {
                    return;
                }
                let effect = self.pending.swap_remove(usize::from(which) % self.pending.len());
                let plan = self.model.review().and_then(super::review::Review::plan);
                match answer(&effect, plan, dice) {
                    Some(msg) => msg,
                    None => return,
                }
            }
        };
        let now = self.model.now + Duration::from_millis(7);
        let told = update(&mut self.model, Msg::Tick(now));
        self.take(told);
        let effects = update(&mut self.model, msg);
        self.take(effects);
        self.loses_no_write();
    }

    /// While a step of a change is under way, or a zone is being created, the screen knows of it.
    fn loses_no_write(&self) {
        for effect in &self.pending {
            match effect {
                Effect::Apply { .. } => {
                    let stage = self.model.review().map(|review| &review.stage);
                    assert!(matches!(stage, Some(Stage::Applying { .. })), "a write is lost");
                }
                Effect::CreateZone { .. } => assert!(self.model.creating().is_some(), "a zone"),
                _ => {}
            }
        }
    }
}

fn run(events: Vec<Event>) -> World {
    play(events, false)
}

/// Plays a story, in a world where the DNS is asked or not.
fn play(events: Vec<Event>, dns: bool) -> World {
    let mut world = World::new(model());
    world.model.dns.ask = dns;
    let effects = update(&mut world.model, Msg::Start);
    world.take(effects);
    for event in events {
        world.step(event);
    }
    world
}

fn story(keys: &str) -> Vec<Event> {
    let mut events = vec![Event::Answer(0, 1); 17];
    for char in keys.chars() {
        match char {
            '.' => events.push(Event::Answer(0, 0)),
            ':' => events.push(Event::Answer(0, 1)),
            '#' => events.push(Event::Name),
            '\n' => events.push(Event::Key(Key::plain(Code::Enter))),
            '>' => events.push(Event::Key(Key::plain(Code::Right))),
            char => events.push(Event::Key(Key::char(char))),
        }
    }
    events
}

/// The keys to the review of a new cut, which random ones seldom find: down to
/// `team-a.example.com`, which stands third, behind example.com twice.
const REVIEW: &str = "jjd.";

#[test]
fn a_new_cut_is_sent_after_yes_and_not_after_enter_on_no() {
    assert_eq!(run(story("jjd.\n......")).sent, 0, "the cursor stands on No");
    assert_eq!(run(story("jjd.n.......")).sent, 0);
    let world = run(story("jjd.y......."));
    assert_eq!(world.sent, 1);
    assert!(matches!(world.model.review().map(|review| &review.stage), Some(Stage::Ended { .. })));
    assert_eq!(run(story("jjd.>\n......")).sent, 1, "Enter on Yes");
}

#[test]
fn a_replacement_is_sent_after_the_name_and_not_after_yes() {
    assert_eq!(run(story("jjd:y\n......")).sent, 0);
    assert_eq!(run(story("jjd:#\n......")).sent, 1);
    assert_eq!(run(story("jjd:#x\n.....")).sent, 0, "another name");
}

#[test]
fn a_removal_and_an_undo_are_sent_after_the_name_alone() {
    assert_eq!(run(story("jjD::y\n......")).sent, 0);
    assert_eq!(run(story("jjD:#\n......")).sent, 1);
    // The newest entry of the journal stands, as the facts of the third die do.
    let undo = |keys: &str| {
        let mut events = story("H.u");
        events.push(Event::Answer(0, 2));
        events.extend(story(keys).split_off(16));
        run(events)
    };
    assert_eq!(undo("y\n......").sent, 0);
    let world = undo("#\n......");
    assert_eq!(world.sent, 1);
    let goal = world.model.review().map(|review| review.subject.goal.clone());
    assert!(matches!(goal, Some(Goal::Undo(entry)) if entry.id == EntryId::new("E3")));
    assert_eq!(run(story("H.ju:#\n.....")).sent, 0, "it is not known what became of it");
    assert_eq!(run(story("H.jju:#\n.....")).sent, 0, "it was refused");
}

#[test]
fn a_cut_without_a_zone_in_view_is_removed_from_the_records_of_its_parent() {
    // Into example.com, past its own NS to that of a name that no zone in view bears.
    let world = run(story("\n..jD:#\n......"));
    assert_eq!(world.sent, 1);
    let subject = &world.model.review().unwrap().subject;
    assert_eq!((subject.cut.to_string(), &subject.child), ("gone.example.com.".into(), &None));
}

#[test]
fn a_zone_is_created_once_after_yes_and_its_delegation_is_reviewed() {
    assert_eq!(run(story("nnew\n.\n..")).created, 0, "the cursor stands on No");
    assert_eq!(run(story("nnew\n.n..")).created, 0);
    let world = run(story("nnew\n.yy\n"));
    assert_eq!(world.created, 1);
    assert!(!world.model.farewell().is_empty(), "it is told while it is being created");
    let world = run(story("nnew\n.y."));
    let subject = &world.model.review().unwrap().subject;
    assert_eq!(subject.cut.to_string(), "new.example.com.");
    assert_eq!(world.sent, 0);
    assert!(world.model.farewell().join("\n").contains("zone new.example.com. (ZNEW)"));
}

#[test]
fn what_is_typed_elsewhere_is_no_answer_to_a_review_that_comes_up() {
    let mut world = run(story("nnew\n.y"));
    world.step(Event::Key(Key::ctrl('p')));
    world.step(Event::Answer(0, 0));
    for char in "payments".chars() {
        world.step(Event::Key(Key::char(char)));
        world.step(Event::Answer(0, 0));
    }
    assert!(matches!(world.model.over.last(), Some(super::Over::Find(_))));
    assert!(matches!(world.model.review().map(|it| &it.stage), Some(Stage::Planned { .. })));
    assert_eq!(world.sent, 0);
}

#[test]
fn leaving_while_a_change_is_pending_asks_and_tells_the_change() {
    let world = run(story("jjd.y...q"));
    assert!(!world.left);
    let farewell = world.model.farewell().join("\n");
    assert!(farewell.contains("C1") && farewell.contains("team-a.example.com."), "{farewell}");
    assert!(run(story("jjd.y...qn")).model.review().is_some());
    assert!(run(story("jjd.y...qy")).left);
}

#[test]
fn a_change_under_way_is_not_left_for_a_profile() {
    let world = run(story("jjd.y..mPteam-a\n"));
    assert!(world.model.is_changing());
    assert_eq!(world.model.browse.narrowed_to(), Some(2), "it is selected below");
    assert!(world.model.farewell().join("\n").contains("team-a.example.com."));
    let world = run(story("jjd.y..mPteam-a\n....."));
    assert!(matches!(world.model.review().map(|review| &review.stage), Some(Stage::Ended { .. })));
    assert_eq!(world.sent, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_and_answers_never_write_what_was_not_confirmed(
        events in prop::collection::vec(event(), 0..160),
        dns in any::<bool>(),
        from_a_review in any::<bool>(),
    ) {
        let mut story = if from_a_review { story(REVIEW) } else { Vec::new() };
        story.extend(events);
        let world = play(story, dns);
        // What the screen shows is always in bounds.
        let zones = &world.model.zones;
        prop_assert!(zones.in_view() == 0 || zones.shown(zones.cursor.selected).is_some());
        if let Some(audit) = &world.model.audit {
            prop_assert!(audit.table.view().is_empty() || audit.selected().is_some());
            prop_assert!(audit.in_view().count() == audit.table.view().len());
        }
    }
}

#[test]
fn an_audit_asks_a_bounded_number_of_things_at_once_and_comes_to_its_end() {
    let mut world = run(story("a"));
    world.step(Event::Key(Key::plain(Code::Enter)));
    let asked = |world: &World| {
        world.pending.iter().filter(|it| matches!(it, Effect::Audit { .. })).count()
    };
    assert!((1..=12).contains(&asked(&world)), "{}", asked(&world));
    for _ in 0..1000 {
        world.step(Event::Answer(0, 0));
    }
    assert_eq!(asked(&world), 0);
    let audit = world.model.audit.as_ref().unwrap();
    assert_eq!(audit.stage(), super::audit::Stage::Done);
    assert!(audit.in_view().any(|row| row.name.to_string() == "gone.example.com."));
    assert_eq!(world.sent, 0, "an audit writes nothing");
}

/// The property above would hold of a program that never writes: it must get that far.
#[test]
fn random_play_does_reach_writes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = prop::collection::vec(event(), 60..160);
    let mut play = |_| {
        let mut events = story(REVIEW);
        events.extend(strategy.new_tree(&mut runner).unwrap().current());
        run(events).sent
    };
    assert!((0..400).map(&mut play).sum::<usize>() > 0);
}
