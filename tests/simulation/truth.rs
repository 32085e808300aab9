//! What really happened, noted beside the program and checked against what was promised.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;
use zonecut::emulator::World;
use zonecut::journal::{Journal, MemoryStore};
use zonecut::zone::{Deed, Entry, EntryId, Outcome, Settled};

use crate::cast::ACCOUNTS;
use crate::preview::Preview;
use crate::sets::{Place, Snapshot, WireChange, as_sent, at_cut, snapshot, sorted};

/// A promise that can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Broken {
    /// What was sent is not what was confirmed.
    Unconfirmed,
    /// A set was changed that was not as the confirmed preview showed it.
    Unseen,
    /// A zone holds what neither the world, an editor nor a confirmed preview explains.
    Unexplained,
    /// It was sent although no reading after the confirmation showed what the preview did.
    Blind,
    /// It was sent before its intent was on disk.
    Unjournalled,
    /// It was sent without a note that it is.
    Untold,
    /// It was sent again although the earlier request may have been, or be, carried out.
    Resent,
    /// One intent was carried out twice.
    Twice,
    /// The journal does not know of a change that was made.
    Missing,
    /// The journal says of an entry what is not so.
    Untrue,
    /// An entry is open at the end of a calm day.
    Open,
    /// An undo put back something else than stood there, or was made of something else.
    NotRestored,
    /// It came to no end.
    Hangs,
}

/// A request that is to write.
#[derive(Debug)]
struct Write {
    entry: Option<EntryId>,
    preview: Option<Preview>,
    changes: Vec<WireChange>,
    at: Duration,
    /// When the cut was last read before.
    read: Option<Duration>,
    /// `None` while it may still be carried out.
    changed: Option<bool>,
}

/// What was read again since the last request that was to write.
#[derive(Debug, Default)]
struct Reread {
    run: Option<Snapshot>,
    at: Option<Duration>,
    servers: BTreeMap<String, Vec<String>>,
    accounts: BTreeMap<String, String>,
}

/// What a reading saw when it was answered.
#[derive(Debug, Clone)]
pub(crate) enum Saw {
    Run { zone: String, sets: Snapshot, at: Instant },
    Servers { zone: String, servers: Vec<String> },
    Account { key: String, account: String },
}

/// All that is known of a story.
#[derive(Debug)]
pub(crate) struct Truth {
    start: Instant,
    disk: MemoryStore,
    model: Snapshot,
    /// What the user confirmed last.
    preview: Option<Preview>,
    reread: Reread,
    writes: Vec<Write>,
    /// The write that was being carried out when the world was last seen.
    acting: Option<usize>,
    creating: bool,
    /// When an editor last changed the NS or DS sets at a name of a zone.
    edited: BTreeMap<(String, String), Duration>,
    pub(crate) broken: Vec<(Broken, String)>,
    pub(crate) trace: Vec<String>,
}

impl Truth {
    pub(crate) fn new(disk: MemoryStore, world: &World) -> Self {
        Self {
            start: Instant::now(),
            disk,
            model: snapshot(world),
            preview: None,
            reread: Reread::default(),
            writes: Vec::new(),
            acting: None,
            creating: false,
            edited: BTreeMap::new(),
            broken: Vec::new(),
            trace: Vec::new(),
        }
    }

    pub(crate) fn tell(&mut self, line: impl AsRef<str>) {
        let at = self.start.elapsed();
        self.trace.push(format!("{:>9.3}s  {}", at.as_secs_f64(), line.as_ref()));
    }

    pub(crate) fn breaks(&mut self, what: Broken, why: impl AsRef<str>) {
        let why = why.as_ref();
        self.tell(format!("BROKEN {what:?}: {why}"));
        self.broken.push((what, why.to_owned()));
    }

    pub(crate) fn confirmed(&mut self, preview: Preview) {
        self.tell(format!("confirmed {}", preview.told()));
        self.preview = Some(preview);
        self.reread = Reread::default();
    }

