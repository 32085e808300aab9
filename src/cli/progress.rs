//! Tells how far a write is: a line for each stage that ends, and on a terminal one that follows
//! what goes on.

use std::time::{Duration, Instant};

use crate::cut::{Apply, Stage, StageState};

use super::Output;

/// What was told so far of one write.
#[derive(Debug)]
pub(super) struct Progress {
    /// When the stage that goes on began.
    begun: Instant,
    /// How many stages have ended and are told.
    ended: usize,
    detail: Option<String>,
}

impl Progress {
    /// Of a write that begins now.
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), ended: 0, detail: None }
    }

    /// Tells what has changed.
    pub(super) fn tell(&mut self, apply: &Apply, out: &mut Output) {
        for (stage, state) in apply.stages().into_iter().skip(self.ended) {
            let word = match state {
                StageState::Done => "done",
                StageState::Failed => "failed",
                StageState::Unknown => "not seen",
                StageState::Doing => {
                    self.goes_on(stage, apply, out);
                    break;
                }
                StageState::Ahead => break,
            };
            out.note(&line(word, stage, self.begun.elapsed(), None));
            self.begun = Instant::now();
            self.ended += 1;
        }
    }

    fn goes_on(&mut self, stage: Stage, apply: &Apply, out: &mut Output) {
        let detail = apply.detail();
        if out.is_watched() {
            out.passing(&line("…", stage, self.begun.elapsed(), detail.as_deref()));
        } else if detail != self.detail && apply.entry().is_some() {
            out.note(&line("…", stage, self.begun.elapsed(), detail.as_deref()));
            self.detail = detail;
        }
    }
}

fn line(word: &str, stage: Stage, time: Duration, detail: Option<&str>) -> String {
    let seconds = time.as_secs_f64();
    let detail = detail.map(|detail| format!("  {detail}")).unwrap_or_default();
    format!("  {word:<8}  {:<30}  {seconds:>6.1} s{detail}", stage.label())
}
