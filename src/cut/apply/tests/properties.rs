//! What holds of every write, whatever is heard.

use proptest::prelude::*;

use super::*;

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
        Just(FaultKind::Other(String::new())),
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
        Step::Wait(_) => 5,
    }
}

/// More steps than any write takes: 5 sends with their readings, some 480 polls with their waits.
const MANY: usize = 1_200;

proptest! {
    #[test]
    fn a_write_is_sent_as_seen_and_at_most_once_in_doubt(
        replaces in any::<bool>(),
        worlds in prop::collection::vec((world(), prop::option::weighted(0.3, 0_u8..6)), 1..40),
    ) {
        let mut story = if replaces { Story::replacement() } else { Story::new_cut() };
        let batch = story.batch();
        let Next::Do(mut step) = story.next.clone() else { panic!("no first step") };
        let (mut in_doubt, mut sends, mut same_just_read) = (0, 0, false);
        for (world, stray) in worlds.iter().cycle().take(MANY) {
            if let Some(stray) = stray.filter(|&stray| stray != number(&step)) {
                let before = story.apply.clone();
                let heard = any_heard(stray, world, &story);
                prop_assert_eq!(story.apply.hear(heard), Next::Ignored);
                prop_assert_eq!(&story.apply, &before);
            }
            let heard = any_heard(number(&step), world, &story);
            if let Step::Send(sent) = &step {
                sends += 1;
                prop_assert_eq!(sent, &batch);
                prop_assert!(same_just_read, "sent without a reading like the preview");
                prop_assert_eq!(in_doubt, 0, "sent again after a send that may have been made");
                let Heard::Sent(answer) = &heard else { panic!("{heard:?}") };
                if !answer.as_ref().is_err_and(Fault::surely_not_done) {
                    in_doubt += 1;
                }
            }
            same_just_read = match &heard {
                Heard::Reread(Ok(now)) => differences(&story.then, now).is_empty(),
                _ => false,
            };
            let next = story.apply.hear(heard);
            prop_assert_eq!(story.apply.ending().is_some(), matches!(next, Next::Done(_)));
            match next {
                Next::Do(following) => step = following,
                Next::Done(ending) => {
                    prop_assert!(sends <= 5);
                    prop_assert_eq!(story.apply.sent(), in_doubt > 0);
                    let taken = ending.change().is_some();
                    prop_assert!(!taken || in_doubt == 1);
                    prop_assert!(!ending.message().is_empty());
                    return Ok(());
                }
                Next::Ignored => prop_assert!(false, "an answer that was waited for was dropped"),
            }
            prop_assert_eq!(story.apply.sent(), in_doubt > 0 || matches!(step, Step::Send(_)));
        }
        prop_assert!(false, "it never ends");
    }
}
