//! What Route 53 answers, turned into the crate's own words. An answer that makes no sense is an
//! error that says what was odd; nothing is left out in silence.

use aws_sdk_route53::operation::create_hosted_zone::CreateHostedZoneOutput;
use aws_sdk_route53::operation::get_dnssec::GetDnssecOutput;
use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::operation::list_hosted_zones::ListHostedZonesOutput;
use aws_sdk_route53::operation::list_hosted_zones_by_name::ListHostedZonesByNameOutput;
use aws_sdk_route53::operation::list_resource_record_sets::ListResourceRecordSetsOutput;
use aws_sdk_route53::types as sdk;

use crate::dns::{Name, RecordType};
use crate::zone::{
    AliasTarget, ChangeId, ChangeInfo, ChangeStatus, Created, Data, HostedZone, KeySigningKey,
    Quota, RecordPage, RecordSet, RecordStart, Routing, RoutingRule, Signing, SigningStatus,
    ZoneDetail, ZoneId, ZonePage,
};

/// What was odd about an answer, in words.
pub(super) type Odd = String;

/// A page of `ListHostedZones` that was asked for from `marker` on.
pub(super) fn zone_page(
    output: ListHostedZonesOutput,
    marker: Option<&str>,
) -> Result<ZonePage, Odd> {
    let next = if output.is_truncated {
        let next = output.next_marker.filter(|next| !next.is_empty());
        Some(next.ok_or("there are more pages, but no NextMarker")?)
    } else {
        None
    };
    // Following it would never end.
    if next.is_some() && next.as_deref() == marker {
        return Err("the page leads back to itself".into());
    }
    let zones = output.hosted_zones.into_iter().map(zone).collect::<Result<_, _>>()?;
    Ok(ZonePage { zones, next })
}

fn zone(zone: sdk::HostedZone) -> Result<HostedZone, Odd> {
    let id = zone_id(&zone)?;
    let (private, comment) = match zone.config {
        Some(config) => (config.private_zone, config.comment),
        None => (false, None),
    };
    Ok(HostedZone {
        id,
        name: name(&zone.name)?,
        private,
        record_count: zone.resource_record_set_count.unwrap_or_default().try_into().unwrap_or(0),
        comment: comment.filter(|comment| !comment.is_empty()).map(Into::into),
        linked_service: zone.linked_service.map(|service| {
            let owner = service.service_principal.or(service.description);
            owner.map_or_else(|| "AWS".into(), Into::into)
        }),
    })
}

fn zone_id(zone: &sdk::HostedZone) -> Result<ZoneId, Odd> {
    let id = ZoneId::new(&zone.id);
    if id.as_str().is_empty() { Err(format!("the zone {} has no id", zone.name)) } else { Ok(id) }
}

/// The answer of `GetHostedZone`.
pub(super) fn zone_detail(output: GetHostedZoneOutput) -> Result<ZoneDetail, Odd> {
    let zone = zone(output.hosted_zone.ok_or("an answer without a zone")?)?;
    let delegation_set = name_servers(output.delegation_set)?;
    let vpcs = output.vpcs.unwrap_or_default();
    let vpcs = vpcs.into_iter().map(|vpc| {
        let region = vpc.vpc_region.map_or_else(String::new, |region| region.as_str().to_owned());
        format!("{region}/{}", vpc.vpc_id.unwrap_or_default())
    });
    Ok(ZoneDetail { zone, delegation_set, vpcs: vpcs.collect() })
}

fn name_servers(set: Option<sdk::DelegationSet>) -> Result<Vec<Name>, Odd> {
    let servers = set.map(|set| set.name_servers).unwrap_or_default();
    servers.iter().map(|server| name(server)).collect()
}

/// The answer of `CreateHostedZone` for a public zone.
pub(super) fn created(output: CreateHostedZoneOutput) -> Result<Created, Odd> {
    let zone = zone(output.hosted_zone.ok_or("an answer without a zone")?)?;
    let delegation_set = name_servers(output.delegation_set)?;
    if delegation_set.is_empty() {
        return Err("an answer without name servers".into());
    }
    let detail = ZoneDetail { zone, delegation_set, vpcs: Vec::new() };
    Ok(Created { detail, change: change_info(output.change_info)? })
}

