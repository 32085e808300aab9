//! The edge to the DNS: asks name servers, each by itself, and follows the tree from the root.
//! Nothing else in the crate that is not the emulator uses the DNS library.
//!
//! From the bottom up: [`Question`] and [`Heard`] are octets and what they mean; the line carries
//! a question to one address and brings the answer home; the resolvers and the addresses of name
//! servers rest on it, and the walk from the root on them. [`Asker`] is all of it.

mod addresses;
mod answer;
mod asker;
mod chain;
mod edge;
mod exchange;
mod line;
mod nsec3;
mod question;
mod race;
mod reach;
mod records;
mod referral;
mod resolvers;
mod roots;
mod settings;

pub use answer::{Answer, Heard};
pub use asker::Asker;
pub use question::Question;
pub use reach::Reach;
pub use settings::{Hosts, Settings, port_53};
