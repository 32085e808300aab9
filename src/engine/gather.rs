//! Reads what a plan is made of: all that can be asked at once is asked at once.

use futures_util::future::try_join_all;
use tokio::{join, try_join};

use crate::aws::Aws;
use crate::cut::{
    Facts, Question, Readings, Side, Witness, ZoneInView, questions, witness_questions,
};
use crate::zone::{Fault, Identity, RecordSet, ZoneDetail, ZoneKey};

/// Reads the facts of a pair. Fails with the first fault: a plan is made of all facts or none.
pub async fn facts(
    aws: &Aws,
    parent: &ZoneKey,
    child: &ZoneKey,
    in_view: Vec<ZoneInView>,
) -> Result<Facts, Fault> {
    let asked = questions(&parent.name, &child.name);
    let ((parent_identity, child_identity), parent_detail, child_detail, readings) = try_join!(
        identities(aws, parent, child),
        aws.zone(&parent.profile, &parent.zone),
        aws.zone(&child.profile, &child.zone),
        readings(aws, parent, child, asked),
    )?;
    let side = |key: &ZoneKey, identity: Identity, detail: ZoneDetail| Side {
        profile: key.profile.clone(),
        identity,
        detail,
    };
    Ok(readings.into_facts(
        side(parent, parent_identity, parent_detail),
        side(child, child_identity, child_detail),
        in_view,
    ))
}

/// Reads the part of the facts that a write is compared against.
pub(super) async fn witness(
    aws: &Aws,
    parent: &ZoneKey,
    child: &ZoneKey,
) -> Result<Witness, Fault> {
    let asked = witness_questions(&parent.name, &child.name);
    let (identities, read) = join!(identities(aws, parent, child), async {
        try_join!(aws.zone(&child.profile, &child.zone), readings(aws, parent, child, asked),)
    });
    let (parent_identity, child_identity) = identities?;
    let (child_detail, readings) = read.map_err(|fault| {
        // A profile that is in another account by now can't read the zone: told as whose it is.
        let now = if fault.profile == parent.profile { &parent_identity } else { &child_identity };
        Fault { account: Some(now.account.clone()), ..fault }
    })?;
    Ok(readings.into_witness(parent_identity, child_identity, &child_detail))
}

/// Asks STS for both sides; once, where one profile is used on both.
async fn identities(
    aws: &Aws,
    parent: &ZoneKey,
    child: &ZoneKey,
) -> Result<(Identity, Identity), Fault> {
    if parent.profile == child.profile {
        let identity = aws.identity(&parent.profile).await?;
        return Ok((identity.clone(), identity));
    }
    try_join!(aws.identity(&parent.profile), aws.identity(&child.profile))
}

async fn readings(
    aws: &Aws,
    parent: &ZoneKey,
    child: &ZoneKey,
    asked: Vec<Question>,
) -> Result<Readings, Fault> {
    let answers = asked.iter().map(|question| {
        let zone = if question.asks_child() { child } else { parent };
        read(aws, zone, question)
    });
    let answers = try_join_all(answers).await?;
    let mut readings = Readings::default();
    for (question, sets) in asked.iter().zip(answers) {
        readings.take(question, sets);
    }
    Ok(readings)
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
