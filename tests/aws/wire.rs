//! A pretend wire: it notes every request and answers as it is told.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use zonecut::aws::{Aws, Host, Override};
use zonecut::zone::ProfileName;

/// One request as it went out.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) body: String,
    pub(crate) headers: HashMap<String, String>,
}

impl Seen {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let body = request.body().bytes().unwrap_or_default();
        Self {
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            body: String::from_utf8_lossy(body).into_owned(),
            headers: request.headers().iter().map(|(k, v)| (k.into(), v.into())).collect(),
        }
    }

    /// The access key of the signature, empty where there is none.
    pub(crate) fn key(&self) -> &str {
        let scope = self.scope();
        scope.split('/').next().unwrap_or_default()
    }

    /// The region that it is signed for.
    pub(crate) fn region(&self) -> &str {
        self.scope().split('/').nth(2).unwrap_or_default()
    }

    fn scope(&self) -> &str {
        let header = self.headers.get("authorization").map_or("", String::as_str);
        header.split_once("Credential=").map_or("", |(_, rest)| rest)
    }

    pub(crate) fn host(&self) -> &str {
        self.uri.split('/').nth(2).unwrap_or_default()
    }

    /// The action of a Query request (STS).
    pub(crate) fn is(&self, action: &str) -> bool {
        self.body.starts_with(&format!("Action={action}&"))
    }
}

/// What to answer.
pub(crate) enum Answer {
    Body(u16, String),
    /// The connection breaks.
    Broken,
    /// The connector gives up waiting.
    TimedOut,
    /// No answer ever.
    Never,
    After(Duration, Box<Answer>),
}

type Script = dyn Fn(&Seen) -> Answer + Send + Sync;

/// The wire itself.
#[derive(Clone)]
pub(crate) struct Wire {
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Wire {
    pub(crate) fn new(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        Self { script: Arc::new(script), seen: Arc::default() }
    }

    /// A wire that gives these answers one after the other, the last one for ever.
    pub(crate) fn saying(answers: Vec<fn() -> Answer>) -> Self {
        let next = std::sync::atomic::AtomicUsize::new(0);
        Self::new(move |_| {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            answers[at.min(answers.len() - 1)]()
        })
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.seen().iter().map(|seen| seen.key().to_owned()).collect()
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let seen = Seen::of(&request);
        self.seen.lock().unwrap().push(seen.clone());
        let answer = (self.script)(&seen);
        HttpConnectorFuture::new(deliver(answer))
    }
}

async fn deliver(mut answer: Answer) -> Result<HttpResponse, ConnectorError> {
    loop {
        match answer {
            Answer::Body(status, body) => {
                let status = StatusCode::try_from(status).unwrap();
                return Ok(HttpResponse::new(status, SdkBody::from(body)));
            }
            Answer::Broken => return Err(ConnectorError::io("connection reset by peer".into())),
            Answer::TimedOut => return Err(ConnectorError::timeout("timed out".into())),
            Answer::Never => std::future::pending().await,
            Answer::After(delay, then) => {
                tokio::time::sleep(delay).await;
                answer = *then;
            }
        }
    }
}

impl HttpClient for Wire {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A closed world with a home folder.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) vars: Vec<(&'static str, String)>,
    pub(crate) overrides: HashMap<ProfileName, Override>,
}

impl World {
    pub(crate) fn config(text: &str) -> Self {
        Self::default().file("/home/me/.aws/config", text)
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    pub(crate) fn var(mut self, name: &'static str, value: &str) -> Self {
        self.vars.push((name, value.into()));
        self
    }

    pub(crate) fn host(&self, http: impl HttpClient + 'static) -> Host {
        let files = self.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        let home = [("HOME".to_owned(), "/home/me".to_owned())];
        let vars = self.vars.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Host::closed(
            SharedHttpClient::new(http),
            files.collect(),
            home.into_iter().chain(vars).collect(),
        )
    }

    pub(crate) async fn load<H: HttpClient + Clone + 'static>(&self, http: &H) -> Aws {
        Aws::load(self.host(http.clone()), &self.overrides).await.unwrap()
    }
}

/// Ends a test that would hang. The time is virtual where the test's is.
pub(crate) async fn bounded<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(10), future).await.expect("the test hangs")
}

/// Runs all side by side; results in order.
pub(crate) async fn all<F>(futures: impl Iterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let tasks: Vec<_> = futures.map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

pub(crate) fn name(name: &str) -> ProfileName {
    ProfileName::new(name)
}

/// Keys as AWS's documentation writes them.
pub(crate) fn keys(id: &str) -> String {
    format!("aws_access_key_id = {id}\naws_secret_access_key = wJalrXUtnFEMI/EXAMPLEKEY\n")
}

pub(crate) fn ok(body: &str) -> Answer {
    Answer::Body(200, format!("<?xml version=\"1.0\"?>\n{body}"))
}

/// An error as Route 53 and STS write it today.
pub(crate) fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer::Body(
        status,
        format!(
            "<?xml version=\"1.0\"?>\n<ErrorResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
             <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId></ErrorResponse>"
        ),
    )
}

pub(crate) fn identity(account: &str) -> Answer {
    ok(&format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/me</Arn><UserId>AIDA</UserId>\
         <Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    ))
}

pub(crate) fn role_credentials(id: &str) -> Answer {
    ok(&format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <AssumedRoleUser><Arn>arn:aws:sts::222222222222:assumed-role/R/s</Arn>\
         <AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser><Credentials>\
         <AccessKeyId>{id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>token-{id}</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>\
         </Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ))
}

pub(crate) fn no_zones() -> Answer {
    ok("<ListHostedZonesResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
        <HostedZones/><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>\
        </ListHostedZonesResponse>")
}
