//! Profiles that join later, how they stand in their pane, and the picker.

use super::World;
use super::world::{fault, model};
use crate::app::accounts::{Identified, Listing};
use crate::app::browse::Pane;
use crate::app::key::{Code, Key};
use crate::app::organization::{Asked, Joining};
use crate::app::shelf::Place;
use crate::app::{Answer, Effect, Effects, Model, Msg, Over, RequestId, update};
use crate::zone::{FaultKind, Habit, ProfileName, Rules, SignIn};

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let press = |char| update(model, Msg::Key(Key::char(char)));
    keys.chars().map(press).fold(Effects::none(), Effects::and).into_iter().collect()
}

fn asked(effects: &[Effect]) -> Option<RequestId> {
    effects.iter().find_map(|effect| match effect {
        Effect::FindMembers { id, organization: 0 } => Some(*id),
        _ => None,
    })
}

/// Profiles of an Organization, refined as the configuration says.
fn joining(names: &[&str]) -> Answer {
    let row = |name: &&str| {
        let mut row = model().accounts.rows()[0].clone();
        row.profile.name = ProfileName::new(name);
        row.label = (*name).to_owned();
        row.group = Some("by dns-prod".into());
        let read_only = Some("so it is said".to_owned());
        (row, Rules { read_only, protected: false })
    };
    let rows: Vec<_> = names.iter().map(row).collect();
    let joining = Joining { accounts: rows.len(), rows, left_out: vec![], strays: vec![] };
    Answer::Members(Ok(Box::new(joining)))
}

fn start() -> (Model, RequestId) {
    let mut model = model();
    let effects: Vec<Effect> = update(&mut model, Msg::Start).into_iter().collect();
    let id = asked(&effects).expect("the Organization is asked at the start");
    // And nothing waits for it.
    let identified = |effect: &&Effect| matches!(effect, Effect::Identify { .. });
    assert_eq!(effects.iter().filter(identified).count(), 3);
    (model, id)
}

fn places(model: &Model) -> Vec<String> {
    let name = |place: &Place| match place {
        Place::All => "all".to_owned(),
        Place::Heading(group) => format!("[{group}]"),
        Place::Profile(at) => model.accounts.get(*at).unwrap().label.clone(),
    };
    model.browse.shelf.places().iter().map(name).collect()
}

