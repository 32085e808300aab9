//! Carries out effects: data in, one message out.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::export;
use super::joining::{joining, recalled};
use crate::app::create::{Creator, NotCreated};
use crate::app::history::Found;
use crate::app::{Answer, Effect, Msg, RequestId};
use crate::aws::Aws;
use crate::browser;
use crate::cache::{Cache, Listed};
use crate::config::Config;
use crate::engine::{self, Ledger};
use crate::habits::HabitsFile;
use crate::journal::rfc3339;
use crate::resolve::Asker;
use crate::zone::{Habit, ProfileName, Reach};

/// All that effects reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Edges {
    /// AWS.
    pub aws: Aws,
    /// What earlier runs listed.
    pub cache: Cache,
    /// The journal, with the entries that are held.
    pub ledger: Ledger,
    /// The DNS.
    pub asker: Asker,
    /// `profiles.toml`, for profiles that come to be known later.
    pub config: Arc<Config>,
    /// Favourites, and what was used last.
    pub habits: HabitsFile,
}

/// Does what an effect asks for. `Copy` and `Quit` are the loop's own.
pub(super) async fn perform(edges: Edges, effect: Effect) -> Option<Msg> {
    let Edges { aws, cache, ledger, asker, config, habits } = edges;
    let (id, answer): (RequestId, Answer) = match effect {
        Effect::Identify { id, profile } => (id, Answer::Identity(aws.identity(&profile).await)),
        Effect::ListZones { id, profile, marker } => {
            let aws = aws.in_background();
            (id, Answer::Zones(aws.list_zones(&profile, marker.as_deref()).await))
        }
        Effect::RecallZones { id, profiles } => {
            let reaches = reaches(&aws, &profiles);
            let all = on_disk(move || cache.recall(&reaches, SystemTime::now())).await;
            // What can't be recalled is listed all the same.
            (id, Answer::Recalled(all.unwrap_or_default()))
        }
        Effect::KeepZones { id, account, profiles, zones } => {
            let listed = Listed { account, reached: reaches(&aws, &profiles), zones };
            let kept = on_disk(move || cache.keep(&listed, SystemTime::now())).await;
            let kept = kept.and_then(|kept| kept.map_err(|error| error.to_string()));
            (id, Answer::Kept(kept))
        }
        Effect::ReadZone { id, zone } => {
            (id, Answer::Zone(aws.zone(&zone.profile, &zone.zone).await))
        }
        Effect::ReadRecords { id, zone, start } => {
            let page = aws.record_sets(&zone.profile, &zone.zone, start.as_ref(), None).await;
            (id, Answer::Records(page))
        }
        Effect::ReadFacts { id, sides, goal, in_view, rules } => {
            let facts = engine::facts(&aws, &sides, &goal, in_view, rules).await;
            (id, Answer::Facts(facts.map(Box::new)))
        }
        Effect::Apply { id, sides, note, step } => {
            let done = engine::perform(&aws, &ledger, &sides, note, step).await;
            (id, Answer::Heard(done.heard, done.unwritten))
        }
        Effect::Note { id, entry, outcome } => {
            (id, Answer::Noted(ledger.note(entry, outcome).await))
        }
        Effect::SettleOpen { id } => {
            let found = engine::settle_open(&aws, &ledger).await;
            let found = found.map(|all| all.into_iter().map(told).collect());
            (id, Answer::Settled(found, ledger.journal().notices()))
        }
        Effect::ReadJournal { id } => {
            let entries = ledger.entries().await;
            (id, Answer::Journal(entries, ledger.journal().notices()))
        }
        Effect::ReadAccountQuota { id, profile } => {
            (id, Answer::Quota(aws.account_quota(&profile).await))
        }
        Effect::CreateZone { id, creator, name } => {
            let Creator { profile, identity } = creator;
            let wanted = engine::NewZone { profile, identity, name };
            let made = Box::pin(engine::create_zone(&aws, &ledger, &wanted, |_| {})).await;
            (id, Answer::Created(made.map(Box::new).map_err(not_created)))
        }
        Effect::ReadSigning { id, zone } => {
            (id, Answer::Signing(aws.signing(&zone.profile, &zone.zone).await))
        }
        Effect::Audit { id, what } => {
            (id, Answer::Audited(engine::answer(&aws.in_background(), &asker, what).await))
        }
        Effect::Export { id, document } => {
            let written = on_disk(move || export::write(&document)).await;
            (id, Answer::Exported(written.and_then(|written| written)))
        }
        Effect::Prove { id, entry, proof } => {
            (id, Answer::Noted(ledger.prove(entry, *proof).await))
        }
        Effect::LookUp { id, lookup } => (id, Answer::Looked(asker.look_up(&lookup).await)),
        Effect::Wait { id, time } => {
            // The least that a timer can wait is much longer than nothing.
            if !time.is_zero() {
                tokio::time::sleep(time).await;
            }
            (id, Answer::Waited)
        }
        Effect::ReadAlias { id, profile } => {
            // Who may not ask is not told of it.
            (id, Answer::Alias(aws.alias(&profile).await.ok().flatten()))
        }
        Effect::BeginSignIn { .. }
        | Effect::PollSignIn { .. }
        | Effect::GiveCode { .. }
        | Effect::ReadEnd { .. }
        | Effect::OpenBrowser { .. } => return sign_in(&aws, effect).await,
        Effect::RecallMembers { id, organization } => {
            let earlier = on_disk(move || cache.accounts(SystemTime::now())).await;
            (id, recalled(&aws, &config, organization, &earlier.unwrap_or_default()))
        }
        Effect::FindMembers { id, organization } => {
            let found = Box::pin(joining(&aws, &config, organization)).await;
            (id, Answer::Members(found.map(Box::new)))
        }
        Effect::Remember { habit } => {
            remember(habits, habit).await;
            return None;
        }
        Effect::Release { entry } => {
            ledger.release(&entry);
            return None;
        }
        Effect::Copy { .. } | Effect::Quit => return None,
    };
    Some(Msg::Answer(id, answer))
}

