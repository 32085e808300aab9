//! What a user has seen and confirmed.

use zonecut::cut::{ConfirmedPlan, Goal, Side};

use crate::sets::{Place, Snapshot, WireChange, all_ours, as_sent, sorted};

/// One side as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) key: String,
    pub(crate) account: String,
    pub(crate) zone: String,
}

/// What an undo takes back, exactly.
#[derive(Debug, Clone)]
pub(crate) struct Undone {
    pub(crate) before: Snapshot,
    pub(crate) after: Snapshot,
}

/// A preview that was confirmed.
#[derive(Debug, Clone)]
pub(crate) struct Preview {
    pub(crate) parent: Shown,
    pub(crate) child: Option<Shown>,
    pub(crate) cut: String,
    /// The child's name servers, in order.
    pub(crate) servers: Vec<String>,
    /// All at and below the cut.
    pub(crate) seen: Snapshot,
    /// NS and DS at the cut.
    pub(crate) before: Snapshot,
    pub(crate) batch: Vec<WireChange>,
    pub(crate) undoes: Option<Undone>,
}

impl Preview {
    /// `key` tells the access key of a profile.
    pub(crate) fn of(confirmed: &ConfirmedPlan, key: impl Fn(&str) -> String) -> Self {
        let plan = confirmed.plan();
        let facts = plan.facts();
        let shown = |side: &Side| Shown {
            key: key(side.profile.as_str()),
            account: side.identity.account.as_str().to_owned(),
            zone: side.id().as_str().to_owned(),
        };
        let parent = shown(&facts.parent);
        let zone = parent.zone.clone();
        let mut servers: Vec<String> =
            facts.delegation_set().iter().map(|name| name.as_route53().to_owned()).collect();
        servers.sort();
        let undoes = match plan.goal() {
            Goal::Undo(entry) => Some(Undone {
                before: all_ours(&zone, &entry.intent.before),
                after: all_ours(&zone, &entry.intent.after),
            }),
            Goal::Delegate | Goal::Remove | Goal::Sign => None,
        };
        Self {
            child: facts.child.as_ref().map(shown),
            cut: facts.cut.as_route53().to_owned(),
            servers,
            seen: sorted(&all_ours(&zone, &facts.at_and_below)),
            before: sorted(&all_ours(&zone, plan.before())),
            batch: as_sent(&zone, confirmed.batch()),
            undoes,
            parent,
        }
    }

    /// Whether a set is NS or DS at the cut.
    pub(crate) fn is_at_cut(&self, place: &Place) -> bool {
        place.0 == self.parent.zone
            && place.1 == self.cut
            && matches!(place.2.as_str(), "NS" | "DS")
    }

    pub(crate) fn told(&self) -> String {
        let changes: Vec<String> = self
            .batch
            .iter()
            .map(|change| {
                let (ttl, values) = &change.content;
                format!("{} {} {ttl} {}", change.action, change.place.2, values.join(" "))
            })
            .collect();
        format!("{} in {}: {}", self.cut, self.parent.zone, changes.join("; "))
    }
}
