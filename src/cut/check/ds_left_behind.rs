//! `ds-left-behind`: the servers change, and a DS of the old zone's keys would stay: every answer
//! of the new one would be bogus (RFC 4035 §5.2).

use crate::cut::draft::{Draft, Kind};
use crate::cut::vouching::Vouching;
use crate::cut::wording::duration;
use crate::cut::{Finding, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let vouching = Vouching::of(draft).filter(|all| all.signed && all.is_strange())?;
    if draft.kind != Kind::Replace {
        return None;
    }
    let ttl = duration(draft.ds_after()?.ttl().unwrap_or_default());
    Some(Finding {
        code: "ds-left-behind",
        severity: Severity::Stop,
        message: "The servers change, and the DS of another zone's keys stays: validating \
                  resolvers would refuse every answer of the child."
            .to_owned(),
        evidence: vouching.evidence(),
        advice: Some(format!(
            "Take the old DS away first, wait its TTL ({ttl}), then change the delegation; put \
             the DS of the child's own keys there last."
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{DS, OTHER_DS, OTHER_SERVERS, SERVERS, team_a};

    #[test]
    fn the_old_zones_ds_stops_a_change_of_servers() {
        let facts = team_a().delegated(300, &OTHER_SERVERS).vouched(300, &[OTHER_DS]);
        let found = check(&facts.child_signed(&[DS]).draft()).unwrap();
        assert_eq!(
            found.evidence,
            [format!("DS at the cut: {OTHER_DS}"), format!("active key of the child: {DS}")]
        );
    }

    #[test]
    fn a_ds_of_the_childs_key_stays_and_unchanged_servers_are_told_otherwise() {
        let replaced = team_a().delegated(300, &OTHER_SERVERS);
        let both = replaced.clone().vouched(300, &[OTHER_DS, DS]).child_signed(&[DS]);
        assert_eq!(check(&both.draft()), None, "one that matches is enough");
        assert_eq!(check(&replaced.child_signed(&[DS]).draft()), None, "no DS");
        let stands = team_a().delegated(300, &SERVERS).vouched(300, &[OTHER_DS]);
        assert_eq!(check(&stands.child_signed(&[DS]).draft()), None, "ds-no-key says so");
    }
}
