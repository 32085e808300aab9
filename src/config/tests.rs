//! Tests of the configuration as a whole: files in, settings or errors out.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::*;
use crate::zone::{AccountId, Member, Members, Profile, SignIn, ZoneId};

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("/x/profiles.toml"))
}

fn mistake(text: &str) -> Mistake {
    match parse(text) {
        Err(ConfigError::Wrong(mistake)) => *mistake,
        other => panic!("{text:?} gave {other:?}"),
    }
}

fn profiles(names: &[&str]) -> Vec<Profile> {
    let profile = |name: &&str| Profile {
        name: ProfileName::new(name),
        region: "us-east-1".into(),
        sign_in: SignIn::Keys,
        expected_account: None,
        problem: None,
        member: None,
    };
    names.iter().map(profile).collect()
}

fn chosen(config: &Config, flags: &[&str]) -> Result<Vec<String>, ConfigError> {
    let flags: Vec<_> = flags.iter().map(|&flag| flag.to_owned()).collect();
    let all = profiles(&["default", "dns-prod", "team-b", "team-a", "team-old"]);
    Ok(config.choose(all, &flags)?.into_iter().map(|p| p.name.to_string()).collect())
}

/// The keys that serde takes in a table, by its own word.
fn known_keys(table: &str) -> Vec<String> {
    let message = mistake(&format!("{table}\n\"no such key\" = 1\n")).message;
    message.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect()
}

#[test]
fn the_example_parses_and_shows_every_key() {
    let text = include_str!("../../profiles.example.toml");
    let config = parse(text).unwrap();
    assert_eq!(config.defaults, Defaults::default(), "it shows the defaults");
    assert_eq!(chosen(&config, &[]).unwrap(), ["dns-prod", "team-b", "team-a"]);
    let DnsConfig { resolvers, roots, hosts, .. } = config.dns.clone();
    assert_eq!((resolvers.len(), roots.len(), hosts.len()), (3, 1, 2));
    let none = DnsConfig { resolvers: vec![], roots: vec![], hosts: HashMap::new(), ..config.dns };
    assert_eq!(none, DnsConfig::default(), "it shows the defaults");
    let tables = ["defaults", "choose", "dns", "theme", "profile", "accounts", "zone"];
    assert_eq!(known_keys(""), tables);
    for table in [
        "[defaults]",
        "[choose]",
        "[dns]",
        "[theme.mine]",
        "[[profile]]",
        "[[accounts]]",
        "[[zone]]",
    ] {
        assert!(text.lines().any(|line| line == table), "{table}");
        let keys = known_keys(table);
        assert!(keys.len() >= 2, "{table}: {keys:?}");
        for key in keys {
            let (start, own) = (format!("{key} = "), format!("[dns.{key}]"));
            let at = text.lines().position(|line| line.starts_with(&start) || line == own);
            let at = at.unwrap_or_else(|| panic!("{table} {key} is not in the example"));
            let above = text.lines().nth(at - 1).unwrap();
            assert!(above.starts_with("# "), "{key} has no comment above it");
        }
    }
}

#[test]
fn nothing_said_means_the_defaults() {
    let config = parse("").unwrap();
    assert_eq!(config, Config::default());
    assert_eq!((config.defaults.ttl, &config.defaults.theme), (300, &Theme::Auto));
    assert!(config.defaults.mouse && config.defaults.glyphs == Glyphs::Auto);
    assert_eq!(config.defaults.view, View::List);
    assert_eq!(parse("[defaults]\nview = \"tree\"\n").unwrap().defaults.view, View::Tree);
    assert_eq!(chosen(&config, &[]).unwrap().len(), 5);
}