/// Carries out an effect of a sign-in.
async fn sign_in(aws: &Aws, effect: Effect) -> Option<Msg> {
    let (id, answer) = match effect {
        Effect::BeginSignIn { id, profile } => {
            (id, Answer::SignIn(aws.begin_sign_in(&profile).await))
        }
        Effect::PollSignIn { id, profile, ticket } => {
            (id, Answer::Polled(aws.poll_sign_in(&profile, ticket).await))
        }
        Effect::GiveCode { id, profile, code } => {
            (id, Answer::CodeTaken(aws.give_code(&profile, &code).await))
        }
        Effect::ReadEnd { id, profile } => {
            (id, Answer::Ends(aws.signed_in_until(&profile).await.and_then(ends)))
        }
        Effect::OpenBrowser { id, address } => (id, Answer::Opened(browser::open(&address))),
        _ => return None,
    };
    Some(Msg::Answer(id, answer))
}

/// What can't be kept is missed at the next start, and at no other time.
async fn remember(habits: HabitsFile, habit: Habit) {
    let _ = on_disk(move || habits.remember(&habit)).await;
}

fn reaches(aws: &Aws, profiles: &[ProfileName]) -> Vec<Reach> {
    profiles.iter().filter_map(|profile| aws.reach(profile)).collect()
}

/// Does what blocks on the disk beside the loop.
async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| match error.try_into_panic() {
        // The terminal has been given back already: nothing more may be drawn on it.
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => error.to_string(),
    })
}

/// How long until then, and the time of day.
fn ends(at: SystemTime) -> Option<(Duration, String)> {
    let left = at.duration_since(SystemTime::now()).ok()?;
    let clock = rfc3339(at).get(11..16).map(|clock| format!("{clock} UTC"))?;
    Some((left, clock))
}

fn told(found: engine::Found) -> Found {
    Found { message: found.message(), open: found.open.is_some(), entry: found.entry }
}

fn not_created(why: engine::NotCreated) -> NotCreated {
    let engine::NotCreated { message, advice, zone } = why;
    NotCreated { message, advice, zone }
}
