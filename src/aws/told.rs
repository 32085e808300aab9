//! What STS has told of a profile's credentials.

use std::sync::{Arc, Mutex};

use crate::zone::Identity;

/// Whom credentials belong to, and which they were.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Whom they belong to.
    pub(super) identity: Identity,
    /// Their access key id.
    pub(super) key_id: String,
}

/// The last that was told of a profile, for all who want to know.
pub(super) type LastTold = Arc<Mutex<Option<Told>>>;
