//! What Route 53's API says of a cut: the zones in view on its two sides.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::aws::Aws;
use crate::cut::ZoneInView;
use crate::dns::{Name, RecordType};
use crate::engine::list_all;
use crate::zone::{Fault, Profile, RecordStart, ZoneDetail};

use super::Output;
use super::edges::Edges;
use super::target::{in_view, narrow, tell_unseen};

/// How long Route 53 may take: the DNS is asked all the same.
const PATIENCE: Duration = Duration::from_secs(20);

/// The zones in view on the two sides of a cut.
#[derive(Debug, Default)]
pub(super) struct ApiView {
    /// The public zones of the name.
    pub(super) children: Vec<Seen>,
    /// The deepest public zones strictly above it, with the servers of their NS RRset at the cut.
    pub(super) parents: Vec<(Seen, Option<BTreeSet<Name>>)>,
}

/// A zone, with its delegation set.
#[derive(Debug)]
pub(super) struct Seen {
    /// The zone and a profile that reaches it.
    pub(super) view: ZoneInView,
    /// As `GetHostedZone` tells it.
    pub(super) servers: BTreeSet<Name>,
}

impl ApiView {
    /// Reads it; what can't be read is told, and left out.
    pub(super) async fn read(
        edges: Edges<'_>,
        profiles: Vec<Profile>,
        name: &Name,
        out: &mut Output,
    ) -> Self {
        let Some(mut inventory) = within(list_all(edges.aws, profiles, true)).await else {
            return Self::late(out);
        };
        narrow(&mut inventory, edges.config);
        tell_unseen(&inventory, out);
        let seen = in_view(&inventory);
        match within(Self::of(edges.aws, &seen, name)).await {
            Some((found, faults)) => {
                for fault in faults {
                    out.fault(&fault);
                }
                found
            }
            None => Self::late(out),
        }
    }

    fn late(out: &mut Output) -> Self {
        out.note("zonecut: Route 53 did not answer in time: only the DNS is asked");
        Self::default()
    }

    async fn of(aws: &Aws, seen: &[ZoneInView], name: &Name) -> (Self, Vec<Fault>) {
        let public = || seen.iter().filter(|seen| !seen.zone.private);
        let above = || public().filter(|seen| name.is_below(&seen.zone.name));
        let deepest = above().map(|seen| seen.zone.name.depth()).max();
        let mut found = Self::default();
        let mut faults = Vec::new();
        for child in public().filter(|seen| seen.zone.name == *name) {
            match aws.zone(&child.profile, &child.zone.id).await {
                Ok(detail) => found.children.push(Seen::new(child, &detail)),
                Err(fault) => faults.push(fault),
            }
        }
        for parent in above().filter(|seen| Some(seen.zone.name.depth()) == deepest) {
            let (zone, at_cut) =
                tokio::join!(aws.zone(&parent.profile, &parent.zone.id), at_cut(aws, parent, name));
            match zone.and_then(|zone| at_cut.map(|at_cut| (zone, at_cut))) {
                Ok((detail, at_cut)) => found.parents.push((Seen::new(parent, &detail), at_cut)),
                Err(fault) => faults.push(fault),
            }
        }
        (found, faults)
    }
}

impl Seen {
    fn new(view: &ZoneInView, detail: &ZoneDetail) -> Self {
        Self { view: view.clone(), servers: detail.delegation_set.iter().cloned().collect() }
    }
}

/// The servers of a zone's NS RRset at a name; `None` where there is none, or its values are no
/// names.
async fn at_cut(
    aws: &Aws,
    parent: &ZoneInView,
    name: &Name,
) -> Result<Option<BTreeSet<Name>>, Fault> {
    let start = RecordStart {
        name: name.as_route53().to_owned(),
        rtype: Some(RecordType::Ns),
        set_identifier: None,
    };
    let page = aws.record_sets(&parent.profile, &parent.zone.id, Some(&start), Some(1)).await?;
    let set = page.sets.iter().find(|set| set.name == *name && set.rtype == RecordType::Ns);
    Ok(set.and_then(|set| {
        let names: Result<_, _> =
            set.values().iter().map(|value| Name::from_route53(value)).collect();
        names.ok()
    }))
}

async fn within<T>(asked: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, asked).await.ok()
}
