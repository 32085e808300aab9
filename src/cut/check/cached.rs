//! `cached`: how long resolvers may go on with what was there.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::duration;
use crate::cut::{Finding, Goal, Severity};
use crate::zone::RecordSet;

/// The TTL that Route 53 gives the NS RRset at a zone's apex.
const APEX_NS_TTL: u32 = 172_800;

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    let (message, evidence) = match (draft.kind, draft.ns_before(), draft.ds_before()) {
        (Kind::UpToDate, ..) => return None,
        (Kind::Replace | Kind::Remove, Some(before), _) => old_cut(draft, before),
        (Kind::Ds, _, Some(before)) => old_ds(draft, before),
        (Kind::Ds, _, None) => new_ds(draft),
        _ => new_cut(draft),
    };
    Some(Finding { code: "cached", severity: Severity::Note, message, evidence, advice: None })
}

/// What is outdated by the change, in a word.
fn old(draft: &Draft) -> &'static str {
    match (&draft.goal, draft.kind) {
        (Goal::Undo(_), _) => "undone",
        (_, Kind::Remove) => "removed",
        _ => "old",
    }
}

fn old_cut(draft: &Draft, before: &RecordSet) -> (String, Vec<String>) {
    let seconds = before.ttl().unwrap_or_default();
    let (ttl, old) = (duration(seconds), old(draft));
    let message = format!("Resolvers may keep the {old} delegation for {ttl} after the change.");
    let mut evidence = vec![
        format!("TTL of the {old} NS record set: {ttl}"),
        format!(
            "a resolver that prefers the {old} zone's own NS record set keeps it for its TTL, at \
             Route 53 {} unless changed",
            duration(APEX_NS_TTL)
        ),
    ];
    if let Some(ds) = draft.ds_before().filter(|ds| Some(*ds) != draft.ds_after()) {
        let ttl = duration(ds.ttl().unwrap_or_default());
        evidence.push(format!("TTL of the {old} DS record set: {ttl}"));
    }
    (message, evidence)
}

fn old_ds(draft: &Draft, before: &RecordSet) -> (String, Vec<String>) {
    let (ttl, old) = (duration(before.ttl().unwrap_or_default()), old(draft));
    let message = format!(
        "Resolvers may keep the {old} DS for {ttl} after the change: until then the keys that it \
         names must go on signing."
    );
    (message, vec![format!("TTL of the {old} DS record set: {ttl}")])
}

fn new_ds(draft: &Draft) -> (String, Vec<String>) {
    let negative = draft.facts.parent_soa.as_ref().and_then(negative_ttl);
    let time = negative.map_or_else(|| "some time".to_owned(), duration);
    let message =
        format!("Resolvers may keep it for {time} after the change that no DS stands there.");
    (message, vec![absence(negative)])
}

/// How long a resolver remembers that there is nothing.
fn absence(negative: Option<u32>) -> String {
    let rule = "the lesser of the TTL and the minimum of the parent's SOA";
    match negative {
        Some(ttl) => {
            let ttl = duration(ttl);
            format!("that a name or type does not exist: {ttl}, {rule} (RFC 2308 §5)")
        }
        None => {
            format!("that a name or type does not exist: {rule}, which was not read (RFC 2308 §5)")
        }
    }
}

fn new_cut(draft: &Draft) -> (String, Vec<String>) {
    let facts = &draft.facts;
    let mut evidence = Vec::new();
    let negative = facts.parent_soa.as_ref().and_then(negative_ttl);
    evidence.push(absence(negative));
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
    use crate::cut::fixture::{DS, OTHER_DS, OTHER_SERVERS, SERVERS, alias, set, team_a, undo};

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
    fn a_removed_or_undone_delegation_lasts_for_its_ttl_and_its_ds_too() {
        let facts = team_a().delegated(3600, &SERVERS).vouched(300, &[DS]);
        let found = check(&facts.draft_to(Goal::Remove)).unwrap();
        assert!(found.message.contains("removed delegation for 1 h "), "{}", found.message);
        assert_eq!(found.evidence.last().unwrap(), "TTL of the removed DS record set: 5 min");
        let made = set("team-a.example.com", "NS", 3600, &SERVERS);
        let facts = team_a().delegated(3600, &SERVERS);
        let found = check(&facts.draft_to(undo(&[], &[made]))).unwrap();
        assert!(found.message.contains("undone delegation for 1 h "), "{}", found.message);
    }

    #[test]
    fn a_ds_lasts_for_its_ttl_and_its_absence_as_long_as_a_name_error() {
        let signed = with_soa(900, "60").delegated(300, &SERVERS).child_signed(&[DS]);
        let found = check(&signed.clone().draft_to(Goal::Sign)).unwrap();
        assert!(found.message.contains("keep it for 1 min "), "{}", found.message);
        let found = check(&signed.vouched(7200, &[OTHER_DS]).draft_to(Goal::Sign)).unwrap();
        assert!(found.message.contains("old DS for 2 h "), "{}", found.message);
    }

    #[test]
    fn where_nothing_changes_nothing_is_outdated() {
        assert_eq!(check(&team_a().delegated(300, &SERVERS).draft()), None);
    }
}
