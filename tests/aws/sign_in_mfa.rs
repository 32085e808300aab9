//! Roles that want the code of an MFA device, against the emulator's STS.

use std::collections::HashMap;
use std::time::Duration;

use zonecut::aws::{Aws, Host};
use zonecut::emulator::{Action, Emulator, Role, World};
use zonecut::zone::{Ask, FaultKind, OneTimeCode, SignIn};

use crate::wire::{bounded, name};

const DEVICE: &str = "arn:aws:iam::111111111111:mfa/me";

/// `admin` and `again` are the same role with a code; `deep` is another one from there.
async fn scene() -> (Aws, Emulator) {
    let mut world = World::new();
    let key = world.add_account("111111111111", "home");
    world.mfa_devices.insert(DEVICE.to_owned(), "904713".to_owned());
    for (account, role, from) in
        [("222222222222", "Admin", "111111111111"), ("333333333333", "Deep", "222222222222")]
    {
        world.add_account(account, "team");
        let account = world.accounts.get_mut(account).unwrap();
        let (name, trusts) = (role.to_owned(), vec![from.to_owned()]);
        account.roles.push(Role { name, trusts, external_id: None, denied: Vec::new() });
    }
    world.accounts.get_mut("222222222222").unwrap().mfa_roles.insert("Admin".to_owned());
    let role = |profile: &str| {
        format!(
            "[profile {profile}]\nrole_arn = arn:aws:iam::222222222222:role/Admin\n\
             source_profile = home\nmfa_serial = {DEVICE}\n"
        )
    };
    let config = format!(
        "[profile home]\naws_access_key_id = {key}\naws_secret_access_key = s\n{}{}\
         [profile deep]\nrole_arn = arn:aws:iam::333333333333:role/Deep\nsource_profile = admin\n",
        role("admin"),
        role("again")
    );
    let emulator = Emulator::new(world);
    let files = [("/home/me/.aws/config".to_owned(), config.into_bytes())];
    let home = [("HOME".to_owned(), "/home/me".to_owned())];
    let host = Host::closed(emulator.http_client(), files.into(), home.into());
    (Aws::load(host, &HashMap::new()).await.unwrap(), emulator)
}

fn assumed(emulator: &Emulator) -> usize {
    emulator.log().iter().filter(|call| call.action == Action::AssumeRole).count()
}

#[tokio::test(start_paused = true)]
async fn a_code_is_asked_for_once_per_chain_and_again_when_its_session_has_ended() {
    let (aws, emulator) = scene().await;
    for profile in ["admin", "again", "deep"] {
        let fault = bounded(aws.identity(&name(profile))).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Mfa(DEVICE.into())));
        assert_eq!((fault.state(), fault.code().as_str()), ("MFA code needed", "mfa_code_needed"));
        assert!(fault.hint().contains(DEVICE), "{}", fault.hint());
    }
    assert_eq!(assumed(&emulator), 0, "STS is not asked without the code");
    let deep = name("deep");
    let ask = bounded(aws.begin_sign_in(&deep)).await.unwrap();
    let role = "arn:aws:iam::222222222222:role/Admin".to_owned();
    assert_eq!(ask, Ask::Code { serial: DEVICE.to_owned(), role });

    let wrong = bounded(aws.give_code(&deep, &OneTimeCode::new("000000"))).await.unwrap_err();
    assert_eq!((&wrong.kind, wrong.action), (&FaultKind::Denied, "sts:AssumeRole"));
    assert!(wrong.detail.contains("MultiFactorAuthentication failed"), "{wrong:?}");
    bounded(aws.identity(&deep)).await.unwrap_err();

    bounded(aws.give_code(&deep, &OneTimeCode::new("904 713"))).await.unwrap();
    for (profile, account) in
        [("deep", "333333333333"), ("admin", "222222222222"), ("again", "222222222222")]
    {
        let who = bounded(aws.identity(&name(profile))).await.unwrap();
        assert_eq!(who.account.as_str(), account);
    }
    // The wrong one, the right one, and the role from there.
    assert_eq!(assumed(&emulator), 3);
    let ends = aws.signed_in_until(&deep).await.unwrap();
    let left = ends.duration_since(std::time::SystemTime::now()).unwrap();
    assert!(left > Duration::from_mins(55) && left < Duration::from_mins(61), "{left:?}");

    tokio::time::sleep(Duration::from_hours(1)).await;
    let fault = bounded(aws.identity(&name("again"))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Mfa(DEVICE.into())));
    assert_eq!(aws.signed_in_until(&deep).await, None);
}

#[tokio::test]
async fn nobody_asks_for_a_code_where_none_is_wanted() {
    let (aws, emulator) = scene().await;
    let fault = bounded(aws.give_code(&name("home"), &OneTimeCode::new("904713"))).await;
    assert_eq!(fault.unwrap_err().kind, FaultKind::Misconfigured);
    assert_eq!(assumed(&emulator), 0);
}
