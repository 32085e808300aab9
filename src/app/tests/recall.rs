//! Zones of an earlier run: shown, told anew, gone; kept for the next run; and never what a
//! proposal, a plan or an audit rests on.

use super::world::{DNS, GONE, TEAM, fault, remembered, zone};
use super::*;
use crate::app::{Over, RequestId};
use crate::cut::AuditQuestion;
use crate::zone::{AccountId, FaultKind, HostedZone, Identity, Remembered, SignIn, ZonePage};

/// What is asked of the world, or kept, holds no zone that only an earlier run saw.
pub(super) fn rests_on_no_earlier_run(effect: &Effect) {
    let gone = |zone: &HostedZone| zone.id.as_str().starts_with(GONE);
    match effect {
        Effect::ReadFacts { in_view, .. } => {
            assert!(!in_view.iter().any(|seen| gone(&seen.zone)), "{in_view:?}");
        }
        Effect::KeepZones { zones, .. } => assert!(!zones.iter().any(gone), "{zones:?}"),
        Effect::Audit { what: AuditQuestion::Records { zone, .. }, .. } => {
            assert!(!zone.zone.as_str().starts_with(GONE), "{zone:?}");
        }
        _ => {}
    }
}

/// A program and what it has asked.
struct Play {
    model: Model,
    asked: Vec<Effect>,
}

impl Play {
    /// Just started, with the answer about earlier runs already there.
    fn with(all: Vec<Remembered>) -> Self {
        let mut play = Self { model: model(), asked: Vec::new() };
        play.tell(Msg::Start);
        let id = play.take(|effect| matches!(effect, Effect::RecallZones { .. }));
        play.tell(Msg::Answer(id, Answer::Recalled(all)));
        play
    }

    fn tell(&mut self, msg: Msg) {
        self.asked.extend(update(&mut self.model, msg));
    }

    /// The id of a request of that kind, which is then asked no more.
    fn take(&mut self, wanted: impl Fn(&Effect) -> bool) -> RequestId {
        let at = self.asked.iter().position(wanted).expect("it was not asked");
        match self.asked.swap_remove(at) {
            Effect::RecallZones { id, .. }
            | Effect::Identify { id, .. }
            | Effect::ListZones { id, .. }
            | Effect::Wait { id, .. }
            | Effect::KeepZones { id, .. } => id,
            other => panic!("{other:?}"),
        }
    }

    fn identify(&mut self, name: &str, account: &str) {
        let id = self
            .take(|it| matches!(it, Effect::Identify { profile, .. } if profile.as_str() == name));
        let arn = format!("arn:aws:iam::{account}:user/x");
        let identity = Identity { account: AccountId::new(account), arn };
        self.tell(Msg::Answer(id, Answer::Identity(Ok(identity))));
    }

    fn page(&mut self, name: &str, zones: Vec<HostedZone>, next: Option<&str>) {
        let id = self
            .take(|it| matches!(it, Effect::ListZones { profile, .. } if profile.as_str() == name));
        let page = ZonePage { zones, next: next.map(str::to_owned) };
        self.tell(Msg::Answer(id, Answer::Zones(Ok(page))));
    }

    fn fail(&mut self, name: &str) {
        for identity in [true, false] {
            let is = |it: &Effect| match it {
                Effect::Identify { profile, .. } => identity && profile.as_str() == name,
                Effect::ListZones { profile, .. } => !identity && profile.as_str() == name,
                _ => false,
            };
            let id = self.take(is);
            let fault = fault(FaultKind::SignInNeeded(SignIn::Keys));
            let answer =
                if identity { Answer::Identity(Err(fault)) } else { Answer::Zones(Err(fault)) };
            self.tell(Msg::Answer(id, answer));
        }
    }

    fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            self.tell(Msg::Key(Key::char(key)));
        }
    }

    /// Ids in view from the top, those of an earlier run with a `~`.
    fn shown(&self) -> String {
        let zones = &self.model.zones;
        let row = |at| zones.get(at).unwrap();
        let told = |at| format!("{}{}", if row(at).remembered { "~" } else { "" }, row(at).zone.id);
        (0..zones.in_view()).map(told).collect::<Vec<_>>().join(" ")
    }

    fn owner_of(&self, id: &str) -> &str {
        let row = self.model.zones.iter().find(|row| row.zone.id.as_str() == id).unwrap();
        self.model.accounts.get(row.owner()).unwrap().label.as_str()
    }
}

