//! What the DNS is asked for a plan, and what it has answered.

use std::net::IpAddr;

use crate::dns::{ChainEnd, Looked, Lookup, Name, Query, RecordType};
use crate::zone::{RecordSet, SigningStatus};

use super::draft::Draft;
use super::{authority, referral, servers};

/// What the DNS is asked for a plan, in the order in which it is shown, with the answers so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    asked: Vec<(Lookup, Option<Looked>)>,
}

impl Live {
    /// Nothing was asked yet; nor will be where there can be no cut that the public DNS knows.
    pub(super) fn of(draft: &Draft, no_cut: bool) -> Self {
        let asked = if no_cut { Vec::new() } else { lookups(draft) };
        Self { asked: asked.into_iter().map(|lookup| (lookup, None)).collect() }
    }

    /// What has not been answered.
    pub(super) fn open(&self) -> Vec<Lookup> {
        let open = self.asked.iter().filter(|(_, looked)| looked.is_none());
        open.map(|(lookup, _)| lookup.clone()).collect()
    }

    /// With one more answer, to what was asked and has not been answered.
    pub(super) fn with(mut self, draft: &Draft, lookup: &Lookup, looked: Looked) -> Self {
        let open = self.asked.iter_mut().find(|(asked, heard)| asked == lookup && heard.is_none());
        let Some((_, heard)) = open else { return self };
        let more = other_servers(draft, lookup, &looked);
        *heard = Some(looked);
        for lookup in more {
            if self.asked.iter().all(|(asked, _)| *asked != lookup) {
                self.asked.push((lookup, None));
            }
        }
        self
    }

    /// What was asked, with what came.
    pub(super) fn answers(&self) -> impl Iterator<Item = (&Lookup, Option<&Looked>)> {
        self.asked.iter().map(|(lookup, looked)| (lookup, looked.as_ref()))
    }

    /// How many lookups there are: `asking the DNS, 3 of 7`.
    #[must_use]
    pub fn all(&self) -> usize {
        self.asked.len()
    }

    /// How many of them were answered, if only by that nobody could be asked.
    #[must_use]
    pub fn heard(&self) -> usize {
        self.asked.iter().filter(|(_, looked)| looked.is_some()).count()
    }

    /// Whether nothing is awaited.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.heard() == self.all()
    }
}

fn lookups(draft: &Draft) -> Vec<Lookup> {
    let facts = &draft.facts;
    let (cut, parent) = (&facts.cut, facts.parent.name());
    let of_child = authority::queries(cut, keys_matter(draft));
    let to_child = |server: Name| {
        let (glue, queries) = (glue(draft, &server), of_child.clone());
        Lookup::Server { server, queries, glue }
    };
    let mut all: Vec<Lookup> = child_servers(draft).into_iter().map(to_child).collect();
    let of_parent = parent_queries(parent, cut);
    let own = facts.parent.detail.delegation_set.iter();
    all.extend(own.map(|server| Lookup::server(server.clone(), of_parent.clone())));
    all.push(Lookup::Chain(parent.clone()));
    if !facts.context.parent_unread.is_empty() {
        all.push(Lookup::Chain(cut.clone()));
    }
    // Not with RD=1: the resolver would keep what it finds before the change, and hide the change
    // from all who share it.
    all.push(Lookup::Resolver(Query::of_cache(cut.clone(), RecordType::Ns)));
    all
}

/// The servers that the cut leads to once the plan is carried out; for a removal those that it
/// leads to now.
pub(super) fn child_servers(draft: &Draft) -> Vec<Name> {
    let set = draft.ns_after().or_else(|| draft.ns_before());
    set.and_then(servers::named).into_iter().flatten().collect()
}

/// The addresses that the parent has of a server at or below the cut. A resolver that looked for
/// them would come by the cut, and keep what it found there.
fn glue(draft: &Draft, server: &Name) -> Option<Vec<IpAddr>> {
    let facts = &draft.facts;
    let sets = facts.at_and_below.iter().filter(|set| set.name == *server);
    let sets = sets.filter(|set| matches!(set.rtype, RecordType::A | RecordType::Aaaa));
    server.is_at_or_below(&facts.cut).then(|| {
        sets.flat_map(RecordSet::values).filter_map(|address| address.parse().ok()).collect()
    })
}

/// What a server of the parent is asked, of itself and of the cut.
pub(super) fn parent_queries(parent: &Name, cut: &Name) -> Vec<Query> {
    let own = Query::authoritative(parent.clone(), RecordType::Soa);
    std::iter::once(own).chain(referral::queries(cut)).collect()
}

/// Whether anything hangs on the child's keys: a DS stands at the cut or comes, or the child is
/// not known to be unsigned.
fn keys_matter(draft: &Draft) -> bool {
    let has_ds = |sets: &[RecordSet]| sets.iter().any(|set| set.rtype == RecordType::Ds);
    let signing = draft.facts.child.as_ref().map(|child| child.signing.as_ref());
    let unsigned = signing.is_none_or(|signing| {
        signing.is_ok_and(|signing| signing.status == SigningStatus::NotSigning)
    });
    has_ds(&draft.before) || has_ds(&draft.after) || !unsigned
}

/// Where the world is led to other servers than the parent's own, these are asked too: they may
/// be the same by other names, as with a reusable delegation set that bears the owner's.
fn other_servers(draft: &Draft, lookup: &Lookup, looked: &Looked) -> Vec<Lookup> {
    let facts = &draft.facts;
    let own = &facts.parent.detail.delegation_set;
    let (Lookup::Chain(name), Looked::Chain(chain)) = (lookup, looked) else {
        return Vec::new();
    };
    let ChainEnd::Cut { servers, .. } = &chain.end else { return Vec::new() };
    if name != facts.parent.name() || own.is_empty() || servers.iter().any(|s| own.contains(s)) {
        return Vec::new();
    }
    let queries = parent_queries(facts.parent.name(), &facts.cut);
    let ask = |server: &Name| Lookup::server(server.clone(), queries.clone());
    servers.iter().map(ask).collect()
}
