//! What the files and variables say about how a profile reaches AWS: region, endpoints, FIPS.

use std::path::{Path, PathBuf};

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::property::PropertiesKey;

use crate::zone::{Partition, ProfileName};

use super::files::expand_home;
use super::host::Host;
use super::pace::Limit;

/// What zonecut's own configuration changes about one profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// The region, before the profile's own.
    pub region: Option<String>,
    /// The URL of Route 53, STS, IAM and Organizations alike, before every other setting.
    pub endpoint: Option<String>,
    /// How often its account is asked. Where several profiles of an account say so, the
    /// strictest holds.
    pub limit: Option<Limit>,
}

/// Overrides by profile, as they are looked up.
pub(super) type Overrides = std::collections::HashMap<ProfileName, Override>;

/// A service that zonecut talks to, by its names in variables and files
/// ([service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)).
#[derive(Debug, Clone, Copy)]
pub(super) enum Service {
    Route53,
    Sts,
    Iam,
    Sso,
    SsoOidc,
    Organizations,
}

impl Service {
    fn variable(self) -> &'static str {
        match self {
            Self::Route53 => "AWS_ENDPOINT_URL_ROUTE_53",
            Self::Sts => "AWS_ENDPOINT_URL_STS",
            Self::Iam => "AWS_ENDPOINT_URL_IAM",
            Self::Sso => "AWS_ENDPOINT_URL_SSO",
            Self::SsoOidc => "AWS_ENDPOINT_URL_SSO_OIDC",
            Self::Organizations => "AWS_ENDPOINT_URL_ORGANIZATIONS",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Route53 => "route_53",
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Sso => "sso",
            Self::SsoOidc => "sso_oidc",
            Self::Organizations => "organizations",
        }
    }
}

/// How requests to one service are addressed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Via {
    pub(super) region: String,
    pub(super) endpoint: Option<String>,
    pub(super) fips: bool,
    pub(super) dual_stack: bool,
    /// The roots to trust in the place of the common ones (`ca_bundle`).
    pub(super) bundle: Option<PathBuf>,
}

/// The settings of one profile.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) region: String,
    pub(super) route53: Via,
    pub(super) sts: Via,
    pub(super) iam: Via,
    pub(super) sso: Via,
    pub(super) sso_oidc: Via,
    pub(super) organizations: Via,
    pub(super) limit: Option<Limit>,
}

impl Settings {
    /// The settings of the profile `name` of `set`.
    ///
    /// # Errors
    /// A sentence about a setting that can't be what it says.
    pub(super) fn of(
        host: &Host,
        set: &ProfileSet,
        name: &str,
        overrides: &Override,
    ) -> Result<Self, String> {
        let region = region(host, set, name, overrides);
        if !is_region(&region) {
            return Err(format!("“{region}” is not a region"));
        }
        let flag = |variable, key| {
            host.var(variable)
                .or_else(|| get(set, name, key))
                .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let fips = flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
        let dual_stack = flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
        let bundle = bundle(host, set, name)?;
        let via = |service| -> Result<Via, String> {
            let endpoint = endpoint(host, set, name, overrides, service);
            if let Some(url) = endpoint.as_deref().filter(|url| !is_url(url)) {
                return Err(format!("the endpoint “{url}” is not an http or https URL"));
            }
            // The SDK refuses both beside an endpoint of one's own, which is what it is anyway.
            let aws = endpoint.is_none();
            let (fips, dual_stack) = (fips && aws, dual_stack && aws);
            Ok(Via { region: region.clone(), endpoint, fips, dual_stack, bundle: bundle.clone() })
        };
        let mut sts = via(Service::Sts)?;
        if global_sts(host, set, name)? && has_global_sts(&sts) {
            GLOBAL.clone_into(&mut sts.region);
        }
        Ok(Self {
            route53: via(Service::Route53)?,
            sts,
            iam: via(Service::Iam)?,
            sso: via(Service::Sso)?,
            sso_oidc: via(Service::SsoOidc)?,
            organizations: via(Service::Organizations)?,
            limit: overrides.limit,
            region,
        })
    }

    /// The settings of a profile that stands in no file, by those of the one it comes from.
    ///
    /// # Errors
    /// As for [`Settings::of`].
    pub(super) fn refined(&self, overrides: &Override) -> Result<Self, String> {
        let mut settings = Self { limit: overrides.limit, ..self.clone() };
        if let Some(region) = &overrides.region {
            if !is_region(region) {
                return Err(format!("“{region}” is not a region"));
            }
            settings.region.clone_from(region);
            for via in settings.of_the_account() {
                via.region.clone_from(region);
            }
        }
        if let Some(url) = &overrides.endpoint {
            if !is_url(url) {
                return Err(format!("the endpoint “{url}” is not an http or https URL"));
            }
            for via in settings.of_the_account() {
                via.endpoint = Some(url.clone());
                (via.fips, via.dual_stack) = (false, false);
            }
        }
        Ok(settings)
    }

    /// The ways to the services that are asked as the account.
    fn of_the_account(&mut self) -> [&mut Via; 4] {
        [&mut self.route53, &mut self.sts, &mut self.iam, &mut self.organizations]
    }
}

/// The region by which the SDK knows `sts.amazonaws.com`.
const GLOBAL: &str = "aws-global";

/// The regions for which `legacy` means the global endpoint
/// ([AWS STS Regional endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html)).
const LEGACY: [&str; 16] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    GLOBAL,
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Whether STS is to be asked where it was before it had regions. The SDK for Rust does not know
/// the setting; it asks the regional endpoint always, which is the default of all SDKs by now.
fn global_sts(host: &Host, set: &ProfileSet, name: &str) -> Result<bool, String> {
    let (variable, key) = ("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints");
    let wanted = host.var(variable).or_else(|| get(set, name, key));
    match wanted.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("regional") => Ok(false),
        Some("legacy") => Ok(true),
        Some(other) => Err(format!("{key} = {other} is neither regional nor legacy")),
    }
}

