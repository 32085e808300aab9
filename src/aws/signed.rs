//! One signed POST to a service that zonecut asks too little of to have its whole client: IAM's and
//! Organizations' clients alone would double the time that the program takes to build.
//!
//! It goes through the SDK's own orchestrator, so that signing, clock, time limits, retries and
//! errors are those of every other request.

use std::path::PathBuf;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use aws_types::SigningName;
use aws_types::region::SigningRegion;

use super::call::{Call, Clients};
use super::client;
use super::host::Host;
use super::seen::Seen;

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    /// The service's name in a signature, such as `organizations`.
    pub(super) service: &'static str,
    /// What is asked for, such as `ListAccounts`: for the log.
    pub(super) operation: &'static str,
    /// The region that is signed for: a global service has one a partition.
    pub(super) region: String,
    /// Where it goes, without a path: AWS's own endpoint, or one that was configured.
    pub(super) url: String,
    /// The roots to trust in the place of the common ones, where the profile has its own.
    pub(super) bundle: Option<PathBuf>,
    /// Headers beside those of the signature, by lower-case names.
    pub(super) headers: Vec<(&'static str, String)>,
    /// JSON, or a form.
    pub(super) body: String,
}

/// What a service answers in place of what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", .0.code().unwrap_or("no code"), .0.message().unwrap_or_default())]
pub(super) struct Refused(ErrorMetadata);

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

/// Sends it as the call's profile, and again where that may help; the answer's text.
///
/// # Errors
/// As with the SDK's clients, so that [`explain`](super::trouble::explain) tells what it means.
pub(super) async fn post(
    host: &Host,
    call: &Call<'_>,
    request: Signed,
) -> Result<String, SdkError<Refused, HttpResponse>> {
    let Clients { keys, identity, .. } = call.clients.clone();
    let url = request.url.trim_end_matches('/').to_owned();
    let http = host.http(request.bundle.as_deref()).map_err(SdkError::construction_failure)?;
    let operation = Operation::builder()
        .service_name(request.service)
        .operation_name(request.operation)
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .time_source(host.time())
        .sleep_impl(TokioSleep::new())
        .endpoint_url(&url)
        .standard_retry(&client::retries())
        .timeout_config(client::timeouts_of_reads())
        .retry_classifier(TransientErrorClassifier::<Refused>::new())
        .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .runtime_plugin(signature(&request, keys))
        .interceptor(Seen::of(call.profile, &identity))
        .serializer(to_http)
        .deserializer(text_of)
        .build();
    Box::pin(operation.invoke(request)).await
}

fn signature(request: &Signed, keys: SharedCredentialsProvider) -> StaticRuntimePlugin {
    let mut config = Layer::new("signature");
    config.store_put(AuthSchemeOptionResolverParams::new(()));
    config.store_put(SigV4OperationSigningConfig::default());
    config.store_put(SigningName::from(request.service));
    config.store_put(SigningRegion::from(aws_types::region::Region::new(request.region.clone())));
    let components = RuntimeComponentsBuilder::new("signature")
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![
            SCHEME_ID,
        ])))
        .with_identity_cache(Some(IdentityCache::no_cache()))
        .with_identity_resolver(SCHEME_ID, keys);
    StaticRuntimePlugin::new().with_config(config.freeze()).with_runtime_components(components)
}

fn to_http(request: Signed) -> Result<HttpRequest, BoxError> {
    let mut http = HttpRequest::new(SdkBody::from(request.body));
    http.set_method("POST")?;
    http.set_uri("/")?;
    for (name, value) in request.headers {
        http.headers_mut().try_insert(name, value)?;
    }
    Ok(http)
}

fn text_of(response: &HttpResponse) -> Result<String, OrchestratorError<Refused>> {
    let body = response.body().bytes().unwrap_or_default();
    if response.status().is_success() {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(OrchestratorError::other("the answer is not UTF-8 text")),
        };
    }
    Err(OrchestratorError::operation(Refused(refusal(&String::from_utf8_lossy(body)))))
}

/// Code and message of an error, as services that speak JSON and services that speak XML write it
/// ([AWS JSON protocol](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html),
/// [AWS query protocol](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html)).
fn refusal(body: &str) -> ErrorMetadata {
    let (code, message) = match serde_json::from_str::<serde_json::Value>(body) {
        Ok(json) => {
            let text = |key: &str| json.get(key)?.as_str().map(str::to_owned);
            // The name of the error may stand behind its namespace, and before a URL.
            let code = text("__type").or_else(|| text("code"));
            let bare = |code: String| {
                let code = code.split(':').next().unwrap_or_default();
                code.rsplit('#').next().unwrap_or_default().to_owned()
            };
            (code.map(bare), text("message").or_else(|| text("Message")))
        }
        Err(_) => (element(body, "Code"), element(body, "Message")),
    };
    let mut metadata = ErrorMetadata::builder();
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        metadata = metadata.code(code);
    }
    if let Some(message) = message {
        metadata = metadata.message(message);
    }
    metadata.build()
}

/// The text of an XML answer's first element of a name.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    quick_xml::escape::unescape(text.trim()).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_however_they_are_written() {
        for (body, code, message) in [
            (r#"{"__type":"AccessDeniedException","Message":"no"}"#, "AccessDeniedException", "no"),
            (
                r#"{"__type":"com.amazonaws#Throttling:http://x/","message":"slow"}"#,
                "Throttling",
                "slow",
            ),
            (
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                 <Message>a &amp; b</Message></Error></ErrorResponse>",
                "AccessDenied",
                "a & b",
            ),
        ] {
            let read = refusal(body);
            assert_eq!((read.code(), read.message()), (Some(code), Some(message)), "{body}");
        }
        assert_eq!(refusal("<html>").code(), None);
        assert_eq!(refusal("{}").code(), None);
    }
}
