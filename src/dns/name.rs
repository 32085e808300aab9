//! Domain names: parsed once, compared by label, printed so that they read back.

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use memchr::{memchr, memmem::Finder};

/// The longest name in octets on the wire, lengths and the root label included (RFC 1035 §3.1).
const MAX_WIRE: usize = 255;
/// The longest label in octets (RFC 1035 §3.1).
const MAX_LABEL: usize = 63;

/// What an A-label starts with (RFC 5890 §2.3.2.1).
static ENCODED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("xn--"));

/// A fully qualified domain name, lower case.
///
/// It is kept in the form that Route 53 returns: labels separated by dots, a dot at the end, and
/// any octet but `a-z 0-9 - _` as a three-digit *octal* escape (`\052` is `*`). A literal dot is
/// therefore always the end of a label, and equal names are equal texts.
/// Source: [Route 53, DNS domain name format](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html).
///
/// `Display` writes it for people: printable octets plain (`*.example.com.`), the others in octal.
/// Names order as a zone does: label by label from the right.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name(Box<str>);

/// Why a text is not a domain name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("a name is missing")]
    Empty,
    /// Two dots in a row, or a dot at the start.
    #[error("“{0}” has an empty label (two dots in a row, or a dot at the start)")]
    EmptyLabel(String),
    /// A label of more than 63 octets (RFC 1035 §3.1).
    #[error("“{0}” has a label of more than 63 octets")]
    LongLabel(String),
    /// A name of more than 255 octets on the wire (RFC 1035 §3.1).
    #[error("“{0}” is longer than 255 octets")]
    LongName(String),
    /// A backslash that is not followed by three octal digits up to `\377`.
    #[error("“{0}” has a backslash that is not a three-digit octal escape such as \\052")]
    Escape(String),
    /// Letters that IDNA (UTS 46) does not allow in a name.
    #[error("“{0}” is not a valid international name")]
    Idna(String),
}

impl Name {
    /// Reads a name as Route 53 returns it: octal escapes, the final dot optional.
    pub fn from_route53(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text == "." {
            return Ok(Self(".".into()));
        }
        let mut out = String::with_capacity(text.len() + 1);
        let mut wire = 1;
        for label in text.strip_suffix('.').unwrap_or(text).split('.') {
            let octets = unescape(label).ok_or_else(|| NameError::Escape(excerpt(text)))?;
            if octets.is_empty() {
                return Err(NameError::EmptyLabel(excerpt(text)));
            }
            if octets.len() > MAX_LABEL {
                return Err(NameError::LongLabel(excerpt(text)));
            }
            wire += octets.len() + 1;
            for octet in octets {
                push_escaped(&mut out, octet.to_ascii_lowercase());
            }
            out.push('.');
        }
        if wire > MAX_WIRE {
            return Err(NameError::LongName(excerpt(text)));
        }
        Ok(Self(out.into()))
    }

    /// The root of the DNS.
    #[must_use]
    pub fn root() -> Self {
        Self(".".into())
    }

    /// The name of these labels, from the left, as octets on the wire; none for the root.
    ///
    /// # Errors
    /// An empty label, a long one, and a name that is too long in all.
    pub fn from_octets<'a>(labels: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, NameError> {
        let mut text = String::new();
        for label in labels {
            if label.is_empty() {
                return Err(NameError::EmptyLabel(excerpt(&text)));
            }
            for octet in label {
                push_escaped(&mut text, octet.to_ascii_lowercase());
            }
            text.push('.');
        }
        if text.is_empty() { Ok(Self::root()) } else { Self::from_route53(&text) }
    }

    /// The labels from the left as octets on the wire; none for the root.
    pub fn octets(&self) -> impl Iterator<Item = Vec<u8>> {
        self.labels().map(|label| unescape(label).unwrap_or_default())
    }

    /// Reads a name as a person writes it: any case, spaces around it, international letters
    /// (turned into A-labels by UTS 46), the final dot optional.
    pub fn from_user(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_ascii() {
            return Self::from_route53(text);
        }
        let ascii = idna::domain_to_ascii(text).map_err(|_| NameError::Idna(excerpt(text)))?;
        Self::from_route53(&ascii)
    }

    /// The name as Route 53 writes it, with octal escapes and the final dot.
    #[must_use]
    pub fn as_route53(&self) -> &str {
        &self.0
    }

    /// The name in Unicode where it has A-labels (`xn--…`), else `None`. Show it beside the
    /// name, never in its place: different names can look alike.
    #[must_use]
    pub fn unicode(&self) -> Option<String> {
        ENCODED.find(self.0.as_bytes())?;
        let (text, result) = idna::domain_to_unicode(&self.0);
        (result.is_ok() && text != *self.0).then_some(text)
    }

    /// Whether people and Route 53 write it the same way: there is no escape in it, and no A-label.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        memchr(b'\\', self.0.as_bytes()).is_none() && ENCODED.find(self.0.as_bytes()).is_none()
    }

    /// The labels from the left, in Route 53's escaped form; none for the root.
    #[must_use]
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.trim_end_matches('.').split('.').filter(|label| !label.is_empty())
    }

    /// How many labels the name has; 0 for the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.labels().count()
    }

    /// The name one label up, `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_once('.')?;
        match rest {
            "" if &*self.0 == "." => None,
            "" => Some(Self(".".into())),
            rest => Some(Self(rest.into())),
        }
    }

    /// The names above this one, nearest first, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Whether this is `other` or lies below it, label by label.
    #[must_use]
    pub fn is_at_or_below(&self, other: &Self) -> bool {
        if &*other.0 == "." {
            return true;
        }
        match self.0.strip_suffix(&*other.0) {
            Some(left) => left.is_empty() || left.ends_with('.'),
            None => false,
        }
    }

    /// Whether this lies below `other` and is not `other`, label by label.
    #[must_use]
    pub fn is_below(&self, other: &Self) -> bool {
        self != other && self.is_at_or_below(other)
    }

    /// The wildcard directly below this name, `*.name` (RFC 4592 §2.1.1), where there is room.
    #[must_use]
    pub fn wildcard_below(&self) -> Option<Self> {
        let below = if &*self.0 == "." { "" } else { &*self.0 };
        Self::from_route53(&format!("\\052.{below}")).ok()
    }

    /// Whether the leftmost label is `*` (RFC 4592 §2.1.1).
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("\\052.")
    }
}

