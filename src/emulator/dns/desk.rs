//! Where every question of the DNS comes in: noted, held against the orders, answered.

use std::time::Duration;

use super::party::{Party, Transport};
use super::question::Question;
use super::rule::Rules;
use super::sockets::Reply;
use crate::emulator::world::World;

/// What the name servers share.
#[derive(Debug, Default)]
pub(in crate::emulator) struct Desk {
    pub(in crate::emulator) rules: Rules,
    pub(in crate::emulator) log: Vec<Question>,
}

impl Desk {
    /// What was worked out of the world holds no more.
    pub(in crate::emulator) fn world_may_differ(&mut self) {}

    /// The resolver forgets.
    pub(in crate::emulator) fn flush(&mut self) {}

    /// Whether there is such a name server.
    pub(in crate::emulator) fn is_there(&mut self, _world: &World, _party: &Party) -> bool {
        true
    }

    /// What comes back to a packet.
    pub(in crate::emulator) fn answer(
        &mut self,
        _world: &World,
        _party: &Party,
        _transport: Transport,
        _packet: &[u8],
        _now: Duration,
    ) -> Reply {
        Reply { message: None, delay: Duration::ZERO }
    }
}
