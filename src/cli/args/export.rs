//! Flags of `zonecut export`.

use clap::ValueEnum;

use crate::cut::Form;

/// Which zone to write down, and how.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The zone: a profile and a zone's name or id, such as team-a/team-a.example.com
    #[arg(long, value_name = "PROFILE/ZONE")]
    pub zone: String,

    /// The language
    #[arg(long = "as", value_name = "FORM", default_value = "bind")]
    pub form: ZoneAs,
}

/// Languages of a whole zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ZoneAs {
    /// A zone file; aliases and routing policies stand in it as comments
    Bind,
    /// The record sets as Route 53 lists them
    Json,
    /// Commands of the AWS CLI that make them in another zone
    Cli,
    /// Terraform, with an import for each record set
    Terraform,
}

impl From<ZoneAs> for Form {
    fn from(form: ZoneAs) -> Self {
        match form {
            ZoneAs::Bind => Self::Bind,
            ZoneAs::Json => Self::Json,
            ZoneAs::Cli => Self::Cli,
            ZoneAs::Terraform => Self::Terraform,
        }
    }
}
