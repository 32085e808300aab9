//! Profiles, zones, records and facts for the tests.

use crate::app::accounts::{Identified, Listing, ProfileRow};
use crate::cut::{Context, Facts, Side, Witness};
use crate::dns::{Name, RecordType};
use crate::zone::{
    AccountId, AliasTarget, Asked, ChangeBatch, ChangeId, CredentialChain, Data, Deed, Denial,
    Entry, EntryId, Fault, FaultKind, HostedZone, Identity, Intent, Outcome, Partition, Party,
    Profile, ProfileName, ProfileProblem, Quota, RecordSet, Routing, RoutingRule, Rules, Settled,
    SignIn, Signing, SigningStatus, ZoneDetail, ZoneId,
};

/// The servers of team-a.example.com.
pub(super) const SERVERS: [&str; 4] = [
    "ns-1.awsdns-01.org.",
    "ns-602.awsdns-11.net.",
    "ns-1601.awsdns-08.co.uk.",
    "ns-71.awsdns-08.com.",
];

pub(super) fn name(text: &str) -> Name {
    Name::from_user(text).unwrap()
}

pub(super) fn profile(name: &str, sign_in: SignIn) -> ProfileRow {
    ProfileRow {
        profile: Profile {
            name: ProfileName::new(name),
            region: "eu-west-1".into(),
            sign_in,
            expected_account: None,
            problem: None,
            member: None,
        },
        label: name.into(),
        group: None,
        only: Vec::new(),
        default_parent: None,
        identity: Identified::No,
        listing: Listing::Waiting,
    }
}

pub(super) fn broken(name: &str) -> ProfileRow {
    let mut row = profile(name, SignIn::None);
    row.profile.problem = Some(ProfileProblem {
        message: format!(
            "The section [profile {name}] has a space in its name, which the SDK can't read."
        ),
        hint: "Rename it in ~/.aws/config, or put the name in quotes.".into(),
    });
    row
}

pub(super) fn identity(profile: &str, account: &str) -> Identity {
    Identity {
        account: AccountId::new(account),
        arn: format!("arn:aws:iam::{account}:user/{profile}"),
    }
}

pub(super) fn zone(id: &str, apex: &str, record_count: u64) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: name(apex),
        private: false,
        record_count,
        comment: None,
        linked_service: None,
    }
}

pub(super) fn private(id: &str, apex: &str, record_count: u64) -> HostedZone {
    HostedZone { private: true, ..zone(id, apex, record_count) }
}

pub(super) fn fault(
    action: &'static str,
    profile: &str,
    account: Option<AccountId>,
    kind: FaultKind,
    detail: &str,
) -> Fault {
    let asked = Asked { action, zone: None, caller: None, partition: Partition::Aws, batch: None };
    let denial = (kind == FaultKind::Denied).then(|| Box::new(Denial::new(detail, asked)));
    Fault {
        kind,
        action,
        profile: ProfileName::new(profile),
        account,
        zone: None,
        detail: detail.into(),
        denial,
    }
}

pub(super) fn set(owner: &str, rtype: &str, ttl: u32, values: &[&str]) -> RecordSet {
    RecordSet {
        name: name(owner),
        rtype: RecordType::parse(rtype),
        data: Data::Records { ttl, values: values.iter().map(|&v| v.to_owned()).collect() },
        routing: None,
    }
}

pub(super) fn alias(owner: &str, rtype: &str, target: &str) -> RecordSet {
    let target = AliasTarget {
        dns_name: target.into(),
        zone_id: "Z32O12XQLNTSW2".into(),
        evaluate_health: true,
    };
    RecordSet { data: Data::Alias(target), ..set(owner, rtype, 0, &[]) }
}

pub(super) fn weighted(set: RecordSet, identifier: &str, weight: u32) -> RecordSet {
    let routing = Routing {
        set_identifier: identifier.into(),
        policy: format!("weighted {weight}"),
        rule: RoutingRule::Weight(weight.into()),
        health_check: None,
    };
    RecordSet { routing: Some(routing), ..set }
}

fn side(profile: &str, account: &str, zone: HostedZone, servers: &[&str]) -> Side {
    let delegation_set = servers.iter().map(|server| name(server)).collect();
    Side {
        profile: ProfileName::new(profile),
        via: CredentialChain::of(&ProfileName::new(profile), "us-east-1"),
        identity: identity(profile, account),
        detail: ZoneDetail { zone, delegation_set, vpcs: Vec::new() },
        signing: Ok(Signing { status: SigningStatus::NotSigning, keys: Vec::new() }),
    }
}

