//! Intents and outcomes to write.

use zonecut::dns::Name;
use zonecut::zone::{
    AccountId, Action, Change, ChangeBatch, ChangeId, Deed, Entry, Identity, Intent, Outcome,
    Partition, Party, ProfileName, Proof, ProofRole, ProofRow, ProofState, ProofVerdict, RecordSet,
    ZoneId,
};

/// A delegation of `<label>.example.com`, with names and values that need escaping.
pub(crate) fn intent(label: &str) -> Intent {
    let name = |text: &str| Name::from_user(text).unwrap();
    let cut = name(&format!("{label}.example.com"));
    let party = |profile: &str, zone: &str, name: &Name| Party {
        profile: ProfileName::new(profile),
        identity: Identity {
            account: AccountId::new("111111111111"),
            arn: format!("arn:aws:iam::111111111111:user/\u{1b}[31m{profile}\u{202e}\u{9b}\n"),
        },
        partition: Partition::Aws,
        zone: Some(ZoneId::new(zone)),
        name: name.clone(),
    };
    let set = RecordSet::ns(cut.clone(), 300, &[name("ns-1.awsdns-01.org"), name("*.x.0/25.y")]);
    let change = Change { action: Action::Create, set: set.clone() };
    Intent {
        deed: Deed::Delegate,
        undoes: None,
        parent: party("dns-prod", "Z0PARENT", &name("example.com")),
        child: Some(party("team-a", "Z0CHILD", &cut)),
        requested_by: None,
        cut,
        before: Vec::new(),
        after: vec![set],
        batch: Some(ChangeBatch { comment: "zonecut".into(), changes: vec![change] }),
        caller_reference: None,
    }
}

/// The label that an entry was intended with.
pub(crate) fn label(entry: &Entry) -> &str {
    entry.intent.cut.labels().next().unwrap()
}

/// Route 53 took it.
pub(crate) fn accepted() -> Outcome {
    Outcome::Accepted { change: ChangeId::new("C0123456789"), zone: None }
}

/// What a server answered, with words that need escaping.
pub(crate) fn proof(words: &str) -> Proof {
    let row = ProofRow {
        role: ProofRole::Child,
        server: "ns-1.awsdns-01.org.".into(),
        state: ProofState::Differs,
        words: format!("\u{1b}[31m{words}\u{202e}\u{9b}\n"),
        took_ms: Some(12),
    };
    Proof { verdict: ProofVerdict::Differs, rows: vec![row] }
}
