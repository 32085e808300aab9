//! Facts for tests, built a word at a time: `cut("example.com", "team-a.example.com")` is a clean
//! new cut, every method adds one thing to it.

pub(super) mod dns;

use crate::dns::{Ds, Name, RecordType};
use crate::zone::{
    AccountId, AliasTarget, CredentialChain, Data, Deed, DelegationRequest, Entry, EntryId, Fault,
    FaultKind, HostedZone, Identity, Intent, KeySigningKey, Outcome, ProfileName, Quota, RecordSet,
    Requester, Routing, RoutingRule, Rules, Signing, SigningStatus, ZoneDetail, ZoneId,
};

use super::draft::{Draft, Options};
use super::{Context, Facts, Goal, Plan, Side, ZoneInView};

/// The child's servers.
pub(super) const SERVERS: [&str; 4] =
    ["ns-1.awsdns-01.org.", "ns-2.awsdns-02.co.uk.", "ns-3.awsdns-03.com.", "ns-4.awsdns-04.net."];
/// The servers of some other zone.
pub(super) const OTHER_SERVERS: [&str; 2] = ["ns-7.awsdns-07.com.", "ns-8.awsdns-08.net."];

pub(super) fn name(text: &str) -> Name {
    Name::from_user(text).unwrap()
}

pub(super) fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| name(text)).collect()
}

pub(super) fn set(owner: &str, rtype: &str, ttl: u32, values: &[&str]) -> RecordSet {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    RecordSet {
        name: name(owner),
        rtype: RecordType::parse(rtype),
        data: Data::Records { ttl, values },
        routing: None,
    }
}

pub(super) fn alias(owner: &str, rtype: &str, target: &str) -> RecordSet {
    let target = AliasTarget {
        dns_name: target.to_owned(),
        zone_id: "ZALIAS".to_owned(),
        evaluate_health: false,
    };
    RecordSet { data: Data::Alias(target), ..set(owner, rtype, 0, &[]) }
}

pub(super) fn weighted(set: RecordSet, identifier: &str) -> RecordSet {
    let routing = Routing {
        set_identifier: identifier.to_owned(),
        policy: "weighted 10".to_owned(),
        rule: RoutingRule::Weight(10),
        health_check: None,
    };
    RecordSet { routing: Some(routing), ..set }
}

pub(super) fn zone(id: &str, apex: &str, private: bool) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: name(apex),
        private,
        record_count: 2,
        comment: None,
        linked_service: None,
    }
}

pub(super) fn seen(id: &str, apex: &str, private: bool) -> ZoneInView {
    ZoneInView {
        profile: ProfileName::new("other"),
        account: Some(AccountId::new("333333333333")),
        zone: zone(id, apex, private),
    }
}

fn side(profile: &str, account: &str, zone: HostedZone, servers: &[&str]) -> Side {
    Side {
        profile: ProfileName::new(profile),
        via: CredentialChain::of(&ProfileName::new(profile), "us-east-1"),
        identity: Identity {
            account: AccountId::new(account),
            arn: format!("arn:aws:iam::{account}:user/{profile}"),
        },
        detail: ZoneDetail { zone, delegation_set: names(servers), vpcs: Vec::new() },
        signing: Ok(unsigned()),
    }
}

/// A zone that is not signed.
pub(super) fn unsigned() -> Signing {
    signing(SigningStatus::NotSigning, &[])
}

/// A clean new cut: public zones, nothing in the way.
pub(super) fn cut(parent: &str, child: &str) -> Facts {
    let servers = ["ns-0.awsdns-10.org.", "ns-9.awsdns-19.com."];
    Facts {
        parent: side("dns-prod", "111111111111", zone("ZPARENT", parent, false), &servers),
        cut: name(child),
        child: Some(side("team-a", "222222222222", zone("ZCHILD", child, false), &SERVERS)),
        at_and_below: Vec::new(),
        above: Vec::new(),
        wildcard: Vec::new(),
        parent_soa: None,
        child_sets: Vec::new(),
        requested: None,
        context: Context {
            parent_quota: Ok(Quota { count: 84, limit: 10_000 }),
            parent_unread: Vec::new(),
            child_unread: None,
            rules: Rules::default(),
            in_view: Vec::new(),
        },
    }
}

/// `team-a.example.com` from `example.com`.
pub(super) fn team_a() -> Facts {
    cut("example.com", "team-a.example.com")
}

impl Facts {
    /// The parent has this set at or below the cut.
    pub(super) fn with(mut self, set: RecordSet) -> Self {
        self.at_and_below.push(set);
        self
    }

    /// The parent delegates the child's name to these servers already.
    pub(super) fn delegated(self, ttl: u32, servers: &[&str]) -> Self {
        let at = self.cut.to_string();
        self.with(set(&at, "NS", ttl, servers))
    }

