//! One listing on disk: a line about it, then a line a zone. Read whole or not at all, and
//! replaced whole or not at all.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Write};
use std::path::Path;

use super::folder::UNFINISHED;
use super::shape::{self, Head};
use crate::zone::HostedZone;

/// Octets of a file that is read, at most: half a million zones.
const LARGEST: u64 = 64 << 20;
/// Octets of its first line, at most.
const LARGEST_HEAD: u64 = 1 << 20;

/// A whole listing.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) head: Head,
    pub(super) zones: Vec<HostedZone>,
}

/// What a file says about itself; `None` where that is nothing of ours.
pub(super) fn head(path: &Path) -> Option<Head> {
    let mut line = Vec::new();
    BufReader::new(open(path)?.take(LARGEST_HEAD)).read_until(b'\n', &mut line).ok()?;
    shape::head(line.strip_suffix(b"\n")?)
}

/// A file's listing; `None` where one line is not as it should be, or one is missing.
pub(super) fn read(path: &Path) -> Option<Read> {
    let mut bytes = Vec::new();
    open(path)?.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > LARGEST {
        return None;
    }
    let mut lines = bytes.strip_suffix(b"\n")?.split(|byte| *byte == b'\n');
    let head = shape::head(lines.next()?)?;
    let zones = lines.map(shape::zone).collect::<Option<Vec<HostedZone>>>()?;
    (zones.len() == head.zones).then_some(Read { head, zones })
}

/// A file that is one: waiting for what a pipe may bring would never end.
fn open(path: &Path) -> Option<File> {
    let about = std::fs::metadata(path).ok()?;
    if !about.is_file() || about.len() > LARGEST {
        return None;
    }
    File::open(path).ok()
}

/// Writes a listing beside the file, then puts it in its place.
///
/// # Errors
/// What the system says; the file is then as it was.
pub(super) fn write(
    folder: &Path,
    path: &Path,
    head: &Head,
    zones: &[HostedZone],
) -> io::Result<()> {
    // Readable for the user alone from the start.
    let unfinished = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, unfinished.as_file());
    serde_json::to_writer(&mut out, head)?;
    out.write_all(b"\n")?;
    for zone in zones {
        shape::write_zone(&mut out, zone)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    drop(out);
    // Else a loss of power could leave the new name with nothing behind it.
    unfinished.as_file().sync_data()?;
    unfinished.persist(path).map_err(|error| error.error)?;
    Ok(())
}
