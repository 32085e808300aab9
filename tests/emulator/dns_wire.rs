//! Messages and sockets of the name servers: sizes, odd names, what is no question, ports.

use hickory_proto::op::{Message, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, RecordType};
use zonecut::emulator::Transport;

use crate::client::bounded;
use crate::dns_answers::WORLD;
use crate::dns_client::{LIMIT, ask, lines, octets_of, served, wire_name};

#[tokio::test]
async fn odd_names_and_the_case_of_the_question_are_kept() {
    bounded(async {
        let (_emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        let reply = ask("WwW.eXample.com A").of(at).await;
        assert_eq!(reply.answers.len(), 2);
        for record in &reply.answers {
            assert!(record.name.eq_case(&wire_name("WwW.eXample.com")), "{}", record.name);
        }
        let odd = ask("a\\040b\\057c.example.com TXT").of(at).await;
        assert_eq!(odd.answers.len(), 1);
        assert_eq!(odd.answers[0].name.iter().next(), Some(&b"a b/c"[..]));
        let text = ask("www.example.com TXT").of(at).await;
        let octets = text.to_vec().unwrap();
        let strings = b"\x07a \"b\" \x1b\x01c";
        assert!(octets.windows(strings.len()).any(|window| window == strings));
    })
    .await;
}

#[tokio::test]
async fn edns_is_echoed_and_sizes_are_kept() {
    use std::fmt::Write as _;
    bounded(async {
        let mut values = String::new();
        for number in 0..60 {
            let _ = write!(values, "'\"{number:0100}\"',");
        }
        let large = format!("  {{ name = \"large\", type = \"TXT\", ttl = 60, values = [{values}] }},\n  {{ name = \"www\", type = \"A\"");
        let world = WORLD.replacen("  { name = \"www\", type = \"A\"", &large, 1);
        let (emulator, servers) = served(&world);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        for (size, dnssec) in [(None, false), (Some(512), false), (Some(1232), true), (Some(100), false)] {
            let mut question = ask("large.example.com TXT");
            if let Some(size) = size {
                question = question.edns(size, dnssec);
            }
            let reply = question.of(at).await;
            assert_eq!(lines(&reply), ["NoError aa tc"], "{size:?}");
            assert_eq!(reply.edns.is_some(), size.is_some());
            assert!(reply.edns.is_none_or(|edns| edns.flags().dnssec_ok == dnssec));
            let whole = question.tcp().of(at).await;
            assert_eq!(whole.answers.len(), 60);
            assert!(!whole.metadata.truncation);
        }
        let fits = ask("www.example.com A").edns(512, false).of(at).await;
        assert!(!fits.metadata.truncation);
        let log = emulator.dns_log();
        assert_eq!(log.len(), 9);
        let told: Vec<_> = log.iter().map(|it| (it.transport, it.edns, it.dnssec)).collect();
        assert_eq!(told[0], (Transport::Udp, None, false));
        assert_eq!(told[4], (Transport::Udp, Some(1232), true));
        assert_eq!(told[5], (Transport::Tcp, Some(1232), true));
        assert_eq!(log[8].name.to_string(), "www.example.com.");
        assert_eq!(log[8].host.to_string(), "ns-11.awsdns-01.com.");
        assert!(!log[8].recursion);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_proper_question_is_told_so() {
    bounded(async {
        let (_emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        let code = async |message: Message| {
            let octets = message.to_vec().unwrap();
            let heard = octets_of(at, Transport::Udp, &octets, LIMIT).await.unwrap();
            let reply = Message::from_vec(&heard).unwrap();
            assert_eq!(reply.metadata.id, message.metadata.id);
            reply.metadata.response_code
        };
        let good = ask("www.example.com A").message;

        let mut two = good.clone();
        two.add_query(Query::query(wire_name("example.com"), RecordType::A));
        assert_eq!(code(two).await, ResponseCode::FormErr);

        let mut none = good.clone();
        none.queries.clear();
        assert_eq!(code(none).await, ResponseCode::FormErr);

        let mut chaos = good.clone();
        chaos.queries[0].set_query_class(DNSClass::CH);
        assert_eq!(code(chaos).await, ResponseCode::Refused);

        let mut notify = good.clone();
        notify.metadata.op_code = OpCode::Notify;
        assert_eq!(code(notify).await, ResponseCode::NotImp);

        let mut newer = ask("www.example.com A").edns(1232, false).message;
        newer.edns.as_mut().unwrap().set_version(1);
        // 16 is both BADVERS and, for TSIG, BADSIG.
        assert_eq!(u16::from(code(newer).await), 16);

        // A name that points at itself, and a packet that ends in the question.
        let header = [0xab, 0xcd, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for rest in [&[0xc0, 12, 0, 1, 0, 1][..], &[3, b'w', b'w'], &[]] {
            let packet = [&header[..], rest].concat();
            let heard = octets_of(at, Transport::Udp, &packet, LIMIT).await.unwrap();
            assert_eq!(heard, [0xab, 0xcd, 0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0], "{rest:?}");
        }
        // What is an answer, or too short to be told, is not answered.
        let mut answer = good.to_vec().unwrap();
        answer[2] |= 0x80;
        let short = std::time::Duration::from_millis(150);
        for packet in [&answer[..], &answer[..5], &[]] {
            assert!(octets_of(at, Transport::Udp, packet, short).await.is_err());
        }
        assert_eq!(lines(&ask("www.example.com A").of(at).await).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_connection_carries_many_questions_and_ports_are_one_for_both() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    bounded(async {
        let (emulator, servers) = served(WORLD);
        let at = servers.address("ns-11.awsdns-01.com").unwrap();
        assert_eq!(servers.address("NS-11.awsdns-01.com."), Some(at));
        assert_eq!(emulator.name_servers().unwrap().address("ns-11.awsdns-01.com"), Some(at));
        assert_ne!(servers.address("ns-511.awsdns-01.net"), Some(at));
        let mut stream = tokio::net::TcpStream::connect(at).await.unwrap();
        for question in ["www.example.com A", "example.com SOA", "nothing.example.com A"] {
            let question = ask(question).message;
            let octets = question.to_vec().unwrap();
            stream.write_u16(u16::try_from(octets.len()).unwrap()).await.unwrap();
            stream.write_all(&octets).await.unwrap();
            let mut reply = vec![0; usize::from(stream.read_u16().await.unwrap())];
            stream.read_exact(&mut reply).await.unwrap();
            assert_eq!(Message::from_vec(&reply).unwrap().metadata.id, question.metadata.id);
        }
        // At a port of one's choice, and from then on at that one.
        // Another process may have it by UDP or TCP already.
        let free = || {
            let free = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            servers.bind("ns-11.awsdns-01.com", free).ok().inspect(|at| assert_eq!(*at, free))
        };
        let fixed = (0..50).find_map(|_| free()).unwrap();
        assert_eq!(servers.address("ns-11.awsdns-01.com"), Some(fixed));
        assert_eq!(lines(&ask("example.com A").of(fixed).await)[0], "NoError aa");
        assert_eq!(servers.bind(".", "127.0.0.1:0".parse().unwrap()).unwrap(), servers.root());
        assert!(servers.bind("ns-11.awsdns-01.com", "0.0.0.0:0".parse().unwrap()).is_err());
        // With the last of them everything closes.
        let root = servers.root();
        drop((emulator, servers));
        for by in [Transport::Udp, Transport::Tcp] {
            for closed in [fixed, root] {
                let refused = octets_of(closed, by, &[0; 12], LIMIT).await.unwrap_err();
                assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused, "{by:?}");
            }
        }
    })
    .await;
}

#[test]
fn without_a_runtime_there_are_no_servers() {
    let emulator = zonecut::emulator::Emulator::new(zonecut::emulator::World::new());
    assert!(emulator.name_servers().is_err());
}
