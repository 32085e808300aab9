//! The write, told what is heard step by step.

mod notes;
mod properties;

use super::*;
use crate::cut::fixture::{OTHER_SERVERS, SERVERS, set, team_a};
use crate::cut::{Facts, Verdict};
use crate::zone::{AccountId, ChangeBatch, ProfileName, RecordSet, SignIn, ZoneId};

/// A zone that was read as `facts`, and a write of its plan.
struct Story {
    apply: Apply,
    then: Witness,
    next: Then,
    notes: Vec<Outcome>,
}

impl Story {
    fn of(facts: &Facts) -> Self {
        Self::of_plan(facts, &facts.clone().plan())
    }

    fn of_plan(facts: &Facts, plan: &Plan) -> Self {
        let then = facts.witness();
        assert_eq!(plan.verdict(), Verdict::Ready);
        let confirmed = plan.confirm_typed("team-a.example.com").unwrap();
        let (apply, step) = Apply::start(confirmed);
        Self { apply, then, next: Then::Do(step), notes: Vec::new() }
    }

    fn new_cut() -> Self {
        Self::of(&team_a())
    }

    fn replacement() -> Self {
        Self::of(&team_a().delegated(900, &OTHER_SERVERS))
    }

    fn hear(mut self, heard: Heard) -> Self {
        let next = self.apply.hear(heard);
        self.next = next.then;
        if let Some((entry, outcome)) = next.note {
            assert_eq!(Some(&entry), self.apply.entry());
            self.notes.push(outcome);
        }
        self
    }

    fn reread(self) -> Self {
        let same = self.then.clone();
        let story = self.hear(Heard::Reread(Ok(same)));
        if matches!(story.next, Then::Do(Step::Intend(_))) {
            return story.hear(Heard::Intended(Ok(entry())));
        }
        story
    }

    /// Lets a wait pass, which must be what is asked for.
    fn wait(self, time: Duration) -> Self {
        assert_eq!(self.next, Then::Do(Step::Wait(time)));
        self.hear(Heard::Waited)
    }

    fn expect(self, step: &Step) -> Self {
        assert_eq!(self.next, Then::Do(step.clone()));
        self
    }

    fn batch(&self) -> ChangeBatch {
        self.apply.plan().batch().unwrap().clone()
    }

    /// A reading that shows the cut with this set alone.
    fn showing(&self, standing: &[RecordSet]) -> Witness {
        Witness { at_and_below: standing.to_vec(), ..self.then.clone() }
    }

    fn as_planned(&self) -> Witness {
        self.showing(self.apply.plan().after())
    }

    fn ending(self) -> Ending {
        let Then::Done(ending) = self.next else { panic!("not ended: {:?}", self.next) };
        assert_eq!(self.apply.ending(), Some(&*ending));
        assert!(!ending.message().is_empty());
        *ending
    }

    fn states(&self) -> [StageState; 4] {
        self.apply.stages().map(|(_, state)| state)
    }
}

fn entry() -> EntryId {
    EntryId::new("E1")
}

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        action: "ChangeResourceRecordSets",
        profile: ProfileName::new("dns-prod"),
        account: Some(AccountId::new("111111111111")),
        zone: Some(Box::new(ZoneId::new("ZPARENT"))),
        detail: "text".to_owned(),
        denial: None,
    }
}

fn info(status: ChangeStatus) -> ChangeInfo {
    ChangeInfo { id: change(), status }
}

fn change() -> ChangeId {
    ChangeId::new("/change/C1")
}

fn pending() -> Heard {
    Heard::Sent(Ok(info(ChangeStatus::Pending)))
}

const S: Duration = Duration::from_secs(1);
const QUICK: Duration = Duration::from_millis(150);

#[test]
fn all_goes_well() {
    use StageState::{Ahead, Doing, Done};
    let story = Story::new_cut();
    assert_eq!(story.next, Then::Do(Step::Reread));
    assert_eq!(story.states(), [Doing, Ahead, Ahead, Ahead]);
    assert!(!story.apply.sent());
    let batch = story.batch();
    let story = story.reread().expect(&Step::Send(batch));
    assert!(story.apply.sent(), "from here on it may have been made");
    assert_eq!(story.apply.change_id(), None);
    let story = story.hear(pending());
    assert_eq!(story.apply.change_id(), Some(&change()));
    let story = story.wait(QUICK).expect(&Step::Poll(change()));
    assert_eq!(story.states(), [Done, Done, Doing, Ahead]);
    let story = story.hear(Heard::Polled(Ok(info(ChangeStatus::Pending)))).wait(QUICK);
    let story = story.hear(Heard::Polled(Ok(info(ChangeStatus::InSync)))).expect(&Step::Verify);
    assert_eq!(story.states(), [Done, Done, Done, Doing]);
    let proof = story.as_planned();
    let planned = story.apply.plan().after().to_vec();
    let story = story.hear(Heard::Verified(Ok(proof.clone())));
    assert_eq!(story.states(), [Done; 4]);
    assert_eq!(story.ending(), Ending::InSync { change: change(), planned, proof });
}

