//! Two accounts on the emulator, a plan for the cut between them, and orders for what is to go
//! wrong with it.

use std::time::Duration;

use zonecut::aws::Aws;
use zonecut::cut::{Ending, Facts, Plan};
use zonecut::emulator::{Action, Call, Effect, Emulator, Latency, Matcher, Nth, Rule, World};
use zonecut::zone::{CredentialChain, Fault, ProfileName};

use crate::drive::{self, Pair};
use crate::site::{Made, Ns, Site};

pub(crate) const DNS: &str = "111111111111";
pub(crate) const TEAM: &str = "222222222222";
pub(crate) const CUT: &str = "team.example.com";

/// How long every request takes.
pub(crate) const LATENCY: Duration = Duration::from_millis(80);

/// The profile `dns` with `example.com`, the profile `team` with `team.example.com`, listed.
pub(crate) struct Direct {
    pub(crate) emulator: Emulator,
    pub(crate) parent: Made,
    pub(crate) child: Made,
    pub(crate) aws: Aws,
    pub(crate) pair: Pair,
    site: Site,
}

impl Direct {
    /// All of it, with nothing at the cut.
    pub(crate) async fn new() -> Direct {
        Direct::with(|_, _| {}).await
    }

    /// All of it, after an edit of the world that is told the parent's zone id.
    pub(crate) async fn with(edit: impl FnOnce(&mut World, &str)) -> Direct {
        let mut site = Site::emulator();
        site.account(DNS);
        site.account(TEAM);
        let parent = site.zone(DNS, "example.com");
        let child = site.zone(TEAM, CUT);
        let emulator = site.emulated().unwrap().clone();
        emulator.with(|world| {
            world.latency = Latency::fixed(LATENCY);
            world.insync_after = Duration::from_secs(1);
            edit(world, &parent.id);
        });
        let config = site.profile("dns", DNS) + &site.profile("team", TEAM);
        let aws = drive::load(site.host(&config)).await;
        let pair = drive::pair(&aws, "team", CUT).await;
        Direct { emulator, parent, child, aws, pair, site }
    }

    /// The plan, as the user sees it before confirming.
    pub(crate) async fn preview(&self) -> Plan {
        drive::plan(&self.aws, &self.pair).await
    }

    /// The facts of the cut.
    pub(crate) async fn facts(&self) -> Result<Facts, Fault> {
        drive::facts(&self.aws, &self.pair).await
    }

    /// Confirms the plan and applies it to the end.
    pub(crate) async fn apply(&self, plan: &Plan) -> Ending {
        drive::apply(&self.aws, drive::confirm(plan)).await
    }

    /// Plans, then applies while the order holds.
    pub(crate) async fn apply_with(&self, action: Action, nth: Nth, effect: Effect) -> Ending {
        let plan = self.preview().await;
        self.emulator.order(Rule::new(Matcher::action(action).nth(nth), effect));
        self.apply(&plan).await
    }

    /// The write requests that came in.
    pub(crate) fn writes(&self) -> Vec<Call> {
        let mut log = self.emulator.log();
        log.retain(|call| call.action == Action::ChangeResourceRecordSets);
        log
    }

    /// How many write requests came in, and how many of them changed the zone.
    pub(crate) fn sent_and_done(&self) -> (usize, usize) {
        let writes = self.writes();
        (writes.len(), writes.iter().filter(|call| call.changed).count())
    }

    /// What stands at the cut.
    pub(crate) fn at_cut(&self) -> Option<Ns> {
        self.site.ns(&self.parent, CUT)
    }

    /// What is to stand there.
    pub(crate) fn due(&self) -> Ns {
        (u64::from(drive::TTL), self.child.name_servers.clone())
    }

    /// An edit from elsewhere at the cut.
    pub(crate) fn put(&self, values: &[&str]) {
        self.site.put_ns(&self.parent, CUT, 900, values);
    }

    /// The same edit, to be made in the moment that a request is acted upon.
    pub(crate) fn edit_at_cut(&self, values: &'static [&'static str]) -> Effect {
        let parent = self.parent.id.clone();
        Effect::edit(move |world| {
            let zone = world.zone_mut(&parent).unwrap();
            zone.put(CUT, zonecut::emulator::RecordType::Ns, 900, values).unwrap();
        })
    }

    /// The id of an account's key.
    pub(crate) fn key(&self, account: &str) -> String {
        let found = |world: &mut World| {
            world.keys.values().find(|key| key.account == account).unwrap().id.clone()
        };
        self.emulator.with(found)
    }
}

/// Asserts that an ending says all of these, in its message or in its advice.
pub(crate) fn says(ending: &Ending, parts: &[&str]) {
    let via = CredentialChain::of(&ProfileName::new("dns"), "us-east-1");
    let told = format!("{}\n{}", ending.message(), ending.advice(&via).unwrap_or_default());
    for part in parts {
        assert!(told.contains(part), "“{part}” is not said in:\n{told}");
    }
}
