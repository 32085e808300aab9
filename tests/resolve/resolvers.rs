//! Asking resolvers.

use std::net::SocketAddr;

use hickory_proto::op::ResponseCode;
use zonecut::dns::{CouldNotAsk, Query, Rcode, RecordType};
use zonecut::resolve::{Asker, Settings};

use crate::responder::{Responder, now};
use crate::wire::{address, code, referral, reply, resolved, soa};
use crate::{PATIENT, SHORT, closed, name, resolver, settings};

fn asker(resolvers: Vec<SocketAddr>) -> Asker {
    Asker::new(Settings { resolvers, ..settings(SHORT) })
}

fn query() -> Query {
    Query::recursive(name("a.test"), RecordType::A)
}

async fn good() -> Responder {
    Responder::start(|seen| {
        now(seen, &resolved(seen, vec![address("a.test", [192, 0, 2, 1].into())]))
    })
    .await
}

async fn failing(with: ResponseCode) -> Responder {
    Responder::start(move |seen| now(seen, &code(seen, with))).await
}

#[tokio::test]
async fn the_first_that_answers_is_believed() {
    let (first, second) = (good().await, good().await);
    let silent = Responder::start(|_| vec![]).await;
    let asker = asker(vec![closed(), silent.address, first.address, second.address]);
    let reply = resolver(&asker, query()).await.unwrap();
    assert_eq!(reply.answers.len(), 1);
    assert!(first.seen()[0].message().metadata.recursion_desired);
    assert_eq!((silent.seen().len(), second.seen().len()), (2, 0));
}

#[tokio::test]
async fn one_that_fails_is_followed_by_the_next() {
    for with in [ResponseCode::ServFail, ResponseCode::Refused, ResponseCode::NotImp] {
        let (bad, good) = (failing(with).await, good().await);
        let reply = resolver(&asker(vec![bad.address, good.address]), query()).await.unwrap();
        assert_eq!(reply.rcode, Rcode::NoError);
    }
    let (servfail, refused) =
        (failing(ResponseCode::ServFail).await, failing(ResponseCode::Refused).await);
    let all = vec![closed(), servfail.address, refused.address];
    let reply = resolver(&asker(all), query()).await.unwrap();
    assert_eq!(reply.rcode, Rcode::ServFail, "the first word of failure goes before silence");
}

#[tokio::test]
async fn a_name_that_is_not_there_is_an_answer() {
    let none = Responder::start(|seen| {
        let mut message = resolved(seen, vec![]);
        message.metadata.response_code = ResponseCode::NXDomain;
        message.add_authority(soa("test"));
        now(seen, &message)
    })
    .await;
    let good = good().await;
    let reply = resolver(&asker(vec![none.address, good.address]), query()).await.unwrap();
    assert_eq!((reply.rcode, good.seen().len()), (Rcode::NxDomain, 0));
}

#[tokio::test]
async fn what_is_no_resolver_has_said_nothing() {
    let empty = Responder::start(|seen| now(seen, &reply(seen))).await;
    let refers = Responder::start(|seen| now(seen, &referral(seen, "test", &["ns.test"], vec![])));
    let refers = refers.await;
    for one in [&empty, &refers] {
        let heard = resolver(&asker(vec![one.address]), query()).await;
        let Err(CouldNotAsk::NotAllowed(why)) = heard else { panic!("{heard:?}") };
        assert!(why.contains(&one.address.to_string()) && why.contains("no resolver"), "{why}");
    }
    let good = good().await;
    assert!(resolver(&asker(vec![empty.address, good.address]), query()).await.is_ok());
}

#[tokio::test]
async fn of_its_cache_a_resolver_may_say_nothing() {
    let empty = Responder::start(|seen| now(seen, &reply(seen))).await;
    let refers = Responder::start(|seen| now(seen, &referral(seen, "test", &["ns.test"], vec![])));
    for one in [empty, refers.await] {
        let query = Query::of_cache(name("a.test"), RecordType::Ns);
        let heard = resolver(&asker(vec![one.address]), query).await.unwrap();
        assert_eq!((heard.rcode, heard.answers.len()), (Rcode::NoError, 0));
        assert!(!one.seen()[0].message().metadata.recursion_desired);
    }
}

#[tokio::test]
async fn silence_is_told_and_soon_not_waited_for_again() {
    let silent = Responder::start(|_| vec![]).await;
    let asker = asker(vec![silent.address]);
    let queries = (0..40).map(|n| Query::recursive(name(&format!("n{n}.test")), RecordType::A));
    let all = queries.map(|query| resolver(&asker, query));
    for heard in futures_util::future::join_all(all).await {
        assert_eq!(heard, Err(CouldNotAsk::TimedOut));
    }
    let before = silent.seen().len();
    let begun = std::time::Instant::now();
    for _ in 0..1_000 {
        assert_eq!(resolver(&asker, query()).await, Err(CouldNotAsk::TimedOut));
    }
    assert_eq!(silent.seen().len(), before, "nothing more is sent for a while");
    assert!(begun.elapsed() < PATIENT);
}

#[tokio::test]
async fn names_without_an_answer_do_not_silence_a_resolver_that_answers_others() {
    let one = Responder::start(|seen| match seen.asks().0.as_str() {
        "a.test." => now(seen, &resolved(seen, vec![address("a.test", [192, 0, 2, 1].into())])),
        _ => vec![],
    })
    .await;
    let asker = asker(vec![one.address]);
    assert!(resolver(&asker, query()).await.is_ok());
    let queries = (0..40).map(|n| Query::recursive(name(&format!("n{n}.test")), RecordType::A));
    futures_util::future::join_all(queries.map(|query| resolver(&asker, query))).await;
    assert!(resolver(&asker, query()).await.is_ok());
}
