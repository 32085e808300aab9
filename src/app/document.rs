//! Findings as lines of text: wrapped once for a width, drawn line by line.

pub mod servers;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cut::{Ending, Finding, Severity, Witness};
use crate::zone::{CredentialChain, Data, ProofState, RecordSet};

/// What a line is, for its colour and mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// First line of a finding.
    Finding(Severity),
    /// A further line of a finding's sentence.
    Text,
    /// What it rests on.
    Evidence,
    /// What to do about it.
    Advice,
    /// Over a part of a three-way view, or of a table.
    Heading,
    /// A row about one server.
    Row(ProofState),
}

/// One line, indented as it is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub role: Role,
    /// The text, safe to draw.
    pub text: String,
}

/// Columns in front of a finding's sentence: a mark, the severity, the gaps.
const HEAD: usize = 7;

/// Lays findings out for a width in columns.
#[must_use]
pub fn lay_out(findings: &[Finding], width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for finding in findings {
        let head = format!("{}  {}", finding.code, finding.message);
        let mut role = Role::Finding(finding.severity);
        for text in wrap(&plain(&head), width.saturating_sub(HEAD)) {
            let text = match role {
                Role::Finding(severity) => format!("{:<5}{text}", severity.as_str()),
                _ => format!("     {text}"),
            };
            lines.push(Line { role, text });
            role = Role::Text;
        }
        for evidence in &finding.evidence {
            for text in wrap(&plain(evidence), width.saturating_sub(HEAD + 2)) {
                lines.push(Line { role: Role::Evidence, text: format!("       {text}") });
            }
        }
        if let Some(advice) = &finding.advice {
            for text in wrap(&plain(advice), width.saturating_sub(HEAD)) {
                lines.push(Line { role: Role::Advice, text: format!("     {text}") });
            }
        }
    }
    lines
}

/// Lays out how a change ended; where it met another state than the preview's, what was planned,
/// what was there then and what is there now. `via` is how the parent's account is reached.
#[must_use]
pub fn lay_out_ending(ending: &Ending, via: &CredentialChain, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    push(&mut lines, Role::Text, "", &ending.message(), width);
    match ending {
        Ending::Conflict { planned, then, now, differences, .. } => {
            push(&mut lines, Role::Heading, "", "What differs", width);
            for difference in differences {
                push(&mut lines, Role::Evidence, "  ", difference, width);
            }
            push(&mut lines, Role::Heading, "", "Planned", width);
            if planned.is_empty() {
                push(&mut lines, Role::Evidence, "  ", "nothing at the cut", width);
            }
            for set in planned {
                push(&mut lines, Role::Evidence, "  ", &set_line(set), width);
            }
            push_witness(&mut lines, "Then, in the preview", then, width);
            push_witness(&mut lines, "Now", now, width);
        }
        Ending::Drifted { differences, .. } => {
            for difference in differences {
                push(&mut lines, Role::Evidence, "  ", difference, width);
            }
        }
        Ending::Settled { now, .. } => push_witness(&mut lines, "Now", now, width),
        _ => {}
    }
    if let Some(advice) = ending.advice(via) {
        push(&mut lines, Role::Advice, "", &advice, width);
    }
    lines
}

fn push(lines: &mut Vec<Line>, role: Role, indent: &str, text: &str, width: usize) {
    for text in wrap(&plain(text), width.saturating_sub(indent.len())) {
        lines.push(Line { role, text: format!("{indent}{text}") });
    }
}

fn push_witness(lines: &mut Vec<Line>, heading: &str, witness: &Witness, width: usize) {
    push(lines, Role::Heading, "", heading, width);
    if witness.at_and_below.is_empty() {
        push(lines, Role::Evidence, "  ", "nothing at or below the cut", width);
    }
    for set in &witness.at_and_below {
        push(lines, Role::Evidence, "  ", &set_line(set), width);
    }
}

/// A record set in one line: name, TTL, type, content.
#[must_use]
pub fn set_line(set: &RecordSet) -> String {
    let (name, rtype) = (&set.name, &set.rtype);
    match &set.data {
        Data::Records { ttl, values } => format!("{name} {ttl} {rtype} {}", values.join(" ")),
        Data::Alias(target) => format!("{name} alias {rtype} {}", target.dns_name),
    }
}

/// Text from outside as it may be shown: control characters, and characters that reorder or
/// hide text, become visible escapes.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if is_plain(char) {
            out.push(char);
        } else {
            out.extend(char.escape_unicode());
        }
    }
    out
}

/// Whether a character drives no terminal, and neither reorders nor hides text.
#[must_use]
pub fn is_plain(char: char) -> bool {
    !char.is_control() && !reorders_or_hides(char)
}

/// Bidirectional controls, zero-width characters, line separators, tags, variation selectors, and
/// the colours of skin, of which terminals disagree whether they have columns.
fn reorders_or_hides(char: char) -> bool {
    matches!(
        char,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Breaks a text at spaces into lines of at most `width` columns; a word that is longer is
/// broken where it must be. Never fewer than one line, never narrower than eight columns.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let wide = word.trim_end().width();
        if used > 0 && used + wide > width {
            lines.push(String::new());
            used = 0;
        }
        for char in word.chars() {
            let columns = char.width().unwrap_or(0);
            if used + columns > width {
                if char == ' ' {
                    continue;
                }
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(char);
            }
            used += columns;
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_drive_or_fool_a_terminal_is_escaped() {
        assert_eq!(plain("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(plain("moc.\u{202e}elpmaxe"), "moc.\\u{202e}elpmaxe");
        assert_eq!(plain("bücher 例え"), "bücher 例え");
        assert_eq!(plain("\u{9b}31m"), "\\u{9b}31m");
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_and_fits(text in "[a-zä例 ]{0,200}", width in 8usize..60) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width);
            }
            let squeeze = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
        }
    }
}
