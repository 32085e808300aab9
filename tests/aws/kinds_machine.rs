//! Kinds of profile that lean on the machine itself: containers, instances, `aws login`, roots of
//! one's own. Each test runs itself once more as a child with a home folder and variables of its
//! own; the emulator listens on loopback.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zonecut::aws::{Aws, Host};
use zonecut::emulator::{self, AccessKey, Emulator, Principal, Served};
use zonecut::zone::ProfileName;

use crate::kinds::{member, role};
use crate::wire::{bounded, keys, name};

const ACCOUNT: &str = "222222222222";
const OTHER: &str = "333333333333";

/// What the child does: tells of each profile that it is asked for which account it reaches, or
/// what is wrong and what to do about it.
#[tokio::test]
async fn child() {
    let Ok(profiles) = std::env::var("ZONECUT_TEST_PROFILES") else { return };
    let host = Host::real().unwrap();
    let aws = Aws::load(host, &HashMap::default()).await.unwrap();
    for profile in profiles.split(',') {
        let known = aws.profiles().iter().find(|known| known.name.as_str() == profile);
        if let Some(problem) = known.and_then(|known| known.problem.clone()) {
            println!("{profile}: problem | {} | {}", problem.message, problem.hint);
            continue;
        }
        match bounded(aws.identity(&name(profile))).await {
            Ok(who) => println!("{profile}: {}", who.account),
            Err(fault) => println!(
                "{profile}: {} | {} | {} | {}",
                fault.state(),
                fault.action,
                fault.detail,
                fault.hint()
            ),
        }
    }
}

/// A home folder, variables, and an emulator that listens.
struct Machine {
    home: tempfile::TempDir,
    vars: Vec<(&'static str, String)>,
    emulator: Emulator,
    served: Served,
}

impl Machine {
    /// With an account that a temporary key of the name belongs to, and a role in another.
    async fn lending(key: &str) -> Self {
        let mut world = emulator::World::new();
        world.add_account(ACCOUNT, "mine");
        member(&mut world, OTHER, role("Dns", ACCOUNT));
        let lent = AccessKey {
            id: key.to_owned(),
            account: ACCOUNT.to_owned(),
            principal: Principal::Session { role: "Task".into(), name: "me".into() },
            session_token: Some("lent-token".into()),
            expires: None,
            denied: Vec::new(),
        };
        world.keys.insert(lent.id.clone(), lent);
        let emulator = Emulator::new(world);
        let served = emulator.serve("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        Self { home, vars: vec![("AWS_ENDPOINT_URL", served.url())], emulator, served }
    }

    fn file(&self, path: &str, text: &str) -> String {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn var(&mut self, name: &'static str, value: impl Into<String>) {
        self.vars.push((name, value.into()));
    }

    /// What [`child`] says of these profiles, a line each.
    async fn say(&self, profiles: &[&str]) -> Vec<String> {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["kinds_machine::child", "--exact", "--nocapture"]).env_clear();
        command.env("HOME", self.home.path()).env("PATH", "/usr/bin:/bin");
        command.env("ZONECUT_TEST_PROFILES", profiles.join(",")).stdin(Stdio::null());
        // Roots for the debug build of the HTTP client, which wants some.
        for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
            command.envs(std::env::var(name).map(|value| (name, value)));
        }
        command.envs(self.vars.iter().map(|(name, value)| (*name, value.as_str())));
        let ran = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = tokio::time::timeout(Duration::from_mins(2), ran).await.unwrap().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        let told =
            |line: &&str| profiles.iter().any(|profile| line.starts_with(&format!("{profile}: ")));
        text.lines().filter(told).map(str::to_owned).collect()
    }