    /// A reading whose answer has arrived whole.
    pub(crate) fn read(&mut self, saw: Saw) {
        match saw {
            Saw::Run { zone, sets, at } => {
                let at = at.duration_since(self.start);
                if self.preview.as_ref().is_some_and(|preview| preview.parent.zone == zone) {
                    self.reread.run = Some(sets);
                    self.reread.at = Some(at);
                }
            }
            Saw::Servers { zone, servers } => {
                self.reread.servers.insert(zone, servers);
            }
            Saw::Account { key, account } => {
                self.reread.accounts.insert(key, account);
            }
        }
    }

    /// The name whose sets a reading of the run should be kept of.
    pub(crate) fn cut(&self) -> Option<String> {
        self.preview.as_ref().map(|preview| preview.cut.clone())
    }

    /// A batch leaves the machine. Gives its number.
    pub(crate) fn sent(&mut self, key: &str, zone: &str, changes: Vec<WireChange>) -> usize {
        let preview = self.preview.clone();
        match &preview {
            None => self.breaks(Broken::Unconfirmed, "nothing was confirmed"),
            Some(preview) => {
                if preview.parent.zone != zone || preview.parent.key != key {
                    self.breaks(Broken::Unconfirmed, format!("to {zone} with {key}"));
                }
                if preview.batch != changes {
                    self.breaks(Broken::Unconfirmed, format!("{changes:?}"));
                }
                if let Some(why) = self.not_reread(preview) {
                    self.breaks(Broken::Blind, why);
                }
            }
        }
        let read = std::mem::take(&mut self.reread).at;
        let entry = self.journalled(zone, &changes);
        let at = self.start.elapsed();
        self.writes.push(Write { entry, preview, changes, at, read, changed: None });
        self.writes.len() - 1
    }

    /// Why the readings since the last write don't show what the preview did.
    fn not_reread(&self, preview: &Preview) -> Option<String> {
        let Reread { run, servers, accounts, .. } = &self.reread;
        match run {
            None => return Some("the cut was not read again".into()),
            Some(run) if sorted(run) != preview.seen => {
                return Some(format!("shown {:?}, read {run:?}", preview.seen));
            }
            Some(_) => {}
        }
        for side in [Some(&preview.parent), preview.child.as_ref()].into_iter().flatten() {
            if accounts.get(&side.key) != Some(&side.account) {
                return Some(format!("shown {side:?}, now {:?}", accounts.get(&side.key)));
            }
        }
        let child = preview.child.as_ref()?;
        let now = servers.get(&child.zone).cloned().map(|mut servers| {
            servers.sort();
            servers
        });
        (now.as_ref() != Some(&preview.servers))
            .then(|| format!("shown {:?}, now {now:?}", preview.servers))
    }

    /// The entry on disk that a request is for.
    fn journalled(&mut self, zone: &str, changes: &[WireChange]) -> Option<EntryId> {
        let entries = self.entries();
        let of_this = |entry: &&Entry| {
            let Some(batch) = &entry.intent.batch else { return false };
            let in_zone = entry.intent.parent.zone.as_ref().is_some_and(|it| it.as_str() == zone);
            entry.is_open() && in_zone && as_sent(zone, batch) == changes
        };
        let Some(entry) = entries.iter().find(of_this) else {
            self.breaks(Broken::Unjournalled, format!("{changes:?}"));
            return None;
        };
        let told = entry.outcomes.iter().filter(|outcome| **outcome == Outcome::Sent).count();
        let earlier: Vec<Option<bool>> = self
            .writes
            .iter()
            .filter(|write| write.entry.as_ref() == Some(&entry.id))
            .map(|write| write.changed)
            .collect();
        if told <= earlier.len() {
            self.breaks(Broken::Untold, format!("{} was sent {told} times by its notes", entry.id));
        }
        if earlier.iter().any(|changed| *changed != Some(false)) {
            self.breaks(Broken::Resent, format!("{} is sent again", entry.id));
        }
        Some(entry.id.clone())
    }

    /// A zone is about to be asked for.
    pub(crate) fn creates(&mut self, reference: &str) {
        let open = |entry: &Entry| {
            entry.intent.deed == Deed::CreateZone
                && entry.is_open()
                && entry.id.as_str() == reference
        };
        if !self.entries().iter().any(open) {
            self.breaks(Broken::Unjournalled, format!("the creation {reference}"));
        }
        self.creating = true;
    }

