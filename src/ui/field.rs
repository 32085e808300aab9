//! A one-line text field with its cursor.

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use super::fit;
use super::theme::Theme;
use crate::app::document::plain;
use crate::app::field::Field;

/// The field in at most `width` columns, scrolled so that the cursor is in view. A block stands
/// behind the end of the text; within the text the character at the cursor is reversed.
pub(super) fn spans(field: &Field, width: usize, theme: &Theme) -> Vec<Span<'static>> {
    let text = field.text();
    let at = text.char_indices().nth(field.cursor()).map_or(text.len(), |(at, _)| at);
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let mut after = after.graphemes(true);
    let under = after.next().map_or("█".to_owned(), plain);
    let after = plain(after.as_str());
    let room = width.saturating_sub(fit::columns(&under));
    let before = tail(&plain(before), room);
    let after = fit::cut(&after, room.saturating_sub(fit::columns(&before)));
    vec![
        Span::styled(before, theme.text),
        Span::styled(under.clone(), if under == "█" { theme.text } else { theme.chosen }),
        Span::styled(after, theme.text),
    ]
}

/// A line that asks for something, with a field behind the question.
pub(super) fn line(ask: &str, field: &Field, width: u16, theme: &Theme) -> Line<'static> {
    let ask = fit::cut(ask, usize::from(width) * 2 / 3);
    let room = usize::from(width).saturating_sub(fit::columns(&ask) + 1);
    let mut out = vec![Span::styled(ask, theme.text)];
    out.extend(spans(field, room, theme));
    Line::from(out)
}

/// The end of a text in at most `width` columns.
fn tail(text: &str, width: usize) -> String {
    if fit::columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = Vec::new();
    let mut used = 1;
    for grapheme in text.graphemes(true).rev() {
        used += fit::columns(grapheme);
        if used > width {
            break;
        }
        kept.push(grapheme);
    }
    let mut out = if width > 0 { "…".to_owned() } else { String::new() };
    out.extend(kept.into_iter().rev());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::{Code, Key};
    use proptest::prelude::*;

    fn shown(field: &Field, width: usize) -> String {
        spans(field, width, &Theme::plain()).iter().map(|span| span.content.to_string()).collect()
    }

    #[test]
    fn the_end_of_a_long_text_is_in_view_and_so_is_the_cursor() {
        let mut field = Field::with("team-a.example.com");
        assert_eq!(shown(&field, 30), "team-a.example.com█");
        assert_eq!(shown(&field, 8), "…le.com█");
        for _ in 0..18 {
            field.key(Key::plain(Code::Left));
        }
        assert_eq!(shown(&field, 8), "team-a.…");
    }

    proptest! {
        #[test]
        fn a_field_never_grows_over_its_width(text in "\\PC{0,60}", left in 0usize..70, width in 14usize..50) {
            let mut field = Field::with(&text);
            for _ in 0..left {
                field.key(Key::plain(Code::Left));
            }
            prop_assert!(fit::columns(&shown(&field, width)) <= width);
        }
    }
}
