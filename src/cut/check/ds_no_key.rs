//! `ds-no-key`: a DS at the cut matches no active key-signing key of the child (RFC 4035 §5.2).

use crate::cut::draft::{Draft, Kind};
use crate::cut::vouching::Vouching;
use crate::cut::{Finding, Severity};
use crate::zone::SigningStatus;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let vouching = Vouching::of(draft).filter(|all| all.signed)?;
    if vouching.is_strange() {
        let parent = draft.facts.parent.signing.as_ref().ok();
        let is_idle = parent.is_some_and(|signing| signing.status == SigningStatus::NotSigning);
        let when = if is_idle { "once the parent is signed, " } else { "" };
        // A change of servers with an old DS has a name of its own.
        return (draft.kind != Kind::Replace).then(|| Finding {
            code: "ds-no-key",
            severity: Severity::Stop,
            message: format!(
                "No DS at the cut matches an active key-signing key of the child: {when}validating \
                 resolvers refuse every answer of the child."
            ),
            evidence: vouching.evidence(),
            advice: Some(
                "Put the DS of the child's active key there, or take the DS away, and wait its \
                 TTL."
                    .to_owned(),
            ),
        });
    }
    if vouching.strange.is_empty() && vouching.matching > 0 {
        return None;
    }
    let message = if vouching.matching == 0 {
        "The DS at the cut has the tag of an active key of the child, but its digest is of a type \
         that Route 53 doesn't tell: whether it matches can't be seen."
            .to_owned()
    } else {
        format!(
            "{} of {} DS at the cut match no active key-signing key of the child.",
            vouching.strange.len(),
            vouching.all
        )
    };
    Some(Finding {
        code: "ds-no-key",
        severity: Severity::Warn,
        message,
        evidence: vouching.evidence(),
        advice: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_DS, SERVERS, signing, team_a};

    fn found(at_cut: &[&str], keys: &[&str]) -> Option<Severity> {
        let facts = team_a().delegated(300, &SERVERS).vouched(300, at_cut).child_signed(keys);
        check(&facts.draft()).map(|found| found.severity)
    }

    #[test]
    fn case_and_white_space_do_not_count() {
        let spelt = DS.to_lowercase().replace("d4b7", "d4b7 ");
        assert_eq!(found(&[&spelt], &[DS]), None);
    }

    #[test]
    fn every_field_counts() {
        for (from, to) in [("60485", "60486"), (" 13 ", " 8 "), ("D4B7", "D4B8")] {
            let other = DS.replace(from, to);
            assert_eq!(found(&[&other], &[DS]), Some(Severity::Stop), "{other}");
        }
        assert_eq!(found(&["no DS at all"], &[DS]), Some(Severity::Stop));
    }

    #[test]
    fn one_that_matches_is_enough_and_the_other_is_told() {
        assert_eq!(found(&[OTHER_DS, DS], &[DS]), Some(Severity::Warn));
        assert_eq!(found(&[DS], &[OTHER_DS, DS]), None);
    }

    #[test]
    fn a_digest_of_another_type_is_not_called_wrong() {
        let sha384 = DS.replace(" 13 2 ", " 13 4 ");
        assert_eq!(found(&[&sha384], &[DS]), Some(Severity::Warn));
    }

    #[test]
    fn a_key_that_is_not_active_does_not_count() {
        let mut signed = signing(SigningStatus::Signing, &[DS]);
        signed.keys[0].active = false;
        let facts = team_a().delegated(300, &SERVERS).vouched(300, &[DS]).child_signing(Ok(signed));
        assert_eq!(check(&facts.draft()).unwrap().severity, Severity::Stop);
    }
}
