//! TypeScript for the AWS CDK: one stack in the parent's account, with the very record sets of
//! the plan.

use std::fmt::Write;

use super::quoting::{remarks, typescript};
use super::{credentials, heading};
use crate::cut::Plan;
use crate::zone::{Data, RecordSet};

/// The program of a plan.
pub(super) fn plan(plan: &Plan) -> String {
    let facts = plan.facts();
    let parent = &facts.parent;
    let mut lines = heading::plan(plan);
    lines.extend(credentials::deployment(&parent.via, &parent.profile));
    let (standing, new): (Vec<_>, Vec<_>) =
        plan.after().iter().partition(|set| plan.before().iter().any(|old| at_one_place(old, set)));
    if !standing.is_empty() {
        lines.push(
            "CloudFormation creates record sets and can't take over one that stands: before a"
                .to_owned(),
        );
        lines.push("deployment these have to be deleted, which breaks the cut for a while:".into());
        lines.extend(standing.iter().map(|set| format!("  {} {}", set.name, set.rtype)));
    }
    if plan.after().is_empty() {
        lines.push("Nothing is to stand there afterwards: there is no stack to write.".to_owned());
    }
    let mut out = remarks("//", &lines);
    let sets: Vec<&RecordSet> = new.into_iter().chain(standing).collect();
    if sets.is_empty() {
        return out;
    }
    out.push_str(
        "import { App, Stack } from 'aws-cdk-lib';\n\
         import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';\n\n\
         const app = new App();\n",
    );
    let _ = write!(
        out,
        "const parent = new Stack(app, {}, {{\n  env: {{ account: {}, region: {} }},\n}});\n",
        typescript(&stack_name(plan)),
        typescript(parent.identity.account.as_str()),
        typescript(heading::region(&parent.identity)),
    );
    for set in sets {
        let Data::Records { ttl, values } = &set.data else { continue };
        let _ = write!(
            out,
            "\nnew CfnRecordSet(parent, {}, {{\n  hostedZoneId: {},\n  name: {},\n  type: {},\n  \
             ttl: {},\n  resourceRecords: [\n",
            typescript(set.rtype.as_str()),
            typescript(parent.id().as_str()),
            typescript(set.name.as_route53()),
            typescript(set.rtype.as_str()),
            typescript(&ttl.to_string()),
        );
        for value in values {
            let _ = writeln!(out, "    {},", typescript(value));
        }
        out.push_str("  ],\n});\n");
    }
    out
}

/// Whether both would stand at one place of the zone.
pub(super) fn at_one_place(a: &RecordSet, b: &RecordSet) -> bool {
    a.name == b.name && a.rtype == b.rtype
}

/// Letters, digits and hyphens, a letter first, 128 at most (the rules of stacks).
fn stack_name(plan: &Plan) -> String {
    let cut = plan.facts().cut.to_string();
    let bare = cut.trim_end_matches('.').chars();
    let bare: String = bare.map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("delegation-{bare}").chars().take(128).collect()
}
