//! What is kept comes back, what is not ours is passed over, and nobody else may look.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::dns::Name;
use crate::zone::{Partition, ProfileName, ZoneId};

const ACCOUNT: &str = "111111111111";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_437_713 + seconds)
}

fn reach(profile: &str, settings: u64) -> Reach {
    Reach {
        profile: ProfileName::new(profile),
        partition: Partition::Aws,
        endpoint: None,
        account: None,
        settings,
    }
}

fn zone(id: &str, name: &str) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: Name::from_user(name).unwrap(),
        private: false,
        record_count: 14,
        comment: None,
        linked_service: None,
    }
}

fn listed(account: &str, reached: Vec<Reach>, zones: Vec<HostedZone>) -> Listed {
    Listed { account: AccountId::new(account), reached, zones }
}

/// A cache that holds two zones of one account, its folder and the account's file.
fn filled() -> (TempDir, Cache, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a/zones");
    let cache = Cache::at(&folder);
    let zones = vec![zone("Z1", "example.com"), zone("Z2", "team-a.example.com")];
    cache.keep(&listed(ACCOUNT, vec![reach("dns", 7)], zones), at(0)).unwrap();
    let file = folder.join(format!("aws-{ACCOUNT}.jsonl"));
    assert!(file.is_file());
    (home, cache, file)
}

fn names(cache: &Cache, profiles: &[Reach], now: u64) -> Vec<(String, Vec<String>)> {
    let all = cache.recall(profiles, at(now)).into_iter();
    all.map(|found| {
        let zones = found.zones.iter().map(|zone| zone.name.to_string()).collect();
        (found.account.to_string(), zones)
    })
    .collect()
}

#[test]
fn a_listing_comes_back_with_its_age_and_those_who_reached_it() {
    let (_home, cache, _) = filled();
    let found = cache.recall(&[reach("dns", 7), reach("other", 7)], at(3_600));
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(found.account.as_str(), ACCOUNT);
    assert_eq!(found.age, Duration::from_hours(1));
    assert_eq!(found.profiles, [ProfileName::new("dns")]);
    assert_eq!(found.zones, [zone("Z1", "example.com"), zone("Z2", "team-a.example.com")]);
    // A clock that was ahead makes no age that could not be.
    assert_eq!(cache.recall(&[reach("dns", 7)], UNIX_EPOCH)[0].age, Duration::ZERO);
}

#[test]
fn a_profile_whose_settings_changed_is_shown_nothing() {
    let (_home, cache, _) = filled();
    assert_eq!(cache.recall(&[reach("dns", 8)], at(1)), []);
    let elsewhere = Reach { endpoint: Some(9), ..reach("dns", 7) };
    assert_eq!(cache.recall(&[elsewhere], at(1)), []);
    let china = Reach { partition: Partition::China, ..reach("dns", 7) };
    assert_eq!(cache.recall(&[china], at(1)), []);
    // Settings that name an account are believed about it, whoever listed it.
    let named = |account| Reach { account: Some(AccountId::new(account)), ..reach("new", 1) };
    assert_eq!(names(&cache, &[named(ACCOUNT)], 1).len(), 1);
    assert_eq!(cache.recall(&[named("222222222222")], at(1)), []);
}

#[test]
fn a_profile_belongs_to_the_account_it_was_last_seen_with() {
    let (_home, cache, _) = filled();
    let later = listed("222222222222", vec![reach("dns", 7)], vec![zone("Z3", "example.net")]);
    cache.keep(&later, at(60)).unwrap();
    let found = names(&cache, &[reach("dns", 7)], 61);
    assert_eq!(found, [("222222222222".to_owned(), vec!["example.net.".to_owned()])]);
}

#[test]
fn profiles_that_others_saw_stay_noted_and_zones_are_replaced() {
    let (_home, cache, _) = filled();
    let again = listed(ACCOUNT, vec![reach("admin", 3)], vec![zone("Z9", "example.org")]);
    cache.keep(&again, at(60)).unwrap();
    for profile in [reach("admin", 3), reach("dns", 7)] {
        let found = names(&cache, &[profile], 61);
        assert_eq!(found, [(ACCOUNT.to_owned(), vec!["example.org.".to_owned()])]);
    }
}

