//! Each state by the least that makes it, and which goes first where several hold.

use super::*;
use crate::cut::audit::fixture::{Says, nowhere, one, sighting};
use crate::cut::fixture::{name, names};
use crate::dns::{CouldNotAsk, Rcode, RecordType, Sighting, Unresolved};

/// Route 53's servers, as a delegation set has them.
const OWN: [&str; 2] = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"];
/// Of another operator.
const FOREIGN: [&str; 2] = ["ns1.example.net", "ns2.example.net"];

const GOOD: Says = Says::Speaks(&[]);
const REFUSED: Says = Says::Code(Rcode::Refused);

fn cut(servers: &[&str]) -> Cut {
    Cut { servers: names(servers).into_iter().collect(), ..Cut::default() }
}

/// Servers that say this, each with one address.
fn saying(servers: &[&str], says: &[Says]) -> Vec<Sighting> {
    assert_eq!(servers.len(), says.len());
    servers.iter().zip(says).map(|(server, says)| one(server, says.clone())).collect()
}

/// The judgement of an NS set whose servers were seen so; `child` is a delegation set.
fn judged(child: Option<&[&str]>, seen: &[Sighting]) -> Judged {
    let servers: Vec<String> = seen.iter().map(|seen| seen.server.to_string()).collect();
    let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
    let set = child.map(|child| names(child).into_iter().collect::<BTreeSet<_>>());
    let child = set.as_ref().map_or(Child::NotInView, Child::ServedBy);
    of(&cut(&servers), child, Some(seen), Vouched::NoDs)
}

fn of(cut: &Cut, child: Child<'_>, seen: Option<&[Sighting]>, vouched: Vouched) -> Judged {
    let heard: Option<Vec<Heard>> =
        seen.map(|seen| seen.iter().map(|seen| Heard::of(seen, &name("a.example.com"))).collect());
    judge(&CutInQuestion { ns: Ns::To(cut), child, servers: heard.as_deref(), vouched })
}

#[test]
fn what_servers_say_of_a_child_in_view() {
    use CutState::{Lame, Live, PartlyLame, Unknown};
    let lame = || Says::NoAuthority;
    for (says, state) in [
        ([GOOD, GOOD], Live),
        ([GOOD, REFUSED], PartlyLame),
        ([GOOD, lame()], PartlyLame),
        ([REFUSED, REFUSED], Lame),
        ([lame(), Says::Code(Rcode::ServFail)], Lame),
        ([Says::Cached, Says::Above], Lame),
        ([Says::Refers, Says::Code(Rcode::NxDomain)], Lame),
        ([REFUSED, Says::Silent], PartlyLame),
        ([GOOD, Says::Silent], Unknown),
        ([Says::Silent, Says::NoRoute], Unknown),
    ] {
        let judged = judged(Some(&OWN), &saying(&OWN, &says));
        assert_eq!((judged.state, judged.also), (state, Vec::new()), "{says:?}");
    }
}

#[test]
fn what_servers_say_of_a_child_that_is_not_in_view() {
    use CutState::{Dangling, Elsewhere, Lame, PartlyLame, Unknown};
    for (servers, says, state) in [
        (FOREIGN, [GOOD, GOOD], Elsewhere),
        (OWN, [GOOD, GOOD], Elsewhere),
        (FOREIGN, [REFUSED, REFUSED], Lame),
        (FOREIGN, [GOOD, REFUSED], PartlyLame),
        (OWN, [REFUSED, REFUSED], Dangling),
        (OWN, [GOOD, REFUSED], PartlyLame),
        (OWN, [REFUSED, Says::Silent], PartlyLame),
        (OWN, [REFUSED, Says::NoAuthority], Lame),
        (OWN, [Says::Silent, Says::Silent], Unknown),
        (["ns-0.awsdns-00.com", "ns-512.awsdns-00.net"], [REFUSED, REFUSED], Lame),
        ([OWN[0], FOREIGN[0]], [REFUSED, REFUSED], Dangling),
        ([OWN[0], FOREIGN[0]], [REFUSED, Says::Silent], Dangling),
    ] {
        let judged = judged(None, &saying(&servers, &says));
        assert_eq!(judged.state, state, "{servers:?} {says:?}");
    }
}

#[test]
fn a_name_that_can_be_taken_over_is_said_to_be_also_where_others_still_answer() {
    let judged = judged(None, &saying(&[OWN[0], FOREIGN[0]], &[REFUSED, GOOD]));
    assert_eq!((judged.state, judged.also), (CutState::Dangling, vec![CutState::PartlyLame]));
    let claim = "whoever gets a zone of this name on one of these servers owns it";
    assert!(judged.evidence.iter().any(|line| line == claim), "{:?}", judged.evidence);
}