impl Ord for Name {
    /// Most names of a table share their last labels, and nothing is done more often to them than
    /// to compare them: what is common is passed over, and only the first labels that differ are
    /// cut out.
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        let common = common_end(a, b);
        let (left, right) = (a.len() - common, b.len() - common);
        // Both names end with a dot, so that the label that differs ends within what is common.
        let end = a.iter().skip(left).position(|octet| *octet == b'.').unwrap_or(0);
        let label = |name: &'_ [u8], from: usize| {
            let before = name.iter().take(from).rev().position(|octet| *octet == b'.');
            from - before.unwrap_or(from)..from + end
        };
        let (one, two) = (label(a, left), label(b, right));
        a.get(one).cmp(&b.get(two)).then(left.cmp(&right))
    }
}

/// How many octets two texts have in common at their ends.
fn common_end(mut a: &[u8], mut b: &[u8]) -> usize {
    let all = a.len();
    while let (Some((rest_a, last_a)), Some((rest_b, last_b))) =
        (a.split_last_chunk::<8>(), b.split_last_chunk::<8>())
    {
        let differ = u64::from_be_bytes(*last_a) ^ u64::from_be_bytes(*last_b);
        if differ != 0 {
            return all - a.len() + differ.trailing_zeros() as usize / 8;
        }
        (a, b) = (rest_a, rest_b);
    }
    let rest = a.iter().rev().zip(b.iter().rev()).take_while(|(one, two)| one == two);
    all - a.len() + rest.count()
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.contains('\\') {
            return f.pad(&self.0);
        }
        let mut out = String::with_capacity(self.0.len());
        for label in self.labels() {
            for octet in unescape(label).unwrap_or_default() {
                match octet {
                    b'.' | b'\\' => push_octal(&mut out, octet),
                    0x21..=0x7e => out.push(char::from(octet)),
                    _ => push_octal(&mut out, octet),
                }
            }
            out.push('.');
        }
        f.pad(&out)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The octets of one label, `None` where a backslash is no octal escape.
fn unescape(label: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(label.len());
    let mut rest = label.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            octets.push(byte);
            continue;
        }
        let mut value: u32 = 0;
        for _ in 0..3 {
            let digit = char::from(rest.next()?).to_digit(8)?;
            value = value * 8 + digit;
        }
        octets.push(u8::try_from(value).ok()?);
    }
    Some(octets)
}

fn push_escaped(out: &mut String, octet: u8) {
    match octet {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => out.push(char::from(octet)),
        _ => push_octal(out, octet),
    }
}

fn push_octal(out: &mut String, octet: u8) {
    out.push('\\');
    for shift in [6, 3, 0] {
        out.push(char::from(b'0' + ((octet >> shift) & 7)));
    }
}

