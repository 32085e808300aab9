//! What a batch does to a zone, and the words in which it is refused.

use super::*;
use crate::emulator::record::Routing;

fn zone() -> Zone {
    Zone::new("Z1", Name::parse("example.com").unwrap())
}

fn change(action: ChangeAction, name: &str, kind: RecordType, values: &[&str]) -> Change {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    let key = RecordKey::simple(Name::parse(name).unwrap(), kind);
    Change { action, key, set: RecordSet::values(300, values) }
}

fn create(name: &str, kind: RecordType, values: &[&str]) -> Change {
    change(ChangeAction::Create, name, kind, values)
}

fn delete(name: &str, kind: RecordType, values: &[&str]) -> Change {
    change(ChangeAction::Delete, name, kind, values)
}

/// The only fault of a batch, which must leave the zone as it was.
fn fault(zone: &mut Zone, changes: &[Change]) -> String {
    let before = zone.records.clone();
    let faults = apply(zone, changes).unwrap_err();
    assert_eq!(zone.records, before, "a refused batch must do nothing");
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.concat()
}

#[test]
fn a_batch_is_done_whole_or_not_at_all() {
    let mut zone = zone();
    let good = create("a.example.com", RecordType::Ns, &["ns1.example.net."]);
    let bad = delete("b.example.com", RecordType::Ns, &["ns1.example.net."]);
    assert_eq!(
        fault(&mut zone, &[good.clone(), bad]),
        "Tried to delete resource record set [name='b.example.com.', type='NS'] but it was not \
         found"
    );
    apply(&mut zone, &[good]).unwrap();
    assert_eq!(zone.len(), 3);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let mut zone = zone();
    let outside = create("a.example.net", RecordType::A, &["192.0.2.1"]);
    let address = create("b.example.com", RecordType::A, &["192.0.2"]);
    let faults = apply(&mut zone, &[outside, address]).unwrap_err();
    assert_eq!(
        faults[0],
        "RRSet with DNS name a.example.net. is not permitted in zone example.com."
    );
    assert!(faults[1].contains("ARRDATAIllegalIPv4Address"), "{faults:?}");
}

#[test]
fn delete_and_create_swap_a_set_if_it_is_as_it_was_read() {
    let mut zone = zone();
    let two = ["ns1.example.net.", "ns2.example.net."];
    apply(&mut zone, &[create("a.example.com", RecordType::Ns, &two)]).unwrap();
    let new = create("a.example.com", RecordType::Ns, &["ns3.example.net."]);
    let stale = delete("a.example.com", RecordType::Ns, &["ns1.example.net."]);
    let faults = apply(&mut zone, &[stale, new.clone()]).unwrap_err();
    assert!(faults[0].ends_with("but the values provided do not match the current values"));
    assert_eq!(zone.values("a.example.com", RecordType::Ns).unwrap().1, two);
    let turned = delete("a.example.com", RecordType::Ns, &["ns2.example.net.", "ns1.example.net."]);
    apply(&mut zone, &[turned, new]).unwrap();
    let now = zone.values("a.example.com", RecordType::Ns).unwrap().1;
    assert_eq!(now, ["ns3.example.net."]);
}

#[test]
fn a_set_is_changed_once_in_a_batch_but_for_delete_then_create() {
    let mut zone = zone();
    let new = create("a.example.com", RecordType::A, &["192.0.2.1"]);
    let old = delete("a.example.com", RecordType::A, &["192.0.2.1"]);
    let said = "The request contains an invalid set of changes for a resource record set \
                'A a.example.com.'";
    assert_eq!(fault(&mut zone, &[new.clone(), old.clone()]), said);
    assert_eq!(fault(&mut zone, &[new.clone(), new.clone()]), said);
    apply(&mut zone, std::slice::from_ref(&new)).unwrap();
    apply(&mut zone, &[old, new]).unwrap();
}

#[test]
fn a_cname_stands_alone_and_never_at_the_apex() {
    let mut zone = zone();
    let cname = |name| create(name, RecordType::Cname, &["x.example.net."]);
    apply(&mut zone, &[cname("a.example.com")]).unwrap();
    assert_eq!(
        fault(&mut zone, &[create("a.example.com", RecordType::Ns, &["ns1.example.net."])]),
        "RRSet of type NS with DNS name a.example.com. is not permitted because a conflicting \
         RRSet of type CNAME with the same DNS name already exists in zone example.com."
    );
    apply(&mut zone, &[create("b.example.com", RecordType::A, &["192.0.2.1"])]).unwrap();
    assert_eq!(
        fault(&mut zone, &[cname("b.example.com")]),
        "RRSet of type CNAME with DNS name b.example.com. is not permitted as it conflicts with \
         other records with the same DNS name in zone example.com."
    );
    let faults = apply(&mut zone, &[cname("example.com")]).unwrap_err();
    assert_eq!(
        faults[0],
        "RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone \
         example.com."
    );
}

