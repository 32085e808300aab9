//! Answers that are none of Route 53's, sent byte by byte by something that is no Route 53: a
//! proxy, a captive portal, a connection that breaks.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

use crate::machine::{Machine, Ran};
use crate::pty::Terminal;

const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
<GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/odd</Arn><UserId>AIDA</UserId>\
<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

const ZONE: &str = "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
<CallerReference>r</CallerReference><Config><PrivateZone>false</PrivateZone></Config>\
<ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>";

fn listing(zones: &str, rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n\
         <ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <HostedZones>{zones}</HostedZones><MaxItems>100</MaxItems>{rest}\
         </ListHostedZonesResponse>"
    )
}

fn whole(zones: &str) -> String {
    listing(zones, "<IsTruncated>false</IsTruncated>")
}

/// Answers every request to Route 53 with this, and those to STS as they should be. The port is
/// taken for as long as the tests run.
fn serve(answer: Vec<u8>) -> Machine {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || exchange(&stream, &answer));
        }
    });
    let config = "[profile odd]\nregion = us-east-1\naws_access_key_id = AKIAODD\n\
                  aws_secret_access_key = secret\n";
    Machine::with(config, &url)
}

/// One request and its answer; then the connection ends. Whoever asks may be gone by then.
fn exchange(stream: &TcpStream, answer: &[u8]) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    let (mut length, mut first) = (0, String::new());
    lines.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    lines.read_exact(&mut vec![0; length]).ok()?;
    let identity = ok(IDENTITY);
    let bytes = if first.starts_with("POST / ") { &identity } else { answer };
    let mut stream = stream;
    stream.write_all(bytes).ok()
}

fn ok(body: &str) -> Vec<u8> {
    answer("200 OK", "text/xml", body.len(), body)
}

fn answer(status: &str, kind: &str, length: usize, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

fn zones(answer: Vec<u8>) -> Ran {
    serve(answer).zonecut(&["zones"])
}

const HTML: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome to our \
                    network<br></body></html>";

#[test]
fn answers_that_are_not_route_53s_are_told_as_that_and_never_taken_for_a_list() {
    let half = &whole(ZONE)[..200];
    let unreadable = "unreadable answer";
    for (what, answer, state) in [
        ("nothing", ok(""), unreadable),
        ("a captive portal", answer("200 OK", "text/html", HTML.len(), HTML), unreadable),
        ("XML that is cut off", ok(half), unreadable),
        ("another document", ok("<Other><HostedZones/></Other>"), unreadable),
        (
            "XML that is none",
            ok("<ListHostedZonesResponse><a></b></ListHostedZonesResponse>"),
            unreadable,
        ),
        ("bytes that are no text", [&ok("12345678")[..], b"\xff\xfe"].concat(), unreadable),
        (
            "a zone whose name is none",
            ok(&whole(&ZONE.replace("example.com.", "a..b."))),
            unreadable,
        ),
        ("a proxy's 403", answer("403 Forbidden", "text/html", HTML.len(), HTML), unreadable),
    ] {
        let ran = zones(answer);
        let told = ["ListHostedZones as profile odd (account 111111111111)", state, "proxy"];
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{what}: {}", ran.err);
        for part in told {
            assert!(ran.err.contains(part), "{what}: “{part}” is not said in\n{}", ran.err);
        }
    }
}

#[test]
fn a_page_that_never_comes_to_an_end_is_not_followed_for_ever() {
    let rest = "<IsTruncated>true</IsTruncated><NextMarker>M</NextMarker>";
    let ran = zones(ok(&listing(ZONE, rest)));
    ran.failed(1, &["profile odd", "unreadable answer", "leads back to itself"]);
}

/// These are tried again, as they may pass; so each takes its seconds.
#[test]
fn connections_that_break_and_gateways_that_fail_are_told_after_some_tries() {
    let all = whole(ZONE);
    let broken = answer("200 OK", "text/xml", all.len(), &all[..200]);
    let bad = answer("502 Bad Gateway", "text/html", HTML.len(), HTML);
    let empty = answer("503 Service Unavailable", "text/plain", 0, "");
    for (what, answer, states) in [
        ("cut off", broken, ["unreadable answer", "connection lost"]),
        ("no answer", Vec::new(), ["connection lost", "connection lost"]),
        ("502", bad, ["AWS error", "AWS error"]),
        ("503", empty, ["AWS error", "AWS error"]),
    ] {
        let ran = zones(answer);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{what}: {}", ran.err);
        let told = states.iter().any(|state| ran.err.contains(state));
        assert!(told && ran.err.contains("profile odd"), "{what}: {}", ran.err);
    }
}

#[test]
fn an_account_without_zones_is_no_failure() {
    let machine = serve(ok(&whole("")));
    let ran = machine.zonecut(&["zones", "--json"]);
    assert_eq!((ran.code, ran.out.trim(), ran.err.as_str()), (Some(0), "[]", ""));
    let terminal = Terminal::start(&machine, &[], (80, 24));
    terminal.shows(&["1 account", "There are no hosted zones in"]);
    terminal.send("d");
    terminal.shows(&["Select the child zone first"]);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn the_screen_tells_them_too_and_shows_none_of_their_bytes_unescaped() {
    // By number: XML 1.0 has no character for ESC, but not every parser minds.
    let comment = "<Config><Comment>&#27;]0;owned&#7;\u{9b}31m\u{202e}</Comment>";
    let evil = ZONE.replace("<Config>", comment);
    let html = "\x1b]0;owned\x07\u{9b}31m<html>";
    let html = answer("403 Forbidden", "text/html", html.len(), html);
    for (answer, shown) in [
        (ok(&HTML[..50]), &["unreadable answer"][..]),
        (html, &["unreadable answer", "HTTP 403"]),
        (ok(&whole(&evil)), &["1 account"]),
    ] {
        let machine = serve(answer);
        let terminal = Terminal::start(&machine, &[], (120, 40));
        terminal.shows(&["1 profile", "odd"]);
        terminal.send("\x1b[D\x1b[B");
        terminal.shows(&["▸ odd"]);
        terminal.shows(shown);
        terminal.send("\t");
        terminal.send("q");
        for raw in ["\x1b]0;owned", "\u{9b}31m", "\u{202e}"] {
            assert!(!terminal.was_sent(raw.as_bytes()), "{raw:?} reached the terminal");
        }
        assert_eq!(terminal.left().code, 0);
    }
}
