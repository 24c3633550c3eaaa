//! Lua programs with their expected output. Each is run as a user would run it, and then in all the ways that must not
//! be seen: on the other dispatch backend, with another hash seed, preempted at every safepoint, written out and read
//! back, copied. Output, end, ticks, collections, peak memory and the hash of the final state must be the same.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use tidelock::host::{Buffering, ChildExit, Grant, Grants, Handle, Host, HostResult, OpenMode, SystemHost, Whence};
use tidelock::{Exit, Limits, ProcessManager, RunEnd, SpawnOptions};
use tidelock_fuzz::harness::{self, Choices, End, Machine, Seen, Setup, latin1};
use tidelock_vm::Backend;
use tidelock_vm::bytecode::{self, Verified};

use crate::expectation::Expectation;
use crate::ticks;

/// Ticks of a slice where the whole manager runs a program; odd, so that slices end anywhere.
const MANAGER_QUANTUM: u64 = 997;

/// Ticks of a program that is also run with a collection at each safepoint: each takes about as long as a thousand ticks.
const COLLECTED_TICKS_MAX: u64 = 5_000;

/// A test for each program under a directory of `tests/`.
pub fn trials(directory: &str) -> Vec<Trial> {
    let files = harness::files(&format!("tests/{directory}"), "lua");
    files
        .into_iter()
        .map(|(name, path)| {
            let name = format!("{directory}/{name}");
            Trial::test(name.clone(), move || check(&name, &path).map_err(Failed::from))
        })
        .collect()
}

fn check(name: &str, path: &Path) -> Result<(), String> {
    let source = std::fs::read(path).map_err(|error| error.to_string())?;
    let expectation = Expectation::of(&source);
    if expectation == Expectation::default() {
        return Err("the file expects nothing: a test that can't fail is a defect".to_owned());
    }
    let text = tidelock::program::skip_shebang(&source);
    let chunk_name = format!("@{}", path.file_name().expect("it is a file").to_string_lossy());
    let code = match tidelock::program::load(text, chunk_name.as_bytes()) {
        Ok(code) => code,
        Err(error) => return expectation.check("", Some(&latin1(&error.message()))),
    };
    as_file(&code)?;
    let expected = straight(&code, &expectation)?;
    ticks::check(name, expected.ticks)?;
    managed(text, &chunk_name, &expectation)?;
    let ways: [Way; 4] = [other_loop, every_safepoint, harness::written_out, copied];
    ways.into_iter().try_for_each(|way| way(&code, &expectation.setup(), &expected, &mut Choices::of(name)))?;
    if expected.ticks <= COLLECTED_TICKS_MAX && !sees_the_collector(&source) {
        harness::collected_always_or_never(&code, &expectation.setup(), &expected)?;
    }
    Ok(())
}

/// Whether a program asks when garbage is collected: how much memory is in use, when its finalizers run and what is still
/// in its weak tables. Judged by what it would have to mention.
fn sees_the_collector(source: &[u8]) -> bool {
    let text = latin1(source);
    ["collectgarbage", "__gc", "__mode"].iter().any(|word| text.contains(word))
}

/// One more way to run a program whose straight run is known.
type Way = fn(&Verified, &Setup, &Seen, &mut Choices) -> Result<(), String>;

/// Compiled code survives its file format.
fn as_file(code: &Verified) -> Result<(), String> {
    let bytes = bytecode::encode(code.prototype(), false);
    let decoded = bytecode::decode(&bytes).map_err(|error| format!("as a .tlb file: {error}"))?;
    let verified = bytecode::verify(decoded).map_err(|error| format!("as a .tlb file: {error}"))?;
    // Not by `==`: a constant may be NaN.
    if bytecode::encode(verified.prototype(), false) != bytes {
        return Err("as a .tlb file: it reads back as other code".to_owned());
    }
    Ok(())
}

/// In one go. Only the manager puts errors that are no text into words, so those are left to [`managed`].
fn straight(code: &Verified, expectation: &Expectation) -> Result<Seen, String> {
    let seen = harness::run(code, &expectation.setup(), harness::TICKS_MAX)?;
    let error = match &seen.end {
        End::Failed(message) => Some(message.clone()),
        End::FailedWith(_) => expectation.error.clone(),
        End::Returned | End::Exited(0) => None,
        End::OutOfMemory => Some("out of memory".to_owned()),
        other => Some(format!("{other:?}")),
    };
    expectation.check(&seen.output, error.as_deref()).map_err(|why| format!("in one go: {why}"))?;
    Ok(seen)
}

