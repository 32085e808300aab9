//! Shows a plan, asks, writes it and tells what came of it: the same for every command that
//! changes a cut.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::app::document::set_line;
use crate::cut::{
    Apply, Confirmation, ConfirmedPlan, Ending, Plan, Policy, Settlement, Verdict, json_of,
};
use crate::engine::{Driver, Ledger};
use crate::zone::{Outcome, Requester};

use super::args::Consent;
use super::ask::{ask, says_yes};
use super::edges::Edges;
use super::interrupt::interrupted;
use super::plan_text::{diff, findings};
use super::progress::Progress;
use super::{Exit, Failure, Output, after, before};

/// How long the question waits for what the account is called. Many may not ask that, and some
/// reach Route 53 but not IAM.
const ALIAS: Duration = Duration::from_secs(3);

/// Does with a plan what the user wants done with it.
pub(super) async fn write(
    mut plan: Plan,
    consent: Consent,
    edges: Edges<'_>,
    ledger: &Ledger,
    out: &mut Output,
) -> Result<Exit, Failure> {
    for line in diff(&plan) {
        if consent.json {
            out.note(&line);
        } else {
            out.line(&line)?;
        }
    }
    let looked = if plan.verdict() == Verdict::Ready && waits(consent, edges, out) {
        before::look(edges.asker, &mut plan, out).await
    } else {
        Ok(())
    };
    findings(&plan, out);
    let told = |result: Value, out: &mut Output| -> Result<(), Failure> {
        if consent.json {
            let mut value = json_of(&plan);
            value["result"] = result;
            out.json(&value)?;
        }
        Ok(())
    };
    match plan.verdict() {
        Verdict::UpToDate => return told(Value::Null, out).map(|()| Exit::Done),
        Verdict::Stopped => return told(Value::Null, out).map(|()| Exit::Stopped),
        Verdict::Ready => {}
    }
    if looked.is_ok() && consent.yes && plan.rests_on_a_request() {
        out.failure(&Failure::failed(
            "stopped: not every name server of the request is known to serve the zone",
            "Nothing was sent. Without --yes, on a terminal, the name can be typed instead.",
        ));
        return told(Value::Null, out).map(|()| Exit::Stopped);
    }
    let confirmed = match looked {
        Ok(()) => confirm(&plan, consent, edges, out).await,
        Err(left) => Err(left),
    };
    let confirmed = match confirmed {
        Ok(confirmed) => confirmed,
        Err(failure) => {
            told(Value::Null, out)?;
            return Err(failure);
        }
    };
    let mut driver = Driver::start(confirmed);
    let mut progress = Progress::new();
    let was_left = tokio::select! {
        () = driver.run(edges.aws, ledger, |apply| progress.tell(apply, out)) => false,
        () = interrupted() => true,
    };
    for why in driver.unwritten() {
        out.note(&format!("zonecut: {why}"));
    }
    let apply = driver.apply();
    let (mut exit, mut result) = match apply.ending() {
        Some(ending) => (tell(apply, ending, consent, out)?, of_ending(apply, ending)),
        None => left(apply, was_left, ledger, out).await,
    };
    if exit == Exit::Done
        && let Some(proved) =
            after::prove(&plan, apply.entry(), consent.json, edges, ledger, out).await?
    {
        exit = proved.add_to(&mut result);
    }
    told(result, out)?;
    Ok(exit)
}

/// Whether the DNS is asked before anything is sent: always where there is somebody to read what
/// it says.
fn waits(consent: Consent, edges: Edges<'_>, out: &Output) -> bool {
    if consent.yes { consent.wait_dns || edges.config.dns.wait } else { out.is_asked() }
}

/// Asks for what the plan asks for. `--yes` stands for all of it.
async fn confirm(
    plan: &Plan,
    consent: Consent,
    edges: Edges<'_>,
    out: &mut Output,
) -> Result<ConfirmedPlan, Failure> {
    let nothing = || Failure::failed("not confirmed: nothing was sent", "");
    let cut = &plan.facts().cut;
    let parent = &plan.facts().parent;
    if consent.yes {
        return plan.confirm_typed(cut.as_route53()).ok_or_else(nothing);
    }
    let (question, typed) = match plan.confirmation() {
        None => return Err(nothing()),
        Some(Confirmation::Yes) => ("Send it? [y/N]".to_owned(), false),
        Some(Confirmation::TypeName(name)) => (format!("To send it, type {name}"), true),
    };
    let alias = timeout(ALIAS, edges.aws.alias(&parent.profile)).await;
    let alias = alias.ok().and_then(Result::ok).flatten();
    let alias = alias.map(|alias| format!(" ({alias})")).unwrap_or_default();
    out.note(&format!(
        "This changes {} ({}) in account {}{alias} as profile {}.",
        parent.name(),
        parent.id(),
        parent.identity.account,
        parent.profile,
    ));
    if let Some(child) = &plan.facts().child {
        let account = &child.identity.account;
        out.note(&format!("The other side is {} in account {account}.", child.id()));
    }
    if let Some(request) = &plan.facts().requested {
        let Requester { zone, account } = &request.by;
        out.note(&format!("By the request, the other side is {zone} in account {account}."));
    }
    let answer = ask(&question, out).await?;
    let confirmed = match (typed, says_yes(&answer)) {
        (true, _) => plan.confirm_typed(&answer),
        (false, true) => plan.confirm_yes(),
        (false, false) => None,
    };
    confirmed.ok_or_else(nothing)
}