/// A clean new cut: team-a.example.com from example.com.
pub(super) fn new_cut() -> Facts {
    let servers = ["ns-9.awsdns-19.com.", "ns-900.awsdns-48.net."];
    Facts {
        parent: side("dns-prod", "111111111111", zone("Z0PARENT", "example.com", 84), &servers),
        cut: name("team-a.example.com"),
        child: Some(side(
            "team-a",
            "222222222222",
            zone("Z0CHILD", "team-a.example.com", 14),
            &SERVERS,
        )),
        at_and_below: Vec::new(),
        above: Vec::new(),
        wildcard: Vec::new(),
        parent_soa: Some(set(
            "example.com",
            "SOA",
            900,
            &["ns-9.awsdns-19.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"],
        )),
        child_sets: vec![set("www.team-a.example.com", "A", 60, &["192.0.2.1"])],
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

/// A cut that stands with other servers, one of them the same, and records below it.
pub(super) fn standing_cut() -> Facts {
    let mut facts = new_cut();
    let old =
        ["ns-7.awsdns-07.com.", SERVERS[1], "ns-1999.awsdns-57.co.uk.", "ns-1124.awsdns-12.org."];
    facts.at_and_below = vec![
        set("team-a.example.com", "NS", 172_800, &old),
        set("api.team-a.example.com", "A", 300, &["192.0.2.7"]),
        set("mail.team-a.example.com", "MX", 300, &["10 mx.example.com."]),
        set("www.team-a.example.com", "A", 300, &["192.0.2.1"]),
        set("deep.team-a.example.com", "NS", 300, &["ns1.example.org.", "ns2.example.org."]),
    ];
    facts
}

/// What is read of a cut once the change was made.
pub(super) fn made(facts: &Facts) -> Witness {
    let mut now = facts.witness();
    now.at_and_below.retain(|set| set.rtype != RecordType::Ns || set.name != facts.cut);
    now.at_and_below.insert(0, RecordSet::ns(facts.cut.clone(), 300, facts.delegation_set()));
    now
}

/// The records of team-a.example.com: every form there is.
pub(super) fn records() -> Vec<RecordSet> {
    let apex = "team-a.example.com";
    let long = format!("\"v=DKIM1; k=rsa; p={}\"", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A".repeat(12));
    vec![
        set(apex, "NS", 172_800, &SERVERS),
        set(
            apex,
            "SOA",
            900,
            &["ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"],
        ),
        alias(apex, "A", "dualstack.shop-lb-1234567890.eu-west-1.elb.amazonaws.com."),
        set(apex, "MX", 300, &["10 inbound-smtp.eu-west-1.amazonaws.com."]),
        set("*.team-a.example.com", "CNAME", 60, &["www.team-a.example.com."]),
        weighted(set("api.team-a.example.com", "A", 60, &["192.0.2.10", "192.0.2.11"]), "blue", 90),
        weighted(set("api.team-a.example.com", "A", 60, &["192.0.2.20"]), "green", 10),
        set("mail._domainkey.team-a.example.com", "TXT", 300, &[&long]),
        set("bücher.team-a.example.com", "A", 300, &["192.0.2.44"]),
        set("www.team-a.example.com", "A", 300, &["192.0.2.1"]),
        set("www.team-a.example.com", "AAAA", 300, &["2001:db8::1"]),
    ]
}

/// What `GetHostedZone` tells of team-a.example.com.
pub(super) fn team_a_detail() -> ZoneDetail {
    new_cut().child.unwrap().detail
}

fn party(profile: &str, account: &str, zone: &str, apex: &str) -> Party {
    Party {
        profile: ProfileName::new(profile),
        identity: identity(profile, account),
        partition: Partition::Aws,
        zone: Some(ZoneId::new(zone)),
        name: name(apex),
    }
}

/// An entry of the journal about a delegation from example.com.
pub(super) fn entry(id: &str, at: &str, deed: Deed, cut: &str, outcomes: Vec<Outcome>) -> Entry {
    let ns = set(cut, "NS", 300, &SERVERS);
    let old = set(cut, "NS", 172_800, &["ns1.example.org.", "ns2.example.org."]);
    let (before, after) = match deed {
        Deed::Remove => (vec![ns], Vec::new()),
        Deed::CreateZone => (Vec::new(), Vec::new()),
        _ => (vec![old], vec![ns]),
    };
    let batch = ChangeBatch { comment: "zonecut".into(), changes: Vec::new() };
    let parent = party("dns-prod", "111111111111", "Z0PARENT", "example.com");
    let child = party("team-a", "222222222222", "Z0CHILD", "team-a.example.com");
    let made = deed == Deed::CreateZone;
    Entry {
        id: EntryId::new(id),
        at: at.into(),
        who: "ada@desk".into(),
        intent: Intent {
            deed,
            undoes: (deed == Deed::Undo).then(|| EntryId::new("01JDENTRY1")),
            parent: if made { Party { zone: None, ..child.clone() } } else { parent },
            child: Some(child).filter(|_| cut.starts_with("team-a") && !made),
            requested_by: None,
            cut: name(cut),
            before,
            after,
            batch: (!made).then_some(batch),
            caller_reference: made.then(|| id.to_owned()),
        },
        outcomes,
        proof: None,
    }
}

/// A journal with an entry in each state, the newest first.
pub(super) fn entries() -> Vec<Entry> {
    let taken = Outcome::Accepted { change: ChangeId::new("C0123456789ABCDEFGHIJ"), zone: None };
    let apex = "team-a.example.com";
    let sent = |last: Outcome| vec![Outcome::Sent, last];
    let all = |last: Outcome| vec![Outcome::Sent, taken.clone(), last];
    let other = vec![set(apex, "NS", 60, &["ns1.example.net."])];
    [
        (Deed::Delegate, apex, all(Outcome::InSync)),
        (Deed::Undo, apex, all(Outcome::Overwritten(other))),
        (Deed::Remove, "old.example.com", sent(Outcome::Unclear("timed out".into()))),
        (Deed::Delegate, "b\u{fc}cher.example.com", sent(Outcome::Settled(Settled::Made))),
        (Deed::Sign, apex, sent(Outcome::Refused("InvalidChangeBatch".into()))),
        (Deed::CreateZone, apex, all(Outcome::InSync)),
        (Deed::Delegate, apex, vec![Outcome::NotSent("what stands there differs".into())]),
    ]
    .into_iter()
    .enumerate()
    .map(|(row, (deed, cut, outcomes))| {
        let (id, minute) = (format!("01JDENTRY{}", 7 - row), 59 - 7 * row);
        entry(&id, &format!("2026-11-23T12:{minute:02}:05Z"), deed, cut, outcomes)
    })
    .collect()
}
