//! Which operation answers which action.

mod batch;
mod context;
mod iam;
mod limits;
mod listing;
mod oidc;
mod organizations;
mod portal;
mod records;
mod sts;
mod web_identity;
mod zones;

use super::action::Action;
use super::change::Change;
use super::clock::Moment;
use super::log::Touched;
use super::reply::{Reply, ServiceError};
use super::request::Request;
use super::world::World;

pub(super) use context::{Context, access_denied};

/// Does what the request asks for.
pub(super) fn answer(context: &mut Context<'_>, request: &Request) -> Result<Reply, ServiceError> {
    match request.action {
        Action::ListHostedZones => listing::list_hosted_zones(context, request),
        Action::ListHostedZonesByName => listing::list_hosted_zones_by_name(context, request),
        Action::GetHostedZone => zones::get_hosted_zone(context, request),
        Action::CreateHostedZone => zones::create_hosted_zone(context, request),
        Action::GetHostedZoneCount => limits::get_hosted_zone_count(context),
        Action::GetHostedZoneLimit => limits::get_hosted_zone_limit(context, request),
        Action::GetAccountLimit => limits::get_account_limit(context, request),
        Action::GetDnssec => zones::get_dnssec(context, request),
        Action::ListResourceRecordSets => records::list_resource_record_sets(context, request),
        Action::ChangeResourceRecordSets => records::change_resource_record_sets(context, request),
        Action::GetChange => records::get_change(context, request),
        Action::GetCallerIdentity => Ok(sts::get_caller_identity(context)),
        Action::AssumeRole => sts::assume_role(context, request),
        Action::ListAccountAliases => iam::list_account_aliases(context),
        Action::ListAccounts => organizations::list_accounts(context, request),
        Action::GetRoleCredentials
        | Action::RegisterClient
        | Action::StartDeviceAuthorization
        | Action::CreateToken
        | Action::AssumeRoleWithWebIdentity => answer_unsigned(context.world, request, context.now),
        Action::Unknown(service) => Err(ServiceError::new(
            400,
            "InvalidAction",
            format!("The emulator does not know the action {} of {service:?}", request.asked),
        )),
    }
}

/// What a request's change batch asks for, whether it is let in or not.
pub(super) fn touched(request: &Request) -> Vec<Touched> {
    if request.action != Action::ChangeResourceRecordSets {
        return Vec::new();
    }
    let changes = batch::read(&request.body).map(|batch| batch.changes).unwrap_or_default();
    let touched = |change: Change| Touched {
        action: change.action.as_str(),
        name: change.key.name,
        kind: change.key.kind,
    };
    changes.into_iter().map(touched).collect()
}

/// Does what a request without a signature asks for: its caller is on the way to keys.
pub(super) fn answer_unsigned(
    world: &mut World,
    request: &Request,
    now: Moment,
) -> Result<Reply, ServiceError> {
    match request.action {
        Action::RegisterClient => oidc::register_client(world, request, now),
        Action::StartDeviceAuthorization => oidc::start_device_authorization(world, request, now),
        Action::CreateToken => oidc::create_token(world, request, now),
        Action::GetRoleCredentials => portal::get_role_credentials(world, request, now),
        Action::AssumeRoleWithWebIdentity => {
            web_identity::assume_role_with_web_identity(world, request, now)
        }
        _ => Err(ServiceError::new(400, "InvalidAction", "This action wants a signature")),
    }
}
