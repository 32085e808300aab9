//! What a check wants done: looked up, or waited for.

use std::time::Duration;

use crate::dns::Lookup;

/// One thing to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAsk {
    /// Whose answer it will be: handed back with it. No index into the rows shown.
    pub row: usize,
    /// What to look up.
    pub lookup: Lookup,
}

/// What to do next. Several are independent: all can be under way at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckNext {
    /// Look this up, then tell [`Check::hear`](super::Check::hear).
    Ask(CheckAsk),
    /// Let this time pass, then tell [`Check::waited`](super::Check::waited).
    Wait(Duration),
}