#[test]
fn a_profile_is_refined() {
    let config = parse(
        "[[profile]]\nname = \"a\"\nlabel = \"A\"\nregion = \"cn-north-1\"\n\
         endpoint = \"http://localhost:1\"\nzones = [\"Bücher.example\"]\nparent = \"Z0123456789AB\"\n",
    )
    .unwrap();
    let profile = config.profile(&ProfileName::new("a")).unwrap();
    assert_eq!(profile.label.as_deref(), Some("A"));
    assert_eq!(profile.zones, [Name::from_user("xn--bcher-kva.example").unwrap()]);
    assert_eq!(profile.parent, Some(ZoneRef::Id(ZoneId::new("Z0123456789AB"))));
    assert_eq!(config.profile(&ProfileName::new("b")), None);
    let named = ZoneRef::parse("zoo.example").unwrap();
    assert_eq!(named, ZoneRef::Name(Name::from_user("zoo.example").unwrap()));
}

#[test]
fn accounts_by_role_are_read() {
    let config = parse(
        "[[profile]]\nname = \"a\"\ngroup = \"DNS\"\n\
         [[accounts]]\nsource = \"root\"\nrole = \"R\"\nids = \"all\"\n\
         [[accounts]]\nsource = \"a\"\nrole = \"/dns/Editor\"\n\
         ids = [\"111111111111\", { id = \"222222222222\", name = \"Team\" }]\n\
         external_id = \"x:1\"\nsession_name = \"me\"\nduration = \"15m\"\nregion = \"cn-north-1\"\n\
         group = \"DNS\"\nname = \"x-{account_id}\"\nexcept = [\"Old *\"]\n",
    )
    .unwrap();
    let by_role = config.by_role();
    assert_eq!(by_role[0].members, Members::Organization);
    assert_eq!((by_role[0].heading(), by_role[0].role.as_str()), ("by root".into(), "R"));
    let member =
        |id, name: Option<&str>| Member { id: AccountId::new(id), name: name.map(str::to_owned) };
    let listed = [member("111111111111", None), member("222222222222", Some("Team"))];
    assert_eq!(by_role[1].members, Members::Listed(listed.to_vec()));
    assert_eq!(by_role[1].role, "dns/Editor");
    assert_eq!(by_role[1].duration, Some(900));
    assert_eq!(by_role[1].external_id.as_deref(), Some("x:1"));
    let names = by_role[1].names(&listed, |_| false);
    assert_eq!(names[0].as_str(), "x-111111111111");
    assert_eq!(config.groups(), ["DNS", "by root"]);
}

#[test]
fn a_wrong_id_in_a_list_takes_nothing_from_the_others() {
    let text = "[[accounts]]\nsource = \"a\"\nrole = \"R\"\n\
                ids = [\"12\", 111111111111, { id = \"111111111111\", name = \"again\" }]\n";
    let by_role = parse(text).unwrap().by_role();
    let Members::Listed(members) = &by_role[0].members else { panic!("{by_role:?}") };
    let ids: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(ids, ["12", "111111111111"]);
}

#[test]
fn wrong_values_of_accounts_show_their_place() {
    let head = "[[accounts]]\nsource = \"a\"\n";
    let cases = [
        ("role = \"arn:aws:iam::1:role/R\"\nids = \"all\"", (3, 8), "not its ARN"),
        ("role = \"a b\"\nids = \"all\"", (3, 8), "up to 64 letters"),
        ("role = \"a/\"\nids = \"all\"", (3, 8), "up to 64 letters"),
        ("role = \"R\"", (1, 1), "missing key `ids`"),
        ("role = \"R\"\nids = \"everything\"", (4, 7), "it is \"all\" or a list"),
        ("role = \"R\"\nids = 1", (4, 7), "a list of account ids"),
        ("role = \"R\"\nids = []", (4, 7), "at least one"),
        ("role = \"R\"\nids = [true]", (4, 7), "an account id"),
        ("role = \"R\"\nids = [{ ID = \"111111111111\" }]", (4, 7), "an account id"),
        ("role = \"R\"\nids = \"all\"\nname = \"x\"", (5, 8), "is missing"),
        ("role = \"R\"\nids = \"all\"\nname = \"{id}\"", (5, 8), "in braces"),
        ("role = \"R\"\nids = \"all\"\nduration = \"13h\"", (5, 12), "from 15m to 12h"),
        ("role = \"R\"\nids = \"all\"\nexternal_id = \"x\"", (5, 15), "2 to 1224"),
        ("role = \"R\"\nids = \"all\"\nsession_name = \"a b\"", (5, 16), "2 to 64"),
        ("role = \"R\"\nids = \"all\"\nexternalid = \"xx\"", (5, 1), "unknown key"),
    ];
    for (text, place, part) in cases {
        let mistake = mistake(&format!("{head}{text}\n"));
        assert_eq!((mistake.line, mistake.column), place, "{text:?}: {mistake}");
        assert!(mistake.message.contains(part), "{text:?}: {mistake}");
    }
}

