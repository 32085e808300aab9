//! Sign-ins: whose, how they end, and that they leave what the user was doing as it was.

use super::world::{PROFILES, code, corp, device, facts, fault, identity, zones_of};
use super::*;
use crate::app::Over;
use crate::app::accounts::{Accounts, Identified};
use crate::app::keymap::Context as Keys;
use crate::app::sign_in::{Shown, Stage as SigningIn};
use crate::cut::Heard;
use crate::zone::{Ask, Fault, FaultKind, Identity, OneTimeCode, Polled, ProfileName, ZonePage};

/// Three profiles, the first and the last of which have lost the session `corp`.
struct Program {
    model: Model,
    pending: Vec<Effect>,
}

impl Program {
    fn start() -> Self {
        let mut program = Self { model: model(), pending: Vec::new() };
        program.send(Msg::Start);
        for index in [0, 2] {
            let of = PROFILES[index];
            let mut lost = fault(FaultKind::SignInNeeded(corp()));
            lost.profile = ProfileName::new(of);
            program.identity(of, Err(lost.clone()));
            program.zones(of, Err(lost));
        }
        let admin = ProfileName::new("dns-admin");
        program.identity("dns-admin", Ok(identity(&admin)));
        let page = ZonePage { zones: zones_of(&admin), next: None };
        program.zones("dns-admin", Ok(page));
        program.pending.clear();
        program
    }

    fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg);
        self.pending.extend(effects);
    }

    fn keys(&mut self, keys: &str) {
        for char in keys.chars() {
            let key = if char == '\n' { Key::plain(Code::Enter) } else { Key::char(char) };
            self.send(Msg::Key(key));
        }
    }

    fn identity(&mut self, of: &str, answer: Result<Identity, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::Identify { id, profile } if profile.as_str() == of => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Identity(answer));
    }

    fn zones(&mut self, of: &str, answer: Result<ZonePage, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::ListZones { id, profile, .. } if profile.as_str() == of => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Zones(answer));
    }

    fn answer(
        &mut self,
        wanted: impl Fn(&Effect) -> Option<crate::app::RequestId>,
        answer: Answer,
    ) {
        let at = self.pending.iter().position(|effect| wanted(effect).is_some()).unwrap();
        let effect = self.pending.remove(at);
        self.send(Msg::Answer(wanted(&effect).unwrap(), answer));
    }

    fn begun(&mut self, answer: Result<Ask, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::BeginSignIn { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::SignIn(answer));
    }

    fn waited(&mut self) {
        let wanted = |effect: &Effect| match effect {
            Effect::Wait { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Waited);
    }

    fn polled(&mut self, answer: Result<Polled, Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::PollSignIn { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Polled(answer));
    }

    fn opened(&mut self, started: bool) {
        let wanted = |effect: &Effect| match effect {
            Effect::OpenBrowser { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::Opened(started));
    }

    fn taken(&mut self, answer: Result<(), Fault>) {
        let wanted = |effect: &Effect| match effect {
            Effect::GiveCode { id, .. } => Some(*id),
            _ => None,
        };
        self.answer(wanted, Answer::CodeTaken(answer));
    }

    fn stage(&self) -> Option<&SigningIn> {
        self.model.over.iter().find_map(|over| match over {
            Over::SignIn(sign_in) => Some(&sign_in.stage),
            _ => None,
        })
    }

    /// The profiles that are asked whom they belong to.
    fn identifies(&self) -> Vec<&str> {
        let asked = self.pending.iter().filter_map(|effect| match effect {
            Effect::Identify { profile, .. } => Some(profile.as_str()),
            _ => None,
        });
        asked.collect()
    }
}

#[test]
fn an_approved_sign_in_asks_for_every_profile_of_its_session_and_for_no_other() {
    let mut program = Program::start();
    program.keys("L");
    assert_eq!(program.model.context(), Keys::SignIn);
    program.begun(Ok(Ask::Device(device())));
    program.opened(true);
    assert!(matches!(program.stage(), Some(SigningIn::Device { shown: Shown::Browser, .. })));
    program.waited();
    program.polled(Ok(Polled::NotYet(Duration::from_secs(6))));
    let wanted = Duration::from_secs(6);
    assert!(
        program.pending.iter().any(|e| matches!(e, Effect::Wait { time, .. } if *time == wanted))
    );
    program.waited();
    program.polled(Ok(Polled::SignedIn));
    assert_eq!(program.stage(), None);
    assert_eq!(program.identifies(), ["dns-prod", "team-a"]);
    assert_eq!(program.model.messages.flashing(), Some("Signed in: 2 profiles are read again."));
}

#[test]
fn without_a_browser_the_address_is_copied_and_in_the_sandbox_none_is_asked_for() {
    let mut program = Program::start();
    program.keys("L");
    program.begun(Ok(Ask::Device(device())));
    program.opened(false);
    let text = "https://corp.awsapps.com/start/#/device?user_code=AB-CD".to_owned();
    assert!(program.pending.contains(&Effect::Copy { text: text.clone() }));
    program.pending.retain(|effect| !matches!(effect, Effect::Copy { .. }));
    program.keys("y");
    assert!(program.pending.contains(&Effect::Copy { text }));

    let mut demo = Program::start();
    demo.model.demo = true;
    demo.keys("L");
    demo.begun(Ok(Ask::Device(device())));
    assert!(!demo.pending.iter().any(|effect| matches!(effect, Effect::OpenBrowser { .. })));
}

#[test]
fn a_sign_in_that_is_left_asks_nothing_more_and_takes_no_late_answer() {
    let mut program = Program::start();
    program.keys("L");
    program.begun(Ok(Ask::Device(device())));
    program.send(Msg::Key(Key::plain(Code::Esc)));
    assert_eq!(program.stage(), None);
    assert!(!program.model.requests.any(crate::app::Purpose::is_sign_in));
    program.waited();
    assert!(!program.pending.iter().any(|effect| matches!(effect, Effect::PollSignIn { .. })));
    program.opened(false);
    assert!(!program.pending.iter().any(|effect| matches!(effect, Effect::Copy { .. })));
}

#[test]
fn a_code_that_ran_out_or_was_refused_can_be_asked_for_anew() {
    for ending in [Polled::Expired, Polled::Refused] {
        let mut program = Program::start();
        program.keys("L");
        program.begun(Ok(Ask::Device(device())));
        program.waited();
        program.polled(Ok(ending));
        assert!(matches!(program.stage(), Some(SigningIn::Failed { .. })), "{ending:?}");
        assert_eq!(program.identifies(), [""; 0]);
        program.keys("r");
        program.begun(Ok(Ask::Device(device())));
        assert!(matches!(program.stage(), Some(SigningIn::Device { .. })));
    }
}

#[test]
fn a_code_is_sent_once_masked_and_asked_for_again_when_it_is_wrong() {
    let mut program = Program::start();
    program.keys("L");
    program.begun(Ok(code()));
    assert_eq!(program.model.context(), Keys::Code);
    program.keys("12345\n");
    assert!(!program.pending.iter().any(|effect| matches!(effect, Effect::GiveCode { .. })));
    program.keys("6");
    assert!(!format!("{:?}", program.model).contains("123456"));
    program.keys("\n\n9");
    let given = program.pending.iter().filter_map(|effect| match effect {
        Effect::GiveCode { code, .. } => Some(code.clone()),
        _ => None,
    });
    assert_eq!(given.collect::<Vec<_>>(), [OneTimeCode::new("123456")]);
    assert!(!format!("{:?}{:?}", program.pending, program.model).contains("123456"));
    program.taken(Err(fault(FaultKind::Denied)));
    assert!(
        matches!(program.stage(), Some(SigningIn::Code { wrong: Some(_), typed, .. }) if typed.is_empty())
    );
    program.keys("654321\n");
    program.taken(Ok(()));
    assert_eq!((program.stage(), program.identifies()), (None, vec!["dns-prod"]));
}

#[test]
fn a_reviewed_plan_survives_a_sign_in_and_a_review_that_lacked_one_is_read_again() {
    let mut program = Program::start();
    let team = ProfileName::new("team-a");
    program.keys("L");
    program.begun(Ok(code()));
    program.send(Msg::Key(Key::plain(Code::Esc)));
    // The child's side comes back, so that there is something to review.
    program.model.accounts = Accounts::default();
    let mut rows = model().accounts.rows().to_vec();
    rows[0].identity = Identified::Failed(fault(FaultKind::SignInNeeded(corp())));
    rows[1].identity = Identified::Yes(identity(&rows[1].profile.name.clone()));
    rows[2].identity = Identified::Yes(identity(&team));
    program.model.accounts = Accounts::new(rows);
    program.model.zones.add(2, zones_of(&team));
    program.send(Msg::Key(Key::plain(Code::Down)));
    program.keys("jd");
    let wanted = |effect: &Effect| match effect {
        Effect::ReadFacts { id, sides, .. } => Some((*id, sides.clone())),
        _ => None,
    };
    let (id, sides) = program.pending.iter().find_map(wanted).expect("a review");
    program.send(Msg::Answer(id, Answer::Facts(Err(fault(FaultKind::SignInNeeded(corp()))))));
    program.pending.clear();
    for (round, reads) in [(0, 1), (1, 0)] {
        let before = program.model.review().unwrap().clone();
        program.keys("L");
        program.begun(Ok(Ask::Device(device())));
        program.waited();
        program.polled(Ok(Polled::SignedIn));
        let asked: Vec<_> = program.pending.iter().filter_map(wanted).collect();
        assert_eq!(asked.len(), reads, "round {round}");
        match asked.first() {
            Some((id, _)) => {
                let facts = Answer::Facts(Ok(Box::new(facts(&sides, 0))));
                program.send(Msg::Answer(*id, facts));
            }
            None => assert_eq!(program.model.review(), Some(&before)),
        }
        assert!(matches!(program.model.review().unwrap().stage, Stage::Planned { .. }));
        program.pending.clear();
        let mut rows = program.model.accounts.rows().to_vec();
        rows[0].identity = Identified::Failed(fault(FaultKind::SignInNeeded(corp())));
        program.model.accounts = Accounts::new(rows);
    }
}

#[test]
fn where_nobody_needs_one_the_key_says_so() {
    let mut program = Program { model: model(), pending: Vec::new() };
    program.keys("L");
    assert!(program.model.over.is_empty());
    assert!(program.model.messages.flashing().unwrap().contains("signed in"));
}

#[test]
fn a_write_on_credentials_that_end_soon_is_put_off_and_its_plan_stays() {
    let mut program = Program::start();
    let rows: Vec<_> = model().accounts.rows().to_vec();
    let known = rows.into_iter().map(|mut row| {
        row.identity = Identified::Yes(identity(&row.profile.name.clone()));
        row
    });
    program.model.accounts = Accounts::new(known.collect());
    program.model.zones.add(2, zones_of(&ProfileName::new("team-a")));
    program.send(Msg::Key(Key::plain(Code::Down)));
    program.keys("jd");
    let (id, sides) = program
        .pending
        .iter()
        .find_map(|effect| match effect {
            Effect::ReadFacts { id, sides, .. } => Some((*id, sides.clone())),
            _ => None,
        })
        .expect("a review");
    program.send(Msg::Answer(id, Answer::Facts(Ok(Box::new(facts(&sides, 0))))));
    let plan = program.model.review().unwrap().plan().unwrap().clone();
    let mut soon = fault(FaultKind::EndsSoon(Box::new(corp())));
    soon.profile = sides.parent.profile.clone();
    soon.action = "credentials";
    for round in 0..2 {
        program.pending.clear();
        program.keys("y");
        let steps = program.pending.iter().filter_map(|effect| match effect {
            Effect::Apply { id, step, .. } => Some((*id, step.clone())),
            _ => None,
        });
        let steps: Vec<_> = steps.collect();
        let [(id, Step::Reread)] = steps.as_slice() else { panic!("round {round}: {steps:?}") };
        program.send(Msg::Answer(*id, Answer::Heard(Heard::Reread(Err(soon.clone())), None)));
        let review = program.model.review().unwrap();
        assert_eq!(review.put_off.as_ref(), Some(&soon));
        assert_eq!(review.plan(), Some(&plan));
        assert_eq!(program.model.context(), Keys::Confirm);
        assert!(program.model.sent.is_empty() && !program.model.is_changing());

        program.keys("L");
        let whose = program.pending.iter().find_map(|effect| match effect {
            Effect::BeginSignIn { profile, .. } => Some(profile.clone()),
            _ => None,
        });
        assert_eq!(whose.as_ref(), Some(&soon.profile));
        program.begun(Ok(Ask::Device(device())));
        program.waited();
        program.polled(Ok(Polled::SignedIn));
        let review = program.model.review().unwrap();
        assert_eq!((&review.put_off, review.plan()), (&None, Some(&plan)));
    }
}

#[test]
fn there_is_one_sign_in_at_a_time() {
    let mut program = Program::start();
    program.keys("L");
    program.send(Msg::Key(Key::ctrl('p')));
    program.send(Msg::Key(Key::plain(Code::Tab)));
    program.keys("mL");
    let open = program.model.over.iter().filter(|it| matches!(it, Over::SignIn(_))).count();
    assert_eq!(open, 1);
    // What the first one had asked is answered to nobody.
    program.begun(Ok(Ask::Device(device())));
    assert_eq!(program.stage(), Some(&SigningIn::Asking));
}
