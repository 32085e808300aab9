//! Lets no write out of the process: a gate in front of the HTTP client that passes what is known
//! to be a read, or a sign-in, and nothing else.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::config_bag::ConfigBag;

/// The gate.
#[derive(Debug)]
pub(super) struct ReadOnly {
    inner: SharedHttpClient,
}

impl ReadOnly {
    /// Puts the gate in front of a client.
    pub(super) fn guard(inner: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(Self { inner })
    }
}

/// A request that was stopped. Not a byte of it was sent.
#[derive(Debug, thiserror::Error)]
#[error("nothing is to be written: {method} {path} was not sent")]
pub(super) struct Stopped {
    method: String,
    path: String,
}

#[derive(Debug)]
struct Guarded {
    inner: SharedHttpConnector,
}

impl HttpConnector for Guarded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let read =
            request.headers().get("x-amz-target").is_some_and(|target| TARGETS.contains(&target));
        if read || only_reads(request.method(), request.uri(), request.body().bytes()) {
            return self.inner.call(request);
        }
        let (path, _) = target(request.uri());
        let stopped = Stopped { method: request.method().to_owned(), path: path.to_owned() };
        HttpConnectorFuture::ready(Err(ConnectorError::user(Box::new(stopped))))
    }
}

impl HttpClient for ReadOnly {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Guarded { inner })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

/// What every path of Route 53's API begins with; an endpoint of one's own may put more before.
const ROUTE53: &str = "/2013-04-01/";

/// The actions of STS that tell or give credentials and change nothing.
const STS: [&str; 3] = ["GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"];

/// The actions of IAM that tell something.
const IAM: [&str; 1] = ["ListAccountAliases"];

/// What is asked by `X-Amz-Target`, of services that speak JSON.
const TARGETS: [&str; 1] = ["AWSOrganizationsV20161128.ListAccounts"];

/// The paths that IAM Identity Center and `aws login` are signed in to by.
const SIGN_IN: [&str; 3] = ["/token", "/client/register", "/device_authorization"];

/// Whether a request is known to change nothing. One that is not known at all is taken for a
/// write.
fn only_reads(method: &str, uri: &str, body: Option<&[u8]>) -> bool {
    let (path, query) = target(uri);
    if let Some((_, resource)) = path.split_once(ROUTE53) {
        return method == "GET" && is_read_of_route53(resource);
    }
    match method {
        // Credentials of Identity Center, of an instance, of a container. A service that takes
        // its actions by name takes them in a GET too.
        "GET" => !query.split('&').any(|pair| pair.starts_with("Action=")),
        "POST" => {
            let mut pairs = body.unwrap_or_default().split(|byte| *byte == b'&');
            let action = pairs.next().and_then(|first| first.strip_prefix(b"Action="));
            action.is_some_and(|action| {
                STS.iter().chain(&IAM).any(|known| known.as_bytes() == action)
            }) || SIGN_IN.iter().any(|known| path.ends_with(known))
        }
        // The session that instance metadata asks for.
        "PUT" => path == "/latest/api/token",
        _ => false,
    }
}

/// The reads that zonecut makes, by what stands after the API's version.
fn is_read_of_route53(resource: &str) -> bool {
    let parts: Vec<_> = resource.split('/').collect();
    matches!(
        parts[..],
        ["hostedzone" | "hostedzonesbyname" | "hostedzonecount"]
            | ["hostedzone" | "change" | "accountlimit", _]
            | ["hostedzone", _, "rrset" | "dnssec"]
            | ["hostedzonelimit", _, _]
    )
}

