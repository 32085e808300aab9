//! The labelled table: zone cuts below a parent on each of the three servers, what was done to
//! each, and what it is to be called.

use crate::zone::{Record, Signing};

/// The three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Software {
    Knot,
    Nsd,
    Bind,
}

use Software::{Bind, Knot, Nsd};

impl Software {
    pub(crate) const ALL: [Software; 3] = [Knot, Nsd, Bind];

    /// The zone that it is the parent's server of.
    pub(crate) fn parent(self) -> &'static str {
        match self {
            Knot => "knot.example",
            Nsd => "nsd.example",
            Bind => "bind.example",
        }
    }

    fn others(self) -> [Software; 2] {
        match self {
            Knot => [Nsd, Bind],
            Nsd => [Knot, Bind],
            Bind => [Knot, Nsd],
        }
    }
}

/// Where the name of a name server leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// To a server.
    On(Software),
    /// To a port that is closed.
    Closed,
    /// To a port from which nothing comes.
    Silent,
    /// Nowhere: it does not exist.
    Nowhere,
}

/// Whose the servers are that a parent names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A hosted zone's, in an account in view.
    InView,
    /// Route 53's, of a zone that is in no account in view.
    Route53,
    /// Somebody else's.
    Operator,
    /// Their names are below the cut, with glue.
    Inside,
    /// Their names are below the cut, and the parent has no glue for them.
    Unglued,
}

/// What the parent's DS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vouched {
    No,
    Right,
    /// Of a key that the child has not got.
    Wrong,
}

/// One zone cut.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    pub(crate) name: String,
    pub(crate) parent: &'static str,
    /// What the audit is to call it.
    pub(crate) state: &'static str,
    /// Where the servers are that the parent names; none: it names none.
    pub(crate) named: Vec<At>,
    pub(crate) whose: Whose,
    /// Where the servers of the hosted zone's delegation set are, where they are others.
    pub(crate) set: Option<Vec<At>>,
    /// Who serves the zone.
    pub(crate) served: Vec<Software>,
    /// Who is told to serve it, and can't.
    pub(crate) broken: Vec<Software>,
    pub(crate) signing: Signing,
    pub(crate) vouched: Vouched,
    /// What else the parent holds.
    pub(crate) beside: Vec<Record>,
    /// A second hosted zone of the name, which nobody leads to.
    pub(crate) twin: bool,
}

impl Cut {
    fn new(parent: &'static str, label: &str, state: &'static str, named: &[At]) -> Cut {
        let served = Software::ALL.into_iter().filter(|one| named.contains(&At::On(*one)));
        Cut {
            name: format!("{label}.{parent}"),
            parent,
            state,
            named: named.to_vec(),
            whose: Whose::InView,
            set: None,
            served: served.collect(),
            broken: Vec::new(),
            signing: Signing::No,
            vouched: Vouched::No,
            beside: Vec::new(),
            twin: false,
        }
    }

    fn whose(mut self, whose: Whose) -> Cut {
        self.whose = whose;
        self
    }

    fn served(mut self, served: &[Software]) -> Cut {
        self.served = served.to_vec();
        self
    }

    fn signed(mut self, signing: Signing) -> Cut {
        self.signing = signing;
        self
    }

    fn vouched(mut self, vouched: Vouched) -> Cut {
        self.vouched = vouched;
        self
    }

    fn beside(mut self, below: &str, kind: &'static str, value: &str) -> Cut {
        let owner = format!("{below}.{}", self.name);
        self.beside.push(Record::new(&owner, kind, value));
        self
    }

    /// Whether it has a DS that nobody follows: its parent is not signed.
    pub(crate) fn has_idle_ds(&self) -> bool {
        let signed = Software::ALL.iter().any(|software| software.parent() == self.parent);
        self.vouched != Vouched::No && !signed
    }

    /// Hosts of the zone that its hosted zone has: its delegation set.
    pub(crate) fn set(&self) -> &[At] {
        self.set.as_deref().unwrap_or(&self.named)
    }
}

