//! `seen-now`: what the resolver answers at the child's name before the change, and for how long
//! that is kept.

use crate::cut::judgement::resolver::{negative_ttl, ttl};
use crate::cut::wording::{duration, names};
use crate::cut::{Finding, Severity};
use crate::dns::{Rcode, Reply};

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let Some(Ok(reply)) = view.now else { return None };
    let cut = &view.draft.facts.cut;
    let servers = Reply::name_servers(&reply.answers, cut);
    let message = match reply.rcode {
        Rcode::NoError if !servers.is_empty() => {
            format!("The resolver is led to {} for {cut}{}", names(&servers), kept(ttl(reply, cut)))
        }
        Rcode::NoError => {
            format!("For the resolver there is no zone cut at {cut}{}", kept(negative_ttl(reply)))
        }
        Rcode::NxDomain => {
            format!("For the resolver {cut} does not exist{}", kept(negative_ttl(reply)))
        }
        Rcode::ServFail => format!(
            "The resolver fails at {cut} (SERVFAIL): it finds the name lame, or its signatures \
             bogus"
        ),
        rcode => format!("The resolver answers {rcode} at {cut}"),
    };
    let evidence = servers.iter().map(ToString::to_string).collect();
    Some(Finding { code: "seen-now", severity: Severity::Note, message, evidence, advice: None })
}

fn kept(seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!(", and it keeps that for {}", duration(seconds)),
        None => "; how long it keeps that was not told".to_owned(),
    }
}
