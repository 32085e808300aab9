//! How facts are put into words: record sets, zones, counts, durations.

use std::fmt::Write;
use std::time::Duration;

use crate::dns::{Ds, Hop, Name};
use crate::zone::{Data, Identity, RecordSet, Signing, SigningStatus};

use super::ZoneInView;

/// As much of one record as a line has room for.
const LONG_VALUE: usize = 120;

/// A record set on one line: `team-a.example.com. NS 300  ns-1.awsdns-01.org. …`.
pub(super) fn record_set(set: &RecordSet) -> String {
    format!("{}  {}", owner(set), contents(set))
}

/// Owner and type of a set, and its identifier where several share them.
pub(super) fn owner(set: &RecordSet) -> String {
    let mut line = format!("{} {}", set.name, set.rtype);
    if let Some(routing) = &set.routing {
        let _ = write!(line, " [{}: {}]", routing.set_identifier, routing.policy);
    }
    line
}

/// TTL and values of a set, or where its alias points.
pub(super) fn contents(set: &RecordSet) -> String {
    match &set.data {
        Data::Records { ttl, values } => {
            let values: Vec<String> = values.iter().map(|value| shortened(value)).collect();
            format!("TTL {ttl}  {}", values.join(" "))
        }
        Data::Alias(target) => format!("alias of {}", shortened(&target.dns_name)),
    }
}

/// No more of a text than a line has room for.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONG_VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A zone with the account and profile it was seen in.
pub(super) fn zone_in_view(seen: &ZoneInView) -> String {
    let kind = if seen.zone.private { "private" } else { "public" };
    let account = seen.account.as_ref().map_or("account not known", |account| account.as_str());
    format!("{} {} {kind}, {account} (profile {})", seen.zone.name, seen.zone.id, seen.profile)
}

/// Whether a zone is signed, and with which keys.
pub(super) fn signing(signing: &Signing) -> String {
    let active = signing.keys.iter().filter(|key| key.active);
    let tags: Vec<String> = active
        .map(|key| key.key_tag.map_or_else(|| key.name.clone(), |tag| tag.to_string()))
        .collect();
    let state = match &signing.status {
        SigningStatus::Signing => "signed",
        SigningStatus::NotSigning => "not signed",
        SigningStatus::Deleting => "being unsigned (DELETING)",
        SigningStatus::ActionNeeded => "in need of action (ACTION_NEEDED)",
        SigningStatus::Failed => "failing (INTERNAL_FAILURE)",
        SigningStatus::Other(word) => word,
    };
    match tags.as_slice() {
        [] => format!("{state}, no active key-signing key"),
        tags => format!("{state}, active key-signing keys {}", tags.join(" ")),
    }
}

/// An account with the principal that acts in it.
pub(super) fn identity(identity: &Identity) -> String {
    format!("account {} as {}", identity.account, identity.arn)
}

/// A name as people write it, without the final dot.
pub(super) fn bare(name: &Name) -> String {
    let text = name.to_string();
    text.strip_suffix('.').filter(|bare| !bare.is_empty()).unwrap_or(&text).to_owned()
}

/// As many names as a line has room for.
const MANY_NAMES: usize = 4;

/// Names in one line, `and 9 more` for those beyond the first few.
pub(super) fn names(names: &[Name]) -> String {
    let shown: Vec<String> = names.iter().take(MANY_NAMES).map(ToString::to_string).collect();
    match names.len().saturating_sub(MANY_NAMES) {
        0 => shown.join(" "),
        more => format!("{} and {more} more", shown.join(" ")),
    }
}

/// What sets found servers apart from wanted ones: `without a. b., with c.`, or `others: c. d.`;
/// `None` where they are the same.
pub(super) fn difference(found: &[Name], wanted: &[Name]) -> Option<String> {
    let only = |these: &[Name], those: &[Name]| -> Vec<Name> {
        these.iter().filter(|name| !those.contains(name)).cloned().collect()
    };
    match (only(wanted, found).as_slice(), only(found, wanted).as_slice()) {
        ([], []) => None,
        (_, extra) if !extra.is_empty() && extra.len() == found.len() => {
            Some(format!("others: {}", names(extra)))
        }
        (missing, []) => Some(format!("without {}", names(missing))),
        ([], extra) => Some(format!("with {} besides", names(extra))),
        (missing, extra) => Some(format!("without {}, with {}", names(missing), names(extra))),
    }
}

