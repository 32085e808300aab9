//! A machine of its own for the binary: a home folder, AWS's files in it, and only the variables
//! that a test gives.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use zonecut::emulator::{Emulator, NameServers, Served, World};

use crate::python::{Python, run};

/// How long a command may take on a machine that is busy with other tests.
const LIMIT: Duration = Duration::from_mins(1);

/// A home folder and variables.
#[derive(Debug)]
pub(crate) struct Machine {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Machine {
    /// An empty home and no variables but `HOME` and `TERM`, and the one that keeps the program
    /// from asking the world's name servers.
    pub(crate) fn new() -> Machine {
        let variables = vec![("ZONECUT_NO_DNS".to_owned(), "1".to_owned())];
        Machine { home: tempfile::tempdir().unwrap(), variables }
    }

    /// Lets the program ask name servers. To be used with a `profiles.toml` that leads all
    /// questions to loopback.
    pub(crate) fn ask_dns(&mut self) {
        self.variables.retain(|(name, _)| name != "ZONECUT_NO_DNS");
    }

    /// With this AWS config file, all of whose requests go to an endpoint.
    pub(crate) fn with(config: &str, endpoint: &str) -> Machine {
        let mut machine = Machine::new();
        machine.set("AWS_ENDPOINT_URL", endpoint);
        machine.file(".aws/config", config);
        machine
    }

    /// Sets a variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Writes a file below the home folder, and says where it is.
    pub(crate) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The home folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Every variable that a program started here may see.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let mut all = self.variables.clone();
        all.push(("HOME".to_owned(), self.home.path().display().to_string()));
        all.push(("TERM".to_owned(), "xterm-256color".to_owned()));
        all
    }

    /// Runs the program to its end.
    pub(crate) fn zonecut(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zonecut"));
        command.env_clear().envs(self.variables()).args(arguments);
        Ran::of(&run(&mut command, LIMIT))
    }

    /// Runs a line of shell with the AWS CLI in its path.
    pub(crate) fn shell(&self, python: &Python, line: &str) -> Output {
        let aws = python.program("aws");
        let path = format!("{}:/usr/bin:/bin", aws.parent().unwrap().display());
        let mut command = Command::new("sh");
        command.env_clear().envs(self.variables()).env("PATH", path);
        command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_PAGER", "");
        run(command.args(["-c", line]), LIMIT)
    }
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Of a program that has ended.
    pub(crate) fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Standard output as one JSON document and nothing else.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that it ended with a code, nothing on standard output, and all of these on the
    /// other stream.
    pub(crate) fn failed(&self, code: i32, parts: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{}", self.err);
        for part in parts {
            assert!(self.err.contains(part), "“{part}” is not said in:\n{}", self.err);
        }
    }
}

/// An emulator that listens, on a runtime of its own.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) emulator: Emulator,
    served: Served,
    runtime: tokio::runtime::Runtime,
}

impl Listening {
    /// Starts it on a free loopback port.
    pub(crate) fn start(world: World) -> Listening {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (emulator, served) = runtime.block_on(async {
            let emulator = Emulator::new(world);
            let served = emulator.serve("127.0.0.1:0".parse().unwrap()).await.unwrap();
            (emulator, served)
        });
        Listening { emulator, served, runtime }
    }

    /// The endpoint.
    pub(crate) fn url(&self) -> String {
        self.served.url()
    }

    /// Its name servers, listening.
    pub(crate) fn name_servers(&self) -> NameServers {
        let _inside = self.runtime.enter();
        self.emulator.name_servers().unwrap()
    }

    /// How many requests came that were to write.
    pub(crate) fn writes(&self) -> usize {
        let write = zonecut::emulator::Action::ChangeResourceRecordSets;
        self.emulator.log().iter().filter(|call| call.action == write).count()
    }
}
