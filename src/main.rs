//! The composition root: reads flags and files, builds the edges, and opens the screen or runs a
//! command.

use std::process::ExitCode;

use clap::Parser;
use zonecut::cli::{self, Args, Exit, Failure, Output};

fn main() -> ExitCode {
    let args = Args::parse();
    let mut out = Output::standard();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            out.failure(&Failure { exit: Exit::Failed, message: error.to_string(), hint: None });
            return Exit::Failed.into();
        }
    };
    let exit = match runtime.block_on(begin(args, &mut out)) {
        Ok(exit) => exit,
        Err(failure) => {
            out.failure(&failure);
            failure.exit
        }
    };
    // What is still under way is not waited for: it is reads, and a write that was left is told.
    runtime.shutdown_background();
    exit.into()
}

async fn begin(args: Args, out: &mut Output) -> Result<Exit, Failure> {
    let (host, _) = zonecut::sandbox::host().map_err(|e| Failure::usage(e.to_string(), ""))?;
    let aws = zonecut::aws::Aws::load(host, &Default::default())
        .await
        .map_err(|e| Failure::usage(e.to_string(), ""))?;
    let profiles = aws.profiles().to_vec();
    match args.command {
        Some(command) => cli::run(command, &aws, profiles, 300, out).await,
        None => Ok(Exit::Done),
    }
}
