//! The rows of an audit for other programs: JSON and CSV, as the commands print and the screen
//! writes them.

use serde_json::{Value, json};

use super::csv;
use crate::cut::{AuditRow, Goal, Repair, ServerSeen, quoted};
use crate::zone::{AccountId, ZoneKey};

/// The heads of the columns of [`cells`].
pub const HEADER: [&str; 14] = [
    "state",
    "name",
    "parent",
    "parent_profile",
    "parent_account",
    "parent_zone_id",
    "child",
    "child_profile",
    "child_account",
    "child_zone_id",
    "also",
    "evidence",
    "servers",
    "repair",
];

/// A row as JSON: `{name, parent, child, state, evidence}`, parent and child `{profile, account,
/// zone_id, name}` or null; beside it `also`, `servers`, `repair` (`{action, command}`, the command
/// null where only the screen makes it) and `advice`.
#[must_use]
pub fn json<'a>(row: &AuditRow, account: impl Fn(&ZoneKey) -> Option<&'a AccountId>) -> Value {
    let zone = |key: &ZoneKey| {
        json!({
            "profile": key.profile.as_str(),
            "account": account(key).map(AccountId::as_str),
            "zone_id": key.zone.as_str(),
            "name": key.name.as_route53(),
        })
    };
    let server = |seen: &ServerSeen| {
        json!({
            "server": seen.server.as_route53(),
            "standing": seen.standing.as_str(),
            "answers": seen.lines,
        })
    };
    json!({
        "name": row.name.as_route53(),
        "parent": row.parent.as_ref().map(zone),
        "child": row.child.as_ref().map(zone),
        "state": row.state.as_str(),
        "evidence": row.evidence,
        "also": row.also.iter().map(|state| state.as_str()).collect::<Vec<_>>(),
        "servers": row.servers.iter().map(server).collect::<Vec<_>>(),
        "repair": row.repair.as_ref().map(|repair| json!({
            "action": repair.goal.deed().as_str(),
            "command": command(repair),
        })),
        "advice": row.advice,
    })
}

/// A row as cells, in the order of [`HEADER`].
#[must_use]
pub fn cells<'a>(
    row: &AuditRow,
    account: impl Fn(&ZoneKey) -> Option<&'a AccountId>,
) -> [String; 14] {
    let side = |key: Option<&ZoneKey>| {
        let account = key.and_then(&account);
        [
            key.map(|key| key.name.as_route53().to_owned()).unwrap_or_default(),
            key.map(|key| key.profile.to_string()).unwrap_or_default(),
            account.map(AccountId::to_string).unwrap_or_default(),
            key.map(|key| key.zone.to_string()).unwrap_or_default(),
        ]
    };
    let [parent, parent_profile, parent_account, parent_id] = side(row.parent.as_ref());
    let [child, child_profile, child_account, child_id] = side(row.child.as_ref());
    let also: Vec<&str> = row.also.iter().map(|state| state.as_str()).collect();
    let server = |seen: &ServerSeen| format!("{} {}", seen.server, seen.standing.as_str());
    let servers: Vec<String> = row.servers.iter().map(server).collect();
    [
        row.state.as_str().to_owned(),
        row.name.as_route53().to_owned(),
        parent,
        parent_profile,
        parent_account,
        parent_id,
        child,
        child_profile,
        child_account,
        child_id,
        also.join("; "),
        row.evidence.join("; "),
        servers.join("; "),
        row.repair.as_ref().and_then(command).unwrap_or_default(),
    ]
}

/// Rows as a JSON document: a list, a row a line.
#[must_use]
pub fn json_text<'a>(
    rows: &[AuditRow],
    account: impl Fn(&ZoneKey) -> Option<&'a AccountId>,
) -> String {
    let rows: Vec<String> = rows.iter().map(|row| json(row, &account).to_string()).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

/// Rows as CSV (RFC 4180) with a header.
#[must_use]
pub fn csv_text<'a>(
    rows: &[AuditRow],
    account: impl Fn(&ZoneKey) -> Option<&'a AccountId>,
) -> String {
    let mut text = csv::record(&HEADER);
    text.push_str("\r\n");
    for row in rows {
        let cells = cells(row, &account);
        text.push_str(&csv::record(&cells.each_ref().map(String::as_str)));
        text.push_str("\r\n");
    }
    text
}

/// The command that makes a repair; `None` where only the screen does.
#[must_use]
pub fn command(repair: &Repair) -> Option<String> {
    let zone = |key: &ZoneKey| quoted(&format!("{}/{}", key.profile, key.zone));
    let parent = zone(&repair.sides.parent);
    match (&repair.goal, &repair.sides.child) {
        (Goal::Delegate, Some(child)) => {
            Some(format!("zonecut delegate --child {} --parent {parent}", zone(child)))
        }
        (Goal::Remove, _) => {
            let cut = quoted(&repair.sides.cut.to_string());
            Some(format!("zonecut remove --child {cut} --parent {parent}"))
        }
        (Goal::Delegate, None) | (Goal::Sign | Goal::Undo(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::{CutState, Sides, Standing};
    use crate::dns::Name;
    use crate::zone::{ProfileName, ZoneId};

    fn row() -> AuditRow {
        let name = |text: &str| Name::from_user(text).unwrap();
        let parent = ZoneKey {
            profile: ProfileName::new("dns prod"),
            zone: ZoneId::new("Z0PARENT"),
            name: name("example.com"),
        };
        AuditRow {
            name: name("old.example.com"),
            parent: Some(parent.clone()),
            child: None,
            state: CutState::Dangling,
            evidence: vec!["no hosted zone in view".into(), "all \u{1b}[2J refuse, both".into()],
            also: vec![CutState::Occluding],
            servers: vec![ServerSeen {
                server: name("ns-1.awsdns-1.com"),
                standing: Standing::Lame,
                lines: vec!["192.0.2.1: REFUSED".into()],
            }],
            repair: Some(Repair {
                sides: Sides::at(parent, name("old.example.com")),
                goal: Goal::Remove,
            }),
            advice: None,
        }
    }

    #[test]
    fn the_shape_of_a_row_is_kept() {
        let account = AccountId::new("111111111111");
        let text = json_text(&[row(), row()], |_| Some(&account));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read.as_array().unwrap().len(), 2);
        let wanted = json!({
            "name": "old.example.com.",
            "parent": {
                "profile": "dns prod", "account": "111111111111",
                "zone_id": "Z0PARENT", "name": "example.com.",
            },
            "child": null,
            "state": "dangling",
            "evidence": ["no hosted zone in view", "all \u{1b}[2J refuse, both"],
            "also": ["occluding"],
            "servers": [{
                "server": "ns-1.awsdns-1.com.", "standing": "lame",
                "answers": ["192.0.2.1: REFUSED"],
            }],
            "repair": {
                "action": "remove",
                "command": "zonecut remove --child old.example.com. --parent 'dns prod/Z0PARENT'",
            },
            "advice": null,
        });
        assert_eq!(read[0], wanted);
        assert!(!text.contains('\u{1b}'), "a control character is not escaped");
    }

    #[test]
    fn csv_has_a_cell_for_each_head() {
        let text = csv_text(&[row()], |_| None);
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        let begins = "dangling,old.example.com.,example.com.,dns prod,,Z0PARENT,,,,,occluding,";
        assert!(lines[1].starts_with(begins), "{text}");
        assert!(lines[1].contains("\"no hosted zone in view; all \\u{1b}[2J refuse, both\""));
    }
}
