//! The engine, driven as the screen and the commands drive it: list, propose, read, plan, apply.

use std::collections::HashMap;
use std::time::Duration;

use zonecut::aws::{Aws, Host};
use zonecut::cut::{
    ConfirmedPlan, Ending, Facts, Goal, Options, Plan, Sides, ZoneInView, propose_parents, relevant,
};
use zonecut::engine::{self, Driver, Ledger};
use zonecut::journal::Journal;
use zonecut::zone::{Fault, HostedZone, Rules, ZoneKey};

/// TTL of a new delegation where nobody set one.
pub(crate) const TTL: u32 = 300;

/// A parent and a child that were found, and what the checks need of the other zones.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) parent: ZoneKey,
    pub(crate) child: ZoneKey,
    in_view: Vec<ZoneInView>,
}

/// Reads the profiles.
pub(crate) async fn load(host: Host) -> Aws {
    Aws::load(host, &HashMap::new()).await.expect("the config file is sound")
}

/// Lists all zones of all profiles, takes the child and the one parent that is proposed for it.
pub(crate) async fn pair(aws: &Aws, child_profile: &str, child: &str) -> Pair {
    let inventory = engine::list_all(aws, aws.profiles().to_vec(), true).await;
    let faults: Vec<_> = inventory.faults().collect();
    assert!(faults.is_empty(), "{faults:?}");
    let seen: Vec<ZoneInView> = inventory
        .zones()
        .map(|(listed, _, zone)| ZoneInView {
            profile: listed.profile.name.clone(),
            account: listed.account().map(|(_, account)| account.clone()),
            zone: zone.clone(),
        })
        .collect();
    let is_child = |view: &&ZoneInView| {
        view.profile.as_str() == child_profile && view.zone.name.as_route53() == format!("{child}.")
    };
    let child = seen.iter().find(is_child).expect("the child is listed");
    let proposals = propose_parents(&child.zone, &seen, None);
    let [proposal] = proposals.as_slice() else { panic!("one parent, not {proposals:?}") };
    let key = |view: &ZoneInView| key(view, &view.zone);
    let (parent, child) = (key(&proposal.zone), key(child));
    let in_view = relevant(&seen, &Sides::between(parent.clone(), child.clone()));
    Pair { parent, child, in_view }
}

impl Pair {
    fn sides(&self) -> Sides {
        Sides::between(self.parent.clone(), self.child.clone())
    }
}

fn key(view: &ZoneInView, zone: &HostedZone) -> ZoneKey {
    ZoneKey { profile: view.profile.clone(), zone: zone.id.clone(), name: zone.name.clone() }
}

/// Reads the facts.
pub(crate) async fn facts(aws: &Aws, pair: &Pair) -> Result<Facts, Fault> {
    let (sides, seen) = (pair.sides(), pair.in_view.clone());
    Box::pin(engine::facts(aws, &sides, &Goal::Delegate, seen, Rules::default())).await
}

/// Reads the facts and plans.
pub(crate) async fn plan(aws: &Aws, pair: &Pair) -> Plan {
    Plan::new(
        facts(aws, pair).await.expect("the facts can be read"),
        Goal::Delegate,
        Options { ttl: None, default_ttl: TTL },
    )
}

/// Confirms a plan in the way that it asks for.
pub(crate) fn confirm(plan: &Plan) -> ConfirmedPlan {
    let typed = || plan.confirm_typed(plan.facts().cut.as_route53());
    plan.confirm_yes().or_else(typed).expect("the plan can be applied")
}

/// Applies a confirmed plan to the end.
pub(crate) async fn apply(aws: &Aws, confirmed: ConfirmedPlan) -> Ending {
    let ledger = Ledger::new(Journal::memory());
    let mut driver = Driver::start(confirmed);
    driver.run(aws, &ledger, |_| {}).await;
    driver.ending().cloned().expect("every step is answered")
}

/// Runs a test for at most `time` of the clock that it runs by.
pub(crate) fn within<T>(time: Duration, test: impl Future<Output = T>) -> impl Future<Output = T> {
    let test = Box::pin(test);
    async move { tokio::time::timeout(time, test).await.expect("the test hangs") }
}
