//! `dead-cut`: below another cut of the same parent, resolvers never see this one.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::record_set;
use crate::cut::{Finding, Goal, Severity};
use crate::dns::RecordType;
use crate::zone::RecordSet;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let facts = &draft.facts;
    // What goes may be dead.
    if draft.goal == Goal::Remove || draft.kind == Kind::Remove {
        return None;
    }
    let is_above = |set: &&RecordSet| {
        set.rtype == RecordType::Ns
            && facts.cut.is_below(&set.name)
            && set.name.is_below(facts.parent.name())
    };
    let above: Vec<&RecordSet> = facts.above.iter().filter(is_above).collect();
    let highest = above.iter().min_by_key(|set| set.name.depth())?;
    Some(Finding {
        code: "dead-cut",
        severity: Severity::Stop,
        message: format!(
            "{} already delegates {} and all below it: nobody would ask it for {}",
            facts.parent.name(),
            highest.name,
            &facts.cut
        ),
        advice: Some(format!("Make the cut in the zone that serves {}", highest.name)),
        evidence: above.into_iter().map(record_set).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Facts;
    use crate::cut::fixture::{OTHER_SERVERS, cut, set};

    fn with_cut_at(name: &str) -> Facts {
        let mut facts = cut("example.com", "api.team-a.eu.example.com");
        facts.above.push(set(name, "NS", 300, &OTHER_SERVERS));
        facts
    }

    #[test]
    fn a_cut_between_stops_and_the_highest_is_named() {
        let mut facts = with_cut_at("team-a.eu.example.com");
        facts.above.push(set("eu.example.com", "NS", 300, &OTHER_SERVERS));
        let found = check(&facts.draft()).unwrap();
        assert!(found.message.contains("delegates eu.example.com. "), "{}", found.message);
        assert_eq!(found.evidence.len(), 2);
    }

    #[test]
    fn a_dead_cut_may_be_removed() {
        let facts = with_cut_at("eu.example.com").delegated(300, &OTHER_SERVERS);
        assert_eq!(check(&facts.draft_to(Goal::Remove)), None);
    }

    #[test]
    fn a_cut_elsewhere_is_no_hindrance() {
        for name in ["us.example.com", "example.com", "api.team-a.eu.example.com", "u.example.com"]
        {
            assert_eq!(check(&with_cut_at(name).draft()), None, "{name}");
        }
    }
}
