//! `zonecut login`: signs in to what a profile's credentials come from.

use std::time::Duration;

use tokio::time::sleep;

use crate::aws::Aws;
use crate::browser;
use crate::zone::{Ask, DeviceAsk, OneTimeCode, Polled, Profile, ProfileName};

use super::args::LoginArgs;
use super::hidden;
use super::interrupt::unless_interrupted;
use super::{Exit, Failure, Output};

/// Times that a code may be wrong.
const TRIES: u32 = 3;

/// Signs in, waits for the approval, and prints whom that makes the profile.
pub(super) async fn run(
    args: &LoginArgs,
    aws: &Aws,
    profiles: &[Profile],
    out: &mut Output,
) -> Result<Exit, Failure> {
    let name = ProfileName::new(&args.profile);
    if !profiles.iter().any(|profile| profile.name == name) {
        let message = format!("there is no profile {name}");
        return Err(Failure::usage(message, "See `zonecut profiles` for all."));
    }
    match aws.begin_sign_in(&name).await? {
        Ask::Device(ask) => device(aws, &name, &ask, !args.no_browser, out).await?,
        Ask::Code { serial, role } => {
            code(aws, &name, (&serial, &role), false, out).await?;
        }
        Ask::Elsewhere(hint) => {
            let message = format!("profile {name} is not signed in to from here");
            return Err(Failure::usage(message, hint));
        }
    }
    let identity = aws.identity(&name).await?;
    out.line(&format!("Signed in: {} {}", identity.account, identity.arn))?;
    Ok(Exit::Done)
}

async fn device(
    aws: &Aws,
    profile: &ProfileName,
    ask: &DeviceAsk,
    browser: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    out.note(&format!("Open  {}", ask.best_address()));
    out.note(&format!("Code  {}", ask.code));
    let opened = browser && !aws.is_closed() && browser::open(ask.best_address());
    out.note(if opened {
        "Your browser was opened with it. Approve it only if the page shows this very code."
    } else {
        "Open the address in any browser. Approve it only if the page shows this very code."
    });
    let waiting = async {
        let mut pause = ask.pause;
        let mut waited = Duration::ZERO;
        loop {
            let left = ask.lasts.saturating_sub(waited).as_secs();
            out.passing(&format!("Waiting, {}:{:02} left", left / 60, left % 60));
            sleep(pause).await;
            waited += pause;
            match aws.poll_sign_in(profile, ask.ticket).await? {
                Polled::NotYet(next) => pause = next,
                ended => return Ok(ended),
            }
        }
    };
    let again = format!("Ask for a new code: zonecut login {profile}");
    match unless_interrupted(waiting).await? {
        Polled::SignedIn | Polled::NotYet(_) => Ok(()),
        Polled::Expired => Err(Failure::failed("the code has run out", again)),
        Polled::Refused => Err(Failure::failed("the sign-in was refused in the browser", again)),
    }
}

/// Whether a code was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// It was, and was right.
    Yes,
    /// The user did without.
    PassedOver,
}

/// Asks for the code of a device, by its serial number and the role that wants it. Where it may be
/// passed over, an empty line does that, and so do too many wrong ones.
///
/// # Errors
/// Where the user leaves, and where a code that is needed is not given.
pub(super) async fn code(
    aws: &Aws,
    profile: &ProfileName,
    (serial, role): (&str, &str),
    optional: bool,
    out: &mut Output,
) -> Result<Given, Failure> {
    out.note(&format!("Role    {role}"));
    out.note(&format!("Device  {serial}"));
    let question = if optional {
        "Code that the device shows now (Enter goes on without):"
    } else {
        "Code that the device shows now:"
    };
    let mut tries = 0;
    // Before the question is on the screen: whoever reads it may answer at once.
    let quiet = hidden::Quiet::begin(out)?;
    loop {
        let typed = hidden::ask(question, quiet.as_ref(), out).await?;
        if optional && typed.trim().is_empty() {
            return Ok(Given::PassedOver);
        }
        let code = OneTimeCode::new(&typed);
        let (wrong, failure) = if code.is_well_formed() {
            match hidden::unless_left(quiet.as_ref(), aws.give_code(profile, &code)).await? {
                Ok(()) => break,
                Err(fault) => (fault.detail.clone(), Failure::from(fault)),
            }
        } else {
            ("A code has six digits.".to_owned(), Failure::usage("a code has six digits", ""))
        };
        tries += 1;
        if tries < TRIES {
            out.raw_note(&wrong);
            continue;
        }
        if !optional {
            return Err(failure);
        }
        drop(quiet);
        out.failure(&failure);
        return Ok(Given::PassedOver);
    }
    drop(quiet);
    out.note("The code is right. Its session is kept in memory: it ends with this command.");
    Ok(Given::Yes)
}
