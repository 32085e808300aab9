//! `ds-seen` and `ds-seen-differs`: DS, keys and signatures as the DNS shows them, against what
//! Route 53's API says.

use crate::cut::authority::Authority;
use crate::cut::judgement::child::vouched;
use crate::cut::referral::{DsSeen, Says};
use crate::cut::wording::{count, ds_tags};
use crate::cut::{Finding, Severity, standing};
use crate::dns::Ds;
use crate::zone::{ProofState, Signing, SigningStatus};

use super::view::{View, ds_as_read};

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let mut differing = at_parents(view);
    differing.extend(keys(view));
    if !differing.is_empty() {
        return Some(Finding {
            code: "ds-seen-differs",
            severity: Severity::Warn,
            message: "The DNS shows DS, keys or signatures otherwise than Route 53's API"
                .to_owned(),
            evidence: differing,
            advice: Some(
                "A change may be on its way, and caches hold what was there before: a DS that \
                 matches no key makes every answer bogus for resolvers that validate."
                    .to_owned(),
            ),
        });
    }
    as_told(view)
}

/// Whether Route 53 says that a zone is signed; `None` where it does not say, or something is in
/// between.
fn signed(signing: Option<&Signing>) -> Option<bool> {
    match signing?.status {
        SigningStatus::Signing => Some(true),
        SigningStatus::NotSigning => Some(false),
        _ => None,
    }
}

/// What the parent's servers say of DS and signatures, where it is not what was read.
fn at_parents(view: &View<'_>) -> Vec<String> {
    let read = ds_as_read(view.draft);
    let parent_signed = signed(view.draft.facts.parent.signing.as_ref().ok());
    let mut lines = Vec::new();
    for asked in &view.parents {
        let ds = asked.told().find_map(|at| match (&at.ds, read.as_deref()) {
            (DsSeen::Has(seen), Some(read)) if seen != read => {
                Some(format!("{}, the record sets have {}", ds_tags(seen), ds_tags(read)))
            }
            (DsSeen::Proved(_) | DsSeen::Absent, Some(read)) if !read.is_empty() => {
                Some(format!("no DS, the record sets have {}", ds_tags(read)))
            }
            _ => None,
        });
        let signatures = asked.told().find_map(|at| {
            let own_words = matches!(at.says, Says::Refers { .. } | Says::NoCut(_));
            match (parent_signed.filter(|_| own_words)?, at.signed) {
                (true, false) => Some("no signatures, though the parent is signed"),
                (false, true) => Some("signatures, though the parent is not signed"),
                _ => None,
            }
        });
        let found = ds.into_iter().chain(signatures.map(str::to_owned));
        lines.extend(found.map(|words| format!("{}  {words}", asked.server)));
    }
    lines
}

/// The DS that will stand there.
fn planned(view: &View<'_>) -> Vec<Ds> {
    let set = view.draft.ds_after().and_then(standing::ds);
    set.map_or_else(Vec::new, |set| set.into_iter().collect())
}

/// What the child's servers say of its keys, where it is not what was read or will be vouched
/// for.
fn keys(view: &View<'_>) -> Vec<String> {
    let facts = &view.draft.facts;
    // Nobody follows the DS of a parent that is not signed.
    let parent_unsigned = signed(facts.parent.signing.as_ref().ok()) == Some(false);
    let planned = if parent_unsigned { Vec::new() } else { planned(view) };
    let is_read = view.draft.leads_to_child();
    let child_signed = facts.child.as_ref().and_then(|child| signed(child.signing.as_ref().ok()));
    let child_signed = child_signed.filter(|_| is_read);
    let mut lines = Vec::new();
    for asked in &view.children {
        let words = asked.told().find_map(|said| {
            let Authority::Has(serves) = said else { return None };
            let keys = serves.keys.as_ref()?;
            let held = keys.as_ref().ok()?;
            if !planned.is_empty() {
                let (state, words) = vouched(&planned, keys);
                return (state == ProofState::Differs).then_some(words);
            }
            match child_signed {
                Some(true) if held.is_empty() => Some("no keys, though the child is signed".into()),
                Some(false) if !held.is_empty() => {
                    Some(format!("{}, though the child is not signed", count(held.len(), "key")))
                }
                _ => None,
            }
        });
        lines.extend(words.map(|words| format!("{}  {words}", asked.server)));
    }
    lines
}

/// Where DNSSEC matters at all: that the DNS shows the same.
fn as_told(view: &View<'_>) -> Option<Finding> {
    let mut evidence = Vec::new();
    for asked in &view.parents {
        let words = asked.told().find_map(|at| match &at.ds {
            DsSeen::Has(ds) => Some(ds_tags(ds)),
            DsSeen::Proved(how) => Some(format!("no DS ({how})")),
            DsSeen::Absent | DsSeen::Untold => None,
        });
        evidence.extend(words.map(|words| format!("{}  {words}", asked.server)));
    }
    let planned = planned(view);
    for asked in &view.children {
        let words = asked.told().find_map(|said| match said {
            Authority::Has(serves) => match &serves.keys {
                Some(keys @ Ok(held)) if !held.is_empty() && !planned.is_empty() => {
                    Some(vouched(&planned, keys).1)
                }
                Some(Ok(held)) if !held.is_empty() => Some(count(held.len(), "key")),
                _ => None,
            },
            _ => None,
        });
        evidence.extend(words.map(|words| format!("{}  {words}", asked.server)));
    }
    (!evidence.is_empty()).then(|| Finding {
        code: "ds-seen",
        severity: Severity::Note,
        message: "The DNS shows DS and keys as Route 53's API does".to_owned(),
        evidence,
        advice: None,
    })
}
