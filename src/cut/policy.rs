//! The least that IAM has to allow: policies for the two sides of a cut, and for what was denied.
//!
//! Identity policies are all there is: hosted zones have no policies of their own.
//! `sts:GetCallerIdentity` needs no permission.

mod statement;

use serde_json::{Value, json};

use crate::dns::{Name, RecordType};
use crate::zone::{Action, Deed, Denial, Partition, ZoneId};

pub use statement::Statement;
use statement::{Condition, spaced};

/// A policy that allows and denies nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    statements: Vec<Statement>,
}

/// What is read of both zones.
const READ: [&str; 3] = ["GetHostedZone", "ListResourceRecordSets", "GetDNSSEC"];

impl Policy {
    /// What the parent's side needs for these deeds at a cut: find the zone, read it, write the
    /// cut and nothing else, ask for INSYNC.
    #[must_use]
    pub fn of_parent(partition: Partition, zone: &ZoneId, cut: &Name, deeds: &[Deed]) -> Self {
        let arn = arn_of(partition, &format!("hostedzone/{zone}"));
        let writes =
            WRITES.iter().filter(|write| deeds.contains(&write.deed) && write.counts(deeds));
        let mut statements: Vec<Statement> = writes.map(|write| write.at(cut, &arn)).collect();
        let read = READ.into_iter().chain(["GetHostedZoneLimit"]);
        statements.push(allow("ReadParent", read, &arn));
        statements.push(allow("AskForInsync", ["GetChange"], &arn_of(partition, "change/*")));
        statements.push(allow("ListParentAccount", ["ListHostedZones"], "*"));
        Self { statements }
    }

    /// What the child's side needs, whatever the deed: find the zone and read it. Its records tell
    /// which of those that the cut hides have a counterpart there.
    #[must_use]
    pub fn of_child(partition: Partition, zone: &ZoneId) -> Self {
        let arn = arn_of(partition, &format!("hostedzone/{zone}"));
        Self {
            statements: vec![
                allow("ReadChild", READ, &arn),
                allow("ListChildAccount", ["ListHostedZones"], "*"),
            ],
        }
    }

    /// What the child's side needs to create the zone first. Its id is not known before it is
    /// there, so that all zones of the account may be read.
    #[must_use]
    pub fn of_new_child(partition: Partition) -> Self {
        let create = allow("CreateChild", ["CreateHostedZone"], "*");
        // The second finds the zone where the answer to its creation was lost.
        let list = ["ListHostedZones", "ListHostedZonesByName", "GetAccountLimit"];
        Self {
            statements: vec![
                Statement { condition: Some(Condition::Public), ..create },
                allow("ReadChild", READ, &arn_of(partition, "hostedzone/*")),
                allow("AskForInsyncOfChild", ["GetChange"], &arn_of(partition, "change/*")),
                allow("ListChildAccount", list, "*"),
            ],
        }
    }

    /// What would have allowed a request that was denied, and nothing more; `None` where no
    /// policy of the caller's can, or too little is known to say less than everything.
    #[must_use]
    pub fn allowing(denial: &Denial) -> Option<Self> {
        if !denial.can_be_allowed() {
            return None;
        }
        let Denial { action, resource, partition, changes, .. } = denial;
        let named = resource.as_deref().filter(|arn| *arn != "*");
        let (resource, condition) = match action.as_str() {
            "route53:CreateHostedZone" => ("*".to_owned(), Some(Condition::Public)),
            "route53:ListHostedZones"
            | "route53:ListHostedZonesByName"
            | "route53:GetAccountLimit" => ("*".to_owned(), None),
            // Each change has an id of its own, which nobody knows beforehand.
            "route53:GetChange" => (arn_of(*partition, "change/*"), None),
            "route53:ChangeResourceRecordSets" => {
                let condition = Condition::Changes {
                    names: each_once(changes.iter().map(|change| change.name.clone())),
                    types: each_once(changes.iter().map(|change| change.rtype.clone())),
                    actions: each_once(changes.iter().map(|change| change.action)),
                };
                (named.filter(|_| !changes.is_empty())?.to_owned(), Some(condition))
            }
            _ => (named?.to_owned(), None),
        };
        let actions = vec![action.clone()];
        let statement = Statement { sid: "AllowWhatWasDenied", actions, resource, condition };
        Some(Self { statements: vec![statement] })
    }

    /// The statements.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The policy document.
    #[must_use]
    pub fn document(&self) -> Value {
        let statements: Vec<Value> = self.statements.iter().map(Statement::json).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }

    /// The document on one line, which can be wrapped at its spaces.
    #[must_use]
    pub fn in_line(&self) -> String {
        spaced(&self.document())
    }
}

/// What a deed writes at the cut.
struct Write {
    deed: Deed,
    sid: &'static str,
    types: &'static [RecordType],
    actions: &'static [Action],
}

/// A delegation leaves the DS as it is; what replaces another deletes that in the same batch. A
/// removal takes both. An undo puts back what stood there, whatever it was.
const WRITES: [Write; 4] = [
    Write {
        deed: Deed::Delegate,
        sid: "Delegate",
        types: &[RecordType::Ns],
        actions: &[Action::Create, Action::Delete],
    },
    Write {
        deed: Deed::Sign,
        sid: "Sign",
        types: &[RecordType::Ds],
        actions: &[Action::Create, Action::Delete],
    },
    Write {
        deed: Deed::Remove,
        sid: "Remove",
        types: &[RecordType::Ns, RecordType::Ds],
        actions: &[Action::Delete],
    },
    Write {
        deed: Deed::Undo,
        sid: "Undo",
        types: &[RecordType::Ns, RecordType::Ds],
        actions: &[Action::Create, Action::Delete],
    },
];

impl Write {
    /// Whether it is not part of what another of these deeds writes anyhow.
    fn counts(&self, deeds: &[Deed]) -> bool {
        self.deed == Deed::Undo || !deeds.contains(&Deed::Undo)
    }

    fn at(&self, cut: &Name, zone: &str) -> Statement {
        let condition = Condition::Changes {
            names: vec![cut.clone()],
            types: self.types.to_vec(),
            actions: self.actions.to_vec(),
        };
        let write = allow(self.sid, ["ChangeResourceRecordSets"], zone);
        Statement { condition: Some(condition), ..write }
    }
}

fn allow(
    sid: &'static str,
    actions: impl IntoIterator<Item = &'static str>,
    resource: &str,
) -> Statement {
    Statement {
        sid,
        actions: actions.into_iter().map(|action| format!("route53:{action}")).collect(),
        resource: resource.to_owned(),
        condition: None,
    }
}

/// Route 53 is global, and its resources name no account.
fn arn_of(partition: Partition, what: &str) -> String {
    format!("arn:{}:route53:::{what}", partition.as_str())
}

fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

#[cfg(test)]
mod tests;
