//! A terminal's screen as text.

use std::collections::BTreeMap;

use vt100::Screen;

/// The text of a screen with every run of spaces, line ends and frames made one space: so that a
/// sentence is found wherever it was broken.
pub(crate) fn joined(screen: &Screen) -> String {
    let frames = |c: char| c.is_whitespace() || "│┃┌┐└┘┏┓┗┛━─".contains(c);
    let text = screen.contents();
    text.split(frames).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text of a screen row by row, then pane by pane: so that a sentence is found in a pane that
/// lies beside another.
pub(crate) fn said(screen: &Screen) -> String {
    let text = screen.contents();
    let mut panes: BTreeMap<usize, String> = BTreeMap::new();
    for row in text.lines() {
        let mut column = 0;
        for cell in row.split(['│', '┃']) {
            let pane = panes.entry(column).or_default();
            pane.push(' ');
            pane.push_str(cell.trim());
            column += cell.chars().count() + 1;
        }
    }
    let panes: Vec<String> = panes.into_values().collect();
    format!("{}\n{}", joined(screen), panes.join("\n"))
}

/// The key that the screen names right before a hint.
pub(crate) fn key_for(screen: &Screen, hint: &str) -> Option<String> {
    let text = joined(screen);
    text.match_indices(&format!(" {hint}")).find_map(|(at, _)| {
        let key = text[..at].rsplit(' ').next()?;
        let bytes = match key {
            "Enter" => "\r".to_owned(),
            "Esc" => "\x1b".to_owned(),
            "Tab" => "\t".to_owned(),
            "Ctrl-t" => "\x14".to_owned(),
            "Ctrl-r" => "\x12".to_owned(),
            key if key.chars().count() == 1 => key.to_owned(),
            _ => return None,
        };
        Some(bytes)
    })
}

/// Where a text begins, counted from 1 as terminals do.
pub(crate) fn place(screen: &Screen, text: &str) -> Option<(usize, usize)> {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).enumerate().find_map(|(at, row)| {
        let before = &row[..row.find(text)?];
        Some((before.chars().count() + 1, at + 1))
    })
}

/// The rows of a screen without the spaces at their ends.
pub(crate) fn rows(screen: &Screen) -> String {
    let (_, columns) = screen.size();
    let rows = screen.rows(0, columns.get());
    rows.map(|row| row.trim_end().to_owned() + "\n").collect()
}

/// The screen as it is shown where a test has failed.
pub(crate) fn framed(screen: &Screen) -> String {
    let line = "-".repeat(usize::from(screen.size().1.get()));
    format!("+{line}\n|{}\n+{line}", rows(screen).trim_end_matches('\n').replace('\n', "\n|"))
}
