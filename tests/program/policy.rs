//! `zonecut policy`: what it prints is held, by an evaluator of IAM policies that others wrote,
//! against the calls that the engine makes, and a denial is told with the policy that allows it.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use zonecut::cut::{Ending, Goal, Options, Plan, Sides};
use zonecut::emulator::{
    Action, Call, Effect, KeySigningKey, Loss, Matcher, Nth, Rule, Service, Signing as Signed,
    World,
};
use zonecut::engine::{self, Driver, Ledger};
use zonecut::journal::Journal;
use zonecut::zone::Rules;

use crate::direct::{CUT, DNS, Direct, TEAM};
use crate::drive::{self, within};
use crate::machine::{Machine, Ran};
use crate::python::{Python, run, text};
use crate::scene::Scene;

const LIMIT: Duration = Duration::from_secs(1_000);
const CHANGE: &str = "route53:ChangeResourceRecordSets";

/// What to ask of the evaluator: whether a policy allows calls.
#[derive(Default)]
struct Questions(Vec<Value>);

impl Questions {
    fn ask(&mut self, policy: &Value, calls: &[Value]) {
        self.0.push(json!({ "policy": policy, "calls": calls }));
    }

    /// The answers, a list for each question.
    fn answers(&self) -> Vec<Vec<bool>> {
        let python = Python::get();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("questions.json");
        std::fs::write(&file, Value::from(self.0.clone()).to_string()).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/policies.py");
        let mut command = Command::new(python.program("python"));
        command.env_clear().env("HOME", folder.path()).arg(script).arg(file);
        let output = run(&mut command, Duration::from_mins(2));
        assert!(output.status.success(), "{}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// A call as IAM sees it, by the service authorization reference of Route 53; `None` for what
/// needs no permission.
fn request(call: &Call) -> Option<Value> {
    if call.action.service() == Service::Sts {
        return None;
    }
    let resource = match (&call.zone, call.action) {
        (Some(zone), _) => format!("arn:aws:route53:::hostedzone/{zone}"),
        (None, Action::GetChange) => "arn:aws:route53:::change/C0123456789".to_owned(),
        (None, _) => "*".to_owned(),
    };
    let each = |of: &dyn Fn(&zonecut::emulator::Touched) -> String| -> Vec<String> {
        call.touched.iter().map(of).collect()
    };
    let context = if call.action == Action::ChangeResourceRecordSets {
        assert!(!call.touched.is_empty(), "a batch without changes: {call:?}");
        change_context(
            &each(&|touched| touched.name.to_string().trim_end_matches('.').to_owned()),
            &each(&|touched| touched.kind.to_string()),
            &each(&|touched| touched.action.to_owned()),
        )
    } else {
        json!({})
    };
    Some(json!({ "action": call.action.to_string(), "resource": resource, "context": context }))
}

fn change_context(
    names: &[impl serde::Serialize],
    types: &[impl serde::Serialize],
    actions: &[impl serde::Serialize],
) -> Value {
    json!({
        format!("{CHANGE}NormalizedRecordNames"): names,
        format!("{CHANGE}RecordTypes"): types,
        format!("{CHANGE}Actions"): actions,
    })
}

/// All that an account was asked, each kind of call once.
fn requests(log: &[Call], account: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for call in log.iter().filter(|call| call.account.as_deref() == Some(account)) {
        if let Some(request) = request(call)
            && !all.contains(&request)
        {
            all.push(request);
        }
    }
    all
}

/// The policy with one thing less: each statement, each action, each value of a condition.
fn narrower(policy: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let statements = policy["Statement"].as_array().unwrap();
    for (at, statement) in statements.iter().enumerate() {
        let without = |pointer: &str, index: usize| {
            let mut less = policy.clone();
            less.pointer_mut(pointer).unwrap().as_array_mut().unwrap().remove(index);
            (format!("{}: {pointer} without {index}", statement["Sid"]), less)
        };
        all.push(without("/Statement", at));
        let actions = format!("/Statement/{at}/Action");
        for index in 0..statement["Action"].as_array().map_or(0, Vec::len) {
            all.push(without(&actions, index));
        }
        let condition = &statement["Condition"]["ForAllValues:StringEquals"];
        for (key, values) in condition.as_object().into_iter().flatten() {
            let values_at = format!("/Statement/{at}/Condition/ForAllValues:StringEquals/{key}");
            for index in 0..values.as_array().unwrap().len() {
                all.push(without(&values_at, index));
            }
        }
    }
    all
}

/// Asserts of each policy with the calls that were made: all are allowed, and with anything less
/// in it some are not.
fn exact(cases: &[(&str, Value, Vec<Value>)]) {
    let mut questions = Questions::default();
    let mut expected = Vec::new();
    for (title, policy, calls) in cases {
        assert!(calls.len() > 1, "{title}: {calls:#?}");
        questions.ask(policy, calls);
        expected.push((format!("{title}: whole"), true));
        for (less, policy) in narrower(policy) {
            questions.ask(&policy, calls);
            expected.push((format!("{title}: {less}"), false));
        }
    }
    let answers = questions.answers();
    assert_eq!(answers.len(), expected.len());
    for ((title, whole), (answers, question)) in
        expected.iter().zip(answers.iter().zip(&questions.0))
    {
        let all = answers.iter().all(|allowed| *allowed);
        assert_eq!(all, *whole, "{title}\n{answers:?}\n{question:#}");
    }
}

/// A machine whose profiles `dns` and `team` have keys, and nobody to ask.
fn unasked() -> Machine {
    let keys = "aws_access_key_id = a\naws_secret_access_key = b\nregion =";
    let config = format!("[profile dns]\n{keys} eu-west-1\n[profile team]\n{keys} cn-north-1\n");
    Machine::with(&config, "http://127.0.0.1:1")
}

/// Both policies as they are printed for ids, with nobody asked.
fn printed(direct: &Direct, deed: &str) -> Value {
    let child = format!("team/{}", direct.child.id);
    let parent = format!("dns/{}", direct.parent.id);
    let line = ["policy", "--child", &child, "--name", CUT, "--parent", &parent, "--for", deed];
    let ran = unasked().zonecut(&[&line[..], &["--json"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let mut both = ran.json();
    // The child's profile there is of another partition.
    let text = both["child"].to_string().replace("arn:aws-cn:", "arn:aws:");
    both["child"] = serde_json::from_str(&text).unwrap();
    both
}

fn sign(world: &mut World, parent: &str, child: &str, tag: u16) {
    let key = |tag| KeySigningKey {
        name: "ksk".to_owned(),
        status: "ACTIVE".to_owned(),
        tag,
        digest: "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A".to_owned(),
        public_key: "bWFkZSB1cA==".to_owned(),
    };
    for (zone, tag) in [(parent, 1), (child, tag)] {
        let zone = world.zone_mut(zone).unwrap();
        zone.signing = Signed { status: "SIGNING".to_owned(), keys: vec![key(tag)] };
    }
}

/// Lists, plans and applies.
async fn made(direct: &Direct, ledger: &Ledger, goal: Goal) {
    let aws = &direct.aws;
    let faults = engine::list_all(aws, aws.profiles().to_vec(), true).await;
    assert_eq!(faults.faults().count(), 0);
    let sides = Sides::between(direct.pair.parent.clone(), direct.pair.child.clone());
    let facts = engine::facts(aws, &sides, &goal, Vec::new(), Rules::default()).await.unwrap();
    assert_eq!(facts.denied().count(), 0);
    let plan = Plan::new(facts, goal, Options { ttl: None, default_ttl: drive::TTL });
    let mut driver = Driver::start(drive::confirm(&plan));
    driver.run(aws, ledger, |_| {}).await;
    assert!(matches!(driver.ending(), Some(Ending::InSync { .. })), "{:?}", driver.ending());
}

#[tokio::test(start_paused = true)]
async fn the_policies_allow_what_each_deed_asks_for_and_nothing_can_be_left_out() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let ledger = Ledger::new(Journal::memory());
        let (parent, child) = (direct.parent.id.clone(), direct.child.id.clone());
        let resign = |tag| {
            let (parent, child) = (parent.clone(), child.clone());
            direct.emulator.with(move |world| sign(world, &parent, &child, tag));
        };
        let undo_last = async || {
            let last = ledger.entries().await.unwrap().swap_remove(0);
            made(&direct, &ledger, Goal::Undo(Box::new(last))).await;
        };
        let mut cases = Vec::new();
        let mut from = 0;
        let mut take = |deed: &'static str, direct: &Direct| {
            let log = direct.emulator.log().split_off(from);
            from += log.len();
            let both = printed(direct, deed);
            cases.push((deed, both["parent"].clone(), requests(&log, DNS)));
            cases.push((deed, both["child"].clone(), requests(&log, TEAM)));
        };

        made(&direct, &ledger, Goal::Delegate).await;
        direct.put(&["ns1.example.net."]);
        made(&direct, &ledger, Goal::Delegate).await;
        // A delegation is taken back with no more than it took to make.
        undo_last().await;
        made(&direct, &ledger, Goal::Delegate).await;
        take("delegate", &direct);

        resign(1);
        made(&direct, &ledger, Goal::Sign).await;
        resign(2);
        made(&direct, &ledger, Goal::Sign).await;
        take("sign", &direct);
        made(&direct, &ledger, Goal::Remove).await;
        take("remove", &direct);
        undo_last().await;
        undo_last().await;
        take("undo", &direct);
        exact(&cases);
    })
    .await;
}

#[test]
fn a_zone_is_created_with_what_the_policy_allows() {
    let scene = Scene::new();
    let policy = |name: &str| {
        let child = format!("team/{name}");
        let line = ["policy", "--child", &child, "--parent", "dns/example.com", "--create-child"];
        let ran = scene.machine.zonecut(&[&line[..], &["--json"]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.json()
    };
    let existing = policy(CUT);
    assert!(!existing["child"].to_string().contains("CreateHostedZone"));
    let both = policy("new.example.com");
    let from = scene.listening.emulator.log().len();
    let first = Matcher::action(Action::CreateHostedZone).nth(Nth::Only(1));
    scene.listening.emulator.order(Rule::new(first, Effect::Lose(Loss::Broken)));
    for (name, code) in [("lost.example.com", 1), ("new.example.com", 0)] {
        let child = format!("team/{name}");
        let line = ["delegate", "--child", &child, "--create-child", "--yes"];
        let ran = scene.machine.zonecut(&line);
        assert_eq!(ran.code, Some(code), "{}", ran.err);
    }
    let log = scene.listening.emulator.log().split_off(from);
    let calls = requests(&log, "222222222222");
    assert!(calls.iter().any(|call| call["action"] == "route53:CreateHostedZone"));
    exact(&[("create the child", both["child"].clone(), calls)]);
}

#[test]
fn nothing_beside_the_deed_is_allowed() {
    let line = ["policy", "--child", "team/ZC", "--name", CUT, "--parent", "dns/ZP", "--for"];
    let ran = unasked().zonecut(&[&line[..], &["delegate,sign,remove", "--json"]].concat());
    let policy = ran.json()["parent"].clone();
    let zone = "arn:aws:route53:::hostedzone/ZP";
    let call = |action: &str, resource: &str, context: Value| json!({ "action": format!("route53:{action}"), "resource": resource, "context": context });
    let change = |names: &[&str], types: &[&str], actions: &[&str]| {
        call("ChangeResourceRecordSets", zone, change_context(names, types, actions))
    };
    let keyless = call("ChangeResourceRecordSets", zone, json!({}));
    let own = change_context(&[CUT], &["NS"], &["CREATE"]);
    let refused = [
        change(&["www.team.example.com"], &["NS"], &["CREATE"]),
        change(&[CUT, "example.com"], &["NS"], &["CREATE"]),
        change(&["example.com"], &["NS"], &["DELETE"]),
        change(&[CUT], &["A"], &["CREATE"]),
        change(&[CUT], &["NS", "A"], &["CREATE"]),
        change(&[CUT], &["NS"], &["UPSERT"]),
        // Each of the two is for a deed, together they are for none.
        change(&[CUT], &["NS", "DS"], &["CREATE"]),
        keyless.clone(),
        call("ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZC", own.clone()),
        call("ChangeResourceRecordSets", "arn:aws-cn:route53:::hostedzone/ZP", own),
        call("GetHostedZone", "arn:aws:route53:::hostedzone/ZC", json!({})),
        call("DeleteHostedZone", zone, json!({})),
        call("ChangeTagsForResource", zone, json!({})),
        call("DisableHostedZoneDNSSEC", zone, json!({})),
        call("CreateHostedZone", "*", json!({})),
    ];
    let mut questions = Questions::default();
    questions.ask(&policy, &refused);
    questions.ask(&policy, &[change(&[CUT], &["NS"], &["DELETE", "CREATE"])]);
    // What the guard is there for: a set that is missing would match.
    let mut unguarded = policy.clone();
    for statement in unguarded["Statement"].as_array_mut().unwrap() {
        if let Some(condition) = statement["Condition"].as_object_mut() {
            condition.remove("Null");
        }
    }
    questions.ask(&unguarded, &[keyless]);
    let create = unasked().zonecut(&[
        "policy",
        "--child",
        "dns/new.example.com",
        "--parent",
        "dns/ZP",
        "--create-child",
        "--json",
    ]);
    assert_eq!(create.code, Some(0), "{}", create.err);
    let vpcs = json!({ "route53:VPCs": ["VPCId=vpc-1,VPCRegion=eu-west-1"] });
    let private = call("CreateHostedZone", "*", vpcs);
    let public = call("CreateHostedZone", "*", json!({}));
    questions.ask(&create.json()["child"], &[private, public]);
    let expected = [vec![false; refused.len()], vec![true], vec![true], vec![false, true]];
    assert_eq!(questions.answers(), expected);
}

#[test]
fn a_denial_is_told_with_the_policy_that_allows_that_call_and_no_other() {
    let mut questions = Questions::default();
    let mut expected = Vec::new();
    for action in [
        Action::ListHostedZones,
        Action::GetHostedZone,
        Action::ListResourceRecordSets,
        Action::GetDnssec,
        Action::GetHostedZoneLimit,
        Action::ChangeResourceRecordSets,
        Action::GetChange,
    ] {
        let scene = Scene::new();
        let deny = Matcher::action(action).account("111111111111");
        scene.listening.emulator.order(Rule::new(deny, Effect::Deny));
        let parent = format!("dns/{}", scene.parent);
        let line = ["delegate", "--child", "team/team.example.com", "--parent", &parent, "--yes"];
        let ran = scene.machine.zonecut(&[&["-v"], &line[..]].concat());
        let offered = offered(&ran);
        let calls = requests(&scene.listening.emulator.log(), "111111111111");
        let named = action.to_string();
        assert!(calls.iter().any(|call| call["action"] == named), "{calls:#?}");
        for policy in &offered {
            questions.ask(policy, &calls);
            expected.push(calls.iter().map(|call| call["action"] == named).collect::<Vec<_>>());
        }
        assert!(!offered.is_empty(), "{action}: {}", ran.err);
        let whom = "arn:aws:iam::111111111111:user/admin";
        assert!(ran.err.contains(whom) && ran.err.contains(&named), "{}", ran.err);
    }
    assert_eq!(questions.answers(), expected);
}

/// The policies on the other stream.
fn offered(ran: &Ran) -> Vec<Value> {
    let mut found = Vec::new();
    let mut lines = ran.err.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "This policy allows it:" {
            let mut text = String::new();
            for line in lines.by_ref() {
                text.push_str(line);
                if line == "}" {
                    break;
                }
            }
            found.push(serde_json::from_str(&text).unwrap());
        }
    }
    found
}

#[test]
fn a_denial_is_told_in_short_with_what_tells_more() {
    let scene = Scene::new();
    let deny = Matcher::action(Action::ChangeResourceRecordSets);
    scene.listening.emulator.order(Rule::new(deny, Effect::Deny));
    let ran = scene.machine.zonecut(&["delegate", "--child", "team/team.example.com", "--yes"]);
    let arn = format!("arn:aws:route53:::hostedzone/{}", scene.parent);
    let whom = "arn:aws:iam::111111111111:user/admin";
    for part in ["Ask for route53:ChangeResourceRecordSets", &arn, whom, "With -v: a policy"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(!ran.err.contains("2012-10-17"));
}

#[test]
fn who_may_read_nothing_is_told_all_that_the_given_ids_and_names_are_enough_for() {
    let scene = Scene::new();
    for account in ["111111111111", "222222222222"] {
        scene.listening.emulator.with(|world| {
            let account = world.accounts.get_mut(account).unwrap();
            account.denied = vec![Action::ListHostedZones, Action::GetHostedZone];
        });
    }
    let zonecut = |line: &[&str]| scene.machine.zonecut(&[&["policy"], line].concat());
    let parent = format!("dns/{}", scene.parent);
    // By name and id, the parent's side is known.
    let named = zonecut(&["--child", "team/team.example.com", "--parent", &parent]);
    assert_eq!(named.code, Some(1), "{}", named.err);
    assert!(named.json()["Statement"][0]["Sid"] == "Delegate", "{}", named.out);
    for part in ["access denied", "Give its id: team/Z"] {
        assert!(named.err.contains(part), "{}", named.err);
    }
    let both = ["--child", "team/team.example.com", "--parent", "dns/example.com", "--json"];
    assert_eq!(zonecut(&both).json(), json!({ "parent": null, "child": null }));
    let asked = scene.listening.emulator.log().len();
    let side = ["--child", "team/team.example.com", "--parent", &parent, "--side", "parent"];
    let only = zonecut(&side);
    assert_eq!((only.code, only.json()), (Some(0), named.json()));
    let unnamed = zonecut(&["--child", "team/Z0CHILD", "--parent", &parent, "--side", "parent"]);
    unnamed.failed(1, &["access denied", "--name"]);
    let log = scene.listening.emulator.log().split_off(asked);
    assert!(log.iter().all(|call| call.action == Action::GetHostedZone), "{log:#?}");

    zonecut(&["--child", "team/ZC", "--name", "x.example.org", "--parent", "dns/example.com"])
        .failed(2, &["x.example.org. is not below example.com."]);
    zonecut(&["--child", "nobody/ZC", "--parent", &parent]).failed(2, &["Known profiles"]);
    zonecut(&["--child", "team/a.example.com", "--name", "b.example.com", "--parent", &parent])
        .failed(2, &["the child is named a.example.com."]);
}

#[test]
fn each_side_has_the_arns_of_its_partition() {
    let line = ["policy", "--child", "team/ZC", "--name", CUT, "--parent", "dns/ZP"];
    let ran = unasked().zonecut(&line);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let documents: Vec<Value> =
        serde_json::Deserializer::from_str(&ran.out).into_iter().collect::<Result<_, _>>().unwrap();
    let [parent, child] = documents.as_slice() else { panic!("{}", ran.out) };
    assert!(parent.to_string().contains("arn:aws:route53:::hostedzone/ZP"), "{parent}");
    assert!(child.to_string().contains("arn:aws-cn:route53:::hostedzone/ZC"), "{child}");
    let headings: Vec<&str> = ran.err.lines().collect();
    assert_eq!(headings.len(), 2, "{}", ran.err);
    assert!(headings[0].contains("profile dns") && headings[1].contains("profile team"));
}

#[test]
fn the_page_shows_what_is_printed() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tasks/permissions.md");
    let shown = std::fs::read_to_string(page).unwrap();
    let line = "policy --child team-a/team-a.example.com --parent dns-prod/example.com";
    assert!(shown.contains(&format!("zonecut --demo {line}")));
    for side in ["parent", "child"] {
        let words = ["--demo"].into_iter().chain(line.split(' ')).chain(["--side", side]);
        let ran = Machine::new().zonecut(&words.collect::<Vec<_>>());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(shown.contains(&format!("```json\n{}```", ran.out)), "{}", ran.out);
    }
}
