//! `ds-offered`: a request names DS records, which are not written along with the delegation.
//! Source:
//! [Enabling DNSSEC signing](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-enable-signing.html).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    let request = facts.requested.as_ref().filter(|_| facts.is_child_unread())?;
    if request.ds.is_empty() || draft.ds_after().is_some() {
        return None;
    }
    Some(Finding {
        code: "ds-offered",
        severity: Severity::Note,
        message: "The child is signed, by the request; its DS is not written along with the \
                  delegation."
            .to_owned(),
        evidence: request.ds.iter().map(|ds| format!("{}  DS  TTL 300  {ds}", facts.cut)).collect(),
        advice: Some(
            "Put the DS there as a second step, when the NS are in place and answer, and only \
             where the parent is signed too: a DS that comes first would break the child where \
             the NS are wrong."
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, team_a};

    #[test]
    fn the_record_to_add_is_told_until_one_stands_there() {
        assert_eq!(check(&team_a().on_request(&[]).draft()), None);
        let facts = team_a().on_request(&[DS]);
        let found = check(&facts.clone().draft()).unwrap();
        assert_eq!(found.evidence, [format!("team-a.example.com.  DS  TTL 300  {DS}")]);
        assert!(facts.clone().draft().ds_after().is_none(), "none is written");
        assert_eq!(check(&facts.vouched(300, &[DS]).draft()), None);
    }
}
