//! What holds of every write, whatever is heard.

use proptest::prelude::*;

use super::*;
use crate::cut::Goal;
use crate::cut::fixture::{DS, undo};

/// What the world does, out of which an answer to any step is made.
#[derive(Debug, Clone)]
enum World {
    Fault(FaultKind),
    Before,
    After,
    Else,
    Pending,
    InSync,
}

fn world() -> impl Strategy<Value = World> {
    let kinds = prop_oneof![
        Just(FaultKind::Denied),
        Just(FaultKind::InvalidChange),
        Just(FaultKind::PriorRequestNotComplete),
        Just(FaultKind::Throttled),
        Just(FaultKind::TimedOut),
        Just(FaultKind::Server),
        Just(FaultKind::Other("".into())),
    ];
    prop_oneof![
        2 => kinds.prop_map(World::Fault),
        4 => Just(World::Before),
        1 => Just(World::After),
        1 => Just(World::Else),
        3 => Just(World::Pending),
        1 => Just(World::InSync),
    ]
}

fn reading(world: &World, story: &Story) -> Result<Witness, Fault> {
    match world {
        World::Fault(kind) => Err(fault(kind.clone())),
        World::Before | World::Pending => Ok(story.then.clone()),
        World::After | World::InSync => Ok(story.as_planned()),
        World::Else => Ok(story.showing(&[set("team-a.example.com", "NS", 1, &["x.example."])])),
    }
}

fn answer(world: &World) -> Result<ChangeInfo, Fault> {
    match world {
        World::Fault(kind) => Err(fault(kind.clone())),
        World::InSync => Ok(info(ChangeStatus::InSync)),
        _ => Ok(info(ChangeStatus::Pending)),
    }
}

fn any_heard(which: u8, world: &World, story: &Story) -> Heard {
    match which {
        0 => Heard::Reread(reading(world, story)),
        1 => Heard::Sent(answer(world)),
        2 => Heard::Polled(answer(world)),
        3 => Heard::Verified(reading(world, story)),
        4 => Heard::Settled(reading(world, story)),
        5 => Heard::Intended(match world {
            World::Fault(FaultKind::Denied) => Err("no room".to_owned()),
            _ => Ok(entry()),
        }),
        _ => Heard::Waited,
    }
}

/// The number of the [`Heard`] that answers a step, as in [`any_heard`].
fn number(step: &Step) -> u8 {
    match step {
        Step::Reread => 0,
        Step::Send(_) => 1,
        Step::Poll(_) => 2,
        Step::Verify => 3,
        Step::Settle => 4,
        Step::Intend(_) => 5,
        Step::Wait(_) => 6,
    }
}

/// A write of each goal.
fn story(which: u8) -> Story {
    let made = set("team-a.example.com", "NS", 300, &SERVERS);
    let stands = team_a().delegated(300, &SERVERS).child_signed(&[DS]);
    let (facts, goal) = match which {
        0 => return Story::new_cut(),
        1 => return Story::replacement(),
        2 => (stands.vouched(300, &[DS]), Goal::Remove),
        3 => (stands, Goal::Sign),
        _ => (stands, undo(&[], &[made])),
    };
    Story::of_plan(&facts, &facts.clone().plan_to(goal))
}

/// More steps than any write takes: 5 sends with their readings, some 480 polls with their waits.
const MANY: usize = 1_200;

proptest! {
    #[test]
    fn a_write_is_sent_as_seen_and_at_most_once_in_doubt(
        which in 0_u8..5,
        full_at in prop::option::weighted(0.1, 1..3),
        worlds in prop::collection::vec((world(), prop::option::weighted(0.3, 0_u8..7)), 1..40),
    ) {
        let mut story = story(which);
        let batch = story.batch();
        let Then::Do(mut step) = story.next.clone() else { panic!("no first step") };
        let intent = story.apply.confirmed.intent();
        let (mut in_doubt, mut sends, mut same_just_read) = (0, 0, false);
        let mut notes: Vec<Outcome> = Vec::new();
        for (world, stray) in worlds.iter().cycle().take(MANY) {
            if let Some(stray) = stray.filter(|&stray| stray != number(&step)) {
                let before = story.apply.clone();
                let heard = any_heard(stray, world, &story);
                prop_assert_eq!(story.apply.hear(heard), Then::Ignored.into());
                prop_assert_eq!(&story.apply, &before);
            }
            let mut heard = any_heard(number(&step), world, &story);
            if let Step::Intend(intended) = &step {
                prop_assert_eq!(&**intended, &intent);
                prop_assert!(story.apply.entry().is_none(), "one intent a write");
            }
            if let Step::Send(sent) = &step {
                sends += 1;
                prop_assert_eq!(sent, &batch);
                prop_assert_eq!(story.apply.entry(), Some(&entry()), "sent before it was intended");
                prop_assert_eq!(notes.last(), Some(&Outcome::Sent), "sent before that was noted");
                prop_assert!(same_just_read, "sent without a reading like the preview");
                prop_assert_eq!(in_doubt, 0, "sent again after a send that may have been made");
                if full_at == Some(sends) {
                    sends -= 1;
                    heard = Heard::Unwritten("no room".to_owned());
                } else if let Heard::Sent(answer) = &heard
                    && !answer.as_ref().is_err_and(Fault::surely_not_done)
                {
                    in_doubt += 1;
                }
            }
            same_just_read = match &heard {
                Heard::Reread(Ok(now)) => differences(&story.then, now).is_empty(),
                Heard::Intended(Ok(_)) => same_just_read,
                _ => false,
            };
            let Next { note, then } = story.apply.hear(heard);
            if let Some((of, outcome)) = note {
                prop_assert_eq!(&of, &entry());
                prop_assert_eq!(Some(&of), story.apply.entry(), "a note before the intent");
                prop_assert!(!notes.iter().any(Outcome::is_final), "a note after the last");
                prop_assert_eq!(outcome.is_final(), matches!(then, Then::Done(_)), "{:?}", outcome);
                notes.push(outcome);
            }
            prop_assert_eq!(story.apply.ending().is_some(), matches!(then, Then::Done(_)));
            match then {
                Then::Do(following) => step = following,
                Then::Done(ending) => {
                    // What nobody could find out stays open, for the next start to settle.
                    let open = matches!(*ending, Ending::Unknown { .. });
                    let told = story.apply.entry().is_some() && !open;
                    prop_assert_eq!(notes.iter().any(Outcome::is_final), told);
                    prop_assert_eq!(notes.last().is_some_and(Outcome::is_final), told);
                    let taken = notes.iter().any(|note| matches!(note, Outcome::Accepted { .. }));
                    prop_assert_eq!(taken, ending.change().is_some());
                    let unclear = notes.iter().any(|note| matches!(note, Outcome::Unclear(_)));
                    prop_assert_eq!(taken || unclear, in_doubt > 0);
                    if let Some(Outcome::NotSent(_)) = notes.last() {
                        prop_assert_eq!(sends, 0);
                    }
                    prop_assert!(sends <= 5);
                    prop_assert_eq!(story.apply.sent(), in_doubt > 0);
                    let taken = ending.change().is_some();
                    prop_assert!(!taken || in_doubt == 1);
                    prop_assert!(!ending.message().is_empty());
                    return Ok(());
                }
                Then::Ignored => prop_assert!(false, "an answer that was waited for was dropped"),
            }
            prop_assert_eq!(story.apply.sent(), in_doubt > 0 || matches!(step, Step::Send(_)));
        }
        prop_assert!(false, "it never ends");
    }
}
