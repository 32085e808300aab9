//! Text from outside can't drive the terminal, nor fool who reads it.

use std::time::Duration;

use super::super::Theme;
use super::samples::{
    alias, fault, identity, made, new_cut, private, profile, set, standing_cut, weighted, zone,
};
use super::world::World;
use crate::app::key::Code;
use crate::app::{Answer, Effect};
use crate::cut::{AuditAnswer, AuditQuestion, Facts, Heard};
use crate::dns::CouldNotAsk;
use crate::zone::{
    AccountId, ChangeId, ChangeInfo, ChangeStatus, FaultKind, ProfileName, ProfileProblem,
    RecordPage, SignIn, ZoneDetail, ZoneId,
};

/// Clears the screen, rings, breaks the line, turns the text round, hides in no width at all.
const HOSTILE: &str = "\u{1b}[2J\u{7}\r\n\t\u{202e}\u{200b}\u{feff}\u{9b}31m\u{2066}x";

/// Draws at several sizes; whether the escaped form of what is hostile was in any of them.
fn shows_only_what_is_safe(world: &mut World) -> bool {
    let mut escaped = false;
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        for theme in [Theme::dark(), Theme::light(), Theme::plain()] {
            let backend = world.drawn(width, height, &theme);
            for cell in backend.buffer().content() {
                let symbol = cell.symbol();
                let unsafe_char = |c: char| {
                    c.is_control()
                        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
                };
                assert!(!symbol.chars().any(unsafe_char), "{symbol:?} at {width}x{height}");
            }
            let shown = backend.to_string();
            escaped |= shown.contains("\\u{1b}");
            // The buffer drops such characters by itself, which hides them: they must be seen.
            assert!(!shown.contains("[2J31m"), "not escaped but dropped:\n{shown}");
        }
    }
    escaped
}

fn checked(what: &str, world: &mut World) {
    assert!(shows_only_what_is_safe(world), "{what}: nothing hostile was drawn, the test is empty");
}

/// A program in which all that can be hostile is.
fn hostile() -> World {
    let name = format!("p{HOSTILE}");
    let mut asked = profile(&name, SignIn::Sso(HOSTILE.into()));
    asked.profile.region = HOSTILE.into();
    let mut broken = profile(&format!("b{HOSTILE}"), SignIn::None);
    broken.profile.problem = Some(ProfileProblem { message: HOSTILE.into(), hint: HOSTILE.into() });
    let denied = format!("d{HOSTILE}");
    let mut world = World::start(vec![asked, broken, profile(&denied, SignIn::Keys)]);
    world.identify(&name, HOSTILE);
    let mut child = zone(&format!("ZC{HOSTILE}"), "team-a.example.com", 14);
    child.comment = Some(HOSTILE.into());
    child.linked_service = Some(HOSTILE.into());
    let parent = zone(&format!("ZP{HOSTILE}"), "example.com", 3);
    world.list(&name, vec![child, parent, private("ZQ", "a\u{7f}.example.com", 1)]);
    world.identify_fails(&denied, FaultKind::Other(HOSTILE.into()), HOSTILE);
    world.list_fails(&denied, FaultKind::Other(HOSTILE.into()), HOSTILE);
    world
}

fn hostile_facts(facts: Facts) -> Facts {
    let mut facts = facts;
    let side = |side: &mut crate::cut::Side| {
        side.profile = ProfileName::new(HOSTILE);
        side.identity = identity(HOSTILE, HOSTILE);
        side.detail.zone.id = ZoneId::new(&format!("{}{HOSTILE}", side.detail.zone.id));
        side.detail.zone.comment = Some(HOSTILE.into());
    };
    side(&mut facts.parent);
    side(facts.child.as_mut().unwrap());
    let below = set("www.team-a.example.com", HOSTILE, 60, &[HOSTILE]);
    facts.at_and_below.push(weighted(below, HOSTILE, 1));
    facts.at_and_below.push(alias("x.team-a.example.com", "A", HOSTILE));
    if let Some(ns) = facts.at_and_below.first_mut() {
        ns.data = crate::zone::Data::Records { ttl: 60, values: vec![HOSTILE.into()] };
    }
    facts
}

#[test]
fn profiles_and_zones() {
    let mut world = hostile();
    checked("zones", &mut world);
    world.keys("p");
    checked("a mark", &mut world);
    world.keys("d");
    checked("proposals", &mut world);
    let mut world = hostile();
    world.key(Code::Left);
    for row in ["the profile", "a broken one", "a denied one"] {
        world.keys("j");
        checked(row, &mut world);
    }
    let mut world = hostile();
    world.keys("m");
    checked("messages", &mut world);
    world.keys("k");
    checked("messages", &mut world);
}

