//! Drives an audit: asks AWS and the DNS what it wants to know, side by side.

use tokio::task::JoinSet;

use crate::aws::Aws;
use crate::cut::{AskId, Audit, AuditAnswer, AuditAsk, AuditQuestion};
use crate::resolve::Asker;

/// Asks until the audit knows all that can be known. `progress` is told after each answer.
/// What the user asks of AWS meanwhile goes first.
///
/// May be dropped at any point: what is under way is then left, and the audit knows what it has
/// heard so far. [`Audit::put_back`] before it goes on.
pub async fn audit(aws: &Aws, asker: &Asker, audit: &mut Audit, mut progress: impl FnMut(&Audit)) {
    let aws = aws.in_background();
    // Tasks, so that reading answers and judging them go on side by side.
    let mut under_way = JoinSet::new();
    loop {
        for ask in audit.asks() {
            let (aws, asker) = (aws.clone(), asker.clone());
            under_way.spawn(async move { carry_out(&aws, &asker, ask).await });
        }
        let Some(ended) = under_way.join_next().await else { return };
        if let Ok((id, answer)) = ended {
            audit.hear(id, answer);
            progress(audit);
        }
    }
}

async fn carry_out(aws: &Aws, asker: &Asker, ask: AuditAsk) -> (AskId, AuditAnswer) {
    (ask.id, answer(aws, asker, ask.what).await)
}

/// Finds out one thing that an audit wants to know.
pub async fn answer(aws: &Aws, asker: &Asker, what: AuditQuestion) -> AuditAnswer {
    match what {
        AuditQuestion::Records { zone, start } => AuditAnswer::Records(
            aws.record_sets(&zone.profile, &zone.zone, start.as_ref(), None).await,
        ),
        AuditQuestion::Zone(zone) => AuditAnswer::Zone(aws.zone(&zone.profile, &zone.zone).await),
        AuditQuestion::Signing(zone) => {
            AuditAnswer::Signing(aws.signing(&zone.profile, &zone.zone).await)
        }
        AuditQuestion::LookUp(lookup) => AuditAnswer::LookedUp(asker.look_up(&lookup).await),
    }
}
