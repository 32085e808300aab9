//! `zonecut completions`: the script that has a shell ask zonecut what may stand next.

use clap::CommandFactory as _;
use clap_complete::CompleteEnv;
use clap_complete::env::{Bash, EnvCompleter, Fish, Powershell, Zsh};

use super::args::Shell;
use super::{Args, CompletionsArgs, Exit, Failure, Output};

/// What a script sets to the shell's name when it asks.
const VARIABLE: &str = "ZONECUT_COMPLETE";
const PROGRAM: &str = "zonecut";

/// Answers a shell that asks what may stand next, and says whether it was one. To be called
/// before there are threads, and before anything is printed.
///
/// # Errors
/// Where standard output can't be written, or the shell is none that is known.
pub fn complete() -> Result<bool, Failure> {
    let answer = CompleteEnv::with_factory(Args::command).var(VARIABLE).bin(PROGRAM);
    let folder = std::env::current_dir().ok();
    answer
        .try_complete(std::env::args_os(), folder.as_deref())
        .map_err(|error| Failure::usage(error.to_string(), ""))
}

/// Prints the script.
pub(super) fn run(args: CompletionsArgs, out: &mut Output) -> Result<Exit, Failure> {
    out.text(&script(args.shell)?)?;
    Ok(Exit::Done)
}

fn script(shell: Shell) -> std::io::Result<String> {
    let shell: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
    };
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    Ok(String::from_utf8_lossy(&script).trim_start().to_owned())
}
