//! Looks up in the DNS what a plan wants to know, all at once.

use std::collections::HashSet;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::cut::Plan;
use crate::dns::Lookup;
use crate::resolve::Asker;

/// Asks until the plan has heard all it wants to; `progress` is told at the start and after each
/// answer. Takes no longer than the slowest. May be dropped at any point: the plan then has the
/// findings of what was heard so far.
pub async fn look(asker: &Asker, plan: &mut Plan, mut progress: impl FnMut(&Plan)) {
    let mut sought: HashSet<Lookup> = HashSet::new();
    let mut coming = FuturesUnordered::new();
    loop {
        let new = plan.lookups().into_iter().filter(|lookup| sought.insert(lookup.clone()));
        coming.extend(new.map(async |lookup| {
            let looked = asker.look_up(&lookup).await;
            (lookup, looked)
        }));
        progress(plan);
        let Some((lookup, looked)) = coming.next().await else { return };
        *plan = plan.looked(&lookup, looked);
    }
}
