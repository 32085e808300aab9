//! `update` under any keys and any answers: no panic, and no write that was not confirmed.

mod dns;
mod sign_in;

use std::time::Duration;

use proptest::prelude::*;

use super::accounts::{Accounts, Identified, Listing, ProfileRow};
use super::create::{NotCreated, Progress};
use super::key::{Code, Key};
use super::review::{Asking, Stage};
use super::{Answer, Effect, Effects, Model, Msg, Room, update};
use crate::cut::{
    AuditAnswer, AuditQuestion, Context, Facts, Goal, Heard, Plan, Side, Sides, Step, Witness,
};
use crate::dns::{CouldNotAsk, Name, RecordType};
use crate::zone::{
    AccountId, Action, ChangeBatch, ChangeId, ChangeInfo, ChangeStatus, Data, Deed, Entry, EntryId,
    Fault, FaultKind, HostedZone, Identity, Intent, Outcome, Partition, Party, Profile,
    ProfileName, Quota, RecordPage, RecordSet, Rules, SignIn, Signing, SigningStatus, ZoneDetail,
    ZoneId, ZoneKey, ZonePage,
};

const PROFILES: [&str; 3] = ["dns-prod", "dns-admin", "team-a"];

fn model() -> Model {
    let row = |name: &str| ProfileRow {
        profile: Profile {
            name: ProfileName::new(name),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
            expected_account: None,
            problem: None,
        },
        label: name.into(),
        only: Vec::new(),
        default_parent: None,
        identity: Identified::No,
        listing: Listing::Waiting,
    };
    Model::new(Accounts::new(PROFILES.iter().map(|name| row(name)).collect()), 300, false)
}

fn identity(profile: &ProfileName) -> Identity {
    let account = if profile.as_str() == "team-a" { "222222222222" } else { "111111111111" };
    Identity {
        account: AccountId::new(account),
        arn: format!("arn:aws:iam::{account}:user/{profile}"),
    }
}

fn zone(id: &str, name: &str, private: bool) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: Name::from_user(name).unwrap(),
        private,
        record_count: 3,
        comment: None,
        linked_service: None,
    }
}

fn zones_of(profile: &ProfileName) -> Vec<HostedZone> {
    match profile.as_str() {
        "team-a" => vec![
            zone("ZCHILD", "team-a.example.com", false),
            zone("ZDEEP", "api.team-a.example.com", false),
        ],
        _ => vec![zone("ZPARENT", "example.com", false), zone("ZPRIVATE", "example.com", true)],
    }
}

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        action: "ChangeResourceRecordSets",
        profile: ProfileName::new("dns-prod"),
        account: None,
        zone: None,
        detail: "said \u{1b}[2J so".into(),
    }
}

fn servers(seed: u8) -> Vec<Name> {
    (0..4).map(|n| Name::from_user(&format!("ns-{n}.awsdns-{seed}.com")).unwrap()).collect()
}

