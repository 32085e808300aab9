//! IAM Identity Center's portal: temporary keys for whoever has signed in
//! ([API reference](https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html)).

use std::time::UNIX_EPOCH;

use serde_json::json;

use crate::emulator::account::{AccessKey, Principal};
use crate::emulator::clock::Moment;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::world::World;

/// `GetRoleCredentials`.
pub(super) fn get_role_credentials(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    let unknown =
        || ServiceError::new(401, "UnauthorizedException", "Session token not found or invalid");
    let token = request.bearer.as_deref().ok_or_else(unknown)?;
    let known = world.given.tokens.get(token).filter(|(_, ends)| now.since_start < *ends);
    let start_url = known.map(|(start_url, _)| start_url.clone()).ok_or_else(unknown)?;
    let (account, role) = (request.parameter("account_id"), request.parameter("role_name"));
    let (Some(account), Some(role)) = (account, role) else {
        let text = "Missing account_id or role_name";
        return Err(ServiceError::new(400, "InvalidRequestException", text));
    };
    let mut centers = world.identity_centers.iter();
    let assigned = centers.find(|center| {
        let mut assigned = center.assignments.iter();
        center.start_url == start_url && assigned.any(|(id, name)| id == account && name == role)
    });
    let Some(lasts) = assigned.map(|center| center.keys_last) else {
        return Err(ServiceError::new(403, "ForbiddenException", "No access"));
    };
    let (account, role) = (account.to_owned(), role.to_owned());
    let key = AccessKey {
        id: world.fresh_id("ASI"),
        account,
        principal: Principal::Session {
            role: format!("AWSReservedSSO_{role}_0123456789abcdef"),
            name: "user".to_owned(),
        },
        session_token: Some(world.fresh_id("SESSION")),
        expires: Some(now.since_start + lasts),
        denied: Vec::new(),
    };
    let expiration = (now.wall + lasts).duration_since(UNIX_EPOCH).unwrap_or_default();
    let answer = Reply::json(&json!({
        "roleCredentials": {
            "accessKeyId": key.id,
            "secretAccessKey": format!("secret-of-{}", key.id),
            "sessionToken": key.session_token,
            "expiration": u64::try_from(expiration.as_millis()).unwrap_or(u64::MAX),
        }
    }));
    world.keys.insert(key.id.clone(), key);
    Ok(answer)
}
