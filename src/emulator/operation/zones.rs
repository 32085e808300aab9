//! `GetHostedZone`, `CreateHostedZone` and `GetDNSSEC`.

use serde::Deserialize;

use super::context::Context;
use crate::emulator::clock::timestamp;
use crate::emulator::name::Name;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;
use crate::emulator::xml::Xml;
use crate::emulator::zone::{KeySigningKey, Vpc, Zone};

/// Writes a zone as listings and `GetHostedZone` tell it.
pub(super) fn write_hosted_zone(xml: &mut Xml, zone: &Zone) {
    xml.element("HostedZone", |xml| {
        xml.text("Id", format_args!("/hostedzone/{}", zone.id));
        xml.text("Name", &zone.name);
        xml.text("CallerReference", &zone.caller_reference);
        xml.element("Config", |xml| {
            xml.optional("Comment", zone.comment.as_ref());
            xml.text("PrivateZone", zone.private);
        });
        xml.text("ResourceRecordSetCount", zone.len());
        if let Some(service) = &zone.linked_service {
            xml.element("LinkedService", |xml| {
                xml.text("ServicePrincipal", &service.principal);
                xml.text("Description", &service.description);
            });
        }
    });
}

/// Private zones have no delegation set in Route 53's answers, only an NS set at the apex.
fn write_delegation_set(xml: &mut Xml, zone: &Zone) {
    if zone.private {
        return;
    }
    xml.element("DelegationSet", |xml| {
        xml.optional("Id", zone.delegation_set.as_ref());
        xml.element("NameServers", |xml| {
            for host in &zone.name_servers {
                xml.text("NameServer", host);
            }
        });
    });
}

fn write_vpc(xml: &mut Xml, vpc: &Vpc) {
    xml.element("VPC", |xml| {
        xml.text("VPCRegion", &vpc.region);
        xml.text("VPCId", &vpc.id);
    });
}

/// `GetHostedZone`: the zone, its delegation set, its VPCs.
pub(super) fn get_hosted_zone(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let zone = context.zone(request)?;
    Ok(Reply::route53("GetHostedZoneResponse", |xml| {
        write_hosted_zone(xml, zone);
        write_delegation_set(xml, zone);
        if zone.private {
            xml.element("VPCs", |xml| {
                for vpc in &zone.vpcs {
                    write_vpc(xml, vpc);
                }
            });
        }
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateHostedZoneRequest {
    #[serde(rename = "@xmlns")]
    _xmlns: Option<String>,
    name: String,
    #[serde(rename = "VPC")]
    vpc: Option<VpcElement>,
    caller_reference: String,
    hosted_zone_config: Option<ConfigElement>,
    delegation_set_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VpcElement {
    #[serde(rename = "VPCRegion")]
    region: String,
    #[serde(rename = "VPCId")]
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ConfigElement {
    comment: Option<String>,
    #[serde(default)]
    private_zone: bool,
}

/// `CreateHostedZone`: refused when the caller reference was there before, whatever the name.
pub(super) fn create_hosted_zone(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let text = String::from_utf8_lossy(&request.body);
    let asked: CreateHostedZoneRequest = quick_xml::de::from_str(&text)
        .map_err(|error| ServiceError::invalid_input(format!("Invalid XML ; {error}")))?;
    let name = Name::parse(&asked.name)
        .map_err(|error| ServiceError::new(400, "InvalidDomainName", error.to_string()))?;
    let config = asked.hosted_zone_config;
    let vpc = asked.vpc.map(|VpcElement { region, id }| Vpc { region, id });
    if vpc.is_none() && config.as_ref().is_some_and(|config| config.private_zone) {
        let text = "When you're creating a private hosted zone, you must specify a VPC";
        return Err(ServiceError::new(400, "InvalidVPCId", text));
    }
    let account = context.account()?;
    if account.zones.values().any(|zone| zone.caller_reference == asked.caller_reference) {
        return Err(ServiceError::new(
            409,
            "HostedZoneAlreadyExists",
            "A hosted zone has already been created with the specified caller reference.",
        ));
    }
    if account.zones.len() >= account.zones_quota {
        let text = format!("Limits Exceeded: {} hosted zones", account.zones_quota);
        return Err(ServiceError::new(400, "TooManyHostedZones", text));
    }
    let servers = match &asked.delegation_set_id {
        None => None,
        Some(id) => Some(account.delegation_sets.get(id).cloned().ok_or_else(|| {
            let text = format!("No delegation set found with ID: {id}");
            ServiceError::new(400, "NoSuchDelegationSet", text)
        })?),
    };

    let id = context.world.fresh_id("Z");
    let mut zone = Zone::new(id.clone(), name);
    zone.caller_reference = asked.caller_reference;
    zone.comment = config.and_then(|config| config.comment);
    if let Some(servers) = servers {
        zone.set_name_servers(servers);
        zone.delegation_set = asked.delegation_set_id;
    }
    if let Some(vpc) = vpc {
        zone.make_private(vec![vpc]);
    }
    let owner = context.caller.account.clone();
    let change = context.world.submit(&owner, context.now.since_start, None);
    let mut written = Ok(());
    let reply = Reply::route53("CreateHostedZoneResponse", |xml| {
        write_hosted_zone(xml, &zone);
        written = context.write_change(xml, &change);
        write_delegation_set(xml, &zone);
        for vpc in &zone.vpcs {
            write_vpc(xml, vpc);
        }
    });
    written?;
    if let Some(account) = context.world.accounts.get_mut(&owner) {
        account.zones.insert(id.clone(), zone);
    }
    let location = Some(format!("https://route53.amazonaws.com/2013-04-01/hostedzone/{id}"));
    Ok(Reply { status: 201, location, changed: true, ..reply })
}

/// `GetDNSSEC`: whether the zone is signed and with what keys. Only public zones can be.
pub(super) fn get_dnssec(context: &Context<'_>, request: &Request) -> Result<Reply, ServiceError> {
    let zone = context.zone(request)?;
    if zone.private {
        let text = "Operation is unsupported for private hosted zones.";
        return Err(ServiceError::new(400, "InvalidArgument", text));
    }
    let signing = &zone.signing;
    let created = timestamp(context.now.wall);
    Ok(Reply::route53("GetDNSSECResponse", |xml| {
        xml.element("Status", |xml| xml.text("ServeSignature", &signing.status));
        xml.element("KeySigningKeys", |xml| {
            signing.keys.iter().for_each(|key| write_key(xml, key, &created));
        });
    }))
}

fn write_key(xml: &mut Xml, key: &KeySigningKey, time: &str) {
    let KeySigningKey { name, status, tag, digest, public_key } = key;
    // The service model gives members of this list no name of their own.
    xml.element("member", |xml| {
        xml.text("Name", name);
        xml.text("KmsArn", "arn:aws:kms:us-east-1:111122223333:key/demo");
        xml.text("Flag", 257);
        xml.text("SigningAlgorithmMnemonic", "ECDSAP256SHA256");
        xml.text("SigningAlgorithmType", 13);
        xml.text("DigestAlgorithmMnemonic", "SHA-256");
        xml.text("DigestAlgorithmType", 2);
        xml.text("KeyTag", tag);
        xml.text("DigestValue", digest);
        xml.text("PublicKey", public_key);
        xml.text("DSRecord", format_args!("{tag} 13 2 {digest}"));
        xml.text("DNSKEYRecord", format_args!("257 3 13 {public_key}"));
        xml.text("Status", status);
        xml.text("CreatedDate", time);
        xml.text("LastModifiedDate", time);
    });
}
