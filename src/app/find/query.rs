//! What was typed or pasted to be found: words, or the name or id that a URL, an ARN or an e-mail
//! address holds.

use std::net::IpAddr;

use crate::dns::Name;

/// From so many characters on, a word is also looked for in zone ids.
const IN_IDS: usize = 3;

/// What is sought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The text it was read from.
    text: String,
    /// Lower-case words that must all match.
    pub words: Vec<String>,
    /// A whole name: the zones that hold it are found too.
    pub name: Option<Name>,
    /// What was taken out of the text, where it is not the text itself.
    pub read_as: Option<String>,
}

impl Query {
    /// Reads a text: a zone id out of an ARN, a `/hostedzone/` path or a URL of the Route 53
    /// console, an account out of any other ARN, the host out of a URL or an e-mail address, the
    /// reverse name of an IP address; else words.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let edges = |char: char| char.is_whitespace() || "\"'<>(),;`".contains(char);
        let bare = text.trim_matches(edges);
        let whole = || Self { text: text.to_owned(), ..Self::default() };
        if let Some(taken) = zone_id(bare).or_else(|| account(bare)) {
            let read_as = (taken != bare).then(|| taken.to_owned());
            return Self { words: vec![taken.to_lowercase()], read_as, ..whole() };
        }
        if let Some(host) = host(bare) {
            let name = name(host);
            let word = host.trim_end_matches('.').to_lowercase();
            let read_as = Some(match &name {
                Some(name) if host.parse::<IpAddr>().is_ok() => name.to_string(),
                _ => host.to_owned(),
            });
            return Self { words: vec![word], name, read_as, ..whole() };
        }
        let words: Vec<String> = bare.split_whitespace().map(str::to_lowercase).collect();
        let name = if words.len() == 1 { name(bare) } else { None };
        let address = name.as_ref().filter(|_| bare.parse::<IpAddr>().is_ok());
        let read_as = address.map(ToString::to_string);
        let words = words.into_iter().map(|word| word.trim_end_matches('.').to_owned());
        Self { words: words.filter(|word| !word.is_empty()).collect(), name, read_as, ..whole() }
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is sought.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether all that this finds was found by another query: words that became longer, or more.
    #[must_use]
    pub fn narrows(&self, other: &Self) -> bool {
        // The zones that hold a name don't grow fewer as it grows longer.
        !other.is_empty()
            && self.name.is_none()
            && other.name.is_none()
            && self.words.len() >= other.words.len()
            && self.words.iter().zip(&other.words).all(|(now, before)| {
                now.starts_with(before.as_str()) && seeks_ids(now) == seeks_ids(before)
            })
    }
}

/// Whether a word is also looked for in zone ids: the shortest would be in every one.
#[must_use]
pub fn seeks_ids(word: &str) -> bool {
    word.len() >= IN_IDS
}

/// The zone id in an ARN, a path or a URL that speaks of Route 53.
fn zone_id(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    if !lower.contains("hostedzone") && !lower.contains("route53") {
        return None;
    }
    let of_an_id = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit();
    let is_id = |part: &&str| part.len() > 1 && part.starts_with('Z') && part.chars().all(of_an_id);
    text.split(|char: char| !char.is_ascii_alphanumeric()).rfind(is_id)
}

/// The account in an ARN.
fn account(text: &str) -> Option<&str> {
    let account = text.strip_prefix("arn:")?.split(':').nth(3)?;
    let twelve = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    twelve.then_some(account)
}

/// The host in a URL, an e-mail address, a host with a port or a path.
fn host(text: &str) -> Option<&str> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let after = text
        .split_once("://")
        .map(|(_, rest)| rest)
        .or_else(|| text.strip_prefix("//"))
        .or_else(|| text.strip_prefix("mailto:"));
    // `0/25.2.0.192.in-addr.arpa` is a name (RFC 2317).
    let is_reverse = || text.trim_end_matches('.').to_lowercase().ends_with(".arpa");
    if after.is_none() && is_reverse() {
        return None;
    }
    let rest = after.unwrap_or(text);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = rest.rsplit('@').next().unwrap_or_default();
    if let Some((inside, _)) = host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        return Some(inside);
    }
    let host = match host.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
            host
        }
        _ => host,
    };
    (host != text && host.contains('.')).then_some(host)
}

