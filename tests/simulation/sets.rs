//! Record sets in one plain form, whether they come from the emulator's world, from our own
//! words or from the bytes of a request.

use std::collections::BTreeMap;

use zonecut::emulator::{RecordData, World};
use zonecut::zone;

/// Zone id, name, type, set identifier.
pub(crate) type Place = (String, String, String, String);

/// TTL and values in their order; an alias as one text.
pub(crate) type Content = (u32, Vec<String>);

/// All record sets of all zones.
pub(crate) type Snapshot = BTreeMap<Place, Content>;

/// All there is in a world.
pub(crate) fn snapshot(world: &World) -> Snapshot {
    let zones = world.accounts.values().flat_map(|account| account.zones.values());
    let sets = zones.flat_map(|zone| {
        zone.record_sets().map(|(key, set)| {
            let identifier = key.set_identifier.clone().unwrap_or_default();
            let place = (zone.id.clone(), key.name.to_string(), key.kind.to_string(), identifier);
            let content = match &set.data {
                RecordData::Values { ttl, values } => (*ttl, values.clone()),
                alias @ RecordData::Alias { .. } => (0, vec![format!("{alias:?}")]),
            };
            (place, content)
        })
    });
    sets.collect()
}

/// One of our own record sets, in a zone.
pub(crate) fn ours(zone: &str, set: &zone::RecordSet) -> (Place, Content) {
    let name = set.name.as_route53().to_owned();
    let identifier = set.routing.as_ref().map(|routing| routing.set_identifier.clone());
    let place =
        (zone.to_owned(), name, set.rtype.as_str().to_owned(), identifier.unwrap_or_default());
    (place, (set.ttl().unwrap_or_default(), set.values().to_vec()))
}

/// Several of them.
pub(crate) fn all_ours(zone: &str, sets: &[zone::RecordSet]) -> Snapshot {
    sets.iter().map(|set| ours(zone, set)).collect()
}

/// The sets of a zone at or below a name.
pub(crate) fn at_and_below(all: &Snapshot, zone: &str, name: &str) -> Snapshot {
    let below = format!(".{name}");
    let inside = |(place, _): &(&Place, &Content)| {
        place.0 == zone && (place.1 == name || place.1.ends_with(&below))
    };
    all.iter().filter(inside).map(|(place, content)| (place.clone(), content.clone())).collect()
}

/// The NS and DS sets of a zone at a name.
pub(crate) fn at_cut(all: &Snapshot, zone: &str, name: &str) -> Snapshot {
    let mut sets = at_and_below(all, zone, name);
    sets.retain(|place, _| place.1 == name && matches!(place.2.as_str(), "NS" | "DS"));
    sets
}

/// The same with the values of each set in order: in an RRset theirs doesn't count.
pub(crate) fn sorted(all: &Snapshot) -> Snapshot {
    let mut all = all.clone();
    for (_, values) in all.values_mut() {
        values.sort();
    }
    all
}

/// One change of a batch as it is on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WireChange {
    pub(crate) action: String,
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// Reads the changes of a request's body. The SDK writes plain elements without attributes.
pub(crate) fn on_the_wire(zone: &str, body: &str) -> Vec<WireChange> {
    body.split("<Change>")
        .skip(1)
        .map(|change| {
            let text = |tag: &str| texts(change, tag).into_iter().next().unwrap_or_default();
            WireChange {
                action: text("Action"),
                place: (zone.to_owned(), text("Name"), text("Type"), text("SetIdentifier")),
                content: (text("TTL").parse().unwrap_or_default(), texts(change, "Value")),
            }
        })
        .collect()
}

fn texts(xml: &str, tag: &str) -> Vec<String> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let pieces = xml.split(open.as_str()).skip(1);
    let raw = pieces.filter_map(|piece| piece.split(close.as_str()).next());
    raw.map(|raw| {
        let plain = raw.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        plain.replace("&apos;", "'").replace("&amp;", "&")
    })
    .collect()
}

/// What a batch of ours should look like there.
pub(crate) fn as_sent(zone: &str, batch: &zone::ChangeBatch) -> Vec<WireChange> {
    let change = |change: &zone::Change| {
        let (place, content) = ours(zone, &change.set);
        WireChange { action: change.action.as_str().to_owned(), place, content }
    };
    batch.changes.iter().map(change).collect()
}
