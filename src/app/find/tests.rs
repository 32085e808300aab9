//! What is found first, and that slices, streams and narrowing find the same as one look at all.

use proptest::prelude::*;

use super::*;
use crate::app::accounts::{Identified, Listing};
use crate::dns::Name;
use crate::zone::{AccountId, HostedZone, Identity, Profile, ProfileName, SignIn, ZoneId};

fn profile(name: &str, label: &str, account: &str) -> ProfileRow {
    let arn = format!("arn:aws:iam::{account}:user/admin");
    ProfileRow {
        profile: Profile {
            name: ProfileName::new(name),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
            expected_account: None,
            problem: None,
            member: None,
        },
        label: label.into(),
        group: None,
        only: Vec::new(),
        default_parent: None,
        identity: Identified::Yes(Identity { account: AccountId::new(account), arn }),
        listing: Listing::Done { zones: 3 },
    }
}

fn accounts() -> Accounts {
    Accounts::new(vec![
        profile("dns-prod", "DNS (production)", "111111111111"),
        profile("team-a", "team-a", "222222222222"),
    ])
}

fn zone(id: &str, name: &str) -> HostedZone {
    HostedZone {
        id: ZoneId::new(id),
        name: Name::from_user(name).unwrap(),
        private: false,
        record_count: 2,
        comment: None,
        linked_service: None,
    }
}

fn table() -> Zones {
    let mut zones = Zones::default();
    zones.add(
        0,
        vec![
            zone("Z0PARENT", "example.com"),
            zone("Z0STEAM", "steam-a.example.com"),
            zone("Z0BOOKS", "bücher.example.com"),
            zone("Z0ARPA", "2.0.192.in-addr.arpa"),
            zone("Z0ODD", "0/25.2.0.192.in-addr.arpa"),
        ],
    );
    zones.add(
        1,
        vec![
            zone("Z0CHILD", "team-a.example.com"),
            zone("Z0DEEP", "api.team-a.example.com"),
            zone("Z0AB", "team-ab.example.com"),
        ],
    );
    zones
}

fn find(text: &str, zones: &Zones, accounts: &Accounts) -> Find {
    let mut find = Find::with(text);
    find.follow(zones, accounts);
    while !find.is_done(zones) {
        find.advance(zones, accounts);
    }
    find
}

fn found(text: &str) -> Vec<String> {
    let (zones, accounts) = (table(), accounts());
    let find = find(text, &zones, &accounts);
    let told = |hit: &Hit| match hit.item {
        Item::Zone(at) => zones.at(at).unwrap().zone.name.to_string(),
        Item::Profile(at) => format!("profile {}", accounts.get(at).unwrap().profile.name),
        Item::Account(at) => format!("account {}", accounts.get(at).unwrap().account().unwrap()),
    };
    find.best().iter().map(told).collect()
}

#[test]
fn the_best_match_comes_first() {
    let all = found("team-a");
    // The name of the profile is the whole word.
    let wanted = ["profile team-a", "team-a.example.com.", "team-ab.example.com."];
    assert_eq!(all[..3], wanted, "{all:?}");
    assert!(
        all.iter().position(|it| it.starts_with("api"))
            < all.iter().position(|it| it.starts_with("steam"))
    );
    let all = found("team");
    assert_eq!(all[..2], ["team-a.example.com.", "team-ab.example.com."], "zones first");
    assert_eq!(found("team-a.example.com")[0], "team-a.example.com.");
    assert_eq!(found("tae")[..1], ["team-a.example.com."], "fuzzily");
    assert_eq!(found("büch"), ["xn--bcher-kva.example.com."]);
    assert_eq!(found("0/25"), ["0/25.2.0.192.in-addr.arpa."]);
    assert_eq!(found("production"), ["profile dns-prod"], "by its label");
    assert_eq!(found("dns-prod")[0], "profile dns-prod", "by its name");
    assert_eq!(found("222222222222"), ["account 222222222222"]);
    assert_eq!(found("z0child")[0], "team-a.example.com.");
    assert_eq!(found("CHILD")[0], "team-a.example.com.");
    assert_eq!(found("no such thing"), Vec::<String>::new());
}

#[test]
fn several_words_must_all_match_the_name_or_whose_it_is() {
    assert_eq!(found("api team-a"), ["api.team-a.example.com."]);
    assert_eq!(found("example dns")[0], "example.com.");
    assert!(!found("example production").contains(&"team-a.example.com.".to_owned()));
}

