//! Completions in the shells themselves, and manual pages as `man` reads them: without
//! configuration, and with a broken one.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use crate::machine::Machine;
use crate::python::run;

const LIMIT: Duration = Duration::from_mins(1);
const CONFIG: &str = "[profile team-a]\nregion = eu-west-1\n[profile team-b]\n[profile other]\n";

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// A machine on which whatever is configured is broken, but AWS's own files.
fn broken() -> Machine {
    let mut machine = Machine::new();
    let config = machine.file("profiles.toml", "[defaults]\nttl = \"soon\"\n");
    machine.set("ZONECUT_CONFIG", &config.display().to_string());
    machine.file(".aws/config", CONFIG);
    machine
}

/// Runs a program that finds zonecut in its path.
fn shell(machine: &Machine, program: &str, arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_BIN_EXE_zonecut")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let mut command = Command::new(program);
    command.env_clear().envs(machine.variables()).env("PATH", path).args(arguments);
    run(&mut command, LIMIT)
}

fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What bash completes the last of these words to.
fn bash(machine: &Machine, words: &[&str]) -> Vec<String> {
    let script = r#"
        source <(zonecut completions bash)
        complete -p zonecut >/dev/null || exit 3
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
        _clap_complete_zonecut zonecut "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let arguments = [&["-c", script, "bash"], words].concat();
    let output = shell(machine, "bash", &arguments);
    printed(&output).lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn bash_completes_commands_flags_values_and_profiles() {
    let machine = broken();
    assert_eq!(bash(&machine, &["zonecut", "dele"]), ["delegate"]);
    assert_eq!(bash(&machine, &["zonecut", "plan", "--chi"]), ["--child"]);
    assert_eq!(bash(&machine, &["zonecut", "plan", "--as", "js"]), ["json"]);
    assert_eq!(bash(&machine, &["zonecut", "--profile", "team"]), ["team-a", "team-b"]);
    assert_eq!(bash(&machine, &["zonecut", "login", "oth"]), ["other"]);
    assert_eq!(bash(&machine, &["zonecut", "plan", "--child", "team-b"]), ["team-b/"]);
}

#[test]
fn accounts_by_role_that_are_listed_are_completed_too() {
    let mut machine = Machine::new();
    let accounts = "[[accounts]]\nsource = \"other\"\nrole = \"Dns\"\n\
                    ids = [{ id = \"222222222222\", name = \"Team C\" }]\n";
    let config = machine.file("profiles.toml", accounts);
    machine.set("ZONECUT_CONFIG", &config.display().to_string());
    machine.file(".aws/config", CONFIG);
    assert_eq!(bash(&machine, &["zonecut", "--profile", "Team"]), ["Team-C"]);
}

#[test]
fn without_any_file_the_words_are_completed_all_the_same() {
    let machine = Machine::new();
    assert_eq!(bash(&machine, &["zonecut", "aud"]), ["audit"]);
    assert_eq!(bash(&machine, &["zonecut", "--profile", "x"]), [""]);
}

#[test]
fn every_shell_gets_a_script_that_it_can_read() {
    let machine = broken();
    for (name, shell_of_it) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")] {
        let ran = machine.zonecut(&["completions", name]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{name}");
        assert!(ran.out.contains("ZONECUT_COMPLETE"), "{name}: {}", ran.out);
        let file = machine.file(&format!("script.{name}"), &ran.out);
        if has(shell_of_it) {
            printed(&shell(&machine, shell_of_it, &["-n", &file.display().to_string()]));
        }
    }
    let power = machine.zonecut(&["completions", "powershell"]);
    assert!(power.out.contains("Register-ArgumentCompleter"), "{}", power.out);
    machine.zonecut(&["completions", "tcsh"]).failed(2, &["bash", "zsh", "fish", "powershell"]);
}

#[test]
fn fish_and_zsh_complete_where_they_are() {
    let machine = broken();
    if has("fish") {
        let line = "zonecut completions fish | source; complete -C 'zonecut --profile te'";
        let told = printed(&shell(&machine, "fish", &["-c", line]));
        let words: Vec<&str> =
            told.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(words, ["team-a", "team-b"]);
    }
    if has("zsh") {
        let line = "autoload -Uz compinit; compinit -u; source <(zonecut completions zsh); \
                    print -r -- $_comps[zonecut]";
        assert!(printed(&shell(&machine, "zsh", &["-f", "-c", line])).contains("zonecut"));
    }
}

/// All pages, written.
fn pages(machine: &Machine) -> Vec<PathBuf> {
    let folder = machine.home().join("man/man1");
    let ran = machine.zonecut(&["man", "-o", &folder.display().to_string()]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn there_is_a_page_for_every_command_and_man_reads_them_without_complaint() {
    let machine = broken();
    let pages = pages(&machine);
    let help = machine.zonecut(&["--help"]).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    for command in &commands {
        let name = format!("zonecut-{command}.1");
        assert!(pages.iter().any(|page| page.ends_with(&name)), "no {name}");
    }
    for page in &pages {
        let path = page.display().to_string();
        let text = std::fs::read_to_string(page).unwrap();
        assert!(text.contains("\n.SH NAME\n") && text.contains("\n.SH SYNOPSIS\n"), "{path}");
        if has("groff") {
            let groff = shell(&machine, "groff", &["-man", "-ww", "-z", "-Tutf8", &path]);
            let complaints = String::from_utf8_lossy(&groff.stderr);
            assert!(groff.status.success() && complaints.is_empty(), "{path}: {complaints}");
        }
        if has("mandoc") {
            printed(&shell(&machine, "mandoc", &["-Tlint", "-Werror", &path]));
        }
    }
}

#[test]
fn a_page_is_printed_by_the_commands_name() {
    let machine = broken();
    let whole = machine.zonecut(&["man"]);
    assert_eq!(whole.code, Some(0));
    assert!(whole.out.contains("EXIT STATUS") && whole.out.contains("ZONECUT"), "{}", whole.out);
    assert!(machine.zonecut(&["man", "delegate"]).out.contains("create\\-child"));
    machine.zonecut(&["man", "nothing"]).failed(2, &["there is no command nothing"]);
}
