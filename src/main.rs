//! The composition root: reads flags and files, builds the edges, and opens the screen or runs a
//! command.

use std::collections::HashMap;
use std::process::ExitCode;

use clap::Parser;
use crossterm::event::EventStream;
use zonecut::app::Dns;
use zonecut::aws::{Aws, Host, Limit, Override};
use zonecut::cache::Cache;
use zonecut::cli::{self, Args, Exit, Failure, Output};
use zonecut::config::{Config, DnsConfig, Rate};
use zonecut::emulator::Emulator;
use zonecut::engine::Ledger;
use zonecut::journal::Journal;
use zonecut::resolve::{Asker, Settings};
use zonecut::runtime::{self, Appearance, Edges, RawTerminal, Wishes};
use zonecut::sandbox;
use zonecut::zone::{Profile, ProfileName};

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = Output::standard();
    if args.verbose {
        out.in_full();
    }
    let exit = match begin(args, &mut out) {
        Ok(exit) => exit,
        Err(failure) => {
            out.failure(&failure);
            failure.exit
        }
    };
    exit.into()
}

fn begin(args: Args, out: &mut Output) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Connections that have come about are used before the requests of all profiles are made.
        .event_interval(4)
        .enable_all()
        .build()?;
    let exit = runtime.block_on(async {
        let config = configuration(&args)?;
        let (host, sandbox) = host(&args)?;
        let aws = edge(host, &config).await?;
        let profiles = chosen(&args, &config, &aws)?;
        let asker = asker(&args, &config.dns, sandbox.as_ref());
        match args.command {
            Some(command) => {
                let ledger = || ledger(args.demo);
                Box::pin(cli::run(command, &aws, profiles, &config, &asker, ledger, out)).await
            }
            None => {
                // Without a journal there is still much to see; whatever writes says why it can't.
                let ledger = ledger(args.demo).unwrap_or_else(|why| {
                    Ledger::new(Journal::out_of_reach(&format!(
                        "{} {}",
                        why.message,
                        why.hint.unwrap_or_default()
                    )))
                });
                let cache = cache(&args, &config);
                let edges = Edges { aws, cache, ledger, asker };
                screen(&edges, &config, profiles, args.demo, out).await
            }
        }
    });
    // What is still under way is not waited for: it is reads, and a write that was left is told.
    runtime.shutdown_background();
    exit
}

/// The sandbox has profiles of its own, so that only a file named on purpose counts there.
fn configuration(args: &Args) -> Result<Config, Failure> {
    let mut config = if args.demo && args.config.is_none() {
        Config::default()
    } else {
        Config::load(args.config.as_deref()).map_err(|error| {
            Failure::usage(error.to_string(), "See profiles.example.toml for all keys.")
        })?
    };
    if args.read_only {
        config.forbid_writing();
    }
    Ok(config)
}

/// The machine as AWS's part sees it; with the sandbox, where that is wanted.
fn host(args: &Args) -> Result<(Host, Option<Emulator>), Failure> {
    if args.demo {
        let (host, emulator) = sandbox::host().map_err(|error| Failure::broken(&error))?;
        return Ok((host, Some(emulator)));
    }
    let host = Host::real().map_err(|error| {
        Failure::usage(error.to_string(), "Correct AWS_CA_BUNDLE or the proxy variables.")
    })?;
    Ok((host, None))
}

async fn edge(host: Host, config: &Config) -> Result<Aws, Failure> {
    let limit = |rate: Rate| Limit { per_second: rate.per_second, burst: rate.burst };
    let overrides: HashMap<ProfileName, Override> = config
        .profiles
        .iter()
        .map(|refined| {
            let (region, endpoint) = (refined.region.clone(), refined.endpoint.clone());
            let limit = config.rate_of(&refined.name).map(limit);
            (refined.name.clone(), Override { region, endpoint, limit })
        })
        .collect();
    let host = host.read_only(!config.allows_writing()).at_most(limit(config.rate()));
    Aws::load(host, &overrides).await.map_err(|error| {
        Failure::usage(error.to_string(), "Correct the file, or name another with AWS_CONFIG_FILE.")
    })
}

/// Whom the DNS is asked of. The sandbox asks its own name servers, on loopback, and nobody where
/// there is no loopback to listen on.
fn asker(args: &Args, dns: &DnsConfig, sandbox: Option<&Emulator>) -> Asker {
    match sandbox {
        _ if args.no_dns => return Asker::off(),
        Some(emulator) => return sandbox::asker(emulator).unwrap_or_else(|_| Asker::off()),
        None => {}
    }
    let DnsConfig { ask, resolvers, roots, hosts, timeout, in_flight, .. } = dns.clone();
    Asker::new(Settings { ask, resolvers, roots, hosts, timeout, in_flight })
}

/// The profiles to show: by flags, else by `profiles.toml`, with `AWS_PROFILE`'s first.
fn chosen(args: &Args, config: &Config, aws: &Aws) -> Result<Vec<Profile>, Failure> {
    let mut profiles = config
        .choose(aws.profiles().to_vec(), &args.profiles)
        .map_err(|error| Failure::usage(error.to_string(), "See `zonecut profiles` for all."))?;
    let ordered = !args.profiles.is_empty() || !config.choose.only.is_empty();
    if let (Some(default), false) = (aws.default_profile(), ordered) {
        profiles.sort_by_key(|profile| profile.name != *default);
    }
    Ok(profiles)
}

/// What is written goes on disk first; the sandbox leaves none of it behind.
fn ledger(demo: bool) -> Result<Ledger, Failure> {
    if demo {
        return Ok(Ledger::new(Journal::memory()));
    }
    let path = Journal::default_path().ok_or_else(|| {
        Failure::failed("there is no home folder to keep the journal in", "Set HOME.")
    })?;
    let journal =
        Journal::open(&path).map_err(|error| Failure::failed(error.to_string(), error.hint()))?;
    Ok(Ledger::new(journal))
}

/// What earlier runs listed; nothing in the sandbox, and where the user wants none.
fn cache(args: &Args, config: &Config) -> Cache {
    match Cache::default_folder() {
        Some(folder) if config.defaults.zone_cache && !args.demo => Cache::at(&folder),
        _ => Cache::off(),
    }
}

async fn screen(
    edges: &Edges,
    config: &Config,
    profiles: Vec<Profile>,
    demo: bool,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let appearance = Appearance::of(config, |name| std::env::var(name).ok());
    let wishes = Wishes { mouse: config.defaults.mouse, ground: appearance.asks() };
    let mut raw =
        RawTerminal::take(wishes).map_err(|error| Failure::usage(error.to_string(), ""))?;
    let mut model = runtime::opening(&edges.aws, config, profiles, demo);
    model.dns =
        Dns { ask: edges.asker.asks(), wait: config.dns.wait, prove_for: config.dns.prove_for };
    let events = EventStream::new();
    let run = runtime::run(&mut raw.terminal, events, stop(), &mut model, edges, appearance);
    let ended = run.await;
    drop(raw);
    for line in model.farewell() {
        out.note(&line);
    }
    ended?;
    Ok(Exit::Done)
}

/// Ends when the system asks the program to.
#[cfg(unix)]
async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut hangup)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = hangup.recv() => {}
    }
}

/// Ends when the system asks the program to: nowhere but on Unix.
#[cfg(not(unix))]
async fn stop() {
    std::future::pending().await
}
