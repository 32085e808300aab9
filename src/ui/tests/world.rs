//! A world for the tests: a model that is driven by messages as the program drives it.

use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::samples::{broken, fault, identity, name, private, profile, zone};
use crate::app::accounts::{Accounts, ProfileRow};
use crate::app::key::{Code, Key};
use crate::app::{Answer, Effect, Model, Msg, RequestId, update};
use crate::cut::{Facts, Heard, Step};
use crate::ui::{Theme, draw};
use crate::zone::{
    ChangeId, ChangeInfo, ChangeStatus, Entry, EntryId, Fault, FaultKind, HostedZone, Identity,
    RecordPage, SignIn, ZoneDetail, ZonePage,
};

/// A model, and the effects that nobody has answered yet.
pub(super) struct World {
    pub(super) model: Model,
    pub(super) pending: Vec<Effect>,
}

impl World {
    /// A program that was just started with these profiles.
    pub(super) fn start(rows: Vec<ProfileRow>) -> Self {
        let model = Model::new(Accounts::new(rows), 300, true);
        let mut world = Self { model, pending: Vec::new() };
        world.send(Msg::Start);
        world
    }

    /// Six profiles in every state there is, and the zones of those that can be read.
    pub(super) fn loaded() -> Self {
        let mut world = Self::start(vec![
            profile("dns-prod", SignIn::Keys),
            profile("team-a", SignIn::Role),
            profile("team-b", SignIn::Keys),
            profile("dns-admin", SignIn::Keys),
            profile("legacy", SignIn::Sso("corp".into())),
            profile("audit", SignIn::Role),
            broken("my team"),
        ]);
        world.tick(Duration::from_millis(1200));
        world.identify("dns-prod", "111111111111");
        let mut zones = vec![
            zone("Z0PARENT", "example.com", 84),
            zone("Z0OLD", "old.example.com", 3),
            private("Z0INNER", "example.net", 20),
            zone("Z0BOOKS", "xn--bcher-kva.example.com", 5),
            zone("Z0ARPA", "0/25.2.0.192.in-addr.arpa", 130),
        ];
        zones.extend(
            (1..=33).map(|n| zone(&format!("Z0SHOP{n:02}"), &format!("shop{n:02}.example.org"), n)),
        );
        world.list("dns-prod", zones);
        world.identify("team-a", "222222222222");
        let mut service = zone("Z0CLOUDMAP", "svc.team-a.example.com", 9);
        service.linked_service = Some("servicediscovery.amazonaws.com".into());
        let mut child = zone("Z0CHILD", "team-a.example.com", 14);
        child.comment = Some("Team A, made by Terraform".into());
        world.list("team-a", vec![child, service]);
        world.identify("dns-admin", "111111111111");
        world.identify("team-b", "333333333333");
        world.identify_fails(
            "legacy",
            FaultKind::SignInNeeded(SignIn::Sso("corp".into())),
            "the SSO token has expired and cannot be refreshed",
        );
        world.list_fails(
            "legacy",
            FaultKind::SignInNeeded(SignIn::Sso("corp".into())),
            "the SSO token has expired and cannot be refreshed",
        );
        world.identify("audit", "555555555555");
        world.list_fails("audit", FaultKind::Denied, "User: arn:aws:sts::555555555555:assumed-role/audit/zonecut is not authorized to perform: route53:ListHostedZones because no identity-based policy allows the route53:ListHostedZones action");
        world.tick(Duration::from_millis(7300));
        world
    }

    /// As [`Self::loaded`], with this zone selected.
    pub(super) fn at(zone: &str) -> Self {
        let mut world = Self::loaded();
        world.select(zone);
        world
    }

    /// Selects a zone with the keys.
    pub(super) fn select(&mut self, zone: &str) {
        self.key(Code::Home);
        for _ in 0..self.model.zones.in_view() {
            if self.model.zones.selected().unwrap().zone.name == name(zone) {
                return;
            }
            self.key(Code::Down);
        }
        panic!("{zone} is not in view");
    }

    /// `team-a.example.com` under review, its facts asked for.
    pub(super) fn reviewing() -> Self {
        let mut world = Self::at("team-a.example.com");
        world.keys("d");
        world
    }

    /// Under review with these facts.
    pub(super) fn planned(facts: Facts) -> Self {
        let mut world = Self::reviewing();
        // The lines of a review are laid out for the width that was drawn last.
        world.drawn(80, 24, &Theme::plain());
        world.facts(Ok(facts));
        world
    }

