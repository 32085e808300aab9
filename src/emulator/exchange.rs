//! One exchange: a request arrives, is let in or not, is acted upon, and its answer leaves.

use std::collections::HashMap;
use std::time::Duration;

use super::account::AccessKey;
use super::action::{Action, Service};
use super::clock::Moment;
use super::dns::Desk;
use super::fault::{Arrival, Effect, Faults, Loss};
use super::log::{Call, Outcome};
use super::operation::{self, Context, access_denied};
use super::partition::Partition;
use super::reply::{Reply, ServiceError};
use super::request::Request;
use super::throttle::Bucket;
use super::world::World;

/// What a proxy that can't reach the service might say.
const PROXY_PAGE: &str = "<html><body><h1>502 Bad Gateway</h1><hr><p>proxy";

/// All that changes while the emulator runs.
#[derive(Debug)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) faults: Faults,
    pub(super) log: Vec<Call>,
    pub(super) dns: Desk,
    buckets: HashMap<String, Bucket>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) request_id: String,
    pub(super) location: Option<String>,
    pub(super) content_type: &'static str,
    pub(super) body: String,
}

/// What the caller gets to see.
#[derive(Debug)]
pub(super) enum Sent {
    /// An answer.
    Answer(Answer),
    /// The beginning of an answer, then the end of the connection.
    CutOff(Answer),
    /// The end of the connection.
    Broken,
    /// Nothing.
    Silence,
}

/// A request that has arrived and waits to be acted upon.
pub(super) struct Arrived {
    request: Request,
    effects: Vec<Effect>,
    index: usize,
    /// How long the whole exchange is to take.
    pub(super) latency: Duration,
}

impl State {
    pub(super) fn new(world: World) -> Self {
        let mut dns = Desk::default();
        world.dns_rules.iter().cloned().for_each(|rule| dns.rules.order(rule));
        State { world, faults: Faults::default(), log: Vec::new(), dns, buckets: HashMap::new() }
    }

    /// Notes a request and finds out what is to happen to it.
    pub(super) fn arrive(&mut self, request: Request, now: Moment) -> Arrived {
        let key = request.access_key.as_deref().and_then(|key| self.world.keys.get(key));
        let account = key.map(|key| key.account.clone());
        let latency = account
            .as_ref()
            .and_then(|id| self.world.accounts.get(id)?.latency)
            .unwrap_or(self.world.latency);
        let effects = self.faults.effects(&Arrival {
            account: account.as_deref(),
            access_key: request.access_key.as_deref(),
            action: request.action,
            zone: request.zone(),
        });
        let index = self.log.len();
        let delays = effects.iter().filter_map(|effect| match effect {
            Effect::Delay(delay) => Some(*delay),
            _ => None,
        });
        let serial = u64::try_from(index).unwrap_or_default();
        let latency = latency.of(serial) + delays.sum::<Duration>();
        self.log.push(Call {
            at: now.since_start,
            answered: None,
            account,
            access_key: request.access_key.clone(),
            action: request.action,
            zone: request.zone().map(str::to_owned),
            touched: operation::touched(&request),
            outcome: Outcome::Arrived,
            changed: false,
        });
        Arrived { request, effects, index, latency }
    }