fn has_global_sts(via: &Via) -> bool {
    let aws = via.endpoint.is_none() && !via.fips && !via.dual_stack;
    aws && LEGACY.contains(&via.region.as_str())
}

/// The file of a profile's `ca_bundle`, once it is known to be one.
fn bundle(host: &Host, set: &ProfileSet, name: &str) -> Result<Option<PathBuf>, String> {
    let Some(path) = get(set, name, "ca_bundle") else { return Ok(None) };
    let path = expand_home(host, Path::new(&path));
    host.http(Some(&path)).map_err(|error| error.to_string())?;
    Ok(Some(path))
}

/// One key of a profile, `None` where it is unset or empty.
pub(super) fn get(set: &ProfileSet, name: &str, key: &str) -> Option<String> {
    let value = set.get_profile(name)?.get(key)?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// The profile's own region goes before the variables', unlike in the SDK: one variable can't be
/// right for the profiles of several partitions. A variable's region counts only in the
/// partition that the profile's role belongs to.
pub(super) fn region(host: &Host, set: &ProfileSet, name: &str, overrides: &Override) -> String {
    if let Some(region) = overrides.region.clone().or_else(|| get(set, name, "region")) {
        return region;
    }
    let role = get(set, name, "role_arn").unwrap_or_default();
    let partition = Partition::of_arn(&role);
    ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .filter_map(|variable| host.var(variable))
        .find(|region| role.is_empty() || Partition::of_region(region) == partition)
        .unwrap_or_else(|| partition.home_region().to_owned())
}

/// In the order of AWS's reference: the service's variable, the variable for all, the service's
/// section, the profile's key.
fn endpoint(
    host: &Host,
    set: &ProfileSet,
    name: &str,
    overrides: &Override,
    service: Service,
) -> Option<String> {
    // The sandbox of a profile is no place to look for IAM Identity Center.
    if overrides.endpoint.is_some() && !matches!(service, Service::Sso | Service::SsoOidc) {
        return overrides.endpoint.clone();
    }
    let ignored = host
        .var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .or_else(|| get(set, name, "ignore_configured_endpoint_urls"))
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if ignored {
        return None;
    }
    host.var(service.variable())
        .or_else(|| host.var("AWS_ENDPOINT_URL"))
        .or_else(|| section_endpoint(set, &get(set, name, "services")?, service))
        .or_else(|| get(set, name, "endpoint_url"))
}

fn section_endpoint(set: &ProfileSet, section: &str, service: Service) -> Option<String> {
    let key = PropertiesKey::builder()
        .section_key("services")
        .section_name(section)
        .property_name(service.key())
        .sub_property_name("endpoint_url")
        .build()
        .ok()?;
    set.other_sections().get(&key).cloned()
}

fn is_region(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_url(text: &str) -> bool {
    text.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|h| !h.is_empty())
    })
}
