//! A refusal by IAM: to whom, doing what, on what, and which kind of policy stands in the way.

use crate::dns::{Name, RecordType};

use super::{Action, ChangeBatch, Partition, ZoneId};

/// The longest ARN (`arnType` of the IAM API).
const LONGEST_ARN: usize = 2_048;

/// What stands between the caller and the action, and how AWS says it.
const AUTHORIZED: &str = " is not authorized to perform: ";

/// Kinds of policies, in the words of AWS's messages
/// ([access denied error messages](https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html)).
const KINDS: [&str; 7] = [
    "identity-based policy",
    "resource-based policy",
    "service control policy",
    "resource control policy",
    "permissions boundary",
    "session policy",
    "VPC endpoint policy",
];

/// Why IAM refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// No identity-based policy of the caller's allows it.
    NotAllowed,
    /// A policy of this kind, which has to allow it as well, does not.
    NotAllowedBy(&'static str),
    /// A policy of this kind denies it. No other can allow it then.
    DeniedBy(&'static str),
    /// The resource is not the caller's account's, or is under some other service's care. No
    /// policy in the caller's account can allow it.
    OutOfReach,
    /// IAM Identity Center has not assigned the account and role to the user. That is no matter of
    /// policies of the user's either.
    NotAssigned,
    /// AWS gives a reason of its own, in its own words.
    Otherwise,
    /// AWS does not say.
    Unsaid,
}

/// A change that was refused, as the condition keys of `ChangeResourceRecordSets` see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChange {
    /// What it would have done.
    pub action: Action,
    /// The owner of the record set.
    pub name: Name,
    /// Its type.
    pub rtype: RecordType,
}

/// What is known of a request before AWS refuses it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The API's action as in [`Fault::action`](super::Fault::action).
    pub action: &'static str,
    /// The zone, where it is about one.
    pub zone: Option<&'a ZoneId>,
    /// The caller's ARN, where STS has told it.
    pub caller: Option<&'a str>,
    /// Where it was sent.
    pub partition: Partition,
    /// What was to be changed, where it is a write.
    pub batch: Option<&'a ChangeBatch>,
}

/// A refusal by IAM: what AWS says of it, and where it doesn't, what is known of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// The caller's ARN.
    pub caller: Option<String>,
    /// The action as policies name it, such as `route53:ListHostedZones`.
    pub action: String,
    /// The ARN of what it was to act on; `*` for an action that knows no resources.
    pub resource: Option<String>,
    /// Where it was sent.
    pub partition: Partition,
    /// Why.
    pub because: Because,
    /// What was to be changed, where it is a write of record sets.
    pub changes: Vec<RefusedChange>,
}

impl Denial {
    /// Reads AWS's message, and fills in what it does not tell. Only what has the form of an ARN
    /// or of an action of the service that was asked is taken from the message: it ends up in
    /// policies.
    #[must_use]
    pub fn new(message: &str, asked: Asked<'_>) -> Self {
        let service = asked.action.split_once(':').map_or("route53", |(service, _)| service);
        let said = Said::read(message);
        let action = said.action.filter(|action| is_action_of(action, service));
        let caller = said.caller.filter(|text| is_arn(text)).or(asked.caller);
        let resource = said.resource.filter(|text| *text == "*" || is_arn(text));
        let changes = asked.batch.into_iter().flat_map(|batch| &batch.changes);
        Self {
            caller: caller.map(str::to_owned),
            action: action.map_or_else(|| named(asked.action), str::to_owned),
            resource: resource.map(str::to_owned).or_else(|| resource_of(&asked)),
            partition: asked.partition,
            because: if service == "sso" { Because::NotAssigned } else { said.because },
            changes: changes
                .map(|change| RefusedChange {
                    action: change.action,
                    name: change.set.name.clone(),
                    rtype: change.set.rtype.clone(),
                })
                .collect(),
        }
    }

    /// Whether another statement in a policy of the caller's can be the remedy.
    #[must_use]
    pub fn can_be_allowed(&self) -> bool {
        matches!(self.because, Because::NotAllowed | Because::Unsaid)
    }

