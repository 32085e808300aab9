//! What was read of a parent, a child and the cut between them.

use crate::dns::{Name, RecordType};
use crate::zone::{
    AccountId, CredentialChain, DelegationRequest, Fault, FaultKind, HostedZone, Identity,
    Partition, Party, ProfileName, Quota, RecordSet, Rules, Signing, ZoneDetail, ZoneId, ZoneKey,
};

use super::Sides;
use super::standing;

/// One side of a cut: a zone, and whose eyes it was seen with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The profile that read it.
    pub profile: ProfileName,
    /// How AWS's own tools come to that profile's credentials.
    pub via: CredentialChain,
    /// Whom AWS said that profile to be while it read.
    pub identity: Identity,
    /// The zone, with its delegation set.
    pub detail: ZoneDetail,
    /// Whether and with which keys the zone is signed (`GetDNSSEC`).
    pub signing: Result<Signing, Fault>,
}

impl Side {
    /// The zone's apex.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.detail.zone.name
    }

    /// The zone's id.
    #[must_use]
    pub fn id(&self) -> &ZoneId {
        &self.detail.zone.id
    }

    /// The zone, and the profile that reads it.
    #[must_use]
    pub fn key(&self) -> ZoneKey {
        ZoneKey {
            profile: self.profile.clone(),
            zone: self.id().clone(),
            name: self.name().clone(),
        }
    }

    /// The side as the journal tells it.
    pub(super) fn party(&self) -> Party {
        Party {
            profile: self.profile.clone(),
            identity: self.identity.clone(),
            partition: Partition::of_arn(&self.identity.arn),
            zone: Some(self.id().clone()),
            name: self.name().clone(),
        }
    }
}

/// A hosted zone of any account in view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneInView {
    /// A profile that reaches it.
    pub profile: ProfileName,
    /// Its account, where STS has told it.
    pub account: Option<AccountId>,
    /// The zone.
    pub zone: HostedZone,
}

/// All that a plan is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The zone that hands the name over.
    pub parent: Side,
    /// The name at which the zone is cut: the child's apex.
    pub cut: Name,
    /// The zone that takes it; `None` where it is not known, or could not be read.
    pub child: Option<Side>,
    /// Every RRset of the parent at or below the child's name, in Route 53's order.
    pub at_and_below: Vec<RecordSet>,
    /// NS RRsets of the parent between its apex and the cut, both exclusive.
    pub above: Vec<RecordSet>,
    /// RRsets of the one wildcard of the parent that answers for the child's name today, because
    /// nothing stands at or below that name (RFC 4592 §3.3.1).
    pub wildcard: Vec<RecordSet>,
    /// The parent's SOA RRset, where it could be read.
    pub parent_soa: Option<RecordSet>,
    /// Every RRset of the child; none where it is not known.
    pub child_sets: Vec<RecordSet>,
    /// What the child's owner tells of it, where it is known from that alone.
    pub requested: Option<DelegationRequest>,
    /// What stands beside the record sets.
    pub context: Context,
}

/// What a plan rests on besides identities, zones and record sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// How many RRsets the parent has, and may have (`GetHostedZoneLimit`).
    pub parent_quota: Result<Quota, Fault>,
    /// Why the parent could not be read, a fault for each action that was denied; empty where
    /// it was. Nothing can then be said of the cut, and nothing is written.
    pub parent_unread: Vec<Fault>,
    /// Why the child could not be read, where the plan does without it.
    pub child_unread: Option<Fault>,
    /// What the configuration allows to be done to the parent.
    pub rules: Rules,
    /// Zones of all accounts in view that the checks need: those of the child's name, those
    /// strictly between parent and child, and other public ones of the parent's name.
    pub in_view: Vec<ZoneInView>,
}

/// The part of the facts that must be the same right before the write as in the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Whom the parent's profile is.
    pub parent_identity: Identity,
    /// Whom the child's profile is, where the child is known.
    pub child_identity: Option<Identity>,
    /// The child's name servers by `GetHostedZone`; none where it is not known.
    pub delegation_set: Vec<Name>,
    /// Whether and with which keys the child is signed, where that could be read.
    pub child_signing: Option<Signing>,
    /// Every RRset of the parent at or below the cut.
    pub at_and_below: Vec<RecordSet>,
    /// Cuts above.
    pub above: Vec<RecordSet>,
}

