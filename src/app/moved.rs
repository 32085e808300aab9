//! A profile that has got into another account than the one whose zones were listed with it:
//! noticed wherever an answer tells whose it is, told, and listed again.

use super::effect::Effects;
use super::messages::Message;
use super::model::Model;
use super::msg::Answer;
use super::panes;
use crate::cut::{Facts, Heard, Witness};
use crate::zone::{AccountId, Fault, FaultKind, Identity, ProfileName};

/// What an answer tells of the accounts of profiles. Where one is another by now, its zones are
/// listed again, and facts are no facts any more.
pub(super) fn notice(model: &mut Model, answer: Answer) -> (Answer, Effects) {
    let told = told(model, &answer);
    let mut effects = Effects::none();
    let mut first = None;
    for (profile, now) in told {
        let Some((index, was)) = listed_as(model, &profile) else { continue };
        if was == now {
            continue;
        }
        let fault = Fault {
            kind: FaultKind::OtherAccount(was.clone()),
            action: "sts:GetCallerIdentity",
            profile,
            account: Some(now),
            zone: None,
            detail: format!("it was account {was} when its zones were listed"),
            denial: None,
        };
        let text = fault.message();
        model.messages.add(Message::from(&fault));
        model.messages.flash(text);
        let (time, zones) = (model.now, &mut model.zones);
        effects = effects.and(model.accounts.reload(index, time, zones, &mut model.requests));
        first = first.or(Some(fault));
    }
    if first.is_some() {
        panes::refresh_lens(model);
    }
    match (answer, first) {
        (Answer::Facts(_), Some(fault)) => (Answer::Facts(Err(fault)), effects),
        (answer, _) => (answer, effects),
    }
}

/// Profiles, and whose they are by an answer.
fn told(model: &Model, answer: &Answer) -> Vec<(ProfileName, AccountId)> {
    match answer {
        Answer::Facts(Ok(facts)) => of_facts(facts),
        Answer::Heard(
            Heard::Reread(Ok(now)) | Heard::Verified(Ok(now)) | Heard::Settled(Ok(now)),
            _,
        ) => of_witness(model, now),
        Answer::Facts(Err(fault))
        | Answer::Zone(Err(fault))
        | Answer::Records(Err(fault))
        | Answer::Heard(
            Heard::Reread(Err(fault))
            | Heard::Verified(Err(fault))
            | Heard::Settled(Err(fault))
            | Heard::Sent(Err(fault))
            | Heard::Polled(Err(fault)),
            _,
        ) => {
            let now = fault.account.clone();
            now.map(|now| (fault.profile.clone(), now)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn of_facts(facts: &Facts) -> Vec<(ProfileName, AccountId)> {
    let sides = std::iter::once(&facts.parent).chain(&facts.child);
    sides.map(|side| (side.profile.clone(), side.identity.account.clone())).collect()
}

fn of_witness(model: &Model, now: &Witness) -> Vec<(ProfileName, AccountId)> {
    let Some(review) = model.review() else { return Vec::new() };
    let sides = review.subject.sides();
    let of = |identity: &Identity| identity.account.clone();
    let parent = (sides.parent.profile, of(&now.parent_identity));
    let child = sides.child.map(|key| key.profile).zip(now.child_identity.as_ref().map(of));
    std::iter::once(parent).chain(child).collect()
}

/// The place of a profile, and the account that its zones were listed in.
fn listed_as(model: &Model, profile: &ProfileName) -> Option<(usize, AccountId)> {
    let index = model.accounts.rows().iter().position(|row| row.profile.name == *profile)?;
    Some((index, model.accounts.get(index)?.account()?.clone()))
}
