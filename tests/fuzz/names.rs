//! Any text as a name, from Route 53 or from the user.

use proptest::prelude::*;
use zonecut::dns::{Ds, Name};

use crate::corpus;

fn read(text: &str) {
    for name in [Name::from_route53(text).ok(), Name::from_user(text).ok()].into_iter().flatten() {
        // RFC 1035: 255 octets on the wire, each at most four characters with its escape.
        assert!(name.as_route53().len() <= 4 * 255, "{text:?}");
        assert!(!name.as_route53().chars().any(char::is_control), "{text:?}");
        let again = Name::from_route53(name.as_route53()).expect("what it writes it reads");
        assert_eq!(again, name, "{text:?}");
        assert!(name.ancestors().count() <= name.depth());
        assert!(name.unicode().is_none_or(|shown| shown.len() <= 4 * 4 * 255));
    }
    let _ = Ds::parse(text);
}

#[test]
fn names_of_the_corpus() {
    for (_, text) in corpus("names") {
        read(&String::from_utf8_lossy(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn anything_like_a_name(text in "[-a-zA-Z0-9*_.\\\\ü。\u{202e}]{0,300}") {
        read(&text);
    }
}
