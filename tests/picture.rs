//! The README's pictures are those of the program as it is.

#[path = "../examples/picture/boxes.rs"]
mod boxes;
#[path = "../examples/picture/shots.rs"]
mod shots;
#[path = "../examples/picture/svg.rs"]
mod svg;

use std::fs;
use std::path::Path;

#[test]
fn the_pictures_are_those_of_the_program() {
    let shots = shots::all().unwrap();
    assert_eq!(shots.len(), 2);
    for shot in shots {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(shot.path);
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == svg::document(&shot.buffer, shot.title),
            "{} is not what the program shows now: run `cargo run --release --example picture`, \
             look at it, and commit it",
            shot.path
        );
    }
}
