//! Text made to fit its columns: escaped, cut between characters, padded. Numbers too.

use std::time::Duration;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::app::document::plain;

/// How many columns a text takes: as the terminal buffer counts, grapheme by grapheme.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.graphemes(true).map(UnicodeWidthStr::width).sum()
    }
}

/// The text, escaped, in at most `width` columns; `…` stands for what was cut. Costs what it
/// returns, however long the text is.
pub(super) fn cut(text: &str, width: usize) -> String {
    let (head, whole) = head(text, width);
    let safe = plain(head);
    if whole && columns(&safe) <= width {
        return safe;
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in safe.graphemes(true) {
        let wide = columns(grapheme);
        if used + wide >= width {
            break;
        }
        out.push_str(grapheme);
        used += wide;
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// A beginning of the text that is sure to fill `width` columns, and whether it is all of it.
pub(super) fn head(text: &str, width: usize) -> (&str, bool) {
    let reach = width.saturating_mul(4).saturating_add(16);
    match text.char_indices().nth(reach) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), false),
        None => (text, true),
    }
}

/// The text in exactly `width` columns, at their left.
pub(super) fn left(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    let free = width.saturating_sub(columns(&out));
    out.extend(std::iter::repeat_n(' ', free));
    out
}

/// The text in exactly `width` columns, at their right.
pub(super) fn right(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let mut out = " ".repeat(width.saturating_sub(columns(&cut)));
    out.push_str(&cut);
    out
}

/// A number with a comma between thousands: `1,412`.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and what it counts: `1 zone`, `1,412 zones`.
pub(super) fn count(of: usize, one: &str) -> String {
    if of == 1 { format!("1 {one}") } else { format!("{} {one}s", number(of)) }
}

/// A time in words: `40 s`, `2 min`, `1 h 5 min`.
pub(super) fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) if minutes < 10 && seconds > 0 => {
            format!("{minutes} min {seconds} s")
        }
        (0, minutes, _) => format!("{minutes} min"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// How long ago something was, in words: `5 min ago`, `3 h ago`, `2 days ago`.
pub(super) fn ago(time: Duration) -> String {
    match time.as_secs() {
        0..60 => "just now".to_owned(),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds @ 3_600..172_800 => format!("{} h ago", seconds / 3_600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        for (value, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (1_412, "1,412"), (1_000_000, "1,000,000")]
        {
            assert_eq!(number(value), text);
        }
        assert_eq!(count(1, "zone"), "1 zone");
        assert_eq!(count(1412, "zone"), "1,412 zones");
    }

    #[test]
    fn times_are_as_exact_as_they_need_be() {
        let words =
            [(0, "0 s"), (59, "59 s"), (60, "1 min"), (75, "1 min 15 s"), (3_900, "1 h 5 min")];
        for (seconds, text) in words {
            assert_eq!(time(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn what_was_long_ago_is_told_roughly() {
        let words = [
            (59, "just now"),
            (60, "1 min ago"),
            (3_599, "59 min ago"),
            (10_900, "3 h ago"),
            (172_799, "47 h ago"),
            (172_800, "2 days ago"),
        ];
        for (seconds, text) in words {
            assert_eq!(ago(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn what_fits_is_whole_and_what_does_not_is_marked() {
        assert_eq!(cut("example.com.", 12), "example.com.");
        assert_eq!(cut("example.com.", 11), "example.co…");
        assert_eq!(cut("例え.example.", 4), "例…");
        assert_eq!(cut("x", 0), "");
        assert_eq!(right("84", 4), "  84");
    }

    proptest! {
        #[test]
        fn padding_is_exact_and_nothing_unsafe_remains(text in "\\PC{0,40}|.{0,40}", width in 0usize..60) {
            for padded in [left(&text, width), right(&text, width)] {
                prop_assert_eq!(columns(&padded), width);
                prop_assert!(!padded.chars().any(char::is_control));
            }
        }
    }
}
