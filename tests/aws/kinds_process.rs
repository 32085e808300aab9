//! `credential_process` in all its moods: real programs, in real time.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use zonecut::emulator;
use zonecut::zone::{FaultKind, SignIn};

use crate::kinds::{account, member, role};
use crate::tap::Tap;
use crate::wire::{World, bounded, keys, name};

const ACCOUNT: &str = "111111111111";

/// A world with one account, and what a program prints to reach it.
fn scene() -> (Tap, String, String) {
    let mut world = emulator::World::new();
    let key = world.add_account(ACCOUNT, "mine");
    member(&mut world, "222222222222", role("Dns", ACCOUNT));
    let printed = format!(r#"{{"Version": 1, "AccessKeyId": "{key}", "SecretAccessKey": "hush"}}"#);
    (Tap::into(world), key, printed)
}

fn world(command: &str) -> World {
    let path = std::env::var("PATH").unwrap_or_default();
    World::config(&format!("[profile x]\ncredential_process = {command}\n")).var("PATH", &path)
}

fn script(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_command_line_with_quotes_and_spaces_and_a_role_from_there() {
    let (tap, key, printed) = scene();
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "test \"$1\" = --for && test \"$2\" = 'two words' && test \"$3\" = '$HOME' || exit 9\necho '{printed}'"
    );
    let program = script(folder.path(), "the keys.sh", &text);
    let mut files = world(&format!("\"{program}\" --for \"two words\" '$HOME'"));
    files.files[0].1 +=
        "[profile dns]\nrole_arn = arn:aws:iam::222222222222:role/Dns\nsource_profile = x\n";
    let aws = bounded(files.load(&tap)).await;
    let (reached, seen) = account(&aws, &tap, "x").await;
    assert_eq!((reached.as_str(), seen[0].key()), (ACCOUNT, key.as_str()));
    assert_eq!(account(&aws, &tap, "dns").await.0, "222222222222");
}

/// There is nobody to answer it: its input is empty, and there is no terminal to open.
#[tokio::test]
async fn a_program_that_asks_fails_at_once_and_its_question_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (text, part) in [
        (
            "printf 'MFA code: ' >&2; read code || { echo 'nobody answered' >&2; exit 1; }",
            "MFA code: nobody answered",
        ),
        (
            "(printf 'MFA code: ' > /dev/tty) 2>/dev/null || { echo 'no terminal' >&2; exit 1; }",
            "no terminal",
        ),
        (
            "(read code < /dev/tty) 2>/dev/null || { echo 'no terminal' >&2; exit 1; }",
            "no terminal",
        ),
    ] {
        let (tap, ..) = scene();
        let program = script(folder.path(), "asks", text);
        let aws = bounded(world(&program).load(&tap)).await;
        let start = Instant::now();
        let fault = bounded(aws.identity(&name("x"))).await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(20), "{text}: {:?}", start.elapsed());
        assert_eq!(fault.kind, FaultKind::SignInNeeded(SignIn::Process), "{text}: {fault:?}");
        assert_eq!(fault.state(), "no credentials");
        assert!(fault.detail.contains(part), "{text}: {fault:?}");
        assert!(fault.hint().contains("credential_process of profile x"), "{}", fault.hint());
        assert!(tap.seen().is_empty());
    }
}

#[tokio::test]
async fn a_slow_program_holds_up_nobody_and_is_waited_for() {
    let (tap, key, printed) = scene();
    let folder = tempfile::tempdir().unwrap();
    let program = script(folder.path(), "slow", &format!("sleep 2; echo '{printed}'"));
    let mut files = world(&program);
    files.files[0].1 += &("[profile k]\n".to_owned() + &keys(&key));
    let aws = bounded(files.load(&tap)).await;
    let start = Instant::now();
    let (x, k) = (name("x"), name("k"));
    let slow = async { (aws.identity(&x).await, start.elapsed()) };
    let quick = async { (aws.identity(&k).await, start.elapsed()) };
    let ((slow, slow_took), (quick, quick_took)) =
        bounded(futures_util::future::join(slow, quick)).await;
    assert_eq!(slow.unwrap().account.as_str(), ACCOUNT);
    quick.unwrap();
    assert!(quick_took + Duration::from_millis(500) < slow_took, "{quick_took:?} {slow_took:?}");
}

