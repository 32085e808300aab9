//! The way to AWS and to the DNS, the clock, and every profile.

use std::time::Duration;

use super::patient::Patient;
use super::report::{Line, Section};
use crate::aws::{Answered, Reached};
use crate::engine::{Listed, list_all};
use crate::zone::{Fault, SignIn};

/// Beyond this AWS refuses signatures
/// ([SigV4](https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html)).
const TOO_MUCH: i64 = 300;
/// Worth knowing.
const MUCH: i64 = 30;

/// Profiles, AWS, the clock and the DNS, all asked at once.
pub(super) async fn sections(patient: &Patient) -> Vec<Section> {
    let (reach, aws) = futures(patient).await;
    let mut sections = Vec::new();
    if let Some((listed, reached)) = aws {
        sections.push(profiles(&listed, &patient.unknown));
        sections.push(services(&reached));
    }
    sections.push(reach);
    sections
}

type OfAws = Option<(Vec<Listed>, Vec<Reached>)>;

async fn futures(patient: &Patient) -> (Section, OfAws) {
    let aws = async {
        let aws = patient.aws.as_ref().ok()?;
        let listed = list_all(aws, patient.profiles.clone(), false);
        let (listed, reached) = tokio::join!(listed, aws.reachable());
        Some((listed.profiles, reached))
    };
    tokio::join!(dns(patient), aws)
}

fn profiles(listed: &[Listed], unknown: &[Fault]) -> Section {
    if listed.is_empty() && unknown.is_empty() {
        let none = Line::note("profiles", "none").hint("`aws configure sso` makes one.");
        return Section::new("Profiles", vec![none]);
    }
    let unknown = unknown.iter().map(|fault| {
        let told = format!("its Organization's accounts are not known: {}", fault.state());
        Line::wrong(fault.profile.as_str(), told).hint(fault.hint())
    });
    Section::new("Profiles", listed.iter().map(profile).chain(unknown).collect())
}

/// Without AWS's own words, and without those of a program that gives credentials: they may hold
/// anything.
fn profile(listed: &Listed) -> Line {
    let profile = &listed.profile;
    let name = profile.name.as_str();
    let kind = kind(&profile.sign_in);
    match (&profile.problem, &listed.identity) {
        (Some(problem), _) => {
            Line::wrong(name, format!("{kind}: {}", problem.message)).hint(problem.hint.clone())
        }
        (None, Some(Ok(identity))) => Line::good(
            name,
            format!("{kind}, {}: ok, account {}", profile.region, identity.account),
        ),
        (None, Some(Err(fault))) => {
            Line::wrong(name, format!("{kind}, {}: {}", profile.region, fault.state()))
                .hint(fault.hint())
        }
        (None, None) => Line::wrong(name, format!("{kind}: not asked")),
    }
}

fn kind(sign_in: &SignIn) -> &'static str {
    match sign_in {
        SignIn::Keys => "keys",
        SignIn::Role => "role",
        SignIn::Process => "credential_process",
        SignIn::Sso(_) => "IAM Identity Center",
        SignIn::Login => "aws login",
        SignIn::WebIdentity => "web identity",
        SignIn::Environment => "environment variables",
        SignIn::Mfa(_) => "role with MFA",
        SignIn::Source(source) => kind(&source.1),
        SignIn::None => "no credentials",
    }
}

fn services(reached: &[Reached]) -> Section {
    let mut lines: Vec<Line> = reached.iter().map(service).collect();
    let ahead = reached.iter().filter_map(|one| one.answer.as_ref().ok()?.ahead);
    lines.push(clock(ahead.max_by_key(|ahead| ahead.abs())));
    Section::new("AWS", lines)
}

fn service(reached: &Reached) -> Line {
    let Reached { service, host, own_endpoint, answer } = reached;
    // A host of the user's own is nobody's business.
    let host = match host {
        _ if *own_endpoint => "an endpoint of your own",
        Some(host) => host,
        None => "no host",
    };
    match answer {
        Ok(Answered { took, status, .. }) if *status < 500 => {
            Line::good(*service, format!("{host}: answers, {}", millis(*took)))
        }
        Ok(Answered { status, .. }) => {
            Line::wrong(*service, format!("{host}: HTTP status {status}"))
        }
        Err((state, _)) => Line::wrong(*service, format!("{host}: {state}"))
            .hint("Check the network, HTTPS_PROXY, AWS_CA_BUNDLE and any endpoint setting."),
    }
}

fn clock(ahead: Option<i64>) -> Line {
    let Some(ahead) = ahead else { return Line::note("clock", "unknown: nobody told the time") };
    let told = match ahead {
        -1..=1 => "right, to the second".to_owned(),
        2.. => format!("{ahead} s ahead of AWS's"),
        _ => format!("{} s behind AWS's", -ahead),
    };
    match ahead.abs() {
        TOO_MUCH.. => Line::wrong("clock", told)
            .hint("AWS refuses what is signed more than 5 minutes off. Set the clock (NTP)."),
        MUCH.. => Line::note("clock", told),
        _ => Line::good("clock", told),
    }
}

async fn dns(patient: &Patient) -> Section {
    if !patient.asker.asks() {
        let off = Line::note("asking the DNS", "turned off (--no-dns, or in profiles.toml)");
        return Section::new("DNS", vec![off]);
    }
    let reach = patient.asker.reach(&patient.dns).await;
    let hint = "Without it, checks and audits can't tell what name servers answer.";
    let lines = [
        ("resolver", reach.resolver),
        ("a root server, by UDP", reach.udp),
        ("a root server, by TCP", reach.tcp),
    ];
    let line = |(what, answer): (&str, Result<Duration, _>)| match answer {
        Ok(took) => Line::good(what, format!("answers, {}", millis(took))),
        Err(why) => Line::note(what, format!("{why}")).hint(hint),
    };
    Section::new("DNS", lines.map(line).into())
}

/// Which variables are set that change how AWS is reached: not what they say.
pub(super) fn variables(variable: &dyn Fn(&str) -> Option<String>) -> Section {
    const NAMES: [&str; 22] = [
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_ROUTE_53",
        "AWS_ENDPOINT_URL_STS",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_USE_DUALSTACK_ENDPOINT",
        "AWS_CA_BUNDLE",
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "NO_PROXY",
        "ZONECUT_CONFIG",
        "ZONECUT_NO_DNS",
        "ZONECUT_LOG",
        "XDG_STATE_HOME",
    ];
    let set: Vec<&str> = NAMES.into_iter().filter(|name| variable(name).is_some()).collect();
    let told = if set.is_empty() { "none".to_owned() } else { set.join(" ") };
    Section::new("Variables", vec![Line::good("set", told)])
}

fn millis(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_clock_that_breaks_signatures_is_wrong() {
        assert!(clock(Some(-301)).is_wrong() && clock(Some(300)).is_wrong());
        assert!(
            !clock(Some(299)).is_wrong() && !clock(Some(0)).is_wrong() && !clock(None).is_wrong()
        );
        assert_eq!(clock(Some(-400)).told, "400 s behind AWS's");
    }
}
