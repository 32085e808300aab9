//! What a terminal shows that has no room for the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::{self, SMALLEST};
use super::theme::Theme;
use crate::app::document::wrap;

/// Says how large the terminal must be, as far as there is room to say it.
pub(super) fn draw(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let text = format!(
        "too small: zonecut needs {}x{}, this terminal has {}x{}",
        SMALLEST.0, SMALLEST.1, area.width, area.height
    );
    let lines = wrap(&text, usize::from(area.width));
    let height = layout::rows(lines.len());
    let place = layout::middle(area, area.width, height);
    for (at, line) in lines.into_iter().enumerate().take(usize::from(place.height)) {
        let row = layout::row(place, layout::rows(at));
        let line = Line::styled(line, theme.heading);
        let wide = layout::rows(line.width()).min(row.width);
        buf.set_line(row.x + (row.width - wide) / 2, row.y, &line, wide);
    }
}
