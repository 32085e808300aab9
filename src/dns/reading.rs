//! What an international name reads like, and whether that can be trusted: other letters can look
//! the same.

use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;
use unicode_security::restriction_level::RestrictionLevel;
use unicode_security::{GeneralSecurityProfile, RestrictionLevelDetection};

use super::Name;

/// A name in Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The name, its A-labels as U-labels (RFC 5890 §2.3.2.1).
    pub unicode: String,
    /// Why it must not stand alone, without the A-labels.
    pub doubt: Option<Doubt>,
}

/// Why a name in Unicode could be taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A label has letters of scripts that no language writes together: more than is *Highly
    /// Restrictive* in [UTS 39](https://www.unicode.org/reports/tr39/#Restriction_Level_Detection).
    MixedScripts,
    /// All letters of a label look like Latin ones, and are not: so says its skeleton
    /// ([UTS 39](https://www.unicode.org/reports/tr39/#Confusable_Detection), whole-script
    /// confusables).
    LooksLatin,
    /// A label has letters that no language in use needs for names
    /// ([UTS 39](https://www.unicode.org/reports/tr39/#General_Security_Profile), general profile).
    UnusualLetters,
}

impl Doubt {
    /// What to beware of, for a person.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MixedScripts => "letters of different scripts in one label",
            Self::LooksLatin => "letters that look like Latin ones",
            Self::UnusualLetters => "letters that no language in use needs",
        }
    }
}

impl Name {
    /// The name in Unicode where it has A-labels (`xn--…`), else `None`.
    #[must_use]
    pub fn reading(&self) -> Option<Reading> {
        let unicode = self.unicode()?;
        let doubt = unicode.split('.').find_map(doubt);
        Some(Reading { unicode, doubt })
    }
}

fn doubt(label: &str) -> Option<Doubt> {
    if label.is_ascii() {
        return None;
    }
    if !label.chars().all(GeneralSecurityProfile::identifier_allowed) {
        return Some(Doubt::UnusualLetters);
    }
    if label.detect_restriction_level() > RestrictionLevel::HighlyRestrictive {
        return Some(Doubt::MixedScripts);
    }
    let is_latin = |c: char| {
        let scripts = c.script_extension();
        scripts.contains_script(Script::Latin) || scripts.is_common() || scripts.is_inherited()
    };
    let looks_latin = if label.chars().all(is_latin) {
        // With an accent a Latin letter is told from one without.
        skeleton(label).all(|c| c.is_ascii())
    } else {
        skeleton(label).all(is_latin)
    };
    looks_latin.then_some(Doubt::LooksLatin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Option<(String, Option<Doubt>)> {
        let name = Name::from_user(text).unwrap();
        name.reading().map(|reading| (reading.unicode, reading.doubt))
    }

    #[test]
    fn names_of_one_language_are_not_doubted() {
        for text in [
            "bücher.example.",
            "例え.example.",
            "東京タワー.example.",
            "почта.example.",
            "ελληνικά.example.",
            "한국어.example.",
            "שלום.example.",
            "उदाहरण.example.",
            "日本語abc.example.",
            "straße-7.example.",
        ] {
            assert_eq!(reading(text), Some((text.to_owned(), None)), "{text}");
        }
        assert_eq!(reading("example.com."), None);
    }

    #[test]
    fn what_could_be_taken_for_another_name_is_doubted() {
        for (text, doubt) in [
            // Cyrillic а in a Latin word; Greek ο.
            ("pаypal.example.", Doubt::MixedScripts),
            ("gοogle.example.", Doubt::MixedScripts),
            // All Cyrillic; dotless i; Latin alpha.
            ("сосо.example.", Doubt::LooksLatin),
            ("paypaı.example.", Doubt::LooksLatin),
            ("ɑpple.example.", Doubt::UnusualLetters),
            ("аррӏе.example.", Doubt::LooksLatin),
            ("аррӏё.example.", Doubt::LooksLatin),
            // One label of several is enough.
            ("bücher.сосо.example.", Doubt::LooksLatin),
            ("ꮪꮃ.example.", Doubt::UnusualLetters),
        ] {
            let found = reading(text).unwrap_or_else(|| panic!("{text} has no reading"));
            assert_eq!(found.1, Some(doubt), "{text}");
        }
    }

    #[test]
    fn what_is_no_valid_label_has_no_reading() {
        let name = Name::from_route53("xn--0.example.").unwrap();
        assert_eq!(name.reading(), None);
    }
}
