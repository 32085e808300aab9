//! The composition root: reads flags and files, builds the edges, and opens the screen or runs a
//! command.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};
use crossterm::event::EventStream;
use zonecut::app::Dns;
use zonecut::aws::{Aws, Host, Limit, Override};
use zonecut::cache::Cache;
use zonecut::cli::{self, Args, Exit, Failure, LogLevel, Output};
use zonecut::config::{Config, DnsConfig, Rate};
use zonecut::emulator::Emulator;
use zonecut::engine::{FoundMembers, Ledger, find_members};
use zonecut::habits::HabitsFile;
use zonecut::journal::Journal;
use zonecut::log::Log;
use zonecut::resolve::{Asker, Settings};
use zonecut::runtime::{self, Appearance, Edges, RawTerminal, Wishes};
use zonecut::sandbox;
use zonecut::zone::{Profile, ProfileName};

fn main() -> ExitCode {
    let mut out = Output::standard();
    match cli::complete() {
        Ok(false) => {}
        Ok(true) => return Exit::Done.into(),
        Err(failure) => {
            out.failure(&failure);
            return failure.exit.into();
        }
    }
    let matches = Args::command().get_matches();
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if args.verbose {
        out.in_full();
    }
    let _log = log(args.log.unwrap_or(LogLevel::Off), &mut out);
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        command = matches.subcommand_name().unwrap_or("screen"),
        "begun",
    );
    let exit = match begin(args, &mut out) {
        Ok(exit) => exit,
        Err(failure) => {
            out.failure(&failure);
            failure.exit
        }
    };
    tracing::info!(?exit, "ended");
    exit.into()
}

/// The log of this run, where one is wanted. That it can't be kept is no reason not to run.
fn log(level: LogLevel, out: &mut Output) -> Option<Log> {
    let level = match level {
        LogLevel::Off => return None,
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
        LogLevel::Trace => tracing::Level::TRACE,
    };
    let Some(folder) = Log::default_folder() else {
        out.note("zonecut: no log is kept: there is no home folder");
        return None;
    };
    match Log::start(&folder, level) {
        Ok(log) => Some(log),
        Err(error) => {
            out.note(&format!("zonecut: no log is kept: {}: {error}", folder.display()));
            None
        }
    }
}

