//! What gets into the log: events of our own, at the level that is wanted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::time::SystemTime;

use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::line::line;

/// Our own targets, which are the paths of our modules.
const OURS: &str = "zonecut";

/// Makes lines of events and hands them on.
#[derive(Debug)]
pub(super) struct Lines {
    level: Level,
    to: SyncSender<Option<String>>,
    lost: AtomicU64,
}

impl Lines {
    pub(super) fn new(level: Level, to: SyncSender<Option<String>>) -> Self {
        Self { level, to, lost: AtomicU64::new(0) }
    }

    fn wants(&self, of: &Metadata<'_>) -> bool {
        let target = of.target();
        let ours =
            target == OURS || target.strip_prefix(OURS).is_some_and(|it| it.starts_with("::"));
        ours && !of.is_span() && *of.level() <= self.level
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn register_callsite(&self, of: &'static Metadata<'static>) -> Interest {
        if self.wants(of) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, of: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.wants(of)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.level))
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !self.wants(event.metadata()) {
            return;
        }
        let lost = self.lost.swap(0, Ordering::Relaxed);
        let mut line = line(event, SystemTime::now());
        if lost > 0 {
            line.insert_str(0, &format!("… {lost} lines were lost here\n"));
        }
        if self.to.try_send(Some(line)).is_err() {
            self.lost.fetch_add(lost + 1, Ordering::Relaxed);
        }
    }
}
