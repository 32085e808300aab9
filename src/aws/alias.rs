//! What an account is called
//! ([`ListAccountAliases`](https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html)).

use crate::zone::{Fault, Partition, ProfileName};

use super::access::Aws;
use super::settings::{Settings, Via};
use super::signed::{self, Signed};

const LIST: &str = "iam:ListAccountAliases";
/// The longest alias.
const LONGEST: usize = 63;

impl Aws {
    /// The alias of the profile's account, where it has one and tells it. Nothing is asked where
    /// Route 53 is somebody else's than AWS's, and it is not said where IAM is: keys of a sandbox
    /// are no business of AWS's.
    ///
    /// # Errors
    /// Where it can't be asked. Many may not ask: that is not worth telling.
    pub async fn alias(&self, profile: &ProfileName) -> Result<Option<String>, Fault> {
        let call = self.call(profile, None, LIST).await?;
        let Some(request) = request(&call.access.settings) else { return Ok(None) };
        let answer = signed::post(self.host(), &call, request).await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        Ok(signed::element(&answer, "member").filter(|alias| is_alias(alias)))
    }
}

/// IAM is global: one endpoint and one signing region a partition
/// ([endpoints](https://docs.aws.amazon.com/general/latest/gr/iam-service.html)).
fn request(settings: &Settings) -> Option<Signed> {
    let Via { region, endpoint, fips, bundle, .. } = &settings.iam;
    if endpoint.is_none() && settings.route53.endpoint.is_some() {
        return None;
    }
    let (region, own) = match Partition::of_region(region) {
        Partition::Aws if *fips => ("us-east-1", "https://iam-fips.amazonaws.com"),
        Partition::Aws => ("us-east-1", "https://iam.amazonaws.com"),
        Partition::China => ("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn"),
        // Its plain name is a FIPS endpoint.
        Partition::GovCloud => ("us-gov-west-1", "https://iam.us-gov.amazonaws.com"),
    };
    Some(Signed {
        service: "iam",
        operation: "ListAccountAliases",
        region: region.to_owned(),
        url: endpoint.clone().unwrap_or_else(|| own.to_owned()),
        bundle: bundle.clone(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: "Action=ListAccountAliases&Version=2010-05-08".to_owned(),
    })
}

/// Lower-case letters, digits and hyphens
/// ([CreateAccountAlias](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html)).
fn is_alias(text: &str) -> bool {
    (3..=LONGEST).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