/// The facts that reading a pair brings; `seed` decides what stands at the cut.
fn facts(sides: &Sides, seed: u8) -> Facts {
    let (parent, cut) = (&sides.parent, &sides.cut);
    let side = |key: &ZoneKey, set: u8| Side {
        profile: key.profile.clone(),
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

/// What an audit is told: a cut that stands, one that leads out of view, and anything of servers.
fn audited(what: &AuditQuestion, dice: u8, bad: bool, err: impl Fn() -> Fault) -> AuditAnswer {
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

/// What the world answers to an effect. Most answers are good, so that the story gets far.
fn answer(effect: &Effect, plan: Option<&Plan>, dice: u8) -> Option<Msg> {
    let bad = dice % 8 == 7;
    let kind = match dice / 8 % 6 {
        5 => FaultKind::SignInNeeded(sign_in::corp()),
        0 => FaultKind::Denied,
        1 => FaultKind::TimedOut,
        2 => FaultKind::Throttled,
        3 => FaultKind::InvalidChange,
        _ => FaultKind::Malformed,
    };
    let err = || fault(kind.clone());
    let (id, answer) = match effect {
        Effect::Identify { id, profile } => {
            (id, Answer::Identity(if bad { Err(err()) } else { Ok(identity(profile)) }))
        }
        Effect::ListZones { id, profile, marker } => {
            let next = (marker.is_none() && dice.is_multiple_of(3)).then(|| "next".to_owned());
            let page = ZonePage { zones: zones_of(profile), next };
            (id, Answer::Zones(if bad { Err(err()) } else { Ok(page) }))
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
            let read = |made: bool| match plan.map(|plan| (plan.facts().witness(), plan.after())) {
                Some((witness, after)) if !bad && made => {
                    Ok(Witness { at_and_below: after.to_vec(), ..witness })
                }
                Some((witness, _)) if !bad => Ok(witness),
                _ => Err(err()),
            };
            let info = |status| ChangeInfo { id: ChangeId::new("C1"), status };
            let heard = match step {
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
            };
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
            let written = if bad { Err("no room".into()) } else { Ok(vec!["a.json".into()]) };
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
        Effect::BeginSignIn { id, .. }
        | Effect::PollSignIn { id, .. }
        | Effect::ReadEnd { id, .. }
        | Effect::GiveCode { id, .. }
        | Effect::OpenBrowser { id, .. } => (id, sign_in::answer(effect, dice)),
        Effect::Copy { .. } | Effect::Release { .. } | Effect::Quit => return None,
    };
    Some(Msg::Answer(*id, answer))
}

#[derive(Debug, Clone)]
enum Event {
    Key(Key),
    Name,
    Junk(String),
    Room(u8, u8),
    Answer(u8, u8),
}

fn key() -> impl Strategy<Value = Key> {
    let likely = [
        'd', 'd', 'y', 'y', 'n', 'p', 'c', 'j', 'k', 'r', '/', 's', 'q', 'm', '?', 'x', 'D', 'H',
        'u', 'S', 'n', 'n', 'a', 'a', 't', ' ', 'e', 'R', 'L', 'L',
    ];
    prop_oneof![
        8 => prop::sample::select(likely.to_vec()).prop_map(Key::char),
        2 => Just(Key::plain(Code::Enter)),
        2 => Just(Key::plain(Code::Right)),
        2 => Just(Key::plain(Code::Esc)),
        1 => Just(Key::ctrl('t')),
        1 => Just(Key::ctrl('r')),
        1 => Just(Key::plain(Code::Tab)),
        1 => Just(Key::plain(Code::PageDown)),
        1 => any::<char>().prop_map(Key::char),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => key().prop_map(Event::Key),
        3 => Just(Event::Name),
        1 => ".{0,40}".prop_map(Event::Junk),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(w, h)| Event::Room(w, h)),
        14 => (any::<u8>(), any::<u8>()).prop_map(|(which, dice)| Event::Answer(which, dice)),
    ]
}

/// What the user has confirmed with this key, judged from what the screen showed before it.
fn confirms(model: &Model, key: Key) -> Option<ChangeBatch> {
    let review = match model.over.last() {
        Some(super::Over::Review(review)) if review.ttl_field.is_none() => review,
        _ => return None,
    };
    let Stage::Planned { plan, asking } = &review.stage else { return None };
    if matches!(asking, Asking::YesNo { .. }) {
        assert!(matches!(plan.goal(), Goal::Delegate | Goal::Sign), "a bare yes takes away");
        let changes = plan.batch().into_iter().flat_map(|batch| &batch.changes);
        assert!(changes.into_iter().all(|change| change.action == Action::Create));
    }
    let enter = key == Key::plain(Code::Enter);
    let confirmed = match asking {
        Asking::Nothing => false,
        Asking::YesNo { yes } => key == Key::char('y') || (enter && *yes),
        Asking::Name { field, .. } => {
            enter && Name::from_user(field.text()).as_ref() == Ok(&review.subject.cut)
        }
    };
    if confirmed { plan.batch().cloned() } else { None }
}

/// The zone that the user has agreed to with this key.
fn agrees(model: &Model, key: Key) -> Option<Name> {
    let Some(super::Over::Create(create)) = model.over.last() else { return None };
    let Progress::Asked { name, typed: None, yes } = &create.progress else { return None };
    let enter = key == Key::plain(Code::Enter);
    (key == Key::char('y') || (enter && *yes)).then(|| name.clone())
}

struct World {
    model: Model,
    /// The zone that the user has agreed to and that is not being created yet.
    agreed: Option<Name>,
    created: usize,
    pending: Vec<Effect>,
    confirmed: Option<ChangeBatch>,
    read_again: bool,
    sent: usize,
    left: bool,
}

impl World {
    fn take(&mut self, effects: Effects) {
        for effect in effects {
            if let Effect::Apply { step, note, .. } = &effect {
                match step {
                    Step::Send(batch) => {
                        let noted = note.as_ref().map(|(_, outcome)| outcome);
                        assert_eq!(noted, Some(&Outcome::Sent), "a write that is not noted");
                        assert_eq!(
                            self.confirmed.as_ref(),
                            Some(batch),
                            "a write nobody confirmed"
                        );
                        assert!(self.read_again, "a write without a reading before it");
                        self.read_again = false;
                        self.sent += 1;
                    }
                    Step::Reread => self.read_again = true,
                    _ => {}
                }
            }
            if let Effect::CreateZone { name, .. } = &effect {
                assert_eq!(self.agreed.take().as_ref(), Some(name), "a zone nobody agreed to");
                self.created += 1;
            }
            self.left |= effect == Effect::Quit;
            self.pending.push(effect);
        }
    }

    fn step(&mut self, event: Event) {
        let msg = match event {
            Event::Key(key) => {
                if let Some(name) = agrees(&self.model, key) {
                    self.agreed = Some(name);
                }
                if let Some(batch) = confirms(&self.model, key) {
                    self.confirmed = Some(batch);
                }
                Msg::Key(key)
            }
            Event::Name => match self.model.review() {
                Some(review) => Msg::Paste(review.subject.cut.to_string()),
                None => Msg::Paste("team".into()),
            },
            Event::Junk(text) => Msg::Paste(text),
            Event::Room(width, height) => Msg::Drawn(Room {
                profiles: height.into(),
                zones: height.into(),
                records: height.into(),
                over: height.into(),
                over_width: width.into(),
            }),
            Event::Answer(which, dice) => {
                if self.pending.is_empty() {
                    return;
                }
                let effect = self.pending.swap_remove(usize::from(which) % self.pending.len());
                let plan = self.model.review().and_then(super::review::Review::plan);
                match answer(&effect, plan, dice) {
                    Some(msg) => msg,
                    None => return,
                }
            }
        };
        let now = self.model.now + Duration::from_millis(7);
        let told = update(&mut self.model, Msg::Tick(now));
        self.take(told);
        let effects = update(&mut self.model, msg);
        self.take(effects);
    }
}

fn run(events: Vec<Event>) -> World {
    let mut world = World {
        model: model(),
        agreed: None,
        created: 0,
        pending: Vec::new(),
        confirmed: None,
        read_again: false,
        sent: 0,
        left: false,
    };
    let effects = update(&mut world.model, Msg::Start);
    world.take(effects);
    for event in events {
        world.step(event);
    }
    world
}

fn story(keys: &str) -> Vec<Event> {
    let mut events = vec![Event::Answer(0, 1); 16];
    for char in keys.chars() {
        match char {
            '.' => events.push(Event::Answer(0, 0)),
            ':' => events.push(Event::Answer(0, 1)),
            '#' => events.push(Event::Name),
            '\n' => events.push(Event::Key(Key::plain(Code::Enter))),
            '>' => events.push(Event::Key(Key::plain(Code::Right))),
            char => events.push(Event::Key(Key::char(char))),
        }
    }
    events
}

/// Down to `team-a.example.com`, which stands third: example.com twice, then the child.
#[test]
fn a_new_cut_is_sent_after_yes_and_not_after_enter_on_no() {
    assert_eq!(run(story("jjd.\n......")).sent, 0, "the cursor stands on No");
    assert_eq!(run(story("jjd.n.......")).sent, 0);
    let world = run(story("jjd.y......."));
    assert_eq!(world.sent, 1);
    assert!(matches!(world.model.review().map(|review| &review.stage), Some(Stage::Ended { .. })));
    assert_eq!(run(story("jjd.>\n......")).sent, 1, "Enter on Yes");
}

#[test]
fn a_replacement_is_sent_after_the_name_and_not_after_yes() {
    assert_eq!(run(story("jjd:y\n......")).sent, 0);
    assert_eq!(run(story("jjd:#\n......")).sent, 1);
    assert_eq!(run(story("jjd:#x\n.....")).sent, 0, "another name");
}

#[test]
fn a_removal_and_an_undo_are_sent_after_the_name_alone() {
    assert_eq!(run(story("jjD::y\n......")).sent, 0);
    assert_eq!(run(story("jjD:#\n......")).sent, 1);
    // The newest entry of the journal stands, as the facts of the third die do.
    let undo = |keys: &str| {
        let mut events = story("H.u");
        events.push(Event::Answer(0, 2));
        events.extend(story(keys).split_off(16));
        run(events)
    };
    assert_eq!(undo("y\n......").sent, 0);
    let world = undo("#\n......");
    assert_eq!(world.sent, 1);
    let goal = world.model.review().map(|review| review.subject.goal.clone());
    assert!(matches!(goal, Some(Goal::Undo(entry)) if entry.id == EntryId::new("E3")));
    assert_eq!(run(story("H.ju:#\n.....")).sent, 0, "it is not known what became of it");
    assert_eq!(run(story("H.jju:#\n.....")).sent, 0, "it was refused");
}

#[test]
fn a_cut_without_a_zone_in_view_is_removed_from_the_records_of_its_parent() {
    // Into example.com, past its own NS to that of a name that no zone in view bears.
    let world = run(story("\n..jD:#\n......"));
    assert_eq!(world.sent, 1);
    let subject = &world.model.review().unwrap().subject;
    assert_eq!((subject.cut.to_string(), &subject.child), ("gone.example.com.".into(), &None));
}

#[test]
fn a_zone_is_created_once_after_yes_and_its_delegation_is_reviewed() {
    assert_eq!(run(story("nnew\n.\n..")).created, 0, "the cursor stands on No");
    assert_eq!(run(story("nnew\n.n..")).created, 0);
    let world = run(story("nnew\n.yy\n"));
    assert_eq!(world.created, 1);
    assert!(!world.model.farewell().is_empty(), "it is told while it is being created");
    let world = run(story("nnew\n.y."));
    let subject = &world.model.review().unwrap().subject;
    assert_eq!(subject.cut.to_string(), "new.example.com.");
    assert_eq!(world.sent, 0);
    assert!(world.model.farewell().join("\n").contains("zone new.example.com. (ZNEW)"));
}

#[test]
fn leaving_while_a_change_is_pending_asks_and_tells_the_change() {
    let world = run(story("jjd.y...q"));
    assert!(!world.left);
    let farewell = world.model.farewell().join("\n");
    assert!(farewell.contains("C1") && farewell.contains("team-a.example.com."), "{farewell}");
    assert!(run(story("jjd.y...qn")).model.review().is_some());
    assert!(run(story("jjd.y...qy")).left);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_and_answers_never_write_what_was_not_confirmed(
        events in prop::collection::vec(event(), 0..160)
    ) {
        let world = run(events);
        // What the screen shows is always in bounds.
        let zones = &world.model.zones;
        prop_assert!(zones.in_view() == 0 || zones.shown(zones.cursor.selected).is_some());
        if let Some(audit) = &world.model.audit {
            prop_assert!(audit.table.view().is_empty() || audit.selected().is_some());
            prop_assert!(audit.in_view().count() == audit.table.view().len());
        }
    }
}

#[test]
fn an_audit_asks_a_bounded_number_of_things_at_once_and_comes_to_its_end() {
    let mut world = run(story("a"));
    world.step(Event::Key(Key::plain(Code::Enter)));
    let asked = |world: &World| {
        world.pending.iter().filter(|it| matches!(it, Effect::Audit { .. })).count()
    };
    assert!((1..=12).contains(&asked(&world)), "{}", asked(&world));
    for _ in 0..1000 {
        world.step(Event::Answer(0, 0));
    }
    assert_eq!(asked(&world), 0);
    let audit = world.model.audit.as_ref().unwrap();
    assert_eq!(audit.stage(), super::audit::Stage::Done);
    assert!(audit.in_view().any(|row| row.name.to_string() == "gone.example.com."));
    assert_eq!(world.sent, 0, "an audit writes nothing");
}

/// The property above would hold of a program that never writes: it must get that far.
#[test]
fn random_play_does_reach_writes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = prop::collection::vec(event(), 60..160);
    let sent: usize =
        (0..400).map(|_| run(strategy.new_tree(&mut runner).unwrap().current()).sent).sum();
    assert!(sent > 0);
}
