//! JSON in ASCII alone: what is beyond it is escaped, as are all control characters. So a pager
//! shows no journal that plays tricks, and no cut can fall inside a character.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The JSON of a value.
///
/// # Errors
/// Where the value has no JSON; none of ours is of that kind.
pub(super) fn to_vec(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(512);
    value.serialize(&mut Serializer::with_formatter(&mut out, Ascii))?;
    Ok(out)
}

struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let plain = |char: char| char.is_ascii() && char != '\x7f';
        let mut rest = fragment;
        while let Some(at) = rest.find(|char| !plain(char)) {
            let (head, tail) = rest.split_at(at);
            writer.write_all(head.as_bytes())?;
            let mut chars = tail.chars();
            if let Some(odd) = chars.next() {
                for unit in odd.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}
