//! JSON: plans in zonecut's own shape, change batches and listings in that of the API.

use serde_json::{Value, json};

use super::WholeZone;
use crate::cut::Plan;
use crate::cut::Side;
use crate::zone::{ChangeBatch, CredentialChain, Data, ProfileName, RecordSet, RoutingRule};

/// `{parent, child, verdict, change_batch, findings}`, and `requested` beside it where the child is
/// known from a request alone. The change batch is in the AWS CLI's own
/// shape; `null` where nothing can or need be sent.
#[must_use]
pub fn json_of(plan: &Plan) -> Value {
    let side = |side: &Side| {
        let mut value = json!({
            "profile": side.profile.as_str(),
            "account": side.identity.account.as_str(),
            "zone_id": side.id().as_str(),
            "name": side.name().as_route53(),
        });
        by_role(&mut value, &side.via);
        value
    };
    let findings: Vec<Value> = plan
        .findings()
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "severity": finding.severity.as_str(),
                "message": finding.message,
                "evidence": finding.evidence,
                "advice": finding.advice,
            })
        })
        .collect();
    let requested = plan.facts().requested.as_ref();
    let mut value = json!({
        "parent": side(&plan.facts().parent),
        "child": plan.facts().child.as_ref().map(side),
        "verdict": plan.verdict().as_str(),
        "change_batch": plan.batch().map(batch),
        "findings": findings,
    });
    if let Some(request) = requested {
        value["requested"] = json!({
            "account": request.by.account.as_str(),
            "zone_id": request.by.zone.as_str(),
            "name": request.name.as_route53(),
        });
    }
    value
}

/// The roles that no file of AWS's names, and the profile of the files that they are assumed by;
/// that one is `null` for the environment.
fn by_role(value: &mut Value, via: &CredentialChain) {
    if !via.roles.is_empty() {
        let arns: Vec<&str> = via.roles.iter().map(|role| role.arn.as_str()).collect();
        let source = via.profile.as_ref().map(ProfileName::as_str);
        value["by_role"] = json!({ "source_profile": source, "role_arns": arns });
    }
}

/// A change batch as `aws route53 change-resource-record-sets --change-batch` takes it.
pub(super) fn batch(batch: &ChangeBatch) -> Value {
    let changes: Vec<Value> =
        batch.changes.iter().map(|one| change(one.action.as_str(), set(&one.set))).collect();
    json!({ "Comment": batch.comment, "Changes": changes })
}

/// One change.
pub(super) fn change(action: &str, set: Value) -> Value {
    let mut value = json!({ "Action": action });
    value["ResourceRecordSet"] = set;
    value
}

/// A whole zone as `aws route53 list-resource-record-sets` prints it, with the zone beside it.
pub(super) fn zone(zone: &WholeZone<'_>) -> Value {
    let mut value = json!({
        "name": zone.name.as_route53(),
        "zone_id": zone.id.as_str(),
        "private": zone.private,
        "profile": zone.profile.as_str(),
        "account": zone.account.map(crate::zone::AccountId::as_str),
    });
    by_role(&mut value, zone.via);
    json!({
        "zone": value,
        "ResourceRecordSets": zone.sets.iter().map(set).collect::<Vec<_>>(),
    })
}

/// A record set as the API writes it.
pub(super) fn set(set: &RecordSet) -> Value {
    let mut value = json!({ "Name": set.name.as_route53(), "Type": set.rtype.as_str() });
    match &set.data {
        Data::Records { ttl, values } => {
            let records: Vec<Value> = values.iter().map(|text| json!({ "Value": text })).collect();
            value["TTL"] = json!(ttl);
            value["ResourceRecords"] = json!(records);
        }
        Data::Alias(target) => {
            value["AliasTarget"] = json!({
                "HostedZoneId": target.zone_id,
                "DNSName": target.dns_name,
                "EvaluateTargetHealth": target.evaluate_health,
            });
        }
    }
    if let Some(routing) = &set.routing {
        value["SetIdentifier"] = json!(routing.set_identifier);
        if let Some(check) = &routing.health_check {
            value["HealthCheckId"] = json!(check);
        }
        if let Some((member, rule)) = rule(&routing.rule) {
            value[member] = rule;
        }
    }
    value
}

/// The member that makes a routing policy.
fn rule(rule: &RoutingRule) -> Option<(&'static str, Value)> {
    Some(match rule {
        RoutingRule::Weight(weight) => ("Weight", json!(weight)),
        RoutingRule::Region(region) => ("Region", json!(region)),
        RoutingRule::Failover(which) => ("Failover", json!(which)),
        RoutingRule::GeoLocation { continent, country, subdivision } => (
            "GeoLocation",
            members(&[
                ("ContinentCode", continent.as_ref().map(|text| json!(text))),
                ("CountryCode", country.as_ref().map(|text| json!(text))),
                ("SubdivisionCode", subdivision.as_ref().map(|text| json!(text))),
            ]),
        ),
        RoutingRule::GeoProximity { region, local_zone_group, coordinates, bias } => (
            "GeoProximityLocation",
            members(&[
                ("AWSRegion", region.as_ref().map(|text| json!(text))),
                ("LocalZoneGroup", local_zone_group.as_ref().map(|text| json!(text))),
                (
                    "Coordinates",
                    coordinates
                        .as_ref()
                        .map(|(latitude, longitude)| json!({ "Latitude": latitude, "Longitude": longitude })),
                ),
                ("Bias", bias.map(|bias| json!(bias))),
            ]),
        ),
        RoutingRule::Cidr { collection, location } => (
            "CidrRoutingConfig",
            json!({ "CollectionId": collection, "LocationName": location }),
        ),
        RoutingRule::MultiValue => ("MultiValueAnswer", json!(true)),
        RoutingRule::Unknown => return None,
    })
}

fn members(all: &[(&str, Option<Value>)]) -> Value {
    let there = all.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?)));
    Value::Object(there.collect())
}
