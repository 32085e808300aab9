//! What is true of a cut, from all that is known of it. Nothing follows from silence.

use std::collections::BTreeSet;

use crate::cut::wording::count;
use crate::dns::Name;

use super::cuts::{Cut, Occluded};
use super::server::{Heard, NO_GLUE, can_be_given};
use super::vouched::Vouched;
use super::{CutState, Standing};

/// Where several states hold, the first of these is the cut's.
const PRECEDENCE: [CutState; 12] = [
    CutState::Dead,
    CutState::Dangling,
    CutState::BrokenByDs,
    CutState::Lame,
    CutState::WrongTwin,
    CutState::Drifted,
    CutState::PartlyLame,
    CutState::Missing,
    CutState::Occluding,
    CutState::Unknown,
    CutState::Elsewhere,
    CutState::Live,
];

/// How many occluded record sets are named.
const SHOWN: usize = 5;

/// One cut, with all that is known of it.
pub(super) struct CutInQuestion<'a> {
    /// What the parent has.
    pub(super) ns: Ns<'a>,
    /// The zone it is about.
    pub(super) child: Child<'a>,
    /// What each server of the NS set said; `None` where the DNS is not asked.
    pub(super) servers: Option<&'a [Heard]>,
    /// What the DS do.
    pub(super) vouched: Vouched,
}