#[test]
fn what_a_profile_says_of_its_rate_goes_before_the_defaults() {
    let config = parse(
        "[defaults]\nburst = 20\n[[profile]]\nname = \"a\"\nrequests_per_second = 5\n\
         [[profile]]\nname = \"b\"\nburst = 7\n[[profile]]\nname = \"c\"\n",
    )
    .unwrap();
    assert_eq!(config.rate(), Rate { per_second: 10, burst: 20 });
    let of = |name| config.rate_of(&ProfileName::new(name));
    assert_eq!(of("a"), Some(Rate { per_second: 5, burst: 20 }));
    assert_eq!(of("b"), Some(Rate { per_second: 10, burst: 7 }));
    assert_eq!((of("c"), of("d")), (None, None));
}

/// Why nothing may be written with a profile to the zone `Z1` of this name, and whether it is
/// protected.
fn rules(config: &Config, profile: &str, zone: &str) -> (Option<String>, bool) {
    let name = Name::from_user(zone).unwrap();
    let rules = config.rules(&ProfileName::new(profile), &ZoneId::new("Z1"), &name);
    (rules.read_only, rules.protected)
}

#[test]
fn writing_is_free_where_nothing_is_said() {
    let config = parse("[[profile]]\nname = \"a\"\n[[zone]]\nid = \"Z1\"\n").unwrap();
    assert_eq!(rules(&config, "a", "a.example"), (None, false));
    assert_eq!(rules(&Config::default(), "a", "a.example"), (None, false));
    assert!(config.allows_writing());
}

#[test]
fn what_may_be_written_is_said_by_zone_by_profile_and_by_default() {
    let config = parse(
        "[defaults]\nread_only = true\n\
         [[profile]]\nname = \"open\"\nread_only = false\n\
         [[profile]]\nname = \"closed\"\nread_only = true\nprotected = true\n\
         [[zone]]\nname = \"Prod.example.\"\nprotected = true\n\
         [[zone]]\nid = \"Z1\"\n\
         [[zone]]\nname = \"frozen.example\"\nread_only = true\n",
    )
    .unwrap();
    let says = |what: &str| Some(format!("profiles.toml says read_only {what}"));
    assert_eq!(rules(&config, "other", "a.example"), (says("in its defaults"), false));
    assert_eq!(rules(&config, "open", "a.example"), (None, false));
    assert_eq!(rules(&config, "open", "prod.example"), (None, true));
    assert_eq!(rules(&config, "closed", "a.example"), (says("of the profile closed"), true));
    // A zone is not made looser by its profile.
    let frozen = says("of the zone frozen.example.");
    assert_eq!(rules(&config, "open", "frozen.example"), (frozen, false));
    assert_eq!(rules(&config, "open", "below.frozen.example"), (None, false));
    assert!(config.allows_writing());
    let by_id = parse("[[zone]]\nid = \"/hostedzone/Z1\"\nread_only = true\n").unwrap();
    assert_eq!(rules(&by_id, "a", "any.example"), (says("of the zone any.example."), false));
}