fn team() -> Vec<HostedZone> {
    vec![zone("Z1", "a.example", false), zone("Z2", "b.example", false)]
}

#[test]
fn zones_of_an_earlier_run_are_told_anew_and_those_that_are_gone_go() {
    let mut play = Play::with(vec![remembered(TEAM, &["team-a"], team())]);
    assert_eq!(play.shown(), "~Z1 ~Z2");
    let (index, hour) = (2, Duration::from_hours(1));
    assert_eq!(play.model.recall.of(index, hour), Some((2, 4 * hour)));
    play.keys("j");
    play.identify("team-a", TEAM);
    play.page("team-a", vec![zone("Z2", "b.example", false)], Some("more"));
    assert_eq!(play.shown(), "~Z1 Z2");
    play.page("team-a", vec![zone("Z0", "0.example", false)], None);
    assert_eq!(play.shown(), "Z0 Z2");
    assert_eq!(play.model.zones.selected().unwrap().zone.id.as_str(), "Z2");
    assert_eq!(play.model.recall.of(index, hour), None);
}

#[test]
fn a_profile_that_turns_out_to_be_of_another_account_loses_them() {
    let mut play = Play::with(vec![remembered(TEAM, &["team-a"], team())]);
    play.keys("c");
    assert!(play.model.pair.child.is_some());
    play.identify("team-a", "333333333333");
    assert_eq!(play.shown(), "");
    play.page("team-a", vec![zone("Z9", "z.example", false)], None);
    assert_eq!(play.shown(), "Z9");
    assert_eq!(play.model.pair.child, None, "a mark on what is not there");
}

#[test]
fn where_a_profile_can_not_sign_in_they_stay_and_another_of_the_account_takes_them() {
    let both = remembered(DNS, &["dns-prod", "dns-admin"], team());
    let mut play = Play::with(vec![both]);
    play.fail("dns-prod");
    assert_eq!((play.shown().as_str(), play.owner_of("Z1")), ("~Z1 ~Z2", "dns-prod"));
    play.identify("dns-admin", DNS);
    assert_eq!((play.shown().as_str(), play.owner_of("Z1")), ("~Z1 ~Z2", "dns-admin"));
    play.page("dns-admin", team(), None);
    assert_eq!(play.shown(), "Z1 Z2");
}

/// Whoever is told first whom it belongs to, in whatever order, no zone stands there twice.
#[test]
fn two_profiles_of_one_account_never_show_a_zone_twice() {
    for first in ["dns-prod", "dns-admin"] {
        let both = remembered(DNS, &["dns-prod", "dns-admin"], team());
        let mut play = Play::with(vec![both]);
        let second = if first == "dns-prod" { "dns-admin" } else { "dns-prod" };
        play.identify(first, DNS);
        assert_eq!(play.shown(), "~Z1 ~Z2");
        play.page(first, vec![zone("Z2", "b.example", false)], Some("more"));
        assert_eq!(play.shown(), "~Z1 Z2");
        play.identify(second, DNS);
        assert_eq!(play.shown(), "~Z1 Z2");
        assert_eq!(play.owner_of("Z1"), "dns-prod", "the one shown first");
        let lister = play.asked.iter().find_map(|it| match it {
            Effect::ListZones { profile, marker: Some(_), .. } => Some(profile.to_string()),
            _ => None,
        });
        play.page(&lister.unwrap(), vec![zone("Z1", "a.example", false)], None);
        assert_eq!(play.shown(), "Z1 Z2");
    }
}

#[test]
fn what_comes_after_the_listing_is_not_shown() {
    let mut play = Play { model: model(), asked: Vec::new() };
    play.tell(Msg::Start);
    play.identify("team-a", TEAM);
    play.page("team-a", vec![zone("Z2", "b.example", false)], None);
    let id = play.take(|effect| matches!(effect, Effect::RecallZones { .. }));
    play.tell(Msg::Answer(id, Answer::Recalled(vec![remembered(TEAM, &["team-a"], team())])));
    assert_eq!(play.shown(), "Z2");
}

