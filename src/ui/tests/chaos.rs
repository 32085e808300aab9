//! Whatever was pressed and answered before: the screen can be drawn at any size, and the
//! selected row is on it.

use std::time::Duration;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::super::{SMALLEST, Theme, draw};
use super::audited;
use super::members;
use super::samples::{
    entries, fault, identity, made, new_cut, records, standing_cut, team_a_detail, zone,
};
use super::sign_in;
use super::world::World;
use crate::app::browse::Pane;
use crate::app::key::{Code, Key};
use crate::app::keymap::{Command, key_for};
use crate::app::mouse::Gesture;
use crate::app::recall::Recall;
use crate::app::shelf::Place;
use crate::app::{Answer, Effect, Msg, Purpose};
use crate::cut::{AuditAnswer, AuditQuestion, Facts, Heard, Step, Witness};
use crate::dns::CouldNotAsk;
use crate::zone::{
    AccountId, ChangeId, ChangeInfo, ChangeStatus, EntryId, Fault, FaultKind, Partition,
    RecordPage, Remembered, ZonePage,
};

/// One thing that happens.
#[derive(Debug, Clone)]
enum Event {
    Key(Key),
    Paste(String),
    Mouse(Gesture, (u16, u16)),
    Tick(u64),
    /// Answers one of the effects that wait, well or badly.
    Answer {
        which: usize,
        how: usize,
    },
    Draw(u16, u16),
}

const GESTURES: [Gesture; 5] =
    [Gesture::Press, Gesture::Drag, Gesture::Release, Gesture::WheelUp, Gesture::WheelDown];

fn event() -> impl Strategy<Value = Event> {
    let codes = [
        Code::Enter,
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::PageDown,
        Code::PageUp,
        Code::Home,
        Code::End,
        Code::Backspace,
    ];
    prop_oneof![
        4 => prop::sample::select("pcdDHLPfuxsSrjkGgm?/yynqaataeRt -+ 例é".chars().collect::<Vec<_>>())
            .prop_map(|char| Event::Key(Key::char(char))),
        3 => prop::sample::select(codes.to_vec()).prop_map(|code| Event::Key(Key::plain(code))),
        1 => prop::sample::select(vec!['t', 'r', 'u', 'a', 'p', 'p'])
            .prop_map(|char| Event::Key(Key::ctrl(char))),
        1 => prop::sample::select(vec![
            "team-a.example.com".to_owned(),
            "https://x.team-a.example.com/".to_owned(),
            "例え".repeat(40),
        ])
            .prop_map(Event::Paste),
        2 => (prop::sample::select(GESTURES.to_vec()), (0u16..120, 0u16..40))
            .prop_map(|(gesture, at)| Event::Mouse(gesture, at)),
        1 => (0u64..100_000).prop_map(Event::Tick),
        8 => (any::<prop::sample::Index>(), 0usize..12)
            .prop_map(|(which, how)| Event::Answer { which: which.index(64), how }),
        3 => (0u16..=220, 0u16..=70).prop_map(|(width, height)| Event::Draw(width, height)),
    ]
}

fn bad(how: usize) -> Fault {
    let kinds = [
        FaultKind::Denied,
        FaultKind::TimedOut,
        FaultKind::InvalidChange,
        FaultKind::PriorRequestNotComplete,
        FaultKind::Throttled,
        FaultKind::Other("Strange".into()),
    ];
    fault("ListHostedZones", "team-a", None, kinds[how % kinds.len()].clone(), "AWS's own words")
}

fn facts(how: usize) -> Facts {
    let mut facts = if how.is_multiple_of(2) { new_cut() } else { standing_cut() };
    facts.child.as_mut().unwrap().detail.zone.private = how == 4;
    facts
}

fn witness(how: usize) -> Result<Witness, Fault> {
    match how {
        0..=3 => Ok(new_cut().witness()),
        4..=7 => Ok(made(&new_cut())),
        8 => Ok(standing_cut().witness()),
        _ => Err(bad(how)),
    }
}

fn info(how: usize) -> Result<ChangeInfo, Fault> {
    let status = if how < 4 { ChangeStatus::Pending } else { ChangeStatus::InSync };
    if how < 8 { Ok(ChangeInfo { id: ChangeId::new("C1"), status }) } else { Err(bad(how)) }
}

