//! Sets of contexts that rows of the key table share.

use super::super::command::Context;
use Context as X;

/// Where a list is walked through by letters.
pub(super) const LISTS: &[Context] = &[
    X::Profiles,
    X::Zones,
    X::Records,
    X::Choose,
    X::Review,
    X::Confirm,
    X::Applying,
    X::Ended,
    X::Look,
    X::AuditPlan,
    X::Audit,
    X::Evidence,
    X::Messages,
    X::History,
    X::Export,
    X::Help,
    X::Found,
];
/// Where a list is walked through by arrows, a field beside it or not.
pub(super) const ARROWS: &[Context] = &[
    X::Profiles,
    X::Zones,
    X::Records,
    X::Choose,
    X::Review,
    X::Confirm,
    X::TypeName,
    X::Applying,
    X::Ended,
    X::Look,
    X::AuditPlan,
    X::Audit,
    X::Evidence,
    X::Messages,
    X::History,
    X::Export,
    X::Help,
    X::Create,
    X::Find,
    X::Found,
    X::Pick,
];
/// The panes.
pub(super) const PANES: &[Context] = &[X::Profiles, X::Zones, X::Records];
/// Where nothing is typed.
pub(super) const PLACES: &[Context] = &[
    X::Profiles,
    X::Zones,
    X::Records,
    X::Choose,
    X::Review,
    X::Confirm,
    X::Applying,
    X::Ended,
    X::Look,
    X::AuditPlan,
    X::Audit,
    X::Evidence,
    X::Messages,
    X::History,
    X::SignIn,
    X::Found,
];
/// Find.
pub(super) const FINDS: &[Context] = &[X::Find, X::Found];
/// Where nothing is typed, beside the panes.
pub(super) const ASIDE: &[Context] = PLACES.split_at(PANES.len()).1;
/// All.
pub(super) const EVERYWHERE: &[Context] = &[
    X::Profiles,
    X::Zones,
    X::Records,
    X::Choose,
    X::Review,
    X::Confirm,
    X::TypeName,
    X::Input,
    X::Applying,
    X::Ended,
    X::Look,
    X::AuditPlan,
    X::Audit,
    X::Evidence,
    X::Leave,
    X::Messages,
    X::History,
    X::Help,
    X::Create,
    X::SignIn,
    X::Code,
    X::Find,
    X::Found,
    X::Export,
    X::Pick,
];
