//! How much is under way at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use zonecut::resolve::{Asker, Settings};

use crate::responder::{Responder, after};
use crate::wire::authoritative;
use crate::{PATIENT, server, with_hosts};

const SLOW: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_questions_are_under_way_than_allowed() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = (Arc::clone(&running), Arc::clone(&most));
    let one = Responder::start(move |seen| {
        let now = count.0.fetch_add(1, Ordering::SeqCst) + 1;
        count.1.fetch_max(now, Ordering::SeqCst);
        let running = Arc::clone(&count.0);
        tokio::spawn(async move {
            // A little before the answer goes out: whoever gets it may ask again at once.
            tokio::time::sleep(SLOW.saturating_sub(Duration::from_millis(10))).await;
            running.fetch_sub(1, Ordering::SeqCst);
        });
        after(SLOW, seen, &authoritative(seen, vec![]))
    })
    .await;
    let hosts = [("ns.test", one.address)];
    let asker = Asker::new(Settings { in_flight: 4, ..with_hosts(PATIENT, &hosts) });
    let begun = Instant::now();
    let lookups = (0..20).map(|n| {
        let asker = asker.clone();
        async move {
            let queries = (0..2).map(|part| crate::soa(&format!("n{n}-{part}.test"))).collect();
            server(&asker, "ns.test", queries).await
        }
    });
    for sighting in join_all(lookups).await {
        let replies = &sighting.addresses.unwrap()[0].replies;
        // The wait for a turn is no part of what the server took.
        for reply in replies {
            assert!(reply.as_ref().unwrap().took < PATIENT);
        }
    }
    assert_eq!(most.load(Ordering::SeqCst), 4, "all turns are used, and no more");
    assert!(begun.elapsed() >= SLOW * 10, "40 questions, 4 at once: {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_server_is_asked_everything_at_once() {
    let one = Responder::start(|seen| after(SLOW * 4, seen, &authoritative(seen, vec![]))).await;
    let asker = Asker::new(with_hosts(PATIENT, &[("ns.test", one.address)]));
    let queries = (0..10).map(|n| crate::soa(&format!("n{n}.test"))).collect();
    let begun = Instant::now();
    let sighting = server(&asker, "ns.test", queries).await;
    assert!(begun.elapsed() < SLOW * 40, "one after the other: {:?}", begun.elapsed());
    assert_eq!(sighting.addresses.unwrap()[0].replies.len(), 10);
}

#[tokio::test]
async fn who_stops_waiting_gives_the_turn_back() {
    let one = Responder::start(|seen| match seen.nth {
        0..3 => vec![],
        _ => after(Duration::ZERO, seen, &authoritative(seen, vec![])),
    })
    .await;
    let hosts = [("ns.test", one.address)];
    let asker = Asker::new(Settings { in_flight: 1, ..with_hosts(PATIENT, &hosts) });
    for _ in 0..3 {
        let lost = server(&asker, "ns.test", vec![crate::soa("a.test")]);
        assert!(tokio::time::timeout(SLOW * 4, lost).await.is_err());
    }
    let sighting = server(&asker, "ns.test", vec![crate::soa("a.test")]).await;
    assert!(sighting.addresses.unwrap()[0].replies[0].is_ok());
}
