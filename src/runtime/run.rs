//! The loop: keys first and drawn at once, answers as they come, one frame for all that came
//! together.

use std::io;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use super::appearance::{Appearance, Ground};
use super::event::message;
use super::ground::{Sieve, Sifted};
use super::perform::{Edges, perform};
use super::terminal;
use crate::app::{Effect, Effects, Model, Msg, update};
use crate::ui::{self, Theme};

/// How often time is told while something is under way.
const TICK: Duration = Duration::from_millis(100);
/// How many answers are taken at most, and for how long, before it is seen whether a key has come.
const BATCH: usize = 64;
const PATIENCE: Duration = Duration::from_millis(4);
/// Between two frames that no key asked for. Eyes see no more, and many pages share one.
const FRAME: Duration = Duration::from_millis(16);
/// Events that wait to be taken, at most; the terminal holds more.
const WAITING: usize = 1024;
/// How long a key is held back that may be the beginning of what the terminal answers.
const HELD: Duration = Duration::from_millis(100);
/// A terminal that has not told its ground after so long never will.
const ANSWERED: Duration = Duration::from_secs(1);
/// Who leaves before that waits for its answer, at most so long: the shell would take it for keys.
const LATE: Duration = Duration::from_millis(100);

/// What comes from the terminal.
enum Input {
    /// What somebody does at it.
    Event(io::Result<Event>),
    /// What it says of its ground.
    Ground(Ground),
}

/// Runs the screen until the user leaves. Generic over terminal and events, so that tests and
/// pictures run this loop and not another. The end of the events, and SIGTERM or SIGHUP through
/// `stop`, are a way out like any other.
pub async fn run<B>(
    terminal: &mut Terminal<B>,
    events: impl Stream<Item = io::Result<Event>> + Send + 'static,
    stop: impl Future<Output = ()>,
    model: &mut Model,
    edges: &Edges,
    appearance: impl Into<Appearance>,
) -> io::Result<()>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
{
    tokio::pin!(stop);
    let mut appearance: Appearance = appearance.into();
    let mut awaited = appearance.asks();
    let mut events = queue(events, Sieve::new(awaited));
    let begun = Instant::now();
    let mut tasks: JoinSet<Option<Msg>> = JoinSet::new();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);

    let size = terminal.size().map_err(io::Error::other)?;
    let first = update(model, Msg::Resize(size.width, size.height));
    let mut leave = start(&mut tasks, edges, first);
    let fitted = draw(terminal, model, appearance.theme())?;
    let first = fitted.and(update(model, Msg::Start));
    leave |= start(&mut tasks, edges, first);

    let mut drawn = Instant::now();
    let mut due: Option<Instant> = None;

    while !leave {
        let mut at_once = false;
        let searching = model.is_searching();
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            event = events.recv() => {
                let Some(event) = event else { return Ok(()) };
                at_once = true;
                let mut next = Some(event);
                // Keys that have come together are one frame: a paste without brackets, a key
                // that repeats.
                while let Some(event) = next {
                    match event {
                        Input::Ground(ground) => {
                            awaited = false;
                            appearance.take(ground);
                        }
                        Input::Event(event) => {
                            if let Some(msg) = message(event?, model) {
                                leave |= take(&mut tasks, edges, model, begun, msg);
                            }
                        }
                    }
                    // What was typed after leaving is not for us.
                    next = if leave { None } else { events.try_recv().ok() };
                }
            },
            () = sleep_until(due.unwrap_or(drawn)), if due.is_some() => {}
            Some(done) = tasks.join_next(), if !tasks.is_empty() => {
                let mut next = Some(done);
                let mut taken = 0;
                let until = Instant::now() + PATIENCE;
                while let Some(done) = next {
                    // A task that panicked has given the terminal back already.
                    if let Some(msg) = done.map_err(io::Error::other)? {
                        leave |= take(&mut tasks, edges, model, begun, msg);
                    }
                    taken += 1;
                    let enough = leave || taken == BATCH || Instant::now() >= until;
                    next = if enough { None } else { tasks.try_join_next() };
                }
            }
            _ = tick.tick(), if model.is_busy() => {
                let effects = update(model, Msg::Tick(begun.elapsed()));
                leave |= start(&mut tasks, edges, effects);
            }
        }
        // What a filter or Find has found is the end of what a key began.
        at_once |= searching && !model.is_searching();
        let next = drawn + FRAME;
        if !at_once && Instant::now() < next {
            due = Some(next);
            continue;
        }
        let fitted = draw(terminal, model, appearance.theme())?;
        leave |= start(&mut tasks, edges, fitted);
        (drawn, due) = (Instant::now(), None);
    }
    if awaited && begun.elapsed() < ANSWERED {
        let _ = timeout(LATE, answered(&mut events)).await;
    }
    Ok(())
}

