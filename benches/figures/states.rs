//! How well an audit tells the states of cuts: recall and precision of each, over worlds whose
//! labels come from how they were made.

use zonecut::cut::CutState;

use crate::Outcome;
use crate::labelled::Labelled;
use crate::table::Table;

const SEEDS: [u64; 3] = [1, 2, 3];
const CUTS: usize = 400;
/// How many of what was told wrongly are shown.
const SHOWN: usize = 20;

pub(crate) async fn measure(table: &mut Table) -> Outcome<()> {
    table.heading("States of cuts in 3 labelled worlds of 400 and more (recall, precision)")?;
    let mut tallies = [[0; 3]; CutState::ALL.len()];
    let (mut cuts, mut told_whole, mut wrong) = (0, 0, Vec::new());
    for seed in SEEDS {
        let score = Box::pin(Labelled::from_seed(seed, CUTS)?.audited()).await?;
        for (sum, tally) in tallies.iter_mut().zip(score.tallies) {
            let of_seed = [tally.there, tally.said, tally.right];
            *sum = [sum[0] + of_seed[0], sum[1] + of_seed[1], sum[2] + of_seed[2]];
        }
        cuts += score.cuts;
        told_whole += score.told_whole;
        wrong.extend(score.wrong.into_iter().map(|line| format!("seed {seed}: {line}")));
    }
    for (state, tally) in CutState::ALL.into_iter().zip(tallies) {
        let what = format!("{state} ({} cuts)", tally[0]);
        table.recall_and_precision(&what, tally)?;
    }
    table.count_exactly("cuts of which all else that is wrong is told too", told_whole, cuts)?;
    wrong.iter().take(SHOWN).try_for_each(|line| table.note(line))
}
