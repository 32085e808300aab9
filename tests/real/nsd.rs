//! NSD.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use crate::installed::program;
use crate::process::Process;
use crate::zone::Load;

/// Starts it in a folder of its own. A broken zone is one of which it is the secondary, of a
/// primary that nobody reaches.
pub(crate) fn start(
    listen: SocketAddr,
    zones: &[Load],
    unreachable: SocketAddr,
    folder: &Path,
) -> Process {
    let (ip, port, here) = (listen.ip(), listen.port(), folder.display());
    // All tests ask from one address, oftener than it would answer one address by default.
    let mut config = format!(
        "server:\n  ip-address: {ip}@{port}\n  rrl-ratelimit: 0\n  username: \"\"\n  zonesdir: \"{here}\"\n  \
         database: \"\"\n  pidfile: \"\"\n  xfrdfile: \"{here}/xfrd.state\"\n  \
         zonelistfile: \"{here}/zone.list\"\n  xfrdir: \"{here}\"\n  server-count: 1\n\
         remote-control:\n  control-enable: no\n"
    );
    for Load { zone, broken } in zones {
        writeln!(config, "zone:\n  name: \"{}\"", zone.name).unwrap();
        if *broken {
            let (ip, port) = (unreachable.ip(), unreachable.port());
            writeln!(config, "  request-xfr: {ip}@{port} NOKEY").unwrap();
        } else {
            writeln!(config, "  zonefile: \"{}\"", zone.file()).unwrap();
        }
    }
    let file = folder.join("nsd.conf");
    fs::write(&file, config).unwrap();
    let arguments = ["-d", "-c", file.to_str().unwrap()];
    Process::start(&program("nsd").unwrap(), &arguments, folder)
}
