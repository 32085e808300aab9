//! Texts as string literals of the languages that are written. All of it is ASCII, so that no
//! terminal and no reader is driven or fooled by what a zone holds.

use std::fmt::Write;

use serde_json::Value;

/// A word in single quotes for a POSIX shell, where it needs them.
#[must_use]
pub fn quoted(word: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@,+".contains(&byte);
    if !word.is_empty() && word.bytes().all(safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// JSON on one line.
pub(super) fn json(value: &Value) -> String {
    ascii_json(&value.to_string())
}

/// JSON over several lines, with a final line break.
pub(super) fn json_lines(value: &Value) -> String {
    format!("{}\n", ascii_json(&format!("{value:#}")))
}

/// What is beyond ASCII stands only inside the texts of JSON, and is escaped there (RFC 8259 §7).
fn ascii_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char == '\n' || (' '..='~').contains(&char) {
            out.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// A quoted template of Terraform's language that is the text and no template. Source:
/// [Strings and templates](https://developer.hashicorp.com/terraform/language/expressions/strings).
pub(super) fn hcl(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([char, char]),
            ' '..='~' => out.push(char),
            _ if u32::from(char) > 0xffff => {
                let _ = write!(out, "\\U{:08x}", u32::from(char));
            }
            _ => {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
        }
    }
    out.push('"');
    out
}

/// A string literal of TypeScript.
pub(super) fn typescript(text: &str) -> String {
    let mut out = String::from("'");
    for char in text.chars() {
        match char {
            '\'' | '\\' => out.extend(['\\', char]),
            ' '..='~' => out.push(char),
            _ => out.extend(char.escape_unicode()),
        }
    }
    out.push('\'');
    out
}

/// A text that ends no comment and drives no terminal.
pub(super) fn remark(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if (' '..='~').contains(&char) || char.is_alphanumeric() {
            out.push(char);
        } else {
            out.extend(char.escape_unicode());
        }
    }
    out
}

/// Lines of a comment, each behind a mark.
pub(super) fn remarks(mark: &str, lines: &[String]) -> String {
    let line = |line: &String| format!("{mark} {}", remark(line)).trim_end().to_owned() + "\n";
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_shell_reads_quoted_words_back() {
        for word in ["plain", "a b", "it's", "", "$(rm)", "a\"b", "--x", "a\\b", "né"] {
            let printed = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {}", quoted(word))])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&printed.stdout), word);
        }
    }

    /// What Terraform 1.11 makes of each, by its own console.
    #[test]
    fn a_template_is_no_template() {
        for (text, literal) in [
            ("${x}", r#""$${x}""#),
            ("$${x}", r#""$$${x}""#),
            ("%{x}", r#""%%{x}""#),
            ("$ % $$", r#""$ % $$""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("\u{1b}\u{202e}\u{1f600}\n", r#""\u001b\u202e\U0001f600\u000a""#),
        ] {
            assert_eq!(hcl(text), literal);
        }
    }

    #[test]
    fn typescript_has_escapes_of_its_own() {
        assert_eq!(typescript("it's ${x} \\ \u{1b}\u{1f600}"), r"'it\'s ${x} \\ \u{1b}\u{1f600}'");
    }

    proptest! {
        #[test]
        fn all_is_ascii_and_json_reads_back(text in any::<String>()) {
            let value = json!({ text.clone(): [text.clone()] });
            let written = json(&value);
            prop_assert_eq!(&serde_json::from_str::<Value>(&written).unwrap(), &value);
            for literal in [written, hcl(&text), typescript(&text)] {
                prop_assert!(literal.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            }
            prop_assert!(!remark(&text).contains(char::is_control));
        }
    }
}
