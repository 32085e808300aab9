//! What is written to a file: chosen in a box, from the plan, the zone or the audit at hand.

use super::cursor::Cursor;
use crate::cut::Form;
use crate::dns::Name;

/// What a box offers one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The plan under review.
    Plan(Form),
    /// The open zone.
    Zone(Form),
    /// A request to be delegated to, for whoever has the parent of the open zone.
    Request,
    /// The rows of the audit in view, as JSON.
    AuditJson,
    /// The same as CSV.
    AuditCsv,
}

impl Kind {
    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Plan(form) | Self::Zone(form) => form.title(),
            Self::Request => "Delegation request",
            Self::AuditJson => "JSON",
            Self::AuditCsv => "CSV",
        }
    }

    /// How its file ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Plan(form) | Self::Zone(form) => form.extension(),
            Self::Request | Self::AuditJson => "json",
            Self::AuditCsv => "csv",
        }
    }
}

/// A file that is to be written, over no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name without its extension: letters, digits, dots, hyphens and underscores.
    pub stem: String,
    /// Its extension.
    pub extension: &'static str,
    /// All that it holds.
    pub text: String,
    /// Whether it is for nobody else's eyes: it tells what can be taken over.
    pub private: bool,
}

/// The box.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// What is written, in a few words.
    pub of: String,
    /// What is to be known of it, such as that it is not whole.
    pub note: Option<String>,
    /// The beginning of the file's name.
    pub stem: String,
    /// What is offered, never empty.
    pub kinds: Vec<Kind>,
    /// The selected one.
    pub cursor: Cursor,
}

impl Export {
    /// The selected one.
    #[must_use]
    pub fn selected(&self) -> Option<Kind> {
        self.kinds.get(self.cursor.selected).copied()
    }

    /// The name of the file of one kind, where none of the name is there yet.
    #[must_use]
    pub fn file(&self, kind: Kind) -> String {
        let of = if kind == Kind::Request { "request-" } else { "" };
        format!("{of}{}.{}", self.stem, kind.extension())
    }
}

/// A name as part of a file's name on any system.
#[must_use]
pub fn stem(name: &Name) -> String {
    let text = name.to_string();
    let bare = text.trim_end_matches('.').replace('*', "wildcard");
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' };
    let stem: String = bare.chars().map(safe).take(120).collect();
    if stem.is_empty() { "root".to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::stem;
    use crate::dns::Name;

    #[test]
    fn a_file_can_be_named_so() {
        for (name, wanted) in [
            ("team-a.example.com", "team-a.example.com"),
            ("0/25.2.0.192.in-addr.arpa", "0_25.2.0.192.in-addr.arpa"),
            ("*.example.com", "wildcard.example.com"),
            ("a\\134b.example.com", "a_134b.example.com"),
            (".", "root"),
        ] {
            assert_eq!(stem(&Name::from_user(name).unwrap()), wanted);
        }
    }
}
