//! Sign-ins as they look, over what the user was doing.

use std::time::Duration;

use super::samples::{fault, new_cut};
use super::world::World;
use super::{picture, text};
use crate::app::key::Code;
use crate::app::{Answer, Effect};
use crate::zone::{Ask, DeviceAsk, Fault, FaultKind, Polled, SignIn, Ticket};

const SIZES: [(u16, u16); 3] = [(60, 15), (80, 24), (120, 40)];

fn device(code: &str) -> Ask {
    Ask::Device(DeviceAsk {
        ticket: Ticket(1),
        session: SignIn::Sso("corp".into()),
        address: "https://corp.awsapps.com/start/#/device".into(),
        address_with_code: Some(format!(
            "https://corp.awsapps.com/start/#/device?user_code={code}"
        )),
        code: code.into(),
        lasts: Duration::from_mins(10),
        pause: Duration::from_secs(1),
    })
}

fn mfa() -> Ask {
    Ask::Code {
        serial: "arn:aws:iam::111111111111:mfa/me".into(),
        role: "arn:aws:iam::222222222222:role/DnsAdministrator".into(),
    }
}

impl World {
    fn begun(&mut self, answer: Result<Ask, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::BeginSignIn { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::SignIn(answer));
    }
}

impl World {
    /// The profile that is asked for is one of the session `corp`, and it is approved.
    pub(super) fn sign_in_to_corp(&mut self) {
        self.begun(Ok(device("AB-CD")));
        let waits = |effect: &Effect| match effect {
            Effect::Wait { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(waits, Answer::Waited);
        let polls = |effect: &Effect| match effect {
            Effect::PollSignIn { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(polls, Answer::Polled(Ok(Polled::SignedIn)));
    }
}

/// What comes back of the effects of a sign-in, for chaos.
pub(super) fn answer(effect: &Effect, how: usize) -> Answer {
    match effect {
        Effect::BeginSignIn { .. } => {
            Answer::SignIn(Ok(if how < 6 { device("AB-CD") } else { mfa() }))
        }
        Effect::PollSignIn { .. } => Answer::Polled(Ok(match how {
            0..=4 => Polled::NotYet(Duration::from_secs(1)),
            5..=7 => Polled::SignedIn,
            8 => Polled::Expired,
            _ => Polled::Refused,
        })),
        Effect::GiveCode { profile, .. } => Answer::CodeTaken(if how < 6 {
            Ok(())
        } else {
            Err(fault("sts:AssumeRole", profile.as_str(), None, FaultKind::Denied, "wrong"))
        }),
        Effect::ReadEnd { .. } => {
            Answer::Ends(Some((Duration::from_mins(12), "17:40 UTC".to_owned())))
        }
        _ => Answer::Opened(how.is_multiple_of(2)),
    }
}

#[test]
fn an_address_and_a_code() {
    let mut world = World::loaded();
    world.keys("L");
    world.begun(Ok(device("WDJB-MJHT")));
    for (width, height) in SIZES {
        picture("sign_in_device", &mut world, width, height);
    }
    world.tick(world.model.now + Duration::from_secs(95));
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("8:25 left"), "{shown}");
    world.key(Code::Esc);
    assert!(!text(&mut world, 80, 24).contains("WDJB-MJHT"));
}

#[test]
fn a_code_of_a_device_is_masked() {
    let mut world = World::loaded();
    world.keys("L");
    world.begun(Ok(mfa()));
    world.keys("904713");
    for (width, height) in SIZES {
        picture("sign_in_code", &mut world, width, height);
    }
    for (width, height) in SIZES {
        let shown = text(&mut world, width, height);
        assert!(shown.contains("••••••█") && !shown.contains("904713"), "{shown}");
    }
}

#[test]
fn over_a_review_that_stays() {
    let mut world = World::planned(new_cut());
    let before = text(&mut world, 80, 24);
    world.keys("L");
    world.begun(Ok(device("WDJB-MJHT")));
    picture("sign_in_over_review", &mut world, 80, 24);
    world.key(Code::Esc);
    assert_eq!(text(&mut world, 80, 24), before);
}

#[test]
fn a_sign_in_that_came_to_nothing() {
    let mut world = World::loaded();
    world.keys("L");
    let kind = FaultKind::Other("InvalidRequestException".into());
    let detail = "Invalid start URL provided\u{1b}[2J";
    world.begun(Err(fault("sso-oauth:StartDeviceAuthorization", "legacy", None, kind, detail)));
    picture("sign_in_failed", &mut world, 80, 24);
}

#[test]
fn text_from_outside_is_escaped() {
    let mut world = World::loaded();
    world.keys("L");
    world.begun(Ok(device("A\u{1b}[2J\u{202e}B")));
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("A\\u{1b}[2J\\u{202e}B"), "{shown}");
}

#[test]
fn the_end_of_a_sign_in_is_seen_coming() {
    let mut world = World::loaded();
    let wanted = |effect: &Effect| match effect {
        Effect::ReadEnd { id, profile } if profile.as_str() == "team-a" => Some(*id),
        _ => None,
    };
    world.answer(wanted, Answer::Ends(Some((Duration::from_mins(20), "17:40 UTC".to_owned()))));
    world.keys("h");
    world.keys("jj");
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("Until       17:40 UTC, 20 min"), "{shown}");
    world.tick(world.model.now + Duration::from_mins(8));
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("Until       ! 17:40 UTC, 12 min"), "{shown}");
}

#[test]
fn a_review_says_ahead_that_a_sign_in_ends_and_why_a_change_was_put_off() {
    let mut world = World::planned(new_cut());
    for index in [0, 1] {
        let id = world.model.requests.open(crate::app::Purpose::Ends(index));
        let ends = Answer::Ends(Some((Duration::from_mins(9), "17:40 UTC".to_owned())));
        world.send(crate::app::Msg::Answer(id, ends));
    }
    picture("review_ends_soon", &mut world, 80, 24);
    world.keys("y");
    let soon = FaultKind::EndsSoon(Box::new(SignIn::Sso("corp".into())));
    let detail = "3 min left, a change may take 5 min\u{1b}[2J";
    let fault = fault("credentials", "team-a", None, soon, detail);
    world.heard(crate::cut::Heard::Reread(Err(fault)));
    for (width, height) in SIZES {
        picture("review_put_off", &mut world, width, height);
    }
}
