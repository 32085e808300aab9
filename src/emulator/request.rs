//! A request as it came over the wire: who asks, for what action, with what parameters.

use super::action::{Action, Service};
use super::reply::ServiceError;

/// The version that starts every path of Route 53's.
const ROUTE53_VERSION: &str = "2013-04-01";

/// A request that was taken apart; whether it is allowed or makes sense is not known yet.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) action: Action,
    /// The access key id of the signature, if there is one. The signature itself is not verified.
    pub(super) access_key: Option<String>,
    /// The region that the signature is for.
    pub(super) region: Option<String>,
    /// The session token that goes with temporary keys.
    pub(super) session_token: Option<String>,
    /// The access token of the portal.
    pub(super) bearer: Option<String>,
    /// The id in the path: of a hosted zone or a change.
    pub(super) id: Option<String>,
    /// The last part of the path where a limit's type is named.
    pub(super) limit: Option<String>,
    /// The words by which an unknown action was asked for.
    pub(super) asked: String,
    /// Query parameters of Route 53, form fields of STS and IAM.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Takes a request apart. `target` is the path with its query, `header` looks one up by name.
    pub(super) fn read<'h>(
        method: &str,
        target: &str,
        header: impl Fn(&str) -> Option<&'h str>,
        body: Vec<u8>,
    ) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let segments: Vec<String> = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| decode(segment, false))
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let mut request = Request {
            action: Action::Unknown(Service::Route53),
            access_key: header("authorization").and_then(|scope| part(scope, 0)),
            region: header("authorization").and_then(|scope| part(scope, 2)),
            session_token: header("x-amz-security-token").map(str::to_owned),
            bearer: header("x-amz-sso_bearer_token").map(str::to_owned),
            id: None,
            limit: None,
            asked: format!("{method} {path}"),
            parameters: form(query),
            body,
        };
        // What stands before the dot is the service's version (AWS JSON protocol).
        let target = header("x-amz-target").and_then(|target| target.split_once('.'));
        if let Some(("AWSOrganizationsV20161128", name)) = target {
            let action = format!("organizations:{name}").parse();
            name.clone_into(&mut request.asked);
            request.action = action.unwrap_or(Action::Unknown(Service::Organizations));
        } else if let [ROUTE53_VERSION, rest @ ..] = segments.as_slice() {
            request.route(method, rest);
        } else if let Some(action) = identity_center(method, &segments) {
            request.action = action;
        } else {
            request.parameters.extend(form(&String::from_utf8_lossy(&request.body)));
            let name = request.parameter("Action").unwrap_or_default();
            // Both take their actions by name in a form.
            let action = format!("sts:{name}").parse().or_else(|()| format!("iam:{name}").parse());
            let asked = if name.is_empty() { &request.asked } else { name };
            request.asked = asked.to_owned();
            request.action = action.unwrap_or(Action::Unknown(Service::Sts));
        }
        request
    }

    /// Route 53's paths (API reference, the `requestUri` of each action).
    fn route(&mut self, method: &str, segments: &[&str]) {
        let (action, id) = match (method, segments) {
            ("GET", ["hostedzone"]) => (Action::ListHostedZones, None),
            ("POST", ["hostedzone"]) => (Action::CreateHostedZone, None),
            ("GET", ["hostedzonesbyname"]) => (Action::ListHostedZonesByName, None),
            ("GET", ["hostedzonecount"]) => (Action::GetHostedZoneCount, None),
            ("GET", ["hostedzone", id]) => (Action::GetHostedZone, Some(id)),
            ("GET", ["hostedzone", id, "rrset"]) => (Action::ListResourceRecordSets, Some(id)),
            ("POST", ["hostedzone", id, "rrset"]) => (Action::ChangeResourceRecordSets, Some(id)),
            ("GET", ["hostedzone", id, "dnssec"]) => (Action::GetDnssec, Some(id)),
            ("GET", ["hostedzonelimit", id, limit]) => {
                self.limit = Some((*limit).to_owned());
                (Action::GetHostedZoneLimit, Some(id))
            }
            ("GET", ["accountlimit", limit]) => {
                self.limit = Some((*limit).to_owned());
                (Action::GetAccountLimit, None)
            }
            ("GET", ["change", id]) => (Action::GetChange, Some(id)),
            _ => (Action::Unknown(Service::Route53), None),
        };
        self.action = action;
        self.id = id.map(|id| (*id).to_owned());
    }

    /// The hosted zone that the path names.
    pub(super) fn zone(&self) -> Option<&str> {
        let id = self.id.as_deref()?;
        (self.action != Action::GetChange).then_some(id)
    }

    /// A parameter, if it is given and not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut given = self.parameters.iter().filter(|(key, _)| key == name);
        given.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// `maxitems`: at least 1, at most `most`, which it is when not given.
    pub(super) fn max_items(&self, most: usize) -> Result<usize, ServiceError> {
        let Some(text) = self.parameter("maxitems") else {
            return Ok(most);
        };
        match text.parse::<usize>() {
            Ok(count) if count >= 1 => Ok(count.min(most)),
            _ => Err(ServiceError::invalid_input(format!(
                "1 validation error detected: Value '{text}' at 'maxItems' failed to satisfy \
                 constraint: Member must have value greater than or equal to 1"
            ))),
        }
    }
}

