//! Referrals as real servers give them, and all that is none.

use super::*;
use crate::cut::fixture::dns::{
    CUT, ds, ds_record, no_data, no_name, ns_answer, nsec, nsec3, record, referral, reply, soa,
};
use crate::cut::fixture::{DS, OTHER_DS, SERVERS, name, names};

fn read_ns(reply: Reply) -> Says {
    read(&name("example.com"), &name(CUT), Some(&Ok(reply)), None).says
}

fn read_ds(ns: Option<Reply>, ds: Option<Reply>) -> DsSeen {
    let (ns, ds) = (ns.map(Ok), ds.map(Ok));
    read(&name("example.com"), &name(CUT), ns.as_ref(), ds.as_ref()).ds
}

fn sorted(servers: &[&str]) -> Vec<Name> {
    let mut servers = names(servers);
    servers.sort();
    servers
}

#[test]
fn a_referral_names_the_servers_in_the_authority_section_without_authority() {
    let servers = sorted(&SERVERS);
    let refers = Says::Refers { servers, without_glue: Vec::new() };
    assert_eq!(read_ns(referral(CUT, &SERVERS)), refers);
    let shouted: Vec<String> = SERVERS.iter().rev().map(|server| server.to_uppercase()).collect();
    let shouted: Vec<&str> = shouted.iter().map(String::as_str).collect();
    assert_eq!(read_ns(referral(CUT, &shouted)), refers);
}

#[test]
fn servers_at_or_below_the_cut_need_glue_and_others_do_not() {
    let servers = ["ns1.team-a.example.com", "ns2.team-a.example.com", "ns.example.net"];
    let missing = |glue: &[&str]| match read_ns(referral(CUT, &servers).glue(glue)) {
        Says::Refers { without_glue, .. } => without_glue,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(&[]), sorted(&servers[..2]));
    assert_eq!(missing(&servers[..1]), names(&servers[1..2]));
    assert_eq!(missing(&servers[..2]), []);
}

#[test]
fn one_that_serves_the_child_too_answers_from_it() {
    let own = Says::IsChild(sorted(&SERVERS));
    assert_eq!(read_ns(ns_answer(CUT, 300, &SERVERS, true)), own);
}

#[test]
fn authority_without_ns_records_is_no_cut() {
    for (reply, words) in [
        (no_name("example.com"), "no cut: NXDOMAIN"),
        (no_data("example.com"), "no cut: the name has no NS record"),
        (reply(Rcode::NoError, true), "no cut: the name has no NS record"),
        (
            reply(Rcode::NoError, true).answer([record(
                CUT,
                60,
                RecordData::Cname(name("lb.example.net")),
            )]),
            "no cut: an alias of lb.example.net.",
        ),
    ] {
        assert_eq!(read_ns(reply), Says::NoCut(words.to_owned()));
    }
    let far = read(
        &name("com"),
        &name(CUT),
        Some(&Ok(reply(Rcode::NxDomain, true).beside([soa("example.com", 1)]))),
        None,
    );
    assert_eq!(far.says, Says::NoCut("no cut: NXDOMAIN by example.com.".to_owned()));
}

#[test]
fn a_cut_between_is_told_from_a_referral_upward_or_beside() {
    let above = read(
        &name("com"),
        &name(CUT),
        Some(&Ok(referral("example.com", &["ns.example.net"]))),
        None,
    );
    assert_eq!(above.says, Says::CutAbove(name("example.com")));
    for at in [".", "com", "example.com", "example.net", "x.team-a.example.com"] {
        let says = read_ns(referral(at, &["ns.example.net"]));
        assert!(
            matches!(&says, Says::NotServing(words) if words.contains("refers to")),
            "{says:?}"
        );
    }
}

#[test]
fn what_is_no_word_of_the_parent_is_told_with_its_rcode_or_flag() {
    for (reply, words) in [
        (reply(Rcode::Refused, false), "REFUSED: does not serve example.com."),
        (reply(Rcode::ServFail, false), "SERVFAIL: does not serve example.com."),
        (reply(Rcode::NotAuth, true), "NOTAUTH: does not serve example.com."),
        (reply(Rcode::NxDomain, false), "NXDOMAIN without authority over example.com."),
        (reply(Rcode::NoError, false), "an empty answer without authority"),
        (ns_answer(CUT, 60, &SERVERS, false), "answers without authority"),
        (no_name("com"), "speaks for com., not for example.com."),
        (no_data("com"), "speaks for com., not for example.com."),
        (no_data(CUT), "speaks for team-a.example.com., which has no NS record"),
    ] {
        let says = read_ns(reply);
        assert!(matches!(&says, Says::NotServing(told) if told.contains(words)), "{says:?}");
    }
    let claimed = Reply { authoritative: true, ..referral(CUT, &SERVERS) };
    assert!(matches!(read_ns(claimed), Says::NotServing(words) if words.contains("AA=1")));
}

