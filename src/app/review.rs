//! Review, apply, prove: one screen that goes on from the plan to the end of the change.

mod live;
mod stage;

use std::time::Duration;

use super::checks::Checks;
use super::cursor::Cursor;
use super::dns::Dns;
use super::document::servers;
use super::document::{self, Line};
use super::effect::{Effect, Effects};
use super::field::Field;
use super::key::Key;
use super::keymap::{Command, Context};
use super::requests::{Purpose, Requests};
use crate::cut::{
    Apply, Check, Facts, Goal, Heard, Next, Options, Plan, Side, Step, Then, Verdict, ZoneInView,
};
use crate::dns::Lookup;
use crate::zone::{EntryId, Fault, Outcome, RecordSet, Rules, SigningStatus};

pub use stage::{Asking, Stage, Subject};

/// The review of one cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What is reviewed.
    pub subject: Subject,
    /// What the checks need of the other zones in view.
    pub in_view: Vec<ZoneInView>,
    /// What the configuration allows.
    pub rules: Rules,
    /// How far it has come.
    pub stage: Stage,
    /// The findings, or how the change ended, laid out for the width of the screen.
    pub lines: Vec<Line>,
    /// The line at hand.
    pub cursor: Cursor,
    /// The TTL being edited.
    pub ttl_field: Option<Field>,
    /// Why what was confirmed was not begun: somebody has to sign in first, and the plan stays.
    pub put_off: Option<Fault>,
    /// Whether and how the DNS is asked.
    pub dns: Dns,
    /// What the DNS was asked, by place: answers name their place.
    asked: Vec<Lookup>,
    options: Options,
    width: usize,
}

/// Stops that the DS as the child's keys ask for would lift.
const DS_STOPS: [&str; 2] = ["ds-child-unsigned", "ds-no-key"];

impl Review {
    /// Opens a review and asks for its facts.
    pub fn open(
        subject: Subject,
        in_view: Vec<ZoneInView>,
        rules: Rules,
        default_ttl: u32,
        dns: Dns,
        width: usize,
        requests: &mut Requests,
    ) -> (Self, Effects) {
        let mut review = Self {
            subject,
            in_view,
            rules,
            stage: Stage::Reading,
            lines: Vec::new(),
            cursor: Cursor::default(),
            ttl_field: None,
            put_off: None,
            dns,
            asked: Vec::new(),
            options: Options { ttl: None, default_ttl },
            width,
        };
        let effects = review.read(requests);
        (review, effects)
    }

    /// Reads everything again, for a new plan.
    pub fn read(&mut self, requests: &mut Requests) -> Effects {
        requests.forget(|open| matches!(open, Purpose::Facts | Purpose::Apply | Purpose::Live(_)));
        self.asked.clear();
        self.stage = Stage::Reading;
        self.ttl_field = None;
        self.put_off = None;
        self.lines.clear();
        let id = requests.open(Purpose::Facts);
        Effects::one(Effect::ReadFacts {
            id,
            sides: self.subject.sides(),
            goal: self.subject.goal.clone(),
            in_view: self.in_view.clone(),
            rules: self.rules.clone(),
        })
    }

    /// Takes the facts and makes the plan.
    pub fn facts(&mut self, answer: Result<Box<Facts>, Fault>, requests: &mut Requests) -> Effects {
        if !matches!(self.stage, Stage::Reading) {
            return Effects::none();
        }
        match answer {
            Ok(facts) => {
                self.planned(Plan::new(*facts, self.subject.goal.clone(), self.options));
            }
            Err(fault) => self.stage = Stage::Failed(fault),
        }
        self.look_up(requests)
    }

    /// Takes the outcome of a step of the change, and takes the next.
    pub fn heard(&mut self, heard: Heard, now: Duration, requests: &mut Requests) -> Effects {
        let Stage::Applying { apply, since } = &mut self.stage else { return Effects::none() };
        let Next { note, then } = apply.hear(heard);
        match then {
            Then::Do(step) => self.step(note, step, requests),
            Then::Ignored => Effects::none(),
            Then::Done(ending) if ending.wants_sign_in() && apply.entry().is_none() => {
                let plan = apply.plan().clone();
                let put_off = ending.fault().cloned();
                self.planned(plan);
                self.put_off = put_off;
                self.asked.clear();
                self.look_up(requests)
            }
            Then::Done(ending) => {
                let took = now.saturating_sub(*since);
                self.stage = Stage::Ended { apply: apply.clone(), ending, took, proof: None };
                self.lay_out(None);
                self.cursor.select(0, self.lines.len());
                self.noted(note, requests)
            }
        }
    }