/// Takes what comes until the terminal has told its ground.
async fn answered(events: &mut mpsc::Receiver<Input>) {
    while let Some(event) = events.recv().await {
        if matches!(event, Input::Ground(_)) {
            return;
        }
    }
}

/// Reads events aside. What has come can then be taken without waiting, which a terminal's own
/// stream can't be asked for.
fn queue(
    events: impl Stream<Item = io::Result<Event>> + Send + 'static,
    mut sieve: Sieve,
) -> mpsc::Receiver<Input> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        tokio::pin!(events);
        loop {
            let next = if sieve.waits() {
                let Ok(next) = timeout(HELD, events.next()).await else {
                    if send(&sender, sieve.give_up()).await.is_none() {
                        return;
                    }
                    continue;
                };
                next
            } else {
                events.next().await
            };
            let sent = match next {
                None => {
                    send(&sender, sieve.give_up()).await;
                    return;
                }
                Some(Err(error)) => sender.send(Input::Event(Err(error))).await.ok(),
                Some(Ok(event)) => match sieve.take(event) {
                    Sifted::Pass(events) => send(&sender, events).await,
                    Sifted::Ground(ground) => sender.send(Input::Ground(ground)).await.ok(),
                    Sifted::Hold | Sifted::Nothing => Some(()),
                },
            };
            if sent.is_none() {
                return;
            }
        }
    });
    receiver
}

async fn send(to: &mpsc::Sender<Input>, events: Vec<Event>) -> Option<()> {
    for event in events {
        to.send(Input::Event(Ok(event))).await.ok()?;
    }
    Some(())
}

fn take(
    tasks: &mut JoinSet<Option<Msg>>,
    edges: &Edges,
    model: &mut Model,
    begun: Instant,
    msg: Msg,
) -> bool {
    let told = update(model, Msg::Tick(begun.elapsed()));
    let effects = told.and(update(model, msg));
    start(tasks, edges, effects)
}

/// Starts what is to be done; whether the program is to end.
fn start(tasks: &mut JoinSet<Option<Msg>>, edges: &Edges, effects: Effects) -> bool {
    let mut leave = false;
    for effect in effects {
        match effect {
            Effect::Quit => leave = true,
            // Here, between two frames, so that it lands in the middle of none.
            Effect::Copy { text } => terminal::copy(&text),
            effect => {
                tasks.spawn(perform(edges.clone(), effect));
            }
        }
    }
    leave
}

/// Draws, and tells the model how much room its lists had.
fn draw<B>(terminal: &mut Terminal<B>, model: &mut Model, theme: &Theme) -> io::Result<Effects>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
{
    let mut effects = Effects::none();
    // A second time where the lists had another size than the model thought.
    for _ in 0..2 {
        let mut room = model.room;
        let drawn = terminal.draw(|frame| room = ui::draw(frame, model, theme));
        drawn.map_err(io::Error::other)?;
        if room == model.room {
            break;
        }
        effects = effects.and(update(model, Msg::Drawn(room)));
    }
    Ok(effects)
}