/// What a page of `ListHostedZonesByName` says of the zone with a caller reference.
pub(super) enum Sought {
    /// It is this one.
    Found(ZoneId),
    /// It can only be on the page that starts at the name and this zone id.
    Further(String),
    /// There is none.
    Absent,
}

/// Looks for the zone `wanted` with `reference` on a page that starts at that name.
pub(super) fn zone_by_reference(
    output: ListHostedZonesByNameOutput,
    wanted: &Name,
    reference: &str,
) -> Result<Sought, Odd> {
    for zone in output.hosted_zones {
        // By reversed labels, so that all zones of one name stand together.
        if name(&zone.name)? != *wanted {
            return Ok(Sought::Absent);
        }
        if zone.caller_reference == reference {
            return zone_id(&zone).map(Sought::Found);
        }
    }
    if !output.is_truncated {
        return Ok(Sought::Absent);
    }
    let next = output.next_dns_name.filter(|next| !next.is_empty());
    let next = next.ok_or("there are more pages, but no NextDNSName")?;
    if name(&next)? != *wanted {
        return Ok(Sought::Absent);
    }
    let id = output.next_hosted_zone_id.filter(|id| !id.is_empty());
    Ok(Sought::Further(id.ok_or("there are more pages, but no NextHostedZoneId")?))
}

/// The answer of `GetDNSSEC`.
pub(super) fn signing(output: GetDnssecOutput) -> Result<Signing, Odd> {
    let status = output.status.and_then(|status| status.serve_signature);
    let status = match status.as_deref().ok_or("an answer without ServeSignature")? {
        "SIGNING" => SigningStatus::Signing,
        "NOT_SIGNING" => SigningStatus::NotSigning,
        "DELETING" => SigningStatus::Deleting,
        "ACTION_NEEDED" => SigningStatus::ActionNeeded,
        "INTERNAL_FAILURE" => SigningStatus::Failed,
        other => SigningStatus::Other(other.to_owned()),
    };
    let keys = output.key_signing_keys.into_iter().map(|key| KeySigningKey {
        name: key.name.unwrap_or_default(),
        active: key.status.as_deref() == Some("ACTIVE"),
        // The SDK gives 0 where there is no element; a key without its DS has no tag either.
        key_tag: key.ds_record.is_some().then(|| u16::try_from(key.key_tag).ok()).flatten(),
        ds_record: key.ds_record.filter(|record| !record.is_empty()),
    });
    let keys: Vec<_> = keys.collect();
    // What signs, signs with a key: were the keys written otherwise than the SDK expects, it would
    // leave them out without a word.
    if status == SigningStatus::Signing && keys.is_empty() {
        return Err("a zone that is signed without a key".into());
    }
    Ok(Signing { status, keys })
}

/// A count and its limit, as `GetHostedZoneLimit` and `GetAccountLimit` give them.
pub(super) fn quota(count: i64, limit: Option<i64>) -> Result<Quota, Odd> {
    let limit = limit.ok_or("an answer without a limit")?;
    match (u64::try_from(count), u64::try_from(limit)) {
        // The SDK gives 0 where there is no element, and no limit is 0.
        (Ok(count), Ok(limit)) if limit > 0 => Ok(Quota { count, limit }),
        _ => Err(format!("a count of {count} and a limit of {limit}")),
    }
}

/// A page of `ListResourceRecordSets` that was asked for from `start` on.
pub(super) fn record_page(
    output: ListResourceRecordSetsOutput,
    start: Option<&RecordStart>,
) -> Result<RecordPage, Odd> {
    let next = if output.is_truncated {
        let name = output.next_record_name.filter(|name| !name.is_empty());
        Some(RecordStart {
            name: name.ok_or("there are more pages, but no NextRecordName")?,
            rtype: output.next_record_type.map(|rtype| RecordType::parse(rtype.as_str())),
            set_identifier: output.next_record_identifier,
        })
    } else {
        None
    };
    if next.is_some() && next.as_ref() == start {
        return Err("the page leads back to itself".into());
    }
    let sets = output.resource_record_sets.into_iter().map(record_set).collect::<Result<_, _>>()?;
    Ok(RecordPage { sets, next })
}

