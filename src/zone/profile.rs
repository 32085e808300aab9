//! AWS profiles and the accounts they reach.

use std::fmt;
use std::sync::Arc;

use super::{CredentialChain, ProfileName};

/// The twelve digits of an AWS account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Wraps an account id as AWS gives it.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it can be an account's: it has twelve digits.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == 12 && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A group of regions with a Route 53 of its own (`aws`, `aws-cn`, `aws-us-gov`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Partition {
    /// The public regions.
    Aws,
    /// China.
    China,
    /// AWS GovCloud (US).
    GovCloud,
}

impl Partition {
    /// The partition of a region such as `cn-north-1`.
    #[must_use]
    pub fn of_region(region: &str) -> Self {
        if region.starts_with("cn-") {
            Self::China
        } else if region.starts_with("us-gov-") {
            Self::GovCloud
        } else {
            Self::Aws
        }
    }

    /// The partition of an ARN such as `arn:aws-cn:sts::111111111111:…`; the public one for what
    /// is no ARN of a partition known here.
    #[must_use]
    pub fn of_arn(arn: &str) -> Self {
        let named = arn.split(':').nth(1);
        let all = [Self::Aws, Self::China, Self::GovCloud];
        all.into_iter().find(|known| Some(known.as_str()) == named).unwrap_or(Self::Aws)
    }

    /// The region that is taken where none is named.
    #[must_use]
    pub fn home_region(self) -> &'static str {
        match self {
            Self::Aws => "us-east-1",
            Self::China => "cn-north-1",
            Self::GovCloud => "us-gov-west-1",
        }
    }

    /// The partition's name in an ARN.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
        }
    }
}

/// Whom AWS says a profile's credentials belong to (`sts:GetCallerIdentity`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// The caller's ARN.
    pub arn: String,
}

/// How a profile gets its credentials, as far as hints need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Keys in the file.
    Keys,
    /// `role_arn` with `source_profile` or `credential_source`.
    Role,
    /// `credential_process`.
    Process,
    /// IAM Identity Center; the session's name, or its start URL for the legacy keys.
    Sso(String),
    /// `aws login` (`login_session`).
    Login,
    /// A web identity token file.
    WebIdentity,
    /// Variables of the environment, with the credentials or with the address to ask for them.
    Environment,
    /// The code of an MFA device (`mfa_serial`), by the device's serial number.
    Mfa(Box<str>),
    /// As another profile, whose credentials assume the role that this one is reached by.
    Source(Box<(ProfileName, SignIn)>),
    /// None of these: the profile holds no credentials.
    None,
}

/// Why a profile that stands in a file can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileProblem {
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// How a profile came about that stands in none of AWS's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The profile whose credentials assume the role.
    pub source: ProfileName,
    /// How AWS's own tools reach it.
    pub via: CredentialChain,
    /// The account.
    pub account: AccountId,
    /// What the account is called. Not to be trusted with a terminal.
    pub account_name: Option<String>,
    /// Where the profile stands with others.
    pub group: String,
}

/// One profile of AWS's files or of our own, usable or not; or that of the environment's variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// The region its requests are signed for.
    pub region: String,
    /// How it gets credentials.
    pub sign_in: SignIn,
    /// The account that its settings name (`role_arn`, `sso_account_id`), before STS was asked.
    /// A guess that saves requests, never an identity.
    pub expected_account: Option<AccountId>,
    /// Set where the profile can't be used as it stands.
    pub problem: Option<ProfileProblem>,
    /// Set where it stands in none of AWS's files, and reaches its account by a role.
    pub member: Option<Box<Membership>>,
}

impl Profile {
    /// The partition its requests go to.
    #[must_use]
    pub fn partition(&self) -> Partition {
        Partition::of_region(&self.region)
    }

    /// How AWS's own tools come to its credentials.
    #[must_use]
    pub fn credential_chain(&self) -> CredentialChain {
        match &self.member {
            Some(member) => member.via.clone(),
            None => CredentialChain::of(&self.name, &self.region),
        }
    }
}
