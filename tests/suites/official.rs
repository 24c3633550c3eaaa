//! The official test suite of Lua 5.4.8, unmodified, by the built program.
//!
//! `LUA_TESTSUITE` names the directory `testes` of repository lua/lua at tag v5.4.8. Each test works in a copy of it:
//! some of the files write beside themselves.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};

/// Programs that are not tests of their own: they run the others, need the C program `lua`, or need 12 GB.
const LEFT_OUT: &[&str] = &["all", "main", "heavy"];
/// What takes too long, or is about memory and stacks alone, at quantum 1.
const NOT_AT_QUANTUM_ONE: &[&str] = &["big", "verybig", "gc", "gengc", "cstack"];
/// Known failures, with their reason. One that passes fails the suite: remove it then.
const KNOWN_FAILURES: &[(&str, &str)] = &[];
/// The end of what a failed program wrote that is shown.
const SHOWN_LINES: usize = 12;

/// A test for each file, and one more for most at quantum 1.
pub fn trials() -> Vec<Trial> {
    let Some(directory) = std::env::var_os("LUA_TESTSUITE").map(PathBuf::from) else {
        let name = "official: skipped, LUA_TESTSUITE names no directory with the test suite of Lua 5.4.8";
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    };
    let names = match names(&directory) {
        Ok(names) => names,
        Err(why) => return vec![Trial::test("official", move || Err(Failed::from(why)))],
    };
    let mut trials = Vec::new();
    for name in names {
        let quantums: &[Option<u32>] =
            if NOT_AT_QUANTUM_ONE.contains(&name.as_str()) { &[None] } else { &[None, Some(1)] };
        for &quantum in quantums {
            let title = match quantum {
                None => format!("official/{name}"),
                Some(quantum) => format!("official/{name} at quantum {quantum}"),
            };
            let (directory, name) = (directory.clone(), name.clone());
            trials.push(Trial::test(title.clone(), move || {
                expect(&title, run(&directory, &name, quantum)).map_err(Failed::from)
            }));
        }
    }
    trials
}

fn names(directory: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let file = entry.ok()?.file_name().into_string().ok()?;
            file.strip_suffix(".lua").filter(|name| !LEFT_OUT.contains(name)).map(str::to_owned)
        })
        .collect();
    names.sort();
    if names.len() == 30 { Ok(names) } else { Err(format!("{} files found, expected 30 of 5.4.8", names.len())) }
}

/// Turns the known failures round.
fn expect(title: &str, result: Result<(), String>) -> Result<(), String> {
    match KNOWN_FAILURES.iter().find(|(known, _)| title == *known) {
        None => result,
        Some((_, reason)) if result.is_ok() => Err(format!("it passes, but is listed as a known failure: {reason}")),
        Some(_) => Ok(()),
    }
}

fn run(suite: &Path, name: &str, quantum: Option<u32>) -> Result<(), String> {
    let kind = quantum.map_or("plain".to_owned(), |quantum| format!("quantum-{quantum}"));
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official").join(format!("{name}-{kind}"));
    let _ = std::fs::remove_dir_all(&directory);
    copy(suite, &directory).map_err(|error| format!("copying to {}: {error}", directory.display()))?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    command.args(["run", "-e", "_port=true _soft=true", "--allow-read", "--allow-write", "--allow-env"]);
    command.args(quantum.iter().flat_map(|quantum| ["--quantum".to_owned(), quantum.to_string()]));
    command.arg(format!("{name}.lua")).current_dir(&directory).stdin(Stdio::null());
    let output = command.output().map_err(|error| error.to_string())?;
    let _ = std::fs::remove_dir_all(&directory);
    if output.status.success() {
        return Ok(());
    }
    let tail = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
    };
    Err(format!("{}\n{}\n{}", output.status, tail(&output.stdout), tail(&output.stderr)))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &target)? } else { std::fs::copy(&path, &target).map(|_| ())? }
    }
    Ok(())
}
