//! What is looked at.

use std::path::PathBuf;

use super::super::Failure;
use crate::aws::Aws;
use crate::config::ConfigError;
use crate::resolve::{Asker, Settings};
use crate::zone::{Fault, Profile};

/// Everything that a start of zonecut brings together, and what went wrong
/// with it.
#[derive(Debug)]
pub struct Patient {
    /// The `profiles.toml` that is read, where one is named or there is a folder for it.
    pub config_path: Option<PathBuf>,
    /// What came of reading it.
    pub config: Result<(), ConfigError>,
    /// AWS's profiles; or why there are none at all.
    pub aws: Result<Aws, Failure>,
    /// The profiles that are chosen.
    pub profiles: Vec<Profile>,
    /// What stood in the way of asking Organizations which accounts there are.
    pub unknown: Vec<Fault>,
    /// Who asks the DNS, and how.
    pub asker: Asker,
    /// How it was set up.
    pub dns: Settings,
    /// Folders and files of ours: what for, and where. `None` without a home folder.
    pub places: Vec<(&'static str, Option<PathBuf>)>,
    /// The journal, where there is one to look at.
    pub journal: Option<PathBuf>,
}