#[test]
fn accounts_partitions_and_endpoints_are_kept_apart() {
    let (_home, cache, file) = filled();
    for (at_which, name) in [
        (Reach { partition: Partition::China, ..reach("dns", 7) }, "china.example"),
        (Reach { endpoint: Some(9), ..reach("dns", 7) }, "pretended.example"),
    ] {
        let other = listed(ACCOUNT, vec![at_which.clone()], vec![zone("Z5", name)]);
        cache.keep(&other, at(9)).unwrap();
        assert_eq!(names(&cache, &[at_which], 10)[0].1, [format!("{name}.")]);
    }
    assert_eq!(names(&cache, &[reach("dns", 7)], 10)[0].1[0], "example.com.");
    let files = fs::read_dir(file.parent().unwrap()).unwrap().flatten();
    let names: Vec<_> = files.map(|file| file.file_name()).collect();
    assert_eq!(names.iter().filter(|name| *name != "lock").count(), 3, "{names:?}");
}

#[test]
fn an_account_that_is_none_is_not_made_a_file_name() {
    let (home, cache, _) = filled();
    for account in ["", "../../evil", "1111111111/1", "x"] {
        let odd = listed(account, vec![reach("dns", 7)], vec![zone("Z1", "example.com")]);
        assert_eq!(cache.keep(&odd, at(0)).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

/// However a file was cut, bent or made by somebody else, nothing of it is shown, and the next
/// listing takes its place.
#[test]
fn what_is_torn_or_foreign_is_passed_over_and_replaced() {
    let (_home, cache, file) = filled();
    let whole = fs::read(&file).unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let mut bad: Vec<Vec<u8>> = (0..whole.len()).map(|len| whole[..len].to_vec()).collect();
    bad.push([&whole[..], b"\n"].concat());
    bad.push([&whole[..], &whole[..]].concat());
    bad.push(vec![0xff; 4_000]);
    for (from, to) in [
        ("\"v\":1", "\"v\":2"),
        ("zonecut zone cache", "another cache"),
        (ACCOUNT, "222222222222"),
        ("\"zones\":2", "\"zones\":3"),
        ("\"Z1\"", "\"/hostedzone/Z1\""),
        ("\"Z1\"", "\"Z1?x=y\""),
        ("\"example.com.\"", "\"a..b\""),
        ("\"sets\":14", "\"sets\":-1"),
        ("\"aws\"", "\"mars\""),
    ] {
        let bent = text.replacen(from, to, 1);
        assert_ne!(bent, text, "{from}");
        bad.push(bent.into_bytes());
    }
    for bytes in bad {
        fs::write(&file, &bytes).unwrap();
        let shown = cache.recall(&[reach("dns", 7)], at(1));
        assert_eq!(shown, [], "{}", String::from_utf8_lossy(&bytes));
    }
    let fresh = listed(ACCOUNT, vec![reach("dns", 7)], vec![zone("Z1", "example.com")]);
    cache.keep(&fresh, at(2)).unwrap();
    assert_eq!(names(&cache, &[reach("dns", 7)], 3).len(), 1);
}

#[test]
fn what_is_too_large_too_old_or_no_file_is_passed_over() {
    let (_home, cache, file) = filled();
    let found = |now| cache.recall(&[reach("dns", 7)], at(now)).len();
    let huge = fs::OpenOptions::new().write(true).open(&file).unwrap();
    let size = huge.metadata().unwrap().len();
    huge.set_len((64 << 20) + 1).unwrap();
    assert_eq!(found(1), 0);
    huge.set_len(size).unwrap();
    assert_eq!(found(1), 1);
    assert_eq!(found(91 * 86_400), 0);
    assert!(!file.exists(), "an old listing stays behind");
    fs::create_dir(&file).unwrap();
    assert_eq!(found(1), 0);
    let nowhere = Cache::at(Path::new("/dev/null/zones"));
    assert_eq!(nowhere.recall(&[reach("dns", 7)], at(1)), []);
    nowhere.keep(&listed(ACCOUNT, vec![reach("dns", 7)], Vec::new()), at(0)).unwrap_err();
}

#[test]
fn a_cache_that_is_off_neither_keeps_nor_recalls() {
    let off = Cache::off();
    off.keep(&listed(ACCOUNT, vec![reach("dns", 7)], Vec::new()), at(0)).unwrap();
    assert_eq!(off.recall(&[reach("dns", 7)], at(0)), []);
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_the_user_alone_also_where_they_were_not() {
    use std::os::unix::fs::PermissionsExt;

    let (_home, cache, file) = filled();
    let folder = file.parent().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for path in [folder, folder.parent().unwrap()] {
        assert_eq!(mode(path), 0o700, "{}", path.display());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    cache.keep(&listed(ACCOUNT, vec![reach("dns", 7)], Vec::new()), at(0)).unwrap();
    assert_eq!(mode(folder), 0o700);
    for entry in fs::read_dir(folder).unwrap().flatten() {
        assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
    }
}

/// A file that a link leads to is not written through it.
#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_listing_is_replaced_and_not_followed() {
    let (home, cache, file) = filled();
    let mine = home.path().join("mine");
    fs::write(&mine, "mine").unwrap();
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&mine, &file).unwrap();
    cache.keep(&listed(ACCOUNT, vec![reach("dns", 7)], Vec::new()), at(0)).unwrap();
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
    assert!(fs::symlink_metadata(&file).unwrap().is_file());
}

/// Several at once: what is read is always one whole listing, and nobody's profile is lost.
#[test]
fn zonecuts_that_share_a_folder_do_not_tear_it() {
    let (_home, cache, file) = filled();
    std::thread::scope(|scope| {
        for writer in 0..4_usize {
            let cache = &cache;
            scope.spawn(move || {
                for round in 0..10 {
                    let count = 50 * (writer + 1);
                    let zones = (0..count).map(|n| zone(&format!("Z{n}"), "example.com")).collect();
                    let by = vec![reach(&format!("writer-{writer}"), 1)];
                    cache.keep(&listed(ACCOUNT, by, zones), at(round)).unwrap();
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..100 {
                let found = cache.recall(&[reach("dns", 7)], at(60));
                let count = found.first().map(|found| found.zones.len());
                assert!(count.is_some_and(|n| n == 2 || n % 50 == 0), "{count:?}");
            }
        });
    });
    for writer in 0..4 {
        let profile = reach(&format!("writer-{writer}"), 1);
        assert_eq!(cache.recall(&[profile], at(60)).len(), 1, "{writer}");
    }
    let folder = fs::read_dir(file.parent().unwrap()).unwrap().flatten();
    let left: Vec<_> = folder.map(|file| file.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

fn any_zone() -> impl Strategy<Value = HostedZone> {
    let label = prop::collection::vec(any::<u8>(), 1..20);
    let text = || prop::option::of(".{1,40}");
    let labels = prop::collection::vec(label, 1..4);
    ("[A-Z0-9]{1,32}", labels, any::<bool>(), any::<u32>(), text(), text()).prop_map(
        |(id, labels, private, record_count, comment, linked_service)| HostedZone {
            id: ZoneId::new(&id),
            name: Name::from_octets(labels.iter().map(Vec::as_slice)).unwrap(),
            private,
            record_count,
            comment: comment.map(Into::into),
            linked_service: linked_service.map(Into::into),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever Route 53 may list comes back as it was.
    #[test]
    fn any_listing_comes_back(
        zones in prop::collection::vec(any_zone(), 0..20),
        profile in ".{1,30}", settings in any::<u64>(), endpoint in any::<Option<u64>>(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::at(home.path());
        let by = Reach { endpoint, ..reach(&profile, settings) };
        cache.keep(&listed(ACCOUNT, vec![by.clone()], zones.clone()), at(0)).unwrap();
        let found = cache.recall(&[by], at(5));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].zones, &zones);
    }

    /// No file makes it panic, and a file that is not ours shows nothing.
    #[test]
    fn any_octets_are_passed_over(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(format!("aws-{ACCOUNT}.jsonl")), &octets).unwrap();
        let cache = Cache::at(home.path());
        prop_assert_eq!(cache.recall(&[reach("dns", 7)], at(0)), []);
    }
}
