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

#[cfg(test)]
mod tests {
    use super::super::accounts::{Accounts, Identified, Listing, ProfileRow};
    use super::super::key::{Code, Key};
    use super::super::msg::{Answer, Msg};
    use super::super::update::update;
    use super::*;
    use crate::dns::Name;
    use crate::zone::{HostedZone, Profile, ProfileName, SignIn, ZoneId};

    const ZONES: usize = 40_000;

    fn zone(at: usize) -> HostedZone {
        HostedZone {
            id: ZoneId::new(&format!("Z{at:05}")),
            name: Name::from_user(&format!("host-{at:05}.example.org")).unwrap(),
            private: false,
            record_count: 2,
            comment: None,
            linked_service: None,
        }
    }

    fn model() -> Model {
        let profile = Profile {
            name: ProfileName::new("team"),
            region: "us-east-1".into(),
            sign_in: SignIn::Keys,
            expected_account: None,
            member: None,
            problem: None,
        };
        let row = ProfileRow {
            profile,
            label: "team".into(),
            group: None,
            only: Vec::new(),
            default_parent: None,
            identity: Identified::No,
            listing: Listing::Done { zones: ZONES },
        };
        let mut model = Model::new(Accounts::new(vec![row]), 300, false);
        model.zones.add(0, (0..ZONES).map(zone).collect());
        let _ = update(&mut model, Msg::Resize(80, 24)).into_iter();
        model
    }

    fn press(model: &mut Model, code: Code) -> Vec<Effect> {
        update(model, Msg::Key(Key::plain(code))).into_iter().collect()
    }

    fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
        text.chars().flat_map(|char| press(model, Code::Char(char))).collect()
    }

    #[test]
    fn slices_follow_each_other_while_keys_come_between() {
        let mut model = model();
        press(&mut model, Code::Char('/'));
        let asked = typed(&mut model, "t-00");
        // One pause, however many letters: the next slice is of the filter as it is then.
        let [Effect::Wait { id, time: Duration::ZERO }] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        assert!(model.zones.is_sifting() && model.is_busy());
        assert_eq!(model.zones.in_view(), ZONES);
        let (mut id, mut slices) = (*id, 0);
        while model.zones.is_sifting() {
            let asked = update(&mut model, Msg::Answer(id, Answer::Waited)).into_iter();
            if let [Effect::Wait { id: next, .. }] = asked.collect::<Vec<_>>().as_slice() {
                id = *next;
            }
            slices += 1;
            assert!(slices < 10, "it does not end");
        }
        assert!(slices > 1, "all at once");
        assert_eq!(model.zones.in_view(), 1_000);
        assert!(!model.is_busy());
    }

    #[test]
    fn a_key_that_acts_on_a_row_acts_on_what_the_filter_shows() {
        let mut model = model();
        press(&mut model, Code::Char('/'));
        let _ = update(&mut model, Msg::Paste("39999".into())).into_iter();
        assert!(model.zones.is_sifting());
        press(&mut model, Code::Enter);
        let asked = press(&mut model, Code::Enter);
        let read = |effect: &Effect| match effect {
            Effect::ReadZone { zone, .. } => Some(zone.zone.clone()),
            _ => None,
        };
        assert_eq!(asked.iter().find_map(read), Some(ZoneId::new("Z39999")));
    }
}