    /// A write is carried out, or refused, now.
    pub(crate) fn acts(&mut self, number: usize, world: &World) {
        self.look(world);
        self.acting = Some(number);
    }

    /// The answer to a write has left, or it never reached anybody.
    pub(crate) fn acted(&mut self, number: usize, world: &World) {
        self.look(world);
        if let Some(write) = self.writes.get_mut(number) {
            write.changed.get_or_insert(false);
        }
    }

    /// An editor's deed.
    pub(crate) fn edits(&mut self, world: &mut World, zone: &str, cut: &str, what: &str) {
        self.tell(format!("the editor: {what}"));
        self.edited.insert((zone.to_owned(), cut.to_owned()), self.start.elapsed());
        self.model = snapshot(world);
    }

    /// Compares the world with what explains it.
    pub(crate) fn look(&mut self, world: &World) {
        let now = snapshot(world);
        let acting = self.acting.take();
        if now == self.model {
            if let Some(write) = acting.and_then(|number| self.writes.get_mut(number)) {
                write.changed = Some(false);
            }
            return;
        }
        if let Some(number) = acting
            && now == self.after(number)
        {
            self.made(number, &now);
        } else if !(self.creating && self.only_new_zones(&now)) {
            let gone = self.model.iter().filter(|(place, set)| now.get(*place) != Some(set));
            let come = now.iter().filter(|(place, set)| self.model.get(*place) != Some(set));
            let why = format!("-{:?} +{:?}", gone.collect::<Vec<_>>(), come.collect::<Vec<_>>());
            self.breaks(Broken::Unexplained, why);
        }
        self.model = now;
    }

    fn only_new_zones(&self, now: &Snapshot) -> bool {
        let zones: BTreeSet<&String> = self.model.keys().map(|place| &place.0).collect();
        now.iter().filter(|(place, _)| zones.contains(&place.0)).eq(self.model.iter())
    }

    /// The model after a batch.
    fn after(&self, number: usize) -> Snapshot {
        let mut after = self.model.clone();
        for change in self.writes.get(number).iter().flat_map(|write| &write.changes) {
            if change.action == "DELETE" {
                after.remove(&change.place);
            } else {
                after.insert(change.place.clone(), change.content.clone());
            }
        }
        after
    }

    /// A write has changed its zone.
    fn made(&mut self, number: usize, now: &Snapshot) {
        self.tell(format!("Route 53 has carried out write {number}"));
        let before = sorted(&self.model);
        let Some(write) = self.writes.get_mut(number) else { return };
        write.changed = Some(true);
        let touched: BTreeSet<Place> =
            write.changes.iter().map(|change| change.place.clone()).collect();
        let (entry, preview, read) = (write.entry.clone(), write.preview.clone(), write.read);
        let same = |other: &Write| other.changed == Some(true) && other.entry == entry;
        if entry.is_some() && self.writes.iter().filter(|other| same(other)).count() > 1 {
            self.breaks(Broken::Twice, format!("{entry:?}"));
        }
        let Some(preview) = preview else { return };
        for place in &touched {
            if !preview.is_at_cut(place) {
                self.breaks(Broken::Unconfirmed, format!("{place:?} is not of the cut"));
            }
            if before.get(place) != preview.before.get(place) {
                let (shown, was) = (preview.before.get(place), before.get(place));
                self.breaks(Broken::Unseen, format!("{place:?}: shown {shown:?}, was {was:?}"));
            }
        }
        let Some(undone) = &preview.undoes else { return };
        let (zone, cut) = (&preview.parent.zone, &preview.cut);
        // Route 53 compares the sets of the batch. Another set at the cut that somebody changes
        // between the last reading and the write is seen by the reading after it.
        let edited = self.edited.get(&(zone.clone(), cut.clone()));
        let raced = edited.is_some_and(|edited| read.is_none_or(|read| *edited >= read));
        let compared = |mut sets: Snapshot| {
            sets.retain(|place, _| !raced || touched.contains(place));
            sets
        };
        let (wanted, restored) =
            (compared(undone.before.clone()), compared(at_cut(now, zone, cut)));
        let (ours, taken) = (compared(sorted(&undone.after)), compared(at_cut(&before, zone, cut)));
        // Byte for byte what the undo writes. A set it has no need to write is the same in any
        // order of its records (RFC 2181 §5).
        let written = |sets: &Snapshot| {
            let mut sets = sets.clone();
            sets.retain(|place, _| touched.contains(place));
            sets
        };
        let same = written(&restored) == written(&wanted) && sorted(&restored) == sorted(&wanted);
        if !same {
            let text = format!("to restore {wanted:?}, restored {restored:?}");
            self.breaks(Broken::NotRestored, text);
        }
        if taken != ours {
            let text = format!("it wrote {ours:?}, the undo took away {taken:?}");
            self.breaks(Broken::NotRestored, text);
        }
    }

