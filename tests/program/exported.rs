//! What is exported, read by the tools that it is for: the AWS CLI, a parser of Terraform's
//! language and Terraform itself, the AWS CDK, a reader of zone files.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use zonecut::emulator::{World, demo};

use crate::machine::{Listening, Machine};
use crate::python::{Python, run, text};

const LIMIT: Duration = Duration::from_mins(2);
const ZONE: &str = "dns-prod/Z0EXAMPLECOM";

/// Arguments of `aws_route53_record`, by the documentation of the AWS provider.
const ARGUMENTS: [&str; 16] = [
    "provider",
    "zone_id",
    "name",
    "type",
    "ttl",
    "records",
    "alias",
    "allow_overwrite",
    "set_identifier",
    "health_check_id",
    "weighted_routing_policy",
    "latency_routing_policy",
    "failover_routing_policy",
    "geolocation_routing_policy",
    "multivalue_answer_routing_policy",
    "lifecycle",
];

fn sandbox(edit: impl FnOnce(&mut World)) -> (Listening, Machine) {
    let mut world = demo::world().unwrap();
    edit(&mut world);
    let listening = Listening::start(world);
    let machine = Machine::with(demo::AWS_CONFIG, &listening.url());
    (listening, machine)
}

fn printed(machine: &Machine, arguments: &[&str]) -> String {
    let ran = machine.zonecut(arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
    ran.out
}

/// The record sets of a zone in the API's own shape, but for SOA and NS at the apex.
fn sets(machine: &Machine, zone: &str, apex: &str) -> Vec<Value> {
    let export = ["export", "--profile", "dns-prod", "--zone", zone, "--as", "json"];
    let export: Value = serde_json::from_str(&printed(machine, &export)).unwrap();
    let mut sets = export["ResourceRecordSets"].as_array().unwrap().clone();
    sets.retain(|set| set["Name"] != apex || (set["Type"] != "SOA" && set["Type"] != "NS"));
    sets
}

pub(crate) fn parsed(python: &Python, arguments: &[&str]) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/exports.py");
    let mut command = Command::new(python.program("python"));
    let output = run(command.arg(script).args(arguments), LIMIT);
    assert!(output.status.success(), "{}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A program of this machine, by its path.
fn installed(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Says on standard error itself, which the harness does not keep back, what was not tested.
fn not_run(what: &str) {
    let _ = std::io::stderr().write_all(format!("\n*** NOT RUN: {what}\n\n").as_bytes());
}

#[test]
fn the_aws_cli_makes_the_same_zone_again() {
    let mut copy = String::new();
    let (_listening, machine) =
        sandbox(|world| copy = world.add_zone("111111111111", "example.com").unwrap());
    let export = ["export", "--profile", "dns-prod", "--zone", ZONE, "--as", "cli"];
    let script = printed(&machine, &export);
    let line = format!("set -e\nexport AWS_PROFILE=dns-prod ZONE={copy}\n{script}");
    let done = machine.shell(&Python::get(), &line);
    assert!(done.status.success(), "{}", text(&done));
    let wanted = sets(&machine, ZONE, "example.com.");
    assert!(wanted.len() > 40, "{wanted:#?}");
    assert_eq!(sets(&machine, &format!("dns-prod/{copy}"), "example.com."), wanted);
}

#[test]
fn a_zone_file_says_what_the_name_servers_answer() {
    let (listening, machine) = sandbox(|_| ());
    let servers = listening.name_servers();
    let server = servers.address("ns-101.awsdns-12.com").unwrap().to_string();
    let text = printed(&machine, &["export", "--profile", "dns-prod", "--zone", ZONE]);
    let file = machine.file("example.com.zone", &text);
    let arguments = ["zone", file.to_str().unwrap(), "example.com", &server];
    let held = parsed(&Python::get(), &arguments);
    assert_eq!(held["differences"], json!([]));
    assert!(held["held"].as_u64() > Some(30), "{held}");
    // The two aliases and the ten sets with a routing policy are comments.
    assert_eq!(text.matches("\n; alias, not expressed: ").count(), 2);
    assert_eq!(text.matches("\n; routing policy, not expressed: ").count(), 10);
}

/// All resources of a configuration with their labels.
fn resources(configuration: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for block in configuration["resource"].as_array().unwrap() {
        for (label, arguments) in block["aws_route53_record"].as_object().unwrap() {
            for argument in arguments.as_object().unwrap().keys() {
                assert!(ARGUMENTS.contains(&argument.as_str()), "{argument}");
            }
            all.push((label.clone(), arguments.clone()));
        }
    }
    all
}

#[test]
fn terraform_is_read_as_what_stands_there() {
    let python = Python::get();
    let (_listening, machine) = sandbox(|_| ());
    let export = ["export", "--profile", "dns-prod", "--zone", ZONE, "--as", "terraform"];
    let file = machine.file("zone/main.tf", printed(&machine, &export));
    let zone = parsed(&python, &["hcl", file.to_str().unwrap()]);
    let wanted = sets(&machine, ZONE, "example.com.");
    let found = resources(&zone);
    assert_eq!(
        (found.len(), zone["import"].as_array().unwrap().len()),
        (wanted.len(), wanted.len())
    );
    let labels: BTreeSet<&String> = found.iter().map(|(label, _)| label).collect();
    assert_eq!(labels.len(), found.len(), "a label stands twice");
    for (set, (_, resource)) in wanted.iter().zip(&found) {
        let name = set["Name"].as_str().unwrap().trim_end_matches('.');
        assert_eq!(resource["name"], name.replace("\\052", "*"));
        assert_eq!(resource["type"], set["Type"]);
        assert_eq!(resource["ttl"], set["TTL"], "{name}");
        let values = |set: &Value| -> Option<Vec<String>> {
            let records = set["ResourceRecords"].as_array()?.iter();
            Some(records.map(|record| record["Value"].as_str().unwrap().to_owned()).collect())
        };
        // The provider puts the outer quotation marks of a text itself.
        let is_text = set["Type"] == "TXT";
        let put = |value: &Value| {
            let value = value.as_str().unwrap();
            if is_text { format!("\"{value}\"") } else { value.to_owned() }
        };
        let read = resource["records"].as_array().map(|all| all.iter().map(put).collect());
        assert_eq!(read, values(set), "{name}");
        assert_eq!(resource["set_identifier"], set["SetIdentifier"], "{name}");
    }

    let plan = |child: &str| {
        let child = format!("team-a/{child}");
        printed(&machine, &["plan", "--child", &child, "--as", "terraform"])
    };
    let new = machine.file("new/main.tf", plan("team-a.example.com"));
    let read = parsed(&python, &["hcl", new.to_str().unwrap()]);
    assert_eq!(read["import"], Value::Null);
    let aliases: Vec<&Value> =
        read["provider"].as_array().unwrap().iter().map(|one| &one["aws"]["alias"]).collect();
    assert_eq!(aliases, ["parent", "child"]);
    assert_eq!(resources(&read)[0].1["allow_overwrite"], json!(false));
    let standing = machine.file("standing/main.tf", plan("api.example.com"));
    let read = parsed(&python, &["hcl", standing.to_str().unwrap()]);
    assert_eq!(read["import"][0]["id"], "Z0EXAMPLECOM_api.example.com_NS");

    let Some(terraform) = installed("terraform") else {
        return not_run("terraform's own parser on what is exported: there is no `terraform`");
    };
    for file in [file, new, standing] {
        let mut command = Command::new(&terraform);
        command.env("TF_CLI_CONFIG_FILE", "/dev/null").args(["fmt", "-check", "-diff"]);
        let output = run(command.arg(&file), LIMIT);
        assert!(output.status.success(), "{}", text(&output));
    }
}

/// `ZONECUT_CDK` names a folder in whose `node_modules` the AWS CDK and TypeScript are.
#[test]
fn the_cdk_synthesizes_the_record_sets_of_the_plan() {
    let Some(folder) = std::env::var_os("ZONECUT_CDK").filter(|folder| !folder.is_empty()) else {
        return not_run("the AWS CDK on what is exported: ZONECUT_CDK names no folder");
    };
    let inside = tempfile::tempdir_in(Path::new(&folder)).unwrap();
    let machine = Machine::new();
    let child = ["--demo", "plan", "--child", "team-a/team-a.example.com"];
    let program = printed(&machine, &[&child[..], &["--as", "cdk"]].concat());
    std::fs::write(inside.path().join("plan.ts"), program).unwrap();
    let node = installed("node").expect("there is a node where there is a CDK");
    let compiler = Path::new(&folder).join("node_modules/typescript/bin/tsc");
    let options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"];
    for arguments in
        [[&[compiler.to_str().unwrap()], &options[..], &["plan.ts"]].concat(), vec!["plan.js"]]
    {
        let mut command = Command::new(&node);
        command.current_dir(inside.path()).env("CDK_OUTDIR", inside.path().join("out"));
        let output = run(command.args(arguments), LIMIT);
        assert!(output.status.success(), "{}", text(&output));
    }
    let template = "out/delegation-team-a-example-com.template.json";
    let template = std::fs::read(inside.path().join(template)).unwrap();
    let template: Value = serde_json::from_slice(&template).unwrap();
    let json: Value =
        serde_json::from_str(&printed(&machine, &[&child[..], &["--json"]].concat())).unwrap();
    let set = &json["change_batch"]["Changes"][0]["ResourceRecordSet"];
    let records = set["ResourceRecords"].as_array().unwrap();
    let values: Vec<&Value> = records.iter().map(|record| &record["Value"]).collect();
    assert_eq!(
        template["Resources"]["NS"]["Properties"],
        json!({
            "HostedZoneId": json["parent"]["zone_id"], "Name": set["Name"], "Type": set["Type"],
            "TTL": set["TTL"].to_string(), "ResourceRecords": values,
        })
    );
}
