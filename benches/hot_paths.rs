//! The pure hot paths: what a frame, a key, a page of zones, a proposal and a plan cost at 1,000,
//! 10,000 and 100,000 zones.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{
    BatchSize, BenchmarkGroup, BenchmarkId, Criterion, criterion_group, criterion_main,
    measurement::WallTime,
};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use zonecut::app::accounts::{Accounts, Identified, Listing, ProfileRow};
use zonecut::app::key::{Code, Key};
use zonecut::app::{Answer, Effect, Model, Msg, update};
use zonecut::cut::{
    Context, Facts, Goal, Options, Plan, Side, ZoneInView, propose_children, propose_parents,
};
use zonecut::dns::{Name, RecordType};
use zonecut::ui::{self, Theme};
use zonecut::zone::{
    AccountId, CredentialChain, Data, HostedZone, Identity, Profile, ProfileName, Quota, RecordSet,
    Rules, SignIn, Signing, SigningStatus, ZoneDetail, ZoneId,
};

const ZONES: [usize; 3] = [1_000, 10_000, 100_000];
const BELOW: [usize; 3] = [10, 1_000, 10_000];
const PROFILES: usize = 20;
const PAGE: usize = 100;
const SCREEN: (u16, u16) = (120, 40);

#[expect(clippy::expect_used, reason = "every name is written in this file")]
fn name(text: &str) -> Name {
    Name::from_user(text).expect("a name")
}

/// The `at`th zone. The first is `example.org.`, the parent of all; of the others one in a hundred
/// is `a0007.example.org.`, and those after it lie below it.
fn zone(at: usize) -> HostedZone {
    let (parent, child) = (at / PAGE, at % PAGE);
    let text = match child {
        0 if parent == 0 => "example.org".to_owned(),
        0 => format!("a{parent:04}.example.org"),
        _ => format!("z{child:02}.a{parent:04}.example.org"),
    };
    HostedZone {
        id: ZoneId::new(&format!("Z{at:020}")),
        name: name(&text),
        private: false,
        record_count: 2 + at as u64 % 97,
        comment: None,
        linked_service: None,
    }
}

fn page(number: usize) -> Vec<HostedZone> {
    (number * PAGE..(number + 1) * PAGE).map(zone).collect()
}

fn profile(at: usize) -> ProfileName {
    ProfileName::new(&format!("team-{at:02}"))
}

fn account(at: usize) -> AccountId {
    AccountId::new(&format!("1000000000{at:02}"))
}

fn identity(at: usize) -> Identity {
    let account = account(at);
    Identity { arn: format!("arn:aws:iam::{account}:user/admin"), account }
}

fn row(at: usize, zones: usize) -> ProfileRow {
    ProfileRow {
        profile: Profile {
            name: profile(at),
            region: "us-east-1".to_owned(),
            sign_in: SignIn::Keys,
            expected_account: None,
            problem: None,
            member: None,
        },
        label: profile(at).to_string(),
        group: None,
        only: Vec::new(),
        default_parent: None,
        identity: Identified::Yes(identity(at)),
        listing: Listing::Done { zones },
    }
}

/// The screen with so many zones of 20 accounts, all of them listed.
fn model(zones: usize) -> Model {
    let rows = (0..PROFILES).map(|at| row(at, zones / PROFILES)).collect();
    let mut model = Model::new(Accounts::new(rows), 300, false);
    for number in 0..zones / PAGE {
        model.zones.add(number % PROFILES, page(number));
    }
    let mut terminal = terminal();
    for msg in [Msg::Resize(SCREEN.0, SCREEN.1), Msg::Drawn(draw(&mut terminal, &model))] {
        tell(&mut model, msg);
    }
    model
}

fn terminal() -> Terminal<TestBackend> {
    let Ok(terminal) = Terminal::new(TestBackend::new(SCREEN.0, SCREEN.1));
    terminal
}

fn draw(terminal: &mut Terminal<TestBackend>, model: &Model) -> zonecut::app::Room {
    let mut room = model.room;
    let Ok(_) = terminal.draw(|frame| room = ui::draw(frame, model, &Theme::dark()));
    room
}

/// What follows is for whoever performs it, and nobody does.
fn tell(model: &mut Model, msg: Msg) {
    let _ = update(model, msg).into_iter();
}

fn press(model: &mut Model, code: Code) {
    tell(model, Msg::Key(Key::plain(code)));
}

