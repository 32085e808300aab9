//! Groups of profiles, favourites, the accounts of Organizations, and the profile picker.

use super::samples::{fault, profile, zone};
use super::world::World;
use super::{picture, text};
use crate::app::accounts::ProfileRow;
use crate::app::key::Code;
use crate::app::organization::{Asked, Joining, Organization};
use crate::app::{Answer, Effect, Purpose, arrange};
use crate::zone::{
    AccountId, CredentialChain, FaultKind, LeftOut, Member, Membership, ProfileName, Rules, SignIn,
};

const GROUP: &str = "Organization";

fn member(name: &str, account: &str) -> ProfileRow {
    let mut row = profile(name, SignIn::Role);
    row.group = Some(GROUP.to_owned());
    row.profile.expected_account = Some(AccountId::new(account));
    row.profile.member = Some(Box::new(Membership {
        source: ProfileName::new("dns-prod"),
        via: CredentialChain::of(&ProfileName::new("dns-prod"), "us-east-1"),
        account: AccountId::new(account),
        account_name: Some(format!("The {name}")),
        group: GROUP.to_owned(),
    }));
    row
}

/// What an Organization brings.
pub(super) fn joining(how: usize) -> Joining {
    let names = (0..how % 5).map(|n| format!("member-{n}"));
    let rows = names.map(|name| (member(&name, "444444444444"), Rules::default())).collect();
    let left = |id: &str, name: &str, why: &str| LeftOut {
        account: Member { id: AccountId::new(id), name: Some(name.to_owned()) },
        why: why.to_owned(),
    };
    let left_out = vec![
        left("111111111111", "Root", "profile dns-prod is in it"),
        left("999999999999", "Log\u{202e}\u{1b}[2J", "it is suspended"),
    ];
    Joining { accounts: how % 5, rows, left_out, strays: Vec::new() }
}

/// An Organization is being asked.
pub(super) fn ask(world: &mut World) {
    let model = &mut world.model;
    model.organizations = vec![Organization {
        source: ProfileName::new("dns-prod"),
        role: "OrganizationAccountAccessRole".into(),
        group: GROUP.into(),
        members: std::collections::BTreeSet::new(),
        state: Asked::Asking(model.now),
    }];
    arrange(model);
    let id = model.requests.open(Purpose::Members(0));
    world.pending.push(Effect::FindMembers { id, organization: 0 });
}

fn answer(world: &mut World, answer: Result<Box<Joining>, crate::zone::Fault>) {
    world.answer(
        |effect| match effect {
            Effect::FindMembers { id, .. } => Some(*id),
            _ => None,
        },
        Answer::Members(answer),
    );
}

/// The Profiles pane of a program whose Organization has three accounts.
fn grouped() -> World {
    let mut world = World::loaded();
    ask(&mut world);
    answer(&mut world, Ok(Box::new(joining(3))));
    world.identify("member-0", "444444444444");
    world.key(Code::Left);
    world
}

#[test]
fn an_organizations_accounts_stand_below_its_heading() {
    let mut world = grouped();
    world.keys("jjjjjjjj");
    for (width, height) in [(80, 24), (120, 40)] {
        picture("organization", &mut world, width, height);
    }
    world.keys(" ");
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("+ Organization"), "{shown}");
    assert!(!shown.contains("member-1"), "{shown}");
}

#[test]
fn the_screen_is_there_while_an_organization_is_asked() {
    let mut world = World::loaded();
    ask(&mut world);
    world.key(Code::Left);
    world.key(Code::End);
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("Accounts    asking the"), "{shown}");
    assert!(shown.contains("asking…"), "{shown}");
}

#[test]
fn what_stands_in_the_way_is_told_at_one_place() {
    let mut world = World::loaded();
    ask(&mut world);
    let denied = fault(
        "organizations:ListAccounts",
        "dns-prod",
        Some(AccountId::new("111111111111")),
        FaultKind::Denied,
        "You don't have permissions to access this resource.",
    );
    answer(&mut world, Err(denied));
    world.key(Code::Left);
    world.key(Code::End);
    picture("organization_denied", &mut world, 120, 40);
    picture("organization_denied", &mut world, 80, 24);
}

#[test]
fn a_favourite_comes_first_with_a_mark() {
    let mut world = grouped();
    world.key(Code::End);
    world.keys("f");
    let shown = text(&mut world, 120, 40);
    let row = |what: &str| {
        shown.lines().position(|line| line.contains(what)).unwrap_or_else(|| panic!("{shown}"))
    };
    assert!(row("*member-2") < row("dns-prod "), "{shown}");
    assert!(row("member-1") > row("- Organization"), "{shown}");
}

#[test]
fn the_picker_shows_what_matched() {
    let mut world = grouped();
    world.keys("Pmb1");
    picture("pick", &mut world, 80, 24);
    picture("pick", &mut world, 60, 15);
    world.keys("zzz");
    let shown = text(&mut world, 80, 24);
    assert!(shown.contains("No profile matches."), "{shown}");
}

#[test]
fn a_selected_heading_narrows_the_zones_to_its_group() {
    let mut world = grouped();
    let listed = vec![zone("Z0MEMBER", "member.example.com", 3)];
    world.list("member-0", listed);
    let all = world.model.zones.in_view();
    while world.model.browse.group() != Some(GROUP) {
        assert!(world.model.browse.profiles.selected < 20);
        world.key(Code::Down);
    }
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains(&format!("Zones · {GROUP}")), "{shown}");
    assert!(shown.contains("member.example.com."), "{shown}");
    assert_eq!(world.model.zones.in_view(), 1);
    // Find leads out of it.
    world.ctrl('p');
    world.keys("shop01");
    world.key(Code::Enter);
    assert_eq!(world.model.browse.group(), None);
    assert_eq!(world.model.zones.in_view(), all);
}

#[test]
fn find_knows_accounts_by_all_their_names_and_goes_to_their_own_row() {
    let mut world = grouped();
    // Rows are not where their indices are: a favourite comes first.
    world.key(Code::End);
    world.keys("f");
    world.list("member-0", Vec::new());
    let alias = |effect: &Effect| match effect {
        Effect::ReadAlias { id, profile } if profile.as_str() == "member-0" => Some(*id),
        _ => None,
    };
    world.ctrl('p');
    world.keys("blue-sky");
    let shown = text(&mut world, 120, 40);
    assert!(!shown.contains("The member-0"), "before it is known: {shown}");
    world.answer(alias, Answer::Alias(Some("blue-sky-prod".into())));
    let shown = text(&mut world, 120, 40);
    assert!(shown.contains("444444444444 blue-sky-prod (The member-0)"), "{shown}");
    for typed in ["", "the member-0"] {
        world.key(Code::Enter);
        let index = world.model.browse.narrowed_to().unwrap();
        assert_eq!(world.model.accounts.get(index).unwrap().label, "member-0", "{typed}");
        world.keys("g");
        world.ctrl('p');
        world.keys("the member-0");
    }
}
