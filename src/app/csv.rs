//! Rows as CSV (RFC 4180) that a spreadsheet takes for text and nothing else.

use std::borrow::Cow;

use super::document::plain;

/// A record without its line break. Control characters are escaped; a cell that a spreadsheet
/// would take for a formula begins with a quote mark.
#[must_use]
pub fn record(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",")
}

fn cell(text: &str) -> String {
    let text = plain(text);
    let text: Cow<'_, str> = if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}").into()
    } else {
        text.into()
    };
    if text.contains([',', '"']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads one record back, by the grammar of RFC 4180 §2.
    fn read(record: &str) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut chars = record.chars().peekable();
        let mut quoted = false;
        while let Some(char) = chars.next() {
            match char {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cells.last_mut().unwrap().push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                char => cells.last_mut().unwrap().push(char),
            }
        }
        assert!(!quoted, "{record}");
        cells
    }

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        assert_eq!(record(&["a", "", "b,c", "say \"x\""]), "a,,\"b,c\",\"say \"\"x\"\"\"");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(record(&[formula]), format!("'{formula}"));
        }
        assert_eq!(record(&["\t=1", "a\r\nb"]), "\\u{9}=1,a\\u{d}\\u{a}b");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cells in prop::collection::vec(any::<String>(), 1..5)) {
            let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
            let record = record(&texts);
            let tricks = ['\r', '\n', '\t', '\u{1b}', '\u{202e}'];
            prop_assert!(!record.contains(tricks));
            let shown = |text: &String| {
                let text = plain(text);
                if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
            };
            prop_assert_eq!(read(&record), cells.iter().map(shown).collect::<Vec<_>>());
        }
    }
}