    /// What to do, in a sentence or two.
    #[must_use]
    pub fn advice(&self) -> String {
        let Self { action, .. } = self;
        let on = self.resource.as_ref().filter(|resource| *resource != "*");
        let on = on.map(|resource| format!(" on {resource}")).unwrap_or_default();
        let caller = self.caller.as_deref();
        let to = caller.map(|arn| format!(" to {arn}")).unwrap_or_default();
        match self.because {
            Because::NotAllowed | Because::Otherwise | Because::Unsaid => {
                let whose = caller.map(|arn| format!(" for {arn}")).unwrap_or_default();
                let trust = match action.as_str() {
                    "sts:AssumeRole" => " The role has to trust the caller, too.",
                    _ => "",
                };
                format!(
                    "Ask for {action}{on}{whose}, or use another profile.{trust} A new policy \
                     takes some seconds to be known everywhere."
                )
            }
            Because::NotAllowedBy(kind) => format!(
                "No {kind} allows {action}{on}{to}. It has to be allowed there as well: ask \
                 whoever keeps it, or use another profile."
            ),
            Because::DeniedBy(kind) => format!(
                "A {kind} denies {action}{on}{to}, and no other policy can allow it then: ask \
                 whoever keeps it, or use another profile."
            ),
            Because::OutOfReach => format!(
                "{action}{on} is out of reach{to}, and no policy there changes that: use a \
                 profile of the account that owns it."
            ),
            Because::NotAssigned => "Ask whoever keeps IAM Identity Center to assign you the \
                                     account and role that the profile names, or use another \
                                     profile."
                .to_owned(),
        }
    }
}

/// What a message says, as it stands there.
struct Said<'a> {
    caller: Option<&'a str>,
    action: Option<&'a str>,
    resource: Option<&'a str>,
    because: Because,
}

impl<'a> Said<'a> {
    /// `User: ARN is not authorized to perform: ACTION on resource: ARN because no KIND allows the
    /// ACTION action`, or `… with an explicit deny in a KIND`.
    fn read(message: &'a str) -> Self {
        let Some((before, after)) = message.split_once(AUTHORIZED) else {
            // Route 53's own words for a zone of another account, and for one of Cloud Map's.
            let elsewhere = message.contains("is not authorized to access this resource");
            let managed = message.contains("can only be managed through");
            let because = match message.split_whitespace().count() {
                _ if elsewhere || managed => Because::OutOfReach,
                // Nothing, or a code.
                0 | 1 => Because::Unsaid,
                _ => Because::Otherwise,
            };
            let caller = before_word(message, " is not authorized");
            return Self { caller, action: None, resource: None, because };
        };
        let resource = after.split_once(" on resource: ").map(|(_, rest)| first_word(rest));
        Self {
            caller: before.split_whitespace().next_back(),
            action: Some(first_word(after)),
            resource,
            because: because(after),
        }
    }
}

