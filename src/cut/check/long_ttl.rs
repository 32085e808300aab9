//! `long-ttl`: a mistake in a new cut lasts as long as its TTL.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::duration;
use crate::cut::{Finding, Severity};

const DAY: u32 = 86_400;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let ttl = draft.ns_after()?.ttl().filter(|&ttl| draft.kind == Kind::New && ttl > DAY)?;
    Some(Finding {
        code: "long-ttl",
        severity: Severity::Warn,
        message: format!(
            "Resolvers may keep this new delegation for {}, also if it is wrong.",
            duration(ttl)
        ),
        evidence: vec![format!("TTL {ttl}")],
        advice: Some(
            "Begin with a short TTL, such as 300, and raise it once all is well.".to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, team_a};

    #[test]
    fn over_a_day_on_a_new_cut_only() {
        assert_eq!(check(&team_a().draft_with_ttl(DAY)), None);
        let found = check(&team_a().draft_with_ttl(DAY + 1)).unwrap();
        assert!(found.message.contains("1 day 1 s"), "{}", found.message);
        let replaced = team_a().delegated(300, &OTHER_SERVERS);
        assert_eq!(check(&replaced.draft_with_ttl(DAY + 1)), None);
    }
}
