//! `GetHostedZoneCount` and `GetHostedZoneLimit`.

use super::context::Context;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;

/// Quota of VPCs that a private zone can answer in (developer guide, quotas on zones).
const VPCS_QUOTA: usize = 300;

/// `GetHostedZoneCount`: how many zones the account has.
pub(super) fn get_hosted_zone_count(context: &Context<'_>) -> Result<Reply, ServiceError> {
    let count = context.account()?.zones.len();
    Ok(Reply::route53("GetHostedZoneCountResponse", |xml| {
        xml.text("HostedZoneCount", count);
    }))
}

/// `GetHostedZoneLimit`: a quota of a zone and how much of it is used.
pub(super) fn get_hosted_zone_limit(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let zone = context.zone(request)?;
    let kind = request.limit.as_deref().unwrap_or_default();
    let (value, count) = match kind {
        "MAX_RRSETS_BY_ZONE" => (zone.quota, zone.len()),
        "MAX_VPCS_ASSOCIATED_BY_ZONE" if zone.private => (VPCS_QUOTA, zone.vpcs.len()),
        "MAX_VPCS_ASSOCIATED_BY_ZONE" => {
            let text = format!("The specified hosted zone {} is not a private zone.", zone.id);
            return Err(ServiceError::new(400, "HostedZoneNotPrivate", text));
        }
        other => {
            return Err(ServiceError::invalid_input(format!(
                "1 validation error detected: Value '{other}' at 'type' failed to satisfy \
                 constraint: Member must satisfy enum value set: [MAX_RRSETS_BY_ZONE, \
                 MAX_VPCS_ASSOCIATED_BY_ZONE]"
            )));
        }
    };
    Ok(Reply::route53("GetHostedZoneLimitResponse", |xml| {
        xml.element("Limit", |xml| {
            xml.text("Type", kind);
            xml.text("Value", value);
        });
        xml.text("Count", count);
    }))
}
