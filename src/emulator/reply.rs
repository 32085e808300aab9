//! What goes back to a caller: an answer, or an error as AWS writes one.

use super::xml::Xml;

/// Route 53's XML namespace.
pub(super) const ROUTE53_XMLNS: &str = "https://route53.amazonaws.com/doc/2013-04-01/";
/// STS's XML namespace.
pub(super) const STS_XMLNS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
/// IAM's XML namespace.
pub(super) const IAM_XMLNS: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

/// An answer that an operation gives.
#[derive(Debug)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// Value of the `Location` header.
    pub(super) location: Option<String>,
    /// The XML, or JSON for a service that speaks it.
    pub(super) body: String,
    /// Whether the world is another one now.
    pub(super) changed: bool,
}

impl Reply {
    /// An answer in JSON.
    pub(super) fn json(body: &serde_json::Value) -> Reply {
        Reply { status: 200, location: None, body: body.to_string(), changed: false }
    }

    /// An answer of Route 53's to a question that changes nothing.
    pub(super) fn route53(root: &str, fill: impl FnOnce(&mut Xml)) -> Reply {
        Reply {
            status: 200,
            location: None,
            body: Xml::document(root, ROUTE53_XMLNS, fill),
            changed: false,
        }
    }
}

/// An error as a service answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// The code, e.g. `NoSuchHostedZone`.
    pub code: String,
    /// The text for people.
    pub message: String,
}

impl ServiceError {
    /// Any error: HTTP status, code, text.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        ServiceError { status, code: code.into(), message: message.into() }
    }

    /// `InvalidInput`, 400.
    pub(super) fn invalid_input(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidInput", message)
    }

    /// `InvalidChangeBatch`, 400, with all that is wrong as Route 53 lists it: `[one, two]`.
    pub(super) fn invalid_change_batch(messages: &[String]) -> Self {
        Self::new(400, "InvalidChangeBatch", format!("[{}]", messages.join(", ")))
    }

    /// `NoSuchHostedZone`, 404.
    pub(super) fn no_such_hosted_zone(id: &str) -> Self {
        Self::new(404, "NoSuchHostedZone", format!("No hosted zone found with ID: {id}"))
    }

    /// `Throttling`, 400.
    pub(super) fn throttling() -> Self {
        Self::new(400, "Throttling", "Rate exceeded")
    }

    /// `PriorRequestNotComplete`, 400.
    pub(super) fn prior_request_not_complete() -> Self {
        Self::new(
            400,
            "PriorRequestNotComplete",
            "The request was rejected because Route 53 was still processing a prior request.",
        )
    }

    /// `ExpiredToken`, 403.
    pub(super) fn expired_token() -> Self {
        Self::new(403, "ExpiredToken", "The security token included in the request is expired")
    }

    /// The JSON of it, with OAuth's code beside AWS's: `AuthorizationPendingException` is
    /// `authorization_pending` (RFC 6749, 5.2).
    pub(super) fn json(&self) -> String {
        let mut oauth = String::new();
        for char in self.code.trim_end_matches("Exception").chars() {
            if char.is_ascii_uppercase() && !oauth.is_empty() {
                oauth.push('_');
            }
            oauth.push(char.to_ascii_lowercase());
        }
        serde_json::json!({
            "__type": self.code,
            "message": self.message,
            "error": oauth,
            "error_description": self.message,
        })
        .to_string()
    }

    /// The XML of it, in the namespace of the service that was asked.
    pub(super) fn document(&self, xmlns: &str, request_id: &str) -> String {
        Xml::document("ErrorResponse", xmlns, |xml| {
            xml.element("Error", |xml| {
                let fault = if self.status >= 500 { "Receiver" } else { "Sender" };
                xml.text("Type", fault);
                xml.text("Code", &self.code);
                xml.text("Message", &self.message);
            });
            xml.text("RequestId", request_id);
        })
    }
}
