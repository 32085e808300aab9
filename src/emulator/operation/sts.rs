//! The Security Token Service: who a key is, and keys for a role.

use std::time::Duration;

use super::context::Context;
use crate::emulator::account::{AccessKey, Principal, Role};
use crate::emulator::clock::timestamp;
use crate::emulator::reply::{Reply, STS_XMLNS, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::xml::Xml;

/// How long a session lasts when the caller does not say (API reference, `AssumeRole`).
const DEFAULT_SECONDS: u64 = 3600;

fn reply(action: &str, serial: &str, fill: impl FnOnce(&mut Xml)) -> Reply {
    let body = Xml::document(&format!("{action}Response"), STS_XMLNS, |xml| {
        xml.element(&format!("{action}Result"), fill);
        xml.element("ResponseMetadata", |xml| xml.text("RequestId", serial));
    });
    Reply { status: 200, location: None, body, changed: false }
}

/// `GetCallerIdentity`, which needs no permission.
pub(super) fn get_caller_identity(context: &Context<'_>) -> Reply {
    let caller = &context.caller;
    reply("GetCallerIdentity", &caller.id, |xml| {
        xml.text("Arn", caller.arn());
        xml.text("UserId", caller.user_id());
        xml.text("Account", &caller.account);
    })
}

/// `AssumeRole`: temporary keys of the role's account, if the role trusts the caller.
pub(super) fn assume_role(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let arn = required(request, "RoleArn")?;
    let session = required(request, "RoleSessionName")?;
    let seconds = match request.parameter("DurationSeconds").map(str::parse::<u64>) {
        None => DEFAULT_SECONDS,
        Some(Ok(seconds @ 900..=43_200)) => seconds,
        Some(_) => {
            return Err(ServiceError::new(
                400,
                "ValidationError",
                "1 validation error detected: Value at 'durationSeconds' failed to satisfy \
                 constraint: Member must have value between 900 and 43200",
            ));
        }
    };
    let (account, role) = find(context, arn)
        .filter(|(_, role)| trusted(context, role, request.parameter("ExternalId")))
        .ok_or_else(|| {
            let caller = context.caller.arn();
            let text = format!(
                "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            );
            ServiceError::new(403, "AccessDenied", text)
        })?;
    check_code(context, request, &account, &role.name, arn)?;
    let lasts = Duration::from_secs(seconds);
    let key = AccessKey {
        id: context.world.fresh_id("ASI"),
        account,
        principal: Principal::Session {
            // The path is no part of a session's ARN (IAM user guide, identifiers).
            role: role.name.rsplit('/').next().unwrap_or_default().to_owned(),
            name: session.to_owned(),
        },
        session_token: Some(context.world.fresh_id("SESSION")),
        expires: Some(context.now.since_start + lasts),
        denied: role.denied,
    };
    let expiration = timestamp(context.now.wall + lasts);
    let answer = reply("AssumeRole", &key.id, |xml| {
        xml.element("Credentials", |xml| {
            xml.text("AccessKeyId", &key.id);
            xml.text("SecretAccessKey", format_args!("secret-of-{}", key.id));
            xml.optional("SessionToken", key.session_token.as_ref());
            xml.text("Expiration", expiration);
        });
        xml.element("AssumedRoleUser", |xml| {
            xml.text("AssumedRoleId", key.user_id());
            xml.text("Arn", key.arn());
        });
    });
    context.world.keys.insert(key.id.clone(), key);
    Ok(answer)
}

/// A code that is given has to be the device's, and one is given where the role's trust asks for
/// it (IAM user guide, MFA-protected API access).
fn check_code(
    context: &Context<'_>,
    request: &Request,
    account: &str,
    role: &str,
    arn: &str,
) -> Result<(), ServiceError> {
    let denied = |text: String| Err(ServiceError::new(403, "AccessDenied", text));
    let (device, code) = (request.parameter("SerialNumber"), request.parameter("TokenCode"));
    if let Some(device) = device {
        let shown = context.world.mfa_devices.get(device);
        if code.is_some() && code == shown.map(String::as_str) {
            return Ok(());
        }
        return denied(
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ".to_owned(),
        );
    }
    let account = context.world.accounts.get(account);
    if account.is_some_and(|account| account.mfa_roles.contains(role)) {
        let caller = context.caller.arn();
        return denied(format!(
            "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        ));
    }
    Ok(())
}

fn required<'r>(request: &'r Request, name: &str) -> Result<&'r str, ServiceError> {
    request.parameter(name).ok_or_else(|| {
        let text = format!(
            "1 validation error detected: Value null at '{name}' failed to satisfy constraint: \
             Member must not be null"
        );
        ServiceError::new(400, "ValidationError", text)
    })
}

/// The role of an ARN, `arn:aws:iam::ACCOUNT:role/NAME`, and its account.
fn find(context: &Context<'_>, arn: &str) -> Option<(String, Role)> {
    let (account, name) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let roles = &context.world.accounts.get(account)?.roles;
    let role = roles.iter().find(|role| role.name == name)?;
    Some((account.to_owned(), role.clone()))
}

fn trusted(context: &Context<'_>, role: &Role, external_id: Option<&str>) -> bool {
    let (account, arn) = (&context.caller.account, context.caller.arn());
    role.trusts.iter().any(|one| one == account || *one == arn)
        && (role.external_id.is_none() || role.external_id.as_deref() == external_id)
}
