//! What a server of the parent says of a cut: a referral (RFC 1034 §4.2.1), or what else.

use crate::dns::{
    CouldNotAsk, Ds, Name, Nsec3Place, Query, Rcode, Record, RecordData, RecordType, Reply,
};

/// One address of a server of the parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AtParent {
    /// What it says to the question for the NS records of the cut.
    pub(super) says: Says,
    /// What it says of the DS there.
    pub(super) ds: DsSeen,
    /// Whether DNSSEC records came along: the zone that was asked is signed.
    pub(super) signed: bool,
    /// For how many seconds a resolver may keep what it says of the NS records, as far as it tells.
    pub(super) kept: Option<u32>,
}

impl AtParent {
    /// Whether it shows the parent's signatures; `None` where it has not spoken for the parent.
    pub(super) fn signs(&self) -> Option<bool> {
        let speaks =
            matches!(self.says, Says::Refers { .. } | Says::NoCut(_)) || self.ds != DsSeen::Untold;
        (speaks || self.signed).then_some(self.signed)
    }
}

/// What a server of the parent says to the question for the NS records of a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// A referral: AA=0, the NS set of the cut in the authority section.
    Refers {
        /// The servers, sorted.
        servers: Vec<Name>,
        /// Servers at or below the cut whose address did not come along (RFC 9471 §3.1).
        without_glue: Vec<Name>,
    },
    /// AA=1 with the NS set in the answer: it serves the child too, and speaks for that.
    IsChild(Vec<Name>),
    /// AA=1, and no NS record there: in these words.
    NoCut(String),
    /// A referral at a name between parent and cut.
    CutAbove(Name),
    /// It does not speak for the parent: in these words.
    NotServing(String),
    /// It was not heard.
    Unheard(CouldNotAsk),
}

impl Says {
    /// The servers that it names for the cut.
    pub(super) fn servers(&self) -> &[Name] {
        match self {
            Self::Refers { servers, .. } | Self::IsChild(servers) => servers,
            Self::NoCut(_) | Self::CutAbove(_) | Self::NotServing(_) | Self::Unheard(_) => &[],
        }
    }
}

/// What a server of the parent says of the DS at a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DsSeen {
    /// These, sorted.
    Has(Vec<Ds>),
    /// That there is none, proved in this way.
    Proved(&'static str),
    /// That there is none, without a proof.
    Absent,
    /// Nothing: it was not heard, or spoke for the child.
    Untold,
}

/// What a server of the parent is asked of a cut. DO=1: DS and the proof of their absence come
/// only to those who want them.
pub(super) fn queries(cut: &Name) -> Vec<Query> {
    [RecordType::Ns, RecordType::Ds]
        .map(|rtype| Query::authoritative(cut.clone(), rtype).with_dnssec())
        .to_vec()
}

type Heard<'a> = Option<&'a Result<Reply, CouldNotAsk>>;

/// Reads the replies to [`queries`].
pub(super) fn read(parent: &Name, cut: &Name, ns: Heard<'_>, ds: Heard<'_>) -> AtParent {
    let says = match ns {
        Some(Ok(reply)) => says(parent, cut, reply),
        Some(Err(why)) => Says::Unheard(why.clone()),
        None => Says::Unheard(CouldNotAsk::NotAllowed("not asked".to_owned())),
    };
    let of = |heard: Heard<'_>| {
        heard.and_then(|heard| heard.as_ref().ok()).map_or(DsSeen::Untold, |r| ds_seen(cut, r))
    };
    // The answer to the question for DS is the parent's own even where it serves the child too
    // (RFC 4035 §3.1.4.1); a referral may be all that an old server knows.
    let ds_seen = match (of(ds), of(ns)) {
        (DsSeen::Untold | DsSeen::Absent, referred @ (DsSeen::Has(_) | DsSeen::Proved(_))) => {
            referred
        }
        // A zone that is not signed need not put a DS into its referrals: none there is no word.
        (own, _) => own,
    };
    let mut replies = [ns, ds].into_iter().flatten().filter_map(|heard| heard.as_ref().ok());
    let signed = replies.any(|reply| is_signed(cut, reply));
    let kept = ns.and_then(|heard| heard.as_ref().ok()).and_then(|reply| kept(cut, &says, reply));
    AtParent { says, ds: ds_seen, signed, kept }
}