fn begin(args: Args, out: &mut Output) -> Result<Exit, Failure> {
    if let Some(done) = args.command.as_ref().and_then(|command| cli::run_alone(command, out)) {
        return done;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // The loop has a thread of its own. What a second worker frees it keeps: 10 MiB at 100,000 zones.
        .worker_threads(1)
        // Connections that have come about are used before the requests of all profiles are made.
        .event_interval(4)
        .enable_all()
        .build()?;
    let exit = runtime.block_on(async {
        if let Some(cli::Command::Doctor(wanted)) = &args.command {
            return Box::pin(doctor(&args, *wanted, out)).await;
        }
        let config = configuration(&args)?;
        let (host, sandbox) = host(&args)?;
        let aws = edge(host, &config).await?;
        let wait = args.command.as_ref().is_some_and(cli::Command::needs_all_profiles);
        let mut chosen = cli::choose(&aws, &config, &args.profiles, wait, out).await?;
        default_first(&args, &config, &aws, &mut chosen.profiles);
        let asker = asker(&args, &config.dns, sandbox.as_ref());
        match args.command {
            Some(command) => {
                if matches!(command, cli::Command::Profiles { .. }) {
                    cli::tell_left_out(&chosen.left_out, out);
                }
                let ledger = || ledger(args.demo);
                Box::pin(cli::run(command, &aws, chosen.profiles, &config, &asker, ledger, out))
                    .await
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
                let habits = habits(args.demo);
                let config = Arc::new(config);
                let edges = Edges { aws, cache, ledger, asker, config, habits };
                screen(&edges, chosen, args.demo, out).await
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

/// Looks at this machine; whatever is broken is a finding, and nothing is written.
async fn doctor(args: &Args, wanted: cli::DoctorArgs, out: &mut Output) -> Result<Exit, Failure> {
    let sandboxed = args.demo && args.config.is_none();
    let loaded =
        if sandboxed { Ok(Config::default()) } else { Config::load(args.config.as_deref()) };
    let mut config = loaded.clone().unwrap_or_default();
    config.forbid_writing();
    let (aws, sandbox) = match host(args) {
        Ok((host, sandbox)) => (edge(host, &config).await, sandbox),
        Err(failure) => (Err(failure), None),
    };
    let mut profiles = aws.as_ref().map(|aws| aws.profiles().to_vec()).unwrap_or_default();
    let members = match &aws {
        Ok(aws) => find_members(aws).await,
        Err(_) => FoundMembers::default(),
    };
    profiles.extend(members.profiles);
    // One that is named on the command line and isn't there is a mistake; one that the file names
    // is a finding, beside all that are there.
    let (profiles, loaded) = match config.choose(profiles.clone(), &args.profiles) {
        Ok(chosen) => (chosen, loaded),
        // It may be one of those that are not known.
        Err(_) if !members.faults.is_empty() => {
            (config.choose_so_far(profiles, &args.profiles), loaded)
        }
        Err(error) if args.profiles.is_empty() => (profiles, loaded.and(Err(error))),
        Err(_) if aws.is_err() => (profiles, loaded),
        Err(error) => {
            return Err(Failure::usage(error.to_string(), "See `zonecut profiles` for all."));
        }
    };
    let patient = cli::Patient {
        config_path: args.config.clone().or_else(Config::default_path),
        config: loaded.map(|_| ()),
        aws,
        profiles,
        unknown: members.faults,
        // From the sandbox there is no way out.
        asker: if sandbox.is_some() { Asker::off() } else { asker(args, &config.dns, None) },
        dns: settings(&config.dns),
        places: vec![
            ("journal", Journal::default_path()),
            ("zone cache", Cache::default_folder()),
            ("log", Log::default_folder()),
        ],
        journal: Journal::default_path().filter(|_| !args.demo),
    };
    cli::doctor(wanted, patient, out).await
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
    Aws::load_with(host, &overrides, config.by_role()).await.map_err(|error| {
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
    Asker::new(settings(dns))
}

fn settings(dns: &DnsConfig) -> Settings {
    let DnsConfig { ask, resolvers, roots, hosts, timeout, in_flight, .. } = dns.clone();
    Settings { ask, resolvers, roots, hosts, timeout, in_flight }
}

/// Where neither flags nor `profiles.toml` set the order, `AWS_PROFILE`'s profile comes first.
fn default_first(args: &Args, config: &Config, aws: &Aws, profiles: &mut [Profile]) {
    let ordered = !args.profiles.is_empty() || !config.choose.only.is_empty();
    if let (Some(default), false) = (aws.default_profile(), ordered) {
        profiles.sort_by_key(|profile| profile.name != *default);
    }
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

/// Favourites and what was used last; nothing of it in the sandbox.
fn habits(demo: bool) -> HabitsFile {
    match HabitsFile::default_path() {
        Some(path) if !demo => HabitsFile::at(&path),
        _ => HabitsFile::off(),
    }
}

async fn screen(
    edges: &Edges,
    chosen: cli::Chosen,
    demo: bool,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let config = &*edges.config;
    let appearance = Appearance::of(config, |name| std::env::var(name).ok());
    let wishes = Wishes { mouse: config.defaults.mouse, ground: appearance.asks() };
    let mut raw =
        RawTerminal::take(wishes).map_err(|error| Failure::usage(error.to_string(), ""))?;
    let mut model = runtime::opening(&edges.aws, config, chosen.profiles, demo);
    if !chosen.more {
        model.organizations.clear();
    }
    model.browse.shelf.habits = edges.habits.read();
    zonecut::app::arrange(&mut model);
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
