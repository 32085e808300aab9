//! What a request on the wire asks for.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

use crate::sets::{WireChange, on_the_wire};

/// A request, as far as the story has to know it.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    Change { key: String, zone: String, changes: Vec<WireChange> },
    Create { reference: String },
    List { zone: String, from: String },
    Zone { zone: String },
    Identity { key: String },
    Other { what: String },
}

impl Asked {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let uri = request.uri();
        let path = uri.split_once("://").map_or(uri, |(_, rest)| rest);
        let path = path.find('/').map_or("", |at| &path[at..]);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default());
        let authorization = request.headers().get("authorization").unwrap_or_default();
        let key = authorization.split("Credential=").nth(1).and_then(|rest| rest.split('/').next());
        let key = key.unwrap_or_default().to_owned();
        let after = path.split("/hostedzone").nth(1).map(|rest| rest.trim_matches('/'));
        let posts = request.method() == "POST";
        match after.map(|rest| rest.split('/').collect::<Vec<_>>()).as_deref() {
            Some([zone, "rrset"]) if !posts => {
                let name = query.split('&').find_map(|part| part.strip_prefix("name="));
                Self::List { zone: (*zone).to_owned(), from: name.unwrap_or_default().to_owned() }
            }
            Some([zone, "rrset"] | [zone, "rrset", ""]) => {
                Self::Change { key, zone: (*zone).to_owned(), changes: on_the_wire(zone, &body) }
            }
            Some([""]) if posts => {
                let rest = body.split("<CallerReference>").nth(1).unwrap_or_default();
                Self::Create { reference: rest.split('<').next().unwrap_or_default().to_owned() }
            }
            Some([zone]) if !zone.is_empty() => Self::Zone { zone: (*zone).to_owned() },
            _ if body.contains("Action=GetCallerIdentity") => Self::Identity { key },
            _ => Self::Other { what: format!("{} {path}", request.method()) },
        }
    }

    pub(crate) fn writes(&self) -> bool {
        matches!(self, Self::Change { .. } | Self::Create { .. })
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change { zone, changes, .. } => {
                write!(f, "a change of {} in {zone}", changes.len())
            }
            Self::Create { reference } => write!(f, "a creation {reference}"),
            Self::List { zone, from } => write!(f, "the sets of {zone} from {from:?}"),
            Self::Zone { zone } => write!(f, "the zone {zone}"),
            Self::Identity { key } => write!(f, "whose is {key}"),
            Self::Other { what } => f.write_str(what),
        }
    }
}