fn because(text: &str) -> Because {
    let kind = |text: &str| KINDS.into_iter().find(|kind| text.starts_with(kind));
    if let Some((_, rest)) = text.split_once("with an explicit deny in a") {
        let rest = rest.strip_prefix('n').unwrap_or(rest).trim_start();
        return kind(rest).map_or(Because::DeniedBy("policy"), Because::DeniedBy);
    }
    let missing = text.split_once("because no ").and_then(|(_, rest)| kind(rest));
    match missing {
        None => Because::Unsaid,
        Some("identity-based policy") => Because::NotAllowed,
        Some(kind) => Because::NotAllowedBy(kind),
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn before_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.split_once(word).and_then(|(before, _)| before.split_whitespace().next_back())
}

/// An action as policies name it.
fn named(action: &str) -> String {
    if action.contains(':') { action.to_owned() } else { format!("route53:{action}") }
}

/// What the action is on, by the
/// [actions and resources of Route 53](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html).
fn resource_of(asked: &Asked<'_>) -> Option<String> {
    if asked.action.contains(':') {
        return None;
    }
    let partition = asked.partition.as_str();
    Some(match (asked.action, asked.zone) {
        (_, Some(zone)) => format!("arn:{partition}:route53:::hostedzone/{zone}"),
        ("GetChange", None) => format!("arn:{partition}:route53:::change/*"),
        (_, None) => "*".to_owned(),
    })
}

/// Whether it is one action of this service, and no pattern of several.
fn is_action_of(text: &str, service: &str) -> bool {
    text.split_once(':').is_some_and(|(prefix, name)| {
        prefix == service
            && (1..=128).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Whether it is the ARN of one thing, and no pattern of several.
fn is_arn(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/_+=,.@-".contains(&byte);
    text.starts_with("arn:")
        && text.split(':').count() >= 6
        && text.len() <= LONGEST_ARN
        && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:sts::111111111111:assumed-role/dns/me@example.com";
    const ZONE: &str = "arn:aws:route53:::hostedzone/Z0PARENT";

    fn read(message: &str) -> Denial {
        let zone = ZoneId::new("Z0PARENT");
        Denial::new(
            message,
            Asked {
                action: "GetHostedZone",
                zone: Some(&zone),
                caller: Some("arn:aws:iam::1:user/known"),
                partition: Partition::Aws,
                batch: None,
            },
        )
    }

    #[test]
    fn what_aws_says_is_taken_from_it() {
        let says = |why: &str| {
            let denial = read(&format!(
                "User: {ARN} is not authorized to perform: route53:GetHostedZone on resource: \
                 {ZONE} {why}"
            ));
            assert_eq!(denial.caller.as_deref(), Some(ARN));
            assert_eq!(denial.action, "route53:GetHostedZone");
            assert_eq!(denial.resource.as_deref(), Some(ZONE));
            for part in [ARN, "route53:GetHostedZone", ZONE] {
                assert!(denial.advice().contains(part), "{}", denial.advice());
            }
            (denial.because, denial.can_be_allowed())
        };
        let no = "because no identity-based policy allows the route53:GetHostedZone action";
        assert_eq!(says(no), (Because::NotAllowed, true));
        assert_eq!(says(""), (Because::Unsaid, true));
        for kind in KINDS {
            let article = if kind.starts_with('i') { "an" } else { "a" };
            let denied = format!("with an explicit deny in {article} {kind}");
            assert_eq!(says(&denied), (Because::DeniedBy(kind), false));
            let by = format!("{denied}: arn:aws:organizations::1:policy/o-1/p-1");
            assert_eq!(says(&by), (Because::DeniedBy(kind), false));
            if kind != KINDS[0] {
                let missing = format!("because no {kind} allows the route53:GetHostedZone action");
                assert_eq!(says(&missing), (Because::NotAllowedBy(kind), false));
            }
        }
    }

    #[test]
    fn what_aws_does_not_say_is_what_is_known_of_the_request() {
        let denial = read("no");
        assert_eq!(denial.caller.as_deref(), Some("arn:aws:iam::1:user/known"));
        assert_eq!(denial.action, "route53:GetHostedZone");
        assert_eq!(denial.resource.as_deref(), Some(ZONE));
        let on = |action, partition| {
            let asked = Asked { action, zone: None, caller: None, partition, batch: None };
            Denial::new("", asked).resource
        };
        assert_eq!(on("ListHostedZones", Partition::China).as_deref(), Some("*"));
        let change = on("GetChange", Partition::China);
        assert_eq!(change.as_deref(), Some("arn:aws-cn:route53:::change/*"));
        assert_eq!(on("sts:AssumeRole", Partition::Aws), None);
    }

    #[test]
    fn nothing_that_is_more_than_one_action_or_one_resource_is_taken_over() {
        for (action, resource) in [
            ("*", "*"),
            ("iam:PassRole", "arn:aws:iam::1:role/*"),
            ("route53:*", "arn:aws:route53:::hostedzone/*"),
            ("route53:Get\u{1b}[2J", "arn:aws:route53:::\u{202e}hostedzone/Z"),
            ("route53:Get\",\"iam:*", "arn:aws:route53:::hostedzone/${x}"),
        ] {
            let denial = read(&format!(
                "User: arn:aws:iam::1:user/\"x is not authorized to perform: {action} on \
                 resource: {resource} because no identity-based policy allows it"
            ));
            assert_eq!(denial.action, "route53:GetHostedZone");
            assert!(denial.resource.as_deref().is_some_and(|arn| arn == ZONE || arn == "*"));
            assert_eq!(denial.caller.as_deref(), Some("arn:aws:iam::1:user/known"));
        }
    }

    #[test]
    fn what_is_refused_for_another_reason_is_no_matter_of_policies() {
        let denial = read(&format!("User: {ARN} is not authorized to access this resource"));
        assert_eq!((denial.because, denial.caller.as_deref()), (Because::OutOfReach, Some(ARN)));
        assert!(!denial.can_be_allowed());
        let denial = read("The record set is protected by a protection");
        assert_eq!((denial.because, denial.can_be_allowed()), (Because::Otherwise, false));
    }
}
