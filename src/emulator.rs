//! A pretend Route 53, STS, IAM Identity Center, Organizations and DNS: the server behind `--demo` and most tests.
//!
//! A [`World`] holds accounts, access keys, hosted zones and record sets. An [`Emulator`] answers
//! requests about it, either as the HTTP client of an AWS SDK ([`Emulator::http_client`], nothing
//! leaves the process) or over loopback HTTP ([`Emulator::serve`], for any other client). Accounts
//! are told apart by the access key in the signature, as AWS does; the signature itself is not
//! verified. [Rules](Rule) order what is to go wrong: delays, errors, lost answers, edits from
//! elsewhere. All time is tokio's, so paused time works through the HTTP client.
//!
//! [Name servers](NameServers) answer from the public zones on loopback, each from those whose
//! delegation set names it, as Route 53's do; a root server above them delegates to the zones that
//! nothing else stands above ([`Registration`]), and a recursive resolver keeps what it finds for
//! its TTL. An account that no profile has a key of is the rest of the internet. [`DnsRule`]s order
//! what goes wrong there.
//!
//! Behaviour and error texts follow the Route 53 API reference (2013-04-01), the developer guide
//! and messages seen in public; where no text of Route 53's is publicly seen, the text is ours and
//! the code is Route 53's.

mod account;
mod action;
mod change;
mod clock;
mod connector;
pub mod demo;
mod dns;
mod exchange;
mod fault;
mod identity_center;
mod log;
mod name;
mod operation;
mod organization;
mod partition;
mod rdata;
mod record;
mod reply;
mod request;
mod running;
mod serve;
mod throttle;
mod world;
mod xml;
mod zone;

pub use account::{
    AccessKey, Account, Latency, Policy, Principal, Rate, Role, WebIdentity, ZONES_QUOTA,
};
pub use action::{Action, Service};
pub use dns::{DnsEffect, DnsRule, NameServers, Party, Question, Transport};
pub use fault::{Effect, Loss, Matcher, Nth, Rule};
pub use identity_center::{IdentityCenter, Person};
pub use log::{Call, Outcome, Touched};
pub use name::{Name, NameError};
pub use organization::{Organization, PAGE as ORGANIZATION_PAGE};
pub use partition::Partition;
pub use record::{RecordData, RecordKey, RecordSet, RecordType, Routing};
pub use reply::ServiceError;
pub use running::Emulator;
pub use serve::Served;
pub use world::file::WorldError;
pub use world::{Registration, World};
pub use zone::{
    KeySigningKey, LinkedService, PRIVATE_NAME_SERVERS, RECORD_SETS_QUOTA, Signing, Vpc, Zone,
};
