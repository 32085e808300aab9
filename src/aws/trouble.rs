//! What went wrong, by the SDK's errors: each becomes one of [`FaultKind`]'s kinds.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use hyper_util::client::legacy::Error as HyperError;

use crate::zone::{FaultKind, SignIn};

use super::read_only::Stopped;

/// The longest detail that is kept, in characters.
const LONGEST: usize = 1_000;

/// A failure that does not know yet whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) kind: FaultKind,
    pub(super) action: &'static str,
    pub(super) detail: String,
}

impl Trouble {
    pub(super) fn new(kind: FaultKind, action: &'static str, detail: impl AsRef<str>) -> Self {
        Self { kind, action, detail: shorten(detail.as_ref()) }
    }

    /// An answer that was read and makes no sense.
    pub(super) fn malformed(action: &'static str, detail: impl AsRef<str>) -> Self {
        Self::new(FaultKind::Malformed, action, detail)
    }
}

/// A secret shorter than this is not looked for: words of an answer would be taken for it.
const SHORTEST: usize = 6;

impl Trouble {
    /// The same without these: an answer may echo what it was asked with, or the beginning of it
    /// where the answer was cut off.
    #[must_use]
    pub(super) fn without<'s>(mut self, secrets: impl IntoIterator<Item = &'s str>) -> Self {
        for secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            self.detail = hidden(self.detail, secret);
            if let FaultKind::Other(code) = self.kind {
                self.kind = FaultKind::Other(hidden(code.into(), secret).into());
            }
        }
        self
    }
}

fn hidden(text: String, secret: &str) -> String {
    let mut text = if text.contains(secret) { text.replace(secret, "…") } else { text };
    let shown = text.trim_end_matches('…').len();
    let begun = (SHORTEST..secret.len()).rev().find(|most| {
        secret.get(..*most).is_some_and(|head| text.get(..shown).is_some_and(|t| t.ends_with(head)))
    });
    if let Some(begun) = begun {
        text.truncate(shown - begun);
        text.push('…');
    }
    text
}

/// Reads an SDK error of `action`. `sign_in` is what has to be renewed where AWS no longer takes
/// the credentials.
pub(super) fn explain<E>(
    error: &SdkError<E, HttpResponse>,
    action: &'static str,
    sign_in: &SignIn,
) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let (kind, detail) = match error {
        SdkError::ConstructionFailure(_) => (FaultKind::Misconfigured, deepest(error)),
        SdkError::TimeoutError(_) => (FaultKind::TimedOut, "no answer in time".to_owned()),
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(error) => (connection(error), deepest(error)),
            None => (FaultKind::Misconfigured, deepest(error)),
        },
        SdkError::ResponseError(response) => {
            if response.raw().status().is_server_error() {
                (FaultKind::Server, answered(response.raw()))
            } else {
                (FaultKind::Malformed, deepest(error))
            }
        }
        SdkError::ServiceError(service) => {
            let (kind, detail) = answer(service.err(), service.raw(), sign_in);
            (of_a_read(kind, action, service.err().code()), detail)
        }
        _ => (FaultKind::Other("unknown".into()), deepest(error)),
    };
    Trouble::new(kind, action, detail)
}

/// Whether another try may end otherwise, by the rules of the SDK's own standard retry
/// ([retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)).
pub(super) fn may_pass<E>(error: &SdkError<E, HttpResponse>) -> bool
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        SdkError::DispatchFailure(failure) => {
            failure.is_timeout() || failure.is_io() || failure.as_other().is_some()
        }
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or_default();
            matches!(service.raw().status().as_u16(), 500 | 502 | 503 | 504)
                || matches!(code, "RequestTimeout" | "RequestTimeoutException")
                || matches!(
                    by_code(code, &SignIn::None),
                    FaultKind::Throttled | FaultKind::PriorRequestNotComplete
                )
        }
        _ => false,
    }
}

/// A request without an answer. Only one that was stopped here, or a connection that was never
/// made, is sure to have carried nothing.
fn connection(error: &ConnectorError) -> FaultKind {
    if chain(error).any(<dyn Error>::is::<Stopped>) {
        return FaultKind::ReadOnly;
    }
    let never_made = chain(error)
        .any(|cause| cause.downcast_ref::<HyperError>().is_some_and(HyperError::is_connect));
    if never_made {
        FaultKind::Unreachable
    } else if error.is_timeout() {
        FaultKind::TimedOut
    } else {
        FaultKind::ConnectionLost
    }
}

fn answer<E: ProvideErrorMetadata + Error + 'static>(
    error: &E,
    raw: &HttpResponse,
    sign_in: &SignIn,
) -> (FaultKind, String) {
    let body = raw.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
    if raw.status().is_success() {
        return (FaultKind::Malformed, deepest(error));
    }
    let Some(code) = error.code() else {
        return match old_messages(&body) {
            Some(messages) => (FaultKind::InvalidChange, messages),
            None if raw.status().is_server_error() => (FaultKind::Server, answered(raw)),
            None => (FaultKind::Malformed, answered(raw)),
        };
    };
    let message = error.message().unwrap_or_default();
    let kind = match by_code(code, sign_in) {
        FaultKind::InvalidChange if code == "InvalidChangeBatch" && is_protected(message) => {
            FaultKind::Protected
        }
        FaultKind::Other(_) if raw.status().is_server_error() => FaultKind::Server,
        FaultKind::Other(_) if raw.status().as_u16() == 403 => FaultKind::Denied,
        kind => kind,
    };
    // The rest of this message is the signed request, session token and all.
    let message = if code == "SignatureDoesNotMatch" {
        message.split_inclusive('.').next().unwrap_or_default()
    } else {
        message
    };
    (kind, if message.is_empty() { code.to_owned() } else { message.to_owned() })
}

