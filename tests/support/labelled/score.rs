//! What an audit found, held against what was there.

use std::collections::BTreeMap;

use zonecut::cut::{AuditRow, CutState};

use super::Label;

/// One state over all cuts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Cuts that are in it.
    pub(crate) there: usize,
    /// Cuts of which the audit says so.
    pub(crate) said: usize,
    /// Both.
    pub(crate) right: usize,
}

/// How well an audit did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    /// Cuts, as labelled.
    pub(crate) cuts: usize,
    /// One for each state, in the order of [`CutState::ALL`].
    pub(crate) tallies: [Tally; 12],
    /// Cuts of which all else that is wrong is told, and nothing more.
    pub(crate) told_whole: usize,
    /// What was missed, or said and not there, a line each.
    pub(crate) wrong: Vec<String>,
}

/// Cut, parent, child. A row that names another zone is about another cut.
type Place = (String, [Option<String>; 2]);

impl Score {
    pub(super) fn of(labels: &[Label], rows: &[AuditRow]) -> Self {
        let mut score = Self { cuts: labels.len(), ..Self::default() };
        let mut said: BTreeMap<Place, Vec<&AuditRow>> = BTreeMap::new();
        for row in rows {
            score.tally(row.state).said += 1;
            said.entry(place(row)).or_default().push(row);
        }
        for Label { case, name, sides, states: (state, also) } in labels {
            score.tally(*state).there += 1;
            let row = said.get_mut(&(name.to_string(), sides.clone())).and_then(Vec::pop);
            if row.is_some_and(|row| row.state == *state) {
                score.tally(*state).right += 1;
            }
            if row.is_some_and(|row| row.state == *state && row.also == *also) {
                score.told_whole += 1;
            } else {
                let found = row.map(|row| (row.state, &row.also, &row.evidence));
                let wanted = (state, also);
                score.wrong.push(format!("{case}: {name} is {wanted:?}; found {found:?}"));
            }
        }
        let unasked = said.into_iter().flat_map(|(place, rows)| {
            rows.into_iter().map(move |row| (place.clone(), row.state, &row.evidence))
        });
        score.wrong.extend(unasked.map(|row| format!("no such cut: {row:?}")));
        score
    }

    fn tally(&mut self, state: CutState) -> &mut Tally {
        &mut self.tallies[usize::from(state.severity())]
    }
}

fn place(row: &AuditRow) -> Place {
    let id = |key: &Option<zonecut::zone::ZoneKey>| key.as_ref().map(|key| key.zone.to_string());
    (row.name.to_string(), [id(&row.parent), id(&row.child)])
}
