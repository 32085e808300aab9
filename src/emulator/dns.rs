//! Name servers of the pretend world: they answer from its hosted zones as Route 53's would, with
//! a root server above them and a recursive resolver beside them.

mod desk;
mod name_servers;
mod party;
mod question;
mod rule;
mod slot;
mod sockets;

pub(super) use desk::Desk;
pub use name_servers::NameServers;
pub use party::{Party, Transport};
pub use question::Question;
pub use rule::{DnsEffect, DnsRule};
pub(super) use sockets::{Answering, Sockets};
