//! A cut looked at on its own: what is read of its zones first, then the table of its servers.

use super::checks::Checks;
use super::cursor::Cursor;
use super::document::{Line, servers};
use super::effect::{Effect, Effects};
use super::requests::{CheckId, Purpose, Requests, SideRead};
use crate::cut::{Check, Expected};
use crate::dns::Name;
use crate::zone::{Fault, ZoneDetail, ZoneKey};

/// A side of a cut, as far as it was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// No zone of that side is in view.
    Unknown,
    /// It is being read.
    Asked,
    /// Here.
    Done(Box<ZoneDetail>),
    /// It could not be read; the DNS is asked all the same.
    Failed(Fault),
}

/// A look at one cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The name that is cut.
    pub cut: Name,
    /// The zone that hands it over, where one is in view.
    pub parent_key: Option<ZoneKey>,
    /// The zone that takes it, where one is in view.
    pub child_key: Option<ZoneKey>,
    /// The parent.
    pub parent: Read,
    /// The child.
    pub child: Read,
    /// The look at the servers, once the zones are read.
    pub check: Option<CheckId>,
    /// The table, laid out.
    pub lines: Vec<Line>,
    /// The line at hand.
    pub cursor: Cursor,
    width: usize,
}

impl Look {
    /// Opens it, and asks for the zones that are in view.
    pub fn open(
        cut: Name,
        parent_key: Option<ZoneKey>,
        child_key: Option<ZoneKey>,
        width: usize,
        requests: &mut Requests,
    ) -> (Self, Effects) {
        let mut look = Self {
            cut,
            parent_key,
            child_key,
            parent: Read::Unknown,
            child: Read::Unknown,
            check: None,
            lines: Vec::new(),
            cursor: Cursor::default(),
            width,
        };
        let effects = look.read(requests);
        (look, effects)
    }

    /// Reads both zones again; the servers are asked once they are there.
    pub fn read(&mut self, requests: &mut Requests) -> Effects {
        requests.forget(|open| matches!(open, Purpose::Look(_)));
        self.check = None;
        self.lines.clear();
        let mut effects = Effects::none();
        let sides = [
            (&self.parent_key, &mut self.parent, SideRead::Parent),
            (&self.child_key, &mut self.child, SideRead::Child),
        ];
        for (key, read, side) in sides {
            *read = Read::Unknown;
            if let Some(zone) = key.clone() {
                *read = Read::Asked;
                let id = requests.open(Purpose::Look(side));
                effects.push(Effect::ReadZone { id, zone });
            }
        }
        effects
    }

    /// Takes what was read of one side.
    pub fn took(&mut self, side: SideRead, answer: Result<ZoneDetail, Fault>) {
        let read = match answer {
            Ok(detail) => Read::Done(Box::new(detail)),
            Err(fault) => Read::Failed(fault),
        };
        match side {
            SideRead::Parent => self.parent = read,
            SideRead::Child => self.child = read,
        }
    }

    /// What the servers are to be held against, once all that is in view was read and nobody
    /// has been asked.
    #[must_use]
    pub fn ready(&self) -> Option<Check> {
        let waits = self.parent == Read::Asked || self.child == Read::Asked;
        if waits || self.check.is_some() {
            return None;
        }
        let mut expected = Expected::unknown(self.cut.clone());
        if let Read::Done(detail) = &self.parent {
            expected.parent = Some((detail.zone.name.clone(), detail.delegation_set.clone()));
        }
        if let Read::Done(detail) = &self.child {
            expected.ns = Some(detail.delegation_set.clone());
            expected.child_servers.clone_from(&detail.delegation_set);
        }
        Some(Check::of(expected))
    }

    /// Lays the table out, for this many columns and rows.
    pub fn fit(&mut self, checks: &Checks, width: usize, height: usize) {
        self.width = width;
        if let Some(looking) = self.check.and_then(|id| checks.get(id)) {
            self.lines = servers::lay_out_check(&looking.check, width);
        }
        self.cursor.fit(height, self.lines.len());
    }
}
