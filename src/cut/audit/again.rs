//! Goes on with an audit whose profiles were not signed in: what was read stays read.

use crate::dns::Name;
use crate::zone::{Fault, FaultKind};

use super::Audit;
use super::cuts::Cuts;
use super::lanes::{Lanes, Want, What};
use super::progress::AuditProgress;
use super::zones::{Asked, Records, Zone};

impl Audit {
    /// The same audit once somebody has signed in: zones that could not be read for want of that
    /// are read, and every name is judged and looked up anew, since rows never change once they
    /// are there. What is under way is not waited for any more. `None` where no sign-in was in
    /// the way.
    #[must_use]
    pub fn after_sign_in(&self) -> Option<Self> {
        if !self.down.values().any(wants_sign_in) {
            return None;
        }
        let mut again = Self { rows: Vec::new(), cases: Vec::new(), ..self.clone() };
        again.lanes = Lanes::of(self.zones.accounts().len());
        again.opened.clear();
        again.down.retain(|_, fault| !wants_sign_in(fault));
        let mut progress = AuditProgress {
            pages: self.progress.pages,
            pages_about: self.progress.pages_about,
            requests: self.progress.requests,
            ..AuditProgress::default()
        };
        let wanted: Vec<usize> = self.zones.wanted().map(|(at, _)| at).collect();
        progress.zones = wanted.len();
        for at in 0..self.zones.iter().count() {
            forget(again.zones.get_mut(at));
        }
        let mut going = Vec::new();
        let mut names = self.zones.names();
        for at in wanted {
            match &again.zones.get(at).records {
                Records::Going { .. } => going.push(at),
                Records::Read(cuts) => {
                    progress.zones_read += 1;
                    let mut found: Vec<Name> = cuts.names().cloned().collect();
                    found.sort();
                    names.extend(found);
                }
                Records::Unread { .. } => progress.zones_unread += 1,
                Records::NotWanted => {}
            }
        }
        again.progress = progress;
        for at in going {
            again.want(Want { what: What::Records(at), reader: 0 }, None);
        }
        for name in names {
            again.open(name);
        }
        Some(again)
    }
}

fn wants_sign_in(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::SignInNeeded(_))
}

/// Forgets what was not answered, and what was answered by the want of a sign-in.
fn forget(zone: &mut Zone) {
    zone.waiting.clear();
    let name = zone.key().name.clone();
    if matches!(&zone.records, Records::Unread { fault, .. } if wants_sign_in(fault)) {
        zone.records = Records::Going { cuts: Cuts::of(name), next: None };
    }
    unanswered(&mut zone.detail);
    unanswered(&mut zone.signing);
    unanswered(&mut zone.apex_keys);
}

fn unanswered<T>(asked: &mut Asked<T>) {
    let kept = matches!(asked, Asked::Told(Ok(_)))
        || matches!(asked, Asked::Told(Err(fault)) if !wants_sign_in(fault));
    if !kept {
        *asked = Asked::No;
    }
}
