//! What goes wrong in the DNS when it is ordered to.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use hickory_proto::op::Message;
use zonecut::emulator::{DnsEffect, DnsRule, Nth, Party, Transport};

use crate::client::bounded;
use crate::dns_client::{LIMIT, ask, lines, name, octets_of, served};

const WORLD: &str = r#"
[[account]]
id = "111111111111"
name = "one"

[[account.zone]]
id = "Z1"
name = "example.com"
name_servers = ["ns-11.awsdns-01.com", "ns-511.awsdns-01.net"]
records = [
  { name = "www", type = "A", ttl = 300, values = ["192.0.2.1"] },
  { name = "child", type = "NS", ttl = 300, values = ["ns1.example.net."] },
]
"#;

const HOST: &str = "ns-11.awsdns-01.com";
const OTHER: &str = "ns-511.awsdns-01.net";
const WWW: &str = "= www.example.com. 300 A 192.0.2.1";

/// Orders an effect for one host and gives the lines of what that host answers to a question.
async fn ordered(effect: DnsEffect, question: &str, by: Transport) -> Vec<String> {
    let (emulator, servers) = served(WORLD);
    emulator.order_dns(DnsRule::new(effect).host(Party::parse(HOST).unwrap())).unwrap();
    let mut question = ask(question);
    question.by = by;
    let reply = lines(&question.of(servers.address(HOST).unwrap()).await);
    // The other server knows nothing of it.
    let sound = lines(&question.of(servers.address(OTHER).unwrap()).await);
    assert_ne!(sound, reply);
    reply
}

#[tokio::test]
async fn answers_say_what_they_are_ordered_to() {
    use DnsEffect::{
        ClaimAuthority, Lame, NameServers, Rcode, StripAuthority, Truncate, TruncateAlways, Upward,
    };
    use Transport::{Tcp, Udp};
    let www = "www.example.com A";
    let others = vec![name("ns1.example.org"), name("ns2.example.org")];
    let rows: Vec<(DnsEffect, &str, Transport, &[&str])> = vec![
        (Rcode(5), www, Udp, &["Refused"]),
        (Rcode(2), www, Tcp, &["ServFail"]),
        (Rcode(3), www, Udp, &["NXDomain"]),
        (Lame, www, Udp, &["NoError"]),
        (Upward, www, Udp, &["NoError", "^ . 518400 NS a.root-servers.net."]),
        (Truncate, www, Udp, &["NoError aa tc"]),
        (TruncateAlways, www, Tcp, &["NoError aa tc"]),
        (StripAuthority, www, Udp, &["NoError", WWW]),
        (
            ClaimAuthority,
            "child.example.com NS",
            Udp,
            &["NoError aa", "^ child.example.com. 300 NS ns1.example.net."],
        ),
        (
            NameServers(others.clone()),
            "child.example.com NS",
            Tcp,
            &[
                "NoError",
                "^ child.example.com. 300 NS ns1.example.org.",
                "^ child.example.com. 300 NS ns2.example.org.",
            ],
        ),
        (
            NameServers(others[..1].to_vec()),
            "example.com NS",
            Udp,
            &["NoError aa", "= example.com. 172800 NS ns1.example.org."],
        ),
    ];
    for (effect, question, by, expected) in rows {
        let told = format!("{effect:?}");
        assert_eq!(bounded(ordered(effect, question, by)).await, expected, "{told}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_whole_by_tcp() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        emulator.order_dns(DnsRule::new(DnsEffect::Truncate)).unwrap();
        let at = servers.address(HOST).unwrap();
        let question = ask("www.example.com A");
        assert_eq!(lines(&question.of(at).await), ["NoError aa tc"]);
        assert_eq!(lines(&question.tcp().of(at).await), ["NoError aa", WWW]);
    })
    .await;
}

