//! The way to a cut of which not all is known: who hands it over, and who serves that zone.

use crate::cut::judgement::Judgement;
use crate::cut::wording::shortened;
use crate::dns::{
    Chain, ChainEnd, ChainStart, Looked, Lookup, Name, Query, Rcode, RecordType, Reply,
};
use crate::zone::ProofState;

/// What is being found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// How the tree leads to the cut.
    FromRoot,
    /// Which zone the name above the cut lies in, the tree not having been walked; with the
    /// words for how far it was.
    ParentZone(String),
    /// Who serves this zone, the parent; with one server that is known, if any, and the words
    /// for the way so far.
    Servers(Name, Option<Name>, String),
}

/// What an answer on the way leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// One more question.
    More(Way),
    /// The parent with its servers.
    Parent { name: Name, servers: Vec<Name>, words: String },
    /// The way ends before.
    Ends(Judgement),
}

impl Way {
    /// What to look up.
    pub(super) fn lookup(&self, cut: &Name) -> Lookup {
        match self {
            Self::FromRoot => Lookup::Chain(cut.clone()),
            Self::ParentZone(_) => {
                let above = cut.parent().unwrap_or_else(Name::root);
                Lookup::Resolver(Query::recursive(above, RecordType::Soa))
            }
            Self::Servers(zone, ..) => {
                Lookup::Resolver(Query::recursive(zone.clone(), RecordType::Ns))
            }
        }
    }

    /// What an answer leads to; the servers of the child as far as it names them are told apart,
    /// by [`child_servers`].
    pub(super) fn follow(&self, cut: &Name, gone: bool, looked: &Looked) -> Found {
        match (self, looked) {
            (Self::FromRoot, Looked::Chain(chain)) => follow_chain(cut, gone, chain),
            (Self::ParentZone(words), Looked::Resolver(Ok(reply))) => match zone_of(cut, reply) {
                Some(zone) => Found::More(Self::Servers(zone, None, words.clone())),
                None => could_not(&format!("which zone hands {cut} over was not told")),
            },
            (Self::Servers(zone, known, words), Looked::Resolver(heard)) => {
                let told = heard.as_ref().map(|reply| Reply::name_servers(&reply.answers, zone));
                match (told, known) {
                    (Ok(servers), _) if !servers.is_empty() => {
                        Found::Parent { name: zone.clone(), servers, words: words.clone() }
                    }
                    (_, Some(known)) => Found::Parent {
                        name: zone.clone(),
                        servers: vec![known.clone()],
                        words: words.clone(),
                    },
                    (Err(why), None) => could_not(&format!("the servers of {zone}: {why}")),
                    (Ok(_), None) => could_not(&format!("the servers of {zone} were not told")),
                }
            }
            (Self::ParentZone(_), Looked::Resolver(Err(why))) => {
                could_not(&format!("which zone hands {cut} over: {why}"))
            }
            _ => could_not("an answer to another question"),
        }
    }
}

/// The servers that the way itself names for the child.
pub(super) fn child_servers(cut: &Name, looked: &Looked) -> Vec<Name> {
    let Looked::Chain(chain) = looked else { return Vec::new() };
    let hop = chain.hops.iter().rev().find(|hop| hop.cut == *cut);
    let mut servers = hop.map_or_else(Vec::new, |hop| hop.servers.clone());
    if let (true, ChainEnd::Cut { servers: end, .. }) = (servers.is_empty(), &chain.end) {
        servers.clone_from(end);
    }
    servers
}

fn could_not(words: &str) -> Found {
    Found::Ends((ProofState::CouldNotAsk, shortened(words)))
}

fn follow_chain(cut: &Name, gone: bool, chain: &Chain) -> Found {
    let words = words(chain);
    if let Some(hop) = chain.hops.iter().rev().find(|hop| hop.cut == *cut) {
        return parent(chain, &hop.zone, Some(&hop.server), words);
    }
    let ends = |state, why: String| Found::Ends((state, format!("{words}: {why}")));
    match &chain.end {
        ChainEnd::Cut { .. } if cut.parent().is_none() => {
            ends(ProofState::Differs, "the root is handed over by nobody".to_owned())
        }
        ChainEnd::Cut { .. } => Found::More(Way::ParentZone(words)),
        ChainEnd::Inside(zone) | ChainEnd::NoSuchName(zone) if gone => {
            parent(chain, zone, None, words)
        }
        ChainEnd::Inside(zone) => {
            ends(ProofState::Differs, format!("{cut} is no zone cut, but a name inside {zone}"))
        }
        ChainEnd::NoSuchName(zone) => {
            ends(ProofState::Differs, format!("{zone} says that {cut} does not exist"))
        }
        ChainEnd::Lame(zone) => {
            ends(ProofState::Differs, format!("no server of {zone} speaks for it"))
        }
        ChainEnd::CouldNotAsk(zone, why) => ends(
            ProofState::CouldNotAsk,
            format!("no server of {zone} could be asked: {}", shortened(&why.to_string())),
        ),
    }
}

/// The servers of the parent are those that the referral to it named; the resolver knows those of
/// the zone that the chain began at.
fn parent(chain: &Chain, zone: &Name, known: Option<&Name>, words: String) -> Found {
    match chain.hops.iter().rev().find(|hop| hop.cut == *zone) {
        Some(hop) => Found::Parent { name: zone.clone(), servers: hop.servers.clone(), words },
        None => Found::More(Way::Servers(zone.clone(), known.cloned(), words)),
    }
}

/// `. → com. → example.com.`, or why the root was not asked.
fn words(chain: &Chain) -> String {
    if let ChainStart::Resolver(why) = &chain.from {
        let why = shortened(&why.to_string());
        return format!("by the resolver, since no root server could be asked ({why})");
    }
    let zones = chain.hops.iter().map(|hop| &hop.cut);
    let zones: Vec<String> =
        std::iter::once(&Name::root()).chain(zones).map(ToString::to_string).collect();
    zones.join(" → ")
}

/// The zone that a name lies in, by the SOA record of an answer to the question for its own.
fn zone_of(cut: &Name, reply: &Reply) -> Option<Name> {
    if !matches!(reply.rcode, Rcode::NoError | Rcode::NxDomain) {
        return None;
    }
    let soa = Reply::soa(&reply.answers).or_else(|| Reply::soa(&reply.authority));
    soa.map(|(owner, _)| owner.clone()).filter(|owner| cut.is_below(owner))
}
