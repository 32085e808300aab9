//! Appends a line: whole and on stable storage, or not at all as far as a reader can tell.

use std::io;

use super::shape::CUT_OFF;
use super::store::{Store, Tail};

/// Appends `line`, which holds no newline, and returns once it is on stable storage.
///
/// # Errors
/// What the system says. The line is then taken back where the disk allows it; where it does not,
/// what is left of it has no newline, or is a whole line that was never synced.
pub(super) fn append(store: &dyn Store, line: &[u8]) -> io::Result<()> {
    let mut tail = store.tail()?;
    let before = tail.size()?;
    let mut bytes = Vec::with_capacity(CUT_OFF.len() + line.len() + 2);
    if !tail.ends_a_line()? {
        bytes.extend_from_slice(CUT_OFF);
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line);
    bytes.push(b'\n');
    let done = write_all(&mut *tail, &bytes).and_then(|()| tail.sync());
    if done.is_err() {
        // The first error is the one to tell; a second changes nothing about it.
        let _ = tail.take_back(before).and_then(|()| tail.sync());
    }
    done
}

/// One call, and more only where the system took a part: the next then says why.
fn write_all(tail: &mut dyn Tail, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match tail.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
