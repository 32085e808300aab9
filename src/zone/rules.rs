//! What the user lets zonecut write.

/// What `profiles.toml` and the flags say about writing to a zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Why nothing may be written, in words that begin with where it is said, such as
    /// ``profiles.toml says `read_only` of the profile dns-prod``; `None` where writing is free.
    pub read_only: Option<String>,
    /// Whether every change is confirmed by typing the child's name, a plain creation too.
    pub protected: bool,
}
