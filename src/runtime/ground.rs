//! The terminal's ground colour: the question, and the answer picked out of what comes as keys.
//!
//! The question is OSC 11 (xterm's *Control Sequences*). It is written before the first frame and
//! not waited for. The event parser does not know the answer and hands it on as the keys
//! `Alt-]`, `1`, `1`, `;`, `r`, … until `Ctrl-g` or `Alt-\`. [`Sieve`] takes those out of the
//! events, however they are torn apart, and lets everything else pass in its order.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::appearance::Ground;

/// Asks for the ground's colour.
pub(super) const QUESTION: &str = "\x1b]11;?\x07";

/// What every answer begins with; from there on it can't be somebody typing.
const HEAD: &str = "11;rgb";

/// The longest answer, `11;rgba:ffff/ffff/ffff/ffff`, with some room.
const LONGEST: usize = 40;

/// What came of an event.
#[derive(Debug, PartialEq)]
pub(super) enum Sifted {
    /// These are for the screen, in this order.
    Pass(Vec<Event>),
    /// It may be part of an answer: the next one decides.
    Hold,
    /// The terminal has answered.
    Ground(Ground),
    /// It has, and what it said is no colour.
    Nothing,
}

/// Looks for one answer.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    /// What is held back.
    held: Vec<Event>,
    /// Its text behind the `]`, where that has come.
    text: Option<String>,
    /// Whether an answer is still to come.
    open: bool,
    /// Whether Esc has passed right before.
    escaped: bool,
}

impl Sieve {
    /// One that expects an answer, or none.
    pub(super) fn new(asked: bool) -> Self {
        Self { open: asked, ..Self::default() }
    }

    /// Whether something is held back that may be keys after all, and so must not be kept for
    /// long.
    pub(super) fn waits(&self) -> bool {
        !self.held.is_empty() && self.text.as_ref().is_none_or(|text| !text.starts_with(HEAD))
    }

    /// Gives back what was held: nothing has come behind it.
    pub(super) fn give_up(&mut self) -> Vec<Event> {
        self.text = None;
        std::mem::take(&mut self.held)
    }

    /// Takes an event.
    pub(super) fn take(&mut self, event: Event) -> Sifted {
        if !self.open {
            return Sifted::Pass(vec![event]);
        }
        let key = match &event {
            Event::Key(key) if key.kind != KeyEventKind::Release => *key,
            // A resize may come at any time, and is no part of it.
            _ if self.waits() => return self.pass(event),
            _ => return Sifted::Pass(vec![event]),
        };
        let alt = key.modifiers == KeyModifiers::ALT;
        let Some(text) = &mut self.text else {
            // The two bytes of its introducer may come as one key, or apart: an Esc is never held.
            let escaped = std::mem::replace(&mut self.escaped, is_esc(&key));
            let bare = escaped && key.modifiers.is_empty();
            if key.code != KeyCode::Char(']') || !(alt || bare) {
                return Sifted::Pass(vec![event]);
            }
            self.text = Some(String::new());
            self.held.push(event);
            return Sifted::Hold;
        };
        let ends = matches!((key.code, key.modifiers), (KeyCode::Char('g'), KeyModifiers::CONTROL))
            || (alt && key.code == KeyCode::Char('\\'));
        if ends && text.starts_with(HEAD) {
            let ground = ground(text);
            self.give_up();
            self.open = false;
            return ground.map_or(Sifted::Nothing, Sifted::Ground);
        }
        match key.code {
            KeyCode::Char(char) if !alt && belongs(text, char) => {
                text.push(char.to_ascii_lowercase());
                self.held.push(event);
                Sifted::Hold
            }
            // The first half of a torn `ESC \`.
            KeyCode::Esc if text.starts_with(HEAD) => Sifted::Hold,
            KeyCode::Char('\\') if text.starts_with(HEAD) => {
                let ground = ground(text);
                self.give_up();
                self.open = false;
                ground.map_or(Sifted::Nothing, Sifted::Ground)
            }
            _ => self.pass(event),
        }
    }

    /// It was no answer.
    fn pass(&mut self, event: Event) -> Sifted {
        let mut all = self.give_up();
        all.push(event);
        Sifted::Pass(all)
    }
}

fn is_esc(key: &KeyEvent) -> bool {
    key.code == KeyCode::Esc && key.modifiers.is_empty()
}

/// Whether a character can go on with an answer that began so.
fn belongs(text: &str, char: char) -> bool {
    match HEAD.chars().nth(text.len()) {
        Some(wanted) => char == wanted,
        None => {
            text.len() < LONGEST && (char.is_ascii_hexdigit() || matches!(char, 'a' | ':' | '/'))
        }
    }
}

