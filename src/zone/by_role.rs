//! Accounts that are reached by assuming one role from one profile's credentials: which those are,
//! and what their profiles are called.

use std::collections::HashSet;

use super::pattern::matches;
use super::{AccountId, Partition, Profile, ProfileName};

/// What a profile is called where nothing else is said.
const PATTERN: &str = "{account_name}";
/// What a pattern may hold.
const FIELDS: [&str; 4] = ["{account_name}", "{account_id}", "{role}", "{source}"];

/// One role in many accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByRole {
    /// The profile whose credentials assume it.
    pub source: ProfileName,
    /// Its name in each account, with its path where it has one, as in `dns/Editor`.
    pub role: String,
    /// What its trust policy may ask for.
    pub external_id: Option<String>,
    /// What `CloudTrail` shows as the session.
    pub session_name: Option<String>,
    /// How long a session lasts, 900 to 43200 seconds; an hour where it is not said.
    pub duration: Option<i32>,
    /// The region, in place of the source's.
    pub region: Option<String>,
    /// Which accounts.
    pub members: Members,
    /// Not these: ids, names, or patterns of names.
    pub except: Vec<String>,
    /// What their profiles are called.
    pub name: NamePattern,
    /// Where they stand together.
    pub group: Option<String>,
}

/// Which accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// These.
    Listed(Vec<Member>),
    /// All of the source's Organization.
    Organization,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: AccountId,
    /// What it is called in the configuration or in the Organization. Not to be trusted with a
    /// terminal.
    pub name: Option<String>,
}

/// What came of one [`ByRole`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    /// A profile an account, by name.
    pub profiles: Vec<Profile>,
    /// Accounts of the Organization that got none.
    pub left_out: Vec<LeftOut>,
}

/// An account of the Organization that is not reached by the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub account: Member,
    /// Why, in a few words: `it is suspended`.
    pub why: String,
}

impl ByRole {
    /// What stands over its profiles.
    #[must_use]
    pub fn heading(&self) -> String {
        self.group.clone().unwrap_or_else(|| format!("by {}", self.source))
    }

    /// The role's ARN in an account.
    #[must_use]
    pub fn arn(&self, partition: Partition, account: &AccountId) -> String {
        format!("arn:{}:iam::{account}:role/{}", partition.as_str(), self.role)
    }

    /// Whether `except` names an account.
    #[must_use]
    pub fn excepts(&self, member: &Member) -> bool {
        let named = |text: &str| self.except.iter().any(|pattern| matches(pattern, text));
        named(member.id.as_str()) || member.name.as_deref().is_some_and(named)
    }

    /// What the profiles of these accounts are called, in their order. Where two would have one
    /// name, or a profile has it already, the account's id is added.
    #[must_use]
    pub fn names(
        &self,
        members: &[Member],
        is_taken: impl Fn(&ProfileName) -> bool,
    ) -> Vec<ProfileName> {
        let wanted: Vec<ProfileName> =
            members.iter().map(|member| self.name.fill(self, member)).collect();
        let mut seen = HashSet::new();
        let twice: HashSet<&ProfileName> =
            wanted.iter().filter(|name| !seen.insert(*name)).collect();
        let name = |(wanted, member): (&ProfileName, &Member)| {
            if twice.contains(wanted) || is_taken(wanted) {
                return ProfileName::new(&format!("{wanted}-{}", slug(member.id.as_str())));
            }
            wanted.clone()
        };
        wanted.iter().zip(members).map(name).collect()
    }
}

/// What profiles are called: text with `{account_name}`, `{account_id}`, `{role}`, `{source}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern(String);

impl Default for NamePattern {
    fn default() -> Self {
        Self(PATTERN.to_owned())
    }
}

