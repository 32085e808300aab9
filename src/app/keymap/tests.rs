//! No key means two things, every place can be left, and the README shows the table.

use super::*;
use std::collections::HashSet;

#[test]
fn a_key_means_one_thing_in_a_context() {
    for context in EVERYWHERE {
        let mut seen = HashSet::new();
        for key in bindings(*context).flat_map(|binding| binding.keys) {
            assert!(seen.insert(*key), "{key} stands twice in {context:?}");
        }
    }
}

#[test]
fn where_text_is_typed_no_character_is_a_command() {
    for context in EVERYWHERE.iter().filter(|context| context.takes_text()) {
        for key in bindings(*context).flat_map(|binding| binding.keys) {
            let text = matches!(key.code, Code::Char(_)) && !key.ctrl;
            assert!(!text, "{key} would be swallowed in {context:?}");
        }
    }
}

#[test]
fn every_context_can_be_left() {
    for context in EVERYWHERE {
        assert!(key_for(*context, Command::Back).is_some());
        assert!(key_for(*context, Command::Abort).is_some());
    }
}

/// `UPDATE_README=1 cargo test` writes the table instead.
#[test]
fn the_readme_shows_this_table() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- keys -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /keys -->").unwrap();
    let wanted = format!("{before}<!-- keys -->\n{}<!-- /keys -->{after}", readme::markdown());
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert!(readme == wanted, "the README's keys are old: UPDATE_README=1 cargo test keymap");
}