#[test]
fn a_change_that_is_in_sync_at_once_needs_no_poll() {
    let story = Story::replacement().reread();
    story.hear(Heard::Sent(Ok(info(ChangeStatus::InSync)))).expect(&Step::Verify);
}

#[test]
fn any_difference_before_sending_ends_it() {
    let edits: [fn(&mut Witness); 5] = [
        |now| now.parent_identity.account = AccountId::new("999999999999"),
        |now| now.child_identity.as_mut().unwrap().account = AccountId::new("999999999999"),
        |now| drop(now.delegation_set.pop()),
        |now| now.at_and_below.push(set("x.team-a.example.com", "A", 1, &["192.0.2.1"])),
        |now| now.above.push(set("eu.example.com", "NS", 1, &OTHER_SERVERS)),
    ];
    for edit in edits {
        let story = Story::replacement();
        let (then, mut now) = (story.then.clone(), story.then.clone());
        let planned = story.apply.plan().after().to_vec();
        edit(&mut now);
        let story = story.hear(Heard::Reread(Ok(now.clone())));
        assert!(!story.apply.sent());
        let differences = differences(&then, &now);
        assert_eq!(
            story.ending(),
            Ending::Conflict { planned, then, now, differences, refusal: None }
        );
    }
}

#[test]
fn what_cannot_be_read_again_is_not_sent() {
    for kind in [FaultKind::Denied, FaultKind::TimedOut, FaultKind::SignInNeeded(SignIn::Keys)] {
        let story = Story::new_cut().hear(Heard::Reread(Err(fault(kind.clone()))));
        assert_eq!(story.ending(), Ending::NotSent(fault(kind)));
    }
    let throttled = || Heard::Reread(Err(fault(FaultKind::Throttled)));
    let mut story = Story::new_cut();
    for seconds in [1, 2, 4] {
        story = story.hear(throttled()).wait(S * seconds).expect(&Step::Reread);
    }
    assert_eq!(story.hear(throttled()).ending(), Ending::NotSent(fault(FaultKind::Throttled)));
}

#[test]
fn a_busy_zone_is_tried_again_after_another_reading() {
    for kind in [FaultKind::PriorRequestNotComplete, FaultKind::Throttled] {
        let busy = || Heard::Sent(Err(fault(kind.clone())));
        let mut story = Story::new_cut();
        let batch = story.batch();
        for seconds in [1, 2, 4, 8] {
            story = story.reread().expect(&Step::Send(batch.clone())).hear(busy());
            assert!(!story.apply.sent(), "it was refused");
            assert!(story.apply.detail().is_some());
            story = story.wait(S * seconds).expect(&Step::Reread);
        }
        let story = story.reread().expect(&Step::Send(batch)).hear(busy());
        assert_eq!(story.ending(), Ending::Refused(fault(kind)));
    }
}

#[test]
fn a_change_by_others_while_waiting_is_seen() {
    let story = Story::new_cut().reread().hear(Heard::Sent(Err(fault(FaultKind::Throttled))));
    let now = story.showing(&[set("team-a.example.com", "NS", 1, &OTHER_SERVERS)]);
    let story = story.wait(S).hear(Heard::Reread(Ok(now)));
    let throttled = fault(FaultKind::Throttled);
    let ending = story.ending();
    assert!(matches!(ending, Ending::Conflict { refusal: Some(told), .. } if told == throttled));
}

#[test]
fn a_refusal_ends_it() {
    for kind in [
        FaultKind::Denied,
        FaultKind::NoSuchZone,
        FaultKind::Misconfigured,
        FaultKind::SignInNeeded(SignIn::Role),
    ] {
        let story = Story::new_cut().reread().hear(Heard::Sent(Err(fault(kind.clone()))));
        assert!(!story.apply.sent());
        assert_eq!(story.ending(), Ending::Refused(fault(kind)));
    }
}

