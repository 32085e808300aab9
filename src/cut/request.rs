//! A delegation request as a file: written by the child's side, read with distrust by the parent's.
//! `docs/tasks/request.md` tells the shape.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::dns::{Ds, Name};
use crate::zone::{
    AccountId, DelegationRequest, Requester, Signing, SigningStatus, ZoneDetail, ZoneId,
};

use super::draft::ds_records;
use super::servers::is_private;
use super::wording::shortened;

/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

/// The longest file that is read, in bytes.
pub const LONGEST_REQUEST: usize = 64 * 1024;

/// The most servers that are taken: as many as the root has. Route 53 gives four.
const MOST_SERVERS: usize = 13;

/// The most DS records that are taken: Route 53 allows two key-signing keys.
const MOST_DS: usize = 8;

/// Why a request was not taken, or can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// More than [`LONGEST_REQUEST`].
    #[error("it is longer than {LONGEST_REQUEST} bytes, which no request is")]
    TooLong,
    /// Other JSON, or JSON of another kind.
    #[error("it is no delegation request: it has no `zonecut_request`")]
    NotARequest,
    /// A later zonecut's.
    #[error("it is a request of version {0}, and this zonecut reads version {VERSION}")]
    Version(String),
    /// Something in it is not as it must be.
    #[error("line {line}, column {column}: {what}")]
    Wrong {
        /// From 1.
        line: usize,
        /// From 1; behind what is wrong.
        column: usize,
        /// What is wrong, with the field's name.
        what: String,
    },
    /// The zone is none that can be delegated to.
    #[error("{0}")]
    NotForZone(String),
}

/// As it is read; each field is tried where it stands, so that an error tells the line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[serde(rename = "zonecut_request")]
    _version: u64,
    child: ChildShape,
    name_servers: Servers,
    #[serde(default)]
    ds: DsRecords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChildShape {
    #[serde(deserialize_with = "apex")]
    name: Name,
    #[serde(deserialize_with = "zone_id")]
    zone_id: ZoneId,
    #[serde(deserialize_with = "account")]
    account: AccountId,
}

#[derive(Debug, Deserialize)]
struct Server(#[serde(deserialize_with = "server")] Name);

#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<Server>")]
struct Servers(Vec<Name>);

#[derive(Debug, Deserialize)]
struct DsRecord(#[serde(deserialize_with = "ds_record")] String);

#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Vec<DsRecord>")]
struct DsRecords(Vec<String>);

/// As it is written.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    zonecut_request: u64,
    child: PrintedChild<'a>,
    name_servers: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    ds: &'a [String],
}

#[derive(Debug, Serialize)]
struct PrintedChild<'a> {
    name: &'a str,
    zone_id: &'a str,
    account: &'a str,
}

/// Reads a request, whoever wrote it.
///
/// # Errors
/// Anything that is not as `docs/tasks/request.md` says: nothing is passed over.
pub fn read_request(bytes: &[u8]) -> Result<DelegationRequest, RequestError> {
    if bytes.len() > LONGEST_REQUEST {
        return Err(RequestError::TooLong);
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| wrong(&error))?;
    match value.get("zonecut_request") {
        None => return Err(RequestError::NotARequest),
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) => return Err(RequestError::Version(shortened(&version.to_string()))),
    }
    if !value.get("child").is_none_or(Value::is_object) {
        let what = "child: it is an object of name, zone_id and account".to_owned();
        return Err(RequestError::Wrong { line: 1, column: 1, what });
    }
    let shape: Shape = serde_json::from_slice(bytes).map_err(|error| wrong(&error))?;
    Ok(DelegationRequest {
        name: shape.child.name,
        by: Requester { account: shape.child.account, zone: shape.child.zone_id },
        servers: shape.name_servers.0,
        ds: shape.ds.0,
    })
}

/// The text of a request: equal requests, equal texts.
#[must_use]
pub fn print_request(request: &DelegationRequest) -> String {
    let printed = Printed {
        zonecut_request: VERSION,
        child: PrintedChild {
            name: request.name.as_route53(),
            zone_id: request.by.zone.as_str(),
            account: request.by.account.as_str(),
        },
        name_servers: request.servers.iter().map(Name::as_route53).collect(),
        ds: &request.ds,
    };
    let text = serde_json::to_string_pretty(&printed).unwrap_or_default();
    text + "\n"
}

