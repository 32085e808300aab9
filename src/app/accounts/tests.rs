//! Profiles that share accounts, move between them and fail, in any order of answers.

use proptest::prelude::*;

use super::*;
use crate::app::requests::Requests;
use crate::zone::{HostedZone, ProfileName, ZoneId};

const PROFILES: usize = 5;
const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
/// Zones of an account, two on a page.
const ZONES: usize = 3;

#[derive(Debug, Clone, Copy)]
enum Event {
    Reload(usize),
    Move(usize, usize),
    Answer { which: usize, well: bool },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => (0..PROFILES).prop_map(Event::Reload),
        1 => (0..PROFILES, 0..ACCOUNTS.len()).prop_map(|(of, to)| Event::Move(of, to)),
        8 => (0..64_usize, prop::bool::weighted(0.9))
            .prop_map(|(which, well)| Event::Answer { which, well }),
    ]
}

struct World {
    accounts: Accounts,
    zones: Zones,
    requests: Requests,
    pending: Vec<Effect>,
    /// Which account each profile is in.
    really: Vec<usize>,
}

fn row(index: usize, expected: Option<usize>) -> ProfileRow {
    ProfileRow {
        profile: Profile {
            name: ProfileName::new(&index.to_string()),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
            expected_account: expected.map(|at| AccountId::new(ACCOUNTS[at])),
            problem: None,
            member: None,
        },
        label: index.to_string(),
        group: None,
        only: Vec::new(),
        default_parent: None,
        identity: Identified::No,
        listing: Listing::Waiting,
    }
}

impl World {
    fn start(really: Vec<usize>, named: bool) -> Self {
        let expected = |at: usize| Some(at).filter(|_| named);
        let rows = really.iter().enumerate().map(|(index, at)| row(index, expected(*at)));
        let (accounts, zones) = (Accounts::new(rows.collect()), Zones::default());
        let (requests, pending) = (Requests::default(), Vec::new());
        let mut world = Self { accounts, zones, requests, pending, really };
        let effects = world.accounts.start(Duration::ZERO, &mut world.requests);
        world.pending.extend(effects);
        world
    }

    fn step(&mut self, event: Event) {
        let Self { accounts, zones, requests, .. } = self;
        let effects = match event {
            Event::Reload(of) => accounts.reload(of, Duration::ZERO, zones, requests),
            Event::Move(of, to) => {
                self.really[of] = to;
                accounts.reload(of, Duration::ZERO, zones, requests)
            }
            Event::Answer { .. } if self.pending.is_empty() => return,
            Event::Answer { which, well } => {
                let effect = self.pending.swap_remove(which % self.pending.len());
                self.answer(&effect, well)
            }
        };
        self.pending.extend(effects);
        self.holds();
    }

    fn answer(&mut self, effect: &Effect, well: bool) -> Effects {
        let Self { accounts, zones, requests, really, .. } = self;
        let (Effect::Identify { id, profile } | Effect::ListZones { id, profile, .. }) = effect
        else {
            panic!("{effect:?}");
        };
        let of: usize = profile.as_str().parse().unwrap();
        let kind = if of.is_multiple_of(2) {
            FaultKind::Denied
        } else {
            FaultKind::SignInNeeded(SignIn::Keys)
        };
        let fault = Fault {
            kind,
            action: "test",
            profile: profile.clone(),
            account: None,
            zone: None,
            detail: String::new(),
            denial: None,
        };
        let account = ACCOUNTS[really[of]];
        match (requests.close(*id), effect) {
            (None, _) => Effects::none(),
            (Some(Purpose::Identity(index)), _) => {
                let identity = Identity { account: AccountId::new(account), arn: String::new() };
                let answer = if well { Ok(identity) } else { Err(fault) };
                accounts.identified(index, answer, Duration::ZERO, zones, requests)
            }
            (Some(Purpose::Listing(index)), Effect::ListZones { marker, .. }) => {
                let all = if marker.is_some() { 2..ZONES } else { 0..2 };
                let zone = |at| HostedZone {
                    id: ZoneId::new(&format!("Z{account}{at}")),
                    name: Name::from_user(&format!("z{at}.example.com")).unwrap(),
                    private: false,
                    record_count: 2,
                    comment: None,
                    linked_service: None,
                };
                let next = marker.is_none().then(|| "next".to_owned());
                let page = ZonePage { zones: all.map(zone).collect(), next };
                let answer = if well { Ok(page) } else { Err(fault) };
                accounts.listed(index, answer, Duration::ZERO, zones, requests)
            }
            (Some(purpose), _) => panic!("{purpose:?}"),
        }
    }

    /// Nobody shares with one who shares, or the listing of another account.
    fn holds(&self) {
        let rows = self.accounts.rows();
        for (index, row) in rows.iter().enumerate() {
            let Listing::Shared { with } = row.listing else { continue };
            let lister = &rows[with];
            assert!(!matches!(lister.listing, Listing::Shared { .. }), "{index} by {with}");
            if let (Some(own), Some(other)) = (row.account(), lister.account()) {
                assert_eq!(own, other, "{index} with {with}");
            }
        }
    }

    fn drain(&mut self, order: &[usize]) {
        let mut order = order.iter().cycle();
        while !self.pending.is_empty() {
            let which = *order.next().unwrap_or(&0);
            self.step(Event::Answer { which, well: true });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn each_account_is_listed_once_and_whole(
        really in prop::collection::vec(0..ACCOUNTS.len(), PROFILES),
        named in any::<bool>(),
        events in prop::collection::vec(event(), 0..60),
        order in prop::collection::vec(0..64_usize, 1..20),
    ) {
        let mut world = World::start(really, named);
        for event in events {
            world.step(event);
        }
        world.drain(&order);
        // Whoever has failed is asked again.
        for index in 0..PROFILES {
            if world.accounts.rows()[index].fault().is_some() {
                world.step(Event::Reload(index));
            }
        }
        world.drain(&order);
        for index in 0..PROFILES {
            let lister = world.accounts.owner(index);
            prop_assert_eq!(world.accounts.zone_count(index), Some((ZONES, false)));
            let account = ACCOUNTS[world.really[index]];
            prop_assert_eq!(world.accounts.rows()[lister].account().unwrap().as_str(), account);
        }
        let mut ids: Vec<&str> = world.zones.iter().map(|row| row.zone.id.as_str()).collect();
        ids.sort_unstable();
        let reached = (0..ACCOUNTS.len()).filter(|at| world.really.contains(at));
        let zones = |at: usize| (0..ZONES).map(move |zone| format!("Z{}{zone}", ACCOUNTS[at]));
        let wanted: Vec<String> = reached.flat_map(zones).collect();
        prop_assert_eq!(ids, wanted);
    }
}
