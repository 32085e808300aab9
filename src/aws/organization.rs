//! The accounts of an Organization, asked for and made profiles
//! ([`ListAccounts`](https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html)).

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use serde::Deserialize;

use crate::zone::{
    AccountId, ByRole, Fault, LeftOut, Member, Partition, Profile, ProfileName, Reached,
    ReachedAccount,
};

use super::access::Aws;
use super::catalog::Access;
use super::members::{Organization, access, profile};
use super::settings::Via;
use super::signed::{self, Signed};

const IDENTITY: &str = "sts:GetCallerIdentity";
const LIST: &str = "organizations:ListAccounts";
/// Pages at most: AWS's largest Organizations have 50,000 accounts, 20 a page.
const MOST_PAGES: usize = 5_000;

/// An account as the Organization tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) account: Member,
    /// `ACTIVE`, or another state in lower case.
    pub(super) inactive: Option<String>,
    /// Whether it manages the Organization.
    pub(super) manages: bool,
}

impl Aws {
    /// All accounts of the Organization of a profile's account, page by page. Only the management
    /// account and those it has delegated that to may ask.
    pub(super) async fn list_accounts(&self, source: &ProfileName) -> Result<Vec<Listed>, Fault> {
        let call = self.unready(source, LIST)?;
        let mut listed: Vec<Listed> = Vec::new();
        // An account that comes or goes meanwhile moves others from one page to the next.
        let mut seen = HashSet::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            // So many pages may outlast what the first was asked with.
            call.ready().await?;
            let request = page(&call.access.settings.organizations, next.as_deref());
            let answer = signed::post(self.host(), &call, request).await;
            let answer = answer.map_err(|error| call.failed(&error))?;
            let page: Page =
                serde_json::from_str(&answer).map_err(|error| call.odd(&error.to_string()))?;
            let accounts = page.accounts.into_iter().filter_map(Account::read);
            listed.extend(accounts.filter(|one| seen.insert(one.account.id.clone())));
            match page.next_token.filter(|token| !token.is_empty()) {
                None => return Ok(listed),
                again if again == next => break,
                token => next = token,
            }
        }
        Err(call.odd("a listing without an end"))
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

