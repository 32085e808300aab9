//! What the user is doing: the state of the screen, and the one function that changes it.
//!
//! [`update`] takes a [`Msg`], changes the [`Model`], and returns [`Effects`] as plain data. It
//! is pure: no clock, no I/O, no SDK, no terminal. Keys find their meaning in one [`keymap`].

pub mod accounts;
mod answers;
pub mod area;
pub mod audit;
mod auditing;
pub mod browse;
pub mod checks;
pub mod choose;
pub mod command;
mod copying;
pub mod create;
pub mod csv;
pub mod cursor;
pub mod delegate;
mod dns;
pub mod document;
mod effect;
pub mod ends;
pub mod export;
mod exporting;
mod farewell;
pub mod field;
pub mod filter;
mod filtering;
pub mod find;
mod finding;
mod fitting;
pub mod guide;
pub mod help;
pub mod history;
mod joining;
mod journal;
pub mod key;
pub mod keymap;
mod leaving;
pub mod look;
mod look_up;
pub mod messages;
mod model;
pub mod mouse;
mod moved;
mod msg;
pub mod needle;
mod new_zone;
pub mod organization;
pub mod pair;
pub mod panes;
pub mod permissions;
pub mod pick;
mod picking;
pub mod recall;
mod recalling;
pub mod records;
pub mod report;
mod requests;
pub mod review;
mod reviewing;
pub mod shelf;
mod sifting;
pub mod sign_in;
pub mod signing_in;
#[cfg(test)]
mod tests;
pub mod tree;
mod update;
pub mod zones;

pub use dns::Dns;
pub use effect::{Effect, Effects, RequestId};
pub use joining::arrange;
pub use model::{Hanging, Model, Over, Pace, Room};
pub use msg::{Answer, Msg};
pub use requests::{CheckId, Purpose, Requests};
pub use update::update;
