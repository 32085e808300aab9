//! An intent as JSON: the parties, the RRsets at the cut, the batch.

use serde::{Deserialize, Serialize};

use crate::dns::{Name, RecordType};
use crate::zone::{
    AccountId, Action, AliasTarget, Change, ChangeBatch, Data, Deed, EntryId, Identity, Intent,
    Partition, Party, ProfileName, RecordSet, Requester, Routing, RoutingRule, ZoneId,
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct IntentShape {
    deed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
    parent: PartyShape,
    #[serde(skip_serializing_if = "Option::is_none")]
    child: Option<PartyShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_by: Option<RequesterShape>,
    cut: String,
    before: Vec<RecordSetShape>,
    after: Vec<RecordSetShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<BatchShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller_reference: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PartyShape {
    profile: String,
    account: String,
    arn: String,
    partition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone_id: Option<String>,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct RequesterShape {
    account: String,
    zone_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordSetShape {
    name: String,
    #[serde(rename = "type")]
    rtype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<AliasShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    routing: Option<RoutingShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AliasShape {
    dns_name: String,
    zone_id: String,
    evaluate_health: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct RoutingShape {
    set_identifier: String,
    policy: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct BatchShape {
    comment: String,
    changes: Vec<ChangeShape>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ChangeShape {
    action: String,
    set: RecordSetShape,
}

impl From<&Intent> for IntentShape {
    fn from(intent: &Intent) -> Self {
        let batch = intent.batch.as_ref().map(|batch| BatchShape {
            comment: batch.comment.clone(),
            changes: batch.changes.iter().map(ChangeShape::from).collect(),
        });
        Self {
            deed: intent.deed.as_str().to_owned(),
            undoes: intent.undoes.as_ref().map(|id| id.as_str().to_owned()),
            parent: PartyShape::from(&intent.parent),
            child: intent.child.as_ref().map(PartyShape::from),
            requested_by: intent.requested_by.as_ref().map(|by| RequesterShape {
                account: by.account.as_str().to_owned(),
                zone_id: by.zone.as_str().to_owned(),
            }),
            cut: intent.cut.as_route53().to_owned(),
            before: intent.before.iter().map(RecordSetShape::from).collect(),
            after: intent.after.iter().map(RecordSetShape::from).collect(),
            batch,
            caller_reference: intent.caller_reference.clone(),
        }
    }
}

impl IntentShape {
    /// `None` where a name is none, or a word is not known.
    pub(super) fn read(self) -> Option<Intent> {
        // What is not there is well; what is there must be readable.
        let child = match self.child {
            Some(child) => Some(child.read()?),
            None => None,
        };
        let batch = match self.batch {
            Some(batch) => Some(batch.read()?),
            None => None,
        };
        Some(Intent {
            deed: Deed::parse(&self.deed)?,
            undoes: self.undoes.as_deref().map(EntryId::new),
            parent: self.parent.read()?,
            child,
            requested_by: self.requested_by.map(|by| Requester {
                account: AccountId::new(&by.account),
                zone: ZoneId::new(&by.zone_id),
            }),
            cut: Name::from_route53(&self.cut).ok()?,
            before: sets(self.before)?,
            after: sets(self.after)?,
            batch,
            caller_reference: self.caller_reference,
        })
    }
}

impl From<&Party> for PartyShape {
    fn from(party: &Party) -> Self {
        Self {
            profile: party.profile.as_str().to_owned(),
            account: party.identity.account.as_str().to_owned(),
            arn: party.identity.arn.clone(),
            partition: party.partition.as_str().to_owned(),
            zone_id: party.zone.as_ref().map(|zone| zone.as_str().to_owned()),
            name: party.name.as_route53().to_owned(),
        }
    }
}

impl PartyShape {
    fn read(self) -> Option<Party> {
        let partition = [Partition::Aws, Partition::China, Partition::GovCloud]
            .into_iter()
            .find(|partition| partition.as_str() == self.partition)?;
        Some(Party {
            profile: ProfileName::new(&self.profile),
            identity: Identity { account: AccountId::new(&self.account), arn: self.arn },
            partition,
            zone: self.zone_id.as_deref().map(ZoneId::new),
            name: Name::from_route53(&self.name).ok()?,
        })
    }
}

impl From<&RecordSet> for RecordSetShape {
    fn from(set: &RecordSet) -> Self {
        let (ttl, values, alias) = match &set.data {
            Data::Records { ttl, values } => (Some(*ttl), Some(values.clone()), None),
            Data::Alias(target) => (None, None, Some(AliasShape::from(target))),
        };
        let routing = set.routing.as_ref().map(|routing| RoutingShape {
            set_identifier: routing.set_identifier.clone(),
            policy: routing.policy.clone(),
        });
        let name = set.name.as_route53().to_owned();
        Self { name, rtype: set.rtype.as_str().to_owned(), ttl, values, alias, routing }
    }
}

impl RecordSetShape {
    fn read(self) -> Option<RecordSet> {
        let data = match (self.ttl, self.values, self.alias) {
            (Some(ttl), Some(values), None) => Data::Records { ttl, values },
            (None, None, Some(alias)) => Data::Alias(AliasTarget {
                dns_name: alias.dns_name,
                zone_id: alias.zone_id,
                evaluate_health: alias.evaluate_health,
            }),
            _ => return None,
        };
        let routing = self.routing.map(|routing| Routing {
            set_identifier: routing.set_identifier,
            policy: routing.policy,
            rule: RoutingRule::Unknown,
            health_check: None,
        });
        let name = Name::from_route53(&self.name).ok()?;
        Some(RecordSet { name, rtype: RecordType::parse(&self.rtype), data, routing })
    }
}

impl From<&AliasTarget> for AliasShape {
    fn from(target: &AliasTarget) -> Self {
        Self {
            dns_name: target.dns_name.clone(),
            zone_id: target.zone_id.clone(),
            evaluate_health: target.evaluate_health,
        }
    }
}

impl From<&Change> for ChangeShape {
    fn from(change: &Change) -> Self {
        Self { action: change.action.as_str().to_owned(), set: RecordSetShape::from(&change.set) }
    }
}

impl BatchShape {
    fn read(self) -> Option<ChangeBatch> {
        let changes = self.changes.into_iter().map(ChangeShape::read).collect::<Option<_>>()?;
        Some(ChangeBatch { comment: self.comment, changes })
    }
}

impl ChangeShape {
    fn read(self) -> Option<Change> {
        let action = [Action::Create, Action::Delete]
            .into_iter()
            .find(|action| action.as_str() == self.action)?;
        Some(Change { action, set: self.set.read()? })
    }
}

/// RRsets, `None` where one can't be read.
pub(super) fn sets(shapes: Vec<RecordSetShape>) -> Option<Vec<RecordSet>> {
    shapes.into_iter().map(RecordSetShape::read).collect()
}
