//! What the emulator notes of every call.

use std::time::Duration;

use super::action::Action;
use super::name::Name;
use super::record::RecordType;

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has come but was not acted upon yet, or never will be because the caller went away.
    Arrived,
    /// It was done and answered.
    Done,
    /// It was answered with the error of this code.
    Error(String),
    /// No whole answer came back; [`Call::changed`] says whether it was done all the same.
    Lost,
}

/// What a change batch asked for at one record set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// `CREATE`, `DELETE` or `UPSERT`.
    pub action: &'static str,
    /// The owner of the set.
    pub name: Name,
    /// Its type.
    pub kind: RecordType,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When it came, counted from the start of the emulator.
    pub at: Duration,
    /// When its answer left; `None` while it is under way or when no answer ever left.
    pub answered: Option<Duration>,
    /// The account that the key belonged to then.
    pub account: Option<String>,
    /// The access key id.
    pub access_key: Option<String>,
    /// The action, which also tells the service.
    pub action: Action,
    /// The hosted zone that it named.
    pub zone: Option<String>,
    /// What its batch asked for, in its order; nothing where it has none that can be read.
    pub touched: Vec<Touched>,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether it changed hosted zones or record sets.
    pub changed: bool,
}
