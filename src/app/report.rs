//! The rows of an audit for other programs: JSON and CSV, as the commands and the screen write them.

use serde_json::{Value, json};

use super::csv;
use crate::cut::{AuditRow, ServerSeen};
use crate::zone::{AccountId, ZoneKey};

/// The heads of the columns of [`cells`].
pub const HEADS: [&str; 13] = [
    "name",
    "state",
    "also",
    "parent_profile",
    "parent_account",
    "parent_zone_id",
    "parent_name",
    "child_profile",
    "child_account",
    "child_zone_id",
    "child_name",
    "evidence",
    "servers",
];

/// What stands between the parts of one cell.
const BETWEEN: &str = " | ";

/// A row as JSON: `{name, parent, child, state, evidence, also, servers, advice}`, parent and
/// child `{profile, account, zone_id, name}` or null, servers `[{name, state, answers}]`.
#[must_use]
pub fn json<'a>(row: &AuditRow, account: impl Fn(&ZoneKey) -> Option<&'a AccountId>) -> Value {
    let zone = |key: &ZoneKey| {
        json!({
            "profile": key.profile.as_str(),
            "account": account(key).map(AccountId::as_str),
            "zone_id": key.zone.as_str(),
            "name": key.name.to_string(),
        })
    };
    let server = |seen: &ServerSeen| {
        json!({
            "name": seen.server.to_string(),
            "state": seen.standing.as_str(),
            "answers": seen.lines,
        })
    };
    json!({
        "name": row.name.to_string(),
        "parent": row.parent.as_ref().map(zone),
        "child": row.child.as_ref().map(zone),
        "state": row.state.as_str(),
        "evidence": row.evidence,
        "also": row.also.iter().map(|state| state.as_str()).collect::<Vec<_>>(),
        "servers": row.servers.iter().map(server).collect::<Vec<_>>(),
        "advice": row.advice,
    })
}

/// A row as cells, in the order of [`HEADS`].
#[must_use]
pub fn cells<'a>(
    row: &AuditRow,
    account: impl Fn(&ZoneKey) -> Option<&'a AccountId>,
) -> Vec<String> {
    let also: Vec<&str> = row.also.iter().map(|state| state.as_str()).collect();
    let mut cells = vec![row.name.to_string(), row.state.as_str().to_owned(), also.join(BETWEEN)];
    for key in [&row.parent, &row.child] {
        match key {
            Some(key) => cells.extend([
                key.profile.as_str().to_owned(),
                account(key).map(ToString::to_string).unwrap_or_default(),
                key.zone.as_str().to_owned(),
                key.name.to_string(),
            ]),
            None => cells.extend([const { String::new() }; 4]),
        }
    }
    let server = |seen: &ServerSeen| format!("{} {}", seen.server, seen.standing.as_str());
    cells.push(row.evidence.join(BETWEEN));
    cells.push(row.servers.iter().map(server).collect::<Vec<_>>().join(BETWEEN));
    cells
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

/// Rows as CSV (RFC 4180) with heads.
#[must_use]
pub fn csv_text<'a>(
    rows: &[AuditRow],
    account: impl Fn(&ZoneKey) -> Option<&'a AccountId>,
) -> String {
    let mut text = csv::record(&HEADS);
    text.push_str("\r\n");
    for row in rows {
        let cells = cells(row, &account);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        text.push_str(&csv::record(&cells));
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::{CutState, Standing};
    use crate::dns::Name;
    use crate::zone::{ProfileName, ZoneId};

    fn row() -> AuditRow {
        let name = |text: &str| Name::from_user(text).unwrap();
        AuditRow {
            name: name("old.example.com"),
            parent: Some(ZoneKey {
                profile: ProfileName::new("dns-prod"),
                zone: ZoneId::new("Z0PARENT"),
                name: name("example.com"),
            }),
            child: None,
            state: CutState::Dangling,
            evidence: vec!["no hosted zone in view".into(), "all \u{1b}[2J refuse, both".into()],
            also: vec![CutState::Occluding],
            servers: vec![ServerSeen {
                server: name("ns-1.awsdns-1.com"),
                standing: Standing::Lame,
                lines: vec!["192.0.2.1: REFUSED".into()],
            }],
            repair: None,
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
                "profile": "dns-prod", "account": "111111111111",
                "zone_id": "Z0PARENT", "name": "example.com.",
            },
            "child": null,
            "state": "dangling",
            "evidence": ["no hosted zone in view", "all \u{1b}[2J refuse, both"],
            "also": ["occluding"],
            "servers": [{
                "name": "ns-1.awsdns-1.com.", "state": "lame", "answers": ["192.0.2.1: REFUSED"],
            }],
            "advice": null,
        });
        assert_eq!(read[0], wanted);
        assert!(!text.contains('\u{1b}'), "a control character is not escaped");
    }

    #[test]
    fn a_record_has_a_cell_for_each_head() {
        let text = csv_text(&[row()], |_| None);
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(cells(&row(), |_| None).len(), HEADS.len());
        assert!(lines[1].starts_with("old.example.com.,dangling,occluding,dns-prod,,Z0PARENT,"));
        assert!(lines[1].contains("\"no hosted zone in view | all \\u{1b}[2J refuse, both\""));
    }
}
