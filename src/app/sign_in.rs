//! A sign-in: an address and a code to approve in a browser, or the code of an MFA device.

use std::fmt;
use std::time::Duration;

use super::accounts::ProfileRow;
use super::field::Field;
use super::key::Key;
use super::keymap::Context;
use crate::zone::{DeviceAsk, FaultKind, ProfileName, SignIn as Credentials};

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    /// The profile that it was asked for.
    pub profile: ProfileName,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// AWS is asked what it takes.
    Asking,
    /// A person is to approve it in a browser.
    Device {
        /// What to open, and the code.
        ask: DeviceAsk,
        /// When the code runs out, since the start.
        ends: Duration,
        /// Whether the address was handed to a browser, or copied, or neither yet.
        shown: Shown,
    },
    /// A code is to be typed.
    Code {
        /// The device.
        serial: String,
        /// The role that asks for it.
        role: String,
        /// What was typed.
        typed: Masked,
        /// Why it was not taken.
        wrong: Option<String>,
        /// Whether it is being checked.
        checking: bool,
    },
    /// It came to nothing.
    Failed {
        /// What happened.
        what: String,
        /// What to do.
        hint: String,
    },
}

/// Where an address went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Nowhere but on the screen.
    Here,
    /// A browser was started with it.
    Browser,
    /// The terminal was asked to copy it.
    Copied,
}

/// A field whose text is neither drawn nor printed.
#[derive(Clone, PartialEq, Default)]
pub struct Masked(pub(super) Field);

impl Masked {
    /// How many characters were typed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.text().chars().count()
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.text().is_empty()
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl SignIn {
    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.stage {
            Stage::Code { .. } => Context::Code,
            _ => Context::SignIn,
        }
    }

    /// Changes what was typed, where something is typed.
    pub(super) fn typed(&mut self, how: impl FnOnce(&mut Field) -> bool) {
        if let Stage::Code { typed, wrong, checking: false, .. } = &mut self.stage {
            *wrong = None;
            how(&mut typed.0);
        }
    }

    /// Takes a key as text.
    pub(super) fn text(&mut self, key: Key) {
        self.typed(|field| field.key(key));
    }
}

/// Whether a profile waits for a sign-in that a person can do, and which.
#[must_use]
pub fn needed(row: &ProfileRow) -> Option<&Credentials> {
    match &row.fault()?.kind {
        FaultKind::SignInNeeded(sign_in) => Some(sign_in),
        _ => None,
    }
}
