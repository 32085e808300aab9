//! `[dns]`: whom the DNS is asked of, how, and for how long.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use crate::dns::Name;

/// How long a server may be given to answer.
const TIMEOUTS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(30));
/// How long servers may be given to agree after a change. The longest is an hour.
const PROVE_FOR: (Duration, Duration) = (Duration::from_secs(1), Duration::from_hours(1));
/// The most questions under way at once.
const IN_FLIGHT: usize = 1024;

/// `[dns]`: how the DNS is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DnsConfig {
    /// Whether it is asked at all.
    pub ask: bool,
    /// The resolvers; those of the system where it is empty.
    #[serde(deserialize_with = "addresses")]
    pub resolvers: Vec<SocketAddr>,
    /// The root servers; the world's where it is empty.
    #[serde(deserialize_with = "addresses")]
    pub roots: Vec<SocketAddr>,
    /// How long one try may take, 50 ms to 30 s.
    #[serde(deserialize_with = "timeout")]
    pub timeout: Duration,
    /// The most questions under way at once, 1 to 1024.
    #[serde(deserialize_with = "in_flight")]
    pub in_flight: usize,
    /// Whether a change waits for what the DNS says before it.
    pub wait: bool,
    /// How long after INSYNC the servers may take to agree, 1 s to 1 h.
    #[serde(deserialize_with = "prove_for")]
    pub prove_for: Duration,
    /// `[dns.hosts]`: addresses of name servers that are not looked up.
    #[serde(deserialize_with = "hosts")]
    pub hosts: HashMap<Name, Vec<SocketAddr>>,
}

impl Default for DnsConfig {
    fn default() -> Self {
        Self {
            ask: true,
            resolvers: Vec::new(),
            roots: Vec::new(),
            timeout: Duration::from_secs(2),
            in_flight: 64,
            wait: false,
            prove_for: Duration::from_mins(2),
            hosts: HashMap::new(),
        }
    }
}

fn address<E: serde::de::Error>(text: &str) -> Result<SocketAddr, E> {
    let address = match text.parse::<IpAddr>() {
        Ok(address) => Some(SocketAddr::new(address, 53)),
        Err(_) => text.parse().ok(),
    };
    address.filter(|address: &SocketAddr| address.port() != 0).ok_or_else(|| {
        E::custom(format!(
            "“{text}” is no address such as 192.0.2.1, 127.0.0.1:5353, 2001:db8::1 or \
             [2001:db8::1]:53"
        ))
    })
}

fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SocketAddr>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|text| address(text)).collect()
}

fn timeout<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    time(from, TIMEOUTS, "a timeout is from 50ms to 30s, as \"2s\" or \"500ms\"")
}

fn prove_for<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    time(from, PROVE_FOR, "this time is from 1s to 1h, as \"90s\" or \"2m\"")
}

/// A time between two, as text.
pub(super) fn time<'de, D: Deserializer<'de>>(
    from: D,
    (least, most): (Duration, Duration),
    wrong: &str,
) -> Result<Duration, D::Error> {
    struct Time<'a>(&'a str);
    impl Visitor<'_> for Time<'_> {
        type Value = Option<Duration>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a text: {}", self.0)
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(duration(text))
        }
    }
    let time = from.deserialize_str(Time(wrong))?;
    time.filter(|time| (least..=most).contains(time)).ok_or_else(|| D::Error::custom(wrong))
}

/// A whole number with `ms`, `s`, `m` or `h`.
fn duration(text: &str) -> Option<Duration> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, unit) = text.split_at(end);
    let number: u64 = digits.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

fn in_flight<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    let number = i64::deserialize(from)?;
    usize::try_from(number)
        .ok()
        .filter(|number| (1..=IN_FLIGHT).contains(number))
        .ok_or_else(|| D::Error::custom(format!("from 1 to {IN_FLIGHT} questions at once")))
}

fn hosts<'de, D: Deserializer<'de>>(from: D) -> Result<HashMap<Name, Vec<SocketAddr>>, D::Error> {
    from.deserialize_map(Hosts)
}

struct Hosts;

impl<'de> Visitor<'de> for Hosts {
    type Value = HashMap<Name, Vec<SocketAddr>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of name servers with their addresses")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut hosts = HashMap::new();
        while let Some(server) = map.next_key_seed(NewServer(&hosts))? {
            hosts.insert(server, map.next_value::<OneOrMore>()?.0);
        }
        Ok(hosts)
    }
}

/// A name server that has not been named before; case and the final dot don't count.
struct NewServer<'a>(&'a HashMap<Name, Vec<SocketAddr>>);

impl<'de> DeserializeSeed<'de> for NewServer<'_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Name, D::Error> {
        let name = Name::from_user(&String::deserialize(from)?).map_err(D::Error::custom)?;
        if self.0.contains_key(&name) {
            return Err(D::Error::custom("this name server stands here already"));
        }
        Ok(name)
    }
}

/// An address, or a list of some.
struct OneOrMore(Vec<SocketAddr>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected an address or a list of some")]
        enum Form {
            One(String),
            More(Vec<String>),
        }
        let texts = match Form::deserialize(from)? {
            Form::One(text) => vec![text],
            Form::More(texts) => texts,
        };
        if texts.is_empty() {
            return Err(D::Error::custom("a name server has at least one address"));
        }
        texts.iter().map(|text| address(text)).collect::<Result<_, _>>().map(Self)
    }
}
