//! `unsigned-parent`: below a parent that is not signed, nothing is validated: a DS does nothing
//! yet (RFC 4035 §5.2).

use crate::cut::draft::Draft;
use crate::cut::wording::{record_set, signing};
use crate::cut::{Finding, Severity};
use crate::zone::SigningStatus;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let parent = facts.parent.signing.as_ref().ok()?;
    let child = facts.child.as_ref().and_then(|child| child.signing.as_ref().ok());
    let child = child.filter(|_| draft.goal.needs_child());
    let child = child.filter(|signing| signing.status == SigningStatus::Signing);
    if parent.status != SigningStatus::NotSigning || (child.is_none() && draft.ds_after().is_none())
    {
        return None;
    }
    let mut evidence = vec![format!("the parent: {}", signing(parent))];
    evidence.extend(child.map(|child| format!("the child: {}", signing(child))));
    evidence.extend(draft.ds_after().map(record_set));
    Some(Finding {
        code: "unsigned-parent",
        severity: Severity::Note,
        message: format!(
            "{} is not signed: a DS at the cut does nothing yet, and the child is not validated.",
            facts.parent.name()
        ),
        evidence,
        advice: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Goal;
    use crate::cut::fixture::{DS, SERVERS, team_a};

    #[test]
    fn told_where_a_ds_or_a_signature_is_in_vain() {
        assert!(check(&team_a().child_signed(&[DS]).draft()).is_some());
        let signed = team_a().child_signed(&[DS]).delegated(300, &SERVERS);
        assert!(check(&signed.clone().draft_to(Goal::Sign)).is_some());
        assert!(check(&signed.vouched(300, &[DS]).draft()).is_some());
    }

    #[test]
    fn not_where_nothing_is_signed_or_the_parent_is() {
        assert_eq!(check(&team_a().draft()), None);
        assert_eq!(check(&team_a().parent_signed().child_signed(&[DS]).draft()), None);
        let goes = team_a().child_signed(&[DS]).delegated(300, &SERVERS).vouched(300, &[DS]);
        assert_eq!(check(&goes.draft_to(Goal::Remove)), None);
    }
}
