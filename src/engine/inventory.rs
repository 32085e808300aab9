//! Lists the zones of all profiles at once, for the commands. The screen does it page by page.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use crate::aws::Aws;
use crate::zone::{AccountId, Fault, HostedZone, Identity, Partition, Profile, ProfileName};

/// What one profile turned out to be.
#[derive(Debug)]
pub struct Listed {
    /// The profile.
    pub profile: Profile,
    /// Whom STS says it is; `None` for a profile that can't be used.
    pub identity: Option<Result<Identity, Fault>>,
    /// Its zones; `None` where another profile of the account listed them, or nobody could.
    pub zones: Option<Result<Vec<HostedZone>, Fault>>,
}

/// What all profiles reach.
#[derive(Debug)]
pub struct Inventory {
    /// The profiles, in the order given.
    pub profiles: Vec<Listed>,
}

impl Inventory {
    /// Every zone once, with the profiles that reach its account, the one that listed it first.
    pub fn zones(&self) -> impl Iterator<Item = (&Listed, Vec<&ProfileName>, &HostedZone)> {
        self.profiles.iter().flat_map(move |listed| {
            let zones = listed.zones.iter().flatten().flatten();
            let reaching = self.reaching(listed);
            zones.map(move |zone| (listed, reaching.clone(), zone))
        })
    }

    /// The profiles that reach the account of one, that one first.
    fn reaching<'a>(&'a self, listed: &'a Listed) -> Vec<&'a ProfileName> {
        let first = &listed.profile.name;
        let account = listed.account();
        let others = self.profiles.iter().filter(|other| {
            account.is_some() && other.account() == account && other.profile.name != *first
        });
        std::iter::once(first).chain(others.map(|other| &other.profile.name)).collect()
    }

    /// The faults, each once.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.profiles.iter().filter_map(Listed::fault)
    }
}

impl Listed {
    /// Partition and account, where STS has told it.
    #[must_use]
    pub fn account(&self) -> Option<(Partition, &AccountId)> {
        let identity = self.identity.as_ref()?.as_ref().ok()?;
        Some((self.profile.partition(), &identity.account))
    }

    /// What stood in the way.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match (&self.identity, &self.zones) {
            (Some(Err(fault)), _) | (_, Some(Err(fault))) => Some(fault),
            _ => None,
        }
    }
}

/// Asks every profile who it is and, where `with_zones`, lists each account's zones once. No
/// profile waits for another, but to learn whether they share an account. What the user waits for
/// besides goes ahead of the listing.
pub async fn list_all(aws: &Aws, profiles: Vec<Profile>, with_zones: bool) -> Inventory {
    let aws = &aws.in_background();
    let identities = join_all(profiles.iter().map(|profile| async {
        if profile.problem.is_some() {
            return None;
        }
        Some(aws.identity(&profile.name).await)
    }))
    .await;
    let mut listed: Vec<Listed> = profiles
        .into_iter()
        .zip(identities)
        .map(|(profile, identity)| Listed { profile, identity, zones: None })
        .collect();
    if with_zones {
        list_accounts(aws, &mut listed).await;
    }
    Inventory { profiles: listed }
}

async fn list_accounts(aws: &Aws, listed: &mut [Listed]) {
    let mut accounts: BTreeMap<(Partition, AccountId), Vec<usize>> = BTreeMap::new();
    for (index, row) in listed.iter().enumerate() {
        if let Some((partition, account)) = row.account() {
            accounts.entry((partition, account.clone())).or_default().push(index);
        }
    }
    let names: Vec<ProfileName> = listed.iter().map(|row| row.profile.name.clone()).collect();
    let listings = accounts.values().map(|rows| list_account(aws, &names, rows));
    for answers in join_all(listings).await {
        for (index, zones) in answers {
            listed[index].zones = Some(zones);
        }
    }
}

/// Lists one account with the first of its profiles that may; those before it keep their fault.
async fn list_account(
    aws: &Aws,
    names: &[ProfileName],
    rows: &[usize],
) -> Vec<(usize, Result<Vec<HostedZone>, Fault>)> {
    let mut answers = Vec::new();
    for index in rows {
        let zones = all_pages(aws, &names[*index]).await;
        let done = zones.is_ok();
        answers.push((*index, zones));
        if done {
            break;
        }
    }
    answers
}

async fn all_pages(aws: &Aws, profile: &ProfileName) -> Result<Vec<HostedZone>, Fault> {
    let mut zones = Vec::new();
    let mut marker: Option<String> = None;
    loop {
        let page = aws.list_zones(profile, marker.as_deref()).await?;
        zones.extend(page.zones);
        match page.next {
            Some(next) => marker = Some(next),
            None => return Ok(zones),
        }
    }
}
