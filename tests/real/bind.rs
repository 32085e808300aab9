//! BIND, as an authoritative server and as a validating resolver.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use crate::installed::program;
use crate::process::Process;
use crate::zone::Load;

/// Starts an authoritative server in a folder of its own. A broken zone is one whose file can't be
/// read.
pub(crate) fn serve(listen: SocketAddr, zones: &[Load], folder: &Path) -> Process {
    let mut config = options(listen.port(), listen, folder, "recursion no; dnssec-validation no;");
    for Load { zone, broken } in zones {
        let file = if *broken { "not-there".to_owned() } else { zone.file() };
        writeln!(config, "zone \"{}\" {{ type primary; file \"{file}\"; }};", zone.name).unwrap();
    }
    start(&config, folder)
}

/// Starts a resolver whose root is one server with one key, given as the data of its DS record.
/// All servers that it asks are on the port of that one.
pub(crate) fn resolve(listen: SocketAddr, root: SocketAddr, ds: &str, folder: &Path) -> Process {
    let hints = format!(". 3600 NS root.example.\nroot.example. 3600 A {}\n", root.ip());
    fs::write(folder.join("hints"), hints).unwrap();
    let fields: Vec<&str> = ds.split_ascii_whitespace().collect();
    let mut config = options(root.port(), listen, folder, "recursion yes; dnssec-validation yes;");
    writeln!(
        config,
        "zone \".\" {{ type hint; file \"hints\"; }};\n\
         trust-anchors {{ \".\" static-ds {} {} {} \"{}\"; }};",
        fields[0],
        fields[1],
        fields[2],
        fields[3..].concat()
    )
    .unwrap();
    start(&config, folder)
}

/// `port` is where it sends its own questions.
fn options(port: u16, listen: SocketAddr, folder: &Path, more: &str) -> String {
    format!(
        "options {{ directory \"{}\"; port {port}; listen-on port {} {{ {}; }}; \
         listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; notify no; \
         allow-transfer {{ none; }}; check-names primary ignore; check-integrity no; \
         empty-zones-enable no; {more} }};\ncontrols {{ }};\n",
        folder.display(),
        listen.port(),
        listen.ip()
    )
}

fn start(config: &str, folder: &Path) -> Process {
    let file = folder.join("named.conf");
    fs::write(&file, config).unwrap();
    // Where AppArmor is on, the program in its own place may read nothing in folders such as this.
    let named = folder.join("named");
    fs::copy(program("named").unwrap(), &named).unwrap();
    let arguments = ["-4", "-g", "-n", "1", "-c", file.to_str().unwrap()];
    Process::start(&named, &arguments, folder)
}
