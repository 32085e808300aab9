//! The glyphs of the screen: as they are, or from ASCII alone.
//!
//! Screens are drawn in Unicode. Where the terminal has ASCII only, each cell is exchanged at the
//! end, column for column: nothing that draws has to know, and nothing can be forgotten.

use ratatui::buffer::Buffer;

/// A set of glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Lines, arrows and signs of Unicode.
    #[default]
    Unicode,
    /// ASCII alone. What a name or comment has beside that is `?`.
    Ascii,
}

/// What stands for any other character.
const OTHER: &str = "?";

/// Each glyph of the screen and what stands for it.
const TABLE: &[(char, &str)] = &[
    // Borders: of a pane, of the one that has the keys, and the lines of the tree.
    ('─', "-"),
    ('│', "|"),
    ('┌', "+"),
    ('┐', "+"),
    ('└', "`"),
    ('┘', "+"),
    ('├', "|"),
    ('┤', "|"),
    ('━', "="),
    ('┃', "#"),
    ('┏', "#"),
    ('┓', "#"),
    ('┗', "#"),
    ('┛', "#"),
    // Where one is, and which way it goes.
    ('▸', ">"),
    ('▲', "^"),
    ('▼', "v"),
    ('↑', "^"),
    ('↓', "v"),
    ('←', "<"),
    ('→', ">"),
    ('⇄', "="),
    ('█', "_"),
    // Signs.
    ('✓', "v"),
    ('✗', "x"),
    ('≠', "%"),
    ('◆', "*"),
    ('◇', "o"),
    ('§', "$"),
    ('•', "*"),
    // In sentences.
    ('·', "-"),
    ('…', "~"),
    ('–', "-"),
    ('—', "-"),
    ('−', "-"),
    ('«', "<"),
    ('»', ">"),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('×', "x"),
    // The spinner.
    ('⠋', "|"),
    ('⠙', "/"),
    ('⠹', "-"),
    ('⠸', "\\"),
    ('⠼', "|"),
    ('⠴', "/"),
    ('⠦', "-"),
    ('⠧', "\\"),
    ('⠇', "|"),
    ('⠏', "/"),
];

/// Exchanges all that is not ASCII, column for column.
pub(super) fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        let symbol = cell.symbol();
        if !symbol.is_ascii() {
            let ascii = ascii(symbol);
            cell.set_symbol(ascii);
        }
    }
}

/// What stands for a cell's symbol. A wide one leaves a space in its second column.
fn ascii(symbol: &str) -> &'static str {
    let first = symbol.chars().next();
    let known = TABLE.iter().find(|(glyph, _)| first == Some(*glyph));
    known.map_or(OTHER, |(_, ascii)| ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_glyph_has_one_column_of_ascii() {
        let glyphs: BTreeSet<char> = TABLE.iter().map(|(glyph, _)| *glyph).collect();
        assert_eq!(glyphs.len(), TABLE.len(), "one stands here twice");
        for (glyph, ascii) in TABLE {
            assert!(ascii.len() == 1 && ascii.is_ascii() && !glyph.is_ascii(), "{glyph}");
        }
    }

    /// What the program itself says, in the rooms that write for the screen, needs no `?`.
    #[test]
    fn the_table_holds_every_glyph_that_the_sources_name() {
        let mut folders = ["app", "cut", "ui", "zone"]
            .map(|room| Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room))
            .to_vec();
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_dir() && !["tests", "snapshots", "fixture"].contains(&name.as_str()) {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs")
                    && !["tests.rs", "glyphs.rs"].contains(&&*name)
                {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                    let code = own.lines().filter(|line| !line.trim_start().starts_with("//"));
                    for char in code.flat_map(str::chars).filter(|char| !char.is_ascii()) {
                        let known = TABLE.iter().any(|(glyph, _)| *glyph == char);
                        assert!(known, "{char} of {} is not in the table", path.display());
                    }
                    read += 1;
                }
            }
        }
        assert!(read > 100, "only {read} sources were read");
    }
}
