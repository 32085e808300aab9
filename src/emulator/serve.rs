//! The emulator over HTTP on loopback, for clients that are not in this process.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use http::{Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::exchange::{Answer, Sent};
use super::request::Request;
use super::running::Emulator;

/// More than a batch can be: 32,000 characters and the XML around 1,000 records.
const MAX_BODY: usize = 4 << 20;

/// Between the half of an answer and the end of its connection, so that the half is sent.
const BEFORE_CUT: Duration = Duration::from_millis(20);

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An emulator that listens; it stops, and drops its connections, when this is dropped.
#[derive(Debug)]
#[must_use = "the emulator listens only while this is held"]
pub struct Served {
    address: SocketAddr,
    task: JoinHandle<Infallible>,
}

impl Served {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The endpoint for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Emulator {
    /// Listens on a loopback address; port 0 takes a free one.
    ///
    /// # Errors
    /// If the address is not loopback (nobody else is to reach a server that verifies no
    /// signature), or can't be had.
    pub async fn serve(&self, address: SocketAddr) -> io::Result<Served> {
        if !address.ip().is_loopback() {
            let text = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(self.clone(), listener));
        Ok(Served { address, task })
    }
}

/// Takes connections for ever. Those that are open end with this, as the set is dropped.
async fn accept(emulator: Emulator, listener: TcpListener) -> Infallible {
    let mut connections = JoinSet::new();
    loop {
        // A connection that ended before it was taken is not worth stopping for.
        let Ok((socket, _)) = listener.accept().await else {
            tokio::task::yield_now().await;
            continue;
        };
        // Answers are one write each; waiting for more would only slow them.
        let _ = socket.set_nodelay(true);
        let emulator = emulator.clone();
        connections.spawn(async move {
            let service = service_fn(|request| respond(&emulator, request));
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(socket), service);
            // A connection that breaks, by order or by the client, is the client's to report.
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn respond(
    emulator: &Emulator,
    request: http::Request<Incoming>,
) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY).collect().await.map_err(io::Error::other)?;
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let body = body.to_bytes().to_vec();
    let request = Request::read(head.method.as_str(), target, header, body);
    match emulator.exchange(request).await {
        Sent::Answer(answer) => {
            let body = Full::new(Bytes::from(answer.body.clone()));
            response(answer, body.map_err(|never| match never {}).boxed_unsync())
        }
        Sent::CutOff(answer) => {
            let half = answer.body.as_bytes().get(..answer.body.len() / 2).unwrap_or_default();
            let half = Ok(Frame::data(Bytes::copy_from_slice(half)));
            let cut = async {
                tokio::time::sleep(BEFORE_CUT).await;
                Err(io::Error::other("cut off by order"))
            };
            let pieces = stream::iter([half]).chain(stream::once(cut));
            response(answer, StreamBody::new(pieces).boxed_unsync())
        }
        Sent::Broken => Err(io::Error::other("broken by order")),
        Sent::Silence => std::future::pending().await,
    }
}

fn response(answer: Answer, body: Body) -> io::Result<Response<Body>> {
    let status = StatusCode::from_u16(answer.status).map_err(io::Error::other)?;
    let mut response = Response::builder()
        .status(status)
        .header("content-type", answer.content_type)
        .header("content-length", answer.body.len())
        .header("x-amzn-requestid", answer.request_id);
    if let Some(location) = answer.location {
        response = response.header("location", location);
    }
    response.body(body).map_err(io::Error::other)
}
