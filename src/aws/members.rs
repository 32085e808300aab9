//! Profiles of accounts that are reached by a role: made of what the configuration says, and of
//! what the Organization says there is.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use crate::zone::{
    ByRole, Fault, LeftOut, Member, Members, Membership, Partition, Profile, ProfileName,
    ProfileProblem, Reached, SignIn,
};

use super::access::Aws;
use super::catalog::{Access, Catalog};
use super::chain::{Chain, Role};
use super::organization::Listed;
use super::settings::{Override, Overrides};

const IDENTITY: &str = "sts:GetCallerIdentity";

/// All that is reached by role.
#[derive(Debug, Default)]
pub(super) struct ByRoles {
    overrides: Overrides,
    organizations: Vec<Organization>,
    /// What the accounts of Organizations are reached by, and which of the Organizations they are of.
    found: RwLock<HashMap<ProfileName, (usize, Arc<Access>)>>,
}

/// One Organization, asked or not.
#[derive(Debug)]
struct Organization {
    by_role: ByRole,
    /// What came of it last. Locked while it is asked: who wants the same waits.
    asked: Mutex<Option<Result<Reached, Fault>>>,
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
            Some(source) => access(by_role, source, member, &over),
            None => Err(no_source(by_role, &catalog.profiles)),
        };
        catalog.profiles.push(profile(by_role, &name, member, made.as_ref()));
        if let Ok(access) = made {
            catalog.access.insert(name, Arc::new(access));
        }
    }
}

fn profile(
    by_role: &ByRole,
    name: &ProfileName,
    member: &Member,
    made: Result<&Access, &ProfileProblem>,
) -> Profile {
    Profile {
        name: name.clone(),
        region: made.map(|access| access.settings.region.clone()).unwrap_or_default(),
        sign_in: SignIn::Role,
        expected_account: Some(member.id.clone()),
        problem: made.err().cloned(),
        member: Some(Box::new(Membership {
            source: by_role.source.clone(),
            account: member.id.clone(),
            account_name: member.name.clone(),
            group: by_role.heading(),
        })),
    }
}

/// The source's settings and credentials, and the role on top of them.
fn access(
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
    let mut roles = source.chain.roles.clone();
    roles.push(Role {
        arn: by_role.arn(Partition::of_region(&settings.region), &member.id),
        external_id: by_role.external_id.clone(),
        session_name: by_role.session_name.clone(),
        duration: by_role.duration,
        mfa: None,
        via: settings.sts.clone(),
    });
    Ok(Access { chain: Chain { base: source.chain.base.clone(), roles }, settings })
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

impl Aws {
    /// The Organizations whose accounts are reached by a role, in the configuration's order.
    pub fn organizations(&self) -> impl Iterator<Item = &ByRole> {
        self.by_roles().organizations.iter().map(|organization| &organization.by_role)
    }

    /// Asks the Organization of this number which accounts there are, and makes a profile of each
    /// that can be reached: not the suspended ones, nor the management account, which has no such
    /// role, nor the source's own.
    ///
    /// # Errors
    /// Where the source may not ask, or its account is in no Organization. What was known before
    /// stays.
    pub async fn find_members(&self, organization: usize) -> Result<Reached, Fault> {
        let Some(known) = self.by_roles().organizations.get(organization) else {
            return Ok(Reached::default());
        };
        let mut asked = known.asked.lock().await;
        let answer = Box::pin(self.ask_members(organization, &known.by_role)).await;
        *asked = Some(answer.clone());
        answer
    }

    /// All profiles, those of all Organizations among them; `None` as long as one of these was not
    /// asked, or could not be.
    #[must_use]
    pub fn all_known(&self) -> Option<Vec<Profile>> {
        let mut all = self.profiles().to_vec();
        for organization in &self.by_roles().organizations {
            let asked = organization.asked.try_lock().ok()?;
            all.extend(asked.as_ref()?.as_ref().ok()?.profiles.iter().cloned());
        }
        Some(all)
    }

    /// Where no profile of this name is known, waits for the Organizations that may have one. Each
    /// is asked once; the screen asks them again.
    pub(super) async fn await_member(&self, profile: &ProfileName) {
        for (at, organization) in self.by_roles().organizations.iter().enumerate() {
            if self.access_of(profile).is_some() {
                return;
            }
            let mut asked = organization.asked.lock().await;
            if asked.is_none() {
                *asked = Some(Box::pin(self.ask_members(at, &organization.by_role)).await);
            }
        }
    }

    async fn ask_members(&self, at: usize, by_role: &ByRole) -> Result<Reached, Fault> {
        let source = &by_role.source;
        let call = self.unready(source, IDENTITY)?;
        let identify = async {
            call.ready().await?;
            self.identify(&call).await
        };
        let (listed, own) = tokio::join!(self.list_accounts(source), identify);
        let (listed, own) = (listed?, own?.account);
        let mut left_out = Vec::new();
        let mut members = Vec::new();
        for Listed { account, inactive, manages } in listed {
            let why = if let Some(state) = inactive {
                format!("it is {state}")
            } else if account.id == own {
                format!("profile {source} is in it")
            } else if manages {
                "it manages the Organization, and has no such role of itself".to_owned()
            } else if by_role.excepts(&account) {
                "profiles.toml excepts it".to_owned()
            } else {
                members.push(account);
                continue;
            };
            left_out.push(LeftOut { account, why });
        }
        members.sort_by(|one, two| (&one.name, &one.id).cmp(&(&two.name, &two.id)));
        let profiles = self.register(at, by_role, &call.access, &members);
        Ok(Reached { profiles, left_out })
    }

    fn register(
        &self,
        at: usize,
        by_role: &ByRole,
        source: &Access,
        members: &[Member],
    ) -> Vec<Profile> {
        let by_roles = self.by_roles();
        let mut found = by_roles.found.write().unwrap_or_else(PoisonError::into_inner);
        let is_taken = |name: &ProfileName| {
            self.profiles().iter().any(|known| known.name == *name)
                || found.get(name).is_some_and(|(other, _)| *other != at)
        };
        let names = by_role.names(members, is_taken);
        found.retain(|_, (other, _)| *other != at);
        let mut profiles = Vec::with_capacity(members.len());
        for (name, member) in names.into_iter().zip(members) {
            let over = by_roles.overrides.get(&name).cloned().unwrap_or_default();
            let made = access(by_role, source, member, &over);
            profiles.push(profile(by_role, &name, member, made.as_ref()));
            if let Ok(access) = made {
                found.insert(name, (at, Arc::new(access)));
            }
        }
        profiles
    }
}
