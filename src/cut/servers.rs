//! Name servers of an NS RRset, compared as names: order, case and a final dot don't count.

use std::collections::BTreeSet;

use crate::dns::Name;
use crate::zone::RecordSet;

/// The servers that a set names; `None` where one of its values is no name.
pub(super) fn named(set: &RecordSet) -> Option<BTreeSet<Name>> {
    set.values().iter().map(|value| Name::from_route53(value).ok()).collect()
}

/// Whether a set names these servers and no others.
pub(super) fn same(set: &RecordSet, servers: &[Name]) -> bool {
    named(set)
        .is_some_and(|named| named.iter().eq(&servers.iter().cloned().collect::<BTreeSet<_>>()))
}

/// The servers that Route 53 names for every private zone, in the form of [`Name::as_route53`].
/// Source: [Private hosted zones](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-private.html).
const OF_PRIVATE_ZONES: [&str; 4] = [
    "ns-0.awsdns-00.com.",
    "ns-512.awsdns-00.net.",
    "ns-1024.awsdns-00.org.",
    "ns-1536.awsdns-00.co.uk.",
];

/// Whether the name is one of those that private zones get: nobody can ask it, or be given a public
/// zone on it.
pub(super) fn is_private(server: &Name) -> bool {
    OF_PRIVATE_ZONES.contains(&server.as_route53())
}

/// Whether the name is one of Route 53's own public servers, such as `ns-1.awsdns-01.org.`.
pub(super) fn is_route53(server: &Name) -> bool {
    let mut labels = server.labels();
    labels.next().is_some_and(|label| label.starts_with("ns-"))
        && labels.next().is_some_and(|label| label.starts_with("awsdns-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::from_user(text).unwrap()
    }

    fn set(values: &[&str]) -> RecordSet {
        let mut set = RecordSet::ns(name("team-a.example.com"), 300, &[]);
        set.data = crate::zone::Data::Records {
            ttl: 300,
            values: values.iter().map(|&value| value.to_owned()).collect(),
        };
        set
    }

    #[test]
    fn order_case_and_final_dot_do_not_count() {
        let wanted = [name("ns-1.awsdns-01.org"), name("ns-2.awsdns-02.com")];
        assert!(same(&set(&["NS-2.awsdns-02.com", "ns-1.awsdns-01.ORG."]), &wanted));
    }

    #[test]
    fn fewer_more_other_or_unreadable_servers_are_not_the_same() {
        let wanted = [name("ns-1.awsdns-01.org"), name("ns-2.awsdns-02.com")];
        for values in [
            &["ns-1.awsdns-01.org."][..],
            &["ns-1.awsdns-01.org.", "ns-2.awsdns-02.com.", "ns-3.awsdns-03.net."],
            &["ns-1.awsdns-01.org.", "ns-2.awsdns-02.net."],
            &["ns-1.awsdns-01.org.", "ns-2.awsdns-02.com.", ".."],
            &[],
        ] {
            assert!(!same(&set(values), &wanted), "{values:?}");
        }
    }

    #[test]
    fn route_53s_servers_are_known_by_their_labels() {
        assert!(is_route53(&name("ns-1536.awsdns-00.co.uk")));
        assert!(!is_route53(&name("ns-1.example.com")));
        assert!(!is_route53(&name("ns.awsdns-00.co.uk")));
        assert!(!is_route53(&name("awsdns-00.co.uk")));
    }
}
