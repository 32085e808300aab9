//! The profile picker: type any part of a profile's name, label, group or account, in order, with
//! gaps; the best match is at hand.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::accounts::ProfileRow;
use super::cursor::Cursor;
use super::field::Field;
use crate::zone::{AccountId, Habits};

/// The picker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pick {
    /// What was typed.
    pub field: Field,
    /// The profiles that match, the best first.
    pub hits: Vec<Hit>,
    /// The selected one.
    pub cursor: Cursor,
}

/// A profile that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its index.
    pub profile: usize,
    /// The graphemes of its label that matched, in order.
    pub places: Vec<usize>,
}

impl Pick {
    /// Finds the profiles that match what was typed.
    pub(super) fn search(&mut self, rows: &[ProfileRow], habits: &Habits) {
        let mut matcher = Matcher::new(Config::DEFAULT);
        let text = self.field.text().trim();
        let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
        let (mut chars, mut indices) = (Vec::new(), Vec::new());
        let mut found: Vec<(u32, usize, Hit)> = Vec::new();
        for (profile, row) in rows.iter().enumerate() {
            let haystack = haystack(row);
            let Some(score) = pattern.score(Utf32Str::new(&haystack, &mut chars), &mut matcher)
            else {
                continue;
            };
            indices.clear();
            if !text.is_empty() {
                let label = Utf32Str::new(&row.label, &mut chars);
                if pattern.indices(label, &mut matcher, &mut indices).is_none() {
                    indices.clear();
                }
                indices.sort_unstable();
                indices.dedup();
            }
            let places = indices.iter().filter_map(|at| usize::try_from(*at).ok()).collect();
            found.push((score, rank(row, habits), Hit { profile, places }));
        }
        found.sort_by_key(|(score, rank, hit)| (std::cmp::Reverse(*score), *rank, hit.profile));
        self.hits = found.into_iter().map(|(_, _, hit)| hit).collect();
        self.cursor.select(0, self.hits.len());
    }
}

/// All that a profile can be found by.
fn haystack(row: &ProfileRow) -> String {
    let member = row.profile.member.as_deref();
    let expected = row.profile.expected_account.as_ref();
    let account = row.account().or(expected).map(AccountId::as_str);
    let parts = [
        Some(row.label.as_str()),
        Some(row.profile.name.as_str()).filter(|name| *name != row.label),
        member.and_then(|member| member.account_name.as_deref()),
        account,
        row.group.as_deref(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Favourites come first, then what was used last, then all others.
fn rank(row: &ProfileRow, habits: &Habits) -> usize {
    let name = &row.profile.name;
    if let Some(at) = habits.favourites.iter().position(|known| known == name) {
        return at;
    }
    let recent = habits.recent.iter().position(|known| known == name);
    recent.map_or(usize::MAX, |at| habits.favourites.len() + at)
}
