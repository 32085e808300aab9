//! What went wrong with a request: to whom, doing what, and what to do next.

use super::{AccountId, Denial, ProfileName, SignIn, ZoneId};

/// What Organizations answers where the account is in none.
const NO_ORGANIZATION: &str = "AWSOrganizationsNotInUseException";

/// A request that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure it is.
    pub kind: FaultKind,
    /// The API's action, with its service where it isn't Route 53, such as
    /// `ChangeResourceRecordSets` or `sts:GetCallerIdentity`.
    pub action: &'static str,
    /// Whose request it was.
    pub profile: ProfileName,
    /// The account, where it was known.
    pub account: Option<AccountId>,
    /// The zone, where the request was about one.
    pub zone: Option<ZoneId>,
    /// AWS's own text, or the network's. Not to be trusted with a terminal.
    pub detail: String,
    /// What IAM refuses, where it is [`FaultKind::Denied`] and the request is known.
    pub denial: Option<Box<Denial>>,
}

/// Kinds of failure, by what the user can do about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Credentials or the sign-in behind them have expired, or were never there.
    SignInNeeded(SignIn),
    /// There are credentials, and they end before what is to be done with them would.
    EndsSoon(Box<SignIn>),
    /// The profile's settings don't lead to credentials.
    Misconfigured,
    /// The profile's credentials belong to another account than they did.
    OtherAccount(AccountId),
    /// AWS knows the caller and says no.
    Denied,
    /// `NoSuchHostedZone`.
    NoSuchZone,
    /// `InvalidChangeBatch` or `InvalidInput`: Route 53 refused the change as a whole.
    InvalidChange,
    /// `InvalidChangeBatch` for a name and type that somebody protected from every change
    /// ([record set protections](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrset-protection.html)).
    Protected,
    /// `InvalidArgument`: Route 53 does not do this for such a zone. Signing is for public zones
    /// ([DNSSEC](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html)).
    Unsupported,
    /// `HostedZoneAlreadyExists`: the account has a zone with this `CallerReference`.
    ZoneExists,
    /// `ConflictingDomainExists`: the zone's name servers serve one of this name, or of one above
    /// or below it, already.
    SharedNameServers,
    /// `TooManyHostedZones`: the account's quota is used up.
    TooManyZones,
    /// `DelegationSetNotAvailable`: there are so many zones of this name that no name servers are
    /// left for another.
    NameUsedUp,
    /// `InvalidDomainName`: Route 53 has no zones of such a name.
    InvalidName,
    /// It was a write, and nothing is to be written: it was stopped before it left.
    ReadOnly,
    /// `PriorRequestNotComplete`: another batch for this zone is still being processed.
    PriorRequestNotComplete,
    /// The account's rate limit.
    Throttled,
    /// No connection could be made: name resolution, refused, proxy, TLS. Nothing was sent.
    Unreachable,
    /// The connection broke; the request may have been carried out, its answer is lost.
    ConnectionLost,
    /// No answer in time.
    TimedOut,
    /// AWS answered 5xx.
    Server,
    /// An answer that could not be read.
    Malformed,
    /// Anything else, by AWS's error code.
    Other(Box<str>),
}

impl Fault {
    /// Whether a write that ended like this certainly did not happen. Where this is false, only
    /// reading can tell.
    ///
    /// [`FaultKind::ZoneExists`] is not sure: it is the answer that a repeated `CreateHostedZone`
    /// gets when the first one did its work.
    #[must_use]
    pub fn surely_not_done(&self) -> bool {
        // What failed came before the write: its credentials, say. The write never went out.
        if !matches!(self.action, "ChangeResourceRecordSets" | "CreateHostedZone") {
            return true;
        }
        match &self.kind {
            FaultKind::SignInNeeded(_)
            | FaultKind::EndsSoon(_)
            | FaultKind::OtherAccount(_)
            | FaultKind::Misconfigured
            | FaultKind::Denied
            | FaultKind::NoSuchZone
            | FaultKind::InvalidChange
            | FaultKind::Protected
            | FaultKind::Unsupported
            | FaultKind::SharedNameServers
            | FaultKind::TooManyZones
            | FaultKind::NameUsedUp
            | FaultKind::InvalidName
            | FaultKind::ReadOnly
            | FaultKind::PriorRequestNotComplete
            | FaultKind::Throttled
            | FaultKind::Unreachable => true,
            FaultKind::ZoneExists
            | FaultKind::ConnectionLost
            | FaultKind::TimedOut
            | FaultKind::Server
            | FaultKind::Malformed
            | FaultKind::Other(_) => false,
        }
    }

