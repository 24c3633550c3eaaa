//! A few fixed inputs for each target, and the seeds of the campaigns: what is checked in holds.

use std::path::PathBuf;

use tidelock_fuzz::{Target, harness};

fn try_all(name: &str) {
    let target: &Target = tidelock_fuzz::target(name).expect("it is in the table");
    let numbered = (0..target.cases).map(|number| (number.to_string(), target.input(number)));
    let seeds = std::fs::read_dir(harness::root().join("fuzz/seeds").join(name)).expect("there are seeds");
    let mut seeds: Vec<PathBuf> = seeds.map(|entry| entry.expect("it is readable").path()).collect();
    seeds.sort();
    let seeds = seeds.iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("it is readable")));
    for (input, bytes) in numbered.chain(seeds) {
        if let Err(why) = (target.check)(&bytes) {
            panic!("{name} {input}: {why}");
        }
    }
}

#[test]
fn source_holds() {
    try_all("source");
}

#[test]
fn bytecode_holds() {
    try_all("bytecode");
}

#[test]
fn program_holds() {
    try_all("program");
}

#[test]
fn limits_hold() {
    try_all("limits");
}

#[test]
fn builtin_holds() {
    try_all("builtin");
}

#[test]
fn processes_hold() {
    try_all("processes");
}

#[test]
fn lua_processes_hold() {
    try_all("lua_processes");
}
