//! Terraform of a whole zone: a resource and an import for each of its record sets.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::quoting::{hcl, remark, remarks};
use super::terraform::{import, import_id, record_name};
use super::terraform_provider::{aligned, provider, settings};
use super::{WholeZone, heading};
use crate::zone::{Data, RecordSet, Routing, RoutingRule};

/// The configuration of a zone, all of which stands already.
pub(super) fn zone(zone: &WholeZone<'_>) -> String {
    let mut lines = heading::whole(zone);
    lines.push("All of them stand already and are imported: `terraform plan` changes none.".into());
    lines.push("SOA and NS at the apex come with the zone and are left out.".into());
    let mut out = remarks("#", &lines);
    out.push_str(&settings([zone.via]));
    // Where no file says a region, the chain does.
    let region = (!zone.via.roles.is_empty()).then_some(zone.via.region.as_str());
    provider(&mut out, None, zone.via, region, zone.account);
    let _ = write!(
        out,
        "\ndata \"aws_route53_zone\" \"zone\" {{\n  zone_id = {}\n}}\n",
        hcl(zone.id.as_str())
    );
    let mut labels = BTreeSet::new();
    for set in zone.sets.iter().filter(|set| !zone.comes_with_it(set)) {
        resource(&mut out, zone, set, &mut labels);
    }
    out
}

fn resource(
    out: &mut String,
    zone: &WholeZone<'_>,
    set: &RecordSet,
    labels: &mut BTreeSet<String>,
) {
    let policy = set.routing.as_ref().map(policy);
    if policy == Some(None) {
        let what = format!("{} {}", set.name, set.rtype);
        let _ = writeln!(out, "\n# not written, its routing is not known: {}", remark(&what));
        return;
    }
    let label = label(set, labels);
    import(out, &label, "", &import_id(zone.id.as_str(), set));
    let _ = write!(
        out,
        "\nresource \"aws_route53_record\" \"{label}\" {{\n  \
         zone_id = data.aws_route53_zone.zone.zone_id\n  name    = {}\n  type    = {}\n",
        hcl(&record_name(&set.name)),
        hcl(set.rtype.as_str()),
    );
    match &set.data {
        Data::Records { ttl, values } => {
            let _ = write!(out, "  ttl     = {ttl}\n  records = [\n");
            for value in values {
                let _ = writeln!(out, "    {},", hcl(record(set, value)));
            }
            out.push_str("  ]\n");
        }
        Data::Alias(target) => {
            let _ = write!(
                out,
                "\n  alias {{\n    name                   = {}\n    \
                 zone_id                = {}\n    evaluate_target_health = {}\n  }}\n",
                hcl(target.dns_name.trim_end_matches('.')),
                hcl(&target.zone_id),
                target.evaluate_health,
            );
        }
    }
    if let (Some(routing), Some(Some(policy))) = (&set.routing, policy) {
        let mut arguments = vec![("set_identifier", hcl(&routing.set_identifier))];
        arguments.extend(routing.health_check.as_ref().map(|id| ("health_check_id", hcl(id))));
        if routing.rule == RoutingRule::MultiValue {
            arguments.push(("multivalue_answer_routing_policy", "true".to_owned()));
        }
        out.push('\n');
        out.push_str(&aligned("  ", &arguments));
        out.push_str(&policy);
    }
    out.push_str("}\n");
}

/// A value as the provider takes it: it puts the outer quotation marks of a text itself.
fn record<'v>(set: &RecordSet, value: &'v str) -> &'v str {
    match set.rtype.as_str() {
        "TXT" | "SPF" => {
            value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
        }
        _ => value,
    }
}

/// The arguments of a routing policy; `None` where it is not known.
fn policy(routing: &Routing) -> Option<String> {
    let block = |name: &str, members: &[(&str, Option<String>)]| {
        let there = members.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let there: Vec<_> = there.map(|(name, value)| (*name, value.clone())).collect();
        format!("\n  {name} {{\n{}  }}\n", aligned("    ", &there))
    };
    let text = |text: &Option<String>| text.as_ref().map(|text| hcl(text));
    Some(match &routing.rule {
        RoutingRule::Weight(weight) => {
            block("weighted_routing_policy", &[("weight", Some(weight.to_string()))])
        }
        RoutingRule::Region(region) => {
            block("latency_routing_policy", &[("region", Some(hcl(region)))])
        }
        RoutingRule::Failover(role) => {
            block("failover_routing_policy", &[("type", Some(hcl(role)))])
        }
        RoutingRule::GeoLocation { continent, country, subdivision } => block(
            "geolocation_routing_policy",
            &[
                ("continent", text(continent)),
                ("country", text(country)),
                ("subdivision", text(subdivision)),
            ],
        ),
        RoutingRule::GeoProximity { region, local_zone_group, coordinates, bias } => {
            let mut out = block(
                "geoproximity_routing_policy",
                &[
                    ("aws_region", text(region)),
                    ("local_zone_group", text(local_zone_group)),
                    ("bias", bias.map(|bias| bias.to_string())),
                ],
            );
            if let Some((latitude, longitude)) = coordinates {
                out.truncate(out.len() - "  }\n".len());
                let _ = write!(
                    out,
                    "    coordinates {{\n      latitude  = {}\n      longitude = {}\n    }}\n  }}\n",
                    hcl(latitude),
                    hcl(longitude)
                );
            }
            out
        }
        RoutingRule::Cidr { collection, location } => block(
            "cidr_routing_policy",
            &[("collection_id", Some(hcl(collection))), ("location_name", Some(hcl(location)))],
        ),
        RoutingRule::MultiValue => String::new(),
        RoutingRule::Unknown => return None,
    })
}

/// A label that no other set has: letters, digits and underscores, a letter first.
fn label(set: &RecordSet, taken: &mut BTreeSet<String>) -> String {
    let mut text = format!("{}_{}", set.rtype, set.name.to_string().trim_end_matches('.'));
    if let Some(routing) = &set.routing {
        text.extend(["_", &routing.set_identifier]);
    }
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let base: String = text.replace('*', "wildcard").chars().map(safe).collect();
    let mut label = base.clone();
    let mut number = 1;
    while !taken.insert(label.clone()) {
        number += 1;
        label = format!("{base}_{number}");
    }
    label
}
