//! Makes the README's pictures from the running program: `cargo run --release --example picture`.
//!
//! A test renders them again and compares, so that they can't grow old.

mod boxes;
mod shots;
mod svg;

use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    for shot in shots::all()? {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(shot.path);
        fs::write(&path, svg::document(&shot.buffer, shot.title))?;
        writeln!(io::stdout(), "{}", shot.path)?;
    }
    Ok(())
}
