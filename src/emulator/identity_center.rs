//! IAM Identity Center of the pretend world: who has signed in, and what that lets them be.

use std::collections::BTreeMap;
use std::time::Duration;

/// How long a code is good for (seen in answers of `StartDeviceAuthorization`).
const CODE_LASTS: Duration = Duration::from_mins(10);
/// How long a token of a session lasts.
const TOKEN_LASTS: Duration = Duration::from_hours(1);
/// How long keys of a permission set last.
const KEYS_LAST: Duration = Duration::from_hours(1);

/// One access portal, by its start URL.
#[derive(Debug, Clone)]
pub struct IdentityCenter {
    /// The start URL.
    pub start_url: String,
    /// Account ids and permission sets (role names) that whoever has signed in may have.
    pub assignments: Vec<(String, String)>,
    /// What the person at the browser does with a code, and how long after it was shown.
    pub person: Person,
    /// How long a code is good for.
    pub code_lasts: Duration,
    /// How long an access token is.
    pub token_lasts: Duration,
    /// How long keys of a permission set last.
    pub keys_last: Duration,
    /// How often a client may ask.
    pub interval: Duration,
}

/// What the person at the browser does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Nothing.
    Away,
    /// Approves after this time.
    Approves(Duration),
    /// Denies after this time.
    Denies(Duration),
}

impl IdentityCenter {
    /// A portal without assignments, where nobody is at the browser.
    #[must_use]
    pub fn new(start_url: impl Into<String>) -> Self {
        Self {
            start_url: start_url.into(),
            assignments: Vec::new(),
            person: Person::Away,
            code_lasts: CODE_LASTS,
            token_lasts: TOKEN_LASTS,
            keys_last: KEYS_LAST,
            interval: Duration::from_secs(1),
        }
    }
}

/// What all portals have given out. Times are counted from the start of the emulator.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    /// Registered clients: the secret by the id.
    pub(super) clients: BTreeMap<String, Client>,
    /// Authorizations by device code.
    pub(super) devices: BTreeMap<String, Device>,
    /// Tokens: the start URL and the end by the access token.
    pub(super) tokens: BTreeMap<String, (String, Duration)>,
    /// Start URLs by refresh token; each is good for one use.
    pub(super) refresh: BTreeMap<String, String>,
}

/// A registered client.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) secret: String,
    pub(super) scopes: bool,
}

/// A device authorization.
#[derive(Debug, Clone)]
pub(super) struct Device {
    pub(super) client: String,
    pub(super) start_url: String,
    pub(super) at: Duration,
    pub(super) asked: Option<Duration>,
}
