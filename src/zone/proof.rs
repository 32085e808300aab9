//! What name servers answered of a cut, as the journal keeps it.

/// How a cut was seen: the verdict with what it rests on, a row for each server asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What follows from the rows.
    pub verdict: ProofVerdict,
    /// The rows: parents, children, the resolver.
    pub rows: Vec<ProofRow>,
}

/// What follows from all rows of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProofVerdict {
    /// Not all have answered, and none for the last time.
    Waiting,
    /// Every server of the parent and of the child answers as it should.
    Proved,
    /// At least one of them was asked and answers otherwise.
    Differs,
    /// None answers otherwise, and at least one could not be asked, or can't be told.
    CouldNotAsk,
}

/// One server of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofRow {
    /// What the server is to the cut.
    pub role: ProofRole,
    /// Its name; for the chain and the resolver, what was asked for.
    pub server: String,
    /// How its answer stands to what is expected.
    pub state: ProofState,
    /// What it answered, in one line.
    pub words: String,
    /// How long the answer took, in milliseconds; `None` where there was none.
    pub took_ms: Option<u64>,
}

/// What a server is to a cut, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProofRole {
    /// The way from the root, where it had to be found out who serves the cut.
    Chain,
    /// It serves the parent: it refers.
    Parent,
    /// It serves the child: it has authority.
    Child,
    /// It is asked as the world asks, and may keep what was there before.
    Resolver,
}

/// How an answer stands to what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProofState {
    /// Not heard yet.
    Waiting,
    /// It is as expected.
    Agrees,
    /// It was asked, and answers otherwise.
    Differs,
    /// A resolver that answers otherwise, and may for as long as it keeps what it has.
    Cached,
    /// It could not be asked, or what it answered can't be told from.
    CouldNotAsk,
    /// What it would answer says nothing here.
    NotNeeded,
}

impl ProofVerdict {
    /// The word used in the journal and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Proved => "proved",
            Self::Differs => "differs",
            Self::CouldNotAsk => "could_not_ask",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Proved, Self::Differs, Self::CouldNotAsk]
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }
}

impl ProofRole {
    /// The word used in the journal and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Resolver => "resolver",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Chain, Self::Parent, Self::Child, Self::Resolver]
            .into_iter()
            .find(|role| role.as_str() == word)
    }
}

impl ProofState {
    /// The word used in the journal and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Cached => "cached",
            Self::CouldNotAsk => "could_not_ask",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [
            Self::Waiting,
            Self::Agrees,
            Self::Differs,
            Self::Cached,
            Self::CouldNotAsk,
            Self::NotNeeded,
        ];
        all.into_iter().find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_reads_back_and_no_other_does() {
        for verdict in ["waiting", "proved", "differs", "could_not_ask"] {
            assert_eq!(ProofVerdict::parse(verdict).unwrap().as_str(), verdict);
        }
        for role in ["chain", "parent", "child", "resolver"] {
            assert_eq!(ProofRole::parse(role).unwrap().as_str(), role);
        }
        for state in ["waiting", "agrees", "differs", "cached", "could_not_ask", "not_needed"] {
            assert_eq!(ProofState::parse(state).unwrap().as_str(), state);
        }
        for word in ["", "Proved", "agree", "parents"] {
            assert_eq!(ProofVerdict::parse(word), None);
            assert_eq!(ProofRole::parse(word), None);
            assert_eq!(ProofState::parse(word), None);
        }
    }
}
