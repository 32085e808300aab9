//! The public zones of an audit: found by name, each with what was read of it.

use std::collections::{BTreeSet, HashMap};

use crate::dns::Name;
use crate::zone::{AccountId, Fault, ProfileName, RecordStart, Signing, ZoneId, ZoneKey};

use super::cuts::Cuts;
use super::{AuditOptions, AuditZone};

/// A public zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Zone {
    /// The profiles that reach it; never empty.
    pub(super) readers: Vec<ZoneKey>,
    /// Its account, where it is known.
    pub(super) account: Option<AccountId>,
    /// The AWS service that owns it.
    pub(super) linked_service: Option<Box<str>>,
    /// How many record sets it has.
    pub(super) record_count: u64,
    /// The place of its account.
    pub(super) lane: usize,
    /// How far its records are read.
    pub(super) records: Records,
    /// Names that wait for its records.
    pub(super) waiting: Vec<Name>,
    /// `GetHostedZone`: its delegation set.
    pub(super) detail: Asked<BTreeSet<Name>>,
    /// `GetDNSSEC`.
    pub(super) signing: Asked<Signing>,
    /// Whether its servers serve keys at its apex; `None` where none of them could tell.
    pub(super) apex_keys: Asked<Option<bool>>,
}

/// How far the records of a zone are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Records {
    /// They are not wanted.
    NotWanted,
    /// They are being read.
    Going {
        /// What was found so far.
        cuts: Cuts,
        /// Where the next page starts.
        next: Option<RecordStart>,
    },
    /// They were read to the end.
    Read(Cuts),
    /// They can't be read.
    Unread {
        /// The profile that tried last.
        reader: usize,
        /// Why.
        fault: Fault,
    },
}

/// Something that is asked once, and for which several cases may wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked<T> {
    /// Nobody wants to know.
    No,
    /// These cases wait for it.
    Going(Vec<usize>),
    /// This was answered.
    Told(Result<T, Fault>),
}

/// The place of a case among those that wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is the first: somebody has to ask.
    First,
    /// Others wait already.
    Behind,
    /// There is no need to wait.
    Told,
}

impl<T> Asked<T> {
    /// Lets a case wait for the answer.
    pub(super) fn wait(&mut self, case: usize) -> Turn {
        match self {
            Self::Told(_) => Turn::Told,
            Self::Going(waiting) => {
                waiting.push(case);
                Turn::Behind
            }
            Self::No => {
                *self = Self::Going(vec![case]);
                Turn::First
            }
        }
    }

    /// The answer.
    pub(super) fn told(&self) -> Option<&Result<T, Fault>> {
        match self {
            Self::Told(answer) => Some(answer),
            Self::No | Self::Going(_) => None,
        }
    }

    /// Takes the answer, and says who has waited for it.
    pub(super) fn tell(&mut self, answer: Result<T, Fault>) -> Vec<usize> {
        match std::mem::replace(self, Self::Told(answer)) {
            Self::Going(waiting) => waiting,
            Self::No | Self::Told(_) => Vec::new(),
        }
    }
}

impl Zone {
    /// The zone as the first profile that reaches it knows it.
    pub(super) fn key(&self) -> &ZoneKey {
        &self.readers[0]
    }

    /// The zone's cuts, once its records are read.
    pub(super) fn cuts(&self) -> Option<&Cuts> {
        match &self.records {
            Records::Read(cuts) => Some(cuts),
            Records::NotWanted | Records::Going { .. } | Records::Unread { .. } => None,
        }
    }

    /// Whether nothing more will be known of its records.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self.records, Records::Going { .. })
    }

    /// Why its records could not be read.
    pub(super) fn fault(&self) -> Option<&Fault> {
        match &self.records {
            Records::Unread { fault, .. } => Some(fault),
            Records::NotWanted | Records::Going { .. } | Records::Read(_) => None,
        }
    }

    /// The zone in words: `example.com. Z0PARENT (dns-prod 111111111111)`.
    pub(super) fn words(&self) -> String {
        let ZoneKey { profile, zone, name } = self.key();
        let account = self.account.as_ref().map_or("account not known", AccountId::as_str);
        format!("{name} {zone} ({profile} {account})")
    }
}

