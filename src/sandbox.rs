//! The closed world of `--demo`: AWS's files and services are the emulator's, and nothing else
//! can be read or reached.

use std::collections::HashMap;

use crate::aws::Host;
use crate::emulator::{Emulator, WorldError, demo};

/// A host whose profiles, credentials and requests all end in a fresh demo world.
///
/// # Errors
/// None that a test would not have found: the world is part of the program.
pub fn host() -> Result<(Host, Emulator), WorldError> {
    let emulator = Emulator::new(demo::world()?);
    let files = HashMap::from([
        ("/demo/.aws/config".to_owned(), demo::AWS_CONFIG.as_bytes().to_vec()),
        (
            format!("/demo/.aws/sso/cache/{}", demo::SSO_TOKEN_FILE),
            demo::SSO_TOKEN.as_bytes().to_vec(),
        ),
    ]);
    let variables = HashMap::from([("HOME".to_owned(), "/demo".to_owned())]);
    Ok((Host::closed(emulator.http_client(), files, variables), emulator))
}
