//! Route 53's words as plain data: profiles and accounts, hosted zones, record sets, changes,
//! what may be written, and what went wrong. Nothing here does I/O or knows the SDK.

mod by_role;
mod change;
mod credential_chain;
mod denial;
mod fault;
mod habits;
mod hosted_zone;
mod ledger;
mod pattern;
mod profile;
mod profile_name;
mod proof;
mod record_set;
mod remembered;
mod request;
mod rules;
mod sign_in;
mod signing;

pub use by_role::{ByRole, LeftOut, Member, Members, NamePattern, Reached};
pub use change::{Action, Change, ChangeBatch, ChangeId, ChangeInfo, ChangeStatus};
pub use credential_chain::{AssumedRole, CredentialChain};
pub use denial::{Asked, Because, Denial, RefusedChange};
pub use fault::{Fault, FaultKind};
pub use habits::{Habit, Habits};
pub use hosted_zone::{HostedZone, ZoneDetail, ZoneId, ZoneKey, ZonePage};
pub use ledger::{Deed, Entry, EntryId, Intent, Outcome, Party, Settled};
pub use pattern::{is_pattern, matches};
pub use profile::{AccountId, Identity, Membership, Partition, Profile, ProfileProblem, SignIn};
pub use profile_name::ProfileName;
pub use proof::{Proof, ProofRole, ProofRow, ProofState, ProofVerdict};
pub use record_set::{AliasTarget, Data, RecordPage, RecordSet, RecordStart, Routing, RoutingRule};
pub use remembered::{Reach, ReachedAccount, Remembered};
pub use request::{DelegationRequest, Requester};
pub use rules::Rules;
pub use sign_in::{Ask, DeviceAsk, OneTimeCode, Polled, Ticket};
pub use signing::{Created, KeySigningKey, Quota, Signing, SigningStatus};
