//! `occluded-records`: what the parent has at or below the cut is no longer answered.

use std::collections::HashMap;

use crate::cut::draft::Draft;
use crate::cut::wording::{count, owner};
use crate::cut::{Facts, Finding, Severity, servers};
use crate::dns::{Name, RecordType};
use crate::zone::{Data, RecordSet};

pub(super) fn check(draft: &Draft) -> Option<Finding> {
    if !draft.places_ns() {
        return None;
    }
    let facts = &draft.facts;
    let mut child: HashMap<&Name, Vec<&RecordSet>> = HashMap::new();
    for set in &facts.child_sets {
        child.entry(&set.name).or_default().push(set);
    }
    let glue = glue(facts);
    let (mut evidence, mut lost, mut differing) = (Vec::new(), 0, 0);
    for set in facts.occluded() {
        let there = child.get(&set.name).map_or(&[][..], Vec::as_slice);
        let fate = if facts.is_child_unread() { Fate::Untold } else { Fate::of(set, there) };
        lost += usize::from(matches!(fate, Fate::Lost(_)));
        differing += usize::from(fate == Fate::Differs);
        let is_address = matches!(set.rtype, RecordType::A | RecordType::Aaaa);
        let glue = match glue.get(&set.name).filter(|_| is_address) {
            Some(&cut) if *cut == facts.cut => "; glue for this cut, still sent along".to_owned(),
            Some(cut) => format!("; glue for {cut}"),
            None => String::new(),
        };
        evidence.push(format!("{}   {}{glue}", owner(set), fate.words()));
    }
    if evidence.is_empty() {
        return None;
    }
    Some(Finding {
        code: "occluded-records",
        severity: Severity::Warn,
        message: message(draft, evidence.len(), lost, differing),
        evidence,
        advice: if facts.is_child_unread() {
            Some("Ask the child's owner whether it has what is still needed.".to_owned())
        } else {
            (lost > 0)
                .then(|| "Put into the child what is still needed, before the change.".to_owned())
        },
    })
}

/// What becomes of a name and type that the parent no longer answers.
#[derive(PartialEq)]
enum Fate {
    Same,
    Differs,
    /// With the types that the child has at that name instead.
    Lost(Vec<String>),
    /// The child could not be read.
    Untold,
}

impl Fate {
    fn of(set: &RecordSet, in_child: &[&RecordSet]) -> Self {
        let same_type: Vec<&&RecordSet> =
            in_child.iter().filter(|other| other.rtype == set.rtype).collect();
        if same_type.is_empty() {
            let mut types: Vec<String> = in_child.iter().map(|set| set.rtype.to_string()).collect();
            types.dedup();
            Self::Lost(types)
        } else if same_type.iter().any(|other| answers_same(set, other)) {
            Self::Same
        } else {
            Self::Differs
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Same => "also in the child".to_owned(),
            Self::Differs => "in the child with other values".to_owned(),
            Self::Untold => "whether the child has it is not known".to_owned(),
            Self::Lost(types) if types.is_empty() => "not in the child".to_owned(),
            Self::Lost(types) => format!("not in the child, which has {} there", types.join(", ")),
        }
    }
}

/// Whether two sets answer alike but for the TTL.
fn answers_same(a: &RecordSet, b: &RecordSet) -> bool {
    let sorted = |set: &RecordSet| {
        let mut values = set.values().to_vec();
        values.sort();
        values
    };
    let same_data = match (&a.data, &b.data) {
        (Data::Records { .. }, Data::Records { .. }) => sorted(a) == sorted(b),
        (a, b) => a == b,
    };
    same_data && a.routing == b.routing
}

/// Names of servers at or below the cut that they serve, with that cut.
fn glue(facts: &Facts) -> HashMap<Name, &Name> {
    let mut glue = HashMap::new();
    for cut in facts.cuts_below() {
        let servers = servers::named(cut).unwrap_or_default().into_iter();
        glue.extend(servers.filter(|s| s.is_at_or_below(&cut.name)).map(|s| (s, &cut.name)));
    }
    glue.extend(facts.in_bailiwick().map(|server| (server.clone(), &facts.cut)));
    glue
}

fn message(draft: &Draft, all: usize, lost: usize, differing: usize) -> String {
    let what = count(all, "record set");
    let happens = match (draft.ns_before(), all) {
        (None, 1) => "stops being answered",
        (None, _) => "stop being answered",
        (Some(_), 1) => "is occluded already and stays so",
        (Some(_), _) => "are occluded already and stay so",
    };
    let are = |number| if number == 1 { "is" } else { "are" };
    let mut parts = vec![format!("{what} at or below the cut {happens}")];
    if lost > 0 {
        parts.push(format!("{lost} {} not in the child", are(lost)));
    }
    if differing > 0 {
        parts.push(format!("{differing} {} there with other values", are(differing)));
    }
    if draft.facts.is_child_unread() {
        parts.push("whether the child has what is needed is not known".to_owned());
    } else if lost + differing == 0 {
        parts.push("the child answers the same".to_owned());
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests;