    /// Whether the same request may succeed a little later.
    #[must_use]
    pub fn passes_with_time(&self) -> bool {
        matches!(self.kind, FaultKind::PriorRequestNotComplete | FaultKind::Throttled)
    }

    /// The state in a word or three, for a narrow column.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match &self.kind {
            FaultKind::SignInNeeded(sign_in) => sign_in_state(sign_in),
            FaultKind::EndsSoon(_) => "credentials end soon",
            FaultKind::Misconfigured => "misconfigured",
            FaultKind::OtherAccount(_) => "another account",
            FaultKind::Denied => "access denied",
            FaultKind::NoSuchZone => "no such zone",
            FaultKind::InvalidChange => "change refused",
            FaultKind::Protected => "record set protected",
            FaultKind::Unsupported => "not for this zone",
            FaultKind::ZoneExists => "zone exists",
            FaultKind::SharedNameServers => "name servers shared",
            FaultKind::TooManyZones => "too many zones",
            FaultKind::NameUsedUp => "no name servers left",
            FaultKind::InvalidName => "invalid name",
            FaultKind::ReadOnly => "read-only",
            FaultKind::PriorRequestNotComplete => "zone busy",
            FaultKind::Throttled => "throttled",
            FaultKind::Unreachable => "unreachable",
            FaultKind::ConnectionLost => "connection lost",
            FaultKind::TimedOut => "timed out",
            FaultKind::Server => "AWS error",
            FaultKind::Malformed => "unreadable answer",
            FaultKind::Other(code) if **code == *NO_ORGANIZATION => "no Organization",
            FaultKind::Other(_) => "failed",
        }
    }

    /// The state as one word for programs, such as `sign_in_expired`.
    #[must_use]
    pub fn code(&self) -> String {
        self.state().to_lowercase().replace([' ', '-'], "_")
    }

    /// One sentence: what happened, to which profile, account and zone, doing what.
    #[must_use]
    pub fn message(&self) -> String {
        let profile = &self.profile;
        let who = match &self.account {
            Some(account) => format!("profile {profile} (account {account})"),
            None => format!("profile {profile}"),
        };
        let zone = self.zone.as_ref().map(|zone| format!(" on zone {zone}")).unwrap_or_default();
        let what = match &self.kind {
            FaultKind::Other(code) if **code != *NO_ORGANIZATION => code,
            _ => self.state(),
        };
        format!("{}{zone} as {who}: {what}", self.action)
    }

    /// What to do next, whether at the screen or at a command.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.kind {
            FaultKind::SignInNeeded(sign_in) => sign_in_hint(&self.profile, sign_in),
            FaultKind::EndsSoon(sign_in) => sign_in_hint(&self.profile, sign_in),
            FaultKind::Misconfigured if self.profile.as_str() == ProfileName::ENVIRONMENT => {
                "Correct the variables of the environment and start again.".into()
            }
            FaultKind::Misconfigured => {
                "Correct the profile in AWS's config or credentials file and start again.".into()
            }
            FaultKind::OtherAccount(was) => {
                format!("Nothing was sent. The profile was account {was}: find out who has changed it. Its zones are listed again; then review anew.")
            }
            FaultKind::Denied => match &self.denial {
                Some(denial) => denial.advice(),
                None => {
                    let service = if self.action.contains(':') { "" } else { "route53:" };
                    format!("Ask for {service}{}, or use another profile.", self.action)
                }
            },
            FaultKind::NoSuchZone => "It was deleted, or belongs to another account. Reload the profile.".into(),
            FaultKind::InvalidChange => {
                "Nothing was changed: a batch is made whole or not at all. Review again to see the zone as it is now.".into()
            }
            FaultKind::Protected => {
                "Whoever owns the zone has to delete the record set protection first (aws route53 delete-resource-record-set-protections).".into()
            }
            FaultKind::Unsupported => "A private zone can't be signed. Nothing is wrong with it.".into(),
            FaultKind::ZoneExists => {
                "An earlier request with the same caller reference made the zone. Reload the profile to see it.".into()
            }
            FaultKind::SharedNameServers => {
                "A zone of this name, above it or below it is on the same name servers. Use another delegation set.".into()
            }
            FaultKind::TooManyZones => {
                "Delete zones that nobody needs, use another account, or ask AWS for a higher quota.".into()
            }
            FaultKind::NameUsedUp => {
                "Too many zones bear this name, in all accounts together. If the domain is yours, AWS Support can free it.".into()
            }
            FaultKind::InvalidName => "Correct the name; Route 53 has no zones for top-level domains.".into(),
            FaultKind::ReadOnly => {
                "Nothing was sent. To write, start without --read-only and without read_only in the defaults of profiles.toml.".into()
            }
            FaultKind::PriorRequestNotComplete => {
                "Route 53 is still working on another change to this zone. Try again in a moment.".into()
            }
            FaultKind::Throttled => {
                "The account is at its request limit, which it shares with every other tool. Try again in a moment.".into()
            }
            FaultKind::Unreachable => {
                "Check the network, HTTPS_PROXY, AWS_CA_BUNDLE and any endpoint setting, then ask again.".into()
            }
            FaultKind::ConnectionLost => "The network broke off. Ask again.".into(),
            FaultKind::TimedOut if self.action == "credential_process" => {
                "Run the command by hand: it may be waiting for an answer, which nobody can give it here.".into()
            }
            FaultKind::TimedOut => "The network or AWS is slow. Ask again.".into(),
            FaultKind::Server => "The fault is on the other side. Ask again.".into(),
            FaultKind::Malformed => {
                "Something between here and AWS changes the answers (a proxy, a captive portal?).".into()
            }
            FaultKind::Other(code) if **code == *NO_ORGANIZATION => {
                "Use a profile of the Organization's management account as source, or list the accounts' ids in profiles.toml.".into()
            }
            FaultKind::Other(_) => "Ask again; the text beside is AWS's own.".into(),
        }
    }
}