    /// What the journal is told of the end; where nobody can tell, the entry is let go of.
    fn noted(&self, note: Option<(EntryId, Outcome)>, requests: &mut Requests) -> Effects {
        let Stage::Ended { apply, .. } = &self.stage else { return Effects::none() };
        match (note, apply.entry()) {
            (Some((entry, outcome)), _) => {
                let id = requests.open(Purpose::Note);
                Effects::one(Effect::Note { id, entry, outcome })
            }
            (None, Some(entry)) => Effects::one(Effect::Release { entry: entry.clone() }),
            (None, None) => Effects::none(),
        }
    }

    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.ttl_field.is_some() {
            return Context::Input;
        }
        match &self.stage {
            Stage::Reading | Stage::Failed(_) => Context::Review,
            Stage::Planned { asking, .. } => match asking {
                Asking::Nothing => Context::Review,
                Asking::YesNo { .. } => Context::Confirm,
                Asking::Name { .. } => Context::TypeName,
            },
            Stage::Applying { .. } => Context::Applying,
            Stage::Ended { .. } => Context::Ended,
        }
    }

    /// Carries out a command. `Back` is not for here.
    pub fn command(&mut self, command: Command, now: Duration, requests: &mut Requests) -> Effects {
        if self.ttl_field.is_some() {
            if command == Command::Open {
                self.take_ttl();
            }
            return Effects::none();
        }
        match command {
            Command::Reload if !matches!(self.stage, Stage::Applying { .. } | Stage::Reading) => {
                return self.read(requests);
            }
            Command::EditTtl => self.edit_ttl(),
            Command::Left | Command::Right | Command::Next | Command::Previous => self.turn(),
            Command::Yes => return self.apply(Answered::Yes, now, requests),
            Command::Open => return self.enter(now, requests),
            Command::Sign if self.offers_sign() => {
                self.subject.goal = Goal::Sign;
                self.options.ttl = None;
                return self.read(requests);
            }
            command => self.cursor.command(command, self.lines.len()),
        }
        Effects::none()
    }

    /// Whether Return would mean No.
    #[must_use]
    pub fn declined(&self) -> bool {
        let asking_no = Asking::YesNo { yes: false };
        matches!(&self.stage, Stage::Planned { asking, .. } if *asking == asking_no)
            && self.ttl_field.is_none()
    }

    /// Takes a key as text, where there is a field.
    pub fn text(&mut self, key: Key) {
        if let Some(field) = self.field() {
            field.key(key);
        }
    }

    /// Takes pasted text, where there is a field.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.field() {
            field.paste(text);
        }
    }

    /// Closes the TTL's field, if it is open.
    pub fn leave_field(&mut self) -> bool {
        self.ttl_field.take().is_some()
    }

    /// Lays the lines out for another width, or as the proof goes on.
    pub fn fit(&mut self, checks: &Checks, width: usize, height: usize) {
        let proof = self.proof().and_then(|id| checks.get(id));
        if self.width != width || proof.is_some() {
            self.width = width;
            self.lay_out(proof.map(|looking| &looking.check));
        }
        self.cursor.fit(height, self.lines.len());
    }

    /// The TTL in seconds that the user set in an earlier review of the same cut.
    pub(super) fn keep_ttl(&mut self, ttl: u32) {
        self.options.ttl = Some(ttl);
    }

    /// The TTL in seconds that the user set.
    #[must_use]
    pub fn ttl(&self) -> Option<u32> {
        self.options.ttl
    }

    /// The plan, once there is one.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        match &self.stage {
            Stage::Reading | Stage::Failed(_) => None,
            Stage::Planned { plan, .. } => Some(plan),
            Stage::Applying { apply, .. } | Stage::Ended { apply, .. } => Some(apply.plan()),
        }
    }

    /// Whether the DS of the child's keys is what comes next: its name servers are in place, and
    /// the DS at the cut is not what the signing of both zones asks for.
    #[must_use]
    pub fn offers_sign(&self) -> bool {
        let Some(plan) = self.plan() else { return false };
        let stopped_by_ds = || plan.findings().iter().any(|f| DS_STOPS.contains(&f.code));
        let in_place = match &self.stage {
            Stage::Planned { .. } => match plan.verdict() {
                Verdict::UpToDate => true,
                Verdict::Stopped => return self.is_delegation() && stopped_by_ds(),
                Verdict::Ready => false,
            },
            Stage::Ended { ending, .. } => ending.stands(),
            _ => false,
        };
        let facts = plan.facts();
        let signed =
            |side: &Side| side.signing.as_ref().is_ok_and(|it| it.status == SigningStatus::Signing);
        self.is_delegation()
            && in_place
            && plan.ds_after().is_none()
            && signed(&facts.parent)
            && facts.child.as_ref().is_some_and(signed)
    }

    fn is_delegation(&self) -> bool {
        self.subject.goal == Goal::Delegate
    }

    fn planned(&mut self, plan: Plan) {
        self.stage = Stage::Planned { asking: Asking::about(&plan), plan: Box::new(plan) };
        self.lay_out(None);
        self.cursor.select(0, self.lines.len());
    }

    fn lay_out(&mut self, proof: Option<&Check>) {
        self.lines = match &self.stage {
            Stage::Reading | Stage::Failed(_) => Vec::new(),
            Stage::Planned { plan, .. } => document::lay_out(plan.findings(), self.width),
            Stage::Applying { apply, .. } => document::lay_out(apply.plan().findings(), self.width),
            Stage::Ended { apply, ending, .. } => {
                document::lay_out_ending(ending, &apply.plan().facts().parent.via, self.width)
            }
        };
        if let Some(check) = proof {
            self.lines.extend(servers::lay_out_check(check, self.width));
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        if self.ttl_field.is_some() {
            return self.ttl_field.as_mut();
        }
        match &mut self.stage {
            Stage::Planned { asking: Asking::Name { field, wrong }, .. } => {
                *wrong = false;
                Some(field)
            }
            _ => None,
        }
    }

    fn edit_ttl(&mut self) {
        if let Stage::Planned { plan, .. } = &self.stage
            && plan.verdict() != Verdict::Stopped
            && *plan.goal() == Goal::Delegate
        {
            let ttl = plan.ns_after().and_then(RecordSet::ttl).unwrap_or(self.options.default_ttl);
            self.ttl_field = Some(Field::with(&ttl.to_string()));
        }
    }

    fn take_ttl(&mut self) {
        let Some(field) = &self.ttl_field else { return };
        let Some(ttl) = parse_ttl(field.text()) else { return };
        self.ttl_field = None;
        self.options.ttl = Some(ttl);
        if let Stage::Planned { plan, .. } = &self.stage {
            self.planned(plan.with_ttl(ttl));
        }
    }

    fn turn(&mut self) {
        if let Stage::Planned { asking: Asking::YesNo { yes }, .. } = &mut self.stage {
            *yes = !*yes;
        }
    }

    fn enter(&mut self, now: Duration, requests: &mut Requests) -> Effects {
        match &self.stage {
            Stage::Planned { asking: Asking::YesNo { yes: true }, .. } => {
                self.apply(Answered::Yes, now, requests)
            }
            Stage::Planned { asking: Asking::Name { field, .. }, .. } => {
                let typed = field.text().to_owned();
                self.apply(Answered::Typed(typed), now, requests)
            }
            _ => Effects::none(),
        }
    }

    fn apply(&mut self, answer: Answered, now: Duration, requests: &mut Requests) -> Effects {
        if self.waits_for_dns() {
            return Effects::none();
        }
        let Stage::Planned { plan, asking } = &mut self.stage else { return Effects::none() };
        let confirmed = match (answer, &mut *asking) {
            (Answered::Yes, Asking::YesNo { .. }) => plan.confirm_yes(),
            (Answered::Typed(typed), Asking::Name { wrong, .. }) => {
                let confirmed = plan.confirm_typed(&typed);
                *wrong = confirmed.is_none();
                confirmed
            }
            _ => None,
        };
        let Some(confirmed) = confirmed else { return Effects::none() };
        let (apply, step) = Apply::start(confirmed);
        requests.forget(|open| matches!(open, Purpose::Live(_)));
        self.put_off = None;
        self.stage = Stage::Applying { apply: Box::new(apply), since: now };
        self.step(None, step, requests)
    }

    fn step(
        &self,
        note: Option<(EntryId, Outcome)>,
        step: Step,
        requests: &mut Requests,
    ) -> Effects {
        let id = requests.open(Purpose::Apply);
        Effects::one(Effect::Apply { id, sides: self.subject.sides(), note, step })
    }
}

