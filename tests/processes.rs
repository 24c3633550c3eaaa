//! Programs of several processes. A test is a file of `process/`, with what all processes together write, and how each
//! ended, in a file beside it (`BLESS=1` rewrites it).
//!
//! Each runs on 1, 2 and 8 threads and at three quanta: what it writes is the same on any number of threads, byte for byte;
//! with another quantum it may be written in another order, but the first line of a program that says
//! `-- any quantum` promises that it is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use tidelock::host::{Handle, Host, HostError, HostResult};
use tidelock::{ProcessManager, RunEnd, SpawnOptions};

/// Ticks of virtual time after which a program hangs, other than on purpose.
const TICKS_MAX: u64 = 1 << 40;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process")
}

/// One place for what all processes write; scripts are read from the directory of the tests.
#[derive(Clone, Debug, Default)]
struct Shared {
    written: Arc<Mutex<Vec<u8>>>,
}

impl Host for Shared {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if handle == 2 {
            written.extend_from_slice(b"stderr: ");
        }
        written.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, _: Handle, _: usize) -> HostResult<Vec<u8>> {
        Ok(Vec::new())
    }

    fn flush(&mut self, _: Handle) -> HostResult<()> {
        Ok(())
    }

    fn read_file(&mut self, path: Option<&[u8]>, _: usize) -> HostResult<Vec<u8>> {
        let name = String::from_utf8_lossy(path.unwrap_or_default()).into_owned();
        fs::read(directory().join("scripts").join(name)).map_err(HostError::from)
    }

    fn is_readable(&mut self, path: &[u8]) -> bool {
        self.read_file(Some(path), usize::MAX).is_ok()
    }

    fn child(&mut self) -> Box<dyn Host> {
        Box::new(self.clone())
    }
}

/// What a program writes, and how it ended.
fn run(name: &str, source: &[u8], threads: usize, quantum: u64) -> Result<String, Failed> {
    let host = Shared::default();
    let written = host.written.clone();
    let builder = ProcessManager::builder().quantum(quantum).threads(threads)?;
    let mut manager = builder.build();
    let options = SpawnOptions { host: Box::new(host), ..SpawnOptions::named(name) };
    manager.spawn(source, options).map_err(|error| error.to_string())?;
    let end = manager.run_for(TICKS_MAX);
    let mut text = String::from_utf8_lossy(&written.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    text.push_str("--- ");
    text.push_str(match end {
        RunEnd::AllEnded => "all ended",
        RunEnd::Deadlock => "deadlock",
        RunEnd::NoneRunning => "none running",
        RunEnd::TimeUp => "time up",
        RunEnd::Interrupted => "interrupted",
    });
    text.push('\n');
    for process in manager.processes() {
        let name = String::from_utf8_lossy(process.name());
        match process.exit() {
            Some(exit) => text.push_str(&format!("{} {name}: {exit}\n", process.pid())),
            None => text.push_str(&format!("{} {name}: alive\n", process.pid())),
        }
    }
    if end == RunEnd::Deadlock {
        text.push_str(&manager.deadlock());
    }
    Ok(text)
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
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
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
