//! Looks things up in the DNS, all at once.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::dns::{Looked, Lookup};
use crate::resolve::Asker;

/// Looks all of them up at once. `heard` is told of each as it comes, by its place among them.
/// Takes no longer than the slowest; how many questions are under way at once is the asker's to
/// say.
pub async fn look_all(asker: &Asker, lookups: &[Lookup], mut heard: impl FnMut(usize, Looked)) {
    let all = lookups.iter().enumerate();
    let mut coming: FuturesUnordered<_> =
        all.map(async |(place, lookup)| (place, asker.look_up(lookup).await)).collect();
    while let Some((place, looked)) = coming.next().await {
        heard(place, looked);
    }
}
