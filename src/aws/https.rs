//! This machine's HTTPS: rustls, proxies by variable, trust by a bundle of one's own or the system.

use std::io;
use std::path::{Path, PathBuf};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::base64;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Connections that are kept for what comes next. Each holds the room that its largest answer took,
/// and at the end of a start there would be one for each account.
const IDLE: usize = 32;

/// Why this machine's HTTPS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The file of `AWS_CA_BUNDLE`, or of a profile's `ca_bundle`, can't be read.
    #[error("{setting}: {} can't be read: {source}", path.display())]
    Unreadable {
        /// What names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file holds no certificate that can be used.
    #[error("{setting}: {} holds no certificate in PEM form{detail}", path.display())]
    NoCertificate {
        /// What names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, as `: …`, or nothing.
        detail: String,
    },
    /// The TLS library refused the settings.
    #[error("TLS can't be set up: {0}")]
    Tls(String),
}

/// An HTTP client. `bundle` takes the place of the system's roots, as it does for the AWS CLI: the
/// setting that names it, and the file.
pub(super) fn client(bundle: Option<(&'static str, &Path)>) -> Result<SharedHttpClient, HostError> {
    let trust = match bundle {
        None => TrustStore::default(),
        Some((setting, path)) => match std::fs::read(path) {
            Ok(pem) => trust_store(setting, path, &pem)?,
            Err(source) => {
                return Err(HostError::Unreadable { setting, path: path.to_owned(), source });
            }
        },
    };
    let tls = TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| HostError::Tls(error.to_string()))?;
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(tls.clone())
            .pool_max_idle_per_host(IDLE);
        builder.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            builder.set_sleep_impl(components.sleep_impl());
        }
        builder.build()
    });
    Ok(SharedHttpClient::new(Once(client)))
}

/// Only the certificates that the TLS library takes: the HTTP client panics over any other.
fn trust_store(setting: &'static str, path: &Path, pem: &[u8]) -> Result<TrustStore, HostError> {
    let mut taken = RootCertStore::empty();
    let mut trust = TrustStore::empty();
    let mut detail = String::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let der = match certificate {
            Ok(der) => der,
            Err(error) => {
                detail = format!(": {error}");
                continue;
            }
        };
        match taken.add(der.clone()) {
            Ok(()) => {
                trust.add_pem_certificate(as_pem(&der));
            }
            Err(error) => detail = format!(": {error}"),
        }
    }
    if taken.is_empty() {
        return Err(HostError::NoCertificate { setting, path: path.to_owned(), detail });
    }
    Ok(trust)
}

fn as_pem(der: &[u8]) -> Vec<u8> {
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in base64::encode(der).as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem.into_bytes()
}

/// Keeps each new service client from building a connector only to throw it away: with a
/// hundred profiles that reads the system's roots two hundred times.
#[derive(Debug)]
struct Once(SharedHttpClient);

impl HttpClient for Once {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }
}