#[test]
fn a_refused_batch_is_explained_by_reading() {
    let refused = || {
        let invalid = Heard::Sent(Err(fault(FaultKind::InvalidChange)));
        Story::new_cut().reread().hear(invalid).expect(&Step::Settle)
    };
    assert!(!refused().apply.sent());

    let story = refused();
    let faster = story.showing(&[set("team-a.example.com", "NS", 1, &OTHER_SERVERS)]);
    let ending = story.hear(Heard::Settled(Ok(faster))).ending();
    assert!(matches!(ending, Ending::Conflict { refusal: Some(_), .. }));

    let story = refused();
    let same = story.then.clone();
    let ending = story.hear(Heard::Settled(Ok(same))).ending();
    assert_eq!(ending, Ending::Refused(fault(FaultKind::InvalidChange)));

    let story = refused();
    let stands = story.as_planned();
    let ending = story.hear(Heard::Settled(Ok(stands))).ending();
    assert!(matches!(ending, Ending::Settled { settlement: Settlement::Stands, .. }));
    assert!(ending.message().contains("not by this request"), "{}", ending.message());

    let ending = refused().hear(Heard::Settled(Err(fault(FaultKind::Denied)))).ending();
    assert_eq!(ending, Ending::Refused(fault(FaultKind::InvalidChange)));
}

fn lost(facts: &Facts, kind: FaultKind) -> Story {
    let story = Story::of(facts).reread().hear(Heard::Sent(Err(fault(kind))));
    assert!(story.apply.sent());
    story.expect(&Step::Settle)
}

fn every_unclear_kind() -> [FaultKind; 5] {
    [
        FaultKind::TimedOut,
        FaultKind::Server,
        FaultKind::ConnectionLost,
        FaultKind::Malformed,
        FaultKind::Other("Strange".into()),
    ]
}

#[test]
fn a_lost_answer_to_a_change_that_was_made() {
    for kind in every_unclear_kind() {
        let story = lost(&team_a(), kind.clone());
        let now = story.as_planned();
        let ending = story.hear(Heard::Settled(Ok(now.clone()))).ending();
        assert!(ending.stands());
        assert_eq!(
            ending,
            Ending::Settled { settlement: Settlement::Stands, fault: fault(kind), now }
        );
    }
}

#[test]
fn a_lost_answer_to_a_change_that_was_not_made_is_waited_for_and_never_sent_again() {
    for facts in [team_a(), team_a().delegated(900, &OTHER_SERVERS)] {
        let mut story = lost(&facts, FaultKind::TimedOut);
        let now = story.then.clone();
        for seconds in [1, 2, 4] {
            let same = Heard::Settled(Ok(now.clone()));
            story = story.hear(same).wait(S * seconds).expect(&Step::Settle);
        }
        let ending = story.hear(Heard::Settled(Ok(now.clone()))).ending();
        let fault = fault(FaultKind::TimedOut);
        assert_eq!(ending, Ending::Settled { settlement: Settlement::Unchanged, fault, now });
    }
}

#[test]
fn a_lost_answer_to_a_change_that_comes_late() {
    let story = lost(&team_a(), FaultKind::TimedOut);
    let (before, after) = (story.then.clone(), story.as_planned());
    let story = story.hear(Heard::Settled(Ok(before))).wait(S);
    assert!(story.hear(Heard::Settled(Ok(after))).ending().stands());
}

#[test]
fn a_lost_answer_and_something_else_there() {
    let others = set("team-a.example.com", "NS", 300, &["ns.example.net."]);
    for standing in [vec![others], vec![]] {
        let story = lost(&team_a().delegated(900, &OTHER_SERVERS), FaultKind::Server);
        let now = story.showing(&standing);
        let ending = story.hear(Heard::Settled(Ok(now))).ending();
        assert!(matches!(ending, Ending::Settled { settlement: Settlement::Otherwise, .. }));
    }
}

#[test]
fn a_lost_answer_and_no_reading_is_unknown() {
    let story = lost(&team_a(), FaultKind::TimedOut);
    let ending = story.hear(Heard::Settled(Err(fault(FaultKind::Denied)))).ending();
    let (sent, read) = (fault(FaultKind::TimedOut), fault(FaultKind::Denied));
    assert_eq!(ending, Ending::Unknown { sent, read });

    let mut story = lost(&team_a(), FaultKind::TimedOut);
    for seconds in [1, 2, 4] {
        story = story.hear(Heard::Settled(Err(fault(FaultKind::Unreachable)))).wait(S * seconds);
    }
    let story = story.hear(Heard::Settled(Err(fault(FaultKind::Unreachable))));
    assert!(story.apply.sent());
    assert!(matches!(story.ending(), Ending::Unknown { .. }));
}

/// A change that Route 53 took, asked for once.
fn polling() -> Story {
    Story::new_cut().reread().hear(pending()).wait(QUICK).expect(&Step::Poll(change()))
}

#[test]
fn a_poll_that_fails_for_a_while_is_borne() {
    let mut story = polling();
    for seconds in [1, 2, 4, 8, 8] {
        let timed_out = Heard::Polled(Err(fault(FaultKind::TimedOut)));
        story = story.hear(timed_out).wait(S * seconds).expect(&Step::Poll(change()));
    }
    let in_sync = Heard::Polled(Ok(info(ChangeStatus::InSync)));
    story.hear(in_sync).expect(&Step::Verify);
}

