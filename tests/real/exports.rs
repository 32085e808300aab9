//! Whole zones as zone files, by the checker of BIND.

use std::process::Command;
use std::time::Duration;

use crate::installed;
use crate::machine::Machine;
use crate::python::{run, text};

#[test]
fn bind_takes_every_zone_file() {
    if !installed::all("bind_takes_every_zone_file") {
        return;
    }
    let machine = Machine::new();
    for (id, origin) in [
        ("Z0EXAMPLECOM", "example.com"),
        ("Z0EXAMPLENETPRIV", "example.net"),
        ("Z0HOSTSEXAMPLENET", "hosts.example.net"),
        ("Z0REVERSE192000002", "2.0.192.in-addr.arpa"),
    ] {
        let zone = format!("dns-prod/{id}");
        let ran = machine.zonecut(&["--demo", "export", "--zone", &zone, "--as", "bind"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let file = machine.file(origin, &ran.out);
        let mut check = Command::new(installed::program("named-checkzone").unwrap());
        let output = run(check.args(["-i", "local", origin]).arg(file), Duration::from_mins(1));
        assert!(output.status.success(), "{}", text(&output));
        // The 700 addresses, SOA and NS among them.
        let records = ran.out.lines().filter(|line| !line.starts_with([';', '$'])).count();
        assert!(id != "Z0HOSTSEXAMPLENET" || records > 700, "{records}");
    }
}
