//! The moving picture: its frames as text, which a test compares, and as a GIF, drawn from the
//! frames by rsvg-convert and put together by `ImageMagick`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use crate::shots::Frame;
use crate::svg;

/// Where the frames' text belongs.
pub(crate) const TEXT: &str = "assets/delegation.txt";
/// Where the picture belongs.
pub(crate) const PICTURE: &str = "assets/delegation.gif";

/// The frames as they are read.
pub(crate) fn text(frames: &[Frame]) -> String {
    let mut out = String::new();
    for (at, Frame { buffer, .. }) in frames.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = writeln!(out, "--- {}", at + 1);
        for row in buffer.content.chunks(usize::from(buffer.area.width)) {
            let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

/// What the GIF bears as a comment: which frames it was made of, colours and times included.
pub(crate) fn mark(frames: &[Frame]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for Frame { buffer, hold } in frames {
        for byte in svg::document(buffer, "zonecut --demo").bytes().chain(hold.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("zonecut frames {hash:016x}")
}

/// Draws the frames and puts them together.
#[allow(dead_code, reason = "the test that compares needs no tools")]
pub(crate) fn picture(frames: &[Frame], path: &Path) -> Result<(), Box<dyn Error>> {
    use std::process::Command;
    let folder = tempfile::tempdir()?;
    // By its name since version 7, by Debian's before that, and by the old one.
    let names = ["magick", "convert-im6", "convert"];
    let there = |name: &&str| Command::new(name).arg("-version").output().is_ok();
    let mut convert = Command::new(names.into_iter().find(there).unwrap_or("convert"));
    for (at, frame) in frames.iter().enumerate() {
        let (drawing, drawn) =
            (folder.path().join(format!("{at}.svg")), folder.path().join(format!("{at}.png")));
        std::fs::write(&drawing, svg::document(&frame.buffer, "zonecut --demo"))?;
        done(Command::new("rsvg-convert").arg(&drawing).arg("-o").arg(&drawn))?;
        convert.arg("-delay").arg(frame.hold.to_string()).arg(&drawn);
    }
    convert.args(["-loop", "0", "-background", "#11161d", "-alpha", "remove", "-colors", "64"]);
    convert.args(["-layers", "Optimize", "-set", "comment", &mark(frames)]);
    done(convert.arg(path))
}

fn done(command: &mut std::process::Command) -> Result<(), Box<dyn Error>> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed: {status}").into()) }
}
