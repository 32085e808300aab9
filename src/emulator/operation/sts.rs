//! The Security Token Service: who a key is, and keys for a role.

use std::time::{Duration, SystemTime};

use super::context::Context;
use crate::emulator::account::{AccessKey, Principal, Role};
use crate::emulator::clock::{Moment, timestamp};
use crate::emulator::reply::{Reply, STS_XMLNS, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::world::World;
use crate::emulator::xml::Xml;

/// How long a session lasts when the caller does not say (API reference, `AssumeRole`).
const DEFAULT_SECONDS: u64 = 3600;

/// An answer of STS.
pub(super) fn reply(action: &str, serial: &str, fill: impl FnOnce(&mut Xml)) -> Reply {
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
        xml.text("Arn", context.arn());
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
    let lasts = duration(request)?;
    let (account, role) = find(context.world, arn)
        .filter(|(_, role)| trusted(context, role, request.parameter("ExternalId")))
        .ok_or_else(|| {
            let caller = context.arn();
            let text = format!(
                "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            );
            ServiceError::new(403, "AccessDenied", text)
        })?;
    check_code(context, request, &account, &role.name, arn)?;
    let most = context.world.accounts.get(&account).and_then(|account| account.sessions_last);
    let lasts = lasts.min(most.unwrap_or(Duration::MAX));
    let key = given(context.world, context.now, (account, role), session, lasts);
    Ok(reply("AssumeRole", &key.id, |xml| {
        write_key(xml, context.world, &key, context.now.wall + lasts);
    }))
}

/// How long a session is to last.
pub(super) fn duration(request: &Request) -> Result<Duration, ServiceError> {
    match request.parameter("DurationSeconds").map(str::parse::<u64>) {
        None => Ok(Duration::from_secs(DEFAULT_SECONDS)),
        Some(Ok(seconds @ 900..=43_200)) => Ok(Duration::from_secs(seconds)),
        Some(_) => Err(ServiceError::new(
            400,
            "ValidationError",
            "1 validation error detected: Value at 'durationSeconds' failed to satisfy \
             constraint: Member must have value between 900 and 43200",
        )),
    }
}

/// Gives out a key of a role of an account.
pub(super) fn given(
    world: &mut World,
    now: Moment,
    (account, role): (String, Role),
    session: &str,
    lasts: Duration,
) -> AccessKey {
    let key = AccessKey {
        id: world.fresh_id("ASI"),
        account,
        principal: Principal::Session {
            // The path is no part of a session's ARN (IAM user guide, identifiers).
            role: role.name.rsplit('/').next().unwrap_or_default().to_owned(),
            name: session.to_owned(),
        },
        session_token: Some(world.fresh_id("SESSION")),
        expires: Some(now.since_start + lasts),
        denied: role.denied,
    };
    world.keys.insert(key.id.clone(), key.clone());
    key
}

/// What both ways to assume a role answer.
pub(super) fn write_key(xml: &mut Xml, world: &World, key: &AccessKey, end: SystemTime) {
    xml.element("Credentials", |xml| {
        xml.text("AccessKeyId", &key.id);
        xml.text("SecretAccessKey", format_args!("secret-of-{}", key.id));
        xml.optional("SessionToken", key.session_token.as_ref());
        xml.text("Expiration", timestamp(end));
    });
    xml.element("AssumedRoleUser", |xml| {
        xml.text("AssumedRoleId", key.user_id());
        xml.text("Arn", world.arn(key));
    });
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
        let caller = context.arn();
        return denied(format!(
            "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        ));
    }
    Ok(())
}

/// A parameter that has to be there.
pub(super) fn required<'r>(request: &'r Request, name: &str) -> Result<&'r str, ServiceError> {
    request.parameter(name).ok_or_else(|| {
        let text = format!(
            "1 validation error detected: Value null at '{name}' failed to satisfy constraint: \
             Member must not be null"
        );
        ServiceError::new(400, "ValidationError", text)
    })
}

/// The role of an ARN, `arn:PARTITION:iam::ACCOUNT:role/NAME`, and its account.
pub(super) fn find(world: &World, arn: &str) -> Option<(String, Role)> {
    let (partition, rest) = arn.strip_prefix("arn:")?.split_once(":iam::")?;
    let (account, name) = rest.split_once(":role/")?;
    let account = world.accounts.get(account).filter(|it| it.partition.as_str() == partition)?;
    let role = account.roles.iter().find(|role| role.name == name)?;
    Some((account.id.clone(), role.clone()))
}

fn trusted(context: &Context<'_>, role: &Role, external_id: Option<&str>) -> bool {
    let (account, arn) = (&context.caller.account, context.arn());
    role.trusts.iter().any(|one| one == account || *one == arn)
        && (role.external_id.is_none() || role.external_id.as_deref() == external_id)
}
