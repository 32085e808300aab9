//! Where the outside comes in: files, variables, the HTTP client and the clock.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_config::provider_config::ProviderConfig;
use aws_runtime::fs_util::{Os, home_dir};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::os_shim_internal::{Env, Fs};

use crate::private;

use super::https::HostError;
use super::pace::Limit;
use super::trust::Clients;

/// The world that profiles are read from and requests are sent into. Cheap to clone.
#[derive(Clone)]
pub struct Host {
    env: Env,
    fs: Fs,
    http: Clients,
    time: SharedTimeSource,
    /// The variables of a closed world, which the programs it starts see too.
    closed: Option<HashMap<String, String>>,
    limit: Limit,
}

impl Host {
    /// This machine: its files and variables, HTTPS through the proxies of `HTTPS_PROXY`,
    /// `HTTP_PROXY` and `NO_PROXY`, trust from `AWS_CA_BUNDLE` or else from the system.
    ///
    /// # Errors
    /// Where `AWS_CA_BUNDLE` names a file that can't be read or holds no certificate.
    pub fn real() -> Result<Self, HostError> {
        let env = Env::real();
        let bundle = env.get("AWS_CA_BUNDLE").ok().filter(|path| !path.is_empty());
        let http = Clients::real(bundle.as_deref())?;
        Ok(Self {
            env,
            fs: Fs::real(),
            http,
            time: SharedTimeSource::new(SystemTimeSource::new()),
            closed: None,
            limit: Limit::default(),
        })
    }

    /// A closed world, for the sandbox and for tests: nothing of this machine leaks in, and
    /// nothing gets out but through `http`. Files are by absolute path.
    ///
    /// Its clock starts at the system's time and goes with tokio's, so it stands still where
    /// that is paused.
    #[must_use]
    pub fn closed(
        http: SharedHttpClient,
        files: HashMap<String, Vec<u8>>,
        vars: HashMap<String, String>,
    ) -> Self {
        Self {
            env: Env::from(vars.clone()),
            fs: Fs::from_map(files),
            http: Clients::one(http),
            time: SharedTimeSource::new(TokioTime::start()),
            closed: Some(vars),
            limit: Limit::default(),
        }
    }

    /// With `true`, a host that lets no write out: every request that is not known to be a read
    /// or a sign-in is stopped before it reaches the HTTP client, and ends in
    /// [`FaultKind::ReadOnly`](crate::zone::FaultKind::ReadOnly). What programs do that are
    /// started by `credential_process` is theirs.
    #[must_use]
    pub fn read_only(self, on: bool) -> Self {
        if on { Self { http: self.http.read_only(), ..self } } else { self }
    }

    /// How often any one account is asked at most, where nothing else is said of it.
    #[must_use]
    pub fn at_most(self, limit: Limit) -> Self {
        Self { limit, ..self }
    }

    /// How often any one account is asked at most.
    pub(super) fn limit(&self) -> Limit {
        self.limit
    }

    /// A variable, `None` where it is unset or empty.
    pub(super) fn var(&self, name: &str) -> Option<String> {
        self.env.get(name).ok().filter(|value| !value.is_empty())
    }

    /// Reads a whole file.
    pub(super) async fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.fs.read_to_end(path).await
    }

    /// Replaces a file in one step, readable by its owner alone; its folder is made where there
    /// is none.
    pub(super) async fn write(&self, path: &Path, content: &[u8]) -> std::io::Result<()> {
        if self.closed.is_some() {
            return self.fs.write(path, content).await;
        }
        let (path, content) = (path.to_owned(), content.to_owned());
        tokio::task::spawn_blocking(move || private::replace(&path, &content)).await?
    }

    /// Holds a file against other processes of ours until this is dropped; waits for it as long as
    /// it takes. `None` where there are no other processes, or no file can be held: it is done
    /// without then.
    pub(super) async fn hold(&self, path: PathBuf) -> Option<std::fs::File> {
        if self.closed.is_some() {
            return None;
        }
        let hold = move || {
            private::make_folder(private::folder_of(&path))?;
            let file = private::lock_file(&path)?;
            file.lock()?;
            Ok::<_, std::io::Error>(file)
        };
        tokio::task::spawn_blocking(hold).await.ok()?.ok()
    }

    /// The home folder, by `HOME` or what the platform has in its place.
    pub(super) fn home(&self) -> Option<PathBuf> {
        home_dir(&self.env, Os::real()).filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    /// The client that trusts the roots of this file, or the common ones where there is none.
    pub(super) fn http(&self, bundle: Option<&Path>) -> Result<SharedHttpClient, HostError> {
        self.http.trusting(bundle)
    }

    /// The clock.
    pub(super) fn time(&self) -> SharedTimeSource {
        self.time.clone()
    }

    /// The time now.
    pub(super) fn now(&self) -> SystemTime {
        self.time.now()
    }

    /// The only variables that a program started here may see; `None` where it sees all.
    pub(super) fn variables(&self) -> Option<&HashMap<String, String>> {
        self.closed.as_ref()
    }

    /// For the SDK's own providers, which read this machine's files and variables whatever
    /// they are told: `None` in a closed world.
    pub(super) fn provider_config(&self, bundle: Option<&Path>) -> Option<ProviderConfig> {
        if self.closed.is_some() {
            return None;
        }
        Some(
            ProviderConfig::empty()
                .with_http_client(self.http(bundle).ok()?)
                .with_time_source(self.time())
                .with_sleep_impl(TokioSleep::new()),
        )
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("closed", &self.closed.is_some()).finish_non_exhaustive()
    }
}

/// The system's time at the start, moved on by tokio's clock.
#[derive(Debug)]
struct TokioTime {
    wall: SystemTime,
    start: std::sync::OnceLock<tokio::time::Instant>,
}

impl TokioTime {
    fn start() -> Self {
        Self { wall: SystemTime::now(), start: std::sync::OnceLock::new() }
    }
}

impl TimeSource for TokioTime {
    fn now(&self) -> SystemTime {
        // The first look starts the clock: a paused clock exists only inside its runtime.
        self.wall + self.start.get_or_init(tokio::time::Instant::now).elapsed()
    }
}