/// Path and query of a URI.
fn target(uri: &str) -> (&str, &str) {
    let after = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let path = after.find(['/', '?']).map_or("/", |at| &after[at..]);
    path.split_once('?').unwrap_or((path, ""))
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::time::Duration;

    use aws_sdk_route53::config::{BehaviorVersion, Credentials, Region};
    use aws_sdk_route53::types as sdk;
    use aws_smithy_async::rt::sleep::TokioSleep;

    use super::{ReadOnly, Stopped, only_reads};
    use crate::emulator::{Action, Emulator, World};

    /// The SDK as it comes, with retries, in front of an emulator; the gate between them.
    fn raw_client(emulator: &Emulator, key: &str) -> aws_sdk_route53::Client {
        let config = aws_sdk_route53::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(key, "secret", None, None, "test"))
            .sleep_impl(TokioSleep::new())
            .http_client(ReadOnly::guard(emulator.http_client()))
            .build();
        aws_sdk_route53::Client::from_conf(config)
    }

    fn is_stopped(error: &(dyn Error + 'static)) -> bool {
        std::iter::successors(Some(error), |&error| error.source()).any(<dyn Error>::is::<Stopped>)
    }

    fn batch() -> sdk::ChangeBatch {
        let record = sdk::ResourceRecord::builder().value("ns1.example.net.").build().unwrap();
        let set = sdk::ResourceRecordSet::builder().name("a.example.com.").r#type(sdk::RrType::Ns);
        let set = set.ttl(300).resource_records(record).build().unwrap();
        let change = sdk::Change::builder().action(sdk::ChangeAction::Create);
        let change = change.resource_record_set(set).build().unwrap();
        sdk::ChangeBatch::builder().changes(change).build().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn no_write_of_the_sdk_reaches_the_inner_client() {
        let mut world = World::new();
        let key = world.add_account("111111111111", "one");
        let zone = world.add_zone("111111111111", "example.com").unwrap();
        let emulator = Emulator::new(world);
        let client = raw_client(&emulator, &key);
        macro_rules! stopped {
            ($($request:expr),* $(,)?) => {$(
                let sent = tokio::time::timeout(Duration::from_mins(1), Box::pin($request.send()));
                let error = sent.await.expect("the test hangs").unwrap_err();
                assert!(is_stopped(&error), "{}: {error:?}", stringify!($request));
            )*};
        }
        let vpc =
            || sdk::Vpc::builder().vpc_id("vpc-1").vpc_region(sdk::VpcRegion::EuWest1).build();
        stopped!(
            client.change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch()),
            client.create_hosted_zone().name("x.example.com").caller_reference("r"),
            client.delete_hosted_zone().id(&zone),
            client.update_hosted_zone_comment().id(&zone).comment("x"),
            client.associate_vpc_with_hosted_zone().hosted_zone_id(&zone).vpc(vpc()),
            client.disassociate_vpc_from_hosted_zone().hosted_zone_id(&zone).vpc(vpc()),
            client
                .create_key_signing_key()
                .hosted_zone_id(&zone)
                .name("k")
                .status("ACTIVE")
                .caller_reference("r")
                .key_management_service_arn("arn:aws:kms:::k"),
            client.activate_key_signing_key().hosted_zone_id(&zone).name("k"),
            client.deactivate_key_signing_key().hosted_zone_id(&zone).name("k"),
            client.delete_key_signing_key().hosted_zone_id(&zone).name("k"),
            client.enable_hosted_zone_dnssec().hosted_zone_id(&zone),
            client.disable_hosted_zone_dnssec().hosted_zone_id(&zone),
            client.create_reusable_delegation_set().caller_reference("r"),
            client.delete_reusable_delegation_set().id("N1"),
            client
                .change_tags_for_resource()
                .resource_type(sdk::TagResourceType::Hostedzone)
                .resource_id(&zone)
                .remove_tag_keys("x"),
            client.delete_health_check().health_check_id("h"),
            client.delete_query_logging_config().id("q"),
            client.delete_traffic_policy_instance().id("t"),
            // A read that zonecut does not make: not known, so not sent.
            client.list_health_checks(),
        );
        assert_eq!(emulator.log(), []);

        client.get_hosted_zone().id(&zone).send().await.unwrap();
        client.list_hosted_zones_by_name().dns_name("example.com").send().await.unwrap();
        let seen: Vec<_> = emulator.log().into_iter().map(|call| call.action).collect();
        assert_eq!(seen, [Action::GetHostedZone, Action::ListHostedZonesByName]);
    }

    const HOST: &str = "https://route53.amazonaws.com";

    fn passes(method: &str, uri: &str, body: &str) -> bool {
        only_reads(method, uri, Some(body.as_bytes()))
    }

    #[test]
    fn reads_pass() {
        for path in [
            "hostedzone",
            "hostedzone?marker=Z1",
            "hostedzonesbyname?dnsname=example.com.",
            "hostedzonecount",
            "hostedzone/Z1",
            "hostedzone/Z1/rrset?name=a.&type=NS",
            "hostedzone/Z1/dnssec",
            "hostedzonelimit/Z1/MAX_RRSETS_BY_ZONE",
            "accountlimit/MAX_HOSTED_ZONES_BY_OWNER",
            "change/C1",
        ] {
            assert!(passes("GET", &format!("{HOST}/2013-04-01/{path}"), ""), "{path}");
            // A test server may stand behind a path of its own.
            let uri = format!("http://127.0.0.1:5000/aws/2013-04-01/{path}");
            assert!(passes("GET", &uri, ""), "{path}");
        }
    }

    #[test]
    fn any_other_method_at_route_53_is_stopped() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "get", ""] {
            for path in ["hostedzone", "hostedzone/Z1/rrset", "hostedzone/token", "token"] {
                let uri = format!("{HOST}/2013-04-01/{path}");
                assert!(
                    !passes(method, &uri, "Action=GetCallerIdentity&Version=1"),
                    "{method} {uri}"
                );
            }
        }
    }

    #[test]
    fn a_get_that_is_not_known_is_stopped() {
        for path in ["", "hostedzone/Z1/enable-dnssec", "keysigningkey/Z1/k/activate", "new"] {
            assert!(!passes("GET", &format!("{HOST}/2013-04-01/{path}"), ""), "{path}");
        }
        assert!(!passes("GET", "https://iam.amazonaws.com/?Action=DeleteUser&UserName=me", ""));
        assert!(!passes("GET", "https://iam.amazonaws.com?Version=1&Action=DeleteUser", ""));
    }

    #[test]
    fn signing_in_passes_and_nothing_else_does() {
        let sts = "https://sts.eu-central-1.amazonaws.com/";
        for action in ["GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"] {
            assert!(
                passes("POST", sts, &format!("Action={action}&Version=2011-06-15")),
                "{action}"
            );
        }
        let iam = "https://iam.amazonaws.com/";
        assert!(passes("POST", iam, "Action=ListAccountAliases&Version=2010-05-08"));
        assert!(!passes("POST", iam, "Action=CreateAccountAlias&Version=2010-05-08"));
        for body in
            ["Action=DeleteUser&Version=1", "Action=AssumeRoleX&V=1", "X=1&Action=AssumeRole", ""]
        {
            assert!(!passes("POST", sts, body), "{body}");
        }
        // A body that can't be looked into.
        assert!(!only_reads("POST", sts, None));
        for (method, uri) in [
            (
                "GET",
                "https://portal.sso.us-east-1.amazonaws.com/federation/credentials?role_name=R",
            ),
            ("POST", "https://oidc.us-east-1.amazonaws.com/token"),
            ("POST", "https://us-east-1.signin.aws.amazon.com/v1/token"),
            ("PUT", "http://169.254.169.254/latest/api/token"),
            ("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/"),
            ("GET", "http://169.254.170.2/v2/credentials/x"),
        ] {
            assert!(passes(method, uri, ""), "{method} {uri}");
        }
        assert!(!passes("PUT", "https://s3.amazonaws.com/bucket/object", ""));
        assert!(!passes("DELETE", "https://oidc.us-east-1.amazonaws.com/token", ""));
    }
}
