//! The panes of the start screen: profiles, zones, and the zone that is open.

use std::time::Duration;

use super::cursor::Cursor;
use super::field::Field;
use super::keymap::Context;
use super::records::Opened;
use super::shelf::{Place, Shelf};

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The profiles; the first row stands for all of them.
    Profiles,
    /// The zones.
    #[default]
    Zones,
    /// The open zone.
    Records,
}

/// A border between two panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// Between the profiles and what is at their right.
    Profiles,
    /// Between the zones and what is at their right.
    Detail,
}

/// How much of the width the panes have been given by hand, in thousandths; the layout's own
/// where nothing is said. They hold for any size of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    /// The profiles.
    pub profiles: Option<u16>,
    /// What is known of the selected zone.
    pub detail: Option<u16>,
    /// The open zone.
    pub records: Option<u16>,
}

/// The state of the panes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Browse {
    /// Which pane has the keys.
    pub pane: Pane,
    /// The rows of Profiles.
    pub shelf: Shelf,
    /// The selected one of them.
    pub profiles: Cursor,
    /// The filter being typed.
    pub editing: Option<Field>,
    /// The filter of Zones, as typed.
    pub filter: String,
    /// What of it is not understood.
    pub complaint: Option<String>,
    /// How many rows of the audit it was last held against, and when.
    pub(super) audited: (usize, Duration),
    /// The zone that is open.
    pub opened: Option<Opened>,
    /// Whether the open zone is to be exported as soon as it is read; until the next key.
    pub(super) to_export: bool,
    /// How wide the panes were made.
    pub shares: Shares,
    /// The border that the mouse holds.
    pub dragged: Option<Border>,
}

impl Browse {
    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.pane {
            _ if self.editing.is_some() => Context::Input,
            Pane::Profiles => Context::Profiles,
            Pane::Zones => Context::Zones,
            Pane::Records => Context::Records,
        }
    }

    /// The profile that the zones are narrowed to.
    #[must_use]
    pub fn narrowed_to(&self) -> Option<usize> {
        match self.place()? {
            Place::Profile(index) => Some(*index),
            Place::All | Place::Heading(_) => None,
        }
    }

    /// The group that the zones are narrowed to.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        match self.place()? {
            Place::Heading(group) => Some(group),
            Place::All | Place::Profile(_) => None,
        }
    }

    /// What is selected in Profiles.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.shelf.places().get(self.profiles.selected)
    }
}
