//! Any bytes as AWS's files and as `profiles.toml`.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use proptest::prelude::*;
use zonecut::aws::{Aws, Host};
use zonecut::config::Config;
use zonecut::emulator::{Emulator, World};

use crate::{corpus, mangled};

/// Reads the profiles, and asks each who it is: a world without accounts refuses them all.
fn aws(text: Vec<u8>) {
    let length = text.len();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let all = async {
        let http: SharedHttpClient = Emulator::new(World::new()).http_client();
        let files = HashMap::from([
            ("/home/.aws/config".to_owned(), text.clone()),
            ("/home/.aws/credentials".to_owned(), text),
        ]);
        let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        let Ok(aws) = Aws::load(Host::closed(http, files, variables), &HashMap::new()).await else {
            return;
        };
        assert!(aws.profiles().len() <= 2 * length);
        for profile in aws.profiles().iter().filter(|profile| profile.problem.is_none()).take(5) {
            assert!(aws.identity(&profile.name).await.is_err());
        }
    };
    let bounded = async { tokio::time::timeout(Duration::from_mins(10), all).await };
    runtime.block_on(bounded).expect("it hangs");
}

fn profiles(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    if let Err(error) = Config::parse(&text, Path::new("profiles.toml")) {
        assert!(error.to_string().len() <= 4 * text.len() + 2_000, "{text:?}");
    }
}

/// Random bytes must not make up a program to run.
fn runs_nothing(text: &[u8]) -> bool {
    !String::from_utf8_lossy(text).contains("credential_process")
}

#[test]
fn aws_files_of_the_corpus() {
    for (name, text) in corpus("aws") {
        println!("{name}");
        aws(text);
    }
}

#[test]
fn profiles_of_the_corpus() {
    for (_, text) in corpus("profiles") {
        profiles(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn any_aws_files(seed: u64) {
        let text = mangled("aws", seed, 1 << 12);
        prop_assume!(runs_nothing(&text));
        aws(text);
    }

    #[test]
    fn any_profiles_file(seed: u64) {
        profiles(&mangled("profiles", seed, 1 << 14));
    }
}
