//! This test binary as a process of its own, so that locks, limits and deaths are real ones.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use std::{env, thread};

use zonecut::journal::Journal;
use zonecut::zone::Outcome;

use crate::sample;

/// How long any process may take.
const LIMIT: Duration = Duration::from_mins(1);
const TASK: &str = "ZONECUT_TEST_TASK";
const JOURNAL: &str = "ZONECUT_TEST_JOURNAL";
const LABEL: &str = "ZONECUT_TEST_LABEL";
/// Marks what the task says among what the test harness says.
const SAYS: &str = "journal: ";

/// What a process does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Task {
    /// Writes so many entries, each with an outcome, and says their ids.
    Write(usize),
    /// Writes entries until one fails, and says their ids, then the error.
    WriteUntilFull,
    /// Writes an entry, says its id, and holds it until its input ends.
    Hold,
    /// Opens the journal and says its notices, then how many entries it has.
    Look,
}

/// The command that runs a task; the test that asks may wrap it.
pub(crate) fn command(program: &Path, task: Task, journal: &Path, label: &str) -> Command {
    let (word, count) = match task {
        Task::Write(count) => ("write", count),
        Task::WriteUntilFull => ("fill", 0),
        Task::Hold => ("hold", 0),
        Task::Look => ("look", 0),
    };
    let mut command = Command::new(program);
    command
        .args(["process::a_process_of_its_own", "--exact", "--nocapture"])
        .env(TASK, format!("{word} {count}"))
        .env(JOURNAL, journal)
        .env(LABEL, label);
    command
}

/// This test binary.
pub(crate) fn this() -> std::path::PathBuf {
    env::current_exe().unwrap()
}

/// A task under way. It is killed when this is dropped.
pub(crate) struct Running {
    child: Child,
    said: Receiver<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, said) = mpsc::channel();
        thread::spawn(move || {
            // The harness writes its own words without ending the line.
            let words = out.lines().map_while(Result::ok);
            let mut own = words.filter_map(|line| Some(line.split_once(SAYS)?.1.to_owned()));
            own.try_for_each(|said| tell.send(said))
        });
        Self { child, said }
    }

    /// The next thing it says; `None` when it has ended.
    pub(crate) fn next(&self) -> Option<String> {
        match self.said.recv_timeout(LIMIT) {
            Ok(said) => Some(said),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the process says nothing and does not end"),
        }
    }

    /// All it says, once it has ended well.
    pub(crate) fn finish(mut self) -> Vec<String> {
        drop(self.child.stdin.take());
        let said: Vec<String> = std::iter::from_fn(|| self.next()).collect();
        let end = Instant::now() + LIMIT;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < end, "the process does not end");
            thread::sleep(Duration::from_millis(5));
        }
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(self.child.wait().unwrap().success(), "{said:#?}\n{errors}");
        said
    }

    /// `kill -9`; what it had said before.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::from_fn(|| self.next()).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The task that the surroundings name. Without one it is a test like any other: the task that
/// writes has left as many entries as it was told to.
#[test]
fn a_process_of_its_own() {
    if let (Ok(task), Ok(path)) = (env::var(TASK), env::var(JOURNAL)) {
        return run(&task, &path, &env::var(LABEL).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    run("write 3", path.to_str().unwrap(), "own");
    assert_eq!(Journal::open(&path).unwrap().entries().unwrap().len(), 3);
}

fn run(task: &str, path: &str, label: &str) {
    let journal = Journal::open(Path::new(path)).unwrap();
    let (word, count) = task.split_once(' ').unwrap();
    match word {
        "write" => {
            for n in 0..count.parse().unwrap() {
                let live = journal.intend(&sample::intent(&format!("{label}-{n}"))).unwrap();
                journal.note(live.id(), &Outcome::InSync).unwrap();
                say(&live.id().to_string());
            }
        }
        "fill" => loop {
            match journal.intend(&sample::intent(label)) {
                Ok(live) => say(&live.id().to_string()),
                Err(error) => break say(&format!("{error}")),
            }
        },
        "hold" => {
            let live = journal.intend(&sample::intent(label)).unwrap();
            say(&live.id().to_string());
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
        }
        "look" => {
            journal.notices().iter().for_each(|notice| say(notice));
            say(&format!("{} entries", journal.entries().unwrap().len()));
        }
        other => panic!("{other}"),
    }
}

/// In one piece, as a reader looks for the line's end.
fn say(text: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("{SAYS}{text}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