/// Reads are refused by a code that changes are refused by too.
fn of_a_read(kind: FaultKind, action: &str, code: Option<&str>) -> FaultKind {
    let writes = action.starts_with("Change") || action.starts_with("Create");
    match (kind, code) {
        (FaultKind::InvalidChange, Some(code @ "InvalidInput")) if !writes => {
            FaultKind::Other(code.into())
        }
        (kind, _) => kind,
    }
}

/// The kinds by AWS's error codes
/// ([common errors](https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html)).
fn by_code(code: &str, sign_in: &SignIn) -> FaultKind {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "NotAuthorized"
        | "NotAuthorizedException"
        | "UnauthorizedOperation"
        | "ForbiddenException"
        | "OptInRequired" => FaultKind::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "TokenRefreshRequired"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "InvalidIdentityToken"
        | "InvalidSignatureException"
        | "UnauthorizedException" => FaultKind::SignInNeeded(sign_in.clone()),
        "NoSuchHostedZone" => FaultKind::NoSuchZone,
        "InvalidChangeBatch" | "InvalidInput" => FaultKind::InvalidChange,
        "InvalidArgument" => FaultKind::Unsupported,
        "HostedZoneAlreadyExists" => FaultKind::ZoneExists,
        "ConflictingDomainExists" => FaultKind::SharedNameServers,
        "TooManyHostedZones" => FaultKind::TooManyZones,
        "DelegationSetNotAvailable" => FaultKind::NameUsedUp,
        "InvalidDomainName" => FaultKind::InvalidName,
        "PriorRequestNotComplete" => FaultKind::PriorRequestNotComplete,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException" => FaultKind::Throttled,
        "InternalFailure"
        | "InternalError"
        | "InternalServerError"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => FaultKind::Server,
        other => FaultKind::Other(shorten(other).into()),
    }
}

/// Whether a refused batch was refused for a
/// [record set protection](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrset-protection.html).
/// It has no code of its own. Nothing hangs on this but the words that are shown: either way the
/// batch was refused as a whole.
fn is_protected(message: &str) -> bool {
    // Whole words: the message names records, and one may be called protected.example.com.
    let words = message.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
    words
        .map(|word| word.trim_end_matches('.').to_ascii_lowercase())
        .any(|word| matches!(word.as_str(), "protected" | "protection" | "protections"))
}

/// The messages of the error that Route 53 wrote before its errors had codes:
/// `<InvalidChangeBatch><Messages><Message>…`, which the SDK can't read.
fn old_messages(body: &str) -> Option<String> {
    let root = body.find("<InvalidChangeBatch")?;
    let mut messages = Vec::new();
    let mut rest = &body[root..];
    while let Some((_, after)) = rest.split_once("<Message>") {
        let Some((message, after)) = after.split_once("</Message>") else { break };
        messages.push(unescape(message.trim()));
        rest = after;
    }
    Some(messages.join("; "))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The status and the beginning of an answer that is not AWS's.
fn answered(raw: &HttpResponse) -> String {
    let body = raw.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let words: Vec<_> = body.split_whitespace().collect();
    let body: String = words.join(" ").chars().take(200).collect();
    if body.is_empty() {
        format!("HTTP {} without a text", raw.status().as_u16())
    } else {
        format!("HTTP {}: {body}", raw.status().as_u16())
    }
}

/// The cause at the bottom, which is the one that says something.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn shorten(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// What kind of connection failure is at the root of an error, if one is.
pub(super) fn connection_of(error: &(dyn Error + 'static)) -> Option<FaultKind> {
    chain(error).find_map(|cause| cause.downcast_ref::<ConnectorError>()).map(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_echoes_of_a_secret_is_not_told() {
        let told = |detail: &str| {
            let trouble = Trouble::new(FaultKind::Other(detail.into()), "x", detail);
            let Trouble { kind, detail, .. } = trouble.without(["wJalrXUtnFEMI/KEY", "no"]);
            assert_eq!(kind, FaultKind::Other(detail.as_str().into()));
            detail
        };
        assert_eq!(told("key wJalrXUtnFEMI/KEY, twice wJalrXUtnFEMI/KEY."), "key …, twice ….");
        assert_eq!(told("cut off: wJalrXUtnF"), "cut off: …");
        assert_eq!(told("cut off: wJalrXUtnF…"), "cut off: …");
        assert_eq!(told("no harm in wJal"), "no harm in wJal");
        assert_eq!(told("é wJalrXUtnFEMI/KEYé"), "é …é");
    }
}
