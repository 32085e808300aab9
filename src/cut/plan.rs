//! What would be written, and what follows from it.

use crate::dns::{Looked, Lookup, Name};
use crate::zone::{Action, ChangeBatch, Intent, RecordSet};

use super::draft::{Draft, Kind, Options};
use super::wording::bare;
use super::{Facts, Finding, Goal, Live, Severity, Side, check, seen};

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
    /// The name that is cut, typed: what stands there is changed or taken away, the zone is
    /// protected, no server of the child has authority, or nobody is led to the parent.
    TypeName(Name),
}

/// A change of one delegation, judged. Made of facts and options alone: equal facts, equal plan.
/// What the DNS answers adds findings, and can ask for the name to be typed; it changes nothing of
/// what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    draft: Draft,
    options: Options,
    batch: Option<ChangeBatch>,
    findings: Vec<Finding>,
    verdict: Verdict,
    live: Live,
}

impl Plan {
    /// Plans what reaches the goal.
    #[must_use]
    pub fn new(facts: Facts, goal: Goal, options: Options) -> Self {
        let draft = Draft::new(facts, goal, options);
        let mut findings = check::findings(&draft);
        let stopped = findings.iter().any(|finding| finding.severity == Severity::Stop);
        let verdict = match draft.kind {
            _ if stopped => Verdict::Stopped,
            Kind::UpToDate => Verdict::UpToDate,
            _ => Verdict::Ready,
        };
        let batch = (verdict == Verdict::Ready).then(|| batch(&draft));
        let live = Live::of(&draft, check::rules_out_a_cut(&findings));
        findings.extend(seen::findings(&draft, &live));
        findings.sort_by_key(|finding| finding.severity);
        Self { draft, options, batch, findings, verdict, live }
    }

    /// The same plan with a TTL that the user set, in seconds.
    #[must_use]
    pub fn with_ttl(&self, ttl: u32) -> Self {
        let Draft { facts, goal, .. } = &self.draft;
        let edited = Options { ttl: Some(ttl), ..self.options };
        Self { live: self.live.clone(), ..Self::new(facts.clone(), goal.clone(), edited) }.judged()
    }

    /// What the DNS is to be asked that has not been answered yet; nothing for a plan that is
    /// stopped because there can be no cut there. An answer may bring up one more question: call
    /// again after each [`Self::looked`], and ask what is new.
    #[must_use]
    pub fn lookups(&self) -> Vec<Lookup> {
        self.live.open()
    }

    /// The same plan with one more answer of the DNS. Findings are made anew; what is sent, the
    /// verdict and what the write is compared against stay as they are. An answer to what was
    /// not asked, or is known already, changes nothing.
    #[must_use]
    pub fn looked(&self, lookup: &Lookup, looked: Looked) -> Self {
        let live = self.live.clone().with(&self.draft, lookup, looked);
        Self { live, ..self.clone() }.judged()
    }

    /// What the DNS was asked, and what has been answered.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// With the findings that follow from the facts and from what the DNS has answered.
    fn judged(self) -> Self {
        let mut findings = check::findings(&self.draft);
        findings.extend(seen::findings(&self.draft, &self.live));
        findings.sort_by_key(|finding| finding.severity);
        Self { findings, ..self }
    }

    /// Whether it rests on the word of whoever requested it: not every server that was named is
    /// known to have authority for the child.
    #[must_use]
    pub fn rests_on_a_request(&self) -> bool {
        seen::rests_on_a_request(&self.findings)
    }

