//! Name servers of the pretend world: they answer from its hosted zones as Route 53's would, with
//! a root server above them and a recursive resolver beside them.

mod answer;
mod authority;
mod desk;
mod distort;
mod dnssec;
mod kept;
mod listening;
mod message;
mod name_servers;
mod party;
mod presentation;
mod question;
mod resolver;
mod rr;
mod rule;
mod slot;
mod sockets;
mod tree;

pub(super) use desk::Desk;
pub(super) use listening::Answering;
pub use name_servers::NameServers;
pub use party::{Party, Transport};
pub use question::Question;
pub use rule::{DnsEffect, DnsRule};
pub(super) use sockets::Sockets;
