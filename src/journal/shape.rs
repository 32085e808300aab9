//! A line of the journal as JSON, to and from the plain words. `docs/journal.md` tells the shape.

mod ascii;
mod intent;
mod proof;

use serde::{Deserialize, Serialize};

use crate::zone::{ChangeId, EntryId, Intent, Outcome, Proof, RecordSet, Settled, ZoneId};
use intent::{IntentShape, RecordSetShape};
use proof::ProofShape;

/// The latest version of a line that is read.
const VERSION: u64 = 2;

/// What a torn last line is ended with before anything is put behind it. It makes a line that
/// lacked nothing but its newline unreadable for good: its writer was told, or died before it was
/// told, that it is not on disk.
pub(super) const CUT_OFF: &[u8] = b" (cut off)";

/// One line. Which of the later parts are there depends on the event; what a later zonecut may
/// add beside is passed over.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    v: u64,
    id: String,
    at: String,
    event: Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<IntentShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Vec<RecordSetShape>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofShape>,
}

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Intent,
    Sent,
    Accepted,
    InSync,
    NotSent,
    Refused,
    Unclear,
    Made,
    NotMade,
    Otherwise,
    Unproved,
    Overwritten,
    Proof,
}

impl Event {
    /// The version of the lines that tell of it. What came later has a later one, so that who
    /// does not know it takes its line for a later zonecut's, and not for a damaged one.
    fn version(self) -> u64 {
        if self == Self::Proof { 2 } else { 1 }
    }
}

/// A line that was read.
#[derive(Debug, PartialEq)]
pub(super) enum Told {
    /// An intent.
    Intent {
        /// The entry.
        id: EntryId,
        /// RFC 3339.
        at: String,
        /// `user@host`.
        who: String,
        /// What was intended.
        intent: Box<Intent>,
    },
    /// What became of one.
    Outcome {
        /// The entry.
        id: EntryId,
        /// What became of it.
        outcome: Outcome,
    },
    /// What the name servers answered after one.
    Proof {
        /// The entry.
        id: EntryId,
        /// Who answered what.
        proof: Proof,
    },
}

/// Why a line was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A later zonecut wrote it; the entry it is about, if it says so.
    Later(Option<EntryId>),
    /// It is no line of a journal, or a damaged one.
    Damaged,
}

/// Whether a text can be an entry's id: it also names a file.
pub(super) fn is_id(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(known)
}

impl Line {
    /// The line of an intent.
    pub(super) fn intent(id: &EntryId, at: String, who: String, intent: &Intent) -> Self {
        let intent = Some(IntentShape::from(intent));
        Self { who: Some(who), intent, ..Self::bare(id, at, Event::Intent) }
    }

    /// The line of an outcome.
    pub(super) fn outcome(id: &EntryId, at: String, outcome: &Outcome) -> Self {
        let bare = |event| Self::bare(id, at, event);
        let sets = |sets: &[RecordSet]| Some(sets.iter().map(RecordSetShape::from).collect());
        match outcome {
            Outcome::Sent => bare(Event::Sent),
            Outcome::Accepted { change, zone } => Self {
                change: Some(change.as_str().to_owned()),
                zone: zone.as_ref().map(|zone| zone.as_str().to_owned()),
                ..bare(Event::Accepted)
            },
            Outcome::InSync => bare(Event::InSync),
            Outcome::NotSent(why) => Self { reason: Some(why.clone()), ..bare(Event::NotSent) },
            Outcome::Refused(why) => Self { reason: Some(why.clone()), ..bare(Event::Refused) },
            Outcome::Unclear(why) => Self { reason: Some(why.clone()), ..bare(Event::Unclear) },
            Outcome::Settled(Settled::Made) => bare(Event::Made),
            Outcome::Settled(Settled::NotMade) => bare(Event::NotMade),
            Outcome::Settled(Settled::Otherwise(found)) => {
                Self { found: sets(found), ..bare(Event::Otherwise) }
            }
            Outcome::Unproved(why) => Self { reason: Some(why.clone()), ..bare(Event::Unproved) },
            Outcome::Overwritten(found) => Self { found: sets(found), ..bare(Event::Overwritten) },
        }
    }

    /// The line of a proof.
    pub(super) fn proof(id: &EntryId, at: String, proof: &Proof) -> Self {
        Self { proof: Some(ProofShape::from(proof)), ..Self::bare(id, at, Event::Proof) }
    }

    fn bare(id: &EntryId, at: String, event: Event) -> Self {
        Self {
            v: event.version(),
            id: id.as_str().to_owned(),
            at,
            event,
            who: None,
            intent: None,
            change: None,
            zone: None,
            reason: None,
            found: None,
            proof: None,
        }
    }

    /// The line without its newline, in ASCII alone.
    pub(super) fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        ascii::to_vec(self)
    }

    /// Reads a line without its newline.
    pub(super) fn read(bytes: &[u8]) -> Result<Told, Unread> {
        match serde_json::from_slice::<Self>(bytes) {
            Ok(line) if line.v == line.event.version() => line.told().ok_or(Unread::Damaged),
            _ => Err(Mark::of(bytes).map_or(Unread::Damaged, Mark::unread)),
        }
    }

    /// `None` where a part is missing or says what can't be.
    fn told(self) -> Option<Told> {
        if !is_id(&self.id) || !super::stamp::is_rfc3339(&self.at) {
            return None;
        }
        let id = EntryId::new(&self.id);
        if self.event == Event::Intent {
            let intent = Box::new(self.intent?.read()?);
            return Some(Told::Intent { id, at: self.at, who: self.who?, intent });
        }
        let outcome = match self.event {
            Event::Intent => return None,
            Event::Proof => return Some(Told::Proof { id, proof: self.proof?.read()? }),
            Event::Sent => Outcome::Sent,
            Event::Accepted => Outcome::Accepted {
                change: ChangeId::new(&self.change?),
                zone: self.zone.as_deref().map(ZoneId::new),
            },
            Event::InSync => Outcome::InSync,
            Event::NotSent => Outcome::NotSent(self.reason?),
            Event::Refused => Outcome::Refused(self.reason?),
            Event::Unclear => Outcome::Unclear(self.reason?),
            Event::Made => Outcome::Settled(Settled::Made),
            Event::NotMade => Outcome::Settled(Settled::NotMade),
            Event::Otherwise => Outcome::Settled(Settled::Otherwise(intent::sets(self.found?)?)),
            Event::Unproved => Outcome::Unproved(self.reason?),
            Event::Overwritten => Outcome::Overwritten(intent::sets(self.found?)?),
        };
        Some(Told::Outcome { id, outcome })
    }
}

/// What a line of any version has.
#[derive(Deserialize)]
struct Mark {
    v: u64,
    id: String,
    #[serde(rename = "at")]
    _at: String,
    #[serde(rename = "event")]
    _event: String,
}

impl Mark {
    fn of(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    fn unread(self) -> Unread {
        if self.v > VERSION {
            Unread::Later(is_id(&self.id).then(|| EntryId::new(&self.id)))
        } else {
            Unread::Damaged
        }
    }
}

/// Whether a line without its newline was written by a zonecut, of whatever version.
pub(super) fn is_ours(bytes: &[u8]) -> bool {
    Mark::of(bytes).is_some()
}

/// Whether a file's only line, which lacks its end, can be the start of one of ours.
pub(super) fn may_become_ours(bytes: &[u8]) -> bool {
    let start = b"{\"v\":";
    let len = bytes.len().min(start.len());
    bytes.get(..len) == start.get(..len)
}

#[cfg(test)]
mod tests;