#[test]
fn the_flag_goes_before_all_that_the_file_says() {
    let mut config = parse("[[profile]]\nname = \"open\"\nread_only = false\n").unwrap();
    config.forbid_writing();
    let given = Some("--read-only is given".to_owned());
    assert_eq!(rules(&config, "open", "a.example"), (given.clone(), false));
    assert_eq!(rules(&config, "other", "a.example"), (given, false));
    assert!(!config.allows_writing());
    assert!(!parse("[defaults]\nread_only = true\n").unwrap().allows_writing());
}

#[test]
fn an_unknown_key_says_where_it_stands_and_what_was_meant() {
    let text = "[[profile]]\nname = \"a\"\n  labl = \"x\"\n";
    let mistake = mistake(text);
    assert_eq!((mistake.line, mistake.column, mistake.width), (3, 3, 4));
    assert_eq!(mistake.meant.as_deref(), Some("label"));
    let shown = mistake.to_string();
    let lines: Vec<_> = shown.lines().collect();
    assert!(lines[0].starts_with("/x/profiles.toml:3:3: unknown key `labl`"), "{shown}");
    assert!(lines[0].ends_with("did you mean `label`?"), "{shown}");
    assert_eq!(lines[1], " 3 |   labl = \"x\"");
    assert_eq!(lines[2], "   |   ^^^^");
}

#[test]
fn wrong_values_show_their_place() {
    let cases = [
        ("[defaults]\nttl = \"5m\"\n", 2, "a whole number"),
        ("[defaults]\nttl = -1\n", 2, "from 0 to 2147483647"),
        ("[defaults]\nttl = 2147483648\n", 2, "from 0 to 2147483647"),
        ("[defaults]\nburst = 0\n", 2, "from 1 to 1000"),
        ("[defaults]\nrequests_per_second = 0.5\n", 2, "a whole number"),
        ("[[profile]]\nname = \"a\"\nrequests_per_second = 1001\n", 3, "from 1 to 1000"),
        ("[defaults]\ntheme = \"lihgt\"\n", 2, "unknown theme"),
        ("[defaults]\nglyphs = \"utf8\"\n", 2, "unknown variant"),
        ("[defaults]\nmouse = 1\n", 2, "boolean"),
        ("[theme.a]\nbase = \"b\"\n", 2, "unknown variant"),
        ("[theme.a]\nstop = \"bold rad\"\n", 2, "“rad” is no style"),
        ("[theme.a]\nstop = 1\n", 2, "a string"),
        ("[theme.a]\n\nwran = \"red\"\n", 3, "unknown key `wran`"),
        ("[theme.dark]\nwarn = \"red\"\n", 1, "another name"),
        ("[choose]\nonly = \"a\"\n", 2, "a list"),
        ("[[profile]]\nlabel = \"a\"\n", 1, "missing key `name`"),
        ("[[profile]]\nname = \"\"\n", 2, "missing"),
        ("[[profile]]\nname = \"a\"\nzones = [\"a..b\"]\n", 3, "empty label"),
        ("[[profile]]\nname = \"a\"\nparent = \"a..b\"\n", 3, "empty label"),
        ("[[profile]]\nname = \"a\"\n[[profile]]\nname = \"a\"\n", 4, "already"),
        ("[defaults]\nview = \"trees\"\n", 2, "unknown variant"),
        ("[defaults]\nread_only = \"yes\"\n", 2, "boolean"),
        ("[[profile]]\nname = \"a\"\nprotected = 1\n", 3, "boolean"),
        ("[[zone]]\nprotected = true\n", 1, "an `id` or a `name`"),
        ("[[zone]]\nid = \"Z1\"\nname = \"a.example\"\n", 1, "one of them"),
        ("[[zone]]\nid = \"/hostedzone/\"\n", 2, "missing"),
        ("[[zone]]\nname = \"a..b\"\n", 2, "empty label"),
        ("[[zone]]\nid = \"Z1\"\nprotect = true\n", 3, "unknown key `protect`"),
        ("[[zone]]\nname = \"a.example\"\n[[zone]]\nname = \"A.example.\"\n", 4, "zone stands"),
        ("[[zone]]\nid = \"Z1\"\n[[zone]]\nid = \"/hostedzone/Z1\"\n", 4, "zone stands"),
        ("[defaults\nttl = 1\n", 1, ""),
        ("ttl = \n", 1, ""),
    ];
    for (text, line, part) in cases {
        let mistake = mistake(text);
        assert_eq!(mistake.line, line, "{text:?}: {mistake}");
        assert!(mistake.message.contains(part), "{text:?}: {mistake}");
    }
    let meant = |text| mistake(text).meant.unwrap_or_default();
    assert_eq!(meant("[defaults]\ntheme = \"lihgt\"\n"), "light");
    assert_eq!(meant("[defaults]\ntheme = \"mien\"\n[theme.mine]\n"), "mine");
    assert_eq!(meant("[theme.a]\nwran = \"red\"\n"), "warn");
}

