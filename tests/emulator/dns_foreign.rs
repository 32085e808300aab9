//! The name servers as a client that others wrote sees them: dnspython.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use zonecut::emulator::{KeySigningKey, NameServers};

use crate::dns_client::served;
use crate::python::{Python, run, text};

const LIMIT: Duration = Duration::from_mins(1);

/// A value of each type, as Route 53 and as dnspython writes it.
const TYPES: [(&str, &str, &str); 10] = [
    ("AAAA", "2001:db8::1", "2001:db8::1"),
    ("MX", "10 mx.example.com.", "10 mx.example.com."),
    ("SRV", "1 2 3 sip.example.com.", "1 2 3 sip.example.com."),
    ("CAA", "0 issue \\\"ca.example.net; a=1\\\"", "0 issue \"ca.example.net; a=1\""),
    ("PTR", "host.example.com.", "host.example.com."),
    ("TXT", "\\\"a \\\\033\\\" \\\"b\\\"", "\"a \\027\" \"b\""),
    ("SPF", "\\\"v=spf1 -all\\\"", "\"v=spf1 -all\""),
    (
        "SSHFP",
        "1 1 00112233445566778899aabbccddeeff00112233",
        "1 1 00112233445566778899aabbccddeeff00112233",
    ),
    (
        "TLSA",
        "3 1 1 00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff",
        "3 1 1 00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff",
    ),
    (
        "NAPTR",
        "1 2 \\\"u\\\" \\\"E2U+sip\\\" \\\"!^.*$!sip:a@b!\\\" .",
        "1 2 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b!\" .",
    ),
];

fn signing(zone: &str) -> (String, String) {
    let key = KeySigningKey::made(zone, "ksk").unwrap();
    let KeySigningKey { tag, digest, public_key, .. } = &key;
    let toml = format!(
        "signing = {{ status = \"SIGNING\", keys = [ {{ name = \"ksk\", tag = {tag}, digest = \
         \"{digest}\", public_key = \"{public_key}\" }} ] }}"
    );
    (toml, key.ds())
}

fn world() -> String {
    let (upper, _) = signing("example.org");
    let (lower, ds) = signing("signed.example.org");
    let mut types = String::new();
    for (kind, value, _) in TYPES {
        let _ = writeln!(
            types,
            "  {{ name = \"types\", type = \"{kind}\", ttl = 60, values = [\"{value}\"] }},"
        );
    }
    let large: Vec<String> = (0..40).map(|number| format!("'\"{number:050}\"'")).collect();
    let large = large.join(", ");
    format!(
        r#"
[[account]]
id = "111111111111"
name = "one"

[[account.zone]]
id = "ZPARENT"
name = "example.com"
name_servers = ["ns-11.awsdns-01.com", "ns-511.awsdns-01.net"]
records = [
  {{ name = "www", type = "A", ttl = 300, values = ["192.0.2.1"] }},
  {{ name = "alias", type = "CNAME", ttl = 300, values = ["www.example.com."] }},
  {{ name = "*.wild", type = "A", ttl = 60, values = ["192.0.2.9"] }},
  {{ name = '0\0575', type = "TXT", ttl = 60, values = ['"odd"'] }},
  {{ name = "large", type = "TXT", ttl = 60, values = [{large}] }},
  {{ name = "child", type = "NS", ttl = 300, values = ["ns1.child.example.com.", "ns-21.awsdns-02.com."] }},
  {{ name = "ns1.child", type = "A", ttl = 60, values = ["192.0.2.53"] }},
  {{ name = "lame", type = "NS", ttl = 300, values = ["ns-99.awsdns-12.com."] }},
{types}]

[[account.zone]]
id = "ZCHILD"
name = "child.example.com"
name_servers = ["ns1.child.example.com", "ns-21.awsdns-02.com"]

[[account.zone]]
id = "ZORG"
name = "example.org"
name_servers = ["ns-30.awsdns-03.com"]
{upper}
records = [
  {{ name = "signed", type = "NS", ttl = 300, values = ["ns-31.awsdns-03.com."] }},
  {{ name = "signed", type = "DS", ttl = 300, values = ["{ds}"] }},
  {{ name = "plain", type = "NS", ttl = 300, values = ["ns-31.awsdns-03.com."] }},
  {{ name = "bogus", type = "NS", ttl = 300, values = ["ns-31.awsdns-03.com."] }},
  {{ name = "bogus", type = "DS", ttl = 300, values = ["{ds}"] }},
]

[[account.zone]]
id = "ZSIGNED"
name = "signed.example.org"
name_servers = ["ns-31.awsdns-03.com"]
{lower}
records = [ {{ name = "www", type = "A", ttl = 60, values = ["192.0.2.8"] }} ]

[[account.zone]]
id = "ZBOGUS"
name = "bogus.example.org"
name_servers = ["ns-31.awsdns-03.com"]
records = [ {{ name = "@", type = "A", ttl = 60, values = ["192.0.2.8"] }} ]
"#
    )
}

/// What the script is told: where everybody listens.
fn told(servers: &NameServers) -> String {
    let hosts: BTreeMap<&str, u16> = [
        "ns-11.awsdns-01.com",
        "ns-511.awsdns-01.net",
        "ns1.child.example.com",
        "ns-21.awsdns-02.com",
        "ns-30.awsdns-03.com",
        "ns-31.awsdns-03.com",
    ]
    .into_iter()
    .map(|host| (host, servers.address(host).unwrap().port()))
    .collect();
    let types: BTreeMap<&str, &str> = TYPES.map(|(kind, _, text)| (kind, text)).into();
    let (root, resolver) = (servers.root().port(), servers.resolver().port());
    serde_json::json!({ "hosts": hosts, "root": root, "resolver": resolver, "types": types })
        .to_string()
}

#[test]
fn dnspython_finds_what_the_world_says() {
    let python = Python::get();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let inside = runtime.enter();
    let (_emulator, servers) = served(&world());
    drop(inside);
    let mut input = tempfile::NamedTempFile::new().unwrap();
    input.write_all(told(&servers).as_bytes()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/name_servers.py");
    let mut command = Command::new(python.program("python"));
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(script).arg(input.path());
    let output = run(&mut command, LIMIT);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "all of it");
}