#[test]
fn who_can_claim_the_name_is_told_where_some_servers_still_answer() {
    let claim = "whoever gets a zone of this name on ns-2.awsdns-02.com. answers for it";
    let elsewhere = judged(None, &saying(&OWN, &[GOOD, REFUSED]));
    assert!(elsewhere.evidence.iter().any(|line| line == claim), "{:?}", elsewhere.evidence);
    let own = judged(Some(&OWN), &saying(&OWN, &[GOOD, REFUSED]));
    assert!(!own.evidence.iter().any(|line| line == claim), "{:?}", own.evidence);
}

#[test]
fn servers_without_a_name_or_an_address_are_lame_and_those_not_looked_up_are_not() {
    let gone = |server| nowhere(server, Unresolved::NoSuchName);
    let seen = [gone(FOREIGN[0]), nowhere(FOREIGN[1], Unresolved::NoAddress)];
    assert_eq!(judged(None, &seen).state, CutState::Lame);
    let seen = [gone(OWN[0]), one(OWN[1], REFUSED)];
    assert_eq!(judged(None, &seen).state, CutState::Dangling);
    assert_eq!(judged(None, &[gone(OWN[0]), gone(OWN[1])]).state, CutState::Lame);
    for why in [Unresolved::Failed(Rcode::ServFail), Unresolved::CouldNotAsk(CouldNotAsk::TimedOut)]
    {
        let seen = [nowhere(FOREIGN[0], why.clone()), nowhere(FOREIGN[1], why)];
        assert_eq!(judged(None, &seen).state, CutState::Unknown);
    }
}

#[test]
fn addresses_of_one_server_are_weighed_together() {
    use CutState::{Elsewhere, Lame, PartlyLame, Unknown};
    const V4: &str = "192.0.2.1";
    const V4_TOO: &str = "192.0.2.2";
    const V6: &str = "2001:db8::1";
    for (addresses, state) in [
        ([(V4, GOOD), (V6, GOOD)], Elsewhere),
        ([(V4, GOOD), (V6, Says::NoRoute)], Elsewhere),
        ([(V4, GOOD), (V6, Says::Silent)], Elsewhere),
        ([(V4, GOOD), (V4_TOO, Says::Silent)], Elsewhere),
        ([(V4, GOOD), (V6, REFUSED)], PartlyLame),
        ([(V4, REFUSED), (V6, Says::Silent)], Lame),
        ([(V4, REFUSED), (V4_TOO, Says::Silent)], PartlyLame),
        ([(V4, Says::NoRoute), (V6, REFUSED)], Lame),
        ([(V4, Says::Silent), (V6, REFUSED)], PartlyLame),
        ([(V4, Says::Silent), (V6, Says::NoRoute)], Unknown),
    ] {
        let judged = judged(None, &[sighting(FOREIGN[0], &addresses)]);
        assert_eq!(judged.state, state, "{addresses:?}");
    }
}

#[test]
fn drift_is_told_both_ways_and_who_can_claim_the_name() {
    let ns = [OWN[0], "ns-7.awsdns-07.net"];
    let judged = judged(Some(&OWN), &saying(&ns, &[GOOD, REFUSED]));
    assert_eq!((judged.state, judged.also), (CutState::Drifted, vec![CutState::PartlyLame]));
    assert_eq!(
        judged.evidence,
        [
            "only in the parent: ns-7.awsdns-07.net.",
            "only in the delegation set: ns-2.awsdns-02.com.",
            "ns-7.awsdns-07.net. 192.0.2.1 REFUSED, 12 ms",
            "whoever gets a zone of this name on ns-7.awsdns-07.net. answers for it",
            "1 of 2 name servers have authority",
        ]
    );
}

#[test]
fn where_none_of_other_servers_answers_it_is_lame_before_it_is_drifted() {
    let judged = judged(Some(&OWN), &saying(&FOREIGN, &[REFUSED, REFUSED]));
    assert_eq!((judged.state, judged.also), (CutState::Lame, vec![CutState::Drifted]));
}

#[test]
fn a_delegation_set_that_could_not_be_read_leaves_only_what_servers_say() {
    let judged = |says: [Says; 2]| {
        let seen = saying(&OWN, &says);
        of(&cut(&OWN), Child::Unread("denied"), Some(&seen), Vouched::NoDs).state
    };
    assert_eq!(judged([GOOD, GOOD]), CutState::Unknown);
    assert_eq!(judged([GOOD, REFUSED]), CutState::PartlyLame);
    assert_eq!(judged([REFUSED, REFUSED]), CutState::Lame, "a zone in view is not dangling");
}

