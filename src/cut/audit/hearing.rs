//! How an audit takes answers: what it keeps, and what becomes known by them.

use crate::dns::{Looked, Name};
use crate::zone::{Fault, FaultKind, RecordPage, Signing};

use super::lanes::{Want, What};
use super::server::Heard;
use super::zones::Records;
use super::{Audit, AuditAnswer};

impl Audit {
    pub(super) fn take(&mut self, want: Want, answer: AuditAnswer) {
        self.progress.requests += usize::from(!matches!(answer, AuditAnswer::LookedUp(_)));
        match (want.what, answer) {
            (What::Records(at), AuditAnswer::Records(Ok(page))) => {
                self.page(at, want.reader, page);
            }
            (What::Detail(at), AuditAnswer::Zone(Ok(detail))) => {
                let set = detail.delegation_set.into_iter().collect();
                let waiting = self.zones.get_mut(at).detail.tell(Ok(set));
                self.told(waiting);
            }
            (What::Signing(at), AuditAnswer::Signing(Ok(signing))) => {
                self.told_signing(at, Ok(signing));
            }
            (
                what @ (What::Records(_) | What::Detail(_) | What::Signing(_)),
                AuditAnswer::Records(Err(fault))
                | AuditAnswer::Zone(Err(fault))
                | AuditAnswer::Signing(Err(fault)),
            ) => self.failed(&Want { what, reader: want.reader }, fault),
            (What::Server { case: at, server }, AuditAnswer::LookedUp(Looked::Server(seen))) => {
                self.progress.lookups_done += 1;
                if let Some(Some(case)) = self.cases.get_mut(at) {
                    case.sightings.insert(server, seen);
                }
                self.told(vec![at]);
            }
            (What::Chain(at), AuditAnswer::LookedUp(Looked::Chain(seen))) => {
                if let Some(Some(case)) = self.cases.get_mut(at) {
                    case.follow(seen);
                }
                self.ask_servers(at);
                self.told(vec![at]);
            }
            (What::ApexKeys(at), AuditAnswer::LookedUp(Looked::Server(seen))) => {
                self.progress.lookups_done += 1;
                let zone = self.zones.get_mut(at);
                let keys = Heard::of(&seen, &zone.key().name).keys;
                if keys.is_empty() {
                    return self.ask_apex_server(at, want.reader + 1);
                }
                let any = keys.iter().any(|keys| !keys.is_empty());
                let waiting = zone.apex_keys.tell(Ok(Some(any)));
                self.told(waiting);
            }
            (what, _) => self.want(Want { what, reader: want.reader }, None),
        }
    }

    fn page(&mut self, at: usize, reader: usize, page: RecordPage) {
        self.progress.pages += 1;
        let zone = self.zones.get_mut(at);
        let Records::Going { cuts, next } = &mut zone.records else { return };
        cuts.take(page.sets);
        match page.next {
            Some(start) if next.as_ref() == Some(&start) => {
                let fault = Fault {
                    kind: FaultKind::Malformed,
                    action: "ListResourceRecordSets",
                    profile: zone.key().profile.clone(),
                    account: zone.account.clone(),
                    zone: Some(Box::new(zone.key().zone.clone())),
                    detail: "the next page is the same one again".to_owned(),
                    denial: None,
                };
                self.failed(&Want { what: What::Records(at), reader }, fault);
            }
            Some(start) => {
                *next = Some(start);
                self.want(Want { what: What::Records(at), reader }, None);
            }
            None => {
                cuts.finish();
                let read = std::mem::replace(&mut zone.records, Records::NotWanted);
                if let Records::Going { cuts, .. } = read {
                    zone.records = Records::Read(cuts);
                }
                self.progress.zones_read += 1;
                self.read(at);
            }
        }
    }

    /// Lets the next reader try. A profile that can't sign in is asked nothing more.
    fn failed(&mut self, want: &Want, fault: Fault) {
        let (What::Records(at) | What::Detail(at) | What::Signing(at)) = want.what else { return };
        let next = Want { what: want.what.clone(), reader: want.reader + 1 };
        let is_down = matches!(fault.kind, FaultKind::SignInNeeded(_) | FaultKind::Misconfigured);
        if is_down && let Some(reader) = self.zones.get(at).readers.get(want.reader) {
            self.down.insert(reader.profile.clone(), fault.clone());
        }
        self.want(next, Some(fault));
        if is_down {
            for (_, waiting) in self.lanes.clear_accounts() {
                self.want(waiting, None);
            }
        }
    }

    /// Nobody can read it.
    pub(super) fn gave_up(&mut self, want: &Want, fault: Fault) {
        let waiting = match want.what {
            What::Records(at) => {
                let reader = want.reader.saturating_sub(1);
                self.zones.get_mut(at).records = Records::Unread { reader, fault };
                self.progress.zones_unread += 1;
                return self.read(at);
            }
            What::Detail(at) => self.zones.get_mut(at).detail.tell(Err(fault)),
            What::Signing(at) => return self.told_signing(at, Err(fault)),
            What::Server { .. } | What::Chain(_) | What::ApexKeys(_) => Vec::new(),
        };
        self.told(waiting);
    }

    fn told_signing(&mut self, at: usize, answer: Result<Signing, Fault>) {
        let waiting = self.zones.get_mut(at).signing.tell(answer);
        for case in &waiting {
            self.ask_apex(*case, at);
        }
        self.told(waiting);
    }

    /// Goes on with all that has waited for a zone's records, and with the cuts found in them.
    fn read(&mut self, at: usize) {
        let zone = self.zones.get_mut(at);
        let mut names = std::mem::take(&mut zone.waiting);
        let mut found: Vec<Name> =
            zone.cuts().into_iter().flat_map(|cuts| cuts.names().cloned()).collect();
        found.sort();
        names.extend(found);
        for name in names {
            self.open(name);
        }
    }
}
