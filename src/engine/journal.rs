//! Stands in for the journal until it is there: keeps entries in memory.

use std::sync::{Mutex, PoisonError};

use crate::zone::{EntryId, Intent, Outcome};

/// Entries in memory.
#[derive(Debug, Default)]
pub struct Journal(Mutex<Vec<(Intent, Vec<Outcome>)>>);

impl Journal {
    /// An empty one.
    #[must_use]
    pub fn memory() -> Self {
        Self::default()
    }

    /// Keeps an intent.
    ///
    /// # Errors
    /// None here.
    pub fn intend(&self, intent: &Intent) -> Result<EntryId, String> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push((intent.clone(), Vec::new()));
        Ok(EntryId::new(&entries.len().to_string()))
    }

    /// Keeps an outcome.
    ///
    /// # Errors
    /// An entry that is not here.
    pub fn note(&self, id: &EntryId, outcome: &Outcome) -> Result<(), String> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = id.as_str().parse::<usize>().ok().and_then(|id| id.checked_sub(1));
        let entry = at.and_then(|at| entries.get_mut(at));
        entry.ok_or("no such entry")?.1.push(outcome.clone());
        Ok(())
    }
}
