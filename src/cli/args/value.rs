//! Values of flags that are more than a word.

use crate::cut::CutState;
use crate::dns::{Name, NameError};

/// A TTL in seconds, from a number with or without a unit.
pub(super) fn ttl(text: &str) -> Result<u32, String> {
    crate::app::review::parse_ttl(text).ok_or_else(|| {
        "a TTL is 0 to 2147483647 seconds, or a number with s, m, h, d or w".to_owned()
    })
}

/// A domain name as a person writes it.
pub(super) fn name(text: &str) -> Result<Name, NameError> {
    Name::from_user(text)
}

/// A cut state, by its word or as people read it: `partly_lame`, `partly lame`.
pub(super) fn state(text: &str) -> Result<CutState, String> {
    CutState::parse(&text.replace([' ', '-'], "_").to_lowercase()).ok_or_else(|| {
        let all: Vec<&str> = CutState::ALL.iter().map(|state| state.as_str()).collect();
        format!("a state is one of {}", all.join(", "))
    })
}
