//! Rough handling: terminals that change their size, pastes, bytes that no key sends.

use zonecut::emulator::{Action, RecordType};

use crate::machine::Machine;
use crate::pty::{SIZES, Size, Terminal};
use crate::scene::Scene;

/// Through sizes that are too small for anything, and back. What stood there stands there again;
/// `mark` says that the screen is the same where a spinner or a clock keeps it from being equal.
fn resized(terminal: &Terminal, size: Size, mark: Option<&str>) {
    let before = terminal.text();
    for (small, shown) in [((5, 3), "too"), ((59, 14), "zonecut needs 60x15"), ((20, 60), "too")] {
        terminal.resize(small);
        terminal.shows(&[shown]);
        assert!(terminal.is_taken());
    }
    // Not waited for in between, as when a window is dragged.
    for any in [(1, 1), (200, 60), (60, 15), (2, 100), (300, 2)] {
        terminal.resize(any);
    }
    terminal.resize(size);
    match mark {
        Some(mark) => terminal.shows(&[mark]),
        None => terminal.reads(&before),
    }
}

#[test]
fn every_screen_survives_any_size() {
    let scene = Scene::with_old_delegation();
    for size in SIZES {
        let terminal = scene.open(size);
        resized(&terminal, size, None);

        terminal.follow("filter");
        terminal.send("exam");
        terminal.shows(&["filter “exam” 2 of 2"]);
        resized(&terminal, size, None);
        terminal.send("\x1b");
        terminal.hides("filter “exam”");

        terminal.send("\r");
        terminal.shows(&["3 record sets", "SOA", "Served by ns-"]);
        resized(&terminal, size, None);
        terminal.send("\x1b");
        terminal.hides("SOA");

        for (key, shown) in [("?", "Keys · Zones"), ("m", "Nothing went wrong")] {
            terminal.send(key);
            terminal.shows(&[shown]);
            resized(&terminal, size, None);
            terminal.send("\x1b");
            terminal.hides(shown);
        }

        // The parent, then the children to choose from.
        terminal.send("g");
        terminal.follow("parent");
        terminal.shows(&["◆P example.com."]);
        terminal.follow("delegate");
        terminal.shows(&["Child of example.com."]);
        resized(&terminal, size, None);

        terminal.send("\r");
        terminal.shows(&["team.example.com to apply"]);
        terminal.send("team.ex");
        terminal.shows(&["▸ team.ex"]);
        resized(&terminal, size, None);

        terminal.send("\x14");
        terminal.shows(&["TTL of the new NS record set: 300"]);
        resized(&terminal, size, None);
        terminal.send("\x1b");
        terminal.hides("TTL of the new");
        terminal.send("\x03");
        assert_eq!(terminal.left().text, "");
    }
    assert_eq!(scene.writes(), 0);
}

#[test]
fn a_change_goes_on_whatever_becomes_of_the_window() {
    for size in SIZES {
        let scene = Scene::new();
        scene.stay_pending();
        let terminal = scene.review(size);
        terminal.shows(&["[ No ]"]);
        resized(&terminal, size, None);
        terminal.follow("create it");
        terminal.shows(&["PENDING → INSYNC under way"]);
        resized(&terminal, size, Some("PENDING → INSYNC under way"));
        terminal.send("q");
        terminal.shows(&["Leave now?"]);
        resized(&terminal, size, Some("Leave now?"));
        terminal.follow("stay and watch");
        terminal.hides("Leave now?");
        // It comes to its end while nothing of it can be seen.
        terminal.resize((5, 3));
        terminal.shows(&["too"]);
        scene.listening.emulator.with(|world| world.insync_after = std::time::Duration::ZERO);
        scene.listening.emulator.order(zonecut::emulator::Rule::new(
            zonecut::emulator::Matcher::action(Action::GetChange),
            zonecut::emulator::Effect::Deny,
        ));
        terminal.resize(size);
        terminal.shows(&["How it ended", "access denied"]);
        resized(&terminal, size, None);
        terminal.send("q");
        assert!(terminal.left().text.contains("Made: CREATE team.example.com. NS"));
        assert_eq!(scene.writes(), 1);
    }
}

#[test]
fn a_terminal_that_is_too_small_from_the_start_says_so_and_can_grow() {
    let scene = Scene::new();
    let terminal = Terminal::start(&scene.machine, &[], (5, 3));
    terminal.shows(&["too"]);
    assert!(terminal.is_taken());
    terminal.resize((80, 24));
    terminal.shows(&["2 zones", "team.example.com."]);
    terminal.resize((5, 3));
    terminal.shows(&["too"]);
    terminal.send("q");
    assert_eq!(terminal.left().code, 0);
}

#[test]
fn what_is_pasted_is_text_in_a_field_and_no_key_elsewhere() {
    let scene = Scene::new();
    for size in SIZES {
        let terminal = scene.open(size);
        // No field is open: every one of these letters would be a key. It is found instead.
        terminal.paste("dcpy\r\nqy");
        terminal.shows(&["Find", "dcpyqy", "Nothing in view matches"]);
        terminal.send("\x1b");
        terminal.hides("dcpyqy");

        terminal.follow("filter");
        terminal.paste("team\r\n.exa\tmple");
        terminal.shows(&["1 of 2"]);
        terminal.send("\r");
        terminal.hides("Filter zones:");
        terminal.follow("delegate");
        terminal.shows(&["[ No ]"]);
        // Nor is a paste an answer.
        terminal.paste("y\r");
        terminal.shows(&["Pasted text was not taken", "[ No ]"]);
        terminal.send("\x03");
        terminal.left();
    }
    assert_eq!(scene.writes(), 0);
}

