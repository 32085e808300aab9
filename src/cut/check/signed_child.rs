//! `signed-child`: a signed child in a signed parent needs a DS, as a second step. Source:
//! [Enabling DNSSEC signing](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-enable-signing.html).

use crate::cut::draft::{Draft, ds_records};
use crate::cut::wording::duration;
use crate::cut::{Finding, Goal, Severity};
use crate::zone::{RecordSet, Signing, SigningStatus};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let child = facts.child.as_ref()?.signing.as_ref().ok().filter(|signing| signs(signing))?;
    let longest = facts.child_sets.iter().filter_map(RecordSet::ttl).max();
    let longest = longest.map_or_else(String::new, |ttl| format!(" ({})", duration(ttl)));
    let order = format!(
        "Only once signing has been on for the longest TTL in the child{longest}: a resolver that \
         still holds an unsigned answer would refuse it."
    );
    let evidence: Vec<String> =
        ds_records(child).into_iter().map(|record| format!("DS of the child: {record}")).collect();
    match draft.goal {
        Goal::Delegate if draft.ds_after().is_none() && parent_signs(draft) => Some(Finding {
            code: "signed-child",
            severity: Severity::Warn,
            message: "The child is signed and so is the parent, but no DS stands at the cut: its \
                      answers are not validated until one does."
                .to_owned(),
            evidence,
            advice: Some(format!(
                "Put the DS there as a second step, when the NS are in place and answer: a DS \
                 that comes first would break the child where the NS are wrong. {order}"
            )),
        }),
        Goal::Sign if draft.ds_before().is_none() && draft.ds_after().is_some() => Some(Finding {
            code: "signed-child",
            severity: Severity::Note,
            message: "From the DS on, validating resolvers refuse what the child does not sign."
                .to_owned(),
            evidence,
            advice: Some(order),
        }),
        _ => None,
    }
}

fn signs(signing: &Signing) -> bool {
    signing.status == SigningStatus::Signing && !ds_records(signing).is_empty()
}

fn parent_signs(draft: &Draft) -> bool {
    let signing = draft.facts.parent.signing.as_ref();
    signing.is_ok_and(|signing| signing.status == SigningStatus::Signing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, SERVERS, set, team_a};

    #[test]
    fn a_delegation_is_told_of_its_second_step() {
        let facts = team_a().parent_signed().child_signed(&[DS]);
        let facts = facts.child_has(set("team-a.example.com", "NS", 172_800, &SERVERS));
        for facts in [facts.clone(), facts.delegated(300, &SERVERS)] {
            let found = check(&facts.draft()).unwrap();
            assert_eq!(found.severity, Severity::Warn);
            assert_eq!(found.evidence, [format!("DS of the child: {DS}")]);
            assert!(found.advice.unwrap().contains("(2 days)"));
        }
    }

    #[test]
    fn not_where_a_side_is_unsigned_or_the_ds_stands() {
        assert_eq!(check(&team_a().child_signed(&[DS]).draft()), None);
        assert_eq!(check(&team_a().parent_signed().draft()), None);
        assert_eq!(check(&team_a().parent_signed().child_signed(&[]).draft()), None);
        let both = team_a().parent_signed().child_signed(&[DS]).delegated(300, &SERVERS);
        assert_eq!(check(&both.clone().vouched(300, &[DS]).draft()), None);
        assert_eq!(check(&both.draft_to(Goal::Remove)), None);
    }

    #[test]
    fn the_second_step_is_told_what_to_wait_for() {
        let facts = team_a().parent_signed().child_signed(&[DS]).delegated(300, &SERVERS);
        let found = check(&facts.clone().draft_to(Goal::Sign)).unwrap();
        assert_eq!(found.severity, Severity::Note);
        assert_eq!(check(&facts.vouched(300, &[DS]).draft_to(Goal::Sign)), None);
    }
}