fn kept(cut: &Name, says: &Says, reply: &Reply) -> Option<u32> {
    match says {
        Says::Refers { .. } => Reply::ns_ttl(&reply.authority, cut),
        Says::CutAbove(above) => Reply::ns_ttl(&reply.authority, above),
        Says::IsChild(_) => Reply::ns_ttl(&reply.answers, cut),
        Says::NoCut(_) => {
            let alias = reply.answers.iter().filter(|record| record.name == *cut);
            let alias = alias.filter(|record| matches!(record.data, RecordData::Cname(_)));
            alias.map(|record| record.ttl).min().or_else(|| reply.negative_ttl())
        }
        Says::NotServing(_) | Says::Unheard(_) => None,
    }
}

fn says(parent: &Name, cut: &Name, reply: &Reply) -> Says {
    let lame = |words: String| Says::NotServing(words);
    match (reply.rcode, reply.authoritative) {
        (Rcode::NoError, true) => {
            let own = Reply::name_servers(&reply.answers, cut);
            if !own.is_empty() {
                return Says::IsChild(own);
            }
            if !Reply::name_servers(&reply.authority, cut).is_empty() {
                return lame("a referral that claims authority (AA=1)".to_owned());
            }
            match (&alias(&reply.answers, cut), speaker(reply)) {
                (Some(target), _) => Says::NoCut(format!("no cut: an alias of {target}")),
                (None, Some(zone)) if !zone.is_at_or_below(parent) => {
                    lame(format!("speaks for {zone}, not for {parent}"))
                }
                (None, Some(zone)) if zone == cut => {
                    lame(format!("speaks for {cut}, which has no NS record there"))
                }
                (None, Some(zone)) if zone != parent => {
                    Says::NoCut(format!("no cut: {zone} has no NS record there"))
                }
                _ => Says::NoCut("no cut: the name has no NS record".to_owned()),
            }
        }
        (Rcode::NxDomain, true) => match speaker(reply) {
            Some(zone) if !zone.is_at_or_below(parent) => {
                lame(format!("NXDOMAIN, and speaks for {zone}, not for {parent}"))
            }
            Some(zone) if zone != parent => Says::NoCut(format!("no cut: NXDOMAIN by {zone}")),
            _ => Says::NoCut("no cut: NXDOMAIN".to_owned()),
        },
        (Rcode::NoError, false) => unauthoritative(parent, cut, reply),
        (Rcode::NxDomain, false) => lame(format!("NXDOMAIN without authority over {parent}")),
        (rcode, _) => lame(format!("{rcode}: does not serve {parent}")),
    }
}

/// NOERROR with AA=0: a referral, or an answer of somebody who has no say.
fn unauthoritative(parent: &Name, cut: &Name, reply: &Reply) -> Says {
    if !reply.answers.is_empty() {
        return Says::NotServing(format!("answers without authority over {parent} (AA=0)"));
    }
    let Some(referred) = referred_at(reply) else {
        return Says::NotServing(format!("an empty answer without authority over {parent} (AA=0)"));
    };
    if referred == cut {
        let servers = Reply::name_servers(&reply.authority, cut);
        let without_glue = servers.iter().filter(|s| s.is_at_or_below(cut)).filter(|s| {
            !reply.additional.iter().any(|record| record.name == **s && is_address(record))
        });
        let without_glue = without_glue.cloned().collect();
        Says::Refers { servers, without_glue }
    } else if cut.is_below(referred) && referred.is_below(parent) {
        Says::CutAbove(referred.clone())
    } else {
        Says::NotServing(format!("refers to {referred}: does not serve {parent}"))
    }
}

