//! What the commands take that are about this machine and not about zones.

use std::path::PathBuf;

use clap::ValueEnum;

/// How to tell what was found on this machine.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct DoctorArgs {
    /// Print JSON: {ok, sections}, each section with {title, lines}, each line with {what, state,
    /// told, hint}
    #[arg(long)]
    pub json: bool,

    /// Mask nothing: account ids, callers, paths and addresses as they are
    #[arg(long)]
    pub full: bool,
}

/// Which shell.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

/// A shell that can complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// 4 and newer
    Bash,
    /// With compinit
    Zsh,
    /// 3 and newer
    Fish,
    /// On any system
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
}

/// Which pages, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct ManArgs {
    /// The command whose page is printed; without it, the page of zonecut itself
    #[arg(conflicts_with = "output")]
    pub command: Option<String>,

    /// Write the pages of all commands into this folder, which is made where there is none
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// How much the log tells. Each level tells all of those before it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum LogLevel {
    /// Nothing, and no file
    Off,
    /// What ended the program or a command
    Error,
    /// Every fault
    Warn,
    /// Starts, sign-ins, every step of a write
    Info,
    /// Every request to AWS
    Debug,
    /// Every question to the DNS
    Trace,
}