    /// Acts upon a request.
    pub(super) fn act(&mut self, arrived: &Arrived, now: Moment) -> Sent {
        let Arrived { request, effects, index, .. } = arrived;
        for effect in effects {
            if let Effect::Edit(edit) = effect {
                self.dns.world_may_differ();
                edit(&mut self.world);
                self.dns.world_may_differ();
            }
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Unreachable)) {
            self.note(*index, Outcome::Lost, false);
            return Sent::Broken;
        }
        let result = self.decide(request, effects, now);
        let changed = result.as_ref().is_ok_and(|reply| reply.changed);
        if changed {
            self.dns.world_may_differ();
        }
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(error) => Outcome::Error(error.code.clone()),
        };
        let mut answer = answer(request, *index, result);
        let mut sent: fn(Answer) -> Sent = Sent::Answer;
        for effect in effects {
            match effect {
                Effect::Lose(loss) => {
                    self.note(*index, Outcome::Lost, changed);
                    return match loss {
                        Loss::Broken => Sent::Broken,
                        Loss::Silence => Sent::Silence,
                    };
                }
                Effect::CutOff => sent = Sent::CutOff,
                Effect::NotXml => {
                    answer.status = 502;
                    answer.content_type = "text/html";
                    answer.body = PROXY_PAGE.into();
                }
                _ => {}
            }
        }
        self.note(*index, outcome, changed);
        sent(answer)
    }

    /// Notes that the answer has left.
    pub(super) fn left(&mut self, arrived: &Arrived, now: Moment) {
        if let Some(call) = self.log.get_mut(arrived.index) {
            call.answered = Some(now.since_start);
        }
    }

    fn note(&mut self, index: usize, outcome: Outcome, changed: bool) {
        if let Some(call) = self.log.get_mut(index) {
            call.outcome = outcome;
            call.changed = changed;
        }
    }

    /// Whether the request is let in, and what it does then; in the order that AWS asks in: who are
    /// you, how often, may you, does it make sense.
    fn decide(
        &mut self,
        request: &Request,
        effects: &[Effect],
        now: Moment,
    ) -> Result<Reply, ServiceError> {
        if !request.action.is_signed() {
            return self.decide_unsigned(request, effects, now);
        }
        let caller = self.caller(request, now)?;
        let route53 = request.action.service() == Service::Route53;
        if route53 && !self.token(&caller.account, now) {
            return Err(ServiceError::throttling());
        }
        let account = self.world.accounts.get(&caller.account);
        let denied = account.into_iter().flat_map(|account| &account.denied).chain(&caller.denied);
        let policy = account.and_then(|account| account.policies.get(caller.name()));
        let denied = denied.into_iter().any(|action| *action == request.action)
            || policy.is_some_and(|policy| !policy.actions.contains(&request.action))
            || effects.iter().any(|effect| matches!(effect, Effect::Deny));
        // GetCallerIdentity needs no permission, and none can be taken away (API reference).
        if denied && request.action != Action::GetCallerIdentity {
            return Err(access_denied(&self.world, &caller, request.action, request.zone()));
        }
        for effect in effects {
            if let Effect::Error(error) = effect {
                return Err(error.clone());
            }
        }
        let world = &mut self.world;
        operation::answer(&mut Context { world, caller, now }, request)
    }

    /// The same for a request that is not signed, which nothing is known of but what it says.
    fn decide_unsigned(
        &mut self,
        request: &Request,
        effects: &[Effect],
        now: Moment,
    ) -> Result<Reply, ServiceError> {
        for effect in effects {
            match effect {
                Effect::Error(error) => return Err(error.clone()),
                Effect::Deny if request.action.service().xmlns().is_some() => {
                    let text = format!("Not authorized to perform {}", request.action);
                    return Err(ServiceError::new(403, "AccessDenied", text));
                }
                Effect::Deny => {
                    return Err(ServiceError::new(400, "AccessDeniedException", "Access denied"));
                }
                _ => {}
            }
        }
        operation::answer_unsigned(&mut self.world, request, now)
    }

    fn caller(&self, request: &Request, now: Moment) -> Result<AccessKey, ServiceError> {
        let forbidden = |code: &str, text: &str| ServiceError::new(403, code, text);
        let Some(id) = &request.access_key else {
            return Err(forbidden("MissingAuthenticationToken", "Missing Authentication Token"));
        };
        // The keys of one partition are strangers in another.
        let asked = request.region.as_deref().map(Partition::of_region).unwrap_or_default();
        let known = self.world.keys.get(id);
        let known = known.filter(|key| self.world.partition(&key.account) == asked);
        let Some(key) = known.filter(|key| key.session_token == request.session_token) else {
            let text = "The security token included in the request is invalid.";
            return Err(forbidden("InvalidClientTokenId", text));
        };
        if key.expires.is_some_and(|end| now.since_start >= end) {
            return Err(ServiceError::expired_token());
        }
        Ok(key.clone())
    }

    fn token(&mut self, account: &str, now: Moment) -> bool {
        let own = self.world.accounts.get(account).and_then(|account| account.rate);
        let Some(rate) = own.or(self.world.rate) else {
            return true;
        };
        let now = now.since_start;
        let bucket = self.buckets.entry(account.to_owned());
        bucket.or_insert_with(|| Bucket::new(rate, now)).take(rate, now)
    }
}

/// The HTTP answer to the request of this number in the log.
fn answer(request: &Request, index: usize, result: Result<Reply, ServiceError>) -> Answer {
    let request_id = format!("e0e0e0e0-0000-4000-8000-{index:012}");
    let xmlns = request.action.service().xmlns();
    let content_type = if xmlns.is_some() { "text/xml" } else { "application/json" };
    match result {
        Ok(Reply { status, location, body, .. }) => {
            Answer { status, request_id, location, content_type, body }
        }
        Err(error) => Answer {
            status: error.status,
            location: None,
            content_type,
            body: match xmlns {
                Some(xmlns) => error.document(xmlns, &request_id),
                None => error.json(),
            },
            request_id,
        },
    }
}
