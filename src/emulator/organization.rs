//! An Organization of the pretend world: which accounts are in it, and who may ask.

use std::collections::BTreeMap;

/// The most accounts that a page of `ListAccounts` holds (API reference).
pub const PAGE: usize = 20;

/// An Organization. All accounts of the world are its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The account that manages it.
    pub management: String,
    /// Accounts beside the management account that may ask about it.
    pub delegated: Vec<String>,
    /// Members that are not `ACTIVE`, and the state that they are in.
    pub states: BTreeMap<String, String>,
    /// Names that members have in it, where that is another than the world's for them.
    pub names: BTreeMap<String, String>,
    /// Accounts that a page holds.
    pub page: usize,
}

impl Organization {
    /// An Organization that this account manages, all of whose members are active.
    #[must_use]
    pub fn new(management: impl Into<String>) -> Self {
        Organization {
            management: management.into(),
            delegated: Vec::new(),
            states: BTreeMap::new(),
            names: BTreeMap::new(),
            page: PAGE,
        }
    }
}
