//! The line below the panes: the marked pair, and what can be done with it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::fit;
use super::layout;
use super::pane;
use super::theme::Theme;
use crate::app::Model;
use crate::app::guide;
use crate::app::keymap::{Command, Context, key_for};
use crate::app::pair::{Mark, SideOf};
use crate::app::shelf::Place;

/// Draws the line. With one side marked, the other is shown as proposed, where there is one
/// proposal only.
pub(super) fn draw(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    let (parent, child) = (model.pair.parent.as_ref(), model.pair.child.as_ref());
    let what = match (parent, child) {
        (None, None) => return nothing_marked(buf, row, model, theme),
        (Some(_), Some(_)) => "review the change",
        (None, _) => "find the parent",
        (_, None) => "find the child",
    };
    let proposed = model.proposed.only.as_ref();
    let what = if proposed.is_some() { "review the change" } else { what };
    let proposed = proposed.map(|(side, candidate)| (*side, &candidate.mark));
    let of = |side: SideOf, mark: Option<&Mark>| match (mark, proposed) {
        (Some(mark), _) => Some((mark.clone(), false)),
        (None, Some((of, mark))) if of == side => Some((mark.clone(), true)),
        _ => None,
    };
    let (parent, child) = (of(SideOf::Parent, parent), of(SideOf::Child, child));

    let mut action = Vec::new();
    if let Some(key) = key_for(model.context(), Command::Delegate) {
        action.push(Span::styled(format!("  {key}"), theme.key));
        action.push(Span::raw(format!(" {what} ")));
    }
    let wide = layout::rows(action.iter().map(Span::width).sum()).min(row.width);
    let left = Rect { width: row.width - wide, ..row };
    let right = Rect { x: row.x + left.width, width: wide, ..row };
    let room = usize::from(left.width);
    let mut line = sides(parent.as_ref(), child.as_ref(), Depth::Account, theme);
    if line.width() > room {
        line = sides(parent.as_ref(), child.as_ref(), Depth::Profile, theme);
    }
    if line.width() > room {
        line = sides(parent.as_ref(), child.as_ref(), Depth::Name, theme);
    }
    if line.width() > room {
        let names = room.saturating_sub(frame_width(parent.as_ref(), child.as_ref(), theme)) / 2;
        line = sides(parent.as_ref(), child.as_ref(), Depth::Cut(names), theme);
    }
    pane::line(buf, left, &line);
    pane::line(buf, right, &Line::from(action));
}

/// How much of each side is shown.
#[derive(Clone, Copy)]
enum Depth {
    Account,
    Profile,
    Name,
    Cut(usize),
}

/// Columns of all but the two names.
fn frame_width(
    parent: Option<&(Mark, bool)>,
    child: Option<&(Mark, bool)>,
    theme: &Theme,
) -> usize {
    sides(parent, child, Depth::Cut(0), theme).width()
}

fn sides(
    parent: Option<&(Mark, bool)>,
    child: Option<&(Mark, bool)>,
    depth: Depth,
    theme: &Theme,
) -> Line<'static> {
    let mut spans = side(SideOf::Parent, parent, depth, theme);
    spans.push(Span::styled(" →", theme.heading));
    spans.extend(side(SideOf::Child, child, depth, theme));
    Line::from(spans)
}

fn side(
    side: SideOf,
    mark: Option<&(Mark, bool)>,
    depth: Depth,
    theme: &Theme,
) -> Vec<Span<'static>> {
    let word = match side {
        SideOf::Parent => " Parent ",
        SideOf::Child => " Child ",
    };
    let mut spans = vec![Span::styled(word, theme.mark)];
    let Some((mark, proposed)) = mark else {
        spans.push(Span::styled("not marked", theme.dim));
        return spans;
    };
    let name = mark.key.name.to_string();
    let profile = fit::cut(mark.key.profile.as_str(), 24);
    let account = mark.account.as_ref().map_or("account ?", |account| account.as_str());
    let (name, about) = match depth {
        Depth::Account => (name, format!(" ({profile} {})", fit::cut(account, 12))),
        Depth::Profile => (name, format!(" ({profile})")),
        Depth::Name => (name, String::new()),
        Depth::Cut(width) => (fit::cut(&name, width), String::new()),
    };
    spans.push(Span::styled(name, theme.heading));
    spans.push(Span::styled(about, theme.dim));
    if *proposed {
        spans.push(Span::styled(" proposed", theme.advice));
    }
    spans
}

/// One line that says how to begin.
fn nothing_marked(buf: &mut Buffer, row: Rect, model: &Model, theme: &Theme) {
    let (context, room) = (model.context(), usize::from(row.width));
    if model.zones.is_empty() || !model.over.is_empty() {
        return;
    }
    let mut spans = Vec::new();
    let child = key_for(context, Command::MarkChild);
    if let (Some(delegate), true) = (key_for(context, Command::Delegate), guide::is_due(model)) {
        spans.push(Span::styled(format!(" {delegate}"), theme.key));
        spans.push(Span::styled(" delegates a zone, step by step", theme.dim));
        let heading = matches!(model.browse.place(), Some(Place::Heading(_)));
        let does = if heading { "folds the group" } else { "goes to its zones" };
        let to_zones = Some((Command::Open, does)).filter(|_| context == Context::Profiles);
        let more = [(Command::Find, "finds a zone"), (Command::Help, "all keys")];
        for (command, does) in to_zones.into_iter().chain(more) {
            let Some(key) = key_for(context, command) else { continue };
            let next = [
                Span::styled(format!("  {key}"), theme.key),
                Span::styled(format!(" {does}"), theme.dim),
            ];
            let wide = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
            if wide(&spans) + wide(&next) < room {
                spans.extend(next);
            }
        }
        return pane::line(buf, row, &Line::from(spans));
    }
    match (key_for(context, Command::Delegate), child, key_for(context, Command::Open)) {
        (Some(delegate), Some(child), _) => {
            spans.push(Span::styled(" Select the child zone, then ", theme.dim));
            spans.push(Span::styled(delegate.to_string(), theme.key));
            spans.push(Span::styled(": zonecut finds the parent", theme.dim));
            let more = [" (or mark it with ".to_owned(), child.to_string(), " first)".to_owned()];
            let wide: usize = spans.iter().map(Span::width).sum();
            if wide + more.iter().map(|text| fit::columns(text)).sum::<usize>() < room {
                let [before, key, after] = more;
                spans.push(Span::styled(before, theme.dim));
                spans.push(Span::styled(key, theme.key));
                spans.push(Span::styled(after, theme.dim));
            }
            spans.push(Span::styled(".", theme.dim));
        }
        (_, None, Some(open)) => {
            spans.push(Span::styled(format!(" {open}"), theme.key));
            let heading = matches!(model.browse.place(), Some(Place::Heading(_)));
            spans.push(Span::styled(
                if heading {
                    " folds the group away, or out again."
                } else {
                    " goes to the zones of the selected profile."
                },
                theme.dim,
            ));
        }
        _ => {}
    }
    pane::line(buf, row, &Line::from(spans));
}
