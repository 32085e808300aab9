//! Asks all Organizations at once which accounts there are, for the commands. The screen asks each
//! for itself.

use futures_util::future::join_all;

use crate::aws::Aws;
use crate::zone::{Fault, LeftOut, Profile, Reached};

/// What all Organizations said.
#[derive(Debug, Default)]
pub struct Found {
    /// A profile for each account that is reached, in the configuration's order.
    pub profiles: Vec<Profile>,
    /// Accounts that are not.
    pub left_out: Vec<LeftOut>,
    /// What stood in the way of those that could not be asked.
    pub faults: Vec<Fault>,
}

/// Asks all of them.
pub async fn find_members(aws: &Aws) -> Found {
    let organizations = aws.organizations().count();
    let answers = join_all((0..organizations).map(|at| aws.find_members(at))).await;
    let mut found = Found::default();
    for answer in answers {
        match answer {
            Ok(Reached { profiles, left_out }) => {
                found.profiles.extend(profiles);
                found.left_out.extend(left_out);
            }
            Err(fault) => found.faults.push(fault),
        }
    }
    found
}
