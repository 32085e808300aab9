//! `up-to-date`: the parent delegates as it should already.

use crate::cut::draft::{Draft, Kind};
use crate::cut::wording::record_set;
use crate::cut::{Finding, Goal, Severity};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if draft.kind != Kind::UpToDate || draft.before.is_empty() {
        return None;
    }
    Some(Finding {
        code: "up-to-date",
        severity: Severity::Note,
        message: match draft.goal {
            Goal::Sign => {
                "The DS at the cut is what the child's keys ask for: there is nothing \
                           to do, and nothing is sent."
            }
            _ => {
                "The parent names exactly the child's servers: there is nothing to do, and \
                  nothing is sent."
            }
        }
        .to_owned(),
        evidence: draft.before.iter().map(record_set).collect(),
        advice: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::{OTHER_SERVERS, SERVERS, team_a};

    #[test]
    fn order_case_and_final_dot_do_not_matter() {
        let servers = SERVERS.map(|server| server.trim_end_matches('.').to_uppercase());
        let mut servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        servers.reverse();
        assert!(check(&team_a().delegated(7200, &servers).draft()).is_some());
    }

    #[test]
    fn other_servers_fewer_or_another_ttl_do() {
        assert_eq!(check(&team_a().draft()), None);
        assert_eq!(check(&team_a().delegated(300, &OTHER_SERVERS).draft()), None);
        assert_eq!(check(&team_a().delegated(300, &SERVERS[..3]).draft()), None);
        let standing = team_a().delegated(300, &SERVERS);
        assert_eq!(check(&standing.clone().draft_with_ttl(301)), None);
        assert!(check(&standing.draft_with_ttl(300)).is_some());
    }
}
