//! What went wrong and what to do about it, kept until the program ends.

use super::cursor::Cursor;
use super::keymap::Command;
use crate::cut::Policy;
use crate::zone::{Fault, ProfileName, ProfileProblem};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What happened.
    pub text: String,
    /// The source's own words, if any: from outside, not to be trusted with the terminal.
    pub detail: String,
    /// What to do.
    pub hint: String,
    /// The policy that would allow what was denied, on one line; where there is one.
    pub policy: Option<String>,
}

impl From<&Fault> for Message {
    fn from(fault: &Fault) -> Self {
        let policy = fault.denial.as_deref().and_then(Policy::allowing);
        Self {
            text: fault.message(),
            detail: fault.detail.clone(),
            hint: fault.hint(),
            policy: policy.map(|policy| policy.in_line()),
        }
    }
}

impl Message {
    /// A profile that can't be used.
    #[must_use]
    pub fn of_problem(profile: &ProfileName, problem: &ProfileProblem) -> Self {
        Self {
            text: format!("profile {profile}: {}", problem.message),
            detail: String::new(),
            hint: problem.hint.clone(),
            policy: None,
        }
    }
}

/// How something is said in the status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What was asked for is done.
    Done,
    /// Something that is good to know.
    Told,
    /// It can't be done, or went wrong.
    Refused,
}

/// As many as are kept; the oldest go first.
const KEPT: usize = 500;

/// All messages, the newest last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Messages {
    list: Vec<Message>,
    /// How many the user has not seen listed.
    unseen: usize,
    /// The selected message on their screen.
    pub cursor: Cursor,
    /// How often the page of the selected message was turned.
    pub turned: usize,
    /// Shown in the status line until the next key.
    flash: Option<(String, Tone)>,
}

impl Messages {
    /// Adds one, unless it stands there already.
    pub fn add(&mut self, message: Message) {
        if self.list.contains(&message) {
            return;
        }
        if self.list.len() == KEPT {
            self.list.remove(0);
        }
        self.list.push(message);
        self.unseen = (self.unseen + 1).min(KEPT);
    }

    /// Says in the status line, until the next key, why something was not done.
    pub fn flash(&mut self, text: impl Into<String>) {
        self.flash = Some((text.into(), Tone::Refused));
    }

    /// Says there that something was done.
    pub fn done(&mut self, text: impl Into<String>) {
        self.flash = Some((text.into(), Tone::Done));
    }

    /// Says there what is good to know.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.flash = Some((text.into(), Tone::Told));
    }

    /// Takes the status line's text away.
    pub fn clear_flash(&mut self) {
        self.flash = None;
    }

    /// The status line's text.
    #[must_use]
    pub fn flashing(&self) -> Option<&str> {
        self.flash.as_ref().map(|(text, _)| text.as_str())
    }

    /// How it is said.
    #[must_use]
    pub fn tone(&self) -> Tone {
        self.flash.as_ref().map_or(Tone::Told, |(_, tone)| *tone)
    }

    /// All messages, the newest last.
    #[must_use]
    pub fn list(&self) -> &[Message] {
        &self.list
    }

    /// How many the user has not seen.
    #[must_use]
    pub fn unseen(&self) -> usize {
        self.unseen
    }

    /// Carries out a command on their screen: moves, or turns the page of the selected one.
    pub(super) fn command(&mut self, command: Command) {
        if command == Command::Open {
            self.turned += 1;
            return;
        }
        self.move_in(|cursor, len| cursor.command(command, len));
    }

    /// Moves in the list: of another message the first page is told.
    pub(super) fn move_in(&mut self, how: impl FnOnce(&mut Cursor, usize)) {
        let selected = self.cursor.selected;
        how(&mut self.cursor, self.list.len());
        if self.cursor.selected != selected {
            self.turned = 0;
        }
    }

    /// The user looks at them.
    pub fn seen(&mut self) {
        (self.unseen, self.turned) = (0, 0);
        self.cursor.select(self.list.len(), self.list.len());
    }
}