fn answer(effect: &Effect, how: usize) -> Option<Msg> {
    let well = how < 9;
    let (id, answer) = match effect {
        Effect::Identify { id, profile } => {
            let account = if how.is_multiple_of(3) { "111111111111" } else { "222222222222" };
            let identity = identity(profile.as_str(), account);
            (*id, Answer::Identity(if well { Ok(identity) } else { Err(bad(how)) }))
        }
        Effect::ListZones { id, marker, .. } => {
            let page = marker.as_ref().map_or(0, String::len);
            let zones = (0..30)
                .map(|n| zone(&format!("Z{page}-{n}"), &format!("z{n}.team-a.example.com"), 5));
            let next = (how < 3 && page < 4).then(|| "m".repeat(page + 1));
            let page = ZonePage { zones: zones.collect(), next };
            (*id, Answer::Zones(if well { Ok(page) } else { Err(bad(how)) }))
        }
        Effect::RecallZones { id, profiles } => {
            let zones = (0..40).map(|n| zone(&format!("Z0-{n}"), &format!("r{n}.example.com"), 7));
            let remembered = Remembered {
                account: AccountId::new(if how < 5 { "111111111111" } else { "333333333333" }),
                partition: Partition::Aws,
                profiles: profiles.iter().skip(how % 3).cloned().collect(),
                age: Duration::from_mins(7),
                zones: zones.collect(),
            };
            (*id, Answer::Recalled(if well { vec![remembered] } else { Vec::new() }))
        }
        Effect::KeepZones { id, .. } => {
            (*id, Answer::Kept(if well { Ok(()) } else { Err("no room".into()) }))
        }
        Effect::ReadZone { id, .. } => {
            (*id, Answer::Zone(if well { Ok(team_a_detail()) } else { Err(bad(how)) }))
        }
        Effect::ReadRecords { id, .. } => {
            let page = RecordPage { sets: records(), next: None };
            (*id, Answer::Records(if well { Ok(page) } else { Err(bad(how)) }))
        }
        Effect::ReadFacts { id, .. } => {
            let facts = if well { Ok(Box::new(facts(how))) } else { Err(bad(how)) };
            (*id, Answer::Facts(facts))
        }
        Effect::Apply { id, step, .. } => {
            let heard = match step {
                Step::Reread => Heard::Reread(witness(how)),
                Step::Intend(_) if how == 9 => Heard::Intended(Err("no room".into())),
                Step::Intend(_) => Heard::Intended(Ok(EntryId::new("E1"))),
                Step::Send(_) => Heard::Sent(info(how)),
                Step::Poll(_) => Heard::Polled(info(how)),
                Step::Verify => Heard::Verified(witness(how)),
                Step::Settle => Heard::Settled(witness(how)),
                Step::Wait(_) => Heard::Waited,
            };
            (*id, Answer::Heard(heard, (how == 8).then(|| "no room".into())))
        }
        Effect::Note { id, .. } | Effect::Prove { id, .. } => {
            (*id, Answer::Noted(if well { Ok(()) } else { Err("no room".into()) }))
        }
        Effect::SettleOpen { id } => (*id, Answer::Settled(Ok(Vec::new()), Vec::new())),
        Effect::ReadJournal { id } => (*id, Answer::Journal(Ok(entries()), Vec::new())),
        Effect::ReadSigning { id, .. } => (*id, Answer::Signing(Err(bad(how)))),
        Effect::ReadAlias { id, .. } => {
            (*id, Answer::Alias(well.then(|| "example-corp-with-a-name-of-some-length".to_owned())))
        }
        Effect::Wait { id, .. } => (*id, Answer::Waited),
        Effect::LookUp { id, lookup } => {
            (*id, Answer::Looked(lookup.unheard(&CouldNotAsk::TimedOut)))
        }
        Effect::Audit { id, what } => {
            let answer = if well { audited::answer(what) } else { unheard(what, how) };
            (*id, Answer::Audited(answer))
        }
        Effect::Export { id, .. } => {
            let written = if well { Ok("a.json".into()) } else { Err("no room".into()) };
            (*id, Answer::Exported(written))
        }
        Effect::BeginSignIn { id, .. }
        | Effect::PollSignIn { id, .. }
        | Effect::ReadEnd { id, .. }
        | Effect::GiveCode { id, .. }
        | Effect::OpenBrowser { id, .. } => (*id, sign_in::answer(effect, how)),
        Effect::RecallMembers { id, .. } => (*id, Answer::RecalledMembers(Box::default())),
        Effect::FindMembers { id, .. } => {
            let joining = Box::new(members::joining(how));
            (*id, Answer::Members(if well { Ok(joining) } else { Err(bad(how)) }))
        }
        Effect::Copy { .. }
        | Effect::Remember { .. }
        | Effect::ReadAccountQuota { .. }
        | Effect::CreateZone { .. }
        | Effect::Release { .. }
        | Effect::Quit => return None,
    };
    Some(Msg::Answer(id, answer))
}

