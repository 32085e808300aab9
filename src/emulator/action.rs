//! The actions that the emulator knows, by the names that IAM gives them.

use std::fmt;
use std::str::FromStr;

use super::reply::{IAM_XMLNS, ROUTE53_XMLNS, STS_XMLNS};

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Amazon Route 53.
    Route53,
    /// AWS Security Token Service.
    Sts,
    /// Identity and Access Management.
    Iam,
    /// The access portal of IAM Identity Center.
    Sso,
    /// The sign-in of IAM Identity Center.
    SsoOidc,
    /// AWS Organizations.
    Organizations,
}

impl Service {
    /// The prefix of its actions in IAM.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Service::Route53 => "route53",
            Service::Sts => "sts",
            Service::Iam => "iam",
            Service::Sso => "sso",
            Service::SsoOidc => "sso-oauth",
            Service::Organizations => "organizations",
        }
    }

    /// The namespace of its answers; `None` for a service that answers in JSON.
    pub(super) fn xmlns(self) -> Option<&'static str> {
        match self {
            Service::Route53 => Some(ROUTE53_XMLNS),
            Service::Sts => Some(STS_XMLNS),
            Service::Iam => Some(IAM_XMLNS),
            Service::Sso | Service::SsoOidc | Service::Organizations => None,
        }
    }
}

macro_rules! actions {
    ($($service:ident: $($name:ident $text:literal),*;)*) => {
        /// An action of one of the services; what is asked for but unknown is `Unknown`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each is the action of the API that it is named after")]
        pub enum Action { $($($name,)*)* Unknown(Service) }

        impl Action {
            /// Its name in the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(Action::$name => $text,)*)*
                    Action::Unknown(_) => "Unknown",
                }
            }

            /// The service it belongs to.
            #[must_use]
            pub fn service(self) -> Service {
                match self {
                    $($(Action::$name)|* => Service::$service,)*
                    Action::Unknown(service) => service,
                }
            }
        }

        /// From the name that IAM uses, e.g. `route53:ListHostedZones`.
        impl FromStr for Action {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                let (service, name) = text.split_once(':').ok_or(())?;
                [$($(Action::$name),*),*]
                    .into_iter()
                    .find(|action| action.as_str() == name && action.service().as_str() == service)
                    .ok_or(())
            }
        }
    };
}

actions! {
    Route53:
        ListHostedZones "ListHostedZones",
        ListHostedZonesByName "ListHostedZonesByName",
        GetHostedZone "GetHostedZone",
        GetHostedZoneCount "GetHostedZoneCount",
        GetHostedZoneLimit "GetHostedZoneLimit",
        GetAccountLimit "GetAccountLimit",
        GetDnssec "GetDNSSEC",
        CreateHostedZone "CreateHostedZone",
        ListResourceRecordSets "ListResourceRecordSets",
        ChangeResourceRecordSets "ChangeResourceRecordSets",
        GetChange "GetChange";
    Sts:
        GetCallerIdentity "GetCallerIdentity",
        AssumeRole "AssumeRole",
        AssumeRoleWithWebIdentity "AssumeRoleWithWebIdentity";
    Iam:
        ListAccountAliases "ListAccountAliases";
    Sso:
        GetRoleCredentials "GetRoleCredentials";
    SsoOidc:
        RegisterClient "RegisterClient",
        StartDeviceAuthorization "StartDeviceAuthorization",
        CreateToken "CreateToken";
    Organizations:
        ListAccounts "ListAccounts";
}

impl Action {
    /// Whether its requests bear a signature: those that ask for keys do not.
    pub(super) fn is_signed(self) -> bool {
        let keyless = matches!(self.service(), Service::Sso | Service::SsoOidc);
        !keyless && self != Action::AssumeRoleWithWebIdentity
    }
}

/// As IAM writes it: `route53:ListHostedZones`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service().as_str(), self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_iam() {
        assert_eq!("route53:GetDNSSEC".parse(), Ok(Action::GetDnssec));
        assert_eq!(Action::AssumeRole.to_string(), "sts:AssumeRole");
        assert_eq!("sts:ListHostedZones".parse::<Action>(), Err(()));
        assert_eq!("ListHostedZones".parse::<Action>(), Err(()));
    }
}
