//! `zonecut plan`: what a delegation would change and break. Writes nothing.

use crate::cut::{Form, Goal, Options, Plan, Sides, Verdict, export_plan, json_of, relevant};
use crate::engine::{facts, list_all};
use crate::zone::{Profile, Rules};

use super::args::{As, PlanArgs};
use super::edges::Edges;
use super::plan_text::{diff, findings};
use super::target::{find, in_view, narrow, propose, tell_unseen};
use super::{Exit, Failure, Output, before};

/// Plans, and prints the plan in the form asked for.
pub(super) async fn run(
    args: &PlanArgs,
    edges: Edges<'_>,
    profiles: Vec<Profile>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let Edges { aws, asker, config } = edges;
    let mut inventory = list_all(aws, profiles, true).await;
    narrow(&mut inventory, config);
    let seen = in_view(&inventory);
    let child = find(aws, &inventory, &args.child).await?;
    let parent = match &args.parent {
        Some(text) => find(aws, &inventory, text).await?,
        None => propose(&inventory, &seen, &child, config)?,
    };
    tell_unseen(&inventory, out);
    let sides = Sides::between(parent.key, child.key);
    let seen = relevant(&seen, &sides);
    let facts = facts(aws, &sides, &Goal::Delegate, seen, Rules::default()).await?;
    let mut plan = Plan::new(
        facts,
        Goal::Delegate,
        Options { ttl: args.ttl, default_ttl: config.defaults.ttl },
    );
    before::look(asker, &mut plan, out).await?;

    match if args.json { As::Json } else { args.form } {
        As::Json => out.json(&json_of(&plan))?,
        As::Text => {
            for line in diff(&plan) {
                out.line(&line)?;
            }
            findings(&plan, out);
        }
        As::Cli => export(&plan, Form::Cli, out)?,
        As::Terraform => export(&plan, Form::Terraform, out)?,
        As::Cdk => export(&plan, Form::Cdk, out)?,
        As::Bind => export(&plan, Form::Bind, out)?,
    }
    Ok(match plan.verdict() {
        Verdict::Ready | Verdict::UpToDate => Exit::Done,
        Verdict::Stopped => Exit::Stopped,
    })
}

fn export(plan: &Plan, form: Form, out: &mut Output) -> Result<(), Failure> {
    findings(plan, out);
    if let Some(text) = export_plan(plan, form) {
        out.document(&text)?;
    }
    Ok(())
}
