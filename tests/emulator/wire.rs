//! Requests written by hand over loopback HTTP: what no SDK would send.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use zonecut::emulator::{Action, Effect, Emulator, Loss, Matcher, Nth, Rule};

use crate::client::{bounded, one_zone};

const LOOPBACK: &str = "127.0.0.1:0";

/// Sends a request and reads until the other side closes.
async fn ask(address: SocketAddr, key: Option<&str>, request: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let authorization = key.map_or_else(String::new, |key| {
        let scope = "20260101/us-east-1/route53/aws4_request";
        format!("Authorization: AWS4-HMAC-SHA256 Credential={key}/{scope}, Signature=0\r\n")
    });
    let head = format!(
        "{request} HTTP/1.1\r\nHost: x\r\n{authorization}Connection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset by order still has what came before.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn only_loopback_is_served_and_only_while_it_is_held() {
    bounded(async {
        let (emulator, ..) = one_zone();
        let refused = emulator.serve("0.0.0.0:0".parse().unwrap()).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
        let served = emulator.serve(LOOPBACK.parse().unwrap()).await.unwrap();
        let address = served.address();
        assert_eq!(served.url(), format!("http://{address}"));
        drop(TcpStream::connect(address).await.unwrap());
        drop(served);
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_does_not_say_who_they_are_is_turned_away() {
    bounded(async {
        let (emulator, key, _) = one_zone();
        let served = emulator.serve(LOOPBACK.parse().unwrap()).await.unwrap();
        let list = "GET /2013-04-01/hostedzone";
        for (who, status, code) in [
            (None, "403", "<Code>MissingAuthenticationToken</Code>"),
            (Some("AKIANOBODY"), "403", "<Code>InvalidClientTokenId</Code>"),
            (Some(key.as_str()), "200", "<Name>example.com.</Name>"),
        ] {
            let answer = ask(served.address(), who, list, "").await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
            assert!(answer.contains(code), "{answer}");
        }
        let unknown = ask(served.address(), Some(&key), "DELETE /2013-04-01/tags", "").await;
        assert!(unknown.contains("<Code>InvalidAction</Code>"), "{unknown}");
        assert!(unknown.contains("DELETE /2013-04-01/tags"), "{unknown}");
        let dance = ask(served.address(), Some(&key), "POST /", "Action=Dance").await;
        assert!(dance.contains("https://sts.amazonaws.com/doc/2011-06-15/"), "{dance}");
        assert!(dance.contains("Dance"), "{dance}");
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_no_batch_is_told_so() {
    bounded(async {
        let (emulator, key, zone) = one_zone();
        let served = emulator.serve(LOOPBACK.parse().unwrap()).await.unwrap();
        let request = format!("POST /2013-04-01/hostedzone/{zone}/rrset/");
        let batch = |set: &str| {
            format!(
                "<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change>\
                 <Action>CREATE</Action><ResourceRecordSet>{set}</ResourceRecordSet></Change>\
                 </Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
            )
        };
        let records = "<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>\
                       </ResourceRecords>";
        let named = "<Name>a.example.com</Name><Type>A</Type>";
        for (body, code, words) in [
            ("ChangeBatch".to_owned(), "MalformedInput", "expected ChangeResourceRecordSets"),
            ("<ChangeResourceRecordSetsRequest><Cha".to_owned(), "InvalidInput", "Invalid XML"),
            (batch("<Name>a</Name><Type>AX</Type>"), "InvalidInput", "&apos;AX&apos;"),
            (batch(&format!("{named}<Bogus/>")), "InvalidInput", "Bogus"),
            (batch(&format!("{named}<TTL>60</TTL>")), "InvalidInput", "incomplete"),
            (batch(named), "InvalidInput", "but found none in Change with [Action=CREATE"),
            (batch(&format!("{named}{records}")), "InvalidInput", "all of [TTL"),
            (batch(&format!("{named}<TTL>-1</TTL>{records}")), "InvalidInput", "between 0 and"),
            (
                batch(&format!("{named}<TTL>2147483648</TTL>{records}")),
                "InvalidInput",
                "2147483647",
            ),
        ] {
            let answer = ask(served.address(), Some(&key), &request, &body).await;
            assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
            assert!(answer.contains(&format!("<Code>{code}</Code>")), "{answer}");
            assert!(answer.contains(words), "{words}: {answer}");
        }
        let good = batch(&format!("{named}<TTL>2147483647</TTL>{records}"));
        let answer = ask(served.address(), Some(&key), &request, &good).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert_eq!(emulator.with(|world| world.zone(&zone).unwrap().len()), 3);
    })
    .await;
}

#[tokio::test]
async fn answers_are_cut_off_and_connections_broken_on_the_wire_too() {
    bounded(async {
        let (emulator, key, _) = one_zone();
        let counts = Matcher::action(Action::GetHostedZoneCount);
        let nth = |nth| counts.clone().nth(Nth::Only(nth));
        emulator.order(Rule::new(nth(1), Effect::CutOff));
        emulator.order(Rule::new(nth(2), Effect::Lose(Loss::Broken)));
        let served: Emulator = emulator.clone();
        let served = served.serve(LOOPBACK.parse().unwrap()).await.unwrap();
        let count = "GET /2013-04-01/hostedzonecount";
        let cut = ask(served.address(), Some(&key), count, "").await;
        let (head, body) = cut.split_once("\r\n\r\n").unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
        assert_eq!(ask(served.address(), Some(&key), count, "").await, "");
        let whole = ask(served.address(), Some(&key), count, "").await;
        assert!(whole.ends_with("</GetHostedZoneCountResponse>"), "{whole}");
    })
    .await;
}