    /// The keys that signed what came to the emulator since the start.
    fn signed(&self) -> Vec<String> {
        assert!(self.served.url().starts_with("http://127."));
        self.emulator.log().into_iter().filter_map(|call| call.access_key).collect()
    }
}

/// A server that answers each request by its head and body, and keeps both. It ends with the test's
/// process.
fn answering(
    answer: impl Fn(&str) -> (u16, String) + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(request) = read(&stream) else { continue };
            let (status, body) = answer(&request);
            kept.lock().unwrap().push(request);
            let _ = write!(
                &stream,
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\
                 x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (url, seen)
}

/// One request: its head in lower case but for the first line, and its body.
fn read(stream: impl Read) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        match line.split_once(':') {
            Some((name, value)) => request.extend([&name.to_lowercase(), ":", value]),
            None => request += &line,
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(request + &String::from_utf8_lossy(&body))
}

fn in_minutes(minutes: i64) -> String {
    let now = DateTime::from(std::time::SystemTime::now());
    DateTime::from_secs(now.secs() + minutes * 60).fmt(Format::DateTime).unwrap()
}

/// Credentials as containers and instances give them.
fn lent(key: &str) -> String {
    format!(
        r#"{{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"{key}","SecretAccessKey":"s","Token":"lent-token","Expiration":"{}"}}"#,
        in_minutes(60)
    )
}

const CONTAINER: &str = "[profile c]\nrole_arn = arn:aws:iam::333333333333:role/Dns\n\
                         credential_source = EcsContainer\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_container_lends_to_the_profile_that_says_so_and_to_the_environments() {
    let mut machine = Machine::lending("ASIACONTAINER").await;
    machine.file(".aws/config", &format!("{CONTAINER}[profile k]\n{}", keys("AKIANOBODY")));
    let token = machine.file("token", "pod-token");
    let (url, seen) = answering(|_| (200, lent("ASIACONTAINER")));
    machine.var("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{url}/v1/credentials"));
    machine.var("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token);
    let said = machine.say(&["c", ProfileName::ENVIRONMENT, "k"]).await;
    assert_eq!(said[0], format!("c: {OTHER}"));
    assert_eq!(said[1], format!("(environment): {ACCOUNT}"));
    assert!(said[2].starts_with("k: credentials expired"), "{said:?}");
    let signed = machine.signed();
    assert_eq!(signed[0], "ASIACONTAINER");
    assert!(signed[1].starts_with("ASI") && signed[1] != signed[0]);
    assert_eq!(signed[2..], ["ASIACONTAINER", "AKIANOBODY"]);
    for request in seen.lock().unwrap().iter() {
        assert!(request.starts_with("GET /v1/credentials "), "{request}");
        assert!(request.contains("authorization: pod-token"), "{request}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_is_none_or_refuses_is_told() {
    let mut machine = Machine::lending("ASIACONTAINER").await;
    machine.file(".aws/config", CONTAINER);
    let said = machine.say(&["c"]).await;
    assert!(said[0].starts_with("c: misconfigured | credential_source | "), "{said:?}");
    assert!(said[0].contains("zonecut runs in no container"), "{said:?}");
    let (url, _) = answering(|_| (403, "no".into()));
    machine.var("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    let said = machine.say(&["c", ProfileName::ENVIRONMENT]).await;
    assert!(said[0].contains("the container's credentials: "), "{said:?}");
    assert!(said[0].contains("403"), "{said:?}");
    assert!(said[1].contains("Correct the variables of the environment"), "{said:?}");
    assert!(machine.signed().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_lends_to_the_profile_that_says_so() {
    let mut machine = Machine::lending("ASIAINSTANCE").await;
    machine.file(
        ".aws/config",
        "[profile i]\nrole_arn = arn:aws:iam::333333333333:role/Dns\n\
         credential_source = Ec2InstanceMetadata\n",
    );
    let (url, seen) = answering(|request| {
        if request.starts_with("PUT /latest/api/token ") {
            (200, "session".into())
        } else if !request.contains("x-aws-ec2-metadata-token: session") {
            (401, String::new())
        } else if request.contains("/security-credentials/Host ")
            || request.contains("/security-credentials-extended/Host ")
        {
            (200, lent("ASIAINSTANCE"))
        } else {
            (200, "Host".into())
        }
    });
    machine.var("AWS_EC2_METADATA_SERVICE_ENDPOINT", url);
    assert_eq!(machine.say(&["i"]).await, [format!("i: {OTHER}")]);
    assert_eq!(machine.signed()[0], "ASIAINSTANCE");
    assert!(seen.lock().unwrap()[0].starts_with("PUT /latest/api/token "));
    machine.var("AWS_EC2_METADATA_DISABLED", "true");
    let said = machine.say(&["i"]).await;
    assert!(said[0].starts_with("i: misconfigured | credential_source | "), "{said:?}");
    assert!(said[0].contains("only to be had on EC2"), "{said:?}");
}

/// SHA-256 of `arn:aws:iam::222222222222:user/me`.
const LOGIN: &str =
    ".aws/login/cache/6f66f97ffe48ac0fce60d9095ce0c2eeea7b1cf3553a1842a0e469921fa69575.json";
/// A key that nothing else knows.
const DPOP: &str = "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIJQtpbjxl7zppLMAPdEq9ggz8qEhyO5fzBc3qxdwrSlXoAoGCCqGSM49\\nAwEHoUQDQgAE+URi0mHfzDK/xyIRAIcrHI23BfLJ9DjbwTq8lcdPMfJY3IyKdyoG\\no7IbKK80g9Z9/e9JjpGgDshZfwvZSvsY9w==\\n-----END EC PRIVATE KEY-----\\n";

/// The file as `aws login` writes it.
fn login(key: &str, minutes: i64) -> String {
    format!(
        r#"{{"accessToken":{{"accessKeyId":"{key}","secretAccessKey":"s","sessionToken":"lent-token","accountId":"{ACCOUNT}","expiresAt":"{}"}},"tokenType":"aws_sigv4","refreshToken":"r1","idToken":"i","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"{DPOP}"}}"#,
        in_minutes(minutes)
    )
}

async fn signed_in_by_login() -> Machine {
    let machine = Machine::lending("ASIALOGIN").await;
    let config = "[profile l]\nregion = eu-west-1\nlogin_session = arn:aws:iam::222222222222:user/me\n\
                  [profile r]\nrole_arn = arn:aws:iam::333333333333:role/Dns\nsource_profile = l\n";
    machine.file(".aws/config", config);
    machine
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_login_is_used_where_its_token_is_good() {
    let machine = signed_in_by_login().await;
    machine.file(LOGIN, &login("ASIALOGIN", 60));
    let said = machine.say(&["l", "r"]).await;
    assert_eq!(said, [format!("l: {ACCOUNT}"), format!("r: {OTHER}")]);
    assert_eq!(machine.signed()[..2], ["ASIALOGIN", "ASIALOGIN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_login_that_nobody_made_or_that_is_over_says_how_to_sign_in() {
    let mut machine = signed_in_by_login().await;
    let expect = |said: &[String], part: &str| {
        for (said, profile) in said.iter().zip(["l", "r"]) {
            let start = format!("{profile}: sign-in expired | signin:CreateOAuth2Token | ");
            assert!(said.starts_with(&start), "{said}");
            assert!(said.contains(part), "{said}");
            assert!(said.contains(&format!("aws login --profile {profile}")), "{said}");
        }
    };
    expect(&machine.say(&["l", "r"]).await, "nobody has signed in yet");
    machine.file(LOGIN, "{\"accessToken\": 1");
    expect(&machine.say(&["l", "r"]).await, "cached Login token");
    machine.file(LOGIN, &login("ASIALOGIN", -1));
    let (url, seen) = answering(|_| {
        let over = r#"{"__type":"AccessDeniedException","error":"TOKEN_EXPIRED","message":"over"}"#;
        (400, over.into())
    });
    machine.var("AWS_ENDPOINT_URL_SIGNIN", url);
    expect(&machine.say(&["l", "r"]).await, "Your session has expired. Please reauthenticate.");
    assert!(seen.lock().unwrap()[0].starts_with("POST /v1/token "));
    assert!(machine.signed().is_empty());
    machine.var("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:9");
    let said = machine.say(&["l"]).await;
    assert!(said[0].starts_with("l: unreachable"), "no network is no expired sign-in: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_login_is_renewed_where_it_can_be_and_kept() {
    let mut machine = signed_in_by_login().await;
    machine.file(LOGIN, &login("ASIAOLD", 1));
    let (url, seen) = answering(|_| {
        let renewed = r#"{"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"s","sessionToken":"lent-token"},"tokenType":"aws_sigv4","expiresIn":900,"refreshToken":"r2"}"#;
        (200, renewed.into())
    });
    machine.var("AWS_ENDPOINT_URL_SIGNIN", url);
    assert_eq!(machine.say(&["l"]).await, [format!("l: {ACCOUNT}")]);
    assert_eq!(machine.signed(), ["ASIALOGIN"]);
    let request = seen.lock().unwrap()[0].clone();
    assert!(request.contains("\"r1\"") && request.contains("dpop:"), "{request}");
    let kept = std::fs::read_to_string(machine.home.path().join(LOGIN)).unwrap();
    assert!(kept.contains("r2") && kept.contains("ASIALOGIN"), "{kept}");
}

/// A server with a certificate that only `tests/corpus/tls/ca.pem` vouches for.
fn private_https() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/tls");
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            std::thread::spawn(move || answer_identity(connection, stream));
        }
    });
    url
}

fn answer_identity(connection: rustls::ServerConnection, stream: TcpStream) {
    let mut stream = rustls::StreamOwned::new(connection, stream);
    if read(&mut stream).is_none() {
        return;
    }
    let crate::wire::Answer::Body(_, body) = crate::wire::identity(ACCOUNT) else { return };
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let _ = stream.write_all((head + &body).as_bytes());
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ca_bundle_of_a_profile_is_that_profiles_alone() {
    let mut machine = Machine::lending("ASIA").await;
    machine.vars.clear();
    let url = private_https();
    let ca = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/tls/ca.pem");
    let profile = |name: &str, more: &str| {
        format!("[profile {name}]\nendpoint_url = {url}\n{}{more}\n", keys("AKIAX"))
    };
    let with = format!("ca_bundle = {}", ca.display());
    let config = profile("with", &with)
        + &profile("without", "")
        + &profile("gone", "ca_bundle = ~/no/such.pem")
        + &profile("rubbish", "ca_bundle = ~/.aws/config");
    machine.file(".aws/config", &config);
    let all = ["with", "without", "gone", "rubbish"];
    let said = machine.say(&all).await;
    assert_eq!(said[0], format!("with: {ACCOUNT}"));
    assert!(said[1].starts_with("without: unreachable"), "{said:?}");
    assert!(said[1].contains("certificate"), "{said:?}");
    assert!(said[2].starts_with("gone: problem | ca_bundle: "), "{said:?}");
    assert!(said[2].contains("/no/such.pem can't be read"), "{said:?}");
    assert!(said[3].contains("holds no certificate"), "{said:?}");
    // The variable goes before the profile, as with the AWS CLI.
    machine.var("AWS_CA_BUNDLE", ca.to_str().unwrap());
    let said = machine.say(&all).await;
    assert_eq!(said, all.map(|name| format!("{name}: {ACCOUNT}")));
}
