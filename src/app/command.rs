//! What keys can ask for, and the places where they are pressed.

/// What a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// The pane (or answer) to the left.
    Left,
    /// The pane (or answer) to the right.
    Right,
    /// The next pane, around.
    Next,
    /// The pane before, around.
    Previous,
    /// Open what is selected, or take the selected answer.
    Open,
    /// Go back, or clear the filter.
    Back,
    /// Start typing a filter.
    Filter,
    /// Find a zone, a profile or an account.
    Find,
    /// Mark as parent.
    MarkParent,
    /// Mark as child.
    MarkChild,
    /// Take both marks away.
    Unmark,
    /// Review the delegation.
    Delegate,
    /// Review the removal of a delegation.
    Remove,
    /// Review the DS that belongs beside a delegation.
    Sign,
    /// Show what we wrote.
    History,
    /// Take a change back.
    Undo,
    /// Create a child zone.
    NewZone,
    /// Sort by the next column.
    Sort,
    /// Sort the other way round.
    Reverse,
    /// Show the zones as a tree, or as a list.
    Tree,
    /// Fold branches of the tree away, or out again.
    Fold,
    /// Fold all branches away.
    FoldAll,
    /// Fold all branches out.
    UnfoldAll,
    /// Audit every cut.
    Audit,
    /// Stop asking, or go on.
    Pause,
    /// Review what repairs a cut.
    Repair,
    /// Write what is at hand to a file, in a language that is chosen.
    Export,
    /// Choose a profile by any part of its name.
    Pick,
    /// Make a profile a favourite, or one no longer.
    Favourite,
    /// Ask AWS again.
    Reload,
    /// Look at a cut in the DNS.
    Check,
    /// Edit the TTL.
    EditTtl,
    /// Sign in.
    SignIn,
    /// Copy the thing at the cursor.
    Copy,
    /// Copy what identifies it.
    CopyId,
    /// Answer yes.
    Yes,
    /// Answer no.
    No,
    /// Show the messages.
    Messages,
    /// Show the keys.
    Help,
    /// Leave, asking while a change is pending.
    Quit,
    /// Leave at once.
    Abort,
}

/// Where keys are pressed: each has its own set of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The Profiles pane.
    Profiles,
    /// The Zones pane.
    Zones,
    /// One zone and its records.
    Records,
    /// A list of proposals.
    Choose,
    /// A review that nothing has to be confirmed in: being read, stopped, up to date.
    Review,
    /// A review that waits for yes or no.
    Confirm,
    /// A review that waits for the child's name to be typed; characters go there.
    TypeName,
    /// A text field; characters go there.
    Input,
    /// A change under way.
    Applying,
    /// A change that has come to its end.
    Ended,
    /// The question whether to leave.
    Leave,
    /// A look at one cut in the DNS.
    Look,
    /// What an audit will take.
    AuditPlan,
    /// What an audit has found.
    Audit,
    /// One row of it.
    Evidence,
    /// The messages.
    Messages,
    /// What we wrote.
    History,
    /// Name and account of a zone that is to be created; characters go there.
    Create,
    /// The profile picker; characters go there.
    Pick,
    /// A sign-in that waits for a browser.
    SignIn,
    /// A sign-in that waits for a code; characters go there.
    Code,
    /// What is to be found; characters go there.
    Find,
    /// What was found.
    Found,
    /// What can be exported.
    Export,
    /// The keys.
    Help,
}

impl Context {
    /// Where there is something to copy.
    pub(super) const COPIED: &[Self] = &[
        Self::Profiles,
        Self::Zones,
        Self::Records,
        Self::Choose,
        Self::Review,
        Self::Applying,
        Self::Ended,
        Self::Look,
        Self::Audit,
        Self::Evidence,
        Self::Messages,
        Self::History,
        Self::Found,
    ];
    /// Where it has an id, or a command that does the same.
    pub(super) const IDENTIFIED: &[Self] = &[
        Self::Profiles,
        Self::Zones,
        Self::Records,
        Self::Choose,
        Self::Review,
        Self::Confirm,
        Self::Applying,
        Self::Ended,
        Self::Audit,
        Self::Evidence,
        Self::History,
        Self::Found,
    ];

    /// The heading in the help and the README.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Profiles => "Profiles",
            Self::Zones => "Zones",
            Self::Records => "A zone and its records",
            Self::Choose => "Proposals",
            Self::Review => "Review",
            Self::Confirm => "Review, yes or no",
            Self::TypeName => "Review, name to be typed",
            Self::Input => "Text field",
            Self::Applying => "Applying",
            Self::Ended => "Applied or not",
            Self::Leave => "Leaving while a change is pending",
            Self::Look => "A cut in the DNS",
            Self::AuditPlan => "Before an audit",
            Self::Audit => "Audit",
            Self::Evidence => "Audit, evidence",
            Self::Messages => "Messages",
            Self::History => "History",
            Self::Create => "New zone",
            Self::Pick => "Profile picker",
            Self::SignIn => "Sign-in",
            Self::Code => "Sign-in, MFA code",
            Self::Find => "Find",
            Self::Found => "Find, in the list",
            Self::Export => "Export",
            Self::Help => "Help",
        }
    }

    /// Whether characters without Control are text here, not commands.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::TypeName | Self::Input | Self::Create | Self::Code | Self::Find | Self::Pick
        )
    }
}
