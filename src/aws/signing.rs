//! What Route 53 tells of a zone beside its records: how it is signed, and how near it and its
//! account are to their quotas.

use aws_sdk_route53::types::{AccountLimitType, HostedZoneLimitType};

use crate::zone::{Fault, ProfileName, Quota, Signing, ZoneId};

use super::access::Aws;
use super::read;

const GET_DNSSEC: &str = "GetDNSSEC";
const ZONE_LIMIT: &str = "GetHostedZoneLimit";
const ACCOUNT_LIMIT: &str = "GetAccountLimit";

impl Aws {
    /// Whether a public zone is signed, and with which keys.
    ///
    /// # Errors
    /// [`Unsupported`](crate::zone::FaultKind::Unsupported) for a private zone, which can't be
    /// signed.
    pub async fn signing(&self, profile: &ProfileName, zone: &ZoneId) -> Result<Signing, Fault> {
        let call = self.call(profile, Some(zone), GET_DNSSEC).await?;
        let request = call.route53().get_dnssec().hosted_zone_id(zone.as_str());
        let answer = call.read(|| request.clone().send()).await?;
        read::signing(answer).map_err(|odd| call.odd(&odd))
    }

    /// How many record sets a zone has, and may have (`MAX_RRSETS_BY_ZONE`).
    pub async fn zone_quota(&self, profile: &ProfileName, zone: &ZoneId) -> Result<Quota, Fault> {
        let call = self.call(profile, Some(zone), ZONE_LIMIT).await?;
        let request = call.route53().get_hosted_zone_limit().hosted_zone_id(zone.as_str());
        let request = request.r#type(HostedZoneLimitType::MaxRrsetsByZone);
        let answer = call.read(|| request.clone().send()).await?;
        let limit = answer.limit.map(|limit| limit.value);
        read::quota(answer.count, limit).map_err(|odd| call.odd(&odd))
    }

    /// How many hosted zones the profile's account has, and may have
    /// (`MAX_HOSTED_ZONES_BY_OWNER`).
    pub async fn account_quota(&self, profile: &ProfileName) -> Result<Quota, Fault> {
        let call = self.call(profile, None, ACCOUNT_LIMIT).await?;
        let request = call.route53().get_account_limit();
        let request = request.r#type(AccountLimitType::MaxHostedZonesByOwner);
        let answer = call.read(|| request.clone().send()).await?;
        let limit = answer.limit.map(|limit| limit.value);
        read::quota(answer.count, limit).map_err(|odd| call.odd(&odd))
    }
}
