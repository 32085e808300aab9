//! What every operation is given: who asks, when, and the world.

use crate::emulator::account::{AccessKey, Account};
use crate::emulator::action::{Action, Service};
use crate::emulator::clock::{Moment, timestamp};
use crate::emulator::reply::ServiceError;
use crate::emulator::request::Request;
use crate::emulator::world::World;
use crate::emulator::xml::Xml;
use crate::emulator::zone::Zone;

/// A request of a known caller, with the world it acts on.
pub(in crate::emulator) struct Context<'w> {
    pub(in crate::emulator) world: &'w mut World,
    pub(in crate::emulator) caller: AccessKey,
    pub(in crate::emulator) now: Moment,
}

impl Context<'_> {
    /// The ARN of the caller.
    pub(super) fn arn(&self) -> String {
        self.world.arn(&self.caller)
    }

    /// The caller's account.
    pub(super) fn account(&self) -> Result<&Account, ServiceError> {
        self.world.accounts.get(&self.caller.account).ok_or_else(|| {
            let id = &self.caller.account;
            ServiceError::new(403, "AccessDenied", format!("The account {id} is closed"))
        })
    }

    /// The zone that the request names, if it is one of the caller's.
    pub(super) fn zone(&self, request: &Request) -> Result<&Zone, ServiceError> {
        let id = request.zone().unwrap_or_default();
        match self.account()?.zones.get(id) {
            Some(zone) => Ok(zone),
            None if self.world.zone(id).is_some() => Err(ServiceError::new(
                403,
                "AccessDenied",
                format!("User: {} is not authorized to access this resource", self.arn()),
            )),
            None => Err(ServiceError::no_such_hosted_zone(id)),
        }
    }

    /// Writes a change as both its submission and `GetChange` tell it.
    pub(super) fn write_change(&self, xml: &mut Xml, id: &str) -> Result<(), ServiceError> {
        let change = self.world.change(&self.caller.account, id).ok_or_else(|| {
            ServiceError::new(404, "NoSuchChange", format!("Could not find resource with ID: {id}"))
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

/// The text by which IAM refuses an action.
pub(in crate::emulator) fn access_denied(
    world: &World,
    caller: &AccessKey,
    action: Action,
    zone: Option<&str>,
) -> ServiceError {
    let on = match (action.service(), zone) {
        (Service::Route53, Some(zone)) => {
            let partition = world.partition(&caller.account).as_str();
            format!(" on resource: arn:{partition}:route53:::hostedzone/{zone}")
        }
        _ => String::new(),
    };
    let (status, code) = match action.service() {
        Service::Organizations => (400, "AccessDeniedException"),
        _ => (403, "AccessDenied"),
    };
    ServiceError::new(
        status,
        code,
        format!(
            "User: {} is not authorized to perform: {action}{on} because no identity-based policy \
             allows the {action} action",
            world.arn(caller)
        ),
    )
}
