//! A zone that is to be created: its name, its account, the question, and what came of it.

use std::time::Duration;

use super::field::Field;
use super::key::{Code, Key};
use super::keymap::Context;
use crate::cut::{Finding, Severity};
use crate::dns::Name;
use crate::zone::{Identity, ProfileName, ZoneId};

/// A profile with which a zone can be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creator {
    /// The profile.
    pub profile: ProfileName,
    /// Whom STS said it is.
    pub identity: Identity,
}

/// Why there is no new zone that could be delegated to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCreated {
    /// What happened, in a sentence or two. May hold text from outside.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The zone, where it exists all the same.
    pub zone: Option<ZoneId>,
}

/// How far the creation has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Name and account are being chosen; why the name can't be taken.
    Form(Option<String>),
    /// The user is asked.
    Asked {
        /// The zone's apex.
        name: Name,
        /// Whether the name must be typed, and what was typed.
        typed: Option<Field>,
        /// Whether the cursor stands on Yes.
        yes: bool,
    },
    /// It is being created since this time after the start.
    Creating(Name, Duration),
    /// It was not, or not for certain.
    Failed(Name, NotCreated),
}

/// The creation of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// The name as typed.
    pub field: Field,
    /// The profiles to choose from, never empty.
    pub creators: Vec<Creator>,
    /// The chosen one.
    pub chosen: usize,
    /// How far it has come.
    pub progress: Progress,
    /// What is to be known before.
    pub findings: Vec<Finding>,
}

impl Create {
    /// A form for a name below this one, the cursor in front of it.
    #[must_use]
    pub fn below(parent: Option<&Name>, creators: Vec<Creator>, chosen: usize) -> Self {
        let text = parent.map(|name| format!(".{name}")).unwrap_or_default();
        let mut field = Field::with(text.trim_end_matches('.'));
        field.key(Key::plain(Code::Home));
        let progress = Progress::Form(None);
        Self { field, creators, chosen, progress, findings: Vec::new() }
    }

    /// The profile that is chosen.
    #[must_use]
    pub fn creator(&self) -> Option<&Creator> {
        self.creators.get(self.chosen)
    }

    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        match &self.progress {
            Progress::Form(_) => Context::Create,
            Progress::Asked { .. } if self.is_stopped() => Context::Review,
            Progress::Asked { typed: Some(_), .. } => Context::TypeName,
            Progress::Asked { typed: None, .. } => Context::Confirm,
            Progress::Creating(..) => Context::Applying,
            Progress::Failed(..) => Context::Ended,
        }
    }

    /// Whether a finding forbids it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Stop)
    }

    /// Where characters go.
    pub fn field(&mut self) -> Option<&mut Field> {
        match &mut self.progress {
            Progress::Form(complaint) => {
                *complaint = None;
                Some(&mut self.field)
            }
            Progress::Asked { typed, .. } => typed.as_mut(),
            Progress::Creating(..) | Progress::Failed(..) => None,
        }
    }

    /// The zone that the user has confirmed, by yes or by its name where that is asked for; it
    /// is then being created. `said_yes`: the key for yes, and not Return, was pressed.
    pub fn confirm(&mut self, said_yes: bool, now: Duration) -> Option<(Creator, Name)> {
        let Progress::Asked { name, typed, yes } = &self.progress else { return None };
        let confirmed = match typed {
            Some(field) => !said_yes && Name::from_user(field.text()).as_ref() == Ok(name),
            None => said_yes || *yes,
        };
        if !confirmed || self.is_stopped() {
            return None;
        }
        let name = name.clone();
        let creator = self.creator()?.clone();
        self.progress = Progress::Creating(name.clone(), now);
        Some((creator, name))
    }
}
