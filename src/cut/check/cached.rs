//! `cached`: how long resolvers may go on with what was there.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::duration;
use crate::cut::{Finding, Severity};
use crate::zone::RecordSet;

/// The TTL that Route 53 gives the NS RRset at a zone's apex.
const APEX_NS_TTL: u32 = 172_800;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let (message, evidence) = match (draft.kind, draft.ns_before()) {
        (Kind::UpToDate | Kind::Ds, _) => return None,
        (_, None) => new_cut(draft),
        (_, Some(before)) => replaced_cut(before),
    };
    Some(Finding { code: "cached", severity: Severity::Note, message, evidence, advice: None })
}

fn replaced_cut(before: &RecordSet) -> (String, Vec<String>) {
    let ttl = duration(before.ttl().unwrap_or_default());
    let message = format!("Resolvers may keep the old delegation for {ttl} after the change.");
    let evidence = vec![
        format!("TTL of the old NS record set: {ttl}"),
        format!(
            "a resolver that prefers the old zone's own NS record set keeps it for its TTL, at \
             Route 53 {} unless changed",
            duration(APEX_NS_TTL)
        ),
    ];
    (message, evidence)
}

fn new_cut(draft: &Draft) -> (String, Vec<String>) {
    let facts = &draft.facts;
    let mut evidence = Vec::new();
    let negative = facts.parent_soa.as_ref().and_then(negative_ttl);
    evidence.push(match negative {
        Some(ttl) => format!(
            "that a name or type does not exist: {}, the lesser of the TTL and the minimum of the parent's \
             SOA (RFC 2308 §5)",
            duration(ttl)
        ),
        None => "that a name or type does not exist: the lesser of the TTL and the minimum of the parent's \
                 SOA, which was not read (RFC 2308 §5)"
            .to_owned(),
    });
    let occluded = facts.occluded().filter_map(RecordSet::ttl).max();
    if let Some(ttl) = occluded {
        evidence.push(format!("record sets that the cut occludes: {}", duration(ttl)));
    }
    let wildcard = facts.wildcard.iter().filter_map(RecordSet::ttl).max();
    if let Some(ttl) = wildcard {
        evidence.push(format!("answers from the parent's wildcard: {}", duration(ttl)));
    }
    let message = match (negative, occluded.max(wildcard)) {
        (Some(negative), positive) => format!(
            "Resolvers may keep what was there for {} after the change.",
            duration(negative.max(positive.unwrap_or_default()))
        ),
        (None, _) => "Resolvers may keep what was there for some time after the change.".to_owned(),
    };
    (message, evidence)
}

/// The lesser of the SOA's TTL and its last field, the minimum.
fn negative_ttl(soa: &RecordSet) -> Option<u32> {
    let minimum: u32 = soa.values().first()?.split_ascii_whitespace().nth(6)?.parse().ok()?;
    Some(minimum.min(soa.ttl()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::Facts;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, alias, set, team_a};

    fn with_soa(ttl: u32, minimum: &str) -> Facts {
        let value =
            format!("ns-0.awsdns-10.org. hostmaster.example.com. 1 7200 900 1209600 {minimum}");
        let mut facts = team_a();
        facts.parent_soa = Some(set("example.com", "SOA", ttl, &[&value]));
        facts
    }

    fn message(facts: Facts) -> String {
        check(&facts.draft()).unwrap().message
    }

    #[test]
    fn a_name_error_lasts_for_the_lesser_of_two() {
        assert!(message(with_soa(900, "86400")).contains("for 15 min "));
        assert!(message(with_soa(900, "60")).contains("for 1 min "));
    }

    #[test]
    fn without_a_readable_soa_the_rule_is_told() {
        for facts in [team_a(), with_soa(900, "soon"), with_soa(900, "")] {
            let found = check(&facts.draft()).unwrap();
            assert!(found.message.contains("some time"), "{}", found.message);
            assert!(found.evidence[0].contains("RFC 2308"), "{:?}", found.evidence);
        }
    }

    #[test]
    fn occluded_sets_may_last_longer_and_an_alias_has_no_ttl() {
        let facts = with_soa(900, "86400")
            .with(set("www.team-a.example.com", "A", 3600, &["192.0.2.1"]))
            .with(alias("team-a.example.com", "A", "lb.example.net."));
        let found = check(&facts.draft()).unwrap();
        assert!(found.message.contains("for 1 h "), "{}", found.message);
        assert_eq!(found.evidence.len(), 2);
    }

    #[test]
    fn a_replaced_delegation_lasts_for_its_ttl() {
        assert!(message(team_a().delegated(172_800, &OTHER_SERVERS)).contains("for 2 days "));
    }

    #[test]
    fn where_nothing_changes_nothing_is_outdated() {
        assert_eq!(check(&team_a().delegated(300, &SERVERS).draft()), None);
    }
}
