//! What each language says of a plan and of a zone.

use super::*;
use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, alias, name, set, team_a, weighted};
use crate::cut::{Goal, Plan};
use crate::zone::{AccountId, AssumedRole, CredentialChain, ProfileName, RecordSet, ZoneId};

fn text(plan: &Plan, form: Form) -> String {
    export_plan(plan, form).unwrap()
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "“{part}” is not in:\n{text}");
    }
}

#[test]
fn a_new_cut_in_every_language() {
    let plan = team_a().plan();
    for form in [Form::Cli, Form::Terraform, Form::Cdk, Form::Bind] {
        has(&text(&plan, form), &["111111111111", "222222222222", "ZPARENT", "team-a.example.com"]);
        has(&text(&plan, form), &SERVERS);
    }
    let cli = text(&plan, Form::Cli);
    has(&cli, &["--profile dns-prod --hosted-zone-id ZPARENT", r#""Action":"CREATE""#]);
    let terraform = text(&plan, Form::Terraform);
    assert!(!terraform.contains("import {"), "{terraform}");
    has(&terraform, &["alias               = \"parent\"", "alias               = \"child\""]);
    has(&terraform, &["allow_overwrite = false", "name            = \"team-a.example.com\""]);
    let bind = text(&plan, Form::Bind);
    has(&bind, &["$ORIGIN example.com.", "team-a.example.com. 300 IN NS ns-1.awsdns-01.org."]);
    has(&text(&plan, Form::Cdk), &["account: '111111111111', region: 'us-east-1'", "ttl: '300'"]);
}

#[test]
fn a_child_that_is_known_from_a_request_alone_is_not_looked_up() {
    let plan = team_a().on_request(&[]).plan();
    let terraform = text(&plan, Form::Terraform);
    has(&terraform, &["resource \"aws_route53_record\" \"delegation\"", SERVERS[0]]);
    assert!(!terraform.contains("aws_route53_zone.child"), "{terraform}");
}

#[test]
fn what_stands_is_imported_and_what_goes_is_told() {
    let facts = team_a().delegated(900, &OTHER_SERVERS).vouched(300, &[DS]).child_signed(&[DS]);
    let plan = facts.plan();
    let terraform = text(&plan, Form::Terraform);
    has(&terraform, &["\"ZPARENT_team-a.example.com_NS\"", "_DS\"", "\"ds\""]);
    has(&text(&plan, Form::Cdk), &["can't take over one that stands"]);
    let bind = text(&plan, Form::Bind);
    has(&bind, &["; goes: team-a.example.com. 900 IN NS ns-7.awsdns-07.com."]);
    assert!(!bind.lines().any(|line| line.contains("awsdns-07") && !line.starts_with(';')));

    let standing = team_a().delegated(300, &SERVERS).plan();
    assert_eq!(export_plan(&standing, Form::Cli), None, "there is nothing to send");
    has(&text(&standing, Form::Terraform), &["import {", "stands there already"]);

    let removal = team_a().delegated(300, &SERVERS).plan_to(Goal::Remove);
    let terraform = text(&removal, Form::Terraform);
    has(&terraform, &["team-a.example.com. NS is to go"]);
    assert!(!terraform.contains("resource"), "{terraform}");
    has(&text(&removal, Form::Cli), &[r#""Action":"DELETE""#]);
}

#[test]
fn a_stopped_plan_is_json_alone() {
    let plan = team_a().with(set("team-a.example.com", "CNAME", 300, &["x.example."])).plan();
    for form in [Form::Cli, Form::Terraform, Form::Cdk, Form::Bind] {
        assert_eq!(export_plan(&plan, form), None);
    }
    has(&text(&plan, Form::Json), &["\"verdict\": \"stopped\""]);
}

fn exported(sets: &[RecordSet], form: Form) -> String {
    let apex = name("example.com");
    let zone = WholeZone {
        name: &apex,
        id: &ZoneId::new("ZPARENT"),
        private: false,
        profile: &ProfileName::new("dns-prod"),
        via: &CredentialChain::of(&ProfileName::new("dns-prod"), "us-east-1"),
        account: Some(&AccountId::new("111111111111")),
        sets,
    };
    export_zone(&zone, form).unwrap()
}

fn odd() -> Vec<RecordSet> {
    vec![
        set("example.com", "NS", 172_800, &SERVERS),
        set("example.com", "SOA", 900, &["ns-1.awsdns-01.org. a.amazon.com. 1 2 3 4 5"]),
        alias("example.com", "A", "d1.cloudfront.net."),
        set("*.example.com", "TXT", 300, &["\"${a} \\033[2J\" \"b\""]),
        weighted(set("w.example.com", "A", 60, &["192.0.2.1"]), "blue"),
        weighted(set("w.example.com", "A", 60, &["192.0.2.2"]), "Blue"),
        set("odd.example.com", "A", 60, &["no address\n@ IN NS evil."]),
    ]
}

#[test]
fn a_zone_file_begins_with_soa_and_leaves_nothing_out_in_silence() {
    let text = exported(&odd(), Form::Bind);
    let records: Vec<&str> = text.lines().filter(|line| !line.starts_with([';', '$'])).collect();
    assert_eq!(records.len(), 1 + SERVERS.len() + 1, "{text}");
    assert!(records[0].starts_with("example.com. 900 IN SOA ns-1.awsdns-01.org."), "{text}");
    assert_eq!(records[5], "*.example.com. 300 IN TXT \"${a} \\027[2J\" \"b\"");
    has(&text, &["; 4 of them", "; alias, not expressed: example.com. A of d1.cloudfront.net."]);
    has(&text, &["; routing policy, not expressed: weighted 10 [blue]"]);
    has(&text, &["; w.example.com. 60 IN A 192.0.2.1", "; not expressed, no address:"]);
}

#[test]
fn terraform_of_a_zone_imports_each_set_once() {
    let text = exported(&odd(), Form::Terraform);
    assert_eq!(text.matches("\nimport {").count(), 5, "{text}");
    has(&text, &["\"ZPARENT_*.example.com_TXT\"", "\"ZPARENT_w.example.com_A_blue\""]);
    has(&text, &["aws_route53_record.a_w_example_com_blue\n", "a_w_example_com_blue_2\n"]);
    has(&text, &[r#"    "$${a} \\033[2J\" \"b","#, "weight = 10"]);
}

#[test]
fn commands_fill_another_zone_in_batches_that_it_takes() {
    let mut sets = odd();
    sets.truncate(3);
    let values: Vec<String> = (0..20).map(|n| format!("\"{}{n}\"", "x".repeat(200))).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    sets.extend((0..12).map(|n| set(&format!("t{n}.example.com"), "TXT", 300, &values)));
    if let crate::zone::Data::Alias(target) = &mut sets[2].data {
        target.zone_id = "ZPARENT".into();
    }
    let text = exported(&sets, Form::Cli);
    assert_eq!(text.matches("aws route53 change-resource-record-sets").count(), 3, "{text}");
    has(&text, &[r#"HostedZoneId":"'"$ZONE"'""#]);
    assert!(!text.contains("SOA\""), "{text}");
}

#[test]
fn languages_carry_no_control_character_of_a_zone() {
    let nasty = "\"\u{1b}]0;x\u{7}\u{202e}' */ \n `\"";
    let sets = [set("x.example.com", "TXT", 300, &[nasty])];
    for form in Form::OF_A_ZONE {
        let text = exported(&sets, form);
        let is_plain = |c: char| c == '\n' || (' '..='~').contains(&c);
        assert!(text.chars().all(is_plain), "{form:?}: {text:?}");
        assert!(text.lines().all(|line| !line.starts_with(" `")), "{form:?}: {text}");
    }
}

fn by_role(profile: Option<&str>, roles: &[&str]) -> CredentialChain {
    let role = |name: &&str| AssumedRole {
        arn: format!("arn:aws:iam::111111111111:role/{name}"),
        external_id: Some("it's:x".into()),
        session_name: None,
        duration: Some(900),
    };
    let roles = roles.iter().map(role).collect();
    let profile = profile.map(ProfileName::new);
    CredentialChain { profile, roles, region: "eu-west-1".into() }
}

fn reached(via: CredentialChain) -> Plan {
    let mut facts = team_a();
    facts.parent.via = via;
    facts.plan()
}

/// No tool but ours knows the profile `dns-prod` where it is reached by role.
#[test]
fn what_is_reached_by_role_is_reached_by_role_in_every_language() {
    let plan = reached(by_role(Some("root"), &["Editor"]));
    let arn = "arn:aws:iam::111111111111:role/Editor";
    for form in [Form::Cli, Form::Terraform, Form::Cdk, Form::Bind] {
        has(&text(&plan, form), &[&format!("by role {arn}, assumed by profile root")]);
    }
    let json = text(&plan, Form::Json);
    has(&json, &["\"source_profile\": \"root\"", arn]);
    assert_eq!(json.matches("by_role").count(), 1, "{json}");
    let cli = text(&plan, Form::Cli);
    assert!(!cli.contains("--profile dns-prod"), "{cli}");
    has(&cli, &["assume --profile root --role-arn arn", r"--external-id 'it'\''s:x'"]);
    has(&cli, &["--role-session-name zonecut", "--duration-seconds 900", "AWS_REGION=eu-west-1"]);
    let terraform = text(&plan, Form::Terraform);
    has(&terraform, &["  profile             = \"root\"", "    role_arn    = \"arn", "\"900s\""]);
    has(&terraform, &["  profile             = \"team-a\"", "version = \">= 5.0\""]);
    let cdk = text(&plan, Form::Cdk);
    has(&cdk, &["[profile dns-prod]", "source_profile = root", "external_id = it's:x"]);
}

#[test]
fn the_environment_is_named_to_no_tool() {
    let environment = ProfileName::new(ProfileName::ENVIRONMENT);
    let plan = reached(CredentialChain::of(&environment, "us-east-1"));
    assert!(!text(&plan, Form::Cli).contains("--profile"), "{}", text(&plan, Form::Cli));
    let terraform = text(&plan, Form::Terraform);
    assert_eq!(terraform.matches("  profile      ").count(), 1, "the child's alone:\n{terraform}");
    assert!(!text(&plan, Form::Cdk).contains("--profile"));

    let plan = reached(by_role(None, &["Editor"]));
    let cli = text(&plan, Form::Cli);
    has(&cli, &["  assume --role-arn arn:"]);
    assert!(!cli.contains("PROFILE"), "{cli}");
    has(&text(&plan, Form::Cdk), &["credential_source = Environment"]);
}

#[test]
fn roles_are_assumed_one_after_another() {
    let plan = reached(by_role(Some("root"), &["Hub", "Editor"]));
    let cli = text(&plan, Form::Cli);
    has(&cli, &["assume --profile root --role-arn arn:aws:iam::111111111111:role/Hub "]);
    has(&cli, &["  assume --role-arn arn:aws:iam::111111111111:role/Editor "]);
    let terraform = text(&plan, Form::Terraform);
    assert_eq!(terraform.matches("  assume_role {").count(), 2, "{terraform}");
    has(&terraform, &["version = \">= 5.67\""]);
    has(&text(&plan, Form::Cdk), &["[profile dns-prod-1]", "source_profile = dns-prod-1"]);
}
