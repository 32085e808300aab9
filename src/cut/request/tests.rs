//! What is written reads back; what is not as it must be is refused, with its place.

use proptest::prelude::*;

use super::*;
use crate::cut::fixture::{DS, OTHER_DS, SERVERS, name, names, signing, team_a, unsigned};

const TEXT: &str = r#"{
  "zonecut_request": 1,
  "child": {
    "name": "team-a.example.com.",
    "zone_id": "Z0CHILD",
    "account": "222222222222"
  },
  "name_servers": [
    "ns-1.awsdns-01.org.",
    "ns-2.awsdns-02.co.uk."
  ],
  "ds": [
    "60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A"
  ]
}
"#;

fn request() -> DelegationRequest {
    let mut servers = names(&["ns-1.awsdns-01.org", "ns-2.awsdns-02.co.uk"]);
    servers.sort();
    DelegationRequest {
        name: name("team-a.example.com"),
        by: Requester { account: AccountId::new("222222222222"), zone: ZoneId::new("Z0CHILD") },
        servers,
        ds: vec![DS.to_owned()],
    }
}

/// The error of the text with one thing in it replaced.
fn with(old: &str, new: &str) -> RequestError {
    assert!(TEXT.contains(old), "{old}");
    read_request(TEXT.replacen(old, new, 1).as_bytes()).unwrap_err()
}