/// As the command line does: by the manager, with the machine's files.
fn managed(source: &[u8], chunk_name: &str, expectation: &Expectation) -> Result<(), String> {
    let grants = Grants { read: Grant::All, write: Grant::All, env: Grant::All, exec: Grant::None };
    let host = CapturedSystem { machine: SystemHost::new(grants), output: Vec::new(), errors: Vec::new() };
    let mut manager = ProcessManager::builder().quantum(MANAGER_QUANTUM).build();
    let limits = Limits { memory_bytes_max: expectation.setup().memory_bytes_max, ..Limits::default() };
    let options =
        SpawnOptions { host: Box::new(host), limits, ..SpawnOptions::named(chunk_name.trim_start_matches('@')) };
    let pid = manager.spawn(source, options).map_err(|error| error.to_string())?;
    let end = manager.run_for(harness::TICKS_MAX);
    let process = manager.process(pid).expect("it has not been reaped");
    if end != RunEnd::AllEnded {
        return Err(format!("in the manager: {end:?}, state {:?}", process.state()));
    }
    let error = match process.exit() {
        Some(Exit::Failed(failure)) => Some(latin1(&failure.message)),
        Some(Exit::Returned(_) | Exit::Exited(0)) => None,
        Some(Exit::MemoryLimit { .. }) => Some("out of memory".to_owned()),
        other => Some(format!("{other:?}")),
    };
    let output = latin1(process.output());
    expectation.check(&output, error.as_deref()).map_err(|why| format!("in the manager: {why}"))
}

fn other_loop(code: &Verified, setup: &Setup, expected: &Seen, choices: &mut Choices) -> Result<(), String> {
    let setup = Setup { backend: Backend::Loop, hash_seed: choices.next(), ..*setup };
    let seen = harness::run(code, &setup, harness::TICKS_MAX)?;
    harness::same("on the loop backend with another hash seed", expected, &seen)
}

fn every_safepoint(code: &Verified, setup: &Setup, expected: &Seen, _: &mut Choices) -> Result<(), String> {
    let seen = harness::run(code, setup, 1)?;
    harness::same("at quantum 1", expected, &seen)
}

fn copied(code: &Verified, setup: &Setup, expected: &Seen, choices: &mut Choices) -> Result<(), String> {
    let mut original = Machine::new(code, setup);
    let at = choices.below(expected.ticks + 1);
    original.run(at);
    let mut copy = original.clone();
    original.run(harness::TICKS_MAX);
    copy.run(harness::TICKS_MAX);
    harness::same(&format!("copied at tick {at}, the original"), expected, &original.seen())?;
    harness::same(&format!("copied at tick {at}, the copy"), expected, &copy.seen())
}

/// The machine, but what is written to the standard streams is kept.
#[derive(Debug)]
struct CapturedSystem {
    machine: SystemHost,
    output: Vec<u8>,
    errors: Vec<u8>,
}

impl Host for CapturedSystem {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        match handle {
            1 => self.output.extend_from_slice(bytes),
            2 => self.errors.extend_from_slice(bytes),
            _ => return self.machine.write(handle, bytes),
        }
        Ok(())
    }

    fn read(&mut self, handle: Handle, count: usize) -> HostResult<Vec<u8>> {
        if handle == 0 { Ok(Vec::new()) } else { self.machine.read(handle, count) }
    }

    fn open(&mut self, path: &[u8], mode: OpenMode) -> HostResult<Handle> {
        self.machine.open(path, mode)
    }

    fn close(&mut self, handle: Handle) -> HostResult<Option<ChildExit>> {
        self.machine.close(handle)
    }

    fn seek(&mut self, handle: Handle, whence: Whence, offset: i64) -> HostResult<u64> {
        self.machine.seek(handle, whence, offset)
    }

    fn flush(&mut self, handle: Handle) -> HostResult<()> {
        self.machine.flush(handle)
    }

    fn set_buffer(&mut self, handle: Handle, buffering: Buffering, size: usize) -> HostResult<()> {
        self.machine.set_buffer(handle, buffering, size)
    }

    fn remove(&mut self, path: &[u8]) -> HostResult<()> {
        self.machine.remove(path)
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) -> HostResult<()> {
        self.machine.rename(from, to)
    }

    fn temporary_name(&mut self) -> HostResult<Vec<u8>> {
        self.machine.temporary_name()
    }

    fn temporary_file(&mut self) -> HostResult<Handle> {
        self.machine.temporary_file()
    }

    fn environment(&mut self, name: &[u8]) -> HostResult<Option<Vec<u8>>> {
        self.machine.environment(name)
    }

    fn warn(&mut self, text: &[u8]) {
        self.errors.extend_from_slice(text);
    }

    fn read_file(&mut self, path: Option<&[u8]>, bytes_max: usize) -> HostResult<Vec<u8>> {
        self.machine.read_file(path, bytes_max)
    }

    fn is_readable(&mut self, path: &[u8]) -> bool {
        self.machine.is_readable(path)
    }

    fn captured(&self, handle: Handle) -> &[u8] {
        match handle {
            1 => &self.output,
            2 => &self.errors,
            _ => &[],
        }
    }
}