#[test]
fn many_come_in_portions_with_a_pause_between_and_none_is_lost() {
    let many = (0..2_500).map(|n| zone(&format!("Z{n}"), &format!("z{n}.example"), false));
    let mut play = Play::with(vec![remembered(TEAM, &["team-a"], many.collect())]);
    let mut portions = vec![play.model.zones.len()];
    while play.asked.iter().any(|effect| matches!(effect, Effect::Wait { .. })) {
        let id = play.take(|effect| matches!(effect, Effect::Wait { .. }));
        play.tell(Msg::Answer(id, Answer::Waited));
        portions.push(play.model.zones.len());
    }
    assert_eq!(portions, [1_000, 2_000, 2_500]);
    // What still waits goes with the rest, where the account is another.
    let many = (0..2_500).map(|n| zone(&format!("Z{n}"), &format!("z{n}.example"), false));
    let mut play = Play::with(vec![remembered(TEAM, &["team-a"], many.collect())]);
    play.identify("team-a", "333333333333");
    let id = play.take(|effect| matches!(effect, Effect::Wait { .. }));
    play.tell(Msg::Answer(id, Answer::Waited));
    assert_eq!(play.shown(), "");
}

#[test]
fn proposals_checks_and_audits_rest_on_what_this_run_listed() {
    let dns = vec![zone("ZPARENT", "example.com", false)];
    let team = vec![zone("ZCHILD", "team-a.example.com", false)];
    let mut play = Play::with(vec![
        remembered(DNS, &["dns-prod"], dns.clone()),
        remembered(TEAM, &["team-a"], team.clone()),
    ]);
    assert_eq!(play.shown(), "~ZPARENT ~ZCHILD");
    play.keys("jc");
    assert_eq!(play.model.proposed.only, None);
    play.keys("da");
    assert_eq!(play.model.over, [], "a proposal or an audit of what may be gone");
    // Marked by hand, both are reviewed: everything is read, and nothing is told of the rest.
    play.keys("kpd");
    assert!(matches!(play.model.over.last(), Some(Over::Review(_))));
    let facts = play.asked.iter().find_map(|effect| match effect {
        Effect::ReadFacts { in_view, .. } => Some(in_view.len()),
        _ => None,
    });
    assert_eq!(facts, Some(0));
    play.tell(Msg::Key(Key::plain(Code::Esc)));
    play.keys("x");
    play.model.pair = crate::app::pair::Pair::default();
    play.keys("jc");
    assert_eq!(play.model.pair.child.as_ref().unwrap().account, None);
    // Once the parent is listed it is proposed.
    play.identify("dns-prod", DNS);
    play.page("dns-prod", dns, None);
    let (_, proposed) = play.model.proposed.only.clone().unwrap();
    assert_eq!(proposed.mark.key.zone.as_str(), "ZPARENT");
    // And the mark learns whose it is.
    play.identify("team-a", TEAM);
    let account = play.model.pair.child.as_ref().unwrap().account.clone();
    assert_eq!(account, Some(AccountId::new(TEAM)));
}

#[test]
fn a_whole_listing_is_kept_once_and_again_when_more_profiles_turn_out_to_reach_it() {
    let mut play = Play::with(Vec::new());
    let kept = |play: &Play| -> Vec<(String, usize, usize)> {
        let kept = play.asked.iter().filter_map(|effect| match effect {
            Effect::KeepZones { account, profiles, zones, .. } => {
                Some((account.to_string(), profiles.len(), zones.len()))
            }
            _ => None,
        });
        kept.collect()
    };
    play.identify("dns-prod", DNS);
    play.page("dns-prod", team(), Some("more"));
    assert_eq!(kept(&play), [], "half a listing");
    play.page("dns-prod", vec![zone("Z3", "c.example", false)], None);
    let first = (DNS.to_owned(), 1, 3);
    assert_eq!(kept(&play), std::slice::from_ref(&first));
    play.identify("dns-admin", DNS);
    assert_eq!(kept(&play), std::slice::from_ref(&first), "another may follow");
    play.identify("team-a", "333333333333");
    assert_eq!(kept(&play), [first, (DNS.to_owned(), 2, 3)]);
    for _ in 0..2 {
        let id = play.take(|effect| matches!(effect, Effect::KeepZones { .. }));
        play.tell(Msg::Answer(id, Answer::Kept(Err("no space left".into()))));
    }
    let told = play.model.messages.list().len();
    assert_eq!(told, 1, "told once");
}

#[test]
fn without_a_cache_nothing_is_asked_of_it_or_kept() {
    let mut play = Play { model: model(), asked: Vec::new() };
    play.model.recall = crate::app::recall::Recall::default();
    play.tell(Msg::Start);
    play.identify("team-a", TEAM);
    play.page("team-a", team(), None);
    let of_cache =
        |it: &Effect| matches!(it, Effect::RecallZones { .. } | Effect::KeepZones { .. });
    assert!(!play.asked.iter().any(of_cache));
}
