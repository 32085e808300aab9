//! `seen-now`: what the name servers that the world is led to say of the child's name before the
//! change, and for how long resolvers that ask them now may keep it.

use crate::cut::referral::{AtParent, Says};
use crate::cut::wording::{count, duration, names};
use crate::cut::{Finding, Severity};

use super::view::{Asked, View};

pub(super) fn check(view: &View<'_>) -> Option<Finding> {
    let (cut, parent) = (&view.draft.facts.cut, view.draft.facts.parent.name());
    // Where the world is led past the parent's own servers, it sees what the others say.
    let asked = if view.others.is_empty() { &view.parents } else { &view.others };
    let of = format!("{} of {parent}", count(asked.len(), "name server"));
    let told = groups(asked);
    let (message, evidence) = match told.iter().max_by_key(|group| group.servers.len()) {
        None if asked.iter().any(|asked| asked.heard.is_none()) => return None,
        None => {
            (format!("What there is at {cut} now is not known: none of {of} tells"), Vec::new())
        }
        Some(most) => {
            let (many, kept) = (most.servers.len(), kept(most.kept));
            let say = if many == 1 { "says" } else { "say" };
            let message = format!(
                "Whoever asks for {cut} now finds {}, {many} of {of} {say} so; {kept}",
                most.finds
            );
            (message, evidence(&told))
        }
    };
    Some(Finding { code: "seen-now", severity: Severity::Note, message, evidence, advice: None })
}

/// Servers that say the same.
struct Group {
    finds: String,
    /// The longest, in seconds.
    kept: Option<u32>,
    servers: Vec<String>,
}

/// Each server by the first of its addresses that tells, the servers in their order.
fn groups(asked: &[Asked<AtParent>]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for asked in asked {
        let Some((finds, kept)) = asked.told().find_map(|at| Some((finds(at)?, at.kept))) else {
            continue;
        };
        let server = asked.server.to_string();
        match groups.iter_mut().find(|group| group.finds == finds) {
            Some(group) => {
                group.kept = group.kept.max(kept);
                group.servers.push(server);
            }
            None => groups.push(Group { finds, kept, servers: vec![server] }),
        }
    }
    groups
}

fn finds(at: &AtParent) -> Option<String> {
    match &at.says {
        Says::Refers { servers, .. } | Says::IsChild(servers) => Some(names(servers)),
        Says::NoCut(words) => Some(words.clone()),
        Says::CutAbove(above) => Some(format!("a cut above it, at {above}")),
        Says::NotServing(_) | Says::Unheard(_) => None,
    }
}

/// Who says what, where not all say the same.
fn evidence(groups: &[Group]) -> Vec<String> {
    if groups.len() < 2 {
        return Vec::new();
    }
    let lines = groups.iter().flat_map(|group| {
        group
            .servers
            .iter()
            .map(|server| format!("{server}  {}; {}", group.finds, kept(group.kept)))
    });
    lines.collect()
}

fn kept(seconds: Option<u32>) -> String {
    match seconds {
        Some(seconds) => format!("resolvers may keep that for {}", duration(seconds)),
        None => "for how long resolvers may keep that was not told".to_owned(),
    }
}
