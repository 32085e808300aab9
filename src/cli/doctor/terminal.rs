//! What the terminal says that it can, and what it answers.

use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::sync::mpsc::channel;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode, size};

use super::report::{Line, Section};

/// How long a terminal may take to answer, over a slow line too.
const PATIENCE: Duration = Duration::from_millis(700);
/// Is it known whether output can be held back until a frame is whole (DECRQM of mode 2026)? Then
/// a question that every terminal answers (DA1), so that no answer to the first is noticed.
const QUESTION: &[u8] = b"\x1b[?2026$p\x1b[c";

pub(super) fn section(variable: &dyn Fn(&str) -> Option<String>) -> Section {
    let tty = io::stdin().is_terminal() && io::stdout().is_terminal();
    let mut lines = vec![is_terminal(tty)];
    if let (true, Ok((columns, rows))) = (tty, size()) {
        let told = format!("{columns} x {rows}");
        let fits = columns >= 80 && rows >= 24;
        lines.push(if fits { Line::good("size", told) } else { Line::note("size", told) });
    }
    lines.extend(said(variable));
    lines.push(synchronized(tty.then(answer).flatten().as_deref()));
    let within = |name: &str| variable(name).is_some();
    let copy = match () {
        () if within("TMUX") => "inside tmux: needs `set -g set-clipboard on`",
        () if within("STY") => "inside screen: not passed on",
        () => "depends on the terminal's settings; it says nothing of it",
    };
    lines.push(Line::note("copying (OSC 52)", copy));
    Section::new("Terminal", lines)
}

fn is_terminal(tty: bool) -> Line {
    if tty {
        Line::good("terminal", "yes")
    } else {
        Line::note("terminal", "no: input or output is none, so only commands work here")
    }
}

/// What variables tell.
fn said(variable: &dyn Fn(&str) -> Option<String>) -> Vec<Line> {
    let mut lines = Vec::new();
    let term = variable("TERM");
    lines.push(match term.as_deref() {
        None => Line::note("TERM", "not set"),
        Some("dumb") => Line::note("TERM", "dumb: the screen won't work here"),
        Some(term) => Line::good("TERM", term),
    });
    let program = variable("TERM_PROGRAM").map(|name| {
        [name, variable("TERM_PROGRAM_VERSION").unwrap_or_default()].join(" ").trim().to_owned()
    });
    lines.extend(program.map(|program| Line::good("program", program)));
    let colours = match (variable("NO_COLOR"), variable("COLORTERM"), term) {
        (Some(_), ..) => "none: NO_COLOR is set".to_owned(),
        (_, Some(said), _) if said == "truecolor" || said == "24bit" => {
            format!("16 million (COLORTERM={said})")
        }
        (_, _, Some(term)) if term.contains("256") => "256, by TERM".to_owned(),
        _ => "16, as nothing says more".to_owned(),
    };
    lines.push(Line::good("colours", colours));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).map(|value| format!("{name}={value}")));
    let utf8 = |locale: &String| locale.to_lowercase().replace('-', "").contains("utf8");
    lines.push(match locale {
        Some(locale) if utf8(&locale) || cfg!(windows) => Line::good("characters", locale),
        Some(locale) => Line::note("characters", format!("{locale}: not UTF-8")),
        None => Line::note("characters", "no locale is set"),
    });
    let around: Vec<&str> = [
        ("TMUX", "tmux"),
        ("STY", "screen"),
        ("ZELLIJ", "zellij"),
        ("SSH_CONNECTION", "SSH"),
        ("SSH_TTY", "SSH"),
        ("WSL_DISTRO_NAME", "WSL"),
    ]
    .into_iter()
    .filter(|(name, _)| variable(name).is_some())
    .map(|(_, what)| what)
    .collect();
    if !around.is_empty() {
        let mut around = around;
        around.dedup();
        lines.push(Line::good("inside", around.join(", ")));
    }
    lines
}

/// What the answer to the question means (DECRPM: 1 and 2 are on and off, 0 is unknown).
fn synchronized(answer: Option<&[u8]>) -> Line {
    let what = "synchronized output";
    let Some(answer) = answer else { return Line::note(what, "not asked: there is no terminal") };
    let answer = String::from_utf8_lossy(answer);
    match answer.split_once("\x1b[?2026;").and_then(|(_, rest)| rest.chars().next()) {
        Some('1'..='3') => Line::good(what, "yes"),
        Some(_) => Line::note(what, "no"),
        None if answer.is_empty() => Line::note(what, "unknown: the terminal does not answer"),
        None => Line::note(what, "no: the terminal does not know of it"),
    }
}

/// What the terminal answers; empty where it does not. It is read by a thread that is left behind
/// then: the program ends soon.
fn answer() -> Option<Vec<u8>> {
    enable_raw_mode().ok()?;
    let (sender, pieces) = channel();
    let asked = io::stdout().write_all(QUESTION).and_then(|()| io::stdout().flush());
    if asked.is_ok() {
        std::thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            let mut piece = [0; 64];
            while let Ok(length @ 1..) = stdin.read(&mut piece) {
                let read = piece.get(..length).unwrap_or_default().to_vec();
                // The last answer ends so.
                let done = read.contains(&b'c');
                if sender.send(read).is_err() || done {
                    return;
                }
            }
        });
    }
    let mut answer = Vec::new();
    while let Ok(piece) = pieces.recv_timeout(PATIENCE) {
        answer.extend(piece);
        if answer.contains(&b'c') {
            break;
        }
    }
    let _ = disable_raw_mode();
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::{said, synchronized};

    #[test]
    fn the_answer_is_read() {
        let told = |answer: &[u8]| synchronized(Some(answer)).told;
        assert_eq!(told(b"\x1b[?2026;2$y\x1b[?62;c"), "yes");
        assert_eq!(told(b"\x1b[?2026;0$y\x1b[?62;c"), "no");
        assert!(told(b"\x1b[?6c").starts_with("no:"));
        assert!(told(b"").starts_with("unknown"));
    }

    #[test]
    fn variables_tell_of_colours_characters_and_what_is_around() {
        let lines = said(&|name| {
            let set = [("TERM", "xterm-256color"), ("LANG", "de_DE.UTF-8"), ("TMUX", "/tmp/x")];
            set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
        });
        let told: Vec<_> = lines.iter().map(|line| (&*line.what, &*line.told)).collect();
        assert_eq!(
            told,
            [
                ("TERM", "xterm-256color"),
                ("colours", "256, by TERM"),
                ("characters", "LANG=de_DE.UTF-8"),
                ("inside", "tmux")
            ]
        );
    }
}
