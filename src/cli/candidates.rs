//! What a shell may complete that is not a word of zonecut's: the names of profiles.

use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use std::collections::HashMap;

use crate::app::document::is_plain;
use crate::aws::{Aws, Host};

/// Names of profiles.
pub(super) fn profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| names().into_iter().map(CompletionCandidate::new).collect())
}

/// The beginnings of `PROFILE/ZONE`.
pub(super) fn zones_of_profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        names().into_iter().map(|name| CompletionCandidate::new(format!("{name}/"))).collect()
    })
}

/// Whatever is wrong with AWS's files, a shell that completes is not told: it has no place for it.
fn names() -> Vec<String> {
    let Ok(host) = Host::real() else { return Vec::new() };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return Vec::new();
    };
    let Ok(aws) = runtime.block_on(Aws::load(host, &HashMap::new())) else { return Vec::new() };
    let names = aws.profiles().iter().map(|profile| profile.name.as_str());
    names.filter(|name| name.chars().all(is_plain)).map(str::to_owned).collect()
}
