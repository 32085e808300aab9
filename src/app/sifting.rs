//! How a filter goes through a large table: a slice, then whatever keys have come, then the next.

use std::time::Duration;

use super::effect::{Effect, Effects};
use super::model::Model;
use super::requests::Purpose;

/// Asks to be called again, where a filter is not through and nobody was asked yet.
pub(super) fn go_on(model: &mut Model) -> Effects {
    if !model.zones.is_sifting() || model.requests.any(|open| open == Purpose::Sift) {
        return Effects::none();
    }
    let id = model.requests.open(Purpose::Sift);
    Effects::one(Effect::Wait { id, time: Duration::ZERO })
}

/// Takes the next slice.
pub(super) fn slice(model: &mut Model) -> Effects {
    model.zones.sift();
    Effects::none()
}
