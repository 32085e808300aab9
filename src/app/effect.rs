//! What the screen asks of the world. Effects are data: the runtime alone carries them out.

use std::time::Duration;

use super::create::Creator;
use super::export::Document;
use crate::cut::{AuditQuestion, Goal, Sides, Step, ZoneInView};
use crate::dns::{Lookup, Name};
use crate::zone::{
    AccountId, EntryId, Habit, HostedZone, OneTimeCode, Outcome, ProfileName, Proof, RecordStart,
    Rules, Ticket, ZoneKey,
};

/// Tells one request from all others, so that an answer nobody waits for is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// One thing to do. Each but `Copy`, `Release`, `Remember` and `Quit` is answered by one message with its id.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask STS whom a profile's credentials belong to.
    Identify {
        /// Request.
        id: RequestId,
        /// Whose.
        profile: ProfileName,
    },
    /// Ask for one page of a profile's hosted zones.
    ListZones {
        /// Request.
        id: RequestId,
        /// Whose.
        profile: ProfileName,
        /// Where the page starts; `None` for the first.
        marker: Option<String>,
    },
    /// Look up what earlier runs listed for profiles.
    RecallZones {
        /// Request.
        id: RequestId,
        /// Whose, in the order shown.
        profiles: Vec<ProfileName>,
    },
    /// Keep a listing that has come to its end for the next run.
    KeepZones {
        /// Request.
        id: RequestId,
        /// Whose zones they are, as STS told it.
        account: AccountId,
        /// The profiles that reach the account, the one that listed it first.
        profiles: Vec<ProfileName>,
        /// All that was listed.
        zones: Vec<HostedZone>,
    },
    /// Ask for a zone's delegation set and VPCs.
    ReadZone {
        /// Request.
        id: RequestId,
        /// Which.
        zone: ZoneKey,
    },
    /// Ask for one page of a zone's record sets.
    ReadRecords {
        /// Request.
        id: RequestId,
        /// Which.
        zone: ZoneKey,
        /// Where the page starts; `None` for the first.
        start: Option<RecordStart>,
    },
    /// Read all that a plan is made of.
    ReadFacts {
        /// Request.
        id: RequestId,
        /// The cut.
        sides: Sides,
        /// What the plan is for.
        goal: Goal,
        /// What the checks need of the other zones in view.
        in_view: Vec<ZoneInView>,
        /// What the configuration allows.
        rules: Rules,
    },
    /// Take one step of a confirmed change: the only effect that can write to a zone.
    Apply {
        /// Request.
        id: RequestId,
        /// The cut.
        sides: Sides,
        /// What the journal is told before the step.
        note: Option<(EntryId, Outcome)>,
        /// The step.
        step: Step,
    },
    /// Tell the journal how a change ended.
    Note {
        /// Request.
        id: RequestId,
        /// The change.
        entry: EntryId,
        /// How it ended.
        outcome: Outcome,
    },
    /// Find out what became of the changes that earlier runs left open, and write it down.
    SettleOpen {
        /// Request.
        id: RequestId,
    },
    /// Read the journal.
    ReadJournal {
        /// Request.
        id: RequestId,
    },
    /// Ask how many zones a profile's account has, and may have.
    ReadAccountQuota {
        /// Request.
        id: RequestId,
        /// Whose.
        profile: ProfileName,
    },
    /// Create a zone that the user confirmed: journalled, sent, waited for.
    CreateZone {
        /// Request.
        id: RequestId,
        /// With whose hands, and whom the user was shown that to be.
        creator: Creator,
        /// Its apex.
        name: Name,
    },
    /// Ask whether and how a zone is signed.
    ReadSigning {
        /// Request.
        id: RequestId,
        /// Which.
        zone: ZoneKey,
    },
    /// Find out what an audit wants to know.
    Audit {
        /// Request.
        id: RequestId,
        /// What.
        what: AuditQuestion,
    },
    /// Write a document to a file in the current folder, over no other file.
    Export {
        /// Request.
        id: RequestId,
        /// The document.
        document: Document,
    },
    /// Find one thing out in the DNS.
    LookUp {
        /// Request.
        id: RequestId,
        /// What.
        lookup: Lookup,
    },
    /// Tell the journal what name servers answered after a change.
    Prove {
        /// Request.
        id: RequestId,
        /// The change.
        entry: EntryId,
        /// What was seen.
        proof: Box<Proof>,
    },
    /// Let this time pass.
    Wait {
        /// Request.
        id: RequestId,
        /// How long.
        time: Duration,
    },
    /// Find out what signing in to a profile takes.
    BeginSignIn {
        /// Request.
        id: RequestId,
        /// The profile.
        profile: ProfileName,
    },
    /// Find out when a profile's sign-in ends. Asks nobody but the cache.
    ReadEnd {
        /// Request.
        id: RequestId,
        /// The profile.
        profile: ProfileName,
    },
    /// Ask what the account of a profile is called.
    ReadAlias {
        /// Request.
        id: RequestId,
        /// The profile.
        profile: ProfileName,
    },
    /// Ask once whether a sign-in was approved in the browser.
    PollSignIn {
        /// Request.
        id: RequestId,
        /// The profile that it was begun for.
        profile: ProfileName,
        /// The authorization.
        ticket: Ticket,
    },
    /// Give STS the code of an MFA device.
    GiveCode {
        /// Request.
        id: RequestId,
        /// The profile whose role asks for it.
        profile: ProfileName,
        /// The code.
        code: OneTimeCode,
    },
    /// Look which accounts of an Organization an earlier run reached.
    RecallMembers {
        /// Request.
        id: RequestId,
        /// Its number, in the order of the configuration.
        organization: usize,
    },
    /// Ask an Organization which accounts there are.
    FindMembers {
        /// Request.
        id: RequestId,
        /// Its number, in the order of the configuration.
        organization: usize,
    },
    /// Remember for the next start what the user does or likes. Not answered.
    Remember {
        /// What.
        habit: Habit,
    },
    /// Open an address in a browser, where there is one.
    OpenBrowser {
        /// Request.
        id: RequestId,
        /// The address, from outside.
        address: String,
    },
    /// Have the terminal copy a text to the clipboard. Not answered.
    Copy {
        /// The text, from outside.
        text: String,
    },
    /// Let go of an entry of which nobody can tell yet what became. Not answered.
    Release {
        /// The entry.
        entry: EntryId,
    },
    /// Leave the program.
    Quit,
}

/// What follows from a message: to be carried out, never to be forgotten.
#[must_use = "effects that are dropped are never carried out"]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Nothing to do.
    pub fn none() -> Self {
        Self::default()
    }

    /// One thing to do.
    pub fn one(effect: Effect) -> Self {
        Self(vec![effect])
    }

    /// Adds what else is to be done.
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Adds one more thing to do.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
