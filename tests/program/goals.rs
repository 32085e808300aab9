//! Every goal on the emulator, from the facts to the journal: sign, remove, undo; a parent that
//! may not be read, a child that is no more.

use std::time::Duration;

use zonecut::aws::Aws;
use zonecut::cut::{Ending, Goal, Options, Plan, Severity, Sides, Verdict};
use zonecut::emulator::{
    Action, Effect, KeySigningKey, Matcher, RecordType, Rule, Signing as Signed, World,
};
use zonecut::engine::{self, Driver, Ledger};
use zonecut::journal::Journal;
use zonecut::zone::{Deed, Entry, Fault, Rules};

use crate::direct::{CUT, Direct, TEAM};
use crate::drive::{self, within};

const LIMIT: Duration = Duration::from_secs(1_000);
const DIGEST: &str = "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A";

async fn plan(aws: &Aws, sides: &Sides, goal: Goal) -> Result<Plan, Fault> {
    let facts = engine::facts(aws, sides, &goal, Vec::new(), Rules::default()).await?;
    Ok(Plan::new(facts, goal, Options { ttl: None, default_ttl: drive::TTL }))
}

/// Confirms and applies to the end.
async fn apply(aws: &Aws, ledger: &Ledger, plan: &Plan) -> Ending {
    let mut driver = Driver::start(drive::confirm(plan));
    driver.run(aws, ledger, |_| {}).await;
    assert_eq!(driver.unwritten(), [] as [String; 0]);
    driver.ending().expect("it has ended").clone()
}

async fn last(ledger: &Ledger) -> Entry {
    ledger.entries().await.unwrap().swap_remove(0)
}

/// NS and DS at the cut, exactly as the emulator holds them.
fn standing(direct: &Direct) -> [Option<(u32, Vec<String>)>; 2] {
    let parent = direct.parent.id.clone();
    direct.emulator.with(move |world| {
        let zone = world.zone(&parent).unwrap();
        [zone.values(CUT, RecordType::Ns), zone.values(CUT, RecordType::Ds)]
    })
}

fn sign(world: &mut World, parent: &str, child: &str) {
    let key = |tag| KeySigningKey {
        name: "ksk".to_owned(),
        status: "ACTIVE".to_owned(),
        tag,
        digest: DIGEST.to_owned(),
        public_key: "bWFkZSB1cA==".to_owned(),
    };
    for (zone, tag) in [(parent, 1), (child, 60_485)] {
        let zone = world.zone_mut(zone).unwrap();
        zone.signing = Signed { status: "SIGNING".to_owned(), keys: vec![key(tag)] };
    }
}

fn sides(direct: &Direct) -> Sides {
    Sides::between(direct.pair.parent.clone(), direct.pair.child.clone())
}

fn codes(plan: &Plan, severity: Severity) -> Vec<&'static str> {
    let of = plan.findings().iter().filter(|finding| finding.severity == severity);
    of.map(|finding| finding.code).collect()
}

