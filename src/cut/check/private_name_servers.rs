//! `private-name-servers`: the four names that Route 53 gives to every private zone.
//! Source: [Private hosted zones](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html).

use crate::cut::draft::Draft;
use crate::cut::{Finding, Severity, servers};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if !draft.goal.needs_child() {
        return None;
    }
    let named = draft.facts.delegation_set().iter();
    let private = named.filter(|server| servers::is_private(server));
    let evidence: Vec<String> = private.map(ToString::to_string).collect();
    (!evidence.is_empty()).then(|| Finding {
        code: "private-name-servers",
        severity: Severity::Stop,
        message: "The child's name servers are those of private zones: nobody can ask them."
            .to_owned(),
        evidence,
        advice: Some("Choose a public zone as the child.".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::fixture::team_a;

    #[test]
    fn one_of_the_four_is_enough() {
        let facts = team_a().served_by(&["ns-1.awsdns-01.org", "NS-1536.awsdns-00.co.uk"]);
        assert_eq!(check(&facts.draft()).unwrap().evidence, ["ns-1536.awsdns-00.co.uk."]);
    }

    #[test]
    fn servers_that_look_alike_are_public() {
        let facts = team_a().served_by(&[
            "ns-512.awsdns-00.com",
            "ns-0.awsdns-00.com.example.net",
            "ns-1.awsdns-00.com",
            "ns-1536.awsdns-00.uk",
        ]);
        assert_eq!(check(&facts.draft()), None);
    }
}
