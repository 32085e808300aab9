//! TCP after a truncated answer, or none.

use std::time::{Duration, Instant};

use hickory_proto::rr::Record;
use zonecut::dns::{CouldNotAsk, Reply, Transport};

use crate::responder::{Out, Responder, Seen, framed, now};
use crate::wire::{authoritative, ns, reply};
use crate::{PATIENT, SHORT, ask, name};

fn truncated(seen: &Seen) -> Out {
    let mut message = authoritative(seen, vec![]);
    message.metadata.truncation = true;
    now(seen, &message)
}

/// By UDP truncated, and by TCP as the script says.
async fn truncating(by_tcp: impl Fn(&Seen) -> Out + Send + Sync + 'static) -> Responder {
    Responder::start(move |seen| match seen.transport {
        Transport::Udp => truncated(seen),
        Transport::Tcp => by_tcp(seen),
    })
    .await
}

fn many(count: usize) -> Vec<Record> {
    (0..count).map(|n| ns("a.test", &format!("ns{n}.a.test"))).collect()
}

#[tokio::test]
async fn what_is_truncated_is_fetched_by_tcp() {
    let one = truncating(|seen| now(seen, &authoritative(seen, many(200)))).await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!(reply.transport, Transport::Tcp);
    assert_eq!(Reply::name_servers(&reply.answers, &name("a.test")).len(), 200);
    assert_eq!((one.count(Transport::Udp), one.count(Transport::Tcp)), (1, 1));
}

#[tokio::test]
async fn a_truncated_answer_need_not_be_whole() {
    let one = Responder::start(|seen| match seen.transport {
        Transport::Tcp => now(seen, &authoritative(seen, many(200))),
        Transport::Udp => {
            let mut message = authoritative(seen, many(200));
            message.metadata.truncation = true;
            let bytes = message.to_vec().unwrap();
            vec![(Duration::ZERO, bytes[..512].to_vec())]
        }
    })
    .await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.transport, reply.answers.len()), (Transport::Tcp, 200));
}

#[tokio::test]
async fn a_packet_far_beyond_what_was_asked_for_is_fetched_by_tcp() {
    let one = Responder::start(|seen| now(seen, &authoritative(seen, many(400)))).await;
    let reply = ask(one.address, PATIENT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.transport, reply.answers.len()), (Transport::Tcp, 400));
}

#[tokio::test]
async fn a_connection_that_ends_early_is_told() {
    let whole = |seen: &Seen| framed(&authoritative(seen, many(20)).to_vec().unwrap());
    for keep in [0, 1, 2, 5, 100] {
        let one =
            truncating(move |seen| vec![(Duration::ZERO, whole(seen)[..keep].to_vec())]).await;
        let begun = Instant::now();
        let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
        let Err(CouldNotAsk::Garbled(why)) = heard else { panic!("{keep}: {heard:?}") };
        assert!(why.contains("ended before"), "{why}");
        assert!(begun.elapsed() < PATIENT, "nothing is waited for");
    }
}

#[tokio::test]
async fn lengths_that_lie_are_no_answer() {
    type Lie = fn(&Seen) -> Vec<u8>;
    let lies: [(Lie, &str); 4] = [
        // Nothing at all.
        (|_| vec![0, 0], "something else"),
        // Less than is there: the message is cut off.
        (|seen| [&[0, 40], &authoritative(seen, many(9)).to_vec().unwrap()[..]].concat(), ""),
        // Less than a header.
        (|seen| [&[0, 5], &reply(seen).to_vec().unwrap()[..]].concat(), "shorter than a header"),
        // More than is there, and the end.
        (|seen| [&[255, 255], &reply(seen).to_vec().unwrap()[..]].concat(), "ended before"),
    ];
    for (lie, words) in lies {
        let one = truncating(move |seen| vec![(Duration::ZERO, lie(seen))]).await;
        let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
        let Err(CouldNotAsk::Garbled(why)) = heard else { panic!("{words}: {heard:?}") };
        assert!(why.contains(words), "{why}");
    }
}

#[tokio::test]
async fn a_drip_ends_with_the_time_that_is_given() {
    let one = truncating(|seen| {
        let bytes = framed(&authoritative(seen, many(200)).to_vec().unwrap());
        bytes.into_iter().map(|byte| (Duration::from_millis(20), vec![byte])).collect()
    })
    .await;
    let begun = Instant::now();
    let heard = ask(one.address, SHORT, crate::soa("a.test")).await;
    assert_eq!(heard, Err(CouldNotAsk::TimedOut));
    assert!(begun.elapsed() >= SHORT && begun.elapsed() < SHORT + PATIENT);
}

#[tokio::test]
async fn silence_by_tcp_is_told_after_one_try() {
    let one = truncating(|_| vec![(Duration::from_mins(1), vec![])]).await;
    let heard = ask(one.address, SHORT, crate::soa("a.test")).await;
    assert_eq!(heard, Err(CouldNotAsk::TimedOut));
    assert_eq!((one.count(Transport::Udp), one.count(Transport::Tcp)), (1, 1));
}

#[tokio::test]
async fn a_closed_tcp_port_is_told() {
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let answering = tokio::spawn(async move {
        let mut packet = [0; 512];
        let (length, from) = socket.recv_from(&mut packet).await.unwrap();
        // The question itself with QR, AA and TC.
        packet[2] |= 0x86;
        socket.send_to(&packet[..length], from).await.unwrap();
    });
    let heard = ask(address, PATIENT, crate::soa("a.test")).await;
    assert_eq!(heard, Err(CouldNotAsk::ConnectionRefused));
    answering.await.unwrap();
}

#[tokio::test]
async fn truncated_by_tcp_or_of_another_question_is_no_answer() {
    let truncated = truncating(truncated).await;
    let other = truncating(|seen| {
        let mut message = reply(seen);
        message.metadata.id ^= 1;
        now(seen, &message)
    })
    .await;
    for (one, words) in [(truncated, "truncated by TCP"), (other, "something else")] {
        let heard = ask(one.address, PATIENT, crate::soa("a.test")).await;
        let Err(CouldNotAsk::Garbled(why)) = heard else { panic!("{heard:?}") };
        assert!(why.contains(words), "{why}");
    }
}

#[tokio::test]
async fn who_is_silent_by_udp_is_heard_by_tcp() {
    let one = Responder::start(|seen| match seen.transport {
        Transport::Udp => vec![],
        Transport::Tcp => now(seen, &authoritative(seen, many(3))),
    })
    .await;
    let begun = Instant::now();
    let reply = ask(one.address, SHORT, crate::soa("a.test")).await.unwrap();
    assert_eq!((reply.transport, reply.answers.len()), (Transport::Tcp, 3));
    assert!(begun.elapsed() >= SHORT * 2 && reply.took >= SHORT * 2, "after both tries by UDP");
    assert_eq!((one.count(Transport::Udp), one.count(Transport::Tcp)), (2, 1));
}

#[tokio::test]
async fn what_tcp_says_after_silence_is_no_reason_of_its_own() {
    let hangs_up = Responder::start(|_| vec![]).await;
    let closed = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for address in [hangs_up.address, closed.local_addr().unwrap()] {
        let heard = ask(address, SHORT, crate::soa("a.test")).await;
        assert_eq!(heard, Err(CouldNotAsk::TimedOut), "no answer came by UDP");
    }
}
