//! A moto server, another pretend AWS, on a free loopback port.
//!
//! Test crates take it in beside `python.rs`: `#[path = "../support/moto.rs"] mod moto;`.
#![allow(dead_code, reason = "not every test crate uses all of it")]

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::python::Python;

/// How long moto may take to import all of itself.
const START_LIMIT: Duration = Duration::from_secs(90);

/// A running moto; it is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Moto {
    child: Child,
    address: SocketAddr,
}

impl Moto {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// If it does not within [`START_LIMIT`].
    pub(crate) fn start(python: &Python) -> Moto {
        let end = Instant::now() + START_LIMIT;
        // Somebody else may take the port before moto does: then it ends, and the next is tried.
        while Instant::now() < end {
            let mut moto = Moto::spawn(python);
            while Instant::now() < end && moto.child.try_wait().is_ok_and(|ended| ended.is_none()) {
                if answers(moto.address) {
                    return moto;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("moto did not answer within {START_LIMIT:?}");
    }

    /// The endpoint for `AWS_ENDPOINT_URL`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn spawn(python: &Python) -> Moto {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("a bound port has an address");
        drop(free);
        let mut command = Command::new(python.program("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = quiet.spawn().expect("moto_server is in the environment");
        Moto { child, address }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether moto's own page is there.
fn answers(address: SocketAddr) -> bool {
    let limit = Duration::from_secs(2);
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(b"GET /moto-api/data.json HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(head.ends_with(b" 200"))
    };
    ask().unwrap_or(false)
}