#[tokio::test(start_paused = true)]
async fn a_delegation_is_signed_removed_and_brought_back_byte_for_byte() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let (aws, sides, ledger) = (&direct.aws, sides(&direct), Ledger::new(Journal::memory()));
        let (parent, child) = (direct.parent.id.clone(), direct.child.id.clone());
        direct.emulator.with(move |world| sign(world, &parent, &child));

        let early = plan(aws, &sides, Goal::Sign).await.unwrap();
        assert_eq!(codes(&early, Severity::Stop), ["not-delegated"]);
        let delegation = plan(aws, &sides, Goal::Delegate).await.unwrap();
        assert_eq!(codes(&delegation, Severity::Warn), ["signed-child"]);
        assert!(matches!(apply(aws, &ledger, &delegation).await, Ending::InSync { .. }));

        let signing = plan(aws, &sides, Goal::Sign).await.unwrap();
        assert!(matches!(apply(aws, &ledger, &signing).await, Ending::InSync { .. }));
        let signed = standing(&direct);
        let ds = signed[1].clone().unwrap();
        assert_eq!(ds, (300, vec![format!("60485 13 2 {DIGEST}")]));
        let again = plan(aws, &sides, Goal::Sign).await.unwrap();
        assert_eq!(again.verdict(), Verdict::UpToDate);

        let removal = plan(aws, &sides, Goal::Remove).await.unwrap();
        assert!(removal.confirm_yes().is_none());
        assert!(matches!(apply(aws, &ledger, &removal).await, Ending::InSync { .. }));
        assert_eq!(standing(&direct), [None, None]);
        let entry = last(&ledger).await;
        assert_eq!((entry.intent.deed, entry.state()), (Deed::Remove, "in_sync"));

        let undo = plan(aws, &sides, Goal::Undo(Box::new(entry))).await.unwrap();
        assert!(matches!(apply(aws, &ledger, &undo).await, Ending::InSync { .. }));
        assert_eq!(standing(&direct), signed);
        let undone = last(&ledger).await;
        let redo = plan(aws, &sides, Goal::Undo(Box::new(undone))).await.unwrap();
        assert!(matches!(apply(aws, &ledger, &redo).await, Ending::InSync { .. }));
        assert_eq!(standing(&direct), [None, None]);
        assert_eq!(direct.sent_and_done(), (5, 5));
        assert!(ledger.entries().await.unwrap().iter().all(|entry| !entry.is_open()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn keys_that_change_after_the_preview_are_a_conflict() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let (aws, sides, ledger) = (&direct.aws, sides(&direct), Ledger::new(Journal::memory()));
        let (parent, child) = (direct.parent.id.clone(), direct.child.id.clone());
        direct.emulator.with({
            let child = child.clone();
            move |world| sign(world, &parent, &child)
        });
        let delegation = plan(aws, &sides, Goal::Delegate).await.unwrap();
        apply(aws, &ledger, &delegation).await;
        let signing = plan(aws, &sides, Goal::Sign).await.unwrap();
        direct.emulator.with(move |world| {
            world.zone_mut(&child).unwrap().signing.keys[0].tag = 2;
        });
        let ending = apply(aws, &ledger, &signing).await;
        assert!(matches!(ending, Ending::Conflict { refusal: None, .. }), "{ending:?}");
        assert_eq!(standing(&direct)[1], None);
        assert_eq!(ledger.entries().await.unwrap().len(), 1, "nothing more was intended");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_parent_that_may_not_be_read_is_told_and_not_written() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let zone = direct.parent.id.clone();
        let unread = [
            Action::GetHostedZone,
            Action::ListResourceRecordSets,
            Action::GetDnssec,
            Action::GetHostedZoneLimit,
        ];
        for action in unread {
            direct.emulator.order(Rule::new(Matcher::action(action).zone(&zone), Effect::Deny));
        }
        let plan = plan(&direct.aws, &sides(&direct), Goal::Delegate).await.unwrap();
        assert_eq!((plan.verdict(), plan.batch()), (Verdict::Stopped, None));
        assert_eq!(codes(&plan, Severity::Stop), ["parent-unread"]);
        let told = plan.findings().first().unwrap().evidence.join("\n");
        for action in ["route53:GetHostedZone on", "route53:ListResourceRecordSets on"] {
            assert!(told.contains(action), "{told}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_dangling_delegation_can_be_removed() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let (aws, sides, ledger) = (&direct.aws, sides(&direct), Ledger::new(Journal::memory()));
        let delegation = plan(aws, &sides, Goal::Delegate).await.unwrap();
        apply(aws, &ledger, &delegation).await;
        let child = direct.child.id.clone();
        direct.emulator.with(move |world| {
            world.accounts.get_mut(TEAM).unwrap().zones.remove(&child);
        });
        let fault = plan(aws, &sides, Goal::Delegate).await.unwrap_err();
        assert_eq!(fault.state(), "no such zone");
        for sides in [sides.clone(), Sides::at(sides.parent.clone(), sides.cut.clone())] {
            let plan = plan(aws, &sides, Goal::Remove).await.unwrap();
            assert_eq!(plan.verdict(), Verdict::Ready);
            assert_eq!(plan.facts().sides().child, None);
            let told = codes(&plan, Severity::Warn);
            assert_eq!(told.contains(&"not-seen"), sides.child.is_some(), "{told:?}");
        }
        let removal = plan(aws, &sides, Goal::Remove).await.unwrap();
        assert!(matches!(apply(aws, &ledger, &removal).await, Ending::InSync { .. }));
        assert_eq!(standing(&direct), [None, None]);
    })
    .await;
}