/// One account, or a profile whose account is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// The account.
    pub(super) id: Option<AccountId>,
    /// The first profile that reads it.
    pub(super) profile: ProfileName,
}

/// All public zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Zones {
    all: Vec<Zone>,
    by_name: HashMap<Name, Vec<usize>>,
    by_id: HashMap<ZoneId, usize>,
    accounts: Vec<Account>,
}

impl Zones {
    pub(super) fn of(given: Vec<AuditZone>, options: &AuditOptions) -> Self {
        let mut zones = Self::default();
        for given in given.into_iter().filter(|zone| !zone.private) {
            zones.add(given, options);
        }
        let mut lanes: HashMap<String, usize> = HashMap::new();
        for zone in &mut zones.all {
            let profile = &zone.readers[0].profile;
            // An account id is digits, which a profile's name may be as well.
            let payer = zone.account.as_ref().map_or_else(
                || format!("profile {profile}"),
                |account| format!("account {account}"),
            );
            zone.lane = *lanes.entry(payer).or_insert_with(|| {
                let (id, profile) = (zone.account.clone(), profile.clone());
                zones.accounts.push(Account { id, profile });
                zones.accounts.len() - 1
            });
        }
        zones
    }

    fn add(&mut self, given: AuditZone, options: &AuditOptions) {
        let AuditZone { key, account, record_count, linked_service, .. } = given;
        if let Some(known) = self.by_id.get(&key.zone) {
            let known = &mut self.all[*known];
            known.readers.push(key);
            known.account = known.account.take().or(account);
            return;
        }
        let at = self.all.len();
        let name = key.name.clone();
        let records = if options.needs(&name) {
            Records::Going { cuts: Cuts::of(name.clone()), next: None }
        } else {
            Records::NotWanted
        };
        self.by_id.insert(key.zone.clone(), at);
        self.by_name.entry(name).or_default().push(at);
        self.all.push(Zone {
            readers: vec![key],
            account,
            linked_service,
            record_count,
            lane: 0,
            records,
            waiting: Vec::new(),
            detail: Asked::No,
            signing: Asked::No,
            apex_keys: Asked::No,
        });
    }

    pub(super) fn get(&self, at: usize) -> &Zone {
        &self.all[at]
    }

    pub(super) fn get_mut(&mut self, at: usize) -> &mut Zone {
        &mut self.all[at]
    }

    pub(super) fn by_id(&self, id: &ZoneId) -> Option<&Zone> {
        self.by_id.get(id).map(|at| &self.all[*at])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Zone> {
        self.all.iter()
    }

    /// The zones whose records are to be read.
    pub(super) fn wanted(&self) -> impl Iterator<Item = (usize, &Zone)> {
        let wanted = |(_, zone): &(usize, &Zone)| !matches!(zone.records, Records::NotWanted);
        self.all.iter().enumerate().filter(wanted)
    }

    pub(super) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The names that zones have, in the order of the DNS.
    pub(super) fn names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = self.by_name.keys().cloned().collect();
        names.sort();
        names
    }

    /// The zones of a name.
    pub(super) fn of_name(&self, name: &Name) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The zones at the deepest name strictly above that is a zone's.
    pub(super) fn parents(&self, name: &Name) -> &[usize] {
        name.ancestors().find_map(|above| self.by_name.get(&above)).map_or(&[], Vec::as_slice)
    }

    /// The zones at all names strictly above, the deepest first.
    pub(super) fn above(&self, name: &Name) -> Vec<usize> {
        name.ancestors().flat_map(|above| self.of_name(&above).to_vec()).collect()
    }
}
