//! The loop between terminal, model and AWS: the imperative shell around `update`.

mod event;
mod export;
mod frame;
mod opening;
mod perform;
mod run;
mod terminal;

pub use opening::opening;
pub use perform::Edges;
pub use run::run;
pub use terminal::{RawTerminal, TerminalError};