/// One referral of a chain; the name of a root server is the root's where only its address is known.
pub(super) fn hop(hop: &Hop) -> String {
    let Hop { zone, server, cut, servers, .. } = hop;
    let from = match (zone.parent(), server.parent()) {
        (None, None) => "from the root:".to_owned(),
        (None, Some(_)) => format!("from the root ({server}):"),
        _ => format!("{zone} ({server}) "),
    };
    format!("{from} {cut} to {}", names(servers))
}

/// DS records by the tags of their keys: `DS 60485`, `DS 60485 2371`, `no DS`.
pub(super) fn ds_tags(ds: &[Ds]) -> String {
    if ds.is_empty() {
        return "no DS".to_owned();
    }
    let mut tags: Vec<u16> = ds.iter().map(|ds| ds.key_tag).collect();
    tags.sort_unstable();
    tags.dedup();
    let shown: Vec<String> = tags.iter().take(MANY_NAMES).map(ToString::to_string).collect();
    match tags.len().saturating_sub(MANY_NAMES) {
        0 => format!("DS {}", shown.join(" ")),
        more => format!("DS {} and {more} more", shown.join(" ")),
    }
}

/// `12 ms`, or `1.2 s` from a second on.
pub(super) fn took(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// `1 record set`, `2 record sets`.
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// Seconds in full: `2 days`, `1 h 30 min`, `5 min`, `0 s`.
pub(super) fn duration(seconds: u32) -> String {
    let mut parts = Vec::new();
    match seconds / 86_400 {
        0 => {}
        1 => parts.push("1 day".to_owned()),
        days => parts.push(format!("{days} days")),
    }
    for (value, unit) in
        [(seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
    {
        if value > 0 {
            parts.push(format!("{value} {unit}"));
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_lose_nothing() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (300, "5 min"),
            (5400, "1 h 30 min"),
            (86_399, "23 h 59 min 59 s"),
            (86_400, "1 day"),
            (86_401, "1 day 1 s"),
            (172_800, "2 days"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let short = shortened(&"é".repeat(LONG_VALUE));
        assert_eq!(short.chars().count(), LONG_VALUE);
        let long = shortened(&"é".repeat(32_000));
        assert_eq!(long.chars().count(), LONG_VALUE + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn sets_of_servers_are_told_by_what_they_lack_and_have_too_much() {
        let servers = |texts: &[&str]| -> Vec<Name> {
            texts.iter().map(|t| Name::from_user(t).unwrap()).collect()
        };
        let (a, b) = (servers(&["a", "b"]), servers(&["b", "c"]));
        assert_eq!(difference(&a, &servers(&["b", "a"])), None);
        assert_eq!(difference(&a, &a[..1]).unwrap(), "with b. besides");
        assert_eq!(difference(&a[..1], &a).unwrap(), "without b.");
        assert_eq!(difference(&a, &b).unwrap(), "without c., with a.");
        assert_eq!(difference(&a, &b[1..]).unwrap(), "others: a. b.");
        let many = servers(&["a", "b", "c", "d", "e", "f"]);
        assert_eq!(names(&many[..4]), "a. b. c. d.");
        assert_eq!(names(&many), "a. b. c. d. and 2 more");
    }

    #[test]
    fn times_are_told_in_their_unit() {
        assert_eq!(took(Duration::from_micros(12_999)), "12 ms");
        assert_eq!(took(Duration::from_millis(999)), "999 ms");
        assert_eq!(took(Duration::from_millis(1250)), "1.2 s");
    }

    #[test]
    fn the_root_keeps_its_dot() {
        assert_eq!(bare(&Name::from_user(".").unwrap()), ".");
        assert_eq!(bare(&Name::from_user("example.com").unwrap()), "example.com");
    }
}