    /// The child has this set.
    pub(super) fn child_has(mut self, set: RecordSet) -> Self {
        self.child_sets.push(set);
        self
    }

    /// The child is served by these.
    pub(super) fn served_by(mut self, servers: &[&str]) -> Self {
        self.child_mut().detail.delegation_set = names(servers);
        self
    }

    /// This zone is in view.
    pub(super) fn and_seen(mut self, seen: ZoneInView) -> Self {
        self.context.in_view.push(seen);
        self
    }

    /// The child, which the facts of this file all have.
    pub(super) fn child_mut(&mut self) -> &mut Side {
        self.child.as_mut().unwrap()
    }

    pub(super) fn draft(self) -> Draft {
        self.draft_to(Goal::Delegate)
    }

    pub(super) fn draft_to(self, goal: Goal) -> Draft {
        Draft::new(self, goal, LEFT_ALONE)
    }

    pub(super) fn draft_with_ttl(self, ttl: u32) -> Draft {
        Draft::new(self, Goal::Delegate, Options { ttl: Some(ttl), ..LEFT_ALONE })
    }

    pub(super) fn plan(self) -> Plan {
        self.plan_to(Goal::Delegate)
    }

    pub(super) fn plan_to(self, goal: Goal) -> Plan {
        Plan::new(self, goal, LEFT_ALONE)
    }
}

impl Facts {
    /// The parent is signed.
    pub(super) fn parent_signed(mut self) -> Self {
        self.parent.signing = Ok(signing(SigningStatus::Signing, &[]));
        self
    }

    /// The child is signed with active keys of these DS records.
    pub(super) fn child_signed(self, ds_records: &[&str]) -> Self {
        self.child_signing(Ok(signing(SigningStatus::Signing, ds_records)))
    }

    /// `GetDNSSEC` of the child answers so.
    pub(super) fn child_signing(mut self, signing: Result<Signing, Fault>) -> Self {
        self.child_mut().signing = signing;
        self
    }

    /// These DS stand at the cut.
    pub(super) fn vouched(self, ttl: u32, ds_records: &[&str]) -> Self {
        let at = self.cut.to_string();
        self.with(set(&at, "DS", ttl, ds_records))
    }

    /// The child is not to be read, and asks for it with these DS records.
    pub(super) fn on_request(mut self, ds: &[&str]) -> Self {
        let child = self.child_mut().clone();
        let mut servers = child.detail.delegation_set.clone();
        servers.sort();
        self.requested = Some(DelegationRequest {
            name: self.cut.clone(),
            by: Requester { account: child.identity.account, zone: child.detail.zone.id },
            servers,
            ds: ds.iter().map(|&record| record.to_owned()).collect(),
        });
        self.childless()
    }

    /// Nobody knows the child.
    pub(super) fn childless(mut self) -> Self {
        self.child = None;
        self.child_sets.clear();
        self
    }
}

/// A DS record, and one of another key.
pub(super) const DS: &str =
    "60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A";
pub(super) const OTHER_DS: &str =
    "2371 13 2 1F987CC6583E92DF0890718C42D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93";

/// A zone's signing, with an active key for each DS record.
pub(super) fn signing(status: SigningStatus, ds_records: &[&str]) -> Signing {
    let key = |record: &&str| KeySigningKey {
        name: "ksk".to_owned(),
        active: true,
        key_tag: Ds::parse(record).map(|ds| ds.key_tag),
        ds_record: Some((*record).to_owned()),
    };
    Signing { status, keys: ds_records.iter().map(key).collect() }
}

/// A fault of a reading.
pub(super) fn fault(action: &'static str, kind: FaultKind) -> Fault {
    Fault {
        kind,
        action,
        profile: ProfileName::new("dns-prod"),
        account: Some(AccountId::new("111111111111")),
        zone: Some(ZoneId::new("ZPARENT")),
        detail: "said so".to_owned(),
        denial: None,
    }
}

/// The undo of a change at `team-a.example.com`, made, that turned these sets into those.
pub(super) fn undo(before: &[RecordSet], after: &[RecordSet]) -> Goal {
    let facts = team_a();
    let intent = Intent {
        deed: Deed::Delegate,
        undoes: None,
        parent: facts.parent.party(),
        child: facts.child.as_ref().map(Side::party),
        requested_by: None,
        cut: facts.cut,
        before: before.to_vec(),
        after: after.to_vec(),
        batch: None,
        caller_reference: None,
    };
    Goal::Undo(Box::new(Entry {
        id: EntryId::new("E1"),
        at: "2026-11-23T12:00:00Z".to_owned(),
        who: "me@here".to_owned(),
        intent,
        outcomes: vec![Outcome::InSync],
        proof: None,
    }))
}

/// The user set nothing; a new delegation gets five minutes.
pub(super) const LEFT_ALONE: Options = Options { ttl: None, default_ttl: 300 };