/// The state of a profile that lacks credentials.
fn sign_in_state(sign_in: &SignIn) -> &'static str {
    match sign_in {
        SignIn::Sso(_) | SignIn::Login => "sign-in expired",
        SignIn::Process => "no credentials",
        SignIn::Mfa(_) => "MFA code needed",
        SignIn::Source(source) => sign_in_state(&source.1),
        _ => "credentials expired",
    }
}

/// Who has to renew what, and how.
fn sign_in_hint(profile: &ProfileName, sign_in: &SignIn) -> String {
    match sign_in {
        // The session may belong to the profile that this one takes its role from.
        SignIn::Sso(session) if !session.contains("://") => {
            format!(
                "Sign in: zonecut login {profile} (or aws sso login --sso-session {session}), then ask again."
            )
        }
        SignIn::Sso(start_url) => {
            format!(
                "Sign in: zonecut login {profile} (or aws sso login with a profile of {start_url}), then ask again."
            )
        }
        SignIn::Mfa(serial) => {
            format!(
                "Sign in to profile {profile} with the code that {serial} shows now: on the screen, or to a command on a terminal, which asks for it."
            )
        }
        SignIn::Login => {
            format!("Sign in: aws login --profile {profile}, then ask again.")
        }
        SignIn::Process => {
            format!("Sign in to what credential_process of profile {profile} asks, then ask again.")
        }
        SignIn::Environment => {
            "Put new credentials into the environment that zonecut is started from, and start it again.".into()
        }
        SignIn::Source(source) => sign_in_hint(&source.0, &source.1),
        _ => format!("Renew the credentials of profile {profile}, then ask again."),
    }
}
