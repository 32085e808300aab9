//! The resolvers: those configured, or those of the system.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hickory_resolver::system_conf::read_system_conf;

use super::answer::Answer;
use super::line::Line;
use super::settings::port_53;
use crate::dns::{CouldNotAsk, Query, Rcode, Reply};

/// How many are tried, as the system does (`MAXNS` of resolv.conf(5)).
const MOST: usize = 3;
/// How long the system's settings are believed: a laptop changes its network.
const BELIEVED: Duration = Duration::from_secs(30);
/// Questions in a row without an answer, after which the resolvers are held to be out of reach...
const SILENT: u32 = 16;
/// ...if nothing else was heard of them for this long: names that they find no answer to in time
/// may come together...
const UNHEARD: Duration = Duration::from_secs(30);
/// ...and then they are left alone for this long.
const PAUSE: Duration = Duration::from_secs(5);

/// Asks resolvers.
#[derive(Debug)]
pub(super) struct Resolvers {
    configured: Vec<SocketAddr>,
    system: Mutex<Option<(Instant, Vec<SocketAddr>)>>,
    silence: Mutex<Silence>,
}

/// How long nothing has been heard of any resolver.
#[derive(Debug, Default)]
struct Silence {
    questions: u32,
    last: Option<(Instant, CouldNotAsk)>,
    heard: Option<Instant>,
}

impl Resolvers {
    pub(super) fn new(configured: Vec<SocketAddr>) -> Self {
        Self { configured, system: Mutex::default(), silence: Mutex::default() }
    }

    /// Asks one after the other until one has something to say. Where all of them only say that
    /// they failed or won't, it is the first one's word.
    ///
    /// # Errors
    /// None could be asked, none is known, or none would look elsewhere for the answer.
    pub(super) async fn ask(&self, line: &Line, query: &Query) -> Result<Reply, CouldNotAsk> {
        let resolvers = self.addresses().await?;
        if let Some(why) = self.out_of_reach() {
            return Err(why);
        }
        let mut failed: Option<Result<Reply, CouldNotAsk>> = None;
        for address in resolvers.into_iter().take(MOST) {
            let came = match line.ask(address, query).await.answer {
                Ok(answer) => useful(answer, address, query),
                Err(why) => Err(why),
            };
            match came {
                Ok(reply) if !is_failure(reply.rcode) => {
                    self.note(None);
                    return Ok(reply);
                }
                // A word of failure goes before silence.
                Ok(reply) if !matches!(failed, Some(Ok(_))) => failed = Some(Ok(reply)),
                other => failed = failed.or(Some(other)),
            }
        }
        let came = failed.unwrap_or_else(|| Err(none_known("there is none in its settings")));
        self.note(came.as_ref().err());
        came
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, CouldNotAsk> {
        if !self.configured.is_empty() {
            return Ok(self.configured.clone());
        }
        if let Ok(known) = self.system.lock()
            && let Some((at, addresses)) = &*known
            && at.elapsed() < BELIEVED
        {
            return Ok(addresses.clone());
        }
        let read = tokio::task::spawn_blocking(read_system_conf).await;
        let config = match read {
            Ok(Ok((config, _))) => config,
            Ok(Err(error)) => return Err(none_known(&error.to_string())),
            Err(error) => return Err(none_known(&error.to_string())),
        };
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for server in config.name_servers() {
            let address = port_53(server.ip);
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if let Ok(mut known) = self.system.lock() {
            *known = Some((Instant::now(), addresses.clone()));
        }
        Ok(addresses)
    }

    /// Why there is no use in asking right now: many have just tried.
    fn out_of_reach(&self) -> Option<CouldNotAsk> {
        let silence = self.silence.lock().ok()?;
        let (last, why) = silence.last.as_ref()?;
        let is_long = silence.heard.is_none_or(|heard| heard.elapsed() >= UNHEARD);
        (silence.questions >= SILENT && is_long && last.elapsed() < PAUSE).then(|| why.clone())
    }

    fn note(&self, unheard: Option<&CouldNotAsk>) {
        let Ok(mut silence) = self.silence.lock() else { return };
        match unheard {
            None => *silence = Silence { heard: Some(Instant::now()), ..Silence::default() },
            Some(why) => {
                silence.questions = silence.questions.saturating_add(1);
                silence.last = Some((Instant::now(), why.clone()));
            }
        }
    }
}

/// An answer of a resolver; one that neither looks elsewhere, though asked to, nor speaks for the
/// zone itself has said nothing by saying nothing.
fn useful(answer: Answer, address: SocketAddr, query: &Query) -> Result<Reply, CouldNotAsk> {
    let Answer { reply, recursion_available } = answer;
    let may_be_empty = recursion_available || !query.recursion;
    if may_be_empty || reply.authoritative || is_failure(reply.rcode) {
        return Ok(reply);
    }
    Err(CouldNotAsk::NotAllowed(format!("{address} is no resolver: it does not look elsewhere")))
}

/// Whether another resolver may know more, as the C library holds it, too.
fn is_failure(rcode: Rcode) -> bool {
    !matches!(rcode, Rcode::NoError | Rcode::NxDomain)
}

fn none_known(why: &str) -> CouldNotAsk {
    CouldNotAsk::NotAllowed(format!(
        "the system names no resolver ({why}): give one as `resolvers` in [dns] of profiles.toml"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_names_its_resolvers_or_it_is_told_what_to_do() {
        match Resolvers::new(Vec::new()).addresses().await {
            Ok(addresses) => {
                assert!(!addresses.is_empty());
                assert!(addresses.iter().all(|address| address.port() == 53), "{addresses:?}");
            }
            Err(CouldNotAsk::NotAllowed(why)) => {
                assert!(why.contains("`resolvers` in [dns]"), "{why}");
            }
            Err(other) => panic!("{other}"),
        }
    }
}
