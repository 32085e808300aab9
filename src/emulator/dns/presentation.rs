//! Values as Route 53 writes them, read into the data of a record.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use hickory_proto::rr::RecordType as Wire;

use super::rr::{Data, Soa, uncompressed};
use crate::emulator::name::Name;
use crate::emulator::record::RecordType;

/// The type on the wire.
pub(super) fn wire_type(kind: RecordType) -> Wire {
    match kind {
        RecordType::A => Wire::A,
        RecordType::Aaaa => Wire::AAAA,
        RecordType::Caa => Wire::CAA,
        RecordType::Cname => Wire::CNAME,
        RecordType::Ds => Wire::DS,
        RecordType::Https => Wire::HTTPS,
        RecordType::Mx => Wire::MX,
        RecordType::Naptr => Wire::NAPTR,
        RecordType::Ns => Wire::NS,
        RecordType::Ptr => Wire::PTR,
        RecordType::Soa => Wire::SOA,
        // SPF (RFC 4408 §3.1.1), which the library has no name for.
        RecordType::Spf => Wire::Unknown(99),
        RecordType::Srv => Wire::SRV,
        RecordType::Sshfp => Wire::SSHFP,
        RecordType::Svcb => Wire::SVCB,
        RecordType::Tlsa => Wire::TLSA,
        RecordType::Txt => Wire::TXT,
    }
}

/// The data of a value. `None` if it can't be read; a world made by hand may hold such.
///
/// Of SVCB and HTTPS the priority and the target are read and the parameters left out.
pub(super) fn data(kind: RecordType, value: &str) -> Option<Data> {
    let mut fields = value.split_ascii_whitespace();
    Some(match kind {
        RecordType::A => Data::Bytes(Ipv4Addr::from_str(value).ok()?.octets().to_vec()),
        RecordType::Aaaa => Data::Bytes(Ipv6Addr::from_str(value).ok()?.octets().to_vec()),
        RecordType::Ns | RecordType::Cname | RecordType::Ptr => Data::Name(domain(value)?),
        RecordType::Soa => Data::Soa(Soa {
            primary: domain(fields.next()?)?,
            mailbox: domain(fields.next()?)?,
            serial: number(fields.next())?,
            refresh: number(fields.next())?,
            retry: number(fields.next())?,
            expire: number(fields.next())?,
            minimum: number(fields.next())?,
        }),
        RecordType::Mx | RecordType::Svcb | RecordType::Https => {
            let mut bytes = number::<u16>(fields.next())?.to_be_bytes().to_vec();
            bytes.extend(uncompressed(&domain(fields.next()?)?));
            Data::Bytes(bytes)
        }
        RecordType::Srv => {
            let mut bytes = Vec::new();
            for _ in 0..3 {
                bytes.extend(number::<u16>(fields.next())?.to_be_bytes());
            }
            bytes.extend(uncompressed(&domain(fields.next()?)?));
            Data::Bytes(bytes)
        }
        RecordType::Txt | RecordType::Spf => Data::Bytes(strings(value)?.concat()),
        RecordType::Caa => {
            let mut parts = value.trim_ascii().splitn(3, ' ');
            let mut bytes = vec![number::<u8>(parts.next())?];
            let tag = parts.next()?;
            bytes.push(u8::try_from(tag.len()).ok()?);
            bytes.extend(tag.bytes());
            // The text fills what is left and bears no length (RFC 8659 §4.1).
            let text = strings(parts.next()?)?;
            bytes.extend(text.first()?.get(1..)?);
            Data::Bytes(bytes)
        }
        RecordType::Naptr => {
            let mut bytes = number::<u16>(fields.next())?.to_be_bytes().to_vec();
            bytes.extend(number::<u16>(fields.next())?.to_be_bytes());
            for _ in 0..3 {
                bytes.extend(strings(fields.next()?)?.concat());
            }
            bytes.extend(uncompressed(&domain(fields.next()?)?));
            Data::Bytes(bytes)
        }
        RecordType::Ds => {
            let mut bytes = number::<u16>(fields.next())?.to_be_bytes().to_vec();
            bytes.extend([number::<u8>(fields.next())?, number::<u8>(fields.next())?]);
            bytes.extend(hexadecimal(&fields.collect::<String>())?);
            Data::Bytes(bytes)
        }
        RecordType::Sshfp => {
            let mut bytes = vec![number::<u8>(fields.next())?, number::<u8>(fields.next())?];
            bytes.extend(hexadecimal(&fields.collect::<String>())?);
            Data::Bytes(bytes)
        }
        RecordType::Tlsa => {
            let mut bytes = Vec::new();
            for _ in 0..3 {
                bytes.push(number::<u8>(fields.next())?);
            }
            bytes.extend(hexadecimal(&fields.collect::<String>())?);
            Data::Bytes(bytes)
        }
    })
}

