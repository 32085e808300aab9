//! One cut in the DNS: which zones it lies between, and what each of its servers answers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::document;
use super::fit;
use super::layout;
use super::pane::{self, Pane as Frame};
use super::theme::Theme;
use super::title;
use crate::app::Model;
use crate::app::look::{Look, Read};
use crate::zone::ZoneKey;

/// Draws the screen and returns where the rows of its table are.
pub(super) fn draw(
    buf: &mut Buffer,
    area: Rect,
    model: &Model,
    look: &Look,
    theme: &Theme,
) -> Rect {
    let (top, body) = layout::take_top(area, 3);
    let width = usize::from(area.width);
    let name = fit::cut(&look.cut.to_string(), width.saturating_sub(title::taken(model) + 12));
    let heading = Line::from(vec![
        Span::styled(" Check    ", theme.title),
        Span::styled(name, theme.heading),
    ]);
    pane::line(buf, layout::row(top, 0), &heading);
    title::demo(buf, layout::row(top, 0), model, theme);
    let sides = [
        ("parent", look.parent_key.as_ref(), &look.parent),
        ("child", look.child_key.as_ref(), &look.child),
    ];
    for (at, (word, key, read)) in sides.into_iter().enumerate() {
        let text = fit::cut(&side(key, read), width.saturating_sub(12));
        let style = if matches!(read, Read::Failed(_)) { theme.warn } else { theme.dim };
        let line = Line::from(vec![
            Span::styled(format!("   {word:<7}"), theme.dim),
            Span::styled(text, style),
        ]);
        pane::line(buf, layout::row(top, layout::rows(at + 1)), &line);
    }
    let (body, _footer) = layout::take_bottom(body, 1);
    let looking = look.check.and_then(|id| model.checks.get(id));
    let mut frame = Frame { title: "What its servers answer".into(), ..Frame::default() };
    frame.foot = match looking {
        None => format!("{} reading the zones", title::spinner(model.now)),
        Some(looking) => match looking.took {
            None => format!("{} asking", title::spinner(model.now)),
            Some(took) => format!("asked in {} ms", took.as_millis()),
        },
    };
    document::draw(buf, body, frame, (&look.lines, look.cursor), None, theme)
}

/// A zone of the cut, or why there is none.
fn side(key: Option<&ZoneKey>, read: &Read) -> String {
    let Some(key) = key else {
        return "no zone in view: as the way from the root shows".to_owned();
    };
    let about = format!("{} {} ({})", key.name, key.zone, key.profile);
    match read {
        Read::Failed(fault) => {
            format!("{about}: {}, so only the DNS is asked", fault.state())
        }
        _ => about,
    }
}