/// The name that a text is, where it has a dot; the reverse name of an address.
fn name(text: &str) -> Option<Name> {
    let reverse = match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, d] = address.octets();
            Some(format!("{d}.{c}.{b}.{a}.in-addr.arpa"))
        }
        Ok(IpAddr::V6(address)) => {
            let nibbles = address.octets().into_iter().rev();
            let nibbles = nibbles.map(|octet| format!("{:x}.{:x}.", octet & 15, octet >> 4));
            Some(nibbles.collect::<String>() + "ip6.arpa")
        }
        Err(_) => None,
    };
    let text = reverse.as_deref().unwrap_or(text);
    let dotted = text.trim_end_matches('.').contains('.');
    Name::from_user(text).ok().filter(|_| dotted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_pasted_is_read_as_what_it_names() {
        for (text, word, name) in [
            ("https://app.team-a.example.com/x?y#z", "app.team-a.example.com", true),
            ("https://me:secret@app.example.com:8443/x", "app.example.com", true),
            ("//cdn.example.com/a.js", "cdn.example.com", true),
            ("app.example.com:443", "app.example.com", true),
            ("app.example.com/a/b.html", "app.example.com", true),
            ("<ada@mail.example.com>", "mail.example.com", true),
            ("mailto:ada@example.com?subject=x", "example.com", true),
            ("  APP.Example.COM.\n", "app.example.com", true),
            ("0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", true),
            ("arn:aws:route53:::hostedzone/Z0PARENT", "z0parent", false),
            ("/hostedzone/Z0PARENT", "z0parent", false),
            (
                "https://us-east-1.console.aws.amazon.com/route53/v2/hostedzones?region=us-east-1#ListRecordSets/Z0PARENT",
                "z0parent",
                false,
            ),
            (
                "https://console.aws.amazon.com/route53/home#resource-record-sets:Z0PARENT",
                "z0parent",
                false,
            ),
            ("arn:aws:iam::222222222222:role/admin", "222222222222", false),
            ("Z0PARENT", "z0parent", false),
        ] {
            let query = Query::read(text);
            assert_eq!(query.words, [word], "{text}");
            assert_eq!(query.name.is_some(), name, "{text}");
        }
        assert_eq!(Query::read("Team A").words, ["team", "a"]);
        assert!(Query::read(" \t").is_empty());
    }

    #[test]
    fn an_address_is_sought_by_its_reverse_name() {
        let name = |text: &str| Query::read(text).name.unwrap().to_string();
        assert_eq!(name("192.0.2.11"), "11.2.0.192.in-addr.arpa.");
        assert_eq!(name("http://192.0.2.11:80/"), "11.2.0.192.in-addr.arpa.");
        assert!(name("http://[2001:db8::1]:80/").ends_with("8.b.d.0.1.0.0.2.ip6.arpa."));
        assert!(name("2001:db8::1").starts_with("1.0.0.0."));
    }

    #[test]
    fn a_longer_word_narrows_and_another_does_not() {
        let read = Query::read;
        assert!(read("tea").narrows(&read("tea")));
        assert!(read("team a").narrows(&read("team")));
        assert!(!read("tem").narrows(&read("tea")));
        assert!(!read("te").narrows(&read("tea")));
        assert!(!read("tea").narrows(&read("te")), "ids are looked at from here on");
        assert!(!read("te").narrows(&read("")));
        assert!(!read("a.b").narrows(&read("a.")), "the zones that hold it come anew");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,60}", url in "[a-z]{0,6}(://|@|:|/|\\[|\\])?.{0,40}") {
            for text in [text, url] {
                let query = Query::read(&text);
                prop_assert!(query.words.iter().all(|word| !word.is_empty() || query.read_as.is_some()));
            }
        }
    }
}
