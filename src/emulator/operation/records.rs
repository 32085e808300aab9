//! `ListResourceRecordSets`, `ChangeResourceRecordSets` and `GetChange`.

use std::str::FromStr;

use super::batch;
use super::context::{Context, access_denied};
use crate::emulator::account::Policy;
use crate::emulator::change::{self, Change};
use crate::emulator::name::Name;
use crate::emulator::record::{RecordData, RecordKey, RecordSet, RecordType, Routing};
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::xml::Xml;

/// The most record sets in a page (API reference).
const PAGE: usize = 300;

/// `ListResourceRecordSets`, from a name, type and set identifier on.
pub(super) fn list_resource_record_sets(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let zone = context.zone(request)?;
    let size = request.max_items(PAGE)?;
    let mut sets = zone.starting_at(start(request)?);
    let page: Vec<_> = sets.by_ref().take(size).collect();
    let next = sets.next().map(|(key, _)| key);
    Ok(Reply::route53("ListResourceRecordSetsResponse", |xml| {
        xml.element("ResourceRecordSets", |xml| {
            for (key, set) in page {
                write_record_set(xml, key, set);
            }
        });
        xml.text("IsTruncated", next.is_some());
        xml.optional("NextRecordName", next.map(|key| &key.name));
        xml.optional("NextRecordType", next.map(|key| key.kind));
        let identifier = next.and_then(|key| key.set_identifier.as_ref());
        xml.optional("NextRecordIdentifier", identifier);
        xml.text("MaxItems", size);
    }))
}

/// Where a page starts: a type needs a name, and an identifier needs both (API reference).
fn start(request: &Request) -> Result<Option<RecordKey>, ServiceError> {
    let kind = request.parameter("type");
    let set_identifier = request.parameter("identifier").map(str::to_owned);
    let Some(name) = request.parameter("name") else {
        return if kind.is_some() || set_identifier.is_some() {
            let text = "The input is not valid: a record type or identifier needs a record name";
            Err(ServiceError::invalid_input(text))
        } else {
            Ok(None)
        };
    };
    let name = Name::parse(name).map_err(|error| ServiceError::invalid_input(error.to_string()))?;
    let kind = match kind {
        Some(kind) => RecordType::from_str(kind).map_err(|()| {
            ServiceError::invalid_input(format!(
                "1 validation error detected: Value '{kind}' at 'type' failed to satisfy \
                 constraint: Member must satisfy enum value set"
            ))
        })?,
        None if set_identifier.is_some() => {
            let text = "The input is not valid: a record identifier needs a record type";
            return Err(ServiceError::invalid_input(text));
        }
        None => RecordType::A,
    };
    Ok(Some(RecordKey { name, kind, set_identifier }))
}

fn write_record_set(xml: &mut Xml, key: &RecordKey, set: &RecordSet) {
    xml.element("ResourceRecordSet", |xml| {
        xml.text("Name", &key.name);
        xml.text("Type", key.kind);
        xml.optional("SetIdentifier", key.set_identifier.as_ref());
        if let Some(routing) = &set.routing {
            write_routing(xml, routing);
        }
        match &set.data {
            RecordData::Values { ttl, values } => {
                xml.text("TTL", ttl);
                xml.element("ResourceRecords", |xml| {
                    for value in values {
                        xml.element("ResourceRecord", |xml| xml.text("Value", value));
                    }
                });
            }
            RecordData::Alias { zone, name, evaluate_health } => {
                xml.element("AliasTarget", |xml| {
                    xml.text("HostedZoneId", zone);
                    xml.text("DNSName", name);
                    xml.text("EvaluateTargetHealth", evaluate_health);
                });
            }
        }
        xml.optional("HealthCheckId", set.health_check.as_ref());
    });
}

fn write_routing(xml: &mut Xml, routing: &Routing) {
    match routing {
        Routing::Weight(weight) => xml.text("Weight", weight),
        Routing::Region(region) => xml.text("Region", region),
        Routing::Geo { continent, country, subdivision } => xml.element("GeoLocation", |xml| {
            xml.optional("ContinentCode", continent.as_ref());
            xml.optional("CountryCode", country.as_ref());
            xml.optional("SubdivisionCode", subdivision.as_ref());
        }),
        Routing::Failover(role) => xml.text("Failover", role),
        Routing::MultiValue => xml.text("MultiValueAnswer", true),
    }
}

/// `ChangeResourceRecordSets`: the whole batch or nothing of it.
pub(super) fn change_resource_record_sets(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let zone = context.zone(request)?;
    if let Some(service) = &zone.linked_service {
        let text = format!(
            "The resource hostedzone/{} can only be managed through {} ({})",
            zone.id, service.principal, service.description
        );
        return Err(ServiceError::new(403, "AccessDenied", text));
    }
    let id = zone.id.clone();
    let batch = batch::read(&request.body)?;
    let policy = context.account()?.policies.get(context.caller.name());
    if policy.is_some_and(|policy| !batch.changes.iter().all(|change| allows(policy, change))) {
        return Err(access_denied(context.world, &context.caller, request.action, Some(&id)));
    }
    if let Some(zone) = context.world.zone_mut(&id) {
        change::apply(zone, &batch.changes)
            .map_err(|faults| ServiceError::invalid_change_batch(&faults))?;
    }
    let account = context.caller.account.clone();
    let change = context.world.submit(&account, context.now.since_start, batch.comment);
    let reply = change_reply(context, "ChangeResourceRecordSetsResponse", &change)?;
    Ok(Reply { changed: true, ..reply })
}

/// Whether the conditions of a policy hold for a change. An empty list is no condition.
fn allows(policy: &Policy, change: &Change) -> bool {
    let Policy { change_actions, record_types, .. } = policy;
    let action = change.action.as_str();
    (change_actions.is_empty() || change_actions.iter().any(|allowed| allowed == action))
        && (record_types.is_empty() || record_types.contains(&change.key.kind))
}

/// `GetChange`: `PENDING` until the world's time for it has passed, then `INSYNC`.
pub(super) fn get_change(context: &Context<'_>, request: &Request) -> Result<Reply, ServiceError> {
    change_reply(context, "GetChangeResponse", request.id.as_deref().unwrap_or_default())
}

fn change_reply(context: &Context<'_>, root: &str, id: &str) -> Result<Reply, ServiceError> {
    let mut written = Ok(());
    let reply = Reply::route53(root, |xml| written = context.write_change(xml, id));
    written.map(|()| reply)
}
