//! AWS's config and credentials files: found, read once, parsed by the SDK's own parser.

use std::path::{Path, PathBuf};

use aws_config::profile::{self, ProfileFileLoadError, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

use super::headers::{self, Header};
use super::host::Host;

/// Why AWS's files can't be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The file is there and can't be read.
    #[error("{} can't be read: {detail}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// The file is not UTF-8.
    #[error("{}:{line}: not UTF-8 text", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
    },
}

/// One of AWS's two files, found or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFile {
    /// Where it is looked for.
    pub path: PathBuf,
    /// What was found there.
    pub state: FileState,
}

/// What was found at the place of one of AWS's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Nothing: AWS's tools take that for an empty file.
    Absent,
    /// It was read.
    Read,
    /// It was read and does not parse. Its profiles can't be used.
    Malformed {
        /// Line, from 1; 0 where the parser named none.
        line: usize,
        /// What the parser says.
        message: String,
    },
}

/// The files as read.
#[derive(Debug)]
pub(super) struct Files {
    /// Everything that parsed.
    pub(super) set: ProfileSet,
    /// The config file, then the credentials file.
    pub(super) both: [Source; 2],
}

/// One file with the headers in it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) file: ProfileFile,
    pub(super) headers: Vec<Header>,
}

impl Source {
    /// Whether the file did not parse.
    pub(super) fn malformed(&self) -> bool {
        matches!(self.file.state, FileState::Malformed { .. })
    }
}

/// Reads both files. One that does not parse does not take the other's profiles with it; those
/// that it names itself are left to the caller to show as unusable.
pub(super) async fn read(host: &Host) -> Result<Files, LoadError> {
    let mut config = Text::read(host, EnvConfigFileKind::Config).await?;
    let mut credentials = Text::read(host, EnvConfigFileKind::Credentials).await?;
    let set = if let Ok(set) = parse(&[&config, &credentials]).await {
        set
    } else {
        for text in [&mut config, &mut credentials] {
            if let Err(error) = parse(&[text]).await {
                text.state = malformed(&error);
            }
        }
        let good: Vec<_> = [&config, &credentials].into_iter().filter(|t| t.parses()).collect();
        parse(&good).await.unwrap_or_default()
    };
    Ok(Files { set, both: [config.into_source(), credentials.into_source()] })
}

/// A file as it was found.
struct Text {
    kind: EnvConfigFileKind,
    path: PathBuf,
    state: FileState,
    content: String,
}

impl Text {
    async fn read(host: &Host, kind: EnvConfigFileKind) -> Result<Self, LoadError> {
        let path = path_of(host, kind);
        match host.read(&path).await {
            Ok(bytes) => {
                let content = utf8(&path, bytes)?;
                Ok(Self { kind, path, state: FileState::Read, content })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self { kind, path, state: FileState::Absent, content: String::new() })
            }
            Err(error) => Err(LoadError::Unreadable { path, detail: error.to_string() }),
        }
    }

    fn parses(&self) -> bool {
        !matches!(self.state, FileState::Malformed { .. })
    }

    fn into_source(self) -> Source {
        let headers = headers::scan(self.kind, &self.content);
        Source { file: ProfileFile { path: self.path, state: self.state }, headers }
    }
}

fn utf8(path: &Path, bytes: Vec<u8>) -> Result<String, LoadError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = 1 + good.filter(|byte| **byte == b'\n').count();
        LoadError::Encoding { path: path.to_owned(), line }
    })?;
    // Some editors on Windows begin a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

async fn parse(texts: &[&Text]) -> Result<ProfileSet, ProfileFileLoadError> {
    if texts.is_empty() {
        return Ok(ProfileSet::default());
    }
    let mut files = EnvConfigFiles::builder();
    for text in texts {
        files = files.with_contents(text.kind, text.content.clone());
    }
    // Contents only: neither files nor variables are looked at again.
    let (no_files, no_variables) = (Fs::from_slice(&[]), Env::from_slice(&[]));
    profile::load(&no_files, &no_variables, &files.build(), None).await
}

/// The SDK's error keeps line and message to itself, but prints
/// `error parsing <path> on line <n>:\n  <message>`.
fn malformed(error: &ProfileFileLoadError) -> FileState {
    let text =
        std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let parts = text.split_once(" on line ").and_then(|(_, rest)| rest.split_once(':'));
    match parts.and_then(|(line, message)| Some((line.parse().ok()?, message))) {
        Some((line, message)) => FileState::Malformed { line, message: message.trim().to_owned() },
        None => FileState::Malformed { line: 0, message: text },
    }
}

fn path_of(host: &Host, kind: EnvConfigFileKind) -> PathBuf {
    let (variable, default) = match kind {
        EnvConfigFileKind::Config => ("AWS_CONFIG_FILE", "~/.aws/config"),
        EnvConfigFileKind::Credentials => ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    };
    let path = PathBuf::from(host.var(variable).unwrap_or_else(|| default.to_owned()));
    expand_home(host, &path)
}

/// `~/x` in the home folder; without one, the path as it is.
pub(super) fn expand_home(host: &Host, path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), host.home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}
