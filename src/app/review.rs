//! Review, apply, prove: one screen that goes on from the plan to the end of the change.

use std::time::Duration;

use super::cursor::Cursor;
use super::document::{self, Line};
use super::effect::{Effect, Effects};
use super::field::Field;
use super::key::Key;
use super::keymap::{Command, Context};
use super::pair::Mark;
use super::requests::{Purpose, Requests};
use crate::cut::{
    Apply, Confirmation, Ending, Facts, Goal, Heard, Next, Options, Plan, Sides, Step, Then,
    Verdict, ZoneInView,
};
use crate::zone::{EntryId, Fault, Outcome, RecordSet, Rules};

/// The review of one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The side that is written.
    pub parent: Mark,
    /// The side that is read.
    pub child: Mark,
    /// What the checks need of the other zones in view.
    pub in_view: Vec<ZoneInView>,
    /// How far it has come.
    pub stage: Stage,
    /// The findings, or how the change ended, laid out for the width of the screen.
    pub lines: Vec<Line>,
    /// The line at hand.
    pub cursor: Cursor,
    /// The TTL being edited.
    pub ttl_field: Option<Field>,
    options: Options,
    width: usize,
}

/// How far a review has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The facts are being read.
    Reading,
    /// They could not be read.
    Failed(Fault),
    /// There is a plan, and perhaps a question.
    Planned {
        /// The plan.
        plan: Box<Plan>,
        /// What the user is asked.
        asking: Asking,
    },
    /// The change is under way.
    Applying {
        /// How far it has come.
        apply: Box<Apply>,
        /// When the user confirmed, since the start.
        since: Duration,
    },
    /// The change has ended, one way or the other.
    Ended {
        /// Its stages.
        apply: Box<Apply>,
        /// How.
        ending: Box<Ending>,
        /// How long it took.
        took: Duration,
    },
}

/// What the user is asked before a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// Nothing: there is nothing to apply, or it can't be applied.
    Nothing,
    /// Yes or no; the cursor stands on No until it is moved.
    YesNo {
        /// Whether the cursor stands on Yes.
        yes: bool,
    },
    /// To type the child's name.
    Name {
        /// What was typed.
        field: Field,
        /// Whether it was entered and is not the name.
        wrong: bool,
    },
}

impl Asking {
    fn about(plan: &Plan) -> Self {
        match plan.confirmation() {
            None => Self::Nothing,
            Some(Confirmation::Yes) => Self::YesNo { yes: false },
            Some(Confirmation::TypeName(_)) => Self::Name { field: Field::default(), wrong: false },
        }
    }
}

impl Review {
    /// Opens a review and asks for its facts.
    pub fn open(
        parent: Mark,
        child: Mark,
        in_view: Vec<ZoneInView>,
        default_ttl: u32,
        width: usize,
        requests: &mut Requests,
    ) -> (Self, Effects) {
        let mut review = Self {
            parent,
            child,
            in_view,
            stage: Stage::Reading,
            lines: Vec::new(),
            cursor: Cursor::default(),
            ttl_field: None,
            options: Options { ttl: None, default_ttl },
            width,
        };
        let effects = review.read(requests);
        (review, effects)
    }

    /// Reads everything again, for a new plan.
    pub fn read(&mut self, requests: &mut Requests) -> Effects {
        requests.forget(|open| matches!(open, Purpose::Facts | Purpose::Apply));
        self.stage = Stage::Reading;
        self.ttl_field = None;
        self.lines.clear();
        let id = requests.open(Purpose::Facts);
        Effects::one(Effect::ReadFacts {
            id,
            sides: Sides::between(self.parent.key.clone(), self.child.key.clone()),
            goal: Goal::Delegate,
            in_view: self.in_view.clone(),
            rules: Rules::default(),
        })
    }

    /// Takes the facts and makes the plan.
    pub fn facts(&mut self, answer: Result<Box<Facts>, Fault>) {
        if !matches!(self.stage, Stage::Reading) {
            return;
        }
        match answer {
            Ok(facts) => self.planned(Plan::new(*facts, Goal::Delegate, self.options)),
            Err(fault) => self.stage = Stage::Failed(fault),
        }
    }

    /// Takes the outcome of a step of the change, and takes the next.
    pub fn heard(&mut self, heard: Heard, now: Duration, requests: &mut Requests) -> Effects {
        let Stage::Applying { apply, since } = &mut self.stage else { return Effects::none() };
        let Next { note, then } = apply.hear(heard);
        match then {
            Then::Do(step) => self.step(note, step, requests),
            Then::Ignored => Effects::none(),
            Then::Done(ending) => {
                let took = now.saturating_sub(*since);
                self.stage = Stage::Ended { apply: apply.clone(), ending, took };
                self.lay_out();
                self.cursor.select(0, self.lines.len());
                match note {
                    Some((entry, outcome)) => {
                        let id = requests.open(Purpose::Note);
                        Effects::one(Effect::Note { id, entry, outcome })
                    }
                    None => Effects::none(),
                }
            }
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
            Command::Up => self.cursor.step(-1, self.lines.len()),
            Command::Down => self.cursor.step(1, self.lines.len()),
            Command::PageUp => self.cursor.page(-1, self.lines.len()),
            Command::PageDown => self.cursor.page(1, self.lines.len()),
            Command::Top => self.cursor.select(0, self.lines.len()),
            Command::Bottom => self.cursor.select(usize::MAX, self.lines.len()),
            Command::Reload if !matches!(self.stage, Stage::Applying { .. } | Stage::Reading) => {
                return self.read(requests);
            }
            Command::EditTtl => self.edit_ttl(),
            Command::Left | Command::Right | Command::Next | Command::Previous => self.turn(),
            Command::Yes => return self.apply(Answered::Yes, now, requests),
            Command::Open => return self.enter(now, requests),
            _ => {}
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

    /// Lays the findings out for another width.
    pub fn fit(&mut self, width: usize, height: usize) {
        if self.width != width {
            self.width = width;
            self.lay_out();
        }
        self.cursor.fit(height, self.lines.len());
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

    fn planned(&mut self, plan: Plan) {
        self.stage = Stage::Planned { asking: Asking::about(&plan), plan: Box::new(plan) };
        self.lay_out();
        self.cursor.select(0, self.lines.len());
    }

    fn lay_out(&mut self) {
        self.lines = match &self.stage {
            Stage::Reading | Stage::Failed(_) => Vec::new(),
            Stage::Planned { plan, .. } => document::lay_out(plan.findings(), self.width),
            Stage::Applying { apply, .. } => document::lay_out(apply.plan().findings(), self.width),
            Stage::Ended { ending, .. } => document::lay_out_ending(ending, self.width),
        };
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
        Effects::one(Effect::Apply {
            id,
            sides: Sides::between(self.parent.key.clone(), self.child.key.clone()),
            note,
            step,
        })
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
