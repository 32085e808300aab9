//! The pictures are those of the program as it is.
#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail the test")]

#[path = "../examples/picture/boxes.rs"]
mod boxes;
#[path = "../examples/picture/moving.rs"]
mod moving;
#[path = "../examples/picture/shots.rs"]
mod shots;
#[path = "../examples/picture/svg.rs"]
mod svg;

use std::fs;
use std::path::Path;
use std::time::Duration;

const AGAIN: &str = "run `cargo run --release --example picture`, look at it, and commit it";

fn committed(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The pictures that are not what the program shows now, where it has so long to show it.
fn old(patience: Duration) -> Vec<&'static str> {
    let shots = shots::all(patience).unwrap();
    assert_eq!(shots.len(), 5);
    let shots = shots.into_iter();
    let old = shots.filter(|shot| {
        committed(shot.path) != svg::document(&shot.buffer, shot.title).into_bytes()
    });
    old.map(|shot| shot.path).collect()
}

#[test]
fn the_pictures_are_those_of_the_program() {
    // Two of them wait for name servers, by the real clock: on a busy machine for longer.
    let old = [8, 24, 48].into_iter().map(Duration::from_secs).map(old);
    let mut last = Vec::new();
    for tried in old {
        last = tried;
        if last.is_empty()
            || last.iter().any(|path| !path.contains("proof") && !path.contains("audit"))
        {
            break;
        }
    }
    assert!(last.is_empty(), "{last:?}: not what the program shows now: {AGAIN}");
}

#[test]
fn the_moving_picture_is_that_of_the_program() {
    let frames = shots::moving().unwrap();
    let text = String::from_utf8(committed(moving::TEXT)).unwrap();
    assert!(text == moving::text(&frames), "{}: {AGAIN}", moving::TEXT);
    let picture = committed(moving::PICTURE);
    assert!(picture.starts_with(b"GIF89a"), "{}", moving::PICTURE);
    let mark = moving::mark(&frames);
    let made_of_these = picture.windows(mark.len()).any(|window| window == mark.as_bytes());
    assert!(made_of_these, "{} was made of other frames: {AGAIN}", moving::PICTURE);
}