/// The request of a zone, with the DS of its active keys where it is signed and that could be read.
///
/// # Errors
/// The zone is private, or bears what no parent would take.
pub fn request_of(
    account: &AccountId,
    detail: &ZoneDetail,
    signing: Option<&Signing>,
) -> Result<DelegationRequest, RequestError> {
    let ZoneDetail { zone, delegation_set, .. } = detail;
    if zone.private {
        let what = format!("{} is a private zone: nobody can delegate to it", zone.name);
        return Err(RequestError::NotForZone(what));
    }
    let signed = signing.filter(|signing| signing.status == SigningStatus::Signing);
    let mut servers = delegation_set.clone();
    servers.sort();
    let request = DelegationRequest {
        name: zone.name.clone(),
        by: Requester { account: account.clone(), zone: zone.id.clone() },
        servers,
        ds: signed.map(ds_records).unwrap_or_default(),
    };
    // What is sent away can be read by whoever gets it.
    match read_request(print_request(&request).as_bytes()) {
        Ok(read) => Ok(read),
        Err(RequestError::Wrong { what, .. }) => Err(RequestError::NotForZone(what)),
        Err(error) => Err(error),
    }
}

fn wrong(error: &serde_json::Error) -> RequestError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let place = format!(" at line {line} column {column}");
    let what = text.strip_suffix(&place).unwrap_or(&text);
    RequestError::Wrong { line, column, what: shortened(what) }
}

/// Reads a text where it stands, so that what is wrong with it is told with its own line.
struct Text<T>(fn(&str) -> Result<T, String>);

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

fn apex<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    from.deserialize_str(Text(|text| {
        let name = Name::from_route53(text).map_err(|error| format!("child.name: {error}"))?;
        let why = if name.depth() == 0 {
            "is the root"
        } else if name.is_wildcard() {
            "is a wildcard, which is no zone"
        } else if name.octets().flatten().any(|octet| !octet.is_ascii_graphic()) {
            "holds a space, a control character or a letter beyond ASCII"
        } else {
            return Ok(name);
        };
        Err(format!("child.name: “{}” {why}", shortened(text)))
    }))
}

fn zone_id<'de, D: Deserializer<'de>>(from: D) -> Result<ZoneId, D::Error> {
    from.deserialize_str(Text(|text| {
        let is_id = text.starts_with('Z')
            && (2..=32).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        is_id
            .then(|| ZoneId::new(text))
            .ok_or_else(|| refused("child.zone_id", text, "a zone's id"))
    }))
}

fn account<'de, D: Deserializer<'de>>(from: D) -> Result<AccountId, D::Error> {
    from.deserialize_str(Text(|text| {
        let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let wanted = "the twelve digits of an account";
        is_account
            .then(|| AccountId::new(text))
            .ok_or_else(|| refused("child.account", text, wanted))
    }))
}

fn ds_record<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(Text(|text| {
        let is_plain = text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let is_ds = is_plain && Ds::parse(text).is_some();
        let wanted = "a DS record such as 12345 13 2 ABCD…";
        is_ds.then(|| text.to_owned()).ok_or_else(|| refused("ds", text, wanted))
    }))
}

fn server<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    from.deserialize_str(Text(host))
}

impl TryFrom<Vec<Server>> for Servers {
    type Error = String;

    fn try_from(all: Vec<Server>) -> Result<Self, String> {
        if !(1..=MOST_SERVERS).contains(&all.len()) {
            return Err(format!("name_servers: there are {}, not 1 to {MOST_SERVERS}", all.len()));
        }
        let mut servers: Vec<Name> = all.into_iter().map(|server| server.0).collect();
        servers.sort();
        let twice = servers.windows(2).find(|pair| pair.first() == pair.last());
        match twice.and_then(<[Name]>::first) {
            Some(twice) => Err(format!("name_servers: {twice} stands there twice")),
            None => Ok(Self(servers)),
        }
    }
}

impl TryFrom<Vec<DsRecord>> for DsRecords {
    type Error = String;

    fn try_from(all: Vec<DsRecord>) -> Result<Self, String> {
        if all.len() > MOST_DS {
            return Err(format!("ds: there are {}, not {MOST_DS} at most", all.len()));
        }
        Ok(Self(all.into_iter().map(|record| record.0).collect()))
    }
}

/// A server is a host: its name is made of letters, digits and hyphens (RFC 1123 §2.1).
fn host(text: &str) -> Result<Name, String> {
    let bare = text.strip_suffix('.').unwrap_or(text);
    if bare.parse::<std::net::IpAddr>().is_ok() {
        return Err(format!("name_servers: “{}” is an address: name the server", shortened(text)));
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = bare.contains('.')
        && bare.split('.').all(is_label)
        && !bare.rsplit('.').next().is_some_and(is_number);
    let name = Name::from_route53(text).ok().filter(|_| is_host);
    let name = name.ok_or_else(|| refused("name_servers", text, "the name of a server"))?;
    if is_private(&name) {
        return Err(format!("name_servers: {name} serves private zones alone: nobody can ask it"));
    }
    Ok(name)
}

fn refused(field: &str, text: &str, wanted: &str) -> String {
    format!("{field}: “{}” is not {wanted}", shortened(text))
}

#[cfg(test)]
mod tests;
