//! Names and values as a zone file writes them (RFC 1035 §5.1): every name absolute, every odd
//! octet a *decimal* escape, where Route 53 has octal ones.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::dns::{Name, RecordType};

/// One field of a value.
#[derive(Debug, Clone, Copy)]
enum Field {
    /// A number, digits of an algorithm or a tag.
    Word,
    /// Hexadecimal digits, as many groups as there are.
    Digits,
    /// A domain name.
    Domain,
    /// A character string.
    Text,
    /// Character strings, as many as there are.
    Texts,
    /// Parameters of a service binding (RFC 9460 §2.1), as many as there are.
    Parameters,
}

/// A name, absolute.
pub(super) fn name(name: &Name) -> String {
    let mut out = String::new();
    for label in name.octets() {
        for octet in label {
            match octet {
                b'.' | b'\\' | b'"' | b'(' | b')' | b';' | b'@' | b'$' => {
                    out.extend(['\\', char::from(octet)]);
                }
                b'!'..=b'~' => out.push(char::from(octet)),
                _ => escape(&mut out, octet),
            }
        }
        out.push('.');
    }
    if out.is_empty() { ".".to_owned() } else { out }
}

/// A value of Route 53's, or why a zone file can't hold it.
pub(super) fn value(rtype: &RecordType, value: &str) -> Result<String, &'static str> {
    use Field::{Digits, Domain, Parameters, Text, Texts, Word};
    let fields: &[Field] = match rtype.as_str() {
        "A" => return address::<Ipv4Addr>(value),
        "AAAA" => return address::<Ipv6Addr>(value),
        "NS" | "CNAME" | "PTR" => &[Domain],
        "MX" => &[Word, Domain],
        "SRV" => &[Word, Word, Word, Domain],
        "SOA" => &[Domain, Domain, Word, Word, Word, Word, Word],
        "DS" | "TLSA" => &[Word, Word, Word, Digits],
        "SSHFP" => &[Word, Word, Digits],
        "CAA" => &[Word, Word, Text],
        "TXT" | "SPF" => &[Texts],
        "NAPTR" => &[Word, Word, Text, Text, Text, Domain],
        "SVCB" | "HTTPS" => &[Word, Domain, Parameters],
        _ => return Err("a type that is not known here"),
    };
    let mut rest = value;
    let mut out = Vec::new();
    for field in fields {
        match field {
            Word => out.push(word(&mut rest)?),
            Domain => out.push(domain(&mut rest)?),
            Text => out.push(text(&mut rest)?),
            Digits => {
                while !rest.trim_start().is_empty() {
                    out.push(word(&mut rest)?);
                }
            }
            Texts => {
                out.push(text(&mut rest)?);
                while !rest.trim_start().is_empty() {
                    out.push(text(&mut rest)?);
                }
            }
            Parameters => {
                if !rest.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                    return Err("a parameter with odd characters");
                }
                out.extend(Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty()));
                rest = "";
            }
        }
    }
    if rest.trim().is_empty() { Ok(out.join(" ")) } else { Err("more fields than its type has") }
}

fn address<T: std::str::FromStr + ToString>(value: &str) -> Result<String, &'static str> {
    value.parse().map(|address: T| address.to_string()).map_err(|_| "no address")
}

/// The next field that stands without quotes.
fn token<'v>(rest: &mut &'v str) -> Result<&'v str, &'static str> {
    let start = rest.trim_start_matches(' ');
    let (token, after) = start.split_at(start.find(' ').unwrap_or(start.len()));
    *rest = after;
    if token.is_empty() { Err("fewer fields than its type has") } else { Ok(token) }
}

fn word(rest: &mut &str) -> Result<String, &'static str> {
    let token = token(rest)?;
    let plain = token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { Ok(token.to_owned()) } else { Err("a field with odd characters") }
}

fn domain(rest: &mut &str) -> Result<String, &'static str> {
    Name::from_route53(token(rest)?).map(|read| name(&read)).map_err(|_| "no domain name")
}

/// The next quoted string. What is no ASCII is written as its octets.
fn text(rest: &mut &str) -> Result<String, &'static str> {
    let start = rest.trim_start_matches(' ');
    let inside = start.strip_prefix('"').ok_or("a text without quotation marks")?;
    let mut out = String::from("\"");
    let mut octets = inside.bytes().enumerate();
    while let Some((at, octet)) = octets.next() {
        match octet {
            b'"' => {
                *rest = inside.get(at + 1..).unwrap_or_default();
                out.push('"');
                return Ok(out);
            }
            b'\\' => match octets.next().map(|(_, next)| next) {
                Some(quote @ (b'"' | b'\\')) => out.extend(['\\', char::from(quote)]),
                Some(first) => {
                    let digits = [Some(first), octet_of(octets.next()), octet_of(octets.next())];
                    plain_or_escape(&mut out, octal(digits).ok_or("an escape that is not octal")?);
                }
                None => break,
            },
            octet => plain_or_escape(&mut out, octet),
        }
    }
    Err("a text without its closing quotation mark")
}

