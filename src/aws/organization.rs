//! The accounts of an Organization
//! ([`ListAccounts`](https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html)).

use serde::Deserialize;

use crate::zone::{AccountId, Fault, Member, Partition, ProfileName};

use super::access::Aws;
use super::settings::Via;
use super::signed::{self, Signed};

const LIST: &str = "organizations:ListAccounts";
/// Pages at most: AWS's largest Organizations have 50,000 accounts, 20 a page.
const MOST_PAGES: usize = 5_000;

/// An account as the Organization tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) account: Member,
    /// `ACTIVE`, or another state in lower case.
    pub(super) inactive: Option<String>,
    /// Whether it manages the Organization.
    pub(super) manages: bool,
}

impl Aws {
    /// All accounts of the Organization of a profile's account, page by page. Only the management
    /// account and those it has delegated that to may ask.
    pub(super) async fn list_accounts(&self, source: &ProfileName) -> Result<Vec<Listed>, Fault> {
        let call = self.unready(source, LIST)?;
        call.ready().await?;
        let mut listed: Vec<Listed> = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let request = page(&call.access.settings.organizations, next.as_deref());
            let answer = signed::post(self.host(), call.clients.keys.clone(), request).await;
            let answer = answer.map_err(|error| call.failed(&error))?;
            let page: Page =
                serde_json::from_str(&answer).map_err(|error| call.odd(&error.to_string()))?;
            listed.extend(page.accounts.into_iter().filter_map(Account::read));
            match page.next_token.filter(|token| !token.is_empty()) {
                None => return Ok(listed),
                again if again == next => break,
                token => next = token,
            }
        }
        Err(call.odd("a listing without an end"))
    }
}

/// Organizations has one endpoint in a partition, in one of its regions
/// ([endpoints](https://docs.aws.amazon.com/general/latest/gr/ao.html)).
fn page(via: &Via, next: Option<&str>) -> Signed {
    let (region, suffix) = match Partition::of_region(&via.region) {
        Partition::Aws => ("us-east-1", "amazonaws.com"),
        Partition::China => ("cn-northwest-1", "amazonaws.com.cn"),
        Partition::GovCloud => ("us-gov-west-1", "amazonaws.com"),
    };
    // GovCloud's one endpoint is a FIPS endpoint, by the plain name.
    let fips = via.fips && Partition::of_region(&via.region) == Partition::Aws;
    let service = if fips { "organizations-fips" } else { "organizations" };
    let own = format!("https://{service}.{region}.{suffix}");
    let body = match next {
        Some(token) => serde_json::json!({ "NextToken": token }),
        None => serde_json::json!({}),
    };
    Signed {
        service: "organizations",
        region: region.to_owned(),
        url: via.endpoint.clone().unwrap_or(own),
        bundle: via.bundle.clone(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", "AWSOrganizationsV20161128.ListAccounts".to_owned()),
        ],
        body: body.to_string(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    accounts: Vec<Account>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    id: Option<String>,
    arn: Option<String>,
    name: Option<String>,
    /// In place of `Status`, which AWS takes away in September 2026.
    state: Option<String>,
    status: Option<String>,
}

impl Account {
    fn read(self) -> Option<Listed> {
        let id = self.id.filter(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit()))?;
        // arn:aws:organizations::MANAGEMENT:account/o-…/ID
        let arn = self.arn.unwrap_or_default();
        let manages = arn.split(':').nth(4) == Some(id.as_str());
        let state = self.state.or(self.status).unwrap_or_else(|| "ACTIVE".to_owned());
        let inactive = (state != "ACTIVE").then(|| state.to_lowercase().replace('_', " "));
        let name = self.name.filter(|name| !name.is_empty());
        Some(Listed { account: Member { id: AccountId::new(&id), name }, inactive, manages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn via(region: &str, fips: bool) -> Via {
        Via { region: region.into(), endpoint: None, fips, dual_stack: false, bundle: None }
    }

    #[test]
    fn each_partition_has_one_endpoint() {
        let at = |region, fips| {
            let request = page(&via(region, fips), None);
            (request.region, request.url)
        };
        let own = |region: &str, url: &str| (region.to_owned(), format!("https://{url}"));
        assert_eq!(
            at("eu-central-1", false),
            own("us-east-1", "organizations.us-east-1.amazonaws.com")
        );
        assert_eq!(
            at("us-west-2", true),
            own("us-east-1", "organizations-fips.us-east-1.amazonaws.com")
        );
        assert_eq!(
            at("cn-north-1", false),
            own("cn-northwest-1", "organizations.cn-northwest-1.amazonaws.com.cn")
        );
        assert_eq!(
            at("us-gov-east-1", true),
            own("us-gov-west-1", "organizations.us-gov-west-1.amazonaws.com")
        );
    }

    #[test]
    fn accounts_are_read_with_the_old_state_and_the_new() {
        let read = |json: &str| {
            let account: Account = serde_json::from_str(json).unwrap();
            account.read().map(|listed| (listed.inactive, listed.manages))
        };
        let arn = "arn:aws:organizations::111111111111:account/o-x";
        assert_eq!(
            read(&format!(r#"{{"Id":"111111111111","Arn":"{arn}/111111111111"}}"#)),
            Some((None, true))
        );
        assert_eq!(
            read(&format!(
                r#"{{"Id":"222222222222","Arn":"{arn}/222222222222","Status":"SUSPENDED"}}"#
            )),
            Some((Some("suspended".into()), false))
        );
        assert_eq!(
            read(r#"{"Id":"222222222222","State":"PENDING_CLOSURE","Status":"ACTIVE"}"#),
            Some((Some("pending closure".into()), false))
        );
        assert_eq!(read(r#"{"Id":"../../2"}"#), None);
    }
}
