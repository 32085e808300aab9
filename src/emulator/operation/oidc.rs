//! IAM Identity Center's OIDC: clients, device codes and tokens
//! ([API reference](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html)).

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::emulator::clock::Moment;
use crate::emulator::identity_center::{Client, Device, IdentityCenter, Person};
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::world::World;

/// How long a registration is good for (API reference, `RegisterClient`: ninety days were seen).
const REGISTRATION: Duration = Duration::from_hours(90 * 24);
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// `RegisterClient`.
pub(super) fn register_client(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    let body = body(request)?;
    text(&body, "clientName")?;
    if text(&body, "clientType")? != "public" {
        return Err(refused("InvalidClientMetadataException", "clientType has to be public"));
    }
    let (id, secret) = (world.fresh_id("client-"), world.fresh_id("client-secret-"));
    let scopes = body.get("scopes").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    let client = Client { secret: secret.clone(), scopes };
    world.given.clients.insert(id.clone(), client);
    let issued = now.wall.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Reply::json(&json!({
        "clientId": id,
        "clientSecret": secret,
        "clientIdIssuedAt": issued.as_secs(),
        "clientSecretExpiresAt": (issued + REGISTRATION).as_secs(),
    })))
}

/// `StartDeviceAuthorization`.
pub(super) fn start_device_authorization(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    let body = body(request)?;
    let client = client(world, &body)?;
    let start_url = text(&body, "startUrl")?.to_owned();
    let center = center(world, &start_url)?;
    let (lasts, interval) = (center.code_lasts, center.interval);
    let code = world.fresh_id("device-code-");
    let mark: String = code.chars().rev().filter(char::is_ascii_uppercase).take(8).collect();
    let (one, two) = mark.split_at(mark.len() / 2);
    let user_code = format!("{one}-{two}");
    let device = Device { client, start_url: start_url.clone(), at: now.since_start, asked: None };
    world.given.devices.insert(code.clone(), device);
    let page = format!("{}/#/device", start_url.trim_end_matches('/'));
    Ok(Reply::json(&json!({
        "deviceCode": code,
        "userCode": user_code,
        "verificationUri": page,
        "verificationUriComplete": format!("{page}?user_code={user_code}"),
        "expiresIn": lasts.as_secs(),
        "interval": interval.as_secs(),
    })))
}

/// `CreateToken`, for a device code or a refresh token.
pub(super) fn create_token(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    let body = body(request)?;
    let client = client(world, &body)?;
    let start_url = match text(&body, "grantType")? {
        DEVICE_CODE => approved(world, &client, text(&body, "deviceCode")?, now)?,
        "refresh_token" => {
            let known = world.given.refresh.remove(text(&body, "refreshToken")?);
            known.ok_or_else(|| refused("InvalidGrantException", "Invalid refresh token"))?
        }
        _ => return Err(refused("UnsupportedGrantTypeException", "Unsupported grant type")),
    };
    let lasts = center(world, &start_url)?.token_lasts;
    let token = world.fresh_id("access-token-");
    let ends = now.since_start + lasts;
    world.given.tokens.insert(token.clone(), (start_url.clone(), ends));
    let mut answer = json!({
        "accessToken": token,
        "tokenType": "Bearer",
        "expiresIn": lasts.as_secs(),
    });
    // Only a client with scopes is given one.
    if world.given.clients.get(&client).is_some_and(|client| client.scopes) {
        let refresh = world.fresh_id("refresh-token-");
        answer["refreshToken"] = json!(refresh);
        world.given.refresh.insert(refresh, start_url);
    }
    Ok(Reply::json(&answer))
}

/// The start URL of a device code that was approved; it is used up then.
fn approved(
    world: &mut World,
    client: &str,
    code: &str,
    now: Moment,
) -> Result<String, ServiceError> {
    let invalid = || refused("InvalidGrantException", "Invalid device code");
    let known = world.given.devices.get(code).filter(|device| device.client == client);
    let device = known.cloned().ok_or_else(invalid)?;
    let IdentityCenter { person, code_lasts, interval, .. } =
        *center(world, &device.start_url).map_err(|_| invalid())?;
    let age = now.since_start.saturating_sub(device.at);
    if age >= code_lasts {
        return Err(refused("ExpiredTokenException", "Device code has expired"));
    }
    let soon = device.asked.is_some_and(|last| now.since_start < last + interval);
    if let Some(device) = world.given.devices.get_mut(code) {
        device.asked = Some(now.since_start);
    }
    match person {
        Person::Approves(after) if age >= after => {
            world.given.devices.remove(code);
            Ok(device.start_url)
        }
        Person::Denies(after) if age >= after => {
            Err(refused("AccessDeniedException", "Access denied"))
        }
        _ if soon => Err(refused("SlowDownException", "Slow down")),
        _ => Err(refused("AuthorizationPendingException", "Authorization pending")),
    }
}

fn body(request: &Request) -> Result<Value, ServiceError> {
    serde_json::from_slice(&request.body)
        .map_err(|_| refused("InvalidRequestException", "The request is not JSON"))
}

fn text<'b>(body: &'b Value, key: &str) -> Result<&'b str, ServiceError> {
    let given = body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    given.ok_or_else(|| refused("InvalidRequestException", &format!("Missing {key}")))
}

/// The id of the client, whose secret is right.
fn client(world: &World, body: &Value) -> Result<String, ServiceError> {
    let (id, secret) = (text(body, "clientId")?, text(body, "clientSecret")?);
    let known = world.given.clients.get(id).is_some_and(|client| client.secret == secret);
    if known {
        return Ok(id.to_owned());
    }
    Err(ServiceError::new(401, "InvalidClientException", "Invalid client"))
}

fn center<'w>(world: &'w World, start_url: &str) -> Result<&'w IdentityCenter, ServiceError> {
    let known = world.identity_centers.iter().find(|center| center.start_url == start_url);
    known.ok_or_else(|| refused("InvalidRequestException", "Invalid start URL provided"))
}

fn refused(code: &str, message: &str) -> ServiceError {
    ServiceError::new(400, code, message)
}
