//! Where the view drew what, in cells: told to the model with each frame.

/// A part of the screen, in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns; none where it is not on the screen.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether a cell lies in it.
    #[must_use]
    pub fn holds(&self, (column, row): (u16, u16)) -> bool {
        let inside = |at: u16, from: u16, len: u16| at >= from && at - from < len;
        inside(column, self.x, self.width) && inside(row, self.y, self.height)
    }

    /// The column behind its last one.
    #[must_use]
    pub fn end(&self) -> u16 {
        self.x.saturating_add(self.width)
    }
}

/// Where the panes and the rows of the lists were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Areas {
    /// The Profiles pane with its borders.
    pub profiles_pane: Area,
    /// The Zones pane with its borders.
    pub zones_pane: Area,
    /// The pane of the open or selected zone with its borders.
    pub detail_pane: Area,
    /// The rows of Profiles.
    pub profiles: Area,
    /// The rows of Zones.
    pub zones: Area,
    /// The rows of the open zone.
    pub records: Area,
    /// The rows of what lies over the panes.
    pub over: Area,
}
