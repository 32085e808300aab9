//! AWS Organizations: the accounts that there are
//! ([API reference](https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html)).

use serde_json::{Value, json};

use super::context::Context;
use crate::emulator::reply::{Reply, ServiceError};
use crate::emulator::request::Request;

/// `ListAccounts`. The order is nobody's to rely on; here it is by the end of the id.
pub(super) fn list_accounts(
    context: &Context<'_>,
    request: &Request,
) -> Result<Reply, ServiceError> {
    let refused = |code: &str, text: &str| ServiceError::new(400, code, text);
    let Some(organization) = &context.world.organization else {
        let text = "Your account is not a member of an organization.";
        return Err(refused("AWSOrganizationsNotInUseException", text));
    };
    let caller = &context.caller.account;
    if *caller != organization.management && !organization.delegated.contains(caller) {
        let text = "You don't have permissions to access this resource.";
        return Err(refused("AccessDeniedException", text));
    }
    let asked: Value = serde_json::from_slice(&request.body)
        .map_err(|_| refused("SerializationException", "The body is no JSON"))?;
    let most = asked.get("MaxResults").and_then(Value::as_u64);
    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(organization.page);
    let most = most.clamp(1, organization.page);
    let from = match asked.get("NextToken").and_then(Value::as_str) {
        None => 0,
        Some(token) => {
            token.strip_prefix("page-from-").and_then(|at| at.parse().ok()).ok_or_else(|| {
                refused(
                    "InvalidInputException",
                    "You specified an invalid value. INVALID_NEXT_TOKEN",
                )
            })?
        }
    };
    let mut ids: Vec<&String> = context.world.accounts.keys().collect();
    ids.sort_by_key(|id| id.bytes().rev().collect::<Vec<u8>>());
    let management = &organization.management;
    let partition = context.world.partition(management).as_str();
    let accounts: Vec<Value> = ids
        .iter()
        .skip(from)
        .take(most)
        .filter_map(|id| {
            let account = context.world.accounts.get(*id)?;
            let name = organization.names.get(*id).unwrap_or(&account.name);
            let state = organization.states.get(*id).map_or("ACTIVE", String::as_str);
            Some(json!({
                "Id": id,
                "Arn": format!("arn:{partition}:organizations::{management}:account/o-example/{id}"),
                "Name": name,
                "Email": format!("{id}@example.com"),
                "Status": if state == "ACTIVE" { "ACTIVE" } else { "SUSPENDED" },
                "State": state,
                "JoinedMethod": "CREATED",
                "JoinedTimestamp": 1_735_689_600.0,
            }))
        })
        .collect();
    let mut answer = json!({ "Accounts": accounts });
    if from + most < ids.len() {
        answer["NextToken"] = json!(format!("page-from-{}", from + most));
    }
    Ok(Reply::json(&answer))
}
