//! What is copied to the clipboard: the thing at the cursor, and what identifies it.

use super::accounts::Identified;
use super::browse::Pane;
use super::document::{Role, plain};
use super::effect::{Effect, Effects};
use super::find::Item;
use super::gaps;
use super::keymap::Command;
use super::model::{Model, Over};
use super::panes::mark_of;
use super::report;
use super::review::{Review, Stage};
use crate::cut::{Goal, quoted, zone_lines};

/// What is copied, in words, and the text.
type Copied = Option<(String, String)>;

/// Copies the thing at the cursor, or what identifies it; says what was copied.
pub(super) fn copy(model: &mut Model, command: Command) -> Effects {
    let found = if command == Command::Copy { thing(model) } else { identity(model) };
    let Some((what, text)) = found.filter(|(_, text)| !text.is_empty()) else {
        model.messages.flash("There is nothing here to copy.");
        return Effects::none();
    };
    // Whoever pastes it into a terminal gets no more than what was seen.
    let text = text.lines().map(plain).collect::<Vec<_>>().join("\n");
    let told = match text.split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => text.clone(),
    };
    model.messages.done(format!("Copied {what}: {told}"));
    Effects::one(Effect::Copy { text })
}

fn thing(model: &Model) -> Copied {
    match model.over.last() {
        None => in_panes(model, false),
        Some(Over::Choose(choose)) => {
            let candidate = choose.candidates.get(choose.cursor.selected)?;
            Some(("the zone's name".into(), candidate.mark.key.name.to_string()))
        }
        Some(Over::Find(find)) => found(model, find.selected()?, false),
        Some(Over::Review(review)) => finding(review),
        Some(Over::Look(look)) => {
            let line = look.lines.get(look.cursor.selected)?;
            Some(("the line".into(), line.text.trim().to_owned()))
        }
        Some(Over::Audit) => {
            let audit = model.audit.as_ref()?;
            if let Some(open) = &audit.evidence {
                let line = open.lines.get(open.cursor.selected)?;
                return Some(("the line".into(), line.text.trim().to_owned()));
            }
            let (_, row) = audit.selected()?;
            let line = format!("{}  {}  {}", row.state, row.name, row.evidence.join("; "));
            Some(("the row".into(), line))
        }
        Some(Over::Messages) => {
            let message = model.messages.list().get(model.messages.cursor.selected)?;
            let parts = [&message.text, &message.detail, &message.hint];
            let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Some(("the message".into(), parts.join("\n")))
        }
        Some(Over::History) => {
            let entry = model.history.selected()?;
            let change = entry.outcomes.iter().rev().find_map(|outcome| match outcome {
                crate::zone::Outcome::Accepted { change, .. } => Some(change.to_string()),
                _ => None,
            });
            match change {
                Some(change) => Some(("the change id".into(), change)),
                None => Some(("the entry's id".into(), entry.id.to_string())),
            }
        }
        Some(_) => None,
    }
}

fn identity(model: &Model) -> Copied {
    match model.over.last() {
        None => in_panes(model, true),
        Some(Over::Choose(choose)) => {
            let candidate = choose.candidates.get(choose.cursor.selected)?;
            Some(("the zone id".into(), candidate.mark.key.zone.to_string()))
        }
        Some(Over::Find(find)) => found(model, find.selected()?, true),
        Some(Over::Review(review)) => match &review.stage {
            Stage::Applying { apply, .. } | Stage::Ended { apply, .. }
                if apply.change_id().is_some() =>
            {
                Some(("the change id".into(), apply.change_id()?.to_string()))
            }
            _ => Some(("the command".into(), command_of(review)?)),
        },
        Some(Over::Audit) => {
            let (_, row) = model.audit.as_ref()?.selected()?;
            let command = row.repair.as_ref().and_then(report::command)?;
            Some(("the command that repairs it".into(), command))
        }
        Some(Over::History) => {
            Some(("the entry's id".into(), model.history.selected()?.id.to_string()))
        }
        Some(_) => None,
    }
}

fn profile(model: &Model, index: usize, identity: bool) -> Copied {
    let Identified::Yes(known) = &model.accounts.get(index)?.identity else { return None };
    Some(if identity {
        ("the caller's ARN".into(), known.arn.clone())
    } else {
        ("the account id".into(), known.account.to_string())
    })
}

fn found(model: &Model, item: Item, identity: bool) -> Copied {
    let zone = match item {
        Item::Zone(at) => &model.zones.at(at)?.zone,
        Item::Profile(index) | Item::Account(index) => return profile(model, index, identity),
    };
    Some(if identity {
        ("the zone id".into(), zone.id.to_string())
    } else {
        ("the zone's name".into(), zone.name.to_string())
    })
}

fn in_panes(model: &Model, identity: bool) -> Copied {
    match model.browse.pane {
        Pane::Profiles => profile(model, model.browse.narrowed_to()?, identity),
        Pane::Zones => match (model.zones.selected(), model.zones.selected_cut()) {
            (Some(row), _) if identity => {
                let mark = mark_of(model, row)?;
                Some(("the zone id".into(), mark.key.zone.to_string()))
            }
            (Some(row), _) => Some(("the zone's name".into(), row.zone.name.to_string())),
            (None, Some(cut)) => Some(("the name".into(), cut.name.to_string())),
            (None, None) => Some(("the name".into(), gaps::at_hand(model)?.to_string())),
        },
        Pane::Records => {
            let opened = model.browse.opened.as_ref()?;
            let set = opened.selected()?;
            Some(if identity {
                ("the name".into(), set.name.to_string())
            } else {
                ("the record as zone lines".into(), zone_lines(set))
            })
        }
    }
}

/// The finding that the line at hand belongs to; after a change, the line.
fn finding(review: &Review) -> Copied {
    let at = review.cursor.selected;
    let line = review.lines.get(at)?;
    if let Stage::Planned { plan, .. } = &review.stage {
        let starts = review.lines.iter().take(at + 1);
        let starts = starts.filter(|line| matches!(line.role, Role::Finding(_))).count();
        let finding = plan.findings().get(starts.checked_sub(1)?)?;
        let head = format!("{}  {}  {}", finding.severity.as_str(), finding.code, finding.message);
        let mut lines = vec![head];
        lines.extend(finding.evidence.iter().map(|line| format!("  {line}")));
        lines.extend(finding.advice.iter().map(|line| format!("  {line}")));
        return Some(("the finding".into(), lines.join("\n")));
    }
    Some(("the line".into(), line.text.trim().to_owned()))
}

/// The command that does the same without a screen; none for what only the screen does.
fn command_of(review: &Review) -> Option<String> {
    let subject = &review.subject;
    let zone = |key: &crate::zone::ZoneKey| quoted(&format!("{}/{}", key.profile, key.zone));
    let parent = zone(&subject.parent.key);
    match &subject.goal {
        Goal::Delegate => {
            let child = zone(&subject.child.as_ref()?.key);
            let ttl = review.ttl().map(|ttl| format!(" --ttl {ttl}")).unwrap_or_default();
            Some(format!("zonecut delegate --child {child} --parent {parent}{ttl}"))
        }
        Goal::Remove => {
            let cut = quoted(&subject.cut.to_string());
            Some(format!("zonecut remove --child {cut} --parent {parent}"))
        }
        Goal::Undo(entry) => Some(format!("zonecut undo {}", quoted(entry.id.as_str()))),
        Goal::Sign => None,
    }
}