#[test]
fn silence_stays_silence() {
    let at = read(&name("example.com"), &name(CUT), Some(&Err(CouldNotAsk::TimedOut)), None);
    assert_eq!(at.says, Says::Unheard(CouldNotAsk::TimedOut));
    assert_eq!((at.ds, at.signed), (DsSeen::Untold, false));
}

#[test]
fn ds_come_with_the_referral_or_from_the_parent_itself() {
    let beside = referral(CUT, &SERVERS).beside([ds_record(CUT, DS)]);
    let own = reply(Rcode::NoError, true).answer([ds_record(CUT, OTHER_DS)]);
    assert_eq!(read_ds(Some(beside.clone()), None), DsSeen::Has(vec![ds(DS)]));
    assert_eq!(read_ds(None, Some(own.clone())), DsSeen::Has(vec![ds(OTHER_DS)]));
    assert_eq!(read_ds(Some(beside.clone()), Some(own)), DsSeen::Has(vec![ds(OTHER_DS)]));
    let none = no_data("example.com");
    assert_eq!(read_ds(Some(beside), Some(none)), DsSeen::Has(vec![ds(DS)]));
    let of_another = referral(CUT, &SERVERS).beside([ds_record("x.example.com", DS)]);
    assert_eq!(read_ds(Some(of_another), None), DsSeen::Untold);
}

#[test]
fn absence_is_proved_by_the_name_by_its_hash_or_by_opt_out() {
    let elsewhere = nsec3(true, Nsec3Place::Elsewhere, &["NS"]);
    for (records, seen) in [
        (vec![nsec(CUT, &["NS", "RRSIG", "NSEC"])], DsSeen::Proved("NSEC")),
        (vec![nsec(CUT, &["NS", "DS", "NSEC"])], DsSeen::Absent),
        (vec![nsec("a.example.com", &["A"])], DsSeen::Absent),
        (vec![nsec3(false, Nsec3Place::Matches, &["NS"])], DsSeen::Proved("NSEC3")),
        (vec![nsec3(false, Nsec3Place::Matches, &["NS", "DS"])], DsSeen::Absent),
        (vec![nsec3(true, Nsec3Place::Covers, &["NS"])], DsSeen::Proved("NSEC3 opt-out")),
        (vec![nsec3(false, Nsec3Place::Covers, &["NS"])], DsSeen::Absent),
        (vec![elsewhere.clone()], DsSeen::Untold),
        (vec![elsewhere, nsec3(true, Nsec3Place::Covers, &["A"])], DsSeen::Proved("NSEC3 opt-out")),
        (vec![], DsSeen::Absent),
    ] {
        let answered = no_data("example.com").beside(records.clone());
        assert_eq!(read_ds(None, Some(answered)), seen, "{records:?}");
    }
}

#[test]
fn what_the_child_says_of_ds_is_no_word_of_the_parent() {
    assert_eq!(read_ds(None, Some(no_data(CUT))), DsSeen::Untold);
    let both = ns_answer(CUT, 300, &SERVERS, true);
    assert_eq!(read_ds(Some(both.clone()), None), DsSeen::Untold);
    let own = no_data("example.com");
    assert_eq!(read_ds(Some(both), Some(own)), DsSeen::Absent);
    for rcode in [Rcode::Refused, Rcode::ServFail] {
        assert_eq!(read_ds(None, Some(reply(rcode, false))), DsSeen::Untold);
    }
}

#[test]
fn a_referral_without_ds_says_nothing_where_the_question_for_them_was_not_heard() {
    assert_eq!(read_ds(Some(referral(CUT, &SERVERS)), None), DsSeen::Untold);
    let proved = referral(CUT, &SERVERS).beside([nsec(CUT, &["NS"])]);
    assert_eq!(read_ds(Some(proved), None), DsSeen::Proved("NSEC"));
}

#[test]
fn signatures_are_the_parents_own() {
    let is_signed = |reply| read(&name("example.com"), &name(CUT), Some(&Ok(reply)), None).signed;
    let signature = record(CUT, 300, RecordData::Rrsig(RecordType::Ns));
    assert!(!is_signed(referral(CUT, &SERVERS)));
    assert!(is_signed(referral(CUT, &SERVERS).beside([signature.clone()])));
    assert!(is_signed(referral(CUT, &SERVERS).beside([nsec(CUT, &["NS"])])));
    assert!(!is_signed(ns_answer(CUT, 300, &SERVERS, true).answer([signature])));
}

#[test]
fn both_questions_ask_the_parent_without_recursion_and_want_dnssec() {
    let asked = queries(&name(CUT));
    assert!(asked.iter().all(|query| !query.recursion && query.dnssec && query.name == name(CUT)));
    assert_eq!(asked.iter().map(|q| q.rtype.as_str()).collect::<Vec<_>>(), ["NS", "DS"]);
}
