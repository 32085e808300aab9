//! A change batch, turned into the SDK's words.

use aws_sdk_route53::types as sdk;

use crate::zone::{Action, ChangeBatch, Data, RecordSet};

/// The batch as it is sent.
///
/// # Errors
/// Where a set has a routing policy: of that only a description is kept, and what would be sent
/// is not what was read.
pub(super) fn batch(batch: &ChangeBatch) -> Result<sdk::ChangeBatch, String> {
    let mut changes = Vec::with_capacity(batch.changes.len());
    for change in &batch.changes {
        let action = match change.action {
            Action::Create => sdk::ChangeAction::Create,
            Action::Delete => sdk::ChangeAction::Delete,
        };
        let set = record_set(&change.set)?;
        let change = sdk::Change::builder().action(action).resource_record_set(set).build();
        changes.push(change.map_err(|error| error.to_string())?);
    }
    let comment = Some(batch.comment.clone()).filter(|comment| !comment.is_empty());
    sdk::ChangeBatch::builder()
        .set_comment(comment)
        .set_changes(Some(changes))
        .build()
        .map_err(|error| error.to_string())
}

fn record_set(set: &RecordSet) -> Result<sdk::ResourceRecordSet, String> {
    if let Some(routing) = &set.routing {
        let RecordSet { name, rtype, .. } = set;
        return Err(format!("{name} {rtype} has a routing policy ({})", routing.policy));
    }
    let builder = sdk::ResourceRecordSet::builder()
        .name(set.name.as_route53())
        .r#type(sdk::RrType::from(set.rtype.as_str()));
    let builder = match &set.data {
        Data::Records { ttl, values } => {
            let records = values.iter().map(|value| {
                sdk::ResourceRecord::builder().value(value).build().map_err(|e| e.to_string())
            });
            builder
                .ttl(i64::from(*ttl))
                .set_resource_records(Some(records.collect::<Result<_, _>>()?))
        }
        Data::Alias(alias) => builder.alias_target(
            sdk::AliasTarget::builder()
                .dns_name(&alias.dns_name)
                .hosted_zone_id(&alias.zone_id)
                .evaluate_target_health(alias.evaluate_health)
                .build()
                .map_err(|error| error.to_string())?,
        ),
    };
    builder.build().map_err(|error| error.to_string())
}
