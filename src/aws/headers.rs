//! The headers of AWS's files, read as they stand: in order, with those that the SDK's parser
//! drops without a word.

use aws_runtime::env_config::file::EnvConfigFileKind;

/// A `[…]` line that is meant to begin a profile.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The name that it is meant to give, without quotes.
    pub(super) name: String,
    /// Line, from 1.
    pub(super) line: usize,
    /// Set where the SDK's parser does not take it.
    pub(super) flaw: Option<Flaw>,
}

/// Why a header is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// What is wrong, in a sentence without its full stop.
    pub(super) message: String,
    /// The line to write in its place.
    pub(super) remedy: String,
}

/// Sections of the config file that are not profiles (the last two are the AWS CLI's own).
const OTHER_SECTIONS: [&str; 4] = ["sso-session", "services", "plugins", "preview"];

/// All headers of profiles in a file, in its order. Only a bracket in the first column begins a
/// section, as in the SDK.
pub(super) fn scan(kind: EnvConfigFileKind, text: &str) -> Vec<Header> {
    let mut headers = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(inside) = line.strip_prefix('[') else { continue };
        let inside = inside.split(['#', ';']).next().unwrap_or(inside).trim();
        let inside = inside.strip_suffix(']').unwrap_or(inside).trim();
        let (prefix, rest) = match inside.split_once([' ', '\t']) {
            Some((prefix, rest)) => (Some(prefix), rest.trim()),
            None => (None, inside),
        };
        if OTHER_SECTIONS.contains(&prefix.unwrap_or(inside)) {
            continue;
        }
        let (name, flaw) = match kind {
            EnvConfigFileKind::Config => in_config(prefix, rest, inside),
            EnvConfigFileKind::Credentials => in_credentials(prefix, rest, inside),
        };
        headers.push(Header { name, line: index + 1, flaw });
    }
    headers
}

fn in_config(prefix: Option<&str>, rest: &str, inside: &str) -> (String, Option<Flaw>) {
    match prefix {
        Some("profile") if is_identifier(rest) => (rest.to_owned(), None),
        None if inside == "default" => (inside.to_owned(), None),
        Some("profile") => {
            let name = unquote(rest);
            let remedy = format!("[profile {}]", as_identifier(name));
            (name.to_owned(), Some(flawed_name(name, remedy)))
        }
        _ => {
            let name = unquote(inside);
            let message =
                "in the config file a profile's header begins with the word profile".into();
            let remedy = format!("[profile {}]", as_identifier(name));
            (name.to_owned(), Some(Flaw { message, remedy }))
        }
    }
}

fn in_credentials(prefix: Option<&str>, rest: &str, inside: &str) -> (String, Option<Flaw>) {
    if prefix == Some("profile") {
        let name = unquote(rest);
        let message = "in the credentials file a profile's header is its name alone".into();
        let remedy = format!("[{}]", as_identifier(name));
        return (name.to_owned(), Some(Flaw { message, remedy }));
    }
    if prefix.is_none() && is_identifier(inside) {
        return (inside.to_owned(), None);
    }
    let name = unquote(inside);
    let remedy = format!("[{}]", as_identifier(name));
    (name.to_owned(), Some(flawed_name(name, remedy)))
}

fn flawed_name(name: &str, remedy: String) -> Flaw {
    let message = if is_identifier(name) {
        "a profile's name stands without quotes".into()
    } else {
        "the AWS SDK takes only letters, digits and _ - / . % @ : + in a profile's name".into()
    };
    Flaw { message, remedy }
}

/// What the SDK takes as a name (`aws_runtime::env_config`).
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_identifier_char)
}

fn is_identifier_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c)
}

fn as_identifier(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            c if is_identifier_char(c) => name.push(c),
            _ if name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    if name.is_empty() { "name".into() } else { name }
}

fn unquote(text: &str) -> &str {
    text.trim_matches(['"', '\'']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Vec<Header> {
        scan(EnvConfigFileKind::Config, text)
    }

    fn remedy(header: &Header) -> &str {
        &header.flaw.as_ref().unwrap().remedy
    }

    #[test]
    fn good_headers_keep_their_order_and_lines() {
        let text = "# note\n[default]\nregion=x\n[profile b]\n\n[sso-session s]\n[services v]\n[ profile a ] # why\n";
        let found: Vec<_> = config(text).into_iter().map(|h| (h.name, h.line, h.flaw)).collect();
        assert_eq!(
            found,
            [("default".into(), 2, None), ("b".into(), 4, None), ("a".into(), 8, None)]
        );
    }

    #[test]
    fn dropped_headers_come_with_the_line_to_write() {
        let headers =
            config("[prod]\n[profile my team]\n[profile \"team-b\"]\n[profile é]\n[my box]\n");
        let names: Vec<_> = headers.iter().map(|h| h.name.as_str()).collect();
        assert_eq!(names, ["prod", "my team", "team-b", "é", "my box"]);
        assert_eq!(remedy(&headers[0]), "[profile prod]");
        assert_eq!(remedy(&headers[1]), "[profile my-team]");
        assert_eq!(remedy(&headers[2]), "[profile team-b]");
        assert_eq!(remedy(&headers[3]), "[profile -]");
        assert_eq!(remedy(&headers[4]), "[profile my-box]");
        assert!(headers[2].flaw.as_ref().unwrap().message.contains("without quotes"));
    }

    #[test]
    fn the_credentials_file_wants_bare_names() {
        let headers = scan(EnvConfigFileKind::Credentials, "[a]\n[profile b]\n[c d]\n");
        assert_eq!(headers[0].flaw, None);
        assert_eq!(remedy(&headers[1]), "[b]");
        assert_eq!(remedy(&headers[2]), "[c-d]");
    }

    #[test]
    fn a_header_in_a_continuation_is_none() {
        assert_eq!(config("[default]\ns3 =\n  [profile x]\n").len(), 1);
    }
}
