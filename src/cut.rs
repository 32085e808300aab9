//! The product: what is known of a zone cut, what follows from it, and what would be written.
//!
//! [`Question`]s say what must be read, [`Facts`] hold what was read, [`Plan`] is made of facts
//! alone: the change batch with its [`Finding`]s. [`Apply`] carries out a plan that the user
//! [confirmed](ConfirmedPlan), step by step. [`Audit`] tells the state of
//! every cut in view. A [`Policy`] is the least that IAM has to allow for it. All of it is pure.

mod apply;
mod audit;
mod authority;
mod check;
mod conflict;
mod draft;
mod export;
mod facts;
mod finding;
#[cfg(test)]
mod fixture;
mod goal;
mod judgement;
mod live;
mod plan;
mod policy;
mod propose;
mod proving;
mod question;
mod referral;
mod request;
mod seen;
mod servers;
mod sighting;
mod standing;
mod vouching;
mod wording;

pub use apply::{
    Apply, Ending, Heard, Next, Settlement, Stage, StageState, Step, Then, WRITE_TAKES,
};
pub use audit::{
    AccountEstimate, AskId, Audit, AuditAnswer, AuditAsk, AuditEstimate, AuditOptions,
    AuditProgress, AuditQuestion, AuditRow, AuditZone, CutState, Repair, RequestRate, ServerSeen,
    Standing,
};
pub use conflict::differences;
pub use draft::{MAX_TTL, Options};
pub use export::{
    Form, WholeZone, aws_command, export_plan, export_zone, json_of, quoted, zone_lines,
};
pub use facts::{Context, Facts, Side, Witness, ZoneInView};
pub use finding::{Finding, Severity};
pub use goal::{Goal, Sides};
pub use live::Live;
pub use plan::{Confirmation, ConfirmedPlan, Plan, Verdict};
pub use policy::{Policy, Statement};
pub use propose::{Proposal, propose_children, propose_parents};
pub use proving::{Check, CheckAsk, CheckNext, CheckRow, Expected};
pub use question::{Question, Readings, WitnessedChild, questions, relevant, witness_questions};
pub use request::{LONGEST_REQUEST, RequestError, print_request, read_request, request_of};
pub use standing::settle;
