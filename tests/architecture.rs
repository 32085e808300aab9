//! The import law: what each room may import, which foreign crates it may name, that no two files
//! import each other, and that no file has grown into a room of its own.

// A test that can't read the sources has failed.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may import, and the foreign crates that only certain rooms may name.
const ROOMS: &[(&str, &[&str], &[&str])] = &[
    ("dns", &[], &[]),
    ("zone", &["dns"], &[]),
    ("cut", &["dns", "zone"], &[]),
    ("app", &["dns", "zone", "cut"], &[]),
    ("ui", &["dns", "zone", "cut", "app"], &["ratatui"]),
    ("config", &["dns", "zone"], &[]),
    ("aws", &["dns", "zone", "private"], &["aws_", "tokio", "tracing", "futures_util"]),
    // Files of ours, for all edges that keep some.
    ("private", &[], &[]),
    ("emulator", &[], &["aws_smithy_", "tokio", "hyper", "hickory_", "futures_util"]),
    ("journal", &["dns", "zone", "private"], &[]),
    ("cache", &["dns", "zone", "private"], &[]),
    ("habits", &["zone", "private"], &[]),
    ("browser", &[], &["tokio"]),
    ("log", &["journal", "private"], &["tracing"]),
    ("resolve", &["dns"], &["hickory_", "tokio", "tracing", "futures_util"]),
    (
        "engine",
        &["dns", "zone", "cut", "aws", "journal", "resolve"],
        &["tokio", "tracing", "futures_util"],
    ),
    (
        "cli",
        &["dns", "zone", "cut", "app", "aws", "browser", "config", "engine", "journal", "resolve"],
        // Crossterm only to hide what is typed.
        &["tokio", "crossterm"],
    ),
    (
        "runtime",
        &[
            "dns", "zone", "cut", "app", "ui", "aws", "browser", "cache", "config", "engine",
            "habits", "journal", "resolve",
        ],
        &["ratatui", "crossterm", "tokio", "futures_util"],
    ),
    ("sandbox", &["aws", "dns", "emulator", "resolve"], &[]),
    ("lib", &[], &[]),
    (
        "main",
        &[
            "app", "aws", "cache", "cli", "config", "emulator", "engine", "habits", "journal",
            "log", "resolve", "runtime", "sandbox", "ui", "zone",
        ],
        &["tokio", "tracing", "crossterm"],
    ),
];

/// Crates that are kept to the rooms that name them above.
const KEPT: &[&str] = &[
    "ratatui",
    "crossterm",
    "aws_",
    "tokio",
    "tracing",
    "tracing_",
    "hyper",
    "hickory_",
    "futures_util",
];

/// Lines of a file, its tests left out, at which a room has grown too large.
const LONGEST: usize = 500;

struct Source {
    path: PathBuf,
    /// The module's path, `app::review` for `src/app/review.rs`.
    module: Vec<String>,
    /// Without comments, texts and what stands after `#[cfg(test)]`.
    code: String,
    lines: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let module: Vec<String> =
            inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        Source { module, lines: own.lines().count(), code: strip(&own), path }
    };
    found.into_iter().map(read).collect()
}

/// Code without line comments and the inside of texts.
fn strip(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default();
        for (at, piece) in line.replace("\\\"", "").split('"').enumerate() {
            if at % 2 == 0 {
                out.push_str(piece);
            }
        }
        out.push('\n');
    }
    out
}

fn is_test(source: &Source) -> bool {
    source.module.iter().any(|part| {
        part == "tests" || part.starts_with("test_") || part == "fixture" || part == "fixtures"
    })
}

fn room(source: &Source) -> &str {
    &source.module[0]
}

/// Every path that the code names from the crate's root, `crate::a::b` as `[a, b]`, and every
/// use from `super`, resolved; groups are expanded.
fn imports(source: &Source) -> Vec<Vec<String>> {
    let mut paths = use_trees(&source.code);
    for piece in source.code.split("crate::").skip(1) {
        let path: String =
            piece.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect();
        let mut whole = vec!["crate".to_owned()];
        whole.extend(path.split("::").filter(|part| !part.is_empty()).map(str::to_owned));
        paths.push(whole);
    }
    paths.into_iter().filter_map(|path| resolve(&source.module, &path)).collect()
}

/// The paths of all `use` declarations, as written.
fn use_trees(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut offset = 0;
    for line in code.split_inclusive('\n') {
        let start = line.trim_start();
        let visible = start.strip_prefix("pub").map_or(start, |rest| {
            rest.trim_start_matches(|c: char| c.is_alphanumeric() || "()".contains(c)).trim_start()
        });
        if visible.starts_with("use ") {
            let from = offset + line.len() - visible.len() + 4;
            let to = code[from..].find(';').map_or(code.len(), |end| from + end);
            expand(code[from..to].trim(), &mut Vec::new(), &mut paths);
        }
        offset += line.len();
    }
    paths
}

fn expand(tree: &str, prefix: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    if let Some(open) = tree.find('{') {
        let depth = prefix.len();
        prefix.extend(
            tree[..open].split("::").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned),
        );
        let inside = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
        let (mut level, mut from) = (0, 0);
        for (at, char) in inside.char_indices().chain([(inside.len(), ',')]) {
            match char {
                '{' => level += 1,
                '}' => level -= 1,
                ',' if level == 0 => {
                    if !inside[from..at].trim().is_empty() {
                        expand(&inside[from..at], prefix, paths);
                    }
                    from = (at + 1).min(inside.len());
                }
                _ => {}
            }
        }
        prefix.truncate(depth);
        return;
    }
    let name = tree.split(" as ").next().unwrap_or(tree);
    let mut path = prefix.clone();
    path.extend(name.split("::").map(|part| part.trim().to_owned()));
    paths.push(path);
}

