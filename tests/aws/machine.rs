//! The real machine's HTTP: proxies, `AWS_CA_BUNDLE`, refused and broken connections. Each test
//! runs itself once more as a child, whose variables can be set without touching ours.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::Duration;

use zonecut::aws::{Aws, Host};
use zonecut::dns::Name;
use zonecut::zone::{Action, Change, ChangeBatch, RecordSet, ZoneId};

use crate::wire::{bounded, keys, name};

/// What the child does: loads the real machine and makes the calls that it is told to.
#[tokio::test]
async fn child() {
    let Ok(calls) = std::env::var("ZONECUT_TEST_CALLS") else { return };
    let host = match Host::real() {
        Ok(host) => host,
        Err(error) => return println!("host: {error}"),
    };
    let aws = match Aws::load(host, &HashMap::default()).await {
        Ok(aws) => aws,
        Err(error) => return println!("load: {error}"),
    };
    for call in calls.split(',') {
        let result = match call {
            "list" => bounded(aws.list_zones(&name("x"), None)).await.map(|_| ()),
            _ => bounded(aws.change(&name("x"), &ZoneId::new("Z1"), &batch())).await.map(|_| ()),
        };
        match result {
            Ok(()) => println!("{call}: ok"),
            Err(fault) => println!(
                "{call}: {} | {} | {}",
                fault.state(),
                if fault.surely_not_done() { "surely not done" } else { "unclear" },
                fault.detail
            ),
        }
    }
}

fn batch() -> ChangeBatch {
    let set = RecordSet::ns(
        Name::from_user("a.example.com").unwrap(),
        300,
        &[Name::from_user("ns.example.net").unwrap()],
    );
    ChangeBatch { comment: String::new(), changes: vec![Change { action: Action::Create, set }] }
}

/// Runs [`child`] in a home of its own and gives what it printed.
fn run(calls: &str, settings: &str, vars: &[(&str, &str)]) -> String {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    let config = format!("[profile x]\n{}{settings}\n", keys("AKIAX"));
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["machine::child", "--exact", "--nocapture"]).env_clear();
    command.env("HOME", home.path()).env("ZONECUT_TEST_CALLS", calls);
    // Roots for the debug build of the HTTP client, which wants some.
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        if let Ok(value) = std::env::var(name) {
            command.env(name, value);
        }
    }
    let Output { status, stdout, stderr } = command.envs(vars.iter().copied()).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{stdout}{stderr}");
    stdout.into_owned()
}

/// A listener that reads one request a connection, hands its head on, and answers with `answer`
/// (nothing: hangs up). It ends with the test's process.
fn listener(answer: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (heads, received) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            if let Some(head) = read_request(&stream) {
                let _ = heads.send(head);
                let _ = (&stream).write_all(answer.as_bytes());
            }
        }
    });
    (address, received)
}

fn read_request(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(head)
}

fn all(received: &mpsc::Receiver<String>) -> Vec<String> {
    received.try_iter().collect()
}

#[test]
fn https_goes_through_the_proxy_by_connect() {
    let (address, received) = listener("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let out = run("change", "", &[("HTTPS_PROXY", &format!("http://{address}"))]);
    let heads = all(&received);
    assert_eq!(heads.len(), 1, "{out}");
    assert!(heads[0].starts_with("CONNECT route53.amazonaws.com:443 "), "{}", heads[0]);
    assert!(out.contains("change: unreachable | surely not done"), "{out}");
}

#[test]
fn http_goes_through_the_proxy_in_absolute_form_and_no_proxy_goes_around_it() {
    let (proxy, received) =
        listener("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let (server, direct) =
        listener("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let proxy = format!("http://{proxy}");
    run("list", "endpoint_url = http://test.invalid", &[("HTTP_PROXY", &proxy)]);
    let heads = all(&received);
    let start = "GET http://test.invalid/2013-04-01/hostedzone";
    assert!(heads.first().is_some_and(|head| head.starts_with(start)), "{heads:?}");
    let settings = format!("endpoint_url = http://{server}");
    run("list", &settings, &[("HTTP_PROXY", &proxy), ("NO_PROXY", "127.0.0.1")]);
    assert!(all(&received).is_empty());
    assert!(all(&direct).first().is_some_and(|head| head.starts_with("GET /2013-04-01/")));
}

#[test]
fn a_refused_connection_carried_nothing() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let out = run("change", &format!("endpoint_url = http://{address}"), &[]);
    assert!(out.contains("change: unreachable | surely not done"), "{out}");
    let out = run("change", "endpoint_url = http://no-such-host.invalid", &[]);
    assert!(out.contains("change: unreachable | surely not done"), "{out}");
}

#[test]
fn a_connection_that_breaks_after_the_request_leaves_a_write_unclear_and_unrepeated() {
    let (address, received) = listener("");
    let out = run("change", &format!("endpoint_url = http://{address}"), &[]);
    assert!(out.contains("change: connection lost | unclear"), "{out}");
    assert_eq!(all(&received).len(), 1, "{out}");
}

#[test]
fn a_write_on_a_used_connection_that_breaks_is_not_repeated() {
    // Kept alive after the listing, closed by the server when the write comes.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (heads, received) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            while let Some(head) = read_request(&stream) {
                let write = head.starts_with("POST");
                let _ = heads.send(head);
                if write {
                    break;
                }
                let body = "<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
                            <HostedZones/><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>";
                let answer =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = (&stream).write_all(answer.as_bytes());
            }
        }
    });
    let out = run("list,change", &format!("endpoint_url = http://{address}"), &[]);
    assert!(out.contains("list: ok"), "{out}");
    assert!(out.contains("change: connection lost | unclear"), "{out}");
    let writes = all(&received).into_iter().filter(|head| head.starts_with("POST"));
    assert_eq!(writes.count(), 1, "{out}");
}

#[test]
fn a_folder_in_a_files_place_is_told_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let out = run("list", "", &[("AWS_CONFIG_FILE", path)]);
    assert!(out.contains(&format!("load: {path} can't be read: ")), "{out}");
}

#[test]
fn a_ca_bundle_that_is_no_good_is_told_by_its_path() {
    let out = run("list", "", &[("AWS_CA_BUNDLE", "/no/such/bundle.pem")]);
    assert!(out.contains("host: AWS_CA_BUNDLE: /no/such/bundle.pem can't be read"), "{out}");
    let folder = tempfile::tempdir().unwrap();
    let garbage =
        "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    for (text, why) in
        [("garbage", "holds no certificate"), (garbage, "holds no certificate"), ("", "holds no")]
    {
        let path = folder.path().join("bundle.pem");
        std::fs::write(&path, text).unwrap();
        let out = run("list", "", &[("AWS_CA_BUNDLE", path.to_str().unwrap())]);
        assert!(out.contains(why) && out.contains("bundle.pem"), "{text}: {out}");
    }
}

#[test]
fn a_good_ca_bundle_is_taken() {
    // The system's own roots will do as a bundle, where this machine has them in one file.
    let Some(bundle) = ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"]
        .into_iter()
        .find(|path| Path::new(path).exists())
    else {
        return;
    };
    let (address, _) = listener("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let proxy = format!("http://{address}");
    let out = run("change", "", &[("AWS_CA_BUNDLE", bundle), ("HTTPS_PROXY", &proxy)]);
    assert!(out.contains("change: unreachable"), "{out}");
}
