//! How the program looks on a terminal: its ground is asked for, its colours and glyphs are those
//! that it has, and the mouse is ours as long as the screen is.

use std::time::Duration;

use vt100::MouseProtocolMode;

use crate::pty::{SIZES, Terminal};
use crate::scene::Scene;

const QUESTION: &[u8] = b"\x1b]11;?\x07";

/// The colour of a border that has the keys, dark and light, of 256.
const DARK: &[u8] = b"38;5;81;";
const LIGHT: &[u8] = b"38;5;25;";

fn leave(terminal: Terminal) {
    terminal.send("\x03");
    assert_eq!(terminal.left().code, 0);
}

/// Nothing of an answer may be taken for keys: `r` would list all zones again, `d` begin a review.
fn undisturbed(scene: &Scene, terminal: &Terminal, asked: usize) {
    terminal.send("?");
    terminal.shows(&["Keys · Zones"]);
    assert_eq!(scene.listening.emulator.log().len(), asked);
}

#[test]
fn the_terminals_ground_decides_and_its_answer_is_no_key() {
    let scene = Scene::new();
    for pieces in [
        &["\x1b]11;rgb:ffff/fdfd/fafa\x07"][..],
        &["\x1b]11;rgb:ff/ff/ff\x1b\\"],
        // Over a slow line it comes in pieces.
        &["\x1b]11;rg", "b:ffff/ffff", "/ffff\x07"],
    ] {
        let terminal = scene.open((80, 24));
        assert!(terminal.was_sent(QUESTION));
        assert!(terminal.was_sent(DARK) && !terminal.was_sent(LIGHT));
        let asked = scene.listening.emulator.log().len();
        for piece in pieces {
            terminal.send(piece);
            std::thread::sleep(Duration::from_millis(30));
        }
        undisturbed(&scene, &terminal, asked);
        assert!(terminal.was_sent(LIGHT), "{pieces:?}");
        leave(terminal);
    }
}

#[test]
fn where_the_theme_is_known_nobody_is_asked() {
    let file = |theme: &str| {
        let mut scene = Scene::new();
        let text =
            format!("[defaults]\ntheme = \"{theme}\"\n[theme.mine]\nborder_focus = \"201\"\n");
        let path = scene.machine.file("zonecut.toml", text);
        scene.machine.set("ZONECUT_CONFIG", &path.display().to_string());
        scene
    };
    for (theme, colour) in [("light", LIGHT), ("mine", b"38;5;201;")] {
        let scene = file(theme);
        let terminal = scene.open((80, 24));
        assert!(!terminal.was_sent(QUESTION) && terminal.was_sent(colour), "{theme}");
        leave(terminal);
    }
    let mut scene = file("auto");
    scene.machine.set("NO_COLOR", "1");
    let terminal = scene.open((80, 24));
    assert!(!terminal.was_sent(QUESTION));
    assert!(!terminal.was_sent(b"38;5;"), "there is a colour");
    leave(terminal);
}

#[test]
fn a_terminal_without_utf8_gets_ascii_alone() {
    let mut scene = Scene::new();
    scene.machine.set("LC_ALL", "de_DE.ISO-8859-1");
    for size in SIZES {
        let terminal = scene.open(size);
        terminal.shows(&["team.example.com."]);
        terminal.send("jd");
        terminal.shows(&["Findings", "CREATE"]);
        assert!(terminal.text().is_ascii(), "{}", terminal.text());
        leave(terminal);
    }
}

#[test]
fn the_mouse_is_ours_until_the_screen_is_left() {
    let scene = Scene::new();
    for size in SIZES {
        let terminal = scene.open(size);
        // Drags, and not every move: that would wake an idle screen.
        assert_eq!(terminal.mouse(), MouseProtocolMode::ButtonMotion);
        terminal.send("g");
        terminal.click("example.com.    ");
        terminal.shows(&["SOA", "TTL"]);
        terminal.click("Esc back");
        terminal.hides("SOA");
        terminal.click("? help");
        terminal.shows(&["Keys · Zones"]);
        // `left` asserts that no mouse mode is left on.
        leave(terminal);
    }
    let killed = scene.open((80, 24));
    killed.signal("TERM");
    killed.left();
}

#[test]
fn the_mouse_stays_the_terminals_where_that_is_wanted() {
    let mut scene = Scene::new();
    let path = scene.machine.file("zonecut.toml", "[defaults]\nmouse = false\n");
    scene.machine.set("ZONECUT_CONFIG", &path.display().to_string());
    let terminal = scene.open((80, 24));
    assert_eq!(terminal.mouse(), MouseProtocolMode::None);
    leave(terminal);
}