    /// What it is for.
    #[must_use]
    pub fn goal(&self) -> &Goal {
        &self.draft.goal
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

    /// The NS and DS RRsets that stand at the cut now, exactly as read, NS first.
    #[must_use]
    pub fn before(&self) -> &[RecordSet] {
        &self.draft.before
    }

    /// The NS and DS RRsets that are to stand there, NS first.
    #[must_use]
    pub fn after(&self) -> &[RecordSet] {
        &self.draft.after
    }

    /// The NS RRset that stands at the cut now.
    #[must_use]
    pub fn ns_before(&self) -> Option<&RecordSet> {
        self.draft.ns_before()
    }

    /// The NS RRset that is to stand there.
    #[must_use]
    pub fn ns_after(&self) -> Option<&RecordSet> {
        self.draft.ns_after()
    }

    /// The DS RRset that stands at the cut now.
    #[must_use]
    pub fn ds_before(&self) -> Option<&RecordSet> {
        self.draft.ds_before()
    }

    /// The DS RRset that is to stand there.
    #[must_use]
    pub fn ds_after(&self) -> Option<&RecordSet> {
        self.draft.ds_after()
    }

    /// What would be sent to the parent, a compare-and-swap: `DELETE` of each RRset exactly as
    /// read, `CREATE` of each new one, never `UPSERT`. `CREATE` fails where a set exists,
    /// `DELETE` where it isn't the one named. What stays is left out. `None` unless the verdict
    /// is [`Verdict::Ready`].
    #[must_use]
    pub fn batch(&self) -> Option<&ChangeBatch> {
        self.batch.as_ref()
    }

    /// What follows from the facts and from what the DNS has answered: stops first, then warnings,
    /// then notes.
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
        let batch = self.batch.as_ref()?;
        let Draft { facts, goal, .. } = &self.draft;
        let plain = matches!(goal, Goal::Delegate | Goal::Sign)
            && !facts.context.rules.protected
            && !seen::asks_for_the_name(&self.findings)
            && batch.changes.iter().all(|change| change.action == Action::Create);
        Some(if plain { Confirmation::Yes } else { Confirmation::TypeName(facts.cut.clone()) })
    }

    /// The plan as confirmed by a plain yes, where that is enough.
    #[must_use]
    pub fn confirm_yes(&self) -> Option<ConfirmedPlan> {
        match self.confirmation()? {
            Confirmation::Yes => ConfirmedPlan::new(self),
            Confirmation::TypeName(_) => None,
        }
    }

    /// The plan as confirmed by the name that is cut, typed: more than enough for a new cut. Case
    /// and the final dot don't count.
    #[must_use]
    pub fn confirm_typed(&self, typed: &str) -> Option<ConfirmedPlan> {
        let typed = Name::from_user(typed).ok()?;
        if typed == self.draft.facts.cut { ConfirmedPlan::new(self) } else { None }
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

    /// What the journal is told before anything is sent.
    #[must_use]
    pub fn intent(&self) -> Intent {
        let Draft { facts, goal, before, after, .. } = &self.plan.draft;
        Intent {
            deed: goal.deed(),
            undoes: match goal {
                Goal::Undo(entry) => Some(entry.id.clone()),
                Goal::Delegate | Goal::Remove | Goal::Sign => None,
            },
            parent: facts.parent.party(),
            child: facts.child.as_ref().map(Side::party),
            requested_by: facts.requested.as_ref().map(|requested| requested.by.clone()),
            cut: facts.cut.clone(),
            before: before.clone(),
            after: after.clone(),
            batch: Some(self.batch.clone()),
            caller_reference: None,
        }
    }
}

fn batch(draft: &Draft) -> ChangeBatch {
    ChangeBatch { comment: comment(draft), changes: draft.changes() }
}

fn comment(draft: &Draft) -> String {
    let name = bare(&draft.facts.cut);
    let text = match (&draft.goal, draft.facts.child_account()) {
        (Goal::Delegate, Some(account)) => format!("zonecut: delegate {name} to account {account}"),
        (Goal::Delegate, None) => format!("zonecut: delegate {name}"),
        (Goal::Remove, _) => format!("zonecut: remove the delegation of {name}"),
        (Goal::Sign, _) => format!("zonecut: DS of {name}"),
        (Goal::Undo(entry), _) => format!("zonecut: undo {} at {name}", entry.id),
    };
    let plain = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
    text.chars().map(plain).take(LONGEST_COMMENT).collect()
}

#[cfg(test)]
mod tests;
