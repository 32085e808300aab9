//! `servers-not-asked`: who could not be asked. Nothing follows from that about the server.

use crate::cut::wording::{count, shortened};
use crate::cut::{Finding, Severity};
use crate::zone::ProofState;

use super::view::{Asked, View};

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let children = unheard(&view.children);
    let parents = [unheard(&view.parents), unheard(&view.others)].concat();
    let resolver = match view.now {
        Some(Err(why)) => Some(format!("the resolver  {}", shortened(&why.to_string()))),
        _ => None,
    };
    let mut who = Vec::new();
    for (lines, whose) in [(&children, "the child"), (&parents, "the parent")] {
        if !lines.is_empty() {
            who.push(format!("{} of {whose}", count(lines.len(), "name server")));
        }
    }
    who.extend(resolver.is_some().then(|| "the resolver".to_owned()));
    let mut evidence = children;
    evidence.extend(parents);
    evidence.extend(resolver);
    (!who.is_empty()).then(|| Finding {
        code: "servers-not-asked",
        severity: Severity::Note,
        message: format!("Could not be asked: {}. Nothing is known of them.", who.join(", ")),
        evidence,
        advice: Some(
            "No answer is no sign that a server is wrong: the network here may block port 53."
                .to_owned(),
        ),
    })
}

/// A line for each server that could not be asked.
fn unheard<T>(asked: &[Asked<T>]) -> Vec<String> {
    let unheard = asked.iter().filter(|asked| asked.state() == ProofState::CouldNotAsk);
    unheard
        .map(|asked| {
            let words = asked.heard.as_ref().map_or("", |told| &told.judged.words);
            format!("{}  {words}", asked.server)
        })
        .collect()
}
