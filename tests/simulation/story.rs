//! One seed, one story: a world, a user, an adversary, and what must be true in the end.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::time::Instant;
use zonecut::aws::{Aws, Host};
use zonecut::emulator::Emulator;
use zonecut::engine::{self, Ledger};
use zonecut::journal::{FaultyStore, Journal, MemoryStore, Origin, Store, StoreFault};

use crate::adversary::{Adversary, Mood, Wire};
use crate::bugs::{Bug, NoSync};
use crate::cast;
use crate::chance::Chance;
use crate::truth::{Broken, Truth};
use crate::user;

/// No chapter of a story takes longer than this of its own time: five tries of a write, its
/// waits and readings all fit in.
const LONGEST: Duration = Duration::from_hours(1);

/// What a story came to.
#[derive(Debug)]
pub(crate) struct Told {
    /// How often a chapter ended how.
    pub(crate) endings: BTreeMap<String, u64>,
    /// How many writes changed a zone.
    pub(crate) changes: usize,
    pub(crate) broken: Vec<(Broken, String)>,
    pub(crate) trace: Vec<String>,
}

/// Tells the story of a seed. Equal seeds, equal stories.
pub(crate) fn tell(seed: u64, bug: Option<Bug>) -> Told {
    // The delays between the SDK's retries come from this.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(story(seed, bug))
}

async fn story(seed: u64, bug: Option<Bug>) -> Told {
    let mut chance = Chance::new(seed);
    let (world, cast) = cast::world(&mut chance.fork());
    let disk = MemoryStore::default();
    let store = FaultyStore::new(Arc::new(disk.clone()));
    let truth = Truth::new(disk, &world);
    let emulator = Emulator::new(world);
    let upsert = bug == Some(Bug::Upsert);
    let adversary = Adversary::new(emulator, store, cast, truth, chance.fork(), upsert);
    let origin =
        Arc::new(SimulatedOrigin { seed, count: AtomicU64::new(0), start: Instant::now() });
    let mut endings = BTreeMap::new();
    let mood = (!chance.happens(100)).then(|| Mood::draw(&mut chance));
    let chapters = 2 + chance.below(4);
    let mut process = None;
    for _ in 0..chapters {
        adversary.mood(mood.clone());
        if mood.as_ref().is_some_and(|mood| chance.happens(mood.disk)) {
            adversary.store.arm(Some(trouble(&mut chance)));
        }
        let ending = chapter(&adversary, &origin, &mut process, &mut chance.fork(), bug).await;
        adversary.truth().tell(format!("the chapter ends: {ending}"));
        *endings.entry(ending.clone()).or_default() += 1;
        if ending == "killed" {
            process = None;
            begin_again(&adversary, &mut chance);
        }
        if chance.happens(500) {
            adversary.mend_keys();
            adversary.store.arm(None);
        }
        tokio::time::sleep(Duration::from_millis(chance.below(20_000))).await;
    }
    drop(process);
    calm_end(&adversary, &origin, bug).await;
    let mut truth = adversary.truth();
    Told {
        endings,
        changes: truth.changes(),
        broken: std::mem::take(&mut truth.broken),
        trace: std::mem::take(&mut truth.trace),
    }
}

/// What the disk will do.
fn trouble(chance: &mut Chance) -> StoreFault {
    match chance.below(8) {
        0 | 1 => StoreFault::Full { room: chance.below(6_000) },
        2 => StoreFault::SyncFails,
        3 => StoreFault::StuckAtSync,
        4 => StoreFault::HoldFails,
        5 => StoreFault::DiesInWrite { after: chance.below(3_000) },
        6 => StoreFault::DiesInSync,
        _ => StoreFault::DiesAfterSync,
    }
}

/// After a death: what was written is there, or only what was synced.
fn begin_again(adversary: &Adversary, chance: &mut Chance) {
    if chance.happens(300) {
        let kept = chance.below(2_000);
        adversary.store.lose_power(kept).unwrap();
        adversary.truth().tell(format!("power is lost; {kept} bytes more than synced are kept"));
    } else {
        adversary.store.restart();
    }
}

/// The program from its start to its end or its death.
struct Process {
    aws: Aws,
    ledger: Ledger,
}

async fn start(
    adversary: &Arc<Adversary>,
    origin: &Arc<SimulatedOrigin>,
    bug: Option<Bug>,
) -> Process {
    let http = SharedHttpClient::new(Wire(Arc::clone(adversary)));
    let config = adversary.cast.config.clone().into_bytes();
    let files = HashMap::from([("/home/.aws/config".to_owned(), config)]);
    let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
    let host = Host::closed(http, files, variables);
    let aws = Aws::load(host, &HashMap::new()).await.unwrap();
    let store: Arc<dyn Store> = if bug == Some(Bug::NoSync) {
        Arc::new(NoSync(adversary.store.clone()))
    } else {
        Arc::new(adversary.store.clone())
    };
    let journal = Journal::on(store).with_origin(Arc::clone(origin) as Arc<dyn Origin>);
    let ledger = Ledger::new(journal);
    match engine::settle_open(&aws, &ledger).await {
        Ok(found) => {
            for found in found {
                adversary.truth().tell(format!("start: {}", found.message()));
            }
        }
        Err(why) => adversary.truth().tell(format!("start: {why}")),
    }
    Process { aws, ledger }
}

async fn chapter(
    adversary: &Arc<Adversary>,
    origin: &Arc<SimulatedOrigin>,
    process: &mut Option<Process>,
    chance: &mut Chance,
    bug: Option<Bug>,
) -> String {
    let life = async {
        if process.is_none() {
            *process = Some(start(adversary, origin, bug).await);
        }
        match process.as_ref() {
            Some(Process { aws, ledger }) => user::acts(adversary, aws, ledger, chance, bug).await,
            None => String::new(),
        }
    };
    let ending = tokio::select! {
        biased;
        () = adversary.killed.notified() => "killed".to_owned(),
        ended = tokio::time::timeout(LONGEST, life) => ended.unwrap_or_else(|_| {
            adversary.truth().breaks(Broken::Hangs, "a chapter takes an hour");
            "hangs".to_owned()
        }),
    };
    if adversary.store.is_dead() { "killed".to_owned() } else { ending }
}

/// The adversary sleeps, the keys are good, the disk has room: the program starts once more.
async fn calm_end(adversary: &Arc<Adversary>, origin: &Arc<SimulatedOrigin>, bug: Option<Bug>) {
    adversary.mood(None);
    adversary.mend_keys();
    adversary.store.restart();
    adversary.truth().tell("a calm end");
    // Whatever is still on its way arrives.
    tokio::time::sleep(Duration::from_mins(1)).await;
    let quiet = tokio::time::timeout(LONGEST, start(adversary, origin, bug)).await;
    if quiet.is_err() {
        adversary.truth().breaks(Broken::Hangs, "the last start takes an hour");
    }
    adversary.emulator.with(|world| adversary.truth().last_look(world));
}

/// Times and ids that are the same each time.
#[derive(Debug)]
struct SimulatedOrigin {
    seed: u64,
    count: AtomicU64,
    start: Instant,
}

impl Origin for SimulatedOrigin {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_hours(490_000) + self.start.elapsed()
    }

    fn random(&self) -> u64 {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        Chance::new(self.seed ^ count.rotate_left(40)).next()
    }

    fn who(&self) -> String {
        "somebody@somewhere".to_owned()
    }
}
