//! A DS record: which key a parent vouches for (RFC 4034 §5).

/// The data of a DS record, compared as what it means: the case of the digest and the white
/// space in it don't count (RFC 4034 §5.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ds {
    /// Tag of the key (RFC 4034 appendix B). Several keys may share one.
    pub key_tag: u16,
    /// The key's algorithm.
    pub algorithm: u8,
    /// How the digest was made.
    pub digest_type: u8,
    /// The digest, as lower-case hexadecimal digits.
    digest: Box<str>,
}

impl Ds {
    /// Reads presentation format: `12345 13 2 ABCD…`. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut fields = text.split_ascii_whitespace();
        let key_tag = number(fields.next()?)?;
        let algorithm = number(fields.next()?)?;
        let digest_type = number(fields.next()?)?;
        let digest = fields.collect::<String>().to_ascii_lowercase();
        let is_hex = !digest.is_empty()
            && digest.len().is_multiple_of(2)
            && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| Self { key_tag, algorithm, digest_type, digest: digest.into() })
    }

    /// Of its fields, the digest as octets.
    #[must_use]
    pub fn new(key_tag: u16, algorithm: u8, digest_type: u8, digest: &[u8]) -> Self {
        let hex = |octet: &u8| [octet >> 4, octet & 15].map(|digit| HEX[usize::from(digit)]);
        let digest: String = digest.iter().flat_map(hex).map(char::from).collect();
        Self { key_tag, algorithm, digest_type, digest: digest.into() }
    }

    /// Whether both name one key as far as tag and algorithm tell, by digests of different types:
    /// whether it is the same key can't be told without the key.
    #[must_use]
    pub fn may_be_same_key(&self, other: &Self) -> bool {
        self.key_tag == other.key_tag
            && self.algorithm == other.algorithm
            && self.digest_type != other.digest_type
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Digits alone: `parse` would take a sign.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_white_space_of_the_digest_do_not_count() {
        let one = Ds::parse("60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118").unwrap();
        let other = Ds::parse(" 60485  5 1\t2bb183af5f22588179a53b0a98631fad1a292118").unwrap();
        assert_eq!(one, other);
        assert_eq!((one.key_tag, one.algorithm, one.digest_type), (60485, 5, 1));
        let octets = Ds::new(1, 13, 2, &[0x0a, 0xf0, 0x9b]);
        assert_eq!(octets, Ds::parse("1 13 2 0AF09B").unwrap());
    }

    #[test]
    fn each_field_counts() {
        let one = Ds::parse("60485 13 2 AB12").unwrap();
        for text in ["60486 13 2 AB12", "60485 8 2 AB12", "60485 13 1 AB12", "60485 13 2 AB13"] {
            assert_ne!(Ds::parse(text).unwrap(), one, "{text}");
        }
    }

    #[test]
    fn what_is_no_ds_is_refused() {
        for text in [
            "",
            "1 2 3",
            "1 2 3 xyz0",
            "1 2 3 abc",
            "65536 13 2 ab",
            "1 256 2 ab",
            "1 13 256 ab",
            "+1 13 2 ab",
            "-1 13 2 ab",
            "a 13 2 ab",
            "1 13 2 é0",
        ] {
            assert_eq!(Ds::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn digests_of_two_types_leave_open_whose_they_are() {
        let one = Ds::parse("1 13 2 ab").unwrap();
        assert!(one.may_be_same_key(&Ds::parse("1 13 4 cd").unwrap()));
        for text in ["1 13 2 cd", "2 13 4 cd", "1 8 4 cd", "1 13 2 ab"] {
            assert!(!one.may_be_same_key(&Ds::parse(text).unwrap()), "{text}");
        }
    }
}
