//! Everything between the program and the emulator's Route 53 that can go wrong, by chance.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use tokio::sync::Notify;
use tokio::time::Instant;
use zonecut::emulator::{Effect, Emulator, Loss, Matcher, Nth, Rule, World};
use zonecut::journal::FaultyStore;

use crate::asked::Asked;
use crate::cast::{ACCOUNTS, Cast, Cut, edit};
use crate::chance::Chance;
use crate::sets::{at_and_below, snapshot};
use crate::truth::{Saw, Truth};

/// How often what goes wrong, in a thousand requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mood {
    faults: Vec<(Fault, u64)>,
    edits: u64,
    expiries: u64,
    swaps: u64,
    kills: u64,
    /// How often a chapter begins with a disk that will fail.
    pub(crate) disk: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Throttled,
    Server,
    Unreachable,
    Broken,
    Silence,
    CutOff,
    NotXml,
    Prior,
    /// The connection breaks, and the request is carried out later.
    Late,
}

impl Mood {
    /// Each story has its own adversities.
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        use Fault::{Broken, CutOff, Late, NotXml, Prior, Server, Silence, Throttled, Unreachable};
        let mut rate = |often: u64, most: u64| {
            if chance.happens(often) { 1 + chance.below(most) } else { 0 }
        };
        let kinds = [Throttled, Server, Unreachable, Broken, Silence, CutOff, NotXml, Prior, Late];
        let faults = kinds.into_iter().map(|fault| (fault, rate(300, 60))).collect();
        Self {
            faults,
            edits: rate(500, 30),
            expiries: rate(200, 8),
            swaps: rate(200, 8),
            kills: rate(500, 25),
            disk: rate(300, 500),
        }
    }
}

/// The adversary; clones of the `Arc` are the same one.
#[derive(Debug)]
pub(crate) struct Adversary {
    pub(crate) emulator: Emulator,
    pub(crate) store: FaultyStore,
    pub(crate) killed: Notify,
    pub(crate) cast: Cast,
    truth: Mutex<Truth>,
    state: Mutex<State>,
    upsert: bool,
}

#[derive(Debug)]
struct State {
    chance: Chance,
    mood: Option<Mood>,
}

impl Adversary {
    pub(crate) fn new(
        emulator: Emulator,
        store: FaultyStore,
        cast: Cast,
        truth: Truth,
        chance: Chance,
        upsert: bool,
    ) -> Arc<Self> {
        Arc::new(Self {
            emulator,
            store,
            killed: Notify::new(),
            cast,
            truth: Mutex::new(truth),
            state: Mutex::new(State { chance, mood: None }),
            upsert,
        })
    }

    /// What goes wrong from now on; `None` for nothing.
    pub(crate) fn mood(&self, mood: Option<Mood>) {
        lock(&self.state).mood = mood;
    }

