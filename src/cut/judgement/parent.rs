//! A server of the parent: whether it refers as it should (RFC 1034 §4.3.2, RFC 4035 §3.1.4).

use crate::cut::referral::{AtParent, DsSeen, Says};
use crate::cut::wording::{count, difference, ds_tags, names, shortened};
use crate::dns::Name;
use crate::zone::ProofState;

use super::{Judgement, Want};

/// How one address of a server of the parent stands to what is wanted.
pub(in crate::cut) fn judge(want: &Want, at: &AtParent) -> Judgement {
    let differs = |words: String| (ProofState::Differs, words);
    match (&at.says, want.gone) {
        (Says::Unheard(why), _) => (ProofState::CouldNotAsk, shortened(&why.to_string())),
        (Says::NoCut(words), true) => (ProofState::Agrees, words.clone()),
        (Says::NotServing(words), _) | (Says::NoCut(words), false) => differs(words.clone()),
        (Says::CutAbove(above), true) => {
            (ProofState::Agrees, format!("no cut: refers to {above}, above it"))
        }
        (Says::CutAbove(above), false) => {
            differs(format!("refers to {above}, above it: this cut is never seen"))
        }
        (Says::Refers { servers, .. }, true) => {
            differs(format!("still refers to {}: {}", counted(servers), names(servers)))
        }
        (Says::IsChild(_), true) => (
            ProofState::CouldNotAsk,
            "serves the child too and answers from it: whether the cut is gone can't be seen"
                .to_owned(),
        ),
        (Says::Refers { servers, without_glue }, false) => {
            let words = format!("referral to {}", counted(servers));
            if let Some(other) = other_servers(want, servers) {
                return differs(format!("{words}, {other}"));
            }
            if !without_glue.is_empty() {
                return differs(format!("{words} without glue for {}", names(without_glue)));
            }
            with_ds(want, at, &words)
        }
        (Says::IsChild(servers), false) => {
            let words = format!("serves the child too: answers from it (AA), {}", counted(servers));
            match other_servers(want, servers) {
                Some(other) => differs(format!("{words}, {other}")),
                None => with_ds(want, at, &words),
            }
        }
    }
}

fn counted(servers: &[Name]) -> String {
    count(servers.len(), "server")
}

fn other_servers(want: &Want, servers: &[Name]) -> Option<String> {
    want.ns.as_deref().and_then(|wanted| difference(servers, wanted))
}

/// The referral is as it should be; so must be the DS beside it, or its absence.
fn with_ds(want: &Want, at: &AtParent, words: &str) -> Judgement {
    let signed = want.parent_signed.unwrap_or(at.signed);
    let wanted = want.ds.as_deref();
    let (state, ds) = match (&at.ds, wanted) {
        (DsSeen::Has(seen), Some(wanted)) if seen != wanted => {
            let wanted = if wanted.is_empty() { "none".to_owned() } else { ds_tags(wanted) };
            let same_tags = ds_tags(seen) == wanted;
            let seen = if same_tags { "other DS of the same tag".into() } else { ds_tags(seen) };
            (ProofState::Differs, format!("{seen}, not {wanted}"))
        }
        (DsSeen::Has(seen), _) => (ProofState::Agrees, ds_tags(seen)),
        (DsSeen::Proved(_) | DsSeen::Absent, Some(wanted)) if !wanted.is_empty() => {
            (ProofState::Differs, format!("no DS, not {}", ds_tags(wanted)))
        }
        (DsSeen::Proved(how), _) => (ProofState::Agrees, format!("no DS ({how})")),
        (DsSeen::Absent, _) if signed => {
            (ProofState::Differs, "no proof that there is no DS".to_owned())
        }
        (DsSeen::Absent, _) => (ProofState::Agrees, "no DS".to_owned()),
        // A DS means nothing where the parent is not signed.
        (DsSeen::Untold, Some([])) if want.parent_signed == Some(false) => {
            (ProofState::Agrees, "DS not told".to_owned())
        }
        (DsSeen::Untold, _) => (ProofState::CouldNotAsk, "whether it has a DS was not told".into()),
    };
    (state, format!("{words}, {ds}"))
}
