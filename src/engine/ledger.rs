//! The journal together with the entries that this process holds: what [`Apply`](crate::cut::Apply)
//! asks to be written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::journal::{Journal, Live};
use crate::zone::{Entry, EntryId, Intent, Outcome, Proof};

/// The journal, and our hold on the entries that are under way. An entry is held from its intent
/// to its final outcome, so that no other zonecut settles it meanwhile. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ledger {
    journal: Journal,
    held: Arc<Mutex<HashMap<EntryId, Live>>>,
}

impl Ledger {
    /// Writes to this journal.
    #[must_use]
    pub fn new(journal: Journal) -> Self {
        Self { journal, held: Arc::default() }
    }

    /// The journal itself.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Writes an intent, and holds it. On disk before it returns.
    ///
    /// # Errors
    /// The journal's words: nothing may be sent.
    pub async fn intend(&self, intent: Intent) -> Result<EntryId, String> {
        self.on_disk(move |ledger| {
            let live = ledger.journal.intend(&intent).map_err(|error| error.to_string())?;
            let id = live.id().clone();
            ledger.held().insert(id.clone(), live);
            Ok(id)
        })
        .await
    }

    /// Writes what became of an entry; a final outcome lets go of it.
    ///
    /// # Errors
    /// The journal's words. The entry is then settled by reading when zonecut starts again.
    pub async fn note(&self, id: EntryId, outcome: Outcome) -> Result<(), String> {
        self.on_disk(move |ledger| {
            let noted = ledger.journal.note(&id, &outcome).map_err(|error| error.to_string());
            if outcome.is_final() {
                ledger.held().remove(&id);
            }
            noted
        })
        .await
    }

    /// Writes what the name servers answered after a change.
    ///
    /// # Errors
    /// The journal's words.
    pub async fn prove(&self, id: EntryId, proof: Proof) -> Result<(), String> {
        self.on_disk(move |ledger| {
            ledger.journal.prove(&id, &proof).map_err(|error| error.to_string())
        })
        .await
    }

    /// All entries, the newest first.
    ///
    /// # Errors
    /// The journal's words.
    pub async fn entries(&self) -> Result<Vec<Entry>, String> {
        self.on_disk(|ledger| ledger.journal.entries().map_err(|error| error.to_string())).await
    }

    /// Takes hold of all entries of which it is not known what became of them, and which no
    /// living zonecut holds, this one included.
    ///
    /// # Errors
    /// The journal's words.
    pub async fn take_open(&self) -> Result<Vec<Entry>, String> {
        self.on_disk(|ledger| {
            let open = ledger.journal.open_entries().map_err(|error| error.to_string())?;
            let mut held = ledger.held();
            Ok(open
                .into_iter()
                .map(|(entry, live)| {
                    held.insert(entry.id.clone(), live);
                    entry
                })
                .collect())
        })
        .await
    }

    /// Lets go of an entry that could not be settled, so that a later start may try.
    pub fn release(&self, id: &EntryId) {
        self.held().remove(id);
    }

    fn held(&self) -> MutexGuard<'_, HashMap<EntryId, Live>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal waits for the disk; the screen must not.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let ledger = self.clone();
        tokio::task::spawn_blocking(move || work(&ledger))
            .await
            .unwrap_or_else(|failed| Err(format!("the journal's work broke off: {failed}")))
    }
}
