//! Profiles, zones, facts and entries of the stories, and what the world answers to an effect.

use std::time::Duration;

use crate::app::accounts::{Accounts, Identified, Listing, ProfileRow};
use crate::app::create::NotCreated;
use crate::app::organization::{Asked, Joining, Organization};
use crate::app::recall::Recall;
use crate::app::{Answer, Effect, Model, Msg, arrange};
use crate::cut::{
    AuditAnswer, AuditQuestion, Context, Facts, Heard, Plan, Side, Sides, Step, Witness,
};
use crate::dns::{CouldNotAsk, Name, RecordType};
use crate::zone::{
    AccountId, Ask, ChangeId, ChangeInfo, ChangeStatus, CredentialChain, Data, Deed, DeviceAsk,
    Entry, EntryId, Fault, FaultKind, HostedZone, Identity, Intent, Outcome, Partition, Party,
    Polled, Profile, ProfileName, Quota, RecordPage, RecordSet, Remembered, Rules, SignIn, Signing,
    SigningStatus, Ticket, ZoneDetail, ZoneId, ZoneKey, ZonePage,
};

pub(super) const PROFILES: [&str; 3] = ["dns-prod", "dns-admin", "team-a"];

pub(super) fn model() -> Model {
    let accounts = Accounts::new(PROFILES.iter().map(|name| row(name)).collect());
    let mut model = Model::new(accounts, 300, false);
    model.recall = Recall::on();
    model.organizations = vec![Organization {
        source: ProfileName::new("dns-prod"),
        role: "Role".into(),
        group: "by dns-prod".into(),
        members: std::collections::BTreeSet::new(),
        state: Asked::No,
    }];
    arrange(&mut model);
    model
}

fn row(name: &str) -> ProfileRow {
    ProfileRow {
        profile: Profile {
            name: ProfileName::new(name),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
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

/// What an Organization brings: more or fewer profiles, one of them known already.
fn joining(dice: u8) -> Joining {
    let names =
        ["team-a".to_owned()].into_iter().chain((0..dice % 4).map(|n| format!("member-{n}")));
    let rows: Vec<_> = names
        .map(|name| {
            let group = Some("by dns-prod".to_owned());
            (ProfileRow { group, ..row(&name) }, Rules::default())
        })
        .collect();
    Joining { accounts: rows.len(), rows, left_out: Vec::new(), strays: Vec::new() }
}

pub(super) fn identity(profile: &ProfileName) -> Identity {
    let account = if profile.as_str() == "team-a" { "222222222222" } else { "111111111111" };
    Identity {
        account: AccountId::new(account),
        arn: format!("arn:aws:iam::{account}:user/{profile}"),
    }
}

pub(super) fn zone(id: &str, name: &str, private: bool) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: Name::from_user(name).unwrap(),
        private,
        record_count: 3,
        comment: None,
        linked_service: None,
    }
}

pub(super) fn zones_of(profile: &ProfileName) -> Vec<HostedZone> {
    match profile.as_str() {
        "team-a" => vec![
            zone("ZCHILD", "team-a.example.com", false),
            zone("ZDEEP", "api.team-a.example.com", false),
        ],
        _ => vec![zone("ZPARENT", "example.com", false), zone("ZPRIVATE", "example.com", true)],
    }
}

pub(super) fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        action: "ChangeResourceRecordSets",
        profile: ProfileName::new("dns-prod"),
        account: None,
        zone: None,
        detail: "said \u{1b}[2J so".into(),
        denial: None,
    }
}

fn servers(seed: u8) -> Vec<Name> {
    (0..4).map(|n| Name::from_user(&format!("ns-{n}.awsdns-{seed}.com")).unwrap()).collect()
}

