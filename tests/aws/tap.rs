//! The emulator behind a wire that notes what goes over it.

use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use zonecut::emulator::{Emulator, World};

use crate::wire::Seen;

/// The wire.
#[derive(Debug, Clone)]
pub(crate) struct Tap {
    pub(crate) emulator: Emulator,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Tap {
    pub(crate) fn into(world: World) -> Self {
        Self { emulator: Emulator::new(world), seen: Arc::default() }
    }

    /// What went over it since the last look.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl HttpClient for Tap {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.emulator.http_connector(settings, components);
        SharedHttpConnector::new(Tapped { inner, seen: Arc::clone(&self.seen) })
    }
}

#[derive(Debug)]
struct Tapped {
    inner: SharedHttpConnector,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl HttpConnector for Tapped {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.seen.lock().unwrap().push(Seen::of(&request));
        self.inner.call(request)
    }
}
