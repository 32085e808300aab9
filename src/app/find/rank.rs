//! How well a text matches a word: exactly, from the start of a label, somewhere, or fuzzily.

use std::cmp::Reverse;

use memchr::memmem::Finder;
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How a word is matched, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// It is the whole text.
    Exact,
    /// The text is a zone that holds the name that is sought.
    Holds,
    /// It is the first labels of the text, whole.
    Labels,
    /// The text starts with it.
    Start,
    /// A label or a word within the text starts with it.
    Within,
    /// It stands somewhere in the text.
    Part,
    /// Its characters stand in the text in their order, with others between.
    Fuzzy,
}

/// How well something matches; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    tier: Tier,
    /// How far a fuzzy match is from the best there could be; how much a zone holds beside a name.
    far: u16,
    /// Zones go before what else matches as well.
    is_zone: Reverse<bool>,
    /// The shorter text matches better.
    len: u16,
}

impl Rank {
    /// A rank without more to tell than its tier.
    #[must_use]
    pub fn of(tier: Tier, far: u16, len: usize) -> Self {
        let len = u16::try_from(len).unwrap_or(u16::MAX);
        Self { tier, far, is_zone: Reverse(false), len }
    }

    /// The rank of a zone.
    #[must_use]
    pub fn of_zone(self) -> Self {
        Self { is_zone: Reverse(true), ..self }
    }

    /// Whether characters stand between those that match.
    #[must_use]
    pub fn is_fuzzy(self) -> bool {
        self.tier == Tier::Fuzzy
    }

    /// Of one thing that must match two words: the worse one tells.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// A lower-case word, ready to be sought in many texts.
#[derive(Debug)]
pub struct Word<'a> {
    text: &'a str,
    finder: Finder<'a>,
}

impl<'a> Word<'a> {
    /// Gets ready to seek a word.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, finder: Finder::new(text) }
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Where it stands in a text: from the start of a label rather than elsewhere.
    fn place(&self, text: &str) -> Option<usize> {
        let mut places = self.finder.find_iter(text.as_bytes());
        let first = places.next()?;
        if starts(text, first) {
            return Some(first);
        }
        places.find(|at| starts(text, *at)).or(Some(first))
    }

    /// Whether its characters stand in a text in their order, where both are ASCII.
    fn is_within(&self, text: &str) -> Option<bool> {
        if !(text.is_ascii() && self.text.is_ascii()) {
            return None;
        }
        let mut rest = text.bytes();
        let mut word = self.text.bytes();
        Some(word.all(|wanted| rest.any(|byte| byte.to_ascii_lowercase() == wanted)))
    }
}

/// Matches texts. Its scratch memory is large: make one for many texts.
#[derive(Debug)]
pub struct Ranker {
    matcher: Matcher,
    hay: Vec<char>,
    needle: Vec<char>,
    /// Whether it is not asked how far a fuzzy match is from the best there could be.
    is_coarse: bool,
}

impl Default for Ranker {
    fn default() -> Self {
        let mut config = Config::DEFAULT;
        // Names are compared as they are: ü is not u.
        config.normalize = false;
        Self {
            matcher: Matcher::new(config),
            hay: Vec::new(),
            needle: Vec::new(),
            is_coarse: false,
        }
    }
}

impl Ranker {
    /// One that tells of a fuzzy match only that it is one: telling how good it is takes most of
    /// the time.
    #[must_use]
    pub fn coarse() -> Self {
        Self { is_coarse: true, ..Self::default() }
    }

