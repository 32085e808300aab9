//! What an audit says of one zone cut.

use std::fmt;

/// The state of a zone cut. Several may be true of one cut: the audit's row bears the one that
/// matters most, and names the others beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CutState {
    /// The parent names the child's delegation set, and every server speaks for the child.
    Live,
    /// The parent names other servers than the child's delegation set.
    Drifted,
    /// Some of the servers don't speak for the child (RFC 9499, "lame delegation").
    PartlyLame,
    /// None of the servers speaks for the child.
    Lame,
    /// Route 53 servers that refuse, and no hosted zone in view: the name can be taken over.
    Dangling,
    /// Zone and parent are in view, and the parent has no NS RRset for it.
    Missing,
    /// The parent names another public zone of the same name.
    WrongTwin,
    /// Another cut of the same parent stands above it: nobody comes down to it.
    Dead,
    /// The DS at the cut vouch for no key of the child: validating resolvers answer SERVFAIL
    /// (RFC 4035 §5.2).
    BrokenByDs,
    /// Nothing is wrong with the cut, but the parent has records at or below it that are never
    /// answered (RFC 2136 §7.18).
    Occluding,
    /// Served well by servers of a zone that is not in view.
    Elsewhere,
    /// Nothing wrong is known, and something could not be asked or read.
    Unknown,
}

impl CutState {
    /// All of them, the gravest first.
    pub const ALL: [Self; 12] = [
        Self::Dangling,
        Self::BrokenByDs,
        Self::Lame,
        Self::Dead,
        Self::WrongTwin,
        Self::Drifted,
        Self::PartlyLame,
        Self::Missing,
        Self::Occluding,
        Self::Unknown,
        Self::Elsewhere,
        Self::Live,
    ];

    /// The word used in JSON, CSV and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Drifted => "drifted",
            Self::PartlyLame => "partly_lame",
            Self::Lame => "lame",
            Self::Dangling => "dangling",
            Self::Missing => "missing",
            Self::WrongTwin => "wrong_twin",
            Self::Dead => "dead",
            Self::BrokenByDs => "broken_by_ds",
            Self::Occluding => "occluding",
            Self::Elsewhere => "elsewhere",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// The words for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::PartlyLame => "partly lame",
            Self::WrongTwin => "wrong twin",
            Self::BrokenByDs => "broken by DS",
            _ => self.as_str(),
        }
    }

    /// What it means, in one sentence.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Live => {
                "The parent names the zone's delegation set, and each server has authority."
            }
            Self::Drifted => "The parent names other servers than the zone's delegation set.",
            Self::PartlyLame => "Some of the servers that the parent names have no authority.",
            Self::Lame => "None of the servers that the parent names has authority.",
            Self::Dangling => {
                "The parent names Route 53 servers that refuse the name: whoever gets a zone of \
                 this name on one of them takes it over."
            }
            Self::Missing => "The zone's parent is in view and does not delegate to it.",
            Self::WrongTwin => "The parent names another public zone of the same name.",
            Self::Dead => "Another cut of the same parent lies above: resolvers never come to it.",
            Self::BrokenByDs => {
                "The DS at the cut match no key of the zone: validating resolvers answer SERVFAIL."
            }
            Self::Occluding => {
                "The delegation works, but records of the parent at or below it are never answered."
            }
            Self::Elsewhere => "Served well by servers of a zone that is not in view.",
            Self::Unknown => "Nothing wrong is known, and something could not be asked.",
        }
    }

    /// The place in the order of gravity: 0 is the gravest, what can be taken over.
    #[must_use]
    pub fn severity(self) -> u8 {
        match self {
            Self::Dangling => 0,
            Self::BrokenByDs => 1,
            Self::Lame => 2,
            Self::Dead => 3,
            Self::WrongTwin => 4,
            Self::Drifted => 5,
            Self::PartlyLame => 6,
            Self::Missing => 7,
            Self::Occluding => 8,
            Self::Unknown => 9,
            Self::Elsewhere => 10,
            Self::Live => 11,
        }
    }

    /// Whether something is known to be wrong. [`CutState::Unknown`] is not: nobody could be
    /// asked.
    #[must_use]
    pub fn is_wrong(self) -> bool {
        !matches!(self, Self::Live | Self::Elsewhere | Self::Unknown)
    }
}

impl fmt::Display for CutState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_comes_first_and_words_read_back() {
        for (place, state) in CutState::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(state.severity()), place, "{state}");
            assert_eq!(CutState::parse(state.as_str()), Some(state));
        }
        assert_eq!(CutState::parse("fine"), None);
        let fine: Vec<_> = CutState::ALL.into_iter().filter(|state| !state.is_wrong()).collect();
        assert_eq!(fine, [CutState::Unknown, CutState::Elsewhere, CutState::Live]);
    }
}
