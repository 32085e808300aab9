//! What the journal is told, and when.

use super::*;
use crate::cut::Goal;
use crate::cut::fixture::{DS, undo};
use crate::zone::{Deed, Settled};

fn lost() -> Heard {
    Heard::Sent(Err(fault(FaultKind::ConnectionLost)))
}

fn in_sync() -> Heard {
    Heard::Sent(Ok(info(ChangeStatus::InSync)))
}

fn accepted() -> Outcome {
    Outcome::Accepted { change: change(), zone: None }
}

/// What was noted, in words.
fn states(story: &Story) -> Vec<&'static str> {
    story.notes.iter().map(Outcome::state).collect()
}

#[test]
fn the_intent_is_written_after_the_reading_and_before_the_batch() {
    let story = Story::replacement();
    let same = story.then.clone();
    let story = story.hear(Heard::Reread(Ok(same)));
    let Then::Do(Step::Intend(intent)) = &story.next else { panic!("{:?}", story.next) };
    assert_eq!(intent.deed, Deed::Delegate);
    assert_eq!(intent.before, [set("team-a.example.com", "NS", 900, &OTHER_SERVERS)]);
    assert_eq!(intent.batch, Some(story.batch()));
    assert_eq!(intent.parent.zone, Some(ZoneId::new("ZPARENT")));
    assert_eq!(story.apply.entry(), None);
    assert!(!story.apply.sent());
    let batch = story.batch();
    let story = story.hear(Heard::Intended(Ok(entry()))).expect(&Step::Send(batch));
    assert_eq!(story.notes, [Outcome::Sent]);
    assert_eq!(story.apply.entry(), Some(&entry()));
}

#[test]
fn what_can_not_be_written_is_not_sent() {
    let story = Story::new_cut();
    let same = story.then.clone();
    let story = story.hear(Heard::Reread(Ok(same)));
    let story = story.hear(Heard::Intended(Err("no room".to_owned())));
    assert!(!story.apply.sent());
    assert_eq!(story.notes, []);
    let ending = story.ending();
    assert!(ending.message().contains("no room"), "{}", ending.message());
    assert_eq!(ending, Ending::NotJournalled("no room".to_owned()));

    let story = Story::new_cut().reread().hear(Heard::Unwritten("no room".to_owned()));
    assert!(!story.apply.sent());
    assert_eq!(story.notes, [Outcome::Sent, Outcome::NotSent("no room".to_owned())]);
    assert!(matches!(story.ending(), Ending::NotJournalled(_)));
}

#[test]
fn a_change_that_is_proved_is_in_sync() {
    let story = Story::new_cut().reread().hear(in_sync());
    let now = story.as_planned();
    let story = story.hear(Heard::Verified(Ok(now)));
    assert_eq!(story.notes, [Outcome::Sent, accepted(), Outcome::InSync]);
}

#[test]
fn a_second_send_is_the_same_entry() {
    let busy = || Heard::Sent(Err(fault(FaultKind::Throttled)));
    let story = Story::new_cut().reread().hear(busy()).wait(S);
    let same = story.then.clone();
    let batch = story.batch();
    let story = story.hear(Heard::Reread(Ok(same))).expect(&Step::Send(batch));
    assert_eq!(states(&story), ["sent", "sent"]);
    assert_eq!(states(&story.hear(in_sync())), ["sent", "sent", "pending"]);
}

#[test]
fn a_batch_that_went_out_and_was_put_off_was_refused() {
    let busy = Heard::Sent(Err(fault(FaultKind::Throttled)));
    let story = Story::new_cut().reread().hear(busy).wait(S);
    let now = story.showing(&[set("team-a.example.com", "NS", 1, &OTHER_SERVERS)]);
    let story = story.hear(Heard::Reread(Ok(now)));
    assert_eq!(states(&story), ["sent", "refused"]);
}