fn record_set(set: sdk::ResourceRecordSet) -> Result<RecordSet, Odd> {
    let routing = routing(&set);
    let data = if let Some(alias) = set.alias_target {
        Data::Alias(AliasTarget {
            dns_name: alias.dns_name,
            zone_id: alias.hosted_zone_id,
            evaluate_health: alias.evaluate_target_health,
        })
    } else {
        let values = set.resource_records.unwrap_or_default();
        let ttl = set.ttl.and_then(|ttl| u32::try_from(ttl).ok());
        Data::Records {
            ttl: ttl.ok_or_else(|| format!("{} {} has no TTL", set.name, set.r#type))?,
            values: values.into_iter().map(|record| record.value).collect(),
        }
    };
    Ok(RecordSet {
        name: name(&set.name)?,
        rtype: RecordType::parse(set.r#type.as_str()),
        data,
        routing,
    })
}

fn routing(set: &sdk::ResourceRecordSet) -> Option<Routing> {
    let set_identifier = set.set_identifier.clone()?;
    let rule = rule(set);
    let policy = match &rule {
        RoutingRule::Weight(weight) => format!("weighted {weight}"),
        RoutingRule::Region(region) => format!("latency {region}"),
        RoutingRule::Failover(which) => format!("failover {which}"),
        RoutingRule::GeoLocation { continent, country, subdivision } => {
            let parts = [continent, country, subdivision].into_iter().flatten();
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            format!("geolocation {}", parts.join("-"))
        }
        RoutingRule::GeoProximity { region, local_zone_group, .. } => {
            let place = region.as_ref().or(local_zone_group.as_ref());
            format!("geoproximity {}", place.map_or("coordinates", String::as_str))
        }
        RoutingRule::Cidr { location, .. } => format!("CIDR {location}"),
        RoutingRule::MultiValue => "multivalue".to_owned(),
        RoutingRule::Unknown => "other".to_owned(),
    };
    Some(Routing { set_identifier, policy, rule, health_check: set.health_check_id.clone() })
}

fn rule(set: &sdk::ResourceRecordSet) -> RoutingRule {
    if let Some(weight) = set.weight {
        RoutingRule::Weight(weight)
    } else if let Some(region) = &set.region {
        RoutingRule::Region(region.as_str().to_owned())
    } else if let Some(failover) = &set.failover {
        RoutingRule::Failover(failover.as_str().to_owned())
    } else if let Some(place) = &set.geo_location {
        RoutingRule::GeoLocation {
            continent: place.continent_code.clone(),
            country: place.country_code.clone(),
            subdivision: place.subdivision_code.clone(),
        }
    } else if let Some(place) = &set.geo_proximity_location {
        RoutingRule::GeoProximity {
            region: place.aws_region.clone(),
            local_zone_group: place.local_zone_group.clone(),
            coordinates: place
                .coordinates
                .as_ref()
                .map(|at| (at.latitude.clone(), at.longitude.clone())),
            bias: place.bias,
        }
    } else if let Some(cidr) = &set.cidr_routing_config {
        RoutingRule::Cidr {
            collection: cidr.collection_id.clone(),
            location: cidr.location_name.clone(),
        }
    } else if set.multi_value_answer == Some(true) {
        RoutingRule::MultiValue
    } else {
        RoutingRule::Unknown
    }
}

/// The change of `ChangeResourceRecordSets` and `GetChange`.
pub(super) fn change_info(info: Option<sdk::ChangeInfo>) -> Result<ChangeInfo, Odd> {
    let info = info.filter(|info| !info.id.is_empty()).ok_or("an answer without a change id")?;
    let status = match info.status {
        sdk::ChangeStatus::Pending => ChangeStatus::Pending,
        sdk::ChangeStatus::Insync => ChangeStatus::InSync,
        other => return Err(format!("the change has the unknown status {}", other.as_str())),
    };
    Ok(ChangeInfo { id: ChangeId::new(&info.id), status })
}

fn name(text: &str) -> Result<Name, Odd> {
    Name::from_route53(text).map_err(|error| error.to_string())
}
