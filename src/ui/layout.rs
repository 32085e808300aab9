//! Which part of the screen is whose.

use ratatui::layout::Rect;

use crate::app::area::Area;
use crate::app::browse::Shares;

/// Columns and rows below which the screen only says that it is too small.
pub const SMALLEST: (u16, u16) = (60, 15);

/// From so many columns on there are three panes side by side.
const THREE: u16 = 120;

/// From so many columns on the open zone leaves the profiles beside it.
const BESIDE: u16 = 100;

/// The panes of the start screen, as far as they are on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panes {
    pub(super) profiles: Option<Rect>,
    pub(super) zones: Option<Rect>,
    pub(super) detail: Option<Rect>,
}

/// Columns that a pane keeps however its borders are dragged.
const LEAST: u16 = 20;

/// Divides the body: three panes from 120 columns on, the last one larger while a zone is open;
/// below that two, and the open zone in place of the zones, or of both. Panes that were made
/// wider or narrower by hand keep their share.
pub(super) fn panes(body: Rect, open: bool, in_records: bool, shares: Shares) -> Panes {
    let width = body.width;
    if width >= THREE {
        let (profiles, detail) = if open {
            ((width / 5).clamp(28, 40), width * 9 / 20)
        } else {
            ((width / 4).clamp(34, 44), (width * 3 / 10).clamp(36, 64))
        };
        let right = if open { shares.records } else { shares.detail };
        let detail = part(right, width, detail).min(width - 2 * LEAST);
        let profiles = part(shares.profiles, width, profiles).min(width - detail - LEAST);
        let zones = width - profiles - detail;
        return Panes {
            profiles: Some(column(body, 0, profiles)),
            zones: Some(column(body, profiles, zones)),
            detail: Some(column(body, profiles + zones, detail)),
        };
    }
    if in_records && width < BESIDE {
        return Panes { profiles: None, zones: None, detail: Some(body) };
    }
    let profiles = (width * 2 / 5).clamp(24, 32);
    let profiles = part(shares.profiles, width, profiles).min(width.saturating_sub(LEAST));
    let rest = Some(column(body, profiles, width - profiles));
    let (zones, detail) = if in_records { (None, rest) } else { (rest, None) };
    Panes { profiles: Some(column(body, 0, profiles)), zones, detail }
}

/// Columns of a pane: its share in thousandths, where it was given one.
fn part(share: Option<u16>, width: u16, own: u16) -> u16 {
    let Some(share) = share else { return own };
    let columns = (u32::from(width) * u32::from(share)).div_ceil(1000);
    u16::try_from(columns).unwrap_or(width).max(LEAST)
}

/// A part of the screen, as the model knows it.
pub(super) fn area(rect: Rect) -> Area {
    let Rect { x, y, width, height } = rect;
    Area { x, y, width, height }
}

fn column(body: Rect, at: u16, width: u16) -> Rect {
    Rect { x: body.x + at, width, ..body }
}

/// One row of an area, counted from the top; empty where there is none.
pub(super) fn row(area: Rect, at: u16) -> Rect {
    let height = u16::from(at < area.height);
    Rect { y: area.y + at.min(area.height), height, ..area }
}

/// The last row of an area.
pub(super) fn last_row(area: Rect) -> Rect {
    row(area, area.height.saturating_sub(1))
}

/// Takes rows from the top: what was taken, and the rest.
pub(super) fn take_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let top = Rect { height: rows, ..area };
    let rest = Rect { y: area.y + rows, height: area.height - rows, ..area };
    (top, rest)
}

/// Takes rows from the bottom: the rest, and what was taken.
pub(super) fn take_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    take_top(area, area.height - rows)
}

/// A box of at most this size in the middle of an area.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// A count of rows as the terminal counts.
pub(super) fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Whether there is a pane for what is selected, beside the lists.
pub(super) fn has_detail(width: u16) -> bool {
    width >= THREE
}