#[test]
fn without_the_dns_the_api_tells_what_it_can() {
    let set: BTreeSet<Name> = names(&OWN).into_iter().collect();
    let judged = |servers: &[&str], child, vouched| of(&cut(servers), child, None, vouched);
    let same = judged(&OWN, Child::ServedBy(&set), Vouched::NoDs);
    assert_eq!(same.state, CutState::Unknown);
    assert_eq!(same.evidence, ["the servers were not asked (--no-dns)"]);
    let drifted = judged(&FOREIGN, Child::ServedBy(&set), Vouched::NoDs);
    assert_eq!((drifted.state, drifted.also), (CutState::Drifted, Vec::new()));
    assert_eq!(drifted.evidence.len(), 4, "{:?}", drifted.evidence);
    let broken = Vouched::Broken("unsigned".to_owned());
    assert_eq!(judged(&OWN, Child::ServedBy(&set), broken).state, CutState::BrokenByDs);
    assert_eq!(judged(&OWN, Child::NotInView, Vouched::NoDs).state, CutState::Unknown);
}

#[test]
fn ds_break_what_else_is_well_and_idle_ones_are_only_told() {
    let set: BTreeSet<Name> = names(&OWN).into_iter().collect();
    let judged = |vouched, says: [Says; 2]| {
        let seen = saying(&OWN, &says);
        of(&cut(&OWN), Child::ServedBy(&set), Some(&seen), vouched)
    };
    let broken = || Vouched::Broken("the servers have other keys".to_owned());
    assert_eq!(judged(broken(), [GOOD, GOOD]).state, CutState::BrokenByDs);
    let lame = judged(broken(), [REFUSED, REFUSED]);
    assert_eq!((lame.state, lame.also), (CutState::BrokenByDs, vec![CutState::Lame]));
    assert_eq!(judged(Vouched::Holds, [GOOD, GOOD]).state, CutState::Live);
    let idle = judged(Vouched::Idle, [GOOD, GOOD]);
    assert_eq!(idle.state, CutState::Live);
    assert!(idle.evidence.iter().any(|line| line.contains("not signed")));
    let open = Vouched::Unknown("the keys could not be asked".to_owned());
    assert_eq!(judged(open, [GOOD, GOOD]).state, CutState::Unknown);
}

#[test]
fn occluded_records_count_where_nothing_worse_holds() {
    let examples: Vec<_> =
        (0..7).map(|at| (name(&format!("h{at}.a.example.com")), RecordType::A)).collect();
    let occluded = Occluded { count: 9, examples };
    let cut = Cut { occluded, ..cut(&FOREIGN) };
    let judged =
        |says: [Says; 2]| of(&cut, Child::NotInView, Some(&saying(&FOREIGN, &says)), Vouched::NoDs);
    let good = judged([GOOD, GOOD]);
    assert_eq!(good.state, CutState::Occluding);
    assert_eq!(good.evidence[0], "9 record sets of the parent at or below the cut, never answered");
    assert_eq!(good.evidence[5], "h4.a.example.com. A");
    assert_eq!(good.evidence[6], "and 4 more");
    assert_eq!(judged([Says::Silent, GOOD]).state, CutState::Occluding);
    let lame = judged([REFUSED, REFUSED]);
    assert_eq!((lame.state, lame.also), (CutState::Lame, vec![CutState::Occluding]));
}

#[test]
fn values_that_are_no_names_are_lame_and_differ() {
    let odd = |servers: &[&str]| Cut { odd: vec!["a..b".to_owned()], ..cut(servers) };
    let set: BTreeSet<Name> = names(&OWN).into_iter().collect();
    let seen = saying(&OWN, &[GOOD, GOOD]);
    let drifted = of(&odd(&OWN), Child::ServedBy(&set), Some(&seen), Vouched::NoDs);
    assert_eq!((drifted.state, drifted.also), (CutState::Drifted, vec![CutState::PartlyLame]));
    let lame = of(&odd(&[]), Child::NotInView, Some(&[]), Vouched::NoDs);
    assert_eq!(lame.state, CutState::Lame);
    let empty = of(&cut(&[]), Child::NotInView, Some(&[]), Vouched::NoDs);
    assert_eq!(empty.state, CutState::Unknown);
}

#[test]
fn what_the_parent_alone_tells_needs_no_server() {
    let judged = |ns| {
        let child = Child::Unread("not needed");
        judge(&CutInQuestion { ns, child, servers: None, vouched: Vouched::NoDs })
    };
    let above = name("example.com");
    for (ns, state, evidence) in [
        (Ns::Dead(&above), CutState::Dead, "the same zone is cut at example.com. already"),
        (Ns::ToTwin("A".to_owned()), CutState::WrongTwin, "the parent names zone A"),
        (Ns::Missing(vec!["no NS".to_owned()]), CutState::Missing, "no NS"),
        (Ns::Unknown("denied".to_owned()), CutState::Unknown, "denied"),
    ] {
        let judged = judged(ns);
        assert_eq!((judged.state, judged.evidence), (state, vec![evidence.to_owned()]));
    }
}
