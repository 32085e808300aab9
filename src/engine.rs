//! Asks AWS what the plan needs, and carries out the steps of a change. Shared by the screen and
//! the commands, so that both read and write in exactly one way.

mod gather;
mod inventory;
mod ledger;
mod step;

pub use gather::facts;
pub use inventory::{Inventory, Listed, list_all};
pub use ledger::Ledger;
pub use step::{Performed, perform};
