//! `ListHostedZones` and `ListHostedZonesByName`: the zones of an account, a page at a time.

use super::context::Context;
use super::zones::write_hosted_zone;
use crate::emulator::name::Name;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::zone::Zone;

/// The most zones in a page (API reference).
const PAGE: usize = 100;

/// `ListHostedZones`, in the order of the zone ids. The next page starts at `NextMarker`.
pub(super) fn list_hosted_zones(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let size = request.max_items(PAGE)?;
    let marker = request.parameter("marker");
    let zones = &context.account()?.zones;
    if let Some(marker) = marker.filter(|&marker| !zones.contains_key(marker)) {
        // API reference: a marker is the id of a zone, and one that is no zone's is refused.
        let text = format!("The specified marker {marker} is not valid");
        return Err(ServiceError::invalid_input(text));
    }
    let mut zones = zones.range(marker.unwrap_or_default().to_owned()..).map(|(_, zone)| zone);
    let page: Vec<&Zone> = zones.by_ref().take(size).collect();
    let next = zones.next();
    Ok(Reply::route53("ListHostedZonesResponse", |xml| {
        xml.element("HostedZones", |xml| {
            for zone in page {
                write_hosted_zone(xml, zone);
            }
        });
        xml.optional("Marker", marker);
        xml.text("IsTruncated", next.is_some());
        xml.optional("NextMarker", next.map(|zone| &zone.id));
        xml.text("MaxItems", size);
    }))
}

/// `ListHostedZonesByName`, by reversed labels and then by id, from a name on.
pub(super) fn list_hosted_zones_by_name(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let size = request.max_items(PAGE)?;
    let given_name = request.parameter("dnsname");
    let start_id = request.parameter("hostedzoneid").unwrap_or_default();
    let start = given_name
        .map(Name::parse)
        .transpose()
        .map_err(|error| ServiceError::new(400, "InvalidDomainName", error.to_string()))?;
    if start.is_none() && !start_id.is_empty() {
        let text = "The hosted zone id may be specified only with a DNS name";
        return Err(ServiceError::invalid_input(text));
    }
    let mut zones: Vec<&Zone> = context.account()?.zones.values().collect();
    zones.sort_by(|one, two| (&one.name, &one.id).cmp(&(&two.name, &two.id)));
    let first = start.map_or(0, |name| {
        zones.partition_point(|zone| (&zone.name, zone.id.as_str()) < (&name, start_id))
    });
    let mut zones = zones.into_iter().skip(first);
    let page: Vec<&Zone> = zones.by_ref().take(size).collect();
    let next = zones.next();
    Ok(Reply::route53("ListHostedZonesByNameResponse", |xml| {
        xml.element("HostedZones", |xml| {
            for zone in page {
                write_hosted_zone(xml, zone);
            }
        });
        xml.optional("DNSName", given_name);
        xml.optional("HostedZoneId", request.parameter("hostedzoneid"));
        xml.text("IsTruncated", next.is_some());
        xml.optional("NextDNSName", next.map(|zone| &zone.name));
        xml.optional("NextHostedZoneId", next.map(|zone| &zone.id));
        xml.text("MaxItems", size);
    }))
}
