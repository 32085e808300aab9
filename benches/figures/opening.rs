//! From the start of the program to its first frame and its first request.

use std::net::TcpListener;
use std::time::Duration;

use tokio::runtime::Runtime;
use zonecut::emulator::{Emulator, Latency, World};

use crate::Outcome;
use crate::program::{Program, Settings, title};
use crate::table::{Table, median};
use crate::world::{LATENCY, Running};

const TIMES: usize = 10;
const FIRST_FRAME: Duration = Duration::from_millis(50);
const FIRST_REQUEST_OF_20: Duration = Duration::from_millis(15);
const FIRST_REQUEST_OF_200: Duration = Duration::from_millis(60);

pub(crate) fn measure(table: &mut Table, runtime: &Runtime) -> Outcome<()> {
    table.heading("From start to first frame, and to first request (median of 10)")?;
    let nothing = (0..TIMES).map(|_| {
        let mut program = Program::nothing()?;
        Ok(program.ended()? - program.started)
    });
    table.time("/bin/true, from start to end", median(&all(nothing)?)?)?;
    let demo = (0..TIMES).map(|_| first_frame(Program::demo()?));
    table.time_at_most("first frame of the sandbox", median(&all(demo)?)?, FIRST_FRAME)?;
    of_profiles(table, runtime, 20, FIRST_REQUEST_OF_20)?;
    of_profiles(table, runtime, 200, FIRST_REQUEST_OF_200)?;
    unreachable(table)
}

fn of_profiles(
    table: &mut Table,
    runtime: &Runtime,
    profiles: usize,
    limit: Duration,
) -> Outcome<()> {
    let mut world = World::synthetic(profiles, 5);
    world.latency = Latency::fixed(LATENCY);
    let world = Running::new(world);
    let (_served, settings) = world.serve(runtime)?;
    let (mut frames, mut requests) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let before = world.emulator.log().len();
        let mut program = Program::zonecut(&settings)?;
        frames.push(drawn(&mut program)?);
        program.wait(|screen| title(screen).contains("loading"))?;
        let first = first_call(&mut program, &world.emulator, before)?;
        requests.push(world.begun + first - program.started);
    }
    let what = format!("first frame, {profiles} profiles");
    table.time_at_most(&what, median(&frames)?, FIRST_FRAME)?;
    let what = format!("first request, {profiles} profiles");
    table.time_at_most(&what, median(&requests)?, limit)
}

/// When the call after so many came, by the emulator's clock.
fn first_call(program: &mut Program, emulator: &Emulator, before: usize) -> Outcome<Duration> {
    for _ in 0..1000 {
        if let Some(call) = emulator.log().get(before) {
            return Ok(call.at);
        }
        program.settle(Duration::from_millis(1));
    }
    Err("nothing was asked".into())
}

/// Two ways of not being reached: nobody listens, and somebody listens and never answers.
fn unreachable(table: &mut Table) -> Outcome<()> {
    let config = World::synthetic(20, 1).aws_config();
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let address = silent.local_addr()?;
    let settings = Settings { config, endpoint: format!("http://{address}") };
    let frames = (0..TIMES).map(|_| first_frame(Program::zonecut(&settings)?));
    let what = "first frame, 20 profiles, AWS never answers";
    table.time_at_most(what, median(&all(frames)?)?, FIRST_FRAME)?;
    drop(silent);
    let frames = (0..TIMES).map(|_| first_frame(Program::zonecut(&settings)?));
    let what = "first frame, 20 profiles, AWS can't be connected to";
    table.time_at_most(what, median(&all(frames)?)?, FIRST_FRAME)
}

fn first_frame(mut program: Program) -> Outcome<Duration> {
    drawn(&mut program)
}

fn drawn(program: &mut Program) -> Outcome<Duration> {
    let drawn = program.wait(|screen| title(screen).contains("zonecut"))?;
    Ok(drawn - program.started)
}

fn all(times: impl Iterator<Item = Outcome<Duration>>) -> Outcome<Vec<Duration>> {
    times.collect()
}