#[test]
fn a_pasted_name_finds_the_deepest_zone_that_holds_it() {
    for (text, zone) in [
        ("https://app.team-a.example.com/x?y", "team-a.example.com."),
        ("app.team-a.example.com.", "team-a.example.com."),
        ("ada@mail.example.com", "example.com."),
        ("arn:aws:route53:::hostedzone/Z0DEEP", "api.team-a.example.com."),
        ("/hostedzone/Z0DEEP", "api.team-a.example.com."),
        ("192.0.2.7", "2.0.192.in-addr.arpa."),
        ("7.0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa."),
        ("www.bücher.example.com", "xn--bcher-kva.example.com."),
        ("arn:aws:iam::222222222222:role/x", "account 222222222222"),
    ] {
        assert_eq!(found(text).first().map(String::as_str), Some(zone), "{text}");
    }
    let all = found("www.api.team-a.example.com");
    assert_eq!(all[..3], ["api.team-a.example.com.", "team-a.example.com.", "example.com."]);
}

#[test]
fn a_table_that_is_numbered_anew_is_looked_at_anew() {
    let (mut zones, accounts) = (table(), accounts());
    let mut find = find("team-a", &zones, &accounts);
    assert!(!find.follow(&zones, &accounts));
    zones.remove_owner(0);
    assert!(find.follow(&zones, &accounts));
    find.advance(&zones, &accounts);
    let names = |item| match item {
        Item::Zone(at) => zones.at(at).map(|row| row.zone.name.to_string()),
        _ => None,
    };
    let names: Vec<String> = find.best().iter().filter_map(|hit| names(hit.item)).collect();
    assert!(names.contains(&"team-a.example.com.".to_owned()), "{names:?}");
    assert!(!names.contains(&"steam-a.example.com.".to_owned()), "{names:?}");
}

#[test]
fn what_was_moved_to_stays_selected_while_the_table_changes() {
    let (mut zones, accounts) = (table(), accounts());
    let mut find = find("team-a", &zones, &accounts);
    let selected = |find: &Find, zones: &Zones| match find.selected() {
        Some(Item::Zone(at)) => zones.at(at).unwrap().zone.name.to_string(),
        other => panic!("{other:?}"),
    };
    find.move_in(&zones, |cursor, len| cursor.select(2, len));
    assert_eq!(selected(&find, &zones), "team-ab.example.com.");
    zones.remove_owner(0);
    zones.add(0, vec![zone("Z0NEW", "team-a.example.net")]);
    find.follow(&zones, &accounts);
    assert!(!find.is_held(&zones), "it is not found again yet");
    find.advance(&zones, &accounts);
    assert!(find.is_held(&zones));
    assert_eq!(selected(&find, &zones), "team-ab.example.com.");
}

#[test]
fn of_very_many_the_best_are_listed_and_all_are_counted() {
    let mut zones = Zones::default();
    let many = 2 * SLICE + 1234;
    zones.add(
        0,
        (0..many).map(|at| zone(&format!("Z{at}"), &format!("z{at}.example.com"))).collect(),
    );
    zones.add(1, vec![zone("ZLAST", "example.com")]);
    let accounts = accounts();
    let mut find = Find::with("example.com");
    find.follow(&zones, &accounts);
    find.advance(&zones, &accounts);
    assert!(!find.is_done(&zones), "a slice is not all");
    find.advance(&zones, &accounts);
    find.advance(&zones, &accounts);
    assert!(find.is_done(&zones));
    assert_eq!((find.found(), find.best().len()), (many + 1, MOST));
    assert_eq!(find.selected(), Some(Item::Zone(u32::try_from(many).unwrap())), "the exact one");
}

proptest! {
    #[test]
    fn however_it_is_typed_and_streamed_the_same_is_found(
        names in prop::collection::vec("[ab]{1,3}(\\.[ab]{1,2}){0,2}", 1..60),
        typed in "[ab. ]{1,6}", page in 1usize..20,
    ) {
        let accounts = accounts();
        let all: Vec<HostedZone> =
            names.iter().enumerate().map(|(at, name)| zone(&format!("Z{at}"), name)).collect();
        let mut zones = Zones::default();
        let mut streamed = Find::default();
        let mut pages = all.chunks(page);
        for char in typed.chars() {
            streamed.field.paste(&char.to_string());
            streamed.follow(&zones, &accounts);
            if let Some(page) = pages.next() {
                zones.add(0, page.to_vec());
                streamed.advance(&zones, &accounts);
            }
        }
        for page in pages {
            zones.add(0, page.to_vec());
        }
        streamed.follow(&zones, &accounts);
        while !streamed.is_done(&zones) {
            streamed.advance(&zones, &accounts);
        }
        let at_once = find(&typed, &zones, &accounts);
        prop_assert_eq!(streamed.best(), at_once.best());
        prop_assert_eq!(streamed.found(), at_once.found());
    }
}
