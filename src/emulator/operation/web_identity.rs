//! `AssumeRoleWithWebIdentity`: keys of a role for whoever holds a token of a provider that the role
//! trusts ([API reference](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).

use super::sts::{self, find, given, required};
use crate::emulator::clock::Moment;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::world::World;

/// The action, which is not signed.
pub(super) fn assume_role_with_web_identity(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    let arn = required(request, "RoleArn")?;
    let session = required(request, "RoleSessionName")?;
    let token = required(request, "WebIdentityToken")?;
    let lasts = sts::duration(request)?;
    let Some(held) = world.web_identities.get(token) else {
        let text = "The ID Token provided is not a valid JWT. (You may see this error if you sent \
                    an Access Token)";
        return Err(ServiceError::new(400, "InvalidIdentityToken", text));
    };
    if held.expires.is_some_and(|end| now.since_start >= end) {
        let text = "Token expired: current date/time must be before the expiration date/time";
        return Err(ServiceError::new(400, "ExpiredTokenException", text));
    }
    let (provider, subject) = (held.provider.clone(), held.subject.clone());
    let trusting = find(world, arn).filter(|(account, role)| {
        let partition = world.partition(account).as_str();
        let trusted = format!("arn:{partition}:iam::{account}:oidc-provider/{provider}");
        role.trusts.contains(&trusted)
    });
    let (account, role) = trusting.ok_or_else(|| {
        let text = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
        ServiceError::new(403, "AccessDenied", text)
    })?;
    let key = given(world, now, (account, role), session, lasts);
    Ok(sts::reply("AssumeRoleWithWebIdentity", &key.id, |xml| {
        xml.text("SubjectFromWebIdentityToken", subject);
        xml.text("Provider", provider);
        sts::write_key(xml, world, &key, now.wall + lasts);
    }))
}
