//! The emulator as the HTTP client of an AWS SDK: no socket is opened.

use std::io;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use super::exchange::{Answer, Sent};
use super::request::Request;
use super::running::Emulator;

/// How long silence lasts when the client has no read timeout.
const SILENCE: Duration = Duration::from_mins(1);

#[derive(Debug)]
struct Connector {
    emulator: Emulator,
    read_timeout: Option<Duration>,
}

impl Emulator {
    /// The emulator as the only HTTP client that an SDK configuration needs.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }
}

impl HttpClient for Emulator {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector {
            emulator: self.clone(),
            read_timeout: settings.read_timeout(),
        })
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let emulator = self.emulator.clone();
        let read_timeout = self.read_timeout;
        HttpConnectorFuture::new(async move {
            let request = read(&request);
            let answer = exchange(&emulator, request);
            let timeout = read_timeout.unwrap_or(Duration::MAX);
            tokio::time::timeout(timeout, answer)
                .await
                .unwrap_or_else(|_| Err(timed_out("the read timeout has run out")))
        })
    }
}

fn timed_out(text: &str) -> ConnectorError {
    ConnectorError::timeout(io::Error::new(io::ErrorKind::TimedOut, text).into())
}

fn read(request: &HttpRequest) -> Request {
    let uri = request.uri();
    let target = match uri.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => uri,
    };
    let body = request.body().bytes().unwrap_or_default().to_vec();
    Request::read(request.method(), target, |name| request.headers().get(name), body)
}

async fn exchange(emulator: &Emulator, request: Request) -> Result<HttpResponse, ConnectorError> {
    match emulator.exchange(request).await {
        Sent::Answer(answer) => response(answer),
        Sent::CutOff(mut answer) => {
            // A client that checks Content-Length would say so; this one sees less XML.
            let mut half = answer.body.len() / 2;
            while !answer.body.is_char_boundary(half) {
                half -= 1;
            }
            answer.body.truncate(half);
            response(answer)
        }
        Sent::Broken => Err(ConnectorError::io(
            io::Error::new(io::ErrorKind::ConnectionReset, "connection reset by peer").into(),
        )),
        Sent::Silence => {
            tokio::time::sleep(SILENCE).await;
            Err(timed_out("no answer came"))
        }
    }
}

fn response(answer: Answer) -> Result<HttpResponse, ConnectorError> {
    let status = answer.status.try_into();
    let status = status.map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    let headers = response.headers_mut();
    headers.insert("content-type", answer.content_type);
    headers.insert("x-amzn-requestid", answer.request_id);
    if let Some(location) = answer.location {
        headers.insert("location", location);
    }
    Ok(response)
}