#[tokio::test]
async fn silence_falls_on_what_the_rule_names() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let (at, other) = (servers.address(HOST).unwrap(), servers.address(OTHER).unwrap());
        let rule = DnsRule::new(DnsEffect::Silent)
            .host(Party::Host(name(HOST)))
            .name(name("child.example.com"))
            .qtype(hickory_proto::rr::RecordType::NS)
            .transport(Transport::Udp);
        emulator.order_dns(rule).unwrap();
        for (question, by, heard) in [
            ("child.example.com NS", Transport::Udp, false),
            ("x.child.example.com NS", Transport::Udp, false),
            ("child.example.com NS", Transport::Tcp, true),
            ("child.example.com SOA", Transport::Udp, true),
            ("example.com NS", Transport::Udp, true),
        ] {
            let mut question = ask(question);
            question.by = by;
            assert_eq!(question.heard(at).await.is_some(), heard, "{question:?}");
        }
        assert!(ask("child.example.com NS").heard(other).await.is_some());
        emulator.clear_dns_orders().unwrap();
        assert!(ask("child.example.com NS").heard(at).await.is_some());
        // What was not answered was asked all the same.
        assert_eq!(emulator.dns_log().len(), 7);
    })
    .await;
}

#[tokio::test]
async fn the_first_ones_are_dropped_and_the_next_is_answered() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let at = servers.address(HOST).unwrap();
        emulator.order_dns(DnsRule::drop_first(2)).unwrap();
        let question = ask("www.example.com A");
        let heard = [
            question.heard(at).await.is_some(),
            question.heard(at).await.is_some(),
            question.heard(at).await.is_some(),
        ];
        assert_eq!(heard, [false, false, true]);
        let second = DnsRule::new(DnsEffect::Rcode(2)).nth(Nth::Only(2));
        emulator.clear_dns_orders().unwrap();
        emulator.order_dns(second).unwrap();
        for expected in ["NoError aa", "ServFail", "NoError aa"] {
            assert_eq!(lines(&question.of(at).await)[0], expected);
        }
    })
    .await;
}

#[tokio::test]
async fn delays_add_to_the_latency_of_the_world_and_hold_up_nobody_else() {
    bounded(async {
        let (emulator, servers) = served(&format!("dns_latency_ms = [40, 40]\n{WORLD}"));
        let (at, other) = (servers.address(HOST).unwrap(), servers.address(OTHER).unwrap());
        let slow = DnsRule::new(DnsEffect::Delay(Duration::from_secs(1)));
        emulator.order_dns(slow.host(Party::Host(name(HOST)))).unwrap();
        let question = ask("www.example.com A");
        let timed = async |question: crate::dns_client::Ask, at| {
            let start = Instant::now();
            question.of(at).await;
            start.elapsed()
        };
        let tcp = question.clone().tcp();
        let (slow, slow_too, slow_tcp, fast) = tokio::join!(
            timed(question.clone(), at),
            timed(question.clone(), at),
            timed(tcp, at),
            timed(question, other)
        );
        for slow in [slow, slow_too, slow_tcp] {
            assert!(slow >= Duration::from_millis(1040), "{slow:?}");
            assert!(slow < Duration::from_secs(2), "one after the other: {slow:?}");
        }
        assert!(fast >= Duration::from_millis(40), "{fast:?}");
        assert!(fast < Duration::from_secs(1), "{fast:?}");
    })
    .await;
}

