//! Terraform of a plan: a provider for each side, the record sets of the parent, and the import
//! of those that stand already.

use std::fmt::Write;

use super::cdk::at_one_place;
use super::heading;
use super::quoting::{hcl, remarks};
use super::terraform_provider::{provider, settings};
use crate::cut::{Plan, Side, Verdict};
use crate::dns::{Name, RecordType};
use crate::zone::{Data, RecordSet};

/// The configuration of a plan.
pub(super) fn plan(plan: &Plan) -> String {
    let facts = plan.facts();
    let mut lines = heading::plan(plan);
    let standing = |set: &RecordSet| plan.before().iter().any(|before| at_one_place(before, set));
    let goes = plan
        .before()
        .iter()
        .filter(|set| !plan.after().iter().any(|after| at_one_place(after, set)));
    for set in goes {
        lines.push(format!(
            "{} {} is to go: Terraform deletes only what is in its state. Import it, then destroy \
             it, or use the AWS CLI's form.",
            set.name, set.rtype
        ));
    }
    if plan.verdict() != Verdict::UpToDate && plan.after().iter().any(standing) {
        lines.push(
            "What stands there is imported and then changed, without a comparison at that moment: \
             look at `terraform plan`."
                .to_owned(),
        );
    }
    let mut out = remarks("#", &lines);
    if plan.after().is_empty() {
        return out;
    }
    let sides = [("parent", Some(&facts.parent)), ("child", facts.child.as_ref())];
    let sides = sides.into_iter().filter_map(|(label, side)| Some((label, side?)));
    out.push_str(&settings(sides.clone().map(|(_, side)| &side.via)));
    for (label, side) in sides {
        let Side { via, identity, .. } = side;
        let region = heading::region(identity);
        provider(&mut out, Some(label), via, Some(region), Some(&identity.account));
        zone(&mut out, label, side);
    }
    for set in plan.after() {
        let Data::Records { ttl, values } = &set.data else { continue };
        let label = if set.rtype == RecordType::Ns { "delegation" } else { "ds" };
        if standing(set) {
            let id = import_id(facts.parent.id().as_str(), set);
            import(&mut out, label, "aws.parent", &id);
        }
        let _ = write!(
            out,
            "\nresource \"aws_route53_record\" \"{label}\" {{\n  provider        = aws.parent\n  \
             zone_id         = data.aws_route53_zone.parent.zone_id\n  \
             name            = {}\n  type            = {}\n  ttl             = {ttl}\n  \
             allow_overwrite = false\n  records = [\n",
            hcl(&record_name(&set.name)),
            hcl(set.rtype.as_str()),
        );
        for value in values {
            let _ = writeln!(out, "    {},", hcl(value));
        }
        out.push_str("  ]\n");
        if set.rtype == RecordType::Ns && leads_to_child(plan) {
            precondition(&mut out, values);
        }
        out.push_str("}\n");
    }
    out
}

/// Whether the NS set is that of a child that can be read, now and by Terraform.
fn leads_to_child(plan: &Plan) -> bool {
    let wanted = plan.facts().delegation_set();
    plan.facts().child.is_some()
        && !wanted.is_empty()
        && plan.ns_after().is_some_and(|set| {
            let named: Option<Vec<Name>> =
                set.values().iter().map(|value| Name::from_route53(value).ok()).collect();
            named.is_some_and(|named| {
                named.len() == wanted.len() && named.iter().all(|name| wanted.contains(name))
            })
        })
}

/// What was planned holds only for the child's servers of that time.
fn precondition(out: &mut String, values: &[String]) {
    let bare = |value: &String| hcl(value.trim_end_matches('.'));
    let servers: Vec<String> = values.iter().map(bare).collect();
    let _ = write!(
        out,
        "\n  lifecycle {{\n    precondition {{\n      \
         condition     = toset([for server in data.aws_route53_zone.child.name_servers : \
         trimsuffix(server, \".\")]) == toset([{}])\n      \
         error_message = \"The child zone has other name servers than when this was planned.\"\n    \
         }}\n  }}\n",
        servers.join(", ")
    );
}

fn zone(out: &mut String, label: &str, side: &Side) {
    let _ = write!(
        out,
        "\ndata \"aws_route53_zone\" \"{label}\" {{\n  provider = aws.{label}\n  zone_id  = {}\n}}\n",
        hcl(side.id().as_str()),
    );
}

/// An import block.
pub(super) fn import(out: &mut String, label: &str, provider: &str, id: &str) {
    let provider =
        if provider.is_empty() { String::new() } else { format!("  provider = {provider}\n") };
    // As `terraform fmt` aligns it.
    let gap = if provider.is_empty() { "" } else { "      " };
    let _ = write!(
        out,
        "\nimport {{\n{provider}  to{gap} = aws_route53_record.{label}\n  id{gap} = {}\n}}\n",
        hcl(id)
    );
}

/// The id by which the AWS provider imports a record set: `ZONE_name_TYPE`, and the identifier
/// where it has one.
pub(super) fn import_id(zone: &str, set: &RecordSet) -> String {
    let mut id = format!("{zone}_{}_{}", record_name(&set.name), set.rtype);
    if let Some(routing) = &set.routing {
        id.extend(["_", &routing.set_identifier]);
    }
    id
}

/// A name as the AWS provider keeps it: Route 53's, without the final dot, a wildcard plain.
pub(super) fn record_name(name: &Name) -> String {
    name.as_route53().trim_end_matches('.').replace("\\052", "*")
}
