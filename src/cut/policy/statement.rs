//! Statements of IAM policies, as JSON.

use serde_json::{Map, Value, json};

use crate::dns::{Name, RecordType};
use crate::zone::Action;

const NAMES: &str = "route53:ChangeResourceRecordSetsNormalizedRecordNames";
const TYPES: &str = "route53:ChangeResourceRecordSetsRecordTypes";
const ACTIONS: &str = "route53:ChangeResourceRecordSetsActions";
const VPCS: &str = "route53:VPCs";

/// One statement that allows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its `Sid`: letters and digits.
    pub(super) sid: &'static str,
    /// Actions such as `route53:GetChange`.
    pub(super) actions: Vec<String>,
    /// An ARN, or `*` for actions that know no resources.
    pub(super) resource: String,
    pub(super) condition: Option<Condition>,
}

/// What must hold of a request besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// Every change of the batch has one of these names, types and actions
    /// ([conditions of Route 53](https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html)).
    Changes { names: Vec<Name>, types: Vec<RecordType>, actions: Vec<Action> },
    /// The new zone is public: it is in no VPC.
    Public,
}

impl Statement {
    /// The statement as a policy has it.
    #[must_use]
    pub fn json(&self) -> Value {
        let actions = match self.actions.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        let mut value = json!({
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": actions,
            "Resource": self.resource,
        });
        if let Some(condition) = &self.condition {
            value["Condition"] = condition.json();
        }
        value
    }
}

impl Condition {
    fn json(&self) -> Value {
        match self {
            Self::Changes { names, types, actions } => {
                let names: Vec<&str> = names.iter().map(normalized).collect();
                let types: Vec<&str> = types.iter().map(RecordType::as_str).collect();
                let actions: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
                json!({
                    "ForAllValues:StringEquals": { NAMES: names, TYPES: types, ACTIONS: actions },
                    // A set that is not there is a set all of whose values match
                    // (IAM user guide, multivalued context keys).
                    "Null": { NAMES: "false", TYPES: "false", ACTIONS: "false" },
                })
            }
            Self::Public => json!({ "Null": { VPCS: "true" } }),
        }
    }
}

/// A name as the condition key has it: Route 53's own form, without the final dot.
fn normalized(name: &Name) -> &str {
    let text = name.as_route53();
    text.strip_suffix('.').unwrap_or(text)
}

/// The text of JSON on one line, with spaces where it may be wrapped.
pub(super) fn spaced(value: &Value) -> String {
    match value {
        Value::Object(fields) => object(fields),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(spaced).collect();
            format!("[{}]", values.join(", "))
        }
        plain => plain.to_string(),
    }
}

fn object(fields: &Map<String, Value>) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), spaced(value)))
        .collect();
    format!("{{ {} }}", fields.join(", "))
}
