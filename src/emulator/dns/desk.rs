//! Where every question of the DNS comes in: noted, held against the orders, answered.

use std::time::Duration;

use super::answer::Answer;
use super::distort::distorted;
use super::kept::Kept;
use super::listening::Reply;
use super::message::{self, Read, Received};
use super::party::{Party, Transport};
use super::question::Question;
use super::resolver::Resolver;
use super::rule::{DnsEffect, Fitting, Rules};
use super::tree::Tree;
use crate::emulator::world::World;

/// What the name servers share.
#[derive(Debug, Default)]
pub(in super::super) struct Desk {
    pub(in super::super) rules: Rules,
    pub(in super::super) log: Vec<Question>,
    kept: Kept,
    tree: Option<Tree>,
}

impl Desk {
    /// What was worked out of the world holds no more.
    pub(in super::super) fn world_may_differ(&mut self) {
        self.tree = None;
    }

    /// The resolver forgets.
    pub(in super::super) fn flush(&mut self) {
        self.kept = Kept::default();
    }

    /// Whether there is such a name server.
    pub(in super::super) fn is_there(&mut self, world: &World, party: &Party) -> bool {
        self.tree.get_or_insert_with(|| Tree::of(world)).is_there(world, party)
    }

    /// What comes back to a packet, at a time since the start of the emulator.
    pub(in super::super) fn answer(
        &mut self,
        world: &World,
        party: &Party,
        transport: Transport,
        packet: &[u8],
        now: Duration,
    ) -> Reply {
        let received = match message::read(packet) {
            Read::Nothing => return Reply { message: None, delay: Duration::ZERO },
            Read::Error(message) => {
                return Reply { message: Some(message), delay: Duration::ZERO };
            }
            Read::Question(received) => received,
        };
        let asked = &received.asked;
        let serial = u64::try_from(self.log.len()).unwrap_or_default();
        self.log.push(Question {
            at: now,
            host: party.clone(),
            name: asked.name.clone(),
            qtype: asked.kind,
            transport,
            recursion: received.recursion,
            dnssec: asked.dnssec,
            edns: received.edns,
        });
        let fitting = Fitting { host: party, name: &asked.name, qtype: asked.kind, transport };
        let effects = self.rules.effects(&fitting);
        let delays = effects.iter().map(|effect| match effect {
            DnsEffect::Delay(delay) => *delay,
            _ => Duration::ZERO,
        });
        let delay = world.dns_latency.of(serial) + delays.sum::<Duration>();
        let silent = |effect| matches!(effect, &DnsEffect::Silent | &DnsEffect::ClosedPort);
        if effects.iter().any(silent) {
            return Reply { message: None, delay };
        }
        let answer = self.found(world, party, &received, now);
        let message = packed(&received, &distorted(answer, &effects), &effects, transport);
        Reply { message, delay }
    }

    fn found(
        &mut self,
        world: &World,
        party: &Party,
        received: &Received,
        now: Duration,
    ) -> Answer {
        let tree = &*self.tree.get_or_insert_with(|| Tree::of(world));
        if *party == Party::Resolver {
            if !received.recursion {
                return self.kept.answer(&received.asked, now);
            }
            let (rules, kept) = (&self.rules, &mut self.kept);
            let resolver =
                Resolver { world, tree, rules, kept, now, unchecked: received.unchecked };
            return resolver.resolve(&received.asked);
        }
        tree.answer(world, party, &received.asked)
    }
}

/// The message, as it is ordered to be.
fn packed(
    received: &Received,
    answer: &Answer,
    effects: &[DnsEffect],
    transport: Transport,
) -> Option<Vec<u8>> {
    let mut reply = received.reply(answer);
    for effect in effects {
        match effect {
            DnsEffect::WrongQuestion => reply.queries = vec![received.other_question()],
            DnsEffect::WrongId => reply.metadata.id = !reply.metadata.id,
            DnsEffect::TruncateAlways => reply = reply.truncate(),
            DnsEffect::Truncate if transport == Transport::Udp => reply = reply.truncate(),
            DnsEffect::Garbage(bytes) => return Some(bytes.clone()),
            _ => {}
        }
    }
    received.bytes(&reply, transport)
}
