//! Opens the box of what can be exported, and has the chosen document written or copied.

use super::audit::{Auditing, Stage};
use super::browse::Pane;
use super::cursor::Cursor;
use super::effect::{Effect, Effects};
use super::export::{Document, Export, Kind, stem};
use super::keymap::Command;
use super::messages::Message;
use super::model::{Model, Over};
use super::panes::{self, account_of};
use super::records::{Load, Opened};
use super::report;
use super::requesting;
use super::requests::Purpose;
use crate::cut::{AuditRow, Form, Goal, Plan, WholeZone, export_plan, export_zone};
use crate::zone::ZoneKey;

/// Opens the box for the plan under review.
pub(super) fn open_plan(model: &mut Model) -> Effects {
    let Some(plan) = plan(model) else {
        model.messages.flash("There is no plan yet that could be written down.");
        return Effects::none();
    };
    let deed = match plan.goal() {
        Goal::Delegate => "delegation",
        Goal::Remove => "removal",
        Goal::Sign => "ds",
        Goal::Undo(_) => "undo",
    };
    let cut = &plan.facts().cut;
    let forms = Form::OF_A_PLAN.into_iter().filter(|form| export_plan(plan, *form).is_some());
    let export = Export {
        of: format!("the plan for {cut}"),
        note: None,
        stem: format!("{deed}-{}", stem(cut)),
        kinds: forms.map(Kind::Plan).collect(),
        cursor: Cursor::default(),
    };
    open(model, export)
}

/// Opens the box for the zone at hand: at once where it is open, else when it has been read, if
/// no key was pressed until then.
pub(super) fn zone_at_hand(model: &mut Model) -> Effects {
    if model.browse.pane != Pane::Zones {
        return open_zone(model);
    }
    let Some(row) = model.zones.selected() else {
        model.messages.flash("Select a zone first.");
        return Effects::none();
    };
    model.messages.tell(format!("Reading {}, to export it…", row.zone.name));
    let effects = panes::command(model, Command::Open);
    model.browse.to_export = true;
    effects
}

/// The open zone has been read further.
pub(super) fn read_on(model: &mut Model) -> Effects {
    let read = model.browse.opened.as_ref().map(|opened| &opened.progress);
    if !model.browse.to_export || matches!(read, Some(Load::Loading)) {
        return Effects::none();
    }
    let wanted = read.is_some() && model.over.is_empty();
    model.browse.to_export = false;
    if !wanted {
        return Effects::none();
    }
    model.messages.clear_flash();
    open_zone(model)
}

/// Opens the box for the zone that is open.
fn open_zone(model: &mut Model) -> Effects {
    let Some(opened) = &model.browse.opened else { return Effects::none() };
    let why_not = match opened.progress {
        Load::Done(()) => None,
        Load::Loading => Some("The zone is still being read: it is written when it is whole."),
        Load::Failed(_) => Some("The zone could not be read to its end, and is not written."),
    };
    if let Some(why) = why_not {
        model.messages.flash(why);
        return Effects::none();
    }
    let filtered = !opened.filter().is_empty();
    let mut kinds: Vec<Kind> = Form::OF_A_ZONE.into_iter().map(Kind::Zone).collect();
    if !opened.zone.private {
        kinds.push(Kind::Request);
    }
    let export = Export {
        of: format!("zone {}, {} record sets", opened.key.name, opened.len()),
        note: filtered.then(|| "All of them, whatever the filter shows.".to_owned()),
        stem: stem(&opened.key.name),
        kinds,
        cursor: Cursor::default(),
    };
    open(model, export)
}

/// Opens the box for the rows of the audit in view.
pub(super) fn open_audit(model: &mut Model) -> Effects {
    let Some(audit) = &model.audit else { return Effects::none() };
    let rows = audit.in_view().count();
    if rows == 0 {
        model.messages.flash("There is no row to write down.");
        return Effects::none();
    }
    let export = Export {
        of: format!("the audit, {rows} rows in view"),
        note: (!is_whole(audit)).then(|| "The audit is not at its end.".to_owned()),
        stem: "zonecut-audit".to_owned(),
        kinds: vec![Kind::AuditJson, Kind::AuditCsv],
        cursor: Cursor::default(),
    };
    open(model, export)
}

fn is_whole(audit: &Auditing) -> bool {
    audit.stage() == Stage::Done
}

fn open(model: &mut Model, export: Export) -> Effects {
    model.over.push(Over::Export(Box::new(export)));
    Effects::none()
}

/// Carries out a command in the box.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let Some(Over::Export(export)) = model.over.last_mut() else { return Effects::none() };
    match command {
        Command::Open | Command::Copy => {
            let (kind, export) = (export.selected(), export.clone());
            model.over.pop();
            match kind {
                Some(kind) => take(model, &export, kind, command == Command::Copy),
                None => Effects::none(),
            }
        }
        Command::Back => {
            model.over.pop();
            Effects::none()
        }
        command => {
            let len = export.kinds.len();
            export.cursor.command(command, len);
            Effects::none()
        }
    }
}

fn take(model: &mut Model, export: &Export, kind: Kind, copied: bool) -> Effects {
    if kind == Kind::Request {
        return requesting::begin(model, copied);
    }
    let Some(text) = text(model, kind) else {
        model.messages.flash("What was to be written is not there any more.");
        return Effects::none();
    };
    if copied {
        model.messages.done(format!("Copied: {} as {}.", export.of, kind.title()));
        return Effects::one(Effect::Copy { text });
    }
    let private = matches!(kind, Kind::AuditJson | Kind::AuditCsv);
    let id = model.requests.open(Purpose::Export);
    let extension = kind.extension();
    let document = Document { stem: export.stem.clone(), extension, text, private };
    Effects::one(Effect::Export { id, document })
}

fn text(model: &Model, kind: Kind) -> Option<String> {
    match kind {
        Kind::Plan(form) => export_plan(plan(model)?, form),
        Kind::Zone(form) => zone(model, model.browse.opened.as_ref()?, form),
        Kind::Request => None,
        Kind::AuditJson | Kind::AuditCsv => {
            let rows: Vec<AuditRow> = model.audit.as_ref()?.in_view().cloned().collect();
            let account = |key: &ZoneKey| account_of(model, key);
            Some(match kind {
                Kind::AuditJson => report::json_text(&rows, account),
                _ => report::csv_text(&rows, account),
            })
        }
    }
}

fn zone(model: &Model, opened: &Opened, form: Form) -> Option<String> {
    let mut rows = model.accounts.rows().iter();
    let row = rows.find(|row| row.profile.name == opened.key.profile)?;
    let via = row.profile.credential_chain();
    let whole = WholeZone {
        name: &opened.key.name,
        id: &opened.key.zone,
        private: opened.zone.private,
        profile: &opened.key.profile,
        via: &via,
        account: account_of(model, &opened.key),
        sets: opened.sets(),
    };
    export_zone(&whole, form)
}

fn plan(model: &Model) -> Option<&Plan> {
    model.review()?.plan()
}

/// Says where it was written.
pub(super) fn exported(model: &mut Model, answer: Result<String, String>) {
    match answer {
        Ok(path) => model.messages.done(format!("Written: {path}")),
        Err(why) => {
            let text = format!("The export could not be written: {why}");
            model.messages.flash(&text);
            model.messages.add(Message {
                text,
                detail: String::new(),
                hint: "It is written into the folder that zonecut was started in.".to_owned(),
                policy: None,
            });
        }
    }
}
