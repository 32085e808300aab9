//! As whom another tool is to act: which profile it is named, and which roles it has to assume from
//! there because AWS's files don't name them.

use std::fmt::Write;

use super::quoting::quoted;
use crate::zone::{AssumedRole, CredentialChain, ProfileName};

/// What `CloudTrail` shows where the configuration names no session.
const SESSION: &str = "zonecut";

/// Assumes roles one after another, each with the keys of the one before. The keys are variables
/// of a subshell, and no command line and no trace holds them.
const ASSUME: &str = r#"  set -eu
  set +x
  assume() {
    keys=$(aws sts assume-role "$@" --output text \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
    tab=$(printf '\t')
    AWS_ACCESS_KEY_ID=${keys%%"$tab"*}
    AWS_SESSION_TOKEN=${keys##*"$tab"}
    keys=${keys#*"$tab"}
    AWS_SECRET_ACCESS_KEY=${keys%%"$tab"*}
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  }
"#;

/// A command of the AWS CLI for a POSIX shell, that works for whoever has the profile of the files
/// that the chain begins with.
pub(super) fn shell(via: &CredentialChain, command: &str, arguments: &str) -> String {
    if via.roles.is_empty() {
        return format!("aws {command} {}{arguments}\n", profile(via));
    }
    let region = quoted(&via.region);
    let mut out = format!("(\n{ASSUME}  export AWS_REGION={region} AWS_DEFAULT_REGION={region}\n");
    for (at, role) in via.roles.iter().enumerate() {
        let from = if at == 0 { profile(via) } else { String::new() };
        let _ = writeln!(out, "  assume {from}{}", assumed(role));
        if let (0, Some(source)) = (at, &via.profile) {
            // Keys in variables go before those of this profile, whose other settings hold on.
            let source = quoted(source.as_str());
            let _ = writeln!(out, "  unset AWS_DEFAULT_PROFILE\n  export AWS_PROFILE={source}");
        }
    }
    let _ = writeln!(out, "  aws {command} {arguments}\n)");
    out
}

fn profile(via: &CredentialChain) -> String {
    let named = via.profile.as_ref();
    named.map(|name| format!("--profile {} ", quoted(name.as_str()))).unwrap_or_default()
}

fn assumed(role: &AssumedRole) -> String {
    let name = role.session_name.as_deref().unwrap_or(SESSION);
    let mut words = vec!["--role-arn".to_owned(), quoted(&role.arn)];
    words.extend(["--role-session-name".to_owned(), quoted(name)]);
    if let Some(id) = &role.external_id {
        words.extend(["--external-id".to_owned(), quoted(id)]);
    }
    if let Some(seconds) = role.duration {
        words.extend(["--duration-seconds".to_owned(), seconds.to_string()]);
    }
    words.join(" ")
}

/// A command of the AWS CLI in one line; where no profile can be named, behind words as whom to run
/// it.
#[must_use]
pub fn aws_command(via: &CredentialChain, command: &str) -> String {
    match (&via.profile, via.by_role()) {
        // In front: not every shell knows comments where one types.
        (_, Some(roles)) => format!("as {roles}: aws {command}"),
        (Some(profile), None) => format!("aws {command} --profile {}", quoted(profile.as_str())),
        (None, None) => format!("aws {command}"),
    }
}

/// How a stack of the parent's is deployed, in lines of a comment. The CDK takes profiles of AWS's
/// files and the environment, and assumes no role of the user's.
pub(super) fn deployment(via: &CredentialChain, name: &ProfileName) -> Vec<String> {
    let named = |name: &ProfileName| quoted(name.as_str());
    if via.roles.is_empty() {
        return vec![match &via.profile {
            Some(profile) => format!(
                "The stack is the parent's: deploy it with `cdk deploy --profile {}`.",
                named(profile)
            ),
            None => "The stack is the parent's: deploy it with `cdk deploy`, where the variables \
                     of the environment are those of that account."
                .to_owned(),
        }];
    }
    let mut lines = vec![
        format!(
            "The stack is the parent's: deploy it with `cdk deploy --profile {}`. AWS's files",
            named(name)
        ),
        "don't have that profile; it can be used by the CDK with these lines in ~/.aws/config:"
            .to_owned(),
    ];
    lines.extend(config(via, name).into_iter().map(|line| format!("  {line}")));
    lines
}

/// The profile as a section of AWS's config file, behind one for each role that comes before.
fn config(via: &CredentialChain, name: &ProfileName) -> Vec<String> {
    let last = via.roles.len().saturating_sub(1);
    let called = |at: usize| match at {
        _ if at == last => name.as_str().to_owned(),
        _ => format!("{name}-{}", at + 1),
    };
    let mut lines = Vec::new();
    for (at, role) in via.roles.iter().enumerate() {
        lines.push(format!("[profile {}]", quoted(&called(at))));
        lines.push(format!("role_arn = {}", role.arn));
        lines.push(match (at, &via.profile) {
            (0, None) => "credential_source = Environment".to_owned(),
            (0, Some(source)) => format!("source_profile = {source}"),
            _ => format!("source_profile = {}", called(at - 1)),
        });
        lines.extend(role.external_id.as_ref().map(|id| format!("external_id = {id}")));
        lines.extend(role.session_name.as_ref().map(|name| format!("role_session_name = {name}")));
        lines.extend(role.duration.map(|seconds| format!("duration_seconds = {seconds}")));
        lines.push(format!("region = {}", via.region));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_the_profile_as_a_shell_takes_it_or_says_as_whom_it_runs() {
        let named = CredentialChain::of(&ProfileName::new("dns prod"), "us-east-1");
        assert_eq!(
            aws_command(&named, "route53 get-change --id C1"),
            "aws route53 get-change --id C1 --profile 'dns prod'"
        );
        let environment = ProfileName::new(ProfileName::ENVIRONMENT);
        let environment = CredentialChain::of(&environment, "us-east-1");
        assert_eq!(
            aws_command(&environment, "sts get-caller-identity"),
            "aws sts get-caller-identity"
        );
        let role = AssumedRole {
            arn: "arn:aws:iam::444444444444:role/Dns".into(),
            external_id: None,
            session_name: None,
            duration: None,
        };
        let by_role = CredentialChain { roles: vec![role], ..named };
        assert_eq!(
            aws_command(&by_role, "sts get-caller-identity"),
            "as role arn:aws:iam::444444444444:role/Dns, assumed by profile dns prod: \
             aws sts get-caller-identity"
        );
    }
}
