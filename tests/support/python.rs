//! A Python with moto, boto3 and the AWS CLI, in a folder under `target/` that is made once.
//!
//! Test crates take it in by `#[path = "../support/python.rs"] mod python;`.
#![allow(dead_code, reason = "not every test crate uses all of it")]

use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const REQUIREMENTS: &str = include_str!("../python/requirements.txt");

/// How long the download and installation may take, also while another process does it.
const INSTALL_LIMIT: Duration = Duration::from_mins(10);

/// A virtual environment with the pinned requirements in it.
#[derive(Debug, Clone)]
pub(crate) struct Python {
    folder: PathBuf,
}

impl Python {
    /// The environment; the first caller on this machine makes it, others wait until it is there.
    ///
    /// # Panics
    /// If there is no `python3` with `venv`, or the requirements can't be had.
    pub(crate) fn get() -> Python {
        // Cargo gives the tests a folder of their own in `target/`.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target/ has a name");
        let hash = REQUIREMENTS.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let python = Python { folder: target.join(format!("python-{hash:016x}")) };
        let lock = File::create(target.join("python.lock")).expect("target/ can be written");
        wait_for(&lock).expect("another process makes the environment and does not finish");
        if !python.complete().exists() {
            python.make();
        }
        python
    }

    /// A program of the environment: `python`, `aws`, `moto_server`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let bin = if cfg!(windows) { "Scripts" } else { "bin" };
        self.folder.join(bin).join(name)
    }

    fn complete(&self) -> PathBuf {
        self.folder.join("complete")
    }

    fn make(&self) {
        // What a run that was killed left behind is no ground to build on.
        let _ = fs::remove_dir_all(&self.folder);
        let requirements =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/requirements.txt");
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(&self.folder);
        let mut install = Command::new(self.program("python"));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
        install.arg(requirements);
        for command in [&mut venv, &mut install] {
            let output = run(command, INSTALL_LIMIT);
            assert!(output.status.success(), "{command:?}: {}", text(&output));
        }
        File::create(self.complete()).expect("the environment can be written");
    }
}

/// Takes the lock, at the latest when an installation must have ended.
fn wait_for(lock: &File) -> io::Result<()> {
    let end = Instant::now() + INSTALL_LIMIT;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// Makes a command see an endpoint and a key and nothing else of AWS that this machine has: no
/// profile, no certificate bundle, no proxy.
pub(crate) fn point_at(command: &mut Command, url: &str, key: &str, home: &Path) {
    for (name, _) in std::env::vars_os() {
        let upper = name.to_string_lossy().to_ascii_uppercase();
        if upper.starts_with("AWS_") || upper.ends_with("_PROXY") || upper == "BOTO_CONFIG" {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", home)
        .env("USERPROFILE", home)
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", key)
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_PAGER", "")
        .env("PYTHONDONTWRITEBYTECODE", "1");
}

/// Runs a command to its end and gives its output.
///
/// # Panics
/// If it can't be started, or takes longer than `limit`; then it is killed.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Output {
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let status = wait(&mut child, limit);
    let collect = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
    let (stdout, stderr) = (collect(stdout), collect(stderr));
    match status {
        Some(status) => Output { status, stdout, stderr },
        None => panic!(
            "{command:?} did not end within {limit:?}: {}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        ),
    }
}

/// Both outputs, to show why something failed.
pub(crate) fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}\n{}{}", output.status, String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

fn wait(child: &mut Child, limit: Duration) -> Option<std::process::ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return Some(status);
        }
        if Instant::now() >= end {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // Whatever came before an error is still worth showing.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}
