//! `parent-live`, `parent-not-live` and `parent-liveness-unknown`: whether the tree of the DNS
//! leads to the very zone that would be written. Zones of one name are common, and only one of
//! them is live.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::cut::wording::{difference, hop, names, shortened, zone_in_view};
use crate::cut::{Finding, Severity, ZoneInView};
use crate::dns::{Chain, ChainEnd, ChainStart, Name};

use super::view::{Asked, View};

enum Liveness {
    Live(Vec<String>),
    NotLive(String),
    Unknown(String),
}

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let chain = view.to_parent?;
    let parent = view.draft.facts.parent.name();
    let mut evidence = way(chain);
    let (code, severity, message, advice) = match liveness(view, chain)? {
        Liveness::Live(more) => {
            evidence.extend(more);
            let message = format!("The world is led to this zone for {parent}");
            ("parent-live", Severity::Note, message, None)
        }
        Liveness::NotLive(why) => {
            let twins: Vec<&ZoneInView> = twins(view).collect();
            let message = if twins.is_empty() {
                format!("Nobody is led to this zone: {why}")
            } else {
                format!("Nobody is led to this zone: {why}; another zone of its name is in view")
            };
            evidence
                .extend(twins.into_iter().map(|twin| format!("in view: {}", zone_in_view(twin))));
            let advice = "What is written here is not seen until the zone is. If another zone of \
                          the name is live, make the cut there.";
            ("parent-not-live", Severity::Warn, message, Some(advice.to_owned()))
        }
        Liveness::Unknown(why) => {
            let message = format!("Whether the world is led to this zone can't be told: {why}");
            ("parent-liveness-unknown", Severity::Note, message, None)
        }
    };
    Some(Finding { code, severity, message, evidence, advice })
}

/// Other public zones of the parent's name.
fn twins<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a ZoneInView> {
    let parent = &view.draft.facts.parent;
    view.draft.facts.context.in_view.iter().filter(|seen| {
        seen.zone.name == *parent.name() && seen.zone.id != *parent.id() && !seen.zone.private
    })
}

/// `None` while it hangs on answers that have not come yet.
fn liveness(view: &View<'_>, chain: &Chain) -> Option<Liveness> {
    let parent = view.draft.facts.parent.name();
    let hop = chain.hops.iter().rev().find(|hop| hop.cut == *parent);
    Some(match (&chain.end, hop) {
        (ChainEnd::Cut { servers, .. }, _) => return compare(view, servers),
        (_, Some(hop)) => return compare(view, &hop.servers),
        (ChainEnd::Inside(zone), _) => {
            Liveness::NotLive(format!("{parent} is no zone of its own, but a name inside {zone}"))
        }
        (ChainEnd::NoSuchName(zone), _) => {
            Liveness::NotLive(format!("{zone} says that {parent} does not exist"))
        }
        (ChainEnd::Lame(zone), _) => {
            Liveness::NotLive(format!("no server of {zone}, above it, speaks for that zone"))
        }
        (ChainEnd::CouldNotAsk(zone, why), _) => {
            let why = shortened(&why.to_string());
            Liveness::Unknown(format!("no server of {zone} could be asked ({why})"))
        }
    })
}

/// Whether the servers that the world is led to are the zone's own, by these names or others.
fn compare(view: &View<'_>, servers: &[Name]) -> Option<Liveness> {
    let own = &view.draft.facts.parent.detail.delegation_set;
    if own.is_empty() {
        return Some(Liveness::Unknown(
            "its name servers may not be read, so they can't be compared".to_owned(),
        ));
    }
    let led_to = format!("the world is led to {}", names(servers));
    if servers.iter().any(|server| own.contains(server)) {
        let other = difference(servers, own);
        let other = other.map(|other| format!("the cut above names its servers {other}"));
        return Some(Liveness::Live(other.into_iter().collect()));
    }
    let of_world: Vec<&Asked<_>> =
        view.others.iter().filter(|asked| servers.contains(&asked.server)).collect();
    let all_heard = of_world.iter().all(|asked| asked.heard.is_some())
        && view.parents.iter().all(|asked| asked.heard.is_some());
    if !all_heard {
        return None;
    }
    let theirs: BTreeSet<SocketAddr> =
        of_world.iter().flat_map(|asked| asked.addresses()).collect();
    let ours: BTreeSet<SocketAddr> = view.parents.iter().flat_map(Asked::addresses).collect();
    Some(if theirs.iter().any(|address| ours.contains(address)) {
        Liveness::Live(vec![format!("{led_to}: its own servers by other names")])
    } else if theirs.is_empty() || ours.is_empty() {
        Liveness::Unknown(format!(
            "{led_to}, and without their addresses these may be its own by other names"
        ))
    } else {
        Liveness::NotLive(led_to)
    })
}

/// The way from the root, a line for each referral.
fn way(chain: &Chain) -> Vec<String> {
    let hops = chain.hops.iter().map(hop);
    let by_resolver = match &chain.from {
        ChainStart::Root => None,
        ChainStart::Resolver(why) => Some(format!(
            "asked of the resolver, since no root server could be asked ({})",
            shortened(&why.to_string())
        )),
    };
    by_resolver.into_iter().chain(hops).collect()
}
