//! Any bytes as the journal: read as far as they can be, and never lost.

use std::sync::Arc;

use proptest::prelude::*;
use zonecut::journal::{Journal, MemoryStore, Store};
use zonecut::zone::{EntryId, Outcome};

use crate::{corpus, mangled};

fn read(bytes: &[u8]) {
    let store = MemoryStore::with_bytes(bytes.to_vec());
    let journal = Journal::on(Arc::new(store.clone()));
    let lines = bytes.split(|byte| *byte == b'\n').count();
    assert!(journal.entries().unwrap().len() <= lines);
    let open = journal.open_entries().unwrap();
    assert!(open.len() <= lines);
    assert!(journal.notices().iter().map(String::len).sum::<usize>() <= 2_000);
    let id = EntryId::new("20261123-124153412-7k2qx9tm");
    journal.note(&id, &Outcome::Sent).unwrap();
    assert!(store.read().unwrap().starts_with(bytes), "what stood there is gone");
}

#[test]
fn journals_of_the_corpus() {
    for (name, bytes) in corpus("journal") {
        println!("{name}");
        read(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_journal(seed: u64) {
        read(&mangled("journal", seed, 1 << 14));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&bytes);
    }
}