fn group<'a>(bench: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = bench.benchmark_group(name);
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(200));
    group.measurement_time(Duration::from_millis(600));
    group
}

/// Times one thing done to the model, and not what puts the model back.
fn timed(
    model: &mut Model,
    times: u64,
    deed: impl Fn(&mut Model),
    back: impl Fn(&mut Model),
) -> Duration {
    let mut spent = Duration::ZERO;
    for _ in 0..times {
        let begun = Instant::now();
        deed(model);
        spent += begun.elapsed();
        back(model);
    }
    spent
}

fn frames(bench: &mut Criterion) {
    let mut group = group(bench, "frame");
    for zones in ZONES {
        let mut terminal = terminal();
        let mut model = model(zones);
        press(&mut model, Code::End);
        group.bench_function(BenchmarkId::new("zones", zones), |b| {
            b.iter(|| draw(&mut terminal, black_box(&model)));
        });
        // The line below the panes then shows what is proposed for the other side.
        press(&mut model, Code::Char('c'));
        group.bench_function(BenchmarkId::new("child marked", zones), |b| {
            b.iter(|| draw(&mut terminal, black_box(&model)));
        });
    }
}

fn keys(bench: &mut Criterion) {
    let mut group = group(bench, "key");
    for zones in ZONES {
        let mut model = model(zones);
        group.bench_function(BenchmarkId::new("down", zones), |b| {
            b.iter(|| press(&mut model, Code::Down));
        });
        group.bench_function(BenchmarkId::new("sort", zones), |b| {
            b.iter(|| press(&mut model, Code::Char('s')));
        });
        let unmark = |model: &mut Model| press(model, Code::Char('x'));
        for (what, at, key) in [("mark child", Code::End, 'c'), ("mark parent", Code::Home, 'p')] {
            press(&mut model, at);
            group.bench_function(BenchmarkId::new(what, zones), |b| {
                let mark = |model: &mut Model| press(model, Code::Char(key));
                b.iter_custom(|times| timed(&mut model, times, mark, unmark));
            });
        }
        press(&mut model, Code::Char('/'));
        group.bench_function(BenchmarkId::new("filter", zones), |b| {
            let type_seven = |model: &mut Model| press(model, Code::Char('7'));
            let delete = |model: &mut Model| press(model, Code::Backspace);
            b.iter_custom(|times| timed(&mut model, times, type_seven, delete));
        });
    }
}

fn tree(bench: &mut Criterion) {
    let mut group = group(bench, "tree");
    for zones in ZONES {
        let mut terminal = terminal();
        let mut model = model(zones);
        group.bench_function(BenchmarkId::new("turned into", zones), |b| {
            let turn = |model: &mut Model| press(model, Code::Char('t'));
            b.iter_custom(|times| timed(&mut model, times, turn, turn));
        });
        press(&mut model, Code::Char('t'));
        press(&mut model, Code::End);
        group.bench_function(BenchmarkId::new("frame", zones), |b| {
            b.iter(|| draw(&mut terminal, black_box(&model)));
        });
        group.bench_function(BenchmarkId::new("up", zones), |b| {
            b.iter(|| press(&mut model, Code::Up));
        });
        group.bench_function(BenchmarkId::new("fold", zones), |b| {
            b.iter(|| press(&mut model, Code::Char(' ')));
        });
        press(&mut model, Code::Char('/'));
        group.bench_function(BenchmarkId::new("filter", zones), |b| {
            let type_seven = |model: &mut Model| press(model, Code::Char('7'));
            let delete = |model: &mut Model| press(model, Code::Backspace);
            b.iter_custom(|times| timed(&mut model, times, type_seven, delete));
        });
    }
}

/// A letter of what is sought: until the first frame can be drawn, and until all was looked at.
fn find(bench: &mut Criterion) {
    let mut group = group(bench, "find");
    for zones in ZONES {
        let mut model = model(zones);
        tell(&mut model, Msg::Key(Key::ctrl('p')));
        for (word, letter) in [("", 'z'), ("z07.a0", '3'), ("zae", 'o')] {
            let clear = |model: &mut Model| {
                tell(model, Msg::Key(Key::ctrl('u')));
                for char in word.chars() {
                    type_through(model, char);
                }
            };
            clear(&mut model);
            let what = format!("{word}{letter}, first frame");
            group.bench_function(BenchmarkId::new(what, zones), |b| {
                let key = |model: &mut Model| press(model, Code::Char(letter));
                b.iter_custom(|times| timed(&mut model, times, key, clear));
            });
            let what = format!("{word}{letter}, to its end");
            group.bench_function(BenchmarkId::new(what, zones), |b| {
                let through = |model: &mut Model| type_through(model, letter);
                b.iter_custom(|times| timed(&mut model, times, through, clear));
            });
        }
    }
}

