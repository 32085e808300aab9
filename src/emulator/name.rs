//! Domain names as Route 53 spells them and puts them in order.

use std::cmp::Ordering;
use std::fmt;
use std::iter::once;

/// A fully qualified domain name, lower case, as labels of raw bytes.
///
/// It is read and written with Route 53's three-digit *octal* escapes (`\052` is `*`), and ordered
/// as `ListResourceRecordSets` orders: by the labels reversed, each with its trailing dot, so that
/// `a-b.example.com.` comes before `x.a.example.com.` (API reference, `ListResourceRecordSets`).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Name {
    labels: Vec<Vec<u8>>,
}

/// Why a text is no domain name; the words are Route 53's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Two dots in a row, a dot at the start, or nothing at all.
    #[error("FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '{0}'")]
    LabelEmpty(String),
    /// A label of more than 63 bytes (RFC 1035 §2.3.4).
    #[error("FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '{0}'")]
    LabelTooLong(String),
    /// More than 255 bytes on the wire (RFC 1035 §2.3.4).
    #[error("FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '{0}'")]
    TooLong(String),
    /// A backslash that three octal digits below `\400` do not follow.
    #[error(
        "FATAL problem: InvalidEscape (Value contains an invalid escape sequence) encountered with '{0}'"
    )]
    Escape(String),
}

impl Name {
    /// Reads a name; a missing trailing dot is added, as Route 53 does.
    pub fn parse(text: &str) -> Result<Name, NameError> {
        let bytes = text.strip_suffix('.').unwrap_or(text).as_bytes();
        let mut labels = Vec::new();
        let mut label = Vec::new();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'.' => labels.push(std::mem::take(&mut label)),
                b'\\' => {
                    let byte = bytes
                        .get(at..at + 3)
                        .and_then(octal)
                        .ok_or_else(|| NameError::Escape(text.to_owned()))?;
                    label.push(byte.to_ascii_lowercase());
                    at += 3;
                }
                other => label.push(other.to_ascii_lowercase()),
            }
        }
        labels.push(label);
        if labels.iter().any(Vec::is_empty) {
            return Err(NameError::LabelEmpty(text.to_owned()));
        }
        if labels.iter().any(|label| label.len() > 63) {
            return Err(NameError::LabelTooLong(text.to_owned()));
        }
        if labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1 > 255 {
            return Err(NameError::TooLong(text.to_owned()));
        }
        Ok(Name { labels })
    }

    /// The root.
    #[must_use]
    pub fn root() -> Name {
        Name { labels: Vec::new() }
    }

    /// The name of these labels, made lower case; `None` if they are no domain name.
    pub(super) fn from_labels<'l>(labels: impl Iterator<Item = &'l [u8]>) -> Option<Name> {
        let labels: Vec<Vec<u8>> = labels.map(<[u8]>::to_ascii_lowercase).collect();
        let length = labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1;
        let fit = labels.iter().all(|label| (1..64).contains(&label.len()));
        (fit && length <= 255).then_some(Name { labels })
    }

    /// The labels from the left, without the root's.
    pub(super) fn labels(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.labels.iter().map(Vec::as_slice)
    }

    /// The name with its first label gone; `None` for the root.
    pub(super) fn parent(&self) -> Option<Name> {
        self.labels.split_first().map(|(_, rest)| Name { labels: rest.to_vec() })
    }

    /// The name with a label before it; `None` if that is too long.
    pub(super) fn child(&self, label: &[u8]) -> Option<Name> {
        Name::from_labels(once(label).chain(self.labels()))
    }

    /// This name and all above it, from the deepest to the root.
    pub(super) fn ancestry(&self) -> impl DoubleEndedIterator<Item = Name> {
        (0..=self.labels.len())
            .map(|from| Name { labels: self.labels.get(from..).unwrap_or_default().to_vec() })
    }

    /// Whether this name stands in the run of a listing that holds `above` and all below it. A
    /// label with a dot in it may stand there too, without being below.
    pub(super) fn is_listed_under(&self, above: &Name) -> bool {
        let mut bytes = self.reversed();
        above.reversed().all(|byte| bytes.next() == Some(byte))
    }

    /// Whether this name is `zone` or lies below it, label by label.
    #[must_use]
    pub fn is_within(&self, zone: &Name) -> bool {
        self.labels.ends_with(&zone.labels)
    }

    /// Whether the first label is the wildcard `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.labels.first().is_some_and(|label| label == b"*")
    }

    fn reversed(&self) -> impl Iterator<Item = u8> + '_ {
        let labels = self.labels.iter().rev();
        labels.flat_map(|label| label.iter().copied().chain(once(b'.')))
    }
}

/// The byte that three octal digits stand for.
fn octal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0u8, |value, digit| match digit {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(digit - b'0'),
        _ => None,
    })
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.reversed().cmp(other.reversed()).then_with(|| self.labels.cmp(&other.labels))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.labels.is_empty() {
            return f.write_str(".");
        }
        for label in &self.labels {
            for &byte in label {
                match byte {
                    b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => write!(f, "{}", byte as char)?,
                    other => write!(f, "\\{other:03o}")?,
                }
            }
            f.write_str(".")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn escapes_are_octal_both_ways() {
        assert_eq!(name("*.Example.COM").to_string(), "\\052.example.com.");
        assert_eq!(name("\\052.example.com."), name("*.example.com"));
        assert_eq!(name("0/25.2.0.192.in-addr.arpa").to_string(), "0\\05725.2.0.192.in-addr.arpa.");
        assert_eq!(name("\\056.example.com").to_string(), "\\056.example.com.");
        assert_eq!(name("bär.example.com").to_string(), "b\\303\\244r.example.com.");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (text, word) in [
            ("", "DomainLabelEmpty"),
            (".", "DomainLabelEmpty"),
            ("a..b", "DomainLabelEmpty"),
            (".a", "DomainLabelEmpty"),
            ("a\\08.b", "InvalidEscape"),
            ("a\\4", "InvalidEscape"),
            ("a\\400.b", "InvalidEscape"),
            (&"a".repeat(64), "DomainLabelTooLong"),
            (&"abcdefg.".repeat(32), "DomainNameTooLong"),
        ] {
            let error = Name::parse(text).unwrap_err().to_string();
            assert!(error.contains(word), "{text:?}: {error}");
        }
        assert!(Name::parse(&"a".repeat(63)).is_ok());
    }

    #[test]
    fn order_is_by_reversed_labels_with_the_trailing_dot() {
        let mut names = [
            "x.a.example.com",
            "a.example.com",
            "example.com",
            "a-b.example.com",
            "b.example.com",
            "*.example.com",
            "example.co",
        ]
        .map(name);
        names.sort();
        let sorted = names.map(|name| name.to_string());
        assert_eq!(
            sorted,
            [
                "example.co.",
                "example.com.",
                "\\052.example.com.",
                "a-b.example.com.",
                "a.example.com.",
                "x.a.example.com.",
                "b.example.com."
            ]
        );
    }

    #[test]
    fn within_is_by_label() {
        let zone = name("example.com");
        assert!(name("example.com").is_within(&zone));
        assert!(name("a.b.example.com").is_within(&zone));
        assert!(!name("notexample.com").is_within(&zone));
        assert!(!name("com").is_within(&zone));
    }
}
