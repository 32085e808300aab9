//! What a profile is called.

use std::fmt;
use std::sync::Arc;

/// The name of a profile in AWS's config or credentials file. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileName(Arc<str>);

impl ProfileName {
    /// The profile that the environment's variables make. No file has one of this name: AWS's
    /// tools take no brackets in it.
    pub const ENVIRONMENT: &str = "(environment)";

    /// The same without brackets, which shells want quoted. It is short for it where no profile of
    /// the files is called so.
    pub const ENVIRONMENT_IN_SHORT: &str = "environment";

    /// Wraps a name as it stands in the file.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name as it stands in the file, or [`Self::ENVIRONMENT`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