    /// The Organization's accounts that an earlier run reached by the very same role, under the
    /// names that they had then; none once it was asked. Asks nobody: who is still in the
    /// Organization it alone can tell.
    #[must_use]
    pub fn recall_members(&self, organization: usize, earlier: &[ReachedAccount]) -> Vec<Profile> {
        let by_roles = self.by_roles();
        let known = by_roles.organizations.get(organization);
        let source = known.and_then(|known| self.access_of(&known.by_role.source));
        let (Some(Organization { by_role, .. }), Some(source)) = (known, source) else {
            return Vec::new();
        };
        let mut found = by_roles.found.write().unwrap_or_else(PoisonError::into_inner);
        if found.values().any(|(of, _)| *of == organization) {
            return Vec::new();
        }
        let mut profiles = Vec::new();
        for reached in earlier {
            let member = Member { id: reached.account.clone(), name: None };
            let again = reached.profiles.iter().find_map(|(name, settings)| {
                let over = by_roles.overrides.get(name).cloned().unwrap_or_default();
                let made = access(by_role, &source, &member, &over).ok()?;
                let reach = made.reach(name);
                let same = reach.settings == *settings
                    && (reach.partition, reach.endpoint) == (reached.partition, reached.endpoint);
                let taken = self.profiles().iter().any(|known| known.name == *name);
                (same && !taken && !found.contains_key(name)).then_some((name, made))
            });
            let Some((name, made)) = again.filter(|_| !by_role.excepts(&member)) else { continue };
            profiles.push(profile(by_role, name, &member, Ok(&made)));
            found.insert(name.clone(), (organization, Arc::new(made)));
        }
        profiles.sort_by(|one, two| one.name.cmp(&two.name));
        profiles
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

/// Organizations has one endpoint in a partition, in one of its regions
/// ([endpoints](https://docs.aws.amazon.com/general/latest/gr/ao.html)).
fn page(via: &Via, next: Option<&str>) -> Signed {
    let (region, suffix) = match Partition::of_region(&via.region) {
        Partition::Aws => ("us-east-1", "amazonaws.com"),
        Partition::China => ("cn-northwest-1", "amazonaws.com.cn"),
        Partition::GovCloud => ("us-gov-west-1", "amazonaws.com"),
    };
    // GovCloud's one endpoint is a FIPS endpoint, by the plain name.
    let fips = via.fips && Partition::of_region(&via.region) == Partition::Aws;
    let service = if fips { "organizations-fips" } else { "organizations" };
    let own = format!("https://{service}.{region}.{suffix}");
    let body = match next {
        Some(token) => serde_json::json!({ "NextToken": token }),
        None => serde_json::json!({}),
    };
    Signed {
        service: "organizations",
        operation: "ListAccounts",
        region: region.to_owned(),
        url: via.endpoint.clone().unwrap_or(own),
        bundle: via.bundle.clone(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", "AWSOrganizationsV20161128.ListAccounts".to_owned()),
        ],
        body: body.to_string(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    accounts: Vec<Account>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    id: Option<String>,
    arn: Option<String>,
    name: Option<String>,
    /// In place of `Status`, which AWS takes away in September 2026.
    state: Option<String>,
    status: Option<String>,
}

impl Account {
    fn read(self) -> Option<Listed> {
        let id = self.id.filter(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()))?;
        // arn:aws:organizations::MANAGEMENT:account/o-…/ID
        let arn = self.arn.unwrap_or_default();
        let manages = arn.split(':').nth(4) == Some(id.as_str());
        let state = self.state.or(self.status).unwrap_or_else(|| "ACTIVE".to_owned());
        let inactive = (state != "ACTIVE").then(|| state.to_lowercase().replace('_', " "));
        let name = self.name.filter(|name| !name.is_empty());
        Some(Listed { account: Member { id: AccountId::new(&id), name }, inactive, manages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn via(region: &str, fips: bool) -> Via {
        Via { region: region.into(), endpoint: None, fips, dual_stack: false, bundle: None }
    }

    #[test]
    fn each_partition_has_one_endpoint() {
        let at = |region, fips| {
            let request = page(&via(region, fips), None);
            (request.region, request.url)
        };
        let own = |region: &str, url: &str| (region.to_owned(), format!("https://{url}"));
        assert_eq!(
            at("eu-central-1", false),
            own("us-east-1", "organizations.us-east-1.amazonaws.com")
        );
        assert_eq!(
            at("us-west-2", true),
            own("us-east-1", "organizations-fips.us-east-1.amazonaws.com")
        );
        assert_eq!(
            at("cn-north-1", false),
            own("cn-northwest-1", "organizations.cn-northwest-1.amazonaws.com.cn")
        );
        assert_eq!(
            at("us-gov-east-1", true),
            own("us-gov-west-1", "organizations.us-gov-west-1.amazonaws.com")
        );
    }

    #[test]
    fn accounts_are_read_with_the_old_state_and_the_new() {
        let read = |json: &str| {
            let account: Account = serde_json::from_str(json).unwrap();
            account.read().map(|listed| (listed.inactive, listed.manages))
        };
        let arn = "arn:aws:organizations::111111111111:account/o-x";
        assert_eq!(
            read(&format!(r#"{{"Id":"111111111111","Arn":"{arn}/111111111111"}}"#)),
            Some((None, true))
        );
        assert_eq!(
            read(&format!(
                r#"{{"Id":"222222222222","Arn":"{arn}/222222222222","Status":"SUSPENDED"}}"#
            )),
            Some((Some("suspended".into()), false))
        );
        assert_eq!(
            read(r#"{"Id":"222222222222","State":"PENDING_CLOSURE","Status":"ACTIVE"}"#),
            Some((Some("pending closure".into()), false))
        );
        assert_eq!(read(r#"{"Id":"../../2"}"#), None);
    }
}