/// Every cut of the world.
pub(crate) fn all() -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Software::ALL.into_iter().flat_map(below).collect();
    // A parent that is not signed, on NSD.
    let plain = [At::On(Knot), At::On(Bind)];
    cuts.push(Cut::new("plain.example", "live", "live", &plain));
    cuts.push(Cut::new("plain.example", "refused", "lame", &plain).served(&[]));
    // Nobody comes to a DS by way of a parent that is not signed: it breaks nothing.
    cuts.push(Cut::new("plain.example", "idle-ds", "live", &plain).vouched(Vouched::Wrong));
    // RFC 2317, on Knot.
    let reverse = "2.0.192.in-addr.arpa";
    cuts.push(Cut::new(reverse, "0/25", "live", &[At::On(Nsd), At::On(Bind)]));
    cuts.push(
        Cut::new(reverse, "128/25", "partly_lame", &[At::On(Nsd), At::On(Bind)]).served(&[Bind]),
    );
    cuts
}

/// The cuts below the parent that a server has, the children on the two others.
fn below(parent: Software) -> Vec<Cut> {
    let [x, y] = parent.others();
    let both = [At::On(x), At::On(y), At::On(x), At::On(y)];
    let own = [At::On(parent); 4];
    let cut = |label, state, named: &[At]| Cut::new(parent.parent(), label, state, named);
    // A zone that Knot signs is on Knot alone; else it was signed before.
    let (by, signed) = match parent {
        Knot => (Signing::Nsec, both),
        Nsd | Bind => (Signing::ByKnot, [At::On(Knot); 4]),
    };
    let mut drifted = cut("drifted", "drifted", &both[..2]);
    drifted.set = Some(both.to_vec());
    let mut twin = cut("twin", "live", &both);
    twin.twin = true;
    let mut missing = cut("missing", "missing", &[]).served(&[x, y]);
    missing.set = Some(both.to_vec());
    let mut failing = cut("failing", "lame", &both).served(&[]);
    failing.broken = vec![x, y];
    let mut half = cut("half", "partly_lame", &both).served(&[y]);
    half.broken = vec![x];
    vec![
        cut("live", "live", &both),
        cut("together", "live", &own),
        cut("signed", "live", &signed).signed(by).vouched(Vouched::Right),
        cut("insecure", "live", &signed).signed(by),
        cut("elsewhere", "elsewhere", &both[..2]).whose(Whose::Operator),
        cut("inside", "elsewhere", &both[..2]).whose(Whose::Inside),
        // RFC 9471 §2.1: a referral has the glue of servers below the cut.
        cut("unglued", "lame", &both[..2]).whose(Whose::Unglued),
        twin,
        drifted,
        missing,
        cut("refused-by-one", "partly_lame", &both).served(&[y]),
        cut("refused-by-other", "partly_lame", &both).served(&[x]),
        half,
        cut("refused", "lame", &both).served(&[]),
        failing,
        // They refer to themselves: NOERROR, and no authority.
        cut("circular", "lame", &own).served(&[]),
        cut("gone", "lame", &[At::Nowhere; 2]).whose(Whose::Operator),
        cut("operator-lame", "lame", &both[..2]).whose(Whose::Operator).served(&[]),
        cut("dangling", "dangling", &both).whose(Whose::Route53).served(&[]),
        cut("wrong-ds", "broken_by_ds", &signed).signed(by).vouched(Vouched::Wrong),
        cut("ds-unsigned", "broken_by_ds", &both).vouched(Vouched::Wrong),
        cut("occluding", "occluding", &both)
            .beside("www", "A", "192.0.2.1")
            .beside("ftp", "TXT", "\"x\""),
        // Whoever serves the upper of two cuts has not got the lower one.
        cut("above", "elsewhere", &[At::On(x); 2]).whose(Whose::Operator),
        cut("deep.above", "dead", &[At::On(y); 4]),
        cut("closed", "unknown", &[At::Closed; 4]).served(&[]),
        cut("silent", "unknown", &[At::Silent; 4]).served(&[]),
    ]
}