#[test]
fn a_lost_answer_is_unclear_until_reading_tells() {
    let settled = |now: &dyn Fn(&Story) -> Witness| {
        let mut story = Story::replacement().reread().hear(lost());
        assert_eq!(states(&story), ["sent", "unclear"]);
        let now = now(&story);
        while !matches!(story.next, Then::Done(_)) {
            if matches!(story.next, Then::Do(Step::Wait(_))) {
                story = story.hear(Heard::Waited);
            }
            story = story.hear(Heard::Settled(Ok(now.clone())));
        }
        story.notes.pop().unwrap()
    };
    let strange = set("team-a.example.com", "NS", 1, &["x.example."]);
    assert_eq!(settled(&Story::as_planned), Outcome::Settled(Settled::Made));
    assert_eq!(settled(&|story| story.then.clone()), Outcome::Settled(Settled::NotMade));
    assert_eq!(
        settled(&|story| story.showing(std::slice::from_ref(&strange))),
        Outcome::Settled(Settled::Otherwise(vec![strange.clone()]))
    );
}

#[test]
fn what_nobody_can_tell_stays_open() {
    let story = Story::new_cut().reread().hear(lost());
    let story = story.hear(Heard::Settled(Err(fault(FaultKind::Denied))));
    assert_eq!(states(&story), ["sent", "unclear"]);
    assert!(matches!(story.ending(), Ending::Unknown { .. }));
}

#[test]
fn what_stands_there_by_another_hand_is_not_ours() {
    let refused = Heard::Sent(Err(fault(FaultKind::InvalidChange)));
    let story = Story::new_cut().reread().hear(refused);
    let now = story.as_planned();
    let story = story.hear(Heard::Settled(Ok(now)));
    assert_eq!(states(&story), ["sent", "refused"]);
    assert!(!story.apply.sent());
}

#[test]
fn what_was_overwritten_or_not_proved_is_told_so() {
    let proof = || Story::new_cut().reread().hear(in_sync());
    let denied = Heard::Verified(Err(fault(FaultKind::Denied)));
    assert_eq!(states(&proof().hear(denied)), ["sent", "pending", "unproved"]);
    let mut story = proof();
    let strange = set("team-a.example.com", "NS", 1, &["x.example."]);
    let now = story.showing(std::slice::from_ref(&strange));
    while !matches!(story.next, Then::Done(_)) {
        if matches!(story.next, Then::Do(Step::Wait(_))) {
            story = story.hear(Heard::Waited);
        }
        story = story.hear(Heard::Verified(Ok(now.clone())));
    }
    assert_eq!(story.notes.last(), Some(&Outcome::Overwritten(vec![strange])));
}

#[test]
fn a_removal_is_proved_by_nothing_standing_there() {
    let facts = team_a().delegated(900, &OTHER_SERVERS).vouched(60, &[DS]);
    let story = Story::of_plan(&facts, &facts.clone().plan_to(Goal::Remove));
    let (ds_alone, nothing) = (story.then.at_and_below[1..].to_vec(), []);
    let story = story.reread().hear(in_sync());
    let (left, gone) = (story.showing(&ds_alone), story.showing(&nothing));
    let story = story.hear(Heard::Verified(Ok(left))).wait(S);
    let ending = story.hear(Heard::Verified(Ok(gone))).ending();
    assert!(ending.message().starts_with("The delegation is gone"), "{}", ending.message());
}

#[test]
fn an_undo_says_what_it_undoes() {
    let made = set("team-a.example.com", "NS", 300, &SERVERS);
    let facts = team_a().delegated(300, &SERVERS);
    let story = Story::of_plan(&facts, &facts.clone().plan_to(undo(&[], &[made])));
    let same = story.then.clone();
    let story = story.hear(Heard::Reread(Ok(same)));
    let Then::Do(Step::Intend(intent)) = &story.next else { panic!("{:?}", story.next) };
    assert_eq!(intent.undoes.as_ref().map(EntryId::as_str), Some("E1"));
}
