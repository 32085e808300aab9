//! Who is at the keyboard, and of which machine.

use std::fs;

/// `user@host`, as far as the system tells; `unknown` for a part it does not.
pub(super) fn who() -> String {
    let user = first_variable(&["USER", "LOGNAME", "USERNAME"]).or_else(user_id);
    let host = host_file().or_else(|| first_variable(&["HOSTNAME", "HOST", "COMPUTERNAME"]));
    let part = |text: Option<String>| text.unwrap_or_else(|| "unknown".into());
    format!("{}@{}", part(user), part(host))
}

fn first_variable(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| std::env::var(name).ok().filter(|text| !text.trim().is_empty()))
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

/// Linux and most others keep the name in a file; a variable may be older than it.
fn host_file() -> Option<String> {
    ["/proc/sys/kernel/hostname", "/etc/hostname", "/etc/myname"]
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