    /// The change sent, and taken as PENDING.
    pub(super) fn pending(facts: &Facts) -> Self {
        let mut world = Self::planned(facts.clone());
        world.keys("y");
        world.tick(Duration::from_millis(7900));
        world.heard(Heard::Reread(Ok(facts.witness())));
        world.tick(Duration::from_millis(8600));
        let id = ChangeId::new("C0123456789ABCDEFGHIJ");
        world.heard(Heard::Sent(Ok(ChangeInfo { id, status: ChangeStatus::Pending })));
        world.tick(Duration::from_millis(12_400));
        world
    }

    pub(super) fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.pending.extend(effects);
    }

    pub(super) fn tick(&mut self, now: Duration) {
        self.send(Msg::Tick(now));
    }

    pub(super) fn key(&mut self, code: Code) {
        self.send(Msg::Key(Key::plain(code)));
    }

    pub(super) fn ctrl(&mut self, char: char) {
        self.send(Msg::Key(Key::ctrl(char)));
    }

    pub(super) fn keys(&mut self, text: &str) {
        for char in text.chars() {
            self.send(Msg::Key(Key::char(char)));
        }
    }

    /// Draws until the room that the lists have is known, as the loop does.
    pub(super) fn drawn(&mut self, width: u16, height: u16, theme: &Theme) -> TestBackend {
        self.send(Msg::Resize(width, height));
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        for _ in 0..4 {
            let mut room = None;
            terminal.draw(|frame| room = Some(draw(frame, &self.model, theme))).unwrap();
            let room = room.unwrap();
            if room == self.model.room {
                return terminal.backend().clone();
            }
            self.send(Msg::Drawn(room));
        }
        panic!("the room of the lists does not settle");
    }

    /// Answers the oldest effect that `wanted` gives an id of.
    pub(super) fn answer(&mut self, wanted: impl Fn(&Effect) -> Option<RequestId>, answer: Answer) {
        let at = self.pending.iter().position(|effect| wanted(effect).is_some());
        let effect = self.pending.remove(at.expect("nobody waits for this answer"));
        self.send(Msg::Answer(wanted(&effect).unwrap(), answer));
    }

    pub(super) fn identify(&mut self, profile: &str, account: &str) {
        self.identity(profile, Ok(identity(profile, account)));
    }

    pub(super) fn identify_fails(&mut self, profile: &str, kind: FaultKind, detail: &str) {
        self.identity(profile, Err(fault("sts:GetCallerIdentity", profile, None, kind, detail)));
    }

    fn identity(&mut self, profile: &str, answer: Result<Identity, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::Identify { id, profile: of } if of.as_str() == profile => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Identity(answer));
    }

    pub(super) fn list(&mut self, profile: &str, zones: Vec<HostedZone>) {
        self.page(profile, Ok(ZonePage { zones, next: None }));
    }

    pub(super) fn list_fails(&mut self, profile: &str, kind: FaultKind, detail: &str) {
        let account =
            self.model.accounts.rows().iter().find(|row| row.profile.name.as_str() == profile);
        let account = account.and_then(|row| row.account().cloned());
        self.page(profile, Err(fault("ListHostedZones", profile, account, kind, detail)));
    }

    pub(super) fn page(&mut self, profile: &str, answer: Result<ZonePage, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ListZones { id, profile: of, .. } if of.as_str() == profile => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Zones(answer));
    }

    pub(super) fn detail(&mut self, answer: Result<ZoneDetail, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ReadZone { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Zone(answer));
    }

    pub(super) fn records(&mut self, answer: Result<RecordPage, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ReadRecords { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Records(answer));
    }

    pub(super) fn journal(&mut self, answer: Result<Vec<Entry>, String>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ReadJournal { id } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Journal(answer, Vec::new()));
    }

    pub(super) fn facts(&mut self, answer: Result<Facts, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ReadFacts { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Facts(answer.map(Box::new)));
    }

    /// Tells what came of a step of the change; the waits before it pass, and the journal takes
    /// what is intended.
    pub(super) fn heard(&mut self, heard: Heard) {
        let wanted = |effect: &Effect| match effect {
            Effect::Apply { id, .. } => Some(*id),
            _ => None,
        };
        let waits = |effect: &Effect| matches!(effect, Effect::Apply { step: Step::Wait(_), .. });
        while self.pending.iter().any(waits) {
            self.answer(wanted, Answer::Heard(Heard::Waited, None));
        }
        self.answer(wanted, Answer::Heard(heard, None));
        let intends =
            |effect: &Effect| matches!(effect, Effect::Apply { step: Step::Intend(_), .. });
        if self.pending.iter().any(intends) {
            let entry = Ok(EntryId::new("E1"));
            self.answer(wanted, Answer::Heard(Heard::Intended(entry), None));
        }
    }
}