/// What the parent has at the cut.
pub(super) enum Ns<'a> {
    /// It could not be read, or nobody knows which zone it is, for this reason.
    Unknown(String),
    /// No NS set, says each of these lines.
    Missing(Vec<String>),
    /// An NS set below this other cut.
    Dead(&'a Name),
    /// An NS set that leads to this other zone of the name.
    ToTwin(String),
    /// An NS set.
    To(&'a Cut),
}

/// The zone of the name.
#[derive(Clone, Copy)]
pub(super) enum Child<'a> {
    /// None is in view.
    NotInView,
    /// Its delegation set could not be read, for this reason.
    Unread(&'a str),
    /// It has this delegation set.
    ServedBy(&'a BTreeSet<Name>),
}

/// What it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    /// The state.
    pub(super) state: CutState,
    /// What else is wrong with it, the gravest first.
    pub(super) also: Vec<CutState>,
    /// What that rests on.
    pub(super) evidence: Vec<String>,
}

/// Judges a cut.
pub(super) fn judge(cut: &CutInQuestion<'_>) -> Judged {
    let mut truths: Vec<(CutState, Vec<String>)> = match &cut.ns {
        Ns::Unknown(why) => vec![(CutState::Unknown, vec![why.clone()])],
        Ns::Missing(says) => vec![(CutState::Missing, says.clone())],
        Ns::Dead(above) => {
            let line = format!("the same zone is cut at {above} already");
            vec![(CutState::Dead, vec![line])]
        }
        Ns::ToTwin(twin) => {
            vec![(CutState::WrongTwin, vec![format!("the parent names zone {twin}")])]
        }
        Ns::To(ns) => {
            let drift = drifted(ns, cut.child);
            let of_servers = authority(ns, cut);
            let occluding = occluding(&ns.occluded);
            drift
                .into_iter()
                .chain(of_servers)
                .chain(by_ds(&cut.vouched))
                .chain(occluding)
                .collect()
        }
    };
    let place = |state: CutState| PRECEDENCE.iter().position(|known| *known == state);
    truths.sort_by_key(|(state, _)| place(*state));
    let state = truths.first().map_or(CutState::Unknown, |(state, _)| *state);
    let mut also: Vec<CutState> = truths.iter().map(|(state, _)| *state).collect();
    also.retain(|other| *other != state && other.is_wrong());
    also.sort_by_key(|state| state.severity());
    also.dedup();
    // That nobody was asked need not be said where the API alone tells what is wrong.
    let was_asked = cut.servers.is_some();
    let told = |(of, _): &(CutState, _)| was_asked || *of == state || *of != CutState::Unknown;
    let mut evidence: Vec<String> =
        truths.into_iter().filter(told).flat_map(|(_, lines)| lines).collect();
    if cut.vouched == Vouched::Idle {
        evidence.push("the DS at the cut do nothing while the parent is not signed".to_owned());
    }
    Judged { state, also, evidence }
}

/// Servers in one set and not in the other; order and case don't count.
fn drifted(ns: &Cut, child: Child<'_>) -> Option<(CutState, Vec<String>)> {
    let Child::ServedBy(set) = child else { return None };
    if ns.servers == *set && ns.odd.is_empty() {
        return None;
    }
    let extra = ns.servers.difference(set).map(|server| format!("only in the parent: {server}"));
    let odd = ns.odd.iter().map(|value| format!("only in the parent, and no name: {value}"));
    let lacking =
        set.difference(&ns.servers).map(|server| format!("only in the delegation set: {server}"));
    Some((CutState::Drifted, extra.chain(odd).chain(lacking).collect()))
}

/// What the servers of the NS set say of themselves.
fn authority(ns: &Cut, cut: &CutInQuestion<'_>) -> Vec<(CutState, Vec<String>)> {
    let Some(servers) = cut.servers else {
        let unasked = (CutState::Unknown, vec!["the servers were not asked (--no-dns)".to_owned()]);
        return without_glue(ns).into_iter().chain([unasked]).collect();
    };
    let of = |standing: Standing| servers.iter().filter(move |s| s.seen.standing == standing);
    let lines = |standing: Standing| of(standing).flat_map(Heard::lines);
    let (all, good, lame) = (
        servers.len() + ns.odd.len(),
        of(Standing::Authoritative).count(),
        of(Standing::Lame).count() + ns.odd.len(),
    );
    let heard_wrong = lame + of(Standing::Divided).count() + of(Standing::PartlyLame).count();
    let mut wrong: Vec<String> = lines(Standing::Lame)
        .chain(lines(Standing::Divided))
        .chain(lines(Standing::PartlyLame))
        .collect();
    wrong.extend(ns.odd.iter().map(|value| format!("{value} is no name of a server")));

    let mut truths = Vec::new();
    let dangles = dangles(servers, cut.child);
    if dangles {
        wrong.push("whoever gets a zone of this name on one of these servers owns it".to_owned());
        truths.push((CutState::Dangling, std::mem::take(&mut wrong)));
    } else {
        wrong.extend(claimable(servers, cut.child));
    }
    if lame == all && all > 0 && !dangles {
        truths.push((CutState::Lame, std::mem::take(&mut wrong)));
    }
    if heard_wrong > 0 && lame < all {
        truths.push((CutState::PartlyLame, wrong));
    }
    let unheard: Vec<String> = lines(Standing::Unheard).collect();
    if !unheard.is_empty() {
        truths.push((CutState::Unknown, unheard));
    }
    if all == 0 {
        truths.push((CutState::Unknown, vec!["the NS set names no server".to_owned()]));
    }
    if good > 0 {
        truths.push(base(servers, good, cut.child));
    }
    truths
}

/// Servers that no referral can tell the place of, where nobody was asked.
fn without_glue(ns: &Cut) -> Option<(CutState, Vec<String>)> {
    if ns.without_glue.is_empty() {
        return None;
    }
    let all = ns.without_glue.len() == ns.servers.len() + ns.odd.len();
    let state = if all { CutState::Lame } else { CutState::PartlyLame };
    Some((state, ns.without_glue.iter().map(|server| format!("{server} {NO_GLUE}")).collect()))
}

/// The state of a cut with which nothing is wrong.
fn base(servers: &[Heard], good: usize, child: Child<'_>) -> (CutState, Vec<String>) {
    let mut evidence =
        vec![format!("{good} of {} have authority", count(servers.len(), "name server"))];
    let state = match child {
        Child::ServedBy(_) => CutState::Live,
        Child::Unread(why) => {
            evidence.push(format!("the delegation set could not be read: {why}"));
            CutState::Unknown
        }
        Child::NotInView => {
            let by_route53 = servers.iter().any(|heard| can_be_given(&heard.seen.server));
            evidence.push(if by_route53 {
                "Route 53 serves it from an account that is not in view".to_owned()
            } else {
                "another operator serves it".to_owned()
            });
            CutState::Elsewhere
        }
    };
    (state, evidence)
}

/// Whether the name can be taken over: no zone in view, and every server that Route 53 may give
/// to a zone of this name refuses it.
/// Source: [Protection from dangling delegation records](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/protection-from-dangling-dns.html).
fn dangles(servers: &[Heard], child: Child<'_>) -> bool {
    let mut given = servers.iter().filter(|heard| can_be_given(&heard.seen.server));
    let refuses = |heard: &Heard| heard.refuses && heard.seen.standing == Standing::Lame;
    matches!(child, Child::NotInView)
        && given.clone().any(refuses)
        && given.all(|heard| refuses(heard) || heard.is_nowhere)
}

/// Refusing servers of Route 53 that are not the child's own: each can be had by somebody.
fn claimable(servers: &[Heard], child: Child<'_>) -> Vec<String> {
    let is_own = |server: &Name| match child {
        Child::NotInView => false,
        Child::Unread(_) => true,
        Child::ServedBy(own) => own.contains(server),
    };
    let refusing = servers.iter().filter(|heard| heard.refuses && can_be_given(&heard.seen.server));
    refusing
        .filter(|heard| !is_own(&heard.seen.server))
        .map(|heard| {
            format!("whoever gets a zone of this name on {} answers for it", heard.seen.server)
        })
        .collect()
}

fn by_ds(vouched: &Vouched) -> Option<(CutState, Vec<String>)> {
    match vouched {
        Vouched::Broken(why) => {
            let line = "validating resolvers answer SERVFAIL for all of it".to_owned();
            Some((CutState::BrokenByDs, vec![why.clone(), line]))
        }
        Vouched::Unknown(why) => Some((CutState::Unknown, vec![why.clone()])),
        Vouched::NoDs | Vouched::Holds | Vouched::Idle => None,
    }
}

fn occluding(occluded: &Occluded) -> Option<(CutState, Vec<String>)> {
    if occluded.count == 0 {
        return None;
    }
    let sets = count(usize::try_from(occluded.count).unwrap_or(usize::MAX), "record set");
    let mut evidence = vec![format!("{sets} of the parent at or below the cut, never answered")];
    let shown = occluded.examples.iter().take(SHOWN);
    evidence.extend(shown.clone().map(|(name, rtype)| format!("{name} {rtype}")));
    let more = occluded.count - shown.len() as u64;
    if more > 0 {
        evidence.push(format!("and {more} more"));
    }
    Some((CutState::Occluding, evidence))
}

#[cfg(test)]
mod tests;