#[track_caller]
fn wrong_at(error: &RequestError, at: usize, words: &str) {
    match error {
        RequestError::Wrong { line, what, .. } => {
            assert_eq!(*line, at, "{error}");
            assert!(what.contains(words), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_shape_is_kept() {
    assert_eq!(read_request(TEXT.as_bytes()), Ok(request()));
    let read = read_request(print_request(&request()).as_bytes()).unwrap();
    assert_eq!(print_request(&read), print_request(&request()));
    let unsigned = DelegationRequest { ds: Vec::new(), ..request() };
    let text = print_request(&unsigned);
    assert!(!text.contains("ds\""), "{text}");
    assert_eq!(read_request(text.as_bytes()), Ok(unsigned));
}

#[test]
fn case_order_and_final_dots_do_not_count() {
    let text = TEXT
        .replace("\"ns-1.awsdns-01.org.\",\n    \"ns-2", "\"NS-2")
        .replace(".co.uk.\"\n", ".co.uk\",\n \"ns-1.awsdns-01.org\"\n")
        .replace("team-a.example.com.", "Team-A.Example.Com");
    assert_eq!(read_request(text.as_bytes()), Ok(request()));
}

#[test]
fn what_is_no_request_is_told_as_such() {
    for text in ["{}", "[]", "1", "\"x\"", r#"{"child": {}}"#] {
        assert_eq!(read_request(text.as_bytes()), Err(RequestError::NotARequest), "{text}");
    }
    for version in ["2", "0", "-1", "\"1\"", "1.5", "null"] {
        let error = with("\"zonecut_request\": 1", &format!("\"zonecut_request\": {version}"));
        assert_eq!(error, RequestError::Version(version.to_owned()));
    }
    let long = format!("{TEXT}{}", " ".repeat(LONGEST_REQUEST));
    assert_eq!(read_request(long.as_bytes()), Err(RequestError::TooLong));
    for bytes in [&b""[..], b"{", b"\xff\xfe", b"\xef\xbb\xbf{}", b"zone"] {
        let error = read_request(bytes).unwrap_err();
        assert!(matches!(error, RequestError::Wrong { .. }), "{error:?}");
    }
    wrong_at(&with("  ]\n}\n", "  ]\n}\n{}"), 16, "trailing");
}

#[test]
fn every_field_that_is_wrong_is_named_with_its_line() {
    for (old, new, line, words) in [
        ("\"team-a.example.com.\"", "\".\"", 4, "child.name: “.” is the root"),
        ("\"team-a.example.com.\"", "\"\"", 4, "child.name: a name is missing"),
        ("\"team-a.example.com.\"", "\"*.example.com\"", 4, "is a wildcard"),
        ("\"team-a.example.com.\"", "\"a..b\"", 4, "has an empty label"),
        ("\"team-a.example.com.\"", "\"a b.com\"", 4, "holds a space"),
        ("\"team-a.example.com.\"", "\"a\\u001bb.com\"", 4, "control character"),
        ("\"team-a.example.com.\"", "\"a\\\\007b.com\"", 4, "control character"),
        ("\"team-a.example.com.\"", "\"b\u{fc}cher.com\"", 4, "beyond ASCII"),
        ("\"team-a.example.com.\"", "7", 4, "expected a string"),
        ("Z0CHILD", "0CHILD", 5, "child.zone_id: “0CHILD” is not a zone's id"),
        ("Z0CHILD", "/hostedzone/Z0CHILD", 5, "child.zone_id"),
        ("Z0CHILD", "Z", 5, "child.zone_id"),
        ("Z0CHILD", "Z0CHILD0123456789012345678901234567890", 5, "child.zone_id"),
        ("222222222222", "22222222222", 6, "child.account"),
        ("222222222222", "22222222222x", 6, "child.account"),
        ("\"222222222222\"", "222222222222", 6, "expected a string"),
        ("ns-1.awsdns-01.org.", "192.0.2.1", 9, "“192.0.2.1” is an address"),
        ("ns-1.awsdns-01.org.", "192.0.2.1.", 9, "is an address"),
        ("ns-1.awsdns-01.org.", "2001:db8::1", 9, "is an address"),
        ("ns-1.awsdns-01.org.", "1.2.3.4.5", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "localhost", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "*.awsdns-01.org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "ns-1..org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "-1.awsdns-01.org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "ns_1.awsdns-01.org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "ns-1\\t.org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "ns-1\u{202e}.org", 9, "is not the name of a server"),
        ("ns-1.awsdns-01.org.", "NS-2.awsdns-02.co.uk", 11, "stands there twice"),
        ("ns-1.awsdns-01.org.", "ns-512.awsdns-00.net", 9, "serves private zones alone"),
        ("60485 13", "60485", 13, "ds: "),
        ("60485 13", "60485\\u000013", 13, "is not a DS record"),
        ("60485 13", "60485\\t13", 13, "is not a DS record"),
    ] {
        let text = TEXT.replacen(old, new, 1);
        assert_ne!(text, TEXT, "{old}");
        wrong_at(&read_request(text.as_bytes()).unwrap_err(), line, words);
    }
}

#[test]
fn too_few_too_many_unknown_and_double_fields_are_refused() {
    let servers = |count: usize| {
        let all: Vec<String> = (0..count).map(|n| format!("\"ns-{n}.example.net\"")).collect();
        TEXT.replace(
            "\n    \"ns-1.awsdns-01.org.\",\n    \"ns-2.awsdns-02.co.uk.\"\n",
            &all.join(","),
        )
    };
    assert!(read_request(servers(13).as_bytes()).is_ok());
    for count in [0, 14] {
        let error = read_request(servers(count).as_bytes()).unwrap_err();
        wrong_at(&error, 8, &format!("there are {count}, not 1 to 13"));
    }
    let many = vec![format!("\"{DS}\""); 9].join(",");
    wrong_at(&with(&format!("\"{DS}\""), &many), 15, "there are 9, not 8 at most");
    wrong_at(&with("\"ds\"", "\"dz\""), 12, "unknown field `dz`");
    wrong_at(&with("\"account\"", "\"acount\""), 6, "unknown field `acount`");
    wrong_at(&with("    \"zone_id\": \"Z0CHILD\",\n", ""), 6, "missing field `zone_id`");
    wrong_at(&with("\"zone_id\"", "\"name\""), 5, "duplicate field `name`");
    wrong_at(&with("\"ds\": [", "\"name_servers\": ["), 12, "duplicate field `name_servers`");
    wrong_at(&with("\"ds\": [", "\"ds\": null, \"x\": ["), 12, "invalid type: null");
    let list = r#"{"zonecut_request": 1, "child": ["a.example", "Z1", "222222222222"]}"#;
    wrong_at(&read_request(list.as_bytes()).unwrap_err(), 1, "child: it is an object");
}

#[test]
fn a_zone_is_requested_with_the_keys_it_has() {
    let facts = team_a().served_by(&["ns-2.awsdns-02.co.uk", "ns-1.awsdns-01.org"]);
    let side = facts.child.unwrap();
    let account = &side.identity.account;
    let of = |signing: Option<&Signing>| request_of(account, &side.detail, signing).unwrap();
    let signed = signing(SigningStatus::Signing, &[DS]);
    let made = DelegationRequest {
        by: Requester { zone: ZoneId::new("ZCHILD"), ..request().by },
        ..request()
    };
    assert_eq!(of(Some(&signed)), made);
    for signing in [None, Some(unsigned()), Some(signing(SigningStatus::Deleting, &[DS]))] {
        assert_eq!(of(signing.as_ref()).ds, [] as [String; 0]);
    }
    let mut idle = signing(SigningStatus::Signing, &[DS, OTHER_DS]);
    idle.keys[0].active = false;
    assert_eq!(of(Some(&idle)).ds, [OTHER_DS]);
}

#[test]
fn a_zone_that_nobody_can_delegate_to_is_not_requested() {
    let made = |edit: fn(&mut ZoneDetail)| {
        let side = team_a().child.unwrap();
        let mut detail = side.detail;
        edit(&mut detail);
        request_of(&side.identity.account, &detail, None).map_err(|error| error.to_string())
    };
    assert!(made(|_| {}).is_ok());
    assert!(made(|detail| detail.zone.private = true).unwrap_err().contains("private zone"));
    assert!(made(|detail| detail.delegation_set.clear()).unwrap_err().contains("there are 0"));
    let private = made(|detail| detail.delegation_set = names(&["ns-0.awsdns-00.com"]));
    assert!(private.unwrap_err().contains("serves private zones alone"));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        labels in prop::collection::vec("[a-z0-9_/-]{1,12}", 1..5),
        hosts in prop::collection::btree_set("[a-z][a-z0-9]{0,9}\\.[a-z]{2,8}\\.(com|net)", 1..=13),
        zone in "Z[A-Z0-9]{1,31}",
        account in "[0-9]{12}",
        digests in prop::collection::vec("([0-9A-F]{2}){1,32}", 0..=8),
    ) {
        let mut servers: Vec<Name> = hosts.iter().map(|host| name(host)).collect();
        servers.sort();
        let request = DelegationRequest {
            name: name(&labels.join(".")),
            by: Requester { account: AccountId::new(&account), zone: ZoneId::new(&zone) },
            servers,
            ds: digests.iter().map(|digest| format!("1 13 2 {digest}")).collect(),
        };
        let text = print_request(&request);
        prop_assert!(text.is_ascii());
        prop_assert_eq!(read_request(text.as_bytes()), Ok(request));
    }

    #[test]
    fn anything_else_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read_request(&bytes).is_err());
    }

    #[test]
    fn one_changed_byte_is_read_or_refused(at in 0..TEXT.len(), byte in any::<u8>()) {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(read) = read_request(&bytes) {
            prop_assert_eq!(read_request(print_request(&read).as_bytes()), Ok(read));
        }
    }
}

#[test]
fn the_fixture_is_a_request_that_can_be_made() {
    let requested = team_a().on_request(&[DS]).requested.unwrap();
    assert_eq!(requested.servers.len(), SERVERS.len());
    assert_eq!(read_request(print_request(&requested).as_bytes()), Ok(requested));
}