#[test]
fn a_theme_of_ones_own_restyles_what_it_names() {
    let config = parse(
        "[defaults]\ntheme = \"mine\"\nglyphs = \"ascii\"\nmouse = false\n\
         [theme.mine]\nbase = \"high-contrast\"\nstop = \"bold 196\"\nkey = \"#5fd7ff\"\n",
    )
    .unwrap();
    assert_eq!(config.defaults.theme, Theme::Own("mine".into()));
    assert!(!config.defaults.mouse && config.defaults.glyphs == Glyphs::Ascii);
    let OwnTheme { base, styles } = &config.themes["mine"];
    assert_eq!(*base, BaseTheme::HighContrast);
    let stop =
        Style { text: Some(Colour::Indexed(196)), attributes: vec![Attribute::Bold], ground: None };
    let key = Style { text: Some(Colour::Rgb(95, 215, 255)), ..Style::default() };
    assert_eq!(styles, &[("key", key), ("stop", stop)]);
}

#[test]
fn name_servers_are_found_where_the_file_says() {
    let config = parse(
        "[dns]\nask = false\nresolvers = [\"192.0.2.1\", \"127.0.0.1:5353\", \"2001:db8::1\"]\n\
         roots = [\"[2001:db8::1]:5301\"]\ntimeout = \"500ms\"\nin_flight = 1024\nwait = true\n\
         prove_for = \"90s\"\n\
         [dns.hosts]\n\"NS1.example.com.\" = \"127.0.0.1:5301\"\n\
         \"ns2.example.com\" = [\"::1\", \"[::1]:54\"]\n",
    );
    let dns = config.unwrap().dns;
    let all = |texts: &[&str]| -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    };
    assert_eq!(dns.resolvers, all(&["192.0.2.1:53", "127.0.0.1:5353", "[2001:db8::1]:53"]));
    assert_eq!(dns.roots, all(&["[2001:db8::1]:5301"]));
    let host = |text: &str| dns.hosts[&Name::from_user(text).unwrap()].clone();
    assert_eq!(host("ns1.example.com"), all(&["127.0.0.1:5301"]));
    assert_eq!(host("ns2.example.com"), all(&["[::1]:53", "[::1]:54"]));
    assert_eq!((dns.timeout, dns.prove_for), (Duration::from_millis(500), Duration::from_secs(90)));
    assert_eq!((dns.ask, dns.wait, dns.in_flight), (false, true, 1024));
}