    pub(crate) fn truth(&self) -> MutexGuard<'_, Truth> {
        lock(&self.truth)
    }

    fn roll(&self, rate: impl Fn(&Mood) -> u64) -> bool {
        let State { chance, mood } = &mut *lock(&self.state);
        mood.as_ref().is_some_and(|mood| chance.happens(rate(mood)))
    }

    /// An editor may be at work just now.
    pub(crate) fn maybe_edit(&self, times: u64) {
        if !self.roll(|mood| mood.edits * times) {
            return;
        }
        let mut chance = lock(&self.state).chance.fork();
        // An editor is most of a nuisance where a change is under way.
        let busy = self.truth().cut().filter(|_| chance.happens(600));
        let there = |cut: &&Cut| Some(cut.child.name.as_route53()) == busy.as_deref();
        let found = self.cast.cuts.iter().find(there);
        let Some(cut) = found.or_else(|| chance.pick(&self.cast.cuts)).cloned() else { return };
        self.emulator.with(|world| {
            let mut truth = self.truth();
            truth.look(world);
            let what = edit(world, &cut, &mut chance);
            truth.edits(world, cut.parent.zone.as_str(), cut.child.name.as_route53(), &what);
        });
    }

    /// Credentials that expire and come back; a profile that turns into another account.
    fn maybe_disguise(&self) {
        let (expire, swap) = (self.roll(|mood| mood.expiries), self.roll(|mood| mood.swaps));
        if !expire && !swap {
            return;
        }
        let mut chance = lock(&self.state).chance.fork();
        let Some((key, _)) = chance.pick(&self.cast.keys).cloned() else { return };
        let (other, _) = chance.pick(&ACCOUNTS).copied().unwrap_or(ACCOUNTS[0]);
        self.emulator.with(|world| {
            if expire {
                world.expire_key(&key);
            } else {
                world.move_key(&key, other);
            }
        });
        let what = if expire { "expires".to_owned() } else { format!("is of {other} now") };
        self.truth().tell(format!("the key {key} {what}"));
    }

    /// All keys are good again, and those of their own accounts.
    pub(crate) fn mend_keys(&self) {
        self.emulator.with(|world| {
            for (key, account) in &self.cast.keys {
                world.move_key(key, account);
                if let Some(key) = world.keys.get_mut(key) {
                    key.expires = None;
                }
            }
        });
    }

    /// The process ends here.
    async fn kill(&self, when: &str) {
        self.truth().tell(format!("killed {when}"));
        self.store.die();
        self.killed.notify_one();
        std::future::pending::<()>().await;
    }

    fn fault(&self, write: bool) -> Option<Fault> {
        let State { chance, mood } = &mut *lock(&self.state);
        let faults = mood.as_ref()?.faults.clone();
        let times = if write { 4 } else { 1 };
        faults
            .into_iter()
            .filter(|(fault, _)| write || !matches!(fault, Fault::Prior | Fault::Late))
            .find(|(_, rate)| chance.happens((rate * times).min(500)))
            .map(|(fault, _)| fault)
    }

    /// Tells the emulator what is to become of the very next request.
    fn order(
        self: &Arc<Self>,
        fault: Option<Fault>,
        on_act: impl Fn(&mut World) + Send + Sync + 'static,
    ) {
        self.emulator.clear_orders();
        let next = || Matcher::any().nth(Nth::Only(1));
        self.emulator.order(Rule::new(next(), Effect::edit(on_act)));
        let mut chance = lock(&self.state).chance.fork();
        let effect = match fault {
            None => return,
            Some(Fault::Throttled) => Effect::throttle(),
            Some(Fault::Server) => {
                Effect::server_error(if chance.happens(500) { 500 } else { 503 })
            }
            Some(Fault::Unreachable) => Effect::Unreachable,
            Some(Fault::Broken) => Effect::Lose(Loss::Broken),
            Some(Fault::Silence) => Effect::Lose(Loss::Silence),
            Some(Fault::CutOff) => Effect::CutOff,
            Some(Fault::NotXml) => Effect::NotXml,
            Some(Fault::Prior) => Effect::prior_request_not_complete(),
            Some(Fault::Late) => Effect::Delay(Duration::from_millis(chance.below(8_000))),
        };
        self.emulator.order(Rule::new(next(), effect));
    }

    async fn exchange(
        self: Arc<Self>,
        inner: SharedHttpConnector,
        mut request: HttpRequest,
    ) -> Result<HttpResponse, ConnectorError> {
        if self.store.is_dead() {
            self.killed.notify_one();
            return std::future::pending().await;
        }
        let asked = Asked::of(&request);
        self.maybe_edit(if asked.writes() { 4 } else { 1 });
        self.maybe_disguise();
        let writes = asked.writes();
        let deadly = if writes { 8 } else { 1 };
        if self.roll(|mood| mood.kills * deadly) {
            self.kill(&format!("before {asked} went out")).await;
        }
        let fault = self.fault(writes);
        self.truth().tell(match fault {
            Some(fault) => format!("{asked}: {fault:?}"),
            None => asked.to_string(),
        });
        if !writes {
            return self.reading(&asked, fault, &inner, request).await;
        }
        if self.upsert {
            rewrite(&mut request);
        }
        self.writing(&Asked::of(&request), fault, &inner, request).await
    }

    async fn reading(
        self: &Arc<Self>,
        asked: &Asked,
        fault: Option<Fault>,
        inner: &SharedHttpConnector,
        request: HttpRequest,
    ) -> Result<HttpResponse, ConnectorError> {
        let slot: Arc<Mutex<Option<Saw>>> = Arc::default();
        let cut = self.truth().cut();
        let (asked, seen, me) = (asked.clone(), Arc::clone(&slot), Arc::clone(self));
        self.order(fault, move |world| {
            me.truth().look(world);
            *lock(&seen) = saw(world, &asked, cut.as_deref());
        });
        let answer = inner.call(request).await;
        let whole = fault.is_none() && answer.as_ref().is_ok_and(|it| it.status().as_u16() == 200);
        if let (true, Some(saw)) = (whole, lock(&slot).take()) {
            self.truth().read(saw);
        }
        if self.roll(|mood| mood.kills) {
            self.kill("as the answer came").await;
        }
        answer
    }

    async fn writing(
        self: &Arc<Self>,
        asked: &Asked,
        fault: Option<Fault>,
        inner: &SharedHttpConnector,
        request: HttpRequest,
    ) -> Result<HttpResponse, ConnectorError> {
        let number = match asked {
            Asked::Change { key, zone, changes } => {
                Some(self.truth().sent(key, zone, changes.clone()))
            }
            Asked::Create { reference } => {
                self.truth().creates(reference);
                None
            }
            _ => None,
        };
        let me = Arc::clone(self);
        self.order(fault, move |world| {
            if let Some(number) = number {
                me.truth().acts(number, world);
            }
        });
        let mut deed: Pin<Box<_>> = Box::pin(inner.call(request));
        // It meets its orders as it arrives, which is now.
        let first = poll_fn(|context| Poll::Ready(deed.as_mut().poll(context))).await;
        let me = Arc::clone(self);
        // What has left the machine goes on without the process.
        let on_its_way = tokio::spawn(async move {
            let answer = match first {
                Poll::Ready(answer) => answer,
                Poll::Pending => deed.await,
            };
            me.emulator.with(|world| {
                let mut truth = me.truth();
                match number {
                    Some(number) => truth.acted(number, world),
                    None => truth.look(world),
                }
            });
            answer
        });
        if self.roll(|mood| mood.kills * 8) {
            self.kill("as the request had left").await;
        }
        if fault == Some(Fault::Late) {
            let reset = io::Error::new(io::ErrorKind::ConnectionReset, "connection reset by peer");
            return Err(ConnectorError::io(reset.into()));
        }
        let answer = on_its_way
            .await
            .unwrap_or_else(|failed| Err(ConnectorError::other(Box::new(failed), None)));
        if self.roll(|mood| mood.kills * 8) {
            self.kill("as the answer to the write came").await;
        }
        answer
    }
}