/// The paths of IAM Identity Center (its API references, the `requestUri` of each action).
fn identity_center(method: &str, segments: &[&str]) -> Option<Action> {
    match (method, segments) {
        ("POST", ["client", "register"]) => Some(Action::RegisterClient),
        ("POST", ["device_authorization"]) => Some(Action::StartDeviceAuthorization),
        ("POST", ["token"]) => Some(Action::CreateToken),
        ("GET", ["federation", "credentials"]) => Some(Action::GetRoleCredentials),
        _ => None,
    }
}

/// A part of the credential scope in a Signature Version 4 header,
/// `KEY/DATE/REGION/SERVICE/aws4_request`.
fn part(authorization: &str, at: usize) -> Option<String> {
    let (_, rest) = authorization.split_once("Credential=")?;
    let (scope, _) = rest.split_once(',')?;
    scope.split('/').nth(at).map(str::to_owned)
}

fn form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key, true), decode(value, true))
        })
        .collect()
}

/// Undoes percent-encoding; what is no encoding stays as it is. `+` is a space in forms only.
fn decode(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = text
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        at += if escaped.is_some() { 3 } else { 1 };
        decoded.push(match byte {
            b'+' if plus => b' ',
            other => escaped.unwrap_or(other),
        });
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &str, target: &str, body: &str) -> Request {
        let authorization = "AWS4-HMAC-SHA256 Credential=AKIAX/20260101/us-east-1/route53/\
                             aws4_request, SignedHeaders=host, Signature=00";
        let header = |name: &str| (name == "authorization").then_some(authorization);
        Request::read(method, target, header, body.as_bytes().to_vec())
    }

    #[test]
    fn route_53_is_told_by_its_path() {
        let request = read("POST", "/2013-04-01/hostedzone/Z1/rrset/", "");
        assert_eq!(request.action, Action::ChangeResourceRecordSets);
        assert_eq!(request.zone(), Some("Z1"));
        assert_eq!(request.access_key.as_deref(), Some("AKIAX"));
        let request = read("GET", "/2013-04-01/hostedzone/Z1/rrset?name=%5C052.a&maxitems=7", "");
        assert_eq!(request.parameter("name"), Some("\\052.a"));
        assert_eq!(request.max_items(300), Ok(7));
        let request = read("DELETE", "/2013-04-01/hostedzone/Z1", "");
        assert_eq!(request.action, Action::Unknown(Service::Route53));
    }

    #[test]
    fn sts_is_told_by_its_form() {
        let body = "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam&X=a+b%2";
        let request = read("POST", "/", body);
        assert_eq!(request.action, Action::AssumeRole);
        assert_eq!(request.parameter("RoleArn"), Some("arn:aws:iam"));
        assert_eq!(request.parameter("X"), Some("a b%2"));
        assert_eq!(read("POST", "/", "Action=Dance").action, Action::Unknown(Service::Sts));
    }

    #[test]
    fn max_items_is_a_number_from_one() {
        let of = |text: &str| read("GET", &format!("/2013-04-01/x?maxitems={text}"), "");
        assert_eq!(of("1000").max_items(100), Ok(100));
        assert_eq!(of("").max_items(100), Ok(100));
        for bad in ["0", "-1", "many"] {
            assert_eq!(of(bad).max_items(100).unwrap_err().code, "InvalidInput");
        }
    }
}
