//! What can be ordered to go wrong, and on which calls.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::action::Action;
use super::reply::ServiceError;
use super::world::World;

/// Which of the calls that a [`Matcher`] fits are meant; they are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nth {
    /// All of them.
    Every,
    /// This one only.
    Only(u64),
    /// This one and all after it.
    From(u64),
    /// The first ones up to this.
    UpTo(u64),
}

impl Nth {
    pub(super) fn hits(self, count: u64) -> bool {
        match self {
            Nth::Every => true,
            Nth::Only(nth) => count == nth,
            Nth::From(nth) => count >= nth,
            Nth::UpTo(nth) => count <= nth,
        }
    }
}

/// Which calls a [`Rule`] is for: those that fit all that is named here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    account: Option<String>,
    access_key: Option<String>,
    action: Option<Action>,
    zone: Option<String>,
    nth: Nth,
}

impl Matcher {
    /// Every call.
    #[must_use]
    pub fn any() -> Self {
        Matcher { account: None, access_key: None, action: None, zone: None, nth: Nth::Every }
    }

    /// Every call of an action.
    #[must_use]
    pub fn action(action: Action) -> Self {
        Matcher { action: Some(action), ..Matcher::any() }
    }

    /// Only those by keys of this account.
    #[must_use]
    pub fn account(self, id: &str) -> Self {
        Matcher { account: Some(id.to_owned()), ..self }
    }

    /// Only those by this key.
    #[must_use]
    pub fn access_key(self, id: &str) -> Self {
        Matcher { access_key: Some(id.to_owned()), ..self }
    }

    /// Only those that name this hosted zone.
    #[must_use]
    pub fn zone(self, id: &str) -> Self {
        Matcher { zone: Some(id.to_owned()), ..self }
    }

    /// Only some of those that fit otherwise, counted from when the rule is given.
    #[must_use]
    pub fn nth(self, nth: Nth) -> Self {
        Matcher { nth, ..self }
    }
}

/// How the answer to a call that was acted upon gets lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The connection breaks.
    Broken,
    /// Nothing ever comes: the client's read timeout, or 60 seconds, run out.
    Silence,
}

/// What happens to a call.
#[derive(Clone)]
pub enum Effect {
    /// It takes longer by this.
    Delay(Duration),
    /// It is answered with this error and not acted upon.
    Error(ServiceError),
    /// The caller is not authorized to do it; the text is IAM's.
    Deny,
    /// It is not acted upon, and the connection breaks.
    Unreachable,
    /// It is acted upon, but the answer is lost.
    Lose(Loss),
    /// It is acted upon, but the answer ends in the middle.
    CutOff,
    /// It is acted upon, but the answer is a page of HTML, as from a proxy.
    NotXml,
    /// The world is edited right before it is acted upon.
    Edit(Arc<dyn Fn(&mut World) + Send + Sync>),
}

impl Effect {
    /// An edit from elsewhere right before the call is acted upon.
    pub fn edit(edit: impl Fn(&mut World) + Send + Sync + 'static) -> Effect {
        Effect::Edit(Arc::new(edit))
    }

    /// `Throttling`, 400: the rate is exceeded.
    #[must_use]
    pub fn throttle() -> Effect {
        Effect::Error(ServiceError::throttling())
    }

    /// `PriorRequestNotComplete`, 400: another batch for the zone is under way.
    #[must_use]
    pub fn prior_request_not_complete() -> Effect {
        Effect::Error(ServiceError::prior_request_not_complete())
    }

    /// `ExpiredToken`, 403: the session is over.
    #[must_use]
    pub fn expired_token() -> Effect {
        Effect::Error(ServiceError::expired_token())
    }

    /// `ServiceUnavailable` or another error of the service's own, 500 to 599.
    #[must_use]
    pub fn server_error(status: u16) -> Effect {
        let code = if status == 503 { "ServiceUnavailable" } else { "InternalFailure" };
        let text = "The request processing has failed because of an unknown error.";
        Effect::Error(ServiceError::new(status, code, text))
    }
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::Delay(duration) => f.debug_tuple("Delay").field(duration).finish(),
            Effect::Error(error) => f.debug_tuple("Error").field(error).finish(),
            Effect::Deny => f.write_str("Deny"),
            Effect::Unreachable => f.write_str("Unreachable"),
            Effect::Lose(loss) => f.debug_tuple("Lose").field(loss).finish(),
            Effect::CutOff => f.write_str("CutOff"),
            Effect::NotXml => f.write_str("NotXml"),
            Effect::Edit(_) => f.write_str("Edit"),
        }
    }
}

/// One order: what happens to which calls.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The calls.
    pub matches: Matcher,
    /// What happens to them.
    pub effect: Effect,
}

impl Rule {
    /// An order.
    #[must_use]
    pub fn new(matches: Matcher, effect: Effect) -> Self {
        Rule { matches, effect }
    }
}

/// What is known of a call when it arrives.
pub(super) struct Arrival<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) access_key: Option<&'a str>,
    pub(super) action: Action,
    pub(super) zone: Option<&'a str>,
}

/// The orders in force, in the order given, each with how many calls fitted it so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<(Rule, u64)>,
}

impl Faults {
    pub(super) fn order(&mut self, rule: Rule) {
        self.rules.push((rule, 0));
    }

    pub(super) fn clear(&mut self) {
        self.rules.clear();
    }

    /// What is to happen to this call; counts it.
    pub(super) fn effects(&mut self, call: &Arrival<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (Rule { matches, effect }, count) in &mut self.rules {
            let fits = |wanted: &Option<String>, there: Option<&str>| {
                wanted.as_deref().is_none_or(|wanted| there == Some(wanted))
            };
            let fit = fits(&matches.account, call.account)
                && fits(&matches.access_key, call.access_key)
                && fits(&matches.zone, call.zone)
                && matches.action.is_none_or(|action| action == call.action);
            if fit {
                *count += 1;
                if matches.nth.hits(*count) {
                    effects.push(effect.clone());
                }
            }
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_each_rule_for_itself() {
        let mut faults = Faults::default();
        let changes = Matcher::action(Action::ChangeResourceRecordSets).account("1");
        faults.order(Rule::new(changes.nth(Nth::Only(2)), Effect::CutOff));
        let lists = Matcher::action(Action::ListHostedZones).nth(Nth::UpTo(1));
        faults.order(Rule::new(lists, Effect::Deny));
        let mut hits = |account, action| {
            let call =
                Arrival { account: Some(account), access_key: None, action, zone: Some("Z1") };
            faults.effects(&call).len()
        };
        assert_eq!(hits("1", Action::ChangeResourceRecordSets), 0);
        assert_eq!(hits("2", Action::ChangeResourceRecordSets), 0);
        assert_eq!(hits("1", Action::ListHostedZones), 1);
        assert_eq!(hits("1", Action::ChangeResourceRecordSets), 1);
        assert_eq!(hits("1", Action::ChangeResourceRecordSets), 0);
        assert_eq!(hits("1", Action::ListHostedZones), 0);
    }

    #[test]
    fn nth_is_counted_from_one() {
        let hits = |nth: Nth| (1..=4).filter(|&count| nth.hits(count)).collect::<Vec<_>>();
        assert_eq!(hits(Nth::Every), [1, 2, 3, 4]);
        assert_eq!(hits(Nth::Only(2)), [2]);
        assert_eq!(hits(Nth::From(3)), [3, 4]);
        assert_eq!(hits(Nth::UpTo(2)), [1, 2]);
    }
}
