//! A profile that changes its account between two calls: told, listed again, and nothing written.

use super::world::{facts, fault, identity, model, zone, zones_of};
use super::*;
use crate::app::RequestId;
use crate::app::accounts::{Accounts, Identified, Listing};
use crate::cut::{Facts, Heard, Sides};
use crate::zone::{AccountId, Fault, FaultKind, ProfileName, ZonePage};

const ELSEWHERE: &str = "999999999999";

/// Every profile is known, and `d` was pressed on the child: the facts are asked for.
struct Program {
    model: Model,
    asked: (crate::app::RequestId, Sides),
}

fn effects(model: &mut Model, msg: Msg) -> Vec<Effect> {
    update(model, msg).into_iter().collect()
}

impl Program {
    fn reviewing() -> Self {
        let mut model = model();
        let rows: Vec<_> = model.accounts.rows().to_vec();
        let known = rows.into_iter().enumerate().map(|(index, mut row)| {
            row.identity = Identified::Yes(identity(&row.profile.name.clone()));
            row.listing = match index {
                1 => Listing::Shared { with: 0 },
                _ => Listing::Done { zones: 2 },
            };
            row
        });
        model.accounts = Accounts::new(known.collect());
        for (owner, name) in [(0, "dns-prod"), (2, "team-a")] {
            model.zones.add(owner, zones_of(&ProfileName::new(name)));
        }
        let mut asked = None;
        for _ in 0..4 {
            effects(&mut model, Msg::Key(Key::plain(Code::Down)));
            let pressed = effects(&mut model, Msg::Key(Key::char('d')));
            asked = pressed.into_iter().find_map(|effect| match effect {
                Effect::ReadFacts { id, sides, .. } => Some((id, sides)),
                _ => None,
            });
            if asked.is_some() {
                break;
            }
            effects(&mut model, Msg::Key(Key::plain(Code::Esc)));
        }
        Self { model, asked: asked.expect("a review") }
    }

    fn takes(&mut self, answer: Result<Facts, Fault>) -> Vec<Effect> {
        let answer = Answer::Facts(answer.map(Box::new));
        effects(&mut self.model, Msg::Answer(self.asked.0, answer))
    }

    /// It was told, the profile is listed again, and its zones of before are gone.
    fn is_told(&self, profile: &ProfileName, effects: &[Effect]) {
        let listed = |effect: &Effect| matches!(effect, Effect::ListZones { profile: of, .. } if of == profile);
        assert!(effects.iter().any(listed), "{effects:?}");
        let told = self.model.messages.flashing().unwrap();
        assert!(told.contains("another account") && told.contains(ELSEWHERE), "{told}");
        assert!(told.contains(profile.as_str()), "{told}");
    }
}

fn elsewhere(profile: &ProfileName) -> crate::zone::Identity {
    crate::zone::Identity { account: AccountId::new(ELSEWHERE), ..identity(profile) }
}

#[test]
fn between_the_listing_and_the_facts() {
    let facts_of = |sides: &Sides, whose: usize| {
        let mut read = facts(sides, 0);
        let side = if whose == 0 { Some(&mut read.parent) } else { read.child.as_mut() };
        let side = side.unwrap();
        side.identity = elsewhere(&side.profile.clone());
        let profile = side.profile.clone();
        (read, profile)
    };
    for whose in [0, 1] {
        let mut program = Program::reviewing();
        let (read, profile) = facts_of(&program.asked.1.clone(), whose);
        let effects = program.takes(Ok(read));
        program.is_told(&profile, &effects);
        let Stage::Failed(fault) = &program.model.review().unwrap().stage else { panic!() };
        assert!(matches!(&fault.kind, FaultKind::OtherAccount(_)), "{fault:?}");
        assert!(fault.hint().contains("Nothing was sent"), "{}", fault.hint());
        // There is nothing that could be confirmed.
        for key in ['y', '\n'] {
            let pressed = update(&mut program.model, Msg::Key(Key::char(key)));
            assert!(!pressed.into_iter().any(|effect| matches!(effect, Effect::Apply { .. })));
        }
        let gone = if whose == 0 { "ZPARENT" } else { "ZCHILD" };
        assert!(!program.model.zones.iter().any(|row| row.zone.id.as_str() == gone));
    }
}

#[test]
fn between_the_listing_and_facts_that_the_other_account_may_not_read() {
    let mut program = Program::reviewing();
    let profile = program.asked.1.parent.profile.clone();
    let account = Some(AccountId::new(ELSEWHERE));
    let denied = Fault { profile: profile.clone(), account, ..fault(FaultKind::NoSuchZone) };
    let effects = program.takes(Err(denied));
    program.is_told(&profile, &effects);
}

