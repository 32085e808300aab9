//! A store that can't be had: nothing is ever written, so nothing is ever sent.

use std::io;

use super::store::{Hold, Store, Tail};
use crate::zone::EntryId;

/// Answers everything with the reason why there is no journal.
#[derive(Debug)]
pub(super) struct AbsentStore {
    why: String,
}

impl AbsentStore {
    /// A store that is absent for this reason.
    pub(super) fn new(why: &str) -> Self {
        Self { why: why.to_owned() }
    }

    fn error(&self) -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, self.why.clone())
    }
}

impl Store for AbsentStore {
    fn place(&self) -> String {
        "(out of reach)".into()
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        Err(self.error())
    }

    fn tail(&self) -> io::Result<Box<dyn Tail + '_>> {
        Err(self.error())
    }

    fn hold(&self, _: &EntryId) -> io::Result<Option<Hold>> {
        Err(self.error())
    }
}