#[test]
fn a_zone_and_its_records() {
    let mut world = hostile();
    world.select("team-a.example.com");
    world.key(Code::Enter);
    world.detail(Ok(ZoneDetail {
        zone: private("Z", "team-a.example.com", 1),
        delegation_set: Vec::new(),
        vpcs: vec![HOSTILE.into()],
    }));
    let long = HOSTILE.repeat(32_000 / HOSTILE.len());
    let sets = vec![
        set("a.team-a.example.com", "TXT", 300, &[HOSTILE, HOSTILE]),
        set("b.team-a.example.com", "TXT", 300, &[&long]),
        alias("c.team-a.example.com", "A", HOSTILE),
        weighted(set("d.team-a.example.com", HOSTILE, 300, &[HOSTILE]), HOSTILE, 1),
    ];
    world.records(Ok(RecordPage { sets, next: None }));
    for _ in 0..4 {
        checked("records", &mut world);
        world.keys("j");
    }
    world.keys("/");
    for char in "\u{202e}\u{200b}x".chars() {
        world.keys(&char.to_string());
    }
    shows_only_what_is_safe(&mut world);
}

#[test]
fn an_audit() {
    let mut world = hostile();
    world.keys("a");
    checked("the estimate", &mut world);
    world.key(Code::Enter);
    let wanted = |effect: &Effect| match effect {
        Effect::Audit { id, .. } => Some(*id),
        _ => None,
    };
    while let Some(Effect::Audit { what, .. }) =
        world.pending.iter().find(|effect| wanted(effect).is_some()).cloned()
    {
        let account = Some(AccountId::new(HOSTILE));
        let refused =
            || fault("GetHostedZone", HOSTILE, account.clone(), FaultKind::Denied, HOSTILE);
        let answer = match what {
            AuditQuestion::Zone(_) => AuditAnswer::Zone(Err(refused())),
            AuditQuestion::Signing(_) => AuditAnswer::Signing(Err(refused())),
            AuditQuestion::Records { zone, .. } => {
                let gone = format!("team-a.{}", zone.name);
                let sets = vec![
                    set(&zone.name.to_string(), "NS", 60, &["ns-1.awsdns-1.com."]),
                    set(&gone, "NS", 60, &[HOSTILE, "ns-1.awsdns-1.com."]),
                    set(&format!("x.{gone}"), HOSTILE, 60, &[HOSTILE]),
                ];
                AuditAnswer::Records(Ok(RecordPage { sets, next: None }))
            }
            AuditQuestion::LookUp(lookup) => {
                let why = CouldNotAsk::Unreachable(HOSTILE.into());
                AuditAnswer::LookedUp(lookup.unheard(&why))
            }
        };
        world.answer(wanted, Answer::Audited(answer));
    }
    checked("the table", &mut world);
    for _ in 0..world.model.audit.as_ref().unwrap().len() {
        world.key(Code::Enter);
        checked("the evidence", &mut world);
        world.key(Code::Esc);
        world.keys("j");
    }
    world.keys("/");
    for char in "\u{202e}\u{200b}x".chars() {
        world.keys(&char.to_string());
    }
    shows_only_what_is_safe(&mut world);
    world.key(Code::Esc);
    world.key(Code::Esc);
    world.keys("t");
    checked("the tree", &mut world);
}

#[test]
fn a_review_and_its_end() {
    let mut world = hostile();
    world.select("team-a.example.com");
    world.keys("d");
    checked("reading", &mut world);
    let account = Some(AccountId::new(HOSTILE));
    let read = fault("ListResourceRecordSets", HOSTILE, account, FaultKind::Denied, HOSTILE);
    world.facts(Err(read));
    checked("failed", &mut world);

    for facts in [new_cut(), standing_cut()] {
        let facts = hostile_facts(facts);
        let mut world = hostile();
        world.select("team-a.example.com");
        world.keys("d");
        world.facts(Ok(facts.clone()));
        checked("planned", &mut world);
        world.keys("y");
        world.keys("eam-a.example.com");
        shows_only_what_is_safe(&mut world);
    }

    let mut facts = new_cut();
    facts.parent.identity = identity(HOSTILE, HOSTILE);
    facts.parent.detail.zone.id = ZoneId::new(HOSTILE);
    let mut world = hostile();
    world.select("team-a.example.com");
    world.keys("d");
    world.facts(Ok(facts.clone()));
    world.keys("y");
    world.heard(Heard::Reread(Ok(facts.witness())));
    let id = ChangeId::new(HOSTILE);
    world.heard(Heard::Sent(Ok(ChangeInfo { id, status: ChangeStatus::Pending })));
    world.tick(Duration::from_secs(9));
    checked("applying", &mut world);
    world.keys("q");
    checked("leaving", &mut world);
    world.keys("n");
    let id = ChangeId::new(HOSTILE);
    world.heard(Heard::Polled(Ok(ChangeInfo { id, status: ChangeStatus::InSync })));
    let mut now = made(&facts);
    now.at_and_below.push(set("www.team-a.example.com", HOSTILE, 60, &[HOSTILE]));
    world.heard(Heard::Verified(Ok(now)));
    checked("ended", &mut world);
}
