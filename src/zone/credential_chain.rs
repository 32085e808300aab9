//! How AWS's own tools come to credentials: from a profile of their files or from the environment,
//! and by the roles that are assumed from there.

use super::ProfileName;

/// What another tool has to be told so that it acts as a profile of ours does. Holds no credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialChain {
    /// A profile of AWS's files; `None` for what the environment's variables hold.
    pub profile: Option<ProfileName>,
    /// The roles to assume from there, first to last, that AWS's files don't name; none where the
    /// profile stands in the files itself.
    pub roles: Vec<AssumedRole>,
    /// The region that the roles are assumed in.
    pub region: String,
}

/// A role, and what STS is asked with
/// ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRole {
    /// Its ARN.
    pub arn: String,
    /// What its trust policy asks for.
    pub external_id: Option<String>,
    /// What `CloudTrail` shows as the session, where the configuration says.
    pub session_name: Option<String>,
    /// How long a session lasts, in seconds.
    pub duration: Option<i32>,
}

impl CredentialChain {
    /// That of a profile of the files, or of the environment.
    #[must_use]
    pub fn of(profile: &ProfileName, region: &str) -> Self {
        let in_files = profile.as_str() != ProfileName::ENVIRONMENT;
        Self {
            profile: in_files.then(|| profile.clone()),
            roles: Vec::new(),
            region: region.to_owned(),
        }
    }

    /// The role that the chain ends with; `None` where AWS's own tools need no telling of one.
    #[must_use]
    pub fn last_role(&self) -> Option<&AssumedRole> {
        self.roles.last()
    }

    /// Where the credentials of the first role come from, in words.
    #[must_use]
    pub fn source(&self) -> String {
        match &self.profile {
            Some(profile) => format!("profile {profile}"),
            None => "the environment".to_owned(),
        }
    }

    /// The roles and where they are assumed from, in words; `None` where there are none.
    #[must_use]
    pub fn by_role(&self) -> Option<String> {
        let arns: Vec<&str> = self.roles.iter().map(|role| role.arn.as_str()).collect();
        let roles = if arns.len() > 1 { "roles" } else { "role" };
        let source = self.source();
        (!arns.is_empty()).then(|| format!("{roles} {}, assumed by {source}", arns.join(" then ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(arn: &str) -> AssumedRole {
        AssumedRole { arn: arn.into(), external_id: None, session_name: None, duration: None }
    }

    #[test]
    fn the_environment_is_no_profile_of_the_files() {
        let environment = ProfileName::new(ProfileName::ENVIRONMENT);
        let environment = CredentialChain::of(&environment, "us-east-1");
        assert_eq!((environment.profile.clone(), environment.by_role()), (None, None));
        let named = CredentialChain::of(&ProfileName::new("environment"), "us-east-1");
        assert_eq!(named.source(), "profile environment");
        let by_role = CredentialChain { roles: vec![role("a"), role("b")], ..environment };
        assert_eq!(by_role.by_role().unwrap(), "roles a then b, assumed by the environment");
    }
}
