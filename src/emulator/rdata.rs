//! Whether values suit their record type, in Route 53's words where those are publicly seen.

use std::collections::HashSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::name::{Name, NameError};
use super::record::RecordType;

/// The most values that one record set may hold (developer guide, quotas on records).
const MAX_VALUES: usize = 400;
/// The most characters in one value (API reference, `ResourceRecord`).
const MAX_VALUE: usize = 4000;

/// What is wrong with the values of one record set: nothing, or a message each.
///
/// Types that this emulator has no rules for (NAPTR, TLSA, SSHFP, SVCB, HTTPS) are let through.
pub(super) fn faults(kind: RecordType, values: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    if values.len() > MAX_VALUES {
        faults.push(format!("Cannot have more than {MAX_VALUES} records in a RRSet."));
    }
    if values.len() > 1 && matches!(kind, RecordType::Cname | RecordType::Soa) {
        faults.push(format!(
            "Invalid Resource Record: 'FATAL problem: {kind}RRDATANotSingleValue ({kind} record \
             set must have exactly one value) encountered with '{}''",
            values.join(", ")
        ));
    }
    let mut seen = HashSet::new();
    for value in values {
        if !seen.insert(value) {
            faults.push(format!("Duplicate Resource Record: '{value}'"));
        }
        if let Err(problem) = check(kind, value) {
            faults.push(format!("Invalid Resource Record: '{problem}'"));
        }
    }
    faults
}

fn fatal(code: &str, text: &str, value: &str) -> String {
    format!("FATAL problem: {code} ({text}) encountered with '{value}'")
}

fn check(kind: RecordType, value: &str) -> Result<(), String> {
    if value.chars().count() > MAX_VALUE {
        return Err(fatal("ValueTooLong", "Value is longer than 4000 characters", value));
    }
    match kind {
        RecordType::A => value.parse::<Ipv4Addr>().map(drop).map_err(|_| {
            fatal("ARRDATAIllegalIPv4Address", "Value is not a valid IPv4 address", value)
        }),
        RecordType::Aaaa => value.parse::<Ipv6Addr>().map(drop).map_err(|_| {
            fatal("AAAARRDATAIllegalIPv6Address", "Value is not a valid IPv6 address", value)
        }),
        RecordType::Ns => host(value),
        RecordType::Cname | RecordType::Ptr => domain(value),
        RecordType::Mx => {
            let [preference, exchange] = fields(kind, value, "2")?;
            number::<u16>(kind, preference)?;
            domain(exchange)
        }
        RecordType::Srv => {
            let [priority, weight, port, target] = fields(kind, value, "4")?;
            for field in [priority, weight, port] {
                number::<u16>(kind, field)?;
            }
            domain(target)
        }
        RecordType::Soa => {
            let [primary, mailbox, serial, refresh, retry, expire, minimum] =
                fields(kind, value, "7")?;
            domain(primary)?;
            domain(mailbox)?;
            [serial, refresh, retry, expire, minimum]
                .into_iter()
                .try_for_each(|field| number::<u32>(kind, field))
        }
        RecordType::Ds => {
            let [tag, algorithm, digest_type, digest] = fields(kind, value, "4")?;
            number::<u16>(kind, tag)?;
            number::<u8>(kind, algorithm)?;
            number::<u8>(kind, digest_type)?;
            let hexadecimal = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            if digest.len().is_multiple_of(2) && hexadecimal {
                Ok(())
            } else {
                Err(fatal("DSRRDATAIllegalDigest", "Digest is not hexadecimal", value))
            }
        }
        RecordType::Caa => {
            // The text may hold spaces, which part no fields there.
            let mut parts = value.trim_ascii().splitn(3, ' ');
            let (Some(flags), Some(tag), Some(text)) = (parts.next(), parts.next(), parts.next())
            else {
                let text = "CAA record doesn't have 3 fields";
                return Err(fatal("CAARRDATANot3Fields", text, value));
            };
            number::<u8>(kind, flags)?;
            if !tag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(fatal("CAARRDATAInvalidTag", "Tag is not alphanumeric", tag));
            }
            character_strings(text)
        }
        RecordType::Txt | RecordType::Spf => character_strings(value),
        RecordType::Naptr
        | RecordType::Tlsa
        | RecordType::Sshfp
        | RecordType::Svcb
        | RecordType::Https => Ok(()),
    }
}

/// Exactly `N` fields between spaces.
fn fields<'v, const N: usize>(
    kind: RecordType,
    value: &'v str,
    count: &str,
) -> Result<[&'v str; N], String> {
    let all: Vec<&str> = value.split_ascii_whitespace().collect();
    all.try_into().map_err(|_| {
        let code = format!("{kind}RRDATANot{count}Fields");
        fatal(&code, &format!("{kind} record doesn't have {count} fields"), value)
    })
}

fn number<T: std::str::FromStr>(kind: RecordType, field: &str) -> Result<(), String> {
    field.parse::<T>().map(drop).map_err(|_| {
        fatal(&format!("{kind}RRDATANotANumber"), "Field is not a number in range", field)
    })
}

fn domain(value: &str) -> Result<(), String> {
    if value == "." {
        return Ok(());
    }
    if let Some(odd) = value.bytes().find(|byte| !byte.is_ascii_graphic()) {
        let odd = format!("\\{odd:03o}");
        return Err(fatal("UnsupportedCharacter", "Value contains unsupported characters", &odd));
    }
    Name::parse(value).map(drop).map_err(|error: NameError| error.to_string())
}

