//! The filter of a list as it is typed: words that must all match, terms such as `type:private`,
//! and `-` in front of what must not.

use crate::cut::CutState;
use crate::dns::Name;

/// Terms of the zones, in the order in which they are offered.
pub const ZONE_TERMS: [&str; 5] = ["type:", "profile:", "account:", "cut:", "private:"];

/// One word of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Whether it must not match.
    pub negated: bool,
    /// What it asks for.
    pub term: Term,
}

/// What a word asks for; texts are lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Any part of what is listed.
    Text(String),
    /// A private zone, or a public one.
    Private(bool),
    /// A record set's type.
    Type(String),
    /// Part of the name or the label of a profile that reaches the zone.
    Profile(String),
    /// Part of the account's id.
    Account(String),
    /// The beginning of the word for a state, as the audit says.
    Cut(String),
}

/// A filter, and what of it could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The words.
    pub words: Vec<Word>,
    /// What is wrong with a word that was left out.
    pub complaint: Option<String>,
}

impl Filter {
    /// The filter of the zones. A term that is not known, or not so, is left out and told.
    #[must_use]
    pub fn of_zones(text: &str) -> Self {
        Self::read(text, |word| {
            let Some((term, value)) = word.split_once(':') else {
                return Ok(Some(Term::Text(word.to_owned())));
            };
            let value = value.to_owned();
            let is_start_of = |whole: &str| !value.is_empty() && whole.starts_with(&value);
            let term = match term {
                _ if value.is_empty() && ZONE_TERMS.contains(&word) => return Ok(None),
                "profile" => Term::Profile(value),
                "account" => Term::Account(value),
                "type" if is_start_of("private") => Term::Private(true),
                "type" if is_start_of("public") => Term::Private(false),
                "type" => return Err("type: is private or public".to_owned()),
                "private" if is_start_of("yes") => Term::Private(true),
                "private" if is_start_of("no") => Term::Private(false),
                "private" => return Err("private: is yes or no".to_owned()),
                "cut" => return cut(&value).map(Some),
                term => return Err(format!("no term {term}: — {}", ZONE_TERMS.join(" "))),
            };
            Ok(Some(term))
        })
    }

    /// The filter of the records. What has a colon and is no term is text: records hold such.
    #[must_use]
    pub fn of_records(text: &str) -> Self {
        Self::read(text, |word| {
            Ok(match word.strip_prefix("type:") {
                Some("") => None,
                Some(value) => Some(Term::Type(value.to_owned())),
                None => Some(Term::Text(word.to_owned())),
            })
        })
    }

    fn read(text: &str, term: impl Fn(&str) -> Result<Option<Term>, String>) -> Self {
        let mut filter = Self::default();
        for word in text.to_lowercase().split_whitespace() {
            let (negated, rest) = match word.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, word),
            };
            // A `-` alone is the beginning of something.
            if rest.is_empty() {
                continue;
            }
            match term(rest) {
                Ok(Some(term)) => filter.words.push(Word { negated, term }),
                Ok(None) => {}
                Err(why) => filter.complaint = Some(why),
            }
        }
        filter
    }
}

fn cut(value: &str) -> Result<Term, String> {
    let value = value.replace('-', "_");
    if CutState::ALL.iter().any(|state| state.as_str().starts_with(&value)) {
        return Ok(Term::Cut(value));
    }
    let words: Vec<&str> = CutState::ALL.iter().map(|state| state.as_str()).collect();
    Err(format!("cut: is one of {}", words.join(" ")))
}

/// Whether a text holds a lower-case one, whatever its own case.
#[must_use]
pub fn holds(text: &str, sought: &str) -> bool {
    let Some(first) = sought.as_bytes().first() else { return true };
    if !sought.is_ascii() {
        return text.to_lowercase().contains(sought);
    }
    text.as_bytes().windows(sought.len()).any(|window| {
        window.first().is_some_and(|byte| byte.eq_ignore_ascii_case(first))
            && window.eq_ignore_ascii_case(sought.as_bytes())
    })
}

/// Whether a name, as Route 53 or a person writes it, holds a lower-case text.
pub(super) fn name_holds(name: &Name, text: &str) -> bool {
    let written = name.as_route53();
    written.contains(text)
        || (written.contains('\\') && name.to_string().contains(text))
        || name.unicode().is_some_and(|name| name.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zones(text: &str) -> Vec<(bool, Term)> {
        let words = Filter::of_zones(text).words.into_iter();
        words.map(|word| (word.negated, word.term)).collect()
    }

    #[test]
    fn words_and_terms_are_read_and_negated() {
        let text = |text: &str| Term::Text(text.to_owned());
        assert_eq!(zones("Api  example"), [(false, text("api")), (false, text("example"))]);
        assert_eq!(zones("-old"), [(true, text("old"))]);
        assert_eq!(zones("type:private"), [(false, Term::Private(true))]);
        assert_eq!(zones("-private:yes"), [(true, Term::Private(true))]);
        assert_eq!(zones("type:pub"), [(false, Term::Private(false))], "while it is typed");
        assert_eq!(zones("cut:partly-l"), [(false, Term::Cut("partly_l".into()))]);
        assert_eq!(zones("profile: cut: - "), [], "nothing is asked for yet");
        let records = Filter::of_records("type:NS -include:spf").words;
        assert_eq!(records[0].term, Term::Type("ns".into()));
        assert_eq!((records[1].negated, &records[1].term), (true, &text("include:spf")));
    }

    #[test]
    fn what_is_no_term_is_told_and_left_out() {
        for (typed, told) in [
            ("team kind:x", "no term kind:"),
            ("team type:a", "type: is private or public"),
            ("team private:maybe", "private: is yes or no"),
            ("team cut:fine", "cut: is one of dangling"),
        ] {
            let filter = Filter::of_zones(typed);
            assert_eq!(filter.words.len(), 1, "{typed}");
            assert!(filter.complaint.as_ref().unwrap().contains(told), "{filter:?}");
        }
        assert_eq!(Filter::of_zones("team").complaint, None);
        assert_eq!(Filter::of_records("mailto:x").complaint, None);
    }

    proptest! {
        #[test]
        fn a_text_holds_its_parts_in_any_case(text in "[a-zA-Z.Ü]{1,12}", from in 0usize..12, len in 0usize..6) {
            let part: String = text.chars().skip(from).take(len).collect();
            prop_assert!(holds(&text, &part.to_lowercase()));
            prop_assert!(!holds(&text, "1"));
        }
    }
}
