//! What the configuration allows to be done to a zone.

/// Rules for one zone, from `profiles.toml` and the command line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Set where nothing may be written: says by whose word, such as `--read-only`.
    pub read_only: Option<String>,
    /// Whether every change wants the name typed.
    pub protected: bool,
}
