//! The answers of the DNS, read: who was asked as what, and what each address said.

use std::net::SocketAddr;

use crate::cut::authority::{self, Authority};
use crate::cut::draft::Draft;
use crate::cut::judgement::{Judgement, Want, child, parent};
use crate::cut::live::child_servers;
use crate::cut::referral::{self, AtParent};
use crate::cut::sighting::{Judged, judge, reply};
use crate::cut::wording::took;
use crate::cut::{Live, servers, standing};
use crate::dns::{
    AddressSighting, Chain, CouldNotAsk, Looked, Lookup, Name, Query, RecordType, Reply, Sighting,
};
use crate::zone::ProofState;

/// One server that was asked, and what each of its addresses said, where it was heard.
#[derive(Debug)]
pub(super) struct Asked<T> {
    pub(super) server: Name,
    pub(super) heard: Option<Told<T>>,
}

/// What a server told.
#[derive(Debug)]
pub(super) struct Told<T> {
    pub(super) judged: Judged,
    pub(super) addresses: Vec<(SocketAddr, T)>,
}

impl<T> Asked<T> {
    /// How it stands; `Waiting` where it was not heard.
    pub(super) fn state(&self) -> ProofState {
        self.heard.as_ref().map_or(ProofState::Waiting, |told| told.judged.state)
    }

    /// What it said, a line for the server, or for each address where they don't all say the
    /// same; nothing before it was heard.
    pub(super) fn lines(&self) -> Vec<String> {
        let Some(Told { judged, .. }) = &self.heard else { return Vec::new() };
        let ends_alike = |line: &String| line.contains(&judged.words);
        if judged.detail.iter().all(ends_alike) {
            let time = judged.took.map_or_else(String::new, |time| format!("  {}", took(time)));
            return vec![format!("{}  {}{time}", self.server, judged.words)];
        }
        judged.detail.iter().map(|line| format!("{}  {line}", self.server)).collect()
    }

    /// What its addresses said.
    pub(super) fn told(&self) -> impl Iterator<Item = &T> {
        self.heard.iter().flat_map(|told| &told.addresses).map(|(_, said)| said)
    }

    /// Where it was asked.
    pub(super) fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.heard.iter().flat_map(|told| &told.addresses).map(|(address, _)| *address)
    }
}

/// All that was heard for a plan.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) draft: &'a Draft,
    /// The servers that the cut is to lead to, or leads to.
    pub(super) children: Vec<Asked<Authority>>,
    /// The servers of the parent's delegation set, held against what the record sets say.
    pub(super) parents: Vec<Asked<AtParent>>,
    /// The servers that the world is led to instead of those.
    pub(super) others: Vec<Asked<AtParent>>,
    /// The way from the root to the parent.
    pub(super) to_parent: Option<&'a Chain>,
    /// The way from the root to the cut, asked for where the parent may not be read.
    pub(super) to_cut: Option<&'a Chain>,
    /// What the resolver tells that it keeps at the cut.
    pub(super) now: Option<&'a Result<Reply, CouldNotAsk>>,
}

impl<'a> View<'a> {
    pub(super) fn of(draft: &'a Draft, live: &'a Live) -> Self {
        let facts = &draft.facts;
        let (cut, parent) = (&facts.cut, facts.parent.name());
        let (leads_to, own) = (child_servers(draft), &facts.parent.detail.delegation_set);
        let as_read = as_read(draft);
        let child = Want { ns: Some(leads_to.clone()), ..Want::at(cut.clone(), parent.clone()) };
        let mut view = Self {
            draft,
            children: Vec::new(),
            parents: Vec::new(),
            others: Vec::new(),
            to_parent: None,
            to_cut: None,
            now: None,
        };
        for (lookup, looked) in live.answers() {
            match (lookup, looked) {
                (Lookup::Server { server, queries, .. }, looked) => {
                    let asks_parent = queries.first().is_some_and(|query| query.name == *parent);
                    let sighting = match looked {
                        Some(Looked::Server(sighting)) => Some(sighting),
                        _ => None,
                    };
                    if asks_parent {
                        let asked = asked(server, sighting, cut, |at| {
                            let said = at_parent(parent, cut, queries, at);
                            let judgement = parent::judge(&as_read, &said);
                            (said, judgement)
                        });
                        let is_own = own.contains(server);
                        if is_own { &mut view.parents } else { &mut view.others }.push(asked);
                    } else {
                        view.children.push(asked(server, sighting, cut, |at| {
                            let heard = |rtype| reply(queries, at, cut, &rtype);
                            let (soa, ns) = (heard(RecordType::Soa), heard(RecordType::Ns));
                            let said = authority::read(cut, soa, ns, heard(authority::dnskey()));
                            let judgement = child::judge(&child, &said);
                            (said, judgement)
                        }));
                    }
                }
                (Lookup::Chain(name), Some(Looked::Chain(chain))) if name == parent => {
                    view.to_parent = Some(chain);
                }
                (Lookup::Chain(_), Some(Looked::Chain(chain))) => view.to_cut = Some(chain),
                (Lookup::Resolver(_), Some(Looked::Resolver(heard))) => view.now = Some(heard),
                _ => {}
            }
        }
        view
    }
}

/// What the parent's servers should say, by its record sets as they were read. DS are looked at
/// apart.
fn as_read(draft: &Draft) -> Want {
    let facts = &draft.facts;
    let ns = draft.ns_before().and_then(servers::named).map(|set| set.into_iter().collect());
    let gone = draft.ns_before().is_none();
    Want { gone, ns, ..Want::at(facts.cut.clone(), facts.parent.name().clone()) }
}

fn asked<T>(
    server: &Name,
    sighting: Option<&Sighting>,
    cut: &Name,
    read: impl Fn(&AddressSighting) -> (T, Judgement),
) -> Asked<T> {
    let heard = sighting.map(|sighting| Told {
        judged: judge(sighting, cut, |at| read(at).1),
        addresses: sighting.addresses.iter().flatten().map(|at| (at.address, read(at).0)).collect(),
    });
    Asked { server: server.clone(), heard }
}

fn at_parent(parent: &Name, cut: &Name, queries: &[Query], at: &AddressSighting) -> AtParent {
    let heard = |rtype| reply(queries, at, cut, &rtype);
    referral::read(parent, cut, heard(RecordType::Ns), heard(RecordType::Ds))
}

/// The DS RRset at the cut as it was read; `None` where it can't be told.
pub(super) fn ds_as_read(draft: &Draft) -> Option<Vec<crate::dns::Ds>> {
    match draft.ds_before() {
        None => Some(Vec::new()),
        Some(set) => standing::ds(set).map(|ds| ds.into_iter().collect()),
    }
}
