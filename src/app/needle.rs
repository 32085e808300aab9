//! A text that is sought in many others: what the search needs to know of it is found out once.

use std::fmt;

use memchr::memmem::Finder;

use crate::dns::Name;

/// A lower-case text.
#[derive(Clone)]
pub struct Needle {
    text: String,
    finder: Box<Finder<'static>>,
    /// An id holds nothing else.
    may_be_of_id: bool,
}

impl Needle {
    /// Gets ready to seek a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        Self {
            finder: Box::new(Finder::new(text.as_bytes()).into_owned()),
            may_be_of_id: text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            text,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As [`is_in_name`](Self::is_in_name), of a name that is written in one way alone.
    #[must_use]
    pub fn is_in_plain(&self, name: &Name) -> bool {
        self.is_in(name.as_route53())
    }

    /// Whether a name holds it, as Route 53 or as a person writes it.
    #[must_use]
    pub fn is_in_name(&self, name: &Name) -> bool {
        let written = name.as_route53();
        self.is_in(written)
            || (written.contains('\\') && self.is_in(&name.to_string()))
            || name.unicode().is_some_and(|name| self.is_in(&name))
    }

    /// Whether an id holds it, whatever its case: letters and digits.
    #[must_use]
    pub fn is_in_id(&self, id: &str) -> bool {
        let Some(first) = self.text.bytes().next() else { return true };
        if !self.may_be_of_id {
            return false;
        }
        let id = id.as_bytes();
        let starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), id);
        let wanted = self.text.as_bytes();
        let mut found = starts.filter_map(|at| id.get(at..at + wanted.len()));
        found.any(|part| part.eq_ignore_ascii_case(wanted))
    }

    fn is_in(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some()
    }
}

impl fmt::Debug for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl PartialEq for Needle {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Needle {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_found_where_a_plain_look_finds_it(
            id in "[A-Za-z0-9]{0,12}", label in "[a-z0-9-]{1,12}", sought in "[a-zA-Z0-9.-]{0,4}",
        ) {
            let needle = Needle::new(&sought);
            let lower = sought.to_lowercase();
            let is_of_id = lower.bytes().all(|byte| byte.is_ascii_alphanumeric());
            prop_assert_eq!(
                needle.is_in_id(&id),
                is_of_id && id.to_lowercase().contains(&lower)
            );
            if let Ok(name) = Name::from_user(&format!("{label}.example.com")) {
                let unicode = name.unicode().is_some_and(|text| text.contains(&lower));
                let plain = name.as_route53().contains(&lower) || unicode;
                prop_assert_eq!(needle.is_in_name(&name), plain);
                if name.is_plain() {
                    prop_assert_eq!(needle.is_in_plain(&name), plain);
                }
            }
        }
    }

    #[test]
    fn a_name_is_found_by_each_of_its_spellings() {
        let umlaut = Name::from_user("bücher.example.com").unwrap();
        let slash = Name::from_user("0/25.2.0.192.in-addr.arpa").unwrap();
        for (name, sought) in
            [(&umlaut, "bücher"), (&umlaut, "xn--bcher"), (&slash, "0/25"), (&slash, "\\057")]
        {
            assert!(Needle::new(sought).is_in_name(name), "{sought}");
        }
        assert!(!Needle::new("z").is_in_name(&slash));
    }
}
