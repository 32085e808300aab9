//! `cut-seen`: what the DNS shows of a cut in a parent that may not be read by the API.

use crate::cut::wording::{ds_tags, hop, names, shortened};
use crate::cut::{Finding, Severity};
use crate::dns::{Chain, ChainEnd, Name};

use super::view::View;

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let chain = view.to_cut?;
    let cut = &view.draft.facts.cut;
    Some(Finding {
        code: "cut-seen",
        severity: Severity::Note,
        message: format!("The DNS shows of {cut}: {}", words(chain, cut)),
        evidence: chain.hops.iter().map(hop).collect(),
        advice: None,
    })
}

fn words(chain: &Chain, cut: &Name) -> String {
    if let Some(hop) = chain.hops.iter().rev().find(|hop| hop.cut == *cut) {
        return format!("{} hands it to {}, {}", hop.zone, names(&hop.servers), ds_tags(&hop.ds));
    }
    match &chain.end {
        ChainEnd::Cut { servers, ds, .. } => {
            format!("it is handed to {}, {}", names(servers), ds_tags(ds))
        }
        ChainEnd::Inside(zone) => format!("no cut, it is a name inside {zone}"),
        ChainEnd::NoSuchName(zone) => format!("no cut, {zone} says that it does not exist"),
        ChainEnd::Lame(zone) => format!("no server of {zone} speaks for that zone"),
        ChainEnd::CouldNotAsk(zone, why) => {
            format!("nothing, no server of {zone} could be asked ({})", shortened(&why.to_string()))
        }
    }
}
