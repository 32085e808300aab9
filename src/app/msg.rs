//! What the world tells the screen.

use std::time::Duration;

use super::create::NotCreated;
use super::effect::RequestId;
use super::history::Found;
use super::key::Key;
use super::model::Room;
use super::mouse::Gesture;
use super::organization::Joining;
use crate::cut::{AuditAnswer, Facts, Heard};
use crate::dns::Looked;
use crate::zone::{
    Ask, Entry, Fault, Identity, Polled, Quota, RecordPage, Remembered, Signing, ZoneDetail,
    ZonePage,
};

/// A message: something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The program has begun: ask AWS for everything.
    Start,
    /// A key was pressed.
    Key(Key),
    /// The mouse did something at a column and row.
    Mouse(Gesture, (u16, u16)),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The screen was drawn, with so much room for its lists.
    Drawn(Room),
    /// Time since the start; told several times a second while something is under way.
    Tick(Duration),
    /// A request came back.
    Answer(RequestId, Answer),
}

/// What a request brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To `Identify`.
    Identity(Result<Identity, Fault>),
    /// To `ListZones`.
    Zones(Result<ZonePage, Fault>),
    /// To `RecallZones`: what earlier runs listed, each account once.
    Recalled(Vec<Remembered>),
    /// To `KeepZones`: why they could not be kept.
    Kept(Result<(), String>),
    /// To `ReadZone`.
    Zone(Result<ZoneDetail, Fault>),
    /// To `ReadRecords`.
    Records(Result<RecordPage, Fault>),
    /// To `ReadFacts`.
    Facts(Result<Box<Facts>, Fault>),
    /// To `Apply`: what came of the step, and why the note before it could not be written.
    Heard(Heard, Option<String>),
    /// To `Note`: why it could not be written.
    Noted(Result<(), String>),
    /// To `SettleOpen`: what was found, and what is odd about the journal. Errors are the
    /// journal's words.
    Settled(Result<Vec<Found>, String>, Vec<String>),
    /// To `ReadJournal`: the entries, the newest first, and what is odd about the journal.
    Journal(Result<Vec<Entry>, String>, Vec<String>),
    /// To `ReadAccountQuota`.
    Quota(Result<Quota, Fault>),
    /// To `CreateZone`.
    Created(Result<Box<ZoneDetail>, NotCreated>),
    /// To `ReadSigning`.
    Signing(Result<Signing, Fault>),
    /// To `Audit`.
    Audited(AuditAnswer),
    /// To `Export`: the file, or why it could not be written.
    Exported(Result<String, String>),
    /// To `LookUp`.
    Looked(Looked),
    /// To `BeginSignIn`.
    SignIn(Result<Ask, Fault>),
    /// To `ReadEnd`: how long the sign-in lasts, and the time of day when it ends; `None` where it
    /// is not known, or needs nobody.
    Ends(Option<(Duration, String)>),
    /// To `ReadAlias`; `None` where there is none, or it may not be asked.
    Alias(Option<String>),
    /// To `PollSignIn`.
    Polled(Result<Polled, Fault>),
    /// To `GiveCode`.
    CodeTaken(Result<(), Fault>),
    /// To `RecallMembers`.
    RecalledMembers(Box<Joining>),
    /// To `FindMembers`.
    Members(Result<Box<Joining>, Fault>),
    /// To `OpenBrowser`: whether one was started.
    Opened(bool),
    /// To `Wait`.
    Waited,
}
