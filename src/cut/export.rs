//! A plan, or a whole zone, in the language of another tool. Pure: of equal facts the same text,
//! without a time or a place in it.
//!
//! What a language can't express stands in it as a comment that says so; nothing is left out in
//! silence. What a zone holds was written by others: it is escaped for the language it stands in,
//! and nothing of it can end a literal, a comment or a line.

mod bind;
mod cdk;
mod cli;
mod credentials;
mod heading;
mod json;
mod presentation;
mod quoting;
mod terraform;
mod terraform_provider;
mod terraform_zone;
mod whole_zone;

use super::{Plan, Verdict};

pub use credentials::aws_command;
pub use json::json_of;
pub use quoting::quoted;
pub use whole_zone::WholeZone;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON: a plan as `zonecut plan --json` prints it, a zone as Route 53 lists it.
    Json,
    /// Commands of the AWS CLI, for a POSIX shell.
    Cli,
    /// Terraform (or `OpenTofu`), with the AWS provider.
    Terraform,
    /// TypeScript for the AWS CDK.
    Cdk,
    /// Lines of a zone file (RFC 1035 §5).
    Bind,
}

impl Form {
    /// All of them, as a plan can be written.
    pub const OF_A_PLAN: [Self; 5] =
        [Self::Cli, Self::Terraform, Self::Cdk, Self::Bind, Self::Json];

    /// Those that a whole zone can be written in.
    pub const OF_A_ZONE: [Self; 4] = [Self::Bind, Self::Terraform, Self::Cli, Self::Json];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Cli => "AWS CLI",
            Self::Terraform => "Terraform",
            Self::Cdk => "AWS CDK",
            Self::Bind => "zone file",
        }
    }

    /// How the names of its files end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Cli => "sh",
            Self::Terraform => "tf",
            Self::Cdk => "ts",
            Self::Bind => "zone",
        }
    }
}

/// A plan as a whole document. `None` where it has nothing to say: a plan that is stopped in any
/// language but JSON, and for the AWS CLI one that sends nothing.
#[must_use]
pub fn export_plan(plan: &Plan, form: Form) -> Option<String> {
    if form == Form::Json {
        return Some(quoting::json_lines(&json_of(plan)));
    }
    if plan.verdict() == Verdict::Stopped {
        return None;
    }
    match form {
        Form::Json => None,
        Form::Cli => cli::plan(plan),
        Form::Terraform => Some(terraform::plan(plan)),
        Form::Cdk => Some(cdk::plan(plan)),
        Form::Bind => Some(bind::plan(plan)),
    }
}

/// A whole zone as a document; `None` for the CDK.
#[must_use]
pub fn export_zone(zone: &WholeZone<'_>, form: Form) -> Option<String> {
    match form {
        Form::Json => Some(quoting::json_lines(&json::zone(zone))),
        Form::Cli => Some(cli::zone(zone)),
        Form::Terraform => Some(terraform_zone::zone(zone)),
        Form::Cdk => None,
        Form::Bind => Some(bind::zone(zone)),
    }
}

/// One record set as lines of a zone file, without a line break at the end.
#[must_use]
pub fn zone_lines(set: &crate::zone::RecordSet) -> String {
    bind::lines(set).trim_end().to_owned()
}

#[cfg(test)]
mod tests;
