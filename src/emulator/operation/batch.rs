//! Reads the XML of a change batch.

use std::str::FromStr;

use serde::Deserialize;

use crate::emulator::change::{Change, ChangeAction};
use crate::emulator::name::Name;
use crate::emulator::record::{RecordData, RecordKey, RecordSet, RecordType, Routing};
use crate::emulator::reply::ServiceError;

/// The largest TTL in seconds (service model; RFC 2181 §8).
const MAX_TTL: i64 = 2_147_483_647;

/// A batch as it was sent.
pub(super) struct Batch {
    pub(super) comment: Option<String>,
    pub(super) changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ChangeResourceRecordSetsRequest {
    #[serde(rename = "@xmlns")]
    _xmlns: Option<String>,
    change_batch: ChangeBatchElement,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ChangeBatchElement {
    comment: Option<String>,
    changes: ChangesElement,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ChangesElement {
    #[serde(default)]
    change: Vec<ChangeElement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ChangeElement {
    action: String,
    resource_record_set: RecordSetElement,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RecordSetElement {
    name: String,
    #[serde(rename = "Type")]
    kind: String,
    set_identifier: Option<String>,
    weight: Option<i64>,
    region: Option<String>,
    geo_location: Option<GeoLocationElement>,
    failover: Option<String>,
    multi_value_answer: Option<bool>,
    #[serde(rename = "TTL")]
    ttl: Option<i64>,
    resource_records: Option<ResourceRecordsElement>,
    alias_target: Option<AliasTargetElement>,
    health_check_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GeoLocationElement {
    #[serde(rename = "ContinentCode")]
    continent: Option<String>,
    #[serde(rename = "CountryCode")]
    country: Option<String>,
    #[serde(rename = "SubdivisionCode")]
    subdivision: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ResourceRecordsElement {
    #[serde(default)]
    resource_record: Vec<ResourceRecordElement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ResourceRecordElement {
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTargetElement {
    #[serde(rename = "HostedZoneId")]
    zone: String,
    #[serde(rename = "DNSName")]
    name: String,
    #[serde(rename = "EvaluateTargetHealth")]
    evaluate_health: bool,
}

/// Reads a batch: `InvalidInput` for what is no batch at all, `InvalidChangeBatch` for what no zone
/// could take.
pub(super) fn read(body: &[u8]) -> Result<Batch, ServiceError> {
    let text = std::str::from_utf8(body)
        .map_err(|error| ServiceError::invalid_input(format!("Invalid XML ; {error}")))?;
    if !text.contains("<ChangeResourceRecordSetsRequest") {
        let text = "ChangeBatch is not valid, expected ChangeResourceRecordSetsRequest";
        return Err(ServiceError::new(400, "MalformedInput", text));
    }
    let request: ChangeResourceRecordSetsRequest = quick_xml::de::from_str(text)
        .map_err(|error| ServiceError::invalid_input(format!("Invalid XML ; {error}")))?;
    let batch = request.change_batch;
    if batch.changes.change.is_empty() {
        return Err(ServiceError::invalid_input(
            "1 validation error detected: Value '[]' at 'changeBatch.changes' failed to satisfy \
             constraint: Member must have length greater than or equal to 1",
        ));
    }
    let mut changes = Vec::new();
    let mut faults = Vec::new();
    for element in batch.changes.change {
        match change(element)? {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() {
        Ok(Batch { comment: batch.comment, changes })
    } else {
        Err(ServiceError::invalid_change_batch(&faults))
    }
}

/// One change, or what is wrong with its names; the outer error ends the reading.
fn change(element: ChangeElement) -> Result<Result<Change, String>, ServiceError> {
    let action = ChangeAction::parse(&element.action)
        .ok_or_else(|| not_in_set("action", &element.action, "[CREATE, DELETE, UPSERT]"))?;
    let set = element.resource_record_set;
    let kind = RecordType::from_str(&set.kind)
        .map_err(|()| not_in_set("resourceRecordSet.type", &set.kind, "of record types"))?;
    let place = format!(
        "Change with [Action={}, Name={}, Type={kind}, SetIdentifier={}]",
        element.action,
        set.name,
        set.set_identifier.as_deref().unwrap_or("null")
    );
    let routing = routing(&set, kind, &place)?;
    let data = match (set.ttl, set.resource_records, set.alias_target) {
        (Some(ttl), Some(records), None) if !records.resource_record.is_empty() => {
            let ttl = u32::try_from(ttl).ok().filter(|_| ttl <= MAX_TTL).ok_or_else(|| {
                ServiceError::invalid_input(format!(
                    "1 validation error detected: Value '{ttl}' at 'resourceRecordSet.tTL' failed \
                     to satisfy constraint: Member must have value between 0 and {MAX_TTL}"
                ))
            })?;
            let values = records.resource_record.into_iter().map(|record| record.value).collect();
            RecordData::Values { ttl, values }
        }
        (None, None, Some(alias)) => match Name::parse(&alias.name) {
            Ok(name) => {
                RecordData::Alias { zone: alias.zone, name, evaluate_health: alias.evaluate_health }
            }
            Err(error) => return Ok(Err(error.to_string())),
        },
        (ttl, records, alias) => {
            let found = if ttl.is_some() || records.is_some() || alias.is_some() {
                "an incomplete or mixed set"
            } else {
                "none"
            };
            return Err(ServiceError::invalid_input(format!(
                "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and \
                 ResourceRecords], or TrafficPolicyInstanceId], but found {found} in {place}"
            )));
        }
    };
    let name = match Name::parse(&set.name) {
        Ok(name) => name,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let key = RecordKey { name, kind, set_identifier: set.set_identifier };
    let set = RecordSet { data, routing, health_check: set.health_check_id };
    Ok(Ok(Change { action, key, set }))
}

fn not_in_set(place: &str, value: &str, set: &str) -> ServiceError {
    ServiceError::invalid_input(format!(
        "1 validation error detected: Value '{value}' at '{place}' failed to satisfy constraint: \
         Member must satisfy enum value set {set}"
    ))
}

/// A set identifier and exactly one routing policy, or neither. Types that Route 53 answers for a
/// zone as a whole (NS, SOA, DS) have none (developer guide, values for each routing policy).
fn routing(
    set: &RecordSetElement,
    kind: RecordType,
    place: &str,
) -> Result<Option<Routing>, ServiceError> {
    let weight = set.weight.map(|weight| {
        u8::try_from(weight).map(Routing::Weight).map_err(|_| {
            ServiceError::invalid_input(format!(
                "1 validation error detected: Value '{weight}' at 'resourceRecordSet.weight' \
                 failed to satisfy constraint: Member must have value between 0 and 255"
            ))
        })
    });
    let failover = match set.failover.as_deref() {
        Some(role @ ("PRIMARY" | "SECONDARY")) => Some(Routing::Failover(role.to_owned())),
        Some(other) => {
            return Err(not_in_set("resourceRecordSet.failover", other, "[PRIMARY, SECONDARY]"));
        }
        None => None,
    };
    let geo = set.geo_location.as_ref().map(|geo| Routing::Geo {
        continent: geo.continent.clone(),
        country: geo.country.clone(),
        subdivision: geo.subdivision.clone(),
    });
    let policies: Vec<Routing> = [
        weight.transpose()?,
        set.region.clone().map(Routing::Region),
        geo,
        failover,
        set.multi_value_answer.filter(|&on| on).map(|_| Routing::MultiValue),
    ]
    .into_iter()
    .flatten()
    .collect();
    let fault = match (policies.as_slice(), &set.set_identifier) {
        ([], None) => return Ok(None),
        ([_], Some(_)) if matches!(kind, RecordType::Ns | RecordType::Soa | RecordType::Ds) => {
            format!("Routing policies are not supported for type {kind}")
        }
        ([policy], Some(_)) => return Ok(Some(policy.clone())),
        ([_, ..], None) => "Missing field 'SetIdentifier'".to_owned(),
        (found, Some(_)) => format!(
            "Expected exactly one of [Weight, Region, Failover, GeoLocation, or \
             MultiValueAnswer], but found {}",
            if found.is_empty() { "none" } else { "more than one" }
        ),
    };
    Err(ServiceError::invalid_input(format!("Invalid request: {fault} in {place}")))
}