#[test]
fn where_get_change_is_denied_the_zone_tells_what_it_can() {
    let denied = || {
        let story = polling().hear(Heard::Polled(Err(fault(FaultKind::Denied))));
        story.expect(&Step::Verify)
    };
    let why = Some(fault(FaultKind::Denied));
    let story = denied();
    let now = story.as_planned();
    let ending = story.hear(Heard::Verified(Ok(now.clone()))).ending();
    assert_eq!(ending, Ending::Pending { change: change(), fault: why.clone(), now: Some(now) });

    let ending = denied().hear(Heard::Verified(Err(fault(FaultKind::Denied)))).ending();
    assert_eq!(ending, Ending::Pending { change: change(), fault: why, now: None });
}

#[test]
fn patience_ends_after_five_minutes() {
    let mut story = polling();
    let mut waited = QUICK;
    loop {
        story = story.hear(Heard::Polled(Ok(info(ChangeStatus::Pending))));
        match story.next {
            Then::Do(Step::Wait(time)) => waited += time,
            Then::Do(Step::Verify) => break,
            other => panic!("{other:?}"),
        }
        story = story.hear(Heard::Waited);
        assert!(waited < Duration::from_mins(6));
    }
    assert!(waited >= Duration::from_mins(5));
    let now = story.as_planned();
    let ending = story.hear(Heard::Verified(Ok(now.clone()))).ending();
    assert_eq!(ending, Ending::Pending { change: change(), fault: None, now: Some(now) });
}

fn proving() -> Story {
    polling().hear(Heard::Polled(Ok(info(ChangeStatus::InSync)))).expect(&Step::Verify)
}

#[test]
fn servers_that_come_back_in_another_order_and_case_are_proof() {
    let story = proving();
    let upper = SERVERS.map(str::to_uppercase);
    let servers: Vec<&str> = upper.iter().rev().map(|s| s.trim_end_matches('.')).collect();
    let now = story.showing(&[set("team-a.example.com", "NS", 300, &servers)]);
    assert!(matches!(story.hear(Heard::Verified(Ok(now))).ending(), Ending::InSync { .. }));
}

#[test]
fn a_proof_that_shows_something_else_is_looked_at_again_then_told() {
    for (ttl, servers) in [(301, &SERVERS[..]), (300, &SERVERS[..3]), (300, &OTHER_SERVERS[..])] {
        let mut story = proving();
        let now = story.showing(&[set("team-a.example.com", "NS", ttl, servers)]);
        for seconds in [1, 2, 4] {
            let other = Heard::Verified(Ok(now.clone()));
            story = story.hear(other).wait(S * seconds).expect(&Step::Verify);
        }
        let ending = story.hear(Heard::Verified(Ok(now))).ending();
        assert!(!ending.stands());
        let Ending::Drifted { in_sync: true, differences, .. } = ending else {
            panic!("{ending:?}")
        };
        assert_eq!(differences.len(), 2);
    }
}

#[test]
fn weighted_sets_are_no_proof() {
    use crate::cut::fixture::weighted;
    let planned = set("team-a.example.com", "NS", 300, &SERVERS);
    for standing in [
        vec![weighted(planned.clone(), "a")],
        vec![weighted(planned.clone(), "a"), weighted(planned, "b")],
    ] {
        let story = proving();
        let now = story.showing(&standing);
        story.hear(Heard::Verified(Ok(now))).expect(&Step::Wait(S));
    }
}

#[test]
fn a_proof_that_cannot_be_had_is_told() {
    let ending = proving().hear(Heard::Verified(Err(fault(FaultKind::Denied)))).ending();
    let fault = fault(FaultKind::Denied);
    assert_eq!(ending, Ending::Unproved { change: change(), fault });
}

#[test]
fn what_was_not_waited_for_changes_nothing() {
    let story = Story::new_cut().reread();
    let before = story.apply.clone();
    for stray in [
        Heard::Waited,
        Heard::Reread(Ok(story.then.clone())),
        Heard::Polled(Ok(info(ChangeStatus::InSync))),
        Heard::Verified(Ok(story.then.clone())),
        Heard::Settled(Ok(story.then.clone())),
    ] {
        let mut apply = story.apply.clone();
        assert_eq!(apply.hear(stray), Then::Ignored.into());
        assert_eq!(apply, before);
    }
    let story = story.hear(pending());
    let early = Heard::Polled(Ok(info(ChangeStatus::InSync)));
    assert_eq!(story.apply.clone().hear(early), Then::Ignored.into(), "it waits");
}
