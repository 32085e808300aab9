//! Opens an address in the user's browser, where there is one on this machine.

use std::process::Stdio;

use tokio::process::Command;

/// A program that hands an address to the user's browser, and what stands before the address.
type Opener = (&'static str, &'static [&'static str]);

/// Starts a browser with an address; whether there is one to start. Over SSH there is none: it
/// would open on the wrong machine.
#[must_use]
pub fn open(address: &str) -> bool {
    if !is_web(address) {
        return false;
    }
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let Some((program, before)) = opener(std::env::consts::OS, set) else { return false };
    let mut command = Command::new(program);
    command.args(before).arg(address);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Out of the terminal's foreground: Ctrl-C is not for the browser.
    #[cfg(unix)]
    command.process_group(0);
    let Ok(mut child) = command.spawn() else { return false };
    tokio::spawn(async move {
        let _ = child.wait().await;
    });
    true
}

/// Which program to start, by the system and the variables that are set.
fn opener(system: &str, set: impl Fn(&str) -> bool) -> Option<Opener> {
    if ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].into_iter().any(&set) {
        return None;
    }
    match system {
        "macos" => Some(("open", &[])),
        "windows" => Some(("rundll32", &["url.dll,FileProtocolHandler"])),
        _ if set("WSL_DISTRO_NAME") => Some(("wslview", &[])),
        _ if set("DISPLAY") || set("WAYLAND_DISPLAY") => Some(("xdg-open", &[])),
        _ => None,
    }
}

/// Whether a program can be handed this as nothing but an address: what comes from outside may
/// be an option, a file, or another scheme.
fn is_web(address: &str) -> bool {
    address.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'`\\<>^|".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{is_web, opener};

    #[test]
    fn a_browser_is_there_where_there_is_a_screen_and_no_ssh() {
        let of = |system: &str, variables: &[&str]| {
            opener(system, |name| variables.contains(&name)).map(|(program, _)| program)
        };
        assert_eq!(of("linux", &["DISPLAY"]), Some("xdg-open"));
        assert_eq!(of("linux", &["WAYLAND_DISPLAY"]), Some("xdg-open"));
        assert_eq!(of("linux", &["WSL_DISTRO_NAME"]), Some("wslview"));
        assert_eq!(of("linux", &[]), None);
        assert_eq!(of("macos", &[]), Some("open"));
        assert_eq!(of("windows", &[]), Some("rundll32"));
        for ssh in ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"] {
            assert_eq!(of("linux", &["DISPLAY", ssh]), None);
            assert_eq!(of("macos", &[ssh]), None);
        }
    }

    #[test]
    fn only_an_address_of_the_web_is_opened() {
        assert!(is_web("https://corp.awsapps.com/start/#/device?user_code=AB-CD"));
        for bad in [
            "",
            "https://",
            "http://corp.awsapps.com/",
            "file:///etc/passwd",
            "--help",
            "https://a b",
            "https://a\u{1b}[2J",
            "https://a\"&calc",
            "https://\u{202e}x",
        ] {
            assert!(!is_web(bad), "{bad:?}");
        }
    }
}
