//! `kept-now`: what the resolver keeps of the child's name before the change, and for how long. It is
//! asked with RD=0: made to look, it would keep what it found, and hide the change from all who
//! share it.

use crate::cut::wording::{duration, names};
use crate::cut::{Finding, Severity};
use crate::dns::{Name, Rcode, RecordData, Reply};

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let Some(Ok(reply)) = view.now else { return None };
    let cut = &view.draft.facts.cut;
    let message = match keeps(reply, cut) {
        Some(what) if reply.authoritative => {
            format!("The resolver itself speaks for the zone that {cut} is in: {what}")
        }
        Some(what) => format!("The resolver keeps of {cut}: {what}"),
        None => format!(
            "The resolver does not tell what it keeps of {cut} ({}), and it was not made to look: \
             what it found before the change it would keep",
            instead(reply)
        ),
    };
    let (code, evidence) = ("kept-now", Vec::new());
    Some(Finding { code, severity: Severity::Note, message, evidence, advice: None })
}

/// What it has of the name; `None` where it does not say.
fn keeps(reply: &Reply, cut: &Name) -> Option<String> {
    let alias = || {
        reply.answers.iter().filter(|record| record.name == *cut).find_map(|record| {
            let RecordData::Cname(target) = &record.data else { return None };
            Some((format!("an alias of {target}"), Some(record.ttl)))
        })
    };
    // A referral at the cut is kept like an answer.
    let servers = || {
        [&reply.answers, &reply.authority].into_iter().find_map(|section| {
            let servers = Reply::name_servers(section, cut);
            (!servers.is_empty()).then(|| (names(&servers), Reply::ns_ttl(section, cut)))
        })
    };
    let (what, seconds) = match reply.rcode {
        Rcode::NoError => servers().or_else(alias).or_else(|| {
            let seconds = reply.negative_ttl()?;
            Some(("that it has no NS record".to_owned(), Some(seconds)))
        })?,
        Rcode::NxDomain => ("that it does not exist".to_owned(), reply.negative_ttl()),
        _ => return None,
    };
    Some(match seconds {
        Some(seconds) => format!("{what}, for {}", duration(seconds)),
        None => format!("{what}; for how long was not told"),
    })
}

/// What it answers instead.
fn instead(reply: &Reply) -> String {
    let is_ns = |data: &RecordData| matches!(data, RecordData::Ns(_));
    match (reply.rcode, reply.authority.iter().find(|record| is_ns(&record.data))) {
        (Rcode::NoError, Some(record)) => format!("it refers to {}", record.name),
        (Rcode::NoError, None) => "an empty answer".to_owned(),
        (rcode, _) => rcode.to_string(),
    }
}