fn octet_of(next: Option<(usize, u8)>) -> Option<u8> {
    next.map(|(_, octet)| octet)
}

/// The octet of three octal digits.
fn octal(digits: [Option<u8>; 3]) -> Option<u8> {
    let code = digits
        .into_iter()
        .try_fold(0, |code: u32, digit| Some(code * 8 + char::from(digit?).to_digit(8)?));
    u8::try_from(code?).ok()
}

fn plain_or_escape(out: &mut String, octet: u8) {
    match octet {
        b'"' | b'\\' => out.extend(['\\', char::from(octet)]),
        b' '..=b'~' => out.push(char::from(octet)),
        _ => escape(out, octet),
    }
}

fn escape(out: &mut String, octet: u8) {
    out.extend(format!("\\{octet:03}").chars());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rtype: &str, text: &str) -> Result<String, &'static str> {
        value(&RecordType::parse(rtype), text)
    }

    #[test]
    fn names_are_absolute_and_escaped_in_decimal() {
        for (text, wanted) in [
            ("\\052.example.com.", "*.example.com."),
            ("a\\040b.example.com", "a\\032b.example.com."),
            ("\\100at.example.com.", "\\@at.example.com."),
            ("a\\056b.example.com.", "a\\.b.example.com."),
            ("0\\05725.2.0.192.in-addr.arpa.", "0/25.2.0.192.in-addr.arpa."),
            ("\\377.example.com.", "\\255.example.com."),
            (".", "."),
        ] {
            assert_eq!(name(&Name::from_route53(text).unwrap()), wanted);
        }
    }

    #[test]
    fn values_are_read_by_their_type() {
        for (rtype, text, wanted) in [
            ("A", "192.0.2.1", "192.0.2.1"),
            ("AAAA", "2001:DB8::1", "2001:db8::1"),
            ("NS", "ns-1.awsdns-01.org", "ns-1.awsdns-01.org."),
            ("MX", "10 mail.example.com", "10 mail.example.com."),
            ("SRV", "1 2 3 .", "1 2 3 ."),
            ("CNAME", "1.0\\05725.2.0.192.in-addr.arpa.", "1.0/25.2.0.192.in-addr.arpa."),
            ("SOA", "a.b. c.d. 1 2 3 4 5", "a.b. c.d. 1 2 3 4 5"),
            ("DS", "258 13 2 00ff 00FF", "258 13 2 00ff 00FF"),
            ("CAA", "0 issue \"a; b\"", "0 issue \"a; b\""),
            ("TXT", "\"one\"  \"two\"\"three\"", "\"one\" \"two\" \"three\""),
            ("TXT", "\"\\033[31m \\\" \\\\ \\134 \\042\"", "\"\\027[31m \\\" \\\\ \\\\ \\\"\""),
            ("TXT", "\"é\"", "\"\\195\\169\""),
            (
                "NAPTR",
                "1 2 \"u\" \"E2U+sip\" \"!^.*$!a b!\" .",
                "1 2 \"u\" \"E2U+sip\" \"!^.*$!a b!\" .",
            ),
            ("HTTPS", "1 . alpn=\"h2,h3\" port=8443", "1 . alpn=\"h2,h3\" port=8443"),
        ] {
            assert_eq!(read(rtype, text).as_deref(), Ok(wanted), "{rtype} {text}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_not_written() {
        for (rtype, text) in [
            ("A", "192.0.2.1\n@ IN NS evil."),
            ("NS", "a. b."),
            ("NS", "a..b"),
            ("MX", "mail.example.com."),
            ("MX", "1; mail.example.com."),
            ("TXT", "bare"),
            ("TXT", "\"open"),
            ("TXT", "\"open\\"),
            ("TXT", "\"\\9\""),
            ("TXT", "\"\\777\""),
            ("TXT", "\"\\089\""),
            ("TXT", "\"a\" bare"),
            ("TXT", ""),
            ("DS", "1 2"),
            ("HTTPS", "1 . alpn=\n"),
            ("WKS", "x"),
        ] {
            assert!(read(rtype, text).is_err(), "{rtype} {text:?}");
        }
    }
}
