//! Programs of several processes. A test is a file of `process/`, with what all processes together write, and how each
//! ended, in a file beside it (`BLESS=1` rewrites it).
//!
//! Each runs on 1, 2 and 8 threads and at three quanta: what it writes is the same on any number of threads, byte for byte;
//! with another quantum it may be written in another order, but the first line of a program that says
//! `-- any quantum` promises that it is not.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Program, is_blessed};
use libtest_mimic::{Arguments, Failed, Trial};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process")
}

/// What a program writes, and how it ended.
fn run(name: &str, source: &[u8], threads: usize, quantum: u64) -> Result<String, Failed> {
    let directory = directory().join("scripts");
    let program = Program { name, source, arguments: &[], directory, input: Vec::new() };
    let ran = common::run(&program, threads, quantum)?;
    Ok(ran.written + &ran.end)
}

fn check(path: &Path) -> Result<(), Failed> {
    let source = fs::read(path)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let usual = run(&name, &source, 1, 100_000)?;
    for threads in [2, 8] {
        let other = run(&name, &source, threads, 100_000)?;
        if other != usual {
            return Err(format!("on {threads} threads:\n{other}\non one:\n{usual}").into());
        }
    }
    for quantum in [200, 10_000_000] {
        let one = run(&name, &source, 1, quantum)?;
        let several = run(&name, &source, 3, quantum)?;
        if one != several {
            return Err(format!("at quantum {quantum}, on three threads:\n{several}\non one:\n{one}").into());
        }
        if source.starts_with(b"-- any quantum") && one != usual {
            return Err(format!("at quantum {quantum}:\n{one}\nat 100000:\n{usual}").into());
        }
    }
    let expected = path.with_extension("out");
    if is_blessed() {
        fs::write(&expected, &usual)?;
        return Ok(());
    }
    let expected = fs::read_to_string(&expected).unwrap_or_default();
    if usual != expected {
        return Err(format!("found:\n{usual}\nexpected:\n{expected}").into());
    }
    Ok(())
}

fn main() {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory())
        .expect("tests/process is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .collect();
    paths.sort();
    let trials = paths.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(name, move || check(&path))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
