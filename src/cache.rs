//! The zone cache: what the last listing of each account brought, so that the next start has
//! something to show at once.
//!
//! One file an account, partition and endpoint, in the platform's cache folder; `docs/cache.md`
//! tells its shape. It is a picture to begin with and nothing more: no plan, proposal or audit is
//! made of it, it holds no credential, and whatever is wrong with a file means that the file is
//! passed over.

mod file;
mod folder;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::zone::{AccountId, HostedZone, Reach, ReachedAccount, Remembered};
use file::Read;
use shape::{Head, Reached};

/// Listings that are older than this are not shown any more, and their files are removed.
const OLDEST: Duration = Duration::from_hours(24 * 90);
/// Files that are looked into at a start, at most.
const MOST_FILES: usize = 4_096;
/// Zones that a start brings, at most: what is more is left for the listing itself.
const MOST_ZONES: usize = 250_000;
/// Profiles that are kept with an account, at most, the last seen first.
const MOST_PROFILES: usize = 1_000;

/// The cache. Cheap to clone.
///
/// All calls block on the disk. Any number of zonecuts may share a folder: a file is replaced
/// whole, and what is read is one listing or another, never a mixture.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: Option<Arc<Path>>,
}

/// What a listing that has come to its end brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The account, as STS told it.
    pub account: AccountId,
    /// The profiles that reach it, the one that listed it first.
    pub reached: Vec<Reach>,
    /// All its zones.
    pub zones: Vec<HostedZone>,
}

impl Cache {
    /// A cache that remembers nothing.
    #[must_use]
    pub fn off() -> Self {
        Self { folder: None }
    }

    /// The cache in a folder, which is made when there is something to keep.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// `zones` in the platform's cache folder; `None` without a home folder.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        let folders = directories::ProjectDirs::from("", "", "zonecut")?;
        Some(folders.cache_dir().join("zones"))
    }

    /// The last listings of the accounts that these profiles reached or, by their settings, reach.
    /// Each account once, and each profile with one account at most, the last that it was seen
    /// with. A file that is torn, foreign, of a later version or too large is passed over.
    #[must_use]
    pub fn recall(&self, profiles: &[Reach], now: SystemTime) -> Vec<Remembered> {
        let heads = self.heads(now);
        let mut found: Vec<(usize, Vec<&Reach>)> = Vec::new();
        for reach in profiles {
            let Some(at) = account_of(reach, &heads) else { continue };
            match found.iter_mut().find(|(head, _)| *head == at) {
                Some((_, reaching)) => reaching.push(reach),
                None => found.push((at, vec![reach])),
            }
        }
        let mut left = MOST_ZONES;
        let mut all = Vec::new();
        for (at, reaching) in found {
            // Read anew as a whole: it may have been replaced since its head was looked at.
            let Some(Read { head, zones }) = heads.get(at).and_then(|(path, _)| file::read(path))
            else {
                continue;
            };
            if zones.len() > left {
                continue;
            }
            left -= zones.len();
            all.push(Remembered {
                age: age(&head, now),
                account: AccountId::new(&head.account),
                partition: head.partition.into(),
                profiles: reaching.into_iter().map(|reach| reach.profile.clone()).collect(),
                zones,
            });
        }
        all
    }

    /// The accounts that earlier runs listed, and the profiles that reached them.
    #[must_use]
    pub fn accounts(&self, now: SystemTime) -> Vec<ReachedAccount> {
        self.heads(now).iter().filter_map(|(_, head)| head.reached()).collect()
    }

    /// The listings that are good to be shown, by their first lines.
    fn heads(&self, now: SystemTime) -> Vec<(PathBuf, Head)> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let mut heads = Vec::new();
        for path in folder::files(folder, MOST_FILES) {
            let Some(head) = file::head(&path) else { continue };
            if age(&head, now) > OLDEST {
                folder::discard(&path);
            } else if folder::path(folder, &head).as_deref() == Some(&*path) {
                heads.push((path, head));
            }
        }
        heads
    }

    /// Keeps a listing in place of the account's last one. Profiles that other zonecuts saw reach
    /// the account stay noted.
    ///
    /// # Errors
    /// What the system says; the last listing is then still there.
    pub fn keep(&self, listed: &Listed, now: SystemTime) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let Some(first) = listed.reached.first() else { return Ok(()) };
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut head = Head::new(&listed.account, first, seconds, listed.zones.len());
        let path = folder::path(folder, &head).ok_or_else(|| {
            io::Error::new(ErrorKind::InvalidInput, format!("“{}” is no account", listed.account))
        })?;
        folder::make(folder)?;
        let _alone = alone(folder);
        let same_place =
            |reach: &&Reach| reach.partition == first.partition && reach.endpoint == first.endpoint;
        let now_reached = listed.reached.iter().filter(same_place);
        head.reached = now_reached.map(|reach| Reached::of(reach, seconds)).collect();
        let before = file::head(&path).map(|head| head.reached).unwrap_or_default();
        let known: HashSet<String> =
            head.reached.iter().map(|reached| reached.profile.clone()).collect();
        head.reached.extend(before.into_iter().filter(|old| !known.contains(&old.profile)));
        head.reached.sort_by_key(|reached| std::cmp::Reverse(reached.seen));
        head.reached.truncate(MOST_PROFILES);
        file::write(folder, &path, &head, &listed.zones)
    }
}

/// Which listing a profile is shown: that of the account it was last seen with under the same
/// settings, else that of the account its settings name.
fn account_of(reach: &Reach, heads: &[(PathBuf, Head)]) -> Option<usize> {
    let here = || {
        heads.iter().enumerate().filter(|(_, (_, head))| {
            head.is_at(reach.partition, reach.endpoint)
                && reach.account.as_ref().is_none_or(|named| named.as_str() == head.account)
        })
    };
    let seen = here().filter_map(|(at, (_, head))| Some((head.seen(reach)?, at))).max();
    seen.map(|(_, at)| at).or_else(|| {
        reach.account.as_ref()?;
        here().map(|(at, _)| at).next()
    })
}

/// Nothing for a listing of a clock that was ahead.
fn age(head: &Head, now: SystemTime) -> Duration {
    let listed = UNIX_EPOCH.checked_add(Duration::from_secs(head.listed)).unwrap_or(now);
    now.duration_since(listed).unwrap_or_default()
}

/// Waits a moment until no other zonecut keeps a listing. Who gets no turn goes on all the same:
/// what may be lost is who else reached the account, until they are listed again.
fn alone(folder: &Path) -> Option<File> {
    let file = folder::lock_file(folder).ok()?;
    for _ in 0..50 {
        if file.try_lock().is_ok() {
            return Some(file);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}