fn type_through(model: &mut Model, letter: char) {
    let mut effects = update(model, Msg::Key(Key::char(letter)));
    while let Some(Effect::Wait { id, .. }) = effects.into_iter().next() {
        effects = update(model, Msg::Answer(id, Answer::Waited));
    }
}

fn pages(bench: &mut Criterion) {
    let mut group = group(bench, "page arrives");
    for zones in ZONES {
        let table = model(zones).zones;
        // Zones that fall between all of those that are there.
        let fresh: Vec<HostedZone> = (0..PAGE)
            .map(|at| HostedZone {
                id: ZoneId::new(&format!("ZFRESH{at}")),
                name: name(&format!("fresh.a{:04}.example.org", at * zones / PAGE / PAGE)),
                ..zone(at)
            })
            .collect();
        group.bench_function(BenchmarkId::from_parameter(zones), |b| {
            b.iter_batched(
                || (table.clone(), fresh.clone()),
                |(mut table, fresh)| {
                    table.add(0, fresh);
                    table
                },
                BatchSize::PerIteration,
            );
        });
    }
}

fn proposals(bench: &mut Criterion) {
    let mut group = group(bench, "propose");
    for zones in ZONES {
        let view = |at: usize| ZoneInView {
            profile: profile(at / PAGE % PROFILES),
            account: Some(account(at / PAGE % PROFILES)),
            zone: zone(at),
        };
        let all: Vec<ZoneInView> = (0..zones).map(view).collect();
        let (parent, child) = (view(0), view(zones / 2 + 7));
        group.bench_function(BenchmarkId::new("parent", zones), |b| {
            b.iter(|| propose_parents(&black_box(&child).zone, &all, None));
        });
        group.bench_function(BenchmarkId::new("children", zones), |b| {
            b.iter(|| propose_children(black_box(&parent), &all));
        });
    }
}

fn plans(bench: &mut Criterion) {
    let mut group = group(bench, "plan");
    for below in BELOW {
        let facts = facts(below);
        let options = Options { ttl: None, default_ttl: 300 };
        group.bench_function(BenchmarkId::new("record sets below the cut", below), |b| {
            b.iter_batched(
                || facts.clone(),
                |facts| Plan::new(facts, Goal::Delegate, options),
                BatchSize::PerIteration,
            );
        });
    }
}

/// A cut that occludes so many record sets, of which the child holds every other one.
fn facts(below: usize) -> Facts {
    let host = |at: usize| RecordSet {
        name: name(&format!("host-{at:05}.team.example.org")),
        rtype: RecordType::parse("A"),
        data: Data::Records { ttl: 300, values: vec!["192.0.2.1".to_owned()] },
        routing: None,
    };
    let side = |at: usize, apex: &str| Side {
        profile: profile(at),
        via: CredentialChain::of(&profile(at), "us-east-1"),
        identity: identity(at),
        detail: ZoneDetail {
            zone: HostedZone { name: name(apex), ..zone(at) },
            delegation_set: (1..=4).map(|host| name(&format!("ns-{host}.example.net"))).collect(),
            vpcs: Vec::new(),
        },
        signing: Ok(Signing { status: SigningStatus::NotSigning, keys: Vec::new() }),
    };
    Facts {
        parent: side(0, "example.org"),
        cut: name("team.example.org"),
        child: Some(side(1, "team.example.org")),
        at_and_below: (0..below).map(host).collect(),
        above: Vec::new(),
        wildcard: Vec::new(),
        parent_soa: None,
        child_sets: (0..below).step_by(2).map(host).collect(),
        requested: None,
        context: Context {
            parent_quota: Ok(Quota { count: 84, limit: 10_000 }),
            parent_unread: Vec::new(),
            child_unread: None,
            rules: Rules::default(),
            in_view: Vec::new(),
        },
    }
}

criterion_group!(hot_paths, frames, keys, tree, find, pages, proposals, plans);
criterion_main!(hot_paths);
