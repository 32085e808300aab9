//! Profiles of accounts that are reached by a role: made of what the configuration says, and of
//! what the Organization says there is.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::zone::{
    AccountId, AssumedRole, ByRole, CredentialChain, Fault, Member, Members, Membership, Partition,
    Profile, ProfileName, ProfileProblem, Reached, SignIn,
};

use super::catalog::{Access, Catalog};
use super::chain::{Chain, Role};
use super::settings::{Override, Overrides};

/// All that is reached by role.
#[derive(Debug, Default)]
pub(super) struct ByRoles {
    pub(super) overrides: Overrides,
    pub(super) organizations: Vec<Organization>,
    /// What the accounts of Organizations are reached by, and which of the Organizations they are of.
    pub(super) found: RwLock<HashMap<ProfileName, (usize, Arc<Access>)>>,
}

/// One Organization, asked or not.
#[derive(Debug)]
pub(super) struct Organization {
    pub(super) by_role: ByRole,
    /// What came of it last. Locked while it is asked: who wants the same waits.
    pub(super) asked: Mutex<Option<Result<Reached, Fault>>>,
}

impl ByRoles {
    /// Puts the accounts that are listed into the catalog, and keeps the Organizations for later.
    pub(super) fn new(all: Vec<ByRole>, overrides: &Overrides, catalog: &mut Catalog) -> Self {
        let mut organizations = Vec::new();
        for by_role in all {
            match &by_role.members {
                Members::Listed(members) => {
                    let members: Vec<Member> =
                        members.iter().filter(|member| !by_role.excepts(member)).cloned().collect();
                    add(&by_role, &members, overrides, catalog);
                }
                Members::Organization => {
                    organizations.push(Organization { by_role, asked: Mutex::default() });
                }
            }
        }
        Self { overrides: overrides.clone(), organizations, found: RwLock::default() }
    }

    /// How a profile of an Organization's account is used.
    pub(super) fn access(&self, profile: &ProfileName) -> Option<Arc<Access>> {
        let found = self.found.read().unwrap_or_else(PoisonError::into_inner);
        found.get(profile).map(|(_, access)| Arc::clone(access))
    }
}

/// Puts listed accounts into the catalog.
fn add(by_role: &ByRole, members: &[Member], overrides: &Overrides, catalog: &mut Catalog) {
    let is_taken = |name: &ProfileName| catalog.profiles.iter().any(|known| known.name == *name);
    let names = by_role.names(members, is_taken);
    let source = catalog.access.get(&by_role.source).cloned();
    for (name, member) in names.into_iter().zip(members) {
        let over = overrides.get(&name).cloned().unwrap_or_default();
        let made = match &source {
            _ if !member.id.is_well_formed() => Err(no_account(by_role, member)),
            Some(source) => access(by_role, source, member, &over),
            None => Err(no_source(by_role, &catalog.profiles)),
        };
        catalog.profiles.push(profile(by_role, &name, member, made.as_ref()));
        if let Ok(access) = made {
            catalog.access.insert(name, Arc::new(access));
        }
    }
}

/// What is told of an account that is reached by role, or can't be.
pub(super) fn profile(
    by_role: &ByRole,
    name: &ProfileName,
    member: &Member,
    made: Result<&Access, &ProfileProblem>,
) -> Profile {
    let via = made.map(|access| access.via.clone());
    let via = via.unwrap_or_else(|_| CredentialChain::of(&by_role.source, ""));
    Profile {
        name: name.clone(),
        region: made.map(|access| access.settings.region.clone()).unwrap_or_default(),
        sign_in: SignIn::Role,
        expected_account: Some(member.id.clone()).filter(AccountId::is_well_formed),
        problem: made.err().cloned(),
        member: Some(Box::new(Membership {
            source: by_role.source.clone(),
            via,
            account: member.id.clone(),
            account_name: member.name.clone(),
            group: by_role.heading(),
        })),
    }
}

/// The source's settings and credentials, and the role on top of them.
pub(super) fn access(
    by_role: &ByRole,
    source: &Access,
    member: &Member,
    over: &Override,
) -> Result<Access, ProfileProblem> {
    let region = over.region.clone().or_else(|| by_role.region.clone());
    let over = Override { region, ..over.clone() };
    let settings = source.settings.refined(&over).map_err(|message| ProfileProblem {
        message,
        hint: "Correct it in profiles.toml.".to_owned(),
    })?;
    let arn = by_role.arn(Partition::of_region(&settings.region), &member.id);
    let mut via = CredentialChain { region: settings.region.clone(), ..source.via.clone() };
    via.roles.push(AssumedRole {
        arn: arn.clone(),
        external_id: by_role.external_id.clone(),
        session_name: by_role.session_name.clone(),
        duration: by_role.duration,
    });
    let mut roles = source.chain.roles.clone();
    roles.push(Role {
        arn,
        external_id: by_role.external_id.clone(),
        session_name: by_role.session_name.clone(),
        duration: by_role.duration,
        mfa: None,
        via: settings.sts.clone(),
    });
    Ok(Access { chain: Chain { base: source.chain.base.clone(), roles }, settings, via })
}

fn no_account(by_role: &ByRole, member: &Member) -> ProfileProblem {
    let source = &by_role.source;
    ProfileProblem {
        message: format!("“{}” is no account id: it has 12 digits", member.id),
        hint: format!("Correct it in the [[accounts]] of source {source} in profiles.toml."),
    }
}

fn no_source(by_role: &ByRole, profiles: &[Profile]) -> ProfileProblem {
    let source = &by_role.source;
    let known = profiles.iter().find(|known| known.name == *source);
    match known.and_then(|known| known.problem.as_ref()) {
        Some(problem) => ProfileProblem {
            message: format!("its source, profile {source}, can't be used: {}", problem.message),
            hint: problem.hint.clone(),
        },
        None => ProfileProblem {
            message: format!("its source, profile {source}, is in none of AWS's files"),
            hint: "Correct source in [[accounts]] of profiles.toml.".to_owned(),
        },
    }
}
