//! Who is at the keyboard, and of which machine.

use std::fs;
use std::sync::OnceLock;

/// `user@host`, as far as the system tells; `unknown` for a part it does not.
pub(super) fn who() -> String {
    static WHO: OnceLock<String> = OnceLock::new();
    let ask = || {
        let user = first_variable(&["USER", "LOGNAME", "USERNAME"]).or_else(user_id);
        let host = host_file().or_else(host_command).or_else(|| first_variable(&["COMPUTERNAME"]));
        let part = |text: Option<String>| text.unwrap_or_else(|| "unknown".into());
        format!("{}@{}", part(user), part(host))
    };
    WHO.get_or_init(ask).clone()
}

fn first_variable(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| some_text(&std::env::var(name).ok()?))
}

/// A service or a container may run without a name.
#[cfg(unix)]
fn user_id() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").ok().map(|own| format!("uid-{}", own.uid()))
}

#[cfg(not(unix))]
fn user_id() -> Option<String> {
    None
}

/// Linux keeps the name in a file.
fn host_file() -> Option<String> {
    some_text(&fs::read_to_string("/proc/sys/kernel/hostname").ok()?)
}

/// The others have a program for it (POSIX, `uname -n`).
#[cfg(unix)]
fn host_command() -> Option<String> {
    use std::process::{Command, Stdio};

    let said = Command::new("uname").arg("-n").stdin(Stdio::null()).output().ok()?;
    some_text(&String::from_utf8(said.stdout).ok()?)
}

#[cfg(not(unix))]
fn host_command() -> Option<String> {
    None
}

fn some_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_author_has_a_user_and_a_host() {
        let who = who();
        let (user, host) = who.split_once('@').unwrap();
        assert!(!user.is_empty() && !host.is_empty() && host != "unknown", "{who}");
        assert!(!who.contains('\n'), "{who}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn file_and_program_name_the_same_host() {
        assert_eq!(host_command(), host_file());
    }
}
