//! The loop between terminal, model and AWS: the imperative shell around `update`.

mod appearance;
mod event;
mod export;
mod frame;
mod ground;
mod joining;
mod opening;
mod perform;
mod run;
mod terminal;

pub use appearance::{Appearance, Ground};
pub use opening::opening;
pub use perform::Edges;
pub use run::run;
pub use terminal::{RawTerminal, TerminalError, Wishes};