impl NamePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A sentence where it holds something else in braces, or would call all accounts the same.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rest = text.to_owned();
        for field in FIELDS {
            rest = rest.replace(field, "");
        }
        if rest.contains(['{', '}']) {
            return Err(format!("in braces stands one of {}", FIELDS.join(", ")));
        }
        if !text.contains("{account_name}") && !text.contains("{account_id}") {
            return Err("{account_name} or {account_id} is missing: all accounts would be called \
                        the same"
                .to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// An account's profile. Its name is made of letters and digits of ASCII and `._+@-`, so that
    /// it can be typed, whatever the account is called; without a name the id stands in its place.
    fn fill(&self, by_role: &ByRole, member: &Member) -> ProfileName {
        let name = member.name.as_deref().map(slug).filter(|name| !name.is_empty());
        let id = slug(member.id.as_str());
        let name = name.unwrap_or_else(|| id.clone());
        let role = by_role.role.rsplit('/').next().unwrap_or_default();
        let filled = self.0.replace("{account_name}", &name);
        let filled = filled.replace("{account_id}", &id);
        let filled = filled.replace("{role}", role);
        ProfileName::new(&filled.replace("{source}", by_role.source.as_str()))
    }
}

/// A name with a hyphen for all that is hard to type, and none at its ends.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars() {
        if char.is_ascii_alphanumeric() || "._+@-".contains(char) {
            out.push(char);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_role(pattern: &str) -> ByRole {
        ByRole {
            source: ProfileName::new("root"),
            role: "dns/Editor".into(),
            external_id: None,
            session_name: None,
            duration: None,
            region: None,
            members: Members::Organization,
            except: vec!["333333333333".into(), "Sandbox *".into()],
            name: NamePattern::parse(pattern).unwrap(),
            group: None,
        }
    }

    fn member(id: &str, name: &str) -> Member {
        Member { id: AccountId::new(id), name: (!name.is_empty()).then(|| name.to_owned()) }
    }

    fn names(pattern: &str, members: &[Member], taken: &str) -> Vec<String> {
        let names = by_role(pattern).names(members, |name| name.as_str() == taken);
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_can_be_typed_whatever_an_account_is_called() {
        let hostile = "  Log / Archive \u{1b}[2J\u{202e} (prod)";
        let members = [
            member("111111111111", hostile),
            member("222222222222", ""),
            member("333333333333", "日本"),
            member("444444444444", "team.a+x@b_c"),
        ];
        assert_eq!(
            names("{account_name}", &members, ""),
            ["Log-Archive-2J-prod", "222222222222", "333333333333", "team.a+x@b_c"]
        );
        assert_eq!(
            names("{source}/{account_name}:{role}", &members[1..2], ""),
            ["root/222222222222:Editor"]
        );
    }

    #[test]
    fn no_two_profiles_have_one_name() {
        let members = [
            member("111111111111", "prod"),
            member("222222222222", "Prod"),
            member("333333333333", "prod"),
            member("444444444444", "dev"),
        ];
        assert_eq!(
            names("{account_name}", &members, "dev"),
            ["prod-111111111111", "Prod", "prod-333333333333", "dev-444444444444"]
        );
    }

    #[test]
    fn a_pattern_tells_accounts_apart() {
        NamePattern::parse("x").unwrap_err();
        NamePattern::parse("{name}").unwrap_err();
        NamePattern::parse("{account_name}}").unwrap_err();
        NamePattern::parse("a {account_id}").unwrap();
    }

    #[test]
    fn accounts_are_excepted_by_id_name_or_pattern() {
        let by_role = by_role("{account_id}");
        assert!(by_role.excepts(&member("333333333333", "x")));
        assert!(by_role.excepts(&member("444444444444", "Sandbox 3")));
        assert!(!by_role.excepts(&member("444444444444", "x")));
        assert!(!by_role.excepts(&member("444444444444", "")));
        let arn = by_role.arn(Partition::China, &AccountId::new("444444444444"));
        assert_eq!(arn, "arn:aws-cn:iam::444444444444:role/dns/Editor");
    }
}
