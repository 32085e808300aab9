//! Any bytes as the answer of Route 53 or STS, through the real SDK.

use std::collections::HashMap;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use proptest::prelude::*;
use zonecut::aws::{Aws, Host};
use zonecut::zone::{ChangeId, ProfileName, ZoneId};

use crate::{corpus, mangled};

/// Answers every request alike.
#[derive(Debug, Clone)]
struct Parrot {
    status: u16,
    body: Vec<u8>,
}

impl HttpClient for Parrot {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Parrot {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let status = self.status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(self.body.clone()))))
    }
}

/// Every call gets these bytes; none takes longer than its retries, none returns more than came.
fn hear(status: u16, body: Vec<u8>) {
    let length = body.len();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let config = "[profile a]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
        let files = HashMap::from([("/home/.aws/config".to_owned(), config.into())]);
        let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        let http = SharedHttpClient::new(Parrot { status, body });
        let host = Host::closed(http, files, variables);
        let aws = Aws::load(host, &HashMap::new()).await.unwrap();
        let (profile, zone) = (ProfileName::new("a"), ZoneId::new("Z1"));
        let all = async {
            if let Ok(page) = aws.list_zones(&profile, None).await {
                assert!(page.zones.len() <= length);
            }
            if let Ok(page) = aws.record_sets(&profile, &zone, None, None).await {
                let size: usize = page
                    .sets
                    .iter()
                    .flat_map(zonecut::zone::RecordSet::values)
                    .map(String::len)
                    .sum();
                assert!(page.sets.len() <= length && size <= length);
            }
            if let Ok(detail) = aws.zone(&profile, &zone).await {
                assert!(detail.delegation_set.len() <= length);
            }
            let faults = [
                aws.signing(&profile, &zone).await.err(),
                aws.zone_quota(&profile, &zone).await.err(),
                aws.change_status(&profile, &ChangeId::new("C1")).await.err(),
                aws.identity(&profile).await.err(),
            ];
            for fault in faults.into_iter().flatten() {
                assert!(fault.message().len() + fault.detail.len() <= 4 * length + 2_000);
            }
        };
        tokio::time::timeout(Duration::from_mins(10), all).await.expect("it hangs");
    });
}

#[test]
fn answers_of_the_corpus() {
    for (name, body) in corpus("answers") {
        println!("{name}");
        for status in [200, 400, 503] {
            hear(status, body.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_answer(seed: u64, status in prop::sample::select(vec![200_u16, 201, 400, 403, 500])) {
        hear(status, mangled("answers", seed, 1 << 14));
    }
}