/// The facts that reading a pair brings; `seed` decides what stands at the cut.
pub(super) fn facts(sides: &Sides, seed: u8) -> Facts {
    let (parent, cut) = (&sides.parent, &sides.cut);
    let side = |key: &ZoneKey, set: u8| Side {
        profile: key.profile.clone(),
        via: CredentialChain::of(&key.profile, "us-east-1"),
        identity: identity(&key.profile),
        detail: ZoneDetail {
            zone: zone(key.zone.as_str(), &key.name.to_string(), key.zone.as_str() == "ZPRIVATE"),
            delegation_set: servers(set),
            vpcs: Vec::new(),
        },
        signing: Ok(Signing { status: SigningStatus::NotSigning, keys: Vec::new() }),
    };
    let at_and_below = match seed % 4 {
        0 => Vec::new(),
        1 => vec![RecordSet::ns(cut.clone(), 300, &servers(9))],
        2 => vec![RecordSet::ns(cut.clone(), 60, &servers(1))],
        _ => vec![RecordSet {
            name: cut.clone(),
            rtype: RecordType::Cname,
            data: Data::Records { ttl: 60, values: vec!["example.net.".into()] },
            routing: None,
        }],
    };
    Facts {
        parent: side(parent, 0),
        cut: cut.clone(),
        child: sides.child.as_ref().map(|child| side(child, 1)),
        at_and_below,
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

/// What the journal holds: a delegation that stands, one that is not known, and one refused.
fn entries() -> Vec<Entry> {
    let party = |profile: &str, zone: &str, name: &str| Party {
        profile: ProfileName::new(profile),
        identity: identity(&ProfileName::new(profile)),
        partition: Partition::Aws,
        zone: Some(ZoneId::new(zone)),
        name: Name::from_user(name).unwrap(),
    };
    let cut = Name::from_user("team-a.example.com").unwrap();
    let entry = |id: &str, outcome: Outcome| Entry {
        id: EntryId::new(id),
        at: "2026-11-23T13:07:05Z".into(),
        who: "ada@desk".into(),
        intent: Intent {
            deed: Deed::Delegate,
            undoes: None,
            parent: party("dns-prod", "ZPARENT", "example.com"),
            child: Some(party("team-a", "ZCHILD", "team-a.example.com")),
            requested_by: None,
            cut: cut.clone(),
            before: Vec::new(),
            after: vec![RecordSet::ns(cut.clone(), 60, &servers(1))],
            batch: None,
            caller_reference: None,
        },
        outcomes: vec![outcome],
        proof: None,
    };
    vec![
        entry("E3", Outcome::InSync),
        entry("E2", Outcome::Sent),
        entry("E1", Outcome::Refused("no".into())),
    ]
}

/// A zone that only an earlier run saw: between the parent and the child.
pub(super) const GONE: &str = "ZGONE";

pub(super) const DNS: &str = "111111111111";
pub(super) const TEAM: &str = "222222222222";

pub(super) fn remembered(account: &str, profiles: &[&str], zones: Vec<HostedZone>) -> Remembered {
    Remembered {
        account: AccountId::new(account),
        partition: Partition::Aws,
        profiles: profiles.iter().map(|name| ProfileName::new(name)).collect(),
        age: Duration::from_hours(3),
        zones,
    }
}

/// What earlier runs may have seen: the accounts as they are, other accounts, nothing.
pub(super) fn earlier(dice: u8) -> Vec<Remembered> {
    let mut zones = zones_of(&ProfileName::new("team-a"));
    zones.push(zone(GONE, "a.team-a.example.com", false));
    let account = if dice.is_multiple_of(5) { "999999999999" } else { TEAM };
    let team = remembered(account, &["team-a"], zones);
    let gone = zone("ZGONE2", "com", false);
    let dns = remembered(DNS, &["dns-admin", "dns-prod"], vec![gone]);
    match dice % 4 {
        0 => Vec::new(),
        1 => vec![dns],
        2 => vec![team],
        _ => vec![dns, team],
    }
}

pub(super) fn corp() -> SignIn {
    SignIn::Sso("corp".into())
}

pub(super) fn device() -> DeviceAsk {
    DeviceAsk {
        ticket: Ticket(1),
        session: corp(),
        address: "https://corp.awsapps.com/start/#/device".into(),
        address_with_code: Some("https://corp.awsapps.com/start/#/device?user_code=AB-CD".into()),
        code: "AB-CD".into(),
        lasts: Duration::from_mins(10),
        pause: Duration::from_secs(1),
    }
}

pub(super) fn code() -> Ask {
    Ask::Code { serial: "mfa/me".into(), role: "arn:aws:iam::222222222222:role/Admin".into() }
}

/// What the world answers to the effects of a sign-in.
fn sign_in_answer(effect: &Effect, dice: u8) -> Answer {
    let err = || fault(FaultKind::SignInNeeded(corp()));
    match effect {
        Effect::BeginSignIn { .. } => Answer::SignIn(match dice % 5 {
            0 | 1 => Ok(Ask::Device(device())),
            2 => Ok(code()),
            3 => Ok(Ask::Elsewhere("aws login".into())),
            _ => Err(err()),
        }),
        Effect::PollSignIn { .. } => Answer::Polled(match dice % 5 {
            0 => Ok(Polled::NotYet(Duration::from_secs(1))),
            1 => Ok(Polled::SignedIn),
            2 => Ok(Polled::Expired),
            3 => Ok(Polled::Refused),
            _ => Err(err()),
        }),
        Effect::GiveCode { .. } => Answer::CodeTaken(match dice % 3 {
            0 => Ok(()),
            1 => Err(fault(FaultKind::Denied)),
            _ => Err(err()),
        }),
        Effect::ReadEnd { .. } => {
            let left = Duration::from_mins(u64::from(dice));
            Answer::Ends(dice.is_multiple_of(2).then(|| (left, "17:40 UTC".to_owned())))
        }
        _ => Answer::Opened(dice.is_multiple_of(2)),
    }
}

/// What an audit is told: a cut that stands, one that leads out of view, and anything of servers.
pub(super) fn audited(
    what: &AuditQuestion,
    dice: u8,
    bad: bool,
    err: impl Fn() -> Fault,
) -> AuditAnswer {
    let read = |key: &ZoneKey| {
        let below = |label: &str| Name::from_user(&format!("{label}.{}", key.name)).unwrap();
        let sets = vec![
            RecordSet::ns(key.name.clone(), 172_800, &servers(1)),
            RecordSet::ns(below("gone"), 300, &servers(4)),
            RecordSet::ns(below("team-a"), 300, &servers(dice % 2 + 1)),
        ];
        RecordPage { sets, next: None }
    };
    match what {
        AuditQuestion::Records { zone, .. } => {
            AuditAnswer::Records(if bad { Err(err()) } else { Ok(read(zone)) })
        }
        AuditQuestion::Zone(key) => {
            let detail = ZoneDetail {
                zone: zone(key.zone.as_str(), &key.name.to_string(), false),
                delegation_set: servers(1),
                vpcs: Vec::new(),
            };
            AuditAnswer::Zone(if bad { Err(err()) } else { Ok(detail) })
        }
        AuditQuestion::Signing(_) => AuditAnswer::Signing(Err(err())),
        AuditQuestion::LookUp(lookup) => {
            AuditAnswer::LookedUp(lookup.unheard(&CouldNotAsk::TimedOut))
        }
    }
}

/// How an answer fails, where it does.
fn kind_of(dice: u8) -> FaultKind {
    match dice / 8 % 6 {
        5 => FaultKind::SignInNeeded(corp()),
        0 => FaultKind::Denied,
        1 => FaultKind::TimedOut,
        2 => FaultKind::Throttled,
        3 => FaultKind::InvalidChange,
        _ => FaultKind::Malformed,
    }
}

/// What a step of a change comes to.
fn heard(step: &Step, plan: Option<&Plan>, dice: u8) -> Heard {
    let bad = dice % 8 == 7;
    let err = || fault(kind_of(dice));
    let read = |made: bool| match plan.map(|plan| (plan.facts().witness(), plan.after())) {
        Some((witness, after)) if !bad && made => {
            Ok(Witness { at_and_below: after.to_vec(), ..witness })
        }
        Some((witness, _)) if !bad => Ok(witness),
        _ => Err(err()),
    };
    let info = |status| ChangeInfo { id: ChangeId::new("C1"), status };
    match step {
        Step::Reread => Heard::Reread(read(false)),
        Step::Intend(_) if bad => Heard::Intended(Err("no room".into())),
        Step::Intend(_) => Heard::Intended(Ok(EntryId::new("E1"))),
        Step::Send(_) if bad => Heard::Sent(Err(err())),
        Step::Send(_) => Heard::Sent(Ok(info(ChangeStatus::Pending))),
        Step::Poll(_) if bad => Heard::Polled(Err(err())),
        Step::Poll(_) => Heard::Polled(Ok(info(ChangeStatus::InSync))),
        Step::Verify => Heard::Verified(read(true)),
        Step::Settle => Heard::Settled(read(dice.is_multiple_of(2))),
        Step::Wait(_) => Heard::Waited,
    }
}

/// What the world answers to an effect. Most answers are good, so that the story gets far.
pub(super) fn answer(effect: &Effect, plan: Option<&Plan>, dice: u8) -> Option<Msg> {
    let bad = dice % 8 == 7;
    let err = || fault(kind_of(dice));
    let (id, answer) = match effect {
        Effect::Identify { id, profile } => {
            (id, Answer::Identity(if bad { Err(err()) } else { Ok(identity(profile)) }))
        }
        Effect::ListZones { id, profile, marker } => {
            let next = (marker.is_none() && dice.is_multiple_of(3)).then(|| "next".to_owned());
            let page = ZonePage { zones: zones_of(profile), next };
            (id, Answer::Zones(if bad { Err(err()) } else { Ok(page) }))
        }
        Effect::RecallZones { id, .. } => (id, Answer::Recalled(earlier(dice))),
        Effect::KeepZones { id, .. } => {
            (id, Answer::Kept(if bad { Err("no room".into()) } else { Ok(()) }))
        }
        Effect::ReadZone { id, .. } => (id, Answer::Zone(Err(err()))),
        Effect::ReadRecords { id, zone, .. } => {
            let below = Name::from_user(&format!("gone.{}", zone.name)).unwrap();
            let sets = vec![
                RecordSet::ns(zone.name.clone(), 172_800, &servers(1)),
                RecordSet::ns(below, 300, &servers(4)),
            ];
            (
                id,
                Answer::Records(if bad { Err(err()) } else { Ok(RecordPage { sets, next: None }) }),
            )
        }
        Effect::ReadFacts { id, sides, .. } => {
            let facts = Box::new(facts(sides, dice));
            (id, Answer::Facts(if bad { Err(err()) } else { Ok(facts) }))
        }
        Effect::Apply { id, step, .. } => {
            let heard = heard(step, plan, dice);
            (id, Answer::Heard(heard, None))
        }
        Effect::Note { id, .. } if bad => (id, Answer::Noted(Err("no room".into()))),
        Effect::Note { id, .. } | Effect::Prove { id, .. } => (id, Answer::Noted(Ok(()))),
        Effect::SettleOpen { id } => (id, Answer::Settled(Ok(Vec::new()), Vec::new())),
        Effect::ReadJournal { id } => {
            (id, Answer::Journal(if bad { Err("torn".into()) } else { Ok(entries()) }, Vec::new()))
        }
        Effect::ReadSigning { id, .. } => (id, Answer::Signing(Err(err()))),
        Effect::LookUp { id, lookup } => {
            (id, Answer::Looked(lookup.unheard(&CouldNotAsk::TimedOut)))
        }
        Effect::Audit { id, what } => (id, Answer::Audited(audited(what, dice, bad, err))),
        Effect::Export { id, .. } => {
            let written = if bad { Err("no room".into()) } else { Ok("a.json".into()) };
            (id, Answer::Exported(written))
        }
        Effect::Wait { id, .. } => (id, Answer::Waited),
        Effect::ReadAccountQuota { id, .. } => {
            let quota = Quota { count: 3, limit: if bad { 3 } else { 500 } };
            (id, Answer::Quota(Ok(quota)))
        }
        Effect::CreateZone { id, name, .. } => {
            let made = ZoneDetail {
                zone: zone("ZNEW", &name.to_string(), false),
                delegation_set: servers(1),
                vpcs: Vec::new(),
            };
            let why = NotCreated {
                message: "lost".into(),
                advice: "look".into(),
                zone: dice.is_multiple_of(2).then(|| ZoneId::new("ZNEW")),
            };
            (id, Answer::Created(if bad { Err(why) } else { Ok(Box::new(made)) }))
        }
        Effect::ReadAlias { id, .. } => (id, Answer::Alias((!bad).then(|| "example-corp".into()))),
        Effect::BeginSignIn { id, .. }
        | Effect::PollSignIn { id, .. }
        | Effect::ReadEnd { id, .. }
        | Effect::GiveCode { id, .. }
        | Effect::OpenBrowser { id, .. } => (id, sign_in_answer(effect, dice)),
        Effect::RecallMembers { id, .. } => (id, Answer::RecalledMembers(Box::default())),
        Effect::FindMembers { id, .. } => {
            (id, Answer::Members(if bad { Err(err()) } else { Ok(Box::new(joining(dice))) }))
        }
        Effect::Copy { .. } | Effect::Release { .. } | Effect::Remember { .. } | Effect::Quit => {
            return None;
        }
    };
    Some(Msg::Answer(*id, answer))
}