/// A host name: a domain name that is no address (RFC 2181 §10.3).
fn host(value: &str) -> Result<(), String> {
    let bare = value.strip_suffix('.').unwrap_or(value);
    if value == "." || bare.parse::<Ipv4Addr>().is_ok() || bare.parse::<Ipv6Addr>().is_ok() {
        return Err(fatal("NSRRDATAIllegalHostName", "Value is not a host name", value));
    }
    domain(value)
}

/// Quoted strings of at most 255 bytes, with spaces between them or not.
fn character_strings(value: &str) -> Result<(), String> {
    let unquoted =
        || fatal("InvalidCharacterString", "Value should be enclosed in quotation marks", value);
    let mut rest = value.trim_matches(' ');
    if rest.is_empty() {
        return Err(unquoted());
    }
    while !rest.is_empty() {
        let inside = rest.strip_prefix('"').ok_or_else(unquoted)?;
        let (length, after) = quoted(inside, value)?.ok_or_else(unquoted)?;
        if length > 255 {
            return Err(fatal("CharacterStringTooLong", "Value is too long", value));
        }
        rest = after.trim_start_matches(' ');
    }
    Ok(())
}

/// How many bytes stand before the closing quotation mark and what follows it; `None` without one.
fn quoted<'v>(inside: &'v str, value: &str) -> Result<Option<(usize, &'v str)>, String> {
    let bytes = inside.as_bytes();
    let (mut length, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(inside.get(at + 1..).map(|after| (length, after))),
            b'\\' if matches!(bytes.get(at + 1), Some(b'"' | b'\\')) => at += 2,
            b'\\' => {
                let digits = bytes.get(at + 1..at + 4).unwrap_or_default();
                if digits.len() != 3 || !digits.iter().all(|digit| (b'0'..=b'7').contains(digit)) {
                    return Err(fatal(
                        "InvalidEscape",
                        "Value contains an invalid escape sequence",
                        value,
                    ));
                }
                at += 4;
            }
            b' '..=b'~' => at += 1,
            _ => {
                return Err(fatal(
                    "UnsupportedCharacter",
                    "Value contains unsupported characters",
                    value,
                ));
            }
        }
        length += 1;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(kind: RecordType, value: &str) -> String {
        faults(kind, &[value.to_owned()]).join("; ")
    }

    #[test]
    fn good_values_pass() {
        use RecordType::{A, Aaaa, Caa, Cname, Ds, Mx, Ns, Ptr, Soa, Srv, Txt};
        for (kind, value) in [
            (A, "192.0.2.1"),
            (Aaaa, "2001:db8::1"),
            (Ns, "ns-1.awsdns-00.com"),
            (Cname, "\\052.example.com."),
            (Ptr, "host.example.com."),
            (Mx, "10 mail.example.com."),
            (Srv, "1 0 443 ."),
            (Soa, "ns-1.awsdns-00.com. hostmaster.example.com. 1 7200 900 1209600 86400"),
            (Ds, "12345 13 2 00ff"),
            (Caa, "0 issue \"ca.example.net; account=1\""),
            (Txt, "\"one\" \"two\"\"three\""),
            (Txt, "\"a \\\"quote\\\", \\\\ and \\033[31m\""),
            (Txt, "\"\""),
        ] {
            assert_eq!(verdict(kind, value), "", "{kind} {value}");
        }
    }

    #[test]
    fn bad_values_are_named() {
        use RecordType::{A, Aaaa, Ds, Mx, Ns, Srv, Txt};
        for (kind, value, word) in [
            (A, "300.1.1.1", "ARRDATAIllegalIPv4Address"),
            (A, "", "ARRDATAIllegalIPv4Address"),
            (Aaaa, "192.0.2.1", "AAAARRDATAIllegalIPv6Address"),
            (Ns, "192.0.2.1", "NSRRDATAIllegalHostName"),
            (Ns, "2001:db8::1", "NSRRDATAIllegalHostName"),
            (Ns, "a..b", "DomainLabelEmpty"),
            (Ns, "a b", "UnsupportedCharacter"),
            (Mx, "mail.example.com", "MXRRDATANot2Fields"),
            (Mx, "70000 mail.example.com", "MXRRDATANotANumber"),
            (Srv, "1 2 3", "SRVRRDATANot4Fields"),
            (Ds, "1 13 2 xyz", "DSRRDATAIllegalDigest"),
            (Txt, "bare", "InvalidCharacterString"),
            (Txt, "\"open", "InvalidCharacterString"),
            (Txt, "\"\u{1b}\"", "UnsupportedCharacter"),
            (Txt, "\"\\9\"", "InvalidEscape"),
        ] {
            let text = verdict(kind, value);
            assert!(text.contains(word), "{kind} {value}: {text}");
        }
        let long = format!("\"{}\"", "x".repeat(256));
        assert!(verdict(Txt, &long).contains("CharacterStringTooLong"));
    }

    #[test]
    fn values_come_once_and_cname_has_one() {
        let twice = ["192.0.2.1".to_owned(), "192.0.2.1".to_owned()];
        assert_eq!(faults(RecordType::A, &twice), ["Duplicate Resource Record: '192.0.2.1'"]);
        let two = ["a.example.com".to_owned(), "b.example.com".to_owned()];
        assert_eq!(faults(RecordType::Cname, &two).len(), 1);
    }
}