#[test]
fn profiles_that_join_are_asked_once_and_keep_their_rules() {
    let (mut model, id) = start();
    let effects: Vec<Effect> =
        update(&mut model, Msg::Answer(id, joining(&["one", "two", "team-a"])))
            .into_iter()
            .collect();
    let identified: Vec<&str> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Identify { profile, .. } => Some(profile.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(identified, ["one", "two"], "team-a was there before");
    assert!(effects.iter().any(
        |effect| matches!(effect, Effect::RecallZones { profiles, .. } if profiles.len() == 2)
    ));
    assert!(model.permissions.of_profile(&ProfileName::new("one")).read_only.is_some());
    assert_eq!(
        places(&model),
        ["all", "dns-prod", "dns-admin", "team-a", "[by dns-prod]", "one", "two"]
    );
    // The same again, as after a reload: nobody is asked twice.
    model.browse.pane = Pane::Profiles;
    press(&mut model, "Gkk");
    let again = asked(&press(&mut model, "r")).expect("the heading's reload asks again");
    let effects = update(&mut model, Msg::Answer(again, joining(&["one", "two"])));
    assert_eq!(effects, Effects::none());
    assert_eq!(model.accounts.rows().len(), 5);
}

#[test]
fn an_account_that_has_left_says_so_and_may_come_back() {
    let (mut model, id) = start();
    let _ = update(&mut model, Msg::Answer(id, joining(&["one", "two"])));
    let heading = |model: &mut Model| {
        model.browse.pane = Pane::Profiles;
        press(model, "Gkk");
        asked(&press(model, "r")).expect("the heading's reload asks again")
    };
    let again = heading(&mut model);
    let _ = update(&mut model, Msg::Answer(again, joining(&["one"])));
    let row = |model: &Model| model.accounts.rows()[4].clone();
    assert_eq!((row(&model).label.as_str(), row(&model).listing), ("two", Listing::Gone));
    let told = &model.messages.list().last().unwrap().text;
    assert!(told.contains("profile two: the Organization does not have"), "{told}");
    // What was under way for it is of no use any more, and nothing asks for it again.
    press(&mut model, "G");
    assert_eq!(model.browse.narrowed_to(), Some(4));
    assert!(press(&mut model, "r").is_empty());
    let again = heading(&mut model);
    let effects = update(&mut model, Msg::Answer(again, joining(&["one", "two"])));
    let identified = |effect: &Effect| matches!(effect, Effect::Identify { profile, .. } if profile.as_str() == "two");
    assert!(effects.into_iter().any(|effect| identified(&effect)));
    assert_eq!(row(&model).profile.problem, None);
}

#[test]
fn an_organization_that_waits_for_a_sign_in_is_asked_again_after_it() {
    let (mut model, id) = start();
    let session = SignIn::Sso("corp".into());
    let expired = fault(FaultKind::SignInNeeded(session));
    let _ = update(&mut model, Msg::Answer(id, Answer::Members(Err(expired))));
    assert!(matches!(model.organizations[0].state, Asked::Failed(_)));
    assert_eq!(model.messages.list().len(), 1);
    assert_eq!(places(&model).last().unwrap(), "[by dns-prod]", "its row stays");
    let effects = press(&mut model, "L");
    let Some(Effect::BeginSignIn { profile, .. }) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(profile.as_str(), "dns-prod");
    let effects: Vec<Effect> = crate::app::joining::signed_in(&mut model).into_iter().collect();
    assert!(asked(&effects).is_some());
    // While it is asked, it is not asked again.
    assert_eq!(crate::app::joining::signed_in(&mut model), Effects::none());
}

#[test]
fn what_is_selected_stays_so_when_others_join() {
    let (mut model, id) = start();
    model.browse.pane = Pane::Profiles;
    press(&mut model, "jjj");
    assert_eq!(model.browse.narrowed_to(), Some(2));
    let _ = update(&mut model, Msg::Answer(id, joining(&["one"])));
    assert_eq!(model.browse.narrowed_to(), Some(2));
    let effects = press(&mut model, "f");
    let habit = Habit::Favourite(ProfileName::new("team-a"), true);
    assert_eq!(effects, [Effect::Remember { habit }]);
    assert_eq!(model.browse.narrowed_to(), Some(2), "though it is the first row now");
    assert_eq!(places(&model)[1], "team-a");
    press(&mut model, "f");
    assert_eq!(places(&model)[3], "team-a");
    // A group that is folded away keeps the selection on its heading.
    press(&mut model, "G");
    assert_eq!(model.browse.narrowed_to(), Some(3));
    press(&mut model, " ");
    assert_eq!(model.browse.place(), Some(&Place::Heading("by dns-prod".into())));
    assert_eq!(places(&model).len(), 5);
}

#[test]
fn the_picker_finds_by_any_part_and_goes_there() {
    let (mut model, id) = start();
    let _ = update(&mut model, Msg::Answer(id, joining(&["payments-prod", "payments-dev"])));
    model.browse.pane = Pane::Profiles;
    press(&mut model, "G ");
    press(&mut model, "P");
    let hits = |model: &Model| match model.over.last() {
        Some(Over::Pick(pick)) => pick
            .hits
            .iter()
            .map(|hit| model.accounts.get(hit.profile).unwrap().label.clone())
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(hits(&model).len(), 5);
    press(&mut model, "pydev");
    assert_eq!(hits(&model), ["payments-dev"]);
    // Any part of the account's id will do too.
    let _ = update(&mut model, Msg::Key(Key::ctrl('u')));
    let effects = {
        press(&mut model, "paypd");
        update(&mut model, Msg::Key(Key::plain(Code::Enter)))
    };
    let used = Habit::Used(ProfileName::new("payments-prod"));
    assert_eq!(effects, Effects::one(Effect::Remember { habit: used }));
    assert!(model.over.is_empty());
    assert_eq!(model.browse.narrowed_to(), Some(3), "its group is folded out again");
    assert_eq!(model.browse.pane, Pane::Zones);
    // What was used last is offered first.
    press(&mut model, "P");
    assert_eq!(hits(&model)[0], "payments-prod");
    let _ = update(&mut model, Msg::Key(Key::plain(Code::Esc)));
    assert!(model.over.is_empty());
}

#[test]
fn an_answer_changes_nothing_of_profiles_that_were_there() {
    let (mut model, id) = start();
    let before = model.accounts.rows().to_vec();
    let _ = update(&mut model, Msg::Answer(id, joining(&["one"])));
    assert_eq!(&model.accounts.rows()[..3], &before[..]);
    assert!(matches!(model.accounts.rows()[3].identity, Identified::Asking(_)));
    let _ = World::new(model);
}
