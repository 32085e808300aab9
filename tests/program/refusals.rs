//! A write that must not happen, or that Route 53 refuses: nothing is changed, and the message
//! says who, where, doing what, and what to do.

use std::time::Duration;

use zonecut::cut::{Ending, Goal, Options, Plan, Verdict};
use zonecut::emulator::{
    Action, Effect, Emulator, Matcher, Nth, Principal, RecordType, Rule, ServiceError, World,
};
use zonecut::zone::AccountId;

use crate::direct::{CUT, DNS, Direct, TEAM, says};
use crate::drive::within;

const LIMIT: Duration = Duration::from_secs(1_000);
const WRITE: Action = Action::ChangeResourceRecordSets;

#[tokio::test(start_paused = true)]
async fn an_edit_after_the_preview_is_a_conflict_and_nothing_is_sent() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        direct.put(&["ns1.example.net.", "ns2.example.net."]);
        let ending = direct.apply(&plan).await;
        let Ending::Conflict { planned, then, now, differences, refusal: None } = &ending else {
            panic!("{ending:?}")
        };
        assert_eq!(direct.sent_and_done(), (0, 0));
        // The three ways: what was planned, what was there, what is there.
        let planned: Vec<_> = planned.iter().flat_map(|set| set.values().to_vec()).collect();
        assert_eq!(crate::site::dotted(&planned), direct.child.name_servers);
        assert!(then.at_and_below.is_empty());
        let [standing] = now.at_and_below.as_slice() else { panic!("{now:?}") };
        assert_eq!(standing.values(), ["ns1.example.net.", "ns2.example.net."]);
        let [difference] = differences.as_slice() else { panic!("{differences:?}") };
        assert!(difference.contains("team.example.com") && difference.contains("ns1.example.net."));
        says(&ending, &["Nothing was sent", "Plan anew"]);

        // The new plan is made of what stands there now, and goes through.
        let anew = direct.preview().await;
        assert_eq!(anew.ns_before().map(|set| set.values().len()), Some(2));
        assert!(matches!(direct.apply(&anew).await, Ending::InSync { .. }));
        assert_eq!(direct.at_cut(), Some(direct.due()));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_anything_that_the_preview_judged_is_a_conflict() {
    within(LIMIT, async {
        type Edit = fn(&mut World, &str, &str);
        let edits: [(&str, Edit); 4] = [
            ("a record below the cut", |world, parent, _| {
                let zone = world.zone_mut(parent).unwrap();
                let a = zonecut::emulator::RecordType::A;
                zone.put("www.team.example.com", a, 60, &["192.0.2.1"]).unwrap();
            }),
            ("another type at the cut", |world, parent, _| {
                let zone = world.zone_mut(parent).unwrap();
                let cname = zonecut::emulator::RecordType::Cname;
                zone.put("team.example.com", cname, 60, &["example.org."]).unwrap();
            }),
            ("the child's delegation set", |world, _, child| {
                let other = vec!["ns-9.awsdns-01.com".to_owned()];
                world.zone_mut(child).unwrap().set_name_servers(other);
            }),
            ("the same servers with another TTL", |world, parent, child| {
                let servers = world.zone(child).unwrap().name_servers.clone();
                let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
                let zone = world.zone_mut(parent).unwrap();
                let ns = zonecut::emulator::RecordType::Ns;
                zone.put("team.example.com", ns, 77, &servers).unwrap();
            }),
        ];
        for (what, edit) in edits {
            let direct = Direct::new().await;
            let plan = direct.preview().await;
            let (parent, child) = (&direct.parent.id, &direct.child.id);
            direct.emulator.with(|world| edit(world, parent, child));
            let ending = direct.apply(&plan).await;
            assert!(matches!(ending, Ending::Conflict { .. }), "{what}: {ending:?}");
            assert_eq!(direct.sent_and_done(), (0, 0), "{what}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn somebody_who_is_faster_by_a_moment_wins_and_is_shown() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let edit = direct.edit_at_cut(&["ns1.example.net."]);
        let ending = direct.apply_with(WRITE, Nth::Every, edit).await;
        assert!(matches!(&ending, Ending::Conflict { refusal: Some(_), .. }), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        assert_eq!(direct.at_cut(), Some((900, vec!["ns1.example.net.".to_owned()])));
        says(&ending, &["Nothing was changed", "somebody was faster", "already exists"]);
        says(&ending, &["profile dns", DNS, &direct.parent.id, "Plan anew"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_is_refused_where_the_set_has_changed_by_then() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        direct.put(&["ns1.example.net."]);
        let edit = direct.edit_at_cut(&["ns1.example.net.", "ns2.example.net."]);
        let ending = direct.apply_with(WRITE, Nth::Every, edit).await;
        assert!(matches!(&ending, Ending::Conflict { refusal: Some(_), .. }), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        let both = vec!["ns1.example.net.".to_owned(), "ns2.example.net.".to_owned()];
        assert_eq!(direct.at_cut(), Some((900, both)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn another_principal_behind_a_profile_sends_nothing() {
    within(LIMIT, async {
        for (account, whose) in [(DNS, "the parent's profile"), (TEAM, "the child's profile")] {
            let direct = Direct::new().await;
            let plan = direct.preview().await;
            let key = direct.key(account);
            let intruder = Principal::User("somebody-else".to_owned());
            direct.emulator.with(|world| world.add_key(&key, account, intruder));
            let ending = direct.apply(&plan).await;
            let Ending::Conflict { differences, .. } = &ending else { panic!("{ending:?}") };
            let told = differences.join("\n");
            assert!(told.contains(whose) && told.contains("somebody-else"), "{told}");
            assert_eq!(direct.sent_and_done(), (0, 0));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn another_account_behind_a_profile_sends_nothing() {
    within(LIMIT, async {
        for (account, profile) in [(DNS, "profile dns"), (TEAM, "profile team")] {
            let direct = Direct::new().await;
            let zone = if account == DNS { &direct.parent.id } else { &direct.child.id };
            let plan = direct.preview().await;
            let key = direct.key(account);
            direct.emulator.with(|world| {
                world.add_account("999999999999", "elsewhere");
                world.move_key(&key, "999999999999");
            });
            let ending = direct.apply(&plan).await;
            assert!(matches!(ending, Ending::NotSent(_)), "{ending:?}");
            assert_eq!(direct.sent_and_done(), (0, 0));
            // Told of the account that the profile has got into, not of the one that it was.
            says(&ending, &["Nothing was sent", "access denied", profile, zone]);
            says(&ending, &["(account 999999999999)"]);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_denied_names_the_permission() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let ending = direct.apply_with(WRITE, Nth::Every, Effect::Deny).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        let arn = format!("arn:aws:route53:::hostedzone/{}", direct.parent.id);
        says(&ending, &["Nothing was changed", "profile dns", DNS, "access denied"]);
        says(&ending, &["route53:ChangeResourceRecordSets", &arn, "not authorized"]);
    })
    .await;
}

fn delete(world: &mut World, id: &str) {
    world.accounts.get_mut(DNS).unwrap().zones.remove(id);
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_was_deleted_before_it_is_read_again_is_told_and_nothing_sent() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        direct.emulator.with(|world| delete(world, &direct.parent.id));
        let ending = direct.apply(&plan).await;
        assert!(matches!(ending, Ending::NotSent(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (0, 0));
        says(&ending, &["Nothing was sent", "no such zone", "profile dns", &direct.parent.id]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_is_deleted_in_the_moment_of_the_write_is_told() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let id = direct.parent.id.clone();
        let edit = Effect::edit(move |world| delete(world, &id));
        let ending = direct.apply_with(WRITE, Nth::Every, edit).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        says(&ending, &["Nothing was changed", "no such zone", "profile dns", DNS]);
        says(&ending, &[&direct.parent.id, "It was deleted, or belongs to another account"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_route_53_refuses_is_told_in_its_own_words() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let words = "[RRSet of type NS is not permitted]";
        let error = ServiceError::new(400, "InvalidChangeBatch", words);
        let ending = direct.apply_with(WRITE, Nth::Every, Effect::Error(error)).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        says(&ending, &["Nothing was changed", "change refused", words.trim_matches(['[', ']'])]);
        says(&ending, &["profile dns", DNS, &direct.parent.id, "Review again"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_protected_cut_is_told_as_that() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        direct.emulator.with(|world| {
            let zone = world.zone_mut(&direct.parent.id).unwrap();
            zone.protect(CUT, RecordType::Ns, "ask Ann").unwrap();
        });
        let ending = direct.apply(&direct.preview().await).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        says(&ending, &["Nothing was changed", "record set protected", "ask Ann"]);
        says(&ending, &["profile dns", DNS, &direct.parent.id, "delete the record set protection"]);
        assert_eq!(direct.at_cut(), None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn credentials_that_expire_before_the_write_send_nothing_or_are_refused() {
    within(LIMIT, async {
        for (account, profile) in [(DNS, "dns"), (TEAM, "team")] {
            let direct = Direct::new().await;
            let plan = direct.preview().await;
            let key = direct.key(account);
            direct.emulator.with(|world| world.expire_key(&key));
            let ending = direct.apply(&plan).await;
            assert!(matches!(ending, Ending::NotSent(_)), "{ending:?}");
            assert_eq!(direct.sent_and_done(), (0, 0));
            let renew = format!("Renew the credentials of profile {profile}");
            says(&ending, &["Nothing was sent", "credentials expired", account, &renew]);
        }

        let direct = Direct::new().await;
        let ending = direct.apply_with(WRITE, Nth::Every, Effect::expired_token()).await;
        assert!(matches!(ending, Ending::Refused(_)), "{ending:?}");
        assert_eq!(direct.sent_and_done(), (1, 0));
        says(&ending, &["Nothing was changed", "credentials expired", "profile dns", DNS]);
        says(&ending, &[&direct.parent.id, "Renew the credentials of profile dns"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_before_the_write_sends_nothing() {
    within(LIMIT, async {
        let gone: fn(&Emulator) =
            |emulator| emulator.order(Rule::new(Matcher::any(), Effect::Unreachable));
        let slow: fn(&Emulator) = |emulator| {
            let delay = Effect::Delay(Duration::from_hours(1));
            emulator.order(Rule::new(Matcher::any(), delay));
        };
        for (order, state, hint) in
            [(gone, "connection lost", "sk again"), (slow, "timed out", "sk again")]
        {
            let direct = Direct::new().await;
            let plan = direct.preview().await;
            order(&direct.emulator);
            let ending = direct.apply(&plan).await;
            assert!(matches!(ending, Ending::NotSent(_)), "{ending:?}");
            assert_eq!(direct.sent_and_done(), (0, 0));
            says(&ending, &["Nothing was sent", "could not be read again", state, hint]);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn another_account_behind_a_profile_is_told_of_facts_too() {
    within(LIMIT, async {
        for (account, profile) in [(DNS, "dns"), (TEAM, "team")] {
            let direct = Direct::new().await;
            let key = direct.key(account);
            direct.emulator.with(|world| {
                world.add_account("999999999999", "elsewhere");
                world.move_key(&key, "999999999999");
            });
            let facts = direct.facts().await;
            match facts {
                // A parent that may not be read is told among the facts, and stops the plan.
                Ok(facts) => {
                    assert_eq!(account, DNS);
                    assert_eq!(facts.parent.identity.account.as_str(), "999999999999");
                    let options = Options { ttl: None, default_ttl: 300 };
                    let plan = Plan::new(facts, Goal::Delegate, options);
                    assert_eq!(plan.verdict(), Verdict::Stopped);
                }
                Err(fault) => {
                    assert_eq!(fault.profile.as_str(), profile);
                    let told = fault.account.as_ref().map(AccountId::as_str);
                    assert_eq!(told, Some("999999999999"), "{fault:?}");
                }
            }
            assert_eq!(direct.sent_and_done(), (0, 0));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn another_account_while_a_change_is_pending_is_told_and_claims_nothing() {
    within(LIMIT, async {
        let direct = Direct::new().await;
        let plan = direct.preview().await;
        let key = direct.key(DNS);
        let moves = Effect::edit(move |world| {
            world.add_account("999999999999", "elsewhere");
            world.move_key(&key, "999999999999");
        });
        let first = Matcher::action(Action::GetChange).nth(Nth::Only(1));
        direct.emulator.order(Rule::new(first, moves));
        let ending = direct.apply(&plan).await;
        assert!(matches!(ending, Ending::Pending { now: None, .. }), "{ending:?}");
        says(&ending, &["Route 53 took the change", "INSYNC was not seen"]);
        assert_eq!(direct.sent_and_done(), (1, 1), "it was made before, once");
    })
    .await;
}