#[test]
fn wrong_values_of_dns_show_their_place() {
    let cases = [
        ("ask = \"no\"", (2, 7), "boolean"),
        ("resolvers = \"192.0.2.1\"", (2, 13), "a list"),
        ("resolvers = [\"192.0.2.1\", \"localhost\"]", (2, 13), "“localhost” is no address"),
        ("roots = [\"192.0.2.1:0\"]", (2, 9), "is no address"),
        ("timeout = 2", (2, 11), "from 50ms to 30s"),
        ("timeout = \"2 s\"", (2, 11), "from 50ms to 30s"),
        ("timeout = \"49ms\"", (2, 11), "from 50ms to 30s"),
        ("timeout = \"31s\"", (2, 11), "from 50ms to 30s"),
        ("prove_for = \"2h\"", (2, 13), "from 1s to 1h"),
        ("prove_for = \"99999999999999999999h\"", (2, 13), "from 1s to 1h"),
        ("in_flight = 0", (2, 13), "from 1 to 1024"),
        ("in_flight = 1025", (2, 13), "from 1 to 1024"),
        ("wait = 1", (2, 8), "boolean"),
        ("resolver = []", (2, 1), "unknown key `resolver`"),
        ("hosts = 1", (2, 9), "a table of name servers"),
        ("[dns.hosts]\n\"a..b\" = \"::1\"", (3, 1), "empty label"),
        ("[dns.hosts]\n\"a.b\" = []", (3, 9), "at least one"),
        ("[dns.hosts]\n\"a.b\" = \"there\"", (3, 9), "is no address"),
        ("[dns.hosts]\n\"a.b\" = 1", (3, 9), "an address or a list"),
        ("[dns.hosts]\n\"a.b\" = \"::1\"\n\"a.b.\" = \"::1\"", (4, 1), "already"),
    ];
    for (text, place, part) in cases {
        let mistake = mistake(&format!("[dns]\n{text}\n"));
        assert_eq!((mistake.line, mistake.column), place, "{text:?}: {mistake}");
        assert!(mistake.message.contains(part), "{text:?}: {mistake}");
    }
}

#[test]
fn what_comes_from_the_file_is_escaped() {
    let shown = mistake("[choose]\n\"on\u{202e}ly\u{1b}[31m\" = 1\n").to_string();
    assert!(!shown.contains(['\u{202e}', '\u{1b}']), "{shown:?}");
    assert!(shown.contains("\\u{202e}"), "{shown}");
}

#[test]
fn flags_win_over_the_file_and_keep_their_order() {
    let config = parse("[choose]\nonly = [\"team-?\", \"d*\"]\nhide = [\"dns-*\"]\n").unwrap();
    assert_eq!(chosen(&config, &[]).unwrap(), ["team-b", "team-a", "default"]);
    assert_eq!(
        chosen(&config, &["dns-prod", "default", "dns-prod"]).unwrap(),
        ["dns-prod", "default"]
    );
    // Flags are names, not patterns.
    assert!(chosen(&config, &["team-*"]).is_err());
}

#[test]
fn a_profile_that_is_not_there_is_told_with_names_like_it() {
    let error = chosen(&Config::default(), &["team-aa"]).unwrap_err();
    let ConfigError::NoSuchProfile { near, .. } = &error else { panic!("{error}") };
    assert_eq!(near, &["team-a", "team-b"]);
    assert!(error.to_string().contains("did you mean team-a"), "{error}");
    let config = parse("[choose]\nonly = [\"nobody\"]\n").unwrap();
    assert!(chosen(&config, &[]).is_err());
    let config = parse("[choose]\nonly = [\"nobody*\"]\n").unwrap();
    assert_eq!(chosen(&config, &[]).unwrap(), Vec::<String>::new());
}

#[test]
fn names_that_aws_does_not_know_are_reported() {
    let text = "[choose]\nhide = [\"gone\", \"x*\"]\n[[profile]]\nname = \"a\"\n[[profile]]\nname = \"b\"\n";
    assert_eq!(parse(text).unwrap().strays(&profiles(&["a"])), ["b", "gone"]);
}

#[test]
fn a_named_file_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    let missing = Config::load(Some(&path)).unwrap_err();
    assert_eq!(missing, ConfigError::Missing { path: path.clone() });
    assert!(matches!(Config::load(Some(folder.path())), Err(ConfigError::Unreadable { .. })));
    std::fs::write(&path, [0x61, 0xff]).unwrap();
    assert!(matches!(Config::load(Some(&path)), Err(ConfigError::Unreadable { .. })));
    std::fs::write(&path, "[defaults]\nttl = 60\n").unwrap();
    assert_eq!(Config::load(Some(&path)).unwrap().defaults.ttl, 60);
}
