//! Any keys and any pasted text, drawn after each.

use std::collections::HashMap;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use zonecut::app::key::{Code, Key};
use zonecut::app::{Model, Msg, update};
use zonecut::aws::{Aws, Host};
use zonecut::config::Config;
use zonecut::emulator::{Emulator, World, demo};
use zonecut::runtime::opening;
use zonecut::ui::{Theme, draw};

use crate::corpus;

/// The screen of the demo's profiles, of whom nothing has been heard yet.
fn model() -> Model {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let files = HashMap::from([("/home/.aws/config".to_owned(), demo::AWS_CONFIG.into())]);
        let variables = HashMap::from([("HOME".to_owned(), "/home".to_owned())]);
        let http = Emulator::new(World::new()).http_client();
        let aws = Aws::load(Host::closed(http, files, variables), &HashMap::new()).await.unwrap();
        opening(&aws, &Config::default(), aws.profiles().to_vec(), true)
    })
}

fn press(messages: impl IntoIterator<Item = Msg>) {
    let mut model = model();
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let _ = update(&mut model, Msg::Start);
    for msg in messages {
        let _ = update(&mut model, msg);
        let frame = terminal.draw(|frame| {
            draw(frame, &model, &Theme::plain());
        });
        let drawn = frame.unwrap().buffer.content();
        assert!(
            !drawn.iter().any(|cell| cell.symbol().chars().any(char::is_control)),
            "a control character is drawn"
        );
    }
}

fn typed(text: &str) -> Vec<Msg> {
    let key = |c: char| match c {
        '\r' => Key::plain(Code::Enter),
        '\x1b' => Key::plain(Code::Esc),
        '\t' => Key::plain(Code::Tab),
        c => Key::plain(Code::Char(c)),
    };
    text.chars().map(|c| Msg::Key(key(c))).collect()
}

fn any_msg() -> impl Strategy<Value = Msg> {
    let code = prop_oneof![
        any::<char>().prop_map(Code::Char),
        "[a-zA-Z/?,. ]".prop_map(|text| Code::Char(text.chars().next().unwrap_or('x'))),
        prop::sample::select(vec![
            Code::Enter,
            Code::Esc,
            Code::Tab,
            Code::BackTab,
            Code::Backspace,
            Code::Delete,
            Code::Up,
            Code::Down,
            Code::Left,
            Code::Right,
            Code::Home,
            Code::End,
            Code::PageUp,
            Code::PageDown,
            Code::Other,
        ]),
    ];
    prop_oneof![
        8 => (code, any::<bool>(), any::<bool>())
            .prop_map(|(code, ctrl, alt)| Msg::Key(Key { code, ctrl, alt })),
        1 => any::<String>().prop_map(Msg::Paste),
        1 => (0..400_u16, 0..200_u16).prop_map(|(columns, rows)| Msg::Resize(columns, rows)),
    ]
}

#[test]
fn keys_of_the_corpus() {
    for (_, text) in corpus("keys") {
        let text = String::from_utf8_lossy(&text).into_owned();
        press(typed(&text));
        press([typed("/"), vec![Msg::Paste(text)]].concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn any_keys(messages in prop::collection::vec(any_msg(), 0..60)) {
        press(messages);
    }
}