#[test]
fn the_apex_keeps_its_soa_and_ns_but_they_can_be_edited() {
    let mut zone = zone();
    for (kind, words) in [
        (RecordType::Ns, "A HostedZone must contain at least one NS record for the zone itself."),
        (RecordType::Soa, "A HostedZone must contain exactly one SOA record."),
    ] {
        let (ttl, values) = zone.values("example.com", kind).unwrap();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let mut gone = delete("example.com", kind, &values);
        gone.set = RecordSet::values(ttl, values.iter().map(ToString::to_string).collect());
        assert_eq!(fault(&mut zone, &[gone]), words);
    }
    let edit = change(ChangeAction::Upsert, "example.com", RecordType::Ns, &["ns1.example.net."]);
    apply(&mut zone, &[edit]).unwrap();
}

#[test]
fn ds_needs_ns_beside_it_and_ns_no_wildcard_no_address_no_alias() {
    let mut zone = zone();
    let ns = create("a.example.com", RecordType::Ns, &["ns1.example.net."]);
    let ds = create("a.example.com", RecordType::Ds, &["1 13 2 00ff"]);
    assert!(fault(&mut zone, std::slice::from_ref(&ds)).contains("no RRSet of type NS"));
    apply(&mut zone, &[ds, ns]).unwrap();
    let gone = delete("a.example.com", RecordType::Ns, &["ns1.example.net."]);
    assert!(fault(&mut zone, &[gone]).contains("no RRSet of type NS"));
    let wild = create("*.example.com", RecordType::Ns, &["ns1.example.net."]);
    assert!(fault(&mut zone, &[wild]).contains("not permitted at a wildcard"));
    let number = create("b.example.com", RecordType::Ns, &["192.0.2.53"]);
    assert!(fault(&mut zone, &[number]).contains("NSRRDATAIllegalHostName"));
    let mut alias = create("b.example.com", RecordType::Ns, &[]);
    alias.set.data = RecordData::Alias {
        zone: "Z1".to_owned(),
        name: Name::parse("a.example.com").unwrap(),
        evaluate_health: false,
    };
    assert!(fault(&mut zone, &[alias]).contains("not permitted to be an alias"));
}

#[test]
fn sets_of_one_name_and_type_have_one_policy() {
    let mut zone = zone();
    let routed = |id: &str, routing| {
        let mut change = create("a.example.com", RecordType::A, &["192.0.2.1"]);
        change.key.set_identifier = Some(id.to_owned());
        change.set.routing = Some(routing);
        change
    };
    let weights = [routed("one", Routing::Weight(1)), routed("two", Routing::Weight(1))];
    apply(&mut zone, &weights).unwrap();
    let said = "cannot be created as other RRSets exist with the same name and type.";
    let region = || Routing::Region("eu-west-1".to_owned());
    assert!(fault(&mut zone, &[routed("three", region())]).ends_with(said));
    let simple = create("a.example.com", RecordType::A, &["192.0.2.1"]);
    assert!(fault(&mut zone, &[simple]).contains("SetIdentifier null cannot be created"));
    let mut regions = [routed("one", region()), routed("two", region())];
    for change in &mut regions {
        change.key.name = Name::parse("b.example.com").unwrap();
    }
    assert!(fault(&mut zone, &regions).ends_with(said), "one region is there once");
}

#[test]
fn a_zone_has_a_quota_that_does_not_stop_a_delete() {
    let mut zone = zone();
    zone.quota = 3;
    let one = create("a.example.com", RecordType::A, &["192.0.2.1"]);
    let two = create("b.example.com", RecordType::A, &["192.0.2.1"]);
    apply(&mut zone, &[one]).unwrap();
    assert!(fault(&mut zone, &[two]).contains("exceeds the limit of 3"));
    zone.quota = 1;
    apply(&mut zone, &[delete("a.example.com", RecordType::A, &["192.0.2.1"])]).unwrap();
}

#[test]
fn a_protected_name_and_type_is_changed_by_nobody() {
    let mut zone = zone();
    let old = create("a.example.com", RecordType::Ns, &["ns1.example.net."]);
    apply(&mut zone, std::slice::from_ref(&old)).unwrap();
    zone.protect("A.example.com.", RecordType::Ns, "ask Ann").unwrap();
    zone.protect("new.example.com", RecordType::Ns, "").unwrap();
    let words = "Tried to change resource record set [name='a.example.com.', type='NS'] but it is \
                 protected from changes: ask Ann";
    let servers = ["ns1.example.net."];
    for action in [ChangeAction::Upsert, ChangeAction::Delete, ChangeAction::Create] {
        let change = change(action, "a.example.com", RecordType::Ns, &servers);
        assert_eq!(fault(&mut zone, &[change]), words);
    }
    // A name that is not there yet is kept free; one fault undoes the rest of the batch.
    let free = create("free.example.com", RecordType::Ns, &servers);
    let kept = create("new.example.com", RecordType::Ns, &servers);
    let text = fault(&mut zone, &[free, kept]);
    assert!(text.ends_with("type='NS'] but it is protected from changes"), "{text}");
    // Other types of the name are not meant.
    apply(&mut zone, &[create("a.example.com", RecordType::Txt, &["\"x\""])]).unwrap();
}
