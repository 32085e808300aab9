//! `zonecut doctor`: what zonecut finds on this machine, and why something does not work.
//!
//! It changes nothing, and what it prints can be pasted where others read it: see [`Mask`].

mod files;
mod mask;
mod network;
mod patient;
mod report;
mod terminal;

use serde_json::json;

use super::{DoctorArgs, Exit, Failure, Output};
use mask::Mask;
pub use patient::Patient;
use report::{Line, Section};

/// Looks, and tells what was found.
///
/// # Errors
/// Where standard output can't be written.
pub async fn doctor(args: DoctorArgs, patient: Patient, out: &mut Output) -> Result<Exit, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mask = if args.full { Mask::none() } else { Mask::of(&variable) };
    let mut sections = vec![program(), terminal::section(&variable)];
    sections.push(files::section(&patient));
    sections.push(files::journal(patient.journal.as_deref()));
    sections.extend(network::sections(&patient).await);
    sections.push(network::variables(&variable));
    for line in sections.iter_mut().flat_map(|section| &mut section.lines) {
        line.told = mask.text(&line.told);
        line.what = mask.text(&line.what);
        line.hint = line.hint.take().map(|hint| mask.text(&hint));
    }
    let wrong =
        sections.iter().flat_map(|section| &section.lines).filter(|it| it.is_wrong()).count();
    if args.json {
        out.json(&json!({
            "ok": wrong == 0,
            "sections": sections.iter().map(Section::json).collect::<Vec<_>>(),
        }))?;
    } else {
        for section in &sections {
            section.print(out)?;
        }
        out.line(&match wrong {
            0 => "Nothing is wrong.".to_owned(),
            1 => "1 thing is wrong.".to_owned(),
            many => format!("{many} things are wrong."),
        })?;
    }
    Ok(if wrong == 0 { Exit::Done } else { Exit::Failed })
}

/// Which zonecut this is, and what it runs on.
fn program() -> Section {
    let env = match () {
        () if cfg!(target_env = "musl") => "-musl",
        () if cfg!(target_env = "gnu") => "-gnu",
        () if cfg!(target_env = "msvc") => "-msvc",
        () => "",
    };
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let mut lines = vec![
        Line::good("zonecut", env!("CARGO_PKG_VERSION")),
        Line::good("built for", format!("{machine}-{system}{env}, {build}")),
    ];
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let told = [name.unwrap_or(system).trim_matches('"'), kernel.trim()].join(" ");
    lines.push(Line::good("system", told.trim()));
    Section::new("zonecut", lines)
}