/// Tells how a write ended, and what exit code that is.
fn tell(
    apply: &Apply,
    ending: &Ending,
    consent: Consent,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let exit = match ending {
        Ending::InSync { .. } | Ending::Settled { settlement: Settlement::Stands, .. } => {
            Exit::Done
        }
        Ending::Conflict { .. }
        | Ending::Drifted { .. }
        | Ending::Settled { settlement: Settlement::Otherwise, .. } => Exit::Conflict,
        Ending::NotSent(_)
        | Ending::NotJournalled(_)
        | Ending::Refused(_)
        | Ending::Settled { settlement: Settlement::Unchanged, .. }
        | Ending::Unknown { .. }
        | Ending::Pending { .. }
        | Ending::Unproved { .. } => Exit::Failed,
    };
    if exit == Exit::Done && consent.json {
        out.note(&ending.message());
    } else if exit == Exit::Done {
        out.line(&ending.message())?;
    } else {
        out.note(&format!("zonecut: {}", ending.message()));
    }
    for line in differences(ending) {
        out.note(&format!("      {line}"));
    }
    if let Ending::Conflict { planned, now, .. } = ending {
        let sets = |what: &str, sets: &mut dyn Iterator<Item = String>| -> Vec<String> {
            let lines: Vec<String> = sets.map(|set| format!("  {what}  {set}")).collect();
            if lines.is_empty() { vec![format!("  {what}  nothing")] } else { lines }
        };
        let planned = sets("planned  ", &mut planned.iter().map(set_line));
        let now = sets("there now", &mut now.at_and_below.iter().map(set_line));
        for line in planned.iter().chain(&now) {
            out.note(line);
        }
    }
    if let Some(advice) = ending.advice(&apply.plan().facts().parent.via) {
        out.note(&format!("  {advice}"));
    }
    let denial = ending.fault().and_then(|fault| fault.denial.as_deref());
    if let Some(policy) = denial.and_then(Policy::allowing) {
        out.remedy(&policy);
    }
    Ok(exit)
}

fn differences(ending: &Ending) -> &[String] {
    match ending {
        Ending::Conflict { differences, .. } | Ending::Drifted { differences, .. } => differences,
        _ => &[],
    }
}

/// `{id, state, change_id, message, advice, differences}`; `proof` comes beside.
fn of_ending(apply: &Apply, ending: &Ending) -> Value {
    let state = match ending {
        Ending::InSync { .. } => "in_sync",
        Ending::Conflict { .. } => "conflict",
        Ending::NotSent(_) | Ending::NotJournalled(_) => "not_sent",
        Ending::Refused(_) => "refused",
        Ending::Settled { settlement: Settlement::Stands, .. } => "made",
        Ending::Settled { settlement: Settlement::Unchanged, .. } => "not_made",
        Ending::Settled { settlement: Settlement::Otherwise, .. } => "otherwise",
        Ending::Unknown { .. } => "unclear",
        Ending::Pending { .. } | Ending::Unproved { .. } => "unproved",
        Ending::Drifted { .. } => "overwritten",
    };
    let advice = ending.advice(&apply.plan().facts().parent.via);
    result(apply, state, &ending.message(), advice.as_deref(), differences(ending))
}

fn result(
    apply: &Apply,
    state: &str,
    message: &str,
    advice: Option<&str>,
    differences: &[String],
) -> Value {
    json!({
        "id": apply.entry().map(crate::zone::EntryId::as_str),
        "state": state,
        "change_id": apply.change_id().map(crate::zone::ChangeId::as_str),
        "message": message,
        "advice": advice,
        "differences": differences,
        "proof": null,
    })
}

/// Tells of a write that was left before its end.
async fn left(
    apply: &Apply,
    interrupted: bool,
    ledger: &Ledger,
    out: &mut Output,
) -> (Exit, Value) {
    let why = if interrupted { "interrupted" } else { "broken off" };
    let (message, advice) = match (apply.change_id(), apply.sent()) {
        (Some(change), _) => (
            format!(
                "{why}: Route 53 took the change as {change}, and completes it without zonecut"
            ),
            "`zonecut history` reads the zone and tells what stands there.",
        ),
        (None, true) => (
            format!("{why} while the change was sent: it is not known whether it was made"),
            "`zonecut history` reads the zone and tells what stands there.",
        ),
        (None, false) => (format!("{why}: nothing was changed"), ""),
    };
    if let (Some(entry), false) = (apply.entry(), apply.sent()) {
        // It was sent before, refused for the moment, and waited to be sent again.
        let refused = Outcome::Refused(format!("put off by Route 53, then {why}"));
        if let Err(why) = ledger.note(entry.clone(), refused).await {
            out.note(&format!("zonecut: {why}"));
        }
    }
    let advice = Some(advice).filter(|advice| !advice.is_empty());
    out.failure(&Failure::failed(message.clone(), advice.unwrap_or_default()));
    (Exit::Failed, result(apply, "interrupted", &message, advice, &[]))
}
