//! Flags of `zonecut policy`.

use clap::ValueEnum;

use super::value::name;
use crate::dns::Name;
use crate::zone::Deed;

/// For which pair policies are wanted, and what for.
#[derive(Debug, clap::Args)]
pub struct PolicyArgs {
    /// The zone that is delegated to: a profile and a zone's name or id
    #[arg(long, value_name = "PROFILE/ZONE")]
    pub child: String,

    /// The zone that delegates: a profile and a zone's name or id
    #[arg(long, value_name = "PROFILE/ZONE")]
    pub parent: String,

    /// What the parent's side is to be able to do; several with commas between
    #[arg(long = "for", value_name = "WHAT", value_delimiter = ',', default_value = "delegate")]
    pub deeds: Vec<For>,

    /// Let the child's side create the zone first, where its account has none of that name
    #[arg(long)]
    pub create_child: bool,

    /// The child's name, where it is given by id and can't be read
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub name: Option<Name>,

    /// Only this side's policy
    #[arg(long)]
    pub side: Option<PolicySide>,

    /// Print both as one JSON object: {parent, child}
    #[arg(long, conflicts_with = "side")]
    pub json: bool,
}

/// What is to be possible at the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum For {
    /// Make a delegation, replace another, and take back either
    Delegate,
    /// Put the DS of a signed child beside it, or correct it
    Sign,
    /// Remove a delegation with its DS
    Remove,
    /// Take back any change, a removal with its DS too
    Undo,
}

impl For {
    /// The deed in the journal's words.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::Delegate => Deed::Delegate,
            Self::Sign => Deed::Sign,
            Self::Remove => Deed::Remove,
            Self::Undo => Deed::Undo,
        }
    }
}

/// A side of a cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicySide {
    /// Of the zone that delegates
    Parent,
    /// Of the zone that is delegated to
    Child,
}
