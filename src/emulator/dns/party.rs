//! Who answers, and by what.

use std::fmt;

use crate::emulator::name::{Name, NameError};

/// The name of the root server.
pub(super) const ROOT_HOST: &str = "a.root-servers.net";

/// One who listens for questions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The root server.
    Root,
    /// The recursive resolver.
    Resolver,
    /// The name server of this name.
    Host(Name),
}

impl Party {
    /// Reads the name of a server; `.` is the root server, `resolver` the resolver.
    ///
    /// # Errors
    /// If it is no domain name.
    pub fn parse(text: &str) -> Result<Party, NameError> {
        match text {
            "." => Ok(Party::Root),
            "resolver" => Ok(Party::Resolver),
            host => {
                let name = Name::parse(host)?;
                let root = Name::parse(ROOT_HOST).is_ok_and(|root| root == name);
                Ok(if root { Party::Root } else { Party::Host(name) })
            }
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Root => f.write_str("."),
            Party::Resolver => f.write_str("resolver"),
            Party::Host(name) => name.fmt(f),
        }
    }
}

/// What carries a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
}
