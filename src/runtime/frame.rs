//! What carries a frame to the terminal: all of it in one write, however it was made, and shown in
//! one piece where the terminal can do that.

use std::io::{self, Write};

/// Terminals that are known to take synchronized output, as `TERM` begins and as `TERM_PROGRAM` is.
/// The others would pass over it in silence, but are not sent what they did not say they know.
const TERMS: [&str; 7] =
    ["xterm-kitty", "xterm-ghostty", "foot", "contour", "wezterm", "alacritty", "rio"];
const PROGRAMS: [&str; 7] =
    ["WezTerm", "iTerm.app", "ghostty", "mintty", "rio", "contour", "WarpTerminal"];

/// Begins and ends what is shown in one piece (private mode 2026:
/// <https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036>).
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Whether the terminal that these variables tell of takes synchronized output. It is not asked:
/// the answer would come among the keys, and on a slow line long after the first frame.
pub(super) fn is_synchronized(variable: impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    // What lies between has its own mind, and may have kept variables of the terminal behind it.
    if variable("TMUX").is_some() || ["tmux", "screen"].iter().any(|own| term.starts_with(own)) {
        return false;
    }
    TERMS.iter().any(|known| term.starts_with(known))
        || variable("TERM_PROGRAM").is_some_and(|own| PROGRAMS.contains(&own.as_str()))
        || variable("KITTY_WINDOW_ID").is_some()
        || variable("WT_SESSION").is_some()
}

/// Keeps what is written until it is flushed, and then writes it in one piece.
#[derive(Debug)]
pub struct FrameWriter<W: Write> {
    out: W,
    frame: Vec<u8>,
    synchronized: bool,
}

impl<W: Write> FrameWriter<W> {
    /// A writer to `out`, which is told where frames begin and end if it is `synchronized`.
    pub(super) fn new(out: W, synchronized: bool) -> Self {
        let mut writer = Self { out, frame: Vec::new(), synchronized };
        writer.begin();
        writer
    }

    fn begin(&mut self) {
        self.frame.clear();
        if self.synchronized {
            self.frame.extend_from_slice(BEGIN);
        }
    }
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let empty = if self.synchronized { BEGIN.len() } else { 0 };
        if self.frame.len() == empty {
            return Ok(());
        }
        if self.synchronized {
            self.frame.extend_from_slice(END);
        }
        let written = self.out.write_all(&self.frame);
        // What could not be written is not written later, behind something else.
        self.begin();
        written?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::text::Line;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    /// Each write as one piece.
    #[derive(Debug, Clone, Default)]
    struct Pieces(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Pieces {
        fn take(&self) -> Vec<String> {
            let pieces = std::mem::take(&mut *self.0.lock().unwrap());
            pieces.into_iter().map(|piece| String::from_utf8(piece).unwrap()).collect()
        }
    }

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn draw(terminal: &mut Terminal<CrosstermBackend<FrameWriter<Pieces>>>, selected: u16) {
        let rows = |row| if row == selected { "▸ example.com." } else { "  example.org." };
        let drawn = terminal.draw(|frame| {
            for row in 0..40 {
                let line = Line::raw(rows(row));
                frame.render_widget(line, Rect { x: 0, y: row, width: 120, height: 1 });
            }
        });
        drawn.unwrap();
    }

    #[test]
    fn a_frame_is_one_write_of_the_cells_that_changed() {
        for synchronized in [false, true] {
            let pieces = Pieces::default();
            let out = CrosstermBackend::new(FrameWriter::new(pieces.clone(), synchronized));
            let viewport = Viewport::Fixed(Rect::new(0, 0, 120, 40));
            let options = TerminalOptions { viewport };
            let mut terminal = Terminal::with_options(out, options).unwrap();
            draw(&mut terminal, 3);
            assert_eq!(pieces.take().len(), 1, "the first frame");
            draw(&mut terminal, 4);
            let step = pieces.take();
            assert_eq!(step.len(), 1, "{step:?}");
            let [step] = step.as_slice() else { unreachable!() };
            assert!(step.contains('▸') && step.contains("com"), "{step}");
            // Two pointers and twice three letters, each run with its place.
            assert!(step.len() < 200, "{} bytes: {step}", step.len());
            assert_eq!(step.starts_with("\x1b[?2026h"), synchronized);
            assert_eq!(step.ends_with("\x1b[?2026l"), synchronized);
            assert_eq!(step.matches("\x1b[?2026").count(), if synchronized { 2 } else { 0 });
        }
    }

    #[test]
    fn only_terminals_that_are_known_for_it_are_sent_synchronized_output() {
        let of = |variables: &[(&str, &str)]| {
            let variables: HashMap<String, String> = variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            is_synchronized(|name| variables.get(name).cloned())
        };
        assert!(of(&[("TERM", "xterm-kitty")]));
        assert!(of(&[("TERM", "foot-extra")]));
        assert!(of(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")]));
        assert!(!of(&[("TERM", "xterm-256color")]));
        assert!(!of(&[("TERM", "linux"), ("TERM_PROGRAM", "Apple_Terminal")]));
        assert!(!of(&[("TERM", "tmux-256color"), ("KITTY_WINDOW_ID", "1")]));
        assert!(!of(&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-0/default,1,0")]));
        assert!(!of(&[]));
    }
}
