//! Columns hold whatever letters names, labels and comments are of.

use proptest::prelude::*;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::super::{Glyphs, Theme};
use super::samples::{profile, zone};
use super::world::World;
use crate::dns::Name;
use crate::zone::SignIn;

/// Letters that are wide, turn round, combine, join, or have no width at all.
fn letters() -> impl Strategy<Value = String> {
    let odd = [
        "例",
        "え",
        "한",
        "ก",
        "ำ",
        "ش",
        "ل",
        "ا",
        "ש",
        "ם",
        "é",
        "e\u{301}",
        "\u{301}",
        "क",
        "्",
        "ष",
        "👍",
        "🏽",
        "🇩🇪",
        "🇩",
        "👨\u{200d}👩",
        "1\u{fe0f}\u{20e3}",
        "\u{200b}",
        "\u{202e}",
        "\u{ad}",
        "\u{2067}",
        "ﷺ",
        "\u{1160}",
        "ᄀ",
        "ᅡ",
        "a",
        "-",
        " ",
        "�",
        "\u{e0001}",
        "\u{3000}",
        "·",
        "¡",
    ];
    let odd = prop::collection::vec(prop::sample::select(odd.to_vec()), 0..24);
    prop_oneof![
        3 => odd.prop_map(|parts| parts.concat()),
        1 => "\\PC{0,40}",
        1 => ".{0,40}",
    ]
}

/// A program whose labels, comments and names are made of such letters.
fn world(label: &str, comment: &str, names: &[String], tree: bool) -> World {
    let mut asked = profile("dns-prod", SignIn::Keys);
    asked.label = label.to_owned();
    let mut world = World::start(vec![asked, profile("team-a", SignIn::Keys)]);
    world.identify("dns-prod", "111111111111");
    let mut zones = vec![zone("Z0", "example.com", 5)];
    for (at, name) in names.iter().enumerate() {
        if Name::from_user(&format!("{name}.example.com")).is_ok() {
            zones.push(zone(&format!("Z{}", at + 1), &format!("{name}.example.com"), 5));
        }
    }
    for zone in &mut zones {
        zone.comment = Some(comment.into());
    }
    world.list("dns-prod", zones);
    if tree {
        world.keys("t");
    }
    world.keys("j");
    world
}

/// Every row of the body ends with a border in the same column as all others, and no terminal
/// draws a cell wider or narrower than the columns that it has here.
fn holds(world: &mut World, width: u16, height: u16, theme: &Theme) {
    let backend = world.drawn(width, height, theme);
    let buf = backend.buffer();
    let areas = world.model.room.areas;
    let panes = [areas.profiles_pane, areas.zones_pane, areas.detail_pane];
    for pane in panes.into_iter().filter(|pane| pane.width > 0) {
        for row in pane.y + 1..pane.y + pane.height - 1 {
            for column in [pane.x, pane.end() - 1] {
                let symbol = buf[(column, row)].symbol();
                let border = ["│", "┃", "|", "#"].contains(&symbol);
                assert!(border, "{symbol:?} at {column},{row} in\n{backend}");
            }
        }
    }
    for row in 0..height {
        let mut column = 0;
        while column < width {
            let symbol = buf[(column, row)].symbol();
            let wide = symbol.width().max(1);
            // Terminals count character by character.
            let counted: usize = symbol.chars().filter_map(UnicodeWidthChar::width).sum();
            assert_eq!(counted.max(1), wide, "{symbol:?} at {column},{row}");
            for behind in 1..u16::try_from(wide).unwrap() {
                assert_eq!(buf[(column + behind, row)].symbol(), " ", "behind {symbol:?}");
            }
            column += u16::try_from(wide).unwrap();
        }
        assert_eq!(column, width, "row {row} in\n{backend}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_letters_break_the_columns(
        label in letters(), comment in letters(),
        names in prop::collection::vec(letters(), 0..6),
        tree in any::<bool>(), width in 60u16..=200, height in 15u16..=40,
    ) {
        let mut world = world(&label, &comment, &names, tree);
        for theme in [Theme::dark(), Theme::plain().with_glyphs(Glyphs::Ascii)] {
            holds(&mut world, width, height, &theme);
            if theme == Theme::dark() {
                continue;
            }
            let shown = world.drawn(width, height, &theme).to_string();
            prop_assert!(shown.is_ascii(), "{}", shown);
        }
    }
}

#[test]
fn doubtful_names_are_shown_in_both_forms_and_others_as_they_read() {
    let names = ["bücher", "pаypal", "сосо", "例え"].map(str::to_owned);
    let mut world = world("dns-prod", "", &names, false);
    let shown = world.drawn(200, 60, &Theme::plain()).to_string();
    for part in ["bücher.example.com.", "!«pаypal", "!«сосо", "例"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    // The card has the form of the DNS, and what to beware of.
    world.select("xn--pypal-4ve.example.com");
    let shown = world.drawn(200, 60, &Theme::plain()).to_string();
    for part in ["In the DNS", "Reads", "Beware", "letters of different"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
}

#[test]
fn in_ascii_nothing_else_is_left_on_any_screen() {
    let theme = Theme::plain().with_glyphs(Glyphs::Ascii);
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        for keys in ["", "t", "?", "m", "H", "a", "pd", "n", "/x"] {
            let mut world = World::at("xn--bcher-kva.example.com");
            world.keys(keys);
            let shown = world.drawn(width, height, &theme).to_string();
            assert!(shown.is_ascii(), "after {keys:?}:\n{shown}");
        }
    }
}
