//! Reads what a plan is made of: all that can be asked at once is asked at once.

use futures_util::future::try_join_all;
use tokio::{join, try_join};

use crate::aws::Aws;
use crate::cut::{
    Context, Facts, Goal, Question, Readings, Side, Sides, Witness, WitnessedChild, ZoneInView,
    questions, witness_questions,
};
use crate::dns::Name;
use crate::zone::{
    Fault, FaultKind, HostedZone, Identity, RecordSet, Rules, Signing, ZoneDetail, ZoneKey,
};

/// Reads the facts about a cut. Fails with the first fault of what the goal can't do without;
/// what it can do without is told among the facts.
///
/// # Errors
/// An identity, the parent or, where the goal needs it, the child could not be read. A parent
/// that may not be read is no error: the facts say so, and the plan writes nothing.
pub async fn facts(
    aws: &Aws,
    sides: &Sides,
    goal: &Goal,
    in_view: Vec<ZoneInView>,
    rules: Rules,
) -> Result<Facts, Fault> {
    match Box::pin(read_facts(aws, sides, goal, in_view, rules)).await {
        // It may be another account that asks than the one that listed the zone: told as whose
        // it is now.
        Err(fault) if matches!(fault.kind, FaultKind::Denied | FaultKind::NoSuchZone) => {
            match aws.identity(&fault.profile).await {
                Ok(now) => Err(Fault { account: Some(now.account), ..fault }),
                Err(_) => Err(fault),
            }
        }
        answer => answer,
    }
}

async fn read_facts(
    aws: &Aws,
    sides: &Sides,
    goal: &Goal,
    in_view: Vec<ZoneInView>,
    rules: Rules,
) -> Result<Facts, Fault> {
    let asked = questions(sides);
    let (of_child, of_parent): (Vec<_>, Vec<_>) = asked.into_iter().partition(Question::asks_child);
    let (identity, parent, answers, quota, child) = try_join!(
        Box::pin(aws.identity(&sides.parent.profile)),
        Box::pin(parent(aws, &sides.parent)),
        unless_denied(all_answers(aws, &sides.parent, of_parent)),
        Box::pin(always(aws.zone_quota(&sides.parent.profile, &sides.parent.zone))),
        Box::pin(child(aws, sides, goal, of_child)),
    )?;
    let ((parent_detail, parent_signing), mut parent_unread) = parent;
    let mut readings = Readings::default();
    match answers {
        Ok(answers) => take(&mut readings, answers),
        Err(denied) => parent_unread.push(denied),
    }
    let side = |key: &ZoneKey, identity, (detail, signing)| Side {
        profile: key.profile.clone(),
        via: aws.credential_chain(&key.profile),
        identity,
        detail,
        signing,
    };
    let (child, child_unread) = match (&sides.child, child) {
        (Some(key), Some(Ok((own_identity, zone, answers)))) => {
            take(&mut readings, answers);
            let identity = own_identity.unwrap_or_else(|| identity.clone());
            (Some(side(key, identity, zone)), None)
        }
        (_, Some(Err(fault))) => (None, Some(fault)),
        _ => (None, None),
    };
    let parent = side(&sides.parent, identity, (parent_detail, parent_signing));
    let context = Context { parent_quota: quota, parent_unread, child_unread, rules, in_view };
    Ok(readings.into_facts(parent, sides.cut.clone(), child, context))
}

/// A zone as `GetHostedZone` and `GetDNSSEC` tell it.
type Zone = (ZoneDetail, Result<Signing, Fault>);
type Answer = (Question, Vec<RecordSet>);

/// The parent, with the fault of what may not be read of it.
async fn parent(aws: &Aws, key: &ZoneKey) -> Result<(Zone, Vec<Fault>), Fault> {
    let (detail, signing) = try_join!(
        unless_denied(aws.zone(&key.profile, &key.zone)),
        always(aws.signing(&key.profile, &key.zone)),
    )?;
    Ok(match detail {
        Ok(detail) => ((named(key, detail)?, signing), Vec::new()),
        Err(denied) => ((unread_zone(key), signing), vec![denied]),
    })
}

/// A zone that was read under the name that it was sought by. What sought it may be old.
fn named(key: &ZoneKey, detail: ZoneDetail) -> Result<ZoneDetail, Fault> {
    if detail.zone.name == key.name {
        return Ok(detail);
    }
    Err(Fault {
        kind: FaultKind::NoSuchZone,
        action: "GetHostedZone",
        profile: key.profile.clone(),
        account: None,
        zone: Some(key.zone.clone()),
        detail: format!("{} is called {}, not {}", key.zone, detail.zone.name, key.name),
        denial: None,
    })
}

/// All that is known of a zone that may not be read.
fn unread_zone(key: &ZoneKey) -> ZoneDetail {
    ZoneDetail {
        zone: HostedZone {
            id: key.zone.clone(),
            name: key.name.clone(),
            private: false,
            record_count: 0,
            comment: None,
            linked_service: None,
        },
        delegation_set: Vec::new(),
        vpcs: Vec::new(),
    }
}

