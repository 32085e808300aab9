//! What every operation is given, and which operation answers which action.

mod batch;
mod limits;
mod listing;
mod records;
mod sts;
mod zones;

use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::account::{AccessKey, Account};
use super::action::{Action, Service};
use super::clock::Moment;
use super::reply::{Reply, ServiceError};
use super::request::Request;
use super::world::World;
use super::xml::Xml;
use super::zone::Zone;

/// A request of a known caller, with the world it acts on.
pub(super) struct Context<'w> {
    pub(super) world: &'w mut World,
    pub(super) caller: AccessKey,
    pub(super) now: Moment,
}

impl Context<'_> {
    /// Does what the request asks for.
    pub(super) fn answer(&mut self, request: &Request) -> Result<Reply, ServiceError> {
        match request.action {
            Action::ListHostedZones => listing::list_hosted_zones(self, request),
            Action::ListHostedZonesByName => listing::list_hosted_zones_by_name(self, request),
            Action::GetHostedZone => zones::get_hosted_zone(self, request),
            Action::CreateHostedZone => zones::create_hosted_zone(self, request),
            Action::GetHostedZoneCount => limits::get_hosted_zone_count(self),
            Action::GetHostedZoneLimit => limits::get_hosted_zone_limit(self, request),
            Action::GetDnssec => zones::get_dnssec(self, request),
            Action::ListResourceRecordSets => records::list_resource_record_sets(self, request),
            Action::ChangeResourceRecordSets => records::change_resource_record_sets(self, request),
            Action::GetChange => records::get_change(self, request),
            Action::GetCallerIdentity => Ok(sts::get_caller_identity(self)),
            Action::AssumeRole => sts::assume_role(self, request),
            Action::Unknown(service) => Err(ServiceError::new(
                400,
                "InvalidAction",
                format!(
                    "The emulator does not know the action {} of {service:?}",
                    request.asked
                ),
            )),
        }
    }

    /// The caller's account.
    fn account(&self) -> Result<&Account, ServiceError> {
        self.world
            .accounts
            .get(&self.caller.account)
            .ok_or_else(|| {
                let id = &self.caller.account;
                ServiceError::new(403, "AccessDenied", format!("The account {id} is closed"))
            })
    }

    /// The zone that the request names, if it is one of the caller's.
    fn zone(&self, request: &Request) -> Result<&Zone, ServiceError> {
        let id = request.zone().unwrap_or_default();
        match self.account()?.zones.get(id) {
            Some(zone) => Ok(zone),
            None if self.world.zone(id).is_some() => Err(ServiceError::new(
                403,
                "AccessDenied",
                format!(
                    "User: {} is not authorized to access this resource",
                    self.caller.arn()
                ),
            )),
            None => Err(ServiceError::no_such_hosted_zone(id)),
        }
    }

    /// Writes a change as both its submission and `GetChange` tell it.
    fn write_change(&self, xml: &mut Xml, id: &str) -> Result<(), ServiceError> {
        let change = self.world.change(&self.caller.account, id).ok_or_else(|| {
            ServiceError::new(
                404,
                "NoSuchChange",
                format!("Could not find resource with ID: {id}"),
            )
        })?;
        let pending = self.now.since_start < change.insync;
        let ago = self.now.since_start.saturating_sub(change.at);
        xml.element("ChangeInfo", |xml| {
            xml.text("Id", format_args!("/change/{id}"));
            xml.text("Status", if pending { "PENDING" } else { "INSYNC" });
            xml.text("SubmittedAt", timestamp(self.now.wall - ago));
            xml.optional("Comment", change.comment.as_ref());
        });
        Ok(())
    }
}

/// ISO 8601 in UTC, as AWS writes times.
fn timestamp(time: SystemTime) -> String {
    DateTime::from(time)
        .fmt(Format::DateTime)
        .unwrap_or_default()
}

/// The text by which IAM refuses an action.
pub(super) fn access_denied(
    caller: &AccessKey,
    action: Action,
    zone: Option<&str>,
) -> ServiceError {
    let on = match (action.service(), zone) {
        (Service::Route53, Some(zone)) => {
            format!(" on resource: arn:aws:route53:::hostedzone/{zone}")
        }
        _ => String::new(),
    };
    ServiceError::new(
        403,
        "AccessDenied",
        format!(
            "User: {} is not authorized to perform: {action}{on} because no identity-based policy \
             allows the {action} action",
            caller.arn()
        ),
    )
}
