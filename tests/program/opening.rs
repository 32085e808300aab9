//! What is there when the program opens: no profiles, files that do not parse, profiles that
//! can't be used each beside those that can.

use std::net::TcpListener;
use std::time::Duration;

use zonecut::emulator::{Action, Effect, Latency, Matcher, Nth, Rule, World};

use crate::machine::{Listening, Machine};
use crate::pty::{SIZES, Terminal};
use crate::scene::Scene;

#[test]
fn without_profiles_it_says_how_to_get_some_and_offers_the_demo() {
    let machine = Machine::new();
    for size in SIZES {
        let terminal = Terminal::start(&machine, &[], size);
        terminal.shows(&["There are no AWS profiles", "aws configure sso", "zonecut --demo"]);
        terminal.shows(&["Looked at", ".aws/config", ".aws/credentials"]);
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
    for command in ["profiles", "zones"] {
        let ran = machine.zonecut(&[command]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
        assert!(ran.err.contains("aws configure sso") && ran.err.contains("zonecut --demo"));
        let json = machine.zonecut(&[command, "--json"]);
        assert_eq!((json.code, json.json()), (Some(0), serde_json::json!([])));
    }
}

#[test]
fn a_config_file_that_does_not_parse_is_told_with_its_line_and_takes_no_other_with_it() {
    let scene = Scene::new();
    let good = std::fs::read_to_string(scene.machine.home().join(".aws/config")).unwrap();
    let credentials = good.replace("[profile ", "[");
    let config = scene.machine.file(".aws/config", "[profile broken]\nregion us-east-1\n");
    scene.machine.file(".aws/credentials", credentials);
    for size in SIZES {
        let terminal = scene.open(size);
        terminal.shows(&["broken", "misconfigured"]);
        terminal.send("m");
        terminal.shows(&["Messages", ":2"]);
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
    let ran = scene.machine.zonecut(&["zones", "--json"]);
    assert_eq!((ran.code, ran.json().as_array().unwrap().len()), (Some(0), 2));
    assert!(ran.err.contains(&format!("{}:2", config.display())), "{}", ran.err);
}

#[test]
fn a_config_file_that_is_no_text_is_an_error_with_its_line() {
    let machine = Machine::new();
    let path = machine.file(".aws/config", b"[profile a]\nregion = \xff\xfe\n");
    let place = format!("{}:2", path.display());
    machine.zonecut(&["zones"]).failed(2, &[&place, "not UTF-8", "AWS_CONFIG_FILE"]);
    // The screen is not opened for it.
    let left = Terminal::start(&machine, &[], (120, 40)).left();
    assert_eq!(left.code, 2);
    assert!(left.text.contains("not UTF-8"), "{}", left.text);
}

#[test]
fn profiles_toml_is_held_to_its_keys_with_file_line_and_column() {
    for (content, parts) in [
        ("[defaults]\nttll = 60\n", ["ttll", "ttl", "2"]),
        ("[defaults]\nttl = \"soon\"\n", ["ttl", "soon", "2"]),
        ("[defaults\n", ["defaults", "1", "]"]),
    ] {
        let machine = Machine::new();
        let file = machine.file("conf/profiles.toml", content);
        let path = file.display().to_string();
        machine
            .zonecut(&["zones", "--config", &path])
            .failed(2, &[&[path.as_str()][..], &parts].concat());
        let left = Terminal::start(&machine, &["--config", &path], (120, 40)).left();
        assert_eq!(left.code, 2);
        assert!(left.text.contains("profiles.toml"), "{}", left.text);
    }
    let machine = Machine::new();
    machine.zonecut(&["zones", "--config", "/nowhere/profiles.toml"]).failed(2, &["/nowhere"]);
}

#[test]
fn a_certificate_bundle_that_is_none_is_told() {
    let mut machine = Machine::new();
    let bundle = machine.file("bundle.pem", "no certificate");
    machine.set("AWS_CA_BUNDLE", &bundle.display().to_string());
    machine.zonecut(&["zones"]).failed(2, &["AWS_CA_BUNDLE", "bundle.pem", "no certificate"]);
}

/// Keys in the environment are somebody's, and maybe another account's: no profile uses them.
#[test]
fn keys_in_the_environment_take_no_profiles_place() {
    let mut scene = Scene::with(|world, _, _| {
        world.add_account("999999999999", "elsewhere");
    });
    let key = scene.listening.emulator.with(|world| {
        world.keys.values().find(|key| key.account == "999999999999").unwrap().id.clone()
    });
    let config = scene.machine.home().join(".aws/config");
    let profiles = std::fs::read_to_string(&config).unwrap();
    let (without, _) = profiles.split_once("[profile elsewhere]").unwrap();
    scene.machine.file(".aws/config", format!("{without}[profile bare]\nregion = us-east-1\n"));
    scene.machine.set("AWS_ACCESS_KEY_ID", &key);
    scene.machine.set("AWS_SECRET_ACCESS_KEY", "secret");
    let ran = scene.machine.zonecut(&["profiles", "--json"]);
    let list = ran.json();
    let states: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["account"].as_str()))
        .collect();
    assert!(states.contains(&("bare", None)), "{states:?}");
    assert!(states.contains(&("dns", Some("111111111111"))), "{states:?}");
    assert!(states.contains(&("(environment)", Some("999999999999"))), "{states:?}");
    let others = states.iter().filter(|(name, _)| *name != "(environment)");
    assert!(others.clone().all(|(_, account)| *account != Some("999999999999")), "{states:?}");
    // Asked once whose they are, as the profile that they are.
    let log = scene.listening.emulator.log();
    let with_them = log.iter().filter(|call| call.access_key.as_ref() == Some(&key));
    assert_eq!(with_them.count(), 1, "{log:#?}");
}

/// One profile for each thing that can be wrong, and one that is well.
#[test]
fn each_profile_that_cannot_be_used_shows_its_state_and_hint_and_holds_up_nobody() {
    let mut world = World::new();
    let accounts = [
        ("111111111111", "well"),
        ("222222222222", "denied"),
        ("333333333333", "expired"),
        ("444444444444", "slow"),
        ("555555555555", "throttled"),
        ("666666666666", "failing"),
    ];
    for (id, name) in accounts {
        world.add_account(id, name);
        world.add_zone(id, &format!("{name}.example.com")).unwrap();
    }
    let slow = Latency::fixed(Duration::from_hours(1));
    world.accounts.get_mut("444444444444").unwrap().latency = Some(slow);
    world.accounts.get_mut("222222222222").unwrap().denied = vec![Action::ListHostedZones];
    let expired = world.keys.values().find(|key| key.account == "333333333333").unwrap();
    let expired = expired.id.clone();
    world.expire_key(&expired);
    let config = world.aws_config();
    let listening = Listening::start(world);
    let order = |account, nth, effect| {
        let listing = Matcher::action(Action::ListHostedZones).account(account).nth(nth);
        listening.emulator.order(Rule::new(listing, effect));
    };
    // Throttled for a while is no state at all.
    order("555555555555", Nth::UpTo(2), Effect::throttle());
    order("666666666666", Nth::Every, Effect::NotXml);

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let open = format!("region = us-east-1\nendpoint_url = {}\n", listening.url());
    let mut config = config.replace("region = us-east-1\n", &open);
    let more = format!(
        "[profile unreachable]\nregion = us-east-1\nendpoint_url = http://{closed}\n\
         aws_access_key_id = AKIAX\naws_secret_access_key = x\n\n\
         [profile bare]\nregion = us-east-1\n\n\
         [profile two words]\nregion = us-east-1\n\n\
         [forgotten]\nregion = us-east-1\n"
    );
    config.push_str(&more);
    let machine = Machine::new();
    machine.file(".aws/config", config);

    for size in SIZES {
        let terminal = Terminal::start(&machine, &[], size);
        // Long before the slow one, or those that are asked again and again, have told anything.
        terminal.shows(&["well.example.com.", "loading"]);
        terminal.send("\x1b[D");
        for (name, parts) in [
            ("all", &["well.example.com."][..]),
            ("well", &["Zones · well", "well.example.com."]),
            ("denied", &["access denied", "222222222222", "Ask for route53:ListHostedZones"]),
            ("expired", &["credentials expired", "Renew the credentials of profile expired"]),
            ("slow", &["slow"]),
            ("throttled", &["throttled.example.com."]),
            ("failing", &["ListHostedZones as profile failing", "AWS error", "other side"]),
            ("unreachable", &["Check the network, HTTPS_PROXY, AWS_CA_BUNDLE"]),
            ("bare", &["holds no credentials", "Give it keys, sso_session"]),
            ("two words", &["misconfigured", "config:", "letters, digits"]),
            ("forgotten", &["misconfigured", "config:", "[profile forgotten]"]),
        ] {
            terminal.shows(&[&format!("▸ {name}")]);
            terminal.shows(parts);
            terminal.send("\x1b[B");
        }
        // The slow one is still the only one that is not done, and was waited for by nobody.
        terminal.shows(&["loading 1"]);
        terminal.send("\x03");
        assert_eq!(terminal.left().code, 0);
    }
}
