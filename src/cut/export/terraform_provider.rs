//! Terraform's providers: as whom it acts on a zone, and what versions that takes.

use std::fmt::Write;

use super::quoting::hcl;
use crate::zone::{AccountId, AssumedRole, CredentialChain};

/// What the configuration needs. Import blocks are there since Terraform 1.5, several roles in a
/// row since version 5.67 of the AWS provider.
pub(super) fn settings<'a>(chains: impl IntoIterator<Item = &'a CredentialChain>) -> String {
    let chained = chains.into_iter().any(|via| via.roles.len() > 1);
    let version = if chained { "5.67" } else { "5.0" };
    format!(
        r#"terraform {{
  required_version = ">= 1.5"

  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = ">= {version}"
    }}
  }}
}}
"#
    )
}

/// The provider of an account, under a name of its own where there are several.
pub(super) fn provider(
    out: &mut String,
    alias: Option<&str>,
    via: &CredentialChain,
    region: Option<&str>,
    account: Option<&AccountId>,
) {
    let mut arguments = Vec::new();
    arguments.extend(alias.map(|alias| ("alias", hcl(alias))));
    arguments.extend(via.profile.as_ref().map(|profile| ("profile", hcl(profile.as_str()))));
    arguments.extend(region.map(|region| ("region", hcl(region))));
    let account = account.map(|account| format!("[{}]", hcl(account.as_str())));
    arguments.extend(account.map(|account| ("allowed_account_ids", account)));
    let _ = write!(out, "\nprovider \"aws\" {{\n{}", aligned("  ", &arguments));
    for role in &via.roles {
        let _ = write!(out, "\n  assume_role {{\n{}  }}\n", aligned("    ", &assumed(role)));
    }
    out.push_str("}\n");
}

/// The arguments of an `assume_role` block
/// ([configuration](https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block)).
fn assumed(role: &AssumedRole) -> Vec<(&'static str, String)> {
    let mut arguments = vec![("role_arn", hcl(&role.arn))];
    arguments.extend(role.external_id.as_ref().map(|id| ("external_id", hcl(id))));
    arguments.extend(role.session_name.as_ref().map(|name| ("session_name", hcl(name))));
    arguments.extend(role.duration.map(|seconds| ("duration", hcl(&format!("{seconds}s")))));
    arguments
}

/// Arguments as `terraform fmt` aligns them.
pub(super) fn aligned(indent: &str, arguments: &[(&str, String)]) -> String {
    let width = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{indent}{name:<width$} = {value}\n");
    arguments.iter().map(line).collect()
}