impl Facts {
    /// The cut with the zones on its two sides, as far as they were read.
    #[must_use]
    pub fn sides(&self) -> Sides {
        Sides {
            parent: self.parent.key(),
            cut: self.cut.clone(),
            child: self.child.as_ref().map(Side::key),
        }
    }

    /// The child's delegation set, as it was read or else as it was requested; empty where the
    /// child is not known.
    #[must_use]
    pub fn delegation_set(&self) -> &[Name] {
        match (&self.child, &self.requested) {
            (Some(child), _) => &child.detail.delegation_set,
            (None, Some(requested)) => &requested.servers,
            (None, None) => &[],
        }
    }

    /// Whether what the child holds is not known, since it is known from a request alone.
    pub(super) fn is_child_unread(&self) -> bool {
        self.child.is_none() && self.requested.is_some()
    }

    /// The account of the child, as far as it is known.
    pub(super) fn child_account(&self) -> Option<&AccountId> {
        let requested = self.requested.as_ref().map(|requested| &requested.by.account);
        self.child.as_ref().map(|child| &child.identity.account).or(requested)
    }

    /// The child's zone, as far as it is known.
    pub(super) fn child_zone(&self) -> Option<&ZoneId> {
        let requested = self.requested.as_ref().map(|requested| &requested.by.zone);
        self.child.as_ref().map(Side::id).or(requested)
    }

    /// The parent's NS and DS RRsets at the cut, NS first.
    pub(super) fn standing(&self) -> Vec<RecordSet> {
        standing::at_cut(&self.at_and_below, &self.cut).into_iter().cloned().collect()
    }

    /// The parent's RRsets of one type at the cut itself.
    pub(super) fn at_cut(&self, rtype: &RecordType) -> impl Iterator<Item = &RecordSet> {
        self.at_and_below.iter().filter(move |s| s.name == self.cut && s.rtype == *rtype)
    }

    /// What the cut occludes: all the parent has at or below it but NS and DS at the cut itself
    /// (RFC 2136 §7.18).
    pub(super) fn occluded(&self) -> impl Iterator<Item = &RecordSet> {
        self.at_and_below.iter().filter(|set| {
            set.name.is_below(&self.cut)
                || set.name == self.cut && !matches!(set.rtype, RecordType::Ns | RecordType::Ds)
        })
    }

    /// The parent's cuts below this one.
    pub(super) fn cuts_below(&self) -> impl Iterator<Item = &RecordSet> {
        let is_cut = |set: &&RecordSet| set.rtype == RecordType::Ns;
        self.at_and_below.iter().filter(is_cut).filter(|set| set.name.is_below(&self.cut))
    }

    /// Servers of the child's delegation set that lie at or below the cut: resolvers find their
    /// addresses only as glue (RFC 9471).
    pub(super) fn in_bailiwick(&self) -> impl Iterator<Item = &Name> {
        self.delegation_set().iter().filter(|s| s.is_at_or_below(&self.cut))
    }

    /// What IAM refused to let be read.
    pub fn denied(&self) -> impl Iterator<Item = &Fault> {
        let Context { parent_quota, parent_unread, child_unread, .. } = &self.context;
        let child_signing = self.child.as_ref().and_then(|child| child.signing.as_ref().err());
        let faults = parent_unread.iter().chain(child_unread);
        let faults = faults.chain(parent_quota.as_ref().err());
        let faults = faults.chain(self.parent.signing.as_ref().err()).chain(child_signing);
        faults.filter(|fault| fault.kind == FaultKind::Denied)
    }

    /// What the write is compared against.
    #[must_use]
    pub fn witness(&self) -> Witness {
        let child = self.child.as_ref();
        Witness {
            parent_identity: self.parent.identity.clone(),
            child_identity: child.map(|child| child.identity.clone()),
            // What was requested is in no account of ours to be read again.
            delegation_set: child.map_or_else(Vec::new, |side| side.detail.delegation_set.clone()),
            child_signing: child.and_then(|child| child.signing.clone().ok()),
            at_and_below: self.at_and_below.clone(),
            above: self.above.clone(),
        }
    }
}
