//! A served emulator with a parent in one account and a child in another, and the program in a
//! terminal on it.

use std::time::Duration;

use zonecut::emulator::{Action, Call, Effect, Matcher, RecordType, Rule, World};

use crate::machine::{Listening, Machine};
use crate::pty::{Size, Terminal};

pub(crate) const CUT: &str = "team.example.com";

/// Far longer than any test takes.
const FOR_EVER: Duration = Duration::from_hours(1);

/// The profiles `dns` with `example.com` and `team` with `team.example.com`.
pub(crate) struct Scene {
    pub(crate) listening: Listening,
    pub(crate) machine: Machine,
    pub(crate) parent: String,
    servers: Vec<String>,
}

impl Scene {
    /// With nothing at the cut.
    pub(crate) fn new() -> Scene {
        Scene::with(|_, _, _| {})
    }

    /// With servers of somebody else's at the cut.
    pub(crate) fn with_old_delegation() -> Scene {
        Scene::with(|world, parent, _| {
            let zone = world.zone_mut(parent).unwrap();
            zone.put(CUT, RecordType::Ns, 900, &["ns1.example.net."]).unwrap();
        })
    }

    /// After an edit of the world that is told the ids of parent and child.
    pub(crate) fn with(edit: impl FnOnce(&mut World, &str, &str)) -> Scene {
        let mut world = World::new();
        world.add_account("111111111111", "dns");
        world.add_account("222222222222", "team");
        let parent = world.add_zone("111111111111", "example.com").unwrap();
        let child = world.add_zone("222222222222", CUT).unwrap();
        edit(&mut world, &parent, &child);
        let servers = &world.zone(&child).unwrap().name_servers;
        let servers = servers.iter().map(|server| format!("{server}.")).collect();
        let config = world.aws_config();
        let listening = Listening::start(world);
        let machine = Machine::with(&config, &listening.url());
        Scene { listening, machine, parent, servers }
    }

    /// The program, with both zones on its screen.
    pub(crate) fn open(&self, size: Size) -> Terminal {
        let terminal = Terminal::start(&self.machine, &[], size);
        terminal.shows(&["2 accounts", "2 zones", "team.example.com."]);
        // What an earlier run listed would be there before.
        terminal.hides("loading");
        terminal
    }

    /// The program, once the review of the cut was asked for.
    pub(crate) fn review(&self, size: Size) -> Terminal {
        let terminal = self.open(size);
        terminal.follow("filter");
        terminal.send("team\r");
        terminal.hides("Filter zones:");
        terminal.follow("delegate");
        terminal
    }

    /// The program in the middle of a new cut that was confirmed.
    pub(crate) fn applying(&self, size: Size) -> Terminal {
        let terminal = self.review(size);
        terminal.follow("create it");
        terminal
    }

    /// From now on this action is never answered; the request arrives and is not acted upon.
    pub(crate) fn stall(&self, action: Action) {
        let stalled = Rule::new(Matcher::action(action), Effect::Delay(FOR_EVER));
        self.listening.emulator.order(stalled);
    }

    /// Changes stay `PENDING` for as long as the test takes.
    pub(crate) fn stay_pending(&self) {
        self.listening.emulator.with(|world| world.insync_after = FOR_EVER);
    }

    /// What stands at the cut: TTL and values.
    pub(crate) fn at_cut(&self) -> Option<(u32, Vec<String>)> {
        let cut = |world: &mut World| world.zone(&self.parent).unwrap().values(CUT, RecordType::Ns);
        self.listening.emulator.with(cut)
    }

    /// What is to stand there.
    pub(crate) fn due(&self) -> (u32, Vec<String>) {
        (300, self.servers.clone())
    }

    /// An edit from elsewhere at the cut.
    pub(crate) fn put(&self, ttl: u32, values: &[&str]) {
        self.listening.emulator.with(|world| {
            let zone = world.zone_mut(&self.parent).unwrap();
            zone.put(CUT, RecordType::Ns, ttl, values).unwrap();
        });
    }

    /// How many requests came that were to write.
    pub(crate) fn writes(&self) -> usize {
        self.listening.writes()
    }

    /// Waits until a request for an action has come.
    pub(crate) fn asked(&self, action: Action) -> Call {
        let end = std::time::Instant::now() + Duration::from_secs(30);
        loop {
            let log = self.listening.emulator.log();
            if let Some(call) = log.into_iter().rfind(|call| call.action == action) {
                return call;
            }
            assert!(std::time::Instant::now() < end, "{action} was not asked");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
