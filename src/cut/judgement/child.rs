//! A server of the child: whether it has authority, and keys that the DS vouch for.

use crate::cut::authority::{Authority, Keys, Serves};
use crate::cut::wording::{difference, ds_tags, shortened};
use crate::dns::{Dnskey, Ds};
use crate::zone::ProofState;

use super::{Judgement, Want};

/// Types of digests that are known: SHA-1, SHA-256, SHA-384 (RFC 3658, RFC 4509, RFC 6605).
const KNOWN_DIGESTS: [u8; 3] = [1, 2, 4];

/// How one address of a server of the child stands to what is wanted.
pub(in crate::cut) fn judge(want: &Want, at: &Authority) -> Judgement {
    match at {
        Authority::Unheard(why) => (ProofState::CouldNotAsk, shortened(&why.to_string())),
        Authority::Lame(words) => (ProofState::Differs, words.clone()),
        Authority::Has(serves) => {
            let words = serves_words(want, serves);
            match (want.ds.as_deref(), &serves.keys) {
                (Some(ds @ [_, ..]), Some(keys)) => {
                    let (state, of_keys) = vouched(ds, keys);
                    followed(want, state, format!("{words}, {of_keys}"))
                }
                _ => (ProofState::Agrees, words),
            }
        }
    }
}

/// Nobody follows the DS of a parent that is not signed.
fn followed(want: &Want, state: ProofState, words: String) -> Judgement {
    match want.parent_signed.or(want.parent_signs) {
        _ if state == ProofState::Agrees => (state, words),
        Some(true) => (state, words),
        Some(false) => {
            (ProofState::Agrees, format!("{words}; the parent is not signed, so nobody minds"))
        }
        None => {
            (ProofState::CouldNotAsk, format!("{words}; whether the parent is signed was not told"))
        }
    }
}

fn serves_words(want: &Want, serves: &Serves) -> String {
    let words = format!("AA, serial {}", serves.serial);
    let Some(own) = &serves.ns else { return words };
    match want.ns.as_deref().and_then(|wanted| difference(own, wanted)) {
        Some(other) => format!("{words}, {} NS of its own, {other}", own.len()),
        None => format!("{words}, {} NS", own.len()),
    }
}

/// Whether one of the DS vouches for one of the keys: one that does is enough (RFC 4035 §5.2).
pub(in crate::cut) fn vouched(ds: &[Ds], keys: &Keys) -> Judgement {
    let keys = match keys {
        Ok(keys) => keys,
        Err(why) => {
            let words = format!("its keys could not be read: {}", shortened(&why.to_string()));
            return (ProofState::CouldNotAsk, words);
        }
    };
    let matches = |key: &&Dnskey| ds.iter().any(|ds| key.digests.contains(ds));
    if let Some(key) = keys.iter().find(matches) {
        return (ProofState::Agrees, format!("key {} is vouched for", key.key_tag));
    }
    if keys.is_empty() {
        return (ProofState::Differs, format!("not signed, though {} vouches for it", ds_tags(ds)));
    }
    if ds.iter().any(|ds| !KNOWN_DIGESTS.contains(&ds.digest_type)) {
        let words = "a DS by a digest that is not known here can't be compared";
        return (ProofState::Agrees, words.to_owned());
    }
    (ProofState::Differs, format!("no key that {} vouches for", ds_tags(ds)))
}