    pub(crate) fn entries(&mut self) -> Vec<Entry> {
        Journal::on(std::sync::Arc::new(self.disk.clone())).entries().unwrap_or_default()
    }

    /// How many writes have changed something.
    pub(crate) fn changes(&self) -> usize {
        self.writes.iter().filter(|write| write.changed == Some(true)).count()
    }

    /// What must hold when all is quiet and every entry could be settled.
    pub(crate) fn last_look(&mut self, world: &World) {
        self.look(world);
        let entries = self.entries();
        let known: BTreeSet<&EntryId> = entries.iter().map(|entry| &entry.id).collect();
        let unknown: Vec<String> = self
            .writes
            .iter()
            .filter(|write| write.changed == Some(true))
            .filter(|write| write.entry.as_ref().is_none_or(|entry| !known.contains(entry)))
            .map(|write| format!("{:?}", write.changes))
            .collect();
        for change in unknown {
            self.breaks(Broken::Missing, change);
        }
        for entry in &entries {
            let party = &entry.intent.parent;
            let home = |(id, name): &(&str, &str)| {
                *id == party.identity.account.as_str() && *name == party.profile.as_str()
            };
            // Made while the profile was another account: it stays open, and is told.
            let at_home = ACCOUNTS.iter().any(home);
            if entry.is_open() && !at_home {
                self.tell(format!("{} stays open: its account is gone", entry.id));
            } else if entry.is_open() {
                self.breaks(Broken::Open, format!("{} is {}", entry.id, entry.state()));
            } else if entry.intent.deed != Deed::CreateZone
                && let Some(why) = self.untrue(entry)
            {
                self.breaks(Broken::Untrue, why);
            }
        }
    }

    /// Why what the journal says last of an entry is not so.
    fn untrue(&self, entry: &Entry) -> Option<String> {
        let own = |write: &&Write| write.entry.as_ref() == Some(&entry.id);
        let made = self.writes.iter().filter(own).any(|write| write.changed == Some(true));
        let since = self
            .writes
            .iter()
            .find(own)
            .map_or(Duration::ZERO, |write| write.read.unwrap_or(write.at));
        let zone = entry.intent.parent.zone.as_ref().map(|zone| zone.as_str().to_owned())?;
        let place = (zone, entry.intent.cut.as_route53().to_owned());
        let others = self.writes.iter().filter(|write| {
            let there = write.changes.iter().any(|change| change.place.1 == place.1);
            there && write.entry.as_ref() != Some(&entry.id) && write.changed == Some(true)
        });
        // Where somebody else was at the cut, a reading can't tell whose work it sees.
        let touched = self.edited.get(&place).is_some_and(|edited| *edited >= since)
            || others.into_iter().any(|write| write.at >= since);
        let wrong = match entry.last()? {
            Outcome::NotSent(_) | Outcome::Refused(_) => made,
            Outcome::InSync | Outcome::Unproved(_) | Outcome::Overwritten(_) => !made,
            Outcome::Settled(Settled::Made) => !made && !touched,
            Outcome::Settled(Settled::NotMade) => made && !touched,
            Outcome::Settled(Settled::Otherwise(_)) => !touched,
            Outcome::Sent | Outcome::Accepted { .. } | Outcome::Unclear(_) => false,
        };
        let what = if made { "made" } else { "not made" };
        wrong.then(|| format!("{} was {what}, the journal says {:?}", entry.id, entry.last()))
    }
}
