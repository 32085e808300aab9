//! `ds-child-unsigned`: a DS promises signatures that the child doesn't give: validating
//! resolvers answer SERVFAIL (RFC 4035 §5.2, §5.5).

use crate::cut::draft::Draft;
use crate::cut::vouching::Vouching;
use crate::cut::wording::{duration, record_set, signing};
use crate::cut::{Finding, Severity};
use crate::zone::SigningStatus;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let set = draft.ds_after().filter(|_| Vouching::of(draft).is_some_and(|all| !all.signed))?;
    let child = draft.facts.child.as_ref()?;
    let mut evidence = vec![record_set(set)];
    evidence
        .extend(child.signing.as_ref().ok().map(|state| format!("the child: {}", signing(state))));
    let ttl = duration(set.ttl().unwrap_or_default());
    let parent = draft.facts.parent.signing.as_ref().ok();
    let is_idle = parent.is_some_and(|signing| signing.status == SigningStatus::NotSigning);
    let refuse = "validating resolvers refuse every answer of the child";
    let when = if is_idle { "once the parent is signed, " } else { "" };
    Some(Finding {
        code: "ds-child-unsigned",
        severity: Severity::Stop,
        message: format!("A DS stands at the cut, and the child is not signed: {when}{refuse}."),
        evidence,
        advice: Some(format!(
            "Take the DS away first, wait its TTL ({ttl}), then change the delegation. Or sign \
             the child and put the DS of its own key there."
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_SERVERS, SERVERS, signing, team_a};

    #[test]
    fn stops_for_a_new_cut_a_replaced_one_and_one_that_stands() {
        for facts in [
            team_a(),
            team_a().delegated(300, &OTHER_SERVERS),
            team_a().delegated(300, &SERVERS),
            team_a().child_signing(Ok(signing(SigningStatus::Deleting, &[DS]))),
        ] {
            let found = check(&facts.vouched(3600, &[DS]).draft()).unwrap();
            assert_eq!(found.severity, Severity::Stop);
            assert!(found.advice.unwrap().contains("(1 h)"));
        }
    }

    #[test]
    fn below_a_parent_that_is_not_signed_it_is_a_trap_for_later() {
        let message =
            |facts: crate::cut::Facts| check(&facts.vouched(3600, &[DS]).draft()).unwrap().message;
        let later = "is not signed: once the parent is signed, validating resolvers refuse";
        let now = "is not signed: validating resolvers refuse";
        assert!(message(team_a()).contains(later), "{}", message(team_a()));
        assert!(message(team_a().parent_signed()).contains(now));
    }

    #[test]
    fn a_signed_child_no_ds_or_one_that_goes_is_fine() {
        assert_eq!(check(&team_a().draft()), None);
        let signed = team_a().vouched(300, &[DS]).child_signed(&[DS]);
        assert_eq!(check(&signed.draft()), None);
        let goes = team_a().delegated(300, &SERVERS).vouched(300, &[DS]);
        assert_eq!(check(&goes.clone().draft_to(crate::cut::Goal::Remove)), None);
        assert_eq!(check(&goes.draft_to(crate::cut::Goal::Sign)), None);
    }
}
