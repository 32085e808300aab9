//! All that the screen knows.

use std::time::Duration;

use super::accounts::{Accounts, Listing};
use super::area::Areas;
use super::audit::Auditing;
use super::browse::Browse;
use super::checks::Checks;
use super::choose::{Candidate, Choose};
use super::create::{Create, Creator, Progress};
use super::cursor::Cursor;
use super::dns::Dns;
use super::export::Export;
use super::field::Field;
use super::find::Find;
use super::history::History;
use super::keymap::Context;
use super::look::Look;
use super::messages::{Message, Messages};
use super::organization::Organization;
use super::pair::{Pair, SideOf};
use super::permissions::Permissions;
use super::pick::Pick;
use super::recall::Recall;
use super::requests::Requests;
use super::review::{Review, Stage};
use super::sign_in::SignIn;
use super::zones::{Shape, Shown, ZoneRow, Zones};
use crate::cut::RequestRate;
use crate::dns::Name;

/// How many rows and columns the panes have on the screen, as last drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Rows of the Profiles pane.
    pub profiles: usize,
    /// Rows of the Zones pane.
    pub zones: usize,
    /// Rows of the record list.
    pub records: usize,
    /// Rows of what lies over the panes: findings, proposals, messages, keys.
    pub over: usize,
    /// Columns of what lies over the panes.
    pub over_width: usize,
    /// Rows of what is found.
    pub found: usize,
    /// Where all that was drawn.
    pub areas: Areas,
}

/// What lies over the panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// Proposals for a parent or a child.
    Choose(Choose),
    /// A review, or a change under way.
    Review(Box<Review>),
    /// A look at one cut in the DNS.
    Look(Box<Look>),
    /// The audit.
    Audit,
    /// The messages.
    Messages,
    /// What we wrote.
    History,
    /// A zone that is to be created.
    Create(Box<Create>),
    /// A sign-in.
    SignIn(Box<SignIn>),
    /// Find.
    Find(Box<Find>),
    /// What can be exported.
    Export(Box<Export>),
    /// The profile picker.
    Pick(Box<Pick>),
    /// The keys of a context.
    Help {
        /// Whose keys.
        of: Context,
        /// The row at hand.
        cursor: Cursor,
        /// What is sought among the keys of all screens.
        sought: Field,
        /// Whether it is being typed.
        typing: bool,
    },
    /// The question whether to leave while a change is under way.
    Leave,
}

/// What would be proposed for the side that is not marked, if it is one zone only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposed {
    /// The proposal.
    pub only: Option<(SideOf, Candidate)>,
    /// The marks and the number of listed zones it was made from.
    pub(super) seen: (Pair, usize),
    /// When.
    pub(super) made: Duration,
}

/// How fast a listing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Zones a second.
    pub a_second: usize,
    /// How long it is likely to take, where that can be told.
    pub left: Option<Duration>,
}

/// How a zone hangs on the DNS above it, as far as that is in view.
#[derive(Debug, Clone, PartialEq)]
pub enum Hanging<'a> {
    /// On a zone of the same account, or of one that is not known.
    Within(&'a ZoneRow),
    /// On a zone of another account.
    Across(&'a ZoneRow),
    /// On a name that no zone in view has.
    Loose(Name),
    /// That is not asked: it is private, at the top, or not in a tree.
    Aside,
}

/// The state of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Whether this is the sandbox.
    pub demo: bool,
    /// TTL of a new delegation, in seconds.
    pub default_ttl: u32,
    /// Time since the start, as last told.
    pub now: Duration,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How much room the panes have.
    pub room: Room,
    /// The profiles.
    pub accounts: Accounts,
    /// The Organizations that more profiles come from.
    pub organizations: Vec<Organization>,
    /// All zones.
    pub zones: Zones,
    /// What earlier runs listed, and what of this one is kept for the next.
    pub recall: Recall,
    /// The marks.
    pub pair: Pair,
    /// What would be proposed for the side that is not marked.
    pub proposed: Proposed,
    /// The panes.
    pub browse: Browse,
    /// What lies over them, the topmost last.
    pub over: Vec<Over>,
    /// What we wrote.
    pub history: History,
    /// The audit, begun or not, whether or not its screen is open.
    pub audit: Option<Box<Auditing>>,
    /// How many requests one account is sent.
    pub rate: RequestRate,
    /// Whether and how the DNS is asked.
    pub dns: Dns,
    /// The cuts that are being looked at in the DNS.
    pub checks: Checks,
    /// What the configuration lets us write.
    pub permissions: Permissions,
    /// What went wrong.
    pub messages: Messages,
    /// What is under way.
    pub requests: Requests,
    /// Where AWS's files were looked for.
    pub places: Vec<String>,
    /// What was sent to Route 53, a line each, to be told when the program ends.
    pub sent: Vec<String>,
}

