//! What a shell may complete that is not a word of zonecut's: the names of profiles.

use std::collections::HashMap;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use crate::app::document::is_plain;
use crate::aws::{Aws, Host};
use crate::config::Config;

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

/// Those of AWS's files, and of accounts by role that are listed; no Organization is asked.
/// Whatever is wrong with a file, a shell that completes is not told: it has no place for it.
fn names() -> Vec<String> {
    let Ok(host) = Host::real() else { return Vec::new() };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return Vec::new();
    };
    let file = std::env::var_os("ZONECUT_CONFIG").map(PathBuf::from);
    let by_role = Config::load(file.as_deref()).unwrap_or_default().by_role();
    let overrides = HashMap::new();
    let loading = Aws::load_with(host, &overrides, by_role);
    let Ok(aws) = runtime.block_on(loading) else { return Vec::new() };
    let names = aws.profiles().iter().map(|profile| profile.name.as_str());
    names.filter(|name| name.chars().all(is_plain)).map(str::to_owned).collect()
}
