//! What would be written, and what follows from it.

use crate::dns::Name;
use crate::zone::{Action, Change, ChangeBatch, RecordSet};

use super::draft::{Draft, Kind, Options};
use super::wording::bare;
use super::{Facts, Finding, Severity, check};

/// The longest comment of a change batch, in characters (`ResourceDescription` of the API).
const LONGEST_COMMENT: usize = 256;

/// What may be done with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It can be confirmed and applied.
    Ready,
    /// The cut is as it should be; there is nothing to send.
    UpToDate,
    /// A finding forbids it; there is nothing to send.
    Stopped,
}

impl Verdict {
    /// The word used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::UpToDate => "up_to_date",
            Self::Stopped => "stopped",
        }
    }
}

/// What a plan asks for before it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// A plain yes: nothing is there that could be lost.
    Yes,
    /// The child's name, typed: a delegation that stands there is replaced.
    TypeName(Name),
}

/// A change of one delegation, judged. Made of facts and options alone: equal facts, equal plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    draft: Draft,
    options: Options,
    batch: Option<ChangeBatch>,
    findings: Vec<Finding>,
    verdict: Verdict,
}

impl Plan {
    /// Plans the delegation of the child's name to the child's delegation set.
    #[must_use]
    pub fn new(facts: Facts, options: Options) -> Self {
        let draft = Draft::new(facts, options);
        let findings = check::findings(&draft);
        let stopped = findings.iter().any(|finding| finding.severity == Severity::Stop);
        let verdict = match draft.kind {
            _ if stopped => Verdict::Stopped,
            Kind::UpToDate => Verdict::UpToDate,
            Kind::New | Kind::Replace => Verdict::Ready,
        };
        let batch = (verdict == Verdict::Ready).then(|| batch(&draft));
        Self { draft, options, batch, findings, verdict }
    }

    /// The same plan with a TTL that the user set, in seconds.
    #[must_use]
    pub fn with_ttl(&self, ttl: u32) -> Self {
        Self::new(self.draft.facts.clone(), Options { ttl: Some(ttl), ..self.options })
    }

    /// What it is made of.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.draft.facts
    }

    /// What the user chose.
    #[must_use]
    pub fn options(&self) -> Options {
        self.options
    }

    /// The NS RRset that stands at the cut now.
    #[must_use]
    pub fn before(&self) -> Option<&RecordSet> {
        self.draft.before.as_ref()
    }

    /// The NS RRset that is to stand there.
    #[must_use]
    pub fn after(&self) -> &RecordSet {
        &self.draft.after
    }

    /// What would be sent to the parent: `CREATE`, or `DELETE` of exactly what was read and
    /// `CREATE`. `None` unless the verdict is [`Verdict::Ready`].
    #[must_use]
    pub fn batch(&self) -> Option<&ChangeBatch> {
        self.batch.as_ref()
    }

    /// What follows from the facts: stops first, then warnings, then notes.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What may be done with it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// What it asks for before it is applied; `None` unless there is something to send.
    #[must_use]
    pub fn confirmation(&self) -> Option<Confirmation> {
        self.batch.as_ref()?;
        Some(match self.draft.before {
            None => Confirmation::Yes,
            Some(_) => Confirmation::TypeName(self.draft.facts.cut().clone()),
        })
    }

    /// The plan as confirmed by a plain yes, where that is enough.
    #[must_use]
    pub fn confirm_yes(&self) -> Option<ConfirmedPlan> {
        match self.confirmation()? {
            Confirmation::Yes => ConfirmedPlan::new(self),
            Confirmation::TypeName(_) => None,
        }
    }

    /// The plan as confirmed by the child's name, typed: more than enough for a new cut. Case
    /// and the final dot don't count.
    #[must_use]
    pub fn confirm_typed(&self, typed: &str) -> Option<ConfirmedPlan> {
        let typed = Name::from_user(typed).ok()?;
        if typed == *self.draft.facts.cut() { ConfirmedPlan::new(self) } else { None }
    }
}

/// A plan that the user confirmed in the way it asks for. There is no other way to make one, and
/// nothing is written without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedPlan {
    plan: Plan,
    batch: ChangeBatch,
}

impl ConfirmedPlan {
    fn new(plan: &Plan) -> Option<Self> {
        let batch = plan.batch.clone()?;
        Some(Self { plan: plan.clone(), batch })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is to be sent.
    #[must_use]
    pub fn batch(&self) -> &ChangeBatch {
        &self.batch
    }
}

/// A compare-and-swap: `CREATE` fails where a set exists, `DELETE` where it isn't the one named.
fn batch(draft: &Draft) -> ChangeBatch {
    let delete = draft.before.clone().map(|set| Change { action: Action::Delete, set });
    let create = Change { action: Action::Create, set: draft.after.clone() };
    ChangeBatch {
        comment: comment(&draft.facts),
        changes: delete.into_iter().chain([create]).collect(),
    }
}

fn comment(facts: &Facts) -> String {
    let name = bare(facts.cut());
    let account = &facts.child.identity.account;
    let text = format!("zonecut: delegate {name} to account {account}");
    let plain = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
    text.chars().map(plain).take(LONGEST_COMMENT).collect()
}

#[cfg(test)]
mod tests;
