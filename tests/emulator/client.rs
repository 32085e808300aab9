//! SDK clients that talk to an emulator without a socket, and what they are given to do.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_sdk_route53::Client;
use aws_sdk_route53::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_route53::config::timeout::TimeoutConfig;
use aws_sdk_route53::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_route53::types::{
    Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType,
};
use aws_smithy_async::rt::sleep::TokioSleep;
use zonecut::emulator::{Emulator, World};

/// An SDK configuration for a key, with `attempts` tries of each call.
pub(crate) fn config(emulator: &Emulator, key: &str, attempts: u32) -> aws_config::SdkConfig {
    let credentials = Credentials::new(key, "secret", None, None, "test");
    aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(emulator.http_client())
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard().with_max_attempts(attempts))
        .timeout_config(TimeoutConfig::disabled())
        .build()
}

/// A Route 53 client for a key, with `attempts` tries of each call.
pub(crate) fn client(emulator: &Emulator, key: &str, attempts: u32) -> Client {
    // Retry tokens are counted in a process-wide place unless each client has its own.
    let partition = RetryPartition::custom(format!("{key}-{emulator:p}")).build();
    let config = aws_sdk_route53::config::Builder::from(&config(emulator, key, attempts))
        .retry_partition(partition)
        .build();
    Client::from_conf(config)
}

/// One account with one zone, `example.com.`: the emulator, the key and the zone's id.
pub(crate) fn one_zone() -> (Emulator, String, String) {
    let mut world = World::new();
    let key = world.add_account("111111111111", "one");
    let zone = world.add_zone("111111111111", "example.com").unwrap();
    (Emulator::new(world), key, zone)
}

/// A change of one NS set.
pub(crate) fn ns(action: ChangeAction, name: &str, hosts: &[&str]) -> Change {
    let mut set = ResourceRecordSet::builder().name(name).r#type(RrType::Ns).ttl(300);
    for host in hosts {
        set = set.resource_records(ResourceRecord::builder().value(*host).build().unwrap());
    }
    Change::builder().action(action).resource_record_set(set.build().unwrap()).build().unwrap()
}

/// A batch.
pub(crate) fn batch(changes: impl IntoIterator<Item = Change>) -> ChangeBatch {
    ChangeBatch::builder().set_changes(Some(changes.into_iter().collect())).build().unwrap()
}

/// Runs a test for at most 20 seconds, of the clock that it runs by.
pub(crate) async fn bounded<T>(test: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), Box::pin(test)).await.expect("the test hangs")
}