/// What a reading sees at the moment it is acted upon.
fn saw(world: &World, asked: &Asked, cut: Option<&str>) -> Option<Saw> {
    match asked {
        Asked::List { zone, from } if Some(from.as_str()) == cut => {
            let sets = at_and_below(&snapshot(world), zone, from);
            Some(Saw::Run { zone: zone.clone(), sets, at: Instant::now() })
        }
        Asked::Zone { zone } => {
            let servers = world.zone(zone)?.name_servers.iter().map(|server| format!("{server}."));
            Some(Saw::Servers { zone: zone.clone(), servers: servers.collect() })
        }
        Asked::Identity { key } => {
            let account = world.keys.get(key)?.account.clone();
            Some(Saw::Account { key: key.clone(), account })
        }
        _ => None,
    }
}

/// A deliberate bug: what should fail where a set exists overwrites it.
fn rewrite(request: &mut HttpRequest) {
    let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
    *request.body_mut() = SdkBody::from(body.replace(">CREATE<", ">UPSERT<"));
}

/// The adversary as an HTTP client.
#[derive(Debug)]
pub(crate) struct Wire(pub(crate) Arc<Adversary>);

impl HttpClient for Wire {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.0.emulator.http_client().http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, adversary: Arc::clone(&self.0) })
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    adversary: Arc<Adversary>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (adversary, inner) = (Arc::clone(&self.adversary), self.inner.clone());
        HttpConnectorFuture::new(adversary.exchange(inner, request))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
