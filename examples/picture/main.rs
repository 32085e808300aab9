//! Makes the README's pictures from the running program: `cargo run --release --example picture`.
//! The moving one needs rsvg-convert and `ImageMagick`, and a monospace font.
//!
//! A test takes the screens again and compares, so that they can't grow old.

mod boxes;
mod moving;
mod shots;
mod svg;

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = io::stdout();
    for shot in shots::all(Duration::from_secs(20))? {
        fs::write(root.join(shot.path), svg::document(&shot.buffer, shot.title))?;
        writeln!(out, "{}", shot.path)?;
    }
    let frames = shots::moving()?;
    fs::write(root.join(moving::TEXT), moving::text(&frames))?;
    moving::picture(&frames, &root.join(moving::PICTURE))?;
    writeln!(out, "{}\n{}", moving::TEXT, moving::PICTURE)?;
    Ok(())
}
