//! The audit on the screen, on a world with a cut in each state: found, repaired, written down.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::audit::{CUTS, one_of_each};
use crate::pty::{SIZES, Terminal};

/// What a state is called on the screen.
fn label(state: &str) -> String {
    match state {
        "broken_by_ds" => "broken by DS".to_owned(),
        state => state.replace('_', " "),
    }
}

#[test]
fn each_state_is_found_and_what_is_missing_repaired() {
    for size in SIZES {
        let internet = one_of_each();
        let terminal = Terminal::start(&internet.machine, &[], size);
        terminal.shows(&["2 accounts", "11 zones", "example.com."]);
        terminal.send("t");
        terminal.shows(&["├ ", "└ "]);
        terminal.send("a");
        terminal.shows(&["Before it starts", "requests in all", "servers, as the cuts turn out"]);
        terminal.follow("starts");
        terminal.shows(&["✓ Done in"]);
        // Found by name and state, so that every row is in view however small the screen is.
        for (name, state) in CUTS {
            terminal.send(&format!("/state:{state} {name}\r"));
            terminal.shows(&[" 1 of 14", &label(state), name]);
            terminal.hides("Filter cuts:");
            terminal.send("\x1b");
            terminal.hides("filter “");
        }

        terminal.send("/state:missing\r");
        terminal.shows(&["filter “state:missing” 1 of 14"]);
        terminal.follow("repair");
        terminal.shows(&["Review", "Nothing stands there now"]);
        terminal.follow("create it");
        terminal.shows(&["The delegation stands", "is INSYNC"]);
        terminal.send("\x1b");
        terminal.shows(&["✓ live missing.example.com. dns team"]);

        terminal.send("\x1b");
        terminal.hides("filter “");
        terminal.send("e");
        terminal.shows(&["Export", "the audit, 14 rows", "zonecut-audit.csv"]);
        terminal.send("\r");
        terminal.shows(&["Written:", "zonecut-audit.json"]);
        terminal.send("ej\r");
        terminal.shows(&["Written:", "zonecut-audit.csv"]);
        let files: Vec<_> = std::fs::read_dir(internet.machine.home())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().contains("zonecut-audit."))
            .collect();
        assert_eq!(files.len(), 2, "{files:?}");
        for path in &files {
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
        let json = files.iter().find(|path| path.extension().is_some_and(|end| end == "json"));
        let rows = std::fs::read_to_string(json.unwrap()).unwrap();
        let rows: Value = serde_json::from_str(&rows).unwrap();
        let found = |name: &str| {
            let rows = rows.as_array().unwrap().iter();
            rows.filter(|row| row["name"] == name).map(|row| row["state"].clone()).next()
        };
        assert_eq!(found("dangling.example.com."), Some("dangling".into()));
        assert_eq!(found("missing.example.com."), Some("live".into()));

        terminal.send("\x1b");
        terminal.hides("Cuts ·");
        terminal.send("g");
        terminal.shows(&["├ dangling.example", "! dangling"]);
        terminal.send("q");
        assert_eq!(terminal.left().code, 0);
    }
}

#[test]
fn an_audit_is_paused_left_and_found_again() {
    let internet = one_of_each();
    let terminal = Terminal::start(&internet.machine, &[], (120, 40));
    terminal.shows(&["2 accounts", "11 zones", "example.com."]);
    terminal.send("a");
    terminal.shows(&["Before it starts"]);
    // The servers of one cut are silent, so that it can't be over at once.
    terminal.send("\rx");
    terminal.shows(&["Paused, x goes on"]);
    terminal.send("\x1b");
    terminal.shows(&["audit paused"]);
    terminal.send("a");
    terminal.shows(&["Paused, x goes on"]);
    terminal.send("x");
    terminal.shows(&["✓ Done in", "Cuts · 14"]);
}
