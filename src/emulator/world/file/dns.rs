//! Reads what a world's TOML says of its name servers and of the tree above its zones.

use std::str::FromStr as _;
use std::time::Duration;

use hickory_proto::rr::RecordType;

use super::shape::{DnsEffectFile, DnsRuleFile, RegistrationFile, TransportFile};
use crate::emulator::dns::{DnsEffect, DnsRule, Party, Transport};
use crate::emulator::fault::Nth;
use crate::emulator::name::Name;
use crate::emulator::world::Registration;

/// A name, and what is registered of it.
pub(super) fn registration(file: RegistrationFile) -> Result<(Name, Registration), String> {
    let name = name(&file.name)?;
    let name_servers = names(&file.name_servers)?;
    Ok((name, Registration { name_servers, ds: file.ds }))
}

/// What goes wrong from the start: a rule for each host, or one for all.
pub(super) fn rules(file: DnsRuleFile) -> Result<Vec<DnsRule>, String> {
    let qtype = |text: String| {
        RecordType::from_str(&text).map_err(|_| format!("no record type is called {text:?}"))
    };
    let all = DnsRule {
        host: None,
        name: file.name.as_deref().map(name).transpose()?,
        qtype: file.kind.map(qtype).transpose()?,
        transport: file.transport.map(|by| match by {
            TransportFile::Udp => Transport::Udp,
            TransportFile::Tcp => Transport::Tcp,
        }),
        nth: file.first.map_or(Nth::Every, Nth::UpTo),
        effect: effect(file.effect)?,
    };
    if file.hosts.is_empty() {
        return Ok(vec![all]);
    }
    let of = |host: &String| Party::parse(host).map(|host| all.clone().host(host));
    file.hosts.iter().map(of).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn effect(file: DnsEffectFile) -> Result<DnsEffect, String> {
    Ok(match file {
        DnsEffectFile::Rcode(code) => DnsEffect::Rcode(code),
        DnsEffectFile::Lame => DnsEffect::Lame,
        DnsEffectFile::Upward => DnsEffect::Upward,
        DnsEffectFile::Silent => DnsEffect::Silent,
        DnsEffectFile::DelayMs(millis) => DnsEffect::Delay(Duration::from_millis(millis)),
        DnsEffectFile::Truncate => DnsEffect::Truncate,
        DnsEffectFile::TruncateAlways => DnsEffect::TruncateAlways,
        DnsEffectFile::NameServers(hosts) => DnsEffect::NameServers(names(&hosts)?),
        DnsEffectFile::StripAuthority => DnsEffect::StripAuthority,
        DnsEffectFile::ClaimAuthority => DnsEffect::ClaimAuthority,
        DnsEffectFile::Garbage(bytes) => DnsEffect::Garbage(bytes),
        DnsEffectFile::WrongId => DnsEffect::WrongId,
        DnsEffectFile::WrongQuestion => DnsEffect::WrongQuestion,
        DnsEffectFile::ClosedPort => DnsEffect::ClosedPort,
    })
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|error| error.to_string())
}

fn names(texts: &[String]) -> Result<Vec<Name>, String> {
    texts.iter().map(|text| name(text)).collect()
}
