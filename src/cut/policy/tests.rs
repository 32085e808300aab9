//! Tests of policies: their shape, and that they say no more than they must. What they allow is
//! tested against the calls that are really made.

use super::*;
use crate::cut::Facts;
use crate::cut::fixture::team_a;
use crate::zone::{Asked, ChangeBatch};

const CHANGE: &str = "ChangeResourceRecordSets";

fn name(text: &str) -> Name {
    Name::from_user(text).unwrap()
}

fn parent(deeds: &[Deed]) -> Value {
    let zone = ZoneId::new("Z0PARENT");
    Policy::of_parent(Partition::Aws, &zone, &name("team-a.example.com"), deeds).document()
}

fn sids(document: &Value) -> Vec<&str> {
    let statements = document["Statement"].as_array().unwrap().iter();
    statements.map(|statement| statement["Sid"].as_str().unwrap()).collect()
}

#[test]
fn the_write_is_of_one_name_with_the_types_and_actions_of_the_deed() {
    let always = ["ReadParent", "AskForInsync", "ListParentAccount"];
    for (deeds, wanted, types, actions) in [
        (&[Deed::Delegate][..], &["Delegate"][..], &["NS"][..], &["CREATE", "DELETE"][..]),
        (&[Deed::Sign], &["Sign"], &["DS"], &["CREATE", "DELETE"]),
        (&[Deed::Remove], &["Remove"], &["NS", "DS"], &["DELETE"]),
        (&[Deed::Undo], &["Undo"], &["NS", "DS"], &["CREATE", "DELETE"]),
        (&[Deed::Undo, Deed::Delegate], &["Undo"], &["NS", "DS"], &["CREATE", "DELETE"]),
        (&[Deed::Remove, Deed::Delegate], &["Delegate", "Remove"], &["NS"], &["CREATE", "DELETE"]),
    ] {
        let document = parent(deeds);
        assert_eq!(sids(&document), [wanted, &always].concat(), "{deeds:?}");
        let write = &document["Statement"][0];
        assert_eq!(write["Action"], "route53:ChangeResourceRecordSets");
        assert_eq!(write["Resource"], "arn:aws:route53:::hostedzone/Z0PARENT");
        let all = &write["Condition"]["ForAllValues:StringEquals"];
        let key = |key: &str| &all[format!("route53:ChangeResourceRecordSets{key}")];
        assert_eq!(*key("NormalizedRecordNames"), json!(["team-a.example.com"]));
        assert_eq!(*key("RecordTypes"), json!(types), "{deeds:?}");
        assert_eq!(*key("Actions"), json!(actions), "{deeds:?}");
        // Each key that is compared must be there: a set that is missing would match.
        let there = write["Condition"]["Null"].as_object().unwrap();
        assert!(all.as_object().unwrap().keys().eq(there.keys()));
        assert!(there.values().all(|value| value == "false"));
    }
}

#[test]
fn names_are_in_the_form_that_the_condition_key_has() {
    for (text, normal) in [
        ("Team-A.Example.COM.", "team-a.example.com"),
        ("0/25.2.0.192.in-addr.arpa", "0\\05725.2.0.192.in-addr.arpa"),
        ("Bücher.example.com", "xn--bcher-kva.example.com"),
        ("a*b.example.com", "a\\052b.example.com"),
    ] {
        let zone = ZoneId::new("Z1");
        let policy = Policy::of_parent(Partition::Aws, &zone, &name(text), &[Deed::Delegate]);
        let condition = &policy.document()["Statement"][0]["Condition"];
        let names = "route53:ChangeResourceRecordSetsNormalizedRecordNames";
        assert_eq!(condition["ForAllValues:StringEquals"][names], json!([normal]));
    }
}

#[test]
fn each_partition_has_arns_of_its_own() {
    for partition in [Partition::Aws, Partition::China, Partition::GovCloud] {
        let zone = ZoneId::new("Z1");
        let cut = name("team-a.example.com");
        let all = [
            Policy::of_parent(partition, &zone, &cut, &[Deed::Undo]),
            Policy::of_child(partition, &zone),
            Policy::of_new_child(partition),
        ];
        let arns: Vec<&str> = all
            .iter()
            .flat_map(Policy::statements)
            .map(|statement| statement.resource.as_str())
            .filter(|resource| *resource != "*")
            .collect();
        assert!(arns.len() > 4);
        let begin = format!("arn:{}:route53:::", partition.as_str());
        assert!(arns.iter().all(|arn| arn.starts_with(&begin)), "{arns:?}");
    }
}

fn denied(action: &'static str, message: &str, batch: Option<&ChangeBatch>) -> Denial {
    let zone = ZoneId::new("ZPARENT");
    let about_zone = matches!(action, "GetHostedZone" | CHANGE);
    let zone = about_zone.then_some(&zone);
    Denial::new(
        message,
        Asked { action, zone, caller: None, partition: Partition::GovCloud, batch },
    )
}

#[test]
fn what_was_denied_is_allowed_by_one_statement_that_allows_nothing_else() {
    let facts: Facts = team_a();
    let plan = facts.plan_to(crate::cut::Goal::Delegate);
    let batch = plan.batch().unwrap();
    let allowed = Policy::allowing(&denied(CHANGE, "", Some(batch))).unwrap();
    let [statement] = allowed.statements() else { panic!("{allowed:?}") };
    assert_eq!(statement.resource, "arn:aws-us-gov:route53:::hostedzone/ZPARENT");
    let wanted = Condition::Changes {
        names: vec![name("team-a.example.com")],
        types: vec![RecordType::Ns],
        actions: each_once(batch.changes.iter().map(|change| change.action)),
    };
    assert_eq!(statement.condition, Some(wanted));

    let resource = |action: &'static str, message: &str| {
        Policy::allowing(&denied(action, message, None))
            .map(|policy| policy.statements()[0].resource.clone())
    };
    assert_eq!(resource(CHANGE, ""), None, "without names it would allow every change");
    assert_eq!(resource("ListHostedZones", "").as_deref(), Some("*"));
    let change = "User: arn:aws-us-gov:iam::1:user/me is not authorized to perform: \
                  route53:GetChange on resource: arn:aws-us-gov:route53:::change/C1 because no \
                  identity-based policy allows the route53:GetChange action";
    let all = "arn:aws-us-gov:route53:::change/*";
    assert_eq!(resource("GetChange", change).as_deref(), Some(all));
    let role = "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on \
                resource: arn:aws:iam::2:role/dns";
    assert_eq!(resource("sts:AssumeRole", role).as_deref(), Some("arn:aws:iam::2:role/dns"));
    assert_eq!(resource("sts:AssumeRole", ""), None);
    for why in [
        "with an explicit deny in a service control policy",
        "because no permissions boundary allows the route53:GetHostedZone action",
    ] {
        let message = format!(
            "User: arn:aws:iam::1:user/me is not authorized to perform: route53:GetHostedZone on \
             resource: arn:aws:route53:::hostedzone/ZPARENT {why}"
        );
        assert_eq!(resource("GetHostedZone", &message), None, "{why}");
    }
}

#[test]
fn one_line_says_the_same() {
    let policy = Policy::of_new_child(Partition::Aws);
    let line = policy.in_line();
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), policy.document());
}
