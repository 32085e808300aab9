//! `GetHostedZoneCount`, `GetHostedZoneLimit` and `GetAccountLimit`.

use super::context::Context;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;

/// Quota of VPCs that a private zone can answer in (developer guide, quotas on zones).
const VPCS_QUOTA: usize = 300;
/// Quota of reusable delegation sets in an account (developer guide, quotas).
const DELEGATION_SETS_QUOTA: usize = 100;

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
    Ok(limit("GetHostedZoneLimitResponse", kind, value, count))
}

/// `GetAccountLimit`: a quota of the account and how much of it is used. Of what the emulator
/// doesn't have, nothing is used.
pub(super) fn get_account_limit(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let account = context.account()?;
    let kind = request.limit.as_deref().unwrap_or_default();
    let (value, count) = match kind {
        "MAX_HOSTED_ZONES_BY_OWNER" => (account.zones_quota, account.zones.len()),
        "MAX_REUSABLE_DELEGATION_SETS_BY_OWNER" => {
            (DELEGATION_SETS_QUOTA, account.delegation_sets.len())
        }
        "MAX_HEALTH_CHECKS_BY_OWNER" => (200, 0),
        "MAX_TRAFFIC_POLICIES_BY_OWNER" => (50, 0),
        "MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER" => (5, 0),
        other => {
            return Err(ServiceError::invalid_input(format!(
                "1 validation error detected: Value '{other}' at 'type' failed to satisfy \
                 constraint: Member must satisfy enum value set: [MAX_HOSTED_ZONES_BY_OWNER, \
                 MAX_REUSABLE_DELEGATION_SETS_BY_OWNER, MAX_HEALTH_CHECKS_BY_OWNER, \
                 MAX_TRAFFIC_POLICIES_BY_OWNER, MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER]"
            )));
        }
    };
    Ok(limit("GetAccountLimitResponse", kind, value, count))
}

fn limit(root: &str, kind: &str, value: usize, count: usize) -> Reply {
    Reply::route53(root, |xml| {
        xml.element("Limit", |xml| {
            xml.text("Type", kind);
            xml.text("Value", value);
        });
        xml.text("Count", count);
    })
}