#[test]
fn a_paste_of_a_megabyte_is_cut_and_the_screen_goes_on() {
    let scene = Scene::new();
    let terminal = scene.open((80, 24));
    terminal.follow("filter");
    terminal.paste(&"0123456789abcdef".repeat(1 << 16));
    terminal.shows(&["0 of 2"]);
    terminal.send("\x15team");
    terminal.shows(&["filter “team” 1 of 2"]);
    terminal.send("\x03");
    assert_eq!(terminal.left().text, "");
}

/// A generator of which it only matters that it is always the same (xorshift64).
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.to_le_bytes()[3]
    }
}

/// In this world every change asks for a name to be typed, so that no chance confirms one.
#[test]
fn bytes_that_no_key_sends_write_nothing_and_break_nothing() {
    for (seed, size) in
        [0x5eed_0001, 0x5eed_0002, 0x5eed_0003].into_iter().zip(SIZES.into_iter().cycle())
    {
        let scene = Scene::with_old_delegation();
        let terminal = scene.open(size);
        let mut random = Random(seed);
        // All but the two keys that leave, and those that copy and write files of the user's own.
        // Half of the bytes are letters and signs, so that keys
        // come among the noise; the other half is anything.
        let bytes: Vec<u8> = std::iter::repeat_with(|| {
            let byte = random.byte();
            if random.byte().is_multiple_of(2) { byte } else { 0x20 + byte % 0x5f }
        })
        .filter(|byte| !matches!(byte, 0x03 | b'q' | b'y' | b'Y' | b'e' | 0x18))
        .take(20_000)
        .collect();
        for some in bytes.chunks(500) {
            terminal.send_bytes(some);
        }
        // A sequence that is left open may swallow the first of them.
        terminal.send("\x03\x03\x03");
        let left = terminal.left();
        assert_eq!((left.code, left.text.as_str()), (0, ""), "seed {seed:#x}");
        assert_eq!(scene.writes(), 0, "seed {seed:#x}");
        assert_eq!(scene.at_cut(), Some((900, vec!["ns1.example.net.".to_owned()])));
    }
}

#[test]
fn what_a_zone_holds_cannot_drive_the_terminal() {
    // Bell, title and colours by C1 controls, clipboard, right-to-left override, zero width.
    let evil = "\u{9b}31m\u{9d}0;owned\u{9c}\u{202e}moc.elpmaxe\u{200b}\u{7f}";
    let scene = Scene::with(|world, parent, child| {
        let long = format!("\"{}\"", "x".repeat(32_000));
        let zone = world.zone_mut(parent).unwrap();
        zone.put("evil.example.com", RecordType::Txt, 60, &[evil]).unwrap();
        zone.put("a.team.example.com", RecordType::Txt, 60, &[evil]).unwrap();
        zone.put("long.example.com", RecordType::Txt, 60, &[&long]).unwrap();
        world.zone_mut(parent).unwrap().comment = Some(evil.to_owned());
        world.zone_mut(child).unwrap().comment = Some("\\033]0;owned\\007".to_owned());
    });
    for size in SIZES {
        let terminal = scene.open(size);
        terminal.send("g\r");
        terminal.shows(&["5 record sets", "evil", "\\u{9b}31m"]);
        for key in ["\x1b[F", "k", "k", "k"] {
            terminal.send(key);
        }
        resized(&terminal, size, Some("evil"));
        terminal.send("\x1b");
        terminal.hides("long");
        terminal.follow("filter");
        terminal.send("team\r");
        terminal.hides("Filter zones:");
        terminal.follow("delegate");
        terminal.shows(&["occluded-records", "a.team.example.com."]);
        terminal.send("\x03");
        for raw in ["\u{9b}", "\u{9d}", "\u{202e}", "\u{200b}", "\u{7f}"] {
            assert!(!terminal.was_sent(raw.as_bytes()), "{raw:?} reached the terminal");
        }
        terminal.left();
    }
    let ran = scene.machine.zonecut(&["plan", "--child", "team/team.example.com"]);
    assert!(ran.err.contains("occluded-records"), "{}", ran.err);
    let both = ran.out + &ran.err;
    assert!(!both.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{both:?}");
}

/// Escape sequences in the names of profiles are shown as such, on every stream.
#[test]
fn what_aws_files_hold_cannot_drive_the_terminal() {
    let machine = Machine::new();
    machine.file(".aws/config", "[profile a\u{1b}[31mb]\nregion = us-east-1\n");
    let terminal = Terminal::start(&machine, &[], (120, 40));
    terminal.shows(&["1 profile", "\\u{1b}[31mb"]);
    terminal.send("q");
    terminal.left();
    let ran = machine.zonecut(&["profiles"]);
    assert!(!(ran.out + &ran.err).contains('\u{1b}'));
}