#[test]
fn between_the_facts_and_the_write() {
    let mut program = Program::reviewing();
    let sides = program.asked.1.clone();
    program.takes(Ok(facts(&sides, 0)));
    let pressed = effects(&mut program.model, Msg::Key(Key::char('y')));
    let id = pressed.iter().find_map(|effect| match effect {
        Effect::Apply { id, step: Step::Reread, .. } => Some(*id),
        _ => None,
    });
    let mut now = program.model.review().unwrap().plan().unwrap().facts().witness();
    now.parent_identity = elsewhere(&sides.parent.profile);
    let heard = Answer::Heard(Heard::Reread(Ok(now)), None);
    let effects = effects(&mut program.model, Msg::Answer(id.unwrap(), heard));
    program.is_told(&sides.parent.profile, &effects);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Apply { .. })));
    let Stage::Ended { ending, .. } = &program.model.review().unwrap().stage else { panic!() };
    assert!(matches!(&**ending, crate::cut::Ending::Conflict { .. }), "{ending:?}");
}

/// The id of the first request among these that `wanted` picks.
fn id_of(effects: &[Effect], wanted: impl Fn(&Effect) -> Option<RequestId>) -> RequestId {
    effects.iter().find_map(wanted).unwrap_or_else(|| panic!("{effects:?}"))
}

fn identify(of: &str) -> impl Fn(&Effect) -> Option<RequestId> {
    move |effect| match effect {
        Effect::Identify { id, profile } if profile.as_str() == of => Some(*id),
        _ => None,
    }
}

fn list(of: &str) -> impl Fn(&Effect) -> Option<RequestId> {
    move |effect| match effect {
        Effect::ListZones { id, profile, .. } if profile.as_str() == of => Some(*id),
        _ => None,
    }
}

#[test]
fn who_shared_its_listing_lists_the_account_that_is_left() {
    let mut program = Program::reviewing();
    let name = program.asked.1.parent.profile.clone();
    let mut read = facts(&program.asked.1.clone(), 0);
    read.parent.identity = elsewhere(&name);
    let asked = program.takes(Ok(read));
    let answer = Answer::Identity(Ok(elsewhere(&name)));
    let id = id_of(&asked, identify("dns-prod"));
    let parted = effects(&mut program.model, Msg::Answer(id, answer));
    id_of(&parted, list("dns-admin"));
    let rows = program.model.accounts.rows();
    assert!(matches!(rows[1].listing, Listing::Loading { .. }), "{:?}", rows[1].listing);
    assert_eq!(program.model.accounts.reaching(0).count(), 1);
}

#[test]
fn a_page_of_the_listing_before_is_none_of_the_one_after() {
    let mut model = model();
    let asked = effects(&mut model, Msg::Start);
    let whose = |name: &str| Answer::Identity(Ok(identity(&ProfileName::new(name))));
    let page = |zones: &[&str], next: Option<&str>| {
        let zones = zones.iter().map(|id| zone(id, &format!("{id}.example.com"), false));
        Answer::Zones(Ok(ZonePage { zones: zones.collect(), next: next.map(str::to_owned) }))
    };
    // The later profile of the account is known first, and the earlier one takes its listing over.
    let id = id_of(&asked, identify("dns-admin"));
    effects(&mut model, Msg::Answer(id, whose("dns-admin")));
    let id = id_of(&asked, list("dns-admin"));
    let next = effects(&mut model, Msg::Answer(id, page(&["Z1"], Some("Z2"))));
    let late = id_of(&next, list("dns-admin"));
    effects(&mut model, Msg::Answer(id_of(&asked, identify("dns-prod")), whose("dns-prod")));
    assert_eq!(model.accounts.owner(1), 0);
    // Then it is asked for again, before the second page has come.
    model.browse.pane = crate::app::browse::Pane::Profiles;
    effects(&mut model, Msg::Key(Key::plain(Code::Down)));
    let again = effects(&mut model, Msg::Key(Key::char('r')));
    effects(&mut model, Msg::Answer(id_of(&again, identify("dns-prod")), whose("dns-prod")));
    effects(&mut model, Msg::Answer(late, page(&["Z2"], None)));
    assert_eq!(model.zones.len(), 0);
    let id = id_of(&again, list("dns-prod"));
    effects(&mut model, Msg::Answer(id, page(&["Z1", "Z2"], None)));
    assert_eq!(model.accounts.zone_count(0), Some((2, false)));
}
