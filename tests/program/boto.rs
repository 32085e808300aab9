//! A boto3 that is spoken to: a reader and writer of Route 53 that is not ours.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::python::{Python, point_at};

/// How long one answer may take, the import of boto3 included.
const LIMIT: Duration = Duration::from_mins(1);

/// A Python process with boto3 in it; it is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Boto {
    child: Child,
    pipes: Mutex<(ChildStdin, Receiver<String>)>,
    _home: tempfile::TempDir,
}

impl Boto {
    /// Starts it, pointed at an endpoint.
    pub(crate) fn start(python: &Python, url: &str) -> Boto {
        let home = tempfile::tempdir().unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/route53.py");
        let mut command = Command::new(python.program("python"));
        point_at(&mut command, url, "seed", home.path());
        let piped = command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().expect("python is in the environment");
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Boto { child, pipes: Mutex::new((stdin, lines)), _home: home }
    }

    /// Has a function of `route53.py` called, and gives what it returns.
    pub(crate) fn ask(&self, request: &Value) -> Value {
        let mut pipes = self.pipes.lock().unwrap();
        writeln!(pipes.0, "{request}").expect("boto3 is listening");
        let line = pipes.1.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("no answer: {request}"));
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Boto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
