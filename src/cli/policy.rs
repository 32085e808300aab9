//! `zonecut policy`: the least that IAM has to allow on both sides of a cut. Asks as little as it
//! can, since whoever needs it may not be allowed to read yet.

use serde_json::json;

use crate::cut::Policy;
use crate::dns::Name;
use crate::engine::{Inventory, Listed, list_all};
use crate::zone::{Deed, Profile, ZoneId};

use super::args::{PolicyArgs, PolicySide};
use super::edges::Edges;
use super::target::{find, may_be_id, narrow, split};
use super::{Exit, Failure, Output};

/// Prints the policies that are wanted, as far as the zones are known.
pub(super) async fn run(
    args: &PolicyArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let known = unasked(profiles);
    let (child, parent) = (Given::read(&known, &args.child)?, Given::read(&known, &args.parent)?);
    if let (Some(name), Zone::Named(named)) = (&args.name, &child.zone)
        && name != named
    {
        return Err(Failure::usage(format!("the child is named {named}, and not {name}"), ""));
    }
    let wants = |side| args.side.is_none_or(|wanted| wanted == side);
    let mut policies = [None, None];
    if wants(PolicySide::Parent) {
        policies[0] = Some(of_parent(args, edges, &parent, &child).await);
    }
    if wants(PolicySide::Child) {
        policies[1] = Some(of_child(args, edges, &child, out).await);
    }
    let mut exit = Exit::Done;
    let mut documents = Vec::new();
    for (wanted, (side, of)) in policies.into_iter().zip([("Parent", &parent), ("Child", &child)]) {
        let document = match wanted {
            Some(Ok(policy)) => Some(policy.document()),
            Some(Err(failure)) if failure.exit == Exit::Usage => return Err(failure),
            Some(Err(failure)) => {
                out.failure(&failure);
                exit = Exit::Failed;
                None
            }
            None => None,
        };
        if let (Some(document), false) = (&document, args.json) {
            out.note(&format!("{side} side, to be allowed to profile {}:", of.profile.name));
            out.json(document)?;
        }
        documents.push(document);
    }
    if let ([parent, child], true) = (documents.as_slice(), args.json) {
        out.json(&json!({ "parent": parent, "child": child }))?;
    }
    Ok(exit)
}

async fn of_parent(
    args: &PolicyArgs,
    edges: Edges<'_>,
    parent: &Given,
    child: &Given,
) -> Result<Policy, Failure> {
    let cut = match &args.name {
        Some(name) => name.clone(),
        None => child.name(edges).await?,
    };
    if let Zone::Named(above) = &parent.zone
        && !cut.is_below(above)
    {
        return Err(Failure::usage(format!("{cut} is not below {above}"), ""));
    }
    let zone = parent.id(edges).await?;
    let deeds: Vec<Deed> = args.deeds.iter().map(|wanted| wanted.deed()).collect();
    Ok(Policy::of_parent(parent.profile.partition(), &zone, &cut, &deeds))
}

async fn of_child(
    args: &PolicyArgs,
    edges: Edges<'_>,
    child: &Given,
    out: &mut Output,
) -> Result<Policy, Failure> {
    let partition = child.profile.partition();
    if args.create_child && child.is_absent(edges).await {
        out.note(
            "note  The child's id is known once it is there: until then its side may read all \
             zones of its account. Print the policy again afterwards.",
        );
        return Ok(Policy::of_new_child(partition));
    }
    Ok(Policy::of_child(partition, &child.id(edges).await?))
}

/// A zone as the user gave it.
struct Given {
    text: String,
    profile: Profile,
    zone: Zone,
}

enum Zone {
    Named(Name),
    Id(ZoneId),
}

impl Given {
    fn read(known: &Inventory, text: &str) -> Result<Self, Failure> {
        let (listed, zone) = split(known, text)?;
        let zone = if may_be_id(zone) {
            Zone::Id(ZoneId::new(zone))
        } else {
            Zone::Named(
                Name::from_user(zone).map_err(|error| Failure::usage(error.to_string(), ""))?,
            )
        };
        Ok(Self { text: text.to_owned(), profile: listed.profile.clone(), zone })
    }

    /// The zone's name, which is asked for where an id was given.
    async fn name(&self, edges: Edges<'_>) -> Result<Name, Failure> {
        let id = match &self.zone {
            Zone::Named(name) => return Ok(name.clone()),
            Zone::Id(id) => id,
        };
        let detail = edges.aws.zone(&self.profile.name, id).await;
        detail.map(|detail| detail.zone.name).map_err(|fault| {
            let failure = Failure::from(fault);
            Failure { hint: Some("Give the child's name beside, with --name.".into()), ..failure }
        })
    }

    /// Whether no public zone of its name is seen in the account; so too where none may be seen.
    async fn is_absent(&self, edges: Edges<'_>) -> bool {
        let Zone::Named(name) = &self.zone else { return false };
        let inventory = self.listed(edges).await;
        !inventory.zones().any(|(_, _, zone)| !zone.private && zone.name == *name)
    }

    async fn listed(&self, edges: Edges<'_>) -> Inventory {
        let mut inventory = list_all(edges.aws, vec![self.profile.clone()], true).await;
        narrow(&mut inventory, edges.config);
        inventory
    }

    /// The zone's id, which is looked up where a name was given.
    async fn id(&self, edges: Edges<'_>) -> Result<ZoneId, Failure> {
        if let Zone::Id(id) = &self.zone {
            return Ok(id.clone());
        }
        let inventory = self.listed(edges).await;
        let found = find(edges.aws, &inventory, &self.text).await;
        found.map(|target| target.key.zone).map_err(|failure| match failure.exit {
            Exit::Usage => failure,
            _ => Failure {
                hint: Some(format!("Give its id: {}/Z….", self.profile.name)),
                ..failure
            },
        })
    }
}

/// The profiles, before anything is asked of them.
fn unasked(profiles: Vec<Profile>) -> Inventory {
    let unasked = |profile| Listed { profile, identity: None, zones: None };
    Inventory { profiles: profiles.into_iter().map(unasked).collect() }
}