#[tokio::test]
async fn of_a_long_complaint_the_end_is_told_in_one_line() {
    let (tap, ..) = scene();
    let folder = tempfile::tempdir().unwrap();
    let text = "for n in 1 2 3 4 5 6 7; do echo \"  line $n\" >&2; echo >&2; done; exit 2";
    let program = script(folder.path(), "traceback", text);
    let aws = bounded(world(&program).load(&tap)).await;
    let fault = bounded(aws.identity(&name("x"))).await.unwrap_err();
    let told = "exit status: 2: line 3; line 4; line 5; line 6; line 7";
    assert!(fault.detail.ends_with(told), "{fault:?}");
}

/// What it has started ends with it: a program that waits for a person would wait for ever.
#[tokio::test(start_paused = true)]
async fn a_program_that_does_not_end_is_ended_with_all_that_it_started() {
    let (tap, ..) = scene();
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    let text = format!("sleep 600 & echo $! > {0}\necho $$ >> {0}\nwait", pids.display());
    let program = script(folder.path(), "hangs", &text);
    let aws = bounded(world(&program).load(&tap)).await;
    let x = name("x");
    let call = async {
        let fault = aws.identity(&x).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::TimedOut);
        assert!(
            fault.detail.contains("did not end within 30 seconds, and was stopped"),
            "{fault:?}"
        );
        assert!(fault.hint().contains("Run the command by hand"), "{}", fault.hint());
    };
    // The clock stands still until the program is there.
    let started = async {
        while !std::fs::read_to_string(&pids).is_ok_and(|text| text.lines().count() == 2) {
            std::thread::sleep(Duration::from_millis(5));
            tokio::task::yield_now().await;
        }
    };
    let ((), ()) = bounded(futures_util::future::join(call, started)).await;
    let pids = std::fs::read_to_string(&pids).unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    for pid in pids.lines() {
        // A zombie that nobody has reaped yet runs no more.
        let runs = || {
            std::fs::read_to_string(format!("/proc/{pid}/stat"))
                .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().starts_with(" Z"))
        };
        while runs() {
            assert!(Instant::now() < end, "{pid} still runs");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// One that has ended is left alone, with what it leaves running: a cache of its own, say.
#[tokio::test]
async fn what_a_program_leaves_running_goes_on() {
    let (tap, _, printed) = scene();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let text =
        format!("(sleep 1; echo done > {}) > /dev/null 2>&1 &\necho '{printed}'", mark.display());
    let program = script(folder.path(), "leaves", &text);
    let aws = bounded(world(&program).load(&tap)).await;
    bounded(aws.identity(&name("x"))).await.unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while !mark.exists() {
        assert!(Instant::now() < end, "it was ended");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn garbage_and_what_has_expired_are_not_sent_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let expired = r#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"hush","SessionToken":"hush","Expiration":"2020-01-01T00:00:00Z"}'"#;
    for (text, sign_in, part) in [
        ("echo 'AccessKeyId=A SecretAccessKey=hush'", false, "it printed no credentials"),
        ("true", false, "it printed no credentials"),
        ("head -c 300000 /dev/zero | tr '\\0' x", false, "it printed no credentials"),
        ("printf '\\377\\376hush'", false, "it printed no credentials"),
        (expired, true, "expired"),
        (&expired.replace("2020-01-01T00:00:00Z", "tomorrow"), false, "Expiration that is no time"),
    ] {
        let (tap, ..) = scene();
        let program = script(folder.path(), "odd", text);
        let aws = bounded(world(&program).load(&tap)).await;
        let fault = bounded(aws.identity(&name("x"))).await.unwrap_err();
        let kind = if sign_in {
            FaultKind::SignInNeeded(SignIn::Process)
        } else {
            FaultKind::Misconfigured
        };
        assert_eq!(fault.kind, kind, "{text}: {fault:?}");
        assert!(fault.detail.contains(part), "{text}: {fault:?}");
        assert!(!format!("{fault:?}").contains("hush"), "{fault:?}");
        assert!(tap.seen().is_empty());
    }
}
