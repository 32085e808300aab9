//! What is looked up in the DNS to see a zone cut, and what came of it: plain data between those
//! who ask and those who judge.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::{Ds, Name, Query, Rcode, Reply};

/// One thing to find out. All of them are independent and can be asked at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Ask every address of a name server each of these.
    Server {
        /// The server.
        server: Name,
        /// What it is asked.
        queries: Vec<Query>,
        /// Its addresses, on port 53, where a resolver must not be made to look for them, since it
        /// would keep what it found; `None`: they are looked up.
        glue: Option<Vec<IpAddr>>,
    },
    /// Follow the referrals from the root to this name.
    Chain(Name),
    /// Ask the system's resolver, or the one configured: to find it with RD=1, for what it keeps
    /// already with RD=0.
    Resolver(Query),
}

impl Lookup {
    /// Ask a name server, whose addresses are looked up.
    #[must_use]
    pub fn server(server: Name, queries: Vec<Query>) -> Self {
        Self::Server { server, queries, glue: None }
    }

    /// What came of it where nobody could be asked.
    #[must_use]
    pub fn unheard(&self, why: &CouldNotAsk) -> Looked {
        match self {
            Self::Server { server, .. } => Looked::Server(Sighting {
                server: server.clone(),
                addresses: Err(Unresolved::CouldNotAsk(why.clone())),
            }),
            Self::Chain(name) => Looked::Chain(Chain {
                name: name.clone(),
                from: ChainStart::Root,
                hops: Vec::new(),
                end: ChainEnd::CouldNotAsk(Name::root(), why.clone()),
            }),
            Self::Resolver(_) => Looked::Resolver(Err(why.clone())),
        }
    }
}

/// What came of a [`Lookup`] of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// Of [`Lookup::Server`].
    Server(Sighting),
    /// Of [`Lookup::Chain`].
    Chain(Chain),
    /// Of [`Lookup::Resolver`].
    Resolver(Result<Reply, CouldNotAsk>),
}

/// A name server as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The server.
    pub server: Name,
    /// What each of its addresses answered; never empty where it is `Ok`.
    pub addresses: Result<Vec<AddressSighting>, Unresolved>,
}

/// One address of a name server as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressSighting {
    /// Where it was asked.
    pub address: SocketAddr,
    /// One for each query, in their order.
    pub replies: Vec<Result<Reply, CouldNotAsk>>,
}

/// Why nothing can be said of a server: it was not heard. This never means that the server is
/// wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CouldNotAsk {
    /// No answer came in time: by UDP twice and then by TCP, or by TCP after a truncated answer.
    TimedOut,
    /// The port is closed.
    ConnectionRefused,
    /// There is no way to the address, in the system's words.
    Unreachable(String),
    /// What came could not be read as an answer, for this reason.
    Garbled(String),
    /// Asking is turned off, no resolver is known, or the resolver gave up.
    NotAllowed(String),
}

impl fmt::Display for CouldNotAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no answer in time"),
            Self::ConnectionRefused => f.write_str("connection refused"),
            Self::Unreachable(why) => write!(f, "unreachable: {why}"),
            Self::Garbled(why) => write!(f, "an answer that can't be read: {why}"),
            Self::NotAllowed(why) => f.write_str(why),
        }
    }
}

/// Why a name server has no address to ask.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unresolved {
    /// The resolver says that the server's name does not exist.
    NoSuchName,
    /// The server's name exists and has no address.
    NoAddress,
    /// The resolver failed: nothing is known.
    Failed(Rcode),
    /// The resolver could not be asked: nothing is known.
    CouldNotAsk(CouldNotAsk),
}

impl Unresolved {
    /// Whether this is an answer about the server, and not about our asking.
    #[must_use]
    pub fn is_known(&self) -> bool {
        matches!(self, Self::NoSuchName | Self::NoAddress)
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchName => f.write_str("the server's name does not exist"),
            Self::NoAddress => f.write_str("the server's name has no address"),
            Self::Failed(rcode) => write!(f, "the resolver answered {rcode} for its address"),
            Self::CouldNotAsk(why) => write!(f, "its address could not be looked up: {why}"),
        }
    }
}

/// How the tree of the DNS leads to a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The name that was sought.
    pub name: Name,
    /// From where.
    pub from: ChainStart,
    /// The referrals followed, from the top; empty where the resolver was asked.
    pub hops: Vec<Hop>,
    /// Where it ends.
    pub end: ChainEnd,
}

/// Where a chain begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainStart {
    /// At the root servers.
    Root,
    /// At the resolver, since no root server could be asked, for this reason.
    Resolver(CouldNotAsk),
}

/// One referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The zone whose server was asked.
    pub zone: Name,
    /// That server.
    pub server: Name,
    /// The name it hands over.
    pub cut: Name,
    /// To these servers, sorted.
    pub servers: Vec<Name>,
    /// With these DS records.
    pub ds: Vec<Ds>,
}

/// Where a chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainEnd {
    /// The name is the apex of a zone that is handed to these servers. By a resolver: the NS set
    /// that the zone itself serves.
    Cut {
        /// The servers, sorted.
        servers: Vec<Name>,
        /// The DS records at the cut.
        ds: Vec<Ds>,
        /// The TTL of the NS set, in seconds.
        ttl: u32,
    },
    /// The name exists inside this zone, and is no cut.
    Inside(Name),
    /// This zone says that the name does not exist.
    NoSuchName(Name),
    /// All servers of this zone were asked, and none speaks for it.
    Lame(Name),
    /// Of the servers of this zone some could not be asked, for this reason, and none of the
    /// others speaks for it.
    CouldNotAsk(Name, CouldNotAsk),
}