#[tokio::test]
async fn garbage_and_answers_to_somebody_else_come_as_ordered() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let at = servers.address(HOST).unwrap();
        let question = ask("www.example.com A");
        let octets = question.message.to_vec().unwrap();
        let large = vec![0xff; 60_000];
        for bytes in [vec![], vec![1], b"\x00\x01garbage".to_vec(), large] {
            emulator.clear_dns_orders().unwrap();
            emulator.order_dns(DnsRule::new(DnsEffect::Garbage(bytes.clone()))).unwrap();
            for by in [Transport::Udp, Transport::Tcp] {
                let heard = octets_of(at, by, &octets, LIMIT).await.unwrap();
                assert_eq!(heard, bytes, "{by:?}");
            }
        }
        emulator.clear_dns_orders().unwrap();
        emulator.order_dns(DnsRule::new(DnsEffect::WrongId)).unwrap();
        let heard = octets_of(at, Transport::Udp, &octets, LIMIT).await.unwrap();
        let wrong = Message::from_vec(&heard).unwrap();
        assert_ne!(wrong.metadata.id, question.message.metadata.id);
        assert_eq!(wrong.answers.len(), 1);

        emulator.clear_dns_orders().unwrap();
        emulator.order_dns(DnsRule::new(DnsEffect::WrongQuestion)).unwrap();
        let heard = octets_of(at, Transport::Tcp, &octets, LIMIT).await.unwrap();
        let wrong = Message::from_vec(&heard).unwrap();
        assert_eq!(wrong.metadata.id, question.message.metadata.id);
        assert_ne!(wrong.queries, question.message.queries);
    })
    .await;
}

#[tokio::test]
async fn ports_close_and_open_again_at_once() {
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let at = servers.address(HOST).unwrap();
        let other = servers.address(OTHER).unwrap();
        let question = ask("www.example.com A");
        let octets = question.message.to_vec().unwrap();
        let closed = async |at, by| {
            let heard = octets_of(at, by, &octets, LIMIT).await;
            heard.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
        };
        for _ in 0..3 {
            assert!(!closed(at, Transport::Udp).await && !closed(at, Transport::Tcp).await);
            let close = DnsRule::new(DnsEffect::ClosedPort).host(Party::Host(name(HOST)));
            emulator.order_dns(close.clone().transport(Transport::Tcp)).unwrap();
            assert!(!closed(at, Transport::Udp).await && closed(at, Transport::Tcp).await);
            emulator.order_dns(close).unwrap();
            assert!(closed(at, Transport::Udp).await && closed(at, Transport::Tcp).await);
            assert!(!closed(other, Transport::Udp).await);
            assert_eq!(servers.address(HOST), Some(at));
            emulator.clear_dns_orders().unwrap();
        }
        assert_eq!(lines(&question.of(at).await), ["NoError aa", WWW]);
        // Also of a server that nobody has asked for yet.
        let late = DnsRule::new(DnsEffect::ClosedPort);
        emulator.order_dns(late.host(Party::parse("ns-1.awsdns-01.org").unwrap())).unwrap();
        let at = servers.address("ns-1.awsdns-01.org").unwrap();
        assert!(closed(at, Transport::Udp).await && closed(at, Transport::Tcp).await);
    })
    .await;
}

#[tokio::test]
async fn a_world_can_begin_with_orders() {
    bounded(async {
        let world = format!(
            r#"
[[dns_rule]]
hosts = ["{HOST}"]
transport = "tcp"
effect = {{ rcode = 2 }}

[[dns_rule]]
hosts = ["{HOST}"]
name = "www.example.com"
type = "A"
first = 1
effect = "silent"

[[dns_rule]]
hosts = ["{OTHER}"]
effect = {{ name_servers = ["ns.example.org"] }}

[[dns_rule]]
hosts = ["."]
effect = {{ delay_ms = 1 }}
{WORLD}"#
        );
        let (_emulator, servers) = served(&world);
        let (at, other) = (servers.address(HOST).unwrap(), servers.address(OTHER).unwrap());
        let question = ask("www.example.com A");
        assert!(question.heard(at).await.is_none());
        assert_eq!(lines(&question.of(at).await), ["NoError aa", WWW]);
        assert_eq!(lines(&question.tcp().of(at).await), ["ServFail"]);
        let lied = lines(&ask("child.example.com NS").of(other).await);
        assert_eq!(lied, ["NoError", "^ child.example.com. 300 NS ns.example.org."]);
        assert_eq!(lines(&ask("example.com NS").of(servers.root()).await)[0], "NoError");
    })
    .await;
}