enum Answered {
    Yes,
    Typed(String),
}

/// Reads a TTL in seconds, or with a unit: `300`, `5m`, `1h`, `2d` (0 to 2³¹−1, RFC 2181 §8).
#[must_use]
pub fn parse_ttl(text: &str) -> Option<u32> {
    let text = text.trim();
    let (digits, unit) = match text.char_indices().last()? {
        (at, 's') => (&text[..at], 1),
        (at, 'm') => (&text[..at], 60),
        (at, 'h') => (&text[..at], 3600),
        (at, 'd') => (&text[..at], 86400),
        (at, 'w') => (&text[..at], 604_800),
        _ => (text, 1),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ttl = digits.parse::<u32>().ok()?.checked_mul(unit)?;
    (ttl <= 2_147_483_647).then_some(ttl)
}

#[cfg(test)]
mod tests {
    use super::parse_ttl;

    #[test]
    fn ttls_are_seconds_or_carry_a_unit() {
        for (text, ttl) in [
            ("300", Some(300)),
            (" 5m ", Some(300)),
            ("2d", Some(172_800)),
            ("0", Some(0)),
            ("2147483647", Some(2_147_483_647)),
            ("2147483648", None),
            ("99999999999", None),
            ("4000000w", None),
            ("-1", None),
            ("+1", None),
            ("m", None),
            ("", None),
            ("5 m", None),
            ("5é", None),
        ] {
            assert_eq!(parse_ttl(text), ttl, "{text:?}");
        }
    }
}