/// As much of a bad text as an error message has room for.
fn excerpt(text: &str) -> String {
    if text.chars().count() <= 80 {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(79).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        Name::from_user(text).unwrap()
    }

    #[test]
    fn reads_what_route_53_returns() {
        let wildcard = Name::from_route53("\\052.Example.COM").unwrap();
        assert_eq!(wildcard.as_route53(), "\\052.example.com.");
        assert_eq!(wildcard.to_string(), "*.example.com.");
        assert!(wildcard.is_wildcard());
        let reverse = Name::from_route53("0\\05725.2.0.192.in-addr.arpa.").unwrap();
        assert_eq!(reverse.to_string(), "0/25.2.0.192.in-addr.arpa.");
        assert_eq!(name("0/25.2.0.192.in-addr.arpa"), reverse);
    }

    #[test]
    fn an_escaped_dot_does_not_end_a_label() {
        let odd = Name::from_route53("a\\056example.com.").unwrap();
        assert_eq!(odd.depth(), 2);
        assert!(!odd.is_below(&name("example.com")));
        assert_eq!(name(&odd.to_string()), odd);
    }

    #[test]
    fn below_is_by_label_not_by_suffix() {
        let parent = name("example.com");
        for (text, below) in [
            ("team-a.example.com", true),
            ("a.b.example.com", true),
            ("example.com", false),
            ("notexample.com", false),
            ("com", false),
        ] {
            assert_eq!(name(text).is_below(&parent), below, "{text}");
        }
        assert!(!name("example.com").is_below(&name("ample.com")));
        assert!(name("com").is_below(&name(".")));
        assert!(name("example.com").is_at_or_below(&parent));
    }

    #[test]
    fn international_names_become_a_labels() {
        let idn = name("Bücher.example.com");
        assert_eq!(idn.as_route53(), "xn--bcher-kva.example.com.");
        assert_eq!(idn.unicode().as_deref(), Some("bücher.example.com."));
        assert_eq!(name("example.com").unicode(), None);
    }

    #[test]
    fn refuses_what_is_no_name() {
        use NameError as E;
        let long = "a".repeat(64);
        let many = "abcdefg.".repeat(40);
        assert!(matches!(Name::from_user("  "), Err(E::Empty)));
        assert!(matches!(Name::from_user("a..b"), Err(E::EmptyLabel(_))));
        assert!(matches!(Name::from_user(".a"), Err(E::EmptyLabel(_))));
        assert!(matches!(Name::from_user(&long), Err(E::LongLabel(_))));
        assert!(matches!(Name::from_user(&many), Err(E::LongName(_))));
        assert!(matches!(Name::from_user("a\\9.b"), Err(E::Escape(_))));
        assert!(matches!(Name::from_user("a\\777.b"), Err(E::Escape(_))));
        assert!(matches!(Name::from_octets([&b""[..], b"a"]), Err(E::EmptyLabel(_))));
        assert!(matches!(Name::from_octets([&b""[..]]), Err(E::EmptyLabel(_))));
        assert!(matches!(Name::from_octets([&[b'a'; 64][..]]), Err(E::LongLabel(_))));
        assert!(matches!(Name::from_octets([&[0; 63][..]; 4]), Err(E::LongName(_))));
        assert_eq!(Name::from_octets([]), Ok(Name::root()));
    }

    #[test]
    fn parents_lead_to_the_root() {
        let all: Vec<String> = name("a.b.c").ancestors().map(|n| n.to_string()).collect();
        assert_eq!(all, ["b.c.", "c.", "."]);
        assert_eq!(name(".").parent(), None);
        assert_eq!(name("example.com").wildcard_below(), Some(name("*.example.com")));
    }

    proptest! {
        #[test]
        fn any_octets_survive_print_and_parse(
            labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 1..8)
        ) {
            let mut text = String::new();
            for label in &labels {
                for octet in label { push_octal(&mut text, *octet); }
                text.push('.');
            }
            let parsed = Name::from_route53(&text).unwrap();
            prop_assert_eq!(parsed.depth(), labels.len());
            prop_assert_eq!(&Name::from_route53(parsed.as_route53()).unwrap(), &parsed);
            prop_assert_eq!(&Name::from_octets(labels.iter().map(Vec::as_slice)).unwrap(), &parsed);
            let octets: Vec<Vec<u8>> = labels.iter().map(|one| one.to_ascii_lowercase()).collect();
            prop_assert_eq!(parsed.octets().collect::<Vec<_>>(), octets);
            prop_assert_eq!(&Name::from_user(&parsed.to_string()).unwrap(), &parsed);
            prop_assert!(parsed.to_string().bytes().all(|b| (0x21..=0x7e).contains(&b)));
            let parent = parsed.parent().unwrap();
            prop_assert!(parsed.is_below(&parent));
            prop_assert!(parent < parsed, "a parent sorts before what lies below it");
        }

        #[test]
        fn names_order_by_label_from_the_right(
            one in "(([abx-]|ab|longer-label|\\\\056)\\.){0,6}",
            two in "(([abx-]|ab|longer-label|\\\\056)\\.){0,6}",
        ) {
            let read = |text: &str| if text.is_empty() { Name::root() } else { name(text) };
            let (one, two) = (read(&one), read(&two));
            let by_label = one.labels().rev().cmp(two.labels().rev());
            prop_assert_eq!(one.cmp(&two), by_label, "{} {}", one, two);
            prop_assert_eq!(one == two, by_label.is_eq());
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(parsed) = Name::from_user(&text) {
                prop_assert_eq!(Name::from_user(&parsed.to_string()), Ok(parsed));
            }
        }
    }
}