    /// How well a text matches a word; `None` where it doesn't. Upper case in the text matches
    /// too, though only fuzzily.
    pub fn rank(&mut self, text: &str, word: &Word<'_>) -> Option<Rank> {
        let of = |tier| Rank::of(tier, 0, text.len());
        if let Some(rest) = text.strip_prefix(word.text) {
            return Some(match rest.chars().next() {
                None => of(Tier::Exact),
                Some('.') => of(Tier::Labels),
                Some(_) => of(Tier::Start),
            });
        }
        if let Some(at) = word.place(text) {
            return Some(of(if starts(text, at) { Tier::Within } else { Tier::Part }));
        }
        if let Some(is_within) = word.is_within(text).filter(|it| self.is_coarse || !it) {
            return is_within.then(|| Rank::of(Tier::Fuzzy, u16::MAX, text.len()));
        }
        let (hay, needle) = (chars(text, &mut self.hay), chars(word.text, &mut self.needle));
        let score = self.matcher.fuzzy_match(hay, needle)?;
        Some(Rank::of(Tier::Fuzzy, u16::MAX - score, text.len()))
    }

    /// Which characters of a text match a lower-case word, by their place from the start.
    pub fn marks(&mut self, text: &str, word: &str, marks: &mut Vec<usize>) {
        if let Some(at) = Word::new(word).place(text) {
            let first = text.get(..at).unwrap_or_default().chars().count();
            marks.extend(first..first + word.chars().count());
            return;
        }
        let (hay, needle) = (chars(text, &mut self.hay), chars(word, &mut self.needle));
        let mut places = Vec::new();
        if self.matcher.fuzzy_indices(hay, needle, &mut places).is_some() {
            marks.extend(places.into_iter().filter_map(|at| usize::try_from(at).ok()));
        }
    }
}

/// Whether a label or a word starts here.
fn starts(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|char| !char.is_alphanumeric())
}

fn chars<'a>(text: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if text.is_ascii() {
        return Utf32Str::Ascii(text.as_bytes());
    }
    buffer.clear();
    buffer.extend(text.chars());
    Utf32Str::Unicode(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_before_labels_before_parts_before_fuzzy() {
        let mut ranker = Ranker::default();
        let texts = [
            "team-a",
            "team-a.example.com",
            "team-ab.example.com",
            "my.team-a.example.com",
            "myteam-a.example.com",
            "t.e.a.m.example-a.com",
        ];
        let ranks: Vec<Rank> =
            texts.iter().map(|text| ranker.rank(text, &Word::new("team-a")).unwrap()).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
        assert_eq!(ranker.rank("example.com", &Word::new("team-a")), None);
        let short = ranker.rank("team.example.com", &Word::new("team")).unwrap();
        assert!(short < ranker.rank("team.api.example.com", &Word::new("team")).unwrap());
    }

    #[test]
    fn matches_are_marked_where_they_are_wide_characters_too() {
        let mut ranker = Ranker::default();
        let mut marks = |text: &str, word: &str| {
            let mut marks = Vec::new();
            ranker.marks(text, word, &mut marks);
            marks
        };
        assert_eq!(marks("x.team-a.example", "team"), [2, 3, 4, 5]);
        assert_eq!(marks("teammate.team", "team"), [0, 1, 2, 3]);
        assert_eq!(marks("steam.team", "team"), [6, 7, 8, 9], "from the start of a label");
        assert_eq!(marks("例え.example", "え"), [1]);
        assert_eq!(marks("例え.example", "例x"), [0, 4]);
        assert_eq!(marks("abc", "x"), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn what_is_marked_are_the_words_characters(
            text in "[a-cA例.]{0,12}", word in "[a-c例.]{1,4}"
        ) {
            let mut ranker = Ranker::default();
            let mut marks = Vec::new();
            ranker.marks(&text, &word, &mut marks);
            let chars: Vec<char> = text.chars().collect();
            let marked: String = marks.iter().map(|at| chars[*at]).collect();
            let rank = ranker.rank(&text, &Word::new(&word));
            let coarse = Ranker::coarse().rank(&text, &Word::new(&word));
            prop_assert_eq!(rank.map(|rank| rank.tier), coarse.map(|rank| rank.tier));
            match rank {
                Some(_) => prop_assert_eq!(marked.to_lowercase(), word),
                None => prop_assert!(marks.is_empty()),
            }
        }
    }
}