/// What was read of the child, with its identity where its profile is not the parent's.
type Child = (Option<Identity>, Zone, Vec<Answer>);

/// The child, where it is known; a fault is an error where the goal can't do without it.
async fn child(
    aws: &Aws,
    sides: &Sides,
    goal: &Goal,
    asked: Vec<Question>,
) -> Result<Option<Result<Child, Fault>>, Fault> {
    let Some(key) = &sides.child else { return Ok(None) };
    let read = try_join!(
        own_identity(aws, sides, key),
        aws.zone(&key.profile, &key.zone),
        always(aws.signing(&key.profile, &key.zone)),
        all_answers(aws, key, asked),
    );
    match read {
        Ok((identity, detail, signing, answers)) => {
            let detail = named(key, detail)?;
            Ok(Some(Ok((identity, (detail, signing), answers))))
        }
        Err(fault) if goal.needs_child() => Err(fault),
        Err(fault) => Ok(Some(Err(fault))),
    }
}

/// Reads the part of the facts that a write is compared against.
pub(super) async fn witness(aws: &Aws, sides: &Sides) -> Result<Witness, Fault> {
    let (parent, read) = join!(aws.identity(&sides.parent.profile), async {
        try_join!(
            Box::pin(witnessed_child(aws, sides)),
            all_answers(aws, &sides.parent, witness_questions(sides)),
        )
    });
    let parent = parent?;
    let (child, answers) = read.map_err(|fault| told_as(fault, &sides.parent, &parent))?;
    let mut readings = Readings::default();
    take(&mut readings, answers);
    let child = child.map(|(identity, delegation_set, signing)| WitnessedChild {
        identity: identity.unwrap_or_else(|| parent.clone()),
        delegation_set,
        signing,
    });
    Ok(readings.into_witness(parent, child))
}

async fn witnessed_child(
    aws: &Aws,
    sides: &Sides,
) -> Result<Option<(Option<Identity>, Vec<Name>, Option<Signing>)>, Fault> {
    let Some(key) = &sides.child else { return Ok(None) };
    let signing = async {
        match aws.signing(&key.profile, &key.zone).await {
            Ok(signing) => Ok(Some(signing)),
            // What passes is worth another reading; what may not be read was not in the preview.
            Err(fault) if fault.passes_with_time() => Err(fault),
            Err(_) => Ok(None),
        }
    };
    let (identity, read) = join!(own_identity(aws, sides, key), async {
        try_join!(aws.zone(&key.profile, &key.zone), signing)
    });
    let identity = identity?;
    let (detail, signing) = read.map_err(|fault| match &identity {
        Some(now) => told_as(fault, key, now),
        None => fault,
    })?;
    Ok(Some((identity, detail.delegation_set, signing)))
}

/// A profile that is in another account by now can't read the zone: told as whose it is.
fn told_as(fault: Fault, key: &ZoneKey, now: &Identity) -> Fault {
    if fault.profile != key.profile {
        return fault;
    }
    Fault { account: Some(now.account.clone()), ..fault }
}

/// Asks STS for the child's side; `None` where one profile is used on both, and asked already.
async fn own_identity(
    aws: &Aws,
    sides: &Sides,
    child: &ZoneKey,
) -> Result<Option<Identity>, Fault> {
    if child.profile == sides.parent.profile {
        return Ok(None);
    }
    aws.identity(&child.profile).await.map(Some)
}

/// The answer, with a denial beside it: what may not be read need not be fatal.
async fn unless_denied<T>(
    asked: impl Future<Output = Result<T, Fault>>,
) -> Result<Result<T, Fault>, Fault> {
    match asked.await {
        Err(fault) if fault.kind != FaultKind::Denied => Err(fault),
        answer => Ok(answer),
    }
}

/// The answer, whatever it is: nothing is fatal about it.
async fn always<T>(
    asked: impl Future<Output = Result<T, Fault>>,
) -> Result<Result<T, Fault>, Fault> {
    Ok(asked.await)
}

async fn all_answers(
    aws: &Aws,
    zone: &ZoneKey,
    asked: Vec<Question>,
) -> Result<Vec<Answer>, Fault> {
    let answers = asked.into_iter().map(|question| async move {
        let sets = read(aws, zone, &question).await?;
        Ok((question, sets))
    });
    try_join_all(answers).await
}

fn take(readings: &mut Readings, answers: Vec<Answer>) {
    for (question, sets) in answers {
        readings.take(&question, sets);
    }
}

/// All pages of the answer to one question.
async fn read(aws: &Aws, zone: &ZoneKey, question: &Question) -> Result<Vec<RecordSet>, Fault> {
    let mut sets = Vec::new();
    let mut start = question.start();
    loop {
        let max = question.max_items().and_then(|max| i32::try_from(max).ok());
        let page = aws.record_sets(&zone.profile, &zone.zone, start.as_ref(), max).await?;
        sets.extend(page.sets);
        let more = sets.last().is_some_and(|last| question.goes_on(last));
        match page.next {
            Some(next) if more => start = Some(next),
            _ => return Ok(sets),
        }
    }
}
