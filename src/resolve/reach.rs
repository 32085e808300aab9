//! Whether the DNS can be asked from here at all: by UDP, by TCP, and by the resolver.

use std::time::{Duration, Instant};

use super::answer::Heard;
use super::asker::Asker;
use super::exchange::{Over, by_tcp, by_udp};
use super::question::Question;
use super::roots::roots;
use super::settings::Settings;
use crate::dns::{CouldNotAsk, Looked, Lookup, Name, Query, RecordType, Transport};

/// Root servers that are asked before it is said that none can be.
const ROOTS: usize = 3;

/// How the DNS answered a question about the root: how long it took, or why it could not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// A root server by UDP.
    pub udp: Result<Duration, CouldNotAsk>,
    /// A root server by TCP, which signed and long answers need.
    pub tcp: Result<Duration, CouldNotAsk>,
    /// The system's resolver, or the one configured.
    pub resolver: Result<Duration, CouldNotAsk>,
}

impl Asker {
    /// Asks for the root's name servers in three ways. Each takes a few timeouts at most.
    pub async fn reach(&self, settings: &Settings) -> Reach {
        let servers = roots(&settings.roots);
        let addresses: Vec<_> = servers
            .iter()
            .filter_map(|server| server.glue.first().copied())
            .take(ROOTS)
            .map(|address| Over { address, timeout: settings.timeout })
            .collect();
        let off = CouldNotAsk::NotAllowed("asking the DNS is turned off".to_owned());
        if !self.asks() {
            return Reach { udp: Err(off.clone()), tcp: Err(off.clone()), resolver: Err(off) };
        }
        let query = |recursion| Query {
            name: Name::root(),
            rtype: RecordType::Ns,
            recursion,
            dnssec: false,
        };
        let udp = async {
            let question = Question::new(&query(false), true).map_err(CouldNotAsk::NotAllowed)?;
            first(&addresses, async |over| match by_udp(over, &question).await? {
                Heard::Answer(_) | Heard::Truncated => Ok(()),
                Heard::Stray => Err(CouldNotAsk::TimedOut),
                Heard::Garbled(why) => Err(CouldNotAsk::Garbled(why)),
            })
            .await
        };
        let tcp = async {
            let question = Question::new(&query(false), true).map_err(CouldNotAsk::NotAllowed)?;
            first(&addresses, async |over| {
                let bytes = by_tcp(over, &question).await?;
                match Heard::read(&bytes, &question, Transport::Tcp) {
                    Heard::Answer(_) => Ok(()),
                    _ => Err(CouldNotAsk::Garbled("by TCP it answers something else".to_owned())),
                }
            })
            .await
        };
        let resolver = async {
            let begun = Instant::now();
            match self.look_up(&Lookup::Resolver(query(true))).await {
                Looked::Resolver(answer) => answer.map(|_| begun.elapsed()),
                _ => Err(CouldNotAsk::Garbled("it answers something else".to_owned())),
            }
        };
        let (udp, tcp, resolver) = futures_util::future::join3(udp, tcp, resolver).await;
        Reach { udp, tcp, resolver }
    }
}

/// How long the first of these took that answered; else why the last did not.
async fn first(
    addresses: &[Over],
    ask: impl AsyncFn(Over) -> Result<(), CouldNotAsk>,
) -> Result<Duration, CouldNotAsk> {
    let mut why = CouldNotAsk::NotAllowed("no root server is known".to_owned());
    for over in addresses {
        let begun = Instant::now();
        match ask(*over).await {
            Ok(()) => return Ok(begun.elapsed()),
            Err(error) => why = error,
        }
    }
    Err(why)
}
