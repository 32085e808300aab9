//! What a release is made of: workflows that can be read, archives that hold what they should, a
//! formula with the right sums, and dependencies under the licences that deny.toml allows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::python::{Python, run, text};

const LIMIT: Duration = Duration::from_mins(2);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn done(command: &mut Command) -> String {
    let output = run(command, LIMIT);
    assert!(output.status.success(), "{command:?}: {}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A workflow, as a parser of YAML reads it. `on` is true there.
fn workflow(name: &str) -> Value {
    let script = "import json, sys, yaml\n\
                  json.dump({str(k): v for k, v in yaml.safe_load(open(sys.argv[1])).items()}, sys.stdout)";
    let mut python = Command::new(Python::get().program("python"));
    let path = root().join(".github/workflows").join(name);
    serde_json::from_str(&done(python.args(["-c", script]).arg(path))).unwrap()
}

/// What the steps of a job run.
fn scripts(job: &Value) -> String {
    let steps = job["steps"].as_array().unwrap().iter();
    steps.filter_map(|step| step["run"].as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_release_builds_for_every_system_and_packs_what_they_need() {
    let release = workflow("release.yml");
    let matrix = &release["jobs"]["build"]["strategy"]["matrix"]["include"];
    let targets: BTreeSet<&str> =
        matrix.as_array().unwrap().iter().map(|row| row["target"].as_str().unwrap()).collect();
    let wanted = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-musl",
    ];
    assert_eq!(targets, BTreeSet::from(wanted));
    let packed = scripts(&release["jobs"]["release"]);
    for part in ["packaging/texts.sh", "packaging/archive.sh", "packaging/formula.sh", "cargo deb"]
    {
        assert!(packed.contains(part), "{part}");
    }
    for word in packed.split_whitespace().filter(|word| word.starts_with("packaging/")) {
        assert!(root().join(word).exists(), "{word}");
    }
    // The same triples are those that the dependencies are looked at for.
    let deny: toml::Table = toml::from_str(&read("deny.toml")).unwrap();
    let looked: BTreeSet<&str> =
        deny["graph"]["targets"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    assert_eq!(looked, targets);
}

#[test]
fn what_must_pass_is_what_ci_runs() {
    let ci = workflow("ci.yml");
    assert!(scripts(&ci["jobs"]["run"]).contains(".ci/run"));
    let uses = ci["jobs"]["dependencies"]["steps"].to_string();
    assert!(uses.contains("cargo-deny-action"), "{uses}");
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn an_archive_holds_the_program_its_pages_and_its_completions_and_the_formula_its_sum() {
    let home = tempfile::tempdir().unwrap();
    let (texts, out) = (home.path().join("texts"), home.path().join("out"));
    let binary = env!("CARGO_BIN_EXE_zonecut");
    let script = |name: &str| Command::new(root().join("packaging").join(name));
    done(script("texts.sh").arg(binary).arg(&texts));
    let version = env!("CARGO_PKG_VERSION");
    // A script in the binary's place: what is packed is told by its name.
    let program = home.path().join("zonecut");
    fs::write(&program, "#!/bin/sh\n").unwrap();
    let targets = [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "aarch64-apple-darwin",
    ];
    let mut sums = String::new();
    for target in targets {
        done(script("archive.sh").arg(&program).args([target, version]).arg(&texts).arg(&out));
        let name = format!("zonecut-{version}-{target}.tar.gz");
        sums += &done(Command::new("sha256sum").arg(&name).current_dir(&out));
    }
    let name = format!("zonecut-{version}-{}", targets[0]);
    let archive = out.join(format!("{name}.tar.gz"));
    let listed = done(Command::new("tar").arg("-tzf").arg(&archive));
    for inside in [
        "zonecut",
        "README.md",
        "LICENSE-MIT",
        "man/man1/zonecut.1",
        "man/man1/zonecut-doctor.1",
        "completions/zonecut.bash",
        "completions/_zonecut",
        "completions/zonecut.fish",
        "completions/zonecut.ps1",
    ] {
        assert!(
            listed.lines().any(|line| line == format!("{name}/{inside}")),
            "{inside}: {listed}"
        );
    }
    let first = fs::read(&archive).unwrap();
    done(script("archive.sh").arg(&program).args([targets[0], version]).arg(&texts).arg(&out));
    assert!(first == fs::read(&archive).unwrap(), "the same input makes another archive");

    let file = home.path().join("SHA256SUMS");
    fs::write(&file, &sums).unwrap();
    let formula = done(script("formula.sh").args(["owner/zonecut", version]).arg(&file));
    assert!(!formula.contains('@') || !formula.contains("@VERSION@"), "{formula}");
    for sum in sums.lines().filter_map(|line| line.split(' ').next()) {
        assert!(formula.contains(sum), "{sum} is not in\n{formula}");
    }
    for left in
        ["@REPOSITORY@", "@VERSION@", "@MAC_ARM@", "@MAC_INTEL@", "@LINUX_ARM@", "@LINUX_INTEL@"]
    {
        assert!(!formula.contains(left), "{left}");
    }
}

#[test]
fn what_the_package_holds_is_there_or_is_made_by_the_scripts() {
    let cargo: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let assets = &cargo["package"]["metadata"]["deb"]["assets"];
    let made = read("packaging/texts.sh").replace("$folder", "target/packaging");
    for asset in assets.as_array().unwrap() {
        let path = asset[0].as_str().unwrap();
        let by_script = path.replace("/*.1", "");
        let there = root().join(path).exists()
            || path == "target/release/zonecut"
            || made.contains(&format!("\"{by_script}\""));
        assert!(there, "{path}");
    }
}

/// Whether an SPDX expression of `OR`, `AND` and brackets is met by these licences.
fn is_met(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let text = expression.trim().replace('/', " OR ");
    // None of the expressions nests deeper than a bracket around alternatives.
    if let (Some(open), Some(close)) = (text.find('('), text.find(')')) {
        let inside = is_met(&text[open + 1..close], allowed);
        let word = if inside { "MIT" } else { "none" };
        return is_met(&format!("{}{word}{}", &text[..open], &text[close + 1..]), allowed);
    }
    text.split(" OR ").any(|one| one.split(" AND ").all(|it| allowed.contains(it.trim())))
}

#[test]
fn every_dependency_is_under_a_licence_that_is_allowed() {
    let deny: toml::Table = toml::from_str(&read("deny.toml")).unwrap();
    let allowed: BTreeSet<&str> =
        deny["licenses"]["allow"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--target", "all", "--edges", "normal,build"]);
    cargo.args(["--prefix", "none", "--format", "{p}|{l}"]).current_dir(root());
    let tree = done(&mut cargo);
    let packages: BTreeSet<(&str, &str)> =
        tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|')).collect();
    assert!(packages.len() > 200, "{tree}");
    let wrong: Vec<_> = packages.iter().filter(|(_, licence)| !is_met(licence, &allowed)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // And none of them is a second, old TLS stack.
    for (package, _) in packages {
        let (name, version) = package.split_once(' ').unwrap();
        let old = match name {
            "h2" => version.starts_with("v0.3"),
            "hyper" => version.starts_with("v0."),
            "rustls" => !version.starts_with("v0.23"),
            name => name == "openssl-sys",
        };
        assert!(!old, "{package}");
    }
}

#[test]
fn an_expression_is_met_or_not() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0"]);
    for met in ["MIT", "GPL-2.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-2.0) AND Apache-2.0"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not in ["GPL-2.0", "MIT AND GPL-2.0", "(GPL-2.0 OR ISC) AND MIT"] {
        assert!(!is_met(not, &allowed), "{not}");
    }
}

#[test]
fn scripts_can_be_run() {
    for entry in fs::read_dir(root().join("packaging")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "sh") {
            done(Command::new("bash").arg("-n").arg(&path));
            assert!(is_executable(&path), "{}", path.display());
        }
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}
