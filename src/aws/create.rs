//! Makes a hosted zone, and finds it again where the answer was lost.

use aws_sdk_route53::types::HostedZoneConfig;

use crate::dns::Name;
use crate::zone::{Created, Fault, ProfileName, ZoneDetail};

use super::access::Aws;
use super::client;
use super::read::{self, Sought};

const CREATE_ZONE: &str = "CreateHostedZone";
const LIST_BY_NAME: &str = "ListHostedZonesByName";

/// The most pages of zones of one name that are looked through.
const MOST_PAGES: usize = 100;

impl Aws {
    /// Makes a public hosted zone: exactly one request, never repeated, whatever comes of it. An
    /// empty `comment` is none.
    ///
    /// `caller_reference` (128 characters at most) is what makes it safe to ask again: by its
    /// [API](https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html)
    /// Route 53 makes one zone for it and no more, and answers a later request with
    /// `HostedZoneAlreadyExists`.
    /// So a lost answer is settled by [`Aws::zone_by_reference`]; where that finds nothing, the
    /// same request may be sent again, with the same reference.
    ///
    /// # Errors
    /// [`Fault::surely_not_done`] tells whether the zone has to be looked for. It is false for
    /// [`ZoneExists`](crate::zone::FaultKind::ZoneExists) too, which a repeated request ends in
    /// where the first one did its work.
    pub async fn create_zone(
        &self,
        profile: &ProfileName,
        name: &Name,
        caller_reference: &str,
        comment: &str,
    ) -> Result<Created, Fault> {
        let call = self.call(profile, None, CREATE_ZONE).await?;
        let config = (!comment.is_empty())
            .then(|| HostedZoneConfig::builder().comment(comment).private_zone(false).build());
        let turn = call.turn_to_write().await?;
        let keys = self.keys_to_write(&call).await?;
        let request = call
            .route53()
            .create_hosted_zone()
            .name(name.as_route53())
            .caller_reference(caller_reference)
            .set_hosted_zone_config(config)
            .customize()
            .config_override(client::once(keys.clone()));
        let answer = call.once(&turn, &keys, request.send()).await?;
        read::created(answer).map_err(|odd| call.odd(&odd))
    }

    /// The zone of this name that was made with `caller_reference`, if the account has it.
    ///
    /// Reads as many pages of the account's zones of that name as it takes, then the zone. `None`
    /// soon after a lost answer does not prove that the request will never arrive; sending it
    /// again with the same reference can't make two.
    pub async fn zone_by_reference(
        &self,
        profile: &ProfileName,
        name: &Name,
        caller_reference: &str,
    ) -> Result<Option<ZoneDetail>, Fault> {
        let call = self.call(profile, None, LIST_BY_NAME).await?;
        let mut from = None;
        for _ in 0..MOST_PAGES {
            let request = call.route53().list_hosted_zones_by_name().dns_name(name.as_route53());
            let request = request.set_hosted_zone_id(from);
            let answer = call.read(|| request.clone().send()).await?;
            let sought = read::zone_by_reference(answer, name, caller_reference);
            match sought.map_err(|odd| call.odd(&odd))? {
                Sought::Found(id) => return self.zone(profile, &id).await.map(Some),
                Sought::Absent => return Ok(None),
                Sought::Further(id) => from = Some(id),
            }
        }
        Err(call.odd("the pages have no end"))
    }
}
