//! The loop between terminal, model and AWS: the imperative shell around `update`.

mod event;
mod perform;
mod run;
mod terminal;

pub use run::run;
pub use terminal::{RawTerminal, TerminalError};