fn resolve(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        _ => return None,
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

#[test]
fn no_import_runs_upward() {
    let mut wrong = Vec::new();
    for source in sources() {
        let (_, allowed, _) = ROOMS
            .iter()
            .find(|(name, _, _)| *name == room(&source))
            .unwrap_or_else(|| panic!("{} is in no known room", source.path.display()));
        for path in imports(&source) {
            let Some(target) = path.first() else { continue };
            let is_room = ROOMS.iter().any(|(name, _, _)| name == target);
            if is_room && target != room(&source) && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{} imports {}", source.path.display(), path.join("::")));
            }
        }
        if room(&source) == "main" {
            for (name, _, _) in ROOMS {
                let used = source.code.contains(&format!("zonecut::{name}"));
                if used && !allowed.contains(name) {
                    wrong.push(format!("main imports {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !is_test(source)) {
        let (_, _, own) = ROOMS.iter().find(|(name, _, _)| *name == room(source)).unwrap();
        for kept in KEPT {
            let named = source.code.match_indices(kept).any(|(at, _)| {
                let before = source.code[..at].chars().next_back();
                let starts = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
                let after = &source.code[at + kept.len()..];
                let rest = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
                let whole = kept.ends_with('_') || rest.len() == after.len();
                starts && whole && rest.starts_with("::")
            });
            let may = own.iter().any(|prefix| kept.starts_with(prefix) || prefix.starts_with(kept));
            if named && !may {
                wrong.push(format!("{} names {kept}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_two_files_import_each_other() {
    let all = sources();
    let files: BTreeSet<Vec<String>> = all.iter().map(|source| source.module.clone()).collect();
    // A parent that re-exports what its children hold stands for those children.
    let mut exports: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for source in &all {
        for path in imports_of_children(source, &files) {
            let file = file_of(&path, &files, &BTreeMap::new());
            if let (Some(file), Some(name)) = (file, path.last()) {
                let mut seen_as = source.module.clone();
                seen_as.push(name.clone());
                exports.insert(seen_as, file);
            }
        }
    }
    let mut edges: BTreeSet<(Vec<String>, Vec<String>)> = BTreeSet::new();
    for source in all.iter().filter(|source| !is_test(source)) {
        let children = imports_of_children(source, &files);
        for path in imports(source).into_iter().chain(children) {
            if let Some(file) = file_of(&path, &files, &exports)
                && file != source.module
            {
                edges.insert((source.module.clone(), file));
            }
        }
    }
    let both: Vec<_> = edges
        .iter()
        .filter(|(from, to)| from < to && edges.contains(&(to.clone(), from.clone())))
        .map(|(from, to)| format!("{} and {}", from.join("::"), to.join("::")))
        .collect();
    assert!(both.is_empty(), "{both:#?}");
}

/// `use child::Thing` inside a parent, written without `self`.
fn imports_of_children(source: &Source, files: &BTreeSet<Vec<String>>) -> Vec<Vec<String>> {
    let whole = |path: Vec<String>| {
        let mut child = source.module.clone();
        child.push(path.first()?.clone());
        files.contains(&child).then(|| {
            let mut whole = source.module.clone();
            whole.extend(path);
            whole
        })
    };
    use_trees(&source.code).into_iter().filter_map(whole).collect()
}

/// The file that holds what a path names.
fn file_of(
    path: &[String],
    files: &BTreeSet<Vec<String>>,
    exports: &BTreeMap<Vec<String>, Vec<String>>,
) -> Option<Vec<String>> {
    for len in (1..=path.len()).rev() {
        if let Some(file) = exports.get(&path[..len]) {
            return Some(file.clone());
        }
        if files.contains(&path[..len]) {
            return Some(path[..len].to_vec());
        }
    }
    None
}

#[test]
fn every_file_says_why_it_exists_and_stays_small() {
    for source in sources() {
        let text = fs::read_to_string(&source.path).unwrap();
        assert!(text.starts_with("//! "), "{} has no first line", source.path.display());
        assert!(
            source.lines <= LONGEST || is_test(&source),
            "{} has {} lines",
            source.path.display(),
            source.lines
        );
        let name = source.module.last().unwrap();
        let vague = ["utils", "util", "common", "helpers", "helper", "manager", "misc"];
        assert!(!vague.contains(&name.as_str()), "{} says nothing", source.path.display());
    }
}

/// The law is only kept if it would be noticed to be broken.
#[test]
fn the_law_sees_what_it_must() {
    let source = |module: &str, code: &str| Source {
        path: PathBuf::from(module),
        module: module.split("::").map(str::to_owned).collect(),
        code: strip(code),
        lines: 1,
    };
    let upward = source("zone::fault", "use crate::{app::Model, dns::Name};");
    let found = imports(&upward);
    assert!(found.contains(&vec!["app".into(), "Model".into()]));
    assert!(found.contains(&vec!["dns".into(), "Name".into()]));
    let inline = source("zone::fault", "fn f() { crate::ui::draw() } // crate::aws::X");
    assert_eq!(imports(&inline), [vec!["ui".to_owned(), "draw".to_owned()]]);
    let sibling = source("cut::apply", "use super::plan::Plan;");
    assert_eq!(imports(&sibling), [vec!["cut".to_owned(), "plan".to_owned(), "Plan".to_owned()]]);
}