impl Model {
    /// The state before anything was asked.
    #[must_use]
    pub fn new(accounts: Accounts, default_ttl: u32, demo: bool) -> Self {
        let mut messages = Messages::default();
        for row in accounts.rows() {
            if let Some(problem) = &row.profile.problem {
                messages.add(Message::of_problem(&row.profile.name, problem));
            }
        }
        let mut browse = Browse::default();
        browse.shelf.arrange(accounts.rows(), &[]);
        Self {
            demo,
            default_ttl,
            now: Duration::ZERO,
            size: (80, 24),
            room: Room::default(),
            accounts,
            organizations: Vec::new(),
            zones: Zones::default(),
            recall: Recall::default(),
            pair: Pair::default(),
            proposed: Proposed::default(),
            browse,
            over: Vec::new(),
            history: History::default(),
            audit: None,
            rate: RequestRate::default(),
            dns: Dns::default(),
            checks: Checks::default(),
            permissions: Permissions::default(),
            messages,
            requests: Requests::default(),
            places: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// Which keys work now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.over.last() {
            None => self.browse.context(),
            Some(Over::Choose(_)) => Context::Choose,
            Some(Over::Review(review)) => review.context(),
            Some(Over::Look(_)) => Context::Look,
            Some(Over::Audit) => {
                self.audit.as_ref().map_or(Context::Audit, |audit| audit.context())
            }
            Some(Over::Messages) => Context::Messages,
            Some(Over::History) => Context::History,
            Some(Over::Create(create)) => create.context(),
            Some(Over::SignIn(sign_in)) => sign_in.context(),
            Some(Over::Find(find)) => find.context(),
            Some(Over::Export(_)) => Context::Export,
            Some(Over::Pick(_)) => Context::Pick,
            Some(Over::Help { typing: true, .. }) => Context::Input,
            Some(Over::Help { .. }) => Context::Help,
            Some(Over::Leave) => Context::Leave,
        }
    }

    /// How the zone of a row of the tree hangs on what is above it.
    #[must_use]
    pub fn hanging(&self, row: usize) -> Hanging<'_> {
        let Some(Shown::Zone(zone)) = self.zones.shown(row) else { return Hanging::Aside };
        if self.zones.shape() == Shape::List || zone.zone.private {
            return Hanging::Aside;
        }
        let account = |row: &ZoneRow| self.accounts.get(row.owner())?.account();
        match self.zones.above(row) {
            Some(Shown::Zone(above)) => match (account(above), account(zone)) {
                (Some(above_in), Some(own)) if above_in != own => Hanging::Across(above),
                _ => Hanging::Within(above),
            },
            Some(Shown::Gap(name)) => Hanging::Loose(name),
            // Above the top are the root and the zones of registries, which nobody expects here.
            Some(Shown::Cut(_)) | None => Hanging::Aside,
        }
    }

    /// Whether something is under way, so that time must be told and the spinner turns.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.requests.is_idle()
    }

    /// Whether what is typed into a filter or into Find was not yet tried on all zones.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        let finds = |over: &Over| match over {
            Over::Find(find) => !find.is_done(&self.zones),
            _ => false,
        };
        self.zones.is_sifting() || self.over.iter().any(finds)
    }

    /// The open review, wherever it lies.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        self.over.iter().rev().find_map(|over| match over {
            Over::Review(review) => Some(&**review),
            _ => None,
        })
    }

    /// Whether a confirmed change has not come to its end.
    #[must_use]
    pub fn is_changing(&self) -> bool {
        self.creating().is_some()
            || self.review().is_some_and(|review| matches!(review.stage, Stage::Applying { .. }))
    }

    /// The zone that is being created, and with which profile.
    #[must_use]
    pub fn creating(&self) -> Option<(&Name, &Creator)> {
        self.over.iter().find_map(|over| match over {
            Over::Create(create) => match &create.progress {
                Progress::Creating(name, _) => Some((name, create.creator()?)),
                _ => None,
            },
            _ => None,
        })
    }

    /// How many profiles have not told all their zones (yet).
    #[must_use]
    pub fn incomplete(&self) -> usize {
        let rows = self.accounts.rows().iter();
        rows.filter(|row| !matches!(row.listing, Listing::Done { .. } | Listing::Shared { .. }))
            .count()
    }

    /// How many profiles are being listed.
    #[must_use]
    pub fn loading(&self) -> usize {
        self.accounts
            .rows()
            .iter()
            .filter(|row| {
                row.waiting_since().is_some()
                    && !matches!(
                        row.listing,
                        Listing::Done { .. } | Listing::Failed { .. } | Listing::Shared { .. }
                    )
            })
            .count()
    }

    /// How fast the zones of the profiles that are being listed come, once a second has passed and
    /// some have come; and how long it will take where an earlier run knows how many there are.
    #[must_use]
    pub fn listing_pace(&self) -> Option<Pace> {
        let rows = self.accounts.rows().iter().enumerate();
        let listed = rows.filter_map(|(index, row)| match row.listing {
            Listing::Loading { since, zones } => {
                Some((since, zones, self.recall.of(index, self.now).map(|(count, _)| count)))
            }
            _ => None,
        });
        let (mut since, mut zones, mut left) = (self.now, 0, Some(0));
        for (begun, here, known) in listed {
            since = since.min(begun);
            zones += here;
            left = left.zip(known).map(|(left, known)| left + known.saturating_sub(here));
        }
        let millis = usize::try_from(self.now.saturating_sub(since).as_millis()).ok()?;
        let a_second = zones.saturating_mul(1000).checked_div(millis)?;
        if millis < 1000 || a_second == 0 {
            return None;
        }
        let seconds = left.and_then(|left| u64::try_from(left.div_ceil(a_second)).ok());
        Some(Pace { a_second, left: seconds.map(Duration::from_secs) })
    }

    /// What the program has to say when it ends: every change that was sent, and how far it was
    /// known to have come.
    #[must_use]
    pub fn farewell(&self) -> Vec<String> {
        let mut lines = self.sent.clone();
        if let Some(review) = self.review()
            && let Stage::Applying { apply, .. } = &review.stage
        {
            lines.extend(super::farewell::unfinished(review, apply));
        }
        if let Some((name, Creator { profile, identity })) = self.creating() {
            let account = &identity.account;
            lines.push(format!("Being created when zonecut was left: zone {name} in {account}"));
            lines.push(format!("  See what became of it: zonecut history (profile {profile})"));
        }
        lines
    }
}
