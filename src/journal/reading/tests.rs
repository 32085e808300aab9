//! Journals that are whole, torn, damaged, and of a later version.

use proptest::prelude::*;

use super::*;
use crate::dns::Name;
use crate::journal::stamp;
use crate::zone::{
    AccountId, ChangeId, Deed, Identity, Intent, Outcome, Partition, Party, ProfileName, Proof,
    ProofVerdict, ZoneId,
};

fn intent() -> Intent {
    let name = Name::from_user("example.com").unwrap();
    let arn = "arn:aws:iam::111111111111:user/\u{202e}jo\u{9b}".to_owned();
    let parent = Party {
        profile: ProfileName::new("dns-prod"),
        identity: Identity { account: AccountId::new("111111111111"), arn },
        partition: Partition::Aws,
        zone: Some(ZoneId::new("Z0PARENT")),
        name: name.clone(),
    };
    Intent {
        deed: Deed::Remove,
        undoes: None,
        parent,
        child: None,
        requested_by: None,
        cut: name,
        before: Vec::new(),
        after: Vec::new(),
        batch: None,
        caller_reference: None,
    }
}

fn id(n: u64) -> EntryId {
    stamp::id(std::time::UNIX_EPOCH, n)
}

fn at() -> String {
    stamp::rfc3339(std::time::UNIX_EPOCH)
}

fn intended(n: u64) -> Vec<u8> {
    ended(&Line::intent(&id(n), at(), "jo@desk".into(), &intent()))
}

fn told(n: u64, outcome: &Outcome) -> Vec<u8> {
    ended(&Line::outcome(&id(n), at(), outcome))
}

fn ended(line: &Line) -> Vec<u8> {
    let mut bytes = line.to_bytes().unwrap();
    bytes.push(b'\n');
    bytes
}

fn accepted() -> Outcome {
    Outcome::Accepted { change: ChangeId::new("C1"), zone: None }
}

/// The ids and how many outcomes each has.
fn summary(reading: &Reading) -> Vec<(EntryId, usize)> {
    reading.entries.iter().map(|entry| (entry.id.clone(), entry.outcomes.len())).collect()
}

#[test]
fn outcomes_go_to_their_entry_in_their_order() {
    let bytes = [
        intended(1),
        told(1, &Outcome::Sent),
        intended(2),
        told(1, &accepted()),
        told(2, &Outcome::Sent),
        told(1, &Outcome::InSync),
    ];
    let reading = Reading::of(&bytes.concat());
    assert_eq!(reading.notices("x"), Vec::<String>::new());
    assert_eq!(summary(&reading), [(id(1), 3), (id(2), 1)]);
    assert_eq!(reading.entries[0].outcomes, [Outcome::Sent, accepted(), Outcome::InSync]);
    assert_eq!(reading.entries[0].intent, intent());
    let open: Vec<EntryId> = reading.open().into_iter().map(|entry| entry.id).collect();
    assert_eq!(open, [id(2)]);
}

#[test]
fn a_proof_changes_no_state_and_the_last_one_counts() {
    let proof = |verdict| Proof { verdict, rows: Vec::new() };
    let proved = |n: u64, verdict| ended(&Line::proof(&id(n), at(), &proof(verdict)));
    let bytes = [
        intended(1),
        told(1, &accepted()),
        proved(1, ProofVerdict::Differs),
        intended(2),
        told(1, &Outcome::InSync),
        proved(1, ProofVerdict::Proved),
        proved(3, ProofVerdict::Proved),
    ];
    let reading = Reading::of(&bytes.concat());
    assert_eq!((reading.damaged, reading.later), (1, 0));
    let [one, two] = reading.entries.as_slice() else { panic!("{:?}", reading.entries) };
    assert_eq!((one.state(), &one.proof), ("in_sync", &Some(proof(ProofVerdict::Proved))));
    assert_eq!((two.is_open(), &two.proof), (true, &None));
}

#[test]
fn every_prefix_reads_as_its_whole_lines() {
    let lines = [
        intended(1),
        told(1, &Outcome::Sent),
        told(1, &accepted()),
        intended(2),
        told(1, &Outcome::InSync),
    ];
    let whole = lines.concat();
    let ends: Vec<usize> = lines
        .iter()
        .scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        })
        .collect();
    for cut in 0..=whole.len() {
        let reading = Reading::of(&whole[..cut]);
        let complete = ends.iter().filter(|end| **end <= cut).count();
        let expected = Reading::of(&lines[..complete].concat());
        assert_eq!(reading.entries, expected.entries, "cut at {cut}");
        assert_eq!(reading.entries.len(), [0, 1, 1, 1, 2, 2][complete], "cut at {cut}");
        let torn = cut != 0 && !ends.contains(&cut);
        assert_eq!(reading.cut_off, usize::from(torn), "cut at {cut}");
        assert_eq!((reading.damaged, reading.later), (0, 0), "cut at {cut}");
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_hides_nothing_else() {
    let bytes = [
        b"\xef\xbb\xbfhello\n".to_vec(),
        intended(1),
        b"\0\0\0\xff\n".to_vec(),
        intended(1),
        told(7, &Outcome::Sent),
        b"\n  \r\n".to_vec(),
        b"{\"v\":1,\"id\":\"x\" (cut off)\n".to_vec(),
        told(1, &Outcome::Sent),
        b"\0\0\0\0".to_vec(),
    ];
    let reading = Reading::of(&bytes.concat());
    assert_eq!(summary(&reading), [(id(1), 1)]);
    assert_eq!((reading.damaged, reading.later, reading.cut_off), (4, 0, 2));
    let notices = reading.notices("/j").join("\n");
    assert!(notices.contains("4 lines of the journal /j can't be read"), "{notices}");
    assert!(notices.contains("2 lines of the journal /j were cut off"), "{notices}");
}

#[test]
fn what_a_later_zonecut_wrote_about_is_left_to_it() {
    let later = |n: u64, event: &str| {
        let line =
            format!("{{\"v\":3,\"id\":\"{}\",\"at\":\"{}\",\"event\":\"{event}\"}}\n", id(n), at());
        line.into_bytes()
    };
    let bytes =
        [intended(1), intended(2), later(1, "proved"), later(3, "intent"), told(3, &Outcome::Sent)];
    let reading = Reading::of(&bytes.concat());
    assert_eq!(summary(&reading), [(id(1), 0), (id(2), 0)]);
    assert_eq!((reading.damaged, reading.later), (0, 2));
    assert_eq!(reading.notices("/j").len(), 1);
    let open: Vec<EntryId> = reading.open().into_iter().map(|entry| entry.id).collect();
    assert_eq!(open, [id(2)]);
}

proptest! {
    /// Damage anywhere costs the line it falls into, or the two it joins, and none other.
    #[test]
    fn one_damaged_byte_costs_no_other_line(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let lines: Vec<Vec<u8>> = (0..6).map(intended).collect();
        let mut bytes = lines.concat();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let reading = Reading::of(&bytes);
        let mut start = 0;
        for (n, line) in (0..6).zip(&lines) {
            let touched = (start.max(1) - 1..start + line.len()).contains(&at);
            let there = reading.entries.iter().any(|entry| entry.id == id(n));
            prop_assert!(touched || there, "entry {n} is lost by a byte at {at}");
            start += line.len();
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(Reading::of(&bytes).entries.len(), 0);
    }
}
