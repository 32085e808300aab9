//! Organizations that are asked which accounts there are, and what came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::accounts::ProfileRow;
use super::messages::Message;
use crate::zone::{Fault, LeftOut, ProfileName, Rules};

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// The profile that asks it.
    pub source: ProfileName,
    /// The role that its accounts are reached by.
    pub role: String,
    /// The group that its profiles stand in.
    pub group: String,
    /// The profiles that it was last told to have.
    pub members: BTreeSet<ProfileName>,
    /// How far it has come.
    pub state: Asked,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Nothing was asked yet.
    No,
    /// Under way, since then.
    Asking(Duration),
    /// All of it is known.
    Known {
        /// How many accounts are reached.
        accounts: usize,
        /// Those that are not.
        left_out: Vec<LeftOut>,
    },
    /// It could not be asked.
    Failed(Fault),
}

/// Profiles that have come to be known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Joining {
    /// The profiles, and what the configuration says of writing with each.
    pub rows: Vec<(ProfileRow, Rules)>,
    /// How many accounts of the Organization are reached, those among them that are not shown.
    pub accounts: usize,
    /// Accounts that are not reached.
    pub left_out: Vec<LeftOut>,
    /// Names in `profiles.toml` that no profile has, once all are known.
    pub strays: Vec<Message>,
}
