//! What an audit will take, told before it starts.

use std::time::Duration;

use crate::zone::{AccountId, ProfileName};

use super::AuditOptions;
use super::zones::{Zone, Zones};

/// Record sets on a page (`ListResourceRecordSets`).
const PAGE: u64 = 300;
/// Servers of a delegation set.
const SERVERS: u64 = 4;

/// What an audit will ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEstimate {
    /// Requests, account by account: each has a rate limit of its own.
    pub accounts: Vec<AccountEstimate>,
    /// Public zones whose records will be read.
    pub zones: u64,
    /// About how many servers will be asked in the DNS. The cuts are not known before the zones
    /// are read: four servers for each zone whose parent is in view.
    pub servers_about: u64,
}

/// What an audit will ask of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEstimate {
    /// The account, where it is known.
    pub account: Option<AccountId>,
    /// A profile that reads it.
    pub profile: ProfileName,
    /// Pages of record sets, 300 each, by the counts of the listing.
    pub pages: u64,
    /// `GetHostedZone`, at most.
    pub zones: u64,
    /// `GetDNSSEC`, at most: only zones at a cut with DS are asked.
    pub signings_at_most: u64,
}

/// How many requests an account takes: at once, and each second after.
///
/// Source: [Route 53 quotas](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRate {
    /// At once.
    pub burst: u32,
    /// Each second.
    pub per_second: u32,
}

impl Default for RequestRate {
    fn default() -> Self {
        Self { burst: 50, per_second: 10 }
    }
}

impl AccountEstimate {
    /// Requests, without the `GetDNSSEC` that hardly any zone needs.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.pages + self.zones
    }

    /// How long they take at this rate.
    #[must_use]
    pub fn lasts(&self, rate: RequestRate) -> Duration {
        let waiting = self.requests().saturating_sub(u64::from(rate.burst));
        Duration::from_secs(waiting.div_ceil(u64::from(rate.per_second.max(1))))
    }
}

impl AuditEstimate {
    /// Requests to Route 53 over all accounts, without the `GetDNSSEC` that hardly any zone needs.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.accounts.iter().map(AccountEstimate::requests).sum()
    }

    /// How long the slowest account takes at this rate; accounts are read side by side.
    #[must_use]
    pub fn lasts(&self, rate: RequestRate) -> Duration {
        self.accounts.iter().map(|account| account.lasts(rate)).max().unwrap_or_default()
    }
}

/// Pages of a zone's records, by the count of the listing.
pub(super) fn pages(zone: &Zone) -> u64 {
    zone.record_count.div_ceil(PAGE).max(1)
}

/// What an audit of these zones will ask.
pub(super) fn estimate(zones: &Zones, options: &AuditOptions) -> AuditEstimate {
    let accounts = zones.accounts().iter().map(|account| AccountEstimate {
        account: account.id.clone(),
        profile: account.profile.clone(),
        pages: 0,
        zones: 0,
        signings_at_most: 0,
    });
    let mut estimate = AuditEstimate { accounts: accounts.collect(), zones: 0, servers_about: 0 };
    for (_, zone) in zones.wanted() {
        estimate.zones += 1;
        if let Some(account) = estimate.accounts.get_mut(zone.lane) {
            account.pages += pages(zone);
            account.signings_at_most += 1;
        }
    }
    for zone in zones.iter() {
        let name = &zone.key().name;
        if options.wants(name) && !zones.parents(name).is_empty() {
            estimate.servers_about += if options.dns { SERVERS } else { 0 };
            if let Some(account) = estimate.accounts.get_mut(zone.lane) {
                account.zones += 1;
            }
        }
    }
    estimate.accounts.retain(|account| account.requests() > 0);
    estimate
}