/// A domain name, which may be the root.
fn domain(text: &str) -> Option<Name> {
    if text == "." { Some(Name::root()) } else { Name::parse(text).ok() }
}

fn number<T: FromStr>(field: Option<&str>) -> Option<T> {
    field?.parse().ok()
}

/// Bytes of pairs of digits.
pub(super) fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let digits = pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit);
            u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|_| digits)?, 16).ok()
        })
        .collect()
}

/// Quoted strings, each with its length before it.
fn strings(text: &str) -> Option<Vec<Vec<u8>>> {
    let mut strings = Vec::new();
    let mut rest = text.trim_matches(' ').as_bytes();
    while let Some((b'"', inside)) = rest.split_first() {
        let mut string = Vec::new();
        let mut at = 0;
        loop {
            match (inside.get(at)?, inside.get(at + 1)) {
                (b'"', _) => break,
                (b'\\', Some(byte @ (b'"' | b'\\'))) => {
                    string.push(*byte);
                    at += 2;
                }
                (b'\\', _) => {
                    let digits = inside.get(at + 1..at + 4)?;
                    let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
                    string.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()?);
                    at += 4;
                }
                (byte, _) => {
                    string.push(*byte);
                    at += 1;
                }
            }
        }
        string.insert(0, u8::try_from(string.len()).ok()?);
        strings.push(string);
        rest = inside.get(at + 1..)?.trim_ascii_start();
    }
    (rest.is_empty() && !strings.is_empty()).then_some(strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(kind: RecordType, value: &str) -> Vec<u8> {
        match data(kind, value) {
            Some(Data::Bytes(bytes)) => bytes,
            other => panic!("{kind} {value}: {other:?}"),
        }
    }

    #[test]
    fn values_become_the_bytes_of_their_rfc() {
        use RecordType::{A, Aaaa, Caa, Ds, Mx, Naptr, Srv, Sshfp, Tlsa, Txt};
        for (kind, value, expected) in [
            (A, "192.0.2.1", &[192, 0, 2, 1][..]),
            (Aaaa, "::1", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            (Mx, "10 a.b.", &[0, 10, 1, b'a', 1, b'b', 0]),
            (Srv, "1 2 3 .", &[0, 1, 0, 2, 0, 3, 0]),
            (Txt, "\"ab\" \"\\033\\\"\\\\\"", &[2, b'a', b'b', 3, 27, b'"', b'\\']),
            (Txt, "\"\"", &[0]),
            (Txt, "\"a\"\"b c\"", &[1, b'a', 3, b'b', b' ', b'c']),
            (Caa, "0 issue \"a; b\"", b"\x00\x05issuea; b"),
            (Ds, "258 13 2 00ff", &[1, 2, 13, 2, 0, 255]),
            (Ds, "258 13 2 00 FF", &[1, 2, 13, 2, 0, 255]),
            (Sshfp, "1 2 ab", &[1, 2, 0xab]),
            (Tlsa, "3 1 1 ab", &[3, 1, 1, 0xab]),
            (Naptr, "1 2 \"u\" \"\" \"\" .", &[0, 1, 0, 2, 1, b'u', 0, 0, 0]),
        ] {
            assert_eq!(bytes(kind, value), expected, "{kind} {value}");
        }
        let name = Name::parse("\\052.example.com").unwrap();
        assert_eq!(data(RecordType::Cname, "\\052.Example.com."), Some(Data::Name(name)));
    }

    #[test]
    fn what_is_no_value_has_no_data() {
        use RecordType::{A, Ds, Mx, Soa, Txt};
        for (kind, value) in [
            (A, "::1"),
            (Mx, "a.b."),
            (Mx, "70000 a.b."),
            (Txt, "bare"),
            (Txt, "\"open"),
            (Txt, "\"a\" bare"),
            (Txt, "\"\\9\""),
            (Ds, "1 13 2 abc"),
            (Ds, "1 13 2 +1"),
            (Soa, "a. b. 1 2 3 4"),
        ] {
            assert_eq!(data(kind, value), None, "{kind} {value}");
        }
    }
}
