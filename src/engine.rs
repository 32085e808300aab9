//! Asks AWS and the DNS what the plan needs, and carries out the steps of a change. Shared by the screen and
//! the commands, so that both read and write in exactly one way.

mod audit;
mod create;
mod drive;
mod gather;
mod inventory;
mod ledger;
mod look;
mod members;
mod prove;
mod settle;
mod step;

pub use audit::{answer, audit};
pub use create::{Creating, NewZone, NotCreated, create_zone};
pub use drive::Driver;
pub use gather::facts;
pub use inventory::{Inventory, Listed, list_all};
pub use ledger::Ledger;
pub use look::look;
pub use members::{Found as FoundMembers, find_members};
pub use prove::prove;
pub use settle::{Found, settle_open};
pub use step::{Performed, perform};