/// The ground of `11;rgb:RRRR/GGGG/BBBB`, each of one to four hexadecimal digits.
fn ground(text: &str) -> Option<Ground> {
    let (_, channels) = text.split_once(':')?;
    let mut channels = channels.split('/').map(|digits| {
        let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        Some(f64::from(value) / f64::from(most.max(1)))
    });
    let (red, green, blue) = (channels.next()??, channels.next()??, channels.next()??);
    // ITU-R BT.601, by which a television decides how bright a colour seems.
    let bright = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(if bright > 0.5 { Ground::Light } else { Ground::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    fn chars(text: &str) -> Vec<Event> {
        text.chars().map(|char| key(KeyCode::Char(char), KeyModifiers::NONE)).collect()
    }

    /// An answer as the event parser hands it on.
    fn answer(text: &str, end: Event) -> Vec<Event> {
        let mut all = vec![key(KeyCode::Char(']'), KeyModifiers::ALT)];
        all.extend(chars(text));
        all.push(end);
        all
    }

    fn bell() -> Event {
        key(KeyCode::Char('g'), KeyModifiers::CONTROL)
    }

    /// What passes, and what was heard.
    fn sift(events: Vec<Event>) -> (Vec<Event>, Vec<Ground>) {
        let (mut passed, mut heard) = (Vec::new(), Vec::new());
        let mut sieve = Sieve::new(true);
        for event in events {
            match sieve.take(event) {
                Sifted::Pass(events) => passed.extend(events),
                Sifted::Ground(ground) => heard.push(ground),
                Sifted::Hold | Sifted::Nothing => {}
            }
        }
        passed.extend(sieve.give_up());
        (passed, heard)
    }

    #[test]
    fn an_answer_is_heard_and_no_key_of_it_is_left() {
        let st = || key(KeyCode::Char('\\'), KeyModifiers::ALT);
        for (text, ground) in [
            ("11;rgb:ffff/ffff/ffff", Ground::Light),
            ("11;rgb:fd/f6/e3", Ground::Light),
            ("11;rgb:1e1e/1e1e/1e1e", Ground::Dark),
            ("11;rgb:0/2/3", Ground::Dark),
            ("11;rgba:ffff/ffff/ffff/ffff", Ground::Light),
        ] {
            for end in [bell(), st()] {
                assert_eq!(sift(answer(text, end)), (vec![], vec![ground]), "{text}");
            }
        }
        // Torn apart between its escapes and what follows them.
        let esc = || key(KeyCode::Esc, KeyModifiers::NONE);
        let mut torn = vec![esc()];
        torn.extend(chars("]11;rgb:0/0/0"));
        torn.push(esc());
        torn.extend(chars("\\"));
        assert_eq!(sift(torn), (vec![esc()], vec![Ground::Dark]));
    }

    #[test]
    fn an_answer_without_a_colour_says_nothing_and_leaves_nothing() {
        assert_eq!(sift(answer("11;rgb:", bell())), (vec![], vec![]));
        assert_eq!(sift(answer("11;rgb:ff/ff", bell())), (vec![], vec![]));
    }

    #[test]
    fn keys_around_an_answer_pass() {
        let mut all = chars("dj");
        all.extend(answer("11;rgb:0/0/0", bell()));
        all.extend(chars("q"));
        assert_eq!(sift(all), (chars("djq"), vec![Ground::Dark]));
        // Once it has come, nothing is held back any more.
        let mut twice = answer("11;rgb:0/0/0", bell());
        twice.extend(answer("11;rgb:0/0/0", bell()));
        assert_eq!(sift(twice).0, answer("11;rgb:0/0/0", bell()));
    }

    #[test]
    fn what_only_begins_like_one_comes_back() {
        let mut sieve = Sieve::new(true);
        let begin = key(KeyCode::Char(']'), KeyModifiers::ALT);
        assert_eq!(sieve.take(begin.clone()), Sifted::Hold);
        assert!(sieve.waits());
        assert_eq!(sieve.give_up(), std::slice::from_ref(&begin));
        assert_eq!(sieve.take(begin.clone()), Sifted::Hold);
        let q = chars("q").remove(0);
        assert_eq!(sieve.take(q.clone()), Sifted::Pass(vec![begin, q]));
        let escape = key(KeyCode::Esc, KeyModifiers::NONE);
        assert_eq!(sieve.take(escape.clone()), Sifted::Pass(vec![escape]));
    }

    proptest! {
        #[test]
        fn what_is_no_answer_passes_whole_and_in_order(
            typed in prop::collection::vec(
                (prop::sample::select("]11;rgb:f/\\gq".chars().collect::<Vec<_>>()), 0u8..4), 0..40)
        ) {
            let events: Vec<Event> = typed.iter().map(|(char, how)| match how {
                0 => key(KeyCode::Esc, KeyModifiers::NONE),
                1 => key(KeyCode::Char(*char), KeyModifiers::ALT),
                _ => key(KeyCode::Char(*char), KeyModifiers::NONE),
            }).collect();
            let (passed, heard) = sift(events.clone());
            let head = chars(HEAD);
            if heard.is_empty() && !events.windows(head.len()).any(|window| window == head) {
                prop_assert_eq!(passed, events);
            }
        }

        #[test]
        fn any_answer_is_no_trouble(text in "[0-9a-f:/]{0,60}") {
            let mut all = chars("x");
            all.extend(answer(&format!("11;rgb{text}"), bell()));
            let (passed, _) = sift(all);
            prop_assert_eq!(&passed[..1], &chars("x")[..]);
        }
    }
}
