//! How a command ends.

use std::process::ExitCode;

use crate::cut::Policy;
use crate::zone::Fault;

/// Exit codes of the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done,
    /// Failed.
    Failed,
    /// Usage or configuration.
    Usage,
    /// Stopped by a finding.
    Stopped,
    /// What stands at the cut is not what the preview showed.
    Conflict,
    /// Nothing is known to be wrong, and something that had to be asked could not be.
    NotAsked,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Stopped => 3,
            Exit::Conflict => 4,
            Exit::NotAsked => 5,
        })
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened; may hold text from outside.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// A policy that would allow what was denied, where one can.
    pub remedy: Option<Policy>,
}

impl Failure {
    /// A mistake in flags or configuration.
    #[must_use]
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let hint = Some(hint.into()).filter(|hint: &String| !hint.is_empty());
        Self { exit: Exit::Usage, message: message.into(), hint, remedy: None }
    }

    /// Something went wrong while it was done.
    #[must_use]
    pub fn failed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, ..Self::usage(message, hint) }
    }

    /// Something that can't be helped by the user.
    #[must_use]
    pub fn broken(error: &dyn std::error::Error) -> Self {
        Self { exit: Exit::Failed, message: error.to_string(), hint: None, remedy: None }
    }
}

impl From<&Fault> for Failure {
    fn from(fault: &Fault) -> Self {
        let detail =
            if fault.detail.is_empty() { String::new() } else { format!("\n{}", fault.detail) };
        Self {
            exit: Exit::Failed,
            message: format!("{}{detail}", fault.message()),
            hint: Some(fault.hint()),
            remedy: fault.denial.as_deref().and_then(Policy::allowing),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::from(&fault)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::failed(format!("can't write the output: {error}"), "")
    }
}
