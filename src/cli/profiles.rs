//! `zonecut profiles`: every profile, whom it is, and what is wrong with it.

use serde_json::json;

use crate::aws::Aws;
use crate::config::Config;
use crate::engine::{Listed, list_all};
use crate::zone::Profile;

use super::{Exit, Failure, Output};

/// Prints all profiles. A profile that can't be used is a result, not a failure.
pub(super) async fn run(
    aws: &Aws,
    config: &Config,
    profiles: Vec<Profile>,
    json: bool,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let inventory = list_all(aws, profiles, false).await;
    if json {
        let rows: Vec<_> = inventory.profiles.iter().map(|listed| row(config, listed)).collect();
        out.json(&json!(rows))?;
        return Ok(Exit::Done);
    }
    let width = inventory.profiles.iter().map(|l| l.profile.name.as_str().chars().count()).max();
    for listed in &inventory.profiles {
        let told = Told::of(listed);
        let name = listed.profile.name.as_str();
        out.line(&format!(
            "{name:<width$}  {:<12}  {:<20}  {}",
            told.account.unwrap_or("-"),
            told.state,
            told.arn.unwrap_or(""),
            width = width.unwrap_or(0),
        ))?;
        if let Some(hint) = told.hint {
            out.line(&format!("  {hint}"))?;
        }
    }
    if inventory.profiles.is_empty() {
        out.note("No profiles. `aws configure sso` makes one; `zonecut --demo` needs none.");
    }
    Ok(Exit::Done)
}

/// What is told of a profile.
struct Told<'a> {
    account: Option<&'a str>,
    arn: Option<&'a str>,
    state: &'a str,
    /// The state for programs, where that is another word.
    code: Option<String>,
    hint: Option<String>,
}

impl<'a> Told<'a> {
    fn of(listed: &'a Listed) -> Self {
        let none =
            Self { account: None, arn: None, state: "misconfigured", code: None, hint: None };
        match (&listed.profile.problem, &listed.identity) {
            (Some(problem), _) => {
                Self { hint: Some(format!("{} {}", problem.message, problem.hint)), ..none }
            }
            (None, Some(Ok(identity))) => Self {
                account: Some(identity.account.as_str()),
                arn: Some(&identity.arn),
                state: "ok",
                code: None,
                hint: None,
            },
            (None, Some(Err(fault))) => {
                let code = Some(fault.code());
                Self { state: fault.state(), code, hint: Some(fault.hint()), ..none }
            }
            (None, None) => none,
        }
    }
}

fn row(config: &Config, listed: &Listed) -> serde_json::Value {
    let told = Told::of(listed);
    let member = listed.profile.member.as_deref();
    let group = config.group_of(&listed.profile);
    json!({
        "name": listed.profile.name.as_str(),
        "account": told.account,
        "arn": told.arn,
        "state": told.code.as_deref().unwrap_or(told.state),
        "hint": told.hint,
        "account_name": member.and_then(|member| member.account_name.as_deref()),
        "group": group,
        "source": member.map(|member| member.source.as_str()),
    })
}
