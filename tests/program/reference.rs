//! `docs/reference.md` is what the program says of itself. `UPDATE_DOCS=1` writes it instead.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use zonecut::app::keymap;
use zonecut::cli::Args;
use zonecut::cut::CutState;

const WIDTH: usize = 92;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The help of every command, as it is printed.
fn commands() -> String {
    let hidden = |command: clap::Command| command.mut_args(|flag| flag.hide_env_values(true));
    let mut whole = hidden(Args::command()).disable_help_subcommand(true).term_width(WIDTH);
    let names: Vec<String> = whole.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in &names {
        whole = whole.mut_subcommand(name, |sub| hidden(sub).term_width(WIDTH));
    }
    whole.build();
    let mut out = format!("```text\n{}```\n", help(&mut whole));
    for name in names {
        let sub = whole.find_subcommand_mut(&name).unwrap();
        let mut own = sub.clone().bin_name(format!("zonecut {name}"));
        // What holds everywhere stands with the program itself.
        for flag in ["demo", "config", "profiles", "read_only", "no_dns", "log", "verbose"] {
            if own.get_arguments().any(|known| known.get_id() == flag) {
                own = own.mut_arg(flag, |flag| flag.hide(true));
            }
        }
        let _ = write!(out, "\n### zonecut {name}\n\n```text\n{}```\n", help(&mut own));
    }
    out
}

fn help(command: &mut clap::Command) -> String {
    let text = command.render_long_help().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// Every finding: the file that makes it says in its first lines what it is about.
fn findings() -> String {
    let mut rows = Vec::new();
    for folder in ["src/cut/check", "src/cut/seen"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            rows.extend(finding(&entry.unwrap().path()));
        }
    }
    rows.sort();
    rows.iter().fold("| Code | About |\n|---|---|\n".to_owned(), |mut out, (codes, about)| {
        let _ = writeln!(out, "| {codes} | {about} |");
        out
    })
}

fn finding(path: &Path) -> Option<(String, String)> {
    let text = fs::read_to_string(path).ok()?;
    let head = text.lines().map_while(|line| line.strip_prefix("//!"));
    let head = head.map(str::trim).collect::<Vec<_>>().join(" ");
    let head = head.split(" Source:").next().unwrap_or_default().trim();
    let (codes, about) = head.split_once(": ")?;
    codes.starts_with('`').then(|| (codes.to_owned(), about.replace('|', "\\|")))
}

fn states() -> String {
    CutState::ALL.iter().fold("| State | Means |\n|---|---|\n".to_owned(), |mut out, state| {
        let _ = writeln!(out, "| `{}` | {} |", state.as_str(), state.explanation());
        out
    })
}

fn page() -> String {
    let example = fs::read_to_string(root().join("profiles.example.toml")).unwrap();
    format!(
        "# Reference\n\n\
         Made from the program by `UPDATE_DOCS=1 cargo test --test program reference`; a test \
         compares.\n\n\
         ## Commands\n\n{}\n\
         ## Keys\n\n{}\n\
         ## Findings\n\n\
         What a review says beside the change set. Each has a severity (stop, warn, note) that \
         follows from the case, and evidence.\n\n{}\n\
         ## States of a cut\n\n\
         What an audit tells, the gravest first.\n\n{}\n\
         ## profiles.toml\n\n```toml\n{example}```\n",
        commands(),
        keymap::readme::markdown(),
        findings(),
        states(),
    )
}

#[test]
fn the_reference_is_what_the_program_says_of_itself() {
    let path = root().join("docs/reference.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page,
        "docs/reference.md is old: UPDATE_DOCS=1 cargo test --test program reference"
    );
}

/// Codes that the pages for users name, and places that they lead to, are there.
#[test]
fn what_the_pages_name_is_there() {
    let reference = page();
    let docs = root().join("docs");
    let mut pages = vec![root().join("README.md")];
    for folder in [docs.clone(), docs.join("tasks")] {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(entries.filter(|path| path.extension().is_some_and(|end| end == "md")));
    }
    for path in pages {
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split(')').next().unwrap();
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") {
                continue;
            }
            let target =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", path.display());
            if !heading.is_empty() {
                let anchors = fs::read_to_string(&target).unwrap();
                let anchored = anchors.lines().filter(|line| line.starts_with('#')).any(|line| {
                    line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-") == heading
                });
                assert!(anchored, "{}: {link}", path.display());
            }
        }
        // The rows of a task's table of findings.
        for line in text.lines().filter(|_| path.parent().unwrap().ends_with("tasks")) {
            let code = line.strip_prefix("| `").and_then(|rest| rest.split('`').next());
            if let Some(code) = code.filter(|code| !code.contains(' ')) {
                assert!(reference.contains(&format!("`{code}`")), "{}: {code}", path.display());
            }
        }
    }
}
