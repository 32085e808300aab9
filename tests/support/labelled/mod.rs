//! A world of zone cuts whose states are known, made from a seed: the labels come from how each
//! case was built, and from nothing that zonecut says.

mod cases;
#[path = "../../simulation/chance.rs"]
mod chance;
mod dead_or_twin;
mod fine;
mod ground;
mod hidden;
mod run;
mod score;
mod vouched;
mod wrong;

use std::error::Error;

use zonecut::cut::CutState;
use zonecut::dns::Name;
use zonecut::emulator::{DnsRule, World};

pub(crate) use score::Score;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What an audit has to say of one cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// How it was built.
    pub(crate) case: &'static str,
    /// The cut.
    pub(crate) name: Name,
    /// The id of the zone in view that the row is to name as parent, and as child.
    pub(crate) sides: [Option<String>; 2],
    /// What it is, and what else is wrong with it.
    pub(crate) states: (CutState, Vec<CutState>),
}

/// A name server's further address, beside its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Further {
    /// Of a server that has no zone at all.
    Vacant,
    /// By IPv6, where nobody listens.
    Unreached,
}

/// The world, with what goes wrong in it.
#[derive(Debug, Default)]
pub(crate) struct Labelled {
    pub(crate) world: World,
    pub(crate) orders: Vec<DnsRule>,
    /// Name servers with two addresses.
    pub(crate) further: Vec<(String, Further)>,
    pub(crate) labels: Vec<Label>,
}

impl Labelled {
    /// A world of at least so many cuts, with every case in it. Equal seeds, equal worlds.
    pub(crate) fn from_seed(seed: u64, cuts: usize) -> Outcome<Self> {
        let mut ground = ground::Ground::new(seed)?;
        while ground.made.labels.len() < cuts {
            for (case, build) in cases::ALL {
                ground.begin(case);
                build(&mut ground)?;
            }
        }
        Ok(ground.made)
    }

    /// Audits it, and holds what is found against the labels.
    pub(crate) async fn audited(self) -> Outcome<Score> {
        let labels = self.labels.clone();
        Ok(Score::of(&labels, &run::audit(self).await?))
    }
}