/// The name that a referral hands over.
pub(super) fn referred_at(reply: &Reply) -> Option<&Name> {
    let is_ns = |record: &&Record| matches!(record.data, RecordData::Ns(_));
    reply.authority.iter().find(is_ns).map(|record| &record.name)
}

/// The zone whose SOA says that there is nothing.
pub(super) fn speaker(reply: &Reply) -> Option<&Name> {
    Reply::soa(&reply.authority).map(|(owner, _)| owner)
}

fn alias<'a>(answers: &'a [Record], owner: &Name) -> Option<&'a Name> {
    answers.iter().filter(|record| record.name == *owner).find_map(|record| match &record.data {
        RecordData::Cname(target) => Some(target),
        _ => None,
    })
}

fn is_address(record: &Record) -> bool {
    matches!(record.data, RecordData::A(_) | RecordData::Aaaa(_))
}

fn sections(reply: &Reply) -> impl Iterator<Item = &Record> {
    reply.answers.iter().chain(&reply.authority)
}

/// Whether the zone above the cut shows that it is signed. What the child says beside its own
/// NS set is the child's.
fn is_signed(cut: &Name, reply: &Reply) -> bool {
    let of_child = reply.authoritative && !Reply::name_servers(&reply.answers, cut).is_empty();
    let is_dnssec = |record: &Record| {
        matches!(
            record.data,
            RecordData::Rrsig(_) | RecordData::Nsec { .. } | RecordData::Nsec3 { .. }
        )
    };
    !of_child && sections(reply).any(is_dnssec)
}

fn ds_seen(cut: &Name, reply: &Reply) -> DsSeen {
    let mut ds: Vec<Ds> = Reply::ds(&reply.answers, cut);
    ds.extend(Reply::ds(&reply.authority, cut));
    ds.sort();
    ds.dedup();
    let is_referral = referred_at(reply) == Some(cut) && !reply.authoritative;
    let of_parent = is_referral || reply.authoritative;
    let of_child = !Reply::name_servers(&reply.answers, cut).is_empty()
        || reply.authoritative && speaker(reply) == Some(cut);
    match reply.rcode {
        Rcode::NoError | Rcode::NxDomain if of_child || !of_parent => DsSeen::Untold,
        Rcode::NoError if !ds.is_empty() => DsSeen::Has(ds),
        Rcode::NoError | Rcode::NxDomain => match proof(cut, &reply.authority) {
            Some(how) => DsSeen::Proved(how),
            None if reply.authority.iter().any(is_unread_proof) => DsSeen::Untold,
            None => DsSeen::Absent,
        },
        _ => DsSeen::Untold,
    }
}

/// How it is proved that no DS stands at the cut (RFC 4035 §3.1.4, RFC 5155 §7.2.7).
fn proof(cut: &Name, authority: &[Record]) -> Option<&'static str> {
    authority.iter().find_map(|record| match &record.data {
        RecordData::Nsec { types, .. } if record.name == *cut => {
            (!types.contains(&RecordType::Ds)).then_some("NSEC")
        }
        RecordData::Nsec3 { types, place: Nsec3Place::Matches, .. } => {
            (!types.contains(&RecordType::Ds)).then_some("NSEC3")
        }
        RecordData::Nsec3 { opt_out: true, place: Nsec3Place::Covers, .. } => Some("NSEC3 opt-out"),
        _ => None,
    })
}

/// A hashed proof about another name than the one asked for: of the closest encloser and the
/// next closer name, which are not worked out here.
fn is_unread_proof(record: &Record) -> bool {
    matches!(record.data, RecordData::Nsec3 { place: Nsec3Place::Elsewhere, .. })
}

#[cfg(test)]
mod tests;