fn unheard(what: &AuditQuestion, how: usize) -> AuditAnswer {
    match what {
        AuditQuestion::Records { .. } => AuditAnswer::Records(Err(bad(how))),
        AuditQuestion::Zone(_) => AuditAnswer::Zone(Err(bad(how))),
        AuditQuestion::Signing(_) => AuditAnswer::Signing(Err(bad(how))),
        AuditQuestion::LookUp(lookup) => {
            AuditAnswer::LookedUp(lookup.unheard(&CouldNotAsk::TimedOut))
        }
    }
}

fn happen(world: &mut World, event: &Event) {
    match event {
        Event::Key(key) => world.send(Msg::Key(*key)),
        Event::Paste(text) => world.send(Msg::Paste(text.clone())),
        Event::Mouse(gesture, at) => world.send(Msg::Mouse(*gesture, *at)),
        Event::Tick(ms) => {
            let now = world.model.now + Duration::from_millis(*ms);
            world.tick(now);
        }
        Event::Answer { which, how } => {
            if !world.pending.is_empty() {
                let effect = world.pending.remove(which % world.pending.len());
                if let Some(msg) = answer(&effect, *how) {
                    world.send(msg);
                }
            }
        }
        Event::Draw(width, height) => {
            world.drawn(*width, *height, &Theme::dark());
        }
    }
}

/// What the selected row of the focused list begins with, where there is such a list.
fn selected(world: &World) -> Option<String> {
    let model = &world.model;
    if !model.over.is_empty() || model.messages.flashing().is_some() {
        return None;
    }
    let text = match model.browse.pane {
        Pane::Profiles => match model.browse.place().unwrap() {
            Place::All => "all".to_owned(),
            Place::Heading(group) => group.clone(),
            Place::Profile(index) => model.accounts.get(*index).unwrap().label.clone(),
        },
        Pane::Zones => {
            // A name that can't be taken for another is shown as it reads.
            let name = &model.zones.selected()?.zone.name;
            let reads = name.reading().filter(|reading| reading.doubt.is_none());
            reads.map_or_else(|| name.to_string(), |reading| reading.unicode)
        }
        Pane::Records => {
            let opened = model.browse.opened.as_ref()?;
            opened.selected()?;
            String::new()
        }
    };
    Some(text.chars().take(6).collect())
}

/// What earlier runs listed is asked for too.
fn remembers(world: &mut World) {
    world.model.recall = Recall::on();
    let rows = world.model.accounts.rows().iter();
    let profiles = rows.map(|row| row.profile.name.clone()).collect();
    let id = world.model.requests.open(Purpose::Recall);
    world.pending.push(Effect::RecallZones { id, profiles });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_state_can_be_drawn_at_any_size(
        loaded in any::<bool>(), dns in any::<bool>(),
        events in prop::collection::vec(event(), 1..60),
        width in 0u16..=220, height in 0u16..=70,
    ) {
        let mut world = if loaded { World::at("team-a.example.com") } else { World::start(
            ["dns-prod", "team-a"].map(|name| super::samples::profile(name, crate::zone::SignIn::Keys)).into(),
        ) };
        world.model.dns.ask = dns;
        if !loaded {
            remembers(&mut world);
        }
        if dns {
            members::ask(&mut world);
        }
        for event in &events {
            happen(&mut world, event);
        }
        // Before the model knows the room of the lists, as after a resize: drawn once.
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| { draw(frame, &world.model, &Theme::dark()); }).unwrap();
        if (width, height) == (width.max(SMALLEST.0), height.max(SMALLEST.1))
            && let Some(text) = selected(&world)
        {
            let shown = terminal.backend().to_string();
            let there = shown.lines().any(|line| {
                line.split('▸').skip(1).any(|rest| rest.contains(&text))
            });
            prop_assert!(there, "{text:?} is not selected in\n{shown}");
        }
        let help = key_for(world.model.context(), Command::Help);
        if width >= SMALLEST.0 && height >= SMALLEST.1
            && world.model.messages.flashing().is_none()
            && let Some(key) = help
        {
            let shown = terminal.backend().to_string();
            let hint = format!("{key} help");
            prop_assert!(shown.trim_end().lines().last().unwrap().contains(&hint), "{shown}");
        }
        world.drawn(width, height, &Theme::light());
    }
}

#[test]
fn the_smallest_terminals_are_no_trouble() {
    for (width, height) in [(0, 0), (1, 1), (5, 3), (59, 15), (60, 14), (220, 1), (1, 70)] {
        World::loaded().drawn(width, height, &Theme::plain());
    }
}
