//! `credential_process`: a program that prints credentials.
//! Source: [sourcing credentials with an external process](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).

use std::process::{ExitStatus, Stdio};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_types::date_time::{DateTime, Format};
use process_wrap::tokio::{ChildWrapper, CommandWrap};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use crate::zone::{FaultKind, SignIn};

use super::super::host::Host;
use super::super::trouble::Trouble;

const ACTION: &str = "credential_process";
/// More output than this is not credentials.
const LONGEST: u64 = 64 * 1024;
/// How much is told of what a failed program wrote to standard error.
const LAST_LINES: usize = 5;

/// What the program prints. Keys of no interest are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: u32,
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expiration: Option<String>,
}

/// Runs the command as a shell would, as the AWS CLI and the SDK do.
///
/// The SDK's own provider is not used: its child inherits the terminal's input and would take
/// keys from the screen, and outlives a call that is given up.
pub(super) async fn run(host: &Host, command: &str) -> Result<Credentials, Trouble> {
    let failed = |detail: String| Trouble::new(FaultKind::Misconfigured, ACTION, detail);
    let mut shell = shell(command);
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(variables) = host.variables() {
        shell.env_clear().envs(variables);
    }
    let mut program = Program::start(shell)
        .map_err(|error| failed(format!("the shell can't be started: {error}")))?;
    let (printed, complaint) = (program.child.stdout().take(), program.child.stderr().take());
    let (printed, complaint, status) = tokio::join!(read(printed), read(complaint), program.end());
    let status = status.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        // What it printed to be used may be in what it complains with too.
        let printed = String::from_utf8_lossy(&printed);
        let words = printed.split(|c: char| c.is_whitespace() || "\"',:{}".contains(c));
        return Err(refused(status, &String::from_utf8_lossy(&complaint)).without(words));
    }
    // What it printed may hold a secret, so an error shows none of it.
    let printed: Printed = serde_json::from_slice(&printed).map_err(|error| {
        failed(format!(
            "it printed no credentials: line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    if printed.version != 1 {
        return Err(failed(format!("it printed Version {}, not 1", printed.version)));
    }
    let expiry = match &printed.expiration {
        None => None,
        Some(text) => Some(
            DateTime::from_str(text, Format::DateTimeWithOffset)
                .ok()
                .and_then(|time| SystemTime::try_from(time).ok())
                .ok_or_else(|| failed("it printed an Expiration that is no time".into()))?,
        ),
    };
    if expiry.is_some_and(|expiry| expiry <= host.now()) {
        let kind = FaultKind::SignInNeeded(SignIn::Process);
        return Err(Trouble::new(kind, ACTION, "it printed credentials that have expired"));
    }
    let Printed { access_key_id, secret_access_key, session_token, .. } = printed;
    Ok(Credentials::new(access_key_id, secret_access_key, session_token, expiry, "zonecut"))
}

/// A program that runs. Given up, it is ended with all that it started.
struct Program {
    child: Box<dyn ChildWrapper>,
    ended: bool,
}

impl Program {
    fn start(shell: Command) -> std::io::Result<Self> {
        let mut command = CommandWrap::from(shell);
        // A session without a terminal: what opens /dev/tty to ask for something fails there and
        // then, and can neither take keys from the screen nor write over it.
        #[cfg(unix)]
        command.wrap(process_wrap::tokio::ProcessSession);
        Ok(Self { child: command.spawn()?, ended: false })
    }

    async fn end(&mut self) -> std::io::Result<ExitStatus> {
        let status = self.child.wait().await?;
        self.ended = true;
        Ok(status)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if !self.ended {
            // It has ended by itself in between, or there is nothing more to be done.
            let _ = self.child.start_kill();
        }
    }
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd.exe");
    shell.arg("/C").raw_arg(format!("\"{command}\""));
    shell
}

/// At most so much of a stream; the rest is read and dropped, so that the writer can end.
async fn read(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut kept = Vec::new();
    let Some(stream) = stream else { return kept };
    let mut stream = stream.take(LONGEST);
    // What was read before an error is all there is to judge by.
    let _ = stream.read_to_end(&mut kept).await;
    let _ = tokio::io::copy(&mut stream.into_inner(), &mut tokio::io::sink()).await;
    kept
}

/// A program that is not there is a mistake in the profile; any other failure is taken for a
/// sign-in that the program wants first.
fn refused(status: ExitStatus, complaint: &str) -> Trouble {
    let mut lines: Vec<&str> =
        complaint.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // The end of a traceback says what it was about.
    let complaint = lines.split_off(lines.len().saturating_sub(LAST_LINES)).join("; ");
    let kind = match status.code() {
        Some(126 | 127) => FaultKind::Misconfigured,
        _ => FaultKind::SignInNeeded(SignIn::Process),
    };
    let detail = if complaint.is_empty() {
        format!("it ended with {status}")
    } else {
        format!("it ended with {status}: {complaint}")
    };
    Trouble::new(kind, ACTION, detail)
}
